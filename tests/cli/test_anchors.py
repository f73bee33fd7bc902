"""`varick anchors` and `varick schema --coverage`: the same answer as a table, CSV and JSON, in both languages."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest

from varick.model import anchors as record

Run = Callable[..., Any]
FEW = ("city_detainers_april_2018", "first_hearing_2018", "arrests_2018")
ROW = {
    "id", "published", "published_low", "published_high", "unit", "area", "year", "period", "inferred", "source", "grade",
    "figure", "quantity", "place", "missing_place", "scenario_period", "expected", "low", "high", "record_counts", "pathway_counts", "comparable",
    "bound", "limit", "role", "inputs", "assumed", "agrees", "reason", "title",
}  # fmt: skip


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the rows that a month answers: the whole table takes most of a minute."""
    form = record.shipped_anchors()
    rows = {name: form.rows[name] for name in FEW}
    monkeypatch.setattr(
        record, "shipped_anchors", lambda: form.model_copy(update={"rows": rows, "streams": {}})
    )


def test_the_answer_as_json(varick: Run, few: None) -> None:
    ran = varick("anchors", "--draws", "20", "--format", "json")
    assert ran.code == 0, ran.err
    answer = json.loads(ran.out)
    assert {"scenario", "rows", "assumed_values", "fitted_rows", "identified", "streams"} <= answer.keys()
    assert answer["identified"] is False
    assert f"{answer['assumed_values']} assumed values" in answer["note"]
    assert [row["id"] for row in answer["rows"]] == list(FEW)
    for row in answer["rows"]:
        assert row.keys() == ROW
        assert row["agrees"] in ("yes", "no", None)
        assert (row["agrees"] is None) == (row["role"] == "fitted" or row["comparable"] == "no")


def test_csv_and_table_say_the_same(varick: Run, few: None) -> None:
    answer = json.loads(varick("anchors", "--draws", "20", "--format", "json").out)
    rows = list(csv.DictReader(io.StringIO(varick("anchors", "--draws", "20", "--format", "csv").out)))
    for row, known in zip(rows, answer["rows"], strict=True):
        assert float(row["expected"]) == pytest.approx(known["expected"])
        assert row["reason"] == known["reason"]
    text = varick("anchors", "--draws", "20").out
    assert "not identified" in text
    for known in answer["rows"]:
        assert f"{known['id']}: {known['title']}" in text


def test_in_spanish(varick: Run, few: None) -> None:
    text = varick("anchors", "--draws", "20", "--lang", "es").out
    assert "no están identificados" in text
    assert "Traducción todavía no revisada" in text
    assert "fitted" not in text
    answer = json.loads(varick("anchors", "--draws", "20", "--lang", "es", "--format", "json").out)
    assert answer["rows"][0]["unit"] == "pedidos de retención (detainers)"


def test_bad_questions(varick: Run, few: None, given: Callable[[str, str], str]) -> None:
    path = given("reformed.yaml", "extends: nyc-2018\nreforms: [end-interoperability]\n")
    for arguments, said in (
        (("--scenario", path), "leave out end-interoperability"),
        (("--draws", "5"), "--draws"),
        (("--lang", "fr"), "--lang"),
        (("--fact", "nobody=1"), "nobody"),
    ):
        ran = varick("anchors", *arguments)
        assert ran.code == 2, ran
        assert said in ran.err
        assert len(ran.err.splitlines()) == 1
        assert not ran.out


def test_coverage_as_json_and_text(varick: Run) -> None:
    ran = varick("schema", "--coverage", "--format", "json")
    assert ran.code == 0, ran.err
    answer = json.loads(ran.out)
    assert answer["not_named"] == []
    assert {item["table"] for item in answer["items"]} == {"stations", "article", "rules"}
    for item in answer["items"]:
        assert item["nodes"] or item["facts"] or item["record"] or item["context"]
        for node in item["nodes"]:
            assert 0 <= node["low"] <= node["high"] <= 1
    text = varick("schema", "--coverage", "--lang", "es").out
    assert "Estaciones" in text
    assert "A41" in text


def test_coverage_is_the_whole_map(varick: Run) -> None:
    ran = varick("schema", "facts", "--coverage")
    assert ran.code == 2
    assert "leave out facts" in ran.err
