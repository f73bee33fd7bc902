"""The city's list by day, sections as people write them, and files of offences that are wrong."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import varick
from varick.errors import VarickError
from varick.model.load import library
from varick.model.offences import Answer, load_offences, offences
from varick.model.sections import parse

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))
FILE = Path(varick.__file__).parent / "facts" / "record" / "offences.yaml"
ARTICLE = date(2018, 4, 26)


def ask(text: str, day: date | str = ARTICLE) -> Answer:
    return offences().answer(text, date.fromisoformat(day) if isinstance(day, str) else day)


def keys(answer: Answer) -> list[str]:
    return [reason.key for reason in answer.reasons]


# The list


@pytest.mark.parametrize(
    ("day", "entries"),
    [
        ("2014-12-13", 0),
        ("2014-12-14", 161),
        ("2018-04-01", 161),
        ("2018-11-12", 161),
        ("2018-11-13", 162),
        ("2019-08-12", 162),
        ("2020-04-30", 162),
        ("2020-05-01", 168),
        ("2026-01-01", 168),
    ],
)
def test_how_many_entries_are_in_force(day: str, entries: int) -> None:
    assert len(offences().in_force(date.fromisoformat(day))) == entries


def test_the_list_is_the_researched_one(shared: Path) -> None:
    """Every row: section, subdivision, name, class, ground and date, and the grade of its name."""
    form = offences().form
    with (shared / "facts" / "qualifying_offences.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 169
    grades = {"same name seen": "secondary", "verified text seen": "seen", "recalled": "recalled"}
    seen = set()
    for row in rows:
        entry = form.offences.get(f"{row['law']} {row['section']}")
        if row["category"] in ("listed_section", "added_by_rule"):
            assert entry is not None, row["key"]
            ground = "city_rule" if row["category"] == "added_by_rule" else "statute"
            ground = "state_law_of_2018" if row["effective_from"] == "2018-11-13" else ground
            subdivisions = [str(n) for n in range(2, 9)] if row["subdivision"] == "2..8" else []
            if row["subdivision"] and not subdivisions:
                subdivisions = [row["subdivision"]]
            assert ground in entry.listed
            assert (entry.felony_class or "") == row["felony_class_recalled"]
            assert row["name"].startswith(entry.name), row["key"]
            assert entry.subdivisions == subdivisions
            grade = next(g for text, g in grades.items() if text in row["name_confidence"])
            both = len(entry.listed) > 1  # the better of two sightings of the name
            assert entry.name_grade == ("seen" if both else grade), row["key"]
            seen.add((f"{row['law']} {row['section']}", ground))
            assert form.grounds[ground].when == row["effective_from"]
        else:
            sections = {r.sections for r in form.class_rules.values()}
            assert row["law"] == "OTHER" or row["key"].removesuffix(".00") in sections, row["key"]
    assert seen == {(key, ground) for key, entry in form.offences.items() for ground in entry.listed}


def test_one_offense_with_two_grounds() -> None:
    assert ask("230.34-a", "2018-11-12").qualifies is False
    before = ask("230.34-a", "2018-11-13")
    assert (before.qualifies, before.listed_since) == (True, "2018-11-13")
    within = ask("230.34-a", "2019-12-01")
    assert within.qualifies is True, "the state's law does not wait for the city's rule"
    after = ask("230.34-a", "2020-06-01")
    assert (after.qualifies, after.listed_since) == (True, "2018-11-13")
    assert "also_listed_between" in keys(after)
    assert {"L.2018 ch.189", "39 RCNY 2-01"} <= set(after.cites)


@pytest.mark.parametrize("section", ["135.37", "135.61", "230.08", "230.11", "230.12", "230.13"])
def test_a_crime_that_a_rule_added_on_an_unknown_day(section: str) -> None:
    assert ask(section, "2019-08-12").qualifies is False
    for day in ("2019-08-13", "2019-12-31", "2020-04-30"):
        answer = ask(section, day)
        assert (answer.qualifies, answer.listed_since) == ("depends", "2019-08-13..2020-04-30")
        assert "maybe_listed" in keys(answer)
    assert ask(section, "2020-05-01").qualifies is True


@pytest.mark.parametrize(
    ("section", "qualifies"),
    [
        ("PL 120.05", True),
        ("PL 120.05(3)", True),
        ("PL 120.00", False),
        ("PL 120.04-a", "depends"),
        ("PL 120.04-a(4)", True),
        ("PL 120.04-a(1)", False),
        ("PL 135.65", "depends"),
        ("PL 135.65(2)", "depends"),
        ("PL 135.65(2)(b)", True),
        ("PL 135.65(2)(a)", False),
        ("PL 230.25(2)", True),
        ("PL 230.25(1)", False),
        ("PL 265.02", "depends"),
        ("PL 265.02(1)", False),
        ("PL 265.02(2)", True),
        ("PL 265.02(8)", True),
        ("PL 265.02(9)", False),
        ("PL 265.10", "depends"),
        ("PL 265.35", "depends"),
        ("PL 265.35(2)", True),
        ("PL 265.35(1)", False),
        ("PL 405.16", "depends"),
        ("PL 405.16(1)", True),
        ("PL 485.05", "depends"),
        ("PL 110.00", "depends"),
        ("PL 105", "depends"),
        ("PL 105.15", "depends"),
        ("PL 100.10", "depends"),
        ("PL 115.05", "depends"),
        ("PL 120", "depends"),
        ("PL 17", False),
        ("VTL 600", "depends"),
        ("VTL 600(2)", "depends"),
        ("VTL 601", False),
        ("VTL 1192", False),
        ("VTL 511", False),
        ("PL 140.20", False),
        ("PL 155.25", False),
        ("PL 165.15", False),
        ("PL 220.03", False),
        ("PL 221.05", False),
        ("PL 221.10", False),
        ("AC 10-125", False),
    ],
)
def test_what_counts_in_april_2018(section: str, qualifies: bool | str) -> None:
    answer = ask(section)
    assert answer.qualifies is qualifies or answer.qualifies == qualifies == "depends"
    assert "conviction" in keys(answer)
    assert (answer.listed_since is None) == (qualifies is False or section == "PL 120")
    assert ask(section, "2014-12-13").qualifies is False
    assert keys(ask(section, "2014-12-13"))[0] == "no_list"


@pytest.mark.parametrize(
    ("section", "day", "printed"),
    [
        ("PL 120.05", "2018-02-15", True),
        ("PL 120.00", "2018-02-15", True),
        ("PL 140.10", "2018-02-15", True),
        ("PL 140.15", "2018-02-15", True),
        ("PL 155.25", "2018-02-15", True),
        ("PL 165.15(3)", "2018-02-15", True),
        ("PL 220.03", "2018-02-15", True),
        ("PL 265.01", "2018-02-15", True),
        ("PL 240.20", "2018-02-15", False),
        ("PL 221.05", "2018-02-15", False),
        ("PL 221.05", "2021-03-31", False),
        ("PL 221.10", "2019-08-27", True),
        ("PL 221.10", "2019-08-28", False),
        ("PL 221.10", "2021-03-30", False),
        ("PL 221.10", "2021-03-31", False),
        ("PL 240.37", "2021-02-01", True),
        ("PL 240.37(2)", "2021-02-01", True),
        ("PL 240.37(2)", "2021-02-02", False),
        ("VTL 511", "2018-02-15", "depends"),
        ("VTL 511(1)", "2018-02-15", False),
        ("VTL 511(2)(a)(i)", "2018-02-15", False),
        ("VTL 511(3)", "2018-02-15", True),
        ("VTL 1192", "2018-02-15", "depends"),
        ("VTL 1192(1)", "2018-02-15", False),
        ("VTL 1192.2", "2018-02-15", True),
        ("VTL 1192(3)", "2018-02-15", True),
        ("VTL 1192(4)", "2018-02-15", True),
        ("VTL 600", "2018-02-15", "depends"),
        ("VTL 509", "2018-02-15", False),
        ("VTL 1212", "2018-02-15", False),
        ("VTL 601", "2018-02-15", "unknown"),
        ("AC 10-125", "2018-02-15", "unknown"),
        ("PL 265.02(1)", "2018-02-15", True),
        ("PL 265.10", "2018-02-15", True),
        ("PL 265.35", "2018-02-15", "depends"),
        ("PL 265.35(1)", "2018-02-15", "unknown"),
        ("PL 110.00", "2018-02-15", "depends"),
        ("PL 105.15", "2018-02-15", True),
        ("PL 170.20", "2018-02-15", True),
        ("PL 240.26", "2018-02-15", False),
        ("PL 270.00", "2018-02-15", "depends"),
        ("PL 221.55", "2021-03-30", True),
        ("PL 221.55", "2021-03-31", False),
        ("PL 222.40", "2021-03-30", False),
        ("PL 222.40", "2021-03-31", True),
        ("PL 120.99", "2018-02-15", "unknown"),
        ("PL 120", "2018-02-15", "unknown"),
        ("PL 125.40", "2019-01-21", True),
        ("PL 125.40", "2019-01-22", "depends"),
        ("PL 120.05", "2007-12-31", "unknown"),
    ],
)
def test_what_is_fingerprinted(section: str, day: str, printed: bool | str) -> None:
    assert ask(section, day).fingerprintable == printed


def test_a_repealed_offense_may_still_count_for_a_judgment_of_before() -> None:
    answer = ask("PL 130.50", "2025-01-01")
    assert answer.qualifies is True
    assert "repealed_listed" in keys(answer)


def test_what_is_later_than_the_law_known_is_said_first() -> None:
    city = library().as_of["city"]
    assert "law_known" not in keys(ask("PL 120.05", city))
    later = ask("PL 120.05", date(2090, 1, 1))
    assert later.reasons[0].key == "law_known"
    assert later.reasons[0].values["date"] == city


# The pathway's groups of charges


@pytest.mark.parametrize(
    ("section", "group"),
    [
        ("PL 221.10(1)", "marijuana_fifth"),
        ("221.05", "marijuana_violation"),
        ("PL 120.00", "assault_third"),
        ("PL 155.25", "petit_larceny"),
        ("PL 165.15(3)", "fare_evasion"),
        ("PL 220.03", "drug_seventh"),
        ("PL 140.15", "trespass"),
        ("PL 240.20", "disorderly_conduct"),
        ("PL 265.01", "weapon_fourth"),
        ("PL 120.05", "felony_graver"),
        ("PL 120.12", "felony_other"),
        ("PL 130.25", "felony_graver"),
        ("PL 205.10", "felony_graver"),
        ("PL 140.20", "felony_theft_graver"),
        ("PL 140.25(2)", "felony_theft_graver"),
        ("PL 140.17", "felony_graver"),
        ("PL 160.05", "felony_theft_graver"),
        ("PL 220.41", "felony_graver"),
        ("PL 230.00", "misdemeanor_other"),
        ("PL 240.37(2)", "loitering_for_prostitution"),
        ("PL 155.30", "felony_theft"),
        ("PL 155.40", "felony_theft_graver"),
        ("PL 165.40", "property_other"),
        ("PL 220.16", "felony_graver"),
        ("PL 220.50", "drug_seventh"),
        ("PL 221.40", "drug_seventh"),
        ("PL 221.55", "felony_graver"),
        ("PL 221.45", "felony_drug"),
        ("PL 222.30", "none"),
        ("PL 240.26", "disorderly_conduct"),
        ("VTL 1212", "unlicensed_driving"),
        ("VTL 511(1)", "unlicensed_driving"),
        ("VTL 511(3)", "felony_other"),
        ("VTL 1192(3)", "dwi"),
        ("VTL 1192(1)", "disorderly_conduct"),
    ],
)
def test_a_section_has_a_group_of_charges(section: str, group: str) -> None:
    assert offences().charge_group(section, ARTICLE) == (parse(section), group)


@pytest.mark.parametrize(
    ("section", "why"),
    [
        ("VTL 511", "name the subdivision"),
        ("PL 120.99", "not known here"),
        ("PL 270.00", "name the subdivision"),
        ("AC 10-125", "not known here"),
    ],
)
def test_a_section_without_a_group_of_charges_is_refused(section: str, why: str) -> None:
    with pytest.raises(VarickError, match=why):
        offences().charge_group(section, ARTICLE)


# Sections that are not on the list

OTHERS = FILE.with_name("other_sections.yaml")
YEARS = [date(y, m, 15) for y in range(2008, 2027) for m in (1, 7)]


def test_every_listed_section_is_answered_as_without_the_other_sections() -> None:
    bare, whole = load_offences(FILE, library()), offences()
    kinds = [r.sections for r in bare.form.class_rules.values() if r.sections]
    parts = [f"{key}({n})" for key, entry in bare.form.offences.items() if entry.subdivisions for n in "1248"]
    for section in [*bare.form.offences, *parts, *bare.form.charges, *kinds]:
        for day in YEARS:
            assert bare.answer(section, day) == whole.answer(section, day), section


def test_other_sections_change_no_listing() -> None:
    bare, whole = load_offences(FILE, library()), offences()
    for section in whole.form.charges:
        for day in YEARS:
            without, with_ = bare.answer(section, day), whole.answer(section, day)
            assert (without.qualifies, without.listed_since) == (with_.qualifies, with_.listed_since)
            assert bare.in_force(day) == whole.in_force(day)


def test_every_other_section_has_a_name_and_a_class_and_stands_on_a_source() -> None:
    form = offences().form
    others = {key: charge for key, charge in form.charges.items() if charge.of_class}
    assert len(others) > 300
    assert not others.keys() & form.offences.keys()
    for key, charge in others.items():
        assert charge.source, key
        assert (charge.name_grade == "recalled") == bool({"PL-RECALLED", "VTL-1800"} & set(charge.source)), (
            key
        )
        for day in YEARS:
            printed = ask(key, day).fingerprintable
            assert printed != "unknown", key
            there = (charge.began or day) <= day and (charge.repealed is None or day < charge.repealed)
            kind = str(charge.of_class).rpartition(" ")[2] if there else "none"
            letter = " " in str(charge.of_class)
            assert printed == ("depends" if kind == "depends" else letter and kind != "none"), (key, day)


def test_felony_or_misdemeanor_is_what_the_police_recorded(shared: Path) -> None:
    """Arrests of 2021 in Queens: whether the police call most arrests for a section felonies or misdemeanors."""
    counts: dict[str, Counter[str]] = {}
    path = shared / "data" / "elchic00_CrimeInQueens" / "NYPD_Arrest_Data__Year_to_Date_.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if code := re.match(r"PL (\d{3})(\d{2})(?![A-Z])", row["LAW_CODE"]):
                counts.setdefault(f"PL {code[1]}.{code[2]}", Counter())[row["LAW_CAT_CD"]] += 1
    assert len(counts) >= 70
    form, compared = offences().form, set()
    for section, by_kind in counts.items():
        charge = form.charges.get(section)
        if charge is not None and charge.of_class is not None:
            recorded = {"F": "felony", "M": "misdemeanor"}[by_kind.most_common(1)[0][0]]
            assert charge.of_class.endswith(recorded), section
            compared.add(section)
    assert len(compared) > 35


GOOD_OTHERS = OTHERS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("class: A misdemeanor}", "class: F misdemeanor}", "write such as E felony"),
        ("class: A misdemeanor}", "class: misdemeanor}", "has a class with a letter"),
        ("VTL 1212: {name: Reckless driving, class: misdemeanor", "VTL 1212: {name: a, class: A misdemeanor", "write misdemeanor"),
        ("class: A misdemeanor}", "class: }", "class"),
        ("PL 120.16: {", "P.L. 120.16: {", "write PL 120.16"),
        ("PL 120.16: {", "PL 120.05: {", "already among the offences"),
        ("PL 120.16: {", "PL 155.25: {", "already among the offences"),
        ("PL 120.16: {", "PL 155.35: {", "already among the offences"),
        ("source: [PL-DIGEST]", "source: [PL-DIGETS]", 'did you mean "PL-DIGEST"'),
        ("grade: recalled", "grade: heard", '"heard" is not one of'),
        ("from: 2010-11-11", "from: 2010-11-31", "not a day of the calendar"),
        ("from: 2010-11-11", "from: 2010-11-11, until: 2010-11-11", "not after from"),
        ("  grade: secondary\n", "", "missing"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_other_sections_is_told_with_file_and_line(
    tmp_path: Path, old: str, new: str, problem: str
) -> None:
    path = tmp_path / "other_sections.yaml"
    assert old in GOOD_OTHERS
    path.write_text(GOOD_OTHERS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(VarickError) as refused:
        load_offences(FILE, library(), path)
    lines = str(refused.value).splitlines()
    assert any(problem in line for line in lines)
    assert all(line.startswith("record/other_sections.yaml:") for line in lines)


# Sections as people write them


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("PL 120.05", "PL 120.05"),
        ("P.L. 120.05", "PL 120.05"),
        ("p. l. 120.05", "PL 120.05"),
        ("Penal Law 120.05", "PL 120.05"),
        ("N.Y. Penal Law § 120.05", "PL 120.05"),
        ("penal law section 120.05(3)", "PL 120.05(3)"),
        ("Penal Law §120.05, subdivision 3", "PL 120.05(3)"),
        ("  pl120.05  ", "PL 120.05"),
        ("PL 120.05 (3)", "PL 120.05(3)"),
        ("PL 120.05.3", "PL 120.05(3)"),
        ("120.05", "PL 120.05"),
        ("§ 120.05", "PL 120.05"),
        ("230.34-a", "PL 230.34-a"),
        ("230.34–A", "PL 230.34-a"),
        ("PL 265.01-b(1)", "PL 265.01-b(1)"),
        ("PL\u00a0135.65(2)(b)", "PL 135.65(2)(b)"),
        ("PL article 105", "PL 105"),
        ("VTL 1192.2", "VTL 1192(2)"),
        ("VTL 1192.2-a", "VTL 1192(2-a)"),
        ("V.T.L. 1192(4-a)", "VTL 1192(4-a)"),
        ("V&TL 511", "VTL 511"),
        ("VTL § 511(2)(a)(i)", "VTL 511(2)(a)(i)"),
        ("Vehicle and Traffic Law 600(2)(a)", "VTL 600(2)(a)"),
        ("AC 10-125", "AC 10-125"),
        ("A.C. § 10-125(b)", "AC 10-125(b)"),
        ("NYC Admin. Code 20-465.1", "AC 20-465.1"),
    ],
)
def test_a_section_is_read_as_people_write_it(text: str, section: str) -> None:
    assert str(parse(text)) == section
    assert str(parse(section)) == section


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "hello",
        "120",
        "PL",
        "PL 120.5",
        "PL 120.055",
        "PL 1200.05",
        "PL 120.05)",
        "PL 120.05(",
        "PL 120.05()",
        "PL 120.05 or 120.10",
        "VTL 11921",
        "AC 125",
        "CPL 160.10",
        "PL 120.05\x00",
        "PL 120.05" + "(1)" * 9,
        "PL ١٢٠.٠٥",
        "x" * 5000,
    ],
)
def test_what_is_no_section_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(VarickError) as refused:
        parse(text)
    said = str(refused.value)
    assert said.isprintable()
    assert len(said) < 200
    assert "PL 120.05" in said


@given(st.text(alphabet="PLVTACpenal lw.§()-0123456789abi", max_size=24), DAYS)
def test_any_text_is_answered_or_refused(text: str, day: date) -> None:
    try:
        answer = offences().answer(text, day)
    except VarickError as error:
        said = str(error)
    else:
        said = ""
        assert parse(str(answer.section)) == answer.section
        assert answer.qualifies in (True, False, "depends")
        assert answer.fingerprintable in (True, False, "depends", "unknown")
        assert answer.reasons
    assert len(said.splitlines()) <= 1


@given(
    st.from_regex(
        r"(PL [0-9]{1,3}\.[0-9]{2}(-[a-z])?|VTL [0-9]{1,4}|AC [0-9]{1,2}-[0-9]{3})(\([1-9]\))?",
        fullmatch=True,
    ),
    DAYS,
)
def test_every_well_formed_section_is_answered(text: str, day: date) -> None:
    answer = ask(text, day)
    assert str(answer.section) == text
    if answer.qualifies is True:
        assert answer.listed_since is not None
        assert date.fromisoformat(answer.listed_since.split("..")[0]) <= day


# Files that are wrong


GOOD = FILE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("listed: [statute]}", "listed: [statut]}", 'there is no ground "statut"; did you mean "statute"?'),
        ("PL 120.01: {", "PL 120.1: {", "is not how a section is written"),
        ("PL 120.01: {", "P.L. 120.01: {", "write PL 120.01"),
        ("name_grade: secondary", "name_grade: heard", '"heard" is not one of seen, secondary, recalled'),
        ("class_rules:\n", "class_rule:\n", "class_rule"),
        ("between: [2019-08-13, 2020-04-30]", "between: [2020-04-30, 2019-08-13]", "not after the first"),
        ("between: [2019-08-13, 2020-04-30]", "between: [2019-08-13]", "two dates expected"),
        ("    since: 2018-11-13\n", "", "give either since, or between"),
        ("source: [S06]", "source: [S06x]", 'there is no source "S06x"'),
        ("is: {2008-01-01: felony}", "is: {2008-01-01: fellony}", "felony"),
        ("PL 140.20:", "PL 120.05:", "already among the offences"),
        ("known_since: 2008-01-01", "known_since: soon", "a date expected"),
    ],
)
def test_a_wrong_file_is_told_with_file_and_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    path = tmp_path / "offences.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(VarickError) as refused:
        load_offences(path, library())
    lines = str(refused.value).splitlines()
    assert any(problem in line for line in lines)
    assert all(line.startswith("record/offences.yaml:") for line in lines)


def test_the_file_is_read_once() -> None:
    read: Callable[[], object] = offences
    assert read() is read()
