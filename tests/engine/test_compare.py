"""Two policies on the same people: only those whom the change reaches run again, and common draws leave little noise."""

from datetime import date, timedelta
from enum import Enum
from itertools import pairwise
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from letter_and_race import forbidden, in_time, stopped, time_in_custody, time_to_detainer
from numpy.typing import NDArray
from random_pathways import random_model

from varick.engine import blocked
from varick.engine.compare import Compared, Reach, compare
from varick.engine.expect import expect
from varick.engine.population import Numpy
from varick.errors import VarickError
from varick.model import Delay, attribute, chance, choice, days, delay, event, rule
from varick.model.build import Model
from varick.model.fact import Dated, Fact
from varick.model.kinds import Kind, label
from varick.model.load import library, load_scenario
from varick.model.program import ONE, Program
from varick.model.shipped import model_of
from varick.model.wiring import Pathway

randoms = st.randoms(use_true_random=False, note_method_calls=False)
YEAR = date(2018, 1, 1), date(2019, 1, 1)


def everyone(n: int) -> Any:
    return np.arange(n, dtype=np.int64)


def compared(a: Program, b: Program, people: int, seed: int = 3, **options: Any) -> Compared:
    return compare(Numpy(a), Numpy(b), (a, b), seed, people, **options)


def with_one_changed(r: Random, model: Model) -> Model:
    """One fact has other values, and perhaps other dates."""
    fact = model.facts[r.choice(sorted(model.facts))]
    dates = {v.since for v in fact.values}
    if r.random() < 0.5:
        dates = {min(dates)} | {YEAR[0] + timedelta(days=r.randint(-3, 250)) for _ in range(r.randint(0, 2))}
    values = tuple(Dated(day, r.choice([0.0, 0.4, 1.0, r.random()])) for day in sorted(dates))
    return model.with_facts({fact.name: Fact(fact.name, "number", "nature", "law", values)})


@given(r=randoms, nodes=st.integers(1, 16), seed=st.integers(0, 2**64 - 1))
@settings(max_examples=80)
def test_running_only_the_reached_again_is_running_everybody(r: Random, nodes: int, seed: int) -> None:
    """Every total, every flip and every group, against both populations run whole."""
    model = random_model(r, nodes)
    assume(model.facts)
    a, b = model.program, with_one_changed(r, model).program
    reach = Reach(a, b)
    grouping = [i for i, s in enumerate(a.steps) if s.kind is Kind.ATTRIBUTE and not reach.moves(i)]
    by = r.choice(grouping) if grouping else None
    groups = tuple(map(str, range(a.steps[by].size))) if by is not None else ("all",)
    n = 3000
    found = compared(a, b, n, seed, by=by, groups=groups)
    one, other = (blocked.run(p, seed, everyone(n)).codes for p in (a, b))
    events = list(a.events)
    group = one[by] if by is not None else np.zeros(n, np.int16)
    differ = (one != other).any(axis=0)
    assert found.rerun >= differ.sum()
    assert all(reach.moves(i) for i in np.flatnonzero((one != other).any(axis=1)))
    assert set(np.flatnonzero(differ)) <= set(reach.people(blocked.run(a, seed, everyone(n))).tolist())
    for g in range(len(groups)):
        here = group == g
        assert found.sizes[g] == here.sum()
        assert found.a[g].tolist() == one[events][:, here].sum(axis=1).tolist()
        assert found.b[g].tolist() == other[events][:, here].sum(axis=1).tolist()
        assert found.squares[g].tolist() == (one[events] != other[events])[:, here].sum(axis=1).tolist()
        change = (other[events] - one[events])[:, here].astype(np.float64)
        assert found.error()[g] == pytest.approx(
            np.sqrt(here.sum()) * change.std(axis=1) if here.any() else 0, abs=1e-6
        )


@given(r=randoms, nodes=st.integers(1, 10))
@settings(max_examples=20)
def test_groups_sum_to_the_whole(r: Random, nodes: int) -> None:
    model = random_model(r, nodes)
    assume(model.facts)
    a, b = model.program, with_one_changed(r, model).program
    by = (
        a.index["a0"]
        if "a0" in a.index
        else a.index[next(s.name for s in a.steps if s.kind is Kind.ATTRIBUTE)]
    )
    assume(not Reach(a, b).moves(by))
    groups = tuple(map(label, model.nodes[a.steps[by].name].values))
    whole, parts = compared(a, b, 2000), compared(a, b, 2000, by=by, groups=groups)
    for name in ("a", "b", "squares"):
        assert getattr(parts, name).sum(axis=0).tolist() == getattr(whole, name)[0].tolist()
    assert parts.sizes.sum() == whole.sizes[0] == 2000
    assert parts.rerun == whole.rerun


class Place(Enum):
    bronx = "bronx"
    brooklyn = "brooklyn"
    manhattan = "manhattan"
    queens = "queens"
    staten_island = "staten_island"


@attribute
def place() -> dict[Place, float]:
    return dict(zip(Place, (0.24, 0.28, 0.26, 0.18, 0.04), strict=True))


@attribute
def carries_id(place: Place, share_with_id: float) -> float:
    return share_with_id if place is Place.queens else 0.5


@attribute
def enrolled(carries_id: bool) -> float:
    return 0.6 if carries_id else 0.4


@event(agency="NYPD")
def arrested() -> bool:
    return True


@chance(when="arrested")
def told(enrolled: bool) -> float:
    return 0.9 if enrolled else 0.3


@event(agency="ICE", after="arrested")
def notified(told: bool) -> bool:
    return told


@rule(when="notified")
def lenient(place: Place, brooklyn_lenient: bool) -> bool:
    return place is Place.brooklyn and brooklyn_lenient


@chance(when="notified")
def handed_over(lenient: bool, taken_share: float) -> float:
    return taken_share * (0.9 if lenient else 1.0)


@event(agency="DOC", after="notified")
def transferred(handed_over: bool) -> bool:
    return handed_over


@chance(when="transferred")
def ordered() -> float:
    return 0.6


@event(agency="EOIR", after="transferred")
def removed(ordered: bool) -> bool:
    return ordered


NODES = (
    place,
    carries_id,
    enrolled,
    arrested,
    told,
    notified,
    lenient,
    handed_over,
    transferred,
    ordered,
    removed,
)


def five_places(**changed: Any) -> Model:
    facts = {"share_with_id": 0.5, "brooklyn_lenient": False, "taken_share": 0.1, **changed}
    return Model(Pathway(NODES), {n: Fact.simple(n, v) for n, v in facts.items()}, YEAR)


def test_a_reform_of_one_place_runs_only_its_people_again() -> None:
    a, b = five_places().program, five_places(brooklyn_lenient=True).program
    codes = blocked.run(a, 3, everyone(70_000)).codes
    reached = (codes[a.index["place"]] == 1) & (codes[a.index["notified"]] == 1)
    found = compared(a, b, 70_000)
    assert found.rerun == reached.sum()
    seen = []
    compared(a, b, 70_000, progress=lambda done, of: seen.append((done, of)))
    assert seen == [(65_536, 70_000), (70_000, 70_000)]


def test_nothing_changed_reaches_nobody() -> None:
    a, b = five_places().program, five_places(share_with_id=0.5).program
    found = compared(a, b, 5000)
    assert found.rerun == 0
    assert found.squares.sum() == 0
    assert found.error().sum() == 0
    assert np.array_equal(found.a, found.b)


def test_a_group_that_itself_differs_is_refused() -> None:
    """Its own table, or that of an attribute on which it depends."""
    a, b = five_places().program, five_places(share_with_id=0.9).program
    for name in ("carries_id", "enrolled"):
        with pytest.raises(
            VarickError, match=f"{name} itself differs between the two; group by an attribute that does"
        ):
            compared(a, b, 1000, by=a.index[name], groups=("no", "yes"))
    places = tuple(map(label, Place))
    assert compared(a, b, 1000, by=a.index["place"], groups=places).sizes.sum() == 1000


def test_other_pathways_and_periods_are_not_compared() -> None:
    a = five_places()
    longer = Model(a.pathway, a.facts, (date(2018, 1, 1), date(2019, 1, 2)))
    shorter = Model(Pathway(NODES[:-2]), a.facts, YEAR)
    for other in (longer, shorter):
        with pytest.raises(
            VarickError, match="different pathways or periods; compare scenarios of one pathway"
        ):
            Reach(a.program, other.program)


@pytest.mark.parametrize(("seed", "people"), [(-1, 10), (2**64, 10), (3, 0), (3, -5), (3, 2**40 + 1)])
def test_numbers_out_of_range_are_refused(seed: int, people: int) -> None:
    a = five_places().program
    with pytest.raises(VarickError, match="--seed|--people"):
        compared(a, a, people, seed)


def test_a_contrast_of_one_place_needs_fifty_times_fewer_people_than_independent_samples() -> None:
    """The law changes for a tenth of the hand-overs of one borough of five. Variances of the difference over 1,000
    samples of 400 people: both policies on the same people, and on two samples that share nothing."""
    a, b = five_places().program, five_places(brooklyn_lenient=True).program
    n, samples = 400_000, 1000
    i = a.index["removed"]
    one, same = (blocked.run(p, 1, everyone(n)).codes[i].reshape(samples, -1).sum(axis=1) for p in (a, b))
    other = blocked.run(b, 2, everyone(n)).codes[i].reshape(samples, -1).sum(axis=1)
    paired, independent = np.var(same - one, ddof=1), np.var(other - one, ddof=1)
    assert independent / paired > 50
    assert same.sum() < one.sum()
    # The stated Monte Carlo error is the spread that these samples have.
    found = compared(a, b, n, seed=1)
    k = a.events.index(i)
    assert found.error()[0, k] == pytest.approx(np.sqrt(paired * samples), rel=0.1)
    p, q = (float(expect(x).events[k]) for x in (a, b))
    assert independent == pytest.approx(n / samples * (p * (1 - p) + q * (1 - q)), rel=0.15)


def moved(a: NDArray[np.int64], b: NDArray[np.int64], size: int) -> int:
    """How many of the 2^32 draws have another value under one row of thresholds than under another."""
    edges = sorted({0, ONE, *a.tolist(), *b.tolist()})
    return sum(hi - lo for lo, hi in pairwise(edges) if value(a, lo, size) != value(b, lo, size))


def value(thresholds: NDArray[np.int64], u: int, size: int) -> int:
    place = int((u >= thresholds).sum())
    return place + 1 if place < size - 1 else 0


def shares(thresholds: NDArray[np.int64]) -> NDArray[np.int64]:
    """The mass of each value, in the order in which they are drawn (the first value of the domain last)."""
    return np.diff([0, *thresholds.tolist(), ONE])


def least(a: NDArray[np.int64], b: NDArray[np.int64]) -> int:
    """The least mass that any encoding must move: the total variation distance."""
    return int(np.abs(shares(a) - shares(b)).sum()) // 2


@given(p=st.floats(0, 1), q=st.floats(0, 1))
def test_a_chance_moves_the_least_possible(p: float, q: float) -> None:
    a, b = (five_places(taken_share=x).program for x in (p, q))
    i = a.index["handed_over"]
    one, other = a.tables[i][0, 0], b.tables[i][0, 0]
    assert moved(one, other, 2) == least(one, other) == abs(int(one[0]) - int(other[0]))


class Action(Enum):
    none = 0
    letter = 1
    home = 2
    court = 3
    detainer = 4


@choice
def action(letter: float, home: float, court: float, detainer: float) -> dict[Action, float]:
    return {Action.letter: letter, Action.home: home, Action.court: court, Action.detainer: detainer}


ACTIONS = {"letter": 0.2, "home": 0.15, "court": 0.1, "detainer": 0.25}


def thresholds(**changed: float) -> NDArray[np.int64]:
    facts = {n: Fact.simple(n, v) for n, v in {**ACTIONS, **changed}.items()}
    row: NDArray[np.int64] = Model(Pathway([action]), facts, YEAR).program.tables[0][0, 0]
    return row


@pytest.mark.parametrize("eps", [0.001, 0.02, -0.02])
@pytest.mark.parametrize(("name", "behind"), [("letter", 4), ("home", 3), ("court", 2), ("detainer", 1)])
def test_a_choice_moves_as_much_as_there_are_values_behind(name: str, behind: int, eps: float) -> None:
    """One share grows out of the residual: every value drawn after it shifts by as much. So the last moves the least
    possible, and the bound for the others is how many stand behind them: a reason for the order of the values."""
    before, after = thresholds(), thresholds(**{name: ACTIONS[name] + eps})
    minimum = abs(eps) * ONE
    assert least(before, after) == pytest.approx(minimum, abs=2)
    assert moved(before, after, 5) == pytest.approx(behind * minimum, abs=8)


@pytest.mark.parametrize("eps", [0.001, 0.05])
@pytest.mark.parametrize(
    ("less", "more", "apart"), [("letter", "home", 1), ("court", "home", 1), ("detainer", "letter", 3)]
)
def test_neighbours_move_the_least_possible(less: str, more: str, apart: int, eps: float) -> None:
    before = thresholds()
    after = thresholds(**{less: ACTIONS[less] - eps, more: ACTIONS[more] + eps})
    assert least(before, after) == pytest.approx(eps * ONE, abs=2)
    assert moved(before, after, 5) == pytest.approx(apart * eps * ONE, abs=8)


@given(
    a=st.lists(st.floats(0, 1), min_size=5, max_size=5).filter(lambda x: sum(x) > 0.01),
    b=st.lists(st.floats(0, 1), min_size=5, max_size=5).filter(lambda x: sum(x) > 0.01),
)
def test_no_change_of_shares_moves_more_than_its_bound(a: list[float], b: list[float]) -> None:
    """Whatever changes, the mass that moves is at most the sum of the shifts of the borders between values, and so at most
    as many times the least possible as there are borders."""
    rows = [thresholds(**dict(zip(ACTIONS, [v / sum(x) for v in x[1:]], strict=True))) for x in (a, b)]
    total = moved(*rows, 5)
    assert least(*rows) - 4 <= total <= int(np.abs(rows[0] - rows[1]).sum())
    assert total <= 4 * least(*rows) + 16


def test_the_people_who_change_are_the_mass_that_moves() -> None:
    """Counted among simulated people, not only in the tables."""
    n, program, other = 200_000, None, None
    models = [
        Model(Pathway([action]), {k: Fact.simple(k, v) for k, v in {**ACTIONS, **c}.items()}, YEAR)
        for c in ({}, {"detainer": ACTIONS["detainer"] + 0.01})
    ]
    program, other = (m.program for m in models)
    before, after = (blocked.run(p, 9, everyone(n)).codes[0] for p in (program, other))
    changed = before != after
    assert changed.sum() == pytest.approx(0.01 * n, abs=5 * np.sqrt(0.01 * n))
    assert set(before[changed].tolist()) == {0}
    assert set(after[changed].tolist()) == {4}


def test_a_shipped_reform_moves_little_more_than_it_must() -> None:
    """Every draw of the shipped pathway whose table a reform changes: the mass that moves against the least possible."""
    scenario = load_scenario("nyc-2018")
    model = model_of(scenario)
    a = model.program
    looked_at = 0
    for reform in library().reforms:
        b = model_of(scenario.with_(reforms=[reform]), like=model).program
        for i, step in enumerate(a.steps):
            if not step.drawn or a.tables[i].shape[-1] < 1 or a.tables[i] is b.tables[i]:
                continue
            for day in (0, a.days // 2, a.days - 1):
                one = a.tables[i][a.eras[i][a.segment_of_day[day]]]
                other = b.tables[i][b.eras[i][b.segment_of_day[day]]]
                for row in np.flatnonzero((one != other).any(axis=1)):
                    looked_at += 1
                    assert (
                        moved(one[row], other[row], step.size) <= 2 * least(one[row], other[row]) + step.size
                    ), f"{reform} moves {step.name} more than twice as much as it must"
    assert looked_at > 5


@delay
def time_to_letter(letter_days: float) -> Delay:
    return days.lognormal(letter_days, letter_days * 3)


@event(agency="ICE", after="arrested", delay="time_to_letter")
def letter() -> bool:
    return True


@event(agency="DOC", after="arrested")
def held(in_time: bool) -> bool:
    return in_time


def timed(**changed: Any) -> Model:
    law = Fact(
        "letters_forbidden",
        "switch",
        "court",
        "law",
        (Dated(date(2000, 1, 1), False), Dated(date(2018, 7, 1), True)),
    )
    facts = {n: Fact.simple(n, v) for n, v in {"letter_days": 14.0, "detainer_hours": 9.0, **changed}.items()}
    nodes = [
        arrested,
        time_to_letter,
        letter,
        forbidden,
        stopped,
        time_to_detainer,
        time_in_custody,
        in_time,
        held,
    ]
    return Model(Pathway(nodes), {**facts, "letters_forbidden": law}, YEAR)


@pytest.mark.parametrize(
    ("changed", "outcome"),
    [
        ({"letter_days": 14.7}, "stopped"),
        ({"detainer_hours": 9.4}, "held"),
        ({"letter_days": 13.0}, "stopped"),
    ],
)
def test_a_changed_delay_flips_no_more_people_than_its_net_effect(
    changed: dict[str, float], outcome: str
) -> None:
    """Quantile tables are monotone: a longer delay is longer for everybody, so nobody flips against the others, and as
    many flip as the difference of the two exact probabilities, which is the least possible."""
    a, b = timed().program, timed(**changed).program
    n = 300_000
    found = compared(a, b, n)
    k = a.events.index(a.index[outcome])
    flips, net = int(found.squares[0, k]), int(found.b[0, k] - found.a[0, k])
    assert flips == abs(net) > 0
    fewest = n * abs(float(expect(a).events[k] - expect(b).events[k]))
    assert flips == pytest.approx(fewest, abs=5 * np.sqrt(fewest))


@pytest.mark.parametrize("letter_days", [13.9, 14.1, 15.0])
def test_a_longer_delay_brings_nobody_an_earlier_day(letter_days: float) -> None:
    a, b = timed().program, timed(letter_days=letter_days).program
    k = a.events.index(a.index["letter"])
    one, other = (blocked.run(p, 4, everyone(50_000), times=True).minutes[k] for p in (a, b))  # type: ignore[index]
    later = (other - one) * (1 if letter_days > 14 else -1)
    assert later.min() >= 0
    assert later.max() > 0


def test_the_interval_of_few_flips_is_no_point() -> None:
    """Nobody of the sample differs, but somebody could: the difference is not known to be nothing."""
    of_each = np.full((1, 3), 10, np.int64)
    lost = np.array([[0, 0, 1]])
    touched = np.array([True, False, True])
    sizes, reached = np.array([1000]), np.array([3])
    found = Compared(1000, 1, ("all",), sizes, of_each, of_each - lost, lost, reached, touched)
    low, high = found.interval()
    assert low[0, 0] < -2
    assert high[0, 0] > 2
    assert (low[0, 1], high[0, 1]) == (0, 0)
    assert low[0, 2] < -1 < high[0, 2]
