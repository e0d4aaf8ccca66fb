"""The sync agent as the supervisor starts it: a real process at the end of a channel.

with agent_process(post, runtime_dir) as running:
    running.give_vault_key()
    running.link.kick()
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.session.agent_link import SocketAgentLink
from kiosk.session.channel import (
    FROM_AGENT,
    Begin,
    Channel,
    Message,
    Mode,
    Online,
    VaultKey,
)
from tests.fakes.agents import KEY

__all__ = ["AgentProcess", "agent_process"]

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = "import sys; from sync.agent.commands import agent; sys.exit(agent(sys.argv[1:]))"
PATIENCE_S = 20.0


class AgentProcess:
    """What the supervisor sees of it."""

    def __init__(self, state_dir: Path, runtime_dir: Path) -> None:
        runtime_dir.mkdir(parents=True, exist_ok=True)
        ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "--fd", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
        )
        theirs.close()
        self.channel = Channel(ours, FROM_AGENT)
        self.heard: list[Message] = []
        self.link = SocketAgentLink(runtime_dir)
        self.channel.send(
            Begin(
                mode=Mode.DESK,
                language="fr",
                device_secret=KEY,
                vault_key=None,
                runtime_dir=str(runtime_dir),
                state_dir=str(state_dir),
            )
        )

    def give_vault_key(self) -> None:
        self.channel.send(VaultKey(KEY))

    def hear(self, wanted: Message) -> None:
        """Wait until the agent said `wanted`."""
        until = time.monotonic() + PATIENCE_S
        while wanted not in self.heard:
            left = until - time.monotonic()
            assert left > 0, self.heard
            select.select([self.channel], [], [], left)
            self.heard += self.channel.receive()

    @property
    def is_online(self) -> bool:
        said = [each for each in self.heard if isinstance(each, Online)]
        return bool(said) and said[-1].on

    def end(self) -> int:
        """Close the supervisor's end, as its death does; return the agent's exit status."""
        self.channel.close()
        return self.process.wait(PATIENCE_S)


@contextmanager
def agent_process(state_dir: Path, runtime_dir: Path) -> Iterator[AgentProcess]:
    running = AgentProcess(state_dir, runtime_dir)
    try:
        yield running
    finally:
        running.channel.close()
        running.process.kill()
        running.process.wait()
