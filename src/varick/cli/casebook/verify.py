"""``varick casebook verify``: whether the log, and with --contents everything, is as it was written."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from varick.cli.casebook.secret import Way, secret_options
from varick.cli.options import language_option, text_format_option
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.chain.paper import Head
    from varick.casebook.chain.verify import Report
    from varick.casebook.checking import Checked


@click.command(
    epilog="Example: varick casebook verify office.casebook --write log.txt. "
    "Then anybody can check it, without a key: varick casebook verify log.txt."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="LINE",
    help="A head from paper, the whole line in quotes; may be given again. The first four letters of each word are enough.",
)
@click.option(
    "--write",
    "out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the log without contents, for somebody outside to keep or check.",
)
@click.option(
    "--contents", is_flag=True, help="Also read every case and attachment, and compare hashes with the log."
)
@secret_options
@text_format_option
@language_option
def command(
    file: Path, heads: tuple[str, ...], out: Path | None, contents: bool, way: Way, form: str, lang: str
) -> None:
    """Check the log of a casebook, or of a file that --write made: every entry that was changed, removed, moved, added
    in between or cut off is named by its number.

    FILE is a casebook, whose secret is asked for, or a written log, which needs none. Without a head from paper an older copy
    of the whole log looks as sound as the newest; with it, even somebody with every key cannot have changed what
    came before it. What came after the newest head is as safe as today's keys.
    """
    from varick.casebook.chain.logfile import FIRST_LINE, LARGEST, check_file, is_log_file, written
    from varick.casebook.chain.paper import read

    words = Words(lang)
    known = [read(line) for line in heads]
    checked = None
    beginning = _beginning(file, len(FIRST_LINE))
    if is_log_file(beginning):
        if out or contents:
            raise click.UsageError(
                "--write and --contents want a casebook; this is a log that was written already"
            )
        with file.open("rb") as opened:
            report = check_file(opened.read(LARGEST + 1), str(file), known)
    else:
        from varick.casebook.chain.verify import check_book
        from varick.casebook.checking import check
        from varick.casebook.file import disk
        from varick.cli.casebook.secret import unlock
        from varick.eventlog.whole import written_whole

        with unlock(file, words, way) as book:
            report = check_book(book.log, known)
            checked = check(book) if contents else None
            if out is not None:
                with written_whole(out, lambda path: is_log_file(_beginning(path, 64)), "a log") as partial:
                    disk.private(partial, "".join(written(book.log)).encode("ascii"))
    _show(report, checked, bool(known), form, words)
    if is_log_file(beginning) and words.notice:
        click.echo(words.notice, err=True)
    if out is not None:
        click.echo(words("casebook_chain.written", file=str(out)), err=True)
    wrong = [problem.seq for problem in report.problems]
    if wrong:
        raise VarickError(
            f"{file}: the log is not as it was written, at entry {', '.join(map(str, dict.fromkeys(wrong)))}; "
            "keep this file, and compare it with a backup"
        )
    if checked is not None and not checked.sound:
        raise VarickError(
            f"{file}: cases or attachments are not as they were written; keep this file and restore a backup"
        )


def _beginning(file: Path, length: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(length)
    except OSError as error:
        raise VarickError(f"{file}: cannot be read ({error.strerror}); check the name") from error


def _show(report: "Report", checked: "Checked | None", headed: bool, form: str, words: Words) -> None:
    from varick.casebook.chain.paper import head_of
    from varick.cli.output import as_json

    head = head_of(report.last) if report.last is not None and report.sound else None
    if form == "json":
        click.echo(as_json(_plain(report, checked, head)))
        return
    for line in _lines(report, headed, words):
        click.echo(line)
    if checked is not None:
        numbers = {"cases": words.number(checked.cases), "attachments": words.number(checked.attachments)}
        if checked.wrong:
            click.echo(words("casebook_chain.contents_wrong", wrong=", ".join(checked.wrong), **numbers))
        else:
            click.echo(words("casebook_chain.contents", **numbers))
    if head is not None:
        show_head(head, words)


def show_head(head: "Head", words: Words, err: bool = False) -> None:
    """The head with the request to copy it on paper."""
    click.echo(words("casebook_chain.head_now"), err=err)
    click.echo(f"  {head_line(head, words)}", err=err)


def head_line(head: "Head", words: Words) -> str:
    """The head as it is printed, in the words of the language."""
    return head.text("spanish" if words.lang == "es" else "english")


def _lines(report: "Report", headed: bool, words: Words) -> list[str]:
    said = [words("casebook_chain.genesis_book", book=report.book.hex())] if report.book else []
    entries = words.number(report.entries)
    if report.sound and report.last is not None and report.first is not None:
        times = {"first": when(report.first.minute), "last": when(report.last.minute)}
        said.append(words("casebook_chain.sound", entries=entries, **times))
    else:
        said.append(words("casebook_chain.not_sound", entries=entries))
        said += [_problem(problem.what, problem.seq, words) for problem in report.problems]
    if report.closed is not None:
        said.append(words("casebook_chain.closed", time=when(report.closed.minute)))
    if report.emptied:
        said.append(words("casebook_chain.emptied", entries=words.number(report.emptied)))
    for seq, minutes in report.behind.items():
        said.append(words("casebook_chain.behind", seq=str(seq), minutes=words.number(minutes)))
    for head in report.heads:
        said.append(words("casebook_chain.head_fits", seq=str(head.seq), time=when(head.minute)))
    if report.sound:
        said.append(words("casebook_chain.limit") if headed else words("casebook_chain.no_head"))
    return said


def _problem(what: str, seq: int, words: Words) -> str:
    template = words.find(f"casebook_problem.{what}") or what
    return template.replace("{seq}", str(seq))


def when(minute: int) -> str:
    """A minute since 1970 as text, "2026-11-23 10:41 UTC"."""
    from varick.casebook.chain.entry import moment_of

    return f"{moment_of(minute):%Y-%m-%d %H:%M} UTC"


def _plain(report: "Report", checked: "Checked | None", head: "Head | None") -> dict[str, Any]:
    plain: dict[str, Any] = {
        "book": report.book.hex(),
        "entries": report.entries,
        "sound": report.sound,
        "problems": [{"entry": problem.seq, "what": problem.what} for problem in report.problems],
        "clock_behind_minutes": {str(seq): minutes for seq, minutes in report.behind.items()},
        "purged_entries": report.emptied,
        "heads_that_fit": [one.seq for one in report.heads],
        "closed": when(report.closed.minute) if report.closed else None,
        "head": head.text() if head else None,
        "checked": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    }
    if checked is not None:
        plain["contents"] = {
            "cases": checked.cases,
            "attachments": checked.attachments,
            "wrong": list(checked.wrong),
        }
    return plain
