"""What was confirmed of a letter, kept with a case of a casebook: the answers, and the image with its private parts covered."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from varick.cli.output import agreed_to

if TYPE_CHECKING:
    from varick.casebook.book import Book
    from varick.casebook.cases.answers import Answer
    from varick.casebook.cases.case import Case
    from varick.letters import Reading
    from varick.words import Words


def stands(case: "Case") -> dict[str, str]:
    """What the case says already of a letter: field -> its answer as text."""
    from varick.casebook.cases.answers import written
    from varick.letters import FIELDS

    return {name: written(case.answers[name]) for name in FIELDS if name in case.answers}


def keep(
    book: "Book",
    case: "Case",
    reading: "Reading",
    confirmed: Mapping[str, str],
    words: "Words",
    *,
    unmasked: bool,
    asking: bool,
) -> None:
    """Write the confirmed answers and the image in one act. What the case knows already is changed only by a person.

    Without one, no image is kept on which no addressee's block was found to cover."""
    before = stands(case)
    changes = _answers(confirmed, words)
    kept_back = [name for name in changes if name in before and not asking]
    for name in kept_back:
        del changes[name]
    image = _image(reading, words, unmasked, asking)
    if not changes and image is None:
        click.echo(words("letter_read.kept_nothing"), err=True)
        return
    with book.vault.transaction():
        changed = book.change(case.id, {**_received(case, words), **changes})
        if image is not None:
            book.attach(
                case.id,
                image,
                name="letter.png",
                kind="letter",
                provenance=_provenance(reading, words, unmasked),
            )
    _say(changed, kept_back, image is not None, words)


def _answers(confirmed: Mapping[str, str], words: "Words") -> "dict[str, Answer]":
    """Values as answers of the casebook; of the form's number its code, with the number as printed in the note."""
    from dataclasses import replace

    from varick.casebook.cases.answers import Answer, parse_answer
    from varick.casebook.cases.fields import field

    source = words("letter_read.source")
    made: dict[str, Answer] = {}
    for name, value in confirmed.items():
        if not value:
            made[name] = Answer(None, "none", source, "document")
        elif name == "letter_form_no":
            code = "g_56" if value.upper().replace(" ", "") in ("G-56", "G56") else "other"
            made[name] = Answer(
                code, "known", source, "document", words("letter_read.form_note", number=value)
            )
        else:
            read = parse_answer(field(name), value)
            made[name] = replace(read, source=source, reliability="document")
    return made


def _received(case: "Case", words: "Words") -> "dict[str, Answer]":
    from varick.casebook.cases.answers import Answer

    have = case.answers.get("letter_received")
    if have is not None and have.value == "yes":
        return {}
    return {"letter_received": Answer("yes", "known", words("letter_read.source"), "document")}


def _image(reading: "Reading", words: "Words", unmasked: bool, asking: bool) -> bytes | None:
    """The bytes to keep, or None. A person is asked about an image whose addressee may not be covered."""
    if unmasked:
        return reading.page_png
    if "no_addressee" not in reading.notes:
        return reading.masked_png
    click.echo(words("letter_note.no_addressee"), err=True)
    if asking and agreed_to(words("letter_read.keep_image"), words):
        return reading.masked_png
    click.echo(words("letter_read.image_not_kept"), err=True)
    return None


def _provenance(reading: "Reading", words: "Words", unmasked: bool) -> str:
    return words(
        "letter_read.provenance_unmasked" if unmasked else "letter_read.provenance", sha256=reading.sha256
    )


def _say(changed: tuple[str, ...], kept_back: list[str], image: bool, words: "Words") -> None:
    names = ", ".join(words.label("letter_field", name) for name in changed if name != "letter_received")
    click.echo(words("letter_read.kept", fields=names) if names else words("letter_read.kept_none"), err=True)
    if kept_back:
        left = ", ".join(words.label("letter_field", name) for name in kept_back)
        click.echo(words("letter_read.kept_back", fields=left), err=True)
    if image:
        click.echo(words("letter_read.kept_image"), err=True)
    click.echo(words("letter_read.original"), err=True)
