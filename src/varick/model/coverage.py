"""Where each thing that the pathway must show lives: the form of `facts/record/coverage.yaml`, and its loader."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import Field

from varick.model.anchors import everywhere
from varick.model.files import Parsed, raise_all, read_yaml
from varick.model.library import Library, unknown
from varick.model.load import library
from varick.model.schema import Form, Text, validate

COVERAGE = "coverage.yaml"


class ItemForm(Form):
    """Where one item lives; at least one of the four."""

    nodes: list[str] = Field(default_factory=list, description="Nodes of the pathway")
    facts: list[str] = Field(default_factory=list, description="Dated facts")
    record: list[str] = Field(
        default_factory=list, description="FILE or FILE.ENTRY of the folder facts/record"
    )
    context: Text | None = Field(None, description="Why nothing computes it (a code of the words)")


class CoverageForm(Form):
    """The whole file."""

    stations: dict[str, dict[str, ItemForm]] = Field(description="Station -> item -> where it lives")
    article: dict[str, ItemForm] = Field(description="The article's facts, A01 to A41")
    rules: dict[str, ItemForm] = Field(description="The researched rules, by id")

    def items(self) -> Iterator[tuple[str, str, ItemForm]]:
        """(table, name, where) of every item; items of a station are named STATION.ITEM."""
        for station, items in self.stations.items():
            yield from (("stations", f"{station}.{name}", item) for name, item in items.items())
        yield from (("article", name, item) for name, item in self.article.items())
        yield from (("rules", name, item) for name, item in self.rules.items())


@cache
def shipped_coverage() -> CoverageForm:
    """The map that comes with Varick. Raises VarickError as load_coverage does."""
    return load_coverage(files("varick") / "facts" / "record", library())


def load_coverage(folder: Path | Traversable, within: Library) -> CoverageForm:
    """Read the folder's coverage.yaml; every node, fact and entry of the record that it names must be there.

    ``within``: the library of facts. Entries are looked up in the files beside it.
    Raises VarickError with a line, ``file:line``, for each problem."""
    from varick.model.shipped import pathway

    parsed = read_yaml(folder / COVERAGE, f"record/{COVERAGE}")
    form = None if () in parsed.broken else validate(parsed, CoverageForm)
    if form is not None:
        known = {
            "nodes": ("node", pathway().nodes),
            "facts": ("fact", everywhere(within)),
            "record": ("entry of the record", _record(folder)),
        }
        for table, name, item in form.items():
            _check(
                parsed, (table, *name.split(".", 1)) if table == "stations" else (table, name), item, known
            )
    raise_all(parsed.problems)
    assert isinstance(form, CoverageForm)
    return form


def _check(
    parsed: Parsed, here: tuple[str, ...], item: ItemForm, known: Mapping[str, tuple[str, Collection[str]]]
) -> None:
    if not (item.nodes or item.facts or item.record or item.context):
        parsed.report(here, "lives nowhere; name nodes, facts, entries of the record, or a context")
    for field, (what, names) in known.items():
        for i, name in enumerate(getattr(item, field)):
            if name not in names:
                parsed.report((*here, field, i), unknown(what, name, dict.fromkeys(names)))


def _entries(file: str, data: Any) -> Iterator[str]:
    """FILE.KEY of the mapping's keys and of the ids of lists, and of those one level down."""
    for level in (data, *(data.values() if isinstance(data, Mapping) else ())):
        if isinstance(level, Mapping):
            yield from (f"{file}.{key}" for key in level)
        elif isinstance(level, list):
            yield from (f"{file}.{e['id']}" for e in level if isinstance(e, Mapping) and "id" in e)


def _record(folder: Path | Traversable) -> set[str]:
    """FILE and FILE.ENTRY of every file of the folder but this one."""
    names = set()
    for file in folder.iterdir():
        if file.name.endswith(".yaml") and file.name != COVERAGE:
            stem = file.name.removesuffix(".yaml")
            names |= {stem, *_entries(stem, read_yaml(file).data)}
    return names
