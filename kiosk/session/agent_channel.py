"""The agent's end of its channel to the supervisor.

It hears `Begin` first (which post, which keys; the vault's key may come later as
`VaultKey`) and says `Ready`, `Alive` at least every 20 s, `Online` and `Announced` at each
change.
"""

from __future__ import annotations

import os
import socket

from kiosk.session.channel import (
    TO_AGENT,
    Alive,
    Announced,
    Begin,
    Channel,
    Online,
    Ready,
    VaultKey,
)

__all__ = ["AgentChannel"]


class AgentChannel:
    """What the agent hears from and tells the supervisor. One thread uses it.

    `fd` is the inherited descriptor named on the command line; it is owned from now on.
    ChannelBroken from any call means that the supervisor is gone: end at once.
    """

    def __init__(self, fd: int) -> None:
        os.set_inheritable(fd, False)
        self._channel = Channel(socket.socket(fileno=fd), TO_AGENT)

    def fileno(self) -> int:
        return self._channel.fileno()

    def send(self, message: Ready | Alive | Online | Announced) -> None:
        self._channel.send(message)

    def receive(self) -> list[Begin | VaultKey]:
        """Return what came since, without waiting."""
        return [
            message for message in self._channel.receive() if isinstance(message, Begin | VaultKey)
        ]

    def close(self) -> None:
        self._channel.close()
