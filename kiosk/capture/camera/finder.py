"""Between a screen that looks through a camera and the scan that goes on in its lane.

The screen is told that a view came and fetches the newest one, so a slow screen misses
views instead of heaping them up. Pressing goes the other way, as words for the child.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.capture.camera.stillness import Look
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.recipe import Corners

__all__ = ["FINISH", "SHOOT", "Finder", "View", "parse_view"]

SHOOT, FINISH = "shoot", "finish"
MAX_VIEW_SIDE = 1280


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """What a camera sees, small, and what is thought of it; corners in its own pixels.

    Plain pixels, so that nothing a camera sent is decoded where keys are.
    """

    rgb: bytes
    """Red, green, blue, row after row from the top, without gaps."""
    width: int
    height: int
    corners: Corners | None
    told: Look


class Finder:
    """One camera is looked through at a time. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._view: View | None = None
        self._asked: list[str] = []
        self._came: Callable[[], None] | None = None

    # The screen's side

    def watch(self, came: Callable[[], None] | None) -> None:
        """Call `came`, on the scan's lane, when there is a view to fetch; None: no longer."""
        with self._lock:
            self._came, self._view = came, None

    def latest(self) -> View | None:
        """Return the newest view that was not fetched yet."""
        with self._lock:
            view, self._view = self._view, None
        return view

    def shoot(self) -> None:
        """Take a picture now, whatever is thought of the view."""
        self._ask(SHOOT)

    def finish(self) -> None:
        """End the scan; the pages taken are all there are."""
        self._ask(FINISH)

    # The scan's side

    def begin(self) -> None:
        """Forget what was pressed before this scan."""
        with self._lock:
            self._asked.clear()
            self._view = None

    def asked(self) -> Sequence[str]:
        """Return what was pressed since this was asked last."""
        with self._lock:
            asked, self._asked = self._asked, []
        return asked

    def seen(self, view: View) -> None:
        """Keep the newest view and say so, unless the one before still waits."""
        with self._lock:
            is_news = self._view is None
            self._view, came = view, self._came
        if is_news and came is not None:
            came()

    def _ask(self, what: str) -> None:
        with self._lock:
            self._asked.append(what)


def parse_view(untrusted: Frame) -> View:
    """Return the view a camera's child sent. Raises BadFrame."""
    width = untrusted.number("width", 1, MAX_VIEW_SIDE)
    height = untrusted.number("height", 1, MAX_VIEW_SIDE)
    try:
        told = Look(untrusted.text("told"))
    except ValueError as cause:
        raise BadFrame("a camera thinks what it cannot say") from cause
    if len(untrusted.payload) != 3 * width * height:
        raise BadFrame("pixels do not fill the view")
    return View(untrusted.payload, width, height, _corners(untrusted, width, height), told)


def _corners(untrusted: Frame, width: int, height: int) -> Corners | None:
    """Return eight places, at most half a view outside it."""
    match untrusted.header.get("corners"):
        case []:
            return None
        case [int(a), int(b), int(c), int(d), int(e), int(f), int(g), int(h)]:
            corners = (a, b, c, d, e, f, g, h)
        case _:
            raise BadFrame("corners are not eight numbers")
    if any(not -width < 2 * x < 3 * width for x in corners[::2]) or any(
        not -height < 2 * y < 3 * height for y in corners[1::2]
    ):
        raise BadFrame("corners lie far from the view")
    return corners
