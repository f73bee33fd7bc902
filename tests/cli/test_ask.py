"""trace --ask: questions one by one, each may be skipped, and the answers are those of --set."""

import json
from collections.abc import Callable
from typing import Any

from varick.model.kinds import Kind, label
from varick.model.shipped import pathway
from varick.words import Words

Run = Callable[..., Any]
ATTRIBUTES = [n for n in pathway().nodes.values() if n.kind is Kind.ATTRIBUTE]


def typed(**answers: str) -> bytes:
    """The numbers to type for these answers; a blank line skips."""
    lines = []
    for node in ATTRIBUTES:
        values = [label(value) for value in node.values]
        lines.append(str(values.index(answers[node.name]) + 1) if node.name in answers else "")
    return ("\n".join(lines) + "\n").encode()


def test_what_is_asked_is_as_what_is_set(varick: Run) -> None:
    asked = varick(
        "trace", "--ask", "--format", "json", stdin=typed(status="overstay", pending_application="yes")
    )
    told = varick("trace", "--set", "status=overstay", "--set", "pending_application=yes", "--format", "json")
    assert asked.code == told.code == 0
    assert asked.out == told.out
    assert asked.files == ()
    assert all(Words().find(f"node.{node.name}")[1:] in asked.err for node in ATTRIBUTES)  # type: ignore[index]


def test_what_is_given_is_not_asked_and_the_end_of_the_input_ends(varick: Run) -> None:
    asked = varick("trace", "--ask", "--set", "status=overstay", "--format", "json", stdin=b"")
    assert asked.out == varick("trace", "--set", "status=overstay", "--format", "json").out
    assert Words()("ask.question", what="Citizenship and immigration status") not in asked.err
    assert asked.err.count(Words()("ask.prompt")) == 1


def test_a_wrong_number_is_asked_again_in_the_language(varick: Run) -> None:
    asked = varick("trace", "--ask", "--lang", "es", "--format", "json", stdin=b"0\n99\n-1\nuno\n1\n")
    assert json.loads(asked.out)["steps"]
    again = Words("es")("ask.again", last="5")  # the boroughs, of the counties that there are
    assert asked.err.count(again) == 4


def test_the_questions_ask_nothing_that_names_a_person(varick: Run) -> None:
    for node in ATTRIBUTES:
        assert len(node.values) >= 2, f"{node.name} would have to be typed in words"


def test_two_readers_of_one_terminal_are_refused(varick: Run) -> None:
    ran = varick("trace", "--ask", "--person", "-", stdin=b"")
    assert ran.code == 2
    assert "leave one out" in ran.err
