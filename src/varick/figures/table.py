"""A table of results: semantic HTML that folds into cards on a phone, and CSV text (RFC 4180)."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from varick.words import Words

Value = str | int | float | date | None
Kind = Literal[
    "text", "number", "about", "share", "date", "estimate", "shift", "range", "mark", "note", "limit", "csv", "page"
]  # fmt: skip
"""How a value is written on the page. CSV always has it in full, in a column of its own.

"number" as it is, "about" to two digits; "estimate" (a level) and "shift" (a change) with the interval that the
next two columns give, "range" with the next one as its other end: those next ones are "limit". "mark" is whether
something is so; "note" stands small below the row's name, headed by its label. "csv" is left out of the page,
"page" (a text of the page's own) out of CSV.
"""
_TAKES = {"estimate": 2, "shift": 2, "range": 1}


class Own(str):
    """A text of the page's own in a column whose texts are in another language, such as "(blank)"."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `key` heads it in CSV, `label` on the page (not needed for "limit" and "csv"). `lang` is the language of
    its texts where that is not the page's."""

    key: str
    label: str = ""
    kind: Kind = "text"
    lang: str = ""


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
        kept = [place for place, column in enumerate(self.columns) if column.kind != "page"]
        writer.writerow([self.columns[place].key for place in kept])
        writer.writerows([[_plain(row[place]) for place in kept] for row in self.rows])
        return text.getvalue()

    def html(self, words: Words) -> str:
        """`<table>` with caption and scopes. Roles are written out because the cards of small screens use
        `display: block`, which would otherwise take the table's meaning away.
        """
        hidden = ("limit", "note", "csv")
        shown = [place for place, column in enumerate(self.columns) if column.kind not in hidden]
        head = "".join(
            f'<th scope="col" role="columnheader"{_class(self.columns[place])}>'
            f"{escape(self.columns[place].label)}</th>"
            for place in shown
        )
        body = "".join(self._row(row, shown, words) for row in self.rows)
        return (
            f'<table role="table"><caption>{escape(self.caption)}</caption>'
            f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
            f'<tbody role="rowgroup">{body}</tbody></table>'
        )

    def _row(self, row: Sequence[Value], shown: Sequence[int], words: Words) -> str:
        cells = []
        for place in shown:
            column = self.columns[place]
            limits = row[place + 1 : place + 1 + _TAKES.get(column.kind, 0)]
            text = escape(written(row[place], column.kind, limits, words))
            lang = _lang(column, row[place], words)
            if place == shown[0]:
                text = f"<span{lang}>{text}</span>" if lang else text
                notes = "".join(self._notes(row, words))
                cells.append(f'<th scope="row" role="rowheader">{text}{notes}</th>')
            else:
                label = escape(column.label)
                kind = ' class="n not"' if column.kind == "mark" and not row[place] else _class(column)
                text = f"<span{lang}>{text}</span>" if lang else text
                cells.append(f'<td role="cell" data-label="{label}"{kind}>{text}</td>')
        return f'<tr role="row">{"".join(cells)}</tr>'

    def _notes(self, row: Sequence[Value], words: Words) -> Iterator[str]:
        """What stands small below the row's name."""
        for column, value in zip(self.columns, row, strict=True):
            if column.kind == "note" and value not in (None, ""):
                said = escape(written(value, column.kind, (), words))
                lang = _lang(column, value, words)
                yield f' <span class="note">{escape(column.label)}: <span{lang}>{said}</span></span>'


def _plain(value: Value) -> Value:
    """A value as CSV has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else value


def _lang(column: Column, value: Value, words: Words) -> str:
    """The language attribute of a text that is not in the page's language."""
    foreign = isinstance(value, str) and not isinstance(value, Own)
    return f' lang="{column.lang}"' if foreign and column.lang not in ("", words.lang) else ""


def _class(column: Column) -> str:
    return "" if column.kind in ("text", "note") else ' class="n"'


def written(value: Value, kind: Kind, limits: Sequence[Value], words: Words) -> str:
    """A value as the page shows it, with the limits that belong to it."""
    if value is None:
        return words("number.none")
    if kind == "mark":
        return words("mark.yes") if value else words("mark.no")
    if isinstance(value, date):
        return words.date(value)
    if isinstance(value, str):
        return value
    ends = [end for end in limits if isinstance(end, int | float)]
    if kind == "estimate" and len(ends) == 2:
        return words.estimate(value, *ends)
    if kind == "shift" and len(ends) == 2:
        return words.change(value, *ends)
    if kind == "range" and len(ends) == 1:
        return words.interval(value, *ends)
    if kind == "share":
        return words.percent(value)
    return words.point(value, value, 2 * value) if kind == "about" else words.number(value)
