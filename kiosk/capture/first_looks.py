"""A page as it landed, small, at once: while the page before it is still being improved.

The pipeline's worker takes half a second a page, and on a loaded post several; a thumbnail
takes a fiftieth of that. So first looks have a small worker of their own (`first_look_worker`).
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.capture.children import child_command
from kiosk.capture.workers import Worker, WorkerFailed
from kiosk.errors import Unavailable

__all__ = ["FirstLookLimits", "FirstLooks"]

WORKER = "kiosk.capture.first_look_worker"
MAX_PAYLOAD_BYTES = 1 << 20
JPEG = b"\xff\xd8"


@dataclass(frozen=True, slots=True)
class FirstLookLimits:
    """How long the worker may take, in seconds; A4 at 300 dpi takes about 0.02."""

    start_s: float = 15.0
    request_s: float = 10.0


class FirstLooks(Worker):
    """Makes pages small, one after another. Used by one lane; `close` it with the session."""

    def __init__(
        self, command: tuple[str, ...] | None = None, limits: FirstLookLimits | None = None
    ) -> None:
        self._limits = limits or FirstLookLimits()
        super().__init__(
            command or child_command(WORKER),
            start_s=self._limits.start_s,
            max_payload_bytes=MAX_PAYLOAD_BYTES,
        )

    def thumbnail(self, jpeg: bytes) -> bytes:
        """Return a small JPEG of a page.

        Raises: Unavailable("page.no_preview") for a broken page and when the worker fails.
        """
        asked = {"do": "look"}
        try:
            told = self.ask(asked, jpeg, wanted="small", timeout_s=self._limits.request_s)
        except WorkerFailed as cause:
            raise Unavailable("page.no_preview") from cause
        if not told.payload.startswith(JPEG):
            raise Unavailable("page.no_preview")
        return told.payload
