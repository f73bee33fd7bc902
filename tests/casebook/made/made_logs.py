"""Logs to tamper with: a small book of made-up acts, and somebody who has every key of today."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import apsw

from varick.casebook.chain import log as logs
from varick.casebook.chain.log import Log

START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
COLUMNS = "seq, minute, behind, previous, body_hash, next_key, signature, case_id, body"
ACTIONS = ("changed", "shown", "attached", "consent", "exported")


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def later(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass
class Made:
    db: apsw.Connection
    log: Log
    clock: Clock
    keys: dict[str, bytes] = field(default_factory=dict)

    def attack(self) -> None:
        """From here on nothing inside the database stands in the way."""
        for trigger in ("log_entry_stays", "log_entry_as_it_was"):
            self.db.execute(f"drop trigger if exists {trigger}")

    def copy(self) -> "Made":
        """The same book again, with its own database."""
        db = apsw.Connection(":memory:")
        with db.backup("main", self.db, "main") as backup:
            backup.step()
        clock, keys = Clock(self.clock.now), dict(self.keys)
        return Made(db, Log(db, actor="Ana", case_key=keys.get, now=clock), clock, keys)


def made(entries: int, seed: int = 1) -> Made:
    """A log of so many entries over three cases."""
    luck = random.Random(seed)
    keys = {name: luck.randbytes(32) for name in ("case 1", "case 2", "case 3")}
    clock, db = Clock(), apsw.Connection(":memory:")
    db.execute(logs.SCHEMA)
    log = Log.create(db, actor="Ana", case_key=keys.get, now=clock)
    while log.last().seq < entries:
        clock.later(luck.randrange(4))
        log.append(
            luck.choice(ACTIONS), luck.choice([None, *keys]), fields=["letter_date"], count=luck.randrange(9)
        )
    return Made(db, log, clock, keys)
