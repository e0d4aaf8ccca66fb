"""An identifier card shown to a reader that types, while a page is on the screen.

Keys are met at the page's window, before any field: those of a reader never arrive in one,
those of a person arrive a moment later, in order. Keys on the glass and assistive tools do
not come this way and are not held back.
"""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from kiosk.capture.typed_code import GAP_MS, TypedCode
from kiosk.domain.identifier_card import read_card
from kiosk.errors import KioskError

__all__ = ["CardKeys"]

ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
"""What readers are set to press last."""

BESIDE = frozenset(
    {Qt.Key.Key_Shift, Qt.Key.Key_CapsLock, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr}
)
"""Pressed with a letter, by readers too."""

HELD_MODIFIERS = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
DEAD = "\u00a8"
"""Stands for an accent waiting for its letter; no card has one."""

LATE_MS = 10
"""A timer is looked at after the keys that were pressed before it."""


class CardKeys(QObject):
    """Listens while `page` shows."""

    came = Signal(object)
    """CardContent."""
    refused = Signal(object)
    """KioskError: something was read, and it is no card of ours, or not whole."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._window: QWindow | None = None
        self._code = TypedCode()
        self._held: list[QKeyEvent] = []
        self._ended_ms = -math.inf
        """When a code was taken: what a reader presses behind it, a second end, goes with it."""
        self._is_giving_back = False
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._fell_silent)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self._page:
            if event.type() is QEvent.Type.Show:
                self._listen()
            elif event.type() is QEvent.Type.Hide:
                self._stop()
            return False
        if self._is_giving_back or not isinstance(event, QKeyEvent):
            return False
        return event.type() is QEvent.Type.KeyPress and self._is_held(event)

    def _listen(self) -> None:
        self._stop()
        window = self._page.window().windowHandle()
        if window is not None:
            self._window = window
            window.installEventFilter(self)

    def _stop(self) -> None:
        """Forget what is held: whoever typed it has left the page."""
        self._silence.stop()
        self._held.clear()
        self._code = TypedCode()
        if self._window is not None and isValid(self._window):
            self._window.removeEventFilter(self)
        self._window = None

    def _is_held(self, event: QKeyEvent) -> bool:
        key, at_ms = Qt.Key(event.key()), event.timestamp() or time.monotonic() * 1000
        if key in BESIDE:
            return False
        if self._held and not self._code.continues(at_ms):
            self._decide()
        if key in ENDS:
            if at_ms - self._ended_ms <= GAP_MS or (self._held and self._decide()):
                self._ended_ms = at_ms
                return True
            return False
        sign = _sign(event)
        if not sign:
            self._decide()
            return False
        self._held.append(_copy(event))
        self._code.press(sign, at_ms)
        self._silence.start(self._code.patience_ms + LATE_MS)
        return True

    def _fell_silent(self) -> None:
        # Keys pressed in time may still wait to be met, on a machine that was busy.
        QTimer.singleShot(0, self, self._decide_if_silent)

    def _decide_if_silent(self) -> None:
        if not self._silence.isActive():
            self._decide()

    def _decide(self) -> bool:
        """Take what is held for a code, or give it back; return whether it was a code."""
        self._silence.stop()
        held, self._held = self._held, []
        text = self._code.take()
        if text is None:
            self._give_back(held)
            return False
        try:
            content = read_card(text)
        except KioskError as error:
            self.refused.emit(error)
        else:
            self.came.emit(content)
        return True

    def _give_back(self, held: list[QKeyEvent]) -> None:
        self._is_giving_back = True
        try:
            for event in held:
                if self._window is not None and isValid(self._window):
                    QCoreApplication.sendEvent(self._window, event)
        finally:
            self._is_giving_back = False


def _sign(event: QKeyEvent) -> str:
    """Return what a key writes; "" for one that does something else."""
    if event.isAutoRepeat() or event.modifiers() & ~HELD_MODIFIERS:
        return ""
    if Qt.Key.Key_Dead_Grave <= Qt.Key(event.key()) <= Qt.Key.Key_Dead_Longsolidusoverlay:
        return DEAD
    text = event.text()
    return text if len(text) == 1 and text.isprintable() else ""


def _copy(event: QKeyEvent) -> QKeyEvent:
    return QKeyEvent(
        event.type(),
        event.key(),
        event.modifiers(),
        event.nativeScanCode(),
        event.nativeVirtualKey(),
        event.nativeModifiers(),
        event.text(),
    )
