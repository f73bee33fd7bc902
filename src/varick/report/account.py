"""How well the numbers are known: shares of evidence, the largest unknown, and every fact with its source."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from varick.figures import Column, Table
from varick.figures.table import Value
from varick.report.page import FactRow, Page
from varick.words import Words

SHARES = ("share", "probability")
QUANTITIES = ("published", "estimated", "assumed")
LAW = ("seen", "secondary", "recalled")


def described(fact: FactRow, words: Words) -> str:
    """What a fact is, in the page's language where the words have it, else as its file says it."""
    return words.find(f"describes.{fact['name']}") or fact["description"]


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
            described(facts[name], words) if name in facts else name,
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
    rows: list[list[Value]] = [
        [
            fact["name"],
            fact["description"],
            fact["unit"],
            _plainly(fact, words),
            fact["low"],
            fact["high"],
            fact["grade"],
            fact["controlled_by"],
            fact.get("since"),
            "; ".join(fact["source"]),
            fact.get("counted"),
            fact.get("note"),
        ]
        for fact in page.facts
    ]
    columns = [Column(key) for key in (*keys, "counted", "note")]
    return Table("facts", words("page.facts_caption"), columns, rows)


def _plainly(fact: FactRow, words: Words) -> Value:
    """A fact's value as the CSV has it."""
    value = fact["value"]
    if isinstance(value, tuple):
        return fact_value(fact, words)
    return str(value).lower() if isinstance(value, bool) else value


def fact_value(fact: FactRow, words: Words) -> str:
    """A fact's value as the page shows it, with its range: "13% (8.0% to 30%)", "yes", "14 days (10 to 20)"; of a text what
    its value means."""
    value, low, high = fact["value"], fact["low"], fact["high"]
    if isinstance(value, bool):
        return words("account.yes") if value else words("account.no")
    if isinstance(value, tuple):
        count, total = value
        return words("account.table", count=words.number(count), sum=words.stated(total))
    if isinstance(value, str):
        return words.find(f"value.{fact['name']}.{value}") or value.replace("_", " ")
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
    return words("account.with_unit", value=number, unit=words.label("unit", fact["unit"])).rstrip()


def shown(page: Page, words: Words) -> list[tuple[dict[str, Any], str]]:
    """Every value in force and how the page says it. Where a fact changed within the period, each of its values has the day
    from which it holds, and all but the first say that they are the fact's `again`."""
    values = Counter(fact["name"] for fact in page.facts)
    told: set[str] = set()
    found = []
    for fact in page.facts:
        said = fact_value(fact, words)
        if values[fact["name"]] > 1 and fact.get("since"):
            said = words("account.since", value=said, date=words.date(date.fromisoformat(fact["since"])))
        found.append(({"counted": "", "note": "", **fact, "again": fact["name"] in told}, said))
        told.add(fact["name"])
    return found


def evidence_table(page: Page, words: Words) -> Table:
    """How many values in force are published, estimated, assumed; how many legal texts seen, second-hand, recalled."""
    grades = Counter(fact["grade"] for fact in page.facts)
    columns = [
        Column("grade", words("column.grade")),
        Column("means", words("column.means")),
        Column("values", words("column.values"), "number"),
        Column("share", words("column.share"), "share"),
    ]
    rows: list[list[Value]] = []
    for family in (QUANTITIES, LAW):
        of = sum(grades[grade] for grade in family)
        rows += [
            [
                words.label("grade", grade),
                words.label("grade_means", grade),
                grades[grade],
                grades[grade] / of if of else None,
            ]
            for grade in family
        ]
    others = sorted(grades.keys() - {*QUANTITIES, *LAW})
    rows += [
        [words.label("grade", grade), words.label("grade_means", grade), grades[grade], None]
        for grade in others
    ]
    return Table("evidence", words("page.evidence_caption"), columns, rows)


@dataclass(frozen=True, slots=True)
class Unknown:
    """The fact that moves the most outcomes most: for how many of how many, and its row in the account."""

    name: str
    outcomes: int
    of: int
    fact: FactRow | None


def largest_unknown(page: Page) -> Unknown | None:
    """The fact that brings the largest share of the uncertainty of the most outcomes; between equals the one whose
    shares add up to more. None where no uncertainty was computed.
    """
    first: Counter[str] = Counter()
    weight: Counter[str] = Counter()
    moved = [shares for shares in page.uncertainty.values() if shares]
    for shares in moved:
        first[max(shares, key=lambda name: (shares[name], name))] += 1
        for name, share in shares.items():
            weight[name] += share  # type: ignore[assignment]
    if not first:
        return None
    name = max(first, key=lambda name: (first[name], weight[name], name))
    fact = next((fact for fact in page.facts if fact["name"] == name), None)
    return Unknown(name, first[name], len(moved), fact)
