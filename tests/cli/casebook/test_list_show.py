"""The verbs that read a casebook: tables, CSV and JSON; unknown apart from no; names only where they are asked for."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_terminal import SECRET

from varick.casebook.book import Book
from varick.casebook.cases.answers import parse_answer
from varick.casebook.cases.fields import field, fields
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.file.vault import Cost, Passphrase

Run = Callable[..., Any]
ONE = {"practice": "call_in_letter", "source_type": "client", "arrest_date": "2018-02", "letter_received": "yes", "letter_date": "2018-02-20",
       "attended": "unknown", "account": "first line\nsecond line"}  # fmt: skip
TWO = {
    "practice": "home_arrest",
    "source_type": "unknown",
    "letter_received": "no",
    "letter_date": "2018-02-20",
    "attended": "no",
}


@pytest.fixture
def office(tmp_path: Path) -> tuple[str, str, str]:
    """(path, first case, second case)."""
    path = tmp_path / "given" / "office.casebook"
    path.parent.mkdir(exist_ok=True)
    book, _ = Book.create(path, organisation="Invented", passphrase=SECRET, label="Ana", cost=Cost.LIGHT)
    with book:
        ids = [
            book.add(
                {name: parse_answer(field(name), text) for name, text in told.items()},
                identity=Identity((Name("Zoraida Inventada"),)),
                retain_until=date(2090, 1, 1),
            )
            for told in (ONE, TWO)
        ]
        book.attach(ids[0], b"abc", name="scan.jpg", kind="letter", provenance="from the client")
    return str(path), ids[0], ids[1]


@pytest.fixture
def ask(varick: Run, office: tuple[str, str, str]) -> Run:
    """``ask("list", "--format", "csv")``: the verb on the casebook, its passphrase and then ``typed`` through the pipe."""

    def asked(verb: str, *arguments: str, typed: str = "") -> Any:
        given = (verb, office[0], *arguments, "--secret-from-stdin")
        ran = varick("casebook", *given, stdin=f"{SECRET}\n{typed}".encode())
        assert ran.files == ()
        return ran

    return asked


def test_a_list_says_unknown_and_no_and_never_a_name(ask: Run, office: tuple[str, str, str]) -> None:
    ran = ask("list")
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "2 of 2 cases"
    assert not [text for text in (office[1], "not known", "−8 to 19") if text not in lines[3]]
    assert lines[4].rstrip().endswith("No")
    assert "Inventada" not in ran.out
    assert ask("list", "--lang", "es").out.startswith("2 de 2 casos\n")


def test_csv_keeps_codes_states_and_what_was_never_asked_apart(ask: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(ask("list", "--all-fields", "--format", "csv").out)))
    assert list(rows[0])[1:] == list(fields())
    assert [row["attended"] for row in rows] == ["unknown", "no"]
    assert rows[1]["arrest_date"] == rows[1]["derived_days_arrest_to_letter"] == ""
    assert rows[0]["derived_days_arrest_to_letter"] == "-8 to 19"
    assert rows[0]["account"] == "first line\nsecond line"


def test_a_spreadsheet_is_given_no_formula(ask: Run, office: tuple[str, str, str]) -> None:
    with Book.open(office[0], Passphrase(SECRET)) as book:
        book.change(office[1], {"account": parse_answer(field("account"), '=HYPERLINK("x")')})
    rows = list(csv.DictReader(io.StringIO(ask("list", "--field", "account", "--format", "csv").out)))
    assert rows[0]["account"] == '\'=HYPERLINK("x")'
    shown = {
        row["field"]: row["value"]
        for row in csv.DictReader(io.StringIO(ask("show", office[1], "--format", "csv").out))
    }
    assert shown["account"] == '\'=HYPERLINK("x")'
    assert shown["derived_days_arrest_to_letter"] == "-8 to 19"


def test_json_holds_each_answer_with_its_state(ask: Run) -> None:
    told = json.loads(ask("list", "--field", "attended", "--format", "json").out)
    assert [case["answers"] for case in told["cases"]] == [
        {"attended": {"state": "unknown"}},
        {"attended": {"value": "no"}},
    ]


@pytest.mark.parametrize(
    ("where", "which"),
    [("attended=no", [1]), ("attended=unknown", [0]), ("arrest_date=not_asked", [1]), ("letter_date=known", [0, 1]), ("attended=yes", [])],
)  # fmt: skip
def test_a_list_is_filtered_by_answers(
    ask: Run, office: tuple[str, str, str], where: str, which: list[int]
) -> None:
    told = json.loads(ask("list", "--where", where, "--format", "json").out)
    assert [case["case"] for case in told["cases"]] == [office[1 + i] for i in which]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("list", "--where", "attended=maybe"), "write one of yes, no, rescheduled, unknown"),
        (("list", "--where", "atended=no"), 'did you mean "attended"'),
        (("list", "--field", "alien_number"), "there is no field"),
        (("list", "--where", "account=known words"), "account=...: write one of known"),
        (("list", "--where", "derived_days_arrest_to_letter=known"), "computed"),
        (("consent", "XXXX-XXXX", "--use", "coalition"), "belong together"),
    ],
)
def test_what_cannot_be_asked_is_one_line(ask: Run, arguments: tuple[str, ...], complaint: str) -> None:
    ran = ask(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert complaint in ran.err


def test_no_such_case_is_no_answer(ask: Run) -> None:
    for verb in ("show", "consent"):
        ran = ask(verb, "XXXX-XXXX")
        assert (ran.code, ran.out) == (1, "")
        assert "there is no case of that id" in ran.err


def test_a_case_is_shown_without_its_person(ask: Run, office: tuple[str, str, str]) -> None:
    ran = ask("show", office[1])
    assert ran.code == 0
    for text in (
        "attended",
        "not known",
        "second line",
        "scan.jpg",
        "−8 to 19",
        "Not asked yet: ",
        "February 2018",
    ):
        assert text in ran.out
    assert "Inventada" not in ran.out
    assert "no puede haberla" in ask("show", office[2], "--lang", "es").out


def test_who_looks_at_an_identity_stands_in_the_log(ask: Run, office: tuple[str, str, str]) -> None:
    for form, name in (
        ("table", "Zoraida Inventada"),
        ("csv", "name_own,Zoraida Inventada"),
        ("json", '"text": "Zoraida Inventada"'),
    ):
        assert name in ask("show", office[1], "--identity", "--format", form).out
        assert "Inventada" not in ask("show", office[1], "--format", form).out
    with Book.open(office[0], Passphrase(SECRET)) as book:
        actions = [said.body.action for said in book.log.entries() if said.body]
    assert actions.count("identity_seen") == 3


def test_what_is_searched_for_comes_through_the_pipe_after_the_secret(
    ask: Run, office: tuple[str, str, str]
) -> None:
    ran = ask("search", typed="second inven\n")
    assert ran.out.startswith("1 of 2 cases\n")
    assert office[1] in ran.out
    assert ask("search", typed="nobody\n").out == "0 of 2 cases\n"
    assert ask("search", typed="\n").code == 1


def test_consent_is_kept_and_taken_back(ask: Run, office: tuple[str, str, str]) -> None:
    ran = ask(
        "consent",
        office[1],
        "--use",
        "coalition",
        "--state",
        "given",
        "--on",
        "2026-11-01",
        "--format",
        "csv",
        typed="on paper\n",
    )
    assert "coalition,given,2026-11-01,on paper" in ran.out
    assert ran.err == "Kept: shared with partner organizations, coarsened: given.\n"
    ask("consent", office[1], "--use", "coalition", "--state", "revoked")
    told = json.loads(ask("consent", office[1], "--format", "json").out)
    assert [c["state"] for c in told["consents"]] == ["revoked", "not_asked", "not_asked", "not_asked"]
    assert ask("consent", office[1], "--use", "named", "--state", "given").code == 2
