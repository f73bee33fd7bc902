"""A form as a conversation: it says lines, takes a line, and says what comes next; a terminal or a page can carry it."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from varick.casebook.asking.checks import told
from varick.casebook.asking.question import (
    A_NUMBER,
    Question,
    cut,
    day_said,
    numbered,
    read,
    said,
    state,
    time_said,
)
from varick.casebook.asking.typed import Several, Unread
from varick.casebook.cases.answers import STATES, Answer
from varick.casebook.cases.dates import DayOf
from varick.words import Words, placeholders

Outcome = Literal["going", "saved", "kept", "thrown_away"]
"""going: there are more questions. saved: what was said is to be written. kept: left before all that is needed was said."""
Order = Callable[[Mapping[str, Answer]], Sequence[Question]]
COMMANDS = ("why", "back", "unknown", "refused", "save")


@dataclass
class Conversation:
    """What was asked and said so far. ``order`` gives the questions that make sense beside the answers.

    ``answers``: by the question's key. ``passed``: keys in the order in which they were asked. ``keep`` is called after each
    answer with its key and the answer, None where one is taken away. ``reviewed``: the last question shows all that was said.
    """

    order: Order
    words: Words
    today: date
    answers: dict[str, Answer] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    keep: Callable[[str, Answer | None], None] | None = None
    intro: Literal["intro", "edit_intro", "attach_intro"] = "intro"
    outcome: Outcome = "going"
    _group: str = ""
    _hinted: set[str] = field(default_factory=set)
    _several: tuple[DayOf | str, ...] = ()
    _note: str = ""

    def open(self) -> list[str]:
        """The first lines: how to answer, and the first question."""
        return [*self._keyed(self.intro), *self._ask()]

    def take(self, line: str) -> list[str]:
        """Take a line as it was typed, and say what there is to say to it, with the question that comes next."""
        question = self.question
        if question is None:
            return []
        # Control signs of a terminal, and halves of letters, are no part of an answer.
        text = "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs")).strip()
        if A_NUMBER.search(text):
            return [self._say("a_number"), *self._prompt(question)]
        command, note = self._command(question, text)
        if self._several and not command:
            return self._choose(question, text)
        self._several = ()
        if command:
            return self._do(command, note, question)
        if not text:
            return self._skip(question)
        if text == "-" and question.key in self.answers:
            if question.needed:
                return [self._say("needed"), *self._prompt(question)]
            self._set(question.key, None)
            return [self._say("taken_away"), *self._on(question)]
        return self._answered(question, read(question, text, self.words, self.today))

    @property
    def question(self) -> Question | None:
        """The question that waits for a line; None when the conversation is over."""
        if self.outcome != "going":
            return None
        return next((q for q in self.order(self.answers) if q.key not in self.passed), None)

    def missing(self) -> list[Question]:
        """The needed questions that have no answer yet."""
        return [q for q in self.order(self.answers) if q.needed and q.counts and q.key not in self.answers]

    def given(self) -> list[tuple[Question, Answer]]:
        """Each question that still makes sense with its answer, in order; endings left out."""
        return [
            (q, self.answers[q.key]) for q in self.order(self.answers) if q.counts and q.key in self.answers
        ]

    def left_out(self) -> list[str]:
        """Keys of answers whose question makes no sense any more beside the others."""
        still = {q.key for q in self.order(self.answers)}
        return [key for key in self.answers if key not in still]

    def _command(self, question: Question, text: str) -> tuple[str, str]:
        """The command that the line is, if it is one, and a note on it; only unknown and refused, which are answers, have one.
        To a text a capital letter is no command: room B exists."""
        text, note = cut(text)
        free = question.kind in ("text", "place") and not self._several
        typed = text if free else text.lower()
        found = next((c for c in COMMANDS if typed == self.words(f"casebook_form.key_{c}")), "")
        return (found, note) if not note or found in ("unknown", "refused") else ("", "")

    def _do(self, command: str, note: str, question: Question) -> list[str]:
        if command == "why":
            return self._explained(question)
        if command == "back":
            return self._back()
        if command == "save":
            return self._leave()
        return self._answered(question, state(question, command, note))

    def _answered(self, question: Question, found: Answer | Several | Unread) -> list[str]:
        if isinstance(found, Unread):
            return [self._say(found.why, **dict(found.values)), *self._prompt(question)]
        if isinstance(found, Several):
            self._several = found.readings
            choices = [("", self._reading(r)) for r in found.readings]
            return [self._say("which"), *numbered(choices)]
        self._set(question.key, found)
        lines = []
        if question.counts:
            lines.append(self._say("written", answer=said(question, found, self.words)))
        notes = told(question.key, self.answers, self.today, self.words)
        return [*lines, *notes, *self._on(question)]

    def _reading(self, reading: DayOf | str) -> str:
        return day_said(reading, self.words) if isinstance(reading, DayOf) else time_said(reading, self.words)

    def _choose(self, question: Question, text: str) -> list[str]:
        """One of the days or hours that the last line could mean; anything else is read as a new answer."""
        several, self._several = self._several, ()
        if text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= len(several):
            return self._answered(question, Answer(several[int(text) - 1]))
        return (
            self._answered(question, read(question, text, self.words, self.today))
            if text
            else self._prompt(question)
        )

    def _skip(self, question: Question) -> list[str]:
        if question.needed and question.key not in self.answers:
            return [self._say("needed"), *self._prompt(question)]
        return self._on(question)

    def _on(self, question: Question) -> list[str]:
        self.passed.append(question.key)
        ended = self.answers.get(question.key)
        if question.key.endswith(".save") and ended is not None:
            return self._end(str(ended.value))
        return self._ask()

    def _end(self, how: str) -> list[str]:
        if how == "throw_away":
            self.outcome = "thrown_away"
            return []
        if missing := self.missing():
            # Somebody went past them by going back; nothing is saved without them.
            self.passed = [
                key for key in self.passed if key not in {q.key for q in missing} and "ending" not in key
            ]
            return [self._say("still_needed", count=str(len(missing))), *self._ask()]
        self.outcome = "saved"
        return []

    def _back(self) -> list[str]:
        while self.passed:
            key = self.passed.pop()
            if any(q.key == key for q in self.order(self.answers)):
                return self._ask()
        return [self._say("first_question"), *self._ask()]

    def _leave(self) -> list[str]:
        self.outcome = "kept" if self.missing() else "saved"
        return []

    def _set(self, key: str, answer: Answer | None) -> None:
        if answer is None:
            self.answers.pop(key, None)
        else:
            self.answers[key] = answer
        if self.keep is not None:
            self.keep(key, answer)

    def _ask(self) -> list[str]:
        """The next question with its heading, or nothing at the end."""
        question = self.question
        if question is None:
            if self.outcome == "going":
                self.outcome = "saved"
            return []
        lines = [""]
        if question.group != self._group:
            self._group = question.group
            lines += self._heading(question.group)
        if question.counts:
            now = [q for q in self.order(self.answers) if q.counts]
            number = next(n for n, q in enumerate(now, 1) if q.key == question.key)
            if len(now) > 1:
                lines.append(self._say("progress", number=str(number), total=str(len(now))))
        elif question.key.endswith("save"):
            lines += self._review()
        return [*lines, *self._prompt(question)]

    def _heading(self, group: str) -> list[str]:
        own = self.words.find(f"casebook_form.screen_{group}")
        heading = self.words.find(f"casebook_form.group_{group}") or self.words(f"casebook_group.{group}")
        return [heading.upper(), *([own, ""] if own else [])]

    def _prompt(self, question: Question) -> list[str]:
        lines = [question.ask, *numbered(question.choices)]
        hint = "suggested" if question.kind == "date" and question.choices else question.kind
        if hint not in self._hinted and (text := self.words.find(f"casebook_form.hint_{hint}")):
            self._hinted.add(hint)
            lines.append(text)
        if question.counts and question.key in self.answers:
            lines.append(self._say("now", answer=said(question, self.answers[question.key], self.words)))
        return lines

    def _explained(self, question: Question) -> list[str]:
        hint = self.words.find(f"casebook_form.hint_{question.kind}")
        states = [line for s in STATES[1:] if s in question.states for line in self._keyed(f"may_{s}")]
        return [
            question.why,
            *([hint] if hint else []),
            *states,
            *self._keyed("keys"),
            *self._prompt(question),
        ]

    def _review(self) -> list[str]:
        """What was said, without who it is: that was a screen of its own."""
        lines = [self._say("review")]
        for question, answer in self.given():
            if not question.key.startswith("identity."):
                note = f" ({answer.note})" if answer.note else ""
                lines.append(f"  {question.label}: {said(question, answer, self.words)}{note}")
        who = sum(q.key.startswith("identity.") for q, _ in self.given())
        lines.append(self._say("review_identity", count=str(who)))
        if left := self.left_out():
            lines.append(self._say("review_left", count=str(len(left))))
        return lines

    def _say(self, key: str, **values: str) -> str:
        return self.words(f"casebook_form.{key}", **values)

    def _keyed(self, key: str) -> list[str]:
        """A sentence about commands, with their letters."""
        waits = placeholders(self.words.find(f"casebook_form.{key}") or "")
        return self._say(key, **{c: self.words(f"casebook_form.key_{c}") for c in waits}).splitlines()
