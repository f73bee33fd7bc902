"""Which practices are new or growing among an organisation's own cases, with the counts behind it and what is not known.

A case is of a practice, could be of it (a field is not known), or is not; only those that are count, and the answer says
whether it would be another if those that could be were counted too.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any, Literal

from varick.casebook.cases.case import Case
from varick.casebook.watching import chance
from varick.casebook.watching.chance import LEVEL, Odds
from varick.casebook.watching.practices import Answers, Practice, Practices, day_of, shipped

Kind = Literal["new", "growing", "intake", "share", "week", "chance", "few", "short", "none"]
"""new, growing: beyond chance by the calendar and among the cases.
intake: beyond chance by the calendar alone; the other cases grew too, or are too few to compare with.
share: beyond chance among the cases alone; the other cases became fewer.
week: it would be called if cases of one week were not perhaps one event.
chance: nothing beyond chance. few: fewer than `chance.LEAST` cases, on different days.
short: no year of cases before to compare with. none: no case."""

ENOUGH = 10
"""Cases from which it can be said how late they are learned of."""
_TOLD = "told_on"


@dataclass(frozen=True)
class Pattern:
    """What the cases say of one practice.

    `cases`: (day, id) of the dated cases of it up to the day that was asked for, in order; `could`: ids of those that could
    be, and `settles` the fields not known, with how many of them each would settle; `undated`: ids of cases of it without
    a day; `others`: dated cases that are not of it. `odds` is the comparison behind `kind`, None where there is none;
    `with_could` the kind if all that could be of it were."""

    practice: Practice
    kind: Kind
    cases: tuple[tuple[date, str], ...]
    could: tuple[str, ...]
    settles: dict[str, int]
    undated: tuple[str, ...]
    others: int
    odds: Odds | None
    with_could: Kind

    def to_dict(self) -> dict[str, Any]:
        """As JSON: every count, date and id."""
        odds = self.odds
        return {
            "practice": self.practice.name,
            "kind": self.kind,
            "cases": [{"case_id": name, "day": day.isoformat()} for day, name in self.cases],
            "could_match": list(self.could),
            "would_settle": self.settles,
            "kind_with_could_match": self.with_could,
            "without_a_day": list(self.undated),
            "other_cases": self.others,
            "compared": None
            if odds is None
            else {
                "from": date.fromordinal(odds.begin).isoformat(),
                "since": date.fromordinal(odds.split).isoformat(),
                "until": date.fromordinal(odds.end).isoformat(),
                "before": dict(zip(("days", "cases", "others"), odds.before, strict=True)),
                "after": dict(zip(("days", "cases", "others"), odds.since, strict=True)),
                "chance_by_the_calendar": odds.calendar,
                "chance_among_cases": odds.among,
                "chance_if_a_week_is_one_event": odds.together,
            },
        }


@dataclass(frozen=True)
class Looked:
    """All practices, looked at on one day: since when cases are counted (None: none), how many there are and are undated.

    `late`: days after which half, and nine of ten, of the cases with both dates were learned of (told_on); None below
    `ENOUGH` such cases."""

    patterns: tuple[Pattern, ...]
    until: date
    since: date | None
    cases: int
    undated: int
    late: tuple[int, int] | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "until": self.until.isoformat(),
            "counted_from": self.since.isoformat() if self.since else None,
            "cases": self.cases,
            "cases_without_a_date": self.undated,
            "days_until_learned_of": dict(zip(("half", "nine_of_ten"), self.late, strict=True))
            if self.late
            else None,
            "false_calls_in_100_offices_a_year": dict(chance.FALSE_CALLS),
            "patterns": [pattern.to_dict() for pattern in self.patterns],
        }


def look(
    cases: Iterable[Case], until: date, practices: Practices | None = None, since: date | None = None
) -> Looked:
    """Judge each practice over the cases that happened up to `until`.

    Counting begins at `since`, or else at the first case that no half-year without one follows: before that, nobody may
    have been writing cases down, and "none before" would say nothing."""
    practices = practices or shipped()
    read = [(case.id, case.answers, day_of(case.answers, practices.case_dates)) for case in cases]
    happened = [name for name in practices.case_dates if name != _TOLD]
    known = sorted(day.toordinal() for _, _, day in read if day is not None)
    end = until.toordinal()
    begin = since.toordinal() if since is not None else chance.watched_since(known, end)
    return Looked(
        tuple(_pattern(practice, read, begin, end) for practice in practices.practices),
        until,
        None if begin is None else date.fromordinal(begin),
        len(read),
        sum(day is None for _, _, day in read),
        _late([(day_of(answers, happened), day_of(answers, [_TOLD])) for _, answers, _ in read]),
    )


def _late(pairs: list[tuple[date | None, date | None]]) -> tuple[int, int] | None:
    waits = sorted(max((told - day).days, 0) for day, told in pairs if day is not None and told is not None)
    if len(waits) < ENOUGH:
        return None
    return waits[(len(waits) - 1) // 2], waits[ceil(0.9 * len(waits)) - 1]


def _pattern(
    practice: Practice, read: list[tuple[str, Answers, date | None]], begin: int | None, end: int
) -> Pattern:
    mine: list[tuple[date, str]] = []
    maybe: list[int] = []
    others: list[int] = []
    could: list[str] = []
    undated: list[str] = []
    settles: Counter[str] = Counter()
    for name, answers, at in read:
        it, unknown = practice.holds(answers)
        if it is False:
            if at is not None and at.toordinal() <= end:
                others.append(at.toordinal())
            continue
        day = practice.day(answers) or at
        if day is not None and day.toordinal() > end:
            continue
        if it is None:
            could.append(name)
            settles.update(unknown)
            maybe += [] if day is None else [day.toordinal()]
        elif day is None:
            undated.append(name)
        else:
            mine.append((day, name))
    mine.sort()
    others.sort()
    sure = [day.toordinal() for day, _ in mine]
    kind, odds = _judged(sure, others, begin, end)
    with_could = _judged(sorted([*sure, *maybe]), others, begin, end)[0]
    return Pattern(
        practice, kind, tuple(mine), tuple(could), dict(settles.most_common()), tuple(undated), len(others), odds,
        with_could,
    )  # fmt: skip


def _judged(mine: list[int], others: list[int], begin: int | None, end: int) -> tuple[Kind, Odds | None]:
    if not mine:
        return "none", None
    if begin is None:
        return "short", None
    called, odds = chance.called(mine, others, begin, end)
    if odds is None:
        return "short", None
    if called:
        return ("new" if called == "new" else "growing"), odds
    if odds.since[1] < chance.LEAST:
        return ("few" if len(chance.apart(mine)) < chance.LEAST else "chance"), odds
    if odds.p < LEVEL:
        return "week", odds
    if odds.calendar < LEVEL:
        return "intake", odds
    return ("share" if odds.among < LEVEL else "chance"), odds
