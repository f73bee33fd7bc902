"""One schema for every event log, simulated, observed or documented: as Parquet, opened by memory map, XES and OCEL 2.0."""

from typing import TYPE_CHECKING, Any

from varick.eventlog.log import EventLog, Journey
from varick.eventlog.parquet import open_log, write
from varick.eventlog.schema import LogMeta

if TYPE_CHECKING:
    from varick.eventlog.exchange.gather import Imported, Unfit
    from varick.eventlog.exchange.ocel import read_ocel, write_ocel
    from varick.eventlog.exchange.xes import write_xes
    from varick.eventlog.exchange.xes_read import read_xes

__all__ = [
    "EventLog",
    "Imported",
    "Journey",
    "LogMeta",
    "Unfit",
    "open_log",
    "read_ocel",
    "read_xes",
    "write",
    "write_ocel",
    "write_xes",
]

_HOME = {
    "Imported": "exchange.gather",
    "Unfit": "exchange.gather",
    "read_ocel": "exchange.ocel",
    "read_xes": "exchange.xes_read",
    "write_ocel": "exchange.ocel",
    "write_xes": "exchange.xes",
}
"""Names of the exchange formats -> their module, imported when first asked for: a question needs none of them."""


def __getattr__(name: str) -> Any:
    """The functions of `_HOME`."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
