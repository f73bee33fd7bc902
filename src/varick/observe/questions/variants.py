"""The sequences of activities that persons went through, and which activity directly follows which."""

from collections.abc import Iterable, Sequence
from datetime import date
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import NoAnswer, VarickError
from varick.eventlog.blocks import Block, with_any
from varick.eventlog.measures.flow import directly_follows, quantiles, throughput
from varick.eventlog.measures.variants import variants as kernel
from varick.observe.answer import Answer
from varick.observe.questions.lags import SHARES, dated, days
from varick.observe.questions.paths import Journeys, cautions, journeys, source, understood
from varick.observe.questions.windows import refuse_empty
from varick.observe.questions.wording import said
from varick.observe.store import Store
from varick.words import Words

START, END = "(start)", "(end)"


def variants(
    store: Store,
    *,
    release: str | None = None,
    where: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    top: int | None = 20,
    follows: bool = False,
    times: bool = False,
    words: Words | None = None,
) -> Answer:
    """The `top` (None: all) variants, most frequent first: `rank`, `persons`, `share`, `events`, `journey` (activities).

    With `follows` instead the `top` directly-follows counts: `activity`, `next_activity`, `count`, and with `times` the median
    and mean days between the two. `where`, `since` and `until` (half-open) keep the persons with at least one event that
    fits them all, with their whole journeys. Rows without identifier are left out, and the notes say how many. Beside the
    rows stand the number of all variants, persons and events, and the quantiles of the days from first to last event.
    """
    words = words or Words()
    refuse_empty(since, until)
    if times and not follows:
        raise VarickError("--times goes with --directly-follows; give both")
    found = journeys(store, release)
    if not found.linked.any():
        found.code(found.present()[0])  # says why
    read, allowed = understood(found.log, where, found.release, (since, until))

    def fits(block: Block) -> npt.NDArray[np.bool_]:
        keep = block.fits(allowed)
        if since is not None:
            keep &= block["time"] >= found.steps(since)
        if until is not None:
            keep &= block["time"] < found.steps(until)
        return keep

    def parts() -> Iterable[Block]:
        every = found.blocks(("time", "activity", *allowed))
        return with_any(every, fits) if allowed or since or until else every

    rows, more = (_follows if follows else _variants)(found, parts(), times, top)
    if not more["persons"]:
        raise NoAnswer(f"{store.path}: no journey fits; ask for other dates or conditions")
    definition = words("observe_paths.follows" if follows else "observe_paths.variants")
    if read:
        definition += " " + words("observe_paths.where_any", conditions=said(words, read))
    if since or until:
        definition += " " + dated(words, since, until).replace("  ", " ")
    notes = [_shown(words, more, len(rows))]
    span = throughput(parts())
    lasted = quantiles(span, SHARES.values())
    more["days_first_to_last"] = {
        name: round(steps / found.day, 4) for name, steps in zip(SHARES, lasted, strict=True)
    }
    median = more["days_first_to_last"]["median"]
    notes.append(words("observe_paths.throughput", days=days(words, median), day=words.date(found.last)))
    notes += cautions(words, found, found.present(), read, bool(since or until))
    more |= {
        "release": found.release,
        "last_day": str(found.last),
        "where": list(where),
        "since": None if since is None else str(since),
        "until": None if until is None else str(until),
    }
    columns = tuple(rows[0]) if rows else ()
    return Answer(rows, columns, definition, source(words, found), notes, more)


def _variants(
    found: Journeys, parts: Iterable[Block], times: bool, top: int | None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    every = kernel(parts, found.names)
    rows = [
        {
            "rank": place,
            "persons": count,
            "share": round(count / every.persons, 6),
            "events": len(journey),
            "journey": list(journey),
        }
        for place, (journey, count) in enumerate(every.top(top), 1)
    ]
    return rows, {"variants": len(every), "persons": every.persons}


def _follows(
    found: Journeys, parts: Iterable[Block], times: bool, top: int | None
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    flow = directly_follows(parts, found.names, times=times)
    n = len(found.names)
    one, other = (*found.names, START), (*found.names, END)
    rows: list[dict[str, Any]] = []
    for i, j in zip(*np.nonzero(flow.counts), strict=True):
        row: dict[str, Any] = {
            "activity": one[i],
            "next_activity": other[j],
            "count": int(flow.counts[i, j]),
        }
        if flow.median is not None and flow.mean is not None:
            inside = i < n and j < n
            for name, matrix in (("median_days", flow.median), ("mean_days", flow.mean)):
                value = float(matrix[i, j]) if inside else float("nan")
                row[name] = None if isnan(value) else round(value / found.day, 4)
        rows.append(row)
    rows.sort(key=lambda row: (-row["count"], row["activity"], row["next_activity"]))
    return rows[:top], {"pairs": len(rows), "persons": flow.persons, "events": flow.events}


def _shown(words: Words, more: dict[str, Any], rows: int) -> str:
    persons = words.number(more["persons"])
    if "pairs" in more:
        pairs = words.number(more["pairs"])
        return words("observe_paths.shown_pairs", rows=words.number(rows), pairs=pairs, persons=persons)
    every = words.number(more["variants"])
    return words("observe_paths.shown", rows=words.number(rows), variants=every, persons=persons)
