"""The Polars peer: one frame a stage, expressions for every decision, and a filter that keeps those still
on the way.

Timed: the whole run, with drawing the attributes; not the tables. Polars has no random columns, so the
draws are NumPy's (SFC64, raw 32-bit words compared with integer thresholds), made only for the rows that
need them. One thread: ``POLARS_MAX_THREADS`` is set before the import.
"""

import os

os.environ["POLARS_MAX_THREADS"] = "1"

import numpy as np
import polars as pl
from numpy.random import SFC64, Generator

from reference import definition as d
from reference.thresholds import custody, honored, priority, removed

BLOCK = 500_000


def words(shares: list[float]) -> pl.Series:
    """Probabilities as thresholds of 32 random bits."""
    return pl.Series([min(round(p * 2**32), 2**32 - 1) for p in shares], dtype=pl.UInt32)


def steps(rows: list[list[float]]) -> list[pl.Series]:
    """Cumulative thresholds of a choice: one column a step, one entry a row of what it is given."""
    return [words([sum(row[: k + 1]) for row in rows]) for k in range(len(rows[0]) - 1)]


# --- model begins

LAWS = RECORDS = (False, True)
MEMOS = (d.NARROW, d.BROAD)
BOROUGH = steps([list(d.BOROUGH.values())])
CHARGE = steps([list(shares.values()) for shares in d.CHARGE.values()])
STATUS = steps([list(shares.values()) for shares in d.STATUS.values()])
ACTION = steps([[1 - sum(shares.values()), *shares.values()] for shares in d.ACTION.values()])
RECORD = words([d.PRIOR_RECORD[c] for c in d.CHARGES])
CUSTODY = words([custody(r, c, b) for b in d.BOROUGHS for c in d.CHARGES for r in RECORDS])
FINGERPRINTED = words([d.FINGERPRINTED[c] for c in d.CHARGES])
READABLE = words([d.READABLE[b] for b in d.BOROUGHS])
ENROLLED = words([d.ENROLLED[s] for s in d.STATUSES])
MATCH = words([d.MATCH_IF_NOT, d.MATCH_IF_ENROLLED])
PRIORITY = pl.Series(
    [priority(m, s, c, r) for m in LAWS for s in d.STATUSES for c in d.CHARGES for r in RECORDS],
    dtype=pl.UInt32,
)
HONORED = words([honored(law, r, c) for law in LAWS for c in d.CHARGES for r in RECORDS])
DETAINED = words([d.DETAINED_AT_LETTER[m][s] for m in MEMOS for s in d.STATUSES])
FILED = words([d.FILED[p] for p in d.PRIORITIES])
REMOVED = words([removed(m, r, s) for m in LAWS for s in d.STATUSES for r in RECORDS])

col = pl.col
MEMO = (col("day") >= d.MEMO_BROAD_FROM).cast(pl.UInt32)
CITY = (col("day") >= d.CITY_LAW_FROM).cast(pl.UInt32)


def at(table: pl.Series, row: pl.Expr) -> pl.Expr:
    return pl.lit(table).gather(row)


def among(luck: str, columns: list[pl.Series], given: pl.Expr | None = None) -> pl.Expr:
    passed = [(col(luck) >= (c[0] if given is None else at(c, given))).cast(pl.UInt32) for c in columns]
    return pl.sum_horizontal(passed)


class Luck:
    """Columns of random words and of delays."""

    def __init__(self, seed: int) -> None:
        self.bits = SFC64(seed)
        self.normal = Generator(self.bits).standard_normal

    def word(self, name: str, n: int) -> pl.Series:
        return pl.Series(name, np.asarray(self.bits.random_raw((n + 1) // 2)).view(np.uint32)[:n])

    def words(self, frame: pl.DataFrame, *names: str) -> pl.LazyFrame:
        return frame.hstack([self.word(name, frame.height) for name in names]).lazy()

    def delay(self, n: int, name: str) -> pl.Series:
        return pl.Series(name, d.LOGNORMAL[name][0] * np.exp(self.normal(n) * d.sigma(name)))

    def days(self, n: int, name: str) -> pl.Series:
        return self.delay(n, name).round().cast(pl.Int64)


def block(luck: Luck, n: int, count: dict[str, int]) -> None:
    """Simulate n persons."""
    count["arrest"] += n
    frame = (
        pl.LazyFrame([luck.word(name, n) for name in ("b", "c", "r", "u")])
        .select("c", "r", "u", borough=among("b", BOROUGH))
        .with_columns(charge=among("c", CHARGE, col("borough")))
        .with_columns(record=(col("r") < at(RECORD, col("charge"))).cast(pl.UInt32))
        .filter(col("u") < at(CUSTODY, col("borough") * 12 + col("charge") * 2 + col("record")))
        .select("borough", "charge", "record")
        .collect()
    )
    count["booked"] += frame.height
    frame = luck.words(frame, "u").filter(col("u") < at(FINGERPRINTED, col("charge"))).drop("u").collect()
    count["prints_taken"] += frame.height
    frame = luck.words(frame, "u").filter(col("u") < at(READABLE, col("borough"))).drop("u").collect()
    count["prints_at_state"] += frame.height
    frame = frame.filter((col("charge") > 0) | (col("record") > 0))
    count["prints_at_fbi"] += frame.height
    frame = (
        luck.words(frame, "s", "e", "u")
        .with_columns(status=among("s", STATUS, col("borough")))
        .with_columns(enrolled=(col("e") < at(ENROLLED, col("status"))).cast(pl.UInt32))
        .filter(col("u") < at(MATCH, col("enrolled")))
        .select("charge", "record", "status")
        .collect()
    )
    count["ice_notified"] += frame.height
    frame = frame.filter(col("status") >= 2)  # citizens are no priority
    frame = (
        luck.words(frame, "d", "a")
        .with_columns(day=(col("d").cast(pl.UInt64) * d.DAYS // 2**32).cast(pl.Int64))
        .with_columns(
            priority=at(PRIORITY, MEMO * 60 + col("status") * 12 + col("charge") * 2 + col("record"))
        )
        .with_columns(action=among("a", ACTION, col("priority")))
        .filter(col("action") > 0)
        .collect()
    )
    race = [luck.delay(frame.height, "ice_response"), luck.delay(frame.height, "custody_time")]
    frame = frame.hstack(race).with_columns(
        lodged=(col("action") == 2) & (col("ice_response") < col("custody_time")),
    )
    lodged, letter = frame.filter(col("lodged")), frame.filter(~col("lodged"))
    count["detainer_lodged"] += lodged.height
    count["letter_mailed"] += letter.height
    letter = letter.with_columns(col("day") + luck.days(letter.height, "letter_delay"))
    custody = pl.concat(
        [
            luck.words(lodged, "u").filter(
                col("u") < at(HONORED, CITY * 12 + col("charge") * 2 + col("record"))
            ),
            luck.words(letter, "u").filter(col("u") < at(DETAINED, MEMO * 5 + col("status"))),
        ]
    ).select("day", "status", "record", "priority")
    frame = custody.collect()
    count["ice_custody"] += frame.height
    frame = luck.words(frame, "u").filter(col("u") < at(FILED, col("priority"))).drop("u").collect()
    count["proceedings"] += frame.height
    count["hearing"] += frame.height
    heard = frame.with_columns(
        col("day") + luck.days(frame.height, "filing_delay") + luck.days(frame.height, "hearing_delay")
    )
    ordered = luck.words(heard, "u").select(
        (col("u") < at(REMOVED, MEMO * 10 + col("status") * 2 + col("record"))).sum()
    )
    count["removed"] += ordered.collect().item()


# --- model ends


def run(n: int, seed: int) -> dict[str, int]:
    """Counts per event of n persons."""
    luck, count = Luck(seed), dict.fromkeys(d.EVENTS, 0)
    for first in range(0, n, BLOCK):
        block(luck, min(BLOCK, n - first), count)
    return count
