"""What is mounted where on a Linux machine, as proc(5) tells it."""

from __future__ import annotations

from pathlib import Path

__all__ = ["is_in_memory"]

IN_MEMORY = frozenset({"tmpfs", "ramfs"})


def is_in_memory(folder: Path, mounts: str) -> bool:
    """Return whether `folder` lies on a memory file system, by the text of /proc/mounts."""
    kinds = {}
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split(" ")
        kinds[Path(place)] = kind  # the last one mounted at a place is the one seen
    above = (place for place in (folder, *folder.parents) if place in kinds)
    return kinds.get(next(above, Path("/")), "") in IN_MEMORY
