"""What is asked of the child that touches a medium (`child`), each time within a limit of time.

A stick that hangs hangs that child: it keeps neither who asked nor the wipe of a session.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.capture.children import Child, ChildGone, ask_once, child_command
from kiosk.copies.child import MAX_COPY_BYTES
from kiosk.domain.work_copies import CopyOutcome
from kiosk.media.sticks import SLOWEST_BYTES_S

__all__ = ["MediumChild"]

CHILD = "kiosk.copies.child"

WRITE_S = 20.0
"""Beside what the bytes take on a slow stick (`sticks.SLOWEST_BYTES_S`)."""

LOOK_S = 5.0
"""To be looked for, or to give up one file."""

GRACE_S = 1.5
"""What the other media have left to answer once one of them did: who waits is shown that one."""

TURN_S = 0.02
"""How long one is listened to while others may have answered."""


@dataclass(frozen=True, slots=True)
class MediumChild:
    """Writes to media, takes away, looks which take something. Slow, and touches no store: call
    it in the media's own lane."""

    module: str = CHILD
    write_s: float = WRITE_S
    look_s: float = LOOK_S
    grace_s: float = GRACE_S

    def writable(self, folders: Collection[Path]) -> frozenset[Path]:
        """Return which of them can be written to now.

        Each is asked by a child of its own, side by side: one that hangs hides itself alone. A
        disk that had to wake up may be missing, and is there when it is looked for again.
        """
        found: set[Path] = set()
        with ExitStack() as running:
            waiting = self._set_out(folders, running)
            until = time.monotonic() + self.look_s
            while waiting and time.monotonic() < until:
                for folder, child in list(waiting.items()):
                    is_writable = _told(child)
                    if is_writable is None:
                        continue
                    del waiting[folder]
                    if is_writable:
                        found.add(folder)
                        until = min(until, time.monotonic() + self.grace_s)
        return frozenset(found)

    def write(self, folder: Path, name: str, content: bytes) -> CopyOutcome:
        """Write one new file: there whole under its name, or not there."""
        if len(content) > MAX_COPY_BYTES:
            return CopyOutcome.NOT_DONE
        timeout_s = self.write_s + len(content) / SLOWEST_BYTES_S
        return self._done({"do": "write"}, folder, name, content, timeout_s)

    def remove(self, folder: Path, name: str) -> CopyOutcome:
        """Take one file away, or what there is of it. As slow as a medium that hangs."""
        return self._done({"do": "remove"}, folder, name, b"", self.look_s)

    def _set_out(self, folders: Collection[Path], running: ExitStack) -> dict[Path, Child]:
        """Start and ask a child for each; one that cannot be started is one that says no."""
        asked = {}
        for folder in dict.fromkeys(folders):
            try:
                child = running.enter_context(
                    Child(child_command(self.module), max_payload_bytes=0)
                )
                child.send({"do": "reach", "folder": str(folder)}, timeout_s=self.look_s)
            except ChildGone:
                continue
            asked[folder] = child
        return asked

    def _done(
        self, asked: Mapping[str, Any], folder: Path, name: str, content: bytes, timeout_s: float
    ) -> CopyOutcome:
        """Return how it went, as the child says; UNSURE where it hangs or breaks off."""
        where = {**asked, "folder": str(folder), "name": name}
        try:
            told = ask_once(self.module, where, content, timeout_s=timeout_s)
            return CopyOutcome(told.header.get("outcome") if told is not None else None)
        except (ChildGone, ValueError):
            return CopyOutcome.UNSURE


def _told(child: Child) -> bool | None:
    """Return what a child says of its medium, None while it says nothing."""
    try:
        told = child.receive(TURN_S)
    except ChildGone:
        return False
    return None if told is None else told.header.get("is_writable") is True
