"""A whole run gives exactly what linking in the clear gives, for any number of members, and the secrets are gone after it."""

from collections.abc import Sequence
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offices import agreed, tokens_of
from people import MODERATE, made, written
from rounds import Held, all_lists, at_tally, contents, rows_for, whole_run

from varick.errors import VarickError
from varick.together.linking import link, profile
from varick.together.planted import planted_lists
from varick.together.ring.first import whole
from varick.together.ring.lists import completed
from varick.together.ring.sealed import mask, masked, unmasked
from varick.together.tokens import Recipe, Row, unique


def counted(lists: object, sizes: list[int]) -> object:
    recipe = Recipe.load()
    return profile(link(lists, recipe.weights, recipe.threshold_for(max(sizes))), sizes)  # type: ignore[arg-type]


@pytest.mark.parametrize(("k", "tally"), [(2, 0), (3, 1), (5, 4), (6, 2)])
def test_the_blinded_lists_are_alike_exactly_where_the_clear_ones_are(
    tmp_path: Path, k: int, tally: int
) -> None:
    offices = agreed(tmp_path, k, rows=24, planted=3, tally=tally)
    held = rows_for(offices, people=14)
    run = whole_run(offices, held)
    assert run.complete.cases == (14,) * k
    clear = [whole(rows, planted) for rows, planted in zip(held.lists, held.planted, strict=True)]
    sizes = [len(points) for points in run.complete.points]
    assert sizes == [24] * k
    assert counted(run.complete.points, sizes) == counted(clear, sizes)
    for place in range(k):
        rows = {tuple(row) for row in run.complete.points[place]}
        assert len(rows) == 24
        assert sum(matches(row, rows) for row in run.expected[place]) == len(run.expected[place])
        with offices[place].desk() as desk:
            assert desk.stage == "finished"
            assert not (desk.folder / "run.key").exists()
            with pytest.raises(VarickError, match="was destroyed"):
                desk.secret()


def test_a_run_without_planted_people_has_a_check_all_the_same(tmp_path: Path) -> None:
    offices = agreed(tmp_path, 2, rows=6)
    run = whole_run(offices, rows_for(offices, people=4, planted=0))
    assert run.expected == ((), ())
    assert [len(points) for points in run.complete.points] == [6, 6]


def matches(row: tuple[bytes | None, ...], rows: set[tuple[bytes, ...]]) -> bool:
    return any(all(p is None or p == q for p, q in zip(row, other, strict=True)) for other in rows)


@pytest.mark.parametrize("k", [3, 5])
def test_invented_people_with_misspelt_names_are_counted_as_in_the_clear(tmp_path: Path, k: int) -> None:
    offices = agreed(tmp_path, k, rows=110, planted=8)
    people = written(made("ring", 150), seed="ring", coverage=[0.35] * k, errors=MODERATE)
    planted = planted_lists(offices.charter).rows
    held = Held(tuple(tuple(tokens_of(one, offices.charter)) for one in people.people), planted)
    complete = whole_run(offices, held).complete
    clear = [whole(rows, planted) for rows, planted in zip(held.lists, held.planted, strict=True)]
    sizes = [len(points) for points in complete.points]
    assert counted(complete.points, sizes) == counted(clear, sizes)
    assert complete.cases == tuple(len(rows) for rows in held.lists)


def test_nobody_sees_how_many_cases_a_list_has_or_how_often_a_token_occurs(tmp_path: Path) -> None:
    offices = agreed(tmp_path, 3, rows=30)
    row: Row = tuple(f"the same {kind}".encode() for kind in range(len(Recipe.load().kinds)))
    few = offices.started(0, [row] * 20)
    none = offices.started(1, [])
    full = offices.started(2, [tuple(t + bytes([at]) for t in row) for at in range(30)])
    said = [
        contents(offices, offices.mail / out.name, offices[place + 1])
        for place, out in enumerate((few, none, full))
    ]
    assert len({len(one.body) for one in said}) == 1
    sealed = [
        pyrage.decrypt(bytes.fromhex(one.last.statement.sealed), [offices.tally.keys.age_identity])
        for one in said
    ]
    assert len({len(text) for text in sealed}) == 1  # what age adds to it is random
    for one in said:
        assert len({one.body[at : at + 32] for at in range(0, len(one.body), 32)}) == len(one.body) // 32


TOKEN = st.none() | st.sampled_from([b"a", b"b", b"c", b"d", b"e"])
ROWS = st.lists(st.tuples(TOKEN, TOKEN, TOKEN), max_size=8)


@given(ROWS, ROWS)
@settings(max_examples=200)
def test_no_token_stands_twice_in_a_list_and_planted_rows_are_what_the_charter_says(
    rows: list[Row], planted: list[Row]
) -> None:
    found = whole(rows, planted)
    assert len(found) == len(rows) + len(planted)
    assert found[len(rows) :] == unique(planted)
    for column in zip(*found, strict=True):
        held = [token for token in column if token is not None]
        assert len(set(held)) == len(held)
    for before, after in zip([*rows, *planted], found, strict=True):
        assert all(b is None or a == b for a, b in zip(before, after, strict=True))


def as_set(points: Sequence[Sequence[bytes]] | bytes) -> set[bytes]:
    if isinstance(points, bytes):
        return {points[at : at + 32] for at in range(0, len(points), 32)}
    return {point for row in points for point in row}


def test_neighbours_who_collude_recognise_nobody_in_the_list_between_them(tmp_path: Path) -> None:
    """They put the honest member's very rows into their own list, and see what its secret makes of them."""
    offices = agreed(tmp_path, 3, rows=12, tally=1)
    held = rows_for(offices, people=10, planted=0)
    honest = offices.started(1, held.lists[1])
    guesses = offices.started(0, held.lists[1])
    with offices[0].desk() as desk:
        own = desk.secret()
    after = offices.passed_on(1, offices.mail / guesses.name)
    theirs = contents(offices, offices.mail / after.name, offices[2]).body
    mine = masked(own.scalar, mask(own.seed, offices.charter))
    seen = as_set(unmasked(theirs, mine))  # what the honest secret alone makes of every guess
    body = contents(offices, offices.mail / honest.name, offices[2]).body
    assert not seen & as_set(body)
    with offices[1].desk() as desk:
        secret = desk.secret()
    under_secret = as_set(unmasked(body, mask(secret.seed, offices.charter)))
    tokens = {(kind, token) for row in unique(held.lists[1]) for kind, token in enumerate(row) if token}
    assert len(seen & under_secret) == len(tokens), "without the mask they would know every one"


def test_nobody_compares_lists_before_every_member_has_seen_them_complete(tmp_path: Path) -> None:
    offices = agreed(tmp_path, 3, rows=12)
    held = rows_for(offices, people=8)
    run = whole_run(offices, held)
    bodies = [as_set(contents(offices, path, offices.tally).body) for path in run.files]
    assert not (bodies[0] & bodies[1] | bodies[0] & bodies[2] | bodies[1] & bodies[2])
    points = [as_set(one) for one in run.complete.points]
    assert points[0] & points[1]
    assert points[0] & points[2]
    assert at_tally(offices, run.files, held).points == ()


def test_only_the_tally_reads_the_complete_lists(tmp_path: Path) -> None:
    offices = agreed(tmp_path, 3, rows=10, tally=1)
    held = rows_for(offices, people=4)
    files = all_lists(offices, held)
    with offices[0].desk() as desk, pytest.raises(VarickError, match="Imagined Road tallies"):
        completed(desk, offices[0].keys, offices.charter, files)
    with (
        offices[1].desk() as desk,
        pytest.raises(VarickError, match="not here yet.*Invented Defenders, of Made-up Justice"),
    ):
        completed(desk, offices[1].keys, offices.charter, [files[1]], held.planted)
