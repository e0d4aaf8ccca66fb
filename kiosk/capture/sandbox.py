"""A room for one file of a stranger: bubblewrap where it may be used, limits everywhere.

Inside, the program and its libraries are read-only, everything else is absent: no home,
no safe, no network, no other process. Where bubblewrap is missing or forbidden (no
unprivileged namespaces), the child still has its own limits and, if the system lets it,
an empty network and no file in sight (`landlock`); which it was is told, so that the post
can warn.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Sequence
from enum import Enum

from kiosk.capture.children import child_command, program_folders

__all__ = ["Isolation", "bubblewrap_command", "is_bubblewrap_usable", "worker_command"]

TRIAL_S = 5


class Isolation(Enum):
    """How far the process that opened a file was shut in, best first."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"
    """Limits, an empty network, and only the program's own files in sight."""
    NO_NETWORK = "no_network"
    """Limits and an empty network, but the file system in sight."""
    LIMITS_ONLY = "limits_only"


def bubblewrap_command(command: Sequence[str]) -> tuple[str, ...]:
    """Return `command` inside a room with nothing in it but what it needs to run."""
    folders = dict.fromkeys(str(folder) for folder in program_folders())
    binds = [part for folder in folders for part in ("--ro-bind-try", folder, folder)]
    return (
        "bwrap",
        *("--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *binds,
        *("--proc", "/proc", "--dev", "/dev", "--chdir", "/", "--clearenv"),
        *("--setenv", "LANG", "C.UTF-8"),
        *("--setenv", "OPENBLAS_NUM_THREADS", "1"),
        "--",
        *command,
    )


def worker_command(module: str, *, is_sandboxed: bool) -> tuple[str, ...]:
    """Return the command that runs `module` in a Python of its own, in such a room or without."""
    command = child_command(module)
    return bubblewrap_command(command) if is_sandboxed else command


@functools.cache
def is_bubblewrap_usable() -> bool:
    """Return whether bubblewrap is installed and this user may use it; tried once."""
    if sys.platform != "linux" or shutil.which("bwrap") is None:
        return False
    try:
        tried = subprocess.run(
            bubblewrap_command(("/bin/true",)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TRIAL_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return tried.returncode == 0
