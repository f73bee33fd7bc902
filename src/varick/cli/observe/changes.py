"""``varick observe changes``: when the level of a series changed, and new practices."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from varick.cli.observe.options import q_value, question_options, show_answer
from varick.words import Words

if TYPE_CHECKING:
    from varick.observe.store import Store

TABLE = (
    "month", "before", "after", "ratio", "low", "high", "q", "credible_from", "credible_to", "label", "mix", "mix_usual",
    "renamed", "known",
)  # fmt: skip
"""What a table shows; CSV and JSON have every column."""


@click.command(
    epilog="Example: varick observe changes log --table arrests --by aor. By method, aor,method, landmark or any other "
    "column; --by none is the whole table as one series.",
)
@question_options
@click.option(
    "--by",
    metavar="COLUMNS",
    default="none",
    show_default=True,
    help="Columns that split the table into series, with commas between them: aor, method, landmark or any other.",
)
@click.option(
    "--level",
    type=float,
    default=0.05,
    show_default=True,
    help="Share of false calls to put up with among the series called changed.",
)
@click.option(
    "--seed",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Whole number that fixes the simulation of chance.",
)
def command(
    store: "Store",
    form: str,
    lang: str,
    by: str,
    level: float,
    seed: int,
    **rows: Any,
) -> None:
    """The strongest change of level in each series of monthly counts, and how often chance alone does as well.

    Incomplete months are left out, and fewer than 12 whole ones are refused. What was known to happen within a month
    is named beside a change: it does not prove a cause. --format json adds a table of categories that are new in an
    office.
    """
    from varick.observe.questions.changes import changes
    from varick.observe.questions.changes_notes import source_note

    words = Words(lang)
    answer = changes(
        store,
        by=by,
        level=level,
        seed=seed,
        words=words,
        **rows,
    )
    if form == "table":
        shown = {event for row in answer.rows for event in row["events"]}
        told = [source_note(known, words) for known in answer.more["known_events"] if known["event"] in shown]
        answer = replace(
            answer, rows=[_shown(row, words) for row in answer.rows], notes=[*answer.notes, *told]
        )
    show_answer(answer, form, words, (*answer.more["by"], *TABLE) if form == "table" else None)


def _shown(row: Any, words: Words) -> dict[str, Any]:
    """A row for reading: the month of a change that chance explains stands in brackets, and the nearest event alone."""
    month = row["month"] if row["significant"] else f"({row['month']})"
    renamed = None if row["renamed"] is None else words.percent(row["renamed"])
    return {
        **row,
        "q": words.figures(q_value(row["q"])),
        "month": month,
        "renamed": renamed,
        "known": row["events"][:1],
    }
