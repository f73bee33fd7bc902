"""The fields of a letter found in one engine's lines, by the phrases beside which they stand."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from varick.letters.phrases import (
    ANOTHER,
    ASIDE,
    BREAKS,
    CLOSING,
    COMES,
    EVERY_LABEL,
    FORM,
    INSIDE_PHRASES,
    LABEL_PHRASES,
    ROOM,
    STREET,
    SUMMONS,
    TITLE,
    ZIP,
)
from varick.letters.reading import Box, Line, around
from varick.letters.text import Unit, holds, opens_with, sentence, squash, units
from varick.letters.when import Clock, Day, clocks, days, only_a_date, yearless


@dataclass
class Found:
    """A value with the lines in which it stands and what speaks against it."""

    value: str
    lines: tuple[Line, ...]
    doubts: list[str] = field(default_factory=list)

    @property
    def box(self) -> Box:
        """The rectangle about its lines."""
        return around([line.box for line in self.lines])

    @property
    def confidence(self) -> float:
        """The least confidence of its lines."""
        return min(line.confidence for line in self.lines)


class Finder:
    """Finds the fields in the lines of one engine (pixels of the upright page, top to bottom)."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if line.confidence > 0.3 or len(line.text) > 12]
        self.units = units(self.lines, BREAKS)
        self.bottom = max((line.box.y1 for line in self.lines), default=0)
        self.doubts: dict[str, list[str]] = {}
        self._known: dict[str, list[tuple[Unit, int]]] = {}

    def fields(self) -> dict[str, Found]:
        """Each field that was found, by its name."""
        found: dict[str, Found] = {}
        when, clock = self._appointment()
        written = self._letter_date(when)
        finders: dict[str, Callable[[], Found | None]] = {
            "letter_date": lambda: written,
            "appointment_on": lambda: when,
            "appointment_time": lambda: clock,
            "appointment_place": lambda: self._place(when),
            "appointment_room": self._room,
            "ask_for": lambda: self._phrase("ask_for"),
            "letter_purpose_text": lambda: self._phrase("letter_purpose_text"),
            "documents_requested": lambda: self._phrase("documents_requested"),
            "letter_form_no": self._form,
            "letter_signatory_title": self._title,
            "letter_authority_cited": lambda: self._phrase("letter_authority_cited"),
        }
        for name, find in finders.items():
            one = find()
            if one is not None and one.value:
                found[name] = one
        if written and when and when.value < written.value:
            when.doubts.append("before_letter")
        return found

    # Labels and phrases

    def _labelled(self, name: str) -> list[tuple[Unit, int]]:
        """(unit, where its value begins) for each label of a field: behind the label, or in the cell beside or below."""
        if name not in self._known:
            self._known[name] = list(self._look_for(name))
        return self._known[name]

    def _look_for(self, name: str) -> Iterator[tuple[Unit, int]]:
        for phrase in LABEL_PHRASES[name]:
            for unit in self.units:
                at = opens_with(unit.text, phrase)
                if at is None or (at < len(unit.text) and not self._is_label(unit.text, at, phrase)):
                    continue
                if at < len(unit.text):
                    yield unit, at
                else:
                    for near in self._beside(unit):
                        yield near, 0

    @staticmethod
    def _is_label(text: str, at: int, phrase: str) -> bool:
        """A label ends with a colon, a dash or a gap; "Please come" has none, and "date" is no label in "Date and time"."""
        before = text[:at].rstrip()
        if before.endswith((":", "-", "–", ";", ".")):
            return True
        rest = squash(text[at:])
        longer = any(len(other) > len(phrase) and squash(text).startswith(other) for other in EVERY_LABEL)
        return not longer and (
            (len(phrase) >= 7 and bool(rest) and text[at].isupper()) or bool(re.match(r"\d", text[at:]))
        )

    def _beside(self, label: Unit) -> list[Unit]:
        """The unit right of a label with those below it in the same cell; else the unit below."""
        box = label.box
        high = max(1, label.lines[0].box.height)
        right = [
            u
            for u in self.units
            if u.box.x0 >= box.x1 - high
            and abs(u.lines[0].box.middle - label.lines[0].box.middle) < 0.8 * high
        ]
        if right:
            first = min(right, key=lambda u: u.box.x0)
            cell, last = [first], first
            for unit in self.units:
                near = (
                    abs(unit.box.x0 - first.box.x0) < 1.5 * high
                    and -0.5 * high < unit.box.y0 - last.box.y1 < 0.6 * high
                )
                if unit is not first and near and not self._label_left_of(unit):
                    cell.append(unit)
                    last = unit
            return cell
        below = [
            u
            for u in self.units
            if 0 <= u.box.y0 - box.y1 < 1.5 * high and u.box.x0 < box.x1 and u.box.x1 > box.x0
        ]
        return below[:1]

    def _label_left_of(self, unit: Unit) -> bool:
        high = max(1, unit.lines[0].box.height)
        return any(
            other.box.x1 <= unit.box.x0 + high
            and abs(other.lines[0].box.middle - unit.lines[0].box.middle) < 0.7 * high
            for other in self.units
            if other is not unit
        )

    def _phrase(self, name: str) -> Found | None:
        for unit, at in self._labelled(name):
            cell = (
                self._beside(self._label_of(unit)) if at == 0 and self._label_of(unit) is not unit else [unit]
            )
            begin, end = sentence(unit.text, at) if at else (0, len(unit.text))
            text = " ".join([unit.text[begin:end], *(u.text for u in cell[1:])]).strip(" :;,.-")
            if text:
                return Found(text, (*unit.within(begin, end), *(line for u in cell[1:] for line in u.lines)))
        for fuzzy in (False, True):
            for phrase in INSIDE_PHRASES[name]:
                for unit in self.units:
                    place = holds(unit.text, phrase, fuzzy)
                    if place is None:
                        continue
                    begin, end = sentence(unit.text, place[1])
                    more = ANOTHER.search(unit.text, begin, end)  # "ask for an officer and bring this letter"
                    end = more.start() if more else end
                    if end > begin + 2:
                        return Found(unit.text[begin:end], unit.within(begin, end))
        return None

    def _label_of(self, value: Unit) -> Unit:
        high = max(1, value.lines[0].box.height)
        left = [
            u for u in self.units
            if u is not value
            and u.box.x1 <= value.box.x0 + high
            and abs(u.lines[0].box.middle - value.lines[0].box.middle) < 0.8 * high
        ]  # fmt: skip
        return max(left, key=lambda u: u.box.x1) if left else value

    # Dates and times

    def _dates(self) -> list[tuple[Unit, Day]]:
        return [
            (unit, day)
            for unit in self.units
            for day in days(unit.text)
            if not ASIDE.search(unit.text[max(0, day.start - 16) : day.start])
        ]

    def _appointment(self) -> tuple[Found | None, Found | None]:
        """The appointment's date and its time."""
        dates = self._dates()
        labelled = [unit for unit, _ in self._labelled("appointment")]
        sure = [(u, d) for u, d in dates if u in labelled]
        if not sure:
            sure = [(u, d) for u, d in dates if clocks(u.text) and not self._is_letter_date(u)]
        if not sure:
            sure = [
                (u, d)
                for u, d in dates
                if any(holds(u.text, squash(p)) for p in SUMMONS) and not self._is_letter_date(u)
            ]
        weak = not sure
        if weak:  # a date under a sentence that announces one, or the letter's last date
            rest = [(u, d) for u, d in dates if not self._is_letter_date(u)]
            sure = rest[-1:] if len(dates) > 1 or (rest and self._announced(rest[-1][0])) else []
        found = None
        if sure:
            unit, day = sure[0]
            found = self._dated(unit, day)
            others = {
                d.day for u, d in dates if not self._is_letter_date(u) and not any(only_a_date(u.text))
            } - {day.day}
            if others:
                found.doubts.append("several_dates")
            if weak:
                found.doubts.append("by_place_only")
        elif any(yearless(unit.text) for unit in self.units):
            self.doubts["appointment_on"] = ["no_year"]
        return found, self._time(sure[0] if sure else None)

    def _announced(self, unit: Unit) -> bool:
        return any(
            holds(u.text, squash(p)) for u in self.units if u.box.y1 <= unit.box.y0 + 5 for p in SUMMONS
        )

    def _is_letter_date(self, unit: Unit) -> bool:
        return any(unit is other for other, _ in self._labelled("letter_date")) and unit not in [
            other for other, _ in self._labelled("appointment")
        ]

    @staticmethod
    def _dated(unit: Unit, day: Day) -> Found:
        found = Found(day.day.isoformat(), unit.within(day.start, day.end))
        if day.weekday_differs:
            found.doubts.append("weekday_differs")
        return found

    def _letter_date(self, when: Found | None) -> Found | None:
        for unit, at in self._labelled("letter_date"):
            read = [d for d in days(unit.text) if d.start >= at - 1]
            if read and unit not in [other for other, _ in self._labelled("appointment")]:
                return self._dated(unit, read[0])
        for unit in self.units:
            for day in only_a_date(unit.text):
                box = unit.within(day.start, day.end)[0].box
                if (when is None or box != when.box) and (when is None or box.y0 < when.box.y0):
                    return self._dated(unit, day)
        return None

    def _time(self, near: tuple[Unit, Day] | None) -> Found | None:
        """The time behind its label, else in the date's own unit, else nearest below it."""
        for unit, at in self._labelled("appointment_time"):
            for clock in clocks(unit.text):
                if clock.start >= at - 1:
                    return self._timed(unit, clock)
        every = [(u, c) for u in self.units for c in clocks(u.text)]
        if near is not None:
            unit, day = near
            own = [c for u, c in every if u is unit]
            if own:
                return self._timed(unit, min(own, key=lambda c: (c.start < day.end, abs(c.start - day.end))))
            every.sort(key=lambda pair: abs(pair[0].box.middle - unit.box.middle))
        return self._timed(*every[0]) if every else None

    @staticmethod
    def _timed(unit: Unit, clock: Clock) -> Found:
        return Found(clock.text, unit.within(clock.start, clock.end), [] if clock.whole else ["no_half"])

    # Place, room, form, signatory

    def _place(self, when: Found | None) -> Found | None:
        for unit, at in self._labelled("appointment_place"):
            text = _until_room(unit.text[at:])
            if len(squash(text)) > 3 and not days(text):
                return Found(text, unit.within(at, at + len(text)))
        for fuzzy in (False, True):
            for phrase in COMES:
                for unit in self.units:
                    place = holds(unit.text, squash(phrase), fuzzy)
                    street = place and STREET.search(unit.text, place[1])
                    if place and street and street.start() - place[1] < 60:
                        return Found(
                            unit.text[street.start() : street.end()].strip(" ,"), unit.within(*street.span())
                        )
        private = self.private()
        streets = [(u, m) for u in self.units if u not in private for m in [STREET.search(u.text)] if m]
        if when is not None:
            streets.sort(key=lambda pair: abs(pair[0].box.middle - when.box.middle))
        return (
            Found(streets[0][1][0].strip(), streets[0][0].within(*streets[0][1].span())) if streets else None
        )

    def private(self) -> list[Unit]:
        """The units of address blocks with a postal code: the addressee's, and perhaps an office's own."""
        found: list[Unit] = []
        for unit in self.units:
            if ZIP.search(unit.text):
                box, high = unit.box, max(1, unit.lines[0].box.height)
                block = [unit]
                for other in sorted(self.units, key=lambda u: -u.box.y1):
                    if (
                        other.box.y1 <= box.y0 + high * 0.6
                        and box.y0 - other.box.y1 < high
                        and abs(other.box.x0 - unit.box.x0) < 2 * high
                        and len(block) < 5
                    ):
                        block.append(other)
                        box = around([box, other.box])
                found += [u for u in block if u not in found]
        return found

    def _room(self) -> Found | None:
        for unit in self.units:
            match = ROOM.search(unit.text)
            if match and unit not in self.private():
                return Found(re.sub("Roorn", "Room", match[0]).strip(), unit.within(*match.span()))
        for unit, at in self._labelled("appointment_room"):
            text = unit.text[at:].strip(" .,:")
            if 0 < len(text) <= 20 and re.search(r"\d", text):
                return Found(text, unit.within(at, len(unit.text)))
        return None

    def _form(self) -> Found | None:
        for unit in sorted(self.units, key=lambda u: -u.box.y0):
            match = FORM.search(unit.text)
            if match:
                return Found(f"{match[1]}-{match[2]}", unit.within(*match.span()))
        return None

    def _title(self) -> Found | None:
        closings = [
            u.box.y1
            for u in self.units
            for c in CLOSING
            if len(squash(u.text)) < 30 and opens_with(u.text, squash(c)) is not None
        ]
        top = min(closings) if closings else self.bottom * 0.3
        below = [u for u in self.units if u.box.y0 >= top - 5 and not FORM.search(u.text)]
        for unit in sorted(below, key=lambda u: -u.box.y0):
            for line in reversed(unit.lines):
                text = line.text.strip()
                if self._label_left_of(unit) or re.match(r"(?:the|an?|please|ask)\b", text, re.I):
                    continue
                if TITLE.search(text) and len(text.split()) <= 8 and not text.endswith((".", ":", "?")):
                    return Found(_without_name(text), (line,))
        return None


def _until_room(text: str) -> str:
    """A place up to where the room, a date or a time begins, or the sentence ends."""
    cut = (
        [m.start() for m in [ROOM.search(text)] if m]
        + [d.start for d in days(text)[:1]]
        + [c.start for c in clocks(text)[:1]]
    )
    cut.append(sentence(text, 0)[1])
    return re.sub(r"[\s,;.]+(?:on|at|in)?$", "", text[: min(cut)]).strip(" ,;.")


def _without_name(text: str) -> str:
    """ "M. Example, Unit Chief": the part from the first that is a title."""
    parts = [part.strip() for part in text.split(",")]
    while len(parts) > 1 and not TITLE.search(parts[0]):
        parts.pop(0)
    return ", ".join(parts)
