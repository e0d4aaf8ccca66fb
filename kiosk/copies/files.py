"""One file out onto a medium, and away again: whole or not at all, never through a link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kiosk.errors import Unavailable

__all__ = ["copy_name", "remove_copy", "write_copy"]


def copy_name(copy: bytes) -> str:
    """Return the file's name: a stranger who finds it learns nothing from it."""
    return f"copie-de-travail-{copy.hex()[:12]}.pdf"


def write_copy(folder: Path, name: str, content: bytes) -> None:
    """Write a new file, for its owner alone where the medium knows owners.

    Raises: Unavailable("copy.not_written"); nothing is left of it then.
    """
    try:
        with _opened(folder) as where:
            file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=where)
            try:
                with os.fdopen(file, "wb") as out:
                    out.write(content)
                    out.flush()
                    os.fsync(out.fileno())
                os.fsync(where)
            except OSError:
                with suppress(OSError):
                    os.unlink(name, dir_fd=where)
                raise
    except OSError as cause:
        raise Unavailable("copy.not_written") from cause


def remove_copy(folder: Path | None, name: str) -> bool:
    """Delete the file; False when it is not within reach: medium away, file moved or renamed.

    Overwriting it first would promise what a flash medium does not do.
    """
    if folder is None:
        return False
    try:
        with _opened(folder) as where:
            os.unlink(name, dir_fd=where)
            with suppress(OSError):  # some file systems of sticks know no such thing
                os.fsync(where)
    except OSError:
        return False
    return True


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
