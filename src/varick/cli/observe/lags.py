"""``varick observe lags``: how long from one activity to another, or between two dates of a row."""

from datetime import date
from typing import TYPE_CHECKING

import click

from varick.cli.observe.options import (
    answer_options,
    days_options,
    duplicates_option,
    logdir_argument,
    on_option,
    options,
    release_option,
    show_answer,
    where_option,
)
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store


@click.command(
    epilog="Example: varick observe lags people.parquet --from detainer --to ice_arrest --window 365. Within a row: "
    "varick observe lags LOGDIR --table removals --from apprehension_date --to departed_date --by fy."
)
@options(
    logdir_argument,
    click.option(
        "--from",
        "start",
        required=True,
        metavar="X",
        help="An activity of the log; with --table, a column of dates.",
    ),
    click.option(
        "--to", required=True, metavar="Y", help="The activity waited for; with --table, a column of dates."
    ),
    click.option(
        "--window",
        type=click.IntRange(1),
        metavar="DAYS",
        help="Days that are waited at most (default: to the end of the record).",
    ),
    click.option(
        "--each/--first",
        "each",
        default=True,
        show_default=True,
        help="From each X of a person, or only from the first that fits.",
    ),
    *days_options("X", "--since", "--until"),
    where_option,
    release_option,
    click.option(
        "--table",
        help="Compare two dates of the rows of this table instead: all that tables without identifiers allow.",
    ),
    click.option(
        "--by",
        metavar="COLUMN",
        help="With --table: a line for each value of a column, or month, quarter, year, fy.",
    ),
    on_option,
    duplicates_option,
    *answer_options,
)
def command(
    store: "Store",
    start: str,
    to: str,
    window: int | None,
    each: bool,
    since: date | None,
    until: date | None,
    where: tuple[str, ...],
    release: str | None,
    table: str | None,
    by: str | None,
    on: str | None,
    duplicates: str | None,
    form: str,
    lang: str,
) -> None:
    """How long from activity X to the same person's next Y, as a Kaplan-Meier curve with the numbers at risk.

    What had not happened by the day of extraction is censored there, never counted as a no. X and Y take the place that
    dates have elsewhere, so the window of dates is --since and --until here; --where says which X count.

    With --table, X and Y are two date columns of one row: quantiles of the days between them among the rows that have
    both. That is no forecast of how long it takes.
    """
    from varick.observe.questions.lags import lags

    words = Words(lang)
    answer = lags(
        store, start, to, table=table, release=release, where=where, since=since, until=until, window=window,
        first=not each, by=by, on=on, duplicates=duplicates, words=words,
    )  # fmt: skip
    show_answer(answer, form, words)
