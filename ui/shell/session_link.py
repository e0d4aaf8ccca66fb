"""The session's link to the supervisor inside a Qt loop: orders come up as signals.

It also notices real input: events that the window system sent, never those a program
made; and a button pressed by an assistive tool, which sends no event at all. What counts
as someone being there, without a touch, says so by `touched`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QObject,
    QPoint,
    QSocketNotifier,
    QTimer,
    Signal,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from kiosk.session.channel import (
    Alive,
    Begin,
    Busy,
    Calm,
    ChannelBroken,
    Finish,
    Input,
    Leave,
    Lock,
    Locked,
    Message,
    Painted,
    Ready,
    SignedIn,
    Slow,
    Unlocked,
    VaultKey,
    Viewing,
    Warn,
    Who,
)
from kiosk.session.session_channel import SessionChannel

__all__ = ["SessionLink"]

ALIVE_MS: Final = 2000
INPUT_EVERY_S: Final = 1.0
MOVE_PX: Final = 4
"""A mouse that trembles on its table is nobody."""
EXIT_WITHOUT_SUPERVISOR: Final = 70

INPUT_TYPES: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TabletPress,
    }
)


def _end_process() -> None:
    """Without supervisor nobody would wipe: end at once, nothing is asked or saved."""
    os._exit(EXIT_WITHOUT_SUPERVISOR)


class SessionLink(QObject):
    """One session's link. GUI thread; `channel` is its own from now on.

    `gone` is called when the supervisor is no longer there; by default the process ends.
    Its silence would have the session wiped, so `alive` beats from this thread's own
    timer: a frozen window stops it.
    """

    begun = Signal(object)
    """Begin: show the window."""
    warned = Signal(int)
    """Show the leaving picture; the seconds left."""
    calmed = Signal()
    """Take it away."""
    lock_ordered = Signal()
    """Hide everything behind the lock page, then call `locked`."""
    vault_key_came = Signal(object)
    """bytes: the key of the local cache, when another session learnt it."""

    def __init__(
        self,
        channel: SessionChannel,
        *,
        gone: Callable[[], None] = _end_process,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._channel = channel
        self._gone = gone
        self._clock = clock
        self._input_at = -INPUT_EVERY_S
        self._pointer_at: QPoint | None = None
        self._unpainted: QWidget | None = None
        self._notifier = QSocketNotifier(channel.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._alive = QTimer(self)
        self._alive.setInterval(ALIVE_MS)
        self._alive.timeout.connect(self._say_alive)
        self._alive.start()

    # What the session says.

    def ready(self) -> None:
        """The window is built and hidden: input is watched from now on."""
        app = QCoreApplication.instance()
        assert app is not None  # noqa: S101 - a link without application is a bug
        app.installEventFilter(self)
        self._send(Ready())

    def say_when_painted(self, window: QWidget) -> None:
        """Tell the supervisor once `window` has painted itself for the first time."""
        self._unpainted = window

    def busy(self, on: bool) -> None:
        self._send(Busy(on))

    def signed_in(self, who: Who) -> None:
        self._send(SignedIn(who))

    def viewing(self, on: bool) -> None:
        self._send(Viewing(on))

    def slow(self, on: bool) -> None:
        self._send(Slow(on))

    def vault_key(self, key: bytes) -> None:
        self._send(VaultKey(key))

    def locked(self) -> None:
        self._send(Locked())

    def unlocked(self) -> None:
        self._send(Unlocked())

    def finish(self, reason: str) -> None:
        """End the session: the supervisor kills this process a moment later."""
        self._send(Finish(reason))

    def leave(self) -> None:
        """End the post itself, on the word of the professional who signed in."""
        self._send(Leave())

    def touched(self) -> None:
        """Someone is there: a key, a finger, a card put in, a voice clip that ended."""
        now = self._clock()
        if now - self._input_at >= INPUT_EVERY_S:
            self._input_at = now
            self._send(Input())

    def close(self) -> None:
        """Stop listening and close the channel: the supervisor takes it for the end."""
        self._stop()
        app = QCoreApplication.instance()
        if app is not None:
            app.removeEventFilter(self)
        self._channel.close()

    # What Qt calls.

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        kind = event.type()
        if kind is QEvent.Type.Paint:
            if watched is self._unpainted:
                self._unpainted = None
                QTimer.singleShot(0, self._say_painted)
        elif kind is QEvent.Type.Polish:
            if isinstance(watched, QAbstractButton):  # once each, before it is first seen
                watched.clicked.connect(self._pressed)
        elif kind in INPUT_TYPES and event.spontaneous() and self._is_someone(event):
            self.touched()
        return False

    def _pressed(self, _is_checked: bool = False) -> None:
        """Take a press for somebody, however it came: no program presses on its own."""
        self.touched()

    def _is_someone(self, event: QEvent) -> bool:
        if event.type() is not QEvent.Type.MouseMove or not isinstance(event, QMouseEvent):
            return True
        at = event.globalPosition().toPoint()
        before = self._pointer_at
        if before is not None and (at - before).manhattanLength() < MOVE_PX:
            return False
        self._pointer_at = at
        return before is not None  # the first place of a pointer is not a move

    def _read(self) -> None:
        try:
            self._channel.flush()
            for message in self._channel.receive():
                self._hear(message)
        except ChannelBroken:
            self._lose()

    def _hear(self, message: Message) -> None:
        match message:
            case Begin():
                self.begun.emit(message)
            case Warn(seconds):
                self.warned.emit(seconds)
            case Calm():
                self.calmed.emit()
            case Lock():
                self.lock_ordered.emit()
            case VaultKey(key):
                self.vault_key_came.emit(key)

    def _say_alive(self) -> None:
        self._send(Alive())

    def _say_painted(self) -> None:
        self._send(Painted())

    def _send(self, message: Message) -> None:
        try:
            self._channel.send(message)
        except ChannelBroken:
            self._lose()

    def _lose(self) -> None:
        self._stop()
        self._gone()

    def _stop(self) -> None:
        self._notifier.setEnabled(False)
        self._alive.stop()
