"""Several lines to the server side by side, for parts: while one waits for the disk of the
server, another sends, and the loop itself may offer statements meanwhile. One more thread
does for the loop what it would else wait for: checking answers, asking for the next page.

The databases stay with the loop's thread; what runs here reads and writes part files and
the line, and nothing else. How many lines follows the line itself (`adapt.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any, Generic, TypeVar

from kiosk.errors import KioskError
from sync.agent.server import Server

__all__ = ["LANES_MAX", "Lanes", "UnderWay", "caught"]

LANES_MAX = 4
WRITERS = 8
"""Waits for the disk at once: side by side they take about the time of one."""

Result = TypeVar("Result")


class UnderWay(Generic[Result]):
    """Jobs that go on while the loop's thread does something else."""

    def __init__(self, shares: Sequence[Future[list[Result | KioskError]]], count: int) -> None:
        self._shares = shares
        self._count = count

    @property
    def is_over(self) -> bool:
        """Whether `wait` would not wait."""
        return all(share.done() for share in self._shares)

    def is_over_before(self, other: UnderWay[Any]) -> bool:
        """Wait until one of the two is over; return whether it is this one."""
        while not (self.is_over or other.is_over):
            pending = [share for share in (*self._shares, *other._shares) if not share.done()]
            wait(pending, return_when=FIRST_COMPLETED)
        return self.is_over

    def wait(self) -> list[Result | KioskError]:
        """Return results and failures in the order of the jobs."""
        width = len(self._shares)
        found: dict[int, Result | KioskError] = {}
        for start, share in enumerate(self._shares):
            found.update(zip(range(start, self._count, width), share.result(), strict=True))
        return [found[number] for number in range(self._count)]


class Lanes:
    """Up to four threads, each with a line of its own, opened when first needed."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._own = threading.local()
        self._opened: list[Server] = []
        self._pool: ThreadPoolExecutor | None = None
        self._beside: ThreadPoolExecutor | None = None
        self._writers: ThreadPoolExecutor | None = None
        self._writers_guard = threading.Lock()

    def run(
        self, jobs: Sequence[Callable[[Server], Result]], width: int
    ) -> list[Result | KioskError]:
        """Do each job, `width` at a time at most; return results and failures in their order.

        A single job runs here, on the caller's own line.
        """
        if len(jobs) == 1 or width == 1:
            return [caught(job, self._server) for job in jobs]
        return self.begin(jobs, width).wait()

    def begin(self, jobs: Sequence[Callable[[Server], Result]], width: int) -> UnderWay[Result]:
        """Start each job, `width` at a time at most, on lines of their own; do not wait."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(LANES_MAX, thread_name_prefix="lane")
        # A lane takes its share in turns, so that never more than `width` are on the way.
        width = min(width, len(jobs))
        shares = [self._pool.submit(self._do, jobs[start::width]) for start in range(width)]
        return UnderWay(shares, len(jobs))

    def beside(self, job: Callable[[Server], Result]) -> UnderWay[Result]:
        """Start one job next to the loop, never behind parts, on a line of its own."""
        if self._beside is None:
            self._beside = ThreadPoolExecutor(1, thread_name_prefix="beside")
        return UnderWay([self._beside.submit(self._do, [job])], 1)

    def keep(self, job: Callable[[], Result]) -> Callable[[], Result]:
        """Start what waits for the disk while its lane reads on; return what waits for it."""
        with self._writers_guard:
            if self._writers is None:
                self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="writer")
            return self._writers.submit(job).result

    def close(self) -> None:
        """End the lines; jobs under way fail."""
        for line in self._opened:
            line.close()
        for pool in (self._pool, self._beside):
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)
        if self._writers is not None:  # last: lanes hand jobs to it until they end
            self._writers.shutdown(wait=True)
        self._pool = self._beside = self._writers = None
        self._opened.clear()
        self._own = threading.local()

    def _do(self, share: Sequence[Callable[[Server], Result]]) -> list[Result | KioskError]:
        return [caught(job, self._line()) for job in share]

    def _line(self) -> Server:
        line: Server | None = getattr(self._own, "line", None)
        if line is None:
            line = self._server.sibling()
            self._own.line = line
            self._opened.append(line)
        return line


def caught(job: Callable[[Server], Result], line: Server) -> Result | KioskError:
    """Do a job and return its failure as a value."""
    try:
        return job(line)
    except KioskError as error:
        return error
