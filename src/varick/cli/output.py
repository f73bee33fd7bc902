"""Results as a table, CSV or JSON on standard output; progress on standard error."""

import csv
import io
import json
import math
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

FORMATS = click.Choice(["table", "csv", "json"])


def show(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    form: str,
    answer: Any,
    head: Sequence[str] = (),
) -> None:
    """Print rows as asked: ``json`` prints the whole ``answer``; a table has ``head`` lines above it."""
    if form == "json":
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    elif form == "csv":
        click.echo(as_csv(rows, columns), nl=False)
    else:
        for line in head:
            click.echo(line)
        click.echo(as_table(rows, columns))


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """RFC 4180 text with a header line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([[_cell(row.get(c)) for c in columns] for row in rows])
    return text.getvalue()


def _cell(value: Any) -> Any:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else value


def as_table(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Columns lined up; numbers to the right, rounded as their size allows."""
    texts = [[_shown(row.get(c)) for c in columns] for row in rows]
    widths = [max(len(c), *(len(t[i]) for t in texts)) if texts else len(c) for i, c in enumerate(columns)]
    right = [bool(rows) and all(isinstance(r.get(c), int | float | None) for r in rows) for c in columns]
    lines = ["  ".join(_padded(c, w, r) for c, w, r in zip(columns, widths, right, strict=True)).rstrip()]
    lines.append("  ".join("-" * w for w in widths))
    lines += [
        "  ".join(_padded(t, w, r) for t, w, r in zip(row, widths, right, strict=True)).rstrip()
        for row in texts
    ]
    return "\n".join(lines)


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
