"""The figures and tables of a brief, made from its page."""

from collections.abc import Sequence
from dataclasses import dataclass

from varick.errors import VarickError
from varick.figures import Column, Figure, Lever, Stage, Table, flow, funnel, ranking
from varick.figures.table import Value
from varick.report.headline import activity
from varick.report.page import FactRow, Page
from varick.words import Words
from varick.words.numbers import same

SHARES = ("share", "probability")


def stages(page: Page, names: Sequence[str], words: Words) -> list[Stage]:
    """The named activities as stages of a figure. Raises VarickError for a name that is not in the results."""
    found = []
    for name in names:
        row = activity(page, name)
        found.append(
            Stage(
                name,
                words.label("activity", name),
                row["agency"],
                row["per_year"],
                row["low"],
                row["high"],
                page.marks.get(name, "passes"),
                page.leaving.get(name, "rest"),
            )
        )
    return found


def law_known(page: Page, words: Words) -> str:
    """To which day the law was checked, and by jurisdiction where the days differ; the latest first."""
    days = sorted(set(page.facts_as_of.values()), reverse=True)
    if len(days) < 2:
        return " ".join(words("page.law_known_to", date=words.date(day)) for day in days)
    said = []
    for day in days:
        who = [
            words.label("jurisdiction", name) for name, checked in page.facts_as_of.items() if checked == day
        ]
        said.append(words("page.law_known_to_by", date=words.date(day), who=", ".join(who)))
    return " ".join(said)


def flow_figure(page: Page, words: Words) -> Figure:
    """The flow of people through the agencies."""
    names = page.flow or [row["activity"] for row in page.activities]
    return flow(stages(page, names, words), page.links, words, zoom_after=page.zoom_after, zoom=page.zoom)


def funnel_figure(page: Page, words: Words) -> Figure | None:
    """How many are left at each step of the chain, if the page names one."""
    if not page.funnel:
        return None
    zoom_after = page.zoom_after if page.zoom_after in page.funnel else None
    return funnel(stages(page, page.funnel, words), words, zoom_after=zoom_after, zoom=page.funnel_zoom)


def lever_figures(page: Page, words: Words) -> list[Figure]:
    """One ranking for each outcome that the levers were asked about."""
    figures = []
    for outcome in page.outcomes:
        levers = [
            Lever(
                lever["reform"],
                lever["title"],
                lever["controlled_by"],
                row["per_year"],
                row["low"],
                row["high"],
                row["change"],
                row["change_low"],
                row["change_high"],
                row["same_sign_share"],
            )
            for lever in page.levers
            if (row := lever["outcomes"].get(outcome)) is not None
        ]
        if levers:
            name = f"levers-{outcome.replace('_', '-')}"
            figures.append(ranking(levers, words.label("activity", outcome), words, name=name))
    return figures


def sampled(page: Page) -> bool:
    """Whether the results come from simulated people, so that they have a chance error."""
    return any(not same(row["mc_low"], row["mc_high"]) for row in page.activities)


def activities_table(page: Page, words: Words) -> Table:
    """All results, with parameter uncertainty and Monte Carlo error side by side."""
    columns = [
        Column("activity", words("column.stage")),
        Column("agency", words("column.agency")),
        Column("per_year", words("column.per_year"), "estimate"),
        Column("low", kind="limit"),
        Column("high", kind="limit"),
        Column("mc_low", words("column.sampling"), "range" if sampled(page) else "csv"),
        Column("mc_high", kind="limit"),
    ]
    rows: list[list[Value]] = [
        [
            words.label("activity", row["activity"]),
            words.label("agency", row["agency"]),
            row["per_year"],
            row["low"],
            row["high"],
            row["mc_low"],
            row["mc_high"],
        ]
        for row in page.activities
    ]
    return Table("activities", words("page.activities_caption"), columns, rows)


def uncertainty_table(page: Page, words: Words) -> Table | None:
    """Which facts the uncertainty of each outcome comes from, the largest first; None if it was not computed."""
    if not page.uncertainty:
        return None
    facts = {fact["name"]: fact for fact in page.facts}
    outcomes = list(page.uncertainty)
    names = {name for shares in page.uncertainty.values() for name in shares}
    order = sorted(names, key=lambda name: (-max(page.uncertainty[o].get(name, 0.0) for o in outcomes), name))
    columns = [
        Column("fact", words("column.fact")),
        Column("grade", words("column.grade")),
        *(Column(outcome, words.label("activity", outcome), "share") for outcome in outcomes),
    ]
    rows: list[list[Value]] = [
        [
            facts[name]["description"] if name in facts else name,
            words.label("grade", facts[name]["grade"]) if name in facts else None,
            *(page.uncertainty[outcome].get(name, 0.0) for outcome in outcomes),
        ]
        for name in order
    ]
    return Table("uncertainty", words("page.uncertainty_caption"), columns, rows)


def facts_table(page: Page, words: Words) -> Table:
    """The account of facts for CSV, with values in full."""
    keys = (
        "name",
        "description",
        "unit",
        "value",
        "low",
        "high",
        "grade",
        "controlled_by",
        "since",
        "source",
    )
    rows: list[list[Value]] = []
    for fact in page.facts:
        value = fact["value"]
        rows.append(
            [
                fact["name"],
                fact["description"],
                fact["unit"],
                str(value).lower() if isinstance(value, bool) else value,
                fact["low"],
                fact["high"],
                fact["grade"],
                fact["controlled_by"],
                fact.get("since"),
                "; ".join(fact["source"]),
                fact.get("counted"),
                fact.get("note"),
            ]
        )
    columns = [Column(key) for key in (*keys, "counted", "note")]
    return Table("facts", words("page.facts_caption"), columns, rows)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the traced example in words. `odds` is empty where none are told."""

    title: str
    agency: str
    happens: str
    odds: str
    explanation: str
    receives: str
    sends: str
    because: Sequence[str]
    authority: Sequence[str]
    owners: Sequence[str]
    seen_by: Sequence[str]


def steps(page: Page, words: Words) -> list[Step]:
    """The traced example, step by step. Raises VarickError for a value that is neither yes, no nor unknown."""
    happens = {
        "yes": words("step.happens"),
        "no": words("step.happens_not"),
        "unknown": words("step.can_happen"),
    }
    found = []
    for row in page.example:
        if row["value"] not in happens:
            raise VarickError(
                f"brief: step {row['activity']!r} has the value {row['value']!r}; give yes, no or unknown"
            )
        odds = ""
        if row["value"] == "unknown" and row["probability"] is not None:
            odds = words("step.in_such_cases", share=words.percent(row["probability"]))
        sends = row["sends"]
        if sends and row["to"]:
            sends = words("step.sends_to", what=sends, agency=words.label("agency", row["to"]))
        found.append(
            Step(
                words.label("activity", row["activity"]),
                words.label("agency", row["agency"]),
                happens[row["value"]],
                odds,
                row.get("explanation", ""),
                row["receives"],
                sends,
                [reason for reason in row["because"] if reason != f"{row['activity']}: {row['value']}"],
                row["authority"],
                [words.label("owner", owner) for owner in row["controlled_by"].split(", ") if owner],
                [words.label("agency", who) for who in row["seen_by"]],
            )
        )
    return found


def fact_value(fact: FactRow, words: Words) -> str:
    """A fact's value as the page shows it, with its range: "13% (8.0% to 30%)", "yes", "14 days (10 to 20)"."""
    value, low, high = fact["value"], fact["low"], fact["high"]
    if isinstance(value, bool):
        return words("fact.yes") if value else words("fact.no")
    if isinstance(value, str):
        return value.replace("_", " ")
    if fact["unit"] in SHARES:
        number, *limits = [
            words("number.percent", value=words.stated(one * 100))
            for one in (value, low, high)
            if one is not None
        ]
    else:
        number, *limits = [words.stated(one) for one in (value, low, high) if one is not None]
    if len(limits) == 2:
        interval = words("number.interval", low=limits[0], high=limits[1])
        number = words("number.estimate", value=number, interval=interval)
    if fact["unit"] in SHARES:
        return number
    return words("fact.with_unit", value=number, unit=words.label("unit", fact["unit"])).rstrip()
