"""The same person twice in one office's list: found in the clear, inside the office, before anything is blinded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from varick.casebook.cases.dates import DayOf
from varick.together.people import Person
from varick.together.tokens.features import features
from varick.together.tokens.lexicon import lexicon
from varick.together.tokens.names import Name, read_name
from varick.together.tokens.sound import sound

Dates = Literal["same", "near", "open", "other"]
"""How two birth dates stand to each other: same (or day and month turned), one slip of the pen apart, not both known to the
day and not against each other, or two different ones."""

ALIKE, VERY_ALIKE, FAINTLY = 0.88, 0.94, 0.78
"""Likeness from which two names are one where the date agrees too, are one by themselves, and may be one. Chosen by hand on
invented namesakes, siblings and slips of the pen, not fitted."""
MOST_IN_A_BLOCK = 200
"""Cases that share a key and are compared each with each; what more share is a placeholder, such as a telephone 000-0000."""
_BLOCKS = (("names",), ("date",), ("phone",), ("given", "day and month"), ("surname", "day and month"))


@dataclass(frozen=True)
class Same:
    """Cases of one list that are one person: their places in the list, in order.

    ``sure``: every two of them agree in name and in the whole birth date or telephone. Where not, somebody should look."""

    places: tuple[int, ...]
    sure: bool


@dataclass(frozen=True)
class _Case:
    names: tuple[Name, ...]
    birth: DayOf | None
    known: Mapping[str, str | None]


def duplicates(people: Sequence[Person]) -> tuple[Same, ...]:
    """Groups of cases that are, or may be, one person, in the order of the list; no case stands in two groups.

    Names are compared by rapidfuzz whatever their order, with birth date and telephone. Siblings and twins (one surname, one
    date or telephone, two given names) and namesakes of different dates are no group. What is sure is put together first."""
    cases = [_Case(tuple(map(read_name, p.names)), p.birth, features(p)) for p in people]
    weighed: dict[tuple[int, int], bool] = {}
    for one, other in _candidates(cases):
        sure = _same(cases[one], cases[other])
        if sure is not None:
            weighed[one, other] = sure
    groups = {place: Same((place,), True) for pair in weighed for place in pair}
    for pair in sorted(weighed, key=lambda pair: (not weighed[pair], pair)):
        first, second = groups[pair[0]], groups[pair[1]]
        if first.places == second.places:
            continue
        across = [(min(two), max(two)) for two in product(first.places, second.places)]
        if any(two not in weighed and _against(cases[two[0]], cases[two[1]]) for two in across):
            continue
        sure = first.sure and second.sure and all(weighed.get(two, False) for two in across)
        joined = Same(tuple(sorted(first.places + second.places)), sure)
        groups.update(dict.fromkeys(joined.places, joined))
    return tuple(sorted({g for g in groups.values() if len(g.places) > 1}, key=lambda g: g.places))


def merged(people: Sequence[Person], groups: Iterable[Same]) -> list[Person]:
    """The list with each group as one person, where its first case stood: all spellings, the fullest first, the most precise
    date, precinct and telephone where any has one, and the reference of the first."""
    whole = {same.places[0]: same.places for same in groups}
    gone = {place for places in whole.values() for place in places[1:]}
    return [
        _one([people[at] for at in whole[place]]) if place in whole else person
        for place, person in enumerate(people)
        if place not in gone
    ]


def _one(cases: Sequence[Person]) -> Person:
    names = dict.fromkeys(name for case in cases for name in case.names)
    known = [case.birth for case in cases if case.birth]
    precise = [birth for birth in known if birth.precision == "day"] or known
    return Person(
        tuple(sorted(names, key=lambda name: -_parts_known(read_name(name)))),
        max(precise, key=precise.count) if precise else None,
        next((case.precinct for case in cases if case.precinct), ""),
        next((case.phone for case in cases if case.phone), ""),
        cases[0].ref,
    )


def _parts_known(name: Name) -> int:
    return len(name.given) + len(name.family)


def _candidates(cases: Sequence[_Case]) -> list[tuple[int, int]]:
    """Pairs that share the sound of the names, a date, a telephone, or one name and the day; each once."""
    blocks: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
    for place, case in enumerate(cases):
        for needs in _BLOCKS:
            values = [case.known[need] for need in needs]
            if all(values):
                blocks[(*needs, *values)].append(place)
    return sorted(
        {
            pair
            for places in blocks.values()
            if len(places) <= MOST_IN_A_BLOCK
            for pair in combinations(places, 2)
        }
    )


def _same(one: _Case, other: _Case) -> bool | None:
    """Whether two cases are surely one person; False where they may be; None where they are two."""
    dates = _dates(one.birth, other.birth)
    if dates == "other":
        return None
    like = _likeness(one, other)
    if _share(one, other, "phone"):
        return like >= ALIKE if like >= ALIKE or (like >= FAINTLY and dates == "same") else None
    if dates == "same":
        return like >= ALIKE if like >= FAINTLY else None
    if dates == "near" or _share(one, other, "precinct"):
        return False if like >= VERY_ALIKE else None
    return None


def _against(one: _Case, other: _Case) -> bool:
    return _dates(one.birth, other.birth) == "other" or _likeness(one, other) < FAINTLY


def _share(one: _Case, other: _Case, feature: str) -> bool:
    return one.known[feature] is not None and one.known[feature] == other.known[feature]


def _likeness(one: _Case, other: _Case) -> float:
    """How alike the names are, 0 to 1: the best of the spellings, given with given and surname with surname or turned.

    Both must have their like, so that siblings are not one person for their surname's sake."""
    return max(
        (
            max(
                min(_alike(a.given, b.given), _alike(a.family, b.family)),
                min(_alike(a.given, b.family), _alike(a.family, b.given)),
            )
            for a, b in product(one.names, other.names)
        ),
        default=0.0,
    )


def _alike(some: Sequence[str], others: Sequence[str]) -> float:
    """The likeness of the two parts that are most alike; 0 where there is none. One name in two forms is very alike."""
    from rapidfuzz.distance import JaroWinkler

    same = lexicon().same
    best = 0.0
    for a, b in product(some, others):
        heard = sound(a)
        known = same.get(a, a) == same.get(b, b) or (len(heard) > 1 and heard == sound(b))
        best = max(best, JaroWinkler.similarity(a, b), VERY_ALIKE if known else 0.0)
    return best


def _dates(one: DayOf | None, other: DayOf | None) -> Dates:
    from rapidfuzz.distance import OSA

    if one is None or other is None:
        return "open"
    a, b = one.day, other.day
    vague = any(
        birth.precision != "day" or (birth.day.month, birth.day.day) == (1, 1) for birth in (one, other)
    )
    if vague:
        return "open" if a.year == b.year else "other"
    if a.year == b.year and {(a.month, a.day)} & {(b.month, b.day), (b.day, b.month)}:
        return "same"
    return "near" if OSA.distance(f"{a:%Y%m%d}", f"{b:%Y%m%d}") == 1 else "other"
