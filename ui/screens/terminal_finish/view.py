"""B8: three lines of what was done, while everything is already being wiped behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.flows.api import SessionSummary
from ui.theme.look import Look
from ui.widgets.texts import label, picture_label

__all__ = ["FinishView"]


class FinishView(QWidget):
    """Needs no press: it goes by itself."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("finish")
        gap = look.scale.gap
        page = QVBoxLayout(self)
        page.setSpacing(gap)
        page.addStretch(1)
        picture = look.picture("circle-check", look.palette.ok, look.scale.icon * 4)
        page.addWidget(picture_label(picture), 0, Qt.AlignmentFlag.AlignHCenter)
        self._title = label("", "huge", "finish_title")
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        page.addWidget(self._title)
        page.addSpacing(gap)
        self._lines = QGridLayout()
        self._lines.setHorizontalSpacing(gap * 2)
        self._lines.setVerticalSpacing(gap)
        self._lines.setColumnStretch(0, 1)
        self._lines.setColumnStretch(3, 1)
        page.addLayout(self._lines)
        page.addStretch(2)

    def show_summary(self, summary: SessionSummary) -> None:
        """Say what was done, in three lines."""
        self._title.setText(self.tr("Au revoir"))
        rows = (
            ("added", "file-plus", self.tr("Papiers ajoutés : %1"), summary.added),
            ("printed", "printer", self.tr("Papiers imprimés : %1"), summary.printed),
            ("shared", "users", self.tr("Partages changés : %1"), summary.sharing_changed),
        )
        for number, (name, icon, text, count) in enumerate(rows):
            picture = picture_label(self._look.picture(icon, self._look.palette.petrol))
            line = label(text.replace("%1", str(count)), "lead", f"finish_{name}", wraps=False)
            self._lines.addWidget(picture, number, 1)
            self._lines.addWidget(line, number, 2)
