"""What is mounted where on a Linux machine, as proc(5) tells it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

__all__ = ["is_in_memory", "mounted"]

IN_MEMORY = frozenset({"tmpfs", "ramfs"})


def mounted(mountinfo: Path) -> Iterator[tuple[str, str]]:
    """Give each mount's device and the folder where it is, by /proc/self/mountinfo."""
    for line in mountinfo.read_bytes().splitlines():
        head, _, tail = line.partition(b" - ")
        # proc(5): a space, tab, newline or backslash in a path is written in octal.
        where = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8)]), head.split()[4])
        yield os.fsdecode(tail.split()[1]), os.fsdecode(where)


def is_in_memory(folder: Path, mounts: str) -> bool:
    """Return whether `folder` lies on a memory file system, by the text of /proc/mounts."""
    kinds = {}
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split(" ")
        kinds[Path(place)] = kind  # the last one mounted at a place is the one seen
    above = (place for place in (folder, *folder.parents) if place in kinds)
    return kinds.get(next(above, Path("/")), "") in IN_MEMORY
