"""Writing a page of the record: one HTML file and the CSV of each of its figures and tables, whole or not at all."""

import os
from pathlib import Path

from varick.errors import VarickError
from varick.report.observed.parts import Record
from varick.report.write import rendered, write_folder
from varick.words import Words


def write_record(out: str | os.PathLike[str], record: Record, words: Words) -> Path:
    """Write the page into the folder `out` and return its path, `index.html`. Raises VarickError as `write_folder` does."""
    made = {"index.html": render_record(record, words)}
    made |= {f"{item.table.name}.csv": item.table.csv() for item in record.items}
    return write_folder(out, made) / "index.html"


def render_record(record: Record, words: Words) -> str:
    """The page as HTML text. Raises VarickError where two tables have one name: one CSV would take the other's place."""
    names = [item.table.name for item in record.items]
    if twice := next((name for place, name in enumerate(names) if name in names[:place]), None):
        raise VarickError(f"report: two tables are named {twice}; name them apart")
    tables = [item.table for item in record.items]
    return rendered("record.html", words, tables, styles=("page.css", "record.css"), page=record)
