"""``varick observe funnel``: of those with one activity, how many had the next."""

from datetime import date
from typing import TYPE_CHECKING

import click

from varick.cli.observe.options import (
    answer_options,
    days_options,
    logdir_argument,
    options,
    release_option,
    show_answer,
    where_option,
)
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store


@click.command(
    epilog="Example: varick observe funnel people.parquet --steps arrested,detainer,ice_arrest --window 365"
)
@options(
    logdir_argument,
    click.option(
        "--steps",
        required=True,
        metavar="A,B,...",
        help="Activities of the log in order, with commas between them.",
    ),
    click.option(
        "--window",
        type=click.IntRange(1),
        metavar="DAYS",
        help="Days from the first step to any other at most (default: no bound).",
    ),
    *days_options("First steps"),
    where_option,
    release_option,
    *answer_options,
)
def command(
    store: "Store",
    steps: str,
    window: int | None,
    since: date | None,
    until: date | None,
    where: tuple[str, ...],
    release: str | None,
    form: str,
    lang: str,
) -> None:
    """Persons who had the first activity, then the second, and so on; other activities may lie between.

    --where, --from and --to say which first activities count. Numbers are lower bounds: the answer says how many rows of
    each step have no identifier, and for how many persons the record ends too early.
    """
    from varick.observe.questions.funnel import funnel

    words = Words(lang)
    answer = funnel(
        store, steps, release=release, where=where, since=since, until=until, window=window, words=words
    )
    show_answer(answer, form, words)
