"""A disk that fails on purpose: a VFS beneath the container that can be killed, cut off, filled or broken at any operation."""

import os
import random
import signal
from collections.abc import Callable
from typing import Any

import apsw

SECTOR = 512
NAME = "failing"


class Plan:
    """What goes wrong at the operation number `at` (counted from 1; 0 for never).

    kill      the process dies before the operation
    torn      a part of the write is on the disk, then the process dies
    power     the process dies, and of what was not synced a random part is on the disk
    eio       this operation fails
    full      this write and all later ones fail, until `healed`
    short     this write puts a part on the disk, then fails for want of space
    unread    this read returns a part
    """

    def __init__(self, at: int = 0, how: str = "", seed: int = 0) -> None:
        self.at, self.how = at, how
        self.luck = random.Random(seed)
        self.count = 0
        self.files: list[Failing] = []
        self.struck = False

    def healed(self) -> None:
        self.at = 0
        self.how = ""

    def step(self, write: Callable[[int], None] | None = None, size: int = 0, kind: str = "") -> None:
        """One operation. `write(n)` puts the first n bytes of it on the disk."""
        self.count += 1
        if self.how == "full" and self.at and self.count >= self.at and kind == "write":
            self.struck = True
            raise apsw.FullError("database or disk is full")
        if self.count != self.at:
            return
        self.struck = self.how in ("kill", "torn", "power", "eio")
        if self.how == "kill":
            die()
        if self.how == "torn":
            if write:
                write(self.luck.randrange(size) if size else 0)
            die()
        if self.how == "power":
            if write:
                write(size)
            for file in self.files:
                file.lose(self.luck)
            die()
        if self.how == "eio":
            raise apsw.IOError("disk I/O error")
        if self.how == "short" and write:
            self.struck = True
            write(self.luck.randrange(size) if size else 0)
            raise apsw.FullError("database or disk is full")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class Disk(apsw.VFS):
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        super().__init__(NAME, "")

    def xOpen(self, name: Any, flags: list[int]) -> Any:
        self.plan.step()
        return Failing(name, flags, self.plan)

    def xDelete(self, name: str, sync: bool) -> None:
        self.plan.step()
        super().xDelete(name, sync)


class Failing(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], plan: Plan) -> None:
        super().__init__("", name, flags)
        self.plan = plan
        path = name if isinstance(name, str) else name.filename()
        self.tracked = plan.how == "power"
        if self.tracked:
            # never closed: that would drop the locks
            self.number = os.open(path, os.O_RDWR)
            self.synced = self.content()
            self.pending: list[tuple[int, bytes | None]] = []
            plan.files.append(self)

    def content(self) -> bytes:
        return os.pread(self.number, os.fstat(self.number).st_size, 0)

    def xRead(self, amount: int, offset: int) -> bytes:
        plan = self.plan
        plan.step()
        data: bytes = super().xRead(amount, offset)
        if plan.how == "unread" and plan.count == plan.at:
            plan.struck = True
            return data[: plan.luck.randrange(len(data))] if data else data
        return data

    def xWrite(self, data: bytes, offset: int) -> None:
        data = bytes(data)

        def put(n: int) -> None:
            if self.tracked:
                self.pending.append((offset, data[:n]))
            if n:
                apsw.VFSFile.xWrite(self, data[:n], offset)

        self.plan.step(put, len(data), "write")
        if self.tracked:
            self.pending.append((offset, data))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self.plan.step()
        if self.tracked:
            self.pending.append((size, None))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self.plan.step()
        super().xSync(flags)
        if self.tracked:
            self.synced, self.pending = self.content(), []

    def lose(self, luck: random.Random) -> None:
        """Of what was written since the last sync, keep some, some in part, and some not at all."""
        content = bytearray(self.synced)
        for offset, data in self.pending:
            kept = luck.random()
            if kept < 0.4:
                continue
            if data is None:
                del content[offset:]
                continue
            if kept < 0.6:
                data = data[: luck.randrange(0, len(data) + 1, SECTOR) if len(data) >= SECTOR else len(data)]
            content.extend(bytes(max(0, offset + len(data) - len(content))))
            content[offset : offset + len(data)] = data
        os.ftruncate(self.number, len(content))
        os.pwrite(self.number, bytes(content), 0)


def count_system_calls(plan: Plan) -> None:
    """The whole-file steps outside SQLite are operations too."""

    def stepping_before(real: Any) -> Any:
        def stepping(*arguments: Any, **named: Any) -> Any:
            if plan.how in ("kill", "torn", "power"):
                plan.step()
            elif plan.how in ("eio", "full"):
                plan.count += 1
                if plan.count == plan.at:
                    plan.struck = True
                    raise OSError(28 if plan.how == "full" else 5, "the disk refuses")
            return real(*arguments, **named)

        return stepping

    for name in ("replace", "link", "unlink", "fsync"):
        setattr(os, name, stepping_before(getattr(os, name)))
