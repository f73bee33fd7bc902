"""``varick casebook log``: who did what, when; and the head to copy on paper."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli.casebook.secret import Way, book_argument, secret_options
from varick.cli.options import language_option
from varick.cli.output import FORMATS
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.chain.log import Said

COLUMNS = ("entry", "time", "who", "what", "case", "detail")


@click.command(
    epilog="Example: varick casebook log office.casebook --last 20. For the line that belongs on paper: --head."
)
@book_argument
@click.option("--case", "case_id", metavar="CASE", help="Only what was done to this case.")
@click.option("--last", type=click.IntRange(1), metavar="N", help="Only the last N entries.")
@click.option("--head", is_flag=True, help="Only the head: one line to copy on paper.")
@secret_options
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
@language_option
def command(
    book: Path, case_id: str | None, last: int | None, head: bool, way: Way, form: str, lang: str
) -> None:
    """Show who did what and when. What was done to a purged case is there without its content.

    Entries name fields, never what stands in them. Copy the --head line on paper now and then: nobody, with whatever
    keys, can then change what came before it without varick casebook verify --head telling.
    """
    from varick.casebook.chain.paper import head_of
    from varick.cli.casebook.secret import unlock
    from varick.cli.casebook.verify import head_line
    from varick.cli.output import show

    words = Words(lang)
    with unlock(book, words, way) as opened:
        if head:
            click.echo(head_line(head_of(opened.log.last()), words))
            return
        if case_id is not None:
            case_id = opened.case(case_id).id
        said = list(opened.log.entries(case_id))[-(last or 0) :]
    rows = [_row(one, form, words) for one in said]
    if form == "table":
        heads = _heads(words)
        show(
            [{heads[name]: value for name, value in row.items()} for row in rows],
            list(heads.values()),
            form,
            rows,
            words=words,
        )
    else:
        show(rows, COLUMNS, form, rows)


def _heads(words: Words) -> dict[str, str]:
    return {
        "entry": words("casebook_chain.column_entry"),
        "time": words("casebook_chain.column_time"),
        "who": words("casebook_chain.column_who"),
        "what": words("casebook_chain.column_what"),
        "case": words("casebook_chain.column_case"),
        "detail": words("casebook_chain.column_detail"),
    }


def _row(said: "Said", form: str, words: Words) -> dict[str, Any]:
    row: dict[str, Any] = {"entry": said.seq, "time": f"{said.at:%Y-%m-%d %H:%M} UTC"}
    if said.body is None:
        gone = words("casebook_chain.purged") if form == "table" else None
        return row | {"who": None, "what": gone, "case": None, "detail": None}
    detail = dict(said.body.detail)
    action = said.body.action
    row |= {"who": said.body.actor, "case": said.body.case}
    if form == "json":
        return row | {"what": action, "detail": detail}
    if form == "table":  # a hash is compared in JSON; here it would push everything else off the screen
        detail = {name: value for name, value in detail.items() if name != "sha256"}
    told = "; ".join(f"{name}: {_listed(value)}" for name, value in detail.items())
    return row | {"what": words.label("casebook_act", action) if form == "table" else action, "detail": told}


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
