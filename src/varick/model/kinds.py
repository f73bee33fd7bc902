"""The kinds of node: ordinary functions, marked with what they are. Everything else is derived from their arguments."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from hashlib import blake2b
from typing import Any, get_args, get_origin, get_type_hints, overload

from varick.errors import VarickError
from varick.model.delays import Delay

Names = str | Sequence[str] | None
Plain = Callable[..., Any]
Mark = Callable[[Plain], "Node"]


class Kind(StrEnum):
    """What a node is; see the decorators of the same names."""

    ATTRIBUTE = "attribute"
    RULE = "rule"
    CHANCE = "chance"
    CHOICE = "choice"
    DELAY = "delay"
    EVENT = "event"
    RACE = "race"


@dataclass(frozen=True, eq=False)
class Node:
    """One function of the pathway and what its decorator said of it. Calling it calls the plain function."""

    name: str
    kind: Kind
    function: Callable[..., Any]
    arguments: Mapping[str, Any]
    """Argument name -> annotated type."""
    values: tuple[Any, ...]
    """The finite domain in order; the first is the value where the gate did not happen. Empty for delays."""
    gates: tuple[str, ...] = ()
    """Evaluated only where one of these happened; empty means always."""
    on: str | None = None
    delay: str | None = None
    race: tuple[str, ...] = ()
    agency: str = ""
    sends: str = ""
    to: str = ""
    seen_by: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    implies: tuple[tuple[str, str], ...] = ()
    never: Enum | None = None
    """A value that stands in the domain and is of no person: explanations do not propose it."""
    odds: bool = True
    draws_as: str = ""
    file: str = field(default="", repr=False)
    line: int = 0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.function(*args, **kwargs)

    @property
    def where(self) -> str:
        """File and line, as an error shows them."""
        return f"{self.file}:{self.line}"

    @property
    def explanation(self) -> str:
        """The docstring, on one line."""
        return " ".join((inspect.getdoc(self.function) or "").split())

    @property
    def word(self) -> int:
        """The word of the random counter that belongs to this node: a hash of its name (blake2b, 32 bits)."""
        return word_of(self.draws_as)

    def code(self, value: Any) -> int:
        """The place of a value in the domain. Raises ValueError where it is not in it."""
        if (value is True or value is False) and self.values[0] is False:  # most rules answer yes or no
            return int(value)
        for code, known in enumerate(self.values):
            if value is known or (type(value) is type(known) and value == known):
                return code
        raise ValueError(f"{value!r} is not one of {', '.join(map(label, self.values))}")


def word_of(name: str) -> int:
    """blake2b of a name, 32 bits: the counter word that its draws use on every machine and in every version."""
    return int.from_bytes(blake2b(name.encode(), digest_size=4).digest(), "little")


def label(value: Any) -> str:
    """A value of a domain as people write it: yes, no, or the enum's value."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value.value) if isinstance(value, Enum) else str(value)


@overload
def attribute(function: Plain, /) -> Node: ...
@overload
def attribute(*, cites: Names = ..., never: Enum | None = ..., draws_as: str = ...) -> Mark: ...
def attribute(
    function: Any = None, *, cites: Names = None, never: Enum | None = None, draws_as: str = ""
) -> Any:
    """A property of the person, never gated: returns a probability (the attribute is a bool) or ``dict[Enum, float]``.
    ``never`` is a member of the enum that is of no person, so that explanations do not propose it."""
    return _marked(function, Kind.ATTRIBUTE, cites=cites, never=never, draws_as=draws_as)


@overload
def rule(function: Plain, /) -> Node: ...
@overload
def rule(
    *,
    when: str | None = ...,
    on: str | None = ...,
    cites: Names = ...,
    implies: Sequence[tuple[str, str]] = ...,
    never: Enum | None = ...,
    otherwise: Enum | None = ...,
) -> Mark: ...
def rule(
    function: Any = None,
    *,
    when: str | None = None,
    on: str | None = None,
    cites: Names = None,
    implies: Sequence[tuple[str, str]] = (),
    never: Enum | None = None,
    otherwise: Enum | None = None,
) -> Any:
    """Law or policy: deterministic, returns a bool or an Enum. ``implies`` lists pairs of its bool inputs of which the
    first cannot be true without the second, and ``never`` is a member of the enum that it says of no person, so that
    explanations name no impossible person."""
    return _marked(
        function,
        Kind.RULE,
        gates=when,
        on=on,
        cites=cites,
        implies=tuple(implies),
        never=never,
        otherwise=otherwise,
    )


@overload
def chance(function: Plain, /) -> Node: ...
@overload
def chance(
    *, when: str | None = ..., on: str | None = ..., cites: Names = ..., draws_as: str = ...
) -> Mark: ...
def chance(
    function: Any = None,
    *,
    when: str | None = None,
    on: str | None = None,
    cites: Names = None,
    draws_as: str = "",
) -> Any:
    """Returns a probability; its name, used as an argument elsewhere, is the bool drawn with it."""
    return _marked(function, Kind.CHANCE, gates=when, on=on, cites=cites, draws_as=draws_as)


@overload
def choice(function: Plain, /) -> Node: ...
@overload
def choice(
    *,
    when: str | None = ...,
    on: str | None = ...,
    cites: Names = ...,
    odds: bool = ...,
    otherwise: Enum | None = ...,
    draws_as: str = ...,
) -> Mark: ...
def choice(
    function: Any = None,
    *,
    when: str | None = None,
    on: str | None = None,
    cites: Names = None,
    odds: bool = True,
    otherwise: Enum | None = None,
    draws_as: str = "",
) -> Any:
    """Returns ``dict[Enum, float]``. The enum's first member is the residual: it may be left out and is drawn last."""
    return _marked(
        function,
        Kind.CHOICE,
        gates=when,
        on=on,
        cites=cites,
        odds=odds,
        otherwise=otherwise,
        draws_as=draws_as,
    )


@overload
def delay(function: Plain, /) -> Node: ...
@overload
def delay(*, when: str | None = ..., on: str | None = ..., draws_as: str = ...) -> Mark: ...
def delay(function: Any = None, *, when: str | None = None, on: str | None = None, draws_as: str = "") -> Any:
    """Returns a distribution of time, made with ``hours`` or ``days``."""
    return _marked(function, Kind.DELAY, gates=when, on=on, draws_as=draws_as)


def event(
    *,
    agency: str,
    after: Names = None,
    delay: str | None = None,
    sends: str = "",
    to: str = "",
    seen_by: Names = None,
    cites: Names = None,
    on: str | None = None,
    odds: bool = True,
) -> Mark:
    """What enters the log: happens if ``after`` happened and the function returns True, ``delay`` later.

    Several names in ``after`` are alternatives: the first of them that happened is the one that it follows."""
    mark: Mark = _marked(
        None,
        Kind.EVENT,
        gates=after,
        delay=delay,
        agency=str(agency),
        sends=sends,
        to=str(to),
        seen_by=tuple(map(str, _names(seen_by))),
        cites=cites,
        on=on,
        odds=odds,
    )
    return mark


def race(*, first: str, before: str, when: str | None = None) -> Mark:
    """Whether the delay ``first`` is shorter than the delay ``before``. The function has no arguments and no body."""
    mark: Mark = _marked(None, Kind.RACE, gates=when, race=(first, before))
    return mark


def _names(names: Names) -> tuple[str, ...]:
    return () if names is None else (names,) if isinstance(names, str) else tuple(names)


def _marked(function: Any, kind: Kind, **said: Any) -> Any:
    if function is None:
        return lambda f: _marked(f, kind, **said)
    name = function.__name__
    code = function.__code__
    where = f"{code.co_filename}:{code.co_firstlineno}"
    hints = get_type_hints(function)
    for parameter in inspect.signature(function).parameters.values():
        if parameter.default is not parameter.empty or parameter.kind != parameter.POSITIONAL_OR_KEYWORD:
            raise VarickError(
                f"{where}: {name}: argument {parameter.name} must be a plain name without a default"
            )
        if parameter.name not in hints:
            raise VarickError(
                f"{where}: {name}: argument {parameter.name} has no annotation; say bool, float or an Enum"
            )
    arguments = {name: hints[name] for name in inspect.signature(function).parameters}
    otherwise = said.pop("otherwise", None)
    said["cites"] = _names(said.get("cites"))
    said["gates"] = _names(said.get("gates"))
    said["draws_as"] = said.get("draws_as") or name
    values = _domain(kind, hints.get("return"), f"{where}: {name}")
    if otherwise is not None and (not values or otherwise is not values[0]):
        raise VarickError(
            f"{where}: {name}: otherwise must be the first member of its enum, {label(values[0])}"
        )
    gated = bool(said["gates"]) and kind in (Kind.RULE, Kind.CHOICE)
    if gated and isinstance(values[0], Enum) and values[0].name.lower() != "none" and otherwise is None:
        raise VarickError(
            f"{where}: {name} is gated, and its enum starts with {values[0].name}; start it with `none` or declare "
            f"otherwise={type(values[0]).__name__}.{values[0].name}"
        )
    never = said.get("never")
    if never is not None and never not in values:
        raise VarickError(f"{where}: {name}: never={label(never)} is not one of its values")
    if kind is Kind.RACE and arguments:
        raise VarickError(f"{where}: {name}: a race takes no arguments; name the two delays in the decorator")
    return Node(
        name=name,
        kind=kind,
        function=function,
        arguments=arguments,
        values=values,
        file=code.co_filename,
        line=code.co_firstlineno,
        **said,
    )


def _domain(kind: Kind, returns: Any, where: str) -> tuple[Any, ...]:
    """The finite domain that the return annotation declares."""
    if kind is Kind.DELAY:
        if returns is Delay:
            return ()
        raise VarickError(f"{where}: a delay returns Delay; annotate it so")
    drawn = kind in (Kind.ATTRIBUTE, Kind.CHANCE, Kind.CHOICE)
    asked = {
        Kind.ATTRIBUTE: "float or dict[SomeEnum, float]",
        Kind.CHANCE: "float",
        Kind.CHOICE: "dict[SomeEnum, float]",
        Kind.RULE: "bool or an Enum",
    }.get(kind, "bool")
    if drawn and returns is float and kind is not Kind.CHOICE:
        return (False, True)
    if not drawn and returns is bool:
        return (False, True)
    if drawn and kind is not Kind.CHANCE and get_origin(returns) is dict and get_args(returns)[1] is float:
        returns = get_args(returns)[0]
    elif kind is not Kind.RULE:
        returns = None
    if not (isinstance(returns, type) and issubclass(returns, Enum)):
        raise VarickError(f"{where}: undeclared domain: annotate the return value as {asked}")
    members = tuple(returns)
    if not members:
        raise VarickError(f"{where}: undeclared domain: {returns.__name__} has no members")
    return members
