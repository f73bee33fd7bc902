"""Published tables: what is withheld stays withheld across tables and releases; noise is kept, counted and never beside it."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from made_cases import BOTH, TODAY, UNTIL, fill

from varick.casebook.book import Book
from varick.casebook.cases.answers import Answer
from varick.casebook.sharing import register
from varick.casebook.sharing.aggregate import NOISE, WITHHELD, Asked, aggregate
from varick.casebook.sharing.audit import ranges
from varick.casebook.sharing.dimensions import (
    DEFAULT,
    countable,
    month_of,
    months_between,
    named,
    row_of,
    table_by,
)
from varick.casebook.sharing.noise import Ledger
from varick.casebook.sharing.package import Package, place
from varick.casebook.sharing.tables import release
from varick.errors import NoAnswer, VarickError

Answers = Callable[..., dict[str, Answer]]


def told(package: Package) -> dict[tuple[tuple[str, str], ...], int | None]:
    """Every cell of every table."""
    return {
        tuple(sorted((k, v) for k, v in cell.items() if k not in ("cases", "withheld"))): cell["cases"]
        for table in json.loads(package.files["tables.json"])["tables"]
        for cell in table["cells"]
    }


def kept(book: Book, package: Package, where: Path) -> None:
    place(book, package, where, recipient="public", today=TODAY)


def test_tables_say_the_truth_where_they_say_anything(book: Book) -> None:
    fill(book, 90)
    package = aggregate(book, Asked(), today=TODAY)
    shown = told(package)
    rows = [row_of(case.answers, ("practice", "borough")) for case in book.cases()]
    for (practice, borough), count in Counter((r["practice"], r["borough"]) for r in rows).items():
        cell = shown[(("borough", borough), ("practice", practice))]
        assert cell == count or (cell is None)
        assert cell is None or count >= 5
    assert shown[()] == 90
    assert set(package.files) == {"month.csv", "practice-by-quarter.csv", "practice-by-borough.csv", "practice-by-outcome.csv", "tables.json"}  # fmt: skip
    text = package.files["practice-by-borough.csv"].decode("utf-8-sig")
    assert text.startswith("practice,borough,cases\r\n,,90\r\n")
    assert WITHHELD in text


def test_all_tables_of_an_export_are_audited_together(book: Book) -> None:
    fill(book, 60)
    shown = told(aggregate(book, Asked(), today=TODAY))
    months = sorted({c[0][1] for c in shown if len(c) == 1 and c[0][0] == "month"} - {"unknown"})
    tables = [table_by(named(by), months_between(months[0], months[-1])) for by in DEFAULT]
    sums = release(tables, []).sums
    assert shown.keys() == release(tables, []).counts.keys()
    assert all(high is None or high - low >= 3 for low, high in ranges(shown, sums).values())


def test_a_second_release_of_nearly_the_same_cases_is_refused(
    book: Book, answers: Answers, tmp_path: Path
) -> None:
    ids = fill(book, 40)
    asked = Asked(by=("practice,borough",))
    kept(book, aggregate(book, asked, today=TODAY), tmp_path / "one")
    again = aggregate(book, asked, today=TODAY)
    assert told(again) == json_of(tmp_path / "one"), "the same cases give the same tables"
    for other in (Asked(by=("practice,outcome",)), Asked(by=("practice,borough",), threshold=3)):
        with pytest.raises(NoAnswer, match="in other tables"):
            aggregate(book, other, today=TODAY)
    book.consent(ids[0], "aggregate", "revoked", "by phone")
    with pytest.raises(NoAnswer, match="fewer than 5: who has both"):
        aggregate(book, asked, today=TODAY)
    knowingly = aggregate(book, Asked(by=("practice,borough",), few_changes=True), today=TODAY)
    assert "but for fewer than 5" in knowingly.statement.text()
    assert ids[0] not in knowingly.given
    for _ in range(5):
        book.add(answers(), consents=BOTH, retain_until=UNTIL, privileged=False)
    assert (
        "Earlier exports of tables from this casebook: 1"
        in aggregate(book, asked, today=TODAY).statement.text()
    )


def test_a_changed_answer_counts_as_a_changed_case(book: Book, tmp_path: Path) -> None:
    ids = fill(book, 30)
    kept(book, aggregate(book, Asked(by=("practice",)), today=TODAY), tmp_path / "one")
    now = book.case(ids[0]).value("practice")
    book.change(ids[0], {"practice": Answer("other" if now != "other" else "home_arrest")})
    with pytest.raises(NoAnswer, match="fewer than 5: who has both"):
        aggregate(book, Asked(by=("practice",)), today=TODAY)


def json_of(folder: Path) -> dict[tuple[tuple[str, str], ...], int | None]:
    return {
        tuple(sorted((k, v) for k, v in cell.items() if k not in ("cases", "withheld"))): cell["cases"]
        for table in json.loads((folder / "tables.json").read_text(encoding="utf-8"))["tables"]
        for cell in table["cells"]
    }


def test_no_cell_is_both_withheld_and_noised(book: Book, tmp_path: Path) -> None:
    pytest.importorskip("opendp")
    fill(book, 60)
    kept(book, aggregate(book, Asked(by=("practice,borough",)), today=TODAY), tmp_path / "one")
    for by in ("practice,borough", "practice", "practice,outcome", "borough,attended"):
        with pytest.raises(NoAnswer, match="never both withheld and given with noise"):
            aggregate(book, Asked(by=(by,), epsilon=0.5), today=TODAY)
    kept(book, aggregate(book, Asked(by=("attended",), epsilon=0.5), today=TODAY), tmp_path / "two")
    with pytest.raises(NoAnswer, match="were noised in export 2"):
        aggregate(book, Asked(by=("attended,practice",)), today=TODAY)


def test_noise_is_kept_and_its_cost_is_told(book: Book, tmp_path: Path) -> None:
    pytest.importorskip("opendp")
    fill(book, 60)
    asked = Asked(by=("practice", "fingerprinted"), epsilon=0.8)
    first = aggregate(book, asked, today=TODAY)
    kept(book, first, tmp_path / "one")
    second = aggregate(book, asked, today=TODAY)
    assert {n: d for n, d in first.files.items() if n != "tables.json"} == {n: d for n, d in second.files.items() if n != "tables.json"}  # fmt: skip
    assert Ledger(book.meta(NOISE)).spent == pytest.approx(0.8)
    text = first.statement.text()
    assert "Table by practice: epsilon 0.4, for one case more or less. 19 of 20 cells" in text
    assert "epsilon 0.8 over tables drawn: 2; the organization's limit is 2" in text
    assert "given again" in second.statement.text()
    with pytest.raises(NoAnswer, match="left of this book's 2"):
        aggregate(book, Asked(by=("usc_lpr_family",), epsilon=1.5), today=TODAY)
    aggregate(book, Asked(by=("usc_lpr_family",), epsilon=1.5, budget=3), today=TODAY)


def test_noise_by_month_needs_the_months(book: Book) -> None:
    pytest.importorskip("opendp")
    fill(book, 30)
    with pytest.raises(VarickError, match="needs --since and --until"):
        aggregate(book, Asked(by=("month",), epsilon=0.5), today=TODAY)
    package = aggregate(
        book, Asked(by=("month",), epsilon=0.5, since=date(2018, 1, 1), until=date(2018, 12, 1)), today=TODAY
    )
    months = {c[0][1] for c in told(package) if c and c[0][0] == "month"}
    assert len(months) == 13, "twelve, and unknown"


def test_of_too_few_cases_nothing_is_told(book: Book) -> None:
    fill(book, 4)
    for asked in (Asked(), Asked(by=("practice",), epsilon=0.5)):
        with pytest.raises(NoAnswer, match="fewer than 5 cases"):
            aggregate(book, asked, today=TODAY)


@pytest.mark.parametrize(
    ("by", "why"),
    [("birth_date", "not what cases"), ("practise", 'did you mean "practice"'), ("month,quarter", "quarters already"), ("a,b,c", "one or two"), ("", "one or two"), ("account", "not what cases"), ("arrest_precinct", "not what cases")],
)  # fmt: skip
def test_tables_by_anything_else_are_refused(by: str, why: str) -> None:
    with pytest.raises(VarickError, match=why):
        named(by)


def test_only_what_the_fields_allow_can_be_counted() -> None:
    assert "practice" in countable()
    assert not {"status_category", "account", "country_of_birth", "arrest_precinct"} & countable().keys()


def test_unknown_is_no_category_of_no(answers: Answers) -> None:
    for state in ("unknown", "refused"):
        assert row_of(answers(attended=state), ["attended"])["attended"] == "unknown"
    assert row_of(answers(), ["attended"])["attended"] == "unknown"
    assert row_of(answers(attended="no"), ["attended"])["attended"] == "no"
    assert row_of(answers(warrant_shown="none"), ["warrant_shown"])["warrant_shown"] == "none"


def test_the_month_of_a_case(answers: Answers) -> None:
    assert month_of(answers(letter_date="2018-03-08", arrest_date="2018-02-01")) == "2018-03"
    assert month_of(answers(letter_date="2018", letter_received_on="2018-04")) == "2018-04"
    assert month_of(answers(letter_date="week of 2018-02-26")) == "2018-02"
    assert month_of(answers(arrest_date="2018-02-01")) == "unknown"
    with pytest.raises(VarickError, match="20 years"):
        months_between("1950-01", "2018-01")


def test_what_was_published_is_kept_for_comparison_only_inside_the_book(book: Book, tmp_path: Path) -> None:
    fill(book, 30)
    kept(book, aggregate(book, Asked(by=("practice",)), today=TODAY), tmp_path / "one")
    (export,) = register.exports(book.vault.db)
    assert json.loads(register.told(book.vault.db, export.number))["asked"] == [["practice"], 5]
    assert not list(tmp_path.glob("one/*told*"))
