"""Files that last: written beside, on the disk, renamed; disk errors in words."""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.errors import Unavailable

__all__ = ["Disk", "disk_errors", "store_file"]

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room left: on the disk, in the quota, under the process's own limit."""
BESIDE = ".new"
"""Ends the name of a file still being written; such a file may be swept at any time."""
TRIES = 3
"""How often a file is written before its disappearing is a fault of the disk."""


class Disk:
    """The few operations on which "written" rests, one method each.

    Tests hand in one that fails at its n-th call.
    """

    def write(self, path: Path, data: bytes) -> None:
        """Create `path` for this user only, write `data` and wait until the disk has it."""
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Give `source` its final name, replacing what was there at once."""
        source.replace(target)

    def settle(self, folder: Path) -> None:
        """Wait until the disk has the names in `folder`."""
        if os.name == "nt":  # directories cannot be opened there; NTFS journals names itself
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def make_folder(self, folder: Path) -> None:
        """Create `folder`, for this user only, and its name on the disk."""
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.settle(folder.parent)

    def unlink(self, path: Path) -> None:
        """Remove a file; one that is not there is no error."""
        path.unlink(missing_ok=True)


def store_file(disk: Disk, path: Path, data: bytes) -> None:
    """Put `data` at `path`: after this returns it survives a power cut, before it nobody
    sees half of it. Raises Unavailable("vault.disk_full" | "vault.disk_fault"), nothing left."""
    with disk_errors():
        disk.make_folder(path.parent)
        for left in reversed(range(TRIES)):
            beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}{BESIDE}")
            try:
                disk.write(beside, data)
                disk.rename(beside, path)
            except FileNotFoundError:
                if not left:
                    raise
                continue  # an agent that was just starting swept it as one never finished
            except BaseException:
                with suppress(OSError):  # swept later; the first error is the one to tell
                    disk.unlink(beside)
                raise
            break
        disk.settle(path.parent)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Raise Unavailable in place of what the operating system says of a full or broken disk."""
    try:
        yield
    except OSError as error:
        key = "vault.disk_full" if error.errno in FULL else "vault.disk_fault"
        raise Unavailable(key) from error
