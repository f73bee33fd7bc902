"""The JSON of the verbs that look up the record, as forms: facts, claims, anchors, documented, schema --coverage."""

from typing import Literal

from form import Form
from pydantic import Field, RootModel

Value = bool | float | str | dict[str, object] | None
"""A value of a fact; a table is nested by its columns."""


class CitedSource(Form):
    """Where something stands."""

    id: str
    title: str
    where: str
    date: str
    seen: str = Field(description="What of it was read")


class Row(Form):
    """One fact or entry of the record, in the list."""

    name: str
    kind: Literal["fact", "quantity", "event", "article", "rule"]
    place: str
    value: Value | list[str] = Field(description="Of a fact: in force on the day; null before its first")
    low: Value
    high: Value
    unit: str
    grade: str | None
    owner: str
    about: str
    where: str = Field(description="File and line")


class Facts(Form):
    """varick facts, without a name."""

    on: str
    facts: list[Row]


class DatedValue(Form):
    """A value and the day from which it holds."""

    since: str
    value: Value
    low: Value
    high: Value
    grade: str
    sources: list[CitedSource]
    note: str


class UsedBy(Form):
    """What reads or changes a fact."""

    nodes: list[str]
    reforms: list[str]
    scenarios: list[str]


class OneFact(Form):
    """A fact in one place."""

    name: str
    kind: Literal["fact"]
    place: str | None
    description: str
    unit: str
    controlled_by: str
    estimates: str | None
    counted: str | None
    where: str
    on: str
    in_force_since: str | None
    values: list[DatedValue]
    used_by: UsedBy
    record: list[str] = Field(description="Entries of the record that bear on it")


class FactInPlaces(Form):
    """A fact that several places have."""

    name: str
    places: list[OneFact]


class _Entry(Form):
    name: str
    grade: str
    sources: list[CitedSource]
    note: str
    bears_on: list[str]
    where: str
    claims: list[str] = Field(description="Statements beside which it is shown")


class QuantityEntry(_Entry):
    """A published figure."""

    kind: Literal["quantity"]
    description: str
    value: float | None
    low: float | None
    high: float | None
    text: str | None
    unit: str
    counted: str
    period: list[str | None]
    year: str
    place: str
    conflicts_with: list[str]


class EventEntry(_Entry):
    """Something that happened or came into force."""

    kind: Literal["event"]
    title: str
    date: list[str] = Field(description="First and last day that it can be")
    until: str | None
    jurisdiction: str
    governs: str


class ArticleEntry(_Entry):
    """A fact of the article."""

    kind: Literal["article"]
    text: str
    sort: str
    period: list[str | None]
    said_by: str


class RuleEntry(_Entry):
    """A rule as encoded."""

    kind: Literal["rule"]
    actor: str
    since: list[str] | None = Field(description="First and last day that it can be")
    until: str | None
    force: str
    condition: str
    citation: str
    governs: str


class FactsName(RootModel[OneFact | FactInPlaces | QuantityEntry | EventEntry | ArticleEntry | RuleEntry]):
    """varick facts NAME."""


class ClaimRule(Form):
    """A rule that bears on a statement."""

    id: str
    citation: str
    force: str
    in_force: str = Field(description="In words")
    condition: str
    grade: str = Field(description="seen, secondary, recalled, or no_text where none was found")


class ClaimEvent(Form):
    """A date that bears on it."""

    id: str
    date: str
    title: str
    grade: str


class ClaimQuantity(Form):
    """A figure that bears on it."""

    id: str
    figure: str
    description: str
    period: str
    place: str
    grade: str


class ClaimFact(Form):
    """A fact on the day of the statement."""

    name: str
    value: Value
    grade: str | None


class AskedRule(Form):
    """What a rule of the pathway says."""

    rule: str
    on: str
    given: dict[str, str]
    value: str | None


class Apart(Form):
    """Whether a node is no input of another, at any distance."""

    earlier: str
    later: str
    apart: bool | None


class Claim(Form):
    """A statement beside rule and record."""

    claim: str
    said_by: str
    article: list[str]
    paraphrase: str
    verdict: Literal["agrees", "incomplete", "differs", "cannot_be_told"]
    found: str
    rules: list[ClaimRule]
    events: list[ClaimEvent]
    quantities: list[ClaimQuantity]
    on: str
    facts: list[ClaimFact]
    nodes: list[str]
    asked: list[AskedRule]
    graph: list[Apart]
    sources: list[CitedSource]


class Claims(Form):
    """varick claims."""

    notice: str | None
    claims: list[Claim]


class Anchor(Form):
    """A published total beside the pathway's."""

    id: str
    title: str
    published: float | None
    published_low: float | None
    published_high: float | None
    unit: str
    area: str
    year: str = Field(description="Kind of year")
    period: list[str] = Field(description="First day, and the day after the last")
    inferred: bool
    source: list[str]
    grade: str
    figure: str | None
    quantity: str
    place: str
    missing_place: str | None
    scenario_period: list[str]
    expected: float | None
    low: float | None
    high: float | None
    record_counts: list[str] = Field(description="What the record counts and the pathway does not, in words")
    pathway_counts: list[str]
    comparable: Literal["yes", "bound", "no"]
    bound: Literal["at_least", "at_most"] | None
    limit: list[float] | None
    role: Literal["fitted", "checked"]
    inputs: list[str]
    assumed: int
    agrees: Literal["yes", "no"] | None = Field(description="Of checked rows that can be compared")
    reason: str


class StreamPart(Form):
    """A published part of a total."""

    count: int
    may_be: list[str]


class Origin(Form):
    """People of one origin, as bounds."""

    low: float
    high: float
    from_the_pathway: bool


class Stream(Form):
    """A total of ICE by origin."""

    id: str
    row: str
    published: float | None
    parts: dict[str, StreamPart]
    origins: dict[str, Origin]
    expected: dict[Literal["expected", "low", "high"], float | None]


class Anchors(Form):
    """varick anchors."""

    scenario: str
    hash: str
    draws: int
    rows: list[Anchor]
    assumed_values: int
    assumed: list[str]
    fitted_rows: int
    identified: bool
    streams: list[Stream]
    note: str
    notice: str


class Spread(Form):
    """A number of cases: mean, 5th and 95th percentile, and the probability of 0, 1, 2 ..."""

    mean: float
    low: int
    high: int
    distribution: list[float]


class InCount(Form):
    """The share of letters that the article's count could hold."""

    share: float
    low: float
    high: float


class Pattern(Spread):
    """How many cases are known to anybody, and to whom."""

    profiles: dict[str, Spread]
    in_the_articles_count: InCount


class Documented(Form):
    """varick documented."""

    scenario: str
    hash: str
    draws: int
    letters: int
    patterns: dict[str, Pattern]


class AskedNode(Form):
    """A node, and how probably it is asked over the shipped scenarios."""

    node: str
    low: float
    high: float


class CoverageItem(Form):
    """Where an item lives, or why nothing computes it."""

    table: str
    item: str
    nodes: list[AskedNode]
    facts: list[str]
    record: list[str]
    context: str | None
    title: str


class Coverage(Form):
    """varick schema --coverage."""

    scenarios: list[str]
    items: list[CoverageItem]
    nodes: int
    not_named: list[str]
