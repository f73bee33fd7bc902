"""What is set beside the pathway: who sees each event, published totals, and what was said of the law."""

from collections.abc import Mapping

from varick.figures import Column, Table
from varick.figures.table import Value
from varick.pathway.terms import Agency
from varick.report.page import Page
from varick.words import Words

WATCHERS = (
    Agency.PERSON,
    Agency.COUNSEL,
    Agency.NYPD,
    Agency.CITY,
    Agency.DCJS,
    Agency.FBI,
    Agency.DHS,
    Agency.ICE,
    Agency.PUBLIC,
)
"""The columns of who knew, from the person outwards; all others stand in a last one."""
CITY = (Agency.NYPD, Agency.CITY, Agency.DOC, Agency.CITY_CUSTODY, Agency.PROBATION)
"""Whoever of these sees an event, the city sees it."""
NUMBERS = (
    "published_value",
    "published_low",
    "published_high",
    "expected_value",
    "expected_low",
    "expected_high",
)
"""The numbers of a published total and of the expected one, in full in the CSV."""
_BOTH: Mapping[str, tuple[str, ...]] = {Agency.CITY_CUSTODY: (Agency.NYPD, Agency.DOC)}


def seen_table(page: Page, words: Words) -> Table | None:
    """Events by those who see them; None where the pathway does not say."""
    if not page.seen:
        return None
    columns = [
        Column("activity", words("column.stage")),
        *(Column(_key(who), words.label("agency", who), "mark") for who in WATCHERS),
        Column("others", words("seen.others")),
    ]
    rows: list[list[Value]] = []
    for row in page.seen:
        seen = {one for who in row["seen_by"] for one in _BOTH.get(who, (who,))}
        others = [words.label("agency", who) for who in sorted(seen - set(WATCHERS))]
        marks = [who in seen for who in WATCHERS]
        rows.append([words.label("activity", row["activity"]), *marks, ", ".join(others) or "\u2013"])
    return Table("who-knew", words("seen.caption"), columns, rows)


def unseen_by_the_city(page: Page, activity: str) -> bool:
    """Whether nobody of the city sees an event. False for one that is not in the table."""
    rows = [row for row in page.seen if row["activity"] == activity]
    return bool(rows) and not any(who in CITY for row in rows for who in row["seen_by"])


def anchors_table(page: Page, words: Words, same: bool | None = None) -> Table | None:
    """Published totals beside the expected ones; None without any. `same`: only those that can be compared, or only those
    that count something else."""
    if words.lang not in page.anchors:
        return None
    found = [row for row in page.anchors[words.lang]["rows"] if same in (None, row["counts_the_same"])]
    columns = [
        Column("what", words("column.what")),
        Column("unit", words("column.unit"), "note"),
        Column("area", words("column.area"), "note"),
        Column("year", words("column.year_kind"), "note"),
        Column("counts", words("column.reason"), "note"),
        Column("published", words("column.published")),
        Column("expected", words("column.pathway")),
        Column("comparable", words("column.comparable")),
        Column("role", words("column.role")),
        Column("agrees", words("column.agrees")),
        *(Column(key, kind="csv") for key in NUMBERS),
        Column("source", kind="csv"),
    ]
    shown = [column.key for column in columns[:10]]
    rows: list[list[Value]] = [
        [
            *(str(row[key]) for key in shown),  # type: ignore[literal-required]
            *(row[key] for key in NUMBERS),  # type: ignore[literal-required]
            "; ".join(row["source"]),
        ]
        for row in found
    ]
    return Table("anchors", words("anchor_table.caption"), columns, rows)


def claims_table(page: Page, words: Words) -> Table | None:
    """What was said, and the rule or record that bears on it; None without any."""
    if not page.claims.get(words.lang):
        return None
    columns = [
        Column("said", words("column.said")),
        Column("said_by", words("column.said_by"), "note"),
        Column("bears", words("column.bears")),
        Column("verdict", words("column.verdict")),
        Column("source", kind="csv"),
    ]
    rows: list[list[Value]] = [
        [row["said"], row["said_by"], row["bears"], row["verdict"], "; ".join(row.get("source", ()))]
        for row in page.claims[words.lang]
    ]
    return Table("claims", words("claim_table.caption"), columns, rows)


def _key(who: str) -> str:
    return who.removeprefix("the ").replace(" ", "_").lower()
