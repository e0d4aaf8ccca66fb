"""Pages made better one after another while the next is being scanned; thumbnails at once.

First looks have a lane and a process of their own: a thumbnail waits for no page that is
being made better. The long work takes pages in the order in which they landed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.capture.ports import ScannedPage
from kiosk.errors import KioskError
from ui.screens.desk_common.ports import Jobs
from ui.screens.desk_scan.ports import FirstLook, PreparedPage, Workshop

__all__ = ["Improver", "LandingTools"]


@dataclass(frozen=True, slots=True)
class LandingTools:
    """What works on pages that land, each on a lane of its own."""

    first_look: FirstLook
    look_jobs: Jobs
    workshop: Workshop
    page_jobs: Jobs


class Improver:
    """Feeds both lanes. GUI thread, no Qt."""

    def __init__(
        self,
        tools: LandingTools,
        *,
        small: Callable[[int, bytes], None],
        made: Callable[[int, PreparedPage], None],
        failed: Callable[[int, KioskError], None],
    ) -> None:
        self._tools = tools
        self._small, self._made, self._failed = small, made, failed
        self._waiting: deque[tuple[int, ScannedPage]] = deque()
        self._is_working = False

    def warm(self) -> None:
        """Start both processes before the first page lands: each takes a moment to come up."""
        self._tools.look_jobs.submit(self._tools.first_look.warm, _nothing, _nothing)
        self._tools.page_jobs.submit(self._tools.workshop.warm, _nothing, _nothing)

    def take(self, number: int, page: ScannedPage) -> None:
        """Make page `number` ready: `small` soon, then `made` or `failed`."""
        self._tools.look_jobs.submit(
            lambda: self._tools.first_look.thumbnail(page.jpeg),
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
        self._tools.page_jobs.submit(
            lambda: self._tools.workshop.prepare(page),
            lambda prepared: self._ended(lambda: self._made(number, prepared)),
            lambda error: self._ended(lambda: self._failed(number, error)),
        )

    def _ended(self, tell: Callable[[], None]) -> None:
        self._is_working = False
        tell()
        self._next()


def _nothing(_: object) -> None:
    return None
