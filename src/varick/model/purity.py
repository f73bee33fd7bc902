"""A node may read its arguments, enums and constants of its module, nothing else: its table would otherwise go stale."""

import builtins
import dis
from collections.abc import Callable, Iterator
from enum import Enum, EnumType
from types import CodeType, FunctionType
from typing import Any

from varick.errors import VarickError
from varick.model.delays import Unit

_BUILTINS = {
    "abs", "all", "any", "bool", "dict", "divmod", "enumerate", "filter", "float", "frozenset", "int", "isinstance",
    "len", "list", "map", "max", "min", "pow", "range", "reversed", "round", "set", "sorted", "str", "sum", "tuple",
    "zip", "ValueError", "AssertionError",
}  # fmt: skip
_FORBIDDEN = {
    "IMPORT_NAME": "imports",
    "STORE_GLOBAL": "assigns the global",
    "DELETE_GLOBAL": "deletes the global",
}


def check_pure(function: Callable[..., Any], where: str) -> None:
    """Raise VarickError where a function reads something else than arguments, enums, constants and pure helpers."""
    _check(function, where, set())


def _check(function: Callable[..., Any], where: str, seen: set[Any]) -> None:
    if not isinstance(function, FunctionType) or function in seen:
        return
    seen.add(function)
    if function.__code__.co_freevars:
        raise VarickError(
            _refusal(
                where, "reads the variable", function.__code__.co_freevars[0], "of the function around it"
            )
        )
    preset = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    for value in preset:
        if not _constant(value):
            raise VarickError(
                _refusal(where, "reads a default of", function.__name__, f"a {type(value).__name__}")
            )
    for operation, name in _reads(function.__code__):
        if operation in _FORBIDDEN:
            raise VarickError(_refusal(where, _FORBIDDEN[operation], name))
        if name in function.__globals__:
            value = function.__globals__[name]
            if isinstance(value, FunctionType):
                _check(value, where, seen)
            elif not _constant(value):
                raise VarickError(_refusal(where, "reads", name, f"a {type(value).__name__}"))
        elif name not in _BUILTINS:
            known = "of Python" if hasattr(builtins, name) else "which is not defined"
            raise VarickError(_refusal(where, "reads", name, known))


def _refusal(where: str, verb: str, name: str, what: str = "") -> str:
    what = f" ({what})" if what else ""
    return f"{where} {verb} {name!r}{what}: a node may read only its arguments, enums and constants"


def _reads(code: CodeType) -> Iterator[tuple[str, str]]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME", *_FORBIDDEN):
            yield instruction.opname, str(instruction.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _reads(constant)


def _constant(value: Any) -> bool:
    if isinstance(value, tuple | frozenset):
        return all(map(_constant, value))
    return value is None or isinstance(value, bool | int | float | str | Enum | EnumType | Unit)
