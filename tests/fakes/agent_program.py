"""An agent without network, to try the supervisor: `python -m tests.fakes.agent_program FD`.

It appends what it hears to `<state_dir>/agent.txt`, says that it is offline, and announces a
pause of the network.
"""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

from kiosk.session.agent_channel import AgentChannel
from kiosk.session.channel import Alive, Announced, Begin, ChannelBroken, Online

PAUSE_AT = 4_102_444_800
"""The first second of 2100, by which nothing here is under way."""


def main() -> int:
    channel = AgentChannel(int(sys.argv[-1]))
    state_dir: Path | None = None
    while True:
        select.select([channel], [], [], 0.2)
        try:
            for message in channel.receive():
                if isinstance(message, Begin):
                    state_dir = Path(message.state_dir)
                key = message.vault_key if isinstance(message, Begin) else message.key
                if state_dir is not None:
                    with (state_dir / "agent.txt").open("a") as heard:
                        name = type(message).__name__
                        heard.write(f"{os.getpid()} {name} {key.hex() if key else None}\n")
                channel.send(Online(on=False))
                channel.send(Announced(PAUSE_AT, PAUSE_AT + 3600))
            channel.send(Alive())
        except ChannelBroken:
            return 0


if __name__ == "__main__":
    sys.exit(main())
