"""The hand-written C peer (``c_peer.c``), compiled on first use and called with ctypes.

``run`` is the straight loop, ``run_blocks`` the one in blocks with vectorised draws. Timed: the simulation
of n persons, with their attributes, to counts. Not timed: the compiler, and filling the tables (about 10
ms).
"""

import ctypes
import shutil
import subprocess
import tempfile
from ctypes import c_int64, c_uint32, c_uint64
from functools import cache
from pathlib import Path
from typing import Any

from reference import definition as d
from reference.thresholds import CELLS, among, custody, honored, priority, quantiles, removed, word, yes

SOURCE = Path(__file__).with_name("c_peer.c")
FLAGS = ("-O3", "-march=native", "-std=c11", "-shared", "-fPIC")

WORDS = {
    "arrest_day": "arrest_day", "borough": "borough", "charge": "charge", "status": "status",
    "prior_record": "prior_record", "enrolled": "enrolled", "custody": "taken_into_custody",
    "fingerprinted": "fingerprinted", "readable": "prints_readable", "match": "ident_match",
    "action": "ice_action", "response": "ice_response", "held": "custody_time", "letter": "letter_delay",
    "honored": "honored", "detained": "detained_at_letter", "filed": "charges_filed",
    "filing": "filing_delay", "hearing": "hearing_delay", "removed": "ordered_removed",
}  # fmt: skip
"""Name in the C struct -> name of the node."""


def _columns() -> list[tuple[str, Any, Any]]:
    """(field, C type, value) in the order of the struct ``Model`` in ``c_peer.c``."""
    law, yes_no, b, c, s = (False, True), (False, True), d.BOROUGHS, d.CHARGES, d.STATUSES
    u64, quantile = c_uint64, c_int64 * (CELLS + 1)
    memo = (d.NARROW, d.BROAD)
    return [
        *((f"word_{field}", u64, word(node)) for field, node in WORDS.items()),
        ("days", c_int64, d.DAYS),
        ("memo_day", c_int64, d.MEMO_BROAD_FROM),
        ("city_day", c_int64, d.CITY_LAW_FROM),
        ("borough", u64 * 4, among(d.BOROUGH, b)),
        ("charge", u64 * 5 * 5, [among(d.CHARGE[x], c) for x in b]),
        ("status", u64 * 4 * 5, [among(d.STATUS[x], s) for x in b]),
        ("prior_record", u64 * 6, [yes(d.PRIOR_RECORD[x]) for x in c]),
        ("enrolled", u64 * 5, [yes(d.ENROLLED[x]) for x in s]),
        ("custody", u64 * 5 * 6 * 2, [[[yes(custody(r, x, y)) for y in b] for x in c] for r in yes_no]),
        ("fingerprinted", u64 * 6, [yes(d.FINGERPRINTED[x]) for x in c]),
        ("readable", u64 * 5, [yes(d.READABLE[x]) for x in b]),
        ("match", u64 * 2, [yes(d.MATCH_IF_NOT), yes(d.MATCH_IF_ENROLLED)]),
        ("forwards", u64 * 6 * 2, [[int(x != "violation" or r) for x in c] for r in yes_no]),
        (
            "priority",
            u64 * 2 * 6 * 5 * 2,
            [[[[priority(m, x, y, r) for r in yes_no] for y in c] for x in s] for m in law],
        ),
        ("action", u64 * 2 * 3, [among({"none": 0.0, **d.ACTION[x]}, d.ACTIONS) for x in d.PRIORITIES]),
        ("honored", u64 * 6 * 2 * 2, [[[yes(honored(m, r, x)) for x in c] for r in yes_no] for m in law]),
        ("detained", u64 * 5 * 2, [[yes(d.DETAINED_AT_LETTER[m][x]) for x in s] for m in memo]),
        ("filed", u64 * 3, [yes(d.FILED[x]) for x in d.PRIORITIES]),
        ("removed", u64 * 5 * 2 * 2, [[[yes(removed(m, r, x)) for x in s] for r in yes_no] for m in law]),
        ("response", quantile, quantiles("ice_response")),
        ("held", quantile, quantiles("custody_time")),
        ("letter", quantile, quantiles("letter_delay")),
        ("filing", quantile, quantiles("filing_delay")),
        ("hearing", quantile, quantiles("hearing_delay")),
    ]


def _nested(kind: Any, value: Any) -> Any:
    """Lists as the C array of the same shape."""
    return kind(*(_nested(kind._type_, x) for x in value)) if isinstance(value, list) else value


@cache
def _columns_and_type() -> tuple[list[tuple[str, Any, Any]], type[ctypes.Structure]]:
    columns = _columns()
    fields = [("seed_low", c_uint32), ("seed_high", c_uint32), *((name, kind) for name, kind, _ in columns)]
    return columns, type("Model", (ctypes.Structure,), {"_fields_": fields})


def _model(seed: int) -> ctypes.Structure:
    columns, made = _columns_and_type()
    return made(seed & 0xFFFFFFFF, seed >> 32, *(_nested(kind, value) for _, kind, value in columns))


@cache
def _library() -> ctypes.CDLL:
    """Compile and load. Raises ModuleNotFoundError where there is no gcc, OSError where it fails."""
    if shutil.which("gcc") is None:
        raise ModuleNotFoundError("no gcc on the path", name="gcc")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "c_peer.so"
        subprocess.run(["gcc", *FLAGS, str(SOURCE), "-o", str(target)], check=True)
        library = ctypes.CDLL(str(target))
    for name in ("simulate_straight", "simulate_blocks"):
        getattr(library, name).argtypes = (ctypes.c_void_p, c_uint64, c_uint64, ctypes.c_void_p)
        getattr(library, name).restype = None
    library.first_lane.argtypes = (c_uint64, c_uint64, c_uint32)
    library.first_lane.restype = c_uint32
    return library


def first_lane(seed: int, person: int, node_word: int) -> int:
    """One draw, for tests against other implementations of the generator."""
    return int(_library().first_lane(seed, person, node_word))


def prepare(n: int, seed: int, function: str = "simulate_straight") -> Any:
    """Everything that is not timed; the callable that comes back simulates and returns the counts."""
    library, model = _library(), _model(seed)
    counts = (c_int64 * len(d.EVENTS))()

    def simulate() -> dict[str, int]:
        getattr(library, function)(ctypes.byref(model), 0, n, counts)
        return dict(zip(d.EVENTS, map(int, counts), strict=True))

    return simulate


def prepare_blocks(n: int, seed: int) -> Any:
    """``prepare`` for the version in blocks."""
    return prepare(n, seed, "simulate_blocks")


def run(n: int, seed: int) -> dict[str, int]:
    """Counts per event of n persons, straight loop."""
    return dict(prepare(n, seed)())


def run_blocks(n: int, seed: int) -> dict[str, int]:
    """Counts per event of n persons, in blocks."""
    return dict(prepare_blocks(n, seed)())
