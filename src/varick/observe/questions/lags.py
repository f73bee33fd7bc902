"""How long from one activity to a person's next other one, with what had not happened yet when the record ends."""

from collections.abc import Sequence
from datetime import date
from math import isnan
from typing import Any

from varick.errors import NoAnswer, VarickError
from varick.eventlog.measures import lags as kernel
from varick.eventlog.measures.survival import Survival, kaplan_meier
from varick.observe.answer import Answer
from varick.observe.questions.paths import (
    TABLE_OF,
    Journeys,
    activity_name,
    cautions,
    journeys,
    source,
    understood,
)
from varick.observe.questions.windows import ONE_DAY, refuse_empty
from varick.observe.questions.wording import said
from varick.observe.store import Store
from varick.words import Words

DAYS = (0, 1, 2, 7, 14, 30, 60, 90, 180, 365, 730, 1095, 1825, 3650)
"""Days at which the curve is tabulated, as far as anybody was followed and the window goes."""
SHARES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}
DATE_OF = {
    "detained": ("stay_book_in",),
    "stay_ended": ("stay_book_out", "book_out"),
    "apprehended": ("apprehension_date",),
}
"""The column that an activity is dated by, where it is not the main date of its table; the first that is there."""
COLUMNS = ("days", "at_risk", "reached", "censored", "share", "low", "high")


def lags(
    store: Store,
    start: str,
    to: str,
    *,
    table: str | None = None,
    release: str | None = None,
    where: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    window: int | None = None,
    first: bool = False,
    by: str | None = None,
    on: str | None = None,
    duplicates: str | None = None,
    at: Sequence[int] = DAYS,
    words: Words | None = None,
) -> Answer:
    """From activity `start` to the same person's next `to` in the log: the share reached by day, by Kaplan and Meier.

    With `table`, `start` and `to` are two date columns of its rows instead, and the answer is `spans`.

    One row a day of `at`, and of the last of the window: `at_risk` followed so long, `reached` and `censored` by then,
    `share` with its 95 % interval. `window` (days) bounds how long is waited; `first` takes a person's first `start`
    only; `since` and `until` (half-open) and `where` say which `start` events count. Beside the rows `quantiles`: days by
    which 10, 25, 50, 75 and 90 percent had it, None where the follow-up does not reach so far. Raises NoAnswer where
    rows have no identifier.
    """
    words = words or Words()
    if table is not None:
        from varick.observe.questions.spans import spans

        if window is not None or first:
            raise VarickError("--window and --first go with activities; with --table leave them out")
        return spans(
            store, start, to, table=table, release=release, where=where, since=since, until=until, by=by, on=on,
            duplicates=duplicates, words=words,
        )  # fmt: skip
    if by or on or duplicates:
        raise VarickError("--by, --on and --duplicates go with --table; between activities leave them out")
    refuse_empty(since, until, "--until")
    if window is not None and window < 1:
        raise VarickError(f"--window {window}: give a whole number of days from 1 on")
    found = journeys(store, release, (start, to))
    x, y = found.code(start), found.code(to)
    read, allowed = understood(found.log, where, found.release, (since, until))
    asked = kernel.Asked(
        x,
        y,
        found.end,
        None if window is None else window * found.day,
        first,
        None if since is None else found.steps(since),
        None if until is None else found.steps(until),
        allowed,
    )
    measured = kernel.lags(found.blocks(asked.columns), asked)
    if not measured.tally["starts"]:
        raise NoAnswer(
            f"{store.path}: no event {start!r} fits up to {found.last}; ask for other dates or conditions"
        )
    curve = kaplan_meier(measured.reached, measured.censored)
    rows = _rows(curve, found, window, at)
    tally = dict(measured.tally)
    more = {
        "from": start,
        "to": to,
        "release": found.release,
        "last_day": str(found.last),
        "window_days": window,
        "starts_counted": "first" if first else "each",
        "where": list(where),
        "since": None if since is None else str(since),
        "until": None if until is None else str(until),
        "quantiles": {name: _quantile(curve, share, found.day) for name, share in SHARES.items()},
        **tally,
        "reached": len(measured.reached),
        "censored": len(measured.censored),
        "without_identifier": {name: int(found.alone[found.names.index(name)]) for name in (start, to)},
    }
    definition = _definition(words, found, start, to, window, first)
    if read:
        definition += " " + words("observe_paths.where_starts", conditions=said(words, read))
    if since or until:
        definition += " " + dated(words, since, until)
    notes = [*_typical(words, more, len(measured.reached)), *_notes(words, start, to, tally, first)]
    notes += _by_day(words, found, (start, to))
    notes += cautions(words, found, (start, to), read, bool(since or until))
    return Answer(rows, COLUMNS, definition, source(words, found), notes, more)


def dated(words: Words, since: date | None, until: date | None) -> str:
    """The sentence that says which days the first events are of."""
    key = "observe_paths.since" if since else "observe_paths.until"
    key = "observe_paths.between" if since and until else key
    days = {"since": since, "until": until - ONE_DAY if until else None}
    return words(key, **{name: words.date(day) for name, day in days.items() if day})


def _by_day(words: Words, found: Journeys, names: tuple[str, str]) -> list[str]:
    """A note where of one of the two the release gives the time of day, and of the other the day only."""
    whole = {name: _only_days(found, name) for name in names}
    if set(whole.values()) != {True, False}:
        return []
    dated_by_day = next(name for name in names if whole[name])
    return [words("observe_paths.by_day", activity=activity_name(words, dated_by_day))]


def _only_days(found: Journeys, activity: str) -> bool | None:
    """Whether the activity's date has no time of day; None where it comes from no table of the folder."""
    for held in found.store.tables if found.store.account else ():
        if held.release == found.release and held.table == TABLE_OF.get(activity):
            frame = found.store.frame(held.table, held.release)
            name = next((n for n in DATE_OF.get(activity, ()) if n in frame.names), frame.main)
            return None if name is None else frame.dates(name).whole_days
    return None


def _rows(curve: Survival, found: Journeys, window: int | None, at: Sequence[int]) -> list[dict[str, Any]]:
    longest = int(curve.times[-1]) // found.day
    days = sorted({day for day in (*at, window or 0) if day <= (longest if window is None else window)})
    rows = []
    for day in days:
        then = curve.at(day * found.day)
        rows.append(
            {
                "days": day,
                "at_risk": then["at_risk"],
                "reached": then["events"],
                "censored": then["censored"],
                "share": _share(1 - then["survival"]),
                "low": _share(1 - then["high"]),
                "high": _share(1 - then["low"]),
            }
        )
    return rows


def _share(value: float) -> float | None:
    return None if isnan(value) else max(0.0, round(value, 6))


def _quantile(curve: Survival, share: float, day: int) -> dict[str, float | None]:
    at, low, high = (None if isnan(t) else round(t / day, 4) for t in curve.quantile(share))
    return {"days": at, "low": low, "high": high}


def _definition(words: Words, found: Journeys, start: str, to: str, window: int | None, first: bool) -> str:
    names = {"start": activity_name(words, start), "to": activity_name(words, to)}
    counted = words("observe_paths.first" if first else "observe_paths.each", **names)
    until = words("observe_paths.censored", day=words.date(found.last))
    bound = (
        words("observe_paths.window", days=words.number(window))
        if window
        else words("observe_paths.no_window")
    )
    return f"{counted} {until} {bound}"


def _typical(words: Words, more: dict[str, Any], reached: int) -> list[str]:
    if not reached:
        return [words("observe_paths.none_reached")]
    median = more["quantiles"]["median"]
    if median["days"] is None:
        return [words("observe_paths.median_beyond")]
    low, high = median["low"], median["high"]
    if low is None or high is None:
        return [words("observe_paths.median_open", days=days(words, median["days"]))]
    return [
        words(
            "observe_paths.median",
            days=days(words, median["days"]),
            low=days(words, low),
            high=days(words, high),
        )
    ]


def days(words: Words, value: float) -> str:
    """A number of days: whole from ten on, with one decimal below."""
    return words.number(value, 1 if value >= 10 or value == int(value) else 0.1)


def _notes(words: Words, start: str, to: str, tally: dict[str, int], first: bool) -> list[str]:
    names = {"start": activity_name(words, start), "to": activity_name(words, to)}
    notes = [words("observe_paths.stays_in", to=names["to"])]
    if not first and tally["starts"] > tally["persons"]:
        notes.append(
            words(
                "observe_paths.several",
                starts=words.number(tally["starts"]),
                persons=words.number(tally["persons"]),
                start=names["start"],
            )
        )
    if tally["zero"]:
        notes.append(words("observe_paths.zero", events=words.number(tally["zero"]), **names))
    if tally["tied"]:
        notes.append(words("observe_paths.tied", events=words.number(tally["tied"]), **names))
    if tally["beyond_window"]:
        notes.append(
            words("observe_paths.beyond_window", events=words.number(tally["beyond_window"]), to=names["to"])
        )
    if late := tally["after_end"] + tally["starts_after_end"]:
        notes.append(words("observe_paths.after_end", events=words.number(late)))
    return notes
