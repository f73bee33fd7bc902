"""What each sentence of a sheet rests on, for the lawyer who reviews it."""

from collections.abc import Sequence

from varick.letters.flyer.content import Language, Practice, Sentence, gathered

COLUMNS = ("sentence", "section", "kind", "check", "confidence", "sources", "dated", "gathered", "facts")
"""Columns of the source sheet, before one for each language with the text as printed."""

KIND = "a sheet of sources"
"""What messages call the file of these rows."""


def weak(practice: Practice) -> list[Sentence]:
    """The sentences to check first: a part of them was seen at second hand only, or is recalled."""
    return [sentence for sentence in practice.sentences if sentence.weak]


def source_rows(practice: Practice, printed: Sequence[Language]) -> list[dict[str, str]]:
    """One row a sentence: `COLUMNS`, then the text in each language. ``check`` is yes where a part of it was only seen at
    second hand, or is recalled; ``dated`` is the day of the newest source that bears one."""
    return [
        {
            "sentence": each.id,
            "section": each.section,
            "kind": each.kind,
            "check": "yes" if each.weak else "",
            "confidence": each.confidence,
            "sources": "; ".join(source.says for source in each.sources),
            "dated": each.dated.isoformat() if each.dated else "",
            "gathered": gathered().isoformat(),
            "facts": "; ".join(each.facts),
            **{words.code: words.texts[each.id] for words in printed},
        }
        for each in practice.sentences
    ]
