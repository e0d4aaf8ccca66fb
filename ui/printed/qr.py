"""QR codes: drawn on paper, and as a picture on the screen."""

from __future__ import annotations

import segno
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from ui.printed.page import INK

__all__ = ["draw_qr", "qr_picture"]

QUIET_MODULES = 4
"""White around a code, as ISO/IEC 18004 asks; on paper the page is that."""


def draw_qr(painter: QPainter, where: QRectF, payload: str) -> None:
    """Draw `payload` into the square `where`, without its quiet zone."""
    matrix = _matrix(payload)
    side = where.width() / len(matrix)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(INK)
    for row, line in enumerate(matrix):
        for column, is_dark in enumerate(line):
            if is_dark:
                corner = where.topLeft() + QPointF(column * side, row * side)
                painter.drawRect(QRectF(corner.x(), corner.y(), side + 0.5, side + 0.5))
    painter.restore()


def qr_picture(payload: str, side_px: int) -> QPixmap:
    """Return `payload` dark on white in every look, with its quiet zone, at most `side_px`."""
    matrix = _matrix(payload)
    modules = len(matrix) + 2 * QUIET_MODULES
    scale = max(2, side_px // modules)
    picture = QPixmap(modules * scale, modules * scale)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    for row, line in enumerate(matrix, QUIET_MODULES):
        for column, is_dark in enumerate(line, QUIET_MODULES):
            if is_dark:
                painter.fillRect(column * scale, row * scale, scale, scale, INK)
    painter.end()
    return picture


def _matrix(payload: str) -> list[list[bool]]:
    code = segno.make(payload, error="m", micro=False)
    return [[bool(module) for module in row] for row in code.matrix]
