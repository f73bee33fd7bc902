"""The two files that are written only where somebody asks: the masked image, and the page of values beside their pieces."""

import base64
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.letter.tell import said
from varick.errors import VarickError

if TYPE_CHECKING:
    from varick.letters import Reading
    from varick.words import Words

MARK = "<!-- varick letter crops -->"


def may_write(*targets: Path | None) -> None:
    """Raise VarickError for a place that holds something else or where nothing can be written, before the letter is read."""
    for target in targets:
        if target is not None and target.exists():
            raise VarickError(f"{target}: there is a file of that name; choose another name")
        if target is not None and not target.absolute().parent.is_dir():
            raise VarickError(f"{target}: there is no such folder; make it first, or choose another place")


def write_masked(target: Path, reading: "Reading", words: "Words") -> None:
    """Write the masked image and say that it is in clear."""
    _write(target, reading.masked_png)
    click.echo(words("letter_read.wrote_masked", file=str(target)), err=True)
    if "no_addressee" in reading.notes:
        click.echo(words("letter_note.no_addressee"), err=True)


def write_crops(target: Path, reading: "Reading", words: "Words") -> None:
    """Write the page of crops and say that it holds pieces of the letter, in clear."""
    _write(target, page(reading, words).encode())
    click.echo(words("letter_read.wrote_crops", file=str(target)), err=True)


def page(reading: "Reading", words: "Words") -> str:
    """One HTML page without scripts or anything from elsewhere: a row a field, with its piece of the letter."""
    title = escape(words("letter_read.crops_title"))
    rows = []
    for one in reading.fields:
        name, state = words.label("letter_field", one.name), words.label("letter_state", one.state)
        picture = ""
        if one.crop_png:
            data = base64.b64encode(one.crop_png).decode()
            alt = escape(words("letter_read.crop_alt", field=name), quote=True)
            picture = f'<img alt="{alt}" src="data:image/png;base64,{data}">'
        cells = (escape(said(one, words)), escape(state), picture)
        rows.append(
            f"<tr><th scope=row>{escape(name)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
        )
    columns = (
        words("letter_read.crops_field"),
        words("letter_read.crops_value"),
        words("letter_read.crops_state"),
        words("letter_read.crops_piece"),
    )
    heads = "".join(f"<th scope=col>{escape(column)}</th>" for column in columns)
    style = (
        "body{font:1rem/1.5 sans-serif;margin:1rem;max-width:70rem}table{border-collapse:collapse}"
        "th,td{border:1px solid #767676;padding:.4rem;text-align:left;vertical-align:top}img{max-width:100%}"
    )
    return (
        f'<!doctype html>{MARK}<html lang="{words.lang}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{style}</style><h1>{title}</h1><p>{escape(words('letter_read.crops_warning'))}</p>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></html>\n"
    )


def _write(target: Path, data: bytes) -> None:
    from varick.casebook.file.disk import private
    from varick.eventlog.whole import written_whole

    with written_whole(target, lambda _: False, target.name) as place:
        private(place, data)
