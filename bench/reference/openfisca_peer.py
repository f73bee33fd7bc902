"""The OpenFisca peer: a variable a node, with a formula; the draws are input columns, the tables arrays.

``run`` makes the inputs too (attributes, draws, delays: OpenFisca has no random source, so NumPy draws them),
which is the work that the other peers do. ``prepare`` leaves that out: timed are the twelve events, computed
on a fresh simulation. Every formula runs for everybody: there is no early exit. Tables are not in the
parameter tree because that is read at one instant for the whole run, and here each person has a day.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import SFC64, Generator
from numpy.typing import NDArray
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from reference import definition as d
from reference.thresholds import custody, honored, priority, removed

YEAR = d.PERIOD[0][:4]
Person = build_entity(key="person", plural="persons", label="One arrest", is_person=True)

Array = Any
Get = Callable[[str, Any], Array]
Formula = Callable[[Get, Any], Array]
LETTER, DETAINER = d.ACTIONS.index("letter"), d.ACTIONS.index("detainer")
DRAWS = (
    "taken_into_custody", "fingerprinted", "prints_readable", "ident_match", "ice_action", "honored",
    "detained_at_letter", "charges_filed", "ordered_removed",
)  # fmt: skip

# --- model begins

LAWS = RECORDS = (False, True)
MEMOS = (d.NARROW, d.BROAD)


def table(values: Any) -> NDArray[np.float32]:
    return np.array(values, np.float32)


CUSTODY = table([[[custody(r, c, b) for r in RECORDS] for c in d.CHARGES] for b in d.BOROUGHS])
FINGERPRINTED = table([d.FINGERPRINTED[c] for c in d.CHARGES])
READABLE = table([d.READABLE[b] for b in d.BOROUGHS])
MATCH = table([d.MATCH_IF_NOT, d.MATCH_IF_ENROLLED])
PRIORITY = np.array(
    [[[[priority(m, s, c, r) for r in RECORDS] for c in d.CHARGES] for s in d.STATUSES] for m in LAWS],
    np.int32,
)
ACTION = table([np.cumsum([1 - sum(shares.values()), *shares.values()])[:2] for shares in d.ACTION.values()])
HONORED = table([[[honored(law, r, c) for r in RECORDS] for c in d.CHARGES] for law in LAWS])
DETAINED = table([[d.DETAINED_AT_LETTER[m][s] for s in d.STATUSES] for m in MEMOS])
FILED = table([d.FILED[p] for p in d.PRIORITIES])
REMOVED = table([[[removed(m, r, s) for r in RECORDS] for s in d.STATUSES] for m in LAWS])


def variable(value_type: type, name: str, formula: Formula | None = None) -> type[Variable]:
    """A variable of the person, with or without a formula; the class that one would otherwise write out."""
    said: dict[str, Any] = {"value_type": value_type, "entity": Person, "definition_period": DateUnit.YEAR}
    if formula is not None:
        said["formula"] = formula
    return type(name, (Variable,), said)


def taken_into_custody(person: Get, period: Any) -> Array:
    share = CUSTODY[
        person("borough", period), person("charge", period), person("prior_record", period).astype(int)
    ]
    return person("u_taken_into_custody", period) < share


def booked(person: Get, period: Any) -> Array:
    return person("arrest", period) & person("taken_into_custody", period)


def prints_taken(person: Get, period: Any) -> Array:
    return person("booked", period) & (
        person("u_fingerprinted", period) < FINGERPRINTED[person("charge", period)]
    )


def prints_at_state(person: Get, period: Any) -> Array:
    return person("prints_taken", period) & (
        person("u_prints_readable", period) < READABLE[person("borough", period)]
    )


def state_forwards(person: Get, period: Any) -> Array:
    return (person("charge", period) > 0) | person("prior_record", period)


def prints_at_fbi(person: Get, period: Any) -> Array:
    return person("prints_at_state", period) & person("state_forwards", period)


def ident_match(person: Get, period: Any) -> Array:
    return person("u_ident_match", period) < MATCH[person("enrolled", period).astype(int)]


def ice_notified(person: Get, period: Any) -> Array:
    return person("prints_at_fbi", period) & person("ident_match", period)


def priority_level(person: Get, period: Any) -> Array:
    broad = (person("arrest_day", period) >= d.MEMO_BROAD_FROM).astype(int)
    record = person("prior_record", period).astype(int)
    return PRIORITY[broad, person("status", period), person("charge", period), record]


def ice_action(person: Get, period: Any) -> Array:
    u, bounds = person("u_ice_action", period), ACTION[person("priority_level", period)]
    return ((u >= bounds[:, 0]).astype(np.int32) + (u >= bounds[:, 1])) * person("ice_notified", period)


def still_held(person: Get, period: Any) -> Array:
    return person("ice_response", period) < person("custody_time", period)


def detainer_lodged(person: Get, period: Any) -> Array:
    return (person("ice_action", period) == DETAINER) & person("still_held", period)


def letter_mailed(person: Get, period: Any) -> Array:
    action = person("ice_action", period)
    return (action == LETTER) | ((action == DETAINER) & ~person("still_held", period))


def letter_day(person: Get, period: Any) -> Array:
    return person("arrest_day", period) + person("letter_delay", period)


def honored_by_city(person: Get, period: Any) -> Array:
    law = (person("arrest_day", period) >= d.CITY_LAW_FROM).astype(int)
    share = HONORED[law, person("charge", period), person("prior_record", period).astype(int)]
    return person("detainer_lodged", period) & (person("u_honored", period) < share)


def detained_at_letter(person: Get, period: Any) -> Array:
    broad = (person("letter_day", period) >= d.MEMO_BROAD_FROM).astype(int)
    share = DETAINED[broad, person("status", period)]
    return person("letter_mailed", period) & (person("u_detained_at_letter", period) < share)


def ice_custody(person: Get, period: Any) -> Array:
    return person("honored_by_city", period) | person("detained_at_letter", period)


def proceedings(person: Get, period: Any) -> Array:
    return person("ice_custody", period) & (
        person("u_charges_filed", period) < FILED[person("priority_level", period)]
    )


def hearing(person: Get, period: Any) -> Array:
    return person("proceedings", period)


def hearing_day(person: Get, period: Any) -> Array:
    custody_day = np.where(
        person("letter_mailed", period), person("letter_day", period), person("arrest_day", period)
    )
    return custody_day + person("filing_delay", period) + person("hearing_delay", period)


def removed_by_ice(person: Get, period: Any) -> Array:
    broad = (person("hearing_day", period) >= d.MEMO_BROAD_FROM).astype(int)
    share = REMOVED[broad, person("status", period), person("prior_record", period).astype(int)]
    return person("hearing", period) & (person("u_ordered_removed", period) < share)


def system() -> TaxBenefitSystem:
    """The rules: inputs, then everything that has a formula."""
    made = TaxBenefitSystem([Person])
    for name in (
        "borough",
        "charge",
        "status",
        "arrest_day",
        "letter_delay",
        "filing_delay",
        "hearing_delay",
    ):
        made.add_variable(variable(int, name))
    for name in ("ice_response", "custody_time", *(f"u_{draw}" for draw in DRAWS)):
        made.add_variable(variable(float, name))
    for name in ("arrest", "prior_record", "enrolled"):
        made.add_variable(variable(bool, name))
    for formula in (
        taken_into_custody, booked, prints_taken, prints_at_state, state_forwards, prints_at_fbi, ident_match,
        ice_notified, still_held, detainer_lodged, letter_mailed, honored_by_city, detained_at_letter,
        ice_custody, proceedings, hearing, removed_by_ice,
    ):  # fmt: skip
        made.add_variable(variable(bool, formula.__name__, formula))
    for formula in (priority_level, ice_action, letter_day, hearing_day):
        made.add_variable(variable(int, formula.__name__, formula))
    return made


# --- model ends


def _one_of(luck: Generator, rows: list[list[float]], given: Array) -> Array:
    """Codes drawn from the row that is given; as 32-bit integers, which OpenFisca keeps without a copy."""
    u, code = luck.random(len(given), np.float32), np.zeros(len(given), np.int32)
    for bound in np.cumsum(rows, axis=1)[:, :-1].T.astype(np.float32):
        code += u >= bound.take(given)
    return code


def inputs(n: int, seed: int) -> dict[str, Array]:
    """The population and its luck: one column an input variable."""
    luck = Generator(SFC64(seed))
    given = {"arrest": np.ones(n, bool), "arrest_day": luck.integers(0, d.DAYS, n, np.int32)}
    given["borough"] = _one_of(luck, [list(d.BOROUGH.values())], np.zeros(n, np.int32))
    given["charge"] = _one_of(luck, [list(shares.values()) for shares in d.CHARGE.values()], given["borough"])
    given["status"] = _one_of(luck, [list(shares.values()) for shares in d.STATUS.values()], given["borough"])
    given["prior_record"] = luck.random(n, np.float32) < table(list(d.PRIOR_RECORD.values())).take(
        given["charge"]
    )
    given["enrolled"] = luck.random(n, np.float32) < table(list(d.ENROLLED.values())).take(given["status"])
    given |= {f"u_{draw}": luck.random(n, np.float32) for draw in DRAWS}
    for delay, (median, _) in d.LOGNORMAL.items():
        time = np.float32(median) * np.exp(luck.standard_normal(n, np.float32) * np.float32(d.sigma(delay)))
        in_days = delay in ("letter_delay", "filing_delay", "hearing_delay")
        given[delay] = np.rint(time).astype(np.int32) if in_days else time
    return given


def prepare(n: int, seed: int) -> Callable[[], dict[str, int]]:
    """Everything that is not timed; the callable that comes back calculates the events."""
    simulation = SimulationBuilder().build_default_simulation(system(), count=n)
    for name, column in inputs(n, seed).items():
        simulation.set_input(name, YEAR, column)

    def simulate() -> dict[str, int]:
        named = {"removed": "removed_by_ice"}
        return {event: int(simulation.calculate(named.get(event, event), YEAR).sum()) for event in d.EVENTS}

    return simulate


def run(n: int, seed: int) -> dict[str, int]:
    """Counts per event of n persons."""
    return prepare(n, seed)()
