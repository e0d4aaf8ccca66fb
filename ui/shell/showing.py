"""How a window of the post stands on its screen: all of it, or a plain window."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

__all__ = ["SCREEN_DPI", "WINDOWED", "show_window"]

WINDOWED: Final = "RECONNECT_KIOSK_WINDOWED"
"""Environment name by which a session knows that its window is a plain one too."""
SCREEN_DPI: Final = "RECONNECT_KIOSK_SCREEN_DPI"
"""And the dots per inch that IT declared, if any."""


def show_window(window: QWidget, *, is_windowed: bool) -> None:
    """Fill the screen, with or without a window manager; or stand in a plain window."""
    if is_windowed:
        window.setWindowTitle("Reconnect")
        window.resize(1100, 750)
        window.show()
        return
    window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
    # Without a window manager showFullScreen alone leaves a small window.
    window.setGeometry(QGuiApplication.primaryScreen().geometry())
    window.showFullScreen()
