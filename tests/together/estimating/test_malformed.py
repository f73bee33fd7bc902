"""Tables of overlaps with pieces changed, cut and doubled: an estimate, a refusal, or one clear line; nothing else."""

import random
from pathlib import Path

import pytest

from varick.errors import VarickError
from varick.together.estimating.chao import chao
from varick.together.estimating.chapman import chapman
from varick.together.estimating.loglinear import loglinear
from varick.together.estimating.table import Overlaps, read

TABLES = (
    b"# a remark\nL1,L2,L3,count\n0,0,1,60\n0,1,0,49\n0,1,1,4\n1,0,0,247\n1,0,1,112\n1,1,0,142\n1,1,1,12\n",
    b'"First, office",B,count\r\n0,1,31\r\n1,0,77\r\n1,1,15\r\n',
    b"A,B,C,D,count\n0,0,0,1,306\n0,0,1,0,936\n0,1,0,0,845\n1,0,0,0,1131\n1,1,0,0,177\n0,0,1,1,123\n1,1,1,1,27\n",
)
PIECES = (
    b"0",
    b"1",
    b",",
    b'"',
    b"\n",
    b"#",
    b"-",
    b".",
    b"\x00",
    b"\xff",
    b"count",
    b"=1+1",
    b"999999999999",
    b"\xef\xbb\xbf",
)


def changed(rng: random.Random) -> bytes:
    data = rng.choice(TABLES)
    for _ in range(rng.randint(1, 6)):
        start, end = sorted(rng.randrange(len(data) + 1) for _ in range(2))
        piece = rng.choice([rng.choice(PIECES) * rng.randint(1, 9), data[start:end], b""])
        at = rng.randrange(len(data) + 1)
        data = data[:at] + piece + data[at + rng.choice([0, 0, 1, 5, 40]) :]
    return data


def told(path: Path) -> Overlaps | str:
    """The table, or what is said of a file that is none."""
    try:
        return read(path)
    except VarickError as error:
        return str(error)


def tried(path: Path, data: bytes) -> bool:
    """Whether it is a table; what it is not is said in one line."""
    path.write_bytes(data)
    table = told(path)
    if isinstance(table, str):
        assert len(table.splitlines()) == 1, data
        assert len(table) < 400 + len(str(path)), data
        return False
    if table.k < 5:
        for found in (loglinear(table), chao(table), chapman(table)):
            assert found.refused or (
                found.low is not None and table.union <= found.low <= (found.value or 0)
            ), data
    return True


@pytest.mark.parametrize("many", [1_000, pytest.param(20_000, marks=pytest.mark.long)])
def test_a_malformed_table_ends_in_one_line(tmp_path: Path, many: int) -> None:
    rng = random.Random(20261123)
    tables = sum(tried(tmp_path / "overlaps.csv", changed(rng)) for _ in range(many))
    assert 0 < tables < many / 2
