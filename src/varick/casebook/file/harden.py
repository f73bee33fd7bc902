"""What a program can ask of the system so that its memory stays in memory."""

import contextlib
import ctypes
import sys
from pathlib import Path

_DUMPABLE, _CURRENT, _FUTURE = 4, 1, 2
_SWAPS = Path("/proc/swaps")


def harden() -> bool:
    """No core dump of this process, no other process of this user may read its memory, and where there is swap on a disk its
    memory is locked, as far as the system allows. Returns False where memory may reach a disk all the same.

    Linux does all of it; macOS forbids core dumps and encrypts its swap; Windows has none of these switches.
    """
    _no_core_dump()
    if not sys.platform.startswith("linux"):
        return sys.platform == "darwin"
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_DUMPABLE, 0, 0, 0, 0)
    return not swap_on_disk() or _locked(library)


def swap_on_disk(swaps: Path = _SWAPS) -> bool:
    """Whether Linux may write memory to a disk; compressed swap in memory (zram) is none."""
    try:
        lines = swaps.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    except OSError:
        return False
    return any(line.split() and not line.startswith("/dev/zram") for line in lines)


def _no_core_dump() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    # To a program that the system has for cores, and that reads them from a pipe, Linux gives one whatever the limit, except
    # where it is 1; no file is that small. Processes that are started from here have the limit too.
    most = 1 if sys.platform.startswith("linux") else 0
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))


def _locked(library: ctypes.CDLL) -> bool:
    """Lock all memory, present and future; only where there is no limit, since beyond one every allocation would fail."""
    import resource

    try:
        _, most = resource.getrlimit(resource.RLIMIT_MEMLOCK)
        if most != resource.RLIM_INFINITY:
            return False
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (most, most))
    except (OSError, ValueError):
        return False
    return bool(library.mlockall(_CURRENT | _FUTURE) == 0)
