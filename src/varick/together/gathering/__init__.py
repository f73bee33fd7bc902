"""One office's cases that a charter covers, from its casebook or from a table, and why others stay out."""

from varick.together.gathering.book import from_book, note
from varick.together.gathering.rules import REASONS, Gathered
from varick.together.gathering.table import from_table

__all__ = ["REASONS", "Gathered", "from_book", "from_table", "note"]
