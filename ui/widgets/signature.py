"""A place to sign with a finger or a mouse; the drawing leaves it as a PNG, in memory."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look
from ui.theme.tokens import RADIUS

__all__ = ["SignaturePad"]

IMAGE_SIZE = QSize(900, 300)
"""What is kept, in pixels: sharp on A4 at the width of a signature."""
LEAST_LENGTH = 0.05
"""A dot is no signature: the stroke is at least this part of the pad's width."""


class SignaturePad(QWidget):
    """Draws what a finger draws. Those who cannot draw sign on paper, which the page offers."""

    changed = Signal()

    def __init__(self, look: Look, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._strokes: list[list[QPointF]] = []
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setMinimumHeight(look.scale.control * 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def is_signed(self) -> bool:
        """True once something longer than a dot was drawn."""
        length = sum(
            (b - a).manhattanLength() for stroke in self._strokes for a, b in pairwise(stroke)
        )
        return length >= LEAST_LENGTH

    def clear(self) -> None:
        """Start again."""
        self._strokes = []
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """Return the drawing, dark ink on white; b"" when nothing was signed."""
        if not self.is_signed:
            return b""
        image = QImage(IMAGE_SIZE, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        self._draw(painter, QRectF(0, 0, IMAGE_SIZE.width(), IMAGE_SIZE.height()), "#1B1F24", 5)
        painter.end()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes
        return bytes(content.data())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._strokes.append([self._place(event)])
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._strokes and event.buttons() & Qt.MouseButton.LeftButton:
            self._strokes[-1].append(self._place(event))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._strokes:
            self._strokes[-1].append(self._place(event))
        self.update()
        self.changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        palette = self._look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(palette.line), 2, Qt.PenStyle.DashLine))
        painter.setBrush(QColor("#FFFFFF"))
        inside = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(inside, RADIUS, RADIUS)
        base = inside.bottom() - inside.height() * 0.22
        painter.setPen(QPen(QColor("#D9D6CE"), 2))
        painter.drawLine(QPointF(inside.left() + 24, base), QPointF(inside.right() - 24, base))
        self._draw(painter, QRectF(self.rect()), "#1B1F24", 3)

    def _place(self, event: QMouseEvent) -> QPointF:
        at = event.position()
        return QPointF(at.x() / max(1, self.width()), at.y() / max(1, self.height()))

    def _draw(self, painter: QPainter, area: QRectF, color: str, width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(QColor(color), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            path = QPainterPath(_on(area, stroke[0]))
            for point in stroke[1:]:
                path.lineTo(_on(area, point))
            painter.drawPath(path)


def _on(area: QRectF, place: QPointF) -> QPointF:
    return QPointF(area.left() + place.x() * area.width(), area.top() + place.y() * area.height())
