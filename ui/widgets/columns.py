"""Lines one under the other: as high as they are, and taken out again when they change."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

__all__ = ["Column", "clear_layout"]


class Column(QWidget):
    """As high as its lines are at the width there is, not at the narrowest there could be.

    Else a page that scrolls shows a bar beside what fits, once large text would wrap it in a
    narrower one.
    """

    def __init__(self, *, gap: int = 0, below: int = 0) -> None:
        """`gap` between lines, `below` the last of them."""
        super().__init__()
        self.lines = QVBoxLayout(self)
        self.lines.setContentsMargins(0, 0, 0, below)
        self.lines.setSpacing(gap)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        least = super().minimumSizeHint()
        if self.lines.hasHeightForWidth():
            least.setHeight(0)
        return least


def clear_layout(layout: QVBoxLayout | QHBoxLayout | QGridLayout) -> None:
    """Take every widget out of `layout` and delete it soon."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.setObjectName("")
            widget.deleteLater()
