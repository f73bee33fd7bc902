"""What a brief is made of, as the engines and the facts hand it over: plain dictionaries in one typed dataclass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NotRequired, TypedDict

from varick.figures.svg import Mark


class ActivityRow(TypedDict):
    """One event of the pathway in the results: people in the run and a year, with both kinds of error."""

    activity: str
    agency: str
    count: float
    per_year: float
    low: float
    high: float
    mc_low: float
    mc_high: float


class OutcomeRow(TypedDict):
    """What one reform does to one activity: people a year with it, and the change against the scenario.

    The deciding fact is the one that moves the size of the change most. `reachable`: whether in the graph of the rules
    anything leads from the reform to the activity.
    """

    per_year: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float
    same_sign_share: float | None
    deciding_fact: NotRequired[str | None]
    deciding_grade: NotRequired[str | None]
    reachable: NotRequired[bool]


class LeverRow(TypedDict):
    """One reform: who holds it, and its effect on each activity that was asked for.

    `handed_over`, with reforms that act only after ICE knew: the change of people handed over;
    `letter_only_through_handed_over`: whether the graph has no other way from the reform to a letter.
    """

    reform: str
    title: str
    controlled_by: str
    outcomes: Mapping[str, OutcomeRow]
    handed_over: NotRequired[Mapping[str, Any]]
    letter_only_through_handed_over: NotRequired[bool]


class FactRow(TypedDict):
    """One fact that the result rests on. A switch has a bool; a table of numbers is summed up in a text."""

    name: str
    description: str
    unit: str
    value: float | bool | str | tuple[int, float]
    """A number, a switch, a word; of a table how many numbers it has, and their sum."""
    low: float | None
    high: float | None
    grade: str
    controlled_by: str
    source: Sequence[str]
    since: NotRequired[str]
    counted: NotRequired[str]
    note: NotRequired[str]


class SourceRow(TypedDict):
    """Where a fact was found. `url` and `where` are alternatives."""

    title: str
    url: NotRequired[str]
    where: NotRequired[str]
    date: NotRequired[str]
    seen: NotRequired[str]


class StepRow(TypedDict):
    """One step of a traced person, as `varick trace --format json` prints it.

    `value` is "yes", "no" or "unknown"; `probability` is None where none is told of one person. `once` says in words after
    which event the reasons hold, where that is not certain. `because_cites` cites beside each reason. `controlled_by` is one
    owner, several with commas between, or "nobody's rule".
    """

    activity: str
    agency: str
    receives: str
    sends: str
    to: str
    seen_by: Sequence[str]
    authority: Sequence[str]
    explanation: NotRequired[str]
    probability: float | None
    value: str
    because: Sequence[str]
    once: NotRequired[str]
    because_cites: NotRequired[Sequence[Sequence[str]]]
    controlled_by: str
    article_differs: NotRequired[Sequence[str]]


class TracedRow(TypedDict):
    """A person who is traced: `name` finds title and story in the words, `on` is the day of the law, `steps` the hops by
    language.

    `changed_in_month` names the facts that changed in the month of `on`: where the day was not published, they say
    whether another day of the month could have gone otherwise.
    """

    name: str
    on: date
    steps: Mapping[str, Sequence[StepRow]]
    changed_in_month: Sequence[str]


class SeenRow(TypedDict):
    """Who sees one event of the pathway, by the agencies' own names."""

    activity: str
    agency: str
    seen_by: Sequence[str]


class AnchorRow(TypedDict):
    """A published total beside the expected one, in one language. Numbers for CSV stand beside their texts.

    `agrees` is what may be claimed: nothing of a total that was fitted or that counts something else. `counts_the_same`:
    whether the two numbers can be compared at all, be it as a bound.
    """

    what: str
    unit: str
    area: str
    year: str
    counts: str
    published: str
    expected: str
    comparable: str
    counts_the_same: bool
    role: str
    agrees: str
    published_value: float | None
    published_low: float | None
    published_high: float | None
    expected_value: float | None
    expected_low: float | None
    expected_high: float | None
    source: Sequence[str]


class Anchors(TypedDict):
    """The published totals, what may be concluded from all of them, and ICE's totals with their parts by origin, in one
    language."""

    rows: Sequence[AnchorRow]
    note: str
    streams: Sequence[tuple[str, str]]


class ClaimRow(TypedDict):
    """A statement, and what rule or record bears on it, in one language."""

    said_by: str
    said: str
    bears: str
    verdict: str
    source: NotRequired[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that a brief says.

    `activities` stand in pathway order. `flow` names those that the flow shows (all, if empty) and `links` are
    (from, to, people a year) between them; `marks` gives a stage's kind where it is not "passes"; `zoom_after` and
    `zoom` are those of `figures.flow`, chosen once for all briefs that will be compared (`figures.fitting_zoom`
    proposes one); `funnel_zoom` is the funnel's, after the same activity. `leaving` says how many go
    no further after an activity where the links alone do not tell, because a person can take several of them: a
    number, or "unknown". `funnel` is a chain of ever smaller activities, `key` the activities in the headline,
    `outcomes` those that the levers are ranked by.

    `levers` may be empty. `detainer_levers` names the reforms among them by which the city could answer detainers
    otherwise: if `ice_notified` changes by exactly nothing under each of them, the brief says so as its headline.

    `seen` has a row for each event; `traced`, and `anchors` and `claims` by language, may be empty: their sections then
    fall away.

    `uncertainty` gives, for an activity, the share of its uncertainty that each fact brings (shares of 1).
    `facts_as_of` is the day to which each jurisdiction's law was checked. `period` is half-open.
    """

    title: str
    scenario: str
    hash: str
    version: str
    seed: int
    people: int
    period: tuple[date, date]
    facts_as_of: Mapping[str, date]
    command: str
    activities: Sequence[ActivityRow]
    links: Sequence[tuple[str, str, float]]
    facts: Sequence[FactRow]
    sources: Mapping[str, SourceRow]
    flow: Sequence[str] = ()
    funnel: Sequence[str] = ()
    key: Sequence[str] = ()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    leaving: Mapping[str, float | Literal["unknown"]] = field(default_factory=dict)
    zoom_after: str | None = None
    zoom: float = 1
    funnel_zoom: float = 1
    levers: Sequence[LeverRow] = ()
    outcomes: Sequence[str] = ()
    detainer_levers: Sequence[str] = ()
    uncertainty: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    traced: Sequence[TracedRow] = ()
    seen: Sequence[SeenRow] = ()
    anchors: Mapping[str, Anchors] = field(default_factory=dict)
    claims: Mapping[str, Sequence[ClaimRow]] = field(default_factory=dict)
    reforms: Sequence[str] = ()
    notes: Sequence[str] = ()
