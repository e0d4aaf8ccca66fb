"""Shows which control listens to the keys: 3 px of amber inside 1 px of ink (`ux.md` 8.5).

One ring per window, drawn round the control instead of in its style, so that it looks the
same on a button, a field or a list, and that nothing moves when the focus does.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from ui.theme.look import Look
from ui.theme.tokens import RADIUS

__all__ = ["FOCUS_EDGE_PX", "FOCUS_PX", "FocusRing"]

FOCUS_PX, FOCUS_EDGE_PX, AIR_PX = 3, 1, 1
REACH_PX = FOCUS_PX + FOCUS_EDGE_PX + AIR_PX
"""How far the ring stands out of its control."""
MOVES = frozenset(
    {
        QEvent.Type.Move,
        QEvent.Type.Resize,
        QEvent.Type.Show,
        QEvent.Type.Hide,
        QEvent.Type.LayoutRequest,
    }
)


class FocusRing(QWidget):
    """Follows the focus inside `window`; lets every press through."""

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._window = look, window
        self._control: QWidget | None = None
        self._watched: list[QWidget] = []
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    def wear(self, look: Look) -> None:
        """Take the colours of another look."""
        self._look = look
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self._ring_area().translated(-self.pos()))
        palette = self._look.palette
        self._stroke(painter, whole, FOCUS_EDGE_PX / 2, FOCUS_EDGE_PX, palette.focus_edge)
        self._stroke(painter, whole, FOCUS_EDGE_PX + FOCUS_PX / 2, FOCUS_PX, palette.focus)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if hasattr(self, "_control") and event.type() in MOVES:
            self._place()
        return False

    @Slot(QWidget, QWidget)
    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not hasattr(self, "_watched"):
            return  # Python has let go of this window; its end moves the focus once more
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        window = self._window
        self._control = new if new is not None and window.isAncestorOf(new) else None
        above: QWidget | None = self._control
        while above is not None and above is not window:
            above.installEventFilter(self)
            self._watched.append(above)
            above = above.parentWidget()
        self._place()

    def _place(self) -> None:
        control = self._control
        if control is None or not isValid(control) or not control.isVisible():
            self.hide()
            return
        seen = self._ring_area() & self._room(control)
        self.setGeometry(seen)
        self.setVisible(not seen.isEmpty())
        self.raise_()
        self.update()

    def _ring_area(self) -> QRect:
        control = self._control
        if control is None or not isValid(control):
            return QRect()
        start = control.mapTo(self._window, QPoint(0, 0))
        around = QRect(start, control.size())
        return around.adjusted(-REACH_PX, -REACH_PX, REACH_PX, REACH_PX)

    def _room(self, control: QWidget) -> QRect:
        """What can be seen of the control: scrolled pages cut the ring as they cut it."""
        window = self._window
        room = window.rect()
        above: QWidget | None = control.parentWidget()
        while above is not None and above is not window:
            holder = above.parentWidget()
            if isinstance(holder, QAbstractScrollArea) and holder.viewport() is above:
                seen = QRect(above.mapTo(window, QPoint(0, 0)), above.size())
                room &= seen.adjusted(-REACH_PX, -REACH_PX, REACH_PX, REACH_PX)
            above = holder
        return room

    @staticmethod
    def _stroke(painter: QPainter, whole: QRectF, inset: float, width: float, color: str) -> None:
        painter.setPen(QPen(QColor(color), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corner = RADIUS + REACH_PX - inset
        painter.drawRoundedRect(whole.adjusted(inset, inset, -inset, -inset), corner, corner)
