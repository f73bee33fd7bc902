"""The JSON that the verbs print with ``--format json``, as forms: the reference shows them, a test holds the verbs to them."""

from typing import Annotated, Literal

from form import Form
from pydantic import BaseModel, Field
from record_forms import Anchors, Claims, Coverage, Documented, Facts, FactsName


class Activity(Form):
    """One event of the pathway. Two kinds of error, never mixed: of the facts (low, high), of the sample (mc_)."""

    activity: str
    agency: str
    count: float = Field(description="People in the run to whom it happened; for expect the exact mean")
    per_year: float = Field(description="The same per 365.25 days, scaled to the scenario's arrests")
    low: float = Field(description="5th percentile of per_year over the joint draws of the facts")
    high: float = Field(description="95th percentile")
    mc_low: float = Field(description="Monte Carlo interval (90 %) of per_year; expect: per_year itself")
    mc_high: float


class Activities(Form):
    """varick expect, varick simulate."""

    scenario: str
    hash: str = Field(description="Of the scenario's fields")
    model: str = Field(description="Of the tables that were run")
    people: int
    seed: int
    seconds: float = Field(
        description="The engine's own work, without import, loading and draws of the facts"
    )
    activities: list[Activity] = Field(description="In the order of the pathway")
    log: str | None = Field(None, description="simulate --log: the file that was written")
    log_events: int | None = Field(None, description="simulate --log: rows in it")


class Mover(Form):
    """A fact that moves a difference over the draws."""

    fact: str
    share: float = Field(description="Squared rank correlation")
    direction: Literal["up", "down"]


class Change(Form):
    """A difference a year between two scenarios: exact, with what the ranges of the facts do to it."""

    change: float
    change_low: float = Field(description="5th percentile over the joint draws of the facts")
    change_high: float
    same_sign_share: float = Field(
        description="Share of draws with the sign of change; if that is 0, with no change"
    )
    moved_most_by: list[Mover] = Field(description="Three at most")


class Level(Form):
    """People a year, with the interval over the draws."""

    per_year: float
    low: float
    high: float


class Side(Form):
    """One of two scenarios compared."""

    scenario: str
    hash: str


class SideB(Side):
    """The second, with its reforms."""

    reforms: list[str]


class Difference(Form):
    """One event in one group of simulated people under both scenarios."""

    group: str
    activity: str
    a: int
    b: int
    difference: int
    mc_low: float = Field(description="Monte Carlo interval (90 %) of difference")
    mc_high: float
    flips_under_common_draws: int = Field(
        description="People whose outcome differs; depends on how luck is shared, and is no count of persons affected"
    )


class ActivityChange(Change):
    """The exact change of one event."""

    activity: str


class Comparison(Form):
    """varick compare."""

    a: Side
    b: SideB
    people: int
    seed: int
    by: str | None
    groups_without_people: list[str] = Field(
        description="Groups in which the run has nobody; they have no rows"
    )
    people_rerun: int = Field(description="People whom the change can reach")
    differences: list[Difference]
    per_year: list[ActivityChange]


class Decided(Change):
    """A difference with the fact on which it hangs."""

    deciding_fact: str | None = Field(
        description="The first of moved_most_by; null where no fact's range moves it"
    )
    deciding_grade: str | None = Field(
        description="How well that fact is known: the worst grade in force in the period"
    )


class Outcome(Level, Decided):
    """One outcome under one reform."""

    reachable: bool = Field(description="Whether the reform bears on it at all, read off the pathway's graph")


class Lever(Form):
    """One reform."""

    reform: str
    controlled_by: str
    title: str
    outcomes: dict[str, Outcome]
    handed_over: Decided | None = Field(
        None, description="Of levers on the answer to detainers: the change of people handed over to ICE"
    )
    letter_only_through_handed_over: bool | None = Field(
        None, description="Whether letters can change by no other way, which is read off the pathway's graph"
    )


class LeftOut(Form):
    """A reform that cannot be combined with what is in force."""

    reform: str
    controlled_by: str
    why: str


class Levers(Form):
    """varick levers."""

    scenario: str
    hash: str
    baseline: dict[str, Level]
    levers: list[Lever] = Field(description="By owner, then by name; not ranked")
    left_out: list[LeftOut]


class Step(Form):
    """One event of a traced person."""

    activity: str
    agency: str
    receives: str
    sends: str
    to: str
    seen_by: list[str]
    authority: list[str] = Field(description="What the event and the rules behind it cite")
    explanation: str
    probability: float | None = Field(description="Given what was answered; null where it is withheld")
    probability_withheld: str | None = Field(
        description="Why, where it is, in words: odds of what ICE does to one person"
    )
    value: Literal["yes", "no", "unknown"]
    once: str = Field(
        description="The event after which the reasons hold, in words; empty where it is certain"
    )
    because: list[str] = Field(description="Each rule in words: what it says, why, and what would turn it")
    because_cites: list[list[str]] = Field(description="What each of these rules cites")
    controlled_by: str
    article_differs: list[str] = Field(
        description="Where the article and the law or the record differ, in words"
    )


class Trace(Form):
    """varick trace."""

    scenario: str
    hash: str
    on: Annotated[str, Field(description="Day of the arrest")]
    facts_as_of: dict[str, str] = Field(description="Day to which each jurisdiction's law was checked")
    lang: Literal["en", "es"] = Field(
        description="Language of the sentences; names and values are the same in both"
    )
    steps: list[Step]


class Rule(Form):
    """varick rule."""

    rule: str
    on: str
    value: str = Field(description="yes, no, or the name of a value")
    because: list[str] = Field(
        description="What is not known, the decision, what would turn it, the law of the day"
    )
    cites: list[str]
    grade: Literal["seen", "secondary", "recalled"] | None = Field(
        description="The worst grade of the law that the rule reads, and of what it and the rules that decided cite if that is "
        "only recalled; null where there is neither"
    )
    inputs: dict[str, str] = Field(
        description="All inputs as they were taken: given, implied, unset, worked out"
    )


class Offense(Form):
    """varick offense."""

    offense: str
    name: str | None
    qualifies: bool | Literal["depends"] = Field(
        description="Whether a conviction is of the city's list of violent or serious crimes on the day"
    )
    subdivisions: list[str] = Field(description="Where only these of the section are listed")
    listed_since: str | None = Field(
        description="A day, or first..last of the days that it can be; null where it is not listed"
    )
    fingerprintable: bool | Literal["depends", "unknown"] = Field(
        description="Whether an arrest for it must be fingerprinted (CPL 160.10(1))"
    )
    why: str


FORMS: dict[str, type[BaseModel]] = {
    "expect": Activities,
    "simulate": Activities,
    "compare": Comparison,
    "levers": Levers,
    "trace": Trace,
    "rule": Rule,
    "offense": Offense,
    "facts": Facts,
    "facts NAME": FactsName,
    "claims": Claims,
    "anchors": Anchors,
    "documented": Documented,
    "schema --coverage": Coverage,
}
