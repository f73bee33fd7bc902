"""``varick casebook export``: cases for counsel, coarsened ones for partners, tables for the public; and where a case went."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli import clock
from varick.cli.casebook.secret import Way, book_argument, secret_options, unlock
from varick.cli.observe.options import as_days
from varick.cli.options import language_option
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.sharing.package import Package
    from varick.casebook.sharing.register import Export

PUBLIC = "public"
"""Whom tables are for, where nobody is named."""


@click.command(
    epilog="Example: varick casebook export office.casebook --list. Others: --level full --to age1... --for COUNSEL --out "
    "case.age --case ID; --level coalition --for PARTNER --out shared; --level aggregate --out published."
)
@book_argument
@click.option(
    "--level",
    type=click.Choice(["full", "coalition", "aggregate"]),
    help="full: everything, for counsel. coalition: consented cases, coarsened. aggregate: tables.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The folder to make; with --to, the encrypted file. Must not exist.",
)
@click.option(
    "--for",
    "recipient",
    metavar="NAME",
    help="Who gets it: kept in the casebook, not in the export, so that taking back a consent can name them.",
)
@click.option(
    "--to", "keys", multiple=True, metavar="KEY", help="Encrypt to this age public key; may be given again."
)
@click.option("--in-clear", is_flag=True, help="With full: write names in clear, without --to.")
@click.option(
    "--events", is_flag=True, help="With coalition: an event log for varick observe instead of rows."
)
@click.option("--case", "case_ids", multiple=True, metavar="ID", help="Only this case; may be given again.")
@click.option(
    "--smallest-group",
    "k",
    type=click.IntRange(1, 100),
    help="With coalition: as many cases share a description (default 3; 1: leave unique cases as they are).",
)
@click.option(
    "--by",
    multiple=True,
    metavar="A[,B]",
    help="With aggregate: a table by month, quarter, borough, practice, outcome or another choice; may be given again "
    "(default: month; practice,quarter; practice,borough; practice,outcome).",
)
@click.option(
    "--threshold",
    type=click.IntRange(3, 100),
    help="With aggregate: counts under this are withheld (default 5).",
)
@click.option(
    "--noise",
    "epsilon",
    type=float,
    metavar="EPSILON",
    help="With aggregate: random noise instead of withholding; the total privacy loss of these tables (0.01 to 10).",
)
@click.option(
    "--budget", type=float, metavar="EPSILON", help="With --noise: the limit for all releases (default 2)."
)
@click.option("--since", callback=as_days, metavar="MONTH", help="With aggregate: first month, YYYY-MM.")
@click.option("--until", callback=as_days, metavar="MONTH", help="With aggregate: last month, YYYY-MM.")
@click.option(
    "--despite-few-changes",
    "few_changes",
    is_flag=True,
    help="With aggregate: publish though fewer cases than the threshold changed since an earlier export.",
)
@click.option(
    "--after-restore",
    is_flag=True,
    help="After a restore, once: what was done since the backup has been entered again (consents, purges).",
)
@click.option(
    "--list", "listing", is_flag=True, help="What was exported so far; with --case, to whom it went."
)
@secret_options
@language_option
def command(
    book: Path,
    level: str | None,
    out: Path | None,
    recipient: str | None,
    keys: tuple[str, ...],
    in_clear: bool,
    events: bool,
    case_ids: tuple[str, ...],
    k: int | None,
    by: tuple[str, ...],
    threshold: int | None,
    epsilon: float | None,
    budget: float | None,
    since: date | None,
    until: date | None,
    few_changes: bool,
    after_restore: bool,
    listing: bool,
    way: Way,
    lang: str,
) -> None:
    """Write what may leave a casebook, at one of three levels, with a statement of what was done in English and Spanish.

    Only cases whose person agreed to the use, and that are known not to be privileged, leave below full; no name does. Each
    export is logged with its level, the number of cases and the hash of its files, and the casebook keeps which cases went
    to whom.
    """
    words = Words(lang)
    if listing:
        with unlock(book, words, way) as opened:
            _list(opened, case_ids, words)
        return
    if level is None or out is None:
        raise click.UsageError(
            "say what to export: --level full, coalition or aggregate, and --out; or --list"
        )
    for_level: dict[str, dict[str, object]] = {
        "full": {"--in-clear": in_clear},
        "coalition": {"--smallest-group": k is not None, "--events": events},
        "aggregate": {
            "--by": by,
            "--threshold": threshold is not None,
            "--noise": epsilon is not None,
            "--budget": budget is not None,
            "--since": since is not None,
            "--until": until is not None,
            "--despite-few-changes": few_changes,
        },
    }
    for other, options in for_level.items():
        for option, given in options.items():
            if given and other != level:
                raise click.UsageError(f"{option} belongs to --level {other}; leave it out")
    if level == "aggregate" and case_ids:
        raise click.UsageError("--case: tables count all cases that may be counted; leave it out")
    if events and case_ids:
        raise click.UsageError("--case: an event log holds all cases that may leave; leave it out")
    if epsilon is None and budget is not None:
        raise click.UsageError("--budget belongs to --noise; leave it out")
    if epsilon is not None and (threshold is not None or few_changes):
        raise click.UsageError("--noise withholds nothing; leave --threshold and --despite-few-changes out")
    if level == "full" and bool(keys) == in_clear:
        raise click.UsageError(
            "names leave encrypted, --to with counsel's age public key, or in clear, --in-clear; give one of the two"
        )
    if recipient is None and level != "aggregate":
        raise click.UsageError("say for whom it is: --for NAME")
    from varick.casebook.sharing.package import place

    with unlock(book, words, way) as opened:
        today = clock.today()
        if level == "full":
            from varick.casebook.sharing.full import full

            made = full(opened, case_ids, today)
        elif level == "aggregate":
            made = _tables(opened, by, threshold, epsilon, budget, since, until, few_changes, today)
        else:
            made = _coalition(opened, events, case_ids, k, today)
        placed = place(
            opened,
            made,
            out,
            recipient=recipient or PUBLIC,
            keys=keys,
            today=today,
            after_restore=after_restore,
        )
        cases = len(made.given)
        click.echo(
            words(
                "casebook_export.placed",
                number=words.number(placed.number),
                cases=words.number(cases),
                path=str(out),
            )
        )
        for line in made.statement.lines(words):
            click.echo(f"- {line}")
        if keys:
            click.echo(words("casebook_export.opens_with", path=str(out)), err=True)
        if level != "full":
            every = len(case_ids) or opened.count()
            stay, of = words.number(every - cases), words.number(every)
            click.echo(words("casebook_export.not_consented", cases=stay, all=of), err=True)
        if in_clear:
            click.echo(words("casebook_export.warning_clear", path=str(out)), err=True)


def _tables(
    book: "Book",
    by: tuple[str, ...],
    threshold: int | None,
    epsilon: float | None,
    budget: float | None,
    since: date | None,
    until: date | None,
    few_changes: bool,
    today: date,
) -> "Package":
    from varick.casebook.sharing.aggregate import Asked, aggregate
    from varick.casebook.sharing.dimensions import DEFAULT
    from varick.casebook.sharing.suppress import THRESHOLD

    asked = Asked(by or DEFAULT, threshold or THRESHOLD, epsilon, budget, since, until, few_changes)
    return aggregate(book, asked, today=today)


def _coalition(
    book: "Book", as_events: bool, case_ids: tuple[str, ...], k: int | None, today: date
) -> "Package":
    from varick.casebook.sharing.groups import LEAST

    if as_events:
        from varick.casebook.sharing.events import events

        return events(book, k or LEAST, today=today)
    from varick.casebook.sharing.coalition import coalition

    return coalition(book, case_ids, k or LEAST, today=today)


def _list(book: "Book", case_ids: tuple[str, ...], words: Words) -> None:
    """The register, or for each case where it went."""
    from varick.casebook.sharing import register

    for name in case_ids:
        for line in went(book, book.case(name).id, words):
            click.echo(line)
    if not case_ids:
        found = register.exports(book.vault.db)
        for export in found:
            said = _said(export, words)
            click.echo(words("casebook_export.register_line", **said, cases=words.number(export.cases)))
        if not found:
            click.echo(words("casebook_export.register_none"))


def went(book: "Book", case_id: str, words: Words, level: str = "") -> list[str]:
    """To whom a case has gone already, one line an export, of one level or of all: for whoever takes back a consent."""
    from varick.casebook.sharing import register

    found = [one for one in register.exports(book.vault.db, case_id) if level in ("", one.level)]
    there = register.given_ids(book.vault.db, case_id)
    lines = []
    for export in found:
        said = _said(export, words)
        if export.level == "coalition":
            given = there[export.number]
            lines.append(words("casebook_export.register_line_case", **said, given=given))
        else:
            cases = words.number(export.cases)
            lines.append(words("casebook_export.register_line", **said, cases=cases))
    return lines or [words("casebook_export.register_none_case")]


def _said(export: "Export", words: Words) -> dict[str, str]:
    return {
        "number": str(export.number),
        "day": words.date(export.day),
        "level": words.label("casebook_export_level", export.level),
        "kind": words.label("casebook_export_kind", export.kind),
        "recipient": export.recipient,
    }
