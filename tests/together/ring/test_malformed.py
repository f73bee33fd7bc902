"""Files of the ring with anything wrong in them: one line that names the file, nothing written, nothing remembered."""

import json
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import agreed
from rounds import Held, all_lists, check_begun, contents, rows_for

from varick.errors import VarickError
from varick.together.ring.envelope import MAGIC, Contents, encrypted, packed
from varick.together.ring.hop import passed
from varick.together.ring.lists import completed
from varick.together.ring.statement import Signed

ODD: list[Any] = [
    None,
    True,
    -1,
    0,
    7,
    2**31,
    10**400,
    0.5,
    "",
    "zz",
    "00" * 32,
    "ff" * 32,
    [],
    {},
    [[]],
    "é",
    "00" * 5000,
]


class World:
    """A list on its way to the first office, the check on its way to it, and a complete list at the tally."""

    def __init__(self, folder: Path) -> None:
        self.offices = agreed(folder, 2, rows=6, planted=2, tally=1)
        self.held: Held = rows_for(self.offices, people=3, planted=3)
        self.complete = all_lists(self.offices, self.held)
        begun = check_begun(self.offices, self.complete, self.held)
        mail = self.offices.mail
        names = [office.card.slug for office in self.offices.members]
        self.on_way = {
            "list": (mail / f"list-2-of-2.hop-0.to-{names[0]}.together", 0),
            "check": (mail / begun.name, 0),
            "complete": (self.complete[0], 1),
        }
        self.contents = {
            what: contents(self.offices, path, self.offices[place])
            for what, (path, place) in self.on_way.items()
        }
        self.fresh = {0: (self.offices[0].desk_folder / "state").read_bytes()}

    @contextmanager
    def reader(self, what: str) -> Iterator[Callable[[Path], object]]:
        place = self.on_way[what][1]
        office = self.offices[place]
        with office.desk() as desk:

            def read(path: Path) -> object:
                if what == "complete":
                    files = [path, self.complete[1]]
                    return completed(desk, office.keys, self.offices.charter, files, self.held.planted)
                return passed(desk, office.keys, self.offices.charter, path, self.held.planted)

            yield read


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(tmp_path_factory.mktemp("ring"))


WHAT = st.sampled_from(["list", "check", "complete"])


def refused(world: World, what: str, data: bytes, reads: Callable[[Path], object]) -> str:
    """That these bytes are refused in one short line, and that the desk and the folder are as before."""
    place = world.on_way[what][1]
    desk = world.offices[place].desk_folder
    path = world.offices.folder / "odd.together"
    path.write_bytes(data)
    before = (desk / "state").read_bytes(), sorted((desk / "kept").iterdir())
    with pytest.raises(VarickError) as caught:
        reads(path)
    line = str(caught.value)
    assert caught.value.exit_code == 2
    assert line.startswith("odd.together: "), line
    assert len(line) < 300, line
    assert not {category(c) for c in line} & {"Cc", "Cs", "Zl", "Zp"}, ascii(line)
    assert (*before,) == ((desk / "state").read_bytes(), sorted((desk / "kept").iterdir()))
    return line


def bytes_changed(data: bytes, rng: random.Random) -> bytes:
    """A few cuts, turns, repeats and insertions."""
    for _ in range(rng.randint(1, 3)):
        at, length = rng.randrange(len(data) + 1), rng.choice([1, 1, 4, 32, 200])
        part = data[at : at + length]
        new = rng.choice(
            [
                b"",
                part * 2,
                part[::-1],
                rng.randbytes(len(part)),
                part + rng.randbytes(length),
                bytes(len(part)),
            ]
        )
        data = data[:at] + new + data[at + length :]
    return data


def value_changed(said: Any, rng: random.Random) -> Any:
    """A JSON value with one thing in it changed, lost or doubled."""
    if isinstance(said, dict) and said and rng.random() < 0.9:
        key = rng.choice(sorted(said))
        if rng.random() < 0.1:
            return {k: v for k, v in said.items() if k != key}
        return {**said, key: value_changed(said[key], rng)} if rng.random() < 0.95 else {**said, "more": 1}
    if isinstance(said, list) and said and rng.random() < 0.9:
        at = rng.randrange(len(said))
        chance = rng.random()
        if chance < 0.1:
            return said[:at] + said[at + 1 :]
        if chance < 0.2:
            return [*said, said[at]]
        return [*said[:at], value_changed(said[at], rng), *said[at + 1 :]]
    if isinstance(said, str) and said and rng.random() < 0.5:
        at = rng.randrange(len(said))
        return said[:at] + rng.choice("0123456789abcdefgABC\u2028\x00") + said[at + 1 :]
    if isinstance(said, int) and rng.random() < 0.5:
        return said + rng.choice([-1, 1])
    return rng.choice(ODD)


def head_changed(said: Contents, rng: random.Random) -> bytes:
    """The bytes before encryption with another head, in canonical form or nearly."""
    plain = packed(said)
    size = int.from_bytes(plain[len(MAGIC) : len(MAGIC) + 4], "big")
    head = json.loads(plain[len(MAGIC) + 4 : len(MAGIC) + 4 + size])
    form: dict[str, Any] = {"sort_keys": rng.random() < 0.9, "separators": (",", ":")}
    text = json.dumps(value_changed(head, rng), **form).encode()
    return MAGIC + len(text).to_bytes(4, "big") + text + plain[len(MAGIC) + 4 + size :]


def malformed(world: World, what: str, rng: random.Random) -> bytes:
    """A file of this kind with something wrong, changed on the way or sent so by somebody who can encrypt."""
    path, place = world.on_way[what]
    reader = world.offices[place].card
    right = packed(world.contents[what])
    while True:
        way = rng.randrange(7)
        if way < 2:
            data = bytes_changed(path.read_bytes(), rng)
            if data != path.read_bytes():
                return data
            continue
        if way < 4:
            plain = bytes_changed(right, rng)
        elif way < 6:
            plain = head_changed(world.contents[what], rng)
        else:
            plain = MAGIC + rng.randbytes(rng.choice([0, 3, 4, 100]))
        if plain != right:
            return encrypted(plain, reader)


@given(WHAT, st.randoms(use_true_random=False, note_method_calls=False))
def test_whatever_is_wrong_is_refused_in_one_line(world: World, what: str, rng: random.Random) -> None:
    data = malformed(world, what, random.Random(rng.random()))
    with world.reader(what) as reads:
        refused(world, what, data, reads)


@given(WHAT, st.integers(0, 10**9))
def test_what_its_sender_changes_and_signs_again_is_refused(world: World, what: str, seed: int) -> None:
    rng = random.Random(seed)
    said = world.contents[what]
    statement = said.last.statement
    name = rng.choice([one for one in asdict(statement) if one != "proof"])
    value = getattr(statement, name)
    if isinstance(value, tuple):
        changed: Any = value[1:] + value[:1] if value else ("00" * 32,)
    elif isinstance(value, int):
        changed = value + rng.choice([-1, 1, 100])
    elif name == "kind":
        changed = "varick together list 1" if value.endswith("check 1") else "varick together check 1"
    else:
        at = rng.randrange(len(value)) if value else 0
        changed = (
            value[:at] + ("0" if value[at : at + 1] != "0" else "1") + value[at + 1 :] if value else "00"
        )
    made = replace(statement, **{name: changed})
    assert made != statement
    keys = world.offices[statement.member].keys
    signed = Signed.by(keys, made)
    if said.check:
        other = replace(said, check=(*said.check[:-1], signed))
    else:
        other = replace(said, lists=((*said.lists[0][:-1], signed),))
    place = world.on_way[what][1]
    with world.reader(what) as reads:
        refused(world, what, encrypted(packed(other), world.offices[place].card), reads)


@pytest.mark.long
def test_twenty_thousand_malformed_files(world: World) -> None:
    lines: set[str] = set()
    for what in ("list", "check", "complete"):
        with world.reader(what) as reads:
            for seed in range(6_700):
                data = malformed(world, what, random.Random(f"{what} {seed}"))
                lines.add(refused(world, what, data, reads))
    assert len(lines) > 12, "the files go wrong in many ways"


def test_the_files_that_were_changed_are_taken_as_they_were(world: World) -> None:
    for what in ("complete", "list"):
        with world.reader(what) as reads:
            reads(world.on_way[what][0])
