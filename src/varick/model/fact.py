"""A fact: a dated number, switch, text or table, with its source, its range, and how well it is known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite
from typing import Any, Literal, NoReturn

from varick.errors import VarickError, did_you_mean
from varick.model.say import shown, sort_of

Owner = Literal["city", "prosecutor", "court", "county", "state", "federal", "person", "nature"]
"""Who controls a fact."""
Kind = Literal["law", "quantity"]
Grade = Literal["seen", "secondary", "recalled", "published", "estimated", "assumed"]
GRADES = {"law": ("seen", "secondary", "recalled"), "quantity": ("published", "estimated", "assumed")}
"""How well a fact is known, by kind of fact, the best first."""
SET = "set"
"""The grade of a value that a reform or a scenario supposes: nobody claims that it is so."""
UNITS = ("switch", "share", "probability", "count", "minutes", "hours", "days", "years", "text", "number")
"""The common units, against which a misspelt unit is held. Others, such as persons/year, are free."""


class Table(dict[str, Any]):
    """Numbers by name, on one or two levels: a dict that cannot be changed, so that it can be shared."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("the table of a fact cannot be changed; use fact.replaced(...)")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(cells(self)))

    def __reduce__(self) -> tuple[type["Table"], tuple[dict[str, Any]]]:
        return Table, (dict(self),)


Value = bool | float | str | Table


@dataclass(frozen=True, slots=True)
class Dated:
    """What a fact is from one day on. ``low`` and ``high`` are None where it has no range (law, counts)."""

    since: date
    value: Any
    low: Any = None
    high: Any = None
    grade: str = SET
    source: tuple[str, ...] = ()
    note: str = ""
    line: int = 0
    """Where it is written in the fact's file; 0 for a value made in Python."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact and its values in the order of their dates. Numbers are floats, whatever their unit.

    Raises VarickError for a value that its unit, its kind or its range refuses."""

    name: str
    unit: str
    controlled_by: str
    kind: str
    values: tuple[Dated, ...]
    description: str = ""
    estimates: str | None = None
    counted: str | None = None
    file: str = ""
    line: int = 0

    def __post_init__(self) -> None:
        dated = sorted((_settled(self.unit, self.kind, v) for v in self.values), key=lambda v: v.since)
        object.__setattr__(self, "values", tuple(dated))
        found = [] if dated else ["values: empty"]
        for v, before in zip(dated, [None, *dated], strict=False):
            if before is not None and v.since == before.since:
                found.append(f"{v.since}: dated twice")
            of_value = value_problems(self.unit, self.kind, v.value, v.low, v.high, v.grade)
            found += [f"{v.since}.{field}: {what}" for field, what in of_value]
            if not of_value and (other := shape_problem(v.value, dated[0].value)):
                found.append(f"{v.since}.value: {other}")
        if found:
            raise VarickError("\n".join(f"{self.where}: {self.name}.{what}" for what in found))

    @property
    def where(self) -> str:
        """``file:line``."""
        return f"{self.file}:{self.line}" if self.file else "made in Python"

    def on(self, day: date) -> Dated:
        """The value in force on a day. Raises VarickError for a day before the first value."""
        for dated in reversed(self.values):
            if dated.since <= day:
                return dated
        first = self.values[0].since
        raise VarickError(
            f"{self.where}: {self.name} has no value on {day}: its first is of {first}; add an earlier one"
        )

    def replaced(
        self,
        since: date,
        value: Any,
        low: Any = None,
        high: Any = None,
        grade: str = SET,
        source: tuple[str, ...] = (),
        note: str = "",
    ) -> "Fact":
        """This fact with another value from a day on: what was known of later days no longer counts.

        A value that is set without a range has none: low and high are the value.
        Raises VarickError where it does not fit."""
        new = Dated(since, value, low, high, grade, tuple(source), note)
        return replace(self, values=(*(v for v in self.values if v.since < since), new))

    @classmethod
    def simple(
        cls,
        name: str,
        value: Any,
        low: Any = None,
        high: Any = None,
        since: date = date(1900, 1, 1),
        unit: str | None = None,
        controlled_by: str = "nature",
    ) -> "Fact":
        """A fact with one value, made in Python: law if it is a switch or a text, else a quantity."""
        kind = "law" if isinstance(value, bool | str) else "quantity"
        unit = unit or {bool: "switch", str: "text", dict: "count"}.get(type(value), "number")
        return cls(name, unit, controlled_by, kind, (Dated(since, value, low, high),))


def cells(value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The numbers of a value and their places in its table; a value that is no table is one, at ``()``."""
    if not isinstance(value, Mapping):
        yield (), value
        return
    for name, inner in value.items():
        for place, number in cells(inner):
            yield (name, *place), number


def needs_range(unit: str, kind: str, value: Any) -> bool:
    """Whether a value must say how low and how high the truth may be: every quantity that is not a count."""
    return kind != "law" and unit != "count" and not isinstance(value, bool | str)


def unit_problem(unit: str) -> str:
    """What is wrong with a unit, or nothing: a misspelt common unit would escape its checks."""
    if unit in UNITS or "/" in unit or " " in unit:
        return ""
    hint = did_you_mean(unit, UNITS)
    return f'"{unit}" is not a unit{hint}' if hint else ""


def value_problems(
    unit: str, kind: str, value: Any, low: Any, high: Any, grade: Any
) -> list[tuple[str, str]]:
    """What is wrong with a dated value: (field, what). The fields may be anything that a file can hold."""
    found = []
    if grade != SET and kind in GRADES and grade not in GRADES[kind]:
        others = [k for k, grades in GRADES.items() if grade in grades]
        if others:
            found.append(
                ("grade", f'"{grade}" is a grade of {others[0]}; {kind} is {" | ".join(GRADES[kind])}')
            )
    if what := _misfit(unit, value):
        return [*found, ("value", what)]
    if isinstance(value, bool | str):
        found += [
            (n, f"a {unit} has no range; leave it out")
            for n, v in (("low", low), ("high", high))
            if v is not None
        ]
        return found
    for name, bound in (("low", low), ("high", high)):
        if bound is None:
            if grade == SET and low is None and high is None:
                continue
            if needs_range(unit, kind, value):
                found.append((name, "missing; only law and counts go without low and high"))
            elif (low is None) != (high is None):
                found.append((name, "missing; give both low and high, or neither"))
        elif what := _misfit(unit, bound) or shape_problem(bound, value):
            found.append((name, what))
    if any(name in ("low", "high") for name, _ in found) or low is None:
        return found
    lows, highs = dict(cells(low)), dict(cells(high))
    for place, number in cells(value):
        if not lows[place] <= number <= highs[place]:
            at = ".".join(("value", *place))
            found.append((at, f"{number:g} is not between low {lows[place]:g} and high {highs[place]:g}"))
    return found


def shape_problem(value: Any, like: Any) -> str:
    """How the shape of a value differs from that of another value of the same fact, or nothing."""
    if sort_of(value) != sort_of(like):
        return f"{sort_of(like)} expected, as in the fact's other values; this is {sort_of(value)}"
    if not isinstance(value, Mapping):
        return ""
    here, there = {p for p, _ in cells(value)}, {p for p, _ in cells(like)}
    if unknown := sorted(".".join(p) for p in here - there):
        return f'"{unknown[0]}" is not in the table{did_you_mean(unknown[0], (".".join(p) for p in there))}'
    if missing := sorted(".".join(p) for p in there - here):
        return f'"{missing[0]}" is missing from the table; give it all {len(there)} numbers'
    return ""


def _misfit(unit: str, value: Any) -> str:
    """Why a value, or a bound of its range, cannot have this unit, or nothing."""
    if (unit == "switch") != isinstance(value, bool):
        if unit == "switch":
            return f"true or false expected of a switch; this is {shown(value)}"
        return f"{shown(value)} is for a switch (unit: switch); this is a {unit}"
    if isinstance(value, str) and unit in UNITS and unit != "text":
        return f"a number expected of a {unit}; this is {shown(value)}"
    if unit == "text" and not isinstance(value, str):
        return f"a word expected (unit: text); this is {shown(value)}"
    if isinstance(value, bool | str):
        return "" if value != "" else "empty"
    if not isinstance(value, int | float | Mapping):
        return f"a number, true or false, a word, or a table of numbers expected; this is {shown(value)}"
    return _table_misfit(value) or next((w for _, n in cells(value) if (w := _number_misfit(unit, n))), "")


def _table_misfit(value: Any) -> str:
    if not isinstance(value, Mapping):
        return ""
    levels = {len(place) for place, _ in cells(value)}
    if not value or any(isinstance(v, Mapping) and not v for v in value.values()):
        return "a table without numbers"
    if len(levels) != 1 or max(levels) > 2:
        return "a table has one level of names or two, the same throughout"
    for place, number in cells(value):
        if isinstance(number, bool) or not isinstance(number, int | float):
            return f"{'.'.join(map(str, place))} is {shown(number)}; a table holds numbers"
    return ""


def _number_misfit(unit: str, number: float) -> str:
    if not isfinite(number):
        return f"{number} is not a finite number"
    if unit in ("share", "probability") and not 0 <= number <= 1:
        return f"{number:g} is not between 0 and 1, as a {unit} must be"
    if unit in ("count", "minutes", "hours", "days", "years") and number < 0:
        return f"{number:g} is below zero; this is {'a count' if unit == 'count' else f'a number of {unit}'}"
    return ""


def _settled(unit: str, kind: str, dated: Dated) -> Dated:
    """Numbers as floats, tables frozen, a range for a value set without one; the same object if it is so."""
    value, low, high = (_frozen(v) for v in (dated.value, dated.low, dated.high))
    if low is None and high is None and dated.grade == SET and needs_range(unit, kind, value):
        low = high = value
    if value is dated.value and low is dated.low and high is dated.high:
        return dated
    return replace(dated, value=value, low=low, high=high)


def _frozen(value: Any) -> Any:
    if isinstance(value, Mapping):
        return (
            value
            if isinstance(value, Table)
            else Table({str(name): _frozen(inner) for name, inner in value.items()})
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) < 2**1000 else float("inf")
    return value
