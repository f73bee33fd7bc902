"""What a brief is made of, as the engines and the facts hand it over: plain dictionaries in one typed dataclass."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NotRequired, TypedDict

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
    """What one reform does to one activity: people a year with it, and the change against the scenario."""

    per_year: float
    low: float
    high: float
    change: float
    change_low: float
    change_high: float
    same_sign_share: float | None


class LeverRow(TypedDict):
    """One reform: who holds it, and its effect on each activity that was asked for."""

    reform: str
    title: str
    controlled_by: str
    outcomes: Mapping[str, OutcomeRow]


class FactRow(TypedDict):
    """One fact that the result rests on. A switch has a bool; a table of numbers is summed up in a text."""

    name: str
    description: str
    unit: str
    value: float | bool | str
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

    `value` is "yes", "no" or "unknown"; `probability` is None where none is told of one person. `controlled_by` is
    one owner, or several with commas between.
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
    controlled_by: str


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
    example_title: str = ""
    example: Sequence[StepRow] = ()
    reforms: Sequence[str] = ()
    notes: Sequence[str] = ()
