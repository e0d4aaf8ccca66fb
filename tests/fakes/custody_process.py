"""Custody in a process of its own, by its real command, for a test that kills it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["CustodyAlone", "custody_alone"]

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from sync.server import commands
from tests.fakes.central import MovedClock
commands._clock = MovedClock(float(sys.argv[1]))
sys.exit(commands.custody(sys.argv[2:]))
"""
STOP_S = 30.0


class CustodyAlone:
    """Custody that can be killed and started again on the same tables and port."""

    def __init__(self, data: Path, arguments: Sequence[str] = ()) -> None:
        self._data = data
        self._arguments = list(arguments)
        self._port = 0
        self.ahead_s = 0.0
        """How far its clock is ahead of the machine's, from its next start on."""
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-c", PROGRAM, str(self.ahead_s)]
        command += ["--data", str(self._data), "--json"]
        command += ["--port", str(self._port), *self._arguments]
        with (self._data.parent / f"{self._data.name}.log").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        assert self._process.stdout is not None
        told = json.loads(self._process.stdout.readline())
        self._port = int(told["port"])
        self.pairing = Path(told["pairing"])

    def restart(self, *arguments: str) -> None:
        """Stop it and start it again on the same tables, with these arguments."""
        self.stop()
        self._arguments = list(arguments)
        self.start()

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop and return its exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        self._process.send_signal(how)
        status = self._process.wait(timeout=STOP_S)
        assert self._process.stdout is not None
        self._process.stdout.close()
        return status


@contextmanager
def custody_alone(data: Path, *arguments: str) -> Iterator[CustodyAlone]:
    running = CustodyAlone(data, arguments)
    try:
        yield running
    finally:
        if running._process.poll() is None:
            running.kill()
