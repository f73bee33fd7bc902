"""One fact or one entry of the record with all that is known of it: as data, and as lines in words."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from varick.model.fact import Dated, Fact, cells
from varick.model.library import Source
from varick.model.load import library
from varick.model.record import ArticleFact, Entry, Event, Quantity, RuleRow, record
from varick.model.uses import uses_of
from varick.words import Words

Answer = dict[str, Any]


def fact_answer(fact: Fact, place: str, day: date) -> Answer:
    """A fact: what it is, every dated value, the one in force on a day, who uses it, and what the record has about it."""
    uses = uses_of(fact.name, library())
    now = in_force(fact, day)
    return {
        "name": fact.name,
        "kind": "fact",
        "place": place or None,
        "description": " ".join(fact.description.split()),
        "unit": fact.unit,
        "controlled_by": fact.controlled_by,
        "estimates": fact.estimates,
        "counted": fact.counted,
        "where": fact.where,
        "on": day.isoformat(),
        "in_force_since": now.since.isoformat() if now else None,
        "values": [_dated(v) for v in fact.values],
        "used_by": {
            "nodes": list(uses.nodes),
            "reforms": list(uses.reforms),
            "scenarios": list(uses.scenarios),
        },
        "record": [e.name for e in record().about(fact.name)],
    }


def in_force(fact: Fact, day: date) -> Dated | None:
    """The value in force on a day; None before the first."""
    return next((v for v in reversed(fact.values) if v.since <= day), None)


def _dated(value: Dated) -> Answer:
    return {
        "since": value.since.isoformat(),
        "value": value.value,
        "low": value.low,
        "high": value.high,
        "grade": value.grade,
        "sources": cited(value.source),
        "note": " ".join(value.note.split()),
    }


def entry_answer(entry: Entry) -> Answer:
    """An entry of the record with its sources, and the entries that conflict with it."""
    answer: Answer = {"name": entry.name, "kind": entry.kind}
    left_out = {"name", "source", "file", "line", "note", "bears_on"}
    for field in (f for f in entry.__dataclass_fields__ if f not in left_out):
        answer[field] = _plain(getattr(entry, field))
    answer |= {
        "sources": cited(entry.source),
        "note": entry.note,
        "bears_on": list(entry.bears_on),
        "where": entry.where,
    }
    answer["claims"] = [
        c.name
        for c in record().claims.values()
        if entry.name in (*c.article, *c.rules, *c.events, *c.quantities)
    ]
    return answer


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def cited(ids: Sequence[str]) -> list[Answer]:
    """Sources by their ids, as a reader needs them to find one again."""
    known: Mapping[str, Source] = record().sources
    return [
        {
            "id": s.id,
            "title": s.title,
            "where": s.url or s.where,
            "date": s.date,
            "seen": s.seen,
        }
        for s in (known[i] for i in ids)
    ]


def value_said(value: Any, words: Words) -> str:
    """A value in words: yes and no, a number as the language writes it, a table by its size."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return words("facts.yes") if value else words("facts.no")
    if isinstance(value, Mapping):
        return words("facts.table", count=words.number(sum(1 for _ in cells(value))))
    if isinstance(value, int | float):
        return words.stated(value)
    return str(value)


def figure_said(entry: Quantity, words: Words) -> str:
    """A published figure: its value, its range, or the words of its source."""
    low, high = value_said(entry.low, words), value_said(entry.high, words)
    if entry.value is not None:
        alone = value_said(entry.value, words)
        return words("facts.with_range", value=alone, low=low, high=high) if low and high else alone
    if low and high:
        return words("number.interval", low=low, high=high)
    if low:
        return words("facts.over", value=low)
    return words("facts.under", value=high) if high else str(entry.text)


def days_said(days: tuple[date | None, date | None] | None, words: Words) -> str:
    """A day, a range of days, or a range that is open at one end."""
    first, last = days or (None, None)
    if first is None and last is None:
        return words("facts.always")
    if first == last and first is not None:
        return first.isoformat()
    if first is None:
        return words("facts.to", day=str(last))
    return (
        words("facts.from", day=str(first))
        if last is None
        else words("facts.between", first=str(first), last=str(last))
    )


def fact_lines(answer: Answer, words: Words) -> Iterator[str]:
    """A fact as `fact_answer` gives it."""
    yield answer["name"] + (f" ({answer['place']})" if answer["place"] else "")
    yield f"  {words.find('describes.' + answer['name']) or answer['description']}"
    counted = answer["counted"] or ""
    yield from _labelled(
        words,
        unit=answer["unit"],
        owner=words.label("owner", answer["controlled_by"]),
        counted=counted,
        where=answer["where"],
    )
    yield words("facts.history", day=answer["on"])
    for value in answer["values"]:
        mark = "*" if value["since"] == answer["in_force_since"] else " "
        said = value_said(value["value"], words)
        if value["low"] is not None and not isinstance(value["low"], Mapping):
            low, high = value_said(value["low"], words), value_said(value["high"], words)
            said = words("facts.with_range", value=said, low=low, high=high)
        yield f" {mark} {value['since']}  {said}  [{words.label('grade', value['grade'])}]"
        if value["note"]:
            yield f"      {value['note']}"
        yield from (f"      {line}" for line in source_lines(value["sources"]))
    used = answer["used_by"]
    nobody = words("facts.nobody")
    yield from _labelled(
        words, **{k: ", ".join(used[k]) or nobody for k in ("nodes", "reforms", "scenarios")}
    )
    yield from _labelled(words, record=", ".join(answer["record"]))


def entry_lines(entry: Entry, words: Words) -> Iterator[str]:
    """An entry of the record."""
    yield f"{entry.name} ({words.label('entry_kind', entry.kind)})"
    yield f"  {headline(entry)}"
    yield from _labelled(words, **_fields(entry, words))
    answer = entry_answer(entry)
    yield from _labelled(words, grade=words.label("grade", entry.grade), note=entry.note)
    for line in source_lines(answer["sources"]):
        yield f"  {line}"
    yield from _labelled(
        words, bears_on=", ".join(entry.bears_on), claims=", ".join(answer["claims"]), where=entry.where
    )


def _fields(entry: Entry, words: Words) -> dict[str, str]:
    """What sets one kind of entry apart, by the names of its labels."""
    if isinstance(entry, Quantity):
        return {
            "value": f"{figure_said(entry, words)} {entry.unit}",
            "counted": entry.counted,
            "period": f"{days_said(entry.period, words)} ({words.label('year_kind', entry.year)})",
            "place": entry.place,
            "conflicts_with": ", ".join(entry.conflicts_with),
        }
    if isinstance(entry, Event):
        return {
            "date": days_said(entry.date, words),
            "until": str(entry.until or ""),
            "jurisdiction": words.label("jurisdiction", entry.jurisdiction),
            "governs": entry.governs,
        }
    if isinstance(entry, RuleRow):
        return {
            "actor": entry.actor,
            "force": entry.force,
            "since": days_said(entry.since, words),
            "until": str(entry.until or ""),
            "citation": entry.citation,
            "governs": entry.governs,
        }
    assert isinstance(entry, ArticleFact)
    return {
        "said_by": words.label("speaker", entry.said_by),
        "sort": entry.sort,
        "period": days_said(entry.period, words),
    }


def headline(entry: Entry) -> str:
    """What an entry says, in the words in which it was written."""
    if isinstance(entry, Quantity):
        return entry.description
    if isinstance(entry, Event):
        return entry.title
    return entry.condition if isinstance(entry, RuleRow) else getattr(entry, "text", "")


def source_lines(sources: Sequence[Answer]) -> Iterator[str]:
    """Where something stands, one source a line."""
    for s in sources:
        yield f"{s['id']}: {s['title']}" + (f". {s['where']}" if s["where"] else "") + f" [{s['seen']}]"


def _labelled(words: Words, **said: str) -> Iterator[str]:
    for name, text in said.items():
        if text:
            yield f"  {words(f'facts_field.{name}')}: {text}"
