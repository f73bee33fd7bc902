"""Changes asked of a release: planted ones found and named, names that changed, what is left out, refused and said."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from varick.cli import cli
from varick.errors import NoAnswer, VarickError
from varick.observe.frame import Coded, Dates, Frame
from varick.observe.questions.changes import changes, series_of
from varick.observe.questions.changes_notes import source_note
from varick.observe.store import Store
from varick.words import Words

Made = Callable[..., Store]
MONTHS = [f"{year}-{month:02d}" for year in range(2015, 2019) for month in range(1, 13)][9:45]
"""October 2015 to September 2018."""


def table(
    counts: dict[tuple[str | None, ...], Sequence[int]], columns: Sequence[str], name: str = "arrests"
) -> Frame:
    """A table with so many rows of each combination in each of `MONTHS`, on its days in turn."""
    days: list[str] = []
    values: list[tuple[str | None, ...]] = []
    for combination, monthly in counts.items():
        for month, count in zip(MONTHS, monthly, strict=True):
            last = int(
                (np.datetime64(month, "M") + 1).astype("datetime64[D]").astype(int)
                - np.datetime64(month, "D").astype(int)
            )
            days += [f"{month}-{place % last + 1:02d}" for place in range(count)]
            values += [combination] * count
    # the release covers its first and last day
    days += ["2015-10-01", "2018-09-30"]
    values += [(None,) * len(columns)] * 2
    time = Dates(np.array(days, dtype="datetime64[s]"), True, Coded.blank(len(days)))
    coded = {column: Coded.of(row[place] for row in values) for place, column in enumerate(columns)}
    return Frame.of_columns(name, "test", "apprehension_date", {"apprehension_date": time, **coded})


def steady(level: int, seed: int) -> list[int]:
    return np.random.default_rng(seed).poisson(level, 36).tolist()


def stepped(level: int, ratio: float, at: str, seed: int) -> list[int]:
    place = MONTHS.index(at)
    rng = np.random.default_rng(seed)
    return [*rng.poisson(level, place).tolist(), *rng.poisson(level * ratio, 36 - place).tolist()]


@pytest.fixture
def offices(made: Made) -> Store:
    """One office changes with the order of 2017, one in a month of which nothing is known, one not at all."""
    return made(
        table(
            {
                ("NYC",): stepped(60, 2.0, "2017-02", 1),
                ("BOS",): stepped(50, 0.4, "2016-06", 2),
                ("CHI",): steady(80, 2),
                ("HQ",): [1] + [0] * 35,
                ("(B)(7)(E)",): [2] * 36,
                (None,): [1] * 36,
            },
            ["aor"],
        ),
        extracted="2018-10-05",
    )


def test_planted_changes_are_found_named_and_told_from_chance(offices: Store) -> None:
    answer = changes(offices, "arrests", "aor")
    found = {row["aor"]: row for row in answer.rows}
    assert list(found) in (["NYC", "BOS", "CHI"], ["BOS", "NYC", "CHI"])
    city, boston, chicago = found["NYC"], found["BOS"], found["CHI"]
    assert (city["month"], city["significant"], city["label"]) == ("2017-02", True, "policy")
    assert set(city["event_names"]) == {"order_13768", "order_13768_carried_out"}
    assert city["low"] < 2 < city["high"]
    assert city["credible_from"] <= "2017-02" <= city["credible_to"]
    assert (boston["month"], boston["label"], boston["events"]) == ("2016-06", "unknown", [])
    assert boston["ratio"] < 1
    assert (chicago["significant"], chicago["label"], chicago["events"]) == (False, None, [])
    assert city["alarms"][0] in ("2017-02", "2017-03")
    assert city["before"] == pytest.approx(60, rel=0.1)


def test_what_is_left_out_is_said(offices: Store) -> None:
    answer = changes(offices, "arrests", "aor")
    more = answer.more
    assert (more["tested"], more["significant"]) == (3, 2)
    assert more["untested"] == {"series": 1, "rows": 1}
    assert more["rows_without_value"] == 72 + 36 + 2
    assert more["incomplete"] == []
    assert len(more["months"]) == 36
    said = " ".join(answer.notes)
    assert "1 series with less than a row a month" in said
    assert "110 rows without a value" in said
    assert "does not prove its cause" in said
    assert "A series that drifts looks like a change" in said
    json.loads(answer.to_json())
    for text in (answer.definition, answer.vintage, *answer.notes):
        assert text


def test_incomplete_months_are_left_out(offices: Store) -> None:
    from datetime import date

    answer = changes(offices, "arrests", "aor", start=date(2015, 10, 10), end=date(2017, 9, 20))
    assert answer.more["incomplete"] == ["2015-10", "2017-09"]
    assert (answer.more["months"][0], answer.more["months"][-1]) == ("2015-11", "2017-08")
    assert "2015-10 and 2017-09" in " ".join(answer.notes)


def test_the_same_seed_gives_the_same_numbers_and_another_nearly_so(offices: Store) -> None:
    first, again, other = (changes(offices, "arrests", "aor", seed=seed).rows for seed in (0, 0, 1))
    assert first == again
    for one, two in zip(sorted(r["p"] for r in first), sorted(r["p"] for r in other), strict=True):
        assert one == pytest.approx(two, abs=0.02)


def test_one_series_of_the_whole_table(offices: Store) -> None:
    answer = changes(offices, "arrests", "none")
    assert len(answer.rows) == 1
    assert answer.more["by"] == []
    assert "The one strongest change" in answer.notes[0]
    assert changes(offices, "arrests").rows == answer.rows


def test_an_event_of_one_office_or_value_names_no_other(made: Made) -> None:
    method = {"CAP Federal Incarceration": 3.0, "Located": 2.5}
    frame = table(
        {
            (office, name): stepped(40, ratio, "2016-11", place)
            for place, (office, (name, ratio)) in enumerate(
                (o, m) for o in ("DAL", "HOU") for m in method.items()
            )
        },
        ["aor", "method"],
    )
    found = {(r["aor"], r["method"]): r["label"] for r in changes(made(frame), "arrests", "aor,method").rows}
    assert found["DAL", "CAP Federal Incarceration"] == "local"
    assert found["DAL", "Located"] == "unknown"
    assert found["HOU", "CAP Federal Incarceration"] == "unknown"
    assert {r["aor"]: r["label"] for r in changes(made(frame), "arrests", "aor").rows} == {
        "DAL": "local",
        "HOU": "unknown",
    }
    alone = changes(made(frame), "arrests", where=["aor=DAL"]).rows[0]
    assert (alone["label"], alone["event_names"]) == ("local", ["dallas_federal_custody"])
    assert changes(made(frame), "arrests").rows[0]["label"] == "unknown", (
        "an office's event explains no national series"
    )


def test_how_often_an_event_stands_beside_a_month_by_chance_is_told(offices: Store) -> None:
    """Counted by hand: months of 2016-01 to 2018-07 within one of an event of the whole country."""
    answer = changes(offices, "arrests", "aor")
    told = [note for note in answer.notes if "by chance alone" in note]
    assert len(told) == any(row["events"] for row in answer.rows)
    from varick.observe.questions.changes_notes import base_rate
    from varick.observe.questions.known_events import known_events, months_between

    months = answer.more["months"]
    events = [
        e.month
        for e in known_events("arrests", None, None, None, {"aor"}, fiscal_years=False)
        if e.kind != "release" and not e.offices
    ]
    near = [m for m in months[3:-2] if any(abs(months_between(e, m)) <= 1 for e in events)]

    class Question:
        frame = offices.frame("arrests")
        by = ("aor",)

    Question.months = tuple(months)  # type: ignore[attr-defined]
    assert base_rate(Question) == (len(near), len(months) - 5)  # type: ignore[arg-type]
    assert told
    assert f"Of the {len(months) - 5} months in which a change could be dated, {len(near)} " in told[0]


def test_every_event_that_is_named_comes_with_its_source_and_grade(offices: Store) -> None:
    answer = changes(offices, "arrests", "aor")
    named = {event for row in (*answer.rows, *answer.more["novelty"]) for event in row["events"]}
    told = {event["event"]: event for event in answer.more["known_events"]}
    assert named
    assert set(told) == named
    assert all(event["source"] and event["grade"] and event["date"] for event in told.values())
    assert "text seen). Source: Executive Order 13768, 82 FR 8799" in " ".join(
        source_note(event, Words()) for event in told.values()
    )
    own = {**next(iter(told.values())), "found_in_data": True, "date": "2016-11"}
    assert "(2016-11; read off the same tables)" in source_note(own, Words())


def test_what_came_later_names_no_change(made: Made) -> None:
    frame = table(
        {("ELP",): stepped(200, 0.3, "2016-12", 4), ("NYC",): stepped(200, 3.0, "2017-03", 5)}, ["aor"]
    )
    found = {row["aor"]: row for row in changes(made(frame), "arrests", "aor").rows}
    assert (found["ELP"]["month"], found["ELP"]["credible_to"]) == ("2016-12", "2016-12")
    assert found["ELP"]["label"] == "unknown", "the order of January 2017 is within a month, and after it"
    assert (found["NYC"]["month"], found["NYC"]["event_names"]) == ("2017-03", ["order_13768_carried_out"])


def test_a_renamed_label_is_told_from_a_new_one(made: Made) -> None:
    at = MONTHS.index("2017-06")
    frame = table(
        {
            ("NYC", "OLD NAME"): [30] * at + [0] * (36 - at),
            ("NYC", "NEW NAME"): [0] * at + [30] * (36 - at),
            ("NYC", "OTHER"): steady(40, 1),
            ("BOS", "JAIL"): steady(40, 2),
            ("BOS", "NEW PRACTICE"): [0] * at + [30] * (36 - at),
            ("BOS", "ONE SWEEP"): [0] * 30 + [25] + [0] * 5,
        },
        ["aor", "landmark"],
    )
    answer = changes(made(frame), "arrests", "aor")
    new = {row["landmark"]: row for row in answer.more["novelty"]}
    assert set(new) == {"NEW NAME", "NEW PRACTICE"}
    assert new["NEW NAME"]["renamed"] > 0.4
    assert new["NEW PRACTICE"]["renamed"] == 0
    assert (new["NEW PRACTICE"]["first"], new["NEW PRACTICE"]["rows"]) == ("2017-06", 180)
    assert answer.more["labels"] == "landmark"
    boston = next(row for row in answer.rows if row["aor"] == "BOS")
    assert (boston["month"], boston["renamed"]) == ("2017-06", 0)
    assert boston["mix"] > 2 * boston["mix_usual"]
    split = changes(made(frame), "arrests", "aor,landmark")
    renamed = [row for row in split.rows if row["landmark"] in ("OLD NAME", "NEW NAME")]
    assert all(row["renamed"] > 0.4 and row["month"] == "2017-06" for row in renamed)
    assert "Where it is a tenth or more" in " ".join(split.notes)
    gone = next(row for row in renamed if row["landmark"] == "NEW NAME")
    assert gone["ratio"] is None, "nothing was before"


@pytest.mark.parametrize(
    ("asked", "kind", "complaint"),
    [
        ({"by": "aor,aor"}, VarickError, "aor stands twice"),
        ({"by": "month"}, VarickError, "the series run over months"),
        ({"by": "colour"}, VarickError, "no column 'colour'"),
        ({"by": "aor", "level": 0.0}, VarickError, "--level 0"),
        ({"by": "aor", "start": "2018-01"}, NoAnswer, "9 whole months are too few"),
        ({"by": "aor", "where": ["aor=HQ"]}, NoAnswer, "no series has a row a month"),
    ],
)
def test_what_has_no_answer_is_refused(
    offices: Store, asked: dict[str, Any], kind: type[Exception], complaint: str
) -> None:
    from varick.observe.questions.windows import as_day

    if "start" in asked:
        asked = {**asked, "start": as_day(asked["start"])}
    with pytest.raises(kind, match=complaint) as caught:
        changes(offices, "arrests", **asked)
    assert "\n" not in str(caught.value)


def test_series_of_two_columns_are_the_counts_of_their_combinations() -> None:
    rng = np.random.default_rng(9)
    counts: dict[tuple[str | None, ...], Any] = {
        (office, method): rng.poisson(3, 36).tolist() for office in ("A", "B", "C") for method in ("x", "y")
    }
    frame = table(counts, ["aor", "method"])
    found = series_of(frame, ["aor", "method"])
    assert dict(zip(found.names, found.counts.tolist(), strict=True)) == counts
    assert found.unnamed == 2


def test_the_verb_in_both_languages(offices: Store, tmp_path: Path) -> None:
    runner = CliRunner()
    shown = runner.invoke(cli, ["observe", "changes", str(offices.path), "--by", "aor", "--lang", "es"])
    assert shown.exit_code == 0, shown.output
    assert "(20" in shown.output, "the month of what chance explains stands in brackets"
    assert Words("es")("observe_changes.picked") in shown.output
    asked = runner.invoke(cli, ["observe", "changes", str(offices.path), "--by", "aor", "--format", "json"])
    assert {row["aor"] for row in json.loads(asked.output)["rows"]} == {"NYC", "BOS", "CHI"}
    rows = runner.invoke(
        cli, ["observe", "changes", str(offices.path), "--format", "csv"]
    ).stdout.splitlines()
    assert rows[0].startswith(
        "month,before,after,ratio,low,high,p,q,significant,credible_from,credible_to,label,events"
    )
    assert len(rows) == 2
