"""B8: three lines of what was done, while everything is already being wiped behind it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.flows.api import SessionSummary
from ui.theme.look import Look
from ui.widgets.texts import label, picture_label

__all__ = ["FinishView"]


class FinishView(QWidget):
    """Needs no press: it goes by itself."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("finish")
        gap = look.scale.gap
        page = QVBoxLayout(self)
        page.setSpacing(gap)
        page.addStretch(1)
        picture = look.picture("circle-check", look.palette.ok, look.scale.icon * 4)
        page.addWidget(picture_label(picture), 0, Qt.AlignmentFlag.AlignHCenter)
        self._lines = [label("", kind, f"finish_{kind}") for kind in ("huge", "lead", "lead")]
        for line in self._lines:
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            page.addWidget(line)
        page.addStretch(2)

    def show_summary(self, summary: SessionSummary) -> None:
        title, added, shared = self._lines
        title.setText(self.tr("Au revoir"))
        added.setText(self.tr("Papiers ajoutés : %1").replace("%1", str(summary.added)))
        changed = self.tr("Partages changés : %1").replace("%1", str(summary.sharing_changed))
        shared.setText(changed)
