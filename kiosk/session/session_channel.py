"""The session's end of its channel to the supervisor; no Qt (`ui.shell.session_link` adds it)."""

from __future__ import annotations

import os
import socket

from kiosk.session.channel import TO_SESSION, Begin, Calm, Channel, Lock, Message, VaultKey, Warn

__all__ = ["FromSupervisor", "SessionChannel"]

FromSupervisor = Begin | Warn | Calm | Lock | VaultKey


class SessionChannel:
    """What a session hears from and tells the supervisor. One thread uses it.

    `fd` is the inherited descriptor named on the command line; it is owned from now on
    and not passed to the session's own children.
    """

    def __init__(self, fd: int) -> None:
        os.set_inheritable(fd, False)
        self._channel = Channel(socket.socket(fileno=fd), TO_SESSION)

    def fileno(self) -> int:
        return self._channel.fileno()

    @property
    def has_unsent(self) -> bool:
        return self._channel.has_unsent

    def send(self, message: Message) -> None:
        """Tell the supervisor. Raises ChannelBroken when it is gone: end at once."""
        self._channel.send(message)

    def flush(self) -> None:
        self._channel.flush()

    def receive(self) -> list[FromSupervisor]:
        """Return what came since. Raises ChannelBroken when the supervisor is gone."""
        return [
            message
            for message in self._channel.receive()
            if isinstance(message, Begin | Warn | Calm | Lock | VaultKey)
        ]

    def close(self) -> None:
        self._channel.close()
