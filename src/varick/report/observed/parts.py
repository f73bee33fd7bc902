"""What a page of the record is made of: sections of figures and tables, each with definition, vintage and command."""

import shlex
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from varick.figures import Column, Figure, Table
from varick.figures.table import Kind, Own, Value
from varick.observe.answer import Answer
from varick.observe.questions.growth_answer import ratio
from varick.observe.questions.small_cells import SMALLEST, singles
from varick.observe.questions.wording import column_name
from varick.observe.store import Held, Store
from varick.words import Words


@dataclass(frozen=True, slots=True)
class Item:
    """One figure or table. `command` prints its numbers; empty where there is no such command.

    `folded` keeps a long table closed on a screen. `legend` is a numbered list below the table."""

    figure: Figure | None
    table: Table
    definition: str
    vintage: str
    notes: Sequence[str]
    command: str
    folded: bool = False
    legend: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its anchor, heading, sentences, items, and the warnings below them."""

    name: str
    title: str
    said: Sequence[str]
    items: Sequence[Item] = ()
    after: Sequence[str] = ()

    @property
    def shared(self) -> list[str]:
        """Notes that stand beside every item, where there are several: they are said once, below them."""
        if len(self.items) < 2:
            return []
        return [note for note in self.items[0].notes if all(note in item.notes for item in self.items)]


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the head of the page."""

    what: str
    number: str
    beside: str


@dataclass(frozen=True, slots=True)
class Record:
    """The whole page in one language."""

    title: str
    kicker: str
    lead: Sequence[str]
    numbers: Sequence[Number]
    sections: Sequence[Section]
    version: str
    imported: str
    cite_said: Sequence[str]
    cite_commands: Sequence[str]
    files: Sequence[tuple[str, str]] = ()
    warnings: Sequence[str] = field(default=())

    @property
    def items(self) -> list[Item]:
        """Every figure and table in the order of the page."""
        return [item for section in self.sections for item in section.items]


def command(place: str, verb: str, *options: str) -> str:
    """A command line as somebody types it."""
    return " ".join(shlex.quote(part) for part in ("varick", "observe", verb, place, *options))


def of_release(store: Store, held: Held) -> tuple[str, ...]:
    """The option that names the release, where several hold the table and a question without it is refused."""
    several = sum(other.table == held.table for other in store.tables) > 1
    return ("--release", held.release) if several else ()


def guarded(
    rows: Iterable[Mapping[str, Any]], by: Sequence[str], counts: Sequence[str], words: Words
) -> list[dict[str, Any]]:
    """Rows with counts below `SMALLEST` withheld, where rows are `by` a column that could point at a person; 0 stays."""
    if not any(map(singles, by)):
        return [dict(row) for row in rows]
    said = words("observe_report.fewer", least=str(SMALLEST))
    return [
        {
            **row,
            **{name: said for name in counts if isinstance(row.get(name), int) and 0 < row[name] < SMALLEST},
        }
        for row in rows
    ]


def table_of(
    name: str,
    caption: str,
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    words: Words,
    kinds: Mapping[str, Kind] | None = None,
    labels: Mapping[str, str] | None = None,
    foreign: Collection[str] = (),
) -> Table:
    """Rows of an answer as a table; blank names are said to be blank. `kinds` where a column is no number or text.

    Columns in `foreign` hold what ICE wrote, in English."""
    kinds, labels = kinds or {}, labels or {}
    heads = [
        Column(
            key,
            labels.get(key) or words.find(f"table.{key}") or capital(column_name(words, key)),
            kinds.get(key, _kind(rows, key)),
            "en" if key in foreign else "",
        )
        for key in columns
    ]
    body: list[list[Value]] = [
        [_named(row.get(key), place == 0, words) for place, key in enumerate(columns)] for row in rows
    ]
    return Table(name, caption, heads, body)


def _kind(rows: Sequence[Mapping[str, Any]], key: str) -> Kind:
    numbers = all(isinstance(row.get(key), int | float | None) for row in rows)
    return "number" if numbers and any(row.get(key) is not None for row in rows) else "text"


def _named(value: Any, heads: bool, words: Words) -> Value:
    if value is None and heads:
        return Own(words("observe_report.blank"))
    return value if isinstance(value, str | int | float | None) else str(value)


def interval(low: float | None, high: float | None, words: Words) -> str:
    """Limits of a ratio, "2.25 to 2.44"."""
    if low is None or high is None:
        return "\u2013"
    return words("number.interval", low=ratio(low, words), high=ratio(high, words))


def estimated(value: float | None, low: float | None, high: float | None, words: Words) -> str:
    """A ratio with its interval, "2.34 (2.25 to 2.44)"."""
    if value is None:
        return "\u2013"
    return words("number.estimate", value=ratio(value, words), interval=interval(low, high, words))


def short(table: str, words: Words) -> str:
    """What a table holds, to begin a title with: "Administrative arrests"."""
    return capital(words.label("observe_number", table))


def capital(text: str) -> str:
    """With a capital letter first."""
    return text[:1].upper() + text[1:]


def item(
    answer: Answer,
    table: Table,
    asked: str,
    *,
    figure: Figure | None = None,
    folded: bool = False,
    notes: Sequence[str] | None = None,
    legend: Sequence[str] = (),
) -> Item:
    """An answer as an item: its definition, vintage and notes beside the figure or table made of it."""
    said = answer.notes if notes is None else notes
    return Item(figure, table, answer.definition, answer.vintage, said, asked, folded, legend)
