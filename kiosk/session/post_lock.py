"""One supervisor at a time on one state folder."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kiosk.errors import Refused

__all__ = ["PostLock", "hold_post"]

LOCK_NAME: Final = "supervisor.lock"


@dataclass(slots=True)
class PostLock:
    """Held until `release` or the end of the process, however it ends; children have no part."""

    _fd: int

    def release(self) -> None:
        os.close(self._fd)


def hold_post(state_dir: Path) -> PostLock:
    """Take the post for this process, or refuse: before anything is wiped or started.

    Raises: Refused("session.second_copy") while another copy runs on `state_dir`.
    """
    state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    fd = os.open(state_dir / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(fd)
        raise Refused("session.second_copy") from error
    return PostLock(fd)
