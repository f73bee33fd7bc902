"""A table of results: semantic HTML that folds into cards on a phone, and CSV text (RFC 4180)."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from varick.words import Words

Value = str | int | float | date | None
Kind = Literal["text", "number", "change", "share", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` heads it in CSV, `label` on the page; `kind` says how its values are written there."""

    key: str
    label: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of values. The first column names the row. `name` is the table's file and anchor."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]

    def csv(self) -> str:
        """The values in full, one line a row, quoted as RFC 4180 says; a missing value is an empty field."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([column.key for column in self.columns])
        writer.writerows([["" if value is None else value for value in row] for row in self.rows])
        return text.getvalue()

    def html(self, words: Words) -> str:
        """`<table>` with caption and scopes. Roles are written out because the cards of small screens use
        `display: block`, which would otherwise take the table's meaning away.
        """
        head = "".join(
            f'<th scope="col" role="columnheader"{_class(column)}>{escape(column.label)}</th>'
            for column in self.columns
        )
        body = "".join(self._row(row, words) for row in self.rows)
        return (
            f'<table role="table"><caption>{escape(self.caption)}</caption>'
            f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
            f'<tbody role="rowgroup">{body}</tbody></table>'
        )

    def _row(self, row: Sequence[Value], words: Words) -> str:
        cells = []
        for place, (column, value) in enumerate(zip(self.columns, row, strict=True)):
            text = escape(written(value, column.kind, words))
            if place == 0:
                cells.append(f'<th scope="row" role="rowheader">{text}</th>')
            else:
                label = escape(column.label)
                cells.append(f'<td role="cell" data-label="{label}"{_class(column)}>{text}</td>')
        return f'<tr role="row">{"".join(cells)}</tr>'


def _class(column: Column) -> str:
    return "" if column.kind == "text" else ' class="n"'


def written(value: Value, kind: Kind, words: Words) -> str:
    """A value as the page shows it."""
    if value is None:
        return words("number.none")
    if isinstance(value, date):
        return words.date(value)
    if isinstance(value, str):
        return value
    if kind == "change":
        return words.signed(value)
    if kind == "share":
        return words.percent(value)
    return words.number(value)
