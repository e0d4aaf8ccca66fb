"""Sizes and colours of the supervisor's window: the theme's tokens, read from further away.

No style sheet: this window lives all day beside every session and stays small.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QScreen
from PySide6.QtWidgets import QLabel, QSizePolicy

from kiosk.session.channel import Mode
from ui.theme.look import FAMILIES
from ui.theme.tokens import DESK, LIGHT, MM_PER_INCH, Palette, terminal_scale

__all__ = ["Look", "look_for"]

DPI_BOUNDS = (70.0, 400.0)
"""A projector or a virtual screen may declare any size: outside these it is not believed."""
DEFAULT_DPI = 96.0


@dataclass(frozen=True, slots=True)
class Look:
    """How big and in which colours; the four sizes of letters are in pixels."""

    px_per_mm: float
    small: int
    body: int
    big: int
    huge: int
    palette: Palette = LIGHT

    def mm(self, millimetres: float) -> int:
        """Return whole pixels."""
        return round(millimetres * self.px_per_mm)

    def font(self, size: int, *, is_strong: bool = False) -> QFont:
        font = QFont()
        font.setFamilies(list(FAMILIES))
        font.setPixelSize(size)
        font.setBold(is_strong)
        return font

    def label(self, text: str, size: int, color: str, *, is_centered: bool = True) -> QLabel:
        """Return a label in plain text; a centered one wraps."""
        label = QLabel(text)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(self.font(size, is_strong=size > self.body))
        label.setWordWrap(is_centered)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        if is_centered:
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        palette = label.palette()
        palette.setColor(QPalette.ColorRole.WindowText, QColor(color))
        label.setPalette(palette)
        return label


def look_for(screen: QScreen, mode: Mode, *, declared_dpi: int = 0, is_large: bool = False) -> Look:
    """Return the sizes for `screen`; IT's `declared_dpi` is believed before the screen's own."""
    dpi = float(declared_dpi) or screen.physicalDotsPerInch()
    if not DPI_BOUNDS[0] <= dpi <= DPI_BOUNDS[1]:
        dpi = DEFAULT_DPI
    px_per_mm = dpi / MM_PER_INCH
    if mode is Mode.TERMINAL:
        scale = terminal_scale(dpi, is_large=is_large)
        # Even the frame's line is read by who stands there: no letter below the body's.
        return Look(px_per_mm, scale.body, scale.body, scale.title, scale.huge)
    zoom = dpi / DEFAULT_DPI
    small, body, big, huge = (
        round(size * zoom) for size in (DESK.body, DESK.title, DESK.title, DESK.huge * 1.5)
    )
    return Look(px_per_mm, small, body, big, huge)
