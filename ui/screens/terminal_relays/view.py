"""Draws a RelaysModel: one card an organisation, with *Arrêter*."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.flows.api import Relay
from ui.messages import shown
from ui.screens.terminal_relays.presenter import RelaysModel
from ui.theme.languages import day, isolated
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button, danger_button, main_button
from ui.widgets.columns import clear_layout
from ui.widgets.notices import EmptyState, ErrorPanel, NoticeLine
from ui.widgets.texts import label, picture_label

__all__ = ["RelaysView"]


class RelaysView(QWidget):
    """Says which organisation is to be stopped, and whether that is meant."""

    stop_pressed = Signal(object)
    """Relay."""
    confirm_pressed = Signal()
    keep_pressed = Signal()
    retry_pressed = Signal()
    looks_pressed = Signal()
    back_pressed = Signal()

    receipt_pressed = Signal(object)
    """Relay: the one that was stopped."""

    def __init__(
        self, look: Look, *, can_print: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._can_print = can_print
        self._stopped: Relay | None = None
        self.first_control: QWidget | None = None
        self.setObjectName("relays")
        self.first: QWidget | None = None
        gap = look.scale.gap
        self._told = NoticeLine(look, "relays_notice")
        self._receipt = button(look, "relays_receipt", self.tr("Imprimer le reçu"), "printer")
        self._receipt.clicked.connect(lambda: self.receipt_pressed.emit(self._stopped))
        self._told.row.addWidget(self._receipt)
        self._error = ErrorPanel(look)
        self._error.action_pressed.connect(self.retry_pressed)
        self._list = QVBoxLayout()
        self._list.setSpacing(gap)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._relays = QWidget()
        self._relays.setLayout(self._list)
        self._empty = EmptyState(
            look, "eye-off", self.tr("Personne d’autre que vous ne peut voir vos papiers.")
        )
        self._sure = self._question()
        page = QVBoxLayout(self)
        page.setContentsMargins(gap * 2, gap, gap * 2, gap)
        page.setSpacing(gap)
        page.addWidget(label(self.tr("Qui peut voir mes papiers partagés"), "title"))
        page.addWidget(self._told)
        page.addWidget(self._error)
        page.addWidget(self._sure)
        page.addWidget(self._relays, 1)
        page.addWidget(self._empty, 1)
        self._room = QWidget()
        page.addWidget(self._room, 1)
        self._looks = button(look, "relays_looks", self.tr("Qui a regardé mon coffre"), "eye")
        self._looks.clicked.connect(self.looks_pressed)
        page.addWidget(self._looks, 0, Qt.AlignmentFlag.AlignLeading)

    def show_model(self, model: RelaysModel) -> None:
        clear_layout(self._list)
        for number, relay in enumerate(model.relays):
            self._list.addWidget(self._card(relay, number, is_enabled=not model.is_busy))
        self._list.addStretch(1)
        asked = model.asked
        self._sure.setVisible(asked is not None)
        self._room.setVisible(asked is not None)
        self._looks.setVisible(asked is None)
        self.first = self._keep if asked is not None else None
        if asked is not None:
            text = self.tr("Arrêter le partage avec %1 ?").replace("%1", isolated(asked.name))
            self._sure_text.setText(text)
            self._keep.setFocus()  # a key pressed by chance changes nothing
        self._relays.setVisible(asked is None and bool(model.relays))
        self._empty.setVisible(asked is None and not model.relays and not model.is_busy)
        text = ""
        if model.stopped is not None:
            text = self.tr("C’est arrêté. %1 ne voit plus vos papiers.")
            text = text.replace("%1", isolated(model.stopped.name))
        self._told.tell(text, Tone.OK)
        self._stopped = model.stopped
        self._receipt.setVisible(self._can_print and model.stopped is not None)
        notice = model.notice
        self._error.tell(shown(notice.key, notice.context) if notice else None)

    def _card(self, relay: Relay, number: int, *, is_enabled: bool) -> QFrame:
        gap = self._look.scale.gap
        card = QFrame()
        card.setObjectName(f"relay_{number}")
        card.setProperty("kind", "card")
        row = QHBoxLayout(card)
        row.setContentsMargins(gap * 2, gap, gap * 2, gap)
        row.setSpacing(gap * 2)
        side = self._look.scale.icon * 2
        row.addWidget(
            picture_label(self._look.picture("building-2", self._look.palette.petrol, side))
        )
        texts = QVBoxLayout()
        texts.addWidget(label(relay.name, "lead"))
        since = self.tr("Depuis le %1").replace("%1", day(relay.since))
        papers = self.tr("Papiers partagés : %1").replace("%1", str(relay.shared_papers))
        texts.addWidget(label(f"{since} · {papers}", "soft"))
        if relay.is_waiting:
            texts.addWidget(label(self.tr("Ne peut pas encore lire vos papiers."), "soft"))
        row.addLayout(texts, 1)
        stop = danger_button(self._look, f"relay_stop_{number}", self.tr("Arrêter"), "x")
        spoken = self.tr("Arrêter le partage avec %1").replace("%1", isolated(relay.name))
        stop.setAccessibleName(spoken)
        stop.setEnabled(is_enabled)
        stop.clicked.connect(lambda: self.stop_pressed.emit(relay))
        row.addWidget(stop)
        return card

    def _question(self) -> QFrame:
        gap = self._look.scale.gap
        card = QFrame()
        card.setObjectName("relays_question")
        card.setProperty("kind", "card")
        page = QVBoxLayout(card)
        page.setContentsMargins(gap * 2, gap * 2, gap * 2, gap * 2)
        page.setSpacing(gap)
        self._sure_text = label("", "title", "relays_question_text")
        page.addWidget(self._sure_text)
        page.addWidget(
            label(self.tr("Il ne verra plus rien de nouveau. Vos papiers restent à vous."))
        )
        row = QHBoxLayout()
        row.setSpacing(gap * 2)
        self._confirm = main_button(self._look, "relays_confirm", self.tr("Arrêter le partage"))
        self._keep = button(self._look, "relays_keep", self.tr("Garder le partage"))
        self._confirm.clicked.connect(self.confirm_pressed)
        self._keep.clicked.connect(self.keep_pressed)
        row.addWidget(self._confirm)
        row.addWidget(self._keep)
        row.addStretch(1)
        page.addLayout(row)
        return card
