"""Reading YAML as people write it: every key with its line, every trap reported, nothing expanded or run."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from importlib.resources.abc import Traversable
from math import isfinite
from pathlib import Path
from typing import Any

import yaml
from yaml import CSafeLoader
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)

from varick.errors import VarickError
from varick.model.say import plain

Place = tuple[str | int, ...]
"""The keys and list positions that lead to a value."""

LARGEST = 4_000_000
"""Bytes. The largest file that Varick reads as YAML."""
DEEPEST = 16
"""Levels of nesting. Varick's own files have six at most."""

_NUMBER = re.compile(r"[-+]?(\d+(_\d+)*(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_INTEGER = re.compile(r"[-+]?\d+(_\d+)*")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_OCTAL = re.compile(r"[-+]?0[\d_]+")
_CLOCK = re.compile(r"[-+]?\d+(:[0-5]?\d)+(\.\d*)?")
_NORWAY = {"yes", "no", "on", "off"}
_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_STRANGE = {f"{sign}.{word}" for sign in ("", "+", "-") for word in ("inf", "Inf", "INF")} | {
    ".nan",
    ".NaN",
    ".NAN",
}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")
"""Characters that YAML refuses, and invisible line ends, which would shift line numbers from the editor's."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong in a file, in one line."""

    file: str
    line: int
    place: str
    what: str

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        told = f"{at}: {self.place}: {self.what}" if self.place else f"{at}: {self.what}"
        return plain(told, len(told))


@dataclass(slots=True)
class Parsed:
    """What a file holds (dicts, lists, text, numbers, booleans, dates, None), and where each part is."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    broken: set[Place] = field(default_factory=set)
    """Places already reported, about which nothing more need be said."""

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest place around it."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1 if self.lines else 0)

    def report(self, place: Place, what: str, line: int | None = None) -> None:
        """Note a problem, unless this place or one around it is already known to be wrong."""
        if any(place[:n] in self.broken for n in range(len(place) + 1)):
            return
        self.broken.add(place)
        self.problems.append(Problem(self.file, line or self.line(place), shown(place), what))


def shown(place: Place) -> str:
    """A place as messages print it: ``interoperability_active.values.2012-05-15.source[1]``."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f"{'.' if text else ''}{_clipped(part)}"
    return text


def raise_all(problems: list[Problem], most: int = 100) -> None:
    """Raise one VarickError with a line for each problem, if there is any."""
    if not problems:
        return
    lines = [str(p) for p in sorted(set(problems))]
    more = len(lines) - most
    raise VarickError("\n".join([*lines[:most], f"... and {more} more"] if more > 0 else lines))


def read_yaml(source: Path | Traversable, label: str | None = None) -> Parsed:
    """Read a file, whatever it holds: what is wrong is in ``.problems``. ``label``: how messages name it."""
    label = label or str(source)
    try:
        if source.is_dir():
            return _unreadable(label, "a folder; name a file in it")
        if not source.is_file():
            return _unreadable(label, "no such file")
        with source.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        return _unreadable(label, f"cannot be read ({getattr(error, 'strerror', None) or error})")
    return parse_yaml(raw, label)


def parse_yaml(raw: bytes, label: str) -> Parsed:
    """The content of a file, given as bytes."""
    parsed = Parsed(label)
    try:
        text = _text(raw)
        _Composer(parsed, yaml.parse(text, Loader=CSafeLoader)).compose()
    except _Stop as stop:
        return _unreadable(label, stop.what, stop.line)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line, text.rstrip().count("\n")) + 1 if mark else 1
        return _unreadable(label, f"not valid YAML: {_why(error, text, line)}", line)
    except yaml.YAMLError as error:
        return _unreadable(label, f"not valid YAML: {' '.join(str(error).split())}")
    return parsed


class _Stop(Exception):
    """A reason to read no further."""

    def __init__(self, what: str, line: int = 0) -> None:
        self.what, self.line = what, line


def _unreadable(label: str, what: str, line: int = 0) -> Parsed:
    return Parsed(label, problems=[Problem(label, line, "", what)], broken={()})


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise _Stop(f"larger than {LARGEST // 1_000_000} MB, which no file of this kind is")
    if b"\0" in raw:
        raise _Stop("not a text file (it holds zero bytes); save it as UTF-8 text")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Stop(f"not UTF-8 (byte 0x{raw[error.start]:02x}); save the file as UTF-8", line) from None
    if strange := _CONTROL.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        raise _Stop(f"a control character (U+{ord(strange[0]):04X}); take it out", line)
    return text


def _why(error: yaml.MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    if line <= len(lines) and "\t" in lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]:
        return "a tab in the indentation; use spaces"
    return f"{error.problem or error.context}; check the indentation, colons and quotes around this line"


def _clipped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 60 else one_line[:57] + "..."


class _Composer:
    """Builds plain data from the parser's events, so that nothing is expanded or typed unseen."""

    def __init__(self, parsed: Parsed, events: Iterator[Event]) -> None:
        self.parsed, self.events = parsed, events

    def compose(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, StreamStartEvent):
                continue
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.parsed.report((), "a second document (---) in one file; use two files", _line(event))
                    return
            elif documents == 1 and isinstance(
                event, ScalarEvent | MappingStartEvent | SequenceStartEvent | AliasEvent
            ):
                self.parsed.lines[()] = _line(event)
                self.parsed.data = self._value(event, (), 0)
        if not documents or self.parsed.data is None:
            raise _Stop("empty")

    def _value(self, event: Event, place: Place, depth: int) -> Any:
        if depth > DEEPEST:
            raise _Stop(f"nested more than {DEEPEST} levels deep", _line(event))
        if isinstance(event, AliasEvent):
            return self.parsed.report(
                place, f"*{event.anchor} is an alias; write the value itself", _line(event)
            )
        if isinstance(event, ScalarEvent | CollectionStartEvent):
            if event.anchor:
                self.parsed.report(
                    place, f"&{event.anchor} is an anchor; write the value where it is used", _line(event)
                )
            if event.tag and event.tag != "!":
                self.parsed.report(place, f"{event.tag} is a tag; plain values only", _line(event))
        if isinstance(event, ScalarEvent):
            return self._scalar(event, place)
        return (
            self._mapping(place, depth) if isinstance(event, MappingStartEvent) else self._list(place, depth)
        )

    def _mapping(self, place: Place, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, MappingEndEvent):
                break
            line = _line(event)
            if not isinstance(event, ScalarEvent):
                self.parsed.report(place, "a key must be one word or a date", line)
                self._value(event, (*place, "?"), depth + 1)
                self._value(next(self.events), (*place, "?"), depth + 1)
                continue
            key = self._key(event, place)
            here = (*place, key)
            if key in made:
                first = self.parsed.lines[here]
                self.parsed.problems.append(
                    Problem(
                        self.parsed.file, line, shown(here), f"written twice, first on line {first}; keep one"
                    )
                )
                self._forget(next(self.events), depth)
                continue
            self.parsed.lines[here] = line
            made[key] = self._value(next(self.events), here, depth + 1)
        return made

    def _list(self, place: Place, depth: int) -> list[Any]:
        made: list[Any] = []
        for event in self.events:
            if isinstance(event, SequenceEndEvent):
                break
            here = (*place, len(made))
            self.parsed.lines[here] = _line(event)
            made.append(self._value(event, here, depth + 1))
        return made

    def _forget(self, event: Event, depth: int) -> None:
        """Walk over a value without keeping it."""
        shadow = _Composer(Parsed(self.parsed.file), self.events)
        shadow._value(event, (), depth + 1)

    def _key(self, event: ScalarEvent, place: Place) -> str:
        text: str = event.value
        if event.anchor:
            self.parsed.report(
                (*place, text),
                f"&{event.anchor} is an anchor; write the value where it is used",
                _line(event),
            )
        if not event.style and text.lower() in _NORWAY:
            what = f'the key {text} without quotes is true or false to YAML; write "{text}"'
            self.parsed.report((*place, text), what, _line(event))
        elif not event.style and text == "<<":
            self.parsed.report(
                (*place, text), "<< merges mappings; write the values themselves", _line(event)
            )
        return text

    def _scalar(self, event: ScalarEvent, place: Place) -> Any:
        text: str = event.value
        if event.style or event.tag == "!":
            return text
        if text in _NULL:
            return None
        if text in _TRUE or text in _FALSE:
            return text in _TRUE
        if (day := _DATE.fullmatch(text)) is not None:
            try:
                return date(*map(int, day.groups()))
            except ValueError:
                return self.parsed.report(place, f"{text} is not a day of the calendar", _line(event))
        if trap := _trap(text):
            return self.parsed.report(place, trap, _line(event))
        if _NUMBER.fullmatch(text):
            number = float(text.replace("_", ""))
            if not isfinite(number):
                return self.parsed.report(place, "a number too large to use", _line(event))
            return int(text) if _INTEGER.fullmatch(text) and abs(number) < 2**64 else number
        return text


def _trap(text: str) -> str:
    """What is wrong with an unquoted word or number that YAML 1.1 and 1.2 read differently, or nothing."""
    if text.lower() in _NORWAY:
        return (
            f'{text} without quotes is true or false to YAML; write true or false, or "{text}" for the word'
        )
    if _OCTAL.fullmatch(text):
        return f"{_clipped(text)} is an octal number to YAML; write it without the leading 0, or in quotes"
    if _CLOCK.fullmatch(text):
        return f'{_clipped(text)} is a number in base 60 to YAML; write "{_clipped(text)}" for the text'
    if text in _STRANGE:
        return f"{text} is not a finite number"
    return ""


def _line(event: Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
