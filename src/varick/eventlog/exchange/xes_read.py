"""XES files of any origin as event logs: every event becomes a row or is rejected by its number with a reason."""

import os
from pathlib import Path

from varick.errors import VarickError
from varick.eventlog.about import WITH_ROW, own_meta
from varick.eventlog.exchange.gather import ROW, Gathered, Imported
from varick.eventlog.exchange.xes import KEYS
from varick.eventlog.exchange.xmlstream import parse

SIMPLE = frozenset({"string", "date", "int", "float", "boolean", "id"})
"""Attribute types of the standard that hold one value."""
OUTSIDE, LOG, TRACE, EVENT = range(4)


def read_xes(path: str | os.PathLike[str]) -> Imported:
    """Read an XES file, plain or gzipped.

    A log that Varick wrote comes back as it was. Of any other, each trace is a person, numbered from 0 in the order of
    the file; an event's attributes are kept as text under their keys, a trace's under `case:` and its key; `file` and
    `row` say where an event stood (its number in the file, from 1), unless the events bring their own from Varick.
    An activity's agency is its `org:group`, where all its events name the same. Times are changed to UTC. Raises
    VarickError for what is no XES file.
    """
    source = Path(path)
    if not source.is_file():
        raise VarickError(f"{source}: no such file; give an XES file (.xes or .xes.gz)")
    reader = _Reader(source.name)
    parse(source, reader.start, reader.end)
    if not reader.begun:
        raise VarickError(f"{source}: no XES file, it has no <log>; give an event log")
    with_row = reader.said.get(WITH_ROW) == "true"
    return reader.gathered.finish(KEYS, own_meta(reader.said), with_row=with_row)


class _Reader:
    """Where the parser stands, and what it has found of the element it stands in."""

    def __init__(self, name: str) -> None:
        self.gathered = Gathered(name)
        self.said: dict[str, str] = {}
        self.begun = False
        self.state = OUTSIDE
        self.case = -1
        self.within = 0  # depth below an element whose content is passed over
        self.inner = ""  # why it is: an attribute's key, or nothing
        self.pairs: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if self.within:
            self.within += 1
            if self.inner:
                self.gathered.note(f"values nested in {self.inner[:60]} are left out")
            return
        state = self.state
        if state == EVENT:
            if len(attributes) == 2 and tag in SIMPLE and "key" in attributes and "value" in attributes:
                self.within, self.inner = 1, attributes["key"]  # the usual attribute, on the shortest way
                self.pairs.append((attributes["key"], attributes["value"]))
                return
            self._attribute(tag, attributes)
        elif state == TRACE:
            if tag == "event":
                self.gathered.describe_case(self.case, self.pairs)
                self.pairs = []
                self.state = EVENT
            else:
                self._attribute(tag, attributes)
        elif state == LOG:
            self._in_log(tag, attributes)
        elif tag == "log" and not self.begun:
            self.begun, self.state = True, LOG
        else:
            raise VarickError(
                f"{self.gathered.name}: no XES file, it begins with <{tag[:40]}>; give an event log"
            )

    def _in_log(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "trace":
            self.case = self.gathered.begin_case()
            self.state = TRACE
        elif tag == "event":
            self.gathered.rows_in += 1
            self.gathered.reject(self.gathered.rows_in, "it stands outside of every trace")
            self.within, self.inner = 1, ""
        elif tag in SIMPLE and "key" in attributes and "value" in attributes:
            self.said.setdefault(attributes["key"], attributes["value"])
            self.within, self.inner = 1, ""
        else:  # extensions, globals, classifiers and lists say nothing that a row holds
            self.within, self.inner = 1, ""

    def _attribute(self, tag: str, attributes: dict[str, str]) -> None:
        key, value = attributes.get("key"), attributes.get("value")
        self.within, self.inner = 1, ""
        if key is None:
            self.gathered.note(f"an attribute <{tag[:40]}> without a key is left out")
        elif tag not in SIMPLE:
            self.gathered.note(f"{key[:60]} is a {tag[:40]}, not a single value, and is left out")
        elif value is None:
            self.gathered.note(f"{key[:60]} has no value and is left out")
        else:
            self.inner = key
            self.pairs.append((key, value))

    def end(self, tag: str) -> None:
        """An element ends."""
        if self.within:
            self.within -= 1
        elif self.state == EVENT:
            self._event()
            self.state = TRACE
        elif self.state == TRACE:
            self.gathered.describe_case(self.case, self.pairs)
            self.pairs = []
            self.state = LOG
        else:
            self.state = OUTSIDE

    def _event(self) -> None:
        gathered = self.gathered
        gathered.rows_in += 1
        activity = time = row = None
        rest = []
        for pair in self.pairs:
            key = pair[0]
            if key == "concept:name" and activity is None:
                activity = pair[1]
            elif key == "time:timestamp" and time is None:
                time = pair[1]
            elif key == ROW and row is None:
                row = pair[1]
            else:
                rest.append(pair)
        self.pairs = []
        gathered.add(gathered.rows_in, self.case, activity, time, rest, row)
