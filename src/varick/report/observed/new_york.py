"""New York in front: arrests by method and year, detainers among encounters, removals, and one lead read in two ways."""

from collections.abc import Sequence
from typing import Any

from varick.errors import NoAnswer, VarickError
from varick.figures.table import Kind
from varick.observe.answer import Answer
from varick.observe.layouts import table as layout
from varick.observe.questions.counts import counts
from varick.observe.questions.grouping import grouped
from varick.observe.questions.small_cells import SMALLEST
from varick.observe.questions.spans import spans
from varick.observe.store import Held, Store
from varick.report.observed.holds import newest
from varick.report.observed.parts import Item, Section, command, guarded, item, of_release, table_of
from varick.report.observed.series import counted
from varick.words import Words

OFFICE = "NYC"
HERE = f"aor={OFFICE}"
DETAINER = "disposition=Detainer"
WAITED = ("p10", "p25", "median", "p75", "p90")


def new_york(store: Store, place: str, words: Words) -> Section | None:
    """The section; None where no table names the New York office."""
    held = {table: one for table, one in newest(store).items() if _has(store, one, "aor", OFFICE)}
    if not held:
        return None
    items: list[Item] = []
    if "arrests" in held and "method" in store.frame("arrests", held["arrests"].release).names:
        items += [
            _arrests(store, held["arrests"], place, words),
            _methods(store, held["arrests"], place, words),
        ]
    if "encounters" in held and _has(store, held["encounters"], "disposition", "Detainer"):
        items.append(_monthly(store, held["encounters"], "detainers", (HERE, DETAINER), place, words))
    if "removals" in held:
        items.append(_monthly(store, held["removals"], "removals", (HERE,), place, words))
        items += _waited(store, held["removals"], place, words)
    if not items:
        return None
    return Section(
        "new-york", words("observe_report.new_york"), [words("observe_report.new_york_said")], items
    )


def _has(store: Store, held: Held, column: str, value: str) -> bool:
    frame = store.frame(held.table, held.release)
    return column in frame.names and value in grouped(frame, column).values


def _monthly(
    store: Store, held: Held, what: str, where: Sequence[str], place: str, words: Words, by: str | None = None
) -> Item:
    titles = {
        "arrests": "observe_report.ny_arrests",
        "detainers": "observe_report.ny_detainers",
        "removals": "observe_report.ny_removals",
    }
    return counted(
        store,
        held,
        place,
        words,
        name=f"new-york-{what}",
        title=words(titles[what]),
        by=by,
        where=where,
        offices=(OFFICE,),
    )


def _arrests(store: Store, held: Held, place: str, words: Words) -> Item:
    return _monthly(store, held, "arrests", (HERE,), place, words, "method")


def _methods(store: Store, held: Held, place: str, words: Words) -> Item:
    """Arrests by method (down) and fiscal year (across), with their sums."""
    answer = counts(store, "arrests", ("fy", "method"), where=(HERE,), release=held.release, words=words)
    years = list(dict.fromkeys(row["fy"] for row in answer.rows if row["fy"] is not None))
    known: dict[Any, dict[str, int]] = {}
    for row in answer.rows:
        if row["fy"] is not None:
            known.setdefault(row["method"], {})[row["fy"]] = row["count"]
    rows = [
        {"method": method, **{year: found.get(year, 0) for year in years}, "total": sum(found.values())}
        for method, found in known.items()
    ]
    rows.sort(key=lambda row: -row["total"])
    rows = _folded(rows, ("total", *years), words)
    every = {year: sum(found.get(year, 0) for found in known.values()) for year in years}
    rows.append({"method": words("observe_report.all_methods"), **every, "total": sum(every.values())})
    labels = {year: words("observe_report.fiscal_year", year=year) for year in years}
    labels["total"] = words("observe_head.total_rows")
    columns = ("method", *years, "total")
    table = table_of(
        "new-york-methods", words("observe_report.ny_methods"), rows, columns, words, labels=labels
    )
    options = ("--by", "fy,method", "--where", HERE, *of_release(store, held))
    asked = command(place, "counts", "--table", "arrests", *options)
    return item(answer, table, asked)


def _folded(rows: list[dict[str, Any]], numbers: Sequence[Any], words: Words) -> list[dict[str, Any]]:
    """Methods met fewer than `SMALLEST` times in all years as one row: a single arrest by boat is one person's. A row alone is
    joined by the smallest beside it, so that the sum below does not give it back."""
    few = [row for row in rows if row["total"] < SMALLEST]
    if not few:
        return rows
    while len(few) < len(rows) and (len(few) == 1 or sum(row["total"] for row in few) < SMALLEST):
        few = rows[len(rows) - len(few) - 1 :]
    said = words("observe_report.all_others", count=words.number(len(few)))
    summed = {"method": said, **{name: sum(row[name] for row in few) for name in numbers}}
    return [*rows[: len(rows) - len(few)], summed]


def _waited(store: Store, held: Held, place: str, words: Words) -> list[Item]:
    frame = store.frame("removals", held.release)
    if not {"apprehension_date", "departed_date"} <= set(frame.names):
        return []
    dates = ("apprehension_date", "departed_date")
    try:
        answer = spans(
            store, *dates, table="removals", release=held.release, where=(HERE,), by="fy", words=words
        )
    except NoAnswer:
        return []
    labels = {
        name: words(f"observe_head.{name}") for name in ("fy", "negative", "without", "within_365", *WAITED)
    }
    labels["rows"] = words("observe_head.both_dates")
    kinds: dict[str, Kind] = {"within_365": "share"}
    table = table_of(
        "new-york-days", words("observe_report.ny_days"), answer.rows, answer.columns, words, kinds, labels
    )
    asked = command(
        place,
        "lags",
        "--table",
        "removals",
        "--from",
        dates[0],
        "--to",
        dates[1],
        "--by",
        "fy",
        "--where",
        HERE,
        *of_release(store, held),
    )
    return [item(answer, table, asked)]


def lead(store: Store, place: str, words: Words) -> Section | None:
    """The worked lead where this release has it: arrests of a program that works in jails, with the landmark of
    the federal building, the last fiscal year against all before it together: a year alone may be a small cell, and
    must not follow from a sum beside it."""
    about = layout("leads")["federal_plaza"]
    office, method = f"aor={about['office']}", f"method={about['method']}"
    where = (office, method, f"landmark~{about['landmark']}")
    try:
        held = newest(store)["arrests"]
        answer, same_method, same_place = (
            counts(store, "arrests", ("fy",), where=rows, release=held.release, words=words)
            for rows in (where, where[:2], (where[0], where[2]))
        )
    except (KeyError, NoAnswer, VarickError):
        return None
    found, methods, places = (_by_year(one) for one in (answer, same_method, same_place))
    if len(found) < 2 or not any(found.values()):
        return None
    *earlier, last = found
    before = sum(found[year] for year in earlier)
    span = (
        earlier[0] if len(earlier) == 1 else words("observe_report.years", first=earlier[0], last=earlier[-1])
    )
    named = {"years": words("observe_report.in_fiscal_year", year=span)}
    named["last"] = words("observe_report.in_fiscal_year", year=last)
    summed = [{"fy": span, "count": before}, {"fy": last, "count": found[last]}]
    rows = guarded(summed, ("landmark",), ("count",), words)
    labels = {"fy": words("observe_head.fy"), "count": words("observe_head.arrests")}
    table = table_of(
        "lead", words("observe_report.lead_caption"), rows, ("fy", "count"), words, labels=labels
    )
    options = [part for text in where for part in ("--where", text)]
    options += of_release(store, held)
    asked = command(place, "counts", "--table", "arrests", "--by", "fy", *options)
    otherwise = [
        words(
            "observe_report.lead_year",
            count=_number(places.get(year, 0) - found[year], words),
            year=words("observe_report.in_fiscal_year", year=year),
        )
        for year in found
    ]
    said = [
        words(
            "observe_report.lead_said",
            landmark=about["landmark"],
            before=_number(before, words),
            after=_number(found[last], words),
            **named,
        ),
        words("observe_report.lead_one"),
        words("observe_report.lead_two"),
    ]
    if all(
        n == 0 or n >= SMALLEST for n in (before, found[last])
    ):  # else sums by method, also on the page, tell it
        said.append(
            words(
                "observe_report.lead_checks",
                elsewhere_before=_number(sum(methods.get(year, 0) for year in earlier) - before, words),
                elsewhere_after=_number(methods.get(last, 0) - found[last], words),
                otherwise=words.listed(otherwise),
                **named,
            )
        )
    said += [words("observe_report.lead_apart"), words("observe_report.lead_limit")]
    return Section("lead", words("observe_report.lead"), said, [item(answer, table, asked)])


def _by_year(answer: Answer) -> dict[str, int]:
    return {row["fy"]: row["count"] for row in answer.rows if row["fy"] is not None}


def _number(count: int, words: Words) -> str:
    return (
        words.number(count)
        if count == 0 or count >= SMALLEST
        else words("observe_report.fewer", least=str(SMALLEST))
    )
