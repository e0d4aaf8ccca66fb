"""What the supervisor's window paints itself: its keys and its few pictures."""

from __future__ import annotations

from enum import Enum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.shell.look import Look

__all__ = ["Emblem", "Picture", "TouchButton"]

TURN_MS: Final = 50
TURN_DEGREES: Final = 12
ARROWS: Final = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down})


class TouchButton(QPushButton):
    """A big key with a visible focus: amber, with a dark edge (`ux.md` 8.5)."""

    def __init__(
        self, text: str, look: Look, *, is_main: bool = False, size: int | None = None
    ) -> None:
        super().__init__(text)
        self._look = look
        self._is_main = is_main
        self.setFont(look.font(size or look.body, is_strong=is_main))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        metrics = QFontMetrics(self.font())
        text = metrics.size(0, self.text())
        return QSize(text.width() + self._look.mm(16), text.height() + self._look.mm(6))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
        elif event.key() in ARROWS:
            event.ignore()  # the page knows where its keys stand; Qt would only guess
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        look = self._look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, text = look.palette.surface, look.palette.ink
        if self._is_main:
            fill, text = look.palette.petrol, look.palette.on_petrol
        if self.isDown():
            fill, text = look.palette.petrol_pressed, look.palette.on_petrol
        if not self.isEnabled():
            fill, text = look.palette.ground, look.palette.ink_soft
        edge = 5.5
        body = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        if self.hasFocus():
            painter.setPen(QPen(QColor(look.palette.ink), 1))
            painter.drawRoundedRect(body.adjusted(-5, -5, 5, 5), 14, 14)
            painter.setPen(QPen(QColor(look.palette.focus), 3))
            painter.drawRoundedRect(body.adjusted(-3, -3, 3, 3), 12, 12)
        border = look.palette.petrol if self._is_main and self.isEnabled() else look.palette.line
        painter.setPen(QPen(QColor(border), 2 if not self._is_main else 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(body, 10, 10)
        painter.setPen(QColor(text))
        painter.setFont(self.font())
        painter.drawText(body, Qt.AlignmentFlag.AlignCenter, self.text())


class Picture(Enum):
    """What an Emblem shows; never without words beside it."""

    KEYHOLE = "keyhole"
    TURNING = "turning"
    TICK = "tick"
    PAUSE = "pause"
    OFFLINE = "offline"


class Emblem(QWidget):
    """One picture, painted; not mirrored in right-to-left languages (`ux.md` 8.8)."""

    def __init__(self, picture: Picture, look: Look, *, side_mm: int = 26) -> None:
        super().__init__()
        self._picture = picture
        self._look = look
        self._angle = 0
        self._is_shown = True
        self.setFixedSize(look.mm(side_mm), look.mm(side_mm))
        self._timer = QTimer(self)
        self._timer.setInterval(TURN_MS)
        self._timer.timeout.connect(self._turn)

    def set_moving(self, is_moving: bool) -> None:
        """Turn only while it is looked at: the window must cost nothing at rest."""
        if is_moving:
            self._timer.start()
        else:
            self._timer.stop()

    def set_shown(self, is_shown: bool) -> None:
        """Paint or leave the place empty: what stands around must not jump."""
        self._is_shown = is_shown
        self.set_moving(is_shown)
        self.update()

    def _turn(self) -> None:
        self._angle = (self._angle - TURN_DEGREES) % 360
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        if not self._is_shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 100, self.height() / 100)
        match self._picture:
            case Picture.KEYHOLE:
                self._paint_keyhole(painter)
            case Picture.TURNING:
                self._paint_turning(painter)
            case Picture.TICK:
                self._paint_tick(painter)
            case Picture.PAUSE:
                self._paint_pause(painter)
            case Picture.OFFLINE:
                self._paint_offline(painter)

    def _paint_keyhole(self, painter: QPainter) -> None:
        action = QColor(self._look.palette.petrol)
        painter.setPen(_pen(self._look.palette.petrol, 6))
        painter.drawArc(QRectF(31, 8, 38, 56), 0, 180 * 16)
        painter.drawLine(QPointF(31, 36), QPointF(31, 46))
        painter.drawLine(QPointF(69, 36), QPointF(69, 46))
        painter.setBrush(action)
        painter.drawRoundedRect(QRectF(19, 46, 62, 44), 9, 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.palette.on_petrol))
        painter.drawEllipse(QPointF(50, 63), 6.5, 6.5)
        painter.drawRoundedRect(QRectF(47, 65, 6, 14), 3, 3)

    def _paint_turning(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._look.palette.line_soft), 9))
        painter.drawEllipse(QRectF(12, 12, 76, 76))
        painter.setPen(_pen(self._look.palette.petrol, 9))
        painter.drawArc(QRectF(12, 12, 76, 76), self._angle * 16, 100 * 16)

    def _paint_tick(self, painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.palette.ok))
        painter.drawEllipse(QRectF(6, 6, 88, 88))
        painter.setPen(_pen(self._look.palette.on_petrol, 10))
        painter.drawPolyline(QPolygonF([QPointF(29, 52), QPointF(44, 67), QPointF(72, 36)]))

    def _paint_pause(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._look.palette.indigo), 6))
        painter.drawEllipse(QRectF(8, 8, 84, 84))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._look.palette.indigo))
        painter.drawRoundedRect(QRectF(34, 31, 11, 38), 4, 4)
        painter.drawRoundedRect(QRectF(55, 31, 11, 38), 4, 4)

    def _paint_offline(self, painter: QPainter) -> None:
        pen = _pen(self._look.palette.indigo, 9)
        painter.setPen(pen)
        cloud = QPainterPath(QPointF(28, 76))
        cloud.cubicTo(4, 76, 6, 44, 28, 46)
        cloud.cubicTo(30, 16, 70, 14, 74, 44)
        cloud.cubicTo(98, 44, 98, 76, 74, 76)
        cloud.closeSubpath()
        painter.drawPath(cloud)
        painter.setPen(QPen(QColor(self._look.palette.ground), 18))
        painter.drawLine(QPointF(14, 12), QPointF(88, 92))
        painter.setPen(pen)
        painter.drawLine(QPointF(14, 12), QPointF(88, 92))


def _pen(color: str, width: float) -> QPen:
    return QPen(QColor(color), width, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
