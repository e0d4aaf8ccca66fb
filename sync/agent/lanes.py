"""Several lines to the server side by side, for parts: while one waits for the disk of the
server, another sends.

The databases stay with the loop's thread; what runs here reads and writes part files and
the line, and nothing else. How many lines follows the line itself (`adapt.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from kiosk.errors import KioskError
from sync.agent.server import Server

__all__ = ["LANES_MAX", "Lanes"]

LANES_MAX = 4

Result = TypeVar("Result")


class Lanes:
    """Up to four threads, each with a line of its own, opened when first needed."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._own = threading.local()
        self._opened: list[Server] = []
        self._pool: ThreadPoolExecutor | None = None

    def run(
        self, jobs: Sequence[Callable[[Server], Result]], width: int
    ) -> list[Result | KioskError]:
        """Do each job, `width` at a time at most; return results and failures in their order.

        A single job runs here, on the caller's own line.
        """
        if len(jobs) == 1 or width == 1:
            return [_caught(job, self._server) for job in jobs]
        if self._pool is None:
            self._pool = ThreadPoolExecutor(LANES_MAX, thread_name_prefix="lane")
        # A lane takes its share in turns, so that never more than `width` are on the way.
        shares = [jobs[start::width] for start in range(min(width, len(jobs)))]
        under_way: list[Future[list[Result | KioskError]]] = [
            self._pool.submit(self._do, share) for share in shares
        ]
        found: dict[int, Result | KioskError] = {}
        for start, future in enumerate(under_way):
            found.update(zip(range(start, len(jobs), width), future.result(), strict=True))
        return [found[number] for number in range(len(jobs))]

    def close(self) -> None:
        """End the lines; jobs under way fail."""
        for line in self._opened:
            line.close()
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
        self._opened.clear()
        self._own = threading.local()

    def _do(self, share: Sequence[Callable[[Server], Result]]) -> list[Result | KioskError]:
        return [_caught(job, self._line()) for job in share]

    def _line(self) -> Server:
        line: Server | None = getattr(self._own, "line", None)
        if line is None:
            line = self._server.sibling()
            self._own.line = line
            self._opened.append(line)
        return line


def _caught(job: Callable[[Server], Result], line: Server) -> Result | KioskError:
    try:
        return job(line)
    except KioskError as error:
        return error
