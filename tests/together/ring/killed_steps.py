"""A campaign: every step of the ring is killed before each thing that it does to the disk; then the same command is run again.

    python killed_steps.py FOLDER

prints one JSON line: how often each step was killed. Forks, so it runs in a process of its own. What must hold after each kill:
the desk opens; no half file has a name of the ring's; a file that was there before the command was run again is the one that it
gives again; the next member takes it; and a secret that was to be destroyed is.
"""

import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offices import Offices, agreed
from rounds import Held, check_begun, check_passed, contents, finished, rows_for

from varick.together.ring.outgoing import Outgoing

WATCHED = {"os.rename", "os.remove", "os.link", "os.mkdir"}


@dataclass(frozen=True)
class Step:
    """One command: what it is called, who runs it, who gets its file, and what it does."""

    name: str
    place: int
    to: int
    run: Callable[[], Outgoing]


def killed(step: Step, after: int) -> bool:
    """Run a step in a child that is killed before the disk changes for the ``after``-th time; whether it was."""
    child = os.fork()
    if child == 0:
        try:
            left = after

            def count(event: str, arguments: tuple[Any, ...]) -> None:
                nonlocal left
                writes = (
                    event == "open"
                    and isinstance(arguments[2], int)
                    and arguments[2] & (os.O_WRONLY | os.O_RDWR)
                )
                if event in WATCHED or writes:
                    left -= 1
                    if left == 0:
                        os.kill(os.getpid(), signal.SIGKILL)

            really = os.fsync

            def fsync(number: int) -> None:
                count("os.rename", ())
                really(number)

            os.fsync = fsync
            sys.addaudithook(count)
            step.run()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
        return True
    assert status == 0, f"{step.name}: failed otherwise"
    return False


def steps(offices: Offices, held: Held) -> Iterator[Step]:
    """All steps of a run of two offices, of whom the second tallies, in order."""
    mail = offices.mail
    names = [office.card.slug for office in offices.members]
    first = [mail / f"list-{owner + 1}-of-2.hop-0.to-{names[1 - owner]}.together" for owner in (0, 1)]
    last = [mail / f"list-{owner + 1}-of-2.hop-1.to-{names[1]}.together" for owner in (0, 1)]
    for owner in (0, 1):
        yield Step(
            f"prepare {owner}",
            owner,
            1 - owner,
            lambda owner=owner: offices.started(owner, held.lists[owner], held.planted[owner]),
        )
    for owner in (0, 1):
        yield Step(
            f"pass {owner}", 1 - owner, 1, lambda owner=owner: offices.passed_on(1 - owner, first[owner])
        )
    yield Step("check begun", 1, 0, lambda: check_begun(offices, last, held))
    yield Step(
        "check passed",
        0,
        1,
        lambda: check_passed(offices, 0, mail / f"check.hop-0.to-{names[0]}.together", held),
    )
    finished(offices, last, mail / f"check.hop-1.to-{names[1]}.together", held)


def holds(offices: Offices, step: Step) -> None:
    """Run the step again after a kill; raises AssertionError where something was lost, halved or changed."""
    before = {path.name: path.read_bytes() for path in offices.mail.glob("*.together")}
    out = step.run()
    assert (offices.mail / out.name).read_bytes() == out.data
    assert before.get(out.name, out.data) == out.data, f"{step.name}: another file than the one that had left"
    contents(offices, offices.mail / out.name, offices[step.to])
    left = [path.name for path in offices.folder.rglob(".*")]
    assert not left, f"{step.name}: leaves {left}"
    if step.name.startswith("check"):
        assert not (offices[step.place].desk_folder / "run.key").exists()


def campaign(folder: Path) -> dict[str, int]:
    offices = agreed(folder / "now", 2, rows=4, planted=1)
    held = rows_for(offices, people=2, planted=2)
    kills: dict[str, int] = {}
    for step in steps(offices, held):
        shutil.copytree(folder / "now", folder / "before")
        after = 0
        while killed(step, after := after + 1):
            holds(offices, step)
            kills[step.name] = kills.get(step.name, 0) + 1
            shutil.rmtree(folder / "now")
            shutil.copytree(folder / "before", folder / "now")
        shutil.rmtree(folder / "now")
        shutil.copytree(folder / "before", folder / "now")
        # go on from a desk that was killed in the middle, so that the end of the run is that of a run with kills
        assert killed(step, max(1, kills[step.name] * 2 // 3))
        holds(offices, step)
        shutil.rmtree(folder / "before")
    return kills


if __name__ == "__main__":
    print(json.dumps(campaign(Path(sys.argv[1]))))
