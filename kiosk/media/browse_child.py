"""The process that looks into folders and reads a file of them: one that hangs hangs it alone.

It is told the roots that no path may lead out of, and one path. A stick answers slowly or never:
bytes are handed on as they come, so that silence is seen as silence.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kiosk.capture.confinement import Link, confine
from kiosk.capture.file_kinds import ALL_SUFFIXES, MAX_FILE_BYTES
from kiosk.capture.frames import BadFrame, Frame

__all__ = ["MAX_ENTRIES", "PART_BYTES", "entries_of", "main", "parts_of"]

MEMORY_BYTES = 1 << 30
PART_BYTES = 1 << 20
"""Read and handed on at once: even a slow stick takes no second for it."""

MAX_ENTRIES = 2000
"""More lines nobody looks through; those that come first by name are kept."""

_SUFFIXES = frozenset(f".{suffix}" for kind in ALL_SUFFIXES.values() for suffix in kind)

Line = tuple[str, str, bool, int]
"""Name, path, whether it is a folder, size."""


def main() -> None:
    """Answer one request."""
    link = Link(max_payload_bytes=0)
    confine(memory_bytes=MEMORY_BYTES, may_use_network=False)
    request = link.receive()
    try:
        path = _allowed(request)
        if request.text("do") == "list":
            link.send({"is": "part"}, json.dumps(entries_of(path)).encode())
        else:
            for part in parts_of(path):
                link.send({"is": "part"}, part)
    except OSError:
        link.send({"is": "unreadable"})
    else:
        link.send({"is": "end"})
    sys.exit(0)


def entries_of(folder: Path) -> Sequence[Line]:
    """Return folders, then files that can be added, by name; links may lead anywhere and are
    left out. Raises: OSError."""
    with os.scandir(folder) as listing:
        found = [each for each in listing if not each.name.startswith(".")]
    lines = [line for each in found if (line := _line(each)) is not None]
    return sorted(lines, key=lambda line: (not line[2], line[0].casefold()))[:MAX_ENTRIES]


def parts_of(path: Path) -> Iterator[bytes]:
    """Give the bytes of an ordinary file as they come, no more than one over what may be added.

    Raises: OSError, for what is no ordinary file too: a pipe would wait for ever.
    """
    file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    with os.fdopen(file, "rb", buffering=0) as source:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise FileNotFoundError(path)
        left = MAX_FILE_BYTES + 1
        while left and (part := source.read(min(PART_BYTES, left))):
            left -= len(part)
            yield part


def _line(entry: os.DirEntry[str]) -> Line | None:
    if entry.is_dir(follow_symlinks=False):
        return entry.name, entry.path, True, 0
    if not entry.is_file(follow_symlinks=False):
        return None
    if Path(entry.name).suffix.lower() not in _SUFFIXES:
        return None
    return entry.name, entry.path, False, entry.stat(follow_symlinks=False).st_size


def _allowed(request: Frame) -> Path:
    """Return the real path if it lies below one of the roots, links followed. Raises: OSError."""
    roots = request.header.get("roots")
    if not isinstance(roots, list):
        raise BadFrame("roots are not a list")
    real = Path(request.text("path")).resolve(strict=True)
    if not any(real.is_relative_to(Path(str(root)).resolve()) for root in roots):
        raise PermissionError(real)
    return real


if __name__ == "__main__":
    main()
