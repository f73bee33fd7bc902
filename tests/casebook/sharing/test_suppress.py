"""Withheld counts cannot be worked out: checked by brute force over every table that fits what is published."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from varick.casebook.sharing.audit import Audit, pieces, ranges
from varick.casebook.sharing.suppress import suppress
from varick.casebook.sharing.tables import EVERYBODY, Cell, Chain, Release, Table, acyclic, release
from varick.errors import NoAnswer, VarickError

ROWS = Chain(("a",), (("a1",), ("a2",), ("a3",)))
COLUMNS = Chain(("b",), (("b1",), ("b2",), ("b3",)))
YEAR = Chain(("quarter", "month"), (("q1", "m1"), ("q1", "m2"), ("q2", "m3"), ("q2", "m4")))
QUARTER = Chain(("quarter",), (("q1",), ("q2",)))
SHAPES: dict[str, list[Table]] = {
    "one": [Table((Chain(("a",), tuple((f"a{i}",) for i in range(5))),))],
    "hierarchy": [Table((YEAR,))],
    "two": [Table((ROWS, COLUMNS))],
    "hierarchy by two": [Table((YEAR, Chain(("b",), (("b1",), ("b2",)))))],
    "linked": [Table((YEAR,)), Table((Chain(("a",), (("a1",), ("a2",))), QUARTER)), Table((Chain(("a",), (("a1",), ("a2",))), Chain(("b",), (("b1",), ("b2",)))))],
}  # fmt: skip


def rows_of(tables: Sequence[Table], random: Random, n: int) -> list[dict[str, str]]:
    """Cases, more in the first categories than in the last."""
    made = []
    for _ in range(n):
        row: dict[str, str] = {}
        for table in tables:
            for chain in table.chains:
                fits = [
                    p
                    for p in chain.paths
                    if all(row.get(level, c) == c for level, c in zip(chain.levels, p, strict=True))
                ]
                path = random.choices(fits, [3.0**-i for i in range(len(fits))])[0]
                row |= dict(zip(chain.levels, path, strict=True))
        made.append(row)
    return made


def all_fitting(
    made: Release,
    published: Mapping[Cell, int | None],
    guesses: Callable[[Cell], Iterable[int]],
    given: Mapping[Cell, int] | None = None,
) -> Iterator[dict[Cell, int]]:
    """Every whole table that fits what is published and what is given, and has no zero among the withheld."""
    hidden = [cell for cell, count in published.items() if count is None]
    value: dict[Cell, int] = {cell: count for cell, count in published.items() if count is not None}
    value |= given or {}

    def settle() -> list[Cell] | None:
        """Fill what one sum determines; None where a sum is broken."""
        filled: list[Cell] = []
        again = True
        while again:
            again = False
            for whole, parts in made.sums:
                open_ = [c for c in (whole, *parts) if c not in value]
                if len(open_) > 1:
                    continue
                total = value.get(whole)
                rest = sum(value.get(c, 0) for c in parts)
                if not open_:
                    if total != rest:
                        return undo(filled)
                    continue
                found = rest if open_[0] == whole else (total or 0) - rest
                if found < 1:
                    return undo(filled)
                value[open_[0]] = found
                filled.append(open_[0])
                again = True
        return filled

    def undo(filled: list[Cell]) -> None:
        for cell in filled:
            del value[cell]

    def go() -> Iterator[dict[Cell, int]]:
        filled = settle()
        if filled is None:
            return
        free = next((c for c in hidden if c not in value), None)
        if free is None:
            yield {c: value[c] for c in made.counts}
        else:
            for guess in guesses(free):
                value[free] = guess
                yield from go()
                del value[free]
        undo(filled)

    yield from go()


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9), n=st.integers(5, 45))
def test_every_withheld_cell_could_be_something_else(shape: str, seed: int, n: int) -> None:
    tables = SHAPES[shape]
    made = release(tables, rows_of(tables, Random(seed), n))
    done = suppress(made, luck=Random(seed) if seed % 2 else None)
    hidden = [cell for cell, count in done.published.items() if count is None]
    assert all(done.published[cell] in (None, count) for cell, count in made.counts.items())
    assert all(done.published[cell] is None for cell, count in made.counts.items() if 0 < count < 5)
    near = [move for far in range(2 * done.width + 1) for move in {far, -far}]
    for cell in hidden:
        true = made.counts[cell]
        found = {true}
        for value in range(true - done.width, true + done.width + 1):
            if value >= 1 and next(
                all_fitting(
                    made,
                    done.published,
                    lambda free: [made.counts[free] + by for by in near if made.counts[free] + by >= 1],
                    {cell: value},
                ),
                None,
            ):
                found.add(value)
        assert max(found) - min(found) >= done.width


@pytest.mark.parametrize("shape", ["one", "hierarchy", "two"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10**9), n=st.integers(5, 20))
def test_the_ends_that_the_audit_finds_are_those_of_brute_force(shape: str, seed: int, n: int) -> None:
    tables = SHAPES[shape]
    made = release(tables, rows_of(tables, Random(seed), n))
    random = Random(seed)
    published = {c: None if count and random.random() < 0.5 else count for c, count in made.counts.items()}
    published[EVERYBODY] = n  # so that all is bounded
    seen: dict[Cell, list[int]] = {}
    for table in all_fitting(made, published, lambda _: range(1, n + 1)):
        for cell, value in table.items():
            ends = seen.setdefault(cell, [value, value])
            ends[0], ends[1] = min(ends[0], value), max(ends[1], value)
    found = ranges(published, made.sums)
    assert {cell: list(ends) for cell, ends in found.items()} == {c: seen[c] for c in found}
    weak = Audit(made.sums, 3).weak(published)
    assert {w.cell for w in weak} == {
        cell for cell, (low, high) in seen.items() if cell in found and high - low < 3
    }


def test_without_complementary_suppression_the_audit_finds_the_cell() -> None:
    made = release([Table((ROWS,))], [{"a": "a1"}] * 2 + [{"a": "a2"}] * 9 + [{"a": "a3"}] * 8)
    published = {cell: None if 0 < count < 5 else count for cell, count in made.counts.items()}
    (weak,) = Audit(made.sums, 3).weak(published)
    assert (weak.cell, weak.low, weak.high) == ((("a", "a1"),), 2, 2)
    done = suppress(made)
    assert done.complementary == {(("a", "a3"),)}, "the smaller of the two others"
    assert done.published[EVERYBODY] == 19


def test_a_margin_of_another_table_of_the_release_gives_nothing_away() -> None:
    """By month, March is withheld beside April; by quarter and practice, the quarter's total must not give it back."""
    months = [{"month": "m1", "quarter": "q1", "a": "a1"}] * 2 + [
        {"month": "m2", "quarter": "q1", "a": "a1"}
    ] * 9
    months += [{"month": "m3", "quarter": "q2", "a": "a2"}] * 9 + [
        {"month": "m4", "quarter": "q2", "a": "a1"}
    ] * 7
    made = release([Table((YEAR,)), Table((ROWS, QUARTER))], months)
    published = suppress(made).published
    assert published[(("quarter", "q1"),)] == 11
    assert published[(("month", "m1"),)] is None
    assert published[(("month", "m2"),)] is None
    assert all(high is None or high - low >= 3 for low, high in ranges(published, made.sums).values())


def test_zero_is_shown_and_never_withheld() -> None:
    made = release([Table((ROWS, COLUMNS))], [{"a": "a1", "b": "b1"}] * 3 + [{"a": "a2", "b": "b2"}] * 20)
    done = suppress(made)
    assert all(done.published[cell] == 0 for cell, count in made.counts.items() if count == 0)


def test_what_is_complementary_cannot_be_told_from_what_is_small() -> None:
    made = release([Table((ROWS,))], [{"a": "a1"}] * 2 + [{"a": "a2"}] * 9 + [{"a": "a3"}] * 8)
    assert list(suppress(made).published.values()).count(None) == 2


def test_fewer_cases_than_the_threshold_are_not_published() -> None:
    with pytest.raises(NoAnswer, match="fewer than 5 cases"):
        suppress(release([Table((ROWS,))], [{"a": "a1"}] * 4))


@pytest.mark.parametrize(("threshold", "width"), [(2, None), (0, None), (5, 0)])
def test_too_weak_a_rule_is_refused(threshold: int, width: int | None) -> None:
    with pytest.raises(VarickError, match="give"):
        suppress(release([Table((ROWS,))], [{"a": "a1"}] * 40), threshold, width)


def test_tables_in_a_ring_are_refused() -> None:
    other = Chain(("c",), (("c1",), ("c2",)))
    ring = [Table((ROWS, COLUMNS)), Table((COLUMNS, other)), Table((other, ROWS))]
    with pytest.raises(VarickError, match="together they tell more"):
        release(ring, [])
    assert acyclic([frozenset("ab"), frozenset("bc"), frozenset("bd")])
    assert not acyclic([frozenset("ab"), frozenset("bc"), frozenset("ca")])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_tables_that_share_levels_without_a_ring_are_those_of_some_cases(seed: int) -> None:
    """Any margins that agree can be glued: why the sums are all that a reader can use."""
    tables = SHAPES["linked"]
    random = Random(seed)
    made = release(tables, rows_of(tables, random, 12))
    published = {cell: None if count else 0 for cell, count in made.counts.items()} | {EVERYBODY: 12}
    (piece,) = pieces(published, made.sums)
    goal = {cell: random.choice((-1.0, 1.0)) for cell in piece.cells}
    value = dict.fromkeys(made.counts, 0) | {EVERYBODY: 12} | piece.extreme(goal)
    left = dict(value)
    for _ in range(
        12
    ):  # take one case after the other out of the tables: month, then practice, then the rest
        month = next(m for m in YEAR.paths if left[(("month", m[1]),)])
        a = next(a for a in ("a1", "a2") if left[(("a", a), ("quarter", month[0]))])
        b = next(b for b in ("b1", "b2") if left[(("a", a), ("b", b))])
        row = {"quarter": month[0], "month": month[1], "a": a, "b": b}
        for cell in left:
            left[cell] -= all(row[level] == category for level, category in cell)
    assert not any(left.values())


def test_a_larger_release_is_safe_and_shows_most() -> None:
    random = Random(4)
    tables = [
        Table((Chain(("p",), tuple((p,) for p in "uvwxyz")), Chain(("b",), tuple((b,) for b in "abcdef"))))
    ]
    rows = [
        {
            "p": random.choices("uvwxyz", [20, 5, 3, 2, 1, 1])[0],
            "b": random.choices("abcdef", [9, 6, 4, 2, 1, 1])[0],
        }
        for _ in range(400)
    ]
    made = release(tables, rows)
    done = suppress(made)
    assert done.published[EVERYBODY] == 400
    assert all(high is None or high - low >= 3 for low, high in ranges(done.published, made.sums).values())
    assert len(done.complementary) < len(done.primary)
    for cell in done.complementary:
        weak = Audit(made.sums, done.width).weak({**done.published, cell: made.counts[cell]})
        assert weak, "each withheld cell is needed"


def test_a_row_outside_the_categories_is_named() -> None:
    with pytest.raises(VarickError, match=r"case 2 .*a is none"):
        release([Table((ROWS,))], [{"a": "a1"}, {"a": "elsewhere"}])


def test_product_of_all_shapes_keeps_sums() -> None:
    for tables, n in product(SHAPES.values(), (5, 30)):
        made = release(tables, rows_of(tables, Random(n), n))
        assert all(made.counts[whole] == sum(made.counts[p] for p in parts) for whole, parts in made.sums)
        assert made.counts[EVERYBODY] == n
