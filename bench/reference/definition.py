"""The reference pathway: every number and rule that the peers share. The numbers are invented.

Only the shape is real: it exists to compare simulators, and nothing here is a fact about any city. A person
is one arrest. Twelve events, five attributes and the day of the arrest, twelve decisions (eight chances, a
choice, two rules, a race), five delays. Two laws change within the year.

=================  ========================================================================================
event              happens where
=================  ========================================================================================
arrest             always; on a day of the year, each as likely as another
booked             ``taken_into_custody``: CUSTODY[charge][borough], with a record 1 - (1 - p) * RECORD_SPARES
prints_taken       ``fingerprinted``: FINGERPRINTED[charge]
prints_at_state    ``prints_readable``: READABLE[borough]
prints_at_fbi      ``state_forwards``: every charge but a violation; a violation only with a record
ice_notified       ``ident_match``: MATCH_IF_ENROLLED or MATCH_IF_NOT
detainer_lodged    ``ice_action`` is a detainer and the answer came while the person was still held
letter_mailed      ``ice_action`` is a letter or a detainer that came too late; ``letter_delay`` days after
ice_custody        after a detainer: ``honored``; after a letter: ``detained_at_letter``
proceedings        ``charges_filed``: FILED[priority]; ``filing_delay`` days after
hearing            always after proceedings; ``hearing_delay`` days after
removed            ``ordered_removed``
=================  ========================================================================================

A person who fails one of these stops there: about 70 in 100 before any print is taken.

Attributes: ``borough`` (BOROUGH), ``charge`` given the borough (CHARGE), ``status`` given the borough
(STATUS), ``prior_record`` given the charge (PRIOR_RECORD), ``enrolled`` in the federal fingerprint file
given the status (ENROLLED).

``priority``, a rule: citizens are none. Under the narrow memo a person is high with a serious charge and a
record, low with one of the two; a resident is low with both, and otherwise none. Under the broad memo a
resident is low with a record or a serious charge and otherwise none; everybody else is high with a serious
charge or a record and otherwise low.

``ice_action``: the shares ACTION[priority]; what they leave is no action.

``still_held``, a race: ``ice_response`` (hours from the prints at the FBI) is shorter than ``custody_time``
(hours from the same moment to the release). Delays in hours never move the day by which the law is read.

The law on the person's own day:

* ``federal_memo`` (narrow before MEMO_BROAD_FROM, broad from that day): for ``priority`` on the day of the
  arrest; for ``detained_at_letter`` on the day of the letter; for ``ordered_removed`` on the day of the
  hearing.
* ``city_detainer_law`` (in force from CITY_LAW_FROM): for ``honored`` on the day of the detainer, which is
  that of the arrest.

``honored``: HONORED[old or new][charge], with a record HONORED_WITH_RECORD[old or new][charge].
``detained_at_letter``: DETAINED_AT_LETTER[memo][status]. ``ordered_removed``: REMOVED[memo][status]; a
record turns p into 1 - (1 - p) * RECORD_REMOVES.

Delays are lognormal, given by the median and the ninetieth percentile (LOGNORMAL). Those in days are
rounded to the nearest whole day.
"""

from collections.abc import Mapping
from math import log
from statistics import NormalDist

DAYS = 365
"""Arrests fall on day 0 to 364. Later steps may fall after the year, under the law of its last day."""
PERIOD = ("2001-01-01", "2002-01-01")
MEMO_BROAD_FROM = 100
CITY_LAW_FROM = 181
"""Both are days since the start of the year."""

EVENTS = (
    "arrest", "booked", "prints_taken", "prints_at_state", "prints_at_fbi", "ice_notified", "detainer_lodged",
    "letter_mailed", "ice_custody", "proceedings", "hearing", "removed",
)  # fmt: skip

BOROUGHS = ("bronx", "brooklyn", "manhattan", "queens", "staten_island")
CHARGES = ("violation", "traffic", "theft", "drugs", "assault", "weapons")
STATUSES = ("citizen", "naturalized", "resident", "overstay", "uninspected")
PRIORITIES = ("none", "low", "high")
ACTIONS = ("none", "letter", "detainer")
SERIOUS = ("drugs", "assault", "weapons")
CITIZENS = ("citizen", "naturalized")
OLD, NEW = "old", "new"
NARROW, BROAD = "narrow", "broad"


def _by(names: tuple[str, ...], *shares: float) -> dict[str, float]:
    """One row of a table: the shares in the order of the names."""
    return dict(zip(names, shares, strict=True))


BOROUGH = _by(BOROUGHS, 0.24, 0.28, 0.26, 0.18, 0.04)
CHARGE = {
    "bronx": _by(CHARGES, 0.20, 0.16, 0.19, 0.22, 0.17, 0.06),
    "brooklyn": _by(CHARGES, 0.22, 0.18, 0.21, 0.17, 0.16, 0.06),
    "manhattan": _by(CHARGES, 0.24, 0.12, 0.30, 0.17, 0.13, 0.04),
    "queens": _by(CHARGES, 0.21, 0.25, 0.20, 0.13, 0.17, 0.04),
    "staten_island": _by(CHARGES, 0.18, 0.24, 0.18, 0.20, 0.16, 0.04),
}
STATUS = {
    "bronx": _by(STATUSES, 0.61, 0.14, 0.12, 0.05, 0.08),
    "brooklyn": _by(STATUSES, 0.59, 0.18, 0.12, 0.06, 0.05),
    "manhattan": _by(STATUSES, 0.69, 0.12, 0.10, 0.06, 0.03),
    "queens": _by(STATUSES, 0.48, 0.21, 0.15, 0.08, 0.08),
    "staten_island": _by(STATUSES, 0.74, 0.12, 0.07, 0.03, 0.04),
}
PRIOR_RECORD = _by(CHARGES, 0.30, 0.22, 0.47, 0.52, 0.38, 0.49)
ENROLLED = _by(STATUSES, 0.01, 0.82, 0.95, 0.78, 0.36)

CUSTODY = {
    "violation": _by(BOROUGHS, 0.10, 0.09, 0.12, 0.08, 0.11),
    "traffic": _by(BOROUGHS, 0.20, 0.18, 0.22, 0.15, 0.24),
    "theft": _by(BOROUGHS, 0.38, 0.34, 0.43, 0.33, 0.40),
    "drugs": _by(BOROUGHS, 0.45, 0.40, 0.48, 0.39, 0.50),
    "assault": _by(BOROUGHS, 0.72, 0.70, 0.76, 0.68, 0.74),
    "weapons": _by(BOROUGHS, 0.87, 0.86, 0.90, 0.84, 0.88),
}
RECORD_SPARES = 0.75
FINGERPRINTED = _by(CHARGES, 0.15, 0.45, 0.66, 0.74, 0.83, 0.94)
READABLE = _by(BOROUGHS, 0.981, 0.985, 0.988, 0.979, 0.991)
MATCH_IF_ENROLLED = 0.97
MATCH_IF_NOT = 0.002

ACTION = {
    "none": {"letter": 0.0, "detainer": 0.0},
    "low": {"letter": 0.41, "detainer": 0.23},
    "high": {"letter": 0.17, "detainer": 0.69},
}
HONORED = {
    OLD: _by(CHARGES, 0.35, 0.45, 0.62, 0.74, 0.86, 0.91),
    NEW: _by(CHARGES, 0.00, 0.02, 0.04, 0.07, 0.21, 0.24),
}
HONORED_WITH_RECORD = {
    OLD: _by(CHARGES, 0.55, 0.62, 0.77, 0.84, 0.92, 0.96),
    NEW: _by(CHARGES, 0.01, 0.04, 0.13, 0.19, 0.47, 0.52),
}
DETAINED_AT_LETTER = {
    NARROW: _by(STATUSES, 0.0, 0.0, 0.09, 0.17, 0.22),
    BROAD: _by(STATUSES, 0.0, 0.0, 0.26, 0.51, 0.58),
}
FILED = _by(PRIORITIES, 0.0, 0.84, 0.93)
REMOVED = {
    NARROW: _by(STATUSES, 0.0, 0.0, 0.14, 0.31, 0.38),
    BROAD: _by(STATUSES, 0.0, 0.0, 0.28, 0.57, 0.66),
}
RECORD_REMOVES = 0.8

LOGNORMAL = {
    "ice_response": (4.0, 16.0),
    "custody_time": (22.0, 46.0),
    "letter_delay": (14.0, 38.0),
    "filing_delay": (6.0, 25.0),
    "hearing_delay": (110.0, 420.0),
}
"""Median and ninetieth percentile: hours for ice_response and custody_time, days for the others."""


def sigma(delay: str) -> float:
    """The standard deviation of the logarithm of a delay."""
    median, p90 = LOGNORMAL[delay]
    return log(p90 / median) / NormalDist().inv_cdf(0.9)


def priority(broad: bool, status: str, serious: bool, record: bool) -> str:
    """Whom the memo calls a priority. The rule of the table above, for peers that fill tables."""
    if status in CITIZENS:
        return "none"
    if status == "resident":
        reached = (serious or record) if broad else (serious and record)
        return "low" if reached else "none"
    if broad:
        return "high" if serious or record else "low"
    return "high" if serious and record else "low" if serious or record else "none"


def terminals(count: Mapping[str, int]) -> dict[str, int]:
    """Where each person stopped, from the counts of the events: cells that are disjoint and add up to all."""
    c = count
    return {
        "not booked": c["arrest"] - c["booked"],
        "no prints": c["booked"] - c["prints_taken"],
        "unreadable": c["prints_taken"] - c["prints_at_state"],
        "not forwarded": c["prints_at_state"] - c["prints_at_fbi"],
        "no match": c["prints_at_fbi"] - c["ice_notified"],
        "no action": c["ice_notified"] - c["detainer_lodged"] - c["letter_mailed"],
        "not detained": c["detainer_lodged"] + c["letter_mailed"] - c["ice_custody"],
        "not charged": c["ice_custody"] - c["proceedings"],
        "no hearing": c["proceedings"] - c["hearing"],
        "not removed": c["hearing"] - c["removed"],
        "removed": c["removed"],
    }
