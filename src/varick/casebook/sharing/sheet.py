"""Rows as CSV that a spreadsheet does not act on, and members of an export as JSON."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A spreadsheet takes a cell that begins with one of these, or with the wide forms of East Asian keyboards, for a formula
(OWASP, "CSV Injection")."""


_AFTER_DIVISION = re.compile(r"([;\t]\s*)(?=[=+@\uff1d\uff0b\uff0d\uff20-])")
"""Where the system's language writes decimals with a comma, as Spanish does, a spreadsheet divides at semicolons."""


def guarded(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would act on, also behind blanks and behind a semicolon or tab
    inside; other text as it is."""
    text = _AFTER_DIVISION.sub(r"\1'", text)
    return f"'{text}" if text.startswith(ACTS) or text.lstrip().startswith(ACTS) else text


def as_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str | int | None]]) -> bytes:
    """RFC 4180 with a byte order mark, which Excel needs for accents. Whole numbers stay numbers, negative ones too."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(map(guarded, columns))
    for row in rows:
        cells = (row.get(column) for column in columns)
        writer.writerow(
            ["" if cell is None else cell if isinstance(cell, int) else guarded(cell) for cell in cells]
        )
    return text.getvalue().encode("utf-8-sig")


def as_json(value: Any) -> bytes:
    """One key a line, in UTF-8."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
