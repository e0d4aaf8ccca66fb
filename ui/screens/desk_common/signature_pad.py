"""A frame to sign in: finger, pen or mouse; arrow keys for those who use none of them."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.look import Look

__all__ = ["SignaturePad"]

PEN_WIDTH = 3.0
LEAST_LENGTH_PX = 24.0
STEP_PX = 10
"""How far one press of an arrow key draws."""

_STEPS = {
    Qt.Key.Key_Left: QPointF(-STEP_PX, 0),
    Qt.Key.Key_Right: QPointF(STEP_PX, 0),
    Qt.Key.Key_Up: QPointF(0, -STEP_PX),
    Qt.Key.Key_Down: QPointF(0, STEP_PX),
}


class SignaturePad(QWidget):
    """Collects strokes and gives them as a PNG of ink on nothing.

    By keyboard: arrows draw, Space lifts the pen and puts it down again.
    """

    changed = Signal()

    def __init__(self, look: Look, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._strokes: list[QPolygonF] = []
        self._is_drawing = False
        self._is_pen_lifted = False
        self._pen_at: QPointF | None = None
        self.setObjectName(name)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents, False)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(420, 180)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def is_empty(self) -> bool:
        """True until something longer than a dot is drawn."""
        return self._path().length() < LEAST_LENGTH_PX

    def clear(self) -> None:
        self._strokes, self._pen_at, self._is_pen_lifted = [], None, False
        self.update()
        self.changed.emit()

    def png(self) -> bytes:
        """Return the drawing, cropped to its ink, dark on nothing; b"" when empty."""
        if self.is_empty:
            return b""
        ink = self._path().boundingRect().adjusted(-8, -8, 8, 8)
        scale = 2
        image = QImage(
            int(ink.width() * scale), int(ink.height() * scale), QImage.Format.Format_ARGB32
        )
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        painter.scale(scale, scale)
        painter.translate(-ink.topLeft())
        self._draw(painter, QColor("#1B1F24"))
        painter.end()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes
        return bytes(content.data())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self._is_drawing = True
            self._strokes.append(QPolygonF([self._inside(event.position())]))
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._is_drawing:
            self._strokes[-1].append(self._inside(event.position()))
            self.update()
            self.changed.emit()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._is_drawing:
            self._strokes[-1].append(self._inside(event.position()))
            self._is_drawing = False
            self.update()
            self.changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self._step(step)
        elif event.key() == Qt.Key.Key_Space:
            self._is_pen_lifted = not self._is_pen_lifted
            self.update()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QEvent) -> None:  # noqa: N802
        self.update()

    def focusOutEvent(self, event: QEvent) -> None:  # noqa: N802
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        palette = self._look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        # Ink is dark in every theme: the frame stays paper-white, as the PDF will be.
        painter.setBrush(QColor("#FFFFFF"))
        if self.hasFocus():
            painter.setPen(QPen(QColor(palette.focus_edge), 4))
            painter.drawRoundedRect(frame, 8, 8)
            painter.setPen(QPen(QColor(palette.focus), 3))
        else:
            painter.setPen(QPen(QColor(palette.line), 2))
        painter.drawRoundedRect(frame, 8, 8)
        painter.setPen(QPen(QColor("#D9D6CE"), 2))
        base = frame.bottom() - frame.height() / 4
        painter.drawLine(QPointF(frame.left() + 24, base), QPointF(frame.right() - 24, base))
        self._draw(painter, QColor("#1B1F24"))
        if self.hasFocus() and self._pen_at is not None:
            painter.setPen(QPen(QColor("#0A5A66"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush if self._is_pen_lifted else QColor("#0A5A66"))
            painter.drawEllipse(self._pen_at, 5, 5)
        painter.end()

    def _step(self, step: QPointF) -> None:
        if self._pen_at is None:
            self._pen_at = QPointF(self.width() / 3, self.height() / 2)
            self._strokes.append(QPolygonF([self._pen_at]))
        moved = self._inside(self._pen_at + step)
        if self._is_pen_lifted:
            self._strokes.append(QPolygonF([moved]))
        else:
            self._strokes[-1].append(moved)
        self._pen_at = moved
        self.update()
        self.changed.emit()

    def _inside(self, point: QPointF) -> QPointF:
        return QPointF(
            min(max(6.0, point.x()), self.width() - 6.0),
            min(max(6.0, point.y()), self.height() - 6.0),
        )

    def _path(self) -> QPainterPath:
        path = QPainterPath()
        for stroke in self._strokes:
            if stroke.size() > 1:
                path.addPolygon(stroke)
        return path

    def _draw(self, painter: QPainter, colour: QColor) -> None:
        pen = QPen(colour, PEN_WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for stroke in self._strokes:
            painter.drawPolyline(stroke)
