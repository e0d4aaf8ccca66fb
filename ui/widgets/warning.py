"""Nobody seems to be there: a ring that shrinks, and two buttons (`ux.md` state ATTENTION)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme.look import Look
from ui.widgets.buttons import button, main_button
from ui.widgets.notices import announce
from ui.widgets.texts import label

__all__ = ["WarningOverlay"]

TICK_MS = 200
CALM_TICK_MS = 5000
"""For who asked the system for less motion: a few steps instead of a slide."""


class _Ring(QWidget):
    """What is left of the time, as an arc round a door that opens."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.left = 1.0
        side = look.scale.icon * 6
        self.setFixedSize(QSize(side, side))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(8, self.width() // 18)
        area = QRectF(self.rect()).adjusted(width, width, -width, -width)
        painter.setPen(QPen(QColor(self._look.palette.line_soft), width))
        painter.drawEllipse(area)
        pen = QPen(QColor(self._look.palette.petrol), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawArc(area, 90 * 16, int(360 * 16 * self.left))
        side = self.width() // 3
        icon = self._look.picture("door-open", self._look.palette.ink, side)
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, icon)


class WarningOverlay(QWidget):
    """Covers the whole window; any press on it means that somebody is there."""

    still_here = Signal()
    finish_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("warning")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("kind", "page")
        self._before: QWidget | None = None
        self._total_ms = self._left_ms = 1
        self._ring = _Ring(look)
        self._title = label("", "huge", "warning_title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._safe = label("", "lead", "warning_safe")
        self._safe.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.here = main_button(look, "warning_here", "", "hand")
        self.finish = button(look, "warning_finish", "", "log-out")
        self.here.clicked.connect(self.still_here)
        self.finish.clicked.connect(self.finish_pressed)
        row = QHBoxLayout()
        row.setSpacing(look.scale.gap * 2)
        row.addStretch(1)
        row.addWidget(self.here)
        row.addWidget(self.finish)
        row.addStretch(1)
        page = QVBoxLayout(self)
        page.setSpacing(look.scale.gap * 2)
        page.addStretch(2)
        page.addWidget(self._ring, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addWidget(self._title)
        page.addWidget(self._safe)
        page.addLayout(row)
        page.addStretch(3)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def warn(self, seconds: int) -> None:
        """Show how long is left; the supervisor, not this clock, decides what follows."""
        self._title.setText(self.tr("Vous êtes encore là ?"))
        self._safe.setText(self.tr("Sans réponse, on ferme et on efface tout."))
        self.here.setText(self.tr("Je suis encore là"))
        self.finish.setText(self.tr("Terminer"))
        for each in (self.here, self.finish):
            each.setAccessibleName(each.text())
        self._total_ms = self._left_ms = max(1, seconds * 1000)
        self._ring.left = 1.0
        self._timer.start(CALM_TICK_MS if _wants_less_motion() else TICK_MS)
        if not self.isVisible():
            self._before = QApplication.focusWidget()
        self.show()
        self.raise_()
        self.here.setFocus()
        announce(self, self._title.text())

    def calm(self) -> None:
        """Somebody is there: take the cover away."""
        self._timer.stop()
        if not self.isVisible():
            return
        self.hide()
        if self._before is not None and isValid(self._before):
            self._before.setFocus()
        self._before = None

    def focusNextPrevChild(self, is_next: bool) -> bool:  # noqa: N802
        """Keys stay on the two buttons: what lies beneath is covered."""
        del is_next
        (self.finish if self.here.hasFocus() else self.here).setFocus()
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A touch anywhere means that somebody is there."""
        event.accept()
        self.still_here.emit()

    def _tick(self) -> None:
        self._left_ms = max(0, self._left_ms - self._timer.interval())
        self._ring.left = self._left_ms / self._total_ms
        self._ring.update()


def _wants_less_motion() -> bool:
    style = QApplication.styleHints()  # named, or its hints go with it
    return style.accessibility().motionPreference() is Qt.MotionPreference.ReducedMotion
