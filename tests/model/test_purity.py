"""A node reads its arguments, enums and constants of its module: whatever could change behind its table's back is refused."""

from enum import Enum
from typing import Any

import pytest

from varick.errors import VarickError
from varick.model import chance, days, delay, hours, rule
from varick.model.purity import check_pure
from varick.model.wiring import Pathway

WHY = "a node may read only its arguments, enums and constants"


class Court(Enum):
    none = 0
    criminal = 1


HEADER = """
import random
import math
from enum import Enum

class Court(Enum):
    none = 0
    criminal = 1

NUMBERS = [1, 2]
BY_NAME = {"a": 1}
NAMES = {"a"}
PAIRS = ((1, 2), (3, [4]))
SHARE, SHARES, LAST, PICKED = 0.3, (0.1, (0.2, "x", None)), Court.criminal, frozenset({1})

def pure(x):
    return x * SHARE

def deep(x):
    return pure(x)

def impure(x):
    return NUMBERS[0]

def deeply_impure(x):
    return deep(x) + impure(x)

def remembers(x, seen=[]):
    seen.append(x)
    return len(seen)

def remembers_too(x, *, seen={}):
    seen[x] = x
    return len(seen)

def has_a_default(x, factor=0.5, *, court=Court.criminal):
    return x * factor

def around(weight):
    def inside(x):
        return x * weight
    return inside

weighted = around(2)
shortened = lambda x: x + 1
"""


def function(body: str, arguments: str = "x") -> Any:
    """``def node(x): body``, in a module of its own."""
    space: dict[str, Any] = {"hours": hours, "days": days}
    exec(HEADER + f"def node({arguments}):\n" + "\n".join(f"    {line}" for line in body.splitlines()), space)
    return space["node"]


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        ("return NUMBERS[0]", "reads 'NUMBERS' (a list)"),
        ("return BY_NAME['a']", "reads 'BY_NAME' (a dict)"),
        ("return 'a' in NAMES", "reads 'NAMES' (a set)"),
        ("return PAIRS[0][0]", "reads 'PAIRS' (a tuple)"),
        ("return random.random()", "reads 'random' (a module)"),
        ("return math.pi", "reads 'math' (a module)"),
        ("return open('x').read()", "reads 'open' (of Python)"),
        ("return eval('1')", "reads 'eval' (of Python)"),
        ("return globals()['NUMBERS']", "reads 'globals' (of Python)"),
        ("return getattr(x, 'real')", "reads 'getattr' (of Python)"),
        ("return hash(x)", "reads 'hash' (of Python)"),
        ("return id(x)", "reads 'id' (of Python)"),
        ("return print(x)", "reads 'print' (of Python)"),
        ("return input()", "reads 'input' (of Python)"),
        ("return nowhere", "reads 'nowhere' (which is not defined)"),
        ("import os\nreturn os.getpid()", "imports 'os'"),
        ("from os import getpid\nreturn getpid()", "imports 'os'"),
        ("global SHARE\nSHARE = x\nreturn SHARE", "assigns the global 'SHARE'"),
        ("global SHARE\ndel SHARE", "deletes the global 'SHARE'"),
        ("return [NUMBERS for _ in range(2)]", "reads 'NUMBERS' (a list)"),
        ("return (lambda y: NUMBERS[y])(0)", "reads 'NUMBERS' (a list)"),
        ("def inner(y):\n    return open(y)\nreturn inner(x)", "reads 'open' (of Python)"),
        ("return impure(x)", "reads 'NUMBERS' (a list)"),
        ("return deeply_impure(x)", "reads 'NUMBERS' (a list)"),
        ("return remembers(x)", "reads a default of 'remembers' (a list)"),
        ("return remembers_too(x)", "reads a default of 'remembers_too' (a dict)"),
        ("return weighted(x)", "reads the variable 'weight' (of the function around it)"),
    ],
)
def test_what_a_node_may_not_read(body: str, reads: str) -> None:
    with pytest.raises(VarickError) as caught:
        check_pure(function(body), "file.py:3: node")
    assert str(caught.value) == f"file.py:3: node {reads}: {WHY}"


@pytest.mark.parametrize(
    "body",
    [
        "return x * SHARE + sum(SHARES[:1])",
        "return LAST is Court.criminal and x in PICKED",
        "return {c: 1 / len(Court) for c in Court}",
        "return deep(x) + shortened(x)",
        "return has_a_default(x)",
        "return hours.lognormal(x, days.exactly(x).parameters[0])",
        "y = [abs(min(x, 1)), max(x, 2)]\nreturn sorted(y)[0]",
        "def inner(y):\n    return x * y\nreturn inner(2)",
        "if x < 0:\n    raise ValueError(str(x))\nreturn x",
    ],
)
def test_what_a_node_may_read(body: str) -> None:
    check_pure(function(body), "file.py:3: node")


def test_functions_that_call_each_other_are_looked_at_once() -> None:
    space: dict[str, Any] = {}
    exec("def even(x):\n    return x == 0 or odd(x - 1)\ndef odd(x):\n    return even(x - 1)\n", space)
    check_pure(space["even"], "file.py:1: even")


def test_a_closure_is_refused() -> None:
    weight = 0.5

    @chance
    def drawn() -> float:
        return weight

    with pytest.raises(VarickError, match=r"drawn reads the variable 'weight' \(of the function around it\)"):
        Pathway([drawn])


def test_another_node_is_read_by_its_name_as_an_argument_not_called() -> None:
    space: dict[str, Any] = {"chance": chance, "rule": rule}
    exec(
        "@chance\ndef told() -> float:\n    return 0.5\n@rule\ndef held() -> bool:\n    return told() > 0.3\n",
        space,
    )
    with pytest.raises(VarickError, match=r"held reads 'told' \(a Node\)"):
        Pathway([space["told"], space["held"]])


def test_the_pathway_checks_every_kind_of_node() -> None:
    space: dict[str, Any] = {"delay": delay, "hours": hours, "Delay": type(hours.exactly(1)), "LONG": [3]}
    exec("@delay\ndef lag() -> Delay:\n    return hours.exactly(LONG[0])\n", space)
    with pytest.raises(VarickError, match=r"lag reads 'LONG' \(a list\)"):
        Pathway([space["lag"]])
