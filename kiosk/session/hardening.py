"""What a process asks of the kernel so that its memory stays its own (`crypto.md` 6.15).

Linux by `prctl` and `mlockall`; elsewhere every answer is False and the post says so.
Nothing here protects from root, nor from who controls the machine.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass
from typing import Final

__all__ = ["Hardening", "die_with_parent", "harden"]

PR_SET_PDEATHSIG: Final = 1
PR_GET_DUMPABLE: Final = 3
PR_SET_DUMPABLE: Final = 4
MCL_CURRENT: Final = 1
MCL_FUTURE: Final = 2
MCL_ONFAULT: Final = 4
"""Lock pages as they are touched: without it 163 MB are locked where 65 MB are used."""


@dataclass(frozen=True, slots=True)
class Hardening:
    """What the kernel granted; a refusal is reported by `reconnect-kiosk doctor`."""

    is_unreadable: bool
    """Other processes of the same user cannot read this one's memory, and no core is kept."""
    is_core_off: bool
    is_locked: bool
    """Memory never goes to swap."""


def harden(*, lock_memory: bool) -> Hardening:
    """Ask for all of it, first thing in a process; what is refused is said, not raised."""
    return Hardening(
        is_unreadable=_set_undumpable(),
        is_core_off=_set_core_off(),
        is_locked=lock_memory and _lock_memory(),
    )


def die_with_parent(parent: int) -> None:
    """Make the kernel kill this process when the thread that started it ends.

    Runs between fork and exec, and again is harmless. A parent that died before the
    call could no longer be noticed by the kernel, hence the look at who it is now.
    """
    if sys.platform == "linux":
        _libc().prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def _set_undumpable() -> bool:
    if sys.platform != "linux":
        return False
    libc = _libc()
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    return int(libc.prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)) == 0


def _set_core_off() -> bool:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)


def _lock_memory() -> bool:
    """Lock now and later pages, only where the limit allows as much as will be used.

    Under a finite limit `mlockall(MCL_FUTURE)` may succeed and then make a later
    allocation fail in mid-work, which is worse than swap: it is not tried.
    """
    if sys.platform != "linux":
        return False
    unlimited = resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY
    if not unlimited and os.geteuid() != 0:
        return False
    return int(_libc().mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT)) == 0


_LIBC: Final = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _libc() -> ctypes.CDLL:
    assert _LIBC is not None  # noqa: S101 - callers have looked at the platform
    return _LIBC
