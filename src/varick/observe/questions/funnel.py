"""Of those with one activity, how many had the next: a lower bound, because rows without identifier cannot be followed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from varick.errors import NoAnswer, VarickError
from varick.eventlog.measures import funnel as kernel
from varick.observe.answer import Answer
from varick.observe.questions.lags import dated
from varick.observe.questions.paths import activity_name, cautions, journeys, source, understood
from varick.observe.questions.select import names_of
from varick.observe.questions.windows import refuse_empty
from varick.observe.questions.wording import said
from varick.observe.store import Store
from varick.words import Words

COLUMNS = ("step", "activity", "persons", "of_first", "of_previous", "events", "without_identifier")


def funnel(
    store: Store,
    steps: str | Sequence[str],
    *,
    release: str | None = None,
    where: Sequence[str] = (),
    since: date | None = None,
    until: date | None = None,
    window: int | None = None,
    words: Words | None = None,
) -> Answer:
    """Persons who had the activities `steps` in this order, each within `window` days (None: any time) of the first.

    One row a step: `persons`, their share `of_first` and `of_previous`, and how many `events` of the activity the release
    has, of them `without_identifier`. `where`, `since` and `until` (half-open) say which first activities count. Other
    activities may lie between. Raises NoAnswer where rows have no identifier.
    """
    words = words or Words()
    steps = names_of(steps)
    if len(steps) < 2:
        raise VarickError("a funnel has two steps or more; give --steps A,B")
    if window is not None and window < 1:
        raise VarickError(f"--window {window}: give a whole number of days from 1 on")
    refuse_empty(since, until)
    found = journeys(store, release, steps)
    codes = tuple(found.code(name) for name in steps)
    read, allowed = understood(found.log, where, found.release, (since, until))
    asked = kernel.Steps(
        codes,
        found.end,
        None if window is None else window * found.day,
        None if since is None else found.steps(since),
        None if until is None else found.steps(until),
        allowed,
    )
    counted = kernel.funnel(found.blocks(asked.first.columns), asked)
    persons = [int(n) for n in counted.persons]
    if not persons[0]:
        raise NoAnswer(f"{store.path}: no event {steps[0]!r} fits; ask for other dates or conditions")
    rows: list[dict[str, Any]] = []
    for place, (name, code) in enumerate(zip(steps, codes, strict=True)):
        before = persons[place - 1] if place else persons[0]
        rows.append(
            {
                "step": place + 1,
                "activity": name,
                "persons": persons[place],
                "of_first": round(persons[place] / persons[0], 6),
                "of_previous": round(persons[place] / before, 6) if before else None,
                "events": int(found.linked[code] + found.alone[code]),
                "without_identifier": int(found.alone[code]),
            }
        )
    listed = ", ".join(activity_name(words, name) for name in steps)
    definition = words("observe_paths.funnel", steps=listed)
    if window:
        definition += " " + words("observe_paths.funnel_window", days=words.number(window))
    if read:
        definition += " " + words("observe_paths.where_starts", conditions=said(words, read))
    if since or until:
        definition += " " + dated(words, since, until)
    notes = [words("observe_paths.lower_bound")]
    if counted.cut_short:
        key = "observe_paths.cut_window" if window else "observe_paths.cut"
        notes.append(words(key, persons=words.number(counted.cut_short), day=words.date(found.last)))
    notes += cautions(words, found, steps, read, bool(since or until))
    more = {
        "steps": list(steps),
        "release": found.release,
        "last_day": str(found.last),
        "window_days": window,
        "where": list(where),
        "since": None if since is None else str(since),
        "until": None if until is None else str(until),
        "cut_short": counted.cut_short,
    }
    return Answer(rows, COLUMNS, definition, source(words, found), notes, more)
