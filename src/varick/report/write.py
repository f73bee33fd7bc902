"""Writing a brief: one folder with a page for each language and the numbers of every figure beside it, whole or not."""

import os
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from varick.errors import VarickError
from varick.figures import Figure, Table
from varick.report import parts
from varick.report.headline import detainers_come_too_late, key_numbers
from varick.report.page import Page
from varick.words import LANGUAGES, Words

MARK = '<meta name="generator" content="Varick'
"""By this line a folder is known as a brief that may be replaced."""


def write_page(out: str | os.PathLike[str], page: Page, *, langs: Sequence[str] = LANGUAGES) -> Path:
    """Write the brief into the folder `out` and return the path of its first page, `index.html`.

    The other languages stand beside it (`index.es.html`), and so does a CSV file for every figure and table. The
    folder is made under another name and moved into place; an earlier brief there is replaced. Raises VarickError
    if something else is in the way, or for a page whose parts do not fit together.
    """
    target = Path(out).absolute()
    _may_replace(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise VarickError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    try:
        making.chmod(0o755)
        for lang in langs:
            html, tables = render(page, lang, langs)
            (making / file_name(lang, langs)).write_text(html, encoding="utf-8")
            if lang == langs[0]:
                for table in tables:
                    (making / f"{table.name}.csv").write_text(table.csv(), encoding="utf-8", newline="")
        _move(making, target)
    except OSError as error:
        raise VarickError(f"{target}: cannot be written ({error.strerror}); choose another place") from error
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return target / file_name(langs[0], langs)


def file_name(lang: str, langs: Sequence[str]) -> str:
    """The page's file in a language: the first one is the index."""
    return "index.html" if lang == langs[0] else f"index.{lang}.html"


def _may_replace(target: Path) -> None:
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
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("varick.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(page: Page, lang: str, langs: Sequence[str] = LANGUAGES) -> tuple[str, list[Table]]:
    """A page as HTML text, and the tables whose CSV files it points to."""
    words = Words(lang)
    style = files("varick.report").joinpath("templates/page.css").read_text(encoding="utf-8")
    flow, funnel = parts.flow_figure(page, words), parts.funnel_figure(page, words)
    levers = parts.lever_figures(page, words)
    activities, uncertainty = parts.activities_table(page, words), parts.uncertainty_table(page, words)
    facts = parts.facts_table(page, words)
    figures: list[Figure] = [flow, *([funnel] if funnel else []), *levers]
    tables = [figure.table for figure in figures]
    tables += [activities, *([uncertainty] if uncertainty else []), facts]
    used = {source for fact in page.facts for source in fact["source"]}
    if unknown := sorted(used - page.sources.keys()):
        raise VarickError(
            f"brief: facts name the source {unknown[0]!r}, which is not given; add it to the sources"
        )
    html = (
        _environment()
        .get_template("page.html")
        .render(
            page=page,
            w=words,
            style=Markup(style),
            style_hash=b64encode(sha256(style.encode()).digest()).decode(),
            others=[(other, file_name(other, langs)) for other in langs if other != lang],
            last_day=page.period[1] - timedelta(days=1),
            law_known=parts.law_known(page, words),
            too_late=detainers_come_too_late(page),
            key=key_numbers(page, words),
            flow=flow,
            funnel=funnel,
            levers=levers,
            figures=figures,
            activities=activities,
            activities_html=Markup(activities.html(words)),
            sampled=parts.sampled(page),
            uncertainty=uncertainty,
            steps=parts.steps(page, words),
            facts=[
                ({"counted": "", "note": "", **fact}, parts.fact_value(fact, words)) for fact in page.facts
            ],
            facts_table=facts,
            sources={
                name: {"url": "", "where": "", "date": "", "seen": "", **page.sources[name]}
                for name in sorted(used)
            },
            safe=Markup,
        )
    )
    return html, tables
