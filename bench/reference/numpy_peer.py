"""The NumPy peer: blocks that fit the cache, one array expression a decision, and only those who are still
on the way.

Timed: the whole run, with drawing the attributes; not the tables. The generator is SFC64, NumPy's fastest,
and its raw words are compared with integer thresholds, which is twice as fast here as making floats of
them.
"""

from typing import Any

import numpy as np
from numpy.random import SFC64
from numpy.typing import NDArray

from reference import definition as d
from reference.thresholds import custody, honored, priority, removed

BLOCK = 32_768

Words = NDArray[np.uint32]
Codes = NDArray[np.intp]


def thresholds(shares: Any) -> Words:
    """Probabilities as thresholds of 32 random bits, flat in the order of the loops that made them."""
    return np.minimum(np.round(np.array(shares, float).ravel() * 2**32), 2**32 - 1).astype(np.uint32)


def steps(rows: list[list[float]]) -> list[Words]:
    """Cumulative thresholds of a choice: one column a step, one entry a row of what it is given."""
    return [thresholds(column) for column in np.cumsum(rows, axis=1)[:, :-1].T]


# --- model begins

LAWS = RECORDS = (False, True)
MEMOS = (d.NARROW, d.BROAD)
BOROUGH = steps([list(d.BOROUGH.values())])
CHARGE = steps([list(shares.values()) for shares in d.CHARGE.values()])
STATUS = steps([list(shares.values()) for shares in d.STATUS.values()])
ACTION = steps([[1 - sum(shares.values()), *shares.values()] for shares in d.ACTION.values()])
RECORD = thresholds([d.PRIOR_RECORD[c] for c in d.CHARGES])
CUSTODY = thresholds([[[custody(r, c, b) for r in RECORDS] for c in d.CHARGES] for b in d.BOROUGHS])
FINGERPRINTED = thresholds([d.FINGERPRINTED[c] for c in d.CHARGES])
READABLE = thresholds([d.READABLE[b] for b in d.BOROUGHS])
FORWARDS = np.array([c != "violation" or r for c in d.CHARGES for r in RECORDS])
ENROLLED = thresholds([d.ENROLLED[s] for s in d.STATUSES])
MATCH = thresholds([d.MATCH_IF_NOT, d.MATCH_IF_ENROLLED])
PRIORITY = np.array(
    [priority(m, s, c, r) for m in LAWS for s in d.STATUSES for c in d.CHARGES for r in RECORDS], np.intp
)
HONORED = thresholds([[[honored(law, r, c) for r in RECORDS] for c in d.CHARGES] for law in LAWS])
DETAINED = thresholds([[d.DETAINED_AT_LETTER[m][s] for s in d.STATUSES] for m in MEMOS])
FILED = thresholds([d.FILED[p] for p in d.PRIORITIES])
REMOVED = thresholds([[[removed(m, r, s) for r in RECORDS] for s in d.STATUSES] for m in LAWS])


class Luck:
    """Random words, and what is made of them."""

    def __init__(self, seed: int) -> None:
        self.bits = SFC64(seed)
        self.normal = np.random.Generator(self.bits).standard_normal

    def words(self, n: int) -> Words:
        return np.asarray(self.bits.random_raw((n + 1) // 2)).view(np.uint32)[:n]

    def among(self, n: int, columns: list[Words], given: Codes | None = None) -> Codes:
        u, code = self.words(n), np.zeros(n, np.intp)
        for column in columns:
            code += u >= (column[0] if given is None else column.take(given))
        return code

    def yes(self, share: Words, given: Codes) -> NDArray[np.bool_]:
        return self.words(len(given)) < share.take(given)

    def delay(self, n: int, name: str) -> NDArray[np.float64]:
        return d.LOGNORMAL[name][0] * np.exp(self.normal(n) * d.sigma(name))

    def days(self, n: int, name: str) -> Codes:
        return np.rint(self.delay(n, name)).astype(np.intp)


def block(luck: Luck, n: int, count: dict[str, int]) -> None:
    """Simulate n persons. Codes that are used together travel together: ``whose`` = charge and record."""
    count["arrest"] += n
    borough = luck.among(n, BOROUGH)
    charge = luck.among(n, CHARGE, borough)
    whose = charge * 2 + luck.yes(RECORD, charge)
    on = np.flatnonzero(luck.yes(CUSTODY, borough * 12 + whose))
    count["booked"] += len(on)
    on = on[luck.yes(FINGERPRINTED, charge.take(on))]
    count["prints_taken"] += len(on)
    on = on[luck.yes(READABLE, borough.take(on))]
    count["prints_at_state"] += len(on)
    on = on[FORWARDS.take(whose.take(on))]
    count["prints_at_fbi"] += len(on)
    status = luck.among(len(on), STATUS, borough.take(on))
    enrolled = luck.yes(ENROLLED, status).astype(np.intp)
    matched = np.flatnonzero(luck.yes(MATCH, enrolled))
    count["ice_notified"] += len(matched)
    matched = matched[status.take(matched) >= 2]  # citizens are no priority
    whose, status = whose.take(on.take(matched)), status.take(matched)
    day = ((luck.words(len(status)).astype(np.uint64) * d.DAYS) >> 32).astype(np.intp)
    wanted = PRIORITY.take(((day >= d.MEMO_BROAD_FROM) * 5 + status) * 12 + whose)
    action = luck.among(len(wanted), ACTION, wanted)
    detainer = np.flatnonzero(action == 2)
    held = luck.delay(len(detainer), "ice_response") < luck.delay(len(detainer), "custody_time")
    lodged, letter = detainer[held], np.concatenate((np.flatnonzero(action == 1), detainer[~held]))
    count["detainer_lodged"] += len(lodged)
    count["letter_mailed"] += len(letter)
    day[letter] += luck.days(len(letter), "letter_delay")
    lodged = lodged[luck.yes(HONORED, (day[lodged] >= d.CITY_LAW_FROM) * 12 + whose[lodged])]
    letter = letter[luck.yes(DETAINED, (day[letter] >= d.MEMO_BROAD_FROM) * 5 + status[letter])]
    custody = np.concatenate((lodged, letter))
    count["ice_custody"] += len(custody)
    filed = custody[luck.yes(FILED, wanted[custody])]
    count["proceedings"] += len(filed)
    count["hearing"] += len(filed)
    heard = day[filed] + luck.days(len(filed), "filing_delay") + luck.days(len(filed), "hearing_delay")
    law = (heard >= d.MEMO_BROAD_FROM) * 10 + status[filed] * 2 + whose[filed] % 2
    count["removed"] += int(luck.yes(REMOVED, law).sum())


# --- model ends


def run(n: int, seed: int) -> dict[str, int]:
    """Counts per event of n persons."""
    luck, count = Luck(seed), dict.fromkeys(d.EVENTS, 0)
    for first in range(0, n, BLOCK):
        block(luck, min(BLOCK, n - first), count)
    return count
