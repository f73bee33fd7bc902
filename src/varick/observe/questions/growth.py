"""What grew fastest between two windows of a table: the measure of `eventlog.measures.growth` asked of a release.

Windows are half-open. Everything that could have been chosen otherwise is printed: windows, exposure, unit, duplicate
rule, least count, and the ranks under other choices.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from varick.errors import NoAnswer, VarickError
from varick.eventlog.measures import growth as measure
from varick.observe.answer import Answer
from varick.observe.frame import Frame
from varick.observe.linked.duplicates import duplicate_rules, unflagged
from varick.observe.questions.categories import CategoryMap, other_grain, split_category
from varick.observe.questions.grouping import TIMES, date_column, grouped
from varick.observe.questions.growth_answer import Asked, Exposure, Ranked, Unit, offence_withheld, told
from varick.observe.questions.select import chosen
from varick.observe.questions.series import covers, monthly, span_of
from varick.observe.questions.small_cells import refuse_singling
from varick.observe.questions.windows import Window
from varick.observe.store import Store
from varick.observe.written import is_redaction
from varick.words import Words


@dataclass(frozen=True, slots=True)
class Counted:
    """Growth of every category of one choice, and of all rows together (`whole`, one place)."""

    growth: measure.Growth
    whole: measure.Growth
    scale: float


def growth(
    store: Store,
    table: str | None,
    category: str,
    first: tuple[date, date],
    second: tuple[date, date],
    *,
    release: str | None = None,
    where: Sequence[str] = (),
    exposure: Exposure = "days",
    unit: Unit = "events",
    duplicates: str | None = None,
    top: int = 10,
    least: int = 0,
    words: Words | None = None,
) -> Answer:
    """The categories that grew most from window `first` to window `second` ([from, to) each).

    `category` is a column or COLUMN:MAP (see `categories`). Rows: `a`, `b` counts; `ratio` their rates' ratio; `low`,
    `high` the exact 95 % interval; `wide_low`, `wide_high` that interval widened by `phi`; `relative` the ratio over
    that of all rows; shares of each window; `q` for growing more than all. Ranked by `wide_low`.

    Raises VarickError for what cannot be read, and NoAnswer for windows that touch an incomplete month or go beyond
    the data, for an offence that the release withholds, and for persons where it has no identifiers.
    """
    words = words or Words()
    held = store.held(table, release)
    frame = store.frame(table, release)
    column, grouping = split_category(category)
    if column in TIMES:
        raise VarickError(f"--category {column}: a time cannot grow; name a column such as method or aor")
    if column not in frame.names:
        offence_withheld(frame, column, None)
    offence_withheld(frame, column, grouped(frame, column))
    a, b = Window(*first), Window(*second)
    refuse_singling(frame, [column], where, windows=[first, second])
    incomplete = monthly(frame, span=span_of(held)).incomplete
    _check_windows(frame, a, b, exposure, incomplete)
    if unit == "persons" and frame.person is None:
        raise NoAnswer(
            f"{held.table} of {held.release}: it has no identifiers, so persons cannot be told apart; ask for --unit events"
        )
    asked = Asked(
        held, category, column, grouping, a, b, exposure, unit, duplicates, tuple(where), least, top
    )
    rows = _Rows(frame, asked, grouping, duplicates)
    main = rows.ranked(asked)
    if not main.counted.whole.a[0]:
        raise NoAnswer(
            f"{held.table} of {held.release}: nothing was counted from {a.start} to {a.last}; growth needs a start"
        )
    variants = _variants(frame, asked, rows, main, incomplete)
    return told(store, frame, asked, main, variants, _other_grain(frame, asked), rows.unnamed(a, b), words)


class _Rows:
    """The chosen rows of a table: category code, day, and person, counted in windows.

    A row without a value, or with a mark of redaction for one, is in no category: it counts among all rows only.
    """

    def __init__(
        self, frame: Frame, asked: Asked, grouping: CategoryMap | None, duplicates: str | None
    ) -> None:
        rows = chosen(unflagged(frame, duplicates) if duplicates else frame, asked.where)
        column = grouped(rows, asked.column)
        coded = grouping.mapped(column) if grouping else column
        self.values: tuple[str, ...] = coded.values
        self.codes = coded.codes
        self.named = [place for place, value in enumerate(coded.values) if not is_redaction(value)]
        time = rows.dates(date_column(rows)).time
        self.dated = ~np.isnat(time)
        self.day = time.astype("datetime64[D]")
        self.month = time.astype("datetime64[M]")
        self.person = rows.person if asked.unit == "persons" else None

    def inside(self, window: Window) -> npt.NDArray[np.bool_]:
        """Which rows are in the window."""
        held: npt.NDArray[np.bool_] = (
            self.dated & (self.day >= np.datetime64(window.start)) & (self.day < np.datetime64(window.end))
        )
        return held

    def unnamed(self, *windows: Window) -> int:
        """Rows of the windows that are in no category."""
        of = np.zeros(len(self.values) + 1, dtype=bool)
        of[self.named] = True
        return sum(int((~of[self.codes[self.inside(window)]]).sum()) for window in windows)

    def ranked(self, asked: Asked) -> Ranked:
        """Growth of every category between the windows asked for."""
        counted = self.counted(asked.a, asked.b, asked.exposure)
        return Ranked(counted, self.values, tuple(self.order(counted.growth, asked.least)))

    def order(self, grown: measure.Growth, least: int) -> list[int]:
        """The places of the categories by the wide interval's lower limit, without those that name nothing."""
        named = set(self.named)
        return [place for place in measure.ranking(grown, least).tolist() if place in named]

    def _counts(self, keep: Any, months: Any, count: int) -> tuple[measure.Counts, measure.Counts]:
        """Counts of each category, and of all rows, over `count` months (or 1, where all months are 0)."""
        person = None if self.person is None else self.person[keep]
        codes = self.codes[keep]
        each = measure.by_month(codes, months, len(self.values), count, person)
        return each, measure.by_month(np.zeros_like(codes), months, 1, count, person)

    def window(self, window: Window) -> tuple[measure.Counts, measure.Counts, measure.Months, measure.Months]:
        """Counts of a window, (categories,) and (1,), and the same by its whole months."""
        keep = self.inside(window)
        once = np.zeros(int(keep.sum()), dtype=np.int64)
        each, whole = self._counts(keep, once, 1)
        months = window.whole_months
        number = self.month[keep].astype(np.int64)
        start = np.datetime64(months[0], "M").astype(np.int64) if months else 0
        by_month, all_months = self._counts(keep, number - start, len(months))
        days = np.array([Window.month_days(month) for month in months], dtype=np.float64)
        return each[:, 0], whole[:, 0], measure.Months(by_month, days), measure.Months(all_months, days)

    def counted(self, a: Window, b: Window, exposure: Exposure) -> Counted:
        """Growth of every category from `a` to `b`."""
        first, all_first, months_a, whole_a = self.window(a)
        second, all_second, months_b, whole_b = self.window(b)
        of_a, of_b = (float(w.days if exposure == "days" else len(w.whole_months)) for w in (a, b))
        return Counted(
            measure.growth_of(first, second, of_a, of_b, months_a, months_b),
            measure.growth_of(all_first, all_second, of_a, of_b, whole_a, whole_b),
            of_a / of_b,
        )


def _check_windows(frame: Frame, a: Window, b: Window, exposure: str, incomplete: Collection[str]) -> None:
    """Windows that hold days, do not overlap, lie within the data, and touch no incomplete month."""
    for option, window in (("--from", a), ("--to", b)):
        said = f"{option} {window.start} {window.end}"
        if window.start >= window.end:
            raise VarickError(f"{said}: the window holds no day; its second date is the day after the last")
        if exposure == "months" and not window.is_months:
            raise VarickError(
                f"{said}: with --exposure months a window begins and ends on the first of a month"
            )
    if a.start < b.end and b.start < a.end:
        raise VarickError(
            f"the windows {a.start} to {a.end} and {b.start} to {b.end} overlap; a day can be in one of them only"
        )
    covered = covers(frame)
    for option, window in (("--from", a), ("--to", b)):
        if reason := window.beyond(covered.first, covered.last, incomplete):
            raise NoAnswer(f"{option} {window.start} {window.end}: {frame.table} of {frame.release} {reason}")


def _variants(
    frame: Frame, asked: Asked, rows: _Rows, main: Ranked, incomplete: Collection[str]
) -> dict[str, list[str] | None]:
    """Categories in order under other choices; None where a choice is not possible here."""
    grown = main.counted.growth
    exact = sorted(main.order, key=lambda place: (-grown.low[place], -grown.b[place]))
    found: dict[str, list[str] | None] = {"exact": [rows.values[place] for place in exact]}
    for name, months in (("month_earlier", -1), ("month_later", 1)):
        a, b = asked.a.shifted(months), asked.b.shifted(months)
        try:
            _check_windows(frame, a, b, asked.exposure, incomplete)
        except NoAnswer:
            found[name] = None
            continue
        shifted = rows.counted(a, b, asked.exposure).growth
        found[name] = [rows.values[place] for place in rows.order(shifted, asked.least)]
    for rule in (None, *duplicate_rules(frame)):
        if rule != asked.duplicates:
            other = _Rows(frame, asked, asked.grouping, rule)
            counted = other.counted(asked.a, asked.b, asked.exposure)
            order = other.order(counted.growth, asked.least)
            found[f"duplicates_{rule or 'all'}"] = [other.values[place] for place in order]
    return found


def _other_grain(frame: Frame, asked: Asked) -> tuple[str, Ranked] | None:
    """The same question at another granularity of the category map, where there is one: its name and growth."""
    if asked.grouping is not None:
        return asked.column, _Rows(frame, asked, None, asked.duplicates).ranked(asked)
    grain = other_grain(asked.column, None)
    if grain is None:
        return None
    return f"{asked.column}:{grain.name}", _Rows(frame, asked, grain, asked.duplicates).ranked(asked)
