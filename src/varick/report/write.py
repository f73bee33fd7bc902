"""Writing a brief: one folder with a page for each language and the numbers of every figure beside it, whole or not."""

import os
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from varick.errors import VarickError
from varick.figures import Figure, Table
from varick.report import account, parts, record
from varick.report.headline import answer, detainers_come_too_late, key_numbers, letters_unseen, said_unknown
from varick.report.page import Page
from varick.words import LANGUAGES, Words

MARK = '<meta name="generator" content="Varick'
"""By this line a folder is known as a brief that may be replaced."""

REASONS = 2
"""So many reasons of a step stand open on the page; the rest unfolds."""


def write_page(out: str | os.PathLike[str], page: Page, *, langs: Sequence[str] = LANGUAGES) -> Path:
    """Write the brief into the folder `out` and return the path of its first page, `index.html`.

    The other languages stand beside it (`index.es.html`), and so does a CSV file for every figure and table. The
    folder is made under another name and moved into place; an earlier brief there is replaced. Raises VarickError
    if something else is in the way, or for a page whose parts do not fit together.
    """
    made: dict[str, str] = {}
    for lang in langs:
        html, tables = render(page, lang, langs)
        made[file_name(lang, langs)] = html
        if lang == langs[0]:
            made |= {f"{table.name}.csv": table.csv() for table in tables}
    return write_folder(out, made) / file_name(langs[0], langs)


def write_folder(out: str | os.PathLike[str], made: Mapping[str, str]) -> Path:
    """Write texts by file name into the folder `out`, whole or not at all, and return it.

    The folder is made under another name and moved into place; an earlier page there is replaced. Raises VarickError
    if something else is in the way, or where nothing can be written."""
    target = Path(out).absolute()
    may_replace(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise VarickError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    try:
        making.chmod(0o755)
        for name, text in made.items():
            (making / name).write_text(text, encoding="utf-8", newline="" if name.endswith(".csv") else None)
        _move(making, target)
    except OSError as error:
        raise VarickError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target


def file_name(lang: str, langs: Sequence[str]) -> str:
    """The page's file in a language: the first one is the index."""
    return "index.html" if lang == langs[0] else f"index.{lang}.html"


def may_replace(target: Path) -> None:
    """Raises VarickError unless the place is free, an empty folder, or an earlier brief."""
    if not target.exists() and not target.is_symlink():
        return
    index = target / "index.html"
    if target.is_dir() and not target.is_symlink():
        if not any(target.iterdir()):
            return
        if index.is_file() and MARK in index.read_text(encoding="utf-8", errors="replace")[:2000]:
            return
    raise VarickError(f"{target}: something else is there; choose another folder, or empty it")


def may_write(target: Path) -> None:
    """Raises VarickError unless something can be written where the folder is to stand: asked before long work, not after."""
    above = next(folder for folder in target.parents if folder.exists())
    try:
        tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=above).cleanup()
    except OSError as error:
        raise VarickError(f"{target}: cannot be written ({error.strerror}); choose another place") from error


def _move(making: Path, target: Path) -> None:
    """Put the finished folder in its place; what was there goes only when the new one stands."""
    old = None
    if target.exists():
        old = making.with_name(f"{making.name}.old")
        os.replace(target, old)
    try:
        os.replace(making, target)
    except OSError:
        if old is not None:
            os.replace(old, target)
        raise
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


@cache
def environment() -> Environment:
    """Where the templates are found, and how they are read."""
    return Environment(
        loader=PackageLoader("varick.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def data_address(table: Table) -> str:
    """A table's CSV as an address that holds all of it, so that a page that is passed on alone still has its numbers."""
    return f"data:text/csv;charset=utf-8;base64,{b64encode(table.csv().encode()).decode()}"


def rendered(
    template: str,
    words: Words,
    tables: Sequence[Table],
    *,
    styles: Sequence[str] = ("page.css",),
    **values: Any,
) -> str:
    """A template as HTML text, with what all of them need: words, styles and their hash, the CSV of each table.

    ``values`` are the template's own. Raises jinja2.UndefinedError where it needs one that is not given."""
    folder = files("varick.report").joinpath("templates")
    style = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in styles)
    html: str = (
        environment()
        .get_template(template)
        .render(
            w=words,
            style=Markup(style),
            style_hash=b64encode(sha256(style.encode()).digest()).decode(),
            csvs={table.name: data_address(table) for table in tables},
            safe=Markup,
            **{"others": [], **values},
        )
    )
    return html


def others(lang: str, langs: Sequence[str]) -> list[tuple[str, str]]:
    """The same page in the other languages: language and file."""
    return [(other, file_name(other, langs)) for other in langs if other != lang]


def render(page: Page, lang: str, langs: Sequence[str] = LANGUAGES) -> tuple[str, list[Table]]:
    """A page as HTML text, and the tables whose CSV it carries."""
    words = Words(lang)
    flow, funnel = parts.flow_figure(page, words), parts.funnel_figure(page, words)
    levers, levers_table = parts.lever_figures(page, words), parts.levers_table(page, words)
    activities, uncertainty = parts.activities_table(page, words), account.uncertainty_table(page, words)
    evidence, facts = account.evidence_table(page, words), account.facts_table(page, words)
    seen, claims = record.seen_table(page, words), record.claims_table(page, words)
    anchors = record.anchors_table(page, words)
    figures: list[Figure] = [flow, *([funnel] if funnel else []), *levers]
    further = [levers_table, activities, uncertainty, evidence, seen, anchors, claims, facts]
    tables = [*(figure.table for figure in figures), *(table for table in further if table is not None)]
    used = {source for fact in page.facts for source in fact["source"]}
    if unknown := sorted(used - page.sources.keys()):
        raise VarickError(
            f"brief: facts name the source {unknown[0]!r}, which is not given; add it to the sources"
        )
    html = rendered(
        "page.html",
        words,
        tables,
        page=page,
        title=words.title("scenario", page.scenario, page.title),
        others=others(lang, langs),
        last_day=page.period[1] - timedelta(days=1),
        law_known=parts.law_known(page, words),
        too_late=detainers_come_too_late(page),
        answer=answer(page, words),
        key=key_numbers(page, words),
        flow=flow,
        funnel=funnel,
        levers=levers,
        levers_table=levers_table,
        letters_said=parts.detainers_and_letters(page, words),
        letters_unseen=letters_unseen(page, words),
        activities=activities,
        sampled=parts.sampled(page),
        reasons=REASONS,
        traced=parts.people(page, words),
        differs=parts.differs(page, words),
        anchors=anchors,
        comparable=record.anchors_table(page, words, same=True),
        incomparable=record.anchors_table(page, words, same=False),
        anchors_said=page.anchors.get(lang),
        seen=seen,
        claims=claims,
        evidence=evidence,
        unknown=said_unknown(page, words, "page.unknown"),
        uncertainty=uncertainty,
        facts=account.shown(page, words),
        told=words.find,
        facts_table=facts,
        sources={
            name: {"url": "", "where": "", "date": "", "seen": "", **page.sources[name]}
            for name in sorted(used)
        },
    )
    return html, tables
