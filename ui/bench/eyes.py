"""Eyes on a display: whether something was painted at a place, without asking who painted it.

One pixel asked of the X server over and over. The program under measure is not touched: it
neither loads anything for this nor answers questions.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Eyes", "eyes"]

LOOK_EVERY_S = 0.002
Z_PIXMAP = 2
ALL_PLANES = 0xFFFFFFFF


class Eyes:
    """Looks at single pixels of one display."""

    def __init__(self, library: ctypes.CDLL, display: int) -> None:
        self._library = library
        self._display = ctypes.c_void_p(display)
        self._root = library.XDefaultRootWindow(self._display)

    def pixel(self, x: int, y: int) -> int:
        """Return the colour at a place now."""
        image = self._library.XGetImage(self._display, self._root, x, y, 1, 1, ALL_PLANES, Z_PIXMAP)
        if not image:
            raise OSError("the display does not answer")
        colour = int(self._library.XGetPixel(ctypes.c_void_p(image), 0, 0))
        self._library.XFree(ctypes.c_void_p(image))
        return colour & 0xFFFFFF

    def until_painted(self, x: int, y: int, timeout_s: float) -> float:
        """Wait until the place is no longer the bare display's; return when, monotonic.

        Raises TimeoutError.
        """
        bare = self.pixel(x, y)
        ends_at = time.monotonic() + timeout_s
        while time.monotonic() < ends_at:
            if self.pixel(x, y) != bare:
                return time.monotonic()
            time.sleep(LOOK_EVERY_S)
        raise TimeoutError("nothing was painted")


@contextmanager
def eyes(display: str) -> Iterator[Eyes]:
    """Open eyes on `display` (":1"). Raises OSError when it cannot be seen."""
    library = ctypes.CDLL("libX11.so.6")
    library.XOpenDisplay.restype = ctypes.c_void_p
    library.XDefaultRootWindow.restype = ctypes.c_ulong
    library.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
    library.XGetImage.restype = ctypes.c_void_p
    library.XGetImage.argtypes = [
        ctypes.c_void_p,
        ctypes.c_ulong,
        *([ctypes.c_int] * 2),
        *([ctypes.c_uint] * 2),
        ctypes.c_ulong,
        ctypes.c_int,
    ]
    library.XGetPixel.restype = ctypes.c_ulong
    opened = library.XOpenDisplay(display.encode())
    if not opened:
        raise OSError(f"no display {display}")
    try:
        yield Eyes(library, opened)
    finally:
        library.XCloseDisplay(ctypes.c_void_p(opened))
