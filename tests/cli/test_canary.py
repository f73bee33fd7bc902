"""No answer given to trace occurs in any file, log or history, nor where a program could read it later."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

WATCH = """
import os, runpy, sys
seen = []
def note(event, arguments):
    if event == "open":
        path, mode, flags = (*arguments, None, None)[:3]
        writes = isinstance(mode, str) and set(mode) & set("wax+") or isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
        if writes:
            seen.append(f"opened to write {path!r}")
    elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "socket.connect", "socket.bind", "subprocess.Popen",
                   "os.exec", "os.posix_spawn", "os.system", "syslog.syslog", "sqlite3.connect"):
        seen.append(f"{event} {arguments!r}"[:200])
report = os.fdopen(int(sys.argv.pop(1)), "w")
sys.addaudithook(note)
try:
    runpy.run_module("varick", run_name="__main__")
finally:
    report.write("\\n".join(seen))
    report.close()
"""
"""Runs varick and tells a pipe of every file that is opened to write, and every way to another program or machine."""

CANARY = "canary_of_varick_street"


def watched(
    folder: Path, arguments: list[str], answers: str
) -> tuple[subprocess.CompletedProcess[str], list[str], dict[Path, bytes]]:
    """What trace printed, what it tried, and all files that it left in home, cache, temporary and working folder."""
    places = {name: folder / name for name in ("home", "cache", "temporary", "here")}
    for place in places.values():
        place.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "VARICK_"))}
    environment |= {
        "HOME": str(places["home"]),
        "VARICK_CACHE": str(places["cache"]),
        "TMPDIR": str(places["temporary"]),
    }
    source, sink = os.pipe()
    done = subprocess.run(
        [sys.executable, "-B", "-c", WATCH, str(sink), "trace", *arguments],
        input=answers, env=environment, cwd=places["here"], capture_output=True, text=True, timeout=120, pass_fds=[sink],
    )  # fmt: skip
    os.close(sink)
    with os.fdopen(source) as told:
        tried = told.read().splitlines()
    return done, tried, {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize(
    ("options", "answers", "code"),
    [
        (["--person", "-"], "status: overstay\npending_application: yes\n", 0),
        (["--person", "-"], f"status: {CANARY}\n", 2),
        (["--person", "-"], f"{CANARY}: yes\n", 2),
        (["--person", "-"], f"status: [{CANARY}\n", 2),
        (["--ask", "--lang", "es"], f"2\n\n{CANARY}\n3\n", 0),
        (["--set", "status=overstay", "--format", "json"], "", 0),
    ],
)
def test_nothing_of_an_answer_is_kept(tmp_path: Path, options: list[str], answers: str, code: int) -> None:
    done, tried, left = watched(tmp_path, options, answers)
    assert done.returncode == code, done.stderr
    assert tried == [], "nothing is opened to write, and nothing else is asked"
    assert left == {}
    assert CANARY not in done.stdout


def test_the_watch_sees_what_it_watches_for(tmp_path: Path) -> None:
    _, tried, left = watched(tmp_path, ["--help"], "")
    assert (tried, left) == ([], {})
    (tmp_path / "again").mkdir()
    log = WATCH.replace('runpy.run_module("varick", run_name="__main__")', 'open("kept", "a").write("x")')
    source, sink = os.pipe()
    subprocess.run(
        [sys.executable, "-c", log, str(sink)], cwd=tmp_path / "again", pass_fds=[sink], check=True
    )
    os.close(sink)
    with os.fdopen(source) as told:
        assert "opened to write 'kept'" in told.read()


def test_an_answer_is_not_repeated_as_such(tmp_path: Path) -> None:
    """Answers do not stand in the JSON as names and values; the reasons can give them away, and the page says so."""
    done, _, _ = watched(tmp_path, ["--person", "-", "--format", "json"], "status: overstay\n")
    assert '"status"' not in done.stdout
    assert '"overstay"' not in done.stdout
