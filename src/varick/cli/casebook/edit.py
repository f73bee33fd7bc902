"""``varick casebook edit``: change one answer of a case, or walk through all of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from varick.cli import clock
from varick.cli.casebook.secret import Way, book_argument, secret_options, unlock
from varick.cli.options import language_option
from varick.errors import VarickError, did_you_mean
from varick.words import Words

if TYPE_CHECKING:
    from varick.casebook.asking.conversation import Conversation
    from varick.casebook.asking.question import Question
    from varick.casebook.book import Book
    from varick.casebook.cases.answers import Answer
    from varick.casebook.cases.case import Case

APART = ("privileged", "retain_until")
"""What can be changed besides fields."""


@click.command(epilog="Example: varick casebook edit office.casebook CASE attended")
@book_argument
@click.argument("case")
@click.argument("fields", nargs=-1, metavar="[FIELD]...")
@click.option("--unasked", is_flag=True, help="Only the questions that nobody has asked yet.")
@click.option(
    "--identity", "who", is_flag=True, help="Who the case is about; the log keeps that it was looked at."
)
@language_option
@secret_options
def command(
    book: Path, case: str, fields: tuple[str, ...], unasked: bool, who: bool, lang: str, way: Way
) -> None:
    """Change answers of a case, one question a line: those of FIELD, or all that apply, with what stands there now.

    Enter keeps an answer, - takes it away (then it counts as never asked). Each answer is saved as it is given. FIELD is a name
    such as attended or appointment_on, privileged or retain_until.
    """

    _check(fields, unasked, who)
    words = Words(lang)
    with unlock(book, words, way) as opened:
        found = opened.case(case)
        _change(opened, found, frozenset(("identity",) if who else fields), unasked, words)


def _check(names: tuple[str, ...], unasked: bool, who: bool) -> None:
    from varick.casebook.cases.fields import fields

    if (bool(names) + unasked + who) > 1:
        raise click.UsageError("choose one: names of fields, --unasked or --identity")
    known = [name for name, field in fields().items() if field.tier != "derived"] + list(APART)
    for name in names:
        if name not in known:
            raise VarickError(f'there is no field "{name}" to change{did_you_mean(name, known)}')


class _Saving:
    """Writes each answer into the book as it is given."""

    def __init__(self, opened: "Book", case: str) -> None:
        self.opened, self.case, self.changed = opened, case, list[str]()
        self.conversation: Conversation | None = None

    def keep(self, key: str, answer: "Answer | None") -> None:
        """Write it; None takes the answer away."""
        from dataclasses import replace

        from varick.casebook.asking import sitting
        from varick.casebook.asking.order import KNOWN, PRIVILEGED, RETAIN
        from varick.casebook.cases.dates import DayOf

        assert self.conversation is not None
        given = self.conversation.answers
        if key == KNOWN:
            return
        if key.startswith("identity."):
            done = self.opened.change(self.case, {}, identity=sitting.identity(given))
        elif answer is not None and key == PRIVILEGED:
            done = self.opened.change(self.case, {}, privileged=answer.value == "yes")
        elif answer is not None and key == RETAIN:
            until = answer.value.last if isinstance(answer.value, DayOf) else None
            done = self.opened.change(self.case, {}, retain_until=until)
        else:
            how = given.get(KNOWN)
            if answer is not None and how is not None:
                answer = replace(answer, reliability=str(how.value))
            done = self.opened.change(self.case, {key: answer})
        self.changed += [name for name in done if name not in self.changed]


def _change(opened: "Book", case: "Case", only: frozenset[str], unasked: bool, words: Words) -> None:
    from varick.casebook.asking.conversation import Conversation
    from varick.casebook.asking.order import known, of_case
    from varick.cli.casebook.add import appointment
    from varick.cli.casebook.form import talk

    day = clock.today()
    answers = _answers(opened, case, "identity" in only)
    began = frozenset(answers)
    how = [known(words)] if not only else []

    def order(given: "Mapping[str, Answer]") -> "list[Question]":
        found = of_case(given, words, day, only, opened.retain_months)
        if unasked:
            found = [question for question in found if question.key not in began]
        return [*how, *found] if found else []

    saving = _Saving(opened, case.id)
    conversation = Conversation(order, words, day, answers, keep=saving.keep, intro="edit_intro")
    saving.conversation = conversation
    if not order(answers):
        click.echo(words("casebook_form.nothing_unasked", case=case.id))
        return
    try:
        talk(conversation)
    finally:
        _tell(saving, words)
    after = opened.case(case.id)
    if any(name.startswith("appointment") for name in saving.changed):
        for line in appointment(dict(after.answers), words, day):
            click.echo(line)
    _odd(after, words)


def _answers(opened: "Book", case: "Case", who: bool) -> "dict[str, Answer]":
    """What stands in the case, by the questions' keys; who it is only where that is asked for, which the log keeps."""
    from varick.casebook.asking.order import PRIVILEGED, RETAIN
    from varick.casebook.asking.sitting import of_identity
    from varick.casebook.cases.answers import Answer
    from varick.casebook.cases.dates import DayOf

    found = dict(case.answers)
    found[RETAIN] = Answer(DayOf(case.retain_until))
    if case.privileged is not None:
        found[PRIVILEGED] = Answer("yes" if case.privileged else "no")
    if who:
        with opened.vault.transaction():
            opened.log.append("identity_seen", case.id)
        found |= of_identity(opened.identity(case.id))
    return found


def _tell(saving: _Saving, words: Words) -> None:
    """What is other than before; said even where somebody leaves in the middle."""
    from varick.casebook.cases.fields import fields

    if not saving.changed:
        click.echo(words("casebook_form.unchanged", case=saving.case))
        return
    own = {
        "privileged": words("casebook_ask.privileged_label"),
        "retain_until": words("casebook_ask.retain_until_label"),
        "identity": words("casebook_form.group_identity"),
    }
    named = [own.get(name) or fields()[name].label(words) for name in saving.changed]
    click.echo(words("casebook_form.changed", case=saving.case, fields=", ".join(named)))


def _odd(case: "Case", words: Words) -> None:
    """Answers that stand although their question makes no sense any more."""
    from varick.casebook.cases.case import oddities
    from varick.casebook.cases.fields import fields
    from varick.cli.casebook.form import say

    if moot := [fields()[o.field].label(words) for o in oddities(case.answers) if o.kind == "unasked"]:
        say([words("casebook_form.moot", fields=", ".join(moot))])
