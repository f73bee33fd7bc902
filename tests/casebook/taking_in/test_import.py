"""Tables of cases: which column is which field, what a cell says, what a preview promises, and that apply does just that."""

import datetime as dt
import os
import stat
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer, written
from varick.casebook.taking_in.applying import apply, write_rejected
from varick.casebook.taking_in.columns import match, plain, spellings, targets
from varick.casebook.taking_in.numbers import no_reference
from varick.casebook.taking_in.plan import Plan, plan
from varick.casebook.taking_in.reading import read_table
from varick.casebook.taking_in.template import columns, write_template
from varick.errors import VarickError
from varick.words import Words

TODAY = date(2026, 11, 23)
KEEP = date(2030, 1, 1)


def table(folder: Path, text: str, name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def planned(book: Book, path: Path, *said: str, **options: Any) -> Plan:
    read = read_table(path, options.pop("sheet", None))
    matched = match(read, said, options.pop("ignore", ()), options.pop("key", None))
    made = plan(book, read, matched, **({"retain_until": KEEP, "today": TODAY, "source": "table"} | options))
    assert made.accounted()
    return made


def reasons(made: Plan) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.reason) for one in made.problems]


def test_new_cases_by_names_questions_and_labels_in_either_language(book: Book, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "práctica,WHO TOLD YOU?,letter dated,¿Le tomaron huellas?,attended,intervention,date of birth,Nombre,¿A qué hora?\n"
        "Una carta de ICE para presentarse en una oficina,El abogado o la abogada de la persona,2018-03-08,sí,FALSE,counsel; accompaniment,1980,Ana Inventada,9:30\n",
    )
    head = read_table(path).headings
    es, en = Words("es"), Words("en")
    texts = path.read_text().replace("¿Le tomaron huellas?", es("casebook_field.fingerprinted"))
    texts = texts.replace("¿A qué hora?", es("casebook_field.appointment_time")).replace(
        "letter dated", en("casebook_label.letter_date")
    )
    texts = texts.replace(
        "Una carta de ICE para presentarse en una oficina", es("casebook_choice.practice.call_in_letter")
    )
    texts = texts.replace("El abogado o la abogada de la persona", es("casebook_choice.source_type.attorney"))
    made = planned(book, table(tmp_path, texts))
    assert len(head) == 9
    assert reasons(made) == []
    [case_id] = apply(book, made, TODAY)
    answers = book.case(case_id).answers
    assert {name: written(answer) for name, answer in answers.items()} == {
        "practice": "call_in_letter", "source_type": "attorney", "letter_date": "2018-03-08", "fingerprinted": "yes",
        "attended": "no", "intervention": "counsel; accompaniment", "appointment_time": "09:30",
    }  # fmt: skip
    assert {answer.source for answer in answers.values()} == {"table"}
    identity = book.identity(case_id)
    assert [(n.text, n.kind) for n in identity.names] == [("Ana Inventada", "own")]
    assert str(identity.birth_date) == "1980"
    assert book.case(case_id).retain_until == KEEP


def test_a_preview_writes_nothing_and_apply_does_what_it_said(
    book: Book, tmp_path: Path, answers: Callable[..., dict[str, Answer]]
) -> None:
    old = book.add(answers(attended="unknown", letter_date="2018-03-08", account="Long"), retain_until=KEEP)
    entries = len(list(book.log.entries()))
    path = table(
        tmp_path,
        f"case_id,practice,source_type,attended,letter_date,account,nta_served\n{old.lower()},,,yes,,-,\n"
        ",home_arrest,family,,,,unknown\n,home_arrest,,,,,\nZZZZ-ZZZZ,,,yes,,,\n",
    )
    made = planned(book, path)
    assert (len(made.added), len(made.changed), made.same, made.rejected) == (1, 1, (), (4, 5))
    assert reasons(made) == [
        (4, "source_type", "every case needs an answer here; unknown is one"),
        (5, "case_id", "there is no such case; leave it blank for a new one"),
    ]
    assert made.moved == {"attended": {("unknown", "yes"): 1}, "account": {("*", ""): 1}}
    assert (book.count(), len(list(book.log.entries()))) == (1, entries)
    [new] = apply(book, made, TODAY)
    case = book.case(old)
    assert (written(case.answers["attended"]), written(case.answers["letter_date"])) == ("yes", "2018-03-08")
    assert "account" not in case.answers
    assert written(book.case(new).answers["nta_served"]) == "unknown"
    again = planned(book, table(tmp_path, f"case_id,attended\n{old},Yes\n", "b.csv"))
    assert (again.same, again.changed) == ((2,), ())


def test_own_numbers_find_their_cases_and_a_file_is_not_added_twice(book: Book, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "No.,practice,source_type\nB-1,home_arrest,client\nB-2,home_arrest,client\nb-1,other,client\n",
    )
    made = planned(book, path, key="No.")
    assert reasons(made) == [(4, "own_reference", "row 2 has the same; keep one row a case")]
    apply(book, made, TODAY)
    again = planned(book, path, key="No.")
    assert (len(again.added), again.same) == (0, (2, 3))
    small = planned(book, table(tmp_path, "No.,practice\nb-2,home_arrest\n", "small.csv"), key="No.")
    assert (small.same, small.changed) == ((2,), ())
    bare = table(
        tmp_path, "practice,source_type\nhome_arrest,client\nhome_arrest,client\nother,press\n", "bare.csv"
    )
    made = planned(book, bare)
    assert reasons(made) == [
        (3, "", "every cell is as in row 2; if they are two cases, give each its own number")
    ]
    apply(book, made, TODAY)
    with pytest.raises(
        VarickError, match=r"bare\.csv: imported on 2026-11-23; again it would add 2 cases twice"
    ):
        apply(book, planned(book, bare), TODAY)
    assert book.count() == 4


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A012345678", "A-number"), ("a 12-345-678", "A-number"), ("123456789", "seven or more digits"), ("12345678Q", "NYSID"),
        ("CR-012345-18BX", "docket"), ("2018-012345", ""), ("Ana Invented", "no digit"), ("B-17", ""), ("17", ""), ("M18600123", "arrest number"),
        ("123-45-6789", "social security"), ("x" * 41 + "1", "longer than 40"),
    ],
)  # fmt: skip
def test_an_own_number_is_no_name_and_no_official_number(text: str, why: str) -> None:
    said = no_reference(text)
    assert (why in said) if why else (said == "")


def test_a_number_that_is_a_name_rejects_its_row(book: Book, tmp_path: Path) -> None:
    made = planned(
        book,
        table(tmp_path, "ref,practice,source_type\nAna Invented,other,client\n,other,client\n"),
        key="ref",
    )
    assert reasons(made) == [
        (2, "own_reference", "it has no digit, as a name has none; use a number of your own"),
        (3, "own_reference", "blank; give each row its own number, or leave --key out"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "A#,practice\n,other\n", "Alien Number,practice\n1,other\n", "A-Number,practice\nx,other\n", "número A,practice\nx,other\n",
        "USCIS #,practice\nx,other\n", "file,practice\nA012345678,other\nA 098 765 432,other\n", "account,practice\n123-456-789,other\n",
        "practice,account\nother,A012-345-678\n",
    ],
)  # fmt: skip
def test_a_column_of_a_numbers_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(VarickError, match="looks like A-numbers; a casebook keeps none"):
        match(read_table(table(tmp_path, text)))
    left = match(
        read_table(table(tmp_path, text)),
        ignored=[h for h in read_table(table(tmp_path, text)).headings if h != "practice"],
    )
    assert len(left.left_out) == 1


def test_an_a_number_in_a_text_rejects_the_row(book: Book, tmp_path: Path) -> None:
    text = "practice,source_type,account,name\nother,client,told us of A012345678 here,\nother,press,fine,A 12345678 Ana\nother,press,fine,Ana\n"
    made = planned(book, table(tmp_path, text))
    assert [(row, name) for row, name, _ in reasons(made)] == [(2, "account"), (3, "name_own")]
    assert len(made.added) == 1


@pytest.mark.parametrize(
    ("text", "options", "says"),
    [
        ("practice,weather\nother,rain\n", {}, 'no field for "weather"; map each with --column'),
        ("practice,practice,source_type,account\nother,other,client,x\n", {}, '"practice" and "practice" are both practice'),
        ("practice,What was done to the person?\nother,other\n", {}, "are both practice; leave one out"),
        ("practice,x\nother,1\n", {"said": ["x=weather"]}, "there is no field 'weather'"),
        ("practice,x\nother,1\n", {"said": ["y=account"]}, "no column is called 'y'"),
        ("practice,x\nother,1\n", {"said": ["account"]}, 'write "HEADING=FIELD"'),
        ("practice,x\nother,1\n", {"said": ["x=derived_days_arrest_to_letter"]}, "is computed from other fields"),
        ("practice,x\nother,1\n", {"ignored": ["z"]}, "--ignore: no column is called 'z'"),
        ("practice,x\nother,1\n", {"key": "z"}, "--key: no column is called 'z'"),
        ("practice,source_type,\nother,client,1\n", {}, 'no field for "(column 3)"'),
    ],
)  # fmt: skip
def test_columns_that_do_not_fit_are_named(
    tmp_path: Path, text: str, options: dict[str, Any], says: str
) -> None:
    with pytest.raises(VarickError) as error:
        match(read_table(table(tmp_path, text)), **options)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_derived_column_is_left_out_without_a_word_and_unknown_ones_on_request(tmp_path: Path) -> None:
    text = "practice,derived_days_arrest_to_letter,weather,sky\nother,14,rain,blue\n"
    found = match(read_table(table(tmp_path, text)), ignored=["*"])
    assert found.left_out == ("derived_days_arrest_to_letter", "weather", "sky")


@pytest.mark.parametrize(
    ("order", "text", "got"),
    [
        ("year-first", "3/8/2018", None), ("month-first", "3/8/2018", "2018-03-08"), ("day-first", "3/8/2018", "2018-08-03"),
        ("month-first", "31/12/2018", None), ("day-first", "31.12.2018", "2018-12-31"), ("month-first", "2018-03", "2018-03"),
        ("year-first", "week of 2018-03-08", "week of 2018-03-05"), ("day-first", "3/8/18", None), ("year-first", "no se sabe", "unknown"),
    ],
)  # fmt: skip
def test_days_are_never_guessed(book: Book, tmp_path: Path, order: str, text: str, got: str | None) -> None:
    made = planned(
        book, table(tmp_path, f"practice,source_type,letter_date\nother,client,{text}\n"), order=order
    )
    if got is None:
        assert [name for _, name, _ in reasons(made)] == ["letter_date"]
        assert text not in reasons(made)[0][2]
    else:
        answer = made.added[0].changes["letter_date"]
        assert written(answer) == got


def test_consents_need_day_and_way_and_are_taken_in(book: Book, tmp_path: Path) -> None:
    text = (
        "practice,source_type,consent_coalition,consent_coalition_on,consent_coalition_how,privileged,retain_until\n"
        "other,client,given,2018-03-08,signed form,no,2029-01-01\nother,press,given,,signed form,,\nother,family,given,2018-03-08,,,\n"
        "other,attorney,,2018-03-08,,,\nother,other,,,,maybe,2019-01-01\n"
    )
    made = planned(book, table(tmp_path, text))
    assert [(row, name) for row, name, _ in reasons(made)] == [
        (3, "consent_coalition"), (4, "consent_coalition"), (5, "consent_coalition"), (6, "retain_until"), (6, "privileged"),
    ]  # fmt: skip
    [case_id] = apply(book, made, TODAY)
    case = book.case(case_id)
    assert case.may_leave("coalition")
    assert not case.may_leave("aggregate")
    assert case.retain_until == date(2029, 1, 1)
    revoked = table(
        tmp_path, f"case_id,consent_coalition,consent_coalition_on\n{case_id},revoked,2020-01-01\n", "r.csv"
    )
    changed = planned(book, revoked)
    assert changed.moved == {"consent_coalition": {("given", "revoked"): 1}}
    apply(book, changed, TODAY)
    assert not book.case(case_id).may_leave("coalition")


def test_names_of_a_kind_are_replaced_and_nothing_is_shown_of_them(
    book: Book, tmp_path: Path, answers: Callable[..., dict[str, Answer]]
) -> None:
    case_id = book.add(answers(), retain_until=KEEP)
    apply(
        book,
        planned(
            book,
            table(
                tmp_path,
                f"case_id,name,name on the letter,phone\n{case_id},Ana Inventada; Anita Inventada,,555 0100\n",
            ),
            "name on the letter=name_letter",
        ),
        TODAY,
    )
    made = planned(
        book,
        table(tmp_path, f"case_id,name,addressee,phone\n{case_id},Ana Inventada,ANA YNVENTADA,-\n", "b.csv"),
    )
    assert made.moved == {"names": {("*", "*"): 1}, "phone": {("*", "*"): 1}}
    apply(book, made, TODAY)
    who = book.identity(case_id)
    assert ({(n.text, n.kind) for n in who.names}, who.phone) == (
        {("Ana Inventada", "own"), ("ANA YNVENTADA", "letter")},
        "",
    )


def test_a_failure_while_applying_keeps_nothing(
    book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = planned(book, table(tmp_path, "practice,source_type\nother,client\nother,press\nother,family\n"))
    real, met = book.add, []

    def failing(*given: Any, **named: Any) -> str:
        met.append(1)
        if len(met) == 3:
            raise VarickError("the disk is full")
        return real(*given, **named)

    monkeypatch.setattr(book, "add", failing)
    before = len(list(book.log.entries()))
    with pytest.raises(VarickError, match=r"cases\.csv, row 4: the disk is full; nothing was imported"):
        apply(book, made, TODAY)
    assert (book.count(), len(list(book.log.entries()))) == (0, before)


def test_rejected_rows_are_written_only_where_nothing_stands(book: Book, tmp_path: Path) -> None:
    made = planned(
        book,
        table(
            tmp_path,
            "practice,source_type,letter_date\nother,client,soon\nother,press,2018\nother,family,\n,,x\n",
        ),
    )
    out = tmp_path / "rejected.csv"
    assert write_rejected(made, out) == 2
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "rejected_row,rejected_because,practice,source_type,letter_date"
    assert lines[1].startswith('2,"letter_date: not a date; write it as')
    assert lines[1].endswith(",other,client,soon")
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with pytest.raises(VarickError, match="holds something that is not rejected rows"):
        write_rejected(made, out)


def workbook(
    path: Path, rows: list[list[Any]], others: dict[str, list[list[Any]]] | None = None, title: str = "cases"
) -> Path:
    from openpyxl import Workbook

    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, lines in (others or {}).items():
        more = made.create_sheet(name)
        for line in lines:
            more.append(line)
    made.save(path)
    return path


def test_a_spreadsheet_keeps_days_times_numbers_and_ticks_as_they_are(book: Book, tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "cases.xlsx",
        [
            [
                "practice",
                "source_type",
                "letter_date",
                "appointment_time",
                "arrest_precinct",
                "attended",
                "arrest_date",
                "phone",
            ],
            [
                "call_in_letter",
                "client",
                dt.datetime.fromisoformat("2018-03-08"),
                dt.time(9, 30),
                44,
                True,
                "2018-02",
                5550100,
            ],
            [
                "call_in_letter",
                "client",
                dt.date(2018, 3, 9),
                "2 pm",
                "44",
                False,
                dt.datetime.fromisoformat("2018-02-01"),
                None,
            ],
        ],
    )
    made = planned(book, path)
    assert reasons(made) == []
    first, second = ({n: written(a) for n, a in step.changes.items()} for step in made.added)
    assert first == {"practice": "call_in_letter", "source_type": "client", "letter_date": "2018-03-08", "appointment_time": "09:30",
                     "arrest_precinct": "44", "attended": "yes", "arrest_date": "2018-02"}  # fmt: skip
    assert (second["letter_date"], second["appointment_time"], second["attended"]) == (
        "2018-03-09",
        "14:00",
        "no",
    )
    assert made.added[0].identity is not None
    assert made.added[0].identity.phone == "5550100"


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_filled_in_template_is_read(book: Book, tmp_path: Path, kind: str, lang: str) -> None:
    path = tmp_path / f"template.{kind}"
    write_template(path, Words(lang))
    empty = planned(book, path)
    assert (empty.table.rows_in, empty.table.guides, empty.matched.left_out) == (0, 1, ())
    told = {"practice": "call_in_letter", "source_type": "client", "letter_date": "2018-03-08"}
    row = [told.get(name, "") for name in columns()]
    if kind == "csv":
        with path.open("a", encoding="utf-8") as file:
            file.write(",".join(row) + "\r\n")
    else:
        from openpyxl import load_workbook

        made = load_workbook(path)
        for number in range(6):
            made["cases"].append([*[text or None for text in row[:-1]], f"555 010{number}"])
        made.save(path)
    filled = planned(book, path)
    assert len(filled.added) == (1 if kind == "csv" else 6)
    assert {n: written(a) for n, a in filled.added[0].changes.items()} == told
    with pytest.raises(VarickError, match="holds something that is not a template"):
        write_template(path, Words(lang))


def test_which_sheet_is_meant(tmp_path: Path) -> None:
    rows = [["practice", "source_type"], ["other", "client"], ["other", "press"]]
    path = workbook(tmp_path / "two.xlsx", rows, {"more": rows}, title="first")
    with pytest.raises(
        VarickError, match=r"several sheets hold a table; say which with --sheet: first, more"
    ):
        read_table(path)
    assert read_table(path, "more").sheet == "more"
    with pytest.raises(VarickError, match="no such sheet; it has first, more"):
        read_table(path, "third")
    assert read_table(workbook(tmp_path / "named.xlsx", rows, {"more": rows})).sheet == "cases"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), ("a.csv.gz", b"\x1f\x8b\x08\0"), ("a.sav", b"$FL2@(#)"),
        ("a.dta", b"\x75\x02\x01\0"), ("a.dta", b"<stata_dta>"), ("a.parquet", b"PAR1xxxxPAR1"), ("a.feather", b"FEA1"), ("a.arrow", b"ARROW1"),
        ("a.pdf", b"%PDF-1.4"), ("a.zip", b"PK\x05\x06" + b"\0" * 18), ("a.csv", b""), ("a.csv", b"\n\n\n"), ("a.html", b"<html><table>"),
        ("a.csv", b"\0\xff\0\xfe" * 40),
    ],
)  # fmt: skip
def test_kinds_that_are_not_taken_in(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(VarickError) as error:
        read_table(path)
    assert str(error.value).startswith(f"{name}: ")
    assert "\n" not in str(error.value)


def test_reading_writes_no_file_and_starts_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is opened while a table is read is opened to be read."""
    rows = [["practice", "source_type", "letter_date"], *[["other", "client", dt.date(2018, 3, 8)]] * 50]
    paths = [
        workbook(tmp_path / "a.xlsx", rows),
        table(tmp_path, "practice;source_type\n" + 'other;"cli\nent"\n' * 20),
    ]
    for path in paths:
        read_table(path)  # what is imported and compiled on first use is code, no case
    monkeypatch.setattr(tempfile, "mkstemp", None)
    seen: list[Any] = []

    started = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.mkdir", "os.rename", "tempfile.mkstemp")

    def watch(event: str, given: tuple[Any, ...]) -> None:
        writes = event == "open" and bool((given[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
        if watching and (writes or event in started):
            seen.append((event, given))

    watching = True
    sys.addaudithook(watch)
    try:
        for path in paths:
            read_table(path)
    finally:
        watching = False
    assert seen == []


def test_every_spelling_leads_to_one_field() -> None:
    twice = {spelt: [one.title for one in those] for spelt, those in spellings().items() if len(those) > 1}
    assert twice == {}
    assert all(plain(title) in spellings() for title in targets())
