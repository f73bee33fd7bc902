"""``varick flyer``: a know-your-rights sheet as a PDF, with an organization's own contacts."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli import clock
from varick.cli.output import as_csv
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.letters.flyer import Changes, Flyer, Organisation
    from varick.words import Words


LANGUAGES = {
    "en": "flyer_language.en",
    "es": "flyer_language.es",
    "zh": "flyer_language.zh",
    "bn": "flyer_language.bn",
    "ar": "flyer_language.ar",
    "ht": "flyer_language.ht",
}
"""Code of a language of the sheets -> the key of its name."""


@click.command(
    epilog="Example: varick flyer --org examples/organisation.yaml --lang en,es --out flyer.pdf. Until the organization's file "
    "names a lawyer and a native reader for a language, every page in it says DRAFT."
)
@click.option("--practice", default="call-in-letter", show_default=True, help="What the sheet is about.")
@click.option(
    "--lang",
    "languages",
    default="en,es",
    show_default=True,
    metavar="LIST",
    help="Languages of the sheet: en, es, zh (Simplified), bn, ar, ht.",
)
@click.option(
    "--org",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The organization's file: name, contacts, reviews, texts of its own (YAML).",
)
@click.option(
    "--paper",
    type=click.Choice(["letter", "a4"]),
    default="letter",
    show_default=True,
    help="Size of the paper.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="PDF", help="The file to write."
)
@click.option(
    "--sources",
    type=click.Path(path_type=Path),
    metavar="CSV",
    help="Also write every sentence with its sources, for the lawyer who reviews it.",
)
def command(practice: str, languages: str, org: Path, paper: str, out: Path, sources: Path | None) -> None:
    """A sheet to hand out: two sides in each language, in large type, with the organization's own contacts.

    It says what to do before the date on the letter, a lawyer first; it tells nobody to go or not to go. Telephone numbers come
    from the organization's file alone. Nothing is sent or fetched.
    """
    from varick.letters.flyer import make, source_rows
    from varick.letters.flyer import practice as sheet_of
    from varick.letters.flyer.sources import COLUMNS, KIND
    from varick.words import Words

    today = clock.today()
    codes = [code.strip() for code in languages.split(",")]
    if sources is not None and sources.absolute() == out.absolute():
        raise VarickError(f"{out}: --out and --sources name the same file; choose two")
    what = sheet_of(practice)
    flyer = make(
        practice, codes, read_organisation(org, codes, practice, today), paper, today, changes(practice)
    )
    with ExitStack() as files:
        _write(files, out, flyer.pdf, b"%PDF-", "a PDF")
        if sources is not None:
            columns = [*COLUMNS, *codes]
            table = as_csv(source_rows(what, flyer.words), columns).encode("utf-8-sig")
            _write(files, sources, table, b"\xef\xbb\xbfsentence,section,", KIND)
    words = Words("es" if codes[0] == "es" else "en")
    for line in told(flyer, words, practice, out, sources, paper):
        click.echo(line, err=True)
    if words.notice:
        click.echo(words.notice, err=True)
    for path in filter(None, (out, sources)):
        click.echo(path)


def read_organisation(path: Path, codes: Sequence[str], practice: str, today: date) -> "Organisation":
    """The organization's file, checked. Raises VarickError with its place for the first thing that is wrong."""
    from varick.letters.flyer import organisation
    from varick.letters.flyer.content import language
    from varick.model.files import Place, raise_all, read_yaml

    for code in codes:  # an unknown language first: the file is checked for those asked for
        language(code, practice)
    parsed = read_yaml(path)
    raise_all(sorted(parsed.problems)[:1])

    def where(place: Place) -> str:
        line = parsed.line(place)
        return f"{path}:{line}" if line else str(path)

    return organisation(parsed.data, where, today, tuple(codes), practice)


def changes(practice: str) -> "Changes":
    """For each dated fact that the sheet leans on, the days from which its values hold."""
    from varick.letters.flyer import facts_of
    from varick.letters.flyer import practice as sheet_of
    from varick.model.load import library

    facts = library().facts
    return {
        name: tuple(v.since for v in facts[name].values) for name in facts_of(sheet_of(practice).sentences)
    }


def told(
    flyer: "Flyer", words: "Words", practice: str, out: Path, sources: Path | None, paper: str
) -> list[str]:
    """What whoever prints the sheet must know: what is stamped and why, the fonts, and what to check first."""
    from varick.letters.flyer import practice as sheet_of
    from varick.letters.flyer import weak
    from varick.letters.flyer.fonts import EMBEDDED
    from varick.letters.flyer.review import DAYS

    what = sheet_of(practice)
    pages = str(len(what.sides) * len(flyer.words))
    named = words.listed([words(LANGUAGES[each.code]) for each in flyer.words])
    lines = [words("flyer.wrote", file=str(out), pages=pages, paper=paper, languages=named)]
    for each in flyer.words:
        stands = flyer.standings[each.code]
        given = {"language": words(LANGUAGES[each.code]), "code": each.code, "version": each.version}
        if stands.state == "reviewed":
            assert stands.on is not None
            until = words.date(stands.on + timedelta(days=DAYS))
            lines.append(words("flyer.reviewed", until=until, **given))
        elif stands.reason == "draft":
            lines.append(words("flyer.draft", **given))
        elif stands.reason == "changed":
            lines.append(words("flyer.changed", what=stands.what, **given))
        elif stands.on is not None:
            on = words.date(stands.on)
            if stands.reason == "old":
                lines.append(words("flyer.old", on=on, days=str(DAYS), **given))
            else:
                key = "flyer.fact" if stands.reason == "fact" else "flyer.source"
                lines.append(words(key, what=stands.what, on=on, **given))
    lines.append(words("flyer.fonts", fonts=", ".join(flyer.fonts)))
    if EMBEDDED in flyer.fonts:
        lines.append(words("flyer.embedded", font=EMBEDDED))
    lines.append(words("flyer.check"))
    lines += [
        words("flyer.sentence", id=each.id, sources="; ".join(source.says for source in each.sources))
        for each in weak(what)
    ]
    lines.append(words("flyer.sources", file=str(sources)) if sources else words("flyer.ask_sources"))
    return lines


def _write(files: ExitStack, path: Path, content: bytes, begins: bytes, what: str) -> None:
    """Write a file that stands only when everything of the call stands."""
    from varick.eventlog.whole import written_whole

    def known(there: Path) -> bool:
        with there.open("rb") as stream:
            return stream.read(len(begins)) == begins

    try:
        files.enter_context(written_whole(path, known, what)).write_bytes(content)
    except OSError as error:
        raise VarickError(
            f"{path}: cannot be written ({error.strerror or error}); choose another place"
        ) from None
