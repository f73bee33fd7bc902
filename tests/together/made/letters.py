"""From the pathway's letters to an estimate: who knows of which letter, the lists in which they write it down, the count, the answer.

    worlds = Worlds("independent", times=10)
    world = worlds[7]                       # so many letters, and the lists of the three organisations
    table = counted(world)                  # what the tally gives: overlaps, and what planted people say of the links
    estimate(table)                         # `varick together estimate`

A world draws the facts from their ranges as every answer of the pathway does, then the letters of the year, then for each
letter who knows of it. Those are the probabilities of the pathway, exact, given the facts; `simulated` takes letters and knowers
out of a simulated population instead. It runs from letters to lists only.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np
from numpy.typing import NDArray
from people import MODERATE, Written, luck, made, written

from varick.casebook.file.slots import Cost
from varick.engine.answers import World as Answers
from varick.engine.documented import _pathway_of_letters
from varick.engine.population import backend
from varick.model.build import Model
from varick.model.library import Change
from varick.model.load import load_scenario
from varick.pathway.terms import Known
from varick.together.charter.card import Card
from varick.together.charter.charter import FIELDS, Charter, ReleaseRule
from varick.together.estimating.table import Linkage, Overlaps
from varick.together.keys import MemberKeys
from varick.together.ring.first import whole
from varick.together.tallying import Tally, counting, tally
from varick.together.tokens import Recipe, tokens, unique

ORGANISATIONS = ("Bronx Defenders", "Make the Road New York", "Immigrant Defense Project")
PROFILES = tuple(known for known in Known if known is not Known.none)
EVEN = "even"
PATTERNS = (EVEN, "independent", "referring", "divided")
PLACES = {"b": 0, "m": 1, "i": 2}
PLANTED = 100
DRAWS = 500
SEEDS = 40
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """``letters`` were sent; ``lists`` are what the organisations wrote of those that they know."""

    name: str
    letters: int
    lists: Written

    @property
    def known(self) -> int:
        """Letters that at least one organisation knows of."""
        return len({person for who in self.lists.who for person in who})

    @property
    def true_table(self) -> Overlaps:
        """The overlaps as they are."""
        return as_table(self.lists.profile())


@cache
def model_of(pattern: str, changes: tuple[tuple[str, float], ...] = ()) -> tuple[Answers, Mapping[str, int]]:
    """The part of the pathway of 2018 on which the letters and who knows of them depend, and where its events stand."""
    scenario = load_scenario("nyc-2018")
    named = {"organisations_pattern": Change(pattern), **{name: Change(value) for name, value in changes}}
    chosen = scenario.with_(changes=named)
    world = Answers(chosen, Model(_pathway_of_letters(scenario), chosen.facts, chosen.period), DRAWS)
    return world, {name: place for place, name in enumerate(world.names)}


@cache
def shares(pattern: str) -> tuple[Floats, Floats]:
    """In each draw of the facts: letters an arrest (draws,), and the share of letters of each profile (draws, 7).

    `EVEN` is no pattern of the pathway but what estimates assume: each organisation hears of as many as in "independent", of every
    letter as likely as of any other, whoever else knows."""
    if pattern == EVEN:
        letters, each = shares("independent")
        knows = np.array([[letter in known.value.split("_") for letter in PLACES] for known in PROFILES])
        alone = each @ knows  # (draws, 3)
        return letters, np.where(knows[None], alone[:, None], 1 - alone[:, None]).prod(axis=2)
    world, place = model_of(pattern)
    drawn = world.drawn.events
    letters = drawn[:, place["letter"]]
    each = drawn[:, [place[f"_only_{known.value}"] for known in PROFILES]]
    return letters, each / np.maximum(letters, 1e-300)[:, None]


class Worlds:
    """Worlds of one pattern, ``times`` as many letters as the pathway says."""

    def __init__(self, pattern: str, times: int = 1, errors: float = MODERATE) -> None:
        self.pattern, self.times, self.errors = pattern, times, errors

    def __getitem__(self, number: int) -> World:
        letters, each = shares(self.pattern)
        draw = number % len(letters)
        rng = luck("letters", self.times, number)  # the same number of letters under every pattern
        arrests = model_of("independent")[0].scenario.headcount * self.times
        many = int(rng.binomial(arrests, letters[draw]))
        none = max(0.0, 1.0 - each[draw].sum())
        drawn = rng.multinomial(many, np.clip(np.append(each[draw], none), 0, 1))
        knowers = [known for known, n in zip(PROFILES, drawn, strict=False) for _ in range(n)]
        return world_of(f"letters-{self.pattern}-{self.times}-{number}", many, knowers, self.errors)


def world_of(name: str, letters: int, knowers: Sequence[Known], errors: float = MODERATE) -> World:
    """The lists of a world in which these profiles know of letters, one each."""
    known = [[n for n, one in enumerate(knowers) if letter in one.value.split("_")] for letter in PLACES]
    crowd = made(name, len(knowers))
    return World(name, letters, written(crowd, seed=name, errors=errors, known=known))


def simulated(pattern: str, arrests: int, *, seed: int, **changes: float) -> tuple[int, list[Known]]:
    """Letters among simulated arrests, and for each that is known who knows of it."""
    world, place = model_of(pattern, tuple(sorted(changes.items())))
    block = backend(world.model.program, None, arrests).run(
        seed, np.arange(arrests, dtype=np.int64), times=True
    )
    assert block.minutes is not None
    met = block.minutes >= 0
    knowers = [known for known in PROFILES for _ in range(int(met[place[f"_only_{known.value}"]].sum()))]
    return int(met[place["letter"]].sum()), knowers


@cache
def _cards() -> tuple[Card, ...]:
    """Of keys made anew each time: nothing that is counted depends on them."""
    return tuple(Card.of(name, MemberKeys.create("invented", Cost.LIGHT)) for name in ORGANISATIONS)


def charter_of(world: World) -> Charter:
    """What the three would have agreed on, with one of `SEEDS` sets of planted people."""
    longest = max(len(people) for people in world.lists.people)
    number = int.from_bytes(hashlib.sha256(world.name.encode()).digest()[:4], "big") % SEEDS
    return _charter(max(200, 100 * -(-(longest + PLANTED) // 100)), number)


def _charter(rows: int, number: int) -> Charter:
    return Charter(
        title="Letters of 2018",
        members=_cards(),
        practices=("call_in_letter",),
        first=date(2018, 1, 1),
        last=date(2018, 12, 31),
        fields=FIELDS,
        recipe=Recipe.load().version,
        rows=rows,
        tally=2,
        release=ReleaseRule("suppress", threshold=5),
        planted_seed=hashlib.sha256(f"planted {number}".encode()).digest(),
        planted_count=PLANTED,
    )


def rows_of(world: World) -> list[list[tuple[bytes | None, ...]]]:
    """The token rows of each organisation's real cases."""
    recipe = Recipe.load()
    return [[tokens(person, recipe) for person in people] for people in world.lists.people]


def remember_planted() -> None:
    """Make each set of planted people once in this process, where thousands of counts use `SEEDS` of them."""
    made: dict[tuple[str, bytes], object] = {}

    def once(name: str, make: Callable[[Charter], object]) -> Callable[[Charter], object]:
        return lambda charter: made.setdefault(
            (name, charter.planted_seed), made.get((name, charter.planted_seed)) or make(charter)
        )

    for name in ("planted", "planted_lists"):
        setattr(counting, name, once(name, getattr(counting, name)))
    for number in range(SEEDS):
        charter = _charter(200, number)
        counting.planted(charter)
        counting.planted_lists(charter)


def tally_in_the_clear(world: World, charter: Charter) -> Tally:
    """What the ring and its tally give, without the ring: points are tokens. A test sees that one world is the same by both."""
    planted = counting.planted_lists(charter).rows
    rows = rows_of(world)
    points = [whole(own, fictitious) for own, fictitious in zip(rows, planted, strict=True)]
    return tally(charter, points, [len(own) for own in rows], [unique(rows) for rows in planted])


def counted(world: World) -> Overlaps:
    """The table of overlaps of a world's tally, with what its planted people say of the links."""
    return table_of(tally_in_the_clear(world, charter_of(world)))


def table_of(made: Tally) -> Overlaps:
    """A tally as the estimators take it."""
    quality = made.quality
    linkage = Linkage(
        quality.all_pairs,
        quality.all_found,
        quality.wrong,
        people=quality.people,
        rows=quality.rows,
        places=quality.places,
    )
    return replace(as_table(made.counts), linkage=linkage)


def as_table(counts: Mapping[tuple[bool, ...], int]) -> Overlaps:
    """Counts by pattern as a table; patterns that are not there count nobody."""
    every = [tuple(bool(n >> (2 - place) & 1) for place in range(3)) for n in range(1, 8)]
    return Overlaps.of([counts.get(pattern, 0) for pattern in every], ORGANISATIONS)
