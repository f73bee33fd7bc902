"""Statements of the article beside the rules, the dates, the figures and the pathway, in words of either language."""

from collections.abc import Iterator
from typing import Any

from varick.engine.ask import asker
from varick.errors import VarickError
from varick.model.kinds import label
from varick.model.load import load_scenario
from varick.model.record import Ask, Claim, RuleRow, record
from varick.model.shipped import pathway
from varick.model.uses import before
from varick.report.looked_up import (
    cited,
    days_said,
    figure_said,
    headline,
    in_force,
    source_lines,
    value_said,
)
from varick.words import Words

VERDICTS = ("differs", "incomplete", "cannot_be_told", "agrees")
PARTS = {"rules": "claims.rules", "events": "claims.events", "quantities": "claims.quantities"}
"""What bears on a statement -> the key of its heading."""
WORLD = "nyc-2018"
"""The scenario whose place's facts are shown."""


def claim_answer(claim: Claim, words: Words) -> dict[str, Any]:
    """A statement with its verdict, what bears on it with citations, and what the pathway's graph says of it."""
    known = record()
    facts = load_scenario(WORLD).facts
    values = {name: in_force(facts[name], claim.day) for name in claim.facts if name in facts}
    entries = [
        *(known.rules[n] for n in claim.rules),
        *(known.timeline[n] for n in claim.events),
        *(known.quantities[n] for n in claim.quantities),
        *(known.article[n] for n in claim.article),
    ]
    ids = dict.fromkeys(s for e in entries for s in e.source)
    ids |= dict.fromkeys(s for v in values.values() if v is not None for s in v.source)
    return {
        "claim": claim.name,
        "said_by": claim.said_by,
        "article": list(claim.article),
        "paraphrase": words(f"claim.{claim.name}.says"),
        "verdict": claim.verdict,
        "found": words(f"claim.{claim.name}.found"),
        "rules": [
            {
                "id": r.name,
                "citation": r.citation,
                "force": r.force,
                "in_force": _in_force(r, words),
                "condition": r.condition,
                "grade": r.grade,
            }
            for r in (known.rules[n] for n in claim.rules)
        ],
        "events": [
            {"id": e.name, "date": days_said(e.date, words), "title": e.title, "grade": e.grade}
            for e in (known.timeline[n] for n in claim.events)
        ],
        "quantities": [
            {
                "id": q.name,
                "figure": f"{figure_said(q, words)} {q.unit}",
                "description": headline(q),
                "period": days_said(q.period, words),
                "place": q.place,
                "grade": q.grade,
            }
            for q in (known.quantities[n] for n in claim.quantities)
        ],
        "on": claim.day.isoformat(),
        "facts": [
            {"name": n, "value": None if v is None else v.value, "grade": None if v is None else v.grade}
            for n, v in values.items()
        ],
        "nodes": [n for n in claim.nodes if n in pathway().nodes],
        "asked": [_asked(ask) for ask in claim.asks],
        "graph": [{"earlier": a, "later": b, "apart": is_apart(a, b)} for a, b in claim.apart],
        "sources": cited(list(ids)),
    }


def _in_force(rule: RuleRow, words: Words) -> str:
    """Since when and until when; where the first day is only known to lie between two, both."""
    first, last = rule.since or (None, None)
    if first == last:
        return days_said((first, rule.until), words)
    begins = words("claims.begins", first=str(first), last=str(last))
    return f"{begins}, {days_said((None, rule.until), words)}" if rule.until else begins


def _asked(ask: Ask) -> dict[str, Any]:
    """What a rule says on its day; None where this pathway has no such rule or input."""
    try:
        value = label(asker().ask(ask.rule, ask.day, ask.given.items()).value)
    except VarickError:
        value = None
    return {"rule": ask.rule, "on": ask.day.isoformat(), "given": dict(ask.given), "value": value}


def is_apart(earlier: str, later: str) -> bool | None:
    """Whether a node is no input of another at any distance, asked of the graph; None where one is not in the pathway."""
    nodes = pathway().nodes
    return earlier not in before(later) if earlier in nodes and later in nodes else None


def summary(answers: list[dict[str, Any]], words: Words) -> str:
    """How many statements there are of each verdict."""
    found = [
        words(
            "claims.part",
            number=words.number(sum(a["verdict"] == v for a in answers)),
            verdict=words.label("verdict", v),
        )
        for v in VERDICTS
        if any(a["verdict"] == v for a in answers)
    ]
    return words("claims.count", statements=words.number(len(answers)), counts=words.listed(found))


def claim_lines(answer: dict[str, Any], words: Words) -> Iterator[str]:
    """A statement as `claim_answer` gives it, for reading."""
    speaker = words.label("speaker", answer["said_by"])
    yield words("claims.said", speaker=speaker, article=", ".join(answer["article"]))
    yield f"  {answer['paraphrase']}"
    yield "  " + words("claims.verdict", verdict=words.label("verdict", answer["verdict"]))
    yield "  " + words("claims.found", found=answer["found"])
    for part, heading in PARTS.items():
        if answer[part]:
            yield f"  {words(heading)}:"
            yield from (f"    {_bearing(part, one, words)}" for one in answer[part])
    if answer["facts"]:
        yield f"  {words('claims.facts', day=answer['on'])}:"
        for fact in answer["facts"]:
            grade = f" [{words.label('grade', fact['grade'])}]" if fact["grade"] else ""
            said = value_said(fact["value"], words) or words("facts.not_yet")
            yield f"    {fact['name']}: {said}{grade}"
    if answer["graph"] or answer["nodes"] or answer["asked"]:
        yield f"  {words('claims.computed')}:"
        yield from (f"    {line}" for line in graph_lines(answer, words))
        yield from (f"    {line}" for line in asked_lines(answer, words))
        if answer["nodes"]:
            yield "    " + words("claims.nodes", nodes=", ".join(answer["nodes"]))
    yield f"  {words('claims.sources')}:"
    yield from (f"    {line}" for line in source_lines(answer["sources"]))


def graph_lines(answer: dict[str, Any], words: Words) -> Iterator[str]:
    """What the graph says of the pairs of nodes of a statement."""
    for pair in answer["graph"]:
        if pair["apart"] is None:
            missing = next(n for n in (pair["earlier"], pair["later"]) if n not in pathway().nodes)
            yield words("claims.not_there", name=missing)
        else:
            key = "claims.apart" if pair["apart"] else "claims.not_apart"
            yield words(key, earlier=pair["earlier"], later=pair["later"])


def asked_lines(answer: dict[str, Any], words: Words) -> Iterator[str]:
    """What the rules of the pathway say that a statement asks."""
    for one in answer["asked"]:
        if one["value"] is None:
            yield words("claims.not_there", name=one["rule"])
        else:
            given = ", ".join(f"{name}={value}" for name, value in one["given"].items())
            yield words("claims.asked", rule=one["rule"], day=one["on"], given=given, value=one["value"])


def _bearing(part: str, one: dict[str, Any], words: Words) -> str:
    grade = words.label("grade", one["grade"])
    if part == "rules":
        cited = words("claims.from", citation=one["citation"], force=one["force"], since=one["in_force"])
        return f"{one['id']}: {cited} [{grade}]"
    if part == "events":
        return f"{one['id']}: {one['date']}, {one['title']} [{grade}]"
    return f"{one['id']}: {one['figure']}; {one['period']}, {one['place']} [{grade}]"
