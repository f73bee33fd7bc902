"""Writing the page of a count: one in each language and the CSV of each figure and table, whole or not at all."""

import os
from collections.abc import Sequence
from pathlib import Path

from varick import __version__
from varick.report.together.page import Checks, Source, together_page
from varick.report.together.parts import Together
from varick.report.write import file_name, others, rendered, write_folder
from varick.together.estimating.side_by_side import Estimates
from varick.words import LANGUAGES, Words


def write_together(
    out: str | os.PathLike[str],
    found: Estimates,
    source: Source,
    *,
    shown: Sequence[int | None] | None = None,
    checks: Checks | None = None,
    langs: Sequence[str] = LANGUAGES,
) -> Path:
    """Write the page of `found` into the folder `out` and return the path of its first page, `index.html`.

    The other languages stand beside it (`index.es.html`), and so does a CSV file for each figure and table. `shown` and
    `checks` as in `together_page`. Raises VarickError as `write_folder` does.
    """
    made: dict[str, str] = {}
    for lang in langs:
        words = Words(lang)
        page = together_page(found, words, shown, checks)
        made[file_name(lang, langs)] = render_together(page, source, words, langs)
        if lang == langs[0]:
            made |= {f"{item.table.name}.csv": item.table.csv() for item in page.items}
    return write_folder(out, made) / file_name(langs[0], langs)


def render_together(page: Together, source: Source, words: Words, langs: Sequence[str] = LANGUAGES) -> str:
    """The page as HTML text."""
    return rendered(
        "together.html",
        words,
        [item.table for item in page.items],
        styles=("page.css", "record.css"),
        page=page,
        source=source,
        version=__version__,
        others=others(words.lang, langs),
    )
