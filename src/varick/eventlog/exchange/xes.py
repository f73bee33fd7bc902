"""Event logs as XES (IEEE 1849-2016): one trace for each person, plain or gzipped; what Varick wrote, it reads back whole.

Times have no zone in Varick and are written as UTC. Texts of the log's own metadata stand as log attributes with the
prefix `varick:`, so that codes, their order, the origin and the unit come back as they were.
"""

import gzip
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np

from varick.eventlog.about import about
from varick.eventlog.exchange.gather import PERSON, RELEASE, ROW, Keys
from varick.eventlog.exchange.spelling import secured, spelt
from varick.eventlog.log import Column, EventLog
from varick.eventlog.whole import beginning, written_whole

NAMESPACE = "http://www.xes-standard.org/"
KEYS = Keys(agency="org:group", taken=frozenset({"concept:name", "time:timestamp"}))
EVENTS_AT_ONCE = 100_000

HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="{NAMESPACE}">
<extension name="Concept" prefix="concept" uri="{NAMESPACE}concept.xesext"/>
<extension name="Time" prefix="time" uri="{NAMESPACE}time.xesext"/>
<extension name="Organizational" prefix="org" uri="{NAMESPACE}org.xesext"/>
<extension name="Varick" prefix="varick" uri="urn:varick:eventlog"/>
<global scope="trace"><string key="concept:name" value=""/></global>
<global scope="event"><string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>
<classifier name="Activity" keys="concept:name"/>
"""


def write_xes(path: str | os.PathLike[str], log: EventLog) -> int:
    """Write a log as XES, gzipped where the name ends in .gz, and return its number of events.

    The file appears under `path` only when it is complete. Raises VarickError for a place that cannot be written, or
    that holds something other than an earlier XES file, and for a log whose times lie outside 1800 to 2200.
    """
    target = Path(path)
    zipped = target.name.endswith(".gz")
    said = about(log)
    with (
        written_whole(target, lambda old: b"<log" in beginning(old), "an XES file") as partial,
        partial.open("wb") as raw,
    ):
        if not zipped:
            _write(raw, log, said)
        else:
            with gzip.GzipFile("", "wb", 5, raw, mtime=0) as packed:
                _write(packed, log, said)
    return len(log)


def _write(file: IO[bytes] | gzip.GzipFile, log: EventLog, said: Mapping[str, str]) -> None:
    file.write(HEAD.encode())
    for key, text in said.items():
        file.write(f"{_string(key, text)}\n".encode())
    for text in _traces(log):
        file.write(text.encode())
    file.write(b"</log>\n")


def _string(key: str, text: str) -> str:
    return f'<string key="{secured(key)}" value="{secured(text)}"/>'


def _traces(log: EventLog) -> Iterator[str]:
    """The traces as text, some hundred thousand events at a time."""
    offsets = log.offsets
    fragments = Fragments(log)
    first = 0
    while first < len(offsets) - 1:
        start = int(offsets[first])
        last = max(int(np.searchsorted(offsets, start + EVENTS_AT_ONCE, side="right")) - 1, first + 1)
        events = fragments.events(start, int(offsets[last]))
        heads = fragments.heads(offsets[first:last])
        inner = (offsets[first : last + 1] - start).tolist()
        yield "".join(
            f"<trace>{head}\n{''.join(events[a:b])}</trace>\n"
            for head, a, b in zip(heads, inner[:-1], inner[1:], strict=True)
        )
        first = last


class Fragments:
    """The pieces of text of which events are put together: one for each distinct value, made once."""

    def __init__(self, log: EventLog) -> None:
        self.log = log
        meta = log.meta
        agency = KEYS.agency not in meta.attributes
        spelt_agencies = dict(zip(meta.agencies, spelt(meta.agencies), strict=True))
        self.activity = [
            _string("concept:name", name) + (_string(KEYS.agency, spelt_agencies[of]) if agency else "")
            for name, (_, of) in zip(spelt(meta.names), meta.activities, strict=True)
        ]
        keys = KEYS.of(meta)
        self.coded = {
            name: [*(_string(keys[name], text) for text in spelt(values)), ""]
            for name, values in meta.attributes.items()
            if name != "release"
        }
        self.several = len(log.releases) > 1
        self.releases = spelt(meta.attributes.get("release", ()))

    def events(self, first: int, last: int) -> list[str]:
        """The events of these rows."""
        log, rows = self.log, slice(first, last)
        times, place = np.unique(log.time[rows], return_inverse=True)
        dates = [
            f'<date key="time:timestamp" value="{time}.000+00:00"/>'
            for time in np.datetime_as_string(times.astype("datetime64[s]"))
        ]
        parts: list[Any] = [
            ["<event>"] * (last - first),
            _chosen(self.activity, log.activity[rows]),
            _chosen(dates, place),
        ]
        parts += [_chosen(texts, log.column(name)[rows]) for name, texts in self.coded.items()]
        if "row" in log.stored:
            parts.append([f'<int key="{ROW}" value="{row}"/>' for row in log.column("row")[rows].tolist()])
        parts.append(["</event>\n"] * (last - first))
        return list(map("".join, zip(*parts, strict=True)))

    def heads(self, starts: Column) -> list[str]:
        """What a trace says before its events: its name, the person's number and the release."""
        log = self.log
        people = log.person[starts].tolist()
        if not self.releases:
            return [_string("concept:name", str(n)) + _string(PERSON, str(n)) for n in people]
        codes = log.column("release")[starts].tolist()
        return [
            _string("concept:name", f"{self.releases[code]} {n}" if self.several else str(n))
            + _string(PERSON, str(n))
            + _string(RELEASE, self.releases[code])
            for n, code in zip(people, codes, strict=True)
        ]


def _chosen(texts: list[str], codes: Column) -> list[str]:
    """The text of each code; -1 takes the last."""
    return [texts[code] for code in codes.tolist()]
