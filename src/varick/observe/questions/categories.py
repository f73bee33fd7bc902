"""Category maps: which group a charge code belongs to, by a named version; codes of no known group keep their own text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from varick.errors import VarickError
from varick.observe.frame import Coded

FILE = "layouts/ncic.yaml"


@dataclass(frozen=True, slots=True)
class CategoryMap:
    """A way to group the values of some columns. `says` is one phrase of what it does."""

    name: str
    version: int
    says: str
    columns: tuple[str, ...]
    groups: Mapping[str, str]
    apart: Mapping[str, str] = field(default_factory=dict)

    def of(self, value: str) -> str:
        """The category of a code, "54 Traffic"; a code of no known group stays as ICE wrote it.

        A code with letters, which ICE uses beside the public list (13AB), falls into the group of its digits.
        """
        code = value.strip().upper()
        code = code.zfill(4) if code.isdigit() else code
        if code in self.apart:
            return self.apart[code]
        if len(code) == 4 and code[:2] in self.groups:
            return f"{code[:2]} {self.groups[code[:2]]}"
        return value

    def mapped(self, column: Coded) -> Coded:
        """The column in categories; blanks stay blank."""
        return column.mapped(self.of)


@cache
def category_maps() -> Mapping[str, CategoryMap]:
    """Every map that comes with Varick, by name."""
    import yaml

    text = files("varick.observe").joinpath(FILE).read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    found = {}
    for name, about in read["maps"].items():
        apart = {code: title for title, codes in about.get("apart", {}).items() for code in codes}
        columns, groups = tuple(read["columns"]), read["groups"]
        found[name] = CategoryMap(name, about["version"], about["says"], columns, groups, apart)
    return found


def split_category(category: str) -> tuple[str, CategoryMap | None]:
    """The column and the map of COLUMN or COLUMN:MAP. Raises VarickError for a map that is not known or does not fit."""
    column, colon, name = category.partition(":")
    if not colon:
        return column, None
    known = category_maps()
    if name not in known:
        raise VarickError(f"--category {category}: no map {name!r}; it can be {', '.join(known)}")
    if column not in known[name].columns:
        raise VarickError(
            f"--category {category}: the map {name} is for {', '.join(known[name].columns)}; leave it out"
        )
    return column, known[name]


def other_grain(column: str, used: CategoryMap | None) -> CategoryMap | None:
    """The map to set beside the one used, so that dependence on the grouping shows; None without one."""
    if used is not None:
        return None
    return next((map_ for map_ in category_maps().values() if column in map_.columns), None)
