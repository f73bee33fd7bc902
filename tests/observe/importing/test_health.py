"""Health checks against published thresholds, and the warnings that an import gives, in both languages."""

import ast
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from varick.observe import releases
from varick.observe.frame import Coded, Column, Dates, Frame, Numbers
from varick.observe.importing import cautions, derive
from varick.observe.importing.derive import extracted
from varick.observe.importing.health import findings
from varick.observe.layouts import table as layout
from varick.observe.questions.warnings import said
from varick.report.observed.holds import check_said
from varick.words import Words, placeholders, table


def dates(*texts: str | None) -> Dates:
    return Dates(np.array([t or "NaT" for t in texts], dtype="datetime64[s]"), True, Coded.blank(len(texts)))


def frame(
    kind: str,
    main: str,
    columns: dict[str, Column],
    person: list[int] | None = None,
    release: str = "2026-ICLI-00005",
) -> Frame:
    rows = len(next(iter(columns.values())))
    where = {"file": Coded.of(["x"] * rows), "sheet": Coded.of([""] * rows)}
    row = {"row": Numbers(np.arange(1.0, rows + 1), Coded.blank(rows))}
    numbers = None if person is None else np.array(person)
    return Frame.of_columns(kind, release, main, {**columns, **where, **row}, numbers)


def levels(table: Frame) -> dict[tuple[str, str], tuple[int, int, str]]:
    rule = releases.named(table.release)
    return {(f.check, f.column): (f.wrong, f.rows, f.level) for f in findings(table, rule)}


def test_thresholds_are_those_published() -> None:
    health = layout("health")
    missing = health["identifier_missing"]
    assert (missing["arrests"], missing["detainers"]) == (
        {"warn": 0.02, "stop": 0.05},
        {"warn": 0.15, "stop": 0.2},
    )
    assert missing["detentions"] == {"warn": 0.005, "stop": 0.01}
    assert "judged" in missing["encounters"]
    assert health["main_date_missing"] == {"warn": 0.001, "stop": 0.01}
    assert health["not_in_list"] == {"warn": 0.0001, "stop": 0.001}
    for name, limits in health.items():
        for one in limits.values() if name == "identifier_missing" else [limits]:
            assert name == "lists" or one["warn"] < one["stop"]


def test_identifiers_and_main_dates() -> None:
    days = dates(*["2025-01-01"] * 95, None, "2020-01-01", *["2025-01-01"] * 3)
    found = levels(frame("arrests", "apprehension_date", {"apprehension_date": days}, [1] * 97 + [-1] * 3))
    assert found["identifier_missing", "identifier"] == (3, 100, "warn")
    assert found["main_date_missing", "apprehension_date"] == (1, 100, "warn")
    assert found["main_date_outside_window", "apprehension_date"] == (1, 99, "stop")
    detainers = frame("detainers", "prepare_date", {"prepare_date": days}, [1] * 87 + [-1] * 13)
    assert levels(detainers)["identifier_missing", "identifier"] == (13, 100, "ok"), "13 % is usual"


def test_what_must_agree_inside_a_row() -> None:
    found = levels(
        frame(
            "detentions",
            "book_in",
            {
                "book_in": dates("2025-01-02", "2025-01-02", None),
                "book_out": dates("2025-01-01", "2025-01-02", "2025-01-01"),
                "stay_book_in": dates("2025-01-01", "2025-01-03", "2025-01-03"),
                "departed_date": dates("2025-01-09", None, None),
                "departure_country": Coded.of(["NA", None, "MEXICO"]),
                "final_order_date": dates("1980-01-01", "2020-01-01", None),
                "final_order": Coded.of(["yes", "NO", "NO"]),
                "threat_level": Coded.of(["1", "4", "NA"]),
                "gender": Coded.of(["Male", "female", None]),
            },
        )
    )
    assert found == {
        ("main_date_missing", "book_in"): (1, 3, "stop"),
        ("main_date_outside_window", "book_in"): (0, 2, "ok"),
        ("final_order_before_1990", "final_order_date"): (1, 2, "stop"),
        ("final_order_date_without_yes", "final_order"): (1, 2, "stop"),
        ("departed_without_country", "departure_country"): (1, 1, "stop"),
        ("book_out_before_book_in", "book_out"): (1, 2, "stop"),
        ("stay_after_stint", "book_in"): (1, 2, "stop"),
        ("not_in_list", "threat_level"): (1, 2, "stop"),
        ("not_in_list", "gender"): (0, 2, "ok"),
    }


def warned(*frames: Frame) -> dict[str, dict[str, Any]]:
    whole, tables = [], []
    for bare in frames:
        rule = releases.named(bare.release)
        for one in derive.whole([bare], rule) if bare.person is None else [bare]:
            whole.append(one)
            tables.append(derive.entry(one, "x", extracted([one]), rule))
    found = cautions.of_tables(whole, tables) + [c for t in tables for c in cautions.of_columns(t)]
    return {caution["code"]: caution["params"] for caution in found}


def test_warnings_of_the_release_apply_where_they_are_true() -> None:
    days = dates("2025-07-01", "2025-08-31")
    arrests = frame(
        "arrests", "apprehension_date", {"apprehension_date": days, "aor": Coded.of(["NYC", "Nowhere"])}
    )
    found = warned(arrests)
    assert {
        "ero_only",
        "updated_late",
        "area_not_city",
        "courthouse",
        "custodial_arrest",
        "no_identifiers",
    } <= set(found)
    assert found["unknown_offices"] == {
        "table": "arrests",
        "release": "2026-ICLI-00005",
        "values": ["Nowhere"],
        "count": 1,
    }
    assert "last_month" not in found
    early = frame("arrests", "apprehension_date", {"apprehension_date": dates("2025-01-01", "2025-02-03")})
    found = warned(early)
    assert "custodial_arrest" not in found
    assert found["last_month"]["month"] == "2025-02"
    removals = frame(
        "removals",
        "removal_date",
        {
            "departed_date": dates("2023-05-01", "2023-05-31"),
            "removal_date": dates("2023-05-02", "2023-05-31"),
            "apprehension_date": dates("2023-06-01", None),
        },
    )
    found = warned(removals)
    assert {"removals_method", "removals_locked", "departed_before_apprehended", "offences_withheld"} <= set(
        found
    )
    assert (found["removals_locked"]["rows"], found["departed_before_apprehended"]["rows"]) == (1, 1)
    again = frame(
        "removals", "removal_date", {"removal_date": dates("2016-01-31")}, release="2019-ICFO-53623"
    )
    found = warned(removals, again)
    assert found["several_releases"] == {
        "table": "removals",
        "releases": ["2026-ICLI-00005", "2019-ICFO-53623"],
    }
    other = frame("other", None, {"x": Coded.of(["1"])})
    assert warned(other) == {}


def codes() -> dict[str, set[str]]:
    """Code -> what its sentence is given, of every call of `caution` with a literal code."""
    found: dict[str, set[str]] = {}
    where = {"table", "release"}
    source = Path(cautions.__file__).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "caution":
            given = {word.arg for word in node.keywords if word.arg}
            if isinstance(node.args[0], ast.Constant):
                found[str(node.args[0].value)] = given
    found |= dict.fromkeys(layout("releases")["warnings"], where)
    checks = set(layout("health")) - {"lists"} | {"stay_first_book_in", "stay_last_book_out"}
    return found | {f"health_{check}": where for check in checks} | {"unreadable": where, "wrong_type": where}


def test_a_release_without_what_had_ended_before_it_is_told() -> None:
    """Stints of 1 and of 100 days begin each day: all of them, and as the first delivery of 2025 has them, from an end on."""
    days = np.repeat(np.datetime64("2022-01-01") + np.arange(1200), 2)
    ends = days + np.tile([1, 100], 1200)

    def told(kept: np.ndarray[Any, Any]) -> list[dict[str, Any]]:
        columns = {"book_in": dates(*days[kept].astype(str)), "book_out": dates(*ends[kept].astype(str))}
        stints = frame("detentions", "book_in", dict(columns), person=list(range(int(kept.sum()))))
        found = warned(stints)
        return [found["left_truncated"]] if "left_truncated" in found else []

    cut = np.datetime64("2022-11-15")
    (params,) = told(ends >= cut)
    assert params["day"] == "2022-11-15"
    assert params["rows"] == 101, "100 that lasted, and the short one of the day before"
    assert not told(days >= cut), "a release that begins with beginnings is whole"
    long_only = np.tile([False, True], 1200)
    assert not told(long_only & (days >= cut)), "nor is anything missing where everything lasts"
    wrong = ends >= cut
    wrong[0] = True
    assert told(wrong), "one early end does not hide it"


def test_a_disposition_is_no_detainer_and_removals_are_not_all_of_ices_arrests() -> None:
    met = frame(
        "encounters", "event_date", {"event_date": dates("2024-01-01"), "disposition": Coded.of(["Detainer"])}
    )
    other = frame(
        "encounters", "event_date", {"event_date": dates("2024-01-01"), "disposition": Coded.of(["Other"])}
    )
    gone = frame("removals", "departed_date", {"departed_date": dates("2024-01-01")})
    assert "detainer_disposition" in warned(met)
    assert "detainer_disposition" not in warned(other)
    assert "removals_of_others" in warned(gone)
    assert "removals_of_others" not in warned(met)


def test_every_warning_has_its_sentence_and_no_sentence_is_unused() -> None:
    sentences = {
        key.removeprefix("observe_warning.") for key in table("en") if key.startswith("observe_warning.")
    }
    assert sentences == set(codes())
    for code, given in codes().items():
        waits = placeholders(table("en")[f"observe_warning.{code}"])
        assert given - {"file", "sheet"} <= waits, code


@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_warning_is_said_as_the_language_writes_numbers(lang: str) -> None:
    words = Words(lang)
    one = cautions.caution("unknown_columns", file="a.xlsx", sheet="FY16", columns=["A", "B"])
    assert (
        said(one, words)
        == {
            "en": "a.xlsx, sheet FY16: columns that no table of names has, kept under their own names: A and B.",
            "es": "a.xlsx, hoja FY16: columnas que no están en ninguna tabla de nombres, conservadas con su propio nombre: A y B.",
        }[lang]
    )
    where = {"table": "arrests", "release": "R"}
    two = cautions.caution(
        "health_main_date_missing", **where, column="c", wrong=1234, rows=10_000, share=0.1234
    )
    assert {"en": "12% of the rows (1,234 of 10,000)", "es": "de las filas (1"}[lang] in said(two, words)


@pytest.mark.parametrize("lang", ["en", "es"])
def test_every_check_has_its_sentence_and_its_line_on_the_page(lang: str) -> None:
    """Each gets the same numbers, of which not every sentence needs each."""
    words = Words(lang)
    checks = [name for name in layout("health") if name != "lists"]
    checks += ["stay_first_book_in", "stay_last_book_out", "not_in_list"]
    for name in dict.fromkeys(checks):
        found = {"check": name, "column": "book_in", "wrong": 9, "rows": 12, "share": 0.75, "level": "warn"}
        entry = {"table": "detentions", "release": "test", "health": [found]}
        (caution,) = cautions.of_columns(entry)
        assert "75" in said(caution, words)
        assert check_said("detentions", found, words).startswith("detentions: ")
