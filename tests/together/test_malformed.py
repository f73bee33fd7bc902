"""Malformed charters, cards, desks, files of the ring at every hop, checks, tallies, tables and command lines: each ends in one
line, exit 2 (1 where the question has no answer), with the desk as it was and nothing beside it; or in a right answer.

Each kind goes through the functions; a share goes through the verbs, as people type them. The number of a file is its seed.
"""

import os
import random
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import FrameType
from unicodedata import category

import odd_files
import pytest
from click.testing import CliRunner
from offices import PASSPHRASE, Office, agreed

from varick.casebook.cases.dates import DayOf
from varick.casebook.taking_in.reading import read_table
from varick.cli import run
from varick.errors import VarickError
from varick.together.charter.card import Card
from varick.together.charter.charter import Charter
from varick.together.desk import Desk
from varick.together.estimating.side_by_side import SLOW, estimate, methods_of
from varick.together.estimating.table import read as read_overlaps
from varick.together.gathering import from_table
from varick.together.gathering.table import columns
from varick.together.keys import MemberKeys
from varick.together.people import Person
from varick.together.planted import planted_lists
from varick.together.preparing import own_list, prepare
from varick.together.release import release
from varick.together.ring import check
from varick.together.ring.envelope import Contents, encrypted, opened, packed
from varick.together.ring.fictitious import many_points
from varick.together.ring.hop import passed
from varick.together.ring.lists import completed
from varick.together.ring.statement import Signed
from varick.together.tallying import read as read_tally
from varick.together.tallying import tally as counted
from varick.together.tallying import write as write_tally
from varick.together.tokens import Recipe

SECONDS = 5
"""Of the processor's time: what takes longer hangs."""
WAITS = 120
"""Seconds on the wall: what takes longer waits for something that never comes."""
LONGEST_LINE = 2_000
FORBIDDEN = ("Quux", "Zyxwina", "555 0100", "2125550100", PASSPHRASE, "Traceback")


class Hung(BaseException):
    """Not caught by anything that means to say what went wrong."""


@contextmanager
def in_time() -> Iterator[None]:
    """Raises Hung where what is done within takes too long; where the system has no such clocks, it does not."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def hung(number: int, frame: FrameType | None) -> None:
        raise Hung

    old = [(number, signal.signal(number, hung)) for number in (signal.SIGPROF, signal.SIGALRM)]
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, WAITS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, before in old:
            signal.signal(number, before)


def held(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder, byte for byte."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def one_line(said: str, of: str) -> None:
    """That it can be read on a terminal and tells nobody's name. ``of``: what it was said of."""
    assert said.strip(), of
    assert len(said) < LONGEST_LINE, f"{of}: {said}"
    assert not {category(c) for c in said} & {"Cc", "Cs", "Zl", "Zp"}, f"{of}: {said!a}"
    assert not any(word in said for word in FORBIDDEN), f"{of}: {said!a}"


@dataclass(frozen=True)
class Stage:
    """A file on its way: to whom, from whom, and the desk of its reader at that moment. ``others``: what the tally has beside it."""

    file: Path
    reader: Office
    sender: Office
    desk: Path
    contents: Contents
    others: tuple[Path, ...] = ()


class Count:
    """A whole count of three invented offices, with every desk kept as it was before each step."""

    def __init__(self, folder: Path) -> None:
        self.offices = offices = agreed(folder / "run", 3, rows=24, planted=3, tally=2)
        self.charter, self.folder = offices.charter, folder
        self.planted = planted_lists(self.charter).rows
        self.stages: dict[str, Stage] = {}
        (folder / "frozen").mkdir()
        offices[0].card.write(folder / "one.member", offices[0].keys)
        people = [Person((f"Inventada {n} Ejemplo",), DayOf(date(1980 + n, 2, 3)), "44") for n in range(6)]
        for place in range(3):
            offices.table(place, people[place : place + 4])
        for office in offices.members:
            with office.desk() as desk:  # as every step begins: the desk keeps a copy
                desk.must_be_of(self.charter)
        self.before = [self.frozen(place, "signed") for place in range(3)]
        lists = []
        for place in range(3):
            found = own_list(
                from_table(offices[place].folder / "cases.csv", self.charter).people, self.charter
            )
            with offices[place].desk() as desk:
                out = prepare(desk, self.charter, found)
            out.write(offices.mail)
            lists.append(offices.mail / out.name)
        for owner in range(3):
            for hop in range(1, 3):
                if owner == 0:
                    self.stage(f"list hop {hop - 1}", lists[owner], (owner + hop) % 3, (owner + hop - 1) % 3)
                lists[owner] = offices.mail / offices.passed_on(owner + hop, lists[owner]).name
        self.stage("list complete", lists[0], 2, 2, tuple(lists[1:]))
        me = offices.tally
        with me.desk() as desk:
            complete = completed(desk, me.keys, self.charter, lists, self.planted)
            out = check.begin(desk, me.keys, self.charter, complete, self.planted)
        out.write(offices.mail)
        path = offices.mail / out.name
        for hop in range(2):
            self.stage(f"check hop {hop}", path, hop, (hop + 2) % 3)
            path = offices.mail / offices.passed_on(hop, path).name
        self.stage("check complete", path, 2, 1, tuple(lists))
        self.tally = folder / "count.tally"
        complete, expected = offices.ready([*lists, path])
        whole = counted(self.charter, complete.points, complete.cases, expected)
        write_tally(whole, me.keys, self.tally)
        self.tallied = self.frozen(2, "tallied")

    def frozen(self, place: int, name: str) -> Path:
        made = self.folder / "frozen" / f"{name} {place}"
        shutil.copytree(self.offices[place].desk_folder, made)
        return made

    def stage(self, name: str, file: Path, reader: int, sender: int, others: tuple[Path, ...] = ()) -> None:
        desk = self.frozen(reader, name)
        to = self.offices[reader]
        kinds = len(Recipe.load().kinds)
        said = opened(file, to.keys.age_identity, self.charter, kinds, many_points(self.planted))
        self.stages[name] = Stage(file, to, self.offices[sender], desk, said, others)

    def step(self, stage: Stage, desk_folder: Path, path: Path) -> object:
        """What the reader does with the file; no file is written, the desk remembers."""
        keys = stage.reader.keys
        with Desk.open(desk_folder, keys) as desk:
            if not stage.others:
                return passed(desk, keys, self.charter, path, self.planted)
            files = [path, *stage.others]
            complete = completed(desk, keys, self.charter, files, self.planted)
            if complete.check is None:
                return check.begin(desk, keys, self.charter, complete, self.planted)
            expected = check.finished(desk, keys, self.charter, complete, self.planted)
            return counted(self.charter, complete.points, complete.cases, expected)


@pytest.fixture(scope="module")
def count(tmp_path_factory: pytest.TempPathFactory) -> Count:
    return Count(tmp_path_factory.mktemp("count"))


Found = Counter[str]


@dataclass
class Try:
    """One of a campaign: refused in one line, with everything in its folder as it was, or answered."""

    folder: Path
    found: Found

    def tried(
        self,
        what: str,
        seed: int,
        act: Callable[[], object],
        codes: tuple[int, ...] = (2,),
        but: str = "nothing",
    ) -> bool:
        """Whether it was answered. ``but``: what may change though it was refused."""
        before = held(self.folder) | {but: b""}
        try:
            with in_time():
                act()
        except VarickError as error:
            said, code = str(error), error.exit_code
        except BaseException as error:
            error.add_note(f"{what} {seed}")
            raise
        else:
            self.found["answered"] += 1
            return True
        one_line(said, f"{what} {seed}")
        assert code in codes, f"{what} {seed}: {said}"
        assert held(self.folder) | {but: b""} == before, f"{what} {seed}: {said}"
        self.found["refused"] += 1
        return False

    def typed(self, what: str, seed: int, arguments: list[str], stdin: str = f"{PASSPHRASE}\n") -> int:
        """The exit code of a verb, typed in this folder."""
        before = held(self.folder)
        with chdir(self.folder), CliRunner().isolation(input=stdin) as (out, err, _):
            try:
                with in_time():
                    code = run(arguments)
            except BaseException as error:
                error.add_note(f"{what} {seed}: {arguments}")
                raise
            said = [line for line in err.getvalue().decode().splitlines() if line.startswith("varick: ")]
            told = out.getvalue().decode()
            whole = f"{what} {seed}: {arguments}: {err.getvalue().decode()}"
        assert code in (0, 1, 2), whole
        assert len(said) == (code != 0), whole
        if code:
            one_line(said[0], whole)
            after = held(self.folder)
            if (
                arguments[1:2] == ["pass"] and after != before
            ):  # files before the wrong one have had their step, whole
                kept = {data for name, data in after.items() if name.startswith("desk/kept/")}
                new = [
                    data
                    for name, data in after.items()
                    if name not in before and not name.startswith("desk/")
                ]
                assert len(new) == 1, whole
                assert new[0] in kept, whole
            elif arguments[1:3] == ["charter", "join"]:  # a whole desk may stand when its card has no place
                assert before.items() <= after.items(), whole
            else:
                assert after == before, whole
            assert "Traceback" not in told, whole
        self.found["answered" if not code else "refused"] += 1
        return code


Kind = Callable[[Count, Path, range], Found]


def charters(count: Count, folder: Path, seeds: range) -> Found:
    """Read as `show` and every later step read them; what passes is the charter that all signed, and no other."""
    right, path = count.offices.file.read_bytes(), folder / "count.charter"
    keys, one = [office.keys for office in count.offices.members], Try(folder, Counter())
    for seed in seeds:
        luck = random.Random(f"charter {seed}")
        path.write_bytes(odd_files.charter_file(count.charter, right, keys, luck))

        def read() -> None:
            found = Charter.read(path, whole=False)
            # Members who all sign something else have another charter, which a desk refuses.
            same = found.hash == count.charter.hash
            signed = all(found.signatures.get(at) == s for at, s in count.charter.signatures.items())
            assert not same or not signed or found.missing, "another file, taken for the same"
            shutil.copytree(count.before[0], folder / "desk")
            try:
                with Desk.open(folder / "desk", keys[0]) as desk:
                    desk.must_be_of(found)
            finally:
                shutil.rmtree(folder / "desk")

        one.tried("charter", seed, read)
    return one.found


def cards(count: Count, folder: Path, seeds: range) -> Found:
    right, path = (count.folder / "one.member").read_bytes(), folder / "one.member"
    office, one = count.offices[0], Try(folder, Counter())
    for seed in seeds:
        path.write_bytes(odd_files.card_file(office.card, right, office.keys, random.Random(f"card {seed}")))
        if one.tried("card", seed, lambda: Card.read(path)):
            # who holds the key may sign another name or recipient
            assert Card.read(path).verify_key == office.keys.verify_key
    return one.found


def ring(count: Count, folder: Path, seeds: range) -> Found:
    """Lists and checks at every hop, and at the tally: none is taken."""
    one = Try(folder, Counter())
    for name, stage in count.stages.items():
        shutil.copytree(stage.desk, folder / name)
    right = {name: stage.file.read_bytes() for name, stage in count.stages.items()}
    path = folder / "odd.together"
    for seed in seeds:
        luck = random.Random(f"ring {seed}")
        name = luck.choice(list(count.stages))
        stage = count.stages[name]
        other = next(m.card for m in count.offices.members if m.place != stage.reader.place)
        keys = stage.sender.keys
        path.write_bytes(
            odd_files.ring_file(right[name], stage.contents, keys, stage.reader.card, other, luck)
        )
        answered = one.tried(name, seed, partial(count.step, stage, folder / name, path))
        assert not answered, f"ring {seed}: {name}"
    return one.found


def desks(count: Count, folder: Path, seeds: range) -> Found:
    """A desk with something wrong in its folder: its owner's step is refused and nothing is lost, or goes on as it should."""
    one, place = Try(folder, Counter()), folder / "desk"
    for seed in seeds:
        luck = random.Random(f"desk {seed}")
        stage = count.stages[luck.choice(list(count.stages))]
        shutil.copytree(stage.desk, place)
        right = place / spoiled(place, luck).relative_to(place)

        def step(stage: Stage = stage) -> None:
            keys = MemberKeys.open(Desk.sealed_keys(place), PASSPHRASE)
            with Desk.open(place, keys) as desk:
                for made in desk._state.wrote.values():
                    if made.to:
                        desk.kept(made)
            count.step(stage, place, stage.file)

        # Of right files that came with it a desk may remember that they came.
        if not one.tried("desk", seed, step, but="desk/state"):
            if right.is_dir() and not right.is_symlink():
                right.rmdir()
            else:
                right.unlink(missing_ok=True)
            shutil.copy(stage.desk / right.relative_to(place), right)
            with in_time():
                assert count.step(stage, place, stage.file), f"desk {seed}: lost"
        shutil.rmtree(place)
    return one.found


def spoiled(desk: Path, luck: random.Random) -> Path:
    """The one file of a desk that was changed, cut, taken away, or that something else stands in place of."""
    path = luck.choice([p for p in sorted(desk.rglob("*")) if p.is_file()])
    way = luck.randrange(10)
    if way < 6:
        data = path.read_bytes()
        path.write_bytes(odd_files.bytes_changed(data or b"x", luck, text=luck.random() < 0.3))
    elif way == 6:
        path.unlink()
    elif way == 7:
        path.unlink()
        path.mkdir()
    elif way == 8:
        path.unlink()
        if luck.random() < 0.3 and hasattr(os, "mkfifo"):
            os.mkfifo(path)
        else:
            path.symlink_to(luck.choice(("/dev/null", "nowhere", path.name, "/dev/zero")))
    else:
        other = luck.choice([p for p in sorted(desk.rglob("*")) if p.is_file()])
        path.write_bytes(other.read_bytes())
    return path


def tallies(count: Count, folder: Path, seeds: range) -> Found:
    """What is no tally is not read, not estimated from, and not released; nor is one that another desk signed."""
    right, path = count.tally.read_bytes(), folder / "count.tally"
    mine, other = count.offices[2].keys, count.offices[0].keys
    one = Try(folder, Counter())
    shutil.copytree(count.tallied, folder / "desk")
    for seed in seeds:
        luck = random.Random(f"tally {seed}")
        signs = luck.choice((mine, other))
        path.write_bytes(odd_files.tally_file(right, signs, luck))

        def released() -> None:
            found = read_tally(path)
            read_overlaps(path)
            if found.key == mine.verify_key:
                return  # who tallies may sign whatever fits together; that it is released once is tested elsewhere
            with Desk.open(folder / "desk", mine) as desk:
                release(desk, found, count.charter.last)
            raise AssertionError("released, though another desk signed it")

        one.tried("tally", seed, released)
    return one.found


def overlaps(count: Count, folder: Path, seeds: range) -> Found:
    """A table, or one line; what is a table has an answer by every method, or a reason why not."""
    one, path = Try(folder, Counter()), folder / "overlaps.csv"
    for seed in seeds:
        path.write_bytes(odd_files.overlaps_file(random.Random(f"overlaps {seed}")))

        def read(seed: int = seed) -> None:
            table = read_overlaps(path)
            if seed % 20 == 0 and table.k < 6:
                quick = [name for name in methods_of(table.k) if name not in SLOW]
                for each in estimate(table, only=quick).methods:
                    assert each.refused or table.union <= (each.low or 0) <= (each.value or 0), each

        one.tried("overlaps", seed, read)
    return one.found


def cases(count: Count, folder: Path, seeds: range) -> Found:
    """Every row takes part or has its reason; or the table is refused, and no cell is said."""
    one, path, titles = Try(folder, Counter()), folder / "cases.csv", columns(count.charter)
    for seed in seeds:
        path.write_bytes(odd_files.cases_file(titles, random.Random(f"cases {seed}")))

        def gathered() -> None:
            found = from_table(path, count.charter)
            assert found.cases == len(read_table(path).rows), "a row was lost"
            assert all(person.names for person in found.people)
            own_list(found.people, count.charter)

        one.tried("cases", seed, gathered, codes=(1, 2))
    return one.found


def verbs(count: Count, folder: Path, seeds: range) -> Found:
    """Files of every kind through the verbs."""
    one, out = Try(folder, Counter()), folder / "out"
    out.mkdir()
    keys = [office.keys for office in count.offices.members]
    titles, piped = columns(count.charter), "--secret-from-stdin"
    for seed in seeds:
        luck = random.Random(f"verb {seed}")
        what = ("charter", "sign", "card", "pass", "tally", "prepare", "release", "estimate")[seed % 8]
        here, desk = folder / "given", folder / "desk"
        here.mkdir()
        frozen = count.before[0]
        must_fail = False
        if what in ("charter", "sign"):
            data = odd_files.charter_file(count.charter, count.offices.file.read_bytes(), keys, luck)
            line = (
                ["charter", "show", "given/file"]
                if what == "charter"
                else ["charter", "sign", "desk", "given/file", piped]
            )
        elif what == "card":
            right = (count.folder / "one.member").read_bytes()
            data = odd_files.card_file(count.offices[0].card, right, keys[0], luck)
            line = [
                "charter",
                "draft",
                "out/new.charter",
                "--title",
                "T",
                "--member",
                "given/file",
                "--tally",
                "Imagined Road",
                "--practice",
                "call_in_letter",
                "--from",
                "2018-01-01",
                "--to",
                "2018-12-31",
                "--rows",
                "40",
            ]
            must_fail = True  # one member alone
        elif what in ("pass", "tally"):
            tallies = what == "tally"
            stage = count.stages[
                luck.choice([n for n, s in count.stages.items() if bool(s.others) == tallies])
            ]
            other = next(m.card for m in count.offices.members if m.place != stage.reader.place)
            data = odd_files.ring_file(
                stage.file.read_bytes(), stage.contents, stage.sender.keys, stage.reader.card, other, luck
            )
            line = [what, "desk", "given/file", *map(str, stage.others), "--write", "out", piped]
            frozen, must_fail = stage.desk, True
        elif what == "prepare":
            data = odd_files.cases_file(titles, luck)
            line = [
                "prepare",
                "desk",
                str(count.offices.file),
                "--table",
                "given/file",
                "--write",
                "out",
                piped,
            ]
        elif what == "release":
            data = odd_files.tally_file(count.tally.read_bytes(), keys[0], luck)
            line = ["release", "desk", "given/file", "--write", "out/published", piped]
            frozen, must_fail = count.tallied, True
        else:
            data = odd_files.overlaps_file(luck)
            line = ["estimate", "given/file", "--quick", "--format", luck.choice(("table", "csv", "json"))]
        (here / "file").write_bytes(data)
        shutil.copytree(frozen, desk)
        code = one.typed(what, seed, ["together", *line])
        assert code or not must_fail, f"{what} {seed}"
        assert not code or not list(out.iterdir())
        for path in (here, desk, *out.iterdir()):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return one.found  # fmt: skip


def flags(count: Count, folder: Path, seeds: range) -> Found:
    """Good files, and something wrong in what is typed."""
    one, piped = Try(folder, Counter()), "--secret-from-stdin"
    stage, complete = count.stages["list hop 0"], count.stages["list complete"]
    lines: list[tuple[Path, list[str]]] = [
        (count.before[1], ["prepare", "desk", "a.charter", "--table", "cases.csv", "--write", "out", "--same", "0-1,0-2", piped]),
        (stage.desk, ["pass", "desk", "list.together", "--write", "out", "--charter", "a.charter", piped]),
        (complete.desk, ["tally", "desk", "complete.together", *map(str, complete.others), "--write", "out", piped]),
        (count.tallied, ["release", "desk", "count.tally", "--write", "out/published", "--yes", piped]),
        (count.tallied, ["estimate", "overlaps.csv", "--quick", "--observed-low", "6", "--observed-high", "11", "--lang", "es"]),
        (count.before[0], ["charter", "show", "a.charter", "--format", "json"]),
        (count.before[0], ["charter", "sign", "desk", "a.charter", piped]),
        (count.before[0], ["charter", "template", "a.charter", "out/new.csv", "--lang", "es"]),
        (count.before[0], ["charter", "join", "desk", "--name", "Invented Defenders", "--card", "out/new.member", piped]),
        (count.before[0], ["charter", "draft", "out/new.charter", "--title", "T", "--member", "one.member", "--tally", "Imagined Road",
                           "--practice", "call_in_letter", "--from", "2018-01-01", "--to", "2018-12-31", "--rows", "40",
                           "--epsilon", "1.0", "--withhold-under", "5"]),
    ]  # fmt: skip
    kept = {"a.charter": count.offices.file, "cases.csv": count.offices[0].folder / "cases.csv", "list.together": stage.file,
            "complete.together": complete.file, "count.tally": count.tally, "one.member": count.folder / "one.member"}  # fmt: skip
    for seed in seeds:
        luck = random.Random(f"flags {seed}")
        desk, line = lines[seed % len(lines)]
        here = folder / "here"
        (here / "out").mkdir(parents=True)
        shutil.copytree(desk, here / "desk")
        for name, path in kept.items():
            shutil.copy(path, here / name)
        (here / "overlaps.csv").write_bytes(odd_files.OVERLAPS[0])
        stdin = luck.choice((f"{PASSPHRASE}\n",) * 9 + ("", "wrong words of nobody\n", "\n"))
        trial = Try(here, one.found)
        words = odd_files.typed(line, luck)
        if line[0] == "estimate":  # latent classes take seconds, whatever the table
            words.insert(1, "--quick")
        trial.typed("flags", seed, ["together", *words], stdin)
        shutil.rmtree(here)
    return one.found


CAMPAIGN: dict[str, tuple[Kind, int, int, int]] = {
    "charters": (charters, 300, 4_500, 90),
    "cards": (cards, 150, 2_000, 80),
    "ring": (ring, 120, 4_000, 100),
    "desks": (desks, 30, 1_500, 30),
    "tallies": (tallies, 150, 2_500, 90),
    "overlaps": (overlaps, 120, 2_500, 40),
    "cases": (cases, 100, 1_200, 30),
    "verbs": (verbs, 48, 1_000, 60),
    "flags": (flags, 40, 800, 30),
}
"""Kind -> how it is made and tried, how many in the suite and with --long, and at least how many of 100 are refused."""


def test_the_campaign_has_twenty_thousand() -> None:
    assert sum(many for _, _, many, _ in CAMPAIGN.values()) == 20_000


def tried(count: Count, folder: Path, kind: str, seeds: range) -> None:
    make, _, _, least = CAMPAIGN[kind]
    found = make(count, folder, seeds)
    assert found.total() == len(seeds)
    assert 100 * found["refused"] >= least * found.total(), found
    print(f"{kind}: {found['refused']} refused, {found['answered']} answered")


@pytest.mark.parametrize("kind", CAMPAIGN)
def test_what_is_malformed_ends_in_one_line_and_changes_nothing(
    count: Count, tmp_path: Path, kind: str
) -> None:
    tried(count, tmp_path, kind, range(CAMPAIGN[kind][1]))


PARTS = 4


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("kind", CAMPAIGN)
def test_twenty_thousand_malformed_files_and_commands(
    count: Count, tmp_path: Path, kind: str, part: int
) -> None:
    many = CAMPAIGN[kind][2] // PARTS
    tried(count, tmp_path, kind, range(many * part, many * (part + 1)))


def test_what_was_changed_is_taken_as_it_was(count: Count, tmp_path: Path) -> None:
    for name, stage in count.stages.items():
        shutil.copytree(stage.desk, tmp_path / name)
        assert count.step(stage, tmp_path / name, stage.file)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
@pytest.mark.parametrize("read", [Charter.read, Card.read, read_tally, read_overlaps])
def test_a_pipe_in_place_of_a_file_is_refused(read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "odd"
    os.mkfifo(path)
    with in_time(), pytest.raises(VarickError, match="odd: not a file"):
        read(path)


def test_a_table_of_more_people_than_can_be_weighed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "overlaps.csv"
    path.write_text("A,B,C,count\n1,0,0,1000000\n0,1,0,1000000\n1,1,0,7\n")
    with pytest.raises(VarickError, match="more than 2,000,000 people"):
        read_overlaps(path)


def test_damaged_keys_do_not_keep_their_owner_waiting(count: Count) -> None:
    sealed = count.offices[0].keys.sealed
    for old, new in ((b'"ops":1', b'"ops":12'), (b'"memory":8192', b'"memory":1073741824')):
        sealed = sealed.replace(old, new)
    with in_time(), pytest.raises(VarickError, match="keys are damaged"):
        MemberKeys.open(sealed, PASSPHRASE)


def test_a_check_whose_lists_were_changed_on_the_way_there_is_not_counted_from(
    count: Count, tmp_path: Path
) -> None:
    """What binds the check to its lists are their last statements; those before stand in the file too."""
    stage = count.stages["check complete"]
    first, *more = stage.contents.lists
    changed = Signed(replace(first[0].statement, rows=first[0].statement.rows + 1), first[0].signature)
    said = replace(stage.contents, lists=((changed, *first[1:]), *more))
    path = tmp_path / "check.together"
    path.write_bytes(encrypted(packed(said), stage.reader.card))
    shutil.copytree(stage.desk, tmp_path / "desk")
    with pytest.raises(VarickError, match="check.together: damaged"):
        count.step(stage, tmp_path / "desk", path)
