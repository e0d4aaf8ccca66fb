"""Draws a TermsModel: a picture, an idea, two arrows; at the end one unticked box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.messages import shown
from ui.screens.terminal_terms.presenter import TermsModel
from ui.theme.look import Look
from ui.widgets.buttons import button, main_button
from ui.widgets.notices import ErrorPanel
from ui.widgets.texts import label, picture_label

__all__ = ["TermsView"]


class TermsView(QWidget):
    """One idea at a time, no time limit."""

    forward_pressed = Signal()
    back_pressed = Signal()
    ticked = Signal(bool)
    accept_pressed = Signal()
    notice_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName("terms")
        gap = look.scale.gap
        self._title = label("", "title", "terms_title")
        self._count = label("", "small", "terms_count")
        card = QFrame()
        card.setProperty("kind", "card")
        inside = QHBoxLayout(card)
        inside.setContentsMargins(gap * 3, gap * 2, gap * 3, gap * 2)
        inside.setSpacing(gap * 3)
        self._picture = picture_label(look.picture("info"))
        inside.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        texts = QVBoxLayout()
        texts.setSpacing(gap)
        texts.addStretch(1)
        self._idea = label("", "title", "terms_idea")
        self._lines = label("", "lead", "terms_lines")
        texts.addWidget(self._idea)
        texts.addWidget(self._lines)
        texts.addStretch(1)
        inside.addLayout(texts, 1)
        self._box = QCheckBox()
        self._box.setObjectName("terms_box")
        self._box.toggled.connect(self.ticked)
        self._error = ErrorPanel(look)
        self._error.action_pressed.connect(self.notice_pressed)
        self._back = button(look, "terms_back", self.tr("Avant"), "arrow-left")
        self._forward = main_button(look, "terms_forward", self.tr("Suite"), "arrow-right")
        self._accept = main_button(look, "terms_accept", self.tr("J’accepte"), "check")
        self._back.clicked.connect(self.back_pressed)
        self._forward.clicked.connect(self.forward_pressed)
        self._accept.clicked.connect(self.accept_pressed)
        row = QHBoxLayout()
        row.addWidget(self._back)
        row.addStretch(1)
        row.addWidget(self._forward)
        row.addWidget(self._accept)
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, gap)
        page.setSpacing(gap)
        page.addWidget(self._title)
        page.addWidget(self._count)
        page.addWidget(card, 1)
        page.addWidget(self._box)
        page.addWidget(self._error)
        page.addLayout(row)

    def show_model(self, model: TermsModel) -> None:
        text = model.text
        idea = text.cards[model.card]
        self._title.setText(text.title)
        place = self.tr("%1 sur %2").replace("%1", str(model.card + 1))
        self._count.setText(place.replace("%2", str(len(text.cards))))
        self._idea.setText(idea.title)
        self._lines.setText("\n".join(idea.lines))
        side = self._look.scale.icon * 4
        self._picture.setPixmap(self._look.picture(idea.icon, self._look.palette.petrol, side))
        self._box.setText(text.question)
        self._box.setAccessibleName(text.question)
        self._box.setVisible(model.is_last)
        if self._box.isChecked() != model.is_ticked:
            self._box.setChecked(model.is_ticked)
        self._back.setVisible(model.card > 0)
        self._forward.setVisible(not model.is_last)
        self._accept.setVisible(model.is_last)
        self._accept.setEnabled(model.is_ticked and not model.is_busy)
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)
