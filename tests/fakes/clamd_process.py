"""A private clamd with signatures of its own, and daemons that behave badly in its place.

The real daemon from Debian's package, on a socket of its own, with a base of one signature:
the test file that every antivirus knows. No official base can be had without a download.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.capture.antivirus.health import TEST_FILE

__all__ = ["SIGNATURE", "BadDaemon", "ClamdProcess", "bad_daemon", "private_clamd"]

CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"
SIGNATURE = "Eicar-Here"
START_S = 20.0


@dataclass(frozen=True, slots=True)
class ClamdProcess:
    """Where it listens, and the folder it may write temporary files to."""

    socket: str
    port: int
    temporary: Path
    process: subprocess.Popen[bytes]

    @property
    def tcp(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End the daemon at once; its socket stays behind, as after a crash."""
        self.process.kill()
        self.process.wait()


@contextmanager
def private_clamd(*, stream_mb: int = 3, alerts: bool = True) -> Iterator[ClamdProcess]:
    """Start the daemon, wait until it answers, end it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="clamd"))
    base, temporary = folder / "base", folder / "tmp"
    base.mkdir()
    temporary.mkdir()
    (base / "own.ndb").write_text(f"{SIGNATURE}:0:*:{TEST_FILE.hex()}\n", "ascii")
    port = _free_port()
    lines = {
        "LocalSocket": f"{folder}/clamd.ctl",
        "TCPSocket": port,
        "TCPAddr": "127.0.0.1",
        "DatabaseDirectory": base,
        "TemporaryDirectory": temporary,
        "Foreground": "yes",
        "MaxThreads": 3,
        "StreamMaxLength": f"{stream_mb}M",
        "AlertExceedsMax": "yes" if alerts else "no",
    }
    configuration = folder / "clamd.conf"
    configuration.write_text("".join(f"{key} {value}\n" for key, value in lines.items()))
    process = subprocess.Popen(
        [CLAMD, "--config-file", str(configuration)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    made = ClamdProcess(f"{folder}/clamd.ctl", port, temporary, process)
    try:
        _wait_for(made)
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder)


class BadDaemon:
    """Something that listens where clamd should, and answers each connection in its own way."""

    def __init__(self, path: str, behave: Callable[[socket.socket], None]) -> None:
        self.socket = path
        self._behave = behave
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(path)
        self._listener.listen()
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for each in (self._listener, *self._lines):
            each.close()

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self._lines.append(line)
            with suppress(OSError):
                self._behave(line)


@contextmanager
def bad_daemon(behave: Callable[[socket.socket], None]) -> Iterator[BadDaemon]:
    """Let `behave` answer one connection after another."""
    folder = Path(tempfile.mkdtemp(prefix="clamd"))
    daemon = BadDaemon(str(folder / "clamd.ctl"), behave)
    try:
        yield daemon
    finally:
        daemon.close()
        shutil.rmtree(folder)


def _wait_for(made: ClamdProcess) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if made.process.poll() is not None:
            raise RuntimeError("clamd ended at its start")
        with suppress(OSError), socket.socket(socket.AF_UNIX) as tried:
            tried.connect(made.socket)
            return
        time.sleep(0.02)
    raise RuntimeError("clamd did not start")


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port
