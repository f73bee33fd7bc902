"""The recipe: which features make each kind of token, what an agreement weighs, from where two rows may be one person."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from varick.errors import VarickError

NEWEST = 1


@dataclass(frozen=True)
class Kind:
    """One kind of token: present where all features that it ``needs`` are."""

    name: str
    weight: int
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Recipe:
    """The kinds in the order of a row's columns, and the sums of weights from which two rows may be one person.

    ``steps``: (rows of a list, threshold up to them), ascending; None is for all longer lists."""

    version: int
    kinds: tuple[Kind, ...]
    steps: tuple[tuple[int | None, int], ...]

    @property
    def weights(self) -> tuple[int, ...]:
        """What an agreement in each kind weighs, in the order of a row's columns."""
        return tuple(kind.weight for kind in self.kinds)

    @property
    def threshold(self) -> int:
        """The lowest threshold, that of short lists: an agreement in any one kind is enough."""
        return self.steps[0][1]

    def threshold_for(self, rows: int) -> int:
        """The threshold for lists of so many rows: chance agreements grow with the square, people on two lists do not."""
        return next(threshold for up_to, threshold in self.steps if up_to is None or rows <= up_to)

    @staticmethod
    def load(version: int = NEWEST) -> "Recipe":
        """The recipe of this version. Raises VarickError for one that this Varick does not have."""
        if version != NEWEST:
            raise VarickError(
                f"token recipe {version}: this Varick makes version {NEWEST}; let all members use the same version of Varick"
            )
        return _shipped()


@cache
def _shipped() -> Recipe:
    import yaml

    text = files("varick.together.tokens").joinpath("recipe.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    kinds = tuple(Kind(kind["name"], kind["weight"], tuple(kind["needs"])) for kind in read["kinds"])
    steps = tuple((step.get("up_to"), step["threshold"]) for step in read["thresholds"])
    return Recipe(read["version"], kinds, steps)
