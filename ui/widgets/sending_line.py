"""The sending line of the desk: how much waits, in words, picture and colour (`ux.md` 7)."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from kiosk.flows.api import SyncState, SyncStatus
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import PressButton

__all__ = ["SendingLine"]

_LOOKS = {
    SyncState.UP_TO_DATE: (Tone.OK, "circle-check"),
    SyncState.SENDING: (Tone.PETROL, "cloud-upload"),
    SyncState.WAITING: (Tone.INDIGO, "clock"),
    SyncState.TO_CHECK: (Tone.AMBER, "triangle-alert"),
    SyncState.FAULT: (Tone.RED, "circle-alert"),
}


class SendingLine(PressButton):
    """A button that says what waits to be sent and opens the list of it."""

    opened = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent=parent)
        self._look = look
        self.setObjectName("sending_line")
        self.setProperty("kind", "quiet")
        self.setIconSize(look.icon_size())
        self.clicked.connect(self.opened)

    def tell(self, status: SyncStatus, now: datetime | None = None) -> None:
        """Show `status`; the words carry everything the colour says."""
        tone, icon = _LOOKS[status.state]
        text = f"{self._state(status)} · {self._last(status, now or datetime.now(UTC))}"
        self.setText(text)
        #: Accessible name of the sending line; %1 is what it says
        self.setAccessibleName(self.tr("Envoi : %1").replace("%1", text))
        self.setIcon(self._look.icon(icon, self._look.palette.tone(tone)[0]))
        self.setProperty("tone", tone.value)
        self.style().unpolish(self)
        self.style().polish(self)

    def _state(self, status: SyncStatus) -> str:
        match status.state:
            case SyncState.UP_TO_DATE:
                return self.tr("Tout est envoyé")
            case SyncState.SENDING:
                text = self.tr("Envoi : %1 sur %2")
                return text.replace("%1", str(status.done)).replace("%2", str(status.total))
            case SyncState.WAITING:
                return self.tr(
                    "%n à envoyer dès que la connexion revient", "", status.waiting
                ).replace("%n", str(status.waiting))
            case SyncState.TO_CHECK:
                return self.tr("%n à vérifier", "", status.to_check).replace(
                    "%n", str(status.to_check)
                )
            case SyncState.FAULT:
                return self.tr("Envoi impossible : prévenir le support")

    def _last(self, status: SyncStatus, now: datetime) -> str:
        at = status.last_exchange_at
        if at is None:
            return self.tr("Pas encore d’échange")
        minutes = max(0, int((now - at).total_seconds() // 60))
        if minutes < 1:
            return self.tr("Dernier échange à l’instant")
        if minutes < 60:
            return self.tr("Dernier échange il y a %1 min").replace("%1", str(minutes))
        if minutes < 48 * 60:
            return self.tr("Dernier échange il y a %1 h").replace("%1", str(minutes // 60))
        return self.tr("Dernier échange il y a %1 jours").replace("%1", str(minutes // 1440))
