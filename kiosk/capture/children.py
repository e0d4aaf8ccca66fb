"""Children that touch what may crash or hang: drivers, pixels, files of strangers.

The session starts them, talks to them in frames over one socket pair (their standard
input, both ways) and kills their whole group. A child has no file to write to: what it
works on exists in its memory and in this socket.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from kiosk.capture.frames import BadFrame, Decoder, Frame, encode

__all__ = [
    "Child",
    "ChildGone",
    "ask_once",
    "child_command",
    "child_environment",
    "program_folders",
]

ROOT = Path(__file__).resolve().parents[2]
"""The folder that holds the `kiosk` package, wherever it is installed."""

SYSTEM_FOLDERS = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/fonts")
"""What programs need of a system to run."""

BOOT = (
    "import sys,runpy;sys.path.insert(0,sys.argv[1]);runpy.run_module(sys.argv[2],None,'__main__')"
)
RECEIVE_BYTES = 1 << 20
REAP_S = 1.0
"""A killed child is gone at once, but for one that waits for a device inside the kernel: it ends
when the device lets it, and nobody waits for that."""

KEPT_VARIABLES = ("PATH", "TMPDIR", "SANE_CONFIG_DIR", "LD_LIBRARY_PATH")


class ChildGone(Exception):
    """The child ended, closed its side, sent nonsense, or no longer takes what is sent."""


def child_command(module: str) -> tuple[str, ...]:
    """Return the command that runs `module` in a Python of its own.

    Isolated mode: no user site, no PYTHON* variable, and no byte code written beside us.
    """
    return (sys.executable, "-I", "-B", "-c", BOOT, str(ROOT), module)


def program_folders() -> tuple[Path, ...]:
    """Return what a child that sees nothing else must see: system, interpreter, libraries, us."""
    interpreter = Path(sys.executable).resolve().parents[1]
    return (
        *map(Path, SYSTEM_FOLDERS),
        *(Path(sys.base_prefix), Path(sys.prefix), interpreter),
        ROOT / "kiosk",
    )


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the few variables a child needs; nothing of the session's own passes on."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**kept, **threads, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **(extra or {})}


class Child:
    """One running child. Not thread-safe: the lane that started it uses it.

    Start it from a thread that lives as long as the session: PR_SET_PDEATHSIG, which
    the child asks for, is bound to the thread that forked it.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        max_payload_bytes: int,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(
                    list(command),
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=child_environment(environment),
                    start_new_session=True,  # one group: drivers start helpers of their own
                    restore_signals=False,  # SIGXFSZ stays ignored: a write to disk fails softly
                    cwd="/",
                )
            except OSError as cause:
                ours.close()
                raise ChildGone("the child could not be started") from cause
        self._socket = ours
        self._decoder = Decoder(max_payload_bytes)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """False once the child has ended."""
        return self._process.poll() is None

    def send(self, header: Mapping[str, Any], payload: bytes = b"", timeout_s: float = 20) -> None:
        """Send one frame. Raises ChildGone when it is not taken within `timeout_s`."""
        self._socket.settimeout(timeout_s)
        try:
            self._socket.sendall(encode(header, len(payload)))
            if payload:
                self._socket.sendall(payload)
        except OSError as cause:
            raise ChildGone("the child takes nothing more") from cause

    def receive(self, timeout_s: float) -> Frame | None:
        """Return the next frame, or None if none is whole within `timeout_s`.

        Raises: ChildGone when the child has ended or sends what is not a frame.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            try:
                frame = self._decoder.next()
            except BadFrame as cause:
                raise ChildGone("the child sends no frames") from cause
            if frame is not None:
                return frame
            left_s = deadline - time.monotonic()
            if left_s <= 0 or not select.select([self._socket], [], [], left_s)[0]:
                return None
            try:
                received = self._socket.recv(RECEIVE_BYTES)
            except OSError as cause:
                raise ChildGone("the child broke off") from cause
            if not received:
                raise ChildGone("the child ended")
            self._decoder.feed(received)

    def close(self) -> None:
        """Kill the child's group at once and forget what it sent. May be called twice."""
        self._socket.close()
        self._decoder = Decoder(0)
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            with suppress(ProcessLookupError):
                self._process.kill()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(REAP_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def ask_once(
    module: str,
    header: Mapping[str, Any],
    payload: bytes = b"",
    *,
    timeout_s: float,
    max_payload_bytes: int = 0,
) -> Frame | None:
    """Start `module`, ask it one thing, return what it says, end it; None where it hangs.

    Raises: ChildGone for a child that broke off, which may have been half-way.
    """
    deadline = time.monotonic() + timeout_s
    with Child(child_command(module), max_payload_bytes=max_payload_bytes) as child:
        child.send(header, payload, timeout_s)
        return child.receive(max(0.0, deadline - time.monotonic()))
