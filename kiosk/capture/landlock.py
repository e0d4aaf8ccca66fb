"""A child that sees the program and its libraries, and no other file (landlock(7), SEC-12).

For machines on which bubblewrap may not be used, and one more wall where it is: from here on
this process opens what lies under the given folders, to read, and nothing else. There is no
way back. Kernels before 5.13, or without it, give no such wall; that is told, not hidden.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

from kiosk.capture.children import ROOT, program_folders

__all__ = ["landlock_version", "readable_folders", "see_only"]

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
"""System calls; their numbers are the same on every architecture."""
TELL_VERSION = 1
PATH_BENEATH = 1

EXECUTE, READ_FILE, READ_DIR = 1 << 0, 1 << 2, 1 << 3
FIRST_RIGHTS = (1 << 13) - 1
RIGHTS_SINCE = {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""Rights added later: to link elsewhere, to truncate, to control devices. One that a kernel
does not know must not be asked for."""


def landlock_version() -> int:
    """Return which version of Landlock this kernel speaks, 0 for none."""
    if sys.platform != "linux":
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    return max(0, int(libc.syscall(CREATE_RULESET, None, 0, TELL_VERSION)))


def readable_folders() -> tuple[Path, ...]:
    """Return what this child needs to run, and what it imports from besides."""
    imported = (Path(each) for each in sys.path if each and Path(each) != ROOT)
    wanted = (*program_folders(), *imported)
    return tuple(dict.fromkeys(path for path in wanted if path.exists()))


def see_only(readable: Iterable[Path]) -> bool:
    """Shut this thread and all it starts out of every file but those below `readable`.

    Returns False where the kernel has no such wall. Wants no new privileges (prctl) before.
    """
    version = landlock_version()
    if version == 0:
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    handled = FIRST_RIGHTS
    for since, right in RIGHTS_SINCE.items():
        handled |= right if version >= since else 0
    asked = struct.pack("=Q", handled)
    ruleset = libc.syscall(CREATE_RULESET, asked, len(asked), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            _allow(libc, ruleset, path)
        return bool(libc.syscall(RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path) -> None:
    """Let what is below `path` be read; what cannot be opened stays out."""
    rights = EXECUTE | READ_FILE | (READ_DIR if path.is_dir() else 0)
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        rule = struct.pack("=Qi", rights, place)  # `struct landlock_path_beneath_attr`, packed
        libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
    finally:
        os.close(place)
