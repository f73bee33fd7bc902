"""A traced person in words: what happens, what is sent to whom, why, what is not told, and what the article said.

The engine gives names and values; every sentence is looked up in `words`. Names of agencies, owners, events and values stay
as the model has them in `as_dict`, so that a program reads the same in every language.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from varick.engine.trace import Hop, Reason
from varick.model.explain import leading
from varick.model.kinds import Kind
from varick.model.shipped import pathway
from varick.words import Words
from varick.words.nodes import capital, clause, thing

Flip = tuple[tuple[tuple[str, str], ...], str]
"""A smallest change as a reason has it: ((input, value), ...) and what the rule would then say."""
MOST = 4
"""Smallest changes that are told of one rule; the rest is counted."""


def because(reason: Reason, words: Words) -> str:
    """One rule in words: what it says and on what ground, what nobody told, and the smallest changes that would turn it.

    Of a rule that only restates what the person is (a charge that is a felony) only what it says."""
    flips = () if _restates(reason.rule) else reason.flips
    told = [_statement(reason, flips, words)]
    for changes, outcome in flips[:MOST]:
        first = leading(changes, _implied(reason.rule))
        conditions = words.listed([clause(words, name, value) for name, value in first])
        told.append(words("why.if", conditions=conditions, outcome=clause(words, reason.rule, outcome)))
        if len(first) > 1:
            told.append(words("why.together"))
    if len(flips) > MOST:
        told.append(words("why.more", count=words.number(len(flips) - MOST)))
    if reason.unknown and reason.value != "unknown":
        told.append(words("why.whatever", unknown=_things(reason.unknown, words)))
    return " ".join(capital(one) for one in told)


def once(hop: Hop, words: Words) -> str:
    """After which event the reasons hold, where that is not certain: "once ICE learns of the arrest"; or nothing."""
    if not hop.once:
        return ""
    events = [clause(words, event, "yes") for event in hop.once.split(" or ")]
    return words("why.once", events=words.listed(events, "or"))


def _restates(name: str) -> bool:
    """Whether a rule reads nothing but attributes of the person, so that another person is all that would turn it."""
    nodes = pathway().nodes
    node = nodes.get(name)
    return (
        node is not None
        and node.kind in (Kind.RULE, Kind.ATTRIBUTE)
        and all(read in nodes and nodes[read].kind is Kind.ATTRIBUTE for read in node.arguments)
    )


def _statement(reason: Reason, flips: Sequence[Flip], words: Words) -> str:
    if reason.value == "unknown":
        if not reason.unknown:
            return words("why.not_certain", what=thing(words, reason.rule))
        return words("why.depends", what=thing(words, reason.rule), unknown=_things(reason.unknown, words))
    said = clause(words, reason.rule, reason.value)
    grounds = _grounds(flips, _implied(reason.rule))
    if not grounds:
        return words("why.so", statement=said)
    return words(
        "why.ground",
        statement=said,
        grounds=words.listed([clause(words, name, value) for name, value in grounds]),
    )


def _grounds(flips: Sequence[Flip], implies: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """What now stands where the first of the smallest changes would change something: the yes for a no and the reverse.

    Left out where there is one change and it is of one thing: the sentence after it says the same."""
    if not flips or (len(flips) == 1 and len(flips[0][0]) == 1):
        return []
    other = {"yes": "no", "no": "yes"}
    return [(name, other[value]) for name, value in leading(flips[0][0], implies) if value in other]


def _implied(rule: str) -> Sequence[tuple[str, str]]:
    """Which inputs of a rule imply which others; none for a node of another pathway."""
    node = pathway().nodes.get(rule)
    return node.implies if node is not None else ()


def _things(names: Sequence[str], words: Words) -> str:
    return words.listed([thing(words, name) for name in names])


def as_dicts(hops: Sequence[Hop], words: Words) -> list[dict[str, Any]]:
    """The hops as the JSON of `varick trace` has them: keys, names and values of the model, sentences in the language.

    A reason is said once, where it first bears on what happens or may happen; what does not happen keeps all its own."""
    sender = {hop.sends: hop.activity for hop in hops if hop.sends}
    said: set[Reason] = set()
    steps = []
    for hop in hops:
        reasons = [r for r in hop.because if not _says_only_that(r, hop)]
        if hop.value != "no":
            reasons = [r for r in reasons if r not in said]
            said.update(reasons)
        steps.append(_as_dict(hop, reasons, sender, words))
    return steps


def _beside(reason: Reason, hop: Hop) -> list[str]:
    """What is cited beside a reason: of its rule's citations those that the hop, which knows the day, has too."""
    if reason.rule == hop.activity:
        return []
    return [cite for cite in _cites(reason.rule) if cite in hop.authority]


def _cites(name: str) -> tuple[str, ...]:
    node = pathway().nodes.get(name)
    return node.cites if node is not None else ()


def _says_only_that(reason: Reason, hop: Hop) -> bool:
    """Whether a reason repeats the step's own answer."""
    return reason.rule == hop.activity and not reason.flips and not reason.unknown


def _steps_away(hop: Hop) -> Mapping[str, int]:
    """How far each rule is from the event: 1 where its change would turn the event or the event waits for it, and so on."""
    reasons = {reason.rule: reason for reason in hop.because}
    found, waiting = {hop.activity: 0}, [hop.activity]
    while waiting:
        name = waiting.pop(0)
        if name not in reasons:
            continue
        turning = [one for changes, _ in reasons[name].flips for one, _ in changes]
        for one in (*turning, *reasons[name].unknown):
            if one not in found:
                found[one] = found[name] + 1
                waiting.append(one)
    return found


def _place(reason: Reason, steps: Mapping[str, int]) -> tuple[bool, int, bool]:
    """What decides first, what turns nothing after it, what the person is last; the order of the hop among equals."""
    far = steps.get(reason.rule, len(steps))
    return _of_the_person(reason.rule), far, not (reason.flips or reason.unknown)


def _of_the_person(name: str) -> bool:
    """Whether a rule says only what the person is, be it by way of others that do."""
    nodes = pathway().nodes
    node = nodes.get(name)
    return (
        node is not None
        and node.kind is Kind.RULE
        and all(
            read in nodes and (nodes[read].kind is Kind.ATTRIBUTE or _of_the_person(read))
            for read in node.arguments
        )
    )


def _as_dict(hop: Hop, reasons: Sequence[Reason], sender: Mapping[str, str], words: Words) -> dict[str, Any]:
    received = sender.get(hop.receives, "")
    steps = _steps_away(hop)
    reasons = sorted(reasons, key=lambda reason: _place(reason, steps))
    return {
        "activity": hop.activity,
        "agency": hop.agency,
        "receives": (words.find(f"sends.{received}") or hop.receives) if hop.receives else "",
        "sends": (words.find(f"sends.{hop.activity}") or hop.sends) if hop.sends else "",
        "to": hop.to,
        "seen_by": list(hop.seen_by),
        "authority": list(hop.authority),
        "explanation": words.find(f"tells.{hop.activity}") or hop.explanation,
        "probability": hop.probability,
        "probability_withheld": words("told.withheld") if hop.withheld else None,
        "value": hop.value,
        "once": once(hop, words),
        "because": [because(reason, words) for reason in reasons],
        "because_cites": [_beside(r, hop) for r in reasons],
        "controlled_by": ", ".join(hop.controlled_by) or "nobody's rule",
        "article_differs": words.family(f"differs.{hop.activity}"),
    }


def authorities(steps: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """What each step itself cites: without what stands beside a reason, there or at an earlier step."""
    beside: set[str] = set()
    found = []
    for step in steps:
        beside.update(cite for cites in step.get("because_cites", ()) for cite in cites)
        own = _cites(step["activity"])
        found.append([cite for cite in step["authority"] if cite in own or cite not in beside])
    return found
