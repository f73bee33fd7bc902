"""Explanations against brute force: every flip flips, none is larger than need be, none is missed, all are possible."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from itertools import combinations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.model import attribute, chance, event, rule
from varick.model.build import Model
from varick.model.explain import Explanation, explain, leading
from varick.model.fact import Fact
from varick.model.wiring import Pathway

PERIOD = date(2018, 1, 1), date(2019, 1, 1)
randoms = st.randoms(use_true_random=False, note_method_calls=False)


class Level(Enum):
    none = "none"
    some = "some"
    much = "much"


@dataclass
class RandomRule:
    """A random rule over at most six inputs, some of them facts, with implications among the yes-or-no ones."""

    model: Model
    domains: dict[str, tuple[Any, ...]]
    facts: dict[str, Any]
    implies: tuple[tuple[str, str], ...]

    def possible(self, values: Mapping[str, Any]) -> bool:
        return all(not values[a] or values[b] for a, b in self.implies)

    def value(self, values: Mapping[str, Any]) -> Any:
        return self.model.nodes["decided"](**values)

    def every(self) -> Iterator[dict[str, Any]]:
        for combination in product(*self.domains.values()):
            yield dict(zip(self.domains, combination, strict=True))


def random_rule(r: Random) -> RandomRule:
    kinds = [r.choice(["node", "node", "switch", "wide", "named"]) for _ in range(r.randint(1, 6))]
    domains: dict[str, tuple[Any, ...]] = {}
    space: dict[str, Any] = {"attribute": attribute, "rule": rule, "Level": Level}
    lines, signature, facts = [], [], {}
    for k, kind in enumerate(kinds):
        name = f"{kind}{k}"
        wide = kind in ("wide", "named")
        domains[name] = tuple(Level) if wide else (False, True)
        signature.append(f"{name}: {'Level' if wide else 'bool'}")
        if kind == "node":
            lines.append(f"@attribute\ndef {name}() -> float:\n    return 0.5")
        elif kind == "wide":
            lines.append(
                f"@attribute\ndef {name}() -> dict[Level, float]:\n    return dict(zip(Level, (0.5, 0.25, 0.25)))"
            )
        else:
            facts[name] = r.choice(domains[name])
    yes_no = [n for n, d in domains.items() if d == (False, True)]
    implies = tuple(tuple(r.sample(yes_no, 2)) for _ in range(r.randint(0, 2) if len(yes_no) > 1 else 0))
    size = 1
    for d in domains.values():
        size *= len(d)
    answers = r.choice(["True, False", "Level.none, Level.some, Level.much"])
    index, stride = [], 1
    for name, d in domains.items():
        index.append(
            f"{stride} * {'int(' + name + ')' if len(d) == 2 else f'(0 if {name} is Level.none else 1 if {name} is Level.some else 2)'}"
        )
        stride *= len(d)
    table = tuple(r.randrange(answers.count(",") + 1) for _ in range(size))
    lines.append(f"TABLE = {table!r}")
    lines.append(
        f"@rule(implies={implies!r})\ndef decided({', '.join([*signature, 'number: float'])}) -> "
        f"{'bool' if 'True' in answers else 'Level'}:\n    return ({answers})[TABLE[{' + '.join(index)}]]"
    )
    exec("\n".join(lines), space)
    made = {n: Fact.simple(n, v.value if isinstance(v, Enum) else v) for n, v in facts.items()}
    made["number"] = Fact.simple("number", 3.0)
    model = Model(Pathway.of(space), made, PERIOD)
    return RandomRule(model, domains, facts, implies)


def explained(r: Random) -> tuple[RandomRule, dict[str, Any], Explanation]:
    """A random rule, what is asked of it, and its explanation."""
    asked = random_rule(r)
    here = {n: asked.facts.get(n, r.choice(d)) for n, d in asked.domains.items()}
    facts = {n: v.value if isinstance(v, Enum) else v for n, v in asked.facts.items()} | {"number": 3.0}
    found = explain(asked.model, "decided", {n: v for n, v in here.items() if n not in facts}, facts)
    return asked, here, found


def value_of(asked: RandomRule, values: Mapping[str, Any]) -> Any:
    return asked.value({**values, "number": 3.0})


@given(r=randoms)
def test_every_flip_flips_and_is_possible(r: Random) -> None:
    asked, here, found = explained(r)
    assert found.value == value_of(asked, here)
    for flip in found.flips:
        there = {**here, **dict(flip.changes)}
        assert all(here[n] is not v for n, v in flip.changes)
        assert value_of(asked, there) == flip.outcome != found.value
        assert asked.possible(there)


@given(r=randoms)
def test_flips_are_smallest_and_none_is_missing(r: Random) -> None:
    """The sets of inputs that are found are exactly the minimal ones that can flip, by looking at every combination."""
    asked, here, found = explained(r)
    flipping = {
        frozenset(n for n in there if there[n] is not here[n])
        for there in asked.every()
        if asked.possible(there) and value_of(asked, there) != found.value
    }
    smallest = {
        s
        for s in flipping
        if not any(frozenset(part) in flipping for k in range(len(s)) for part in combinations(s, k))
    }
    told = [frozenset(n for n, _ in flip.changes) for flip in found.flips]
    assert len(told) == len(set(told))
    assert set(told) == smallest
    assert [len(s) for s in told] == sorted(len(s) for s in told)


@given(r=randoms)
def test_a_change_flips_whatever_is_unknown(r: Random) -> None:
    """Some inputs are unknown, and may have some of their values: those with which the rule says what it says. A change of
    the others is told if it flips the rule to one and the same answer for all of these, and no smaller one does."""
    asked = random_rule(r)
    here = {n: asked.facts.get(n, r.choice(d)) for n, d in asked.domains.items()}
    nodes = [n for n in here if n not in asked.facts]
    unknown = {
        n: [v for v in asked.domains[n] if v is here[n] or r.random() < 0.6]
        for n in r.sample(nodes, r.randint(0, len(nodes)))
    }
    facts = {n: v.value if isinstance(v, Enum) else v for n, v in asked.facts.items()} | {"number": 3.0}
    found = explain(asked.model, "decided", {n: here[n] for n in nodes}, facts, unknown)
    said = value_of(asked, here)
    assert found.value == said
    known = {n: here[n] for n in here if n not in unknown}
    everybody = [dict(zip(unknown, values, strict=True)) for values in product(*unknown.values())]
    them = [
        o
        for o in everybody
        if not unknown or (asked.possible({**known, **o}) and value_of(asked, {**known, **o}) == said)
    ]
    flipping: dict[frozenset[str], set[Any]] = {}
    for values in product(*(asked.domains[n] for n in known)):
        there = dict(zip(known, values, strict=True))
        outcomes = {value_of(asked, {**there, **o}) for o in them if asked.possible({**there, **o})}
        changed = frozenset(n for n in known if there[n] is not known[n])
        if changed and len(outcomes) == 1 and said not in outcomes:
            flipping.setdefault(changed, set()).update(outcomes)
    smallest = {s for s in flipping if not any(other < s for other in flipping)}
    assert {frozenset(n for n, _ in flip.changes) for flip in found.flips} == smallest
    assert all(flip.outcome in flipping[frozenset(n for n, _ in flip.changes)] for flip in found.flips)


@given(r=randoms)
def test_numbers_are_no_inputs_that_may_change(r: Random) -> None:
    _, _, found = explained(r)
    assert "number" not in found.inputs
    assert all(n != "number" for flip in found.flips for n, _ in flip.changes)


@attribute
def warrant() -> float:
    return 0.1


@attribute
def conviction_within_5y() -> float:
    return 0.1


@attribute
def conviction_ever() -> float:
    return 0.2


@rule(implies=(("conviction_within_5y", "conviction_ever"),))
def honored(warrant: bool, conviction_within_5y: bool, conviction_ever: bool, law_in_force: bool) -> bool:
    return not law_in_force or (warrant and conviction_within_5y and conviction_ever)


def detainer(law_in_force: bool, **inputs: bool) -> Explanation:
    facts = {"law_in_force": Fact.simple("law_in_force", law_in_force)}
    nodes = [warrant, conviction_within_5y, conviction_ever, honored]
    return explain(Model(Pathway(nodes), facts, PERIOD), "honored", inputs, {"law_in_force": law_in_force})


def test_a_switch_of_the_law_counts_as_an_input() -> None:
    found = detainer(True, warrant=False, conviction_within_5y=False, conviction_ever=False)
    assert [dict(f.changes) for f in found.flips] == [
        {"law_in_force": False},
        {"warrant": True, "conviction_within_5y": True, "conviction_ever": True},
    ]


def test_no_impossible_person_is_offered() -> None:
    """Without the implication, losing the old conviction alone would flip it: a person whom there cannot be."""
    found = detainer(True, warrant=True, conviction_within_5y=True, conviction_ever=True)
    assert {f.changes for f in found.flips} == {(("warrant", False),), (("conviction_within_5y", False),)}


def test_a_rule_that_cannot_be_flipped_says_so() -> None:
    @event(agency="NYPD")
    def arrested() -> bool:
        return True

    found = explain(Model(Pathway([arrested]), {}, PERIOD), "arrested", {}, {})
    assert found.value is True
    assert found.flips == ()


def test_of_several_values_that_would_do_the_first_is_told() -> None:
    @attribute
    def level() -> dict[Level, float]:
        return {Level.none: 1.0}

    @rule
    def high(level: Level) -> bool:
        return level is not Level.none

    found = explain(Model(Pathway([level, high]), {}, PERIOD), "high", {"level": Level.none}, {})
    assert [(f.changes, f.outcome) for f in found.flips] == [((("level", Level.some),), True)]


def test_only_rules_and_events_are_explained() -> None:
    @chance
    def told() -> float:
        return 0.5

    with pytest.raises(VarickError, match="told is a chance; only rules and events are explained"):
        explain(Model(Pathway([told]), {}, PERIOD), "told", {}, {})


def test_a_rule_with_too_many_inputs_is_not_looked_through() -> None:
    """Sixteen inputs fit a table; two switches more are too many to try."""
    names = [f"a{k}" for k in range(16)]
    space: dict[str, Any] = {"attribute": attribute, "rule": rule}
    lines = [f"@attribute\ndef {n}() -> float:\n    return 0.5" for n in names]
    arguments = ", ".join(f"{n}: bool" for n in [*names, "law_a", "law_b"])
    lines.append(f"@rule\ndef decided({arguments}) -> bool:\n    return law_a and law_b")
    exec("\n".join(lines), space)
    facts = dict.fromkeys(("law_a", "law_b"), True)
    model = Model(Pathway.of(space), {n: Fact.simple(n, True) for n in facts}, PERIOD)
    with pytest.raises(
        VarickError, match="decided has 262,144 combinations of inputs; over 65,536 are not looked"
    ):
        explain(model, "decided", dict.fromkeys(names, False), facts)


def test_what_is_of_no_person_is_not_proposed() -> None:
    """Unless it is what was asked of; another value of the same input is proposed in its place."""

    @attribute(never=Level.none)
    def level() -> dict[Level, float]:
        return {Level.some: 0.5, Level.much: 0.5}

    @rule
    def decided(level: Level) -> bool:
        return level is Level.some

    model = Model(Pathway([level, decided]), {}, PERIOD)
    assert [flip.changes for flip in explain(model, "decided", {"level": Level.some}, {}).flips] == [
        (("level", Level.much),)
    ]
    assert [flip.changes for flip in explain(model, "decided", {"level": Level.none}, {}).flips] == [
        (("level", Level.some),)
    ]


def test_never_is_a_value_of_the_domain() -> None:
    with pytest.raises(VarickError, match="decided: never=none is not one of its values"):

        @rule(never=Level.none)
        def decided() -> bool:
            return True


def test_what_another_change_implies_is_not_said_twice() -> None:
    implies = (("within", "ever"), ("ever", "any"))
    assert leading([("warrant", True), ("within", True), ("ever", True), ("any", True)], implies) == [
        ("warrant", True),
        ("within", True),
    ]
    assert leading([("ever", "yes"), ("any", "yes"), ("warrant", "no")], implies) == [
        ("ever", "yes"),
        ("warrant", "no"),
    ]
    assert leading([("ever", False), ("any", True)], implies) == [("ever", False), ("any", True)]
