"""The tally's file: read as it was written, refused in one line where it was not, and no row in it."""

import json
import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from offices import PASSPHRASE
from tallies import invented_tally

from varick.casebook.file.slots import Cost
from varick.errors import VarickError
from varick.together.charter.charter import ReleaseRule
from varick.together.keys import MemberKeys
from varick.together.linking import patterns
from varick.together.tallying import read, write
from varick.together.tallying.file import KIND, as_bytes, read_bytes

COUNTS = dict(zip(patterns(3), [40, 30, 20, 7, 4, 3, 1], strict=True))
TALLY = invented_tally(COUNTS)


@pytest.fixture(scope="module")
def keys() -> MemberKeys:
    return MemberKeys.create(PASSPHRASE, Cost.LIGHT)


def test_it_is_read_as_it_was_written(keys: MemberKeys, tmp_path: Path) -> None:
    path = tmp_path / "count.tally"
    write(TALLY, keys, path)
    write(TALLY, keys, path)
    assert read(path) == replace(TALLY, key=keys.verify_key)
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in tmp_path.iterdir()] == ["count.tally"]
    assert TALLY.union == 105
    assert TALLY.on_several == 15
    assert list(TALLY.by_pattern()) == ["100", "010", "001", "110", "101", "011", "111"]
    noise = replace(TALLY, rule=ReleaseRule("noise", epsilon=Decimal("0.5")))
    assert read_bytes(as_bytes(noise, keys), "x").rule == noise.rule


def test_another_tally_of_that_name_is_not_written_over(keys: MemberKeys, tmp_path: Path) -> None:
    path = tmp_path / "count.tally"
    write(TALLY, keys, path)
    with pytest.raises(VarickError, match=r"count\.tally"):
        write(replace(TALLY, title="Another"), keys, path)


def test_nothing_of_a_row_is_in_it(keys: MemberKeys) -> None:
    """Numbers and texts of the charter only: a list in the file is no longer than the lists or pairs of lists are many."""
    said = json.loads(as_bytes(TALLY, keys).split(b"\n")[1])

    def longest(value: object) -> int:
        if isinstance(value, dict):
            return max(map(longest, value.values()), default=0)
        if isinstance(value, list):
            return max(len(value), *map(longest, value)) if value else 0
        return 0

    assert longest(said) <= 4


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("cases", [52, 41, 29]),
        ("cases", [52, 41]),
        ("counts", {"100": 3}),
        ("counts", {**{"".join("01"[on] for on in p): n for p, n in COUNTS.items()}, "100": -1}),
        ("lists", ["A", "A", "B"]),
        ("lists", ["A"] * 9),
        ("charter", "no"),
        ("tallied_by", 3),
        ("first", "2018-13-01"),
        ("planted", {}),
        ("release", {"rule": "all", "threshold": 0, "epsilon": "0"}),
        ("release", {"rule": "noise", "threshold": 0, "epsilon": "1e99999"}),
        ("title", "two\nlines"),
        ("rows", 10**30),
    ],
)
def test_what_does_not_fit_together_is_refused_though_it_is_signed(
    keys: MemberKeys, part: str, value: object
) -> None:
    said = json.loads(as_bytes(TALLY, keys).split(b"\n")[1]) | {part: value}
    body = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
    data = resigned(keys, body)
    with pytest.raises(VarickError) as refused:
        read_bytes(data, "count.tally")
    assert str(refused.value).startswith("count.tally: ")
    assert "\n" not in str(refused.value)


def resigned(keys: MemberKeys, body: bytes) -> bytes:
    signature = keys.sign(KIND.encode() + b"\0" + body)
    return b"\n".join([KIND.encode(), body, keys.verify_key.hex().encode(), signature.hex().encode(), b""])


def test_every_changed_byte_is_refused(keys: MemberKeys) -> None:
    data = as_bytes(TALLY, keys)
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        if changed.lower() == data.lower():
            continue
        with pytest.raises(VarickError) as refused:
            read_bytes(bytes(changed), "count.tally")
        assert "\n" not in str(refused.value)


def test_malformed_files_are_refused_in_one_line(keys: MemberKeys) -> None:
    """Signed by whoever made them, so that every check behind the signature is met."""
    luck = random.Random(6)
    body = as_bytes(TALLY, keys).split(b"\n")[1]
    odd = [
        b"null",
        b"-1",
        b"1e9",
        b"[]",
        b"{}",
        b'""',
        b"true",
        b"99999999999999999999",
        b"[[[[",
        b'"\\ud800"',
    ]
    refused = 0
    for _ in range(2000):
        said = bytearray(body)
        for _ in range(luck.randint(1, 3)):
            at = luck.randrange(len(said))
            said[at : at + luck.randint(0, 12)] = luck.choice([*odd, bytes([luck.randrange(256)])])
        refused += is_refused(resigned(keys, bytes(said).replace(b"\n", b" ")))
    assert refused > 1500


def is_refused(data: bytes) -> bool:
    """In one line; or read, and then its parts fit together."""
    try:
        found = read_bytes(data, "count.tally")
    except VarickError as error:
        return len(str(error).splitlines()) == 1
    return found.union != sum(found.counts.values())


@pytest.mark.parametrize(
    "data", [b"", b"\n" * 5, b"x" * 100_000, KIND.encode(), KIND.encode() + b"\n[]\n\n\n"]
)
def test_other_files_are_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(data)
    with pytest.raises(VarickError, match="other: "):
        read(path)
    with pytest.raises(VarickError, match="cannot be read"):
        read(tmp_path / "none")
