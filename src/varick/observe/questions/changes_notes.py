"""What is said beside a change: what was known to happen about that month, and what the numbers cannot tell."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from varick.eventlog.measures.changes import MARGIN
from varick.observe.frame import Frame
from varick.observe.questions.known_events import (
    FISCAL_YEAR,
    KnownEvent,
    known_events,
    months_between,
    of_ice,
)
from varick.observe.questions.windows import as_day
from varick.observe.store import Held
from varick.words import Words

NEAR = 1
"""Months between a change and an event that may be named beside it; the start of a fiscal year must be the month itself."""
ORDER = ("recode", "local", "policy", "boundary")
"""Of events as near, the one that names the change: a recount explains without anybody doing anything else."""
LABEL = {"policy": "policy", "law": "policy", "local": "local", "recode": "recode", "release": "boundary"}
RENAMED = 0.1
"""A share of rows that may have changed their name from which the note says so. Judged."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: `offices` are those that the conditions choose; `months` the whole ones."""

    held: Held
    frame: Frame
    by: tuple[str, ...]
    where: tuple[str, ...]
    offices: tuple[str, ...]
    months: tuple[str, ...]
    level: float
    seed: int
    words: Words


@dataclass(frozen=True, slots=True)
class Named:
    """What a change is called, and the events within a month of it, nearest first."""

    label: str | None
    titles: tuple[str, ...]
    names: tuple[str, ...]


def named(
    asked: Asked, name: Sequence[str], month: str, latest: str, by: Sequence[str] | None = None
) -> Named:
    """The known events about a month, none of them after the month `latest`, for the series of that name (values of `by`):
    unknown where there are none."""
    columns = asked.by if by is None else tuple(by)
    series = dict(zip(columns, name, strict=True))
    if "aor" not in series and len(asked.offices) == 1:
        series["aor"] = asked.offices[0]
    split = {*columns, *(text.partition("=")[0].rstrip("!~ ").strip() for text in asked.where)}
    near = sorted(
        (
            event
            for event in _about(asked.frame, month, split)
            if event.fits(series) and event.month <= latest
        ),
        key=lambda event: (
            abs(months_between(event.month, month)),
            ORDER.index(LABEL[event.kind]),
            event.date,
        ),
    )
    if not near:
        return Named("unknown", (), ())
    return Named(
        LABEL[near[0].kind],
        tuple(event.title(asked.words) for event in near),
        tuple(event.name for event in near),
    )


def _about(frame: Frame, month: str, split: set[str]) -> list[KnownEvent]:
    if not of_ice(frame):
        return []
    first = as_day(month)
    events = known_events(
        frame.table, None, first.replace(year=first.year - 1), first.replace(year=first.year + 1), split
    )
    return [
        event
        for event in events
        if abs(months_between(event.month, month)) <= (0 if event.name == FISCAL_YEAR else NEAR)
    ]


def sources(asked: Asked, titles: Collection[str]) -> list[dict[str, Any]]:
    """The events of these titles, by date: what each is, when, of which kind, from which source, and how well it was seen."""
    first, last = as_day(asked.months[0]), as_day(asked.months[-1])
    events = known_events(
        asked.frame.table, None, first.replace(year=first.year - 1), last.replace(year=last.year + 1)
    )
    return [
        {
            "event": title,
            "name": event.name,
            "date": event.month if event.precision == "month" else event.date.isoformat(),
            "kind": event.kind,
            "grade": event.grade,
            "found_in_data": event.found_in_data,
            "source": event.source,
        }
        for event in events
        if (title := event.title(asked.words)) in titles
    ]


def source_note(known: Mapping[str, Any], words: Words) -> str:
    """An event of `sources` in a sentence: date, how well it was seen, and where it can be read."""
    return words(
        "observe_changes.source",
        event=known["event"],
        date=words.date(date.fromisoformat(known["date"])) if len(known["date"]) == 10 else known["date"],
        grade=words("observe_changes.own_reading")
        if known["found_in_data"]
        else words.label("grade", known["grade"]),
        source=known["source"],
    )


def base_rate(asked: Asked) -> tuple[int, int]:
    """Of the months that a change can be dated to, how many have a known national event within a month, and how many
    there are: what stands beside a change by chance alone. Borders between files are no events of this kind."""
    months = asked.months[MARGIN : len(asked.months) - MARGIN + 1]
    split = set(asked.by)
    near = sum(
        any(event.kind != "release" and not event.offices for event in _about(asked.frame, month, split))
        for month in months
    )
    return near, len(months)


def notes(asked: Asked, rows: Sequence[Mapping[str, Any]], more: Mapping[str, Any]) -> list[str]:
    """The sentences below the table."""
    words, number = asked.words, asked.words.number
    said = [
        words(
            "observe_changes.how" if more["tested"] > 1 else "observe_changes.how_one",
            **({"tested": number(more["tested"])} if more["tested"] > 1 else {}),
            months=number(len(asked.months)),
            first=asked.months[0],
            last=asked.months[-1],
        ),
        words("observe_changes.q", level=words.percent(asked.level), significant=number(more["significant"])),
        words("observe_changes.false_alarms"),
        words("observe_changes.picked"),
        words("observe_changes.label"),
    ]
    near, of = base_rate(asked)
    if any(row["events"] for row in rows):
        said.append(words("observe_changes.base_rate", near=number(near), months=number(of)))
    if more["labels"]:
        column = words.find(f"observe_column.{more['labels']}") or more["labels"]
        said.append(words("observe_changes.mix", column=column))
    if any(row["significant"] and (row["renamed"] or 0) >= RENAMED for row in rows):
        said.append(words("observe_changes.renamed"))
    if more["incomplete"]:
        said.append(words("observe_changes.incomplete", months=words.listed(more["incomplete"])))
    if more["untested"]["series"]:
        small = more["untested"]
        said.append(
            words("observe_changes.untested", series=number(small["series"]), rows=number(small["rows"]))
        )
    if more["rows_without_value"]:
        said.append(words("observe_changes.without_value", rows=number(more["rows_without_value"])))
    if more["novelty"]:
        renamed = sum(row["renamed"] >= RENAMED for row in more["novelty"])
        said.append(
            words("observe_changes.novelty", count=number(len(more["novelty"])), renamed=number(renamed))
        )
    return said
