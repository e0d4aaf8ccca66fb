"""Folders looked into and files read in a child: a stick that hangs keeps no session (SEC-12)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.capture.children import Child, ChildGone, child_command
from kiosk.capture.file_kinds import MAX_FILE_BYTES
from kiosk.capture.frames import BadFrame
from kiosk.errors import InvalidInput, Unavailable

__all__ = ["Browser", "Listed"]

CHILD = "kiosk.media.browse_child"
SILENT_S = 8.0
"""Without a byte for so long, a stick or a share is taken to hang."""

MAX_PART_BYTES = 16 << 20
"""Of a file a megabyte comes at once; a list of two thousand long paths is one part."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a folder."""

    name: str
    path: str
    is_folder: bool
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Browser:
    """Looks and reads below some roots. Slow: call it from the lane of media."""

    silent_s: float = SILENT_S
    module: str = CHILD

    def entries(self, folder: str, roots: Sequence[Path]) -> Sequence[Listed]:
        """Return what can be entered or added.

        Raises: InvalidInput("file.unreadable") for what is gone or not allowed,
        Unavailable("file.not_answering").
        """
        try:
            return [_line(row) for row in json.loads(self._asked("list", folder, roots))]
        except (ValueError, TypeError, RecursionError) as cause:
            raise InvalidInput("file.unreadable") from cause

    def read(self, path: str, roots: Sequence[Path]) -> bytes:
        """Return the bytes of a file, never more than may be added.

        Raises: as `entries`, for what is no ordinary file too, and InvalidInput("file.too_big").
        """
        data = self._asked("read", path, roots)
        if len(data) > MAX_FILE_BYTES:
            raise InvalidInput("file.too_big", limit_mb=MAX_FILE_BYTES >> 20)
        return data

    def _asked(self, do: str, path: str, roots: Sequence[Path]) -> bytes:
        asked = {"do": do, "path": path, "roots": [str(root) for root in roots]}
        data = bytearray()
        try:
            with Child(child_command(self.module), max_payload_bytes=MAX_PART_BYTES) as child:
                child.send(asked, timeout_s=self.silent_s)
                told = "part"
                while told == "part" and len(data) <= MAX_FILE_BYTES:
                    frame = child.receive(self.silent_s)
                    if frame is None:
                        raise Unavailable("file.not_answering")
                    told = frame.text("is")
                    data += frame.payload
        except (ChildGone, BadFrame, ValueError) as cause:
            raise InvalidInput("file.unreadable") from cause
        if told not in {"part", "end"}:
            raise InvalidInput("file.unreadable")
        return bytes(data)


def _line(untrusted: object) -> Listed:
    match untrusted:
        case [str(name), str(path), bool(is_folder), int(size_bytes)]:
            return Listed(name, path, is_folder, size_bytes)
        case _:
            raise BadFrame("a line is not four things")
