"""Noise: what it costs is added up and bounded, what was released is given again, and its spread is what is said."""

import math
from collections import Counter

import pytest

from varick.casebook.sharing.noise import BUDGET, Ledger, finest, within
from varick.casebook.sharing.tables import EVERYBODY, Chain, Table, release
from varick.errors import NoAnswer, VarickError

pytest.importorskip("opendp")
TABLE = Table((Chain(("a",), (("a1",), ("a2",), ("a3",))), Chain(("b",), (("b1",), ("b2",)))))
OTHER = Table((Chain(("a",), (("a1",), ("a2",), ("a3",))),))
ROWS = [{"a": "a1", "b": "b1"}] * 7 + [{"a": "a2", "b": "b2"}] * 3
MADE = release([TABLE], ROWS)


def test_the_same_table_of_the_same_cases_gives_the_same_values_at_no_cost() -> None:
    ledger = Ledger()
    (first,) = ledger.noised([TABLE], MADE.counts, 0.5, "2026-11-23")
    again = Ledger(ledger.to_json())
    (second,) = again.noised([TABLE], MADE.counts, 1.0, "2026-11-24")
    assert first.cells == second.cells
    assert (first.kept, second.kept) == (False, True)
    assert again.spent == pytest.approx(0.5)
    assert second.epsilon == pytest.approx(0.5), "what is told is what was spent"


def test_releases_add_up_to_the_budget_and_no_further() -> None:
    ledger = Ledger()
    for n in range(4):
        ledger.noised([TABLE], release([TABLE], ROWS * (n + 1)).counts, BUDGET / 4, "2026-11-23")
    assert ledger.spent == pytest.approx(BUDGET)
    before = ledger.to_json()
    with pytest.raises(NoAnswer, match="left of this book's"):
        ledger.noised([TABLE], release([TABLE], ROWS * 9).counts, 0.05, "2026-11-23")
    assert ledger.to_json() == before
    ledger.noised([TABLE], MADE.counts, 0.5, "2026-11-23")  # kept values cost nothing
    ledger.allow(3)
    ledger.noised([TABLE], release([TABLE], ROWS * 9).counts, 0.5, "2026-11-23")
    with pytest.raises(VarickError, match="spent"):
        ledger.allow(1)


def test_tables_share_the_epsilon_that_is_asked_for() -> None:
    ledger = Ledger()
    made = release([TABLE, OTHER], ROWS)
    tables = ledger.noised([TABLE, OTHER], made.counts, 1.0, "2026-11-23")
    assert [table.epsilon for table in tables] == pytest.approx([0.5, 0.5])
    assert ledger.spent == pytest.approx(1.0)


def test_margins_are_sums_of_the_drawn_cells() -> None:
    (table,) = Ledger().noised([TABLE], MADE.counts, 1.0, "2026-11-23")
    assert table.cells[EVERYBODY] == sum(table.cells[cell] for cell in finest(TABLE))
    for whole, parts in TABLE.sums():
        assert table.cells[whole] == sum(table.cells[part] for part in parts)


@pytest.mark.parametrize("epsilon", [0, -1, 0.001, 11, math.nan, math.inf])
def test_an_epsilon_that_means_nothing_is_refused(epsilon: float) -> None:
    with pytest.raises(VarickError, match="epsilon"):
        Ledger().noised([TABLE], MADE.counts, epsilon, "2026-11-23")


def test_the_spread_is_the_one_that_is_said() -> None:
    """2,000 cells: noise has mean 0, and 95 % within the stated bound; the variance is that of the geometric mechanism."""
    wide = Table((Chain(("a",), tuple((f"a{i}",) for i in range(2000))),))
    made = release([wide], [])
    (table,) = Ledger().noised([wide], made.counts, 0.5, "2026-11-23")
    noise = [table.cells[cell] for cell in finest(wide)]
    ratio = math.exp(-0.5)
    variance = 2 * ratio / (1 - ratio) ** 2
    assert abs(sum(noise) / 2000) < 4 * math.sqrt(variance / 2000)
    assert sum(x * x for x in noise) / 2000 == pytest.approx(variance, rel=0.25)
    inside = sum(abs(x) <= within(0.5) for x in noise) / 2000
    assert 0.93 < inside <= 0.99
    most = Counter(noise).most_common(1)[0][0]
    assert abs(most) <= 1


def test_the_ledger_tells_counts_to_nobody() -> None:
    ledger = Ledger()
    ledger.noised([TABLE], MADE.counts, 0.5, "2026-11-23")
    mark = Ledger()._mark(TABLE, MADE.counts)
    assert mark not in ledger.to_json(), "marks are keyed, so that counts cannot be guessed from them"
