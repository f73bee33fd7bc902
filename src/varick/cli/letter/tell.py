"""What a reading tells: fields and how sure they are, what the letter does not say, signs of a scam, likeness, what next."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from varick.cli.output import lined_up

if TYPE_CHECKING:
    from varick.letters import FieldRead, Reading
    from varick.words import Words


def lines(reading: "Reading", words: "Words") -> Iterator[str]:
    """The whole reading as lines."""
    yield words("letter_read.head", engines=" + ".join(reading.engines))
    yield from (words.label("letter_note", note) for note in reading.notes)
    yield ""
    rows = [
        (words.label("letter_field", one.name), words.label("letter_state", _state(one)), said(one, words))
        for one in reading.fields
    ]
    yield from (f"  {line}" for line in lined_up(rows))
    yield from doubts(reading, words)
    yield from _says(reading, words)
    yield from _scam(reading, words)
    yield from _likeness(reading, words)
    yield from ("", words("letter_read.next_head"))
    yield from (f"  {line}" for line in _next(reading, words))
    if reading.masked:
        covered = ", ".join(words.label("letter_masked", what) for what in reading.masked)
        yield from ("", words("letter_read.masked", what=covered))


def _state(one: "FieldRead") -> str:
    return "doubted" if one.state == "agreed" and one.doubts else one.state


def said(one: "FieldRead", words: "Words") -> str:
    """A field's value as words; where the engines differ, what each read."""
    if one.value is None:
        return ""
    shown = value_said(one.name, one.value, words)
    if one.state != "disagree":
        return shown
    others = dict.fromkeys(value_said(one.name, value, words) for value in one.readings.values())
    return words("letter_read.either", values=" | ".join(others))


def value_said(name: str, value: str, words: "Words") -> str:
    """A date with its weekday, a time as the language writes it, words as they are."""
    if name in ("letter_date", "appointment_on"):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        weekday = words(f"letter_weekday.d{day.weekday()}")
        return words("letter_read.day", weekday=weekday, day=words.date(day))
    return value


def doubts(reading: "Reading", words: "Words") -> Iterator[str]:
    """A line for each thing that speaks against a value."""
    for one in reading.fields:
        for doubt in one.doubts:
            field = words.label("letter_field", one.name)
            yield f"  ! {words('letter_read.doubt', field=field, doubt=words(f'letter_doubt.{doubt}'))}"


def _says(reading: "Reading", words: "Words") -> Iterator[str]:
    if reading.missing:
        sure = "letter_read.missing_unsure" if "poor" in reading.notes else "letter_read.missing"
        yield from ("", words(sure))
        yield from (f"  - {words(f'letter_missing.{code}')}" for code in reading.missing)
    if reading.says:
        yield from ("", words("letter_read.says"))
        for sign in reading.says:
            yield f"  - {words(f'letter_says.{sign.code}', quote=sign.quote)}"


def _scam(reading: "Reading", words: "Words") -> Iterator[str]:
    yield from ("", words("letter_read.scam") if reading.scam_signs else words("letter_read.no_scam"))
    for sign in reading.scam_signs:
        yield f"  ! {words(f'letter_scam.{sign.code}', quote=sign.quote)}"
    if reading.scam_signs:
        yield f"  {words('letter_read.scam_means')}"


def _likeness(reading: "Reading", words: "Words") -> Iterator[str]:
    yield from ("", words("letter_read.likeness"))
    rows = [
        (words(f"letter_verdict.{one.verdict}"), words(f"letter_like.{one.code}")) for one in reading.likeness
    ]
    yield from (f"  {line}" for line in lined_up(rows))
    yield f"  {words('letter_read.not_verified')}"


def _next(reading: "Reading", words: "Words") -> Iterator[str]:
    when = reading["appointment_on"]
    if when.value is None:
        yield words("letter_read.counsel")
    elif date.fromisoformat(when.value) < datetime.now().astimezone().date():
        yield words("letter_read.counsel_past", day=value_said(when.name, when.value, words))
    else:
        day = value_said(when.name, when.value, words)
        key = "letter_read.counsel_by" if when.accepted else "letter_read.counsel_maybe"
        yield words(key, day=day)
    yield words("letter_read.neither")
    yield words("letter_read.keep_paper")


def as_told(reading: "Reading") -> dict[str, Any]:
    """The reading as plain JSON: values, no pieces of the image."""
    return {
        "fields": {
            one.name: {
                "value": one.value,
                "state": one.state,
                "accepted": one.accepted,
                "readings": dict(one.readings),
                "confidence": one.confidence,
                "doubts": list(one.doubts),
                "box": list(one.box) if one.box else None,
            }
            for one in reading.fields
        },
        "says": [{"code": sign.code, "quote": sign.quote} for sign in reading.says],
        "does_not_say": list(reading.missing),
        "scam_signs": [{"code": sign.code, "quote": sign.quote} for sign in reading.scam_signs],
        "likeness": [
            {"code": one.code, "verdict": one.verdict, "seen": one.seen} for one in reading.likeness
        ],
        "verified": None,
        "engines": list(reading.engines),
        "notes": list(reading.notes),
        "masked": list(reading.masked),
        "sha256": reading.sha256,
    }
