"""The process that writes one file to a stick: a stick that hangs hangs this process alone.

It has one folder, one name and the bytes; the file is written under a passing name, forced
to the stick and only then named, never over another.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress

from kiosk.capture.confinement import Link, confine
from kiosk.capture.file_kinds import MAX_FILE_BYTES

__all__ = ["main", "write_new"]

MEMORY_BYTES = 1 << 30
MOST_ALIKE = 99
PASSING = ".reconnect-copy.part"


def main() -> None:
    """Answer one request."""
    link = Link(MAX_FILE_BYTES + 1)
    confine(memory_bytes=MEMORY_BYTES, may_use_network=False, file_bytes=MAX_FILE_BYTES + 1)
    request = link.receive()
    try:
        folder = os.open(request.text("folder"), os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        written = write_new(folder, request.text("name"), request.payload)
    except OSError as fault:
        is_full = fault.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
        link.send({"name": "", "why": "full" if is_full else "not_written"})
    else:
        link.send({"name": written, "why": ""})
    sys.exit(0)


def write_new(folder: int, name: str, data: bytes) -> str:
    """Write `data` as a new file of an open folder; return the name it got.

    "name 2.pdf" where "name.pdf" is taken. Raises OSError, and leaves nothing then.
    """
    if "/" in name or name in {"", ".", ".."}:
        raise FileNotFoundError(name)
    with suppress(FileNotFoundError):
        os.unlink(PASSING, dir_fd=folder)  # of a stick pulled out while it was written to
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(PASSING, flags, 0o600, dir_fd=folder)
    try:
        with os.fdopen(file, "wb") as target:
            target.write(data)
            target.flush()
            os.fsync(target.fileno())
        given = _free_name(folder, name)
        os.rename(PASSING, given, src_dir_fd=folder, dst_dir_fd=folder)
        os.fsync(folder)
    except BaseException:
        with suppress(OSError):
            os.unlink(PASSING, dir_fd=folder)
        raise
    return given


def _free_name(folder: int, name: str) -> str:
    """Return the first name of its kind that nothing has; sticks know no atomic "if absent"."""
    known = {each.casefold() for each in os.listdir(folder)}
    stem, dot, suffix = name.rpartition(".")
    for number in range(1, MOST_ALIKE + 1):
        given = name if number == 1 else f"{stem} {number}{dot}{suffix}"
        if given.casefold() not in known:
            return given
    raise FileExistsError(name)


if __name__ == "__main__":
    main()
