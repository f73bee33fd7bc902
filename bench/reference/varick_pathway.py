"""The reference pathway as Varick nodes: what a user of Varick writes. The numbers enter as dated facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from reference import definition
from varick.model import Delay, attribute, chance, choice, days, delay, event, hours, race, rule
from varick.model.build import Model
from varick.model.wiring import Pathway

Share = Mapping[str, float]
Shares = Mapping[str, Mapping[str, float]]


class Borough(StrEnum):
    BRONX = "bronx"
    BROOKLYN = "brooklyn"
    MANHATTAN = "manhattan"
    QUEENS = "queens"
    STATEN_ISLAND = "staten_island"


class Charge(StrEnum):
    VIOLATION = "violation"
    TRAFFIC = "traffic"
    THEFT = "theft"
    DRUGS = "drugs"
    ASSAULT = "assault"
    WEAPONS = "weapons"


class Status(StrEnum):
    CITIZEN = "citizen"
    NATURALIZED = "naturalized"
    RESIDENT = "resident"
    OVERSTAY = "overstay"
    UNINSPECTED = "uninspected"


class Priority(StrEnum):
    NONE = "none"
    LOW = "low"
    HIGH = "high"


class Action(StrEnum):
    NONE = "none"
    LETTER = "letter"
    DETAINER = "detainer"


# --- model begins


@attribute
def borough(borough_share: Share) -> dict[Borough, float]:
    return {b: borough_share[b] for b in Borough}


@attribute
def charge(borough: Borough, charge_share: Shares) -> dict[Charge, float]:
    return {c: charge_share[borough][c] for c in Charge}


@attribute
def status(borough: Borough, status_share: Shares) -> dict[Status, float]:
    return {s: status_share[borough][s] for s in Status}


@attribute
def prior_record(charge: Charge, record_share: Share) -> float:
    return record_share[charge]


@attribute
def enrolled(status: Status, enrolled_share: Share) -> float:
    return enrolled_share[status]


@event(agency="police")
def arrest() -> bool:
    return True


@chance(when="arrest")
def taken_into_custody(
    charge: Charge, borough: Borough, prior_record: bool, custody_share: Shares, record_spares: float
) -> float:
    share = custody_share[charge][borough]
    return 1 - (1 - share) * record_spares if prior_record else share


@event(agency="police", after="arrest")
def booked(taken_into_custody: bool) -> bool:
    return taken_into_custody


@chance(when="booked")
def fingerprinted(charge: Charge, print_share: Share) -> float:
    return print_share[charge]


@event(agency="police", after="booked")
def prints_taken(fingerprinted: bool) -> bool:
    return fingerprinted


@chance(when="prints_taken")
def prints_readable(borough: Borough, readable_share: Share) -> float:
    return readable_share[borough]


@event(agency="state", after="prints_taken")
def prints_at_state(prints_readable: bool) -> bool:
    return prints_readable


@rule(when="prints_at_state")
def state_forwards(charge: Charge, prior_record: bool) -> bool:
    return charge is not Charge.VIOLATION or prior_record


@event(agency="fbi", after="prints_at_state")
def prints_at_fbi(state_forwards: bool) -> bool:
    return state_forwards


@chance(when="prints_at_fbi")
def ident_match(enrolled: bool, match_if_enrolled: float, match_if_not: float) -> float:
    return match_if_enrolled if enrolled else match_if_not


@event(agency="ice", after="prints_at_fbi")
def ice_notified(ident_match: bool) -> bool:
    return ident_match


@rule(when="ice_notified")
def priority(federal_memo_broad: bool, status: Status, charge: Charge, prior_record: bool) -> Priority:
    serious = charge in (Charge.DRUGS, Charge.ASSAULT, Charge.WEAPONS)
    if status in (Status.CITIZEN, Status.NATURALIZED):
        return Priority.NONE
    if status is Status.RESIDENT:
        reached = (serious or prior_record) if federal_memo_broad else (serious and prior_record)
        return Priority.LOW if reached else Priority.NONE
    if federal_memo_broad:
        return Priority.HIGH if serious or prior_record else Priority.LOW
    return (
        Priority.HIGH
        if serious and prior_record
        else Priority.LOW
        if serious or prior_record
        else Priority.NONE
    )


@choice(when="ice_notified")
def ice_action(priority: Priority, action_share: Shares) -> dict[Action, float]:
    return {a: action_share[priority][a] for a in (Action.LETTER, Action.DETAINER)}


@delay
def ice_response(ice_response_median: float, ice_response_p90: float) -> Delay:
    return hours.lognormal(ice_response_median, ice_response_p90)


@delay
def custody_time(custody_time_median: float, custody_time_p90: float) -> Delay:
    return hours.lognormal(custody_time_median, custody_time_p90)


@race(first="ice_response", before="custody_time", when="ice_notified")
def still_held() -> bool:  # type: ignore[empty-body]
    ...


@event(agency="ice", after="ice_notified")
def detainer_lodged(ice_action: Action, still_held: bool) -> bool:
    return ice_action is Action.DETAINER and still_held


@delay
def letter_delay(letter_delay_median: float, letter_delay_p90: float) -> Delay:
    return days.lognormal(letter_delay_median, letter_delay_p90)


@event(agency="ice", after="ice_notified", delay="letter_delay")
def letter_mailed(ice_action: Action, still_held: bool) -> bool:
    return ice_action is Action.LETTER or (ice_action is Action.DETAINER and not still_held)


@chance(when="detainer_lodged")
def honored(
    city_detainer_law: bool,
    charge: Charge,
    prior_record: bool,
    honored_share: Shares,
    honored_with_record: Shares,
) -> float:
    law = "new" if city_detainer_law else "old"
    return (honored_with_record if prior_record else honored_share)[law][charge]


@chance(when="letter_mailed")
def detained_at_letter(federal_memo_broad: bool, status: Status, detained_share: Shares) -> float:
    return detained_share["broad" if federal_memo_broad else "narrow"][status]


@event(agency="ice", after=("detainer_lodged", "letter_mailed"))
def ice_custody(honored: bool, detained_at_letter: bool) -> bool:
    return honored or detained_at_letter


@chance(when="ice_custody")
def charges_filed(priority: Priority, filed_share: Share) -> float:
    return filed_share[priority]


@delay
def filing_delay(filing_delay_median: float, filing_delay_p90: float) -> Delay:
    return days.lognormal(filing_delay_median, filing_delay_p90)


@event(agency="ice", after="ice_custody", delay="filing_delay")
def proceedings(charges_filed: bool) -> bool:
    return charges_filed


@delay
def hearing_delay(hearing_delay_median: float, hearing_delay_p90: float) -> Delay:
    return days.lognormal(hearing_delay_median, hearing_delay_p90)


@event(agency="court", after="proceedings", delay="hearing_delay")
def hearing() -> bool:
    return True


@chance(when="hearing")
def ordered_removed(
    federal_memo_broad: bool, status: Status, prior_record: bool, removed_share: Shares, record_removes: float
) -> float:
    share = removed_share["broad" if federal_memo_broad else "narrow"][status]
    return 1 - (1 - share) * record_removes if prior_record else share


@event(agency="ice", after="hearing")
def removed(ordered_removed: bool) -> bool:
    return ordered_removed


# --- model ends


@dataclass(frozen=True)
class Dated:
    """One value of a fact and the day from which it counts."""

    since: date
    value: Any


@dataclass(frozen=True)
class Fact:
    """A fact of the reference pathway, in the form that the model asks for."""

    name: str
    values: tuple[Dated, ...]
    where: str = "bench/reference/definition.py"


def facts() -> dict[str, Fact]:
    """The constants of ``definition`` as facts; the two laws have two values each."""
    d, first = definition, date.fromisoformat(definition.PERIOD[0])
    constant: dict[str, Any] = {
        "borough_share": d.BOROUGH, "charge_share": d.CHARGE, "status_share": d.STATUS,
        "record_share": d.PRIOR_RECORD, "enrolled_share": d.ENROLLED, "custody_share": d.CUSTODY,
        "record_spares": d.RECORD_SPARES, "print_share": d.FINGERPRINTED, "readable_share": d.READABLE,
        "match_if_enrolled": d.MATCH_IF_ENROLLED, "match_if_not": d.MATCH_IF_NOT, "action_share": d.ACTION,
        "honored_share": d.HONORED, "honored_with_record": d.HONORED_WITH_RECORD,
        "detained_share": d.DETAINED_AT_LETTER, "filed_share": d.FILED, "removed_share": d.REMOVED,
        "record_removes": d.RECORD_REMOVES,
    }  # fmt: skip
    for name, (median, p90) in d.LOGNORMAL.items():
        constant |= {f"{name}_median": median, f"{name}_p90": p90}
    laws = {"federal_memo_broad": d.MEMO_BROAD_FROM, "city_detainer_law": d.CITY_LAW_FROM}
    return {name: Fact(name, (Dated(first, value),)) for name, value in constant.items()} | {
        name: Fact(name, (Dated(first, False), Dated(first + timedelta(days=day), True)))
        for name, day in laws.items()
    }


def build() -> Model:
    """The reference pathway as a model, for arrests on the days of the invented year."""
    start, end = map(date.fromisoformat, definition.PERIOD)
    return Model(Pathway.of(globals()), facts(), (start, end))
