"""Which cases take part: from a casebook and from a table, each that stays out with its reason, and complaints by row."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from offices import Offices, agreed

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer, parse_answer
from varick.casebook.cases.consent import Consent
from varick.casebook.cases.dates import DayOf
from varick.casebook.cases.fields import field
from varick.casebook.cases.identity import Identity, Name
from varick.casebook.file.vault import Cost
from varick.casebook.sharing.register import RESTORED
from varick.errors import NoAnswer, VarickError
from varick.together.charter.charter import Charter
from varick.together.gathering import REASONS, from_book, from_table, note
from varick.together.gathering.table import columns, write_template

AGREED = Consent("given", date(2018, 6, 1), "signed form")
GOOD = {
    "own_reference": "B-17",
    "name": "Ximena Inventada Soto",
    "birth_date": "1990-02-03",
    "phone": "212 555 0100",
    "arrest_precinct": "44",
    "practice": "call_in_letter",
    "letter_date": "2018-03-08",
    "privileged": "no",
    "consent_together": "given",
}
"""One row that takes part."""


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Offices:
    return agreed(tmp_path_factory.mktemp("offices"))


@pytest.fixture
def charter(offices: Offices) -> Charter:
    return offices.charter


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made, _ = Book.create(
        tmp_path / "office.casebook",
        organisation="Invented Defenders",
        passphrase="invented words for tests",
        label="Ana",
        cost=Cost.LIGHT,
    )
    with made:
        yield made


def keep(
    book: Book,
    *,
    consent: Consent | None = AGREED,
    privileged: bool | None = False,
    names: int = 1,
    **told: str,
) -> str:
    """A case with these answers; by default one that takes part."""
    whole = {"practice": "call_in_letter", "source_type": "client", "letter_date": "2018-03-08"} | told
    answers: dict[str, Answer] = {n: parse_answer(field(n), t) for n, t in whole.items() if t}
    who = Identity(
        tuple(Name(*one) for one in (("Soto, Ximena", "letter"), ("Ximena Inventada Soto", "own"))[:names]),
        DayOf(date(1990, 2, 3)),
        "212 555 0100",
    )
    return book.add(
        answers,
        identity=who,
        consents={"together": consent} if consent else {},
        privileged=privileged,
        retain_until=date(2030, 1, 1),
    )


def written(path: Path, *rows: Mapping[str, str], delimiter: str = ",") -> Path:
    text = io.StringIO()
    heads = list(dict.fromkeys(title for row in rows for title in row))
    out = csv.DictWriter(text, heads, delimiter=delimiter)
    out.writeheader()
    out.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def test_a_case_of_a_casebook_takes_part_with_all_its_names_the_own_first(
    book: Book, charter: Charter
) -> None:
    case = keep(book, names=2, arrest_precinct="44")
    (person,) = from_book(book, charter).people
    assert person.names == ("Ximena Inventada Soto", "Soto, Ximena")
    assert (person.birth, person.precinct, person.phone) == (DayOf(date(1990, 2, 3)), "44", "212 555 0100")
    assert person.ref == case


def test_every_case_takes_part_or_has_one_reason(book: Book, charter: Charter) -> None:
    keep(book)
    keep(book, practice="home_arrest", ice_action_on="2018-03-08")
    keep(book, letter_date="")
    keep(book, letter_date="2019-01-01")
    keep(book, letter_date="2017-12")
    keep(book, letter_date="week of 2017-12-26")  # its Monday is the 25th; the week ends on the 31st
    keep(book, letter_date="week of 2018-12-31")
    keep(book, names=0)
    keep(book, consent=None)
    keep(book, consent=Consent("refused", date(2018, 6, 1)))
    keep(book, consent=Consent("revoked", date(2018, 6, 1)))
    keep(book, privileged=True)
    keep(book, privileged=None)
    found = from_book(book, charter)
    assert found.left_out == dict.fromkeys(REASONS, 1) | {"outside": 3}
    assert (len(found.people), found.cases) == (1, 13)
    assert tuple(found.left_out) == REASONS


def test_a_date_known_to_the_year_takes_part_where_all_of_the_year_is_covered(
    book: Book, charter: Charter
) -> None:
    keep(book, letter_date="2018")
    keep(book, letter_date="", letter_received_on="2018-12")
    assert len(from_book(book, charter).people) == 2


def test_only_the_fields_of_the_charter_are_taken(book: Book, tmp_path: Path) -> None:
    few = agreed(tmp_path / "few", k=2, fields=("names",)).charter
    keep(book, arrest_precinct="44")
    (person,) = from_book(book, few).people
    assert (person.birth, person.precinct, person.phone) == (None, "", "")


def test_consent_to_other_uses_is_none(book: Book, charter: Charter) -> None:
    case = keep(book, consent=None)
    book.consent(case, "coalition", "given", "signed form")
    book.consent(case, "aggregate", "given", "signed form")
    with pytest.raises(NoAnswer, match=r"no case takes part in the count \(1 never asked"):
        from_book(book, charter)


def test_nothing_leaves_a_restored_casebook_before_it_is_up_to_date(book: Book, charter: Charter) -> None:
    keep(book)
    book.set_meta(RESTORED, "2026-11-01")
    with pytest.raises(
        VarickError, match="not counted: this casebook was restored, and knows of nothing after 2026-11-01"
    ):
        from_book(book, charter)
    assert len(from_book(book, charter, after_restore=True).people) == 1


def test_a_case_that_was_put_back_does_not_leave(book: Book, charter: Charter) -> None:
    """Somebody put the page back on which the consent still stood as given."""
    case = keep(book)
    before = list(book.vault.db.execute("select * from case_part"))
    book.consent(case, "together", "revoked")
    columns = len(before[0])
    with book.vault.transaction() as db:
        db.execute("delete from case_part")
        db.executemany(f"insert into case_part values({', '.join('?' * columns)})", before)
    assert book.case(case).may_leave("together")
    with pytest.raises(VarickError, match="not counted: part of the casebook's file was put back"):
        from_book(book, charter)


def test_the_log_says_that_cases_were_counted_and_not_which(book: Book, charter: Charter) -> None:
    case = keep(book)
    note(book, charter, 1)
    last = list(book.log.entries())[-1]
    assert last.body is not None
    assert (last.body.action, last.body.case) == ("counted_together", None)
    assert last.body.detail == {"charter": charter.hash.hex(), "cases": 1}
    assert case not in str(last)


def test_a_row_of_a_table_is_the_same_person_as_the_case_of_a_casebook(
    book: Book, charter: Charter, tmp_path: Path
) -> None:
    keep(book, arrest_precinct="44")
    (kept,) = from_book(book, charter).people
    (read,) = from_table(written(tmp_path / "cases.csv", GOOD), charter).people
    assert read.ref == "B-17"
    assert (read.birth, read.precinct, read.phone) == (kept.birth, kept.precinct, kept.phone)
    assert read.names == ("Ximena Inventada Soto",)


def test_headings_may_be_in_spanish_or_apart_and_others_are_not_read(
    charter: Charter, tmp_path: Path
) -> None:
    row = {key: text for key, text in GOOD.items() if key not in ("name", "birth_date", "consent_together")}
    row |= {
        "Nombre de pila": "Ximena",
        "Apellidos": "Inventada Soto",
        "Date of birth": "1990",
        "Notes": "A012345678",
    }
    row |= {"consent_together": "sí"}
    found = from_table(written(tmp_path / "cases.csv", row, delimiter=";"), charter)
    (person,) = found.people
    assert person.names == ("Inventada Soto, Ximena",)
    assert person.birth == DayOf(date(1990, 1, 1), "year")
    assert found.ignored == ("Notes",)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"birth_date": "Feb 3rd"}, "row 2, birth_date: not a date; write it as"),
        ({"birth_date": "3/2/1990"}, "row 2, birth_date: which is the month and which the day is not said"),
        ({"letter_date": "2018-02-30"}, "row 2, letter_date: there is no such day"),
        ({"arrest_precinct": "999"}, "row 2, arrest_precinct: "),
        ({"practice": "a visit"}, "row 2, practice: "),
        ({"privileged": "perhaps"}, "row 2, privileged: yes, no or unknown"),
        ({"consent_together": "perhaps"}, "row 2, consent_together: given, refused, revoked or not_asked"),
        ({"name": "x" * 201}, "row 2, name_own: a name has 1 to 200 characters"),
        ({"name": "Ximena A012345678"}, "row 2, name_own: holds something like an A-number"),
        ({"own_reference": "12345678"}, "row 2, own_reference: "),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_wrong_cell_is_named_by_row_and_column_and_never_shown(
    change: dict[str, str], complaint: str, charter: Charter, tmp_path: Path
) -> None:
    with pytest.raises(VarickError) as caught:
        from_table(written(tmp_path / "cases.csv", GOOD | change), charter)
    said = str(caught.value)
    assert said.startswith(f"cases.csv: {complaint}")
    assert said.endswith("Correct them and run it again: nothing was taken")
    assert "Ximena" not in said
    assert next(iter(change.values())) not in said


def test_of_many_wrong_rows_the_first_are_named_and_the_rest_counted(
    charter: Charter, tmp_path: Path
) -> None:
    rows = [GOOD | {"birth_date": "never", "own_reference": f"B-{n}"} for n in range(9)]
    with pytest.raises(VarickError, match=r"row 2, .*row 7, .*; and 3 more rows\. Correct") as caught:
        from_table(written(tmp_path / "cases.csv", *rows), charter)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("missing", ["name", "practice", "privileged", "consent_together", "letter_date"])
def test_a_column_that_must_be_there_is_named(missing: str, charter: Charter, tmp_path: Path) -> None:
    row = {title: text for title, text in GOOD.items() if title != missing}
    wanted = "no column of names" if missing == "name" else f"no column {missing}"
    with pytest.raises(VarickError, match=wanted):
        from_table(written(tmp_path / "cases.csv", row), charter)


def test_two_columns_of_one_thing_are_refused(charter: Charter, tmp_path: Path) -> None:
    with pytest.raises(VarickError, match="two columns, or one of two meanings"):
        from_table(written(tmp_path / "cases.csv", GOOD | {"name_own": "Other"}), charter)


def test_the_template_is_read_as_an_empty_table_and_takes_a_case(charter: Charter, tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    write_template(path, charter)
    heads, guide = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
    assert heads[1:] == [title for title in columns(charter) if title not in ("given_name", "family_name")]
    row = dict.fromkeys(heads, "") | {"name_own" if t == "name" else t: text for t, text in GOOD.items()}
    text = io.StringIO()
    csv.writer(text).writerows([heads, guide, [row[head] for head in heads]])
    path.write_text(text.getvalue(), encoding="utf-8")
    assert len(from_table(path, charter).people) == 1
    with pytest.raises(VarickError, match="something of that name already"):
        write_template(path, charter)
