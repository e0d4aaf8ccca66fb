"""What a capture child gives up before it touches a driver or a page.

It dies with its parent, leaves no core, writes no file, grows only so far and, unless
it drives a scanner, has no network. Called first thing in the child, before numpy or
any thread: a new user namespace needs a process with one thread.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from kiosk.capture.frames import Decoder, Frame, encode

if sys.platform == "linux":
    import resource

__all__ = ["Link", "confine", "die_with_parent", "leave_network", "set_limits"]

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
MAX_OPEN_FILES = 128


def confine(*, memory_bytes: int, may_use_network: bool, file_bytes: int = 0) -> bool:
    """Give up everything the child does not need; return whether the network is gone.

    `memory_bytes` bounds the address space, `file_bytes` any file it writes: none, but for
    the one that copies to a person's stick. Nothing here can fail in a way that makes
    the child less safe than not calling it; what a system does not offer is left out.
    """
    die_with_parent()
    is_network_gone = not may_use_network and leave_network()
    set_limits(memory_bytes, file_bytes)
    return is_network_gone


def die_with_parent() -> None:
    """Be killed when the parent dies, unreadable to others of the same user, no core."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:  # the parent died between fork and prctl
        os._exit(1)


def leave_network() -> bool:
    """Move into an empty network namespace; False where the system forbids it."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) == 0:
        return True
    return bool(libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0)


def set_limits(memory_bytes: int, file_bytes: int = 0) -> None:
    """Bound memory, open files and what a file may grow to; no core is written."""
    if sys.platform != "linux":
        return
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a driver's write fails with EFBIG instead
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
        (resource.RLIMIT_AS, memory_bytes),
    ):
        hard = resource.getrlimit(limit)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (least, least))


class Link:
    """The child's end of the socket: frames in, frames out, blocking."""

    def __init__(self, max_payload_bytes: int) -> None:
        """Take the socket from standard input and put the null device in its place."""
        self._socket = socket.socket(fileno=os.dup(0))
        null = os.open(os.devnull, os.O_RDWR)
        for standard in (0, 1, 2):
            os.dup2(null, standard)
        os.close(null)
        self._decoder = Decoder(max_payload_bytes)

    def send(self, header: Mapping[str, Any], payload: bytes = b"") -> None:
        """Send one frame; ends the child when the parent is gone."""
        try:
            self._socket.sendall(encode(header, len(payload)))
            if payload:
                self._socket.sendall(payload)
        except OSError:
            os._exit(0)

    def serve(
        self,
        answer: Callable[[Frame], tuple[Mapping[str, Any], bytes]],
        faults: tuple[type[Exception], ...],
    ) -> NoReturn:
        """Answer requests until the parent is gone; one of `faults` is told as "failed"."""
        while True:
            frame = self.receive()
            try:
                header, payload = answer(frame)
            except faults:
                header, payload = {"is": "failed"}, b""
            self.send(header, payload)

    def receive(self) -> Frame:
        """Wait for the next frame; ends the child when the parent is gone."""
        while True:
            frame = self._decoder.next()
            if frame is not None:
                return frame
            received = b""
            with contextlib.suppress(OSError):
                received = self._socket.recv(1 << 20)
            if not received:
                os._exit(0)
            self._decoder.feed(received)
