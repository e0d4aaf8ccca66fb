"""Files that hold a secret: for their user alone, whole on the disk before they count."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from kiosk.errors import InvalidInput

__all__ = ["read_secret_file", "write_secret_file"]

OTHERS = stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP
"""What nobody but the user may have; a group that reads is how systemd hands secrets over."""


def read_secret_file(path: Path) -> bytes:
    """Return what an operator wrote down for the server.

    Raises: InvalidInput("server.secret_missing"), or InvalidInput("server.secret_open") for
    a file that everybody reads: such a secret is no secret any more, and must be changed.
    """
    try:
        if stat.S_IMODE(path.stat().st_mode) & OTHERS:
            raise InvalidInput("server.secret_open", path=str(path))
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput("server.secret_missing", path=str(path)) from error


def write_secret_file(path: Path, content: bytes) -> None:
    """Write `content` for this user alone: beside, to disk, then in place."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        target.write(content)
        target.flush()
        os.fsync(target.fileno())
    os.replace(beside, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
