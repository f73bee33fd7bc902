"""From a practice, languages and an organization to the PDF of its sheets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from varick.errors import VarickError
from varick.letters.flyer import content
from varick.letters.flyer.content import Language
from varick.letters.flyer.fonts import chosen
from varick.letters.flyer.org import Organisation
from varick.letters.flyer.review import Changes, Standing, standing
from varick.letters.flyer.sheet import sheet, texts_of
from varick.letters.flyer.typeset import PAPERS, families, typeset


@dataclass(frozen=True)
class Flyer:
    """A PDF, and what whoever prints it must be told of it."""

    pdf: bytes
    words: tuple[Language, ...]
    standings: Mapping[str, Standing]
    fonts: tuple[str, ...]


def render(
    practice: str,
    languages: Sequence[str],
    org: Organisation,
    paper: str,
    today: date,
    changes: Changes | None = None,
) -> bytes:
    """The PDF of `make`."""
    return make(practice, languages, org, paper, today, changes).pdf


def make(
    practice: str,
    languages: Sequence[str],
    org: Organisation,
    paper: str,
    today: date,
    changes: Changes | None = None,
) -> Flyer:
    """Two sides in each language, on ``paper`` ("letter" or "a4").

    ``changes``: for each dated fact that the sentences lean on (`content.facts_of`), the days from which its values hold; a
    review older than one of them has expired. Raises VarickError for an unknown language or paper, a missing font, and texts
    that need more than two sides; NoAnswer for a practice without a sheet.
    """
    if paper not in PAPERS:
        raise VarickError(f"paper {paper}: choose {' or '.join(PAPERS)}")
    if not languages or len(set(languages)) != len(languages):
        raise VarickError("--lang: name each language once, such as en,es")
    what = content.practice(practice)
    words = tuple(content.language(code, practice, org.texts.get(code)) for code in languages)
    # The English of the stamp is Varick's own: an organization cannot reword that a text is unreviewed.
    english = content.language("en", practice)
    have = families()
    standings, sheets = {}, []
    for each in words:
        stands = standing(each, org.reviews.get(each.code), what.sentences, today, changes or {})
        printed = sheet(each, english, what, org, stands, ())
        sheets.append(printed | {"fonts": chosen(texts_of(printed), each.script, have)})
        standings[each.code] = stands
    pdf = typeset(sheets, paper, words[0].texts["title"].replace("[[", "").replace("]]", ""), today)
    fonts = dict.fromkeys(family for printed in sheets for family in printed["fonts"])
    return Flyer(pdf, words, standings, tuple(fonts))
