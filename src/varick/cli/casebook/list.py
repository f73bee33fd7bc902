"""``varick casebook list``: the cases, a line each."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli.casebook.lines import chosen, show_lines
from varick.cli.casebook.secret import Way, book_argument, secret_options, unlock
from varick.cli.options import language_option
from varick.cli.output import FORMATS
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.cases.case import Case


@click.command(epilog="Example: varick casebook list office.casebook --where attended=unknown")
@book_argument
@click.option(
    "--where",
    "wanted",
    multiple=True,
    metavar="FIELD=CODE",
    help="Only cases with this answer (a code, unknown, refused, none or not_asked); may be given again.",
)
@click.option(
    "--field", "names", multiple=True, metavar="FIELD", help="A column to show; may be given again."
)
@click.option("--all-fields", is_flag=True, help="Every field as a column.")
@click.option(
    "--format", "form", type=FORMATS, default="table", show_default=True, help="table, csv or json."
)
@language_option
@secret_options
def command(
    book: Path,
    wanted: tuple[str, ...],
    names: tuple[str, ...],
    all_fields: bool,
    form: str,
    lang: str,
    way: Way,
) -> None:
    """The cases in the order in which they were added, without who they are about.

    In CSV a question that was never asked is empty, and unknown, refused and none are those words: unknown is never no.
    """
    words = Words(lang)
    columns, tests = chosen(names, all_fields), [_test(text) for text in wanted]
    with unlock(book, words, way) as opened:
        cases = [case for case in opened.cases() if all(_holds(case, *test) for test in tests)]
        show_lines(cases, opened.count(), columns, form, words)


def _test(text: str) -> tuple[str, str]:
    """(field, code or state) of one --where. Raises VarickError for what no field can be."""
    from varick.casebook.cases.fields import field
    from varick.errors import VarickError

    name, _, code = (part.strip() for part in text.partition("="))
    known = field(name)
    if known.tier == "derived":
        raise VarickError(f"--where {name}: it is computed from dates; filter the CSV instead")
    if code in ("known", "unknown", "refused", "none", "not_asked"):
        return name, code
    if known.kind not in ("choice", "choices") or code not in known.choices:
        codes = ", ".join(known.choices) if known.kind in ("choice", "choices") else "known"
        raise VarickError(f"--where {name}=...: write one of {codes}, unknown, refused, none or not_asked")
    return name, code


def _holds(case: "Case", name: str, code: str) -> bool:
    answer = case.answers.get(name)
    if answer is None:
        return code == "not_asked"
    if answer.state != "known":
        return code == answer.state
    return code == "known" or code in (answer.value if isinstance(answer.value, tuple) else (answer.value,))
