"""What the page of a count is made of: numbers at its head, sections of sentences, figures and tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from varick.figures import Figure, Table


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the head of the page."""

    what: str
    number: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A figure, or a table where there is none; `folded` keeps a long table closed on a screen."""

    table: Table
    figure: Figure | None = None
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its anchor, heading, sentences, figures and tables, and a list of sentences below them."""

    name: str
    title: str
    said: Sequence[str]
    items: Sequence[Item] = ()
    beware: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """The whole page in one language."""

    title: str
    kicker: str
    lead: Sequence[str]
    refused: str
    numbers: Sequence[Number]
    sections: Sequence[Section]

    @property
    def items(self) -> list[Item]:
        """Every figure and table in the order of the page."""
        return [item for section in self.sections for item in section.items]
