"""OCEL 2.0 as JSON and as XML: an event is put together of pieces that are made once for each distinct value."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from varick.eventlog.exchange.ocel.parts import CASE, KEYS, ROW, Block, Parts
from varick.eventlog.exchange.spelling import secured

NO_TIME = "1970-01-01T00:00:00Z"
"""The time of an object's attribute that never changes, as the standard has it."""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True)
class Style:
    """How a form writes the pieces of events and objects. `join` stands between neighbours."""

    join: str
    event: Callable[[str, str], str]
    """id, time"""
    kind: Callable[[str], str]
    attribute: Callable[[str, str], str]
    number: Callable[[str, int], str]
    between: str
    relation: Callable[[str, str], str]
    """object id, qualifier"""
    end: str
    thing: Callable[[str, str, list[tuple[str, str]]], str]


JSON = Style(
    join=",",
    event=lambda name, time: f'{{"id":"{name}","time":"{time}Z"',
    kind=lambda name: f',"type":{_quoted(name)},"attributes":[',
    attribute=lambda key, text: f'{{"name":{_quoted(key)},"value":{_quoted(text)}}}',
    number=lambda key, value: f'{{"name":{_quoted(key)},"value":{value}}}',
    between='],"relationships":[',
    relation=lambda name, kind: f'{{"objectId":{_quoted(name)},"qualifier":"{kind}"}}',
    end="]}",
    thing=lambda name, kind, attributes: (
        f'{{"id":{_quoted(name)},"type":"{kind}","attributes":['
        + ",".join(
            f'{{"name":{_quoted(key)},"time":"{NO_TIME}","value":{_quoted(text)}}}'
            for key, text in attributes
        )
        + '],"relationships":[]}'
    ),
)

XML = Style(
    join="",
    event=lambda name, time: f'<event id="{name}" time="{time}Z"',
    kind=lambda name: f' type="{secured(name)}"><attributes>',
    attribute=lambda key, text: f'<attribute name="{secured(key)}">{secured(text)}</attribute>',
    number=lambda key, value: f'<attribute name="{secured(key)}">{value}</attribute>',
    between="</attributes><objects>",
    relation=lambda name, kind: f'<relationship object-id="{secured(name)}" qualifier="{kind}"/>',
    end="</objects></event>",
    thing=lambda name, kind, attributes: (
        f'<object id="{secured(name)}" type="{kind}"><attributes>'
        + "".join(
            f'<attribute name="{secured(key)}" time="{NO_TIME}">{secured(text)}</attribute>'
            for key, text in attributes
        )
        + "</attributes></object>"
    ),
)


def _events(parts: Parts, style: Style) -> Iterator[list[str]]:
    """The events as texts, a block at a time."""
    join = style.join
    kinds = [
        style.kind(name) + style.attribute(KEYS.agency, agency)
        for name, agency in zip(parts.activities, parts.agencies, strict=True)
    ]
    attributes = {
        name: [*(join + style.attribute(parts.keys[name], text) for text in parts.values[name]), ""]
        for name in parts.coded
    }
    people = [style.between + style.relation(name, CASE) for name in parts.people()]
    places = {
        kind: [*(join + style.relation(f"{kind}:{text}", kind) for text in parts.values[name]), ""]
        for kind, name in parts.places.items()
    }
    for block in parts.blocks():
        columns = [list(map(style.event, block.ids, block.times)), [kinds[c] for c in block.activity]]
        columns += [[texts[c] for c in block.codes(name)] for name, texts in attributes.items()]
        columns += _rows(block, parts, style)
        columns.append([people[n] for n in block.person])
        columns += [[texts[c] for c in block.codes(parts.places[kind])] for kind, texts in places.items()]
        columns.append([style.end] * len(block.ids))
        yield list(map("".join, zip(*columns, strict=True)))


def _rows(block: Block, parts: Parts, style: Style) -> list[list[str]]:
    if not parts.with_row:
        return []
    return [[style.join + style.number(ROW, n) for n in block.source_rows()]]


def _types(parts: Parts) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Event types and object types, with the type of each attribute."""

    def typed(name: str, keys: list[str]) -> dict[str, object]:
        return {"name": name, "attributes": [{"name": key, "type": "string"} for key in keys]}

    events = [typed(name, keys) for name, keys in parts.event_types()]
    if parts.with_row:
        for kind in events:
            kind["attributes"] = [*kind["attributes"], {"name": ROW, "type": "integer"}]  # type: ignore[misc]
    return events, [typed(name, keys) for name, keys in parts.object_types().items()]


def write_json(partial: Path, parts: Parts) -> None:
    """Write the JSON form."""
    events, objects = _types(parts)
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        for name, types in (("objectTypes", objects), ("eventTypes", events)):
            start = "{" if name == "objectTypes" else ",\n"
            file.write(f'{start}"{name}":{json.dumps(types, ensure_ascii=False, separators=(",", ":"))}')
        file.write(',\n"objects":[\n')
        _listed(file, ([JSON.thing(*thing)] for thing in parts.things()))
        file.write('],\n"events":[\n')
        _listed(file, _events(parts, JSON))
        file.write("]}\n")


def _listed(file: TextIO, blocks: Iterator[list[str]]) -> None:
    """The texts of all blocks with a comma between any two."""
    comma = ""
    for block in blocks:
        file.write(comma + ",\n".join(block))
        comma = ",\n"
    file.write("\n")


def write_xml(partial: Path, parts: Parts) -> None:
    """Write the XML form."""
    events, objects = _types(parts)
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<log>\n')
        for kind, types in (("object", objects), ("event", events)):
            file.write(f"<{kind}-types>\n")
            for one in types:
                inner = "".join(
                    f'<attribute name="{secured(a["name"])}" type="{a["type"]}"/>'
                    for a in one["attributes"]  # type: ignore[attr-defined]
                )
                name = secured(str(one["name"]))
                file.write(f'<{kind}-type name="{name}"><attributes>{inner}</attributes></{kind}-type>\n')
            file.write(f"</{kind}-types>\n")
        file.write("<objects>\n")
        for thing in parts.things():
            file.write(XML.thing(*thing) + "\n")
        file.write("</objects>\n<events>\n")
        for block in _events(parts, XML):
            file.write("\n".join(block) + "\n")
        file.write("</events>\n</log>\n")
