"""``varick observe summary``: what a log folder holds and lacks."""

from typing import TYPE_CHECKING, Any

import click

from varick.cli.observe.import_ import TABLES, beware
from varick.cli.observe.options import format_option, logdir_argument
from varick.cli.options import language_option
from varick.cli.output import as_table, show
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store

MISSING = ("table", "release", "column", "blank", "na", "redacted", "unreadable", "rows")


@click.command(
    epilog="Example: varick observe summary log. Where log is what varick observe import FILE... --out log made, or an "
    "event log of varick simulate --log.",
)
@logdir_argument
@format_option
@language_option
def command(store: "Store", form: str, lang: str) -> None:
    """What a log folder holds: tables, days, persons, what is missing in each column, and what to beware of.

    Blank, NA, redacted and unreadable cells are counted apart: they mean different things.
    """
    from varick.observe.questions.summary import summary

    words = Words(lang)
    answer = summary(store, words)
    if form != "table":
        show(answer["tables"], TABLES, form, answer, (), words)
        return
    given = {"folder": str(store.path), "rows": words.number(answer["rows_in"])}
    if store.account:
        rejected = words.number(answer["rows_rejected"])
        click.echo(words("observe_import.holds", **given, rejected=rejected) + "\n")
    else:
        click.echo(words("observe_import.log", **given) + "\n")
    click.echo(as_table(answer["tables"], TABLES, words))
    click.echo()
    for table in answer["tables"]:
        said = {"table": table["table"], "release": table["release"], "columns": ", ".join(table["columns"])}
        click.echo(words("observe_import.columns", **said))
    if rows := missing(answer["tables"]):
        click.echo("\n" + words("observe_import.missing"))
        click.echo(as_table(rows, MISSING, words))
    beware(answer["warnings"], words)


def missing(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each column with cells that have no readable value."""
    return [
        {
            "table": table["table"],
            "release": table["release"],
            "column": column,
            **{kind: counts.get(kind, 0) for kind in ("blank", "na", "redacted", "unreadable")},
            "rows": table["rows"],
        }
        for table in tables
        for column, counts in table.get("missing", {}).items()
    ]
