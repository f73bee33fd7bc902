"""Health of an imported table: shares of rows that contradict the table's own rules, against published thresholds."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.observe.frame import Coded, Frame
from varick.observe.layouts import table as layout
from varick.observe.linked import stays
from varick.observe.releases import Release
from varick.observe.written import kind_of

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of one column: `wrong` rows of the `rows` that it applies to; `level` is ok, warn or stop."""

    check: str
    column: str
    wrong: int
    rows: int
    share: float
    warn: float
    stop: float
    level: str

    def to_dict(self) -> dict[str, Any]:
        """As import.json holds it."""
        return asdict(self)


def findings(frame: Frame, release: Release) -> list[Finding]:
    """Every check that applies to the table, in a fixed order; thresholds and sources in layouts/health.yaml."""
    rules = layout("health")
    found = (
        [_of_stays(check) for check in stays.checks(frame)] if frame.table == "stays" and len(frame) else []
    )
    for check, column, wrong, of in _checks(frame, release):
        limits = rules[check].get(frame.table, {}) if check == "identifier_missing" else rules[check]
        rows = int(of.sum())
        if not limits or not rows:
            continue
        count = int((wrong & of).sum())
        share = count / rows
        level = "stop" if share > limits["stop"] else "warn" if share > limits["warn"] else "ok"
        found.append(Finding(check, column, count, rows, share, limits["warn"], limits["stop"], level))
    return found


def _of_stays(check: stays.Check) -> Finding:
    level = check.level or "ok"
    column = "stay_book_in" if check.name == "first_book_in" else "stay_book_out"
    return Finding(
        f"stay_{check.name}", column, check.wrong, check.stays, check.share, stays.WARN, stays.STOP, level
    )


def _checks(frame: Frame, release: Release) -> Iterator[tuple[str, str, Mask, Mask]]:
    """(check, column, rows that fail, rows it applies to)."""
    every = np.ones(len(frame), dtype=np.bool_)
    if frame.person is not None:
        yield "identifier_missing", "identifier", frame.person < 0, every
    if frame.main is not None:
        time = frame.dates(frame.main).time
        yield "main_date_missing", frame.main, np.isnat(time), every
        if release.window is not None:
            first, last = (np.datetime64(day) for day in release.window)
            outside = (time < first) | (time >= last + np.timedelta64(1, "D"))
            yield "main_date_outside_window", frame.main, outside, ~np.isnat(time)
    has: Callable[[str], bool] = frame.names.__contains__
    if has("final_order_date"):
        ordered = frame.dates("final_order_date").time
        known = ~np.isnat(ordered)
        yield "final_order_before_1990", "final_order_date", ordered < np.datetime64("1990-01-01"), known
        if has("final_order"):
            yield (
                "final_order_date_without_yes",
                "final_order",
                ~_is(frame.coded("final_order"), "yes"),
                known,
            )
    if has("departed_date") and has("departure_country"):
        gone = ~np.isnat(frame.dates("departed_date").time)
        yield "departed_without_country", "departure_country", ~_given(frame.coded("departure_country")), gone
    if has("book_in") and has("book_out"):
        yield _order(frame, "book_out_before_book_in", "book_in", "book_out")
    if has("stay_book_in") and has("book_in"):
        yield _order(frame, "stay_after_stint", "stay_book_in", "book_in")
    for name, allowed in layout("health")["lists"].items():
        if has(name) and isinstance(column := frame.column(name), Coded):
            yield "not_in_list", name, ~_is(column, *allowed), _given(column)


def _order(frame: Frame, check: str, before: str, after: str) -> tuple[str, str, Mask, Mask]:
    first, second = frame.dates(before).time, frame.dates(after).time
    both = ~np.isnat(first) & ~np.isnat(second)
    return check, after, second < first, both


def _is(column: Coded, *allowed: str) -> Mask:
    plain = {text.casefold() for text in allowed}
    good = np.array([*(value.casefold() in plain for value in column.values), False])
    found: Mask = good[column.codes]
    return found


def _given(column: Coded) -> Mask:
    good = np.array([*(kind_of(value) == "value" for value in column.values), False])
    found: Mask = good[column.codes]
    return found
