"""Each field shown to a person on the terminal, who says that it is right, types what is, or leaves it open."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from varick.cli.letter.tell import said, value_said

if TYPE_CHECKING:
    from varick.letters import FieldRead, Reading
    from varick.words import Words

NONE = "-"
"""Typed for: the letter has no such thing."""


def confirm(reading: "Reading", words: "Words", now: Mapping[str, str]) -> dict[str, str]:
    """Field -> the value that the person confirmed or typed; "" where they say that the letter has none.

    `now` holds what the case has already, in words. What they leave open is not in it."""
    click.echo("")
    click.echo(words("letter_read.ask_intro", yes=words("letter_read.yes_key"), none=NONE))
    given: dict[str, str] = {}
    for number, one in enumerate(reading.fields, 1):
        click.echo("")
        click.echo(
            words(
                "letter_read.ask",
                number=str(number),
                of=str(len(reading.fields)),
                field=words.label("letter_field", one.name),
            )
        )
        for doubt in one.doubts:
            click.echo(f"  ! {words(f'letter_doubt.{doubt}')}")
        if one.name in now:
            click.echo(f"  {words('letter_read.now', value=now[one.name])}")
        answer = _asked(one, now.get(one.name), words)
        if answer is not None:
            given[one.name] = answer
    click.echo("")
    return given


def _asked(one: "FieldRead", standing: str | None, words: "Words") -> str | None:
    """The value confirmed or typed, "" for none, or None for left open.

    Where the case says something else (``standing``), Enter alone changes nothing: it may be another letter, or case."""
    differs = one.accepted and standing is not None and standing != one.value
    yes = words("letter_read.yes_key")
    shown = said(one, words)
    if one.value is None:
        prompt = words("letter_read.ask_absent")
    elif differs:
        prompt = words("letter_read.ask_differs", value=shown, yes=yes)
    elif one.accepted:
        prompt = words("letter_read.ask_agreed", value=shown)
    else:
        prompt = words("letter_read.ask_other", value=shown, yes=yes)
    while True:
        text = str(click.prompt(f"  {prompt}", default="", show_default=False)).strip()
        if not text:
            return one.value if one.accepted and not differs else None
        if text == NONE:
            return ""
        if text.casefold() == yes and one.value is not None and not _partial(one):
            if one.state != "disagree" or len(set(one.readings.values())) == 1:
                return one.value
            click.echo(f"  {words('letter_read.which')}")
            continue
        typed = _typed(one.name, text)
        if typed is not None:
            if one.name in ("letter_date", "appointment_on"):
                click.echo(f"  {words('letter_read.taken', value=value_said(one.name, typed, words))}")
            return typed
        click.echo(
            f"  {words('letter_read.again_date' if 'time' not in one.name else 'letter_read.again_time')}"
        )


def _partial(one: "FieldRead") -> bool:
    """A time of which nobody knows whether it is morning: a "yes" does not say it either."""
    return "no_half" in one.doubts


def _typed(name: str, text: str) -> str | None:
    """A value as typed, in the form of its field, or None where it is no date or no time. No year is guessed."""
    from varick.letters.when import clocks, days, iso_day

    if name in ("letter_date", "appointment_on"):
        found = iso_day(text) or next((d.day for d in days(text)), None)
        return found.isoformat() if found else None
    if name == "appointment_time":
        times = [clock.text for clock in clocks(text) if clock.whole]
        if not times and len(text) == 5 and text[0] == "0":  # 09:30, as a clock of 24 hours writes it
            times = [c.text.rjust(5, "0") for c in clocks(text)]
        return times[0] if times else None
    return " ".join(text.split())
