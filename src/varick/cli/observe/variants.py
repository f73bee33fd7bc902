"""``varick observe variants``: the sequences of activities, and with --directly-follows what follows what."""

from dataclasses import replace
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
from varick.cli.output import named
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store


@click.command(
    epilog="Example: varick observe variants people.parquet --top 10. What follows what: varick observe variants "
    "people.parquet --directly-follows --times."
)
@options(
    logdir_argument,
    click.option(
        "--top",
        type=click.IntRange(0),
        default=20,
        show_default=True,
        help="How many variants (or pairs) to list; 0 lists all.",
    ),
    click.option(
        "--directly-follows",
        "follows",
        is_flag=True,
        help="Count which activity comes next after which, instead.",
    ),
    click.option(
        "--times", is_flag=True, help="With --directly-follows: median and mean days between the two."
    ),
    *days_options("Persons with an event"),
    where_option,
    release_option,
    *answer_options,
)
def command(
    store: "Store",
    top: int,
    follows: bool,
    times: bool,
    since: date | None,
    until: date | None,
    where: tuple[str, ...],
    release: str | None,
    form: str,
    lang: str,
) -> None:
    """How many persons went through exactly the same activities in the same order, the most frequent first.

    --where, --from and --to keep the persons with at least one event that fits them all, with their whole journeys.
    Rows without an identifier are left out; the answer says how many.
    """
    from varick.observe.questions.variants import variants

    words = Words(lang)
    answer = variants(
        store, release=release, where=where, since=since, until=until, top=top or None, follows=follows,
        times=times, words=words,
    )  # fmt: skip
    if form == "table" and not follows:
        spelt = [
            {**row, "journey": " > ".join(named(words, "observe_activity", name) for name in row["journey"])}
            for row in answer.rows
        ]
        answer = replace(answer, rows=spelt)
    show_answer(answer, form, words)
