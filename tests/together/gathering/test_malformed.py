"""Malformed tables of cases: each is refused in one line that shows no cell, or every row takes part or has its reason."""

import csv
import io
import random
from pathlib import Path
from unicodedata import category

import pytest
from mutated_files import changed
from offices import agreed

from varick.casebook.taking_in.reading import read_table
from varick.errors import VarickError
from varick.together.charter.charter import Charter
from varick.together.gathering import from_table
from varick.together.gathering.table import columns

FEW, MANY = 250, 6_000
PLANTED = "Zyxwina Inventada-Quux"
CELLS = (
    "", "", "unknown", "-", "none", "refused", "yes", "NO", "sí", "other", "call_in_letter", "home_arrest", "2018-03-08", "2018-02-30",
    "3/8/2018", "2018", "~2018-03-08", "week of 2018-03-05", "1899-01-01", "44", "-1", "0", "999", "9" * 30, "1e5", "A012345678",
    "see A12345678.", "=1+1", "\u2028", "\u202e", "🙂", "é" * 50, "a\nb", '"', "'", ";", "; ;", "#codes", "B-1", " ", "NULL", "\x00",
    PLANTED, "Quux, Zyxwina", f"{PLANTED}; Otra", "given", "not_asked", "revoked", "x" * 11_000, "+1 (212) 555-0100", "نور", "李 明",
)  # fmt: skip
GOOD = {
    "name_own": PLANTED, "birth_date": "1990-02-03", "practice": "call_in_letter", "letter_date": "2018-03-08", "privileged": "no",
    "consent_together": "given", "arrest_precinct": "44", "phone": "212 555 0100", "own_reference": "B-7",
}  # fmt: skip


@pytest.fixture(scope="module")
def charter(tmp_path_factory: pytest.TempPathFactory) -> Charter:
    return agreed(tmp_path_factory.mktemp("offices"), k=2).charter


def table(luck: random.Random, titles: list[str]) -> bytes:
    """A table whose cells are right, odd, too many or too few, in any encoding and with any separator."""
    needed = ["name_own", "practice", "letter_date", "privileged", "consent_together"]
    heads = list(dict.fromkeys([*needed, *luck.sample(titles, luck.randint(0, 6))]))
    if luck.random() < 0.15:
        heads[luck.randrange(len(heads))] = luck.choice(
            ("", "weather", "A#", "x" * 300, PLANTED, "name", "apellido", "Telephone")
        )
    luck.shuffle(heads)
    rows = [heads]
    for _ in range(luck.randint(0, 8)):
        odd = luck.random() < 0.15
        row = [luck.choice(CELLS) if odd and luck.random() < 0.4 else GOOD.get(head, "") for head in heads]
        rows.append(row[: len(row) - luck.choice((0,) * 30 + (1,))] + [""] * luck.choice((0,) * 30 + (2,)))
    text = io.StringIO()
    csv.writer(text, delimiter=luck.choice(",,;\t|"), lineterminator=luck.choice(("\n", "\r\n"))).writerows(
        rows
    )
    data = text.getvalue().encode(luck.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16")), "replace")
    return changed(data, luck, luck.randint(1, 3), text=True) if luck.random() < 0.2 else data


@pytest.mark.parametrize("many", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_a_malformed_table_is_refused_in_one_line_or_read_row_by_row(
    charter: Charter, tmp_path: Path, many: int
) -> None:
    titles, path = columns(charter), tmp_path / "cases.csv"
    refused = read = 0
    for number in range(many):
        path.write_bytes(table(random.Random(f"table {number}"), titles))
        try:
            found = from_table(path, charter)
        except VarickError as error:
            said = str(error)
            assert said
            assert not any(category(c) in ("Cc", "Cs", "Zl", "Zp") for c in said)
            assert len(said) < 2_000
            assert "Quux" not in said.replace(f'"{PLANTED}"', ""), (
                "what stands in a cell was said; a heading may be"
            )
            refused += 1
        else:
            assert found.cases == len(read_table(path).rows)
            assert all(person.names for person in found.people)
            read += 1
    assert min(read, refused) > many // 10
