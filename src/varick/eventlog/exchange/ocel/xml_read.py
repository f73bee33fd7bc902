"""The XML form of OCEL 2.0, read twice: once for the objects, once for the events."""

from abc import ABC, abstractmethod
from pathlib import Path

from varick.errors import VarickError
from varick.eventlog.exchange.gather import Imported
from varick.eventlog.exchange.ocel.flatten import Flattening
from varick.eventlog.exchange.ocel.parts import Attributes, Thing
from varick.eventlog.exchange.xmlstream import parse


def read_xml(source: Path, case: str | None) -> Imported:
    """Read the XML form; see `read_ocel`."""
    objects = _Objects(source)
    parse(source, objects.start, objects.end, objects.text)
    if not objects.sections & {"objects", "events", "object-types"}:
        raise VarickError(f"{source}: no OCEL 2.0, its <log> has no objects and no events; give an OCEL file")
    flat = Flattening(source.name, objects.declared, objects.things, case)
    for note in objects.notes:
        flat.gathered.note(note)
    events = _Events(source, flat)
    parse(source, events.start, events.end, events.text)
    return flat.finish()


class _Walk(ABC):
    """The way from the root to where the parser stands, and the attribute that it stands in."""

    section = ""
    item = ""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.way: list[str] = []
        self.sections: set[str] = set()
        self.declared: list[str] = []
        self.own: dict[str, str] = {}
        self.pairs: Attributes = []
        self.related: list[str] = []
        self.key: str | None = None
        self.pieces: list[str] = []
        self.notes: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        way = self.way
        way.append(tag)
        if len(way) == 1:
            if tag != "log":
                raise VarickError(
                    f"{self.source}: no OCEL file, it begins with <{tag[:40]}>; give an OCEL file"
                )
        elif len(way) == 2:
            self.sections.add(tag)
        elif way[1] != self.section:
            if way[1:] == ["object-types", "object-type"] and "name" in attributes:
                self.declared.append(attributes["name"])
        elif len(way) == 3 and tag == self.item:
            self.own, self.pairs, self.related = attributes, [], []
        elif len(way) == 5 and way[2] == self.item:
            if way[3] == "attributes" and tag == "attribute":
                self.key, self.pieces = attributes.get("name"), []
                if self.key is None:
                    self.notes.append("an attribute without a name is left out")
            elif way[3] == "objects" and "object-id" in attributes:
                self.related.append(attributes["object-id"])

    def text(self, piece: str) -> None:
        """Text between tags."""
        if self.key is not None:
            self.pieces.append(piece)

    def end(self, tag: str) -> None:
        """An element ends."""
        depth = len(self.way)
        inside = depth > 1 and self.way[1] == self.section
        self.way.pop()
        if inside and depth == 5 and self.key is not None:
            self.pairs.append((self.key, "".join(self.pieces)))
            self.key = None
        elif inside and depth == 3 and tag == self.item:
            self.whole()

    @abstractmethod
    def whole(self) -> None:
        """An object or event is complete."""


class _Objects(_Walk):
    section, item = "objects", "object"

    def __init__(self, source: Path) -> None:
        super().__init__(source)
        self.things: list[Thing] = []

    def whole(self) -> None:
        if "id" not in self.own or "type" not in self.own:
            self.notes.append("an object has no id or no type; left out")
            return
        first: dict[str, str] = {}
        for key, text in self.pairs:
            if first.setdefault(key, text) != text:
                self.notes.append(f"an object's {key[:60]} changes with time; the first is kept")
        if self.related:
            self.notes.append("an object is related to others; that is left out")
        self.things.append((self.own["id"], self.own["type"], list(first.items())))


class _Events(_Walk):
    section, item = "events", "event"

    def __init__(self, source: Path, flat: Flattening) -> None:
        super().__init__(source)
        self.flat = flat

    def whole(self) -> None:
        own = self.own
        self.flat.event(own.get("id"), own.get("type"), own.get("time"), self.pairs, self.related)
