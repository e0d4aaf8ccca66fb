"""Draws the installation of a post: a code, a press, a result."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from ui.messages import shown
from ui.screens.desk_common.widgets import Card, centred, on_top, scrolled
from ui.screens.enrol.presenter import EnrolModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M
from ui.widgets.buttons import main_button
from ui.widgets.fields import TextField
from ui.widgets.notices import BusyLine, ErrorPanel
from ui.widgets.texts import label, picture_label

__all__ = ["EnrolView"]


class EnrolView(QWidget):
    """One field, one button."""

    enrol_pressed = Signal(str, str)
    start_pressed = Signal()
    notice_closed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("enrol")
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Installer ce poste"))
        self._pages = QStackedWidget()
        self._pages.addWidget(self._ask())
        self._pages.addWidget(self._installed())
        inside = QWidget()
        page = QVBoxLayout(inside)
        page.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        page.setSpacing(SPACE_M)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside, f"{self.objectName()}_body"))
        page.addStretch(1)
        picture = picture_label(look.picture("monitor", look.palette.petrol, 56))
        page.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addWidget(centred(self._pages, 640))
        page.addStretch(2)
        self.first: QWidget = self.code.line

    def show_model(self, model: EnrolModel) -> None:
        self.error.tell(shown(model.notice.key, model.notice.context) if model.notice else None)
        self._busy.tell(
            self.tr("On installe ce poste. Cela prend une minute au plus.") if model.busy else ""
        )
        self.install.setEnabled(not model.busy)
        self.code.setEnabled(not model.busy)
        self.place.setEnabled(not model.busy)
        self.code.set_wrong(
            self.tr("le code commence par rk1- et se copie en entier.")
            if model.is_code_wrong
            else ""
        )
        if model.is_code_wrong:
            self.code.line.setFocus()
        if model.enrolled is not None:
            self.code.set_text("")
            self._structure.setText(model.enrolled.structure_name)
            self._place.setText(model.enrolled.place)
            self._pages.setCurrentIndex(1)
            self.start.setFocus()

    def _ask(self) -> QWidget:
        look = self._look
        card = Card(look, "enrol_card", self.tr("Installer ce poste"), "monitor")
        card.body.addWidget(
            label(
                self.tr("Collez le code donné par votre responsable, ou lisez son QR code."),
                "body",
                "enrol_help",
            )
        )
        self.error = ErrorPanel(look, "error")
        self.error.action_pressed.connect(self.notice_closed)
        self.code = TextField(look, "enrol_code", self.tr("Code du poste"), is_left_to_right=True)
        self.place = TextField(
            look,
            "enrol_place",
            self.tr("Nom de ce poste"),
            #: Example of how people call a desk
            hint=self.tr("par exemple Bureau accueil"),
        )
        self._busy = BusyLine(look)
        self.install = main_button(look, "enrol_start", self.tr("Installer"), "check")
        for part in (self.error, self.code, self.place, self._busy):
            card.body.addWidget(part)
        card.body.addWidget(self.install, 0, Qt.AlignmentFlag.AlignTrailing)
        once = self.tr("Le code sert une seule fois, pendant 24 heures.")
        card.body.addWidget(label(once, "small", "enrol_once"))
        self.code.entered.connect(self.place.line.setFocus)
        self.place.entered.connect(self._press)
        self.install.clicked.connect(self._press)
        return on_top(card, 640)

    def _installed(self) -> QWidget:
        look = self._look
        card = Card(look, "enrolled_card", self.tr("Ce poste est prêt"), "circle-check")
        self._structure = label("", "title", "enrolled_structure")
        self._place = label("", "lead", "enrolled_place")
        next_step = self.tr("Un professionnel ouvre maintenant le poste avec son accès.")
        self.start = main_button(look, "enrol_finish", self.tr("Ouvrir le poste"), "log-in")
        for part in (
            self._structure,
            self._place,
            label(next_step, "body", "enrolled_next"),
        ):
            card.body.addWidget(part)
        card.body.addWidget(self.start, 0, Qt.AlignmentFlag.AlignTrailing)
        self.start.clicked.connect(self.start_pressed)
        return on_top(card, 640)

    def _press(self) -> None:
        if self.install.isEnabled():
            self.enrol_pressed.emit(self.code.text(), self.place.text())
