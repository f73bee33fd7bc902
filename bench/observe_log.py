"""A synthetic log of any size: the table that peers read, in order of time as ICE's tables are, and ours, coded and by person.

14 activities, 4.2 events a person on average, 40 hexadecimal digits to a person. Nobody in it is real.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

ACTIVITIES = (
    "encounter", "detainer", "arrest", "book_in", "transferred", "charging_document", "hearing", "bond", "stay_ended",
    "final_order", "appeal", "departed", "removed", "reentry",
)  # fmt: skip
ORIGIN = date(2012, 1, 1)
DAYS = 4_300
MEAN = 4.2
CHUNK = 1_000_000
IDLE = {"method": 26, "aor": 25, "citizenship": 180, "gender": 3, "birth_year": 90}
"""Columns of the peers' table that no question reads, and how many values each has: ICE's tables have 9 to 65 columns."""


def events(n: int, seed: int = 7) -> dict[str, Any]:
    """About `n` events by person: `person` int32, `minute` int32 since ORIGIN, `activity` uint8, `charge` int32.

    A person's next activity depends on the last one (a Markov chain with few likely successors and many rare ones), so
    that there are tens of thousands of variants. No two events of a person are in the same minute, so that every engine
    sorts alike.
    """
    rng = np.random.default_rng(seed)
    k = len(ACTIVITIES)
    same = np.eye(k)
    chain = 0.55 * np.roll(same, 1, axis=1) + 0.25 * np.roll(same, 2, axis=1)
    chain += 0.19 * rng.dirichlet(np.full(k, 0.06), k) + 0.01 / k
    upto = np.cumsum(chain, axis=1)
    persons = max(1, round(n / MEAN))
    length = (
        1 + rng.poisson(MEAN - 1.14, persons) + (rng.random(persons) < 0.01) * rng.geometric(1 / 15, persons)
    )
    length = np.minimum(length, 40)
    start = np.concatenate(([0], np.cumsum(length)))
    activity = np.empty(start[-1], dtype=np.uint8)
    minute = np.empty(start[-1], dtype=np.int32)
    now = rng.choice(k, persons, p=[0.5, 0.2, 0.2, *[0.1 / (k - 3)] * (k - 3)]).astype(np.uint8)
    clock = rng.integers(0, (DAYS - 700) * 1440, persons).astype(np.int32)
    for place in range(int(length.max())):
        who = np.flatnonzero(length > place)
        if place:
            drawn = rng.random(len(who))
            now[who] = (upto[now[who]] < drawn[:, None]).sum(axis=1).clip(max=k - 1)
            clock[who] += 1 + rng.exponential(14 * 1440, len(who)).astype(np.int32)
        activity[start[:-1][who] + place] = now[who]
        minute[start[:-1][who] + place] = clock[who]
    person = np.repeat(np.arange(persons, dtype=np.int32), length)
    charge = (rng.zipf(1.5, start[-1]) % 500).astype(np.int32)
    return {"person": person, "minute": minute, "activity": activity, "charge": charge}


def identifiers(persons: int, seed: int = 8) -> Any:
    """40 hexadecimal digits for each person, shape (persons,), dtype S40."""
    drawn = np.random.default_rng(seed).integers(0, 256, (persons, 20), dtype=np.uint8)
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    return np.stack([digits[drawn >> 4], digits[drawn & 15]], axis=2).reshape(persons, 40).view("S40").ravel()


def write_table(path: Path, log: dict[str, Any]) -> None:
    """The log in order of time with nine columns, as text: what a peer reads. zstd, row groups of a million."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    ids = identifiers(int(log["person"][-1]) + 1)
    order = np.argsort(log["minute"], kind="stable")
    origin = np.datetime64(ORIGIN.isoformat(), "us")
    names = pa.array(ACTIVITIES)
    charges = pa.array([f"{c:04d}" for c in range(500)])
    writer = None
    for at in range(0, len(order), CHUNK):
        rows = order[at : at + CHUNK]
        table = pa.table(
            {
                "id": pa.array(ids[log["person"][rows]]).cast(pa.string()),
                "time": pa.array(origin + log["minute"][rows].astype("timedelta64[m]")),
                "activity": pa.DictionaryArray.from_arrays(log["activity"][rows].astype(np.int32), names).cast(pa.string()),
                "charge": pa.DictionaryArray.from_arrays(log["charge"][rows], charges).cast(pa.string()),
                **{name: _idle(name, kinds, len(rows), at) for name, kinds in IDLE.items()},
            }
        )  # fmt: skip
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=CHUNK)
    if writer is not None:
        writer.close()


def _idle(name: str, kinds: int, rows: int, seed: int) -> Any:
    import pyarrow as pa

    drawn = np.random.default_rng([seed, kinds]).integers(0, kinds, rows, dtype=np.int32)
    return pa.DictionaryArray.from_arrays(drawn, pa.array([f"{name} {k}" for k in range(kinds)])).cast(
        pa.string()
    )


def meta() -> Any:
    """The metadata of our log of these events."""
    from varick.eventlog import LogMeta

    return LogMeta(
        "0", "benchmark", "", None, ORIGIN, tuple((name, "ICE") for name in ACTIVITIES),
        {"charge": tuple(f"{c:04d}" for c in range(500))},
    )  # fmt: skip


def write_log(path: Path, log: dict[str, Any]) -> None:
    """Our log of the same events, straight from the arrays (at 50 million events the peers' table is not made)."""
    from varick.eventlog import write

    def parts() -> Iterator[dict[str, Any]]:
        for at in range(0, len(log["person"]), CHUNK):
            rows = slice(at, at + CHUNK)
            yield {
                "person": log["person"][rows].astype(np.uint64),
                "time": log["minute"][rows],
                "activity": log["activity"][rows],
                "charge": log["charge"][rows],
            }

    write(path, parts(), meta())


def build(table: Path, path: Path) -> None:
    """Our log from the peers' table: identifiers numbered in the order they are met (whole identifiers are compared, so no
    two can be taken for one), rows sorted by person and time, written. What is done once, before any question."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    from varick.eventlog import write

    file = pq.ParquetFile(table)
    person = file.read(["id"]).column(0).combine_chunks().dictionary_encode().indices.to_numpy()
    stamps = file.read(["time"]).column(0).cast(pa.int64()).to_numpy()
    origin = np.datetime64(ORIGIN.isoformat(), "us").astype(np.int64)
    minute = ((stamps - origin) // 60_000_000).astype(np.int32)
    order = np.argsort((person.astype(np.int64) << 32) | minute)
    columns: dict[str, Any] = {"person": person[order].astype(np.uint64), "time": minute[order]}
    del stamps, person, minute
    for name, values in (("activity", ACTIVITIES), ("charge", meta().attributes["charge"])):
        coded = pq.ParquetFile(table, read_dictionary=[name]).read([name]).column(0).unify_dictionaries()
        known = {value: code for code, value in enumerate(values)}
        to = np.array([known[v] for v in coded.chunk(0).dictionary.to_pylist()], dtype=np.int32)
        columns[name] = np.concatenate([to[chunk.indices.to_numpy()] for chunk in coded.chunks])[order]
    write(path, [columns], meta())
