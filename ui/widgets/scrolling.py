"""A page longer than its room: two buttons move it on the glass, a bar on the desk.

On the terminal nothing has to be dragged (`ux.md` 8.4): *Plus haut* and *Plus bas* stand
beside what they move, and only when there is something to move to.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.widgets.buttons import button

__all__ = ["Scroll", "let_finger_drag"]

PAGE_SHARE = 0.8
"""A press moves by this part of what is seen, so that a line read is found again."""


class Scroll(QWidget):
    """Shows `inside` through a window of its own height."""

    def __init__(
        self,
        look: Look,
        inside: QWidget,
        name: str = "scroll",
        *,
        is_all_stops: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}_scroll")
        self.area = QScrollArea()
        self.area.setObjectName(f"{name}_area")
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its own length is no wish: the page gives it what is left, and asks for the least.
        self.area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.area.setWidget(inside)
        #: Moves a long page up
        up = QCoreApplication.translate("Scroll", "Plus haut")
        #: Moves a long page down
        down = QCoreApplication.translate("Scroll", "Plus bas")
        self.up = self._arrow(look, f"{name}_up", up, "chevron-up")
        self.down = self._arrow(look, f"{name}_down", down, "chevron-down")
        if is_all_stops:
            # Tab goes from card to card and brings each into sight: the arrows are for fingers.
            for arrow in (self.up, self.down):
                arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self._arrows = QWidget()
        column = QVBoxLayout(self._arrows)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.up)
        column.addStretch(1)
        column.addWidget(self.down)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.scale.gap)
        row.addWidget(self.area, 1)
        row.addWidget(self._arrows)
        self._is_terminal = look.scale.is_terminal
        self._arrows.hide()
        bar = self.area.verticalScrollBar()
        if self._is_terminal:
            self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            let_finger_drag(self.area)
            bar.rangeChanged.connect(self._tell)
            bar.valueChanged.connect(self._tell)
            inside.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() in {QEvent.Type.LayoutRequest, QEvent.Type.Resize}:
            self._tell()
        return False

    def to_top(self) -> None:
        """Show the beginning."""
        self.area.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._tell()

    def _tell(self) -> None:
        """Show the arrows when something lies outside; which one leads somewhere."""
        if not self._is_terminal:
            return
        bar = self.area.verticalScrollBar()
        if self._arrows.isHidden() == (bar.maximum() > 0):
            # Not now: a layout that is laying out would not hear of it.
            QTimer.singleShot(0, self, self._show_arrows)
        for arrow, leads in ((self.up, bar.value() > 0), (self.down, bar.value() < bar.maximum())):
            arrow.setEnabled(leads)

    def _show_arrows(self) -> None:
        self._arrows.setVisible(self.area.verticalScrollBar().maximum() > 0)

    def _move(self, way: int) -> None:
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + way * int(self.area.viewport().height() * PAGE_SHARE))

    @staticmethod
    def _arrow(look: Look, name: str, spoken: str, icon: str) -> QPushButton:
        made = button(look, name, "", icon)
        made.setAccessibleName(spoken)
        made.setFixedWidth(look.scale.control + look.scale.gap)
        return made


def let_finger_drag(area: QAbstractScrollArea) -> None:
    """Let a finger move the page too, for those who try; never the only way."""
    QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
