"""A process that can speak to nobody: what a library does unasked, now or in a later version, stays on this machine.

ONNX Runtime's wheels report to their maker from version 1.29 on unless they are told not to, and requests, which RapidOCR
imports, opens a socket to see whether the machine has IPv6. A page of a letter stands in the memory of both.
"""

import ctypes
import os
import platform
import sys

_SWITCHES = {"ORT_DISABLE_TELEMETRY": "1", "ORT_TELEMETRY_DISABLED": "1"}
"""ONNX Runtime reads the first when it is loaded (the second in early versions that report): then it makes no identifier of the
machine, keeps no queue of reports on the disk, and sends none."""
_ARCHITECTURES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
"""Machine -> the kernel's number for it, and those of its calls socket and io_uring_setup (which could open one too)."""
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_NO_NEW_PRIVILEGES, _FILTER_CALLS = 38, 22


def silenced() -> None:
    """Tell ONNX Runtime, before it is imported, that nothing is to be reported."""
    os.environ.update(_SWITCHES)


def alone() -> bool:
    """From here on this process, and whatever it starts, is refused every new socket. False where the system cannot do that.

    Linux on x86-64 and ARM (seccomp) only; there is no way back, so call it where nothing else needs a socket.
    """
    silenced()
    known = _ARCHITECTURES.get(platform.machine())
    if not sys.platform.startswith("linux") or known is None:
        return False
    machine, *refused = known
    lines = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    lines += [(_EQUAL, len(refused) - at, 0, call) for at, call in enumerate(refused)]
    lines += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    filters = (_Line * len(lines))(*(_Line(*line) for line in lines))
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    return bool(library.prctl(_FILTER_CALLS, 2, ctypes.byref(_Program(len(lines), filters)), 0, 0) == 0)


class _Line(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_ushort),
        ("yes", ctypes.c_ubyte),
        ("no", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.POINTER(_Line)))
