"""One file out onto a medium, and away again: whole or not at all, never through a link.

Called where a medium that hangs hangs nobody: in a process of its own (`child`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["copy_name", "remove_file", "write_file"]


def copy_name(copy: bytes, suffix: str = "pdf") -> str:
    """Return the file's name: a stranger who finds it learns nothing from it."""
    return f"copie-de-travail-{copy.hex()[:12]}.{suffix}"


def write_file(folder: Path, name: str, content: bytes) -> None:
    """Write a new file, for its owner alone where the medium knows owners.

    It gets its name once it is whole: what a medium that was pulled out keeps of a half-written
    one bears another name, and `remove_file` takes that away too.

    Raises: OSError, FileExistsError where something has that name; nothing is left of it then.
    """
    part = _part_of(name)
    with _opened(folder) as where:
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=where)
        try:
            with os.fdopen(file, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            _name_it(where, part, name)
        except BaseException:
            with suppress(OSError):
                os.unlink(part, dir_fd=where)
            raise
        _settle(where)


def remove_file(folder: Path | None, name: str) -> bool:
    """Delete the file, whole or half-written; False when none is within reach: medium away, file
    moved or renamed.

    Overwriting it first would promise what a flash medium does not do.
    """
    if folder is None:
        return False
    try:
        with _opened(folder) as where:
            is_gone = _unlinked(name, where) | _unlinked(_part_of(name), where)
            _settle(where)
    except OSError:
        return False
    return is_gone


def _part_of(name: str) -> str:
    return f".{name}.part"


def _name_it(folder: int, part: str, name: str) -> None:
    """Give a whole file its name, never another's; file systems of sticks know no "if absent"."""
    with suppress(FileNotFoundError):
        os.stat(name, dir_fd=folder, follow_symlinks=False)
        raise FileExistsError(name)
    os.rename(part, name, src_dir_fd=folder, dst_dir_fd=folder)


def _settle(folder: int) -> None:
    """Force a change of names to the medium; some file systems of sticks know no such thing."""
    with suppress(OSError):
        os.fsync(folder)


def _unlinked(name: str, folder: int) -> bool:
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=folder)
        return True
    return False


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
