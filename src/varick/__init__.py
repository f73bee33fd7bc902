"""How an arrest becomes a deportation: follow the data, change the rules, check the record, count cases."""

from typing import Any

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """`varick.observe` without an import of its own; nothing heavy is loaded before it is used."""
    if name != "observe":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return import_module("varick.observe")
