"""Tabulation: a node's plain function, called once for each combination of its inputs; its source is never understood."""

from collections.abc import Mapping
from enum import Enum
from itertools import product
from math import isfinite
from typing import Any, get_origin

import numpy as np

from varick.errors import VarickError
from varick.model.delays import Delay
from varick.model.kinds import Kind, Node, label
from varick.model.program import ONE, Integers
from varick.model.wiring import Wired

LARGEST = 65_536
"""Entries of the largest table; a larger one wants derived properties in place of a fine-grained input."""


def shape(wired: Wired, nodes: Mapping[str, Node]) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    """(domain sizes, strides, rows) of the inputs. Raises VarickError over LARGEST entries."""
    sizes = tuple(len(nodes[name].values) for name in wired.inputs)
    rows = 1
    strides = []
    for size in reversed(sizes):
        strides.append(rows)
        rows *= size
    entries = rows * max(len(wired.node.values) - 1, 1)
    if entries > LARGEST:
        raise VarickError(
            f"{wired.node.where}: the table of {wired.node.name} would have {entries:,} entries (limit {LARGEST:,}); give it "
            f"derived properties instead of {max(zip(sizes, wired.inputs, strict=True))[1]}"
        )
    return sizes, tuple(reversed(strides)), rows


def tabulate(
    wired: Wired, nodes: Mapping[str, Node], facts: Mapping[str, Any], day: str
) -> tuple[Integers, tuple[Delay, ...]]:
    """The table of one era: int64 (rows, width), and for a delay the distributions that its entries number.

    Raises VarickError, naming the inputs, for a value outside the domain or a probability outside [0, 1]."""
    node = wired.node
    domains = [nodes[name].values for name in wired.inputs]
    width = max(len(node.values) - 1, 1) if node.kind in (Kind.ATTRIBUTE, Kind.CHOICE) else 1
    table = np.zeros((int(np.prod([len(d) for d in domains], dtype=np.int64)), width), np.int64)
    delays: dict[Delay, int] = {}
    if node.kind is Kind.RACE:
        return table, ()
    given = dict(given_as_annotated(node, {name: facts[name] for name in wired.facts}))
    function, inputs, code = node.function, wired.inputs, node.code
    decides, delays_it = node.kind in (Kind.RULE, Kind.EVENT), node.kind is Kind.DELAY
    for row, values in enumerate(product(*domains)):
        given.update(zip(inputs, values, strict=True))
        try:
            result = function(**given)
            if decides:
                table[row, 0] = code(result)
            elif delays_it:
                if not isinstance(result, Delay):
                    raise ValueError(f"{result!r} is not a delay made with hours or days")
                table[row, 0] = delays.setdefault(result, len(delays))
            elif isinstance(node.values[0], bool):
                table[row, 0] = round(_probability(result) * ONE)
            else:
                table[row] = _thresholds(node, result)
        except VarickError:
            raise
        except Exception as error:
            shown = ", ".join(f"{k}={label(v)}" for k, v in zip(inputs, values, strict=True))
            raise VarickError(
                f"{node.where}: {node.name}({shown}) under the facts of {day}: {error}"
            ) from error
    return table, tuple(delays)


def _probability(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r} is not a probability")
    if not isfinite(value) or not 0 <= value <= 1:
        raise ValueError(f"probability {value:.10g} is outside [0, 1]")
    return float(value)


def _thresholds(node: Node, shares: Any) -> list[int]:
    """Cumulative thresholds of the second, third, ... value; the first value of the enum is drawn last and gets the rest."""
    if not isinstance(shares, Mapping):
        raise ValueError(f"{shares!r} is not a mapping of probabilities")
    by_code = {node.code(value): _probability(p) for value, p in shares.items()}
    total = sum(by_code.values())
    residual_left_out = node.kind is Kind.CHOICE and 0 not in by_code
    if total > 1 + 1e-9 or (abs(total - 1) > 1e-9 and not residual_left_out):
        raise ValueError(f"the probabilities sum to {total:.10g}, not 1")
    running, thresholds = 0.0, []
    for code in range(1, len(node.values)):
        running += by_code.get(code, 0.0)
        thresholds.append(min(round(running * ONE), ONE))
    return thresholds or [ONE]


def given_as_annotated(node: Node, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The values of facts as a node's annotations want them. Raises VarickError where one does not fit."""
    return {name: _as_annotated(node, name, value) for name, value in facts.items()}


def _as_annotated(node: Node, name: str, value: Any) -> Any:
    """A fact's value as the argument's annotation wants it."""
    wanted = node.arguments[name]
    known = list(map(label, wanted)) if isinstance(wanted, type) and issubclass(wanted, Enum) else []
    refused = VarickError(
        f"{node.where}: {node.name} takes the fact {name} as {getattr(wanted, '__name__', wanted)}, but its value is {value!r}"
        + (f"; it can be {', '.join(known)}" if known else "")
    )
    if wanted is bool or isinstance(value, bool):
        if wanted is bool and isinstance(value, bool):
            return value
        raise refused
    if wanted in (float, int) and isinstance(value, int | float) and wanted(value) == value:
        return wanted(value)
    if get_origin(wanted) is not None or wanted is Mapping:
        if isinstance(value, Mapping):
            return value
        raise refused
    if isinstance(wanted, type) and issubclass(wanted, str | Enum) and isinstance(value, str):
        try:
            return wanted(value)
        except ValueError:
            raise refused from None
    raise refused
