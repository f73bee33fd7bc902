"""Results as a table, CSV or JSON on standard output; progress on standard error."""

import csv
import io
import json
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from varick.words import Words

FAMILIES = {"activity": "activity", "agency": "agency"}
"""Columns that hold names of the model -> the family of their words."""
RECORD = "observe_"
"""What the names of families begin with that say things of the record, some of which the model says otherwise."""
FORMATS = click.Choice(["table", "csv", "json"])


def show(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    form: str,
    answer: Any,
    head: Sequence[str] = (),
    words: "Words | None" = None,
    families: Mapping[str, str] = FAMILIES,
) -> None:
    """Print rows as asked: ``json`` prints the whole ``answer``; a table has ``head`` lines above it, and says headings and
    names in ``words`` if given, names by the column's family. JSON and CSV are the same in every language."""
    if form == "json":
        click.echo(as_json(answer))
    elif form == "csv":
        click.echo(as_csv(rows, columns), nl=False)
    else:
        for line in head:
            click.echo(line)
        click.echo(as_table(rows, columns, words, families))


def as_json(answer: Any) -> str:
    """The whole answer, one key a line."""
    return json.dumps(answer, ensure_ascii=False, indent=1)


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """RFC 4180 text with a header line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[_cell(row.get(c)) for c in columns] for row in rows])
    return text.getvalue()


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else value


def as_table(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    words: "Words | None" = None,
    families: Mapping[str, str] = FAMILIES,
) -> str:
    """Columns lined up; numbers to the right, rounded as their size allows. A column without words keeps its name."""
    heads = [c if words is None else _headed(c, words) for c in columns]
    texts = [[_said(c, row.get(c), words, families) for c in columns] for row in rows]
    numbers = (
        i for i, c in enumerate(columns) if all(isinstance(r.get(c), int | float | None) for r in rows)
    )
    first, *rest = lined_up([heads, *texts], tuple(numbers) if rows else ())
    widths = [max(map(len, column)) for column in zip(heads, *texts, strict=True)]
    return "\n".join([first, "  ".join("-" * w for w in widths), *rest])


def _headed(column: str, words: "Words") -> str:
    """A heading: the table's own, or the name of a column of the record."""
    named = words.find(f"observe_column.{column}") or column
    return words.find(f"table.{column}") or f"{named[:1].upper()}{named[1:]}"


def _said(column: str, value: Any, words: "Words | None", families: Mapping[str, str]) -> str:
    """A cell: names of the model in words where there are words, figures as the language writes them."""
    if words is None or not value:
        return _shown(value)
    if column in families and isinstance(value, str):
        return named(words, families[column], value)
    if column == "same_sign_share" and isinstance(value, float):
        return words.percent(value)
    return words.figures(_shown(value)) if isinstance(value, int | float) else _shown(value)


def named(words: "Words", family: str, name: str) -> str:
    """A name of the model; of a family of the record, such as ``observe_activity``, the record's own word first."""
    own = words.find(f"{family}.{name.strip('()')}") if family.startswith(RECORD) else None
    return own or words.label(family.removeprefix(RECORD), name)


def lined_up(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows of texts as lines with even columns; the columns in ``right`` end flush."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            _padded(t, w, i in right) for i, (t, w) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _padded(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number(value)
    if isinstance(value, int):
        return f"{value:,}"
    return str(_cell(value))


def number(value: float) -> str:
    """A number without spurious precision: whole above 100, else three digits."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    if abs(value) >= 99.95:
        return f"{value:,.0f}"
    return f"{value:.{max(0, 2 - math.floor(math.log10(abs(value))))}f}"


def agreed_to(question: str, words: "Words") -> bool:
    """Whether somebody says yes at the terminal, in English or in the language of ``words``; no by default."""
    yes, no = words("asking.yes"), words("asking.no")
    said = {"y": True, "yes": True, yes[0]: True, yes: True, "n": False, "no": False, no: False, "": False}
    said |= {word.replace("í", "i"): answer for word, answer in said.items()}
    while True:
        prompt = f"{question} [{yes[0]}/{no[0].upper()}]"
        answer = said.get(click.prompt(prompt, default="", show_default=False, err=True).strip().casefold())
        if answer is not None:
            return answer
        click.echo(words("asking.again"), err=True)


def progress(what: str) -> Callable[[int, int], None]:
    """A counter on standard error that stays silent for the first two seconds, and off terminals says little."""
    begin = last = time.monotonic()

    def tell(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        tty = sys.stderr.isatty()
        if now - begin < 2 or (now - last < (0.2 if tty else 10) and done < of):
            return
        last = now
        line = f"{what}: {done:,} of {of:,} ({done / of:.0%})"
        click.echo(f"\r{line}" if tty else line, err=True, nl=not tty or done >= of)

    return tell
