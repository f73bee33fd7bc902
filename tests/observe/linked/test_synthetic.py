"""Invented releases in layouts C, D and E, read from their files: all that was planted comes back, exactly.

The truth is kept by file, sheet and row; nothing here looks at how a thing was found.
"""

from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from synthetic import make
from synthetic.headers import TABLES, header
from synthetic.imported import Imported
from synthetic.journeys import came, journeys
from synthetic.world import SPANS

from varick.errors import VarickError
from varick.observe.frame import Dates, Flags, Numbers
from varick.observe.importing.import_tables import import_files
from varick.observe.linked.duplicates import RULES
from varick.observe.linked.link import arrests_to_stays, next_after
from varick.observe.linked.stays import checks, stays
from varick.observe.store import Store

LAYOUTS = ("C", "D1", "D", "E")
FORMS = {"D1": "csv"}
SIZES = {"D": 2_500}
"""Cases of each release; the one that is asked for growth must be large enough to show it."""
each_layout = pytest.mark.parametrize("layout", LAYOUTS)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Imported]:
    """Layout -> the release, written and imported when it is first asked for."""

    class Made(dict[str, Imported]):
        def __missing__(self, layout: str) -> Imported:
            folder = tmp_path_factory.mktemp(f"invented-{layout}")
            truth = make(folder, layout, size=SIZES.get(layout, 900), form=FORMS.get(layout, "xlsx"))
            files = sorted(folder.iterdir())
            import_files(files, folder / "log")
            self[layout] = Imported(truth, files, Store.open(folder / "log"))
            return self[layout]

    return Made()


@each_layout
def test_every_row_is_there_once(releases: dict[str, Imported], layout: str) -> None:
    release = releases[layout]
    assert set(release.frames) - {"stays"} == set(TABLES[layout])
    for table, written in release.truth.tables.items():
        assert sorted(release.rows(table).tolist()) == list(range(len(written.place)))
        assert release.frames[table].release == release.truth.release
    account = release.store.account
    assert account["rows_in"] == sum(len(written.place) for written in release.truth.tables.values())
    assert account["rows_rejected"] == 0


@each_layout
def test_persons_are_those_of_the_identifiers(releases: dict[str, Imported], layout: str) -> None:
    """The same number for the same person in every table, and none where the cell is blank."""
    release = releases[layout]
    pairs = set()
    for table, written in release.truth.tables.items():
        person, rows = release.frames[table].person, release.rows(table)
        assert person is not None
        assert ((person >= 0) == written.identified[rows]).all()
        pairs |= {(a, b) for a, b in zip(person.tolist(), written.who[rows].tolist(), strict=True) if a >= 0}
    assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


@each_layout
def test_main_dates(releases: dict[str, Imported], layout: str) -> None:
    release = releases[layout]
    for table, written in release.truth.tables.items():
        frame = release.frames[table]
        assert frame.main is not None
        assert (frame.dates(frame.main).time == written.time[release.rows(table)]).all(), table


@each_layout
def test_duplicate_flags(releases: dict[str, Imported], layout: str) -> None:
    release = releases[layout]
    for table, written in release.truth.tables.items():
        rows = release.rows(table)
        stored = {
            n.removeprefix("duplicate_") for n in release.frames[table].names if n.startswith("duplicate_")
        }
        assert stored == set(written.flags) <= set(RULES[table])
        for rule, planted in written.flags.items():
            column = release.frames[table].column(f"duplicate_{rule}")
            assert isinstance(column, Flags)
            assert planted.any()
            wrong = np.flatnonzero(column.values != planted[rows])
            assert not len(wrong), (table, rule, [written.place[rows[row]] for row in wrong[:3]])


@each_layout
def test_stays(releases: dict[str, Imported], layout: str) -> None:
    release = releases[layout]
    frame = stays(release.frames["detentions"], release.truth.extracted)
    assert frame.person is not None
    who = dict(
        zip(
            release.frames["detentions"].person.tolist(),  # type: ignore[union-attr]
            release.truth.tables["detentions"].who[release.rows("detentions")].tolist(),
            strict=True,
        )
    )
    of = [who[person] for person in frame.person.tolist()]
    known = {
        (stay.who, stay.begin.astype("datetime64[s]")): stay
        for stay in release.truth.stays
        if stay.identified
    }
    begin, end = frame.dates("stay_book_in").time, frame.dates("stay_book_out").time
    assert len(frame) == len(known)
    codes, longest = frame.coded("facility_codes_all").texts(), frame.coded("facility_code_longest").texts()
    bonds, numbers = frame.column("bond_set_lowest_seen"), frame.column("n_stays")
    assert isinstance(bonds, Numbers)
    assert isinstance(numbers, Numbers)
    every = Counter(person for person, _ in known)
    for place, person in enumerate(of):
        stay = known[person, begin[place]]
        assert codes[place] == "; ".join(stay.codes)
        assert longest[place] == stay.longest
        assert np.isnat(end[place]) if stay.end is None else end[place] == stay.end
        assert (
            np.isnan(bonds.values[place])
            if stay.lowest_bond is None
            else bonds.values[place] == stay.lowest_bond
        )
        assert numbers.values[place] == every[person]
    assert max(every.values()) > 1
    assert any(stay.end is None for stay in release.truth.stays)
    assert [check.wrong for check in checks(frame)] == [0, 0]


@each_layout
def test_the_stays_that_the_import_stores(releases: dict[str, Imported], layout: str) -> None:
    release = releases[layout]
    assert len(release.frames["stays"]) == sum(stay.identified for stay in release.truth.stays)


@each_layout
def test_arrests_and_their_stays(releases: dict[str, Imported], layout: str) -> None:
    release, truth = releases[layout], releases[layout].truth
    frame = stays(release.frames["detentions"], truth.extracted)
    links = arrests_to_stays(release.frames["arrests"], frame)
    arrests, stints = release.rows("arrests"), release.rows("detentions")
    person = dict(zip(release.frames["detentions"].person.tolist(), stints.tolist(), strict=True))  # type: ignore[union-attr]
    assert frame.person is not None
    begin = frame.dates("stay_book_in").time
    found = {}
    for left, right in zip(links.left.tolist(), links.right.tolist(), strict=True):
        who = int(truth.tables["detentions"].who[person[int(frame.person[right])]])
        found[who, begin[right]] = int(arrests[left])
    assert found == {
        (who, when.astype("datetime64[s]")): row for (who, when), row in truth.arrest_of_stay.items()
    }
    assert links.of_left.without_identifier == int((~truth.tables["arrests"].identified).sum())


def detainer_to_arrest(release: Imported) -> tuple[dict[int, int], np.ndarray]:
    links = next_after(release.frames["detainers"], release.frames["arrests"], within_days=200)
    left, right = release.rows("detainers")[links.left], release.rows("arrests")[links.right]
    return dict(zip(left.tolist(), right.tolist(), strict=True)), links.days


@pytest.mark.parametrize("layout", ["D1", "D", "E"])
def test_what_follows_a_detainer_and_what_leads_to_one(releases: dict[str, Imported], layout: str) -> None:
    release, truth = releases[layout], releases[layout].truth
    found, days = detainer_to_arrest(release)
    assert found == truth.arrest_of_detainer
    detainers, arrests = truth.tables["detainers"], truth.tables["arrests"]
    planted = [
        (arrests.time[b].astype("datetime64[D]") - detainers.time[a].astype("datetime64[D]")).astype(int)
        for a, b in truth.arrest_of_detainer.items()
    ]
    assert sorted(days.tolist()) == sorted(planted)
    drawn = Counter(truth.days_to_arrest[truth.days_to_arrest >= 0].tolist())
    assert not Counter(int(day) for day in days) - drawn
    links = next_after(release.frames["encounters"], release.frames["detainers"], within_days=7)
    left, right = release.rows("encounters")[links.left], release.rows("detainers")[links.right]
    assert dict(zip(left.tolist(), right.tolist(), strict=True)) == truth.detainer_of_encounter


@each_layout
def test_the_funnel_is_a_lower_bound_and_says_so(releases: dict[str, Imported], layout: str) -> None:
    release, truth = releases[layout], releases[layout].truth
    persons = {held.table: held.persons for held in release.store.tables}
    assert persons == truth.funnel()
    for table, written in truth.tables.items():
        assert len(np.unique(written.who)) >= persons[table]  # type: ignore[operator]


@pytest.mark.parametrize("layout", ["D1", "D", "E"])
def test_dates_that_are_none_are_kept_as_written(releases: dict[str, Imported], layout: str) -> None:
    release = releases[layout]
    column = release.frames["detainers"].column("charge_date")
    assert isinstance(column, Dates)
    assert (
        (column.as_written.codes >= 0).sum() == np.isnat(column.time).sum() == release.truth.unparseable > 0
    )


def test_redaction_marks_and_na_are_neither_blank_nor_one(releases: dict[str, Imported]) -> None:
    arrests = releases["E"].frames["arrests"]
    assert arrests.coded("threat_level").counts().keys() == {"1", "2", "3", "NA", None}
    marks = arrests.column("birth_date")
    assert None not in (marks.counts() if hasattr(marks, "counts") else {})


def test_headers_that_releases_are_known_by(releases: dict[str, Imported]) -> None:
    """Final Order twice in the first delivery of D; no Birth Date in E's FY23 and FY24; a misspelling in C."""
    assert [n for n in header("D1", "detainers") if n == "Final Order Yes No"] == ["Final Order Yes No"] * 2
    first = releases["D1"].frames["detainers"]
    assert first.coded("final_order").counts().keys() == {"YES", "NO", None}  # the case's, in column 33
    assert first.coded("ground_final_order").counts().keys() == {"YES", None}  # the detainer's, in column 56
    assert {"lift_reason", "detainer_type"}.isdisjoint(first.names)
    assert "landmark" not in releases["D1"].frames["arrests"].names
    assert len(header("E", "detainers", 2024)) == len(header("E", "detainers", 2025)) - 1
    assert header("C", "removals")[-1] == "Anonymized Identifer"
    assert releases["C"].frames["removals"].person is not None


def test_the_same_seed_writes_the_same_rows(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        make(tmp_path / name, "E", size=60, form="csv", seed=7)
    one, other = (
        {f.name: f.read_bytes() for f in sorted((tmp_path / name).iterdir())} for name in ("a", "b")
    )
    assert one == other
    (tmp_path / "c").mkdir()
    make(tmp_path / "c", "E", size=60, form="csv", seed=8)
    assert one != {f.name: f.read_bytes() for f in sorted((tmp_path / "c").iterdir())}


def test_the_ten_offenses_that_were_made_to_grow_are_the_ten_that_grew_most(
    releases: dict[str, Imported],
) -> None:
    from varick.observe.questions.growth import growth

    release, truth = releases["D"], releases["D"].truth
    assert truth.windows is not None
    a1, a2, b1, b2 = truth.windows
    found = growth(release.store, "detainers", "charge_code:group2", (a1, a2), (b1, b2)).to_dict()["rows"]
    planted = {offense.group: offense for offense in truth.growing}
    assert {row["category"][:2] for row in found} == set(planted)
    for row in found:
        offense = planted[row["category"][:2]]
        assert (row["a"], row["b"]) == (offense.before, offense.after)


def test_the_event_log_has_every_row_that_is_an_event(releases: dict[str, Imported]) -> None:
    release, truth = releases["E"], releases["E"].truth
    log = release.store.log
    found = dict(
        zip(log.meta.names, np.bincount(log.activity, minlength=len(log.meta.names)).tolist(), strict=True)
    )
    rows = {table: len(written.place) for table, written in truth.tables.items()}
    assert found["ice_encounter"] == rows["encounters"]
    assert found["detainer"] == rows["detainers"]
    assert found["ice_arrest"] == rows["arrests"]
    assert found["removed"] == rows["removals"]


def test_days_from_detainer_to_arrest_in_the_event_log(releases: dict[str, Imported]) -> None:
    """The kernel's next arrest is the planted one, and detainers that none follows are followed to the end."""
    from varick.eventlog.measures.lags import Asked, lags

    release, truth = releases["E"], releases["E"].truth
    log = release.store.log
    codes = {name: code for code, name in enumerate(log.meta.names)}
    day = 24 * 60
    end = int((np.datetime64(truth.extracted) - np.datetime64(log.meta.origin)).astype(int) + 1) * day - 1
    measured = lags(log, Asked(codes["detainer"], codes["ice_arrest"], end, window=200 * day))
    detainers, arrests = truth.tables["detainers"], truth.tables["arrests"]
    assert measured.tally["starts"] == len(detainers.place)
    followed = dict(truth.arrest_of_detainer)
    for row in np.flatnonzero(
        detainers.flags["ddp_2026"]
    ).tolist():  # the log keeps copies: each is followed too
        if (of := int(detainers.copy_of[row])) in truth.arrest_of_detainer:
            followed[row] = truth.arrest_of_detainer[of]
    planted = np.sort([(arrests.time[b] - detainers.time[a]).astype(int) // 60 for a, b in followed.items()])
    found = np.sort(measured.reached.astype(np.int64))
    assert len(found) == len(planted)
    # the detainer is somewhere in its day: at the moment of its encounter, where that is known
    assert ((found <= planted) & (planted - found < day)).all()


def test_tables_of_two_releases_are_never_linked(releases: dict[str, Imported]) -> None:
    with pytest.raises(VarickError, match="identifiers are made anew for every release"):
        next_after(releases["D"].frames["detainers"], releases["E"].frames["arrests"], within_days=30)


def test_an_encounter_leads_to_the_detainer_of_its_day_in_the_event_log(
    releases: dict[str, Imported],
) -> None:
    """A detainer has no time of day; at midnight it would come before the encounter that led to it."""
    from varick.eventlog.measures.lags import Asked, lags

    release, truth = releases["E"], releases["E"].truth
    log = release.store.log
    codes = {name: code for code, name in enumerate(log.meta.names)}
    end = int(log.time.astype("datetime64[m]").astype(np.int64).max())
    asked = Asked(codes["ice_encounter"], codes["detainer"], end, window=8 * 24 * 60)
    encounters = truth.tables["encounters"]
    copies = sum(
        encounters.copy_of[row] in truth.detainer_of_encounter
        for row in np.flatnonzero(encounters.flags["ddp_2026"]).tolist()
    )
    # where something of a later kind stands before the encounter on that day, the detainer stays before both
    person, time, activity = (
        np.asarray(log.person),
        log.time.astype("datetime64[m]"),
        np.asarray(log.activity),
    )
    between = 0
    for row in np.flatnonzero(activity == codes["detainer"]).tolist():
        rest = (person == person[row]) & (time > time[row])
        rest &= time.astype("datetime64[D]") == time[row].astype("datetime64[D]")
        if (of := activity[rest].tolist()) and codes["ice_encounter"] in of:
            assert of[0] != codes["ice_encounter"]
            between += 1
    assert between <= 2
    assert len(lags(log, asked).reached) == len(truth.detainer_of_encounter) + copies - between


STEPS = ("ice_encounter", "detainer", "ice_arrest", "detained", "stay_ended", "removed")


@each_layout
def test_variants_are_the_journeys_that_were_planted(releases: dict[str, Imported], layout: str) -> None:
    from varick.observe.questions.variants import variants

    release = releases[layout]
    planted = [tuple(name for _, name in journey) for journey in journeys(release.truth).values()]
    found = variants(release.store, top=None)
    assert {tuple(row["journey"]): row["persons"] for row in found.rows} == Counter(planted)
    assert found.more["persons"] == len(planted)
    assert max(map(len, planted)) > 8
    follows = variants(release.store, follows=True, top=None)
    pairs = Counter(pair for one in planted for pair in pairwise(("(start)", *one, "(end)")))
    assert {(row["activity"], row["next_activity"]): row["count"] for row in follows.rows} == pairs


@each_layout
@pytest.mark.parametrize("window", [None, 3, 30, 180])
def test_the_funnel_is_what_was_planted(
    releases: dict[str, Imported], layout: str, window: int | None
) -> None:
    from varick.observe.questions.funnel import funnel

    release = releases[layout]
    steps = STEPS[2:] if layout == "C" else STEPS
    planted = [came(journey, steps, window) for journey in journeys(release.truth).values()]
    expected = [sum(done > step for done in planted) for step in range(len(steps))]
    rows = funnel(release.store, steps, window=window).rows
    assert [row["persons"] for row in rows] == expected
    assert expected[0] > expected[-1] > 0 or window == 3
    for row in rows:
        alone = row["without_identifier"]
        assert 0 < alone < row["events"]


@each_layout
def test_who_began_in_a_span_of_days_is_asked_of_the_first_step_only(
    releases: dict[str, Imported], layout: str
) -> None:
    from varick.observe.questions.funnel import funnel

    release = releases[layout]
    since, until = SPANS[layout].second
    begin, end = np.datetime64(since, "s"), np.datetime64(until, "s")
    expected = [0, 0]
    for journey in journeys(release.truth).values():
        begun = [
            place
            for place, (time, name) in enumerate(journey)
            if name == "ice_arrest" and begin <= time < end
        ]
        expected[0] += bool(begun)
        expected[1] += any(name == "removed" for _, name in journey[begun[0] + 1 :]) if begun else 0
    rows = funnel(release.store, ("ice_arrest", "removed"), since=since, until=until).rows
    assert [row["persons"] for row in rows] == expected
    assert expected[1]


def test_a_second_import_of_other_files_leaves_no_flag_of_the_first(tmp_path: Path) -> None:
    """Flags are made of all rows of a release: those of the first import would be wrong beside the second's rows."""
    folder = tmp_path / "E"
    folder.mkdir()
    make(folder, "E", size=200, form="csv")
    files = sorted(folder.iterdir())
    import_files(files[::2], tmp_path / "twice")
    import_files(files[1::2], tmp_path / "twice")
    import_files(files, tmp_path / "once")
    for held in Store.open(tmp_path / "once").tables:
        one = Store.open(tmp_path / "once").frame(held.table)
        two = Store.open(tmp_path / "twice").frame(held.table)
        assert set(one.names) == set(two.names)
        for name in (n for n in one.names if isinstance(one.column(n), Flags)):
            a, b = one.column(name), two.column(name)
            assert isinstance(a, Flags)
            assert isinstance(b, Flags)
            assert a.values.sum() == b.values.sum(), (held.table, name)
