"""``varick casebook attach``: keep a file with a case, as it is, inside the encrypted file."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.casebook.cases.attachment import KINDS
from varick.cli import clock
from varick.cli.casebook.secret import Way, book_argument, secret_options, unlock
from varick.cli.options import language_option
from varick.errors import VarickError
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.asking.question import Question
    from varick.casebook.book import Book
    from varick.casebook.cases.answers import Answer


@click.command(epilog="Example: varick casebook attach office.casebook CASE letter.jpg --kind letter")
@book_argument
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), help="What it is (asked where left out).")
@language_option
@secret_options
def command(book: Path, case: str, file: Path, kind: str | None, lang: str, way: Way) -> None:
    """Keep FILE with the case: its bytes as they are, with their hash, from whom it came and when it was made, which are asked.

    FILE itself stays where it is, in clear: what to do about it is said at the end. Nothing in it is changed, not even the
    place and time that a photograph carries, because it is evidence.
    """
    from varick.casebook.asking.conversation import Conversation
    from varick.cli.casebook.form import talk

    words = Words(lang)
    data = _read(file)
    with unlock(book, words, way) as opened:
        found = opened.case(case).id
        if _there(opened, found, data, words):
            return
        asked = _questions(words, kind)
        conversation = Conversation(lambda given: asked, words, clock.today(), intro="attach_intro")
        if not talk(conversation) or conversation.missing():
            click.echo(words("casebook_form.attach_nothing"), err=True)
            click.get_current_context().exit(1)
        if kind is not None:
            conversation.answers["attach.kind"] = _answer(kind)
        _keep(opened, found, file, data, conversation.answers, words)


def _answer(value: str) -> "Answer":
    from varick.casebook.cases.answers import Answer

    return Answer(value)


def _read(file: Path) -> bytes:
    """The file's bytes. Raises VarickError for what is no file, is empty or too large."""
    from varick.casebook.cases.attachment import LARGEST

    if not file.is_file():
        raise VarickError(f"{file}: there is no such file; check the name, one file at a time")
    size = file.stat().st_size
    if size > LARGEST:
        raise VarickError(
            f"{file}: {size:,} bytes; an attachment may have {LARGEST:,}; attach a smaller part of it"
        )
    if not size:
        raise VarickError(f"{file}: the file is empty; attach another")
    return file.read_bytes()


def _there(opened: "Book", case: str, data: bytes, words: Words) -> bool:
    """Whether the case has these very bytes already, which is said."""
    import hashlib

    sha256 = hashlib.sha256(data).hexdigest()
    for one in opened.attachments(case):
        if one.sha256 == sha256:
            click.echo(words("casebook_form.attach_there", case=case, attachment=one.id))
            return True
    return False


def _questions(words: Words, kind: str | None) -> "list[Question]":
    from varick.casebook.asking.question import Question

    def asked(
        name: str, of: str, choices: tuple[tuple[str, str], ...] = (), needed: bool = True
    ) -> "Question":
        key = f"casebook_ask.attach_{name}"
        ask, why, label = words(key), words(f"{key}_why"), words(f"{key}_label")
        return Question(f"attach.{name}", "attach", of, ask, why, label, choices, needed=needed)

    kinds = tuple((code, words(f"casebook_attachment_kind.{code}")) for code in KINDS)
    found = [asked("kind", "choice", kinds)] if kind is None else []
    return [*found, asked("provenance", "text"), asked("taken", "date", needed=False)]


def _keep(
    opened: "Book", case: str, file: Path, data: bytes, given: "dict[str, Answer]", words: Words
) -> None:
    """Attach it, read it back, and only then say what can be done with the original."""
    from varick.casebook.cases.dates import DayOf

    taken = given["attach.taken"].value if "attach.taken" in given else None
    attachment = opened.attach(
        case,
        data,
        name=file.name,
        kind=str(given["attach.kind"].value),
        provenance=str(given["attach.provenance"].value),
        taken=taken if isinstance(taken, DayOf) else None,
    )
    if opened.attachment(case, attachment) != data:
        raise VarickError(
            "the attachment does not read back as it was written; keep the original, and report this"
        )
    kept = next(one for one in opened.attachments(case) if one.id == attachment)
    size = words.number(kept.size)
    click.echo(
        words("casebook_form.attached", case=case, attachment=attachment, size=size, sha256=kept.sha256)
    )
    click.echo(words("casebook_form.attach_as_is"), err=True)
    click.echo(words("casebook_form.attach_original", file=str(file)), err=True)
    click.echo(words("casebook_form.attach_copies"), err=True)
