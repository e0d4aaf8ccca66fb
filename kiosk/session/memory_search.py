"""Look for a text or bytes in the memory of other processes: the test of what a wipe forgets.

For tests, the demonstration and `doctor`; nothing else calls it. Reading another
process needs root, or the same user while the process has not been hardened yet.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

__all__ = ["Found", "NotReadable", "forms_of", "running_processes", "search", "search_everywhere"]

BLOCK_BYTES: Final = 1 << 20


class NotReadable(Exception):
    """The process's memory may not be read by this one, or the process is gone."""


@dataclass(frozen=True, slots=True)
class Found:
    """How often each form of each pattern is in one process; forms never met are left out."""

    pid: int
    counts: Mapping[str, Mapping[str, int]]

    @property
    def total(self) -> int:
        return sum(count for forms in self.counts.values() for count in forms.values())


def forms_of(pattern: str | bytes) -> dict[str, bytes]:
    """Return the ways a secret lies in memory: text as Python and Qt keep it, bytes, hex.

    Patterns shorter than 8 bytes are refused with ValueError: they are found by chance.
    """
    if len(pattern) < 8:
        raise ValueError("pattern too short to mean anything")
    if isinstance(pattern, str):
        return {"utf-8": pattern.encode(), "utf-16": pattern.encode("utf-16-le")}
    hex_text = pattern.hex()
    return {
        "raw": pattern,
        "hex": hex_text.encode(),
        "HEX": hex_text.upper().encode(),
        "hex utf-16": hex_text.encode("utf-16-le"),
    }


def search(pid: int, patterns: Mapping[str, str | bytes]) -> Found:
    """Count every form of every pattern in the readable memory of `pid`.

    Raises: NotReadable when the process is gone or the kernel refuses.
    """
    forms = {name: forms_of(pattern) for name, pattern in patterns.items()}
    longest = max(len(form) for by_form in forms.values() for form in by_form.values())
    counts: dict[str, dict[str, int]] = {name: {} for name in patterns}
    try:
        with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
            for start, end in _regions(pid):
                for block, fresh_from in _blocks(memory.fileno(), start, end, longest - 1):
                    _count(forms, counts, block, fresh_from)
    except OSError as error:
        raise NotReadable(str(pid)) from error
    return Found(pid, counts)


def search_everywhere(patterns: Mapping[str, str | bytes]) -> list[Found]:
    """Search every process that may be read but this one; return those with a hit."""
    found = []
    for pid in running_processes():
        try:
            result = search(pid, patterns)
        except NotReadable:
            continue
        if result.total:
            found.append(result)
    return found


def running_processes() -> list[int]:
    """Return the numbers of all processes but this one."""
    return [
        int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != os.getpid()
    ]


def _regions(pid: int) -> list[tuple[int, int]]:
    with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as source:
        lines = source.readlines()
    regions = []
    for line in lines:
        span, rights = line.split()[:2]
        if rights.startswith("r") and "[vvar" not in line and "[vsyscall]" not in line:
            start, _, end = span.partition("-")
            regions.append((int(start, 16), int(end, 16)))
    return regions


def _blocks(fd: int, start: int, end: int, overlap: int) -> Iterator[tuple[bytes, int]]:
    """Yield the memory from `start` to `end` block by block, each with the tail of the one before.

    With each block comes how many of its bytes were already seen.
    """
    tail = b""
    at = start
    while at < end:
        try:
            got = os.pread(fd, min(BLOCK_BYTES, end - at), at)
        except OSError:
            tail = b""  # a page nobody may read, such as a device's: go past it
            at += BLOCK_BYTES
            continue
        if not got:
            return
        yield tail + got, len(tail)
        at += len(got)
        tail = (tail + got)[-overlap:] if overlap else b""


def _count(
    forms: Mapping[str, Mapping[str, bytes]],
    counts: Mapping[str, dict[str, int]],
    block: bytes,
    fresh_from: int,
) -> None:
    for name, by_form in forms.items():
        for form, wanted in by_form.items():
            at = block.find(wanted)
            while at != -1:
                # A hit that lies wholly in the tail was counted with the block before.
                if at + len(wanted) > fresh_from:
                    counts[name][form] = counts[name].get(form, 0) + 1
                at = block.find(wanted, at + 1)
