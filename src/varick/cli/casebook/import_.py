"""``varick casebook import``: cases from a CSV file or a spreadsheet, with a preview of what would change."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli import clock
from varick.cli.casebook.secret import Way, secret_options, unlock
from varick.cli.options import language_option, text_format_option
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.taking_in.plan import Plan

SHOWN = 30
"""Reasons of rejected rows that a preview lists."""


@click.command(
    epilog="Example: varick casebook import office.casebook cases.csv --retain-until 2030-12-31. It says what would "
    "change; with --apply it is done. An empty table to fill in: varick casebook import --template cases.xlsx",
)
@click.argument("book", required=False, type=click.Path(path_type=Path))
@click.argument("table", required=False, type=click.Path(path_type=Path))
@click.option(
    "--apply", "do", is_flag=True, help="Do it: all in one step, or nothing. Without it nothing is written."
)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook, where several hold a table.")
@click.option(
    "--column",
    "said",
    multiple=True,
    metavar="HEADING=FIELD",
    help="What a column holds, where its heading is neither a field's name nor its question in English or Spanish. "
    "May be given again.",
)
@click.option(
    "--ignore",
    multiple=True,
    metavar="HEADING",
    help="A column to leave out; '*' for all that are not known. May be given again.",
)
@click.option(
    "--key",
    metavar="HEADING",
    help="The column of your own numbers, by which rows find their cases; kept as own_reference. No names or official numbers.",
)
@click.option(
    "--dates",
    "order",
    type=click.Choice(["year-first", "month-first", "day-first"]),
    default="year-first",
    show_default=True,
    help="How days such as 3/8/2018 are meant; year-first refuses them. Days that a spreadsheet keeps as days are always read.",
)
@click.option(
    "--retain-until",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Until when new cases are kept, where the table does not say (column retain_until).",
)
@click.option(
    "--source", default="table", show_default=True, help="Where these answers come from, kept with each."
)
@click.option(
    "--rejected",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write the rejected rows to a CSV file, in clear text.",
)
@click.option(
    "--template",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write an empty table (.csv or .xlsx) with headings and codes, and nothing else; needs no casebook.",
)
@secret_options
@text_format_option
@language_option
def command(
    book: Path | None,
    table: Path | None,
    do: bool,
    sheet: str | None,
    said: tuple[str, ...],
    ignore: tuple[str, ...],
    key: str | None,
    order: str,
    retain_until: Any,
    source: str,
    rejected: Path | None,
    template: Path | None,
    way: Way,
    form: str,
    lang: str,
) -> None:
    """Take in new cases from a table, or bring cases up to date: CSV, xlsx or ods, one case a row.

    First a preview: columns, counts, and each rejected row with its reason. A row finds its case by case_id, or by your own
    number (--key); else it is a new case. A blank cell leaves an answer as it is, "unknown" makes it unknown, "-" clears it.
    Codes and their words in English and Spanish are read. Line breaks within a cell become blanks.
    """
    words = Words(lang)
    if template is not None:
        from varick.casebook.taking_in.template import write_template

        write_template(template, words)
        click.echo(words("casebook_import.template", path=str(template)))
        return
    if book is None or table is None:
        raise click.UsageError("give the casebook and the table, or --template FILE")
    from varick.casebook.taking_in.columns import match
    from varick.casebook.taking_in.reading import read_table

    read = read_table(table, sheet)
    matched = match(read, said, ignore, key)
    with unlock(book, words, way) as opened:
        from varick.casebook.taking_in.applying import apply, imported_before, write_rejected
        from varick.casebook.taking_in.plan import plan

        today = clock.today()
        until = retain_until.date() if retain_until is not None else None
        made = plan(opened, read, matched, retain_until=until, source=source, order=order, today=today)  # type: ignore[arg-type]
        before = imported_before(opened, made) if made.added else None
        nothing = bool(made.table.rows_in) and len(made.rejected) == made.table.rows_in
        done = (
            do and not nothing
        )  # a table of which no row is taken leaves the casebook, its log too, as it was
        ids = apply(opened, made, today) if done else []
    if form == "json":
        _show_json(made, ids, done)
    else:
        _show(made, words, done, before)
    if rejected is not None:
        count = write_rejected(made, rejected)
        click.echo(
            words("casebook_import.rejected_written", path=str(rejected), count=words.number(count)), err=True
        )
    if nothing:
        raise VarickError(f"{made.table.file}: every row is rejected; the reasons stand above")


def _show(made: "Plan", words: Words, done: bool, before: str | None) -> None:
    def say(key: str, **values: str) -> None:
        click.echo(words(key, **values))

    counts = {
        name: words.number(len(getattr(made, name))) for name in ("added", "changed", "same", "rejected")
    }
    say("casebook_import.head", file=made.table.file, rows=words.number(made.table.rows_in), **counts)
    if made.table.guides:
        say("casebook_import.guides", count=words.number(made.table.guides))
    say("casebook_import.columns")
    for heading, target in zip(made.table.headings, made.matched.targets, strict=True):
        if target is not None:
            click.echo(f"  {heading} -> {target.title}" if heading != target.title else f"  {heading}")
    if made.matched.left_out:
        say("casebook_import.left_out", columns=", ".join(made.matched.left_out))
    if made.moved:
        say("casebook_import.moved" if done else "casebook_import.moves")
        for name, pairs in made.moved.items():
            for line in _moves(name, pairs, words):
                click.echo(f"  {line}")
    if made.problems:
        say("casebook_import.rejected")
        for one in made.problems[:SHOWN]:
            click.echo(f"  {_problem(one.row, one.field, one.reason, words)}")
        if len(made.problems) > SHOWN:
            say("casebook_import.rejected_more", count=words.number(len(made.problems) - SHOWN))
    click.echo()
    titles = {target.title for target in made.matched.targets if target}
    if made.added and not titles & {"case_id", "own_reference"}:
        say("casebook_import.every_row_new")
    if "own_reference" in titles:
        say("casebook_import.no_reference")
    if done:
        say("casebook_import.applied", added=counts["added"], changed=counts["changed"])
    else:
        if before is not None:
            say("casebook_import.imported_before", day=before)
        say("casebook_import.preview")
    say("casebook_import.table_in_clear", file=made.table.file)


def _problem(row: int, field: str, reason: str, words: Words) -> str:
    if not row:
        return words("casebook_import.rejected_below", reason=reason)
    if not field:
        return words("casebook_import.rejected_whole", row=words.number(row), reason=reason)
    return words("casebook_import.rejected_row", row=words.number(row), field=field, reason=reason)


def _moves(name: str, pairs: "Counter[tuple[str, str]]", words: Words) -> list[str]:
    """Old and new of codes and states; of a date, a text or a name only that it changed."""
    lines = []
    for (old, new), count in pairs.most_common():
        said = {"field": name, "count": words.number(count)}
        if "*" not in (old, new):
            lines.append(
                words(
                    "casebook_import.move", old=_value(name, old, words), new=_value(name, new, words), **said
                )
            )
        elif new == "":
            lines.append(words("casebook_import.cleared_value", **said))
        elif old == "":
            lines.append(words("casebook_import.first_value", **said))
        elif old == new:
            lines.append(words("casebook_import.other_value", **said))
        else:
            lines.append(
                words(
                    "casebook_import.move", old=_value(name, old, words), new=_value(name, new, words), **said
                )
            )
    return lines


def _value(name: str, code: str, words: Words) -> str:
    if code == "":
        return words("casebook_import.not_asked")
    if code == "*":
        return "…"
    labels = [
        words.find(f"casebook_choice.{name}.{one}")
        or words.find(f"casebook_state.{one}")
        or words.find(f"casebook_consent.{one}")
        or one
        for one in code.split("; ")
    ]
    return "; ".join(labels)


def _show_json(made: "Plan", ids: list[str], done: bool) -> None:
    from varick.cli.output import as_json

    click.echo(
        as_json(
            {
                "file": made.table.file,
                "applied": done,
                "rows": made.table.rows_in,
                "guide_rows": made.table.guides,
                "added": len(made.added),
                "changed": len(made.changed),
                "same": len(made.same),
                "rejected": len(made.rejected),
                "columns": {
                    heading: target.title if target else None
                    for heading, target in zip(made.table.headings, made.matched.targets, strict=True)
                },
                "changes": {
                    name: [
                        {"old": old, "new": new, "cases": count} for (old, new), count in pairs.most_common()
                    ]
                    for name, pairs in made.moved.items()
                },
                "problems": [
                    {"row": one.row or None, "field": one.field or None, "reason": one.reason}
                    for one in made.problems
                ],
                "new_cases": [
                    {"row": step.row, "case_id": case_id}
                    for step, case_id in zip(made.added, ids, strict=True)
                ]
                if done
                else [],
            }
        )
    )
