"""What the files of the record may hold: published figures, events, facts of the article, rules and statements."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from varick.model.schema import Day, FactName, Form, SourceId, Text, adapter, named

Year = Literal[
    "calendar",
    "federal_fiscal",
    "july_to_june",
    "october_to_september",
    "october_to_september_inferred",
    "month",
    "day",
    "span",
]
"""The kind of period over which something was counted; ``inferred`` where the source does not say which year."""
QuantityGrade = Literal["published", "estimated", "assumed"]
LawGrade = Literal["seen", "secondary", "recalled"]
Jurisdiction = Literal["federal", "state", "city", "county"]
Speaker = Literal[
    "article", "letter", "city", "nypd", "dcjs", "ice", "governor", "advocates", "lawyer", "scholar", "trac"
]
Verdict = Literal["agrees", "incomplete", "differs", "cannot_be_told"]


def _span(value: object) -> object:
    """[first, last day], of which one may be open (null)."""
    if isinstance(value, list | tuple) and len(value) == 2 and any(day is not None for day in value):
        return tuple(value)
    raise PydanticCustomError("span", "two dates expected, [first, last]; one of them may be null")


def _when(value: object) -> object:
    """A day, or [first, last day] between which it lies."""
    if isinstance(value, list | tuple) and len(value) == 2:
        return tuple(value)
    if isinstance(value, list | tuple):
        raise PydanticCustomError("when", "a date expected, or two: [first, last]")
    return (value, value)


_DAY = {"type": "string", "format": "date"}
_TWO = {"type": "array", "minItems": 2, "maxItems": 2}
Span = Annotated[
    tuple[Day | None, Day | None],
    BeforeValidator(_span),
    WithJsonSchema({**_TWO, "items": {"anyOf": [_DAY, {"type": "null"}]}}),
]
When = Annotated[
    tuple[Day, Day], BeforeValidator(_when), WithJsonSchema({"anyOf": [_DAY, {**_TWO, "items": _DAY}]})
]


QuantityName = Annotated[
    str, named(r"[a-z]\w*", "the name of a quantity is one word, such as mj_arrests_2017")
]


class _Entry(Form):
    """What every entry says of itself."""

    source: list[SourceId] = Field(default_factory=list, description="Ids in sources.yaml of facts or record")
    note: str = ""
    bears_on: list[FactName] = Field(default_factory=list, description="Nodes and facts that it is about")


class QuantityForm(_Entry):
    """A published figure: a value, a low and a high, or the words of a source that gives no number."""

    description: Text
    value: Annotated[float | None, Field(strict=True, allow_inf_nan=False)] = None
    low: Annotated[float | None, Field(strict=True, allow_inf_nan=False)] = None
    high: Annotated[float | None, Field(strict=True, allow_inf_nan=False)] = None
    text: Text | None = None
    unit: Text
    counted: Text | None = None
    period: Span
    year: Year
    place: Text
    grade: QuantityGrade
    conflicts_with: list[QuantityName] = Field(
        default_factory=list, description="Other quantities of the record"
    )


class EventForm(_Entry):
    """Something that happened or came into force."""

    title: Text
    date: When
    until: Day | None = None
    jurisdiction: Jurisdiction
    grade: LawGrade
    governs: str = Field("", description="Which text counts where texts overlap or leave a gap")


class ArticleForm(_Entry):
    """A fact of the article."""

    text: Text
    sort: Text
    period: Span
    said_by: Speaker
    grade: LawGrade


class RuleForm(_Entry):
    """A rule as encoded, in the law's own words."""

    actor: Text
    since: When | None = None
    until: Day | None = None
    force: Text
    condition: Text
    citation: Text
    grade: LawGrade | Literal["no_text"] = Field(
        description="no_text: no text of law was found that it rests on"
    )
    governs: str = ""


class AskForm(Form):
    """A rule of the pathway that is asked when a statement is shown."""

    rule: FactName
    day: Day
    given: dict[FactName, Text]


class ClaimForm(Form):
    """A statement of the article, what bears on it, and how it fares. Its sentences stand in words/."""

    said_by: Speaker
    article: list[Text] = Field(default_factory=list, description="Ids in article.yaml")
    rules: list[Text] = Field(default_factory=list, description="Ids in rules.yaml")
    events: list[Text] = Field(default_factory=list, description="Ids in timeline.yaml")
    quantities: list[QuantityName] = Field(default_factory=list)
    facts: list[FactName] = Field(default_factory=list, description="Facts whose value on the day is shown")
    nodes: list[FactName] = Field(default_factory=list)
    day: Day = Field(date(2018, 4, 26), description="The day for which facts are shown")
    apart: list[Annotated[list[FactName], Field(min_length=2, max_length=2)]] = Field(
        default_factory=list,
        description="[node, later node]: whether the first is an input of the second is asked of the graph",
    )
    asks: list[AskForm] = Field(default_factory=list, description="Rules asked on a day, with their inputs")
    verdict: Verdict


FILES: dict[str, Any] = {
    "quantities": dict[QuantityName, QuantityForm],
    "timeline": dict[SourceId, EventForm],
    "article": dict[SourceId, ArticleForm],
    "rules": dict[SourceId, RuleForm],
    "claims": dict[SourceId, ClaimForm],
}
"""File of the record -> what it holds."""


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas of the files of the record."""
    return {name: adapter(what).json_schema() for name, what in FILES.items()}
