"""What nodes, facts and their values are in words: as a clause, and as a noun within a sentence."""

from varick.words import Words

ANSWERS = {"yes": "told.yes", "no": "told.no", "unknown": "told.unknown"}
"""What a step or a rule answers -> its word."""


def clause(words: Words, name: str, value: str) -> str:
    """What it means that a node or a fact has a value, as a clause: "there is no judge's warrant"."""
    said = words.find(f"value.{name}.{value}")
    if said is not None:
        return said
    return f"{thing(words, name)}: {words(ANSWERS[value]) if value in ANSWERS else value}"


def thing(words: Words, name: str) -> str:
    """What a node or a fact is, as a noun within a sentence: "a judge's warrant"."""
    return words.find(f"node.{name}") or words.find(f"fact.{name}") or name.replace("_", " ")


def capital(text: str) -> str:
    """A text as the beginning of a sentence; the words give the point."""
    return text[:1].upper() + text[1:]
