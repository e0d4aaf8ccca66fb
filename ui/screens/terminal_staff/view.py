"""The staff's way out of a terminal, behind the four corners and a sign-in (ux.md 2)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.widgets.buttons import button, main_button
from ui.widgets.texts import label, picture_label

__all__ = ["StaffView"]


class StaffView(QWidget):
    """One question, two answers; nothing of a person is on this page."""

    leave_pressed = Signal()
    back_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("staff")
        gap = look.scale.gap
        #: Asked of a professional who signed in to end the terminal. Max 40 characters.
        title = label(self.tr("Fermer ce poste ?"), "huge", "staff_title")
        #: What is safe when the terminal is closed. Max 80 characters.
        safe = label(self.tr("Tout est enregistré. Rien ne reste lisible."), "lead", "staff_safe")
        #: What comes next. Max 90 characters.
        after = label(self.tr("L’ordinateur reste allumé, sans le coffre."), "soft", "staff_after")
        picture = picture_label(look.picture("door-open", look.palette.petrol, look.scale.icon * 4))
        #: Ends the terminal. Max 24 characters.
        self._leave = main_button(look, "staff_leave", self.tr("Fermer le poste"))
        #: Back to the terminal's welcome. Max 24 characters.
        self._back = button(look, "staff_back", self.tr("Revenir à l’accueil"))
        self._leave.clicked.connect(self.leave_pressed)
        self._back.clicked.connect(self.back_pressed)
        page = QVBoxLayout(self)
        page.setSpacing(gap)
        page.addStretch(1)
        page.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        for line in (title, safe, after):
            line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            page.addWidget(line)
        page.addSpacing(gap)
        row = QHBoxLayout()
        row.setSpacing(gap * 2)
        row.addStretch(1)
        row.addWidget(self._leave)
        row.addWidget(self._back)
        row.addStretch(1)
        page.addLayout(row)
        page.addStretch(2)
