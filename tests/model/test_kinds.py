"""The decorators: what a function must declare to be a node, and what each refuses, with its file and line."""

import inspect
from collections.abc import Callable
from enum import Enum
from typing import Any

import pytest

from varick.errors import VarickError
from varick.model import Delay, attribute, chance, choice, delay, event, hours, race, rule
from varick.model.kinds import Kind, label, word_of


class Answer(Enum):
    none = "none"
    some = "some"


class Warrant(Enum):
    judge = "judge"
    officer = "officer"


class Nothing(Enum):
    pass


def refused(mark: Callable[[Any], Any], function: Any) -> str:
    """The message with which a decorator refuses a function; it must begin with the function's file and line."""
    with pytest.raises(VarickError) as caught:
        mark(function)
    where = f"{__file__}:{inspect.getsourcelines(function)[1]}: "
    message = str(caught.value)
    assert message.startswith(where)
    assert "\n" not in message
    return message.removeprefix(where)


def test_a_node_says_what_it_is_and_still_can_be_called() -> None:
    @rule(when="told", on="told", cites="a law", implies=(("a", "b"),))
    def decided(a: bool, b: bool) -> bool:
        """Whether
        it is so."""
        return a and b

    assert (decided.name, decided.kind, decided.values) == ("decided", Kind.RULE, (False, True))
    assert (decided.gates, decided.on, decided.cites) == (("told",), "told", ("a law",))
    assert decided.implies == (("a", "b"),)
    assert decided.arguments == {"a": bool, "b": bool}
    assert decided.explanation == "Whether it is so."
    assert decided(True, b=True) is True
    assert decided.where == f"{__file__}:{inspect.getsourcelines(decided.function)[1]}"


def test_alternatives_and_witnesses_are_kept_in_order() -> None:
    @event(agency="ICE", after=("at_home", "at_court"), seen_by="ICE", sends="a form", to="EOIR")
    def taken() -> bool:
        return True

    assert (taken.gates, taken.seen_by, taken.agency) == (("at_home", "at_court"), ("ICE",), "ICE")
    assert (taken.sends, taken.to, taken.odds) == ("a form", "EOIR", True)


def arguments_of_every_kind() -> list[tuple[Any, Any]]:
    def bare(x) -> float:  # type: ignore[no-untyped-def]
        return 0.0

    def preset(x: bool = True) -> float:
        return 0.0

    def many(*x: bool) -> float:
        return 0.0

    def named(*, x: bool) -> float:
        return 0.0

    def rest(**x: bool) -> float:
        return 0.0

    return [
        (bare, "no annotation"),
        *((f, "plain name without a default") for f in (preset, many, named, rest)),
    ]


@pytest.mark.parametrize(("function", "why"), arguments_of_every_kind())
def test_arguments_are_plain_annotated_names(function: Any, why: str) -> None:
    message = refused(chance, function)
    assert message.startswith(f"{function.__name__}: argument x ")
    assert why in message


def returns(annotation: Any) -> Any:
    def node():  # type: ignore[no-untyped-def]
        return None

    if annotation is not inspect.Signature.empty:
        node.__annotations__["return"] = annotation
    return node


EMPTY = inspect.Signature.empty


@pytest.mark.parametrize(
    ("mark", "annotation", "declare"),
    [
        (attribute, EMPTY, "float or dict[SomeEnum, float]"),
        (attribute, bool, "float or dict[SomeEnum, float]"),
        (attribute, Answer, "float or dict[SomeEnum, float]"),
        (attribute, dict[Answer, int], "float or dict[SomeEnum, float]"),
        (chance, EMPTY, "float"),
        (chance, bool, "float"),
        (chance, dict[Answer, float], "float"),
        (choice, EMPTY, "dict[SomeEnum, float]"),
        (choice, float, "dict[SomeEnum, float]"),
        (choice, dict[str, float], "dict[SomeEnum, float]"),
        (attribute, dict[str, float], "float or dict[SomeEnum, float]"),
        (rule, EMPTY, "bool or an Enum"),
        (rule, str, "bool or an Enum"),
        (rule, float, "bool or an Enum"),
        (rule, dict[Answer, float], "bool or an Enum"),
        (event(agency="NYPD"), EMPTY, "bool"),
        (event(agency="NYPD"), Answer, "bool"),
        (race(first="a", before="b"), EMPTY, "bool"),
        (race(first="a", before="b"), Answer, "bool"),
    ],
)
def test_every_kind_asks_for_its_domain(mark: Any, annotation: Any, declare: str) -> None:
    assert refused(mark, returns(annotation)) == (
        f"node: undeclared domain: annotate the return value as {declare}"
    )


def test_an_enum_without_members_is_no_domain() -> None:
    assert refused(rule, returns(Nothing)) == "node: undeclared domain: Nothing has no members"


@pytest.mark.parametrize("annotation", [EMPTY, float, bool])
def test_a_delay_returns_a_delay(annotation: Any) -> None:
    assert refused(delay, returns(annotation)) == "node: a delay returns Delay; annotate it so"


def test_domains_that_are_declared() -> None:
    assert attribute(returns(float)).values == (False, True)
    assert attribute(returns(dict[Warrant, float])).values == (Warrant.judge, Warrant.officer)
    assert choice(returns(dict[Answer, float])).values == (Answer.none, Answer.some)
    assert rule(returns(Warrant)).values == (Warrant.judge, Warrant.officer)
    assert delay(returns(Delay)).values == ()


@pytest.mark.parametrize(("mark", "annotation"), [(rule, Warrant), (choice, dict[Warrant, float])])
def test_a_gated_enum_starts_with_none_or_declares_what_else(mark: Any, annotation: Any) -> None:
    message = refused(mark(when="asked"), returns(annotation))
    assert message == (
        "node is gated, and its enum starts with judge; start it with `none` or declare otherwise=Warrant.judge"
    )
    assert mark(when="asked", otherwise=Warrant.judge)(returns(annotation)).values[0] is Warrant.judge
    wrong = refused(mark(when="asked", otherwise=Warrant.officer), returns(annotation))
    assert wrong == "node: otherwise must be the first member of its enum, judge"
    assert mark()(returns(annotation)).gates == ()  # asked of everybody, so any first member will do


def test_a_gated_enum_that_starts_with_none_needs_no_more() -> None:
    assert rule(when="asked")(returns(Answer)).values[0] is Answer.none


def test_a_race_takes_no_arguments() -> None:
    def first(a: bool) -> bool:
        return a

    assert refused(race(first="x", before="y"), first) == (
        "first: a race takes no arguments; name the two delays in the decorator"
    )


def test_codes_do_not_mix_up_what_python_calls_equal() -> None:
    yes_no = chance(returns(float))
    assert (yes_no.code(False), yes_no.code(True)) == (0, 1)
    for wrong in (0, 1, 1.0, "yes", None, Answer.some):
        with pytest.raises(ValueError, match="is not one of no, yes"):
            yes_no.code(wrong)
    one_of = rule(returns(Answer))
    assert one_of.code(Answer.some) == 1
    with pytest.raises(ValueError, match="'some' is not one of none, some"):
        one_of.code("some")


def test_labels_are_what_people_write() -> None:
    assert [label(v) for v in (True, False, Answer.some, 3)] == ["yes", "no", "some", "3"]


def test_the_word_of_a_name_is_the_same_in_every_version() -> None:
    """Pinned: another hash would give everybody other luck, and no published number could be made again."""
    assert word_of("arrest_day") == 0xA10D6205
    assert word_of("printed") == 0x8EC31232

    @chance(draws_as="printed")
    def fingerprinted() -> float:
        return hours.exactly(1).parameters[0]

    assert fingerprinted.word == word_of("printed")
    assert chance(returns(float)).word == word_of("node")
