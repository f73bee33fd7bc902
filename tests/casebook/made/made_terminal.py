"""Somebody at a terminal, who reads what it prints and types."""

import contextlib
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

SECRET = "invented words for tests"
START = "import fcntl, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
MAIN = "from varick.cli import main; main(sys.argv[1:])"


class Terminal:
    """A caseworker at a terminal, in a folder; ``first`` is run before the verb."""

    def __init__(self, *arguments: str, folder: Path | None = None, first: str = "") -> None:
        self.end, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", f"{START}{first}{MAIN}", *arguments],
            cwd=folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
        )
        os.close(theirs)
        self.seen = ""
        self.again = b""

    def wait(self, text: str) -> str:
        """All until this text was printed, from where the last wait ended."""
        until = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < until, self.seen
            if select.select([self.end], [], [], 1)[0]:
                try:
                    self.seen += os.read(self.end, 65_536).decode()
                except OSError:
                    raise AssertionError(f"ended without {text!r}: {self.seen}") from None
        before, _, self.seen = self.seen.partition(text)
        return before

    def type(self, *lines: str) -> None:
        """Each line at the prompt of the form."""
        for line in lines:
            self.wait("\n> ")
            self.line(line)

    def line(self, text: str) -> None:
        """A line, whatever was asked."""
        os.write(self.end, f"{text}\n".encode())

    def interrupt(self) -> None:
        """Ctrl-C, once the program waits: Python does not wake from a read that begins just after the signal came."""
        time.sleep(0.3)
        self.again = b"\x03"
        os.write(self.end, self.again)

    def ended(self) -> tuple[int, str]:
        """The exit code and what was printed since the last wait; a program that does not end within a minute is killed."""
        rest, until = self.seen, time.monotonic() + 60
        with contextlib.suppress(OSError):
            while time.monotonic() < until:
                if select.select([self.end], [], [], 5)[0]:
                    data = os.read(self.end, 65_536)
                    if not data:
                        break
                    rest += data.decode()
                elif self.again:  # as anybody would press it again
                    os.write(self.end, self.again)
        if time.monotonic() >= until:
            self.process.kill()
        code = self.process.wait(60)
        os.close(self.end)
        return code, rest


def opened_at(*arguments: str) -> Terminal:
    """A terminal at which the casebook has been opened."""
    at = Terminal("casebook", *arguments)
    at.wait("Passphrase of the casebook: ")
    at.line(SECRET)
    return at
