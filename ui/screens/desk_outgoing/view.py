"""Draws what waits to be sent, with what can be done about what was refused."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.flows.api import OutgoingLine, SyncState, SyncStatus
from ui.announced import clock_words, maintenance_words
from ui.messages import shown
from ui.screens.desk_common.widgets import Chip, DeskPage, centred, clear_rows, scrolled
from ui.screens.desk_common.words import ago
from ui.screens.desk_outgoing.presenter import OutgoingModel
from ui.theme.look import Look
from ui.theme.tokens import SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import button, quiet_button
from ui.widgets.notices import EmptyState, NoticeLine, UndoBar
from ui.widgets.sending_line import SendingLine
from ui.widgets.texts import label, picture_label

__all__ = ["OutgoingView", "kind_of_change"]


class OutgoingView(DeskPage):
    """A list of kinds and times: the desk may stand before others."""

    second_passed = Signal()
    retry_pressed = Signal(object)
    keep_pressed = Signal(object)
    take_out_pressed = Signal(object)

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
        self.undo = UndoBar(look)
        self.body.addWidget(self.undo)
        self.body.addWidget(self.sending, 0, Qt.AlignmentFlag.AlignLeading)
        self._reason = NoticeLine(look, "outgoing_reason", Tone.INDIGO)
        self._pause = NoticeLine(look, "outgoing_pause", Tone.INDIGO)
        self._clock = NoticeLine(look, "outgoing_clock", Tone.AMBER)
        for note in (self._calm, self._reason, self._pause, self._clock):
            self.body.addWidget(note)
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
        had_focus = self._scroll.isAncestorOf(QApplication.focusWidget() or self)
        self.tell_notice(model.notice)
        if model.sync is not None:
            self.sending.tell(model.sync)
        #: Told beside "Défaire"; %1 is a kind of change, "Un papier"
        gone = self.tr("%1 : retiré de ce poste.")
        out = model.taken_out
        self.undo.tell(gone.replace("%1", kind_of_change(out.kind)) if out else "")
        is_waiting = model.sync is not None and model.sync.state is SyncState.WAITING
        self._calm.tell(
            self.tr("Tout est gardé ici. L’envoi reprend dès que la connexion revient.")
            if is_waiting and model.sync is not None and not model.sync.reason_key
            else "",
            Tone.INDIGO,
        )
        self._tell_beside(model.sync)
        self._empty.setVisible(model.is_loaded and not model.lines)
        self._scroll.setVisible(bool(model.lines))
        if model.lines == self._told:
            return
        self._told = model.lines
        clear_rows(self._lines)
        now = datetime.now(UTC)
        for index, line in enumerate(model.lines):
            self._lines.addWidget(self._row(index, line, now))
        if had_focus:
            (self.undo.action if out else self.back).setFocus()

    def _tell_beside(self, sync: SyncStatus | None) -> None:
        """Why the server cannot be used, its pauses in the operator's words too, our clock."""
        reason = shown(sync.reason_key) if sync is not None and sync.reason_key else None
        self._reason.tell(
            f"{reason.what} {reason.safe} {reason.helper} {reason.code}" if reason else "",
            Tone.AMBER if sync is not None and sync.state is SyncState.FAULT else Tone.INDIGO,
        )
        pause = sync.maintenance if sync is not None else None
        said = maintenance_words(pause, datetime.now(UTC)) if pause is not None else ""
        self._pause.tell(f"{said} {pause.text}" if pause is not None else "", Tone.INDIGO)
        self._clock.tell(clock_words(sync.clock_off_s) if sync is not None else "", Tone.AMBER)

    def _row(self, index: int, line: OutgoingLine, now: datetime) -> QWidget:
        look = self._look
        frame = QFrame()
        frame.setObjectName(f"outgoing_{index}")
        frame.setProperty("kind", "card")
        page = QVBoxLayout(frame)
        page.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        page.setSpacing(SPACE_S)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M - 4)
        row.addWidget(picture_label(look.picture("file-text", look.palette.petrol)))
        words = kind_of_change(line.kind)
        row.addWidget(label(words, "bold", f"outgoing_{index}_kind", wraps=False))
        row.addWidget(label(ago(line.since, now), "soft", f"outgoing_{index}_since", wraps=False))
        row.addStretch(1)
        chip = Chip(look, f"outgoing_{index}_state")
        row.addWidget(chip)
        page.addLayout(row)
        if line.refused_key is None:
            chip.tell(self.tr("En attente"), Tone.INDIGO)
        else:
            if line.is_kept:
                #: State of a change that was refused and is kept on this post only
                chip.tell(self.tr("Gardé ici, pas envoyé"), Tone.PETROL)
            else:
                chip.tell(self.tr("À vérifier"), Tone.AMBER)
            message = shown(line.refused_key)
            why = f"{message.what} {message.helper} {message.code}"
            page.addWidget(label(why, "body", f"outgoing_{index}_why"))
            page.addLayout(self._acts(index, line, f"{words}, {ago(line.since, now)}"))
        frame.setAccessibleName(f"{words}, {chip.text()}")
        return frame

    def _acts(self, index: int, line: OutgoingLine, what: str) -> QHBoxLayout:
        """What can be done about a refused change; each button names the change it is for."""
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        acts = [("retry", self.tr("Réessayer"), "refresh-cw", button, self.retry_pressed)]
        if not line.is_kept:
            #: Button: the change stays on this post and is not offered to the server again
            keep = self.tr("Garder sans envoyer")
            acts.append(("keep", keep, "save", quiet_button, self.keep_pressed))
        if line.may_be_taken_out:
            #: Button: the change goes away from this post; it can be undone
            take_out = self.tr("Retirer")
            acts.append(("take_out", take_out, "trash-2", quiet_button, self.take_out_pressed))
        for name, text, icon, make, pressed in acts:
            made = make(self._look, f"outgoing_{index}_{name}", text, icon)
            made.setAccessibleName(f"{text} : {what}")
            made.clicked.connect(lambda _=False, signal=pressed: signal.emit(line))
            row.addWidget(made)
        row.addStretch(1)
        return row


def kind_of_change(kind: str) -> str:
    """Return what a change is, in words that name nobody."""
    translate = QCoreApplication.translate
    words = {
        "item": translate("OutgoingView", "Un papier"),
        "profile": translate("OutgoingView", "Une identité"),
        "part": translate("OutgoingView", "Des pages"),
        "identity": translate("OutgoingView", "Un coffre ouvert"),
        "cred": translate("OutgoingView", "Un mot de passe choisi"),
        "custody": translate("OutgoingView", "Une façon de revenir"),
        "find": translate("OutgoingView", "Une identité"),
        "remind": translate("OutgoingView", "Un rappel"),
        "consent": translate("OutgoingView", "Un accord"),
        "affil": translate("OutgoingView", "Un rattachement"),
        "req": translate("OutgoingView", "Un rattachement"),
        "grant": translate("OutgoingView", "Un partage"),
        "epoch": translate("OutgoingView", "Un partage"),
        "ticket": translate("OutgoingView", "Un code pour un poste"),
        "device": translate("OutgoingView", "Un poste retiré"),
        "member": translate("OutgoingView", "Un accès arrêté"),
        "log": translate("OutgoingView", "Le journal du poste"),
    }
    return words.get(kind, translate("OutgoingView", "Un changement"))
