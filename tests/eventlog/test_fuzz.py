"""Event logs of other tools, damaged: each is read with every event accounted for, or refused in a line, and soon."""

import gzip
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from varick.errors import VarickError
from varick.eventlog import EventLog, Imported, read_ocel, read_xes, write_ocel, write_xes
from varick.eventlog.checks import in_order

Make = Callable[..., EventLog]
FORMS = ("log.xes", "log.xes.gz", "log.sqlite", "log.jsonocel", "log.xmlocel")
QUICK, LONG = 80, 2_500
"""Damaged files of each form; with --long 12,500 in all."""
SLOWEST = 10.0
"""CPU seconds that one file may take."""
PIECES = [
    *(b"", b"\x00", b"\xff\xfe", b"<", b">", b"&", b'"', b"'", b"</log>", b"<event>", b"</trace>", b"<!DOCTYPE a>", b"&#0;", b"&lt;", b"&e;", b"<![CDATA["),
    *(b'encoding="utf-16"', b"9" * 400, b"-1", b"1e999", b"null", b"[", b"{", b"}", b"]]", b'"id":', b"true", b"0001-01-01T00:00:00Z", b"9999-12-31T23:59:59-14:00"),
    *(b"2016-02-30", b"NaN", b"\xc3", b"\xed\xa0\x80", "١".encode(), b"varick:meta:0", b"concept:name", b"time:timestamp", b"person", b"<list key='a'/>", b" " * 5000),
]  # fmt: skip


def damaged(data: bytes, luck: random.Random) -> bytes:
    """The file after one to four cuts, repeats, turns, overwritten bytes and insertions; sometimes it ends early."""
    for _ in range(luck.randint(1, 4)):
        at = luck.randrange(len(data) + 1)
        upto = min(len(data), at + luck.choice([1, 2, 8, 60, 700]))
        part = data[at:upto]
        match luck.randrange(7):
            case 0:
                data = data[:at] + data[upto:]
            case 1:
                data = data[:at] + part * luck.choice([2, 3, 40]) + data[upto:]
            case 2:
                data = data[:at] + part[::-1] + data[upto:]
            case 3:
                data = data[:at] + luck.randbytes(len(part)) + data[upto:]
            case 4:
                data = data[:at] + luck.choice(PIECES) + data[at:]
            case 5:
                data = data[:at] + luck.choice(PIECES) + data[upto:]
            case _:
                words = sorted(set(re.findall(rb"[\w:-]{3,}", data[:20_000])))
                if len(words) > 1:
                    old, new = luck.sample(words, 2)
                    data = data.replace(old, new, luck.choice([1, -1]))
    return data[: luck.randrange(len(data) + 1)] if luck.random() < 0.1 else data


def accounted(found: Imported) -> None:
    """Every event is a row or a rejection with its number, and the rows are a sound log."""
    log = found.log
    assert found.rows_in + found.repeated == len(log) + len(found.rejected)
    assert all(unfit.row >= 1 and unfit.reason for unfit in found.rejected)
    columns = {name: log.column(name) for name in log.stored}
    assert {len(column) for column in columns.values()} == {len(log)}
    for name, values in log.meta.attributes.items():
        if len(log):
            assert -1 <= int(columns[name].min()) <= int(columns[name].max()) < len(values)
    if len(log):
        assert int(columns["activity"].max()) < len(log.meta.names)
        in_order(columns, None, "the log")
    log.to_arrow()


def try_many(make: Make, folder: Path, form: str, times: int, seed: int) -> None:
    good = folder / form
    log = make(40, seed)
    (write_xes if "xes" in form else write_ocel)(good, log)
    data = good.read_bytes()
    plain = gzip.decompress(data) if form.endswith("gz") else data
    path = folder / f"damaged.{form.partition('.')[2]}"
    read = read_xes if "xes" in form else read_ocel
    outcomes = {"read": 0, "refused": 0}
    for number in range(times):
        luck = random.Random(f"{form} {seed} {number}")
        if form.endswith("gz") and luck.random() < 0.5:
            path.write_bytes(gzip.compress(damaged(plain, luck), 1))
        else:
            path.write_bytes(damaged(data, luck))
        begin = time.process_time()
        try:
            found = read(path, "person") if read is read_ocel and luck.random() < 0.5 else read(path)  # type: ignore[call-arg]
            accounted(found)
            outcomes["read"] += 1
        except VarickError as error:
            text = str(error)
            assert text
            assert "\n" not in text
            outcomes["refused"] += 1
        except Exception as error:
            raise AssertionError(f"{form}, damage {seed}/{number}: {error!r}") from error
        assert time.process_time() - begin < SLOWEST, f"{form}, damage {seed}/{number} took too long"
    assert min(outcomes.values()) > 0, outcomes


@pytest.mark.parametrize("form", FORMS)
def test_damaged_logs(make: Make, tmp_path: Path, form: str) -> None:
    try_many(make, tmp_path, form, QUICK, 1)


@pytest.mark.long
@pytest.mark.parametrize("form", FORMS)
def test_many_damaged_logs(make: Make, tmp_path: Path, form: str) -> None:
    try_many(make, tmp_path, form, LONG, 2)
