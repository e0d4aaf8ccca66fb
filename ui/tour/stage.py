"""Hands on the windows of one post: each process connects here and does what it is told.

Plain sockets, no Qt: the tour stands outside of what it drives. Waiting is polling with a
bound, so a screen that never comes fails the tour and says which one.
"""

from __future__ import annotations

import base64
import json
import select
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["Hand", "NeverCame", "Stage"]

POLL_S = 0.05
PRESS_S = 20.0
T = TypeVar("T")


class NeverCame(AssertionError):
    """Something the tour waited for did not happen in time."""


@dataclass(slots=True)
class Hand:
    """One driven process: its role ("supervisor" or "session"), its pid, its windows."""

    role: str
    pid: int
    _end: socket.socket
    _unread: bytes = b""

    def look(self, name: str) -> dict[str, Any]:
        """Return what stands at an object name now."""
        found: dict[str, Any] = self.ask("look", name=name)
        return found

    def press(self, name: str, *, index: int = 0) -> None:
        """Press a control with the mouse once it shows and can be used.

        One that goes away between the look and the press was of a page just leaving: the
        next of its name is pressed.
        """

        def is_pressed() -> bool:
            self.until(name, enabled=True)
            try:
                return bool(self.ask("press", name=name, index=index))
            except LookupError:
                return False

        wait_for(is_pressed, PRESS_S, f"{name} in the {self.role} to be pressed")

    def type(self, name: str, text: str, *, instead: bool = False) -> None:
        """Click into a field and type; `instead` replaces what is there."""
        self.until(name, enabled=True)
        self.ask("type", name=name, text=text, instead=instead)

    def key(self, key: str, **modifiers: bool) -> None:
        """Press one key by Qt's name for it; `modifiers`: control, shift, alt."""
        self.ask("key", key=key, **modifiers)

    def draw(self, name: str, points: Sequence[tuple[float, float]]) -> None:
        """Draw through points given as fractions of the control's size."""
        self.until(name)
        self.ask("draw", name=name, points=list(points))

    def picture(self) -> bytes:
        """Return the window as PNG."""
        return base64.b64decode(self.ask("picture"))

    def names(self) -> list[list[str]]:
        """Return every named control that shows."""
        found: list[list[str]] = self.ask("names")
        return found

    def text(self, name: str) -> str:
        return str(self.look(name).get("text", ""))

    def until(self, name: str, *, enabled: bool = False, timeout_s: float = 20.0) -> dict[str, Any]:
        """Wait until a control shows (and can be used)."""

        def seen() -> dict[str, Any] | None:
            found = self.look(name)
            shows = found["is_visible"] and (not enabled or found["is_enabled"])
            return found if shows else None

        try:
            return wait_for(seen, timeout_s, f"{name} in the {self.role}")
        except NeverCame as never:
            shown = ", ".join(f"{n}={w!r}" if w else n for n, _, w in self.names())
            raise NeverCame(f"{never}; what shows: {shown}") from None

    def until_gone(self, name: str, timeout_s: float = 20.0) -> None:
        """Wait until a control no longer shows."""
        wait_for(lambda: not self.look(name)["is_visible"], timeout_s, f"{name} to go")

    def close(self) -> None:
        self._end.close()

    def ask(self, do: str, **fields: Any) -> Any:
        """Send one order and return its answer. Raises LookupError with the reason."""
        self._end.sendall(json.dumps({"do": do, **fields}).encode() + b"\n")
        while b"\n" not in self._unread:
            got = self._end.recv(1 << 20)
            if not got:
                raise ConnectionError(f"the {self.role} ended")
            self._unread += got
        line, self._unread = self._unread.split(b"\n", 1)
        answer = json.loads(line)
        if "why" in answer:
            raise LookupError(answer["why"])
        return answer["done"]


@dataclass(slots=True)
class Stage:
    """The socket at which one post's processes call in."""

    path: Path
    hands: list[Hand] = field(default_factory=list)
    _door: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self._door = socket.socket(socket.AF_UNIX)
        self._door.bind(str(self.path))
        self._door.listen(8)

    def hand(self, role: str, *, after: int = 0, timeout_s: float = 60.0) -> Hand:
        """Return the newest process of a role, waiting for one if none called in yet.

        `after` is a pid that does not count: the session that has just ended.
        """

        def newest() -> Hand | None:
            self._let_in()
            found = [
                hand
                for hand in self.hands
                if hand.role == role and hand.pid != after and Path(f"/proc/{hand.pid}").exists()
            ]
            return found[-1] if found else None

        return wait_for(newest, timeout_s, f"a {role} of {self.path.name}")

    def close(self) -> None:
        """Let go of every process, ended or not, and take the socket away."""
        for hand in self.hands:
            hand.close()
        self._door.close()
        self.path.unlink(missing_ok=True)

    def _let_in(self) -> None:
        while select.select([self._door], [], [], 0)[0]:
            end, _ = self._door.accept()
            end.settimeout(60)
            hello = b""
            while not hello.endswith(b"\n"):
                got = end.recv(1 << 16)
                if not got:
                    return
                hello += got
            said = json.loads(hello)
            self.hands.append(Hand(said["role"], said["pid"], end))


def wait_for(look: Callable[[], T | None], timeout_s: float, what: str) -> T:
    """Poll `look` until it returns something true. Raises NeverCame naming `what`."""
    ends_at = time.monotonic() + timeout_s
    while True:
        if found := look():
            return found
        if time.monotonic() > ends_at:
            raise NeverCame(f"waited {timeout_s:.0f} s for {what}")
        time.sleep(POLL_S)
