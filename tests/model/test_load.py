"""The folder of facts, and scenarios by name, by path and from memory."""

import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from mutations import EDITS, assert_lines, mutated

from varick.errors import VarickError
from varick.model.library import Library
from varick.model.load import load_library, load_scenario, scenario_from


@pytest.fixture
def library(folder: Path) -> Library:
    return load_library(folder)


def refused(*args: object, **kwargs: object) -> str:
    with pytest.raises(VarickError) as caught:
        load_scenario(*args, **kwargs)  # type: ignore[arg-type]
    return str(caught.value)


def test_everything_is_read(library: Library) -> None:
    assert list(library.facts) == ["prints_passed_on", "identified_share", "arrests", "regime"]
    fact = library.facts["prints_passed_on"]
    assert (fact.file, fact.line, fact.where) == ("facts/courts.yaml", 1, "facts/courts.yaml:1")
    assert [(v.since, v.value, v.grade, v.source, v.note, v.line) for v in fact.values] == [
        (date(1900, 1, 1), False, "recalled", (), "there was no program", 7),
        (date(2012, 5, 15), True, "seen", ("S01",), "", 8),
    ]
    share = library.facts["identified_share"]
    assert (share.estimates, share.counted) == ("share", "nothing; this is invented for the tests")
    assert library.facts["arrests"].values[0].value == {
        "bronx": {"drug": 30.0, "theft": 10.0},
        "kings": {"drug": 5.0, "theft": 6.0},
    }
    assert (library.source("S01").date, library.source("doc-2010").date) == ("2018-04-26", "2010")
    assert library.source("S01").line == 1
    assert library.reform("stop-passing-on").cites == ("section 1",)
    assert library.place("nyc").title == "New York City"
    assert library.as_of == {
        "federal": date(2026, 11, 22),
        "state": date(2026, 11, 21),
        "city": date(2026, 11, 20),
    }
    assert set(library.scenarios) == {"nyc-2018", "nyc-2018-closed"}


def test_a_place_has_its_own_facts(library: Library) -> None:
    scenario = load_scenario("nyc-2018", library)
    assert scenario.facts["identified_share"].values[0].value == 0.25
    assert scenario.facts["identified_share"].where == "facts/places/nyc.yaml:2"
    assert library.facts["identified_share"].values[0].value == 0.13
    assert scenario.facts["arrests"] is library.facts["arrests"]


def test_a_scenario_extends_another(library: Library) -> None:
    closed = load_scenario("nyc-2018-closed", library)
    assert (closed.place, closed.period) == ("nyc", (date(2018, 1, 1), date(2019, 1, 1)))
    assert (closed.reforms, closed.people, closed.seed, closed.headcount) == (
        ("stop-passing-on",),
        1000,
        7,
        1000,
    )
    assert closed.title == "nyc-2018-closed"
    prints = closed.facts["prints_passed_on"]
    assert [(v.since, v.value) for v in prints.values][-1] == (date(2018, 1, 1), False)
    assert closed.facts["identified_share"].on(date(2018, 6, 1)).value == 0.4
    base = load_scenario("nyc-2018", library)
    assert (base.title, base.headcount, base.reforms) == ("The letters", 51, ())


def test_a_file_extends_by_name_or_by_path(library: Library, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "mine.yaml").write_text(
        "extends: nyc-2018\nreforms: [stop-passing-on]\nseed: 1\nfacts: {regime: other}"
    )
    (tmp_path / "sub" / "child.yaml").write_text(
        "extends: ../mine.yaml\nreforms: [identify-more]\nfacts: {arrests: {bronx: {drug: 1, theft: 2}, kings: {drug: 3, theft: 4}}}"
    )
    child = load_scenario(tmp_path / "sub" / "child.yaml", library)
    assert (child.name, child.seed, child.reforms) == ("child", 1, ("stop-passing-on", "identify-more"))
    assert child.facts["regime"].on(date(2018, 1, 1)).value == "other"
    assert child.headcount == 10
    assert load_scenario(str(tmp_path / "mine.yaml"), library).people == "arrests"


def test_a_circle_is_refused(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: ./b.yaml")
    (tmp_path / "b.yaml").write_text("extends: a.yaml")
    assert refused(tmp_path / "a.yaml", library) == (
        f"{tmp_path / 'b.yaml'}: extends: a circle: a -> b -> a; one of them must not extend the next"
    )
    (tmp_path / "c.yaml").write_text("extends: ./c.yaml")
    assert "a circle: c -> c" in refused(tmp_path / "c.yaml", library)


def test_a_circle_in_the_folder_is_refused(folder: Path) -> None:
    (folder / "scenarios/nyc-2018.yaml").write_text("extends: nyc-2018-closed")
    with pytest.raises(VarickError, match="facts/scenarios/nyc-2018.+: extends: a circle: nyc-2018"):
        load_library(folder)


def test_what_nobody_gives_is_missing(library: Library, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("seed: 3")
    assert refused(tmp_path / "a.yaml", library).endswith(
        "a.yaml: place: missing; give it, or extend a scenario that has it"
    )
    (tmp_path / "a.yaml").write_text("{place: nyc, period: [2018-01-01, 2018-02-01], people: 5}")
    assert load_scenario(tmp_path / "a.yaml", library).seed == 7


def test_reforms_that_disagree_are_refused(folder: Path) -> None:
    reforms = folder / "reforms.yaml"
    reforms.write_text(
        reforms.read_text()
        + "keep-passing-on:\n  title: K\n  controlled_by: state\n  description: D\n  facts: {prints_passed_on: true}\n"
        + "stop-again:\n  title: K\n  controlled_by: state\n  description: D\n  facts: {prints_passed_on: false}\n"
    )
    library = load_library(folder)
    assert scenario_from({"extends": "nyc-2018", "reforms": ["stop-passing-on", "stop-again"]}, "x", library)
    with pytest.raises(VarickError) as caught:
        scenario_from({"extends": "nyc-2018-closed", "reforms": ["keep-passing-on"]}, "mine", library)
    assert str(caught.value) == (
        "mine: reforms: the reforms stop-passing-on and keep-passing-on set prints_passed_on differently; "
        "leave one out, or set the fact itself"
    )


def test_unknown_names(library: Library) -> None:
    assert refused("nyc-2013", library) == (
        'there is no scenario "nyc-2013"; did you mean "nyc-2018" or "nyc-2018-closed"? (or give the path of a .yaml file)'
    )
    assert refused("./mine.yaml", library) == "mine.yaml: no such file"
    for look_up, what in ((library.source, "source"), (library.reform, "reform"), (library.place, "place")):
        with pytest.raises(VarickError, match=f'there is no {what} "zzz"; there are '):
            look_up("zzz")


def test_a_scenario_in_memory_reads_no_files(library: Library, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("seed: 3")
    for path in (str(secret), "../secret.yaml", "secret.yaml"):
        with pytest.raises(
            VarickError, match=r"web: extends: only the name of a scenario can stand here, not a path"
        ):
            scenario_from({"extends": path}, "web", library)
    with pytest.raises(VarickError, match=r'^web: sed: not a field; did you mean "seed"\?$'):
        scenario_from({"extends": "nyc-2018", "sed": 3}, "web", library)


def test_the_canonical_form_is_a_scenario_again(library: Library) -> None:
    for name in library.scenarios:
        scenario = load_scenario(name, library)
        again = scenario_from(scenario.canonical(), name, library)
        assert again.canonical() == scenario.canonical()
        assert again.hash == scenario.hash
        assert again.facts == scenario.facts


def test_the_hash_is_of_what_is_meant_not_of_how_it_is_written(library: Library) -> None:
    def of(**more: object) -> str:
        return scenario_from({"extends": "nyc-2018", **more}, within=library).hash

    plain = load_scenario("nyc-2018", library)
    assert (len(plain.hash), plain.sha256[:12]) == (12, plain.hash)
    assert of() == plain.hash == of(title="Another title") == of(seed=7) == of(reforms=[])
    assert of(facts={"identified_share": 1}) == of(facts={"identified_share": {"value": 1.0}})
    both = ["stop-passing-on", "identify-more"]
    assert of(reforms=both) == of(reforms=both[::-1]) == of(reforms=both * 2)
    changed = [
        of(seed=8),
        of(people=51),
        of(reforms=both[:1]),
        of(facts={"identified_share": 0.2}),
        of(facts={"identified_share": {"value": 0.2, "low": 0.1, "high": 0.3}}),
        of(period=["2018-01-01", "2018-02-01"]),
    ]
    assert len({*changed, plain.hash}) == 7


def test_with_adds_to_a_scenario(library: Library) -> None:
    base = load_scenario("nyc-2018", library)
    assert base.with_(
        reforms=["stop-passing-on"], changes=load_scenario("nyc-2018-closed", library).changes, people=1000
    ).hash == (load_scenario("nyc-2018-closed", library).hash)
    assert base.with_(seed=8).seed == 8
    with pytest.raises(VarickError, match='there is no reform "nothing"'):
        base.with_(reforms=["nothing"])


def test_an_almost_empty_folder_will_do(tmp_path: Path) -> None:
    library = load_library(tmp_path)
    assert (library.facts, library.as_of, library.scenarios) == ({}, {}, {})
    with pytest.raises(VarickError, match="no such folder"):
        load_library(tmp_path / "nowhere")
    (tmp_path / "a.yml").write_text("x: 1")
    with pytest.raises(VarickError, match=r"a.yml: this ending is not read; name the file .yaml$"):
        load_library(tmp_path)


def test_a_folder_inside_a_zip_file_reads_the_same(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "wheel.zip", "w") as wheel:
        for file in folder.rglob("*.yaml"):
            wheel.write(file, f"varick/facts/{file.relative_to(folder)}")
    zipped = load_library(zipfile.Path(tmp_path / "wheel.zip", "varick/facts/"))
    plain = load_library(folder)
    assert zipped == plain
    assert zipped.facts["regime"].where == "facts/people.yaml:8"
    assert zipped.place("nyc").file == "facts/places/nyc.yaml"


def test_unreadable_files_of_a_folder_are_all_named(folder: Path) -> None:
    (folder / "courts.yaml").write_bytes(b"\xff")
    (folder / "sources.yaml").write_text("")
    (folder / "places/nyc.yaml").write_bytes(b"\0")
    with pytest.raises(VarickError) as caught:
        load_library(folder)
    assert str(caught.value).splitlines() == [
        "facts/courts.yaml:1: not UTF-8 (byte 0xff); save the file as UTF-8",
        "facts/places/nyc.yaml: not a text file (it holds zero bytes); save it as UTF-8 text",
        "facts/sources.yaml: empty",
    ]


def test_importing_varick_does_not_import_pydantic() -> None:
    code = "import sys, varick, varick.model.fact, varick.model.scenario; print('pydantic' in sys.modules, 'yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def load_mutated(folder: Path, files: list[Path], data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(files))
    before = file.read_text(encoding="utf-8")
    try:
        file.write_bytes(mutated(before, data.draw(EDITS)).encode("utf-8", "surrogatepass"))
        library = load_library(folder)
        for name in library.scenarios:
            assert load_scenario(name, library).hash
        event("read")
    except VarickError as error:
        assert_lines(error, ("facts/", "nyc-2018"))
    finally:
        file.write_text(before, encoding="utf-8")


SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@given(data=st.data())
@settings(suppress_health_check=SLOW)
def test_a_mutated_folder_is_read_or_refused_in_lines(folder: Path, data: st.DataObject) -> None:
    load_mutated(folder, sorted(folder.rglob("*.yaml")), data)


@pytest.mark.long
@given(data=st.data())
@settings(max_examples=10_000, suppress_health_check=SLOW)
def test_fact_files_long(folder: Path, data: st.DataObject) -> None:
    load_mutated(folder, sorted({*folder.rglob("*.yaml")} - {*folder.glob("scenarios/*")}), data)


@pytest.mark.long
@given(data=st.data())
@settings(max_examples=10_000, suppress_health_check=SLOW)
def test_scenario_files_long(folder: Path, data: st.DataObject) -> None:
    load_mutated(folder, sorted(folder.glob("scenarios/*.yaml")), data)
