"""Sizes in millimetres and colours for the supervisor's window (`ux.md` sections 8.2 and 10)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QScreen
from PySide6.QtWidgets import QLabel, QSizePolicy

from kiosk.session.channel import Mode

__all__ = ["Look", "look_for"]

MM_PER_INCH = 25.4
DPI_BOUNDS = (70.0, 400.0)
"""A projector or a virtual screen may declare any size: outside these it is not believed."""
DEFAULT_DPI = 96.0


@dataclass(frozen=True, slots=True)
class Look:
    """How big and in which colours; letters in pixels, capitals are about 0.7 of them."""

    px_per_mm: float
    small: int
    body: int
    big: int
    huge: int
    ground: str = "#F6F4EF"
    surface: str = "#FFFFFF"
    ink: str = "#1B1F24"
    ink2: str = "#4A5560"
    line: str = "#6B7680"
    action: str = "#0A5A66"
    action_pressed: str = "#06434D"
    on_action: str = "#FFFFFF"
    ok: str = "#1C6B3A"
    ok_ground: str = "#E2F1E7"
    waiting: str = "#43498C"
    focus: str = "#FFB703"

    def mm(self, millimetres: float) -> int:
        """Return whole pixels."""
        return round(millimetres * self.px_per_mm)

    def font(self, size: int, *, is_strong: bool = False) -> QFont:
        font = QFont()
        font.setPixelSize(size)
        font.setWeight(QFont.Weight.DemiBold if is_strong else QFont.Weight.Normal)
        return font

    def label(self, text: str, size: int, color: str, *, is_centered: bool = True) -> QLabel:
        """Return a label that wraps, in plain text."""
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self.font(size, is_strong=size >= self.big))
        label.setWordWrap(is_centered)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if is_centered:
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        palette = label.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(color))
        label.setPalette(palette)
        return label


def look_for(screen: QScreen, mode: Mode, *, declared_dpi: int = 0) -> Look:
    """Return the sizes for `screen`; IT's `declared_dpi` is believed before the screen's own."""
    dpi = float(declared_dpi) or screen.physicalDotsPerInch()
    if not DPI_BOUNDS[0] <= dpi <= DPI_BOUNDS[1]:
        dpi = DEFAULT_DPI
    px_per_mm = dpi / MM_PER_INCH
    # A terminal's capitals are at least 4.8 mm high; a desk is read from nearer.
    letters_mm = (7.0, 7.4, 11.1, 14.8) if mode is Mode.TERMINAL else (4.0, 4.8, 5.9, 11.1)
    small, body, big, huge = (round(letter * px_per_mm) for letter in letters_mm)
    return Look(px_per_mm, small=small, body=body, big=big, huge=huge)
