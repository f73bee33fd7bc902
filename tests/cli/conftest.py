"""Runs the command line in this process, in an empty folder with an empty home, and keeps what it said and left behind."""

import io
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from varick.cli import run
from varick.engine.answers import World
from varick.model.scenario import Scenario

MADE: dict[tuple[Any, ...], World] = {}


@dataclass(frozen=True)
class Ran:
    """What a command gave: exit code, standard output and error, and the files that it left."""

    code: int
    out: str
    err: str
    files: tuple[str, ...]


Run = Callable[..., Ran]


@pytest.fixture(scope="module")
def worlds() -> Iterator[None]:
    """A scenario's draws take seconds, and are the same whoever asks: they are worked out once."""
    build = World.of

    def of(scenario: Scenario, like: World | None = None, draws: int = 200, **told: Any) -> World:
        key = (scenario.name, scenario.hash, draws)
        if key not in MADE:
            MADE[key] = build(scenario, like, draws, **told)
        return MADE[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(World, "of", of)
        yield


@pytest.fixture
def varick(
    worlds: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Run:
    """``varick("expect", "--people", "5")``. Paths that a test needs are made in ``tmp_path / "given"``."""
    for name in ("here", "home", "cache", "given"):
        (tmp_path / name).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("VARICK_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("VARICK_DEBUG", raising=False)

    def ran(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capfdbinary.readouterr()
        code = run(arguments)
        out, err = capfdbinary.readouterr()
        left = (tmp_path / name for name in ("here", "home"))
        files = sorted(p.relative_to(tmp_path).as_posix() for f in left for p in f.rglob("*"))
        return Ran(code, out.decode(), err.decode(), tuple(files))

    return ran


@pytest.fixture
def given(tmp_path: Path) -> Callable[[str, str | bytes], str]:
    """Makes a file for a command to read, and gives its path."""

    def make(name: str, content: str | bytes) -> str:
        path = tmp_path / "given" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return make
