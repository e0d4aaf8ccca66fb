"""The two sides of the page: each as wide as it needs, as high as there is room, scrolling alone.

A side that made the page higher would put a second bar beside its own.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.widgets.columns import Column

__all__ = ["Pane"]

LEAST_HEIGHT = 220


class Pane(QScrollArea):
    """Scrolls `inside` up and down, never sideways."""

    def __init__(self, inside: QWidget, name: str) -> None:
        super().__init__()
        self._inside = inside
        column = Column()
        column.lines.addWidget(inside)
        self.setObjectName(name)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(column)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Ask for room again when what is inside needs more or less of it."""
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._inside.minimumSizeHint().width() + bar, LEAST_HEIGHT)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(self._inside.sizeHint().width(), LEAST_HEIGHT)
