"""A picture with all that belongs to it: what it says in words, and the numbers it was drawn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from varick.figures.table import Column, Table, Value


@dataclass(frozen=True, slots=True)
class Figure:
    """An SVG drawing, its text for those who do not see it, its caption, and its data.

    `svg` is for wide screens; `narrow` (360 units) for phones and `paper` (700 units) for paper say the same, and
    are empty where `svg` serves for all. `name` is the file and the anchor.
    """

    name: str
    title: str
    svg: str
    alt: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    narrow: str = ""
    paper: str = ""

    @property
    def table(self) -> Table:
        """The data as a table of the same name."""
        return Table(self.name, self.title, self.columns, self.rows)

    def csv(self) -> str:
        """The data as CSV text."""
        return self.table.csv()

    def _repr_html_(self) -> str:
        return (
            f"<figure>{self.svg}<figcaption><b>{escape(self.title)}</b> {escape(self.caption)}</figcaption>"
            "</figure>"
        )
