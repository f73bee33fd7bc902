"""Growth in the real tables of 2019-ICFO-53623 (fiscal years 2016 to 2018): the figures of the research notes, from the raw files."""

from datetime import date
from typing import Any

import pytest

from varick.errors import NoAnswer
from varick.observe.questions.growth import growth
from varick.observe.store import Store

A = date(2016, 1, 1), date(2017, 1, 1)
B = date(2017, 2, 1), date(2017, 11, 1)


def rows(store: Store, table: str, category: str) -> tuple[dict[str, Any], dict[str, Any]]:
    answer = growth(store, table, category, A, B, exposure="months", top=30)
    return {row["category"]: row for row in answer.rows}, answer.more["overall"]


def exact(row: dict[str, Any]) -> tuple[float, float, float]:
    """The ratio with its exact (Poisson) interval, to two decimals."""
    return round(row["ratio"], 2), round(row["low"], 2), round(row["high"], 2)


def test_methods_of_arrest_2016_against_february_to_october_2017(national: Store) -> None:
    found, overall = rows(national, "arrests", "method")
    assert round(overall["ratio"], 2) == 1.46
    jails = found["287(g) Program"]
    assert (jails["a"], jails["b"], exact(jails)) == (3637, 6393, (2.34, 2.25, 2.44))
    local = found["CAP Local Incarceration"]
    assert (local["a"], local["b"], exact(local)) == (36966, 50671, (1.83, 1.80, 1.85))
    assert exact(found["Other efforts"]) == (1.98, 1.83, 2.14)
    assert exact(found["Non-Custodial Arrest"]) == (1.73, 1.69, 1.78)
    assert jails["rank"] == 1
    assert jails["wide_low"] < jails["low"] < jails["high"] < jails["wide_high"]
    assert found["Transportation Check Aircraft"]["phi"] is None


def test_offices(national: Store) -> None:
    found, _ = rows(national, "arrests", "aor")
    assert list(found)[:2] == ["ATL", "MIA"]
    assert exact(found["ATL"]) == (2.00, 1.95, 2.06)
    assert round(found["MIA"]["ratio"], 2) == 1.94


def test_removals_fell_overall_and_overstays_rose(national: Store) -> None:
    found, overall = rows(national, "removals", "charge_section")
    assert round(overall["ratio"], 2) == 0.86
    assert exact(found["237a1B"]) == (2.26, 2.15, 2.38)
    assert found["237a1B"]["rank"] == 1


def test_offences_are_withheld_in_this_release_and_the_answer_says_so(national: Store) -> None:
    for table, instead in (("arrests", "method, aor, disposition"), ("removals", "charge_section")):
        with pytest.raises(NoAnswer, match=f"offenses are withheld.*{instead}"):
            growth(national, table, "charge_code:group2", A, B)
    with pytest.raises(NoAnswer, match="no identifiers"):
        growth(national, "arrests", "method", A, B, unit="persons")
