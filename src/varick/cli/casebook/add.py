"""``varick casebook add``: a case, one question a line."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli import clock
from varick.cli.casebook.secret import Way, book_argument, secret_options, unlock
from varick.cli.options import language_option
from varick.words import Words

if TYPE_CHECKING:
    from datetime import date

    from varick.casebook.asking.conversation import Conversation
    from varick.casebook.book import Book
    from varick.casebook.cases.answers import Answer
    from varick.casebook.cases.draft import Draft


@click.command(epilog="Example: varick casebook add office.casebook")
@book_argument
@language_option
@secret_options
def command(book: Path, lang: str, way: Way) -> None:
    """Enter a case: one question a line, answers by number or as you would write them; nothing is asked that does not apply.

    Enter leaves a question unasked; u means asked and not known, r would rather not say, ? tells why it is asked, b goes
    back, s saves and leaves (in Spanish d, p, ?, a, g). After each answer, what was said is kept inside the encrypted file and
    nowhere else; the next add goes on with it. At the end stand the case id and, where there is one, the appointment.
    """
    from varick.casebook.asking.conversation import Conversation
    from varick.casebook.asking.order import questions
    from varick.casebook.asking.sitting import from_draft
    from varick.cli.casebook.form import say, talk

    words = Words(lang)
    with unlock(book, words, way) as opened:
        draft = _begun(opened, words)
        answers, passed = from_draft(draft)
        day = clock.today()
        kept = _Kept(opened, draft.id, words, day)
        conversation = Conversation(
            lambda given: questions(given, words, day, opened.retain_months),
            words,
            day,
            answers,
            passed,
            kept.keep,
        )
        kept.conversation = conversation
        if draft.id:
            say([words("casebook_form.draft_goes_on"), ""])
        try:
            ended = talk(conversation)
        except (KeyboardInterrupt, click.Abort):
            say(["", *_unfinished(conversation, kept.id, book, words)])
            raise
        if not ended:
            say(_unfinished(conversation, kept.id, book, words))
            click.get_current_context().exit(1)
        _finish(conversation, kept, opened, book)


class _Kept:
    """The draft that follows each answer."""

    def __init__(self, opened: "Book", id: str, words: Words, day: "date") -> None:
        self.opened, self.id, self.words, self.day = opened, id, words, day
        self.conversation: Conversation | None = None

    def keep(self, key: str, answer: "Answer | None") -> None:
        from varick.casebook.asking.sitting import to_draft

        assert self.conversation is not None
        if key.startswith("ending."):
            return
        passed = [*self.conversation.passed, key]
        draft = to_draft(self.conversation.answers, passed, self.words, self.day, self.id)
        self.id = self.opened.keep_draft(draft).id


def _begun(opened: "Book", words: Words) -> "Draft":
    """The unfinished entry to go on with, or an empty one."""
    from varick.casebook.cases.draft import Draft
    from varick.cli.casebook.form import choose, say

    while drafts := [draft for draft in opened.drafts() if draft.case_id is None]:
        say([words("casebook_form.drafts")])
        lines = []
        for draft in drafts:
            told = {
                "day": words.date(draft.kept.astimezone().date()),
                "count": words.number(len(draft.answers)),
            }
            lines.append((f"go {draft.id}", words("casebook_form.draft_go_on", **told)))
        lines += [
            (f"drop {id.partition(' ')[2]}", words("casebook_form.draft_drop", number=str(n)))
            for n, (id, _) in enumerate(lines, 1)
        ]
        say_new = words("casebook_form.draft_new")
        say([say_new])
        picked = choose(lines, words)
        if picked is None:
            break
        act, _, id = picked.partition(" ")
        if act == "go":
            return next(draft for draft in drafts if draft.id == id)
        opened.drop_draft(id)
        say([words("casebook_form.draft_gone"), ""])
    return Draft()


def _finish(conversation: "Conversation", kept: _Kept, opened: "Book", book: Path) -> None:
    from varick.casebook.asking.sitting import entered
    from varick.cli.casebook.form import choose, say

    words = kept.words
    if conversation.outcome == "thrown_away":
        say([words("casebook_form.throw_sure")])
        sure = [("no", words("casebook_form.throw_no")), ("yes", words("casebook_form.throw_yes"))]
        if choose(sure, words) != "yes":
            say(_unfinished(conversation, kept.id, book, words))
            return
        opened.drop_draft(kept.id)
        say([words("casebook_form.thrown_away")])
        return
    if conversation.outcome == "kept":
        say(_unfinished(conversation, kept.id, book, words))
        return
    given = {question.key: answer for question, answer in conversation.given()}
    parts = entered(given, words, kept.day)
    assert parts.retain_until is not None
    case = opened.add(
        parts.answers,
        identity=parts.identity,
        consents=parts.consents,
        retain_until=parts.retain_until,
        privileged=parts.privileged,
        draft=kept.id or None,
    )
    click.echo(words("casebook_form.saved", case=case))
    for line in appointment(parts.answers, words, kept.day):
        click.echo(line)
    from varick.casebook.asking.order import of_case

    open_ = of_case(parts.answers, words, kept.day)
    left = [question for question in open_ if question.field and question.key not in parts.answers]
    if left:
        say([words("casebook_form.saved_unasked", count=str(len(left)), book=str(book), case=case)])


def _unfinished(conversation: "Conversation", draft: str, book: Path, words: Words) -> list[str]:
    """What was kept of an entry that was not finished, what it lacks, and a date in it."""
    if not draft:
        return [words("casebook_form.nothing_kept")]
    missing = [question.label for question in conversation.missing()]
    lines = [
        words("casebook_form.draft_kept", missing=", ".join(missing), book=str(book))
        if missing
        else words("casebook_form.draft_kept_whole", book=str(book))
    ]
    return [*lines, *appointment(conversation.answers, words, conversation.today)]


def appointment(answers: "dict[str, Answer]", words: Words, day: "date") -> list[str]:
    """The appointment among the answers, and that counsel comes before it."""
    from varick.casebook.asking.question import day_said, time_said
    from varick.casebook.cases.answers import day_in

    on = day_in(answers, "appointment_on")
    if on is None:
        return []
    said, at = day_said(on, words), answers.get("appointment_time")
    if on.last < day:
        return [words("casebook_form.appointment_over", day=said)]
    if at and isinstance(at.value, str):
        return [words("casebook_form.appointment", day=said, time=time_said(at.value, words))]
    return [words("casebook_form.appointment_no_time", day=said)]
