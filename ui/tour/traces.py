"""The search for what must not be found: files, clipboard, memory of processes that remain."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from kiosk.session.memory_search import forms_of, search

__all__ = ["Canaries", "children_of", "in_files", "in_memory", "middle_of"]

Canaries = Mapping[str, str | bytes]
"""By name, something that exists nowhere else: words, or a stretch of bytes."""

STRETCH_BYTES = 48


def middle_of(content: bytes) -> bytes:
    """Return a stretch from the middle of some bytes, where no header is."""
    middle = len(content) // 2
    return content[middle : middle + STRETCH_BYTES]


def in_files(folders: Iterable[Path], canaries: Canaries) -> tuple[int, dict[str, list[str]]]:
    """Return how many files lie below `folders`, and for each canary those that hold it."""
    forms = {name: list(forms_of(pattern).values()) for name, pattern in canaries.items()}
    found: dict[str, list[str]] = {name: [] for name in canaries}
    count = 0
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if not path.is_file() or path.is_symlink():
                continue
            count += 1
            content = path.read_bytes()
            for name, patterns in forms.items():
                if any(pattern in content for pattern in patterns):
                    found[name].append(path.name)
    return count, found


def in_memory(processes: Mapping[str, int], canaries: Canaries) -> dict[str, dict[str, int]]:
    """Return, per process, how often each canary lies in its memory, in any form."""
    found = {}
    for role, pid in processes.items():
        counts = search(pid, canaries).counts
        found[role] = {name: sum(counts[name].values()) for name in canaries}
    return found


def children_of(pid: int) -> list[int]:
    """Return the living processes below `pid`."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stat = Path(f"/proc/{name}/stat").read_text(encoding="utf-8", errors="replace")
            except OSError:
                continue
            parents[int(name)] = int(stat.rpartition(")")[2].split()[1])
    found, wave = [], [pid]
    while wave:
        wave = [child for child, parent in parents.items() if parent in wave]
        found += wave
    return found
