"""Options that the questions share: which log folder, table, release, rows and dates; and how an answer is printed."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from varick.cli.options import language_option
from varick.cli.output import FORMATS, show

if TYPE_CHECKING:
    from varick.observe.answer import Answer
    from varick.words import Words


def _opened(ctx: click.Context, param: click.Parameter, value: str) -> Any:
    from varick.observe.store import Store

    return Store.open(value)


def as_days(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """Callback of a date option: the day of each text, YYYY-MM-DD, or YYYY-MM for the first day of that month.

    Raises click.BadParameter with what to write for any other text."""
    if isinstance(value, tuple):
        return tuple(as_days(ctx, param, text) for text in value)
    if value is None:
        return None
    from varick.errors import VarickError
    from varick.observe.questions.windows import as_day

    try:
        return as_day(value)
    except VarickError as error:
        raise click.BadParameter(str(error), ctx, param) from None


logdir_argument = click.argument("store", metavar="LOGDIR", callback=_opened)
"""LOGDIR; the command takes it as ``store``, opened."""

table_option = click.option(
    "--table",
    help="The table to ask, such as arrests, encounters or removals; not needed where there is one.",
)
release_option = click.option(
    "--release", metavar="NAME", help="The release, where several hold the table: they are never merged."
)
where_option = click.option(
    "--where",
    "where",
    multiple=True,
    metavar="CONDITION",
    help="Rows to keep: COLUMN=VALUE, COLUMN!=VALUE or COLUMN~PART; case and blanks do not matter. May be given "
    "again: all must hold, but of several COLUMN=VALUE of one column any.",
)
from_option = click.option(
    "--from", "start", callback=as_days, metavar="DATE", help="First day, YYYY-MM-DD or YYYY-MM."
)
to_option = click.option(
    "--to", "end", callback=as_days, metavar="DATE", help="Day after the last, YYYY-MM-DD or YYYY-MM."
)


def days_options(what: str, first: str = "--from", last: str = "--to") -> tuple[Callable[..., Any], ...]:
    """A half-open window of days for the events `what`: the command takes it as ``since`` and ``until``."""
    return (
        click.option(
            first, "since", callback=as_days, metavar="DATE", help=f"{what} from this day on, YYYY-MM-DD or YYYY-MM."
        ),
        click.option(
            last, "until", callback=as_days, metavar="DATE", help=f"{what} before this day, YYYY-MM-DD or YYYY-MM."
        ),
    )  # fmt: skip


on_option = click.option(
    "--on", metavar="COLUMN", help="The date to count by, if not the table's main one (see the definition)."
)
duplicates_option = click.option(
    "--duplicates",
    metavar="RULE",
    help="Leave out the rows that a rule marks as duplicates: ddp_2026, ddp_2025 or uwchr. By default all rows count.",
)
own_eyes_option = click.option(
    "--own-eyes",
    is_flag=True,
    help="Show counts under 5 by citizenship, place and day or by row, which could single a person out: for your own "
    "eyes, never for publication.",
)
format_option = click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
answer_options = (format_option, language_option)
"""--format and --lang: the command takes them as ``form`` and ``lang``."""
row_options = (
    table_option,
    release_option,
    where_option,
    from_option,
    to_option,
    on_option,
    duplicates_option,
)
"""Which rows: ``table``, ``release``, ``where``, ``start``, ``end``, ``on``, ``duplicates``, as the questions take them."""


def options(*given: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Several options as one decorator, shown in --help in this order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(given):
            command = option(command)
        return command

    return decorate


def q_value(q: float) -> str:
    """A q-value to three decimals; below that only that it is below."""
    return "<0.001" if q < 0.001 else f"{q:.3f}"


def question_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """LOGDIR, `row_options`, and `answer_options`."""
    return options(logdir_argument, *row_options, *answer_options)(command)


FAMILIES = {"activity": "observe_activity", "next_activity": "observe_activity", "agency": "agency"}
"""Columns that hold names -> the family of their words, of the record where it has its own."""


def show_answer(answer: "Answer", form: str, words: "Words", columns: tuple[str, ...] | None = None) -> None:
    """Print an answer: JSON whole; CSV its rows; a table with definition above, notes and vintage below it.

    ``columns`` are those to show as a table or CSV, if not all. In CSV, what the numbers mean goes to standard error.
    """
    chosen = columns or tuple(answer.columns)
    below = [*answer.notes, answer.vintage]
    if form == "table":
        show(answer.rows, chosen, form, None, [answer.definition, ""], words, FAMILIES)
        click.echo("\n" + "\n".join(below))
        return
    show(answer.rows, chosen, form, answer.to_dict(), (), words)
    if form == "csv":
        for line in (answer.definition, *below):
            click.echo(line, err=True)
