"""Runs verbs of varick where everything that they try is noted: files written, programs started, sockets opened.

    python watched.py < {"steps": [{"arguments": [...], "typed": "..."}], "strict": true} > one JSON line a step

As a module it is what the tests use: `steps` runs several verbs one after the other in one watched process, and `Catcher` keeps
the content of every file that appears in some folders, though it be gone a moment later. Where Linux can, the process and
whatever it starts dies of its first word to anybody (`bolt`), so that no compiled library can say one unseen.
"""

import contextlib
import ctypes
import io
import json
import os
import platform
import stat
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_CALLS = {
    "x86_64": [42, 43, 44, 46, 50, 288, 307, 425],
    "aarch64": [201, 202, 203, 206, 211, 242, 269, 425],
}
"""connect, accept, sendto, sendmsg, listen, accept4, sendmmsg; and io_uring_setup, which could do the same."""
LINUX = sys.platform.startswith("linux") and platform.machine() in _CALLS


@dataclass(frozen=True)
class Step:
    """One verb: what it gave, and what it tried."""

    arguments: list[str]
    code: int
    out: str
    err: str
    written: list[str]
    started: list[list[str]]
    network: list[str]
    core: list[int]
    """Soft and hard limit of core files when the verb ended, and whether Linux would write one at all (0: no)."""


@dataclass
class Places:
    """Folders that are empty before: home, temporary, configuration and so on, and where the verbs are run."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = ("PATH", "LANG", "LC_ALL", "PYTHONPATH", "SYSTEMROOT")
        self.environment = {name: value for name, value in os.environ.items() if name in kept}
        named = {
            "HOME": "home",
            "TMPDIR": "temporary",
            "TEMP": "temporary",
            "VARICK_CACHE": "cache",
            "PWD": "here",
        }
        named |= {
            f"XDG_{what}": what.lower()
            for what in ("CONFIG_HOME", "CACHE_HOME", "DATA_HOME", "STATE_HOME", "RUNTIME_DIR")
        }
        for name, folder in named.items():
            (self.root / folder).mkdir(parents=True, exist_ok=True)
            self.environment[name] = str(self.root / folder)
        self.environment["PYTHONDONTWRITEBYTECODE"] = "1"

    @property
    def here(self) -> Path:
        return self.root / "here"

    @property
    def folders(self) -> list[Path]:
        return sorted(path for path in self.root.iterdir() if path.is_dir())


def steps(places: Places, asked: Sequence[dict[str, Any]], seconds: int = 300) -> tuple[list[Step], str]:
    """Run these verbs (``arguments``, and what is ``typed``) in one watched process; (what each did, what else was said)."""
    done = subprocess.run(
        [sys.executable, __file__],
        input=json.dumps(list(asked)), env=places.environment, cwd=places.here,
        capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
    found = [Step(**json.loads(line)) for line in done.stdout.splitlines()]
    last = asked[len(found)]["arguments"] if len(found) < len(asked) else ""
    assert done.returncode == 0, f"ended with {done.returncode} in {last}: {done.stderr[-2000:]}"
    return found, done.stderr


def bolt() -> None:
    """From here on, to connect, listen or send ends this process and those that it starts (seccomp)."""

    class Filter(ctypes.Structure):
        _fields_ = (
            ("code", ctypes.c_ushort),
            ("yes", ctypes.c_ubyte),
            ("no", ctypes.c_ubyte),
            ("k", ctypes.c_uint),
        )

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(Filter)))

    numbers = _CALLS[platform.machine()]
    lines = [Filter(0x20, 0, 0, 0)]  # the number of the call
    lines += [Filter(0x15, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    lines += [Filter(0x06, 0, 0, 0x7FFF0000), Filter(0x06, 0, 0, 0x80000000)]  # allow; end the process
    program = Program(len(lines), (Filter * len(lines))(*lines))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(38, 1, 0, 0, 0)
    if library.prctl(22, 2, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "no filter of system calls")


class Watch:
    """What this process tries, from now on."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.started: list[list[str]] = []
        self.network: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = (*given, None, None)[:3]
            asked = flags if isinstance(flags, int) else 0
            if isinstance(path, int):
                return  # was opened before
            if asked & (os.O_WRONLY | os.O_RDWR | os.O_CREAT) or (
                isinstance(mode, str) and set(mode) & set("wax+")
            ):
                self.written.append(_plain(path))
        elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink", "os.truncate", "sqlite3.connect"):
            self.written += [_plain(one) for one in given[:2] if isinstance(one, str | bytes | os.PathLike)]
        elif event == "subprocess.Popen":
            self.started.append([_plain(one) for one in given[1]])
        elif event in ("os.exec", "os.posix_spawn", "os.spawn", "os.startfile"):
            if event != "os.posix_spawn" or not self.started:
                self.started.append([_plain(given[0]), *map(_plain, given[1])])
        elif event in ("os.system", "os.fork", "os.forkpty", "pty.spawn"):
            self.started.append([event, *map(str, given)])
        elif event.partition(".")[0] in (
            "socket",
            "urllib",
            "http",
            "smtplib",
            "ftplib",
            "syslog",
            "webbrowser",
        ):
            self.network.append(f"{event} {given!r}"[:200])

    def taken(self) -> dict[str, Any]:
        """What was noted since the last time."""
        found = {"written": self.written, "started": self.started, "network": self.network}
        self.written, self.started, self.network = [], [], []
        return found


def _plain(path: Any) -> str:
    return (
        path
        if isinstance(path, str)
        else os.fsdecode(path)
        if isinstance(path, bytes | os.PathLike)
        else repr(path)
    )


def hardened() -> list[int]:
    """The limits of core files, and PR_GET_DUMPABLE."""
    import resource

    dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform.startswith("linux") else 0
    return [*resource.getrlimit(resource.RLIMIT_CORE), dumpable]


def _main() -> None:
    asked = json.loads(sys.stdin.read())
    report = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what compiled code prints is not part of the report
    if LINUX:
        bolt()
    watch = Watch()
    from varick.cli import run

    for step in asked:
        sys.stdin = io.TextIOWrapper(io.BytesIO(step.get("typed", "").encode()), encoding="utf-8")
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        watch.taken()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = run(step["arguments"])
        tried, said = watch.taken(), [text.buffer.getvalue().decode() for text in (out, err)]
        kept = {
            "arguments": step["arguments"],
            "code": code,
            "out": said[0],
            "err": said[1],
            **tried,
            "core": hardened(),
        }
        report.write(json.dumps(kept) + "\n")
        report.flush()


_CREATED, _MOVED = 0x100, 0x80


class Catcher:
    """Opens whatever appears in folders (inotify), so that it can be read when it has been deleted; Linux only.

    ``with Catcher(folders) as seen: ...``; afterwards ``seen.files``: path -> bytes as they were last.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self.folders, self.files = list(folders), dict[str, bytes]()
        self._library = ctypes.CDLL(None, use_errno=True)
        self._held: list[tuple[str, int]] = []
        self._watched: dict[int, Path] = {}

    def __enter__(self) -> "Catcher":
        self._number = self._library.inotify_init1(0)
        assert self._number >= 0
        for folder in self.folders:
            for path in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
                self._watch(path)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        end = self.folders[0] / "end-of-the-watch"
        end.mkdir()  # events come in order: this is the last
        self._thread.join(30)
        assert not self._thread.is_alive()
        end.rmdir()
        os.close(self._number)
        for name, number in self._held:
            with os.fdopen(number, "rb") as file:
                file.seek(0)
                self.files[f"{name} ({number})"] = file.read()

    def _watch(self, folder: Path) -> None:
        mark = self._library.inotify_add_watch(self._number, os.fsencode(folder), _CREATED | _MOVED)
        if mark >= 0:
            self._watched[mark] = folder

    def _read(self) -> None:
        while True:
            for mark, name in _events(os.read(self._number, 1 << 16)):
                path = self._watched[mark] / name
                if name == "end-of-the-watch":
                    return
                self._hold(path)

    def _hold(self, path: Path) -> None:
        """Keep a file open; watch a folder, and hold what came into it before the watch."""
        self.files.setdefault(str(path), b"")
        with contextlib.suppress(OSError):
            number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
            if not stat.S_ISDIR(os.fstat(number).st_mode):
                self._held.append((str(path), number))
                return
            os.close(number)
            self._watch(path)
            for inside in list(path.iterdir()):
                self._hold(inside)


def _events(data: bytes) -> Iterator[tuple[int, str]]:
    at = 0
    while at < len(data):
        mark, _, _, length = struct.unpack_from("iIII", data, at)
        yield mark, os.fsdecode(data[at + 16 : at + 16 + length].rstrip(b"\0"))
        at += 16 + length


if __name__ == "__main__":
    _main()
