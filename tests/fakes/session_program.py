"""A session without windows or safe, to try the supervisor on real processes.

    python -m tests.fakes.session_program --session FD

What it does is read from `<state_dir>/script.json` at its begin; what it hears is
appended to `<state_dir>/heard.txt`. It reads a secret from `<state_dir>/canary` into its
memory, and leaves it in files wherever a careless program would.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from pathlib import Path

from kiosk.session.channel import (
    Alive,
    Begin,
    Busy,
    ChannelBroken,
    Finish,
    Input,
    Leave,
    Painted,
    Ready,
    SignedIn,
    VaultKey,
    Who,
)
from kiosk.session.hardening import harden
from kiosk.session.session_channel import SessionChannel

ALIVE_S = 0.2
KEPT: list[object] = []
"""What a session would know: the canary in several forms."""


def main() -> int:
    harden(lock_memory=False)
    channel = SessionChannel(int(sys.argv[-1]))
    channel.send(Ready())
    state_dir: Path | None = None
    said_at = 0.0
    while True:
        select.select([channel], [], [], 0.02)
        try:
            for message in channel.receive():
                if isinstance(message, Begin):
                    state_dir = Path(message.state_dir)
                    begin(channel, message, state_dir)
                if state_dir is not None:
                    with (state_dir / "heard.txt").open("a") as heard:
                        heard.write(f"{type(message).__name__}\n")
            if time.monotonic() - said_at >= ALIVE_S:
                said_at = time.monotonic()
                channel.send(Alive())
            if state_dir is not None and (state_dir / "finish").exists():
                (state_dir / "finish").unlink()
                channel.send(Finish("done"))
            if state_dir is not None and (state_dir / "leave").exists():
                (state_dir / "leave").unlink()
                channel.send(Leave())
        except ChannelBroken:
            return 0


def begin(channel: SessionChannel, message: Begin, state_dir: Path) -> None:
    script = json.loads((state_dir / "script.json").read_text())
    if canary := script.get("canary_file"):
        secret = Path(canary).read_text()
        KEPT.extend([secret, secret.encode("utf-16-le"), list(secret)])
        for folder in ("TMPDIR", "HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
            (Path(os.environ[folder]) / "leaked.txt").write_text(secret)
        locked = Path(os.environ["TMPDIR"]) / "locked"
        locked.mkdir()
        (locked / "leaked.txt").write_text(secret)
        locked.chmod(0o500)
    if script.get("daemon"):
        # Leaves its group, its session and its parent, as print and speech daemons do.
        subprocess.Popen(
            [sys.executable, "-c", DAEMON, str(state_dir / "daemon.pid")], start_new_session=True
        ).wait()
    if script.get("never_paint"):
        return
    channel.send(Painted())
    if script.get("signed_in"):
        channel.send(SignedIn(Who(script["signed_in"])))
    if script.get("tell_key") and message.vault_key is None:
        channel.send(VaultKey(b"\x22" * 32))
    if script.get("input"):
        channel.send(Input())
    if script.get("busy"):
        channel.send(Busy(on=True))
    (state_dir / "begun.json").write_text(
        json.dumps(
            {
                "pid": os.getpid(),
                "mode": message.mode.value,
                "language": message.language,
                "vault_key": message.vault_key.hex() if message.vault_key else None,
                "secret": message.device_secret.hex(),
                "environment": {
                    name: os.environ[name] for name in ("HOME", "TMPDIR", "XDG_RUNTIME_DIR")
                },
                "open_files": sorted(int(fd) for fd in os.listdir("/proc/self/fd")),
                "dies_with": os.getppid(),
            }
        )
    )
    if script.get("nonsense"):
        os.write(channel.fileno(), b'{"do":"open_the_door"}\n')


DAEMON = """
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        with open(sys.argv[1], "w") as out:
            out.write(str(os.getpid()))
        time.sleep(600)
"""

if __name__ == "__main__":
    sys.exit(main())
