"""The event log of a folder written for other tools: XES, OCEL 2.0 or Parquet."""

from dataclasses import dataclass
from pathlib import Path

from varick.errors import NoAnswer, VarickError
from varick.eventlog import write, write_ocel, write_xes
from varick.observe.store import Store

ENDS = (".xes", ".xes.gz", ".sqlite", ".jsonocel", ".xmlocel", ".parquet")
"""Ends of the file names that an export can have."""


@dataclass(frozen=True, slots=True)
class Exported:
    """How many events of how many persons a file holds, and whether they are invented."""

    events: int
    persons: int
    simulated: bool


def export(store: Store, target: Path, release: str | None = None) -> Exported:
    """Write the event log, or that of one release, to `target`; its name's end says in which form.

    Several releases may stand in one file: a person's number means something inside a release, and each has its own
    traces. Raises VarickError for another end, an unknown release, and a place that cannot be written or holds
    something else; then nothing has changed.
    """
    name = target.name.lower()
    if not name.endswith(ENDS):
        raise VarickError(f"{target}: no form of event log ends like this; use {', '.join(ENDS)}")
    if target.exists() and target.samefile(store.log_path):
        raise VarickError(f"{target}: this is the log that is read; choose another place")
    log = store.log if release is None else store.log.release(release)
    if not len(log):
        raise NoAnswer(f"{store.path}: it holds no events; import a table of ICE's with dates")
    if name.endswith((".xes", ".xes.gz")):
        write_xes(target, log)
    elif name.endswith(".parquet"):
        write(target, [{column: log.column(column) for column in log.stored}], log.meta)
    else:
        write_ocel(target, log)
    return Exported(len(log), len(log.offsets) - 1, log.meta.seed is not None)
