"""Lines of `varick schema --coverage`: each item, and where it lives."""

from collections.abc import Iterator, Mapping
from typing import Any

from varick.words import Words


def title(item: Mapping[str, Any], words: Words) -> str:
    """An item of a station by its label; a fact of the article or a rule by its id, which is the same in all languages."""
    return words.label("coverage_item", item["item"]) if item["table"] == "stations" else str(item["item"])


def lives(item: Mapping[str, Any], words: Words) -> str:
    """Nodes with the range of their probabilities, facts, entries of the record, and the reason of a context."""
    parts = []
    if item["nodes"]:
        parts.append(", ".join(f"{n['node']} ({_range(n, words)})" for n in item["nodes"]))
    if item["facts"]:
        parts.append(words("coverage.facts", list=", ".join(item["facts"])))
    if item["record"]:
        parts.append(words("coverage.record", list=", ".join(item["record"])))
    if item["context"] is not None:
        reason = words.label("coverage_context", item["context"])
        parts.append(words("coverage.context", reason=reason))
    return "; ".join(parts)


def _range(node: Mapping[str, Any], words: Words) -> str:
    low, high = words.stated(node["low"]), words.stated(node["high"])
    return low if low == high else words("number.range", low=low, high=high)


def lines(answer: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The whole answer as text."""
    yield words("coverage.head", nodes=words.number(answer["nodes"]))
    yield words("coverage.range", scenarios=", ".join(answer["scenarios"]))
    if words.notice:
        yield words.notice
    heads = {
        "stations": words("coverage.table_stations"),
        "article": words("coverage.table_article"),
        "rules": words("coverage.table_rules"),
    }
    table = station = ""
    for item in answer["items"]:
        if item["table"] != table:
            table = item["table"]
            yield ""
            yield heads[table]
        here = item["item"].split(".")[0] if table == "stations" else ""
        if here and here != station:
            station = here
            yield f"  {station}"
        yield f"    {title(item, words)}: {lives(item, words)}"
    if answer["not_named"]:
        yield ""
        yield words("coverage.not_named", list=", ".join(answer["not_named"]))
