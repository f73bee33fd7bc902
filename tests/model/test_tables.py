"""Tables: the plain function called once for each combination; integers out; what cannot be a table is refused."""

from collections.abc import Mapping
from datetime import date
from enum import Enum, IntEnum
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.model import Delay, attribute, chance, choice, days, delay, event, rule
from varick.model.build import Model
from varick.model.delays import hours
from varick.model.fact import Fact
from varick.model.kinds import Node
from varick.model.program import ONE
from varick.model.wiring import Pathway

PERIOD = date(2018, 1, 1), date(2019, 1, 1)


class Action(Enum):
    none = 0
    letter = 1
    detainer = 2
    arrest = 3


class Regime(Enum):
    strict = "strict"
    lenient = "lenient"


class Only(Enum):
    one = 1


class Many(IntEnum):
    """Sixteen values, so that tables grow quickly."""

    v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15 = range(16)


@attribute
def citizen() -> float:
    return 0.5


@attribute
def kind() -> dict[Many, float]:
    return dict.fromkeys(Many, 1 / 16)


def model(*nodes: Node, **facts: Any) -> Model:
    return Model(Pathway(nodes), {name: Fact.simple(name, value) for name, value in facts.items()}, PERIOD)


def table(*nodes: Node, **facts: Any) -> Any:
    """The table of the last node in its only era."""
    program = model(*nodes, **facts).program
    return program.tables[program.index[nodes[-1].name]][0]


def refused(*nodes: Node, **facts: Any) -> str:
    """The message with which the last node's table is refused, after its file and line."""
    with pytest.raises(VarickError) as caught:
        model(*nodes, **facts)
    message = str(caught.value)
    assert message.startswith(f"{nodes[-1].where}: ")
    assert "\n" not in message
    return message.removeprefix(f"{nodes[-1].where}: ")


def test_each_combination_has_its_row() -> None:
    @rule
    def decided(kind: Many, citizen: bool, other: Regime, share: float) -> Action:
        return Action((kind.value * 7 + 2 * citizen + (other is Regime.lenient) + int(share)) % 4)

    @attribute
    def other() -> dict[Regime, float]:
        return {Regime.strict: 0.5, Regime.lenient: 0.5}

    program = model(kind, citizen, other, decided, share=3.0).program
    i = program.index["decided"]
    step = program.steps[i]
    assert step.rows == 64
    assert program.tables[i].shape == (1, 64, 1)
    names = [program.steps[j].name for j in step.inputs]
    domains = {"kind": list(Many), "citizen": [False, True], "other": list(Regime)}
    for codes in product(*(range(len(domains[n])) for n in names)):
        row = sum(c * s for c, s in zip(codes, step.strides, strict=True))
        values = {n: domains[n][c] for n, c in zip(names, codes, strict=True)}
        assert program.tables[i][0, row, 0] == decided(**values, share=3.0).value


@given(p=st.floats(0, 1))
def test_a_probability_is_a_threshold(p: float) -> None:
    @chance
    def drawn(p: float) -> float:
        return p

    threshold = int(table(drawn, p=p)[0, 0])
    assert abs(threshold - p * ONE) <= 0.5
    assert (p == 0) <= (threshold == 0)
    assert (p == 1) <= (threshold == ONE)


def test_always_and_never_are_exact() -> None:
    assert table(chance(returning(1.0))).tolist() == [[ONE]]
    assert table(chance(returning(1))).tolist() == [[ONE]]
    assert table(chance(returning(0))).tolist() == [[0]]


def returning(value: Any, annotation: Any = float) -> Any:
    """A function that returns its only argument's value, given as a constant of a module of its own."""
    space: dict[str, Any] = {"Action": Action, "Regime": Regime, "Only": Only}
    exec(
        f"def drawn():\n    return {value!r}\n"
        if not isinstance(value, str)
        else f"def drawn():\n    return {value}\n",
        space,
    )
    space["drawn"].__annotations__["return"] = annotation
    return space["drawn"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1.5, "probability 1.5 is outside [0, 1]"),
        (-0.01, "probability -0.01 is outside [0, 1]"),
        (1.0000001, "probability 1.0000001 is outside [0, 1]"),
        ("float('nan')", "probability nan is outside [0, 1]"),
        ("float('inf')", "probability inf is outside [0, 1]"),
        (True, "True is not a probability"),
        ("'0.5'", "'0.5' is not a probability"),
        (None, "None is not a probability"),
        ("{}", "{} is not a probability"),
    ],
)
@pytest.mark.parametrize("mark", [chance, attribute])
def test_what_is_no_probability(mark: Any, value: Any, why: str) -> None:
    assert refused(mark(returning(value))) == f"drawn() under the facts of 2018-01-01: {why}"


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("{Action.letter: 0.5, Action.detainer: 0.6}", "the probabilities sum to 1.1, not 1"),
        ("{Action.none: 0.3, Action.letter: 0.5}", "the probabilities sum to 0.8, not 1"),
        ("{Action.letter: -0.1}", "probability -0.1 is outside [0, 1]"),
        ("{Action.letter: float('nan')}", "probability nan is outside [0, 1]"),
        ("{'letter': 1.0}", "'letter' is not one of 0, 1, 2, 3"),
        ("{Regime.strict: 1.0}", "<Regime.strict: 'strict'> is not one of 0, 1, 2, 3"),
        ("0.5", "0.5 is not a mapping of probabilities"),
        ("[0.5, 0.5]", "[0.5, 0.5] is not a mapping of probabilities"),
    ],
)
def test_what_are_no_shares(value: str, why: str) -> None:
    node = choice(returning(value, dict[Action, float]))
    assert refused(node) == f"drawn() under the facts of 2018-01-01: {why}"


def test_only_a_choice_has_a_residual() -> None:
    assert table(choice(returning("{}", dict[Action, float]))).tolist() == [[0, 0, 0]]
    message = refused(attribute(returning("{Action.letter: 0.5}", dict[Action, float])))
    assert message == "drawn() under the facts of 2018-01-01: the probabilities sum to 0.5, not 1"
    named = table(choice(returning("{Action.none: 0.5, Action.letter: 0.5}", dict[Action, float])))
    left_out = table(choice(returning("{Action.letter: 0.5}", dict[Action, float])))
    assert named.tolist() == left_out.tolist() == [[ONE // 2] * 3]


def test_shares_are_cumulative_and_the_residual_is_drawn_last() -> None:
    node = choice(
        returning("{Action.arrest: 0.125, Action.letter: 0.5, Action.detainer: 0.25}", dict[Action, float])
    )
    assert table(node).tolist() == [[ONE // 2, ONE // 4 * 3, ONE // 8 * 7]]


def test_a_sum_within_rounding_is_one() -> None:
    node = attribute(
        returning("{Action.none: 0.1, Action.letter: 0.2, Action.detainer: 0.7 + 1e-10}", dict[Action, float])
    )
    assert table(node)[0, -1] <= ONE


def test_a_domain_of_one_value_is_certain() -> None:
    assert table(attribute(returning("{Only.one: 1.0}", dict[Only, float]))).tolist() == [[ONE]]


@pytest.mark.parametrize(
    ("value", "annotation", "why"),
    [
        ("1", bool, "1 is not one of no, yes"),
        ("None", bool, "None is not one of no, yes"),
        ("'yes'", bool, "'yes' is not one of no, yes"),
        ("Regime.strict", Action, "<Regime.strict: 'strict'> is not one of 0, 1, 2, 3"),
    ],
)
def test_a_rule_stays_in_its_domain(value: str, annotation: Any, why: str) -> None:
    assert refused(rule(returning(value, annotation))) == f"drawn() under the facts of 2018-01-01: {why}"


def test_an_event_is_yes_or_no_and_a_delay_a_delay() -> None:
    assert refused(event(agency="NYPD")(returning(1, bool))).endswith("1 is not one of no, yes")

    @event(agency="NYPD")
    def arrested() -> bool:
        return True

    @delay
    def lag(days_to_letter: float) -> Delay:
        return days.exactly(1) if days_to_letter > 5 else days_to_letter  # type: ignore[return-value]

    @event(agency="ICE", after="arrested", delay="lag")
    def letter() -> bool:
        return True

    with pytest.raises(
        VarickError, match=r"lag\(\) under the facts of 2018-01-01: 2.0 is not a delay made with"
    ):
        model(arrested, lag, letter, days_to_letter=2.0)
    assert model(arrested, lag, letter, days_to_letter=6.0)


def test_the_message_names_the_combination_and_the_day() -> None:
    @chance
    def drawn(citizen: bool, kind: Many, share: float) -> float:
        return 2.0 if citizen and kind is Many.v3 else share

    assert refused(citizen, kind, drawn, share=0.5) == (
        "drawn(citizen=yes, kind=3) under the facts of 2018-01-01: probability 2 is outside [0, 1]"
    )

    @chance
    def divided(share: float) -> float:
        return 1 / share

    assert refused(divided, share=0.0) == "divided() under the facts of 2018-01-01: float division by zero"


def test_a_table_over_the_limit_is_refused_before_it_is_made() -> None:
    names = ["a", "b", "c", "d"]
    inputs = [attribute(over(n, dict[Many, float], [], "{k: 1 / 16 for k in Many}")) for n in names]
    wide = rule(over("wide", bool, [*names, "citizen"], "1 / 0"))
    assert refused(*inputs, citizen, wide) == (
        "the table of wide would have 131,072 entries (limit 65,536); give it derived properties instead of d"
    )
    several = rule(over("several", Action, names, "1 / 0"))
    assert refused(*inputs, several).startswith("the table of several would have 196,608 entries")
    assert table(*inputs, rule(over("just", bool, names, "a is d"))).shape == (65_536, 1)


def over(name: str, returns: Any, arguments: list[str], body: str) -> Any:
    """A function over arguments of sixteen values each (a citizen has two)."""
    space: dict[str, Any] = {"Many": Many}
    exec(f"def {name}({', '.join(arguments)}):\n    return {body}\n", space)
    domains: dict[str, Any] = {n: bool if n == "citizen" else Many for n in arguments}
    space[name].__annotations__ = {**domains, "return": returns}
    return space[name]


@pytest.mark.parametrize(
    ("annotation", "value", "shown"),
    [
        (bool, 1.0, "bool"),
        (bool, "yes", "bool"),
        (float, True, "float"),
        (float, "0.5", "float"),
        (float, {"a": 1.0}, "float"),
        (int, 3.7, "int"),
        (int, True, "int"),
        (Regime, "strickt", "Regime"),
        (Regime, 1.0, "Regime"),
        (Regime, True, "Regime"),
        (Mapping[str, float], 1.0, "Mapping"),
        (Mapping[str, float], "a", "Mapping"),
        (dict, {"a": 1.0}, "dict"),
        (list, "strict", "list"),
        (bytes, "strict", "bytes"),
        (str, 1.0, "str"),
    ],
)
def test_a_fact_that_does_not_fit_its_annotation(annotation: Any, value: Any, shown: str) -> None:
    def decided(policy) -> bool:  # type: ignore[no-untyped-def]
        return bool(policy)

    decided.__annotations__["policy"] = annotation
    message = refused(rule(decided), policy=value)
    known = "; it can be strict, lenient" if annotation is Regime else ""
    assert message == f"decided takes the fact policy as {shown}, but its value is {value!r}{known}"


def test_facts_come_as_they_are_annotated() -> None:
    @rule
    def decided(
        switch: bool, number: float, whole: int, word: str, regime: Regime, by_kind: Mapping[str, float]
    ) -> bool:
        numbers = isinstance(number, float) and isinstance(whole, int) and (number, whole) == (2.0, 3)
        words = word == "strict" and regime is Regime.strict
        return switch is True and numbers and words and dict(by_kind) == {"a": 1.0}

    facts = {
        "switch": True,
        "number": 2,
        "whole": 3,
        "word": "strict",
        "regime": "strict",
        "by_kind": {"a": 1},
    }
    assert table(decided, **facts).tolist() == [[1]]


def test_a_table_fact_cannot_be_changed_by_a_node() -> None:
    @rule
    def decided(by_kind: Mapping[str, float]) -> bool:
        by_kind["a"] = 2.0  # type: ignore[index]
        return True

    assert "the table of a fact cannot be changed" in refused(decided, by_kind={"a": 1})


def test_distributions_are_numbered_once() -> None:
    @event(agency="NYPD")
    def arrested() -> bool:
        return True

    @delay
    def lag(kind: Many) -> Delay:
        return hours.exactly(5) if kind < Many.v8 else hours.lognormal(3, 9)

    @event(agency="ICE", after="arrested", delay="lag")
    def letter() -> bool:
        return True

    program = model(kind, arrested, lag, letter).program
    i = program.index["lag"]
    assert program.tables[i][0, :, 0].tolist() == [0] * 8 + [1] * 8
    assert program.quantiles[i].shape == (2, 1025)
    assert np.array_equal(program.quantiles[i][0], hours.exactly(5).quantiles())
    assert np.array_equal(program.quantiles[i][1], hours.lognormal(3, 9).quantiles())
