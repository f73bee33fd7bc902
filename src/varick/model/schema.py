"""What the files of facts, sources, reforms, places and scenarios may hold, and JSON Schemas of the same."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from keyword import iskeyword
from re import fullmatch
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from varick.errors import did_you_mean
from varick.model.fact import Grade, Kind, Owner
from varick.model.files import Parsed, Place
from varick.model.say import shown

Lever = Literal["city", "prosecutor", "court", "county", "state", "federal"]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _day(value: object) -> object:
    if type(value) is date:
        return value
    try:
        if isinstance(value, str) and fullmatch(r"\d{4}-\d\d-\d\d", value):
            return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day", "{shown} is not a day of the calendar", {"shown": value}) from None
    raise PydanticCustomError(
        "day", "a date expected, written YYYY-MM-DD; this is {shown}", {"shown": shown(value)}
    )


def named(pattern: str, what: str) -> AfterValidator:
    """A check that a name has this form; ``what`` says which, with an example."""

    def check(value: str) -> str:
        if not fullmatch(pattern, value) or iskeyword(value):
            raise PydanticCustomError("name", what)
        return value

    return AfterValidator(check)


def _people(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if (isinstance(value, int) and not isinstance(value, bool) and value > 0) or (
        isinstance(value, str) and value
    ):
        return value
    what = "a whole number above zero, or the name of a count, expected; this is {shown}"
    raise PydanticCustomError("people", what, {"shown": shown(value)})


def _two(value: object) -> object:
    if isinstance(value, list | tuple) and len(value) == 2:
        return tuple(value)
    raise PydanticCustomError("period", "two dates expected: the first day, and the day after the last")


Day = Annotated[date, BeforeValidator(_day)]
FactName = Annotated[
    str,
    named(r"[a-z][a-z0-9_]*", "the name of a fact is a Python name in lower case, such as share_printed"),
]
Slug = Annotated[
    str, named(r"[a-z0-9]+(-[a-z0-9]+)*", "a name is lower-case words joined by hyphens, such as nyc-2018")
]
SourceId = Annotated[str, named(r"\w[\w.:-]*", "the id of a source is one word, such as S01")]

_NUMBERS = {"type": "object", "additionalProperties": {"type": "number"}, "minProperties": 1}
_TABLE = {"anyOf": [_NUMBERS, {"type": "object", "additionalProperties": _NUMBERS, "minProperties": 1}]}
Bare = Annotated[
    Any,
    WithJsonSchema(
        {"anyOf": [{"type": "boolean"}, {"type": "number"}, {"type": "string"}, *_TABLE["anyOf"]]}
    ),
]
Bound = Annotated[Any, WithJsonSchema({"anyOf": [{"type": "number"}, *_TABLE["anyOf"]]})]


class Form(BaseModel):
    """A mapping with these fields and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DatedForm(Form):
    """One value of a fact, under the date from which it counts."""

    value: Bare = Field(description="A switch's true or false, a number, a word, or a table of numbers")
    low: Bound = Field(None, description="The lowest that the value may well be")
    high: Bound = Field(None, description="The highest that the value may well be")
    grade: Grade = Field(
        description="Law: seen, secondary, recalled. Quantities: published, estimated, assumed"
    )
    source: list[SourceId] = Field(default_factory=list, description="Ids in sources.yaml")
    note: str = ""


class FactForm(Form):
    """A dated number, switch, word or table of the world."""

    description: Text
    unit: Text = Field(description="switch, share, probability, count, days, hours, persons/year, ...")
    controlled_by: Owner
    kind: Kind
    estimates: Literal["count", "share", "effect"] | None = Field(None, description="Quantities only")
    counted: Text | None = Field(
        None, description="Quantities only: what was counted, where, in which kind of year"
    )
    values: dict[Day, DatedForm] = Field(min_length=1, description="Each counts from its date until the next")


class SourceForm(Form):
    """Where something stands, and how much of it was read."""

    title: Text
    url: Text | None = None
    where: Text | None = Field(None, description="Where to find it, if not at an address")
    date: Annotated[str, BeforeValidator(lambda v: str(v) if type(v) in (date, int) else v)] = ""
    seen: Text = Field(description="How much of it was read: full text, excerpt, ...")
    note: str = ""


class ChangeForm(Form):
    """A value that a reform or a scenario sets, with its range and reason."""

    value: Bare
    low: Bound = None
    high: Bound = None
    grade: Grade | None = None
    source: list[SourceId] = Field(default_factory=list)
    note: str = ""


_BARE, _FULL = "<bare>", "<full>"


def _bare_or_full(value: object) -> str:
    return _FULL if isinstance(value, ChangeForm) or is_full(value) else _BARE


def is_full(change: object) -> bool:
    """Whether a change is written with fields (value, low, ...) rather than as a bare value."""
    return isinstance(change, Mapping) and not change.keys().isdisjoint(ChangeForm.model_fields)


Change = Annotated[
    Annotated[Bare, Tag(_BARE)] | Annotated[ChangeForm, Tag(_FULL)], Discriminator(_bare_or_full)
]


class ReformForm(Form):
    """A named change of rules or facts, and who could make it."""

    title: Text
    controlled_by: Lever
    description: Text
    cites: list[Text] = Field(
        default_factory=list, description="The law that it changes, as one would cite it"
    )
    facts: dict[str, Change] = Field(
        min_length=1, description="What it sets, from the scenario's first day on"
    )


class ScenarioForm(Form):
    """What to compute: where, when, under which rules. What is left out comes from ``extends``."""

    extends: Text | None = Field(None, description="The name of a scenario, or the path of its file")
    title: Text | None = None
    place: Text | None = None
    period: Annotated[tuple[Day, Day], BeforeValidator(_two)] | None = Field(
        None, description="First day, and the day after the last"
    )
    reforms: list[Text] = Field(
        default_factory=list, description="Added to those of the scenario that this extends"
    )
    facts: dict[str, Change] = Field(
        default_factory=dict, description="Facts set by hand, from the first day on"
    )
    people: Annotated[
        Any,
        BeforeValidator(_people),
        WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string"}]}),
    ] = Field(None, description="How many arrests: a number, or the name of a count")
    seed: Annotated[int, Field(strict=True, ge=0, lt=2**64)] | None = None


class PlaceHead(Form):
    """What a place is; its file holds the place's facts beside this."""

    title: Text
    description: str = ""


class AsOfForm(Form):
    """The day to which the law was checked, for each jurisdiction."""

    federal: Day
    state: Day
    city: Day
    county: Day | None = None
    court: Day | None = None
    prosecutor: Day | None = None


Facts = dict[FactName, FactForm]
Sources = dict[SourceId, SourceForm]
Reforms = dict[Slug, ReformForm]


@cache
def adapter(what: Any) -> TypeAdapter[Any]:
    """The validator of one kind of file, built once."""
    return TypeAdapter(what)


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas by kind of file: facts, place, sources, reforms, scenario, as_of."""
    kinds = {
        "facts": Facts,
        "sources": Sources,
        "reforms": Reforms,
        "scenario": ScenarioForm,
        "as_of": AsOfForm,
    }
    made = {name: _either(adapter(what).json_schema()) for name, what in kinds.items()}
    made["place"] = {**made["facts"], "properties": {"place": adapter(PlaceHead).json_schema()}}
    return made


def _either(node: Any) -> Any:
    """The schema with anyOf for oneOf: ``{value: 1}`` may be a table of numbers as well as a change."""
    if isinstance(node, dict):
        return {"anyOf" if key == "oneOf" else key: _either(inner) for key, inner in node.items()}
    return [_either(inner) for inner in node] if isinstance(node, list) else node


def validate(parsed: Parsed, what: Any, place: Place = ()) -> Any:
    """The forms of a file, or of a part of it; None if anything is wrong, which ``parsed`` then reports."""
    data = parsed.data
    for part in place:
        data = data[part]
    try:
        return adapter(what).validate_python(data)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_context=True):
            loc = tuple(part for part in one["loc"] if part not in (_BARE, _FULL, "[key]"))
            parsed.report((*place, *loc), _message(one, what, loc))
    return None


def _message(error: Any, what: Any, loc: tuple[str | int, ...]) -> str:
    """One of pydantic's errors in Varick's words."""
    kind, given = error["type"], error["input"]
    context = error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"not a field{did_you_mean(loc[-1], _fields(what, loc[:-1]))}"
    if kind == "missing":
        return "missing"
    if kind == "literal_error":
        allowed = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"{shown(given)} is not one of {', '.join(allowed)}{did_you_mean(given, allowed)}"
    if kind == "string_type":
        return f"text expected; this is {shown(given)}" + (" (put it in quotes)" if _plain(given) else "")
    if kind in ("dict_type", "model_type", "model_attributes_type", "mapping_type"):
        return f"fields expected (name: value); this is {shown(given)}"
    if kind == "list_type":
        one = given if isinstance(given, str) and given.isprintable() else "a, b"
        return f"a list expected, such as [{one[:40]}]"
    if kind in ("too_short", "string_too_short"):
        return "empty"
    if kind in ("int_type", "int_parsing", "greater_than_equal", "less_than"):
        return f"a whole number from 0 to 2^64 - 1 expected; this is {shown(given)}"
    return str(error["msg"])


def _fields(what: Any, loc: tuple[str | int, ...]) -> list[str]:
    """The names of the fields at a place of a kind of file."""
    if get_origin(what) is dict and loc:
        return _fields(get_args(what)[1], loc[1:])
    if isinstance(what, type) and issubclass(what, Form):
        if not loc:
            return list(what.model_fields)
        field = what.model_fields.get(str(loc[0]))
        return _fields(field.annotation, loc[1:]) if field else []
    for option in get_args(what):
        if found := _fields(option, loc):
            return found
    return []


def _plain(value: object) -> bool:
    return isinstance(value, bool | int | float | date)
