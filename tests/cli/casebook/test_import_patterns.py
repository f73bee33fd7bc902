"""varick casebook import and patterns: as a person at the terminal meets them, in both languages."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from made_terminal import SECRET

from varick.casebook.book import Book
from varick.casebook.file.vault import Passphrase

Run = Callable[..., Any]
START = date(2015, 12, 1)


@pytest.fixture
def office(office: str) -> Path:
    """The same as a path."""
    return Path(office)


def told(office: Path, text: str, name: str = "cases.csv") -> Path:
    path = office.with_name(name)
    path.write_text(text, encoding="utf-8")
    return path


def years() -> str:
    """88 cases of other practices in 29 months and then six letters in 54 days."""
    lines = ["practice,source_type,ice_action_on,letter_date,arrest_date,fingerprinted,authority cited"]
    lines += [f"courthouse_arrest,client,{START + timedelta(days=10 * i)},,,," for i in range(88)]
    for day in (0, 9, 22, 33, 42, 53):
        on = date(2018, 2, 1) + timedelta(days=day)
        lines.append(f"call_in_letter,client,,{on},{on - timedelta(days=14)},yes,none")
    return "\n".join(lines) + "\n"


def opened(office: Path) -> Book:
    return Book.open(office, Passphrase(SECRET))


def test_a_preview_then_the_import_then_an_update(ask: Run, office: Path) -> None:
    path = told(
        office,
        "Number,practice,source_type,attended,name\nB-1,call_in_letter,client,,Zoraida Inventada\nB-2,other,x,yes,\n",
    )
    given = (path, "--key", "Number", "--retain-until", "2090-01-01")
    ran = ask("import", *given)
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    assert ran.out.startswith(
        "cases.csv: 2 rows. New cases: 1; cases changed: 0; the same: 0; rejected: 1.\n"
    )
    assert "row 3, source_type: one of client, attorney" in ran.out
    assert "Nothing was written." in ran.out
    assert "Zoraida" not in ran.out
    with opened(office) as book:
        assert book.count() == 0
    ran = ask("import", *given, "--apply", "--lang", "es", "--rejected", office.with_name("r.csv"))
    assert ran.out.startswith("cases.csv: 2 filas. Casos nuevos: 1;")
    assert "Casos agregados: 1; cambiados: 0." in ran.out
    assert "El archivo está sin cifrar" in ran.err
    assert "B-2,other,x,yes," in office.with_name("r.csv").read_text(encoding="utf-8-sig")
    update = told(office, "Number,attended,date of birth\nB-1,no,1980-01-01\n", "more.csv")
    ran = ask("import", update, "--key", "Number")
    assert "  attended: not asked to No: 1\n  birth_date: another value: 1\n" in ran.out
    ran = ask("import", update, "--key", "Number", "--apply", "--format", "json")
    said = json.loads(ran.out)
    assert (said["changed"], said["changes"]["attended"]) == (1, [{"old": "", "new": "no", "cases": 1}])
    with opened(office) as book:
        [case] = book.cases()
        assert case.value("attended") == "no"
        assert case.value("own_reference") == "B-1"


def test_the_list_of_a_casebook_comes_back_as_it_is(ask: Run, office: Path) -> None:
    ask("import", told(office, years()), "--retain-until", "2090-01-01", "--apply")
    listed = ask("list", "--all-fields", "--format", "csv").out
    said = json.loads(ask("import", told(office, listed, "back.csv"), "--format", "json").out)
    assert (said["same"], said["added"], said["changed"], said["rejected"]) == (94, 0, 0, 0)


@pytest.mark.parametrize(
    ("text", "arguments", "says"),
    [
        ("practice,weather\nother,rain\n", (), 'cases.csv: no field for "weather"'),
        ("practice,A#\nother,A012345678\n", (), "looks like A-numbers; a casebook keeps none"),
        ("practice,source_type\nx,client\n", (), "every row is rejected; the reasons stand above"),
        ("No,name\n1,Zoraida Inventada\n2,Zuleica Inventada\n", (), "a bare No or number is taken for data"),
        ("No,practice,name\nB-1,other,Zoraida Inventada\nB-2,other,x\n", (), "row 2 was read as the headings, and none of them"),
        ("practice,source_type\nother,client\n", ("--sheet", "x"), "no such sheet"),
        ("practice,source_type\nother,client\n", ("--column", "x"), "--column: write"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_is_one_line(
    ask: Run, office: Path, text: str, arguments: tuple[str, ...], says: str
) -> None:
    ran = ask("import", told(office, text), *arguments)
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert says in ran.err
    assert "Inventada" not in ran.err


def test_a_template_needs_no_casebook_and_no_secret(varick: Run, tmp_path: Path) -> None:
    ran = varick("casebook", "import", "--template", "cases.xlsx", "--lang", "es")
    assert (ran.code, ran.err, [str(f) for f in ran.files]) == (0, "", ["here/cases.xlsx"])
    assert ran.out.startswith("cases.xlsx: un caso por fila.")
    assert varick("casebook", "import", "--template", "cases.doc").code == 2
    assert varick("casebook", "import").code == 2


def test_patterns_in_words(ask: Run, office: Path) -> None:
    ask("import", told(office, years()), "--retain-until", "2090-01-01", "--apply")
    ran = ask("patterns", "--until", "2018-04-01")
    assert (ran.code, ran.err, ran.files) == (0, "", ())
    lines = ran.out.splitlines()
    assert lines[0] == "Invented: 94 cases, looked at as of April 1, 2018. Counted from December 1, 2015 on."
    place = lines.index("A letter to come to an ICE office: NEW")
    assert lines[place + 1] == (
        "  Cases on different days: 6, from February 1, 2018 to March 26, 2018. None in the 793 days before, beside 80 other "
        "cases; others since: 6."
    )
    assert lines[place + 2].startswith(
        "  The chance of so many if nothing had changed: by the calendar 1 in 220,000, among"
    )
    assert "A letter 10 to 20 days after an arrest with fingerprints, no warrant cited: NEW" in lines
    assert "How often this is wrong" in lines
    assert any(
        "Of 100 simulated offices where three times as many came, 46 to 78 had a call" in line
        for line in lines
    )
    spanish = ask("patterns", "--until", "2018-04-01", "--lang", "es", "--practice", "call_in_letter").out
    assert "Una carta para presentarse en una oficina de ICE: NUEVA" in spanish
    one = json.loads(
        ask("patterns", "--until", "2018-04-01", "--practice", "call_in_letter", "--format", "json").out
    )
    assert one["patterns"][0]["kind"] == "new"
    assert len(one["patterns"][0]["cases"]) == 6
    assert one["false_calls_in_100_offices_a_year"]["bunched"] == 17


def test_patterns_of_an_empty_casebook_and_of_a_practice_that_there_is_not(ask: Run, office: Path) -> None:
    ran = ask("patterns", "--until", "2018-04-01")
    assert ran.out.startswith("Invented: 0 cases, looked at as of April 1, 2018. No run of dated cases")
    assert ran.out.count(": No case\n") == 7
    ran = ask("patterns", "--practice", "call_in_leter")
    assert (ran.code, ran.err.count("\n")) == (2, 1)
    assert 'did you mean "call_in_letter"' in ran.err
    own = told(
        office,
        "practices: {mine: {says: Ours, dates: letter_date, needs: [{field: practice, is: other}]}}",
        "own.yaml",
    )
    assert "Ours: No case" in ask("patterns", "--practices", own).out
