"""The loops compiled by Numba, once for a machine: kept in the cache folder beside the compiled pathways."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Literal

Backend = Literal["numpy", "compiled"]
NAMES = ("follows", "packed", "next_of", "reached")
WORTH = 300_000_000
"""Events from which loading Numba (half a CPU second and more) is repaid; at 50 million it is not (bench/observe.py)."""


def chosen(backend: Backend | None, events: int) -> bool:
    """Whether to run the loops: as asked, else where they repay what it costs to load them. The numbers are the same."""
    return backend == "compiled" if backend else events >= WORTH


@cache
def compiled() -> SimpleNamespace:
    """The functions of `loops`, compiled when they are first called and read from the cache afterwards."""
    from numba import njit

    from varick.eventlog.kept_code import kept

    module = kept(Path(__file__).with_name("loops.py").read_text(encoding="utf-8"), "varick_loops")
    return SimpleNamespace(**{name: njit(getattr(module, name), cache=True, nogil=True) for name in NAMES})
