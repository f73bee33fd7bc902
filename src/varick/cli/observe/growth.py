"""``varick observe growth``: what grew fastest between two windows."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from varick.cli.observe.options import (
    answer_options,
    as_days,
    duplicates_option,
    logdir_argument,
    options,
    q_value,
    release_option,
    show_answer,
    table_option,
    where_option,
)
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store

TABLE = (
    "rank", "category", "a", "b", "ratio", "low", "high", "wide_low", "wide_high", "relative", "q"
)  # fmt: skip
"""What a table shows; CSV and JSON have every column."""


@click.command(
    epilog="Example: varick observe growth log --table arrests --category method --from 2016-10 2017-01 "
    "--to 2017-02 2017-05. Months are whole: 2017-02 2017-05 is February to April.",
)
@options(
    logdir_argument,
    table_option,
    release_option,
    click.option(
        "--category",
        required=True,
        metavar="COLUMN[:MAP]",
        help="What may have grown: a column such as method, aor or charge_section; charge_code:group2 groups offenses "
        "by their two-digit NCIC group.",
    ),
    click.option(
        "--from",
        "first",
        nargs=2,
        callback=as_days,
        required=True,
        metavar="A1 A2",
        help="Window A: its first day and the day after its last, YYYY-MM-DD or YYYY-MM.",
    ),
    click.option(
        "--to",
        "second",
        nargs=2,
        callback=as_days,
        required=True,
        metavar="B1 B2",
        help="Window B, written the same way.",
    ),
    where_option,
    click.option(
        "--exposure",
        type=click.Choice(["days", "months"]),
        default="days",
        show_default=True,
        help="What a rate is counted by: days, or whole months as TRAC does.",
    ),
    click.option(
        "--unit",
        type=click.Choice(["events", "persons"]),
        default="events",
        show_default=True,
        help="Count rows, or each person once a category and window.",
    ),
    duplicates_option,
    click.option("--top", type=click.IntRange(1), default=10, show_default=True, help="How many to list."),
    click.option(
        "--min-a",
        "least",
        type=click.IntRange(0),
        default=0,
        show_default=True,
        help="Rank only what window A has this often; 0 hides nothing.",
    ),
    *answer_options,
)
def command(
    store: "Store",
    table: str | None,
    release: str | None,
    category: str,
    first: tuple[date, date],
    second: tuple[date, date],
    where: tuple[str, ...],
    exposure: str,
    unit: str,
    duplicates: str | None,
    top: int,
    least: int,
    form: str,
    lang: str,
) -> None:
    """What grew fastest from window A to window B, with intervals, ranked by their lower end.

    Windows are half-open. low and high are the exact interval for independent events; wide_low and wide_high are widened
    by how much the months vary. Categories with none in window A are listed apart as new. The list is picked because it
    grew most, so expect some of it to be luck; --format json adds the ranks under other choices.
    """
    from varick.observe.questions.growth import growth

    words = Words(lang)
    answer = growth(
        store,
        table,
        category,
        first,
        second,
        release=release,
        where=where,
        exposure="months" if exposure == "months" else "days",
        unit="persons" if unit == "persons" else "events",
        duplicates=duplicates,
        top=top,
        least=least,
        words=words,
    )
    if form == "table":
        answer = replace(answer, rows=[{**row, "q": words.figures(q_value(row["q"]))} for row in answer.rows])
    show_answer(answer, form, words, TABLE if form == "table" else None)
