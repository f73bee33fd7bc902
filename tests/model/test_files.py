"""Reading YAML: lines, traps, and files that are no files."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from varick.errors import VarickError
from varick.model import files
from varick.model.files import LARGEST, Parsed, Problem, parse_yaml, raise_all, read_yaml, shown


def problems(text: str | bytes) -> list[str]:
    raw = text.encode() if isinstance(text, str) else text
    return [str(p) for p in sorted(parse_yaml(raw, "a.yaml").problems)]


def test_data_and_lines() -> None:
    parsed = parse_yaml(b'# a comment\na:\n  b: [1, 2.5,\n    true]\n"2018-01-01": 2018-01-01\n', "a.yaml")
    assert parsed.data == {"a": {"b": [1, 2.5, True]}, "2018-01-01": date(2018, 1, 1)}
    assert parsed.problems == []
    assert parsed.lines == {
        (): 2,
        ("a",): 2,
        ("a", "b"): 3,
        ("a", "b", 0): 3,
        ("a", "b", 1): 3,
        ("a", "b", 2): 4,
        ("2018-01-01",): 5,
    }
    assert parsed.line(("a", "b", "missing", "deeper")) == 3


def test_it_is_the_c_parser() -> None:
    assert files.CSafeLoader is yaml.CSafeLoader
    assert "CParser" in {base.__name__ for base in files.CSafeLoader.__mro__}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1", 1),
        ("-0.5", -0.5),
        ("1e-3", 0.001),
        ("1_000", 1000),
        (".5", 0.5),
        ("true", True),
        ("False", False),
        ("null", None),
        ("", None),
        ("~", None),
        ("'no'", "no"),
        ('"012"', "012"),
        ("! 12", "12"),
        ("2018-01-05", date(2018, 1, 5)),
        ("2018-1-5", "2018-1-5"),
        ("nowhere", "nowhere"),
        ("|\n  two\n  lines", "two\nlines\n"),
        ("{}", {}),
        ("[]", []),
    ],
)
def test_scalars(written: str, read: Any) -> None:
    parsed = parse_yaml(f"a: {written}\n".encode(), "a.yaml")
    assert not parsed.problems
    assert parsed.data == {"a": read}
    assert type(parsed.data["a"]) is type(read)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ok: 1\na: no",
            'a.yaml:2: a: no without quotes is true or false to YAML; write true or false, or "no" ',
        ),
        ("a: [x,\n Yes]", "a.yaml:2: a[1]: Yes without quotes"),
        ("a: OFF", "a.yaml:1: a: OFF without quotes"),
        ("on: 1", 'a.yaml:1: on: the key on without quotes is true or false to YAML; write "on"'),
        ("a: 012", "a.yaml:1: a: 012 is an octal number to YAML"),
        ("a: 12:30", 'a.yaml:1: a: 12:30 is a number in base 60 to YAML; write "12:30" for the text'),
        ("a: .inf", "a.yaml:1: a: .inf is not a finite number"),
        ("a: .NaN", "a.yaml:1: a: .NaN is not a finite number"),
        ("a: 1e999", "a.yaml:1: a: a number too large to use"),
        ("a: " + "9" * 5000, "a.yaml:1: a: a number too large to use"),
        ("a: 2018-02-30", "a.yaml:1: a: 2018-02-30 is not a day of the calendar"),
        ("a: 1\nb: 2\na: {c: 3}\n", "a.yaml:3: a: written twice, first on line 1; keep one"),
        ("x:\n  a: 1\n  a: 2", "a.yaml:3: x.a: written twice, first on line 2; keep one"),
        ("2018-01-01: 1\n'2018-01-01': 2", "a.yaml:2: 2018-01-01: written twice, first on line 1; keep one"),
        ("a: &x 1\nb: 2", "a.yaml:1: a: &x is an anchor; write the value where it is used"),
        ("a: {b: 1}\nc: {<<: {d: 1}}", "a.yaml:2: c.<<: << merges mappings; write the values themselves"),
        ("a: !!python/object:os.system 1", "a.yaml:1: a: tag:yaml.org,2002:python/object:os.system is a tag"),
        ("{a: 1}: 2", "a.yaml:1: a key must be one word or a date"),
        ("a: 1\n---\nb: 2", "a.yaml:2: a second document (---) in one file; use two files"),
        ("a: {b: 1", "a.yaml:1: not valid YAML: "),
        ("a: 'open", "a.yaml:1: not valid YAML: "),
        ("a:\n\tb: 1", "a.yaml:2: not valid YAML: a tab in the indentation; use spaces"),
        ("%YAML 9.9\n---\na: 1", "a.yaml:1: not valid YAML: found incompatible YAML document"),
        ("", "a.yaml: empty"),
        (" \n\n", "a.yaml: empty"),
        ("# only a comment\n", "a.yaml: empty"),
        ("null", "a.yaml: empty"),
        (b"\xff\xfea\x00:\x00", "a.yaml: not a text file (it holds zero bytes); save it as UTF-8 text"),
        (b"a: 1\nb: caf\xe9", "a.yaml:2: not UTF-8 (byte 0xe9); save the file as UTF-8"),
        ("a: 1\nb: x\u2028", "a.yaml:2: a control character (U+2028); take it out"),
        ("a: 1\nb: \x07", "a.yaml:2: a control character (U+0007); take it out"),
        ("[" * 100_000, "a.yaml:1: nested more than 16 levels deep"),
        ("\n".join(" " * i + "a:" for i in range(100)), "a.yaml:18: nested more than 16 levels deep"),
        (b"a: " + b"x" * LARGEST, "a.yaml: larger than 4 MB, which no file of this kind is"),
    ],
)
def test_each_trap_is_one_clear_line(text: str | bytes, expected: str) -> None:
    found = problems(text)
    assert len(found) == 1
    assert found[0].startswith(expected)
    assert "\n" not in found[0]


def test_billion_laughs_are_not_expanded() -> None:
    text = "a: &a [x, x, x, x, x, x, x, x, x]\n"
    for inner, outer in zip("abcdefgh", "bcdefghi", strict=True):
        text += f"{outer}: &{outer} [{', '.join([f'*{inner}'] * 9)}]\n"
    found = problems(text)
    assert len(found) == 9
    assert found[0] == "a.yaml:1: a: &a is an anchor; write the value where it is used"
    assert problems("a: 1\nb: *a") == ["a.yaml:2: b: *a is an alias; write the value itself"]


def test_all_problems_at_once_and_a_byte_order_mark() -> None:
    found = problems("\ufeffa: no\nb: 012\nb: 3\nc: [yes, on]\n")
    assert [line.split(": ")[0] for line in found] == [
        "a.yaml:1",
        "a.yaml:2",
        "a.yaml:3",
        "a.yaml:4",
        "a.yaml:4",
    ]


def test_a_broken_place_is_reported_once() -> None:
    parsed = parse_yaml(b"a: {b: no}", "a.yaml")
    parsed.report(("a", "b"), "again")
    parsed.report(("a", "b", "c"), "below it")
    parsed.report(("a",), "around it is another matter")
    assert len(parsed.problems) == 2


def test_places_as_shown() -> None:
    assert shown(("a", "values", "2012-05-15", "source", 1)) == "a.values.2012-05-15.source[1]"
    assert len(shown(("x" * 500,))) == 60


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    def says(path: Path) -> str:
        (problem,) = read_yaml(path, "it").problems
        return str(problem)

    assert says(tmp_path) == "it: a folder; name a file in it"
    assert says(tmp_path / "no.yaml") == "it: no such file"
    assert says(tmp_path / ("x" * 300)).startswith("it: ")
    assert says(Path("/dev/null")) == "it: no such file"
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert says(tmp_path / "loop").startswith("it: ")
    assert says(tmp_path / "a\0b").startswith("it: ")


def test_raise_all_counts_what_it_leaves_out() -> None:
    raise_all([])
    with pytest.raises(VarickError, match=r"^a:1: x: y$"):
        raise_all([Problem("a", 1, "x", "y"), Problem("a", 1, "x", "y")])
    with pytest.raises(VarickError) as caught:
        raise_all([Problem("a", n, "x", "y") for n in range(1, 151)])
    lines = str(caught.value).splitlines()
    assert (len(lines), lines[0], lines[-1]) == (101, "a:1: x: y", "... and 50 more")


@given(
    st.binary(max_size=300)
    | st.text(max_size=300).map(str.encode)
    | st.text("ab:-[]{}&*!|>'\"#%@,?\n \t0").map(str.encode)
)
def test_any_bytes_are_data_or_problems(raw: bytes) -> None:
    parsed = parse_yaml(raw, "a.yaml")
    assert isinstance(parsed, Parsed)
    assert parsed.problems or parsed.data is not None
    assert all("\n" not in str(problem) for problem in parsed.problems)


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029\ufffe\uffff"))
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=10,
)


@given(PLAIN)
def test_json_is_read_as_what_it_is(data: Any) -> None:
    parsed = parse_yaml(json.dumps({"data": data}, ensure_ascii=False, indent=1).encode(), "a.yaml")
    assert parsed.problems == []
    assert parsed.data == {"data": data}
    assert parsed.lines["data",] == 2
