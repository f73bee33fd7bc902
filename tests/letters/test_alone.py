"""The process that reads a letter speaks to nobody, whatever the libraries in it would like to report."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
import synthetic_letters

from varick.letters import engines
from varick.letters.alone import _ARCHITECTURES

LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux") or platform.machine() not in _ARCHITECTURES,
    reason="Linux on x86-64 or ARM only",
)


def python(program: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_", "CI"))}
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=kept | {"HOME": str(home)} | more, check=False
    )  # fmt: skip


@LINUX
def test_no_new_socket_here_or_in_what_is_started(tmp_path: Path) -> None:
    tried = "import socket\ntry: socket.socket()\nexcept PermissionError: print('refused')\n"
    native = "import ctypes; print(ctypes.CDLL(None).socket(2, 1, 0))\n"
    started = f"import subprocess, sys; print(subprocess.run([sys.executable, '-c', {tried!r}], capture_output=True, text=True).stdout)"
    done = python(
        f"from varick.letters.alone import alone; print(alone())\n{tried}{native}{started}", tmp_path
    )
    assert done.stdout.split() == ["True", "refused", "-1", "refused"], done.stderr
    assert python(tried, tmp_path).stdout == "", "without it there is a socket"


def test_onnx_runtime_makes_no_identifier_and_keeps_no_reports(tmp_path: Path) -> None:
    """From version 1.29 on it writes both below HOME, and sends the reports, unless it is told not to before it is loaded."""
    pytest.importorskip("rapidocr")
    assert engines._models() is not None
    page = tmp_path / "letter.jpg"
    page.write_bytes(synthetic_letters.photographed("dev-prose-02", "flat"))
    home = tmp_path / "home"
    home.mkdir()
    program = (
        f"from pathlib import Path; from varick.letters import read; print(read(Path({str(page)!r})).notes)"
    )
    done = python(program, home)
    assert done.returncode == 0, done.stderr
    assert sorted(home.rglob("*")) == []
