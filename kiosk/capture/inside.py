"""What one file holds, taken out by a process made for it (`inside_child`), member by member."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from kiosk.capture.antivirus.screening import TooMuchInside
from kiosk.capture.children import Child, ChildGone
from kiosk.capture.file_kinds import MAX_MEMBER_BYTES, FileKind
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.sandbox import worker_command
from kiosk.errors import InvalidInput

__all__ = ["Inside", "InsideLimits", "Stopped", "may_hold_files"]

CHILD = "kiosk.capture.inside_child"
POLL_S = 0.1
ARCHIVE_END = b"PK\x05\x06"
ARCHIVE_END_WITHIN = 22 + 65_535
"""The record that ends an archive and its longest comment (APPNOTE.TXT 4.3.16)."""
REFUSALS = frozenset({"broken", "disguised", "encrypted"})


class Stopped(Exception):
    """The person stopped it."""


@dataclass(frozen=True, slots=True)
class InsideLimits:
    """How long the child may take, in seconds."""

    start_s: float = 8.0
    silence_s: float = 12.0
    """Between two members; its own processor time is bounded besides."""


class Inside:
    """One file in its child. Leaving the context kills the child and what it holds."""

    def __init__(
        self,
        untrusted: bytes,
        kind: FileKind,
        *,
        is_sandboxed: bool,
        cancelled: Callable[[], bool] = lambda: False,
        limits: InsideLimits | None = None,
        child: str = CHILD,
    ) -> None:
        self._untrusted, self._kind = untrusted, kind
        self._cancelled, self._limits = cancelled, limits or InsideLimits()
        self._command = worker_command(child, is_sandboxed=is_sandboxed)
        self._child: Child | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._child is not None:
            self._child.close()

    def has_macros(self) -> bool:
        """Return whether an office file brings programs of its own; ask before `members`.

        Raises: InvalidInput("file.disguised") when it is not the kind that its name says,
        InvalidInput("file.broken"), Stopped.
        """
        try:
            return self._next(self._asked()).flag("macros")
        except (ChildGone, BadFrame, TooMuchInside) as cause:
            raise InvalidInput("file.broken") from cause

    def members(self) -> Iterator[bytes]:
        """Yield what the file holds, at any depth.

        Raises: TooMuchInside when not all of it was taken out, InvalidInput("file.broken" |
        "file.encrypted" | "file.disguised"), Stopped.
        """
        try:
            child = self._asked()
            while True:
                told = self._next(child)
                match told.header.get("is"):
                    case "member":
                        yield told.payload
                    case "office":
                        continue
                    case "end":
                        return
                    case _:
                        raise TooMuchInside
        except (ChildGone, BadFrame) as cause:  # it fell over the file: nobody saw the rest
            raise TooMuchInside from cause

    def _asked(self) -> Child:
        """Return the child that was given the file; it waits where nobody listens."""
        if self._child is not None:
            return self._child
        child = self._child = Child(self._command, max_payload_bytes=MAX_MEMBER_BYTES)
        if child.receive(self._limits.start_s) is None:
            raise TooMuchInside
        child.send({"kind": self._kind.value}, self._untrusted, self._limits.silence_s)
        return child

    def _next(self, child: Child) -> Frame:
        """Return what the child says next; a refusal is raised. Raises TooMuchInside, Stopped."""
        deadline = time.monotonic() + self._limits.silence_s
        while time.monotonic() < deadline:
            told = child.receive(POLL_S)
            if self._cancelled():
                raise Stopped
            if told is None:
                continue
            if told.header.get("is") == "refused" and told.header.get("why") in REFUSALS:
                raise InvalidInput(f"file.{told.text('why')}")
            return told
        raise TooMuchInside


def may_hold_files(kind: FileKind, untrusted: bytes) -> bool:
    """Return whether a file is worth a process that looks what it holds.

    Always one that may by its kind, and a picture behind which an archive hangs.
    """
    if kind is FileKind.PDF or kind.is_office:
        return True
    return ARCHIVE_END in untrusted[-ARCHIVE_END_WITHIN:]
