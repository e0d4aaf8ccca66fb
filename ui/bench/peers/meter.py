"""What a step costs: seconds, processor seconds of both ends, bytes on the wire, memory.

Both ends are the processes a contestant names as lasting, all they start, and whatever is
started for the step. This process's own work for the step counts too (our own sealing is
done here), the watching thread's does not.
"""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ui.bench.peers.wire import bytes_so_far

__all__ = ["Cost", "children", "measure"]

LOOK_S = 0.05
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one step. `wire_bytes` is None where the wire is shared with others."""

    wall_s: float
    cpu_s: float
    wire_bytes: int | None
    memory_bytes: int
    """The greatest sum of resident memory that was seen, both ends together."""


def measure(do: Callable[[], None], roots: Sequence[int], *, is_alone: bool) -> Cost:
    """Do it and say what it cost."""
    watch = _MemoryWatch(roots)
    before = _cpu_s(roots), bytes_so_far()
    began_s = time.perf_counter()
    with watch:
        do()
        wall_s = time.perf_counter() - began_s
    return Cost(
        wall_s,
        _cpu_s(roots) - before[0],
        bytes_so_far() - before[1] if is_alone else None,
        watch.most_bytes,
    )


class _MemoryWatch:
    """Looks at the memory of both ends again and again, in a thread of its own."""

    def __init__(self, roots: Sequence[int]) -> None:
        self.most_bytes = 0
        self._roots = roots
        self._others = set(children(os.getpid())) - set(roots)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="memory-watch")

    def __enter__(self) -> None:
        self._look()
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._is_over.wait(LOOK_S):
            self._look()

    def _look(self) -> None:
        started = set(children(os.getpid())) - self._others
        both_ends = set(_trees({*self._roots, *started}))
        self.most_bytes = max(self.most_bytes, sum(map(_resident_bytes, both_ends)))


def children(pid: int) -> list[int]:
    """Return the processes that any thread of `pid` started and that still run."""
    found: list[int] = []
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += map(int, (task / "children").read_text(encoding="ascii").split())
    except OSError:
        pass  # it ended meanwhile
    return found


def _trees(roots: Iterable[int]) -> list[int]:
    found: list[int] = []
    for root in roots:
        found += [root, *_trees(children(root))]
    return found


def _cpu_s(roots: Sequence[int]) -> float:
    """Processor seconds of both ends so far; what has ended counts at whoever waited for it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    here_s = ended.ru_utime + ended.ru_stime + time.thread_time()
    return here_s + sum(_process_cpu_s(pid) for pid in set(_trees(roots)))


def _process_cpu_s(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        fields = text.rpartition(")")[2].split()
        waited_for_s = (int(fields[13]) + int(fields[14])) / TICKS
        try:
            # The kernel's clock of another process, `clock_getcpuclockid`: finer than ticks.
            return time.clock_gettime((~pid << 3) | 2) + waited_for_s
        except OSError:
            return (int(fields[11]) + int(fields[12])) / TICKS + waited_for_s
    except OSError:
        return 0.0


def _resident_bytes(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_BYTES
    except OSError:
        return 0
