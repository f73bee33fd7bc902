"""``varick observe counts``: rows by month, office, method or any other column."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from varick.cli.observe.options import own_eyes_option, question_options, show_answer
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store


@click.command(
    epilog="Example: varick observe counts log --by month,method --where aor=NYC --from 2017-01 --to 2017-04. "
    "Without --by, one number."
)
@question_options
@click.option(
    "--by",
    metavar="COLUMNS",
    default="",
    help="Columns to count by, with commas between them: any of the table's, and day, month, quarter, year or fy (the "
    "federal fiscal year).",
)
@own_eyes_option
def command(
    store: "Store",
    form: str,
    lang: str,
    by: str,
    own_eyes: bool,
    **rows: Any,
) -> None:
    """Count the rows of one table of one release.

    Times go forward, other values stand most frequent first, blanks last. By a column of time alone, months (days ...)
    without a row are shown as 0; by several columns, only what occurs. All rows count, the ones that a rule marks as
    duplicates too, and the answer says what the total is under each rule.
    """
    from varick.observe.questions.counts import counts

    words = Words(lang)
    answer = counts(
        store,
        by=by,
        own_eyes=own_eyes,
        words=words,
        **rows,
    )
    if form == "table":
        blank = words("observe_counts.blank_cell")
        shown = [
            {name: blank if value is None else value for name, value in row.items()} for row in answer.rows
        ]
        answer = replace(answer, rows=shown)
    show_answer(answer, form, words)
