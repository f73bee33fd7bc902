"""Tables of overlaps: what is read, and that nothing malformed passes or is told in more than one line."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.together.estimating.table import BYTES, Linkage, Overlaps, patterns, read, read_csv


def refusal(text: str) -> str | None:
    """What is said of a text that is no table; None of one that is."""
    try:
        read_csv(text, "t.csv")
    except VarickError as error:
        return str(error)
    return None


SPINA = "# a remark\nL1,L2,L3,count\n0,0,1,60\n0,1,0,49\n0,1,1,4\n1,0,0,247\n1,0,1,112\n1,1,0,142\n1,1,1,12\n"


def test_a_table_is_read_and_counted() -> None:
    table = read_csv(SPINA, "spina.csv")
    assert table.lists == ("L1", "L2", "L3")
    assert table.counts.tolist() == [60, 49, 4, 247, 112, 142, 12]
    assert (table.union, table.sizes) == (626, (513, 207, 188))
    assert table.by_how_many.tolist() == [356, 258, 12]
    assert table.overlaps == 270
    assert table.pair(0, 1) == (513, 207, 154)
    assert table.pair(1, 0) == (207, 513, 154)


def test_patterns_are_binary_numbers_with_the_first_list_highest() -> None:
    assert patterns(2).tolist() == [[False, True], [True, False], [True, True]]
    assert ["".join(map(str, row)) for row in patterns(3).astype(int)] == [
        "001",
        "010",
        "011",
        "100",
        "101",
        "110",
        "111",
    ]


def test_a_pattern_without_a_row_counts_nobody() -> None:
    table = read_csv("A,B,count\n1,0,7\n1,1,3\n", "t")
    assert table.counts.tolist() == [0, 7, 3]


def test_rows_may_come_in_any_order_and_nobody_may_be_on_no_list() -> None:
    table = read_csv('\ufeff"A", B ,count\r\n1,1,3\r\n\r\n0,0,0\r\n0,1,2\r\n1,0,1\r\n'.lstrip("\ufeff"), "t")
    assert table.counts.tolist() == [2, 1, 3]


def test_some_lists_of_a_table_are_a_table() -> None:
    table = read_csv(SPINA, "spina.csv")
    part = table.only([2, 0])
    assert part.lists == ("L3", "L1")
    assert part.counts.tolist() == [247 + 142, 60 + 4, 112 + 12]
    assert part.pair(1, 0) == table.pair(0, 2)


def test_what_planted_people_tell_of_the_links() -> None:
    assert Linkage(pairs=40, found=38, wrong=2).recall == pytest.approx(0.95)
    assert Linkage(pairs=40, found=38, wrong=2).precision == pytest.approx(0.95)
    assert Linkage(0, 0, 0).recall is None
    assert Linkage(0, 0, 0).precision is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", 'line 1: the last column is not "count"'),
        ("A,B\n1,0\n", 'line 1: the last column is not "count"'),
        ("count\n3\n", "line 1: 0 columns of lists"),
        ("A,count\n1,3\n", "line 1: 1 columns of lists"),
        ("A,B,C,D,E,F,G,count\n", "line 1: 7 columns of lists"),
        ("A,A,count\n1,0,3\n", "line 1: two lists have the same name"),
        ("A,,count\n1,0,3\n", "line 1: a list has no name"),
        ("A,B,count\n", "no rows after the header"),
        ("A,B,count\n1,3\n", "line 2: 2 cells, the header has 3"),
        ("A,B,count\n1,0,3\n2,0,3\n", "line 3: A is '2'"),
        ("A,B,count\n1,x,3\n", "line 2: B is 'x'"),
        ("A,B,count\n1,0,3\n# again\n1,0,4\n", "line 4: the same lists as line 2"),
        ("A,B,count\n1,0,withheld\n", "line 2: the count is 'withheld'"),
        ("A,B,count\n1,0,\n", "line 2: the count is ''"),
        ("A,B,count\n1,0,-3\n", "line 2: the count is '-3'"),
        ("A,B,count\n1,0,3.5\n", "line 2: the count is '3.5'"),
        ("A,B,count\n1,0,٣\n", "line 2: the count is"),
        ("A,B,count\n1,0,2000001\n", "line 2: the count is larger"),
        ("A,B,count\n1,0," + "9" * 5000 + "\n", "line 2: the count is larger"),
        ("A,B,count\n0,0,5\n1,0,3\n", "line 2: 5 people on no list"),
        ('A,B,count\n1,0,"3\n', "line 2: unexpected end of data"),
    ],
)
def test_a_malformed_table_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(VarickError) as error:
        read_csv(text, "t.csv")
    assert said in str(error.value)
    assert str(error.value).startswith("t.csv")
    assert "\n" not in str(error.value)


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    for name, content, said in (
        ("large.csv", b"#" * (BYTES + 1), "larger than"),
        ("binary.csv", b"A,B,count\n\xff\xfe", "not UTF-8"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(VarickError, match=said):
            read(path)
    with pytest.raises(VarickError, match="No such file"):
        read(tmp_path / "missing.csv")
    with pytest.raises(VarickError, match="directory"):
        read(tmp_path)


@given(st.text(alphabet='AB01,"\n\r#-.9 \x00é', max_size=80))
def test_any_text_is_a_table_or_one_clear_line(text: str) -> None:
    for whole in (text, f"A,B,count\n{text}"):
        said = refusal(whole)
        assert said is None or (len(said.splitlines()) == 1 and said.startswith("t.csv"))


def test_a_table_made_of_counts_names_its_lists() -> None:
    table = Overlaps.of([1, 2, 3])
    assert table.lists == ("A", "B")
    assert table.counts.dtype == np.int64


def test_a_table_as_a_spreadsheet_writes_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    text = "# of 2018, invented\r\nA;B;count\r\n1;0;20\r\n0;1;30\r\n1;1;12\r\n;;\r\n"
    for encoding in ("utf-8-sig", "utf-16"):
        path.write_bytes(text.encode(encoding))
        assert read(path).union == 62
