"""What was done to an export, for whoever receives it: the same sentences in English and Spanish, beside the data."""

from collections.abc import Callable, Sequence
from datetime import date

from varick.words import LANGUAGES, Words

Value = str | int | date | Callable[[Words], str]
"""A number is written as the language writes it, a date in full; a function says the rest in the language."""
Sentence = tuple[str, dict[str, Value]]
"""The key of a sentence and what goes into it."""


class Statement:
    """Sentences in the order in which they are read."""

    def __init__(self, sentences: Sequence[Sentence] = ()) -> None:
        self.sentences = list(sentences)

    def say(self, key: str, **values: Value) -> None:
        """Add the sentence of `casebook_export.KEY`."""
        self.sentences.append((key, values))

    def lines(self, words: Words) -> list[str]:
        """The sentences in one language."""
        return [
            words(f"casebook_export.{key}", **{name: _said(value, words) for name, value in values.items()})
            for key, values in self.sentences
        ]

    def text(self) -> str:
        """The statement in both languages, one after the other."""
        parts = []
        for lang in LANGUAGES:
            words = Words(lang)
            notice = [words.notice] if words.notice else []
            lines = [f"- {line}" for line in (*notice, *self.lines(words))]
            parts.append("\n".join([words("casebook_export.title"), "", *lines]))
        return "\n\n\n".join(parts) + "\n"

    def both(self) -> dict[str, list[str]]:
        """Language -> sentences, for JSON."""
        return {lang: self.lines(Words(lang)) for lang in LANGUAGES}


def _said(value: Value, words: Words) -> str:
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int):
        return words.number(value)
    return words.date(value) if isinstance(value, date) else value(words)
