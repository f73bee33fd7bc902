"""The fields of a case, read from fields.yaml: kind, choices, when a question is asked, what may leave at each level."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, get_args

from varick.errors import VarickError, did_you_mean

if TYPE_CHECKING:
    from varick.casebook.cases.answers import Answer
    from varick.words import Words

Kind = Literal["choice", "choices", "date", "count", "text", "section", "place", "moment"]
Tier = Literal["required", "core", "sensitive", "optional", "derived"]
Act = Literal["keep", "coarsen", "drop"]
How = Literal["", "week", "month", "article", "code", "presence"]


@dataclass(frozen=True)
class Sharing:
    """What leaves of a field at one level.

    ``how`` of "coarsen": week or month (`DayOf.coarser`), article (`article_of`), code (`Field.code_of`), or presence
    (only "stated", or the answer's state).
    """

    act: Act
    how: How = ""


@dataclass(frozen=True)
class Huridocs:
    """Entity and term of the Events Standard Formats, as the research names them; ``confidence`` as sources have it."""

    entity: str
    term: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Field:
    """One question of a case and what may be answered.

    ``choices``: codes, for choice and choices; for text and place the codes that `code_of` can give. ``none``: whether
    "there is none" is an answer. ``low``, ``high``: limits of a count. ``days``: for a derived field, the two dates
    between which it counts. ``origin``: the row of the research table, or "varick".
    """

    name: str
    kind: Kind
    tier: Tier
    group: str
    origin: str
    coalition: Sharing
    aggregate: Sharing
    choices: tuple[str, ...] = ()
    none: bool = False
    low: int = 0
    high: int = 1_000_000
    asks: Mapping[str, tuple[str, ...]] = ()  # type: ignore[assignment]
    spelt: Mapping[str, tuple[str, ...]] = ()  # type: ignore[assignment]
    days: tuple[str, str] | None = None
    huridocs: Huridocs | None = None
    note: str = ""

    def asked_of(self, answers: "Mapping[str, Answer]") -> bool:
        """Whether the question makes sense beside these answers; a derived field is never asked."""
        if self.tier == "derived":
            return False
        for name, codes in self.asks.items():
            answer = answers.get(name)
            if answer is None or answer.state != "known":
                return False
            held = answer.value if isinstance(answer.value, tuple) else (answer.value,)
            if not set(held) & set(codes):
                return False
        return True

    def code_of(self, text: str) -> str:
        """The code of a text or place as written, by its known spellings; "other" for any that is not known."""
        plain = " ".join(text.casefold().split())
        for code, spellings in self.spelt.items():
            if any(spelling in plain for spelling in spellings):
                return code
        return "other"

    def question(self, words: "Words") -> str:
        """The question as the form asks it."""
        return words(f"casebook_field.{self.name}")

    def label(self, words: "Words") -> str:
        """The short name for lists and tables."""
        return words(f"casebook_label.{self.name}")

    def choice(self, code: str, words: "Words") -> str:
        """A code in words."""
        return words(f"casebook_choice.{self.name}.{code}")


def article_of(section: str) -> str:
    """The article of a section, which says less: "PL 221.10" -> "PL 221", "VTL 511" and "AC 10-125" -> "VTL 511", "AC 10"."""
    law, _, number = section.partition(" ")
    return f"{law} {number.split('.')[0].split('-')[0].split('(')[0]}"


@cache
def fields() -> Mapping[str, Field]:
    """Every field by name, in the order in which they are asked; derived ones last."""
    return read_fields(files("varick.casebook.cases").joinpath("fields.yaml").read_text(encoding="utf-8"))


def field(name: str) -> Field:
    """The field of this name. Raises VarickError, with the nearest names, where there is none."""
    found = fields().get(name)
    if found is None:
        raise VarickError(
            f"there is no field of the name given{did_you_mean(name, fields())}; docs/reference lists them"
        )
    return found


def asked(answers: "Mapping[str, Answer]") -> list[Field]:
    """The fields whose question makes sense beside these answers, in order."""
    return [one for one in fields().values() if one.asked_of(answers)]


def groups() -> dict[str, list[Field]]:
    """The fields by the heading under which they stand, both in order."""
    found: dict[str, list[Field]] = {}
    for one in fields().values():
        found.setdefault(one.group, []).append(one)
    return found


def read_fields(text: str) -> dict[str, Field]:
    """The fields of a YAML text. Raises VarickError, with the field's name, for what does not fit together."""
    import yaml

    read: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    vocabularies: Mapping[str, list[str]] = read["vocabularies"]
    found: dict[str, Field] = {}
    for name, given in read["fields"].items():
        found[name] = _field(name, dict(given), vocabularies, read["huridocs_source"])
        _check(found[name], found)
    return found


def _field(
    name: str, given: dict[str, Any], vocabularies: Mapping[str, list[str]], source: Mapping[str, str]
) -> Field:
    choices = given.pop("choices", [])
    share, term = given.pop("share"), given.pop("huridocs", None)
    try:
        return Field(
            name=name,
            origin=given.pop("from"),
            choices=tuple(vocabularies[choices] if isinstance(choices, str) else choices),
            coalition=_sharing(share["coalition"]),
            aggregate=_sharing(share["aggregate"]),
            asks={k: tuple(codes) for k, codes in given.pop("asks", {}).items()},
            spelt={code: tuple(map(str.casefold, s)) for code, s in given.pop("spelt", {}).items()},
            days=tuple(given.pop("days")) if "days" in given else None,
            huridocs=Huridocs(**term, **source) if term else None,
            **given,
        )
    except (TypeError, KeyError) as error:
        raise VarickError(f"fields.yaml: {name}: {error}; see the head of the file") from error


def _sharing(text: str) -> Sharing:
    act, _, how = text.partition(" ")
    return Sharing(act, how)  # type: ignore[arg-type]  # checked with the rest of the field


def _check(one: Field, before: Mapping[str, Field]) -> None:
    """Raise VarickError where a field does not fit its own words or the fields before it."""

    def wrong(what: str) -> VarickError:
        return VarickError(f"fields.yaml: {one.name}: {what}")

    for value, known in (
        (one.kind, Kind),
        (one.tier, Tier),
        (one.coalition.act, Act),
        (one.aggregate.act, Act),
    ):
        if value not in get_args(known):
            raise wrong(f"{value!r} is none of {', '.join(get_args(known))}")
    for sharing in (one.coalition, one.aggregate):
        if sharing.how not in get_args(How) or (sharing.act == "coarsen") != bool(sharing.how):
            raise wrong("write keep, drop or coarsen HOW")
    if not all(isinstance(code, str) for code in one.choices):
        raise wrong("a choice is read as a number, yes or no; put it in quotes")
    if bad := _reserved(one.choices):
        raise wrong(f"{bad} is a state of an answer, not a choice")
    if (one.kind in ("choice", "choices")) != bool(one.choices) and one.kind not in ("text", "place"):
        raise wrong("choices belong to choice and choices, and these need them")
    for name, codes in one.asks.items():
        if name not in before or not set(codes) <= set(before[name].choices):
            raise wrong(f"asks for {name}, which does not come before it or lacks these choices")


def _reserved(codes: Iterable[str]) -> str:
    return ", ".join(code for code in codes if code in ("unknown", "refused", "none"))
