"""Pages made better one after another while the next is being scanned; thumbnails first.

A page that lands asks for its thumbnail at once; the long work on it waits until the page
before is done, so that a thumbnail never waits for more than one page.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from kiosk.capture.ports import ScannedPage
from kiosk.errors import KioskError
from ui.screens.desk_common.ports import Jobs
from ui.screens.desk_scan.ports import PreparedPage, Workshop

__all__ = ["Improver"]


class Improver:
    """Feeds the pages' lane. GUI thread, no Qt."""

    def __init__(
        self,
        workshop: Workshop,
        jobs: Jobs,
        *,
        small: Callable[[int, bytes], None],
        made: Callable[[int, PreparedPage], None],
        failed: Callable[[int, KioskError], None],
    ) -> None:
        self._workshop, self._jobs = workshop, jobs
        self._small, self._made, self._failed = small, made, failed
        self._waiting: deque[tuple[int, ScannedPage]] = deque()
        self._is_working = False

    def take(self, number: int, page: ScannedPage) -> None:
        """Make page `number` ready: `small` soon, then `made` or `failed`."""
        self._jobs.submit(
            lambda: self._workshop.thumbnail(page),
            lambda jpeg: self._small(number, jpeg),
            lambda _: None,  # the page itself is tried next, and says what is wrong
        )
        self._waiting.append((number, page))
        self._next()

    def _next(self) -> None:
        if self._is_working or not self._waiting:
            return
        self._is_working = True
        number, page = self._waiting.popleft()
        self._jobs.submit(
            lambda: self._workshop.prepare(page),
            lambda prepared: self._ended(lambda: self._made(number, prepared)),
            lambda error: self._ended(lambda: self._failed(number, error)),
        )

    def _ended(self, tell: Callable[[], None]) -> None:
        self._is_working = False
        tell()
        self._next()
