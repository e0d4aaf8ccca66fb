"""Programs of others: started, waited for, ended by their number; each in a folder of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.crypto.certificates import self_signed
from kiosk.ports import SystemClock
from ui.bench.peers.wire import HOST

__all__ = ["Certificate", "run", "serving", "wait_for", "wait_until"]

START_S = 30.0
STEP_S = 600.0
END_S = 10.0


class Certificate:
    """A certificate for the loopback and its key, as files."""

    def __init__(self, folder: Path) -> None:
        made, key = self_signed(["localhost"], [HOST], days=1, clock=SystemClock())
        self.path, self.key = folder / "cert.pem", folder / "key.pem"
        self.path.write_bytes(made)
        self.key.write_bytes(key)
        self.key.chmod(0o600)


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return an environment in which nobody's settings are found."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {**kept, "HOME": str(home), "LANG": "C.UTF-8", **(more or {})}


def run(command: Sequence[str], home: Path, *, more: Mapping[str, str] | None = None) -> str:
    """Run a program to its end; return what it printed.

    Raises: RuntimeError, with its own last words, when it did not do what it was asked.
    """
    done = subprocess.run(
        command,
        env=environment(home, more),
        cwd=home,
        capture_output=True,
        text=True,
        timeout=STEP_S,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


@contextmanager
def serving(
    command: Sequence[str], home: Path, *, more: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program until the block ends; what it says goes to a log in its folder."""
    log = home / f"{Path(command[0]).name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=environment(home, more),
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server listens. Raises RuntimeError when it ends or takes too long."""

    def listens() -> bool:
        if process.poll() is not None:
            raise RuntimeError("the server ended before it listened")
        try:
            socket.create_connection((HOST, port), timeout=1.0).close()
        except OSError:
            return False
        return True

    wait_until(listens, START_S, pause_s=0.02)


def wait_until(is_so: Callable[[], bool], limit_s: float, *, pause_s: float) -> None:
    """Ask again and again. Raises RuntimeError when it has not come true in time."""
    until = time.monotonic() + limit_s
    while not is_so():
        if time.monotonic() > until:
            raise RuntimeError("what was waited for did not come")
        time.sleep(pause_s)
