"""The answer about growth put together: rows, what they mean in words, and what else could have been chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any, Literal

from varick import __version__
from varick.errors import NoAnswer
from varick.eventlog.measures import growth as measure
from varick.observe.answer import Answer
from varick.observe.frame import Coded, Frame
from varick.observe.linked.duplicates import duplicate_rules, flagged
from varick.observe.questions.categories import CategoryMap
from varick.observe.questions.known_events import known_events, of_ice
from varick.observe.questions.windows import Window
from varick.observe.questions.wording import column_name, table_name, vintage
from varick.observe.store import Held, Store
from varick.observe.written import is_redaction
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.questions.growth import Counted

COLUMNS = (
    "rank", "category", "a", "b", "ratio", "low", "high", "wide_low", "wide_high", "phi", "relative", "share_a",
    "share_b", "q",
)  # fmt: skip
Exposure = Literal["days", "months"]
Unit = Literal["events", "persons"]

OFFENCES = ("charge", "charge_code", "criminality", "threat_level", "rc_threat_level", "case_criminality")
"""Columns that say what somebody was convicted or accused of."""
INSTEAD = ("method", "aor", "disposition", "charge_section")
"""What growth can be asked by where offences are withheld."""
MOST_NEW = 20
UNITS = {"events": "observe_growth.unit_events", "persons": "observe_growth.unit_persons"}
WINDOWS = {"days": "observe_growth.window_days", "months": "observe_growth.window_months"}
SHIFTS = {
    "month_earlier": "observe_growth.month_earlier",
    "month_later": "observe_growth.month_later",
}
EVENTS = {"recode": "observe_growth.event_recode", "release": "observe_growth.event_release"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of growth as it was understood."""

    held: Held
    category: str
    column: str
    grouping: CategoryMap | None
    a: Window
    b: Window
    exposure: Exposure
    unit: Unit
    duplicates: str | None
    where: tuple[str, ...]
    least: int
    top: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """Growth under one choice of grouping: `values` are the categories, `order` the places of the ranked ones."""

    counted: "Counted"
    values: tuple[str, ...]
    order: tuple[int, ...]


def offence_withheld(frame: Frame, column: str, values: Coded | None) -> None:
    """Raises NoAnswer for an offence that this release does not give: the column is absent, or all of it redacted.

    `values` is None where the table has no such column; another absent column is left to the caller.
    """
    instead = [name for name in INSTEAD if name in frame.names]
    other = f"ask by {', '.join(instead)}" if instead else "ask another table"
    if values is None:
        if column in OFFENCES:
            raise NoAnswer(
                f"{frame.table} of {frame.release}: offenses are withheld (it has no {column}); {other}"
            )
        return
    shown = [value for value, rows in values.counts().items() if rows and value is not None]
    if not shown or all(is_redaction(value) for value in shown):
        what = "offenses are withheld" if column in OFFENCES else "the column is withheld"
        raise NoAnswer(f"{frame.table} of {frame.release}: {what} ({column} is redacted or blank); {other}")


def told(
    store: Store,
    frame: Frame,
    asked: Asked,
    main: Ranked,
    variants: Mapping[str, Sequence[str] | None],
    beside: tuple[str, Ranked] | None,
    unnamed: int,
    words: Words,
) -> Answer:
    """The answer. `unnamed` rows of the two windows have no category: blank, or a mark of redaction."""
    counted = main.counted
    whole = _row(counted.whole, 0)
    rows = ranked_rows(main)
    held = asked.held
    sensitivity = [
        {
            "category": row["category"],
            "rank": row["rank"],
            **{f"rank_{name}": _place(order, row["category"]) for name, order in variants.items()},
        }
        for row in rows[: asked.top]
    ]
    new = [
        {"category": main.values[place], "b": int(counted.growth.b[place])}
        for place in measure.new_ones(counted.growth).tolist()
        if not is_redaction(main.values[place])
    ]
    flags = flagged(frame)
    more = {
        "parameters": {
            "table": held.table,
            "release": held.release,
            "category": asked.category,
            "category_map": _map(asked.grouping),
            "from": [asked.a.start.isoformat(), asked.a.end.isoformat()],
            "to": [asked.b.start.isoformat(), asked.b.end.isoformat()],
            "exposure": asked.exposure,
            "exposure_a": _exposure(asked.a, asked.exposure),
            "exposure_b": _exposure(asked.b, asked.exposure),
            "unit": asked.unit,
            "where": list(asked.where),
            "duplicates": asked.duplicates,
            "min_a": asked.least,
            "level": measure.LEVEL,
            "ranked_by": "wide_low",
            "version": __version__,
        },
        "overall": whole,
        "ranked": len(rows),
        "new": new,
        "sensitivity": sensitivity,
        "flagged": flags,
        "other_grain": None
        if beside is None
        else {"category": beside[0], "rows": ranked_rows(beside[1])[: asked.top]},
    }
    notes = [
        *_measure_notes(asked, counted, rows, words),
        *_choice_notes(asked, frame, variants, beside, main, unnamed, new, words),
        *_event_notes(asked, frame, words),
    ]
    return Answer(
        rows[: asked.top], COLUMNS, definition(asked, whole, words), vintage(words, store, held), notes, more
    )


def ranked_rows(ranked: Ranked) -> list[dict[str, Any]]:
    """All ranked categories as rows, best first, with q-values among them."""
    counted, order = ranked.counted, list(ranked.order)
    if not order:
        return []
    grown, whole = counted.growth, counted.whole
    p = measure.above_all(grown, counted.scale, float(whole.ratio[0]))[order]
    q = measure.q_values(p).tolist()
    return [
        {
            "rank": number + 1,
            "category": ranked.values[place],
            **_row(grown, place),
            "relative": rounded(float(grown.ratio[place] / whole.ratio[0])) if whole.b[0] else None,
            "share_a": rounded(int(grown.a[place]) / int(whole.a[0])),
            "share_b": rounded(int(grown.b[place]) / int(whole.b[0])) if whole.b[0] else None,
            "q": rounded(q[number]),
        }
        for number, place in enumerate(order)
    ]


def _row(grown: measure.Growth, place: int) -> dict[str, Any]:
    return {
        "a": int(grown.a[place]),
        "b": int(grown.b[place]),
        **{
            name: rounded(float(getattr(grown, name)[place]))
            for name in ("ratio", "low", "high", "wide_low", "wide_high", "phi")
        },
    }


def rounded(value: float) -> float | None:
    """Six digits are more than any of these numbers has; None for what is no number or has no end."""
    return float(f"{value:.6g}") if isfinite(value) and not isnan(value) else None


def _place(order: Sequence[str] | None, category: str) -> int | None:
    return order.index(category) + 1 if order is not None and category in order else None


def _map(grouping: CategoryMap | None) -> dict[str, Any] | None:
    return (
        None
        if grouping is None
        else {"name": grouping.name, "version": grouping.version, "says": grouping.says}
    )


def _exposure(window: Window, unit: str) -> int:
    return window.days if unit == "days" else len(window.whole_months)


def definition(asked: Asked, whole: Mapping[str, Any], words: Words) -> str:
    """What is compared with what, and how all rows together grew."""
    said = words(
        "observe_growth.definition",
        unit=words(f"observe_growth.unit_{asked.unit}", table=table_name(words, asked.held.table)),
        category=column_name(words, asked.column),
        where=words("observe_growth.where", conditions=words.listed(asked.where)) if asked.where else "",
        a=_window(asked.a, asked.exposure, words),
        b=_window(asked.b, asked.exposure, words),
    )
    if whole["ratio"] is None:
        return said
    return f"{said} " + words("observe_growth.overall", **_figures(whole, words))


def _figures(row: Mapping[str, Any], words: Words) -> dict[str, str]:
    """Counts and the ratio of a row with its wide interval, as words write them."""
    return {
        "a": words.number(row["a"]),
        "b": words.number(row["b"]),
        "ratio": ratio(row["ratio"], words),
        "low": ratio(row["wide_low"], words),
        "high": ratio(row["wide_high"], words),
    }


def ratio(value: float | None, words: Words) -> str:
    """A ratio of rates, with two decimals below 10."""
    return (
        "\u2013" if value is None else words.number(value, 0.01 if value < 10 else 0.1 if value < 100 else 1)
    )


def _window(window: Window, exposure: str, words: Words) -> str:
    return words(
        WINDOWS[exposure],
        first=words.date(window.start),
        last=words.date(window.last),
        count=words.number(_exposure(window, exposure)),
    )


def _measure_notes(
    asked: Asked, counted: "Counted", rows: Sequence[Mapping[str, Any]], words: Words
) -> list[str]:
    notes = [words("observe_growth.picked")]
    shown = rows[: asked.top]
    unknown = [row["category"] for row in shown if row["phi"] is None]
    notes.append(words("observe_growth.ranked"))
    notes.append(words("observe_growth.widened"))
    if unknown and len(unknown) == len(shown):
        notes.append(words("observe_growth.no_phi"))
    elif unknown:
        notes.append(words("observe_growth.no_phi_for", categories=words.listed(unknown)))
    notes.append(words("observe_growth.together"))
    notes.append(words("observe_growth.q"))
    if asked.least:
        left = int(((counted.growth.a > 0) & (counted.growth.a < asked.least)).sum())
        notes.append(
            words("observe_growth.least", least=words.number(asked.least), categories=words.number(left))
        )
    return notes


def _choice_notes(
    asked: Asked,
    frame: Frame,
    variants: Mapping[str, Sequence[str] | None],
    beside: tuple[str, Ranked] | None,
    main: Ranked,
    unnamed: int,
    new: Sequence[Mapping[str, Any]],
    words: Words,
) -> list[str]:
    notes = []
    if unnamed:
        notes.append(
            words(
                "observe_growth.unnamed",
                rows=words.number(unnamed),
                category=column_name(words, asked.column),
            )
        )
    if asked.grouping is not None:
        version = f"{asked.grouping.name} {asked.grouping.version}"
        notes.append(words("observe_growth.map", map=version, says=asked.grouping.says))
    if beside is not None:
        names = [beside[1].values[place] for place in beside[1].order[:5]]
        notes.append(
            words(
                "observe_growth.other_grain", category=beside[0], categories=words.listed(names) or "\u2013"
            )
        )
    if new:
        said = [f"{row['category']} ({words.number(row['b'])})" for row in new[:MOST_NEW]]
        more = (
            words("observe_growth.and_more", count=words.number(len(new) - MOST_NEW))
            if len(new) > MOST_NEW
            else ""
        )
        notes.append(words("observe_growth.new", categories="; ".join(said) + more))
    notes += [
        words("observe_growth.no_shift", shift=words(SHIFTS[name]))
        for name in SHIFTS
        if variants.get(name, ()) is None
    ]
    notes += _stability(asked, main, variants, words)
    if not duplicate_rules(frame):
        notes.append(words("observe_growth.no_rules"))
    elif asked.duplicates:
        notes.append(words("observe_growth.rule", rule=asked.duplicates))
    else:
        said = [f"{rule}: {words.number(rows)}" for rule, rows in flagged(frame).items()]
        notes.append(words("observe_growth.flagged", rules="; ".join(said)))
    return notes


def _stability(
    asked: Asked, main: Ranked, variants: Mapping[str, Sequence[str] | None], words: Words
) -> list[str]:
    """Which of the first do not stay among the first under some other choice."""
    first = [main.values[place] for place in main.order[: asked.top]]
    others = [set(order[: asked.top]) for order in variants.values() if order is not None]
    moved = [name for name in first if any(name not in other for other in others)]
    top = words.number(len(first))
    if not first:
        return []
    if not moved:
        return [words("observe_growth.stable", top=top)]
    return [words("observe_growth.unstable", top=top, categories=words.listed(moved))]


def _event_notes(asked: Asked, frame: Frame, words: Words) -> list[str]:
    """Recounts and borders between files from the start of the first window to the end of the second."""
    start, end = min(asked.a.start, asked.b.start), max(asked.a.end, asked.b.end)
    columns = {asked.column, *(text.partition("=")[0].rstrip("!~ ") for text in asked.where)}
    events = known_events(frame.table, None, start, end, columns) if of_ice(frame) else ()
    return [
        words(
            EVENTS[event.kind],
            date=words.date(event.date) if event.precision == "day" else event.month,
            what=event.title(words),
        )
        for event in events
        if event.kind in EVENTS and start < event.date
    ]
