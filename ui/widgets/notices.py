"""What a page tells: errors in five parts, notes, an undo, an empty place, work under way."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from kiosk.messages.types import Message
from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button, main_button, quiet_button
from ui.widgets.texts import label, picture_label

__all__ = [
    "SHORT_WORK_MS",
    "BusyLine",
    "EmptyState",
    "ErrorPanel",
    "NoticeLine",
    "UndoBar",
    "announce",
]

UNDO_MS = 10_000
SETTLED_MS = 50
"""A page that makes room for what is said has done so by then."""
SHORT_WORK_MS = 800
"""Below this a pressed button says enough (`ux.md` section 7)."""
_TONE_ICONS = {
    Tone.OK: "circle-check",
    Tone.AMBER: "triangle-alert",
    Tone.RED: "circle-alert",
    Tone.INDIGO: "clock",
    Tone.PETROL: "info",
}


def announce(widget: QWidget, text: str) -> None:
    """Say a change to those who listen to the screen."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class _Note(QFrame):
    """A coloured card with a picture on its leading side."""

    def __init__(self, look: Look, tone: Tone, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName(name)
        self.setProperty("kind", "note")
        self.setProperty("tone", tone.value)
        self._picture = picture_label(self._icon(tone))
        self.row = QHBoxLayout(self)
        side = look.scale.gap * 2 if not look.scale.is_terminal else look.scale.gap
        self.row.setContentsMargins(side, look.scale.gap, side, look.scale.gap)
        self.row.setSpacing(look.scale.gap + 4)
        self.row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)

    def set_tone(self, tone: Tone) -> None:
        self.setProperty("tone", tone.value)
        self._picture.setPixmap(self._icon(tone))
        self.style().unpolish(self)
        self.style().polish(self)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if not event.spontaneous():
            QTimer.singleShot(SETTLED_MS, self, self._come_into_sight)

    def _come_into_sight(self) -> None:
        """What was just said may lie below the fold of a page in large text."""
        above = self.parentWidget()
        while above is not None and self.isVisible():
            if isinstance(above, QScrollArea):
                across = above.horizontalScrollBar().value()
                above.ensureWidgetVisible(self, 0, self._look.scale.gap)
                above.horizontalScrollBar().setValue(across)
            above = above.parentWidget()

    def _icon(self, tone: Tone) -> QPixmap:
        return self._look.picture(_TONE_ICONS[tone], self._look.palette.tone(tone)[0])


class NoticeLine(_Note):
    """One sentence, with its tone in words, picture and colour."""

    def __init__(
        self,
        look: Look,
        name: str = "notice",
        tone: Tone = Tone.PETROL,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, tone, name, parent)
        self._text = label("", name=f"{name}_text")
        self.row.addWidget(self._text, 1)
        self.row.setAlignment(self._picture, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def tell(self, text: str, tone: Tone = Tone.PETROL) -> None:
        """Show `text`, or hide when it is empty."""
        if text and text != self._text.text():
            announce(self, text)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.set_tone(tone)
        self.setVisible(bool(text))


class ErrorPanel(_Note):
    """What happened, what is safe, one button, who helps, a small code to read out."""

    action_pressed = Signal()
    closed = Signal()

    def __init__(self, look: Look, name: str = "error", parent: QWidget | None = None) -> None:
        super().__init__(look, Tone.AMBER, name, parent)
        self._what = label("", "bold", f"{name}_what")
        self._safe = label("", name=f"{name}_safe")
        self._helper = label("", "soft", f"{name}_helper")
        self._code = label("", "small", f"{name}_code", wraps=False)
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.action = button(look, f"{name}_action", "")
        self.action.clicked.connect(self.action_pressed)
        texts = QVBoxLayout()
        texts.setSpacing(look.scale.gap // 2)
        for part in (self._what, self._safe, self._helper):
            texts.addWidget(part)
        self.row.addLayout(texts, 1)
        doing = QVBoxLayout()
        doing.addWidget(self.action)
        doing.addStretch(1)
        doing.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTrailing)
        self.row.addLayout(doing)
        self.hide()

    def tell(
        self, message: Message | None, *, has_action: bool = True, is_quiet: bool = False
    ) -> None:
        """Show the five parts, or hide for None.

        Without `has_action` the page's own main button is the one thing to do; `is_quiet`
        changes the words without saying them again, for a clock that counts down.
        """
        if message is None:
            self.hide()
            return
        self._what.setText(message.what)
        self._safe.setText(message.safe)
        self._helper.setText(message.helper)
        self._code.setText(message.code)
        self.action.setText(message.action)
        self.action.setAccessibleName(message.action)
        self.action.setVisible(has_action and bool(message.action))
        self._helper.setVisible(bool(message.helper))
        spoken = " ".join(part for part in (message.what, message.safe) if part)
        self.setAccessibleName(spoken)
        self.show()
        if not is_quiet:
            announce(self, spoken)


class UndoBar(_Note):
    """What was just done, and ten seconds to take it back (Ctrl+Z)."""

    undo_pressed = Signal()
    expired = Signal()

    def __init__(self, look: Look, name: str = "undo", parent: QWidget | None = None) -> None:
        super().__init__(look, Tone.PETROL, name, parent)
        self._text = label("", name=f"{name}_text")
        #: Button that takes back what was just done
        text = QCoreApplication.translate("UndoBar", "Défaire")
        self.action = button(look, f"{name}_action", text, "undo-2")
        self.action.setShortcut("Ctrl+Z")
        self.action.clicked.connect(self._undo)
        self.row.addWidget(self._text, 1)
        self.row.addWidget(self.action)
        self.row.setAlignment(self._picture, Qt.AlignmentFlag.AlignVCenter)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(UNDO_MS)
        self._timer.timeout.connect(self._expire)
        self.hide()

    def tell(self, text: str) -> None:
        """Offer to take back what `text` says, for ten seconds; "" hides the offer."""
        if not text:
            self._timer.stop()
            self.hide()
            return
        if text != self._text.text() or not self.isVisible():
            self._text.setText(text)
            self._timer.start()
            announce(self, text)
        self.show()

    def _undo(self) -> None:
        self._timer.stop()
        self.hide()
        self.undo_pressed.emit()

    def _expire(self) -> None:
        self.hide()
        self.expired.emit()


class EmptyState(QWidget):
    """What a place is for, and the first gesture."""

    action_pressed = Signal()

    def __init__(
        self,
        look: Look,
        icon: str,
        text: str,
        action: str = "",
        name: str = "empty",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        page = QVBoxLayout(self)
        page.setSpacing(look.scale.gap * 2)
        page.addStretch(1)
        picture = picture_label(look.picture(icon, look.palette.petrol, look.scale.icon * 3))
        page.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self.text: QLabel = label(text, "lead", f"{name}_text")
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        page.addWidget(self.text)
        self.action = main_button(look, f"{name}_action", action)
        self.action.clicked.connect(self.action_pressed)
        page.addWidget(self.action, 0, Qt.AlignmentFlag.AlignHCenter)
        self.action.setVisible(bool(action))  # once it has a parent, or it is a window
        page.addStretch(2)


class BusyLine(QWidget):
    """Work under way: its name, how far, and *Arrêter* (`ux.md` section 7)."""

    stop_pressed = Signal()

    def __init__(self, look: Look, name: str = "busy", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._text = label("", name=f"{name}_text")
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{name}_bar")
        self._bar.setTextVisible(False)
        #: Button that stops work under way; what is done stays
        stop = QCoreApplication.translate("BusyLine", "Arrêter")
        self.stop = quiet_button(look, f"{name}_stop", stop, "square")
        self.stop.clicked.connect(self.stop_pressed)
        texts = QVBoxLayout()
        texts.setSpacing(look.scale.gap // 2)
        texts.addWidget(self._text)
        texts.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(texts, 1)
        row.addWidget(self.stop)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.show)
        self.hide()

    def tell(
        self,
        text: str,
        *,
        done: int = 0,
        total: int = 0,
        can_stop: bool = False,
        after_ms: int = 0,
    ) -> None:
        """Show `text` with a bar (moving while `total` is 0), or hide when it is empty.

        What is usually over in a moment waits `after_ms` before it says anything.
        """
        self._text.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._bar.setAccessibleName(text)
        self.stop.setVisible(can_stop)
        if not text or not after_ms:
            self._later.stop()
            self.setVisible(bool(text))
        elif not self.isVisible() and not self._later.isActive():
            self._later.start(after_ms)
