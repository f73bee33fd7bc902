"""The answer to a question of the record: rows, what exactly was counted, of which vintage, and what to beware of."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from varick.errors import VarickError

IN_HTML = 200
"""Rows that a notebook shows; a count by many columns has a hundred thousand, and would stop the browser."""


@dataclass(frozen=True, repr=False)
class Answer:
    """Rows with their definition and vintage.

    `columns` gives the order of the rows' keys. `definition` says in a sentence what one number counts; `vintage`
    of which release, files and day of extraction it is. `notes` are warnings that apply to these rows. `more` is
    merged into the JSON (totals, parameters, sensitivity, other tables).
    """

    rows: Sequence[Mapping[str, Any]]
    columns: Sequence[str]
    definition: str
    vintage: str
    notes: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Mapping[str, Any]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        few = "\n".join(f"  {dict(row)}" for row in self.rows[:5])
        more = "" if len(self.rows) <= 5 else "\n  ..."
        return (
            f"Answer of {len(self.rows):,} rows by {', '.join(self.columns)}. {self.definition}\n{few}{more}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything, as JSON prints it: rows, definition, vintage, notes, and what else the question gives."""
        return {
            "rows": [dict(row) for row in self.rows],
            "definition": self.definition,
            "vintage": self.vintage,
            "notes": list(self.notes),
            **self.more,
        }

    def to_json(self) -> str:
        """`to_dict` as text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)

    def to_arrow(self) -> Any:
        """The rows as a pyarrow Table, one column for each of `columns`; text throughout where a count is withheld."""
        import pyarrow as pa

        columns = {name: [row.get(name) for row in self.rows] for name in self.columns}
        return pa.table({name: pa.array(_one_kind(values)) for name, values in columns.items()})

    def to_polars(self) -> Any:
        """The rows as a Polars DataFrame. Raises VarickError where Polars is not installed."""
        try:
            import polars
        except ImportError as error:
            raise VarickError("Polars is not installed; pip install polars, or use .to_arrow()") from error
        return polars.from_arrow(self.to_arrow())

    def to_pandas(self) -> Any:
        """The rows as a pandas DataFrame. Raises VarickError where pandas is not installed."""
        try:
            import pandas  # noqa: F401
        except ImportError as error:
            raise VarickError("pandas is not installed; pip install pandas, or use .to_arrow()") from error
        return self.to_arrow().to_pandas()

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(_shown(row.get(name)))}</td>" for name in self.columns) + "</tr>"
            for row in self.rows[:IN_HTML]
        )
        cut = [f"… {IN_HTML:,} / {len(self.rows):,}"] if len(self.rows) > IN_HTML else []
        texts = (*cut, self.definition, self.vintage, *self.notes)
        below = "".join(f"<p>{escape(text)}</p>" for text in texts)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{below}"


def _one_kind(values: list[Any]) -> list[Any]:
    """Text where some are text and some are numbers, as withheld counts ("<5") are."""
    kinds = {isinstance(value, str) for value in values if value is not None}
    return values if len(kinds) < 2 else [None if value is None else str(value) for value in values]


def _shown(value: Any) -> str:
    return (
        ""
        if value is None
        else f"{value:,}"
        if isinstance(value, int) and not isinstance(value, bool)
        else str(value)
    )
