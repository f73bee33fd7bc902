"""Prepare: one office's people as rows of tokens, each person once, and the blinded list that goes to the next member."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.own import Same, duplicates, merged
from varick.together.people import Person
from varick.together.planted import planted, planted_lists
from varick.together.ring.first import start
from varick.together.ring.group import Told
from varick.together.ring.outgoing import Outgoing
from varick.together.tokens import Recipe, Row, tokens


@dataclass(frozen=True)
class Own:
    """An office's list before anything is blinded; it stays in the office.

    ``once``: groups of own references that are one person and are counted once. ``unsure``: groups that may be one person, and
    are counted apart until somebody says so. ``rows``: one a person. ``bare``: people without a token, who can be found in no
    other list.
    """

    once: tuple[tuple[str, ...], ...] = field(repr=False)
    unsure: tuple[tuple[str, ...], ...] = field(repr=False)
    rows: tuple[Row, ...] = field(repr=False)
    bare: int


def own_list(
    people: Sequence[Person],
    charter: Charter,
    *,
    same: Sequence[Sequence[str]] = (),
    apart: Sequence[Sequence[str]] = (),
) -> Own:
    """The rows of an office's people, those whom it surely holds twice as one.

    ``same``: own references that somebody says are one person; ``apart``: references of which no two are. Raises VarickError
    for a reference that is not on the list, for what is said both ways, and for a recipe that is not here.
    """
    recipe = Recipe.load(charter.recipe)
    places: dict[str, list[int]] = {}
    for at, person in enumerate(people):
        places.setdefault(person.ref, []).append(at)
    told = [_places(refs, places, "--same") for refs in same]
    kept = [_places(refs, places, "--apart") for refs in apart]
    found = [
        (set(one.places), one.sure)
        for one in duplicates(people)
        if not any(len(two.intersection(one.places)) > 1 for two in kept)
    ]
    groups = _joined([*told, *(group for group, sure in found if sure)])
    if any(len(group & two) > 1 for group in groups for two in kept):
        raise VarickError("--same and --apart: the same cases are named in both; leave them out of one")
    unsure = [one for one, sure in found if not sure and not any(one <= group for group in groups)]
    ordered = sorted(tuple(sorted(group)) for group in groups)
    rows = tuple(
        tokens(person, recipe) for person in merged(people, [Same(group, True) for group in ordered])
    )
    return Own(
        tuple(tuple(people[at].ref for at in group) for group in ordered),
        tuple(tuple(people[at].ref for at in sorted(group)) for group in unsure),
        rows,
        sum(1 for row in rows if not any(row)),
    )


def _places(refs: Sequence[str], places: Mapping[str, Sequence[int]], option: str) -> set[int]:
    for ref in refs:
        if ref not in places:
            raise VarickError(
                f"{option}: no case that takes part has one of these numbers; use those that were shown"
            )
    return {at for ref in refs for at in places[ref]}


def _joined(groups: Iterable[Set[int]]) -> list[set[int]]:
    """Groups with those that share a case put together."""
    found: list[set[int]] = []
    for group in groups:
        touching = [one for one in found if one & group]
        found = [one for one in found if not one & group]
        found.append(set(group).union(*touching))
    return found


def fictitious(charter: Charter) -> tuple[int, ...]:
    """How many fictitious people each list holds, in the order of the ring."""
    everybody = planted(charter)
    return tuple(sum(at in one.spellings for one in everybody) for at in range(charter.k))


def room(charter: Charter) -> int:
    """How many real cases every list has room for beside the fictitious people; below 0 where these alone are too many."""
    return charter.rows - max(fictitious(charter))


def must_fit(own: Own, charter: Charter, key: bytes) -> None:
    """Raises VarickError where the charter has too few rows for the list of the member with this key."""
    _with_planted(own, charter, key)


def _with_planted(own: Own, charter: Charter, key: bytes) -> Sequence[Row]:
    """The fictitious people's rows in this member's list. Raises VarickError where they do not fit in beside its own."""
    rows = planted_lists(charter).rows[charter.place(key)]
    if len(own.rows) + len(rows) > charter.rows:
        raise VarickError(
            f"your list has {len(own.rows):,} people, and the charter's {charter.rows:,} rows have room for "
            f"{max(0, charter.rows - len(rows)):,} beside the fictitious ones; agree with all members on a charter with more "
            "--rows"
        )
    return rows


def prepare(desk: Desk, charter: Charter, own: Own, *, told: Told | None = None) -> Outgoing:
    """Blind the list with this desk's secret and address it to the next member; run again, it gives the same file.

    Raises VarickError where the charter has too few rows for the list, and as `start` does."""
    rows = _with_planted(own, charter, desk.keys.verify_key)
    return start(desk, desk.keys, charter, own.rows, rows, told=told)
