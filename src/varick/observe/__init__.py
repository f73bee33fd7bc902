"""ICE tables released under FOIA as one event log, with every row accounted for and a way back to each.

    from varick import observe

    record = observe.read(["EROArrests_FY2017.csv.gz"])
    record.counts("arrests", by="month,method", where="aor=NYC").to_pandas()

`read` opens a log folder, an event log or raw files and gives a `Record`, whose questions give an `Answer`: rows with
their definition and vintage. `import_files` makes a log folder that stays.

Data run one way: files become sheets (`reading`); sheets become frames under our names, then a log folder with its
account (`importing`), with what identifiers allow (`linked`: duplicates, stays); its tables and its event log open as a
`Store` (`store`); `questions` turn a Store into an `Answer`. `layouts` holds what is known of ICE's releases.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from varick.observe.answer import Answer
    from varick.observe.importing.import_tables import import_files
    from varick.observe.record import Record, read

__all__ = ["Answer", "Record", "import_files", "read"]

_HOME = {"Answer": "answer", "import_files": "importing.import_tables", "Record": "record", "read": "record"}


def __getattr__(name: str) -> Any:
    """Imported when first asked for: the package itself stays light."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
