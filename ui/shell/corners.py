"""How staff leaves a terminal: its four corners, pressed in order (ux.md section 2).

Nothing on the screen shows it, and whoever finds it by chance meets a sign-in.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from PySide6.QtCore import QPoint, QSize

__all__ = ["Corner", "FourCorners"]

WITHIN_MS: Final = 10_000


class Corner(IntEnum):
    """In the order in which they are pressed: clockwise from the top left."""

    TOP_LEFT = 0
    TOP_RIGHT = 1
    BOTTOM_RIGHT = 2
    BOTTOM_LEFT = 3


class FourCorners:
    """Follows presses. A press elsewhere, in another order or too late begins again."""

    def __init__(self, *, corner_px: int) -> None:
        self._corner_px = corner_px
        self._next = Corner.TOP_LEFT
        self._began_at_ms = 0

    def press(self, at: QPoint, size: QSize, *, at_ms: int) -> bool:
        """Return whether this press, at `at` of a window of `size`, was the last of the four."""
        corner = self._corner(at, size)
        is_late = at_ms - self._began_at_ms > WITHIN_MS
        if corner is Corner.TOP_LEFT:
            self._began_at_ms, self._next = at_ms, Corner.TOP_RIGHT
        elif corner is not self._next or is_late:
            self._next = Corner.TOP_LEFT
        elif corner is Corner.BOTTOM_LEFT:
            self._next = Corner.TOP_LEFT
            return True
        else:
            self._next = Corner(corner + 1)
        return False

    def _corner(self, at: QPoint, size: QSize) -> Corner | None:
        is_left, is_right = at.x() < self._corner_px, at.x() >= size.width() - self._corner_px
        is_top, is_bottom = at.y() < self._corner_px, at.y() >= size.height() - self._corner_px
        match is_left, is_right, is_top, is_bottom:
            case True, _, True, _:
                return Corner.TOP_LEFT
            case _, True, True, _:
                return Corner.TOP_RIGHT
            case _, True, _, True:
                return Corner.BOTTOM_RIGHT
            case True, _, _, True:
                return Corner.BOTTOM_LEFT
            case _:
                return None
