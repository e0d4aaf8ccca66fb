"""Draws what waits to be sent."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.flows.api import OutgoingLine, SyncState
from ui.messages import shown
from ui.screens.desk_common.widgets import Chip, DeskPage, centred, clear_layout, scrolled
from ui.screens.desk_common.words import ago
from ui.screens.desk_outgoing.presenter import OutgoingModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.notices import EmptyState, NoticeLine
from ui.widgets.sending_line import SendingLine
from ui.widgets.texts import label, picture_label

__all__ = ["OutgoingView", "kind_of_change"]


class OutgoingView(DeskPage):
    """A list of kinds and times: the desk may stand before others."""

    second_passed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, "desk_outgoing", "", parent=parent)
        self.title.setText(self.tr("Envoi"))
        self.setAccessibleName(self.title.text())
        self.sending = SendingLine(look)
        self.sending.setObjectName("sending_state")
        self._calm = NoticeLine(look, "outgoing_calm", Tone.INDIGO)
        self._empty = EmptyState(
            look, "circle-check", self.tr("Tout est envoyé. Rien n’attend ici."), name="all_sent"
        )
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SPACE_S - 2)
        inside = QWidget()
        inside_page = QVBoxLayout(inside)
        inside_page.setContentsMargins(0, 0, 0, 0)
        inside_page.addLayout(self._lines)
        inside_page.addStretch(1)
        self._scroll = scrolled(centred(inside, 860), "outgoing_scroll")
        self.body.addWidget(self.sending, 0, Qt.AlignmentFlag.AlignLeading)
        self.body.addWidget(self._calm)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self._scroll, 1)
        self._told: tuple[OutgoingLine, ...] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.second_passed)
        self.first: QWidget = self.back

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.start()

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        self._timer.stop()

    def show_model(self, model: OutgoingModel) -> None:
        self.tell_notice(model.notice)
        if model.sync is not None:
            self.sending.tell(model.sync)
        is_waiting = model.sync is not None and model.sync.state is SyncState.WAITING
        self._calm.tell(
            self.tr("Tout est gardé ici. L’envoi reprend dès que la connexion revient.")
            if is_waiting
            else "",
            Tone.INDIGO,
        )
        self._empty.setVisible(model.is_loaded and not model.lines)
        self._scroll.setVisible(bool(model.lines))
        if model.lines == self._told:
            return
        self._told = model.lines
        clear_layout(self._lines)
        now = datetime.now(UTC)
        for index, line in enumerate(model.lines):
            self._lines.addWidget(self._row(index, line, now))

    def _row(self, index: int, line: OutgoingLine, now: datetime) -> QWidget:
        look = self._look
        frame = QFrame()
        frame.setObjectName(f"outgoing_{index}")
        frame.setProperty("kind", "card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        row.setSpacing(SPACE_M - 4)
        row.addWidget(picture_label(look.picture("file-text", look.palette.petrol)))
        words = kind_of_change(line.kind)
        row.addWidget(label(words, "bold", f"outgoing_{index}_kind", wraps=False))
        row.addWidget(label(ago(line.since, now), "soft", f"outgoing_{index}_since", wraps=False))
        chip = Chip(look, f"outgoing_{index}_state")
        if line.refused_key:
            message = shown(line.refused_key)
            why = f"{message.what} {message.helper} {message.code}"
            row.addWidget(label(why, "body", f"outgoing_{index}_why"), 1)
            chip.tell(self.tr("À vérifier"), Tone.AMBER)
        else:
            row.addStretch(1)
            chip.tell(self.tr("En attente"), Tone.INDIGO)
        row.addWidget(chip)
        frame.setAccessibleName(f"{words}, {chip.text()}")
        return frame


def kind_of_change(kind: str) -> str:
    """Return what a change is, in words that name nobody."""
    translate = QCoreApplication.translate
    words = {
        "item": translate("OutgoingView", "Un papier"),
        "part": translate("OutgoingView", "Des pages"),
        "identity": translate("OutgoingView", "Un coffre ouvert"),
        "cred": translate("OutgoingView", "Un mot de passe choisi"),
        "custody": translate("OutgoingView", "Une façon de revenir"),
        "consent": translate("OutgoingView", "Un accord"),
        "affil": translate("OutgoingView", "Un rattachement"),
        "req": translate("OutgoingView", "Un rattachement"),
        "grant": translate("OutgoingView", "Un partage"),
        "epoch": translate("OutgoingView", "Un partage"),
        "ticket": translate("OutgoingView", "Un code pour un poste"),
        "device": translate("OutgoingView", "Un poste retiré"),
        "log": translate("OutgoingView", "Le journal du poste"),
    }
    return words.get(kind, translate("OutgoingView", "Un changement"))
