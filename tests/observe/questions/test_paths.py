"""Lags, funnel and variants of an imported folder: one release, rows with an identifier, up to the day of extraction."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from log_folders import log_folder
from synthetic import make

from varick.errors import NoAnswer, VarickError
from varick.observe.answer import Answer
from varick.observe.frame import Coded, Dates, Frame, Numbers
from varick.observe.importing.events import write_events
from varick.observe.importing.import_tables import import_files
from varick.observe.questions.funnel import funnel
from varick.observe.questions.lags import lags
from varick.observe.questions.variants import variants
from varick.observe.store import Store
from varick.words import Words

MAIN = {"detainers": "prepare_date", "arrests": "apprehension_date", "removals": "departed_date"}
Row = tuple[int, str, str]
"""person, day, office"""

DETAINERS: list[Row] = [
    (0, "2025-01-01", "NYC"),
    (0, "2025-03-01", "NYC"),
    (1, "2025-01-10", "NEW"),
    (2, "2025-05-01", "NYC"),
    (3, "2025-02-01", "NYC"),
    (-1, "2025-01-05", "NYC"),
    (-1, "2025-01-06", "NYC"),
]
ARRESTS: list[Row] = [
    (0, "2025-01-11", "NYC"),
    (1, "2025-01-10", "NEW"),
    (2, "2025-04-01", "NYC"),
    (3, "2025-06-30", "NYC"),
    (-1, "2025-01-07", "NYC"),
]


def frame(table: str, rows: Sequence[Row], release: str = "R", *, linked: bool = True) -> Frame:
    blank = Coded.blank(len(rows))
    days = np.array([day for _, day, _ in rows], dtype="datetime64[s]")
    columns = {
        MAIN[table]: Dates(days, True, blank),
        "aor": Coded.of(office for _, _, office in rows),
        "file": Coded.of(f"{table}.csv" for _ in rows),
        "sheet": Coded.of("" for _ in rows),
        "row": Numbers(np.arange(2.0, 2 + len(rows)), blank),
    }
    person = np.array([who for who, _, _ in rows], dtype=np.int64) if linked else None
    return Frame.of_columns(table, release, MAIN[table], columns, person)


def folder(path: Path, *frames: Frame, extracted: str = "2025-06-30") -> Store:
    store = log_folder(path, *frames, extracted=extracted)
    write_events(path / store.account["generation"] / "events.parquet", frames, "0")
    return store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return folder(tmp_path / "log", frame("detainers", DETAINERS), frame("arrests", ARRESTS))


def at(answer: Answer, day: int) -> dict[str, object]:
    (row,) = [row for row in answer.rows if row["days"] == day]
    return dict(row)


def test_a_lag_counts_the_next_event_and_censors_at_extraction(store: Store) -> None:
    """Starts: 0 on Jan 1 (10 days) and Mar 1 (censored), 1 (0 days), 2 (arrested before: censored), 3 (149 days)."""
    found = lags(store, "detainer", "ice_arrest")
    assert {k: found.more[k] for k in ("starts", "persons", "reached", "censored", "zero", "tied")} == {
        "starts": 5, "persons": 4, "reached": 3, "censored": 2, "zero": 1, "tied": 0,
    }  # fmt: skip
    assert found.more["without_identifier"] == {"detainer": 2, "ice_arrest": 1}
    assert found.more["last_day"] == "2025-06-30"
    assert at(found, 0) == {
        "days": 0, "at_risk": 5, "reached": 1, "censored": 0, "share": 0.2, "low": pytest.approx(0.0309, abs=1e-3),
        "high": pytest.approx(0.7964, abs=1e-3),
    }  # fmt: skip
    assert at(found, 30)["share"] == pytest.approx(0.4)
    assert at(found, 60)["censored"] == 0
    assert at(found, 90)["censored"] == 1  # person 2, followed for 60 days and the rest of the last
    assert found.more["quantiles"]["median"]["days"] == 149
    assert "June 30, 2025" in found.definition
    assert any("without an identifier" in note and "2" in note for note in found.notes)


def test_first_window_dates_and_conditions(store: Store) -> None:
    first = lags(store, "detainer", "ice_arrest", first=True, window=30)
    assert (first.more["starts"], first.more["reached"], first.more["beyond_window"]) == (4, 2, 1)
    assert first.rows[-1]["days"] == 30
    assert "30 days" in first.definition
    chosen = lags(
        store, "detainer", "ice_arrest", where=["aor=NYC"], since=date(2025, 1, 1), until=date(2025, 3, 1)
    )
    assert (chosen.more["starts"], chosen.more["reached"]) == (2, 2)
    assert "NYC" in chosen.definition
    assert "February 28, 2025" in chosen.definition
    assert not set(chosen.definition.split()) & set(
        lags(store, "detainer", "ice_arrest", words=Words("es")).notes
    )


def test_several_releases_are_never_joined(tmp_path: Path) -> None:
    both = folder(
        tmp_path / "log",
        *(frame(table, rows, release) for release in ("R", "S") for table, rows in (("detainers", DETAINERS), ("arrests", ARRESTS))),
    )  # fmt: skip
    with pytest.raises(NoAnswer, match="holds 2 releases"):
        lags(both, "detainer", "ice_arrest")
    for release in ("R", "S"):
        assert lags(both, "detainer", "ice_arrest", release=release).more["reached"] == 3
        assert funnel(both, ["detainer", "ice_arrest"], release=release).rows[1]["persons"] == 3
        assert variants(both, release=release).more["persons"] == 4
    with pytest.raises(VarickError, match="no release 'T'"):
        variants(both, release="T")


def test_tables_without_identifiers_are_not_followed(tmp_path: Path) -> None:
    alone = folder(
        tmp_path / "log",
        frame("arrests", ARRESTS, linked=False),
        frame("removals", ARRESTS, linked=False),
    )
    for ask in (
        lambda: lags(alone, "ice_arrest", "removed"),
        lambda: funnel(alone, ["ice_arrest", "removed"]),
        lambda: variants(alone),
    ):
        with pytest.raises(
            NoAnswer, match=r"without an identifier.*--table removals --from apprehension_date"
        ):
            ask()
    with pytest.raises(NoAnswer, match="no event 'detainer'; it has ice_arrest, removed"):
        lags(alone, "detainer", "removed")
    with pytest.raises(VarickError, match='did you mean "removed"'):
        lags(alone, "remved", "removed")


def test_a_funnel_is_a_lower_bound(store: Store) -> None:
    found = funnel(store, ["detainer", "ice_arrest"])
    assert [row["persons"] for row in found.rows] == [4, 3]
    assert [row["without_identifier"] for row in found.rows] == [2, 1]
    assert [row["events"] for row in found.rows] == [7, 5]
    assert found.more["cut_short"] == 1
    assert funnel(store, ["detainer", "ice_arrest"], window=30).rows[1]["persons"] == 2
    assert [row["persons"] for row in funnel(store, ["ice_arrest", "detainer"]).rows] == [4, 2]
    assert funnel(store, ["detainer", "ice_arrest"], where=["aor=new"]).rows[0]["persons"] == 1
    with pytest.raises(VarickError, match="two steps or more"):
        funnel(store, ["detainer"])
    with pytest.raises(NoAnswer, match="no event 'detainer' fits"):
        funnel(store, ["detainer", "ice_arrest"], since=date(2026, 1, 1))


def test_variants_and_what_follows_what(store: Store) -> None:
    found = variants(store)
    assert [(row["journey"], row["persons"]) for row in found.rows] == [
        (["detainer", "ice_arrest"], 2),
        (["ice_arrest", "detainer"], 1),
        (["detainer", "ice_arrest", "detainer"], 1),
    ]
    assert (found.more["variants"], found.more["persons"]) == (3, 4)
    assert found.more["days_first_to_last"]["median"] == np.median([59, 0, 30, 149])
    assert variants(store, where=["aor=NEW"]).more["persons"] == 1
    assert variants(store, since=date(2025, 6, 1)).rows[0]["journey"] == ["detainer", "ice_arrest"]
    follows = variants(store, follows=True, times=True)
    assert [tuple(row.values())[:3] for row in follows.rows] == [
        ("(start)", "detainer", 3),
        ("detainer", "ice_arrest", 3),
        ("detainer", "(end)", 2),
        ("ice_arrest", "(end)", 2),
        ("ice_arrest", "detainer", 2),
        ("(start)", "ice_arrest", 1),
    ]
    assert follows.rows[1]["median_days"] == 10
    with pytest.raises(VarickError, match="--times goes with"):
        variants(store, times=True)
    with pytest.raises(VarickError, match="no attribute of an event"):
        variants(store, where=["activity=detainer"])


def removals(rows: Sequence[tuple[str, str, str]]) -> Frame:
    blank = Coded.blank(len(rows))
    days = [np.array([r[k] for r in rows], dtype="datetime64[s]") for k in (0, 1)]
    columns = {
        "apprehension_date": Dates(days[0], True, blank),
        "departed_date": Dates(days[1], True, blank),
        "aor": Coded.of(r[2] for r in rows),
    }
    return Frame.of_columns("removals", "R", "departed_date", columns)


def test_two_dates_of_a_row(tmp_path: Path) -> None:
    rows = [("2017-01-01", f"2017-01-{d:02}", "NYC") for d in (2, 3, 4, 5, 11)]
    rows += [
        ("2017-02-01", "2017-01-31", "NYC"),
        ("NaT", "2017-05-05", "NYC"),
        ("2015-01-01", "2017-01-02", "NEW"),
    ]
    store = log_folder(tmp_path / "log", removals(rows))
    found = lags(store, "apprehension_date", "departed_date", table="removals", by="aor")
    new, nyc = found.rows
    assert (new["aor"], new["rows"], new["median"], new["negative"]) == ("NEW", 1, None, None)
    assert (nyc["rows"], nyc["median"], nyc["negative"], nyc["without"]) == (6, 2.5, 1, 1)
    assert nyc["within_365"] == 1
    assert any("forecast" in note for note in found.notes)
    assert any("negative" in note for note in found.notes)
    with pytest.raises(VarickError, match="go with activities"):
        lags(store, "apprehension_date", "departed_date", table="removals", window=3)
    with pytest.raises(VarickError, match="holds no dates"):
        lags(store, "aor", "departed_date", table="removals")
    with pytest.raises(VarickError, match="two columns"):
        lags(store, "departed_date", "departed_date", table="removals")
    with pytest.raises(VarickError, match="--by, --on and --duplicates go with --table"):
        lags(store, "a", "b", by="aor")


def test_the_real_removals_of_new_york(national: Store) -> None:
    """Days from apprehension to departure as data/README.md of the research folder gives them."""
    asked = ("apprehension_date", "departed_date")
    rows = lags(national, *asked, table="removals", where=["aor=NYC"], by="fy").rows
    assert [row["fy"] for row in rows] == ["2016", "2017", "2018"]
    assert [round(row["median"]) for row in rows] == [317, 321, 336]
    first = rows[0]
    assert [first["p10"], first["p25"], round(first["p75"] + 0.01), first["p90"]] == [40, 77, 1_722, 4_204]
    assert (round(rows[2]["p10"]), round(rows[2]["p90"])) == (27, 5_080)
    assert all(0.51 <= row["within_365"] < 0.535 for row in rows)
    assert lags(national, *asked, table="removals").more["negative"] == 1_470
    with pytest.raises(NoAnswer, match="without an identifier"):
        lags(national, "apprehended", "removed")


def test_every_question_answers_on_a_simulated_log(tmp_path: Path) -> None:
    """And says what plain Python counts, journey by journey."""
    from varick.engine.answers import World
    from varick.engine.log import write_log
    from varick.engine.population import backend
    from varick.model.load import load_scenario

    world = World.of(load_scenario("nyc-2018"), draws=200)
    path = tmp_path / "people.parquet"
    write_log(world, backend(world.model.program, "numpy", 3_000, "record_times"), 3_000, path)
    store = Store.open(path)
    names = store.log.meta.names
    told = [
        ([names[a] for a in j.activity.tolist()], j.time.astype("datetime64[m]").astype(np.int64).tolist())
        for j in store.log.journeys()
    ]
    every = Counter(tuple(journey) for journey, _ in told)
    found = variants(store, top=None)
    assert {tuple(row["journey"]): row["persons"] for row in found.rows} == every
    follows = variants(store, follows=True, top=None)
    assert sum(row["count"] for row in follows.rows) == sum(len(j) + 1 for j, _ in told)
    steps = ["arrested", "fbi_received_prints", "arraigned"]
    later = [j for j, _ in told if "arrested" in j and "fbi_received_prints" in j[j.index("arrested") :]]
    both = sum("arraigned" in j[j.index("fbi_received_prints") :] for j in later)
    assert [row["persons"] for row in funnel(store, steps).rows] == [3_000, len(later), both]
    waits = sorted(
        (t[j.index("arraigned", j.index("arrested"))] - t[j.index("arrested")]) / 1440
        for j, t in told
        if "arraigned" in j[j.index("arrested") :]
    )
    lag = lags(store, "arrested", "arraigned", window=365)
    inside = [w for w in waits if w <= 365]
    assert lag.more["reached"] == len(inside)
    assert lag.more["starts"] == 3_000
    half = lag.more["quantiles"]["median"]["days"]
    assert half == pytest.approx(waits[1_499], abs=1e-4)
    assert "invented" in lag.vintage
    with pytest.raises(VarickError, match="no attributes"):
        lags(store, "arrested", "arraigned", where=["aor=NYC"])


def test_the_invented_linked_release(tmp_path: Path) -> None:
    """Who was arrested after a detainer, and when, as it was planted: rows with identifier, up to extraction."""
    (tmp_path / "E").mkdir()
    truth = make(tmp_path / "E", "E", size=600, form="csv")
    import_files(sorted((tmp_path / "E").iterdir()), tmp_path / "log")
    store = Store.open(tmp_path / "log")
    told = {name: truth.tables[name] for name in ("detainers", "arrests")}
    arrests: dict[int, list[np.datetime64]] = {}
    for who, time, known in zip(
        told["arrests"].who, told["arrests"].time, told["arrests"].identified, strict=True
    ):
        if known and not np.isnat(time):
            arrests.setdefault(int(who), []).append(time.astype("datetime64[s]"))
    waits, alone, persons, both = [], 0, set(), set()
    starts = 0
    for who, time, known in zip(
        told["detainers"].who, told["detainers"].time, told["detainers"].identified, strict=True
    ):
        if np.isnat(time):
            continue
        alone += not known
        if not known:
            continue
        starts += 1
        persons.add(int(who))
        later = [t for t in arrests.get(int(who), []) if t >= time.astype("datetime64[s]")]
        if later:
            waits.append((min(later) - time.astype("datetime64[s]")).astype(int) / 86_400)
            both.add(int(who))
    found = lags(store, "detainer", "ice_arrest")
    assert found.more["last_day"] == store.account["tables"][0]["extracted"] <= str(truth.extracted)
    assert (found.more["starts"], found.more["persons"]) == (starts, len(persons))
    assert found.more["reached"] == len(waits)
    assert found.more["without_identifier"]["detainer"] == alone > 0
    for days in (30, 90, 365):  # a detainer has a day only, and may stand at an encounter of that day
        least, most = (sum(wait <= days + more for wait in waits) for more in (0, 1))
        assert least <= int(str(at(found, days)["reached"])) <= most
    assert any("dated by the day only" in note for note in found.notes)
    assert [row["persons"] for row in funnel(store, ["detainer", "ice_arrest"]).rows] == [
        len(persons),
        len(both),
    ]
