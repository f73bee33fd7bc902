"""Changes in ICE's arrests of the fiscal years 2016 to 2018 (release 2019-ICFO-53623), from the raw files.

The thresholds were fixed by simulation before these series were opened (tests/eventlog/changes). 2017-02 is the first
month after Executive Order 13768 of 2017-01-25. October 2015 to December 2016 is a placebo period, though not a pure
null: offices had events of their own.
"""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from varick.observe.answer import Answer
from varick.observe.questions.changes import changes
from varick.observe.store import Store

PLACEBO = {"start": date(2015, 10, 1), "end": date(2017, 1, 1)}
OFFICES = 24
WITHOUT_HEADQUARTERS = ("aor!=HQ",)


@pytest.fixture(scope="session")
def offices(national: Store) -> Answer:
    """Changes in each office ; headquarters are none."""
    answer = changes(national, "arrests", "aor", where=WITHOUT_HEADQUARTERS)
    assert answer.more["tested"] == OFFICES
    return answer


def of_office(offices: Answer, code: str) -> dict[str, Any]:
    return next(dict(row) for row in offices.rows if row["aor"] == code)


def test_the_country_changed_once_in_february_2017(national: Store) -> None:
    answer = changes(national, "arrests", "none")
    (row,) = answer.rows
    assert (row["month"], row["credible_from"], row["credible_to"]) == ("2017-02", "2017-02", "2017-02")
    assert (row["significant"], row["label"]) == (True, "policy")
    assert "order_13768" in row["event_names"]
    assert (round(row["ratio"], 2), row["p"]) == (1.45, 0.0002)


def test_offices_changed_most_in_the_first_months_of_2017(offices: Answer) -> None:
    near = [row for row in offices.rows if "2017-01" <= row["month"] <= "2017-04"]
    print(f"{len(near)} of {OFFICES} offices; {sum(row['significant'] for row in near)} of them significant")
    assert len(near) >= 19, "what was asked for"
    assert len(near) == 21, "what was aimed at and is met"
    assert sum(row["significant"] for row in near) >= 16
    assert sum(row["significant"] for row in offices.rows) >= 18
    assert all(row["label"] == "policy" for row in near if row["significant"])


def test_dallas_is_named_and_no_error(offices: Answer) -> None:
    dallas = of_office(offices, "DAL")
    assert (dallas["month"], dallas["label"], dallas["event_names"]) == (
        "2016-11",
        "local",
        ["dallas_federal_custody"],
    )


def test_few_false_alarms_in_the_placebo_period(national: Store) -> None:
    answer = changes(national, "arrests", "aor", where=WITHOUT_HEADQUARTERS, **PLACEBO)  # type: ignore[arg-type]
    assert answer.more["tested"] == OFFICES
    false = [row["aor"] for row in answer.rows if row["significant"] and row["label"] != "local"]
    print(f"placebo alarms: {false}")
    assert len(false) <= 1, "two were allowed, one was aimed at"
    assert sum(bool(row["alarms"]) for row in answer.rows) == 0, "the watch is silent"


def test_methods(national: Store) -> None:
    methods = {row["method"]: row for row in changes(national, "arrests", "method").rows}
    for name in ("CAP Local Incarceration", "287(g) Program", "Non-Custodial Arrest", "Located"):
        assert (methods[name]["month"], methods[name]["significant"]) == ("2017-02", True)
    assert not methods["CAP State Incarceration"]["significant"]


@pytest.mark.long
def test_methods_in_offices(national: Store) -> None:
    pairs = changes(national, "arrests", "aor,method")
    called = [row for row in pairs.rows if row["significant"]]
    near = sum("2017-01" <= row["month"] <= "2017-04" for row in called)
    print(
        f"{len(called)} of {pairs.more['tested']} pairs significant, {near} of them in January to April 2017"
    )
    assert near > len(called) / 2
    found = {(row["aor"], row["method"]): row for row in called}
    assert found["DAL", "CAP Federal Incarceration"]["label"] == "local"
    assert found["NOL", "287(g) Program"]["month"] == "2018-01"
    placebo = changes(national, "arrests", "aor,method", **PLACEBO)  # type: ignore[arg-type]
    print(f"placebo: {placebo.more['significant']} of {placebo.more['tested']}")
    assert placebo.more["significant"] / placebo.more["tested"] < 0.1


def test_new_practices_and_new_names(offices: Answer) -> None:
    new = {(row["aor"], row["landmark"]): row for row in offices.more["novelty"]}
    assert new["DAL", "SAN ANGELO SUB-OFFICE"]["first"] == "2017-09"
    assert new["DAL", "SAN ANGELO SUB-OFFICE"]["rows"] == 1311
    assert new["NOL", "287(G)-KNOX COUNTY SHERIFF'S OFFICE"]["first"] == "2018-03"
    for place in ("Benton County Jail 287(g)", "Washington County 287(g)"):
        assert new["NOL", place]["label"] == "recode", "agreements since 2007"
    counted = Counter(row["aor"] for row in offices.more["novelty"])
    print(f"{len(new)} newcomers, {counted.most_common(3)}")


def test_new_york_and_the_desk_at_federal_plaza(national: Store, offices: Answer) -> None:
    """The lead: CAP Local arrests at 26 Federal Plaza, 5 in two years and 138 in the third. A month cannot be named."""
    conditions = ["aor=NYC", "method=CAP Local Incarceration"]
    answer = changes(national, "arrests", "landmark", where=conditions)
    plaza = next(row for row in answer.rows if row["landmark"].startswith("NDD - 26 FEDERAL PLAZA"))
    assert plaza["month"] == "2017-12"
    assert plaza["ratio"] > 20
    assert plaza["credible_from"] <= "2017-10" < "2018-02" <= plaza["credible_to"]
    months = of_office(offices, "NYC")
    assert (months["month"], months["alarms"]) == ("2017-02", ["2017-04", "2018-04"])
