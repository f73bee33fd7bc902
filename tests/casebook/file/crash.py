"""A campaign: the casebook is killed, cut off, filled and broken at every operation of every phase; afterwards it must open with
all that was acknowledged.

    python crash.py FOLDER --every 7 --seed 1 --timed 20

prints one JSON line: how many of each were done. Exits with the first broken promise. Forks, so it runs in a process of its own.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import faults

from varick.casebook.file.vault import Cost, PaperWords, Passphrase, Vault, WrongSecret
from varick.errors import VarickError

FIRST, SECOND, THIRD = "correct horse", "battery staple", "paper clip box"
LIGHT = Cost.LIGHT
Ack = Callable[[str], None]
PLAN = [faults.Plan()]
"""What the child runs under."""
MODES = ("kill", "torn", "power", "eio", "full", "short", "unread")


def prepared(path: Path) -> None:
    """A casebook with a table, some rows and two passphrases."""
    vault, _ = Vault.create(path, organisation="Org", passphrase=FIRST, label="Ana", cost=LIGHT)
    with vault:
        with vault.transaction() as db:
            db.execute("create table rows(act integer, part integer, data blob)")
            db.execute("create table counter(acts integer)")
            db.execute("insert into counter values(0)")
            db.execute("create virtual table found using fts5(text)")
            db.execute("insert into found(found, rank) values('secure-delete', 1)")
        for act in range(1, 9):
            write(vault, act)
        vault.add_passphrase(SECOND, "Luis")


def write(vault: Vault, act: int) -> None:
    luck = random.Random(act)
    with vault.transaction() as db:
        for part in range(3):
            size = luck.choice([50, 900, 20_000])
            db.execute("insert into rows values(?,?,?)", (act, part, bytes([act % 256]) * size))
        db.execute("insert into found values(?)", (f"word{act} common",))
        if act > 6:
            db.execute("delete from rows where act = ?", (act - 6,))
            db.execute("delete from found where text = ?", (f"word{act - 6} common",))
        db.execute("update counter set acts = ?", (act,))


def create(path: Path, base: str, ack: Ack) -> None:
    vault, _ = Vault.create(
        path, organisation="Org", passphrase=FIRST, label="Ana", cost=LIGHT, vfs_base=base
    )
    ack("created")
    vault.close()


def commit(path: Path, base: str, ack: Ack) -> None:
    """After a failure the same open casebook goes on: it knows what it kept."""
    with Vault.open(path, Passphrase(FIRST), base) as vault:
        for act in range(9, 13):
            try:
                write(vault, act)
            except VarickError:
                PLAN[0].healed()
                if vault.db.execute("select acts from counter").get < act:
                    write(vault, act)
            ack(f"act {act}")


def change(path: Path, base: str, ack: Ack) -> None:
    with Vault.open(path, Passphrase(FIRST), base) as vault:
        vault.change_passphrase(vault.slots[-1].id, THIRD)
        ack("changed")


def add(path: Path, base: str, ack: Ack) -> None:
    with Vault.open(path, Passphrase(FIRST), base) as vault:
        words = vault.add_words()
        ack("words " + " ".join(words))


def remove(path: Path, base: str, ack: Ack) -> None:
    with Vault.open(path, Passphrase(FIRST), base) as vault:
        vault.remove_slot(vault.slots[-1].id)
        ack("removed")
        write(vault, 9)
        ack("act 9")


def rotate(path: Path, base: str, ack: Ack) -> None:
    with Vault.open(path, Passphrase(FIRST), base) as vault:
        vault.rotate()
        ack("rotated")
        write(vault, 9)
        ack("act 9")


PHASES = {f.__name__: f for f in (create, commit, change, add, remove, rotate)}


def checked(path: Path, phase: str, said: list[str]) -> None:
    """What was acknowledged is there, what was not is there whole or not at all, and nothing is left lying about."""
    if phase == "create" and not path.exists():
        assert "created" not in said, "created, and gone"
        create(path, "", lambda _: None)
    with Vault.open(path, Passphrase(FIRST)) as vault:
        vault.check()
        if phase != "create":
            acts = vault.db.execute("select acts from counter").get
            last = max([8, *(int(s.split()[1]) for s in said if s.startswith("act "))])
            assert acts in (last, last + 1), f"{acts} acts, {last} acknowledged"
            have = list(
                vault.db.execute(
                    "select act, count(*), group_concat(hex(substr(data, 1, 1))) from rows group by act"
                )
            )
            assert have == [(a, 3, ",".join([f"{a:02X}"] * 3)) for a in range(acts - 5, acts + 1)], have
            for act in range(acts - 5, acts + 1):
                assert (
                    vault.db.execute("select count(*) from found where found match ?", (f"word{act}",)).get
                    == 1
                )
            write(vault, acts + 1)
    left = sorted(p.name for p in path.parent.iterdir())
    assert left == [path.name], f"left behind: {left}"
    if phase in ("change", "remove"):
        opens = [text for text in (SECOND, THIRD) if opened(path, Passphrase(text))]
        done = "changed" in said or "removed" in said
        after = [THIRD] if phase == "change" else []
        assert opens == after or (not done and opens == [SECOND]), f"{opens} after {said}"
    for line in said:
        if line.startswith("words "):
            assert opened(path, PaperWords(tuple(line.split()[1:]))), "the words do not open it"


def opened(path: Path, secret: Passphrase | PaperWords) -> bool:
    try:
        Vault.open(path, secret).close()
    except WrongSecret:
        return False
    return True


def child(path: Path, phase: str, plan: faults.Plan, out: int) -> None:
    """Run a phase on the failing disk; what it acknowledges goes to `out` at once."""
    disk = faults.Disk(plan)
    PLAN[0] = plan
    faults.count_system_calls(plan)
    sys.unraisablehook = lambda _: None
    try:
        PHASES[phase](path, faults.NAME, lambda text: (os.write(out, f"{text}\n".encode()), None)[1])
    except VarickError as error:
        if not plan.struck or "\n" in str(error):
            raise
        os.write(out, f"told {error}\n".encode())
    os.write(out, f"operations {plan.count} {plan.struck}\n".encode())
    del disk


def run(path: Path, phase: str, plan: faults.Plan, after: float | None = None) -> list[str]:
    """Fork a child and collect what it says; kill it `after` so many seconds where that is given."""
    read, out = os.pipe()
    pid = os.fork()
    if not pid:
        os.close(read)
        code = 0
        try:
            child(path, phase, plan, out)
        except BaseException:
            traceback.print_exc()
            code = 3
        os._exit(code)
    os.close(out)
    if after is not None:
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with os.fdopen(read) as pipe:
        said = pipe.read().splitlines()
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, (
        f"{phase} {plan.how} at {plan.at}: see above"
    )
    return said


def once(folder: Path, source: Path, phase: str, plan: faults.Plan, after: float | None = None) -> list[str]:
    work = folder / "work"
    work.mkdir()
    path = work / "office.casebook"
    if phase != "create":
        shutil.copyfile(source, path)
    try:
        said = run(path, phase, plan, after)
        checked(path, phase, said)
    except BaseException:
        print(f"{phase}, {plan.how} at {plan.at}, after {after}", file=sys.stderr)
        raise
    shutil.rmtree(work)
    return said


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="one operation in so many")
    parser.add_argument("--timed", type=int, default=0, help="kills at a random moment")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--phases", default=",".join(PHASES))
    parser.add_argument("--upto", type=int, default=1_000_000, help="no operation after this one")
    given = parser.parse_args()
    luck = random.Random(given.seed)
    source = given.folder / "source.casebook"
    prepared(source)
    done: Counter[str] = Counter()
    last: dict[str, float] = {}
    for phase in given.phases.split(","):
        begin = time.monotonic()
        said = once(given.folder, source, phase, faults.Plan())
        last[phase] = time.monotonic() - begin
        for how in given.modes.split(","):
            operations = int(once(given.folder, source, phase, faults.Plan(0, how))[-1].split()[1])
            first = luck.randrange(1, given.every + 1)
            for at in range(first, min(operations, given.upto) + 1, given.every):
                said = once(given.folder, source, phase, faults.Plan(at, how, luck.randrange(1 << 30)))
                hit = how in ("kill", "torn", "power") or said[-1].endswith("True")
                done[how if hit else "unstruck"] += 1
                assert not (
                    how in ("kill", "torn", "power") and said and said[-1].startswith("operations")
                ), "not killed"
        print(phase, json.dumps(done), file=sys.stderr, flush=True)
    for _ in range(given.timed):
        phase = luck.choice(given.phases.split(","))
        once(given.folder, source, phase, faults.Plan(), luck.random() * last[phase])
        done["timed"] += 1
    source.unlink()
    print(json.dumps(done))


if __name__ == "__main__":
    main()
