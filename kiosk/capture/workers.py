"""A child that is asked one thing after another, kept between questions, replaced when it fails.

The page pipeline and the reader of texts are such children: what they do may crash or hang,
and a question that fails costs its answer, never the pages it was about.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from kiosk.capture.children import Child, ChildGone
from kiosk.capture.frames import BadFrame, Frame

__all__ = ["Worker", "WorkerFailed"]


class WorkerFailed(Exception):
    """The child failed on a question, hung, sent nonsense or could not be started."""


class Worker:
    """Starts its child at the first question. Used by one lane; `close` it with the session."""

    def __init__(self, command: tuple[str, ...], *, start_s: float, max_payload_bytes: int) -> None:
        self._command, self._start_s, self._max_payload_bytes = command, start_s, max_payload_bytes
        self._child: Child | None = None
        self.is_network_gone = False
        """Whether the running child could give up the network."""

    def warm(self) -> None:
        """Start the child ahead of the first question; harmless when it runs or cannot."""
        try:
            self._running()
        except (ChildGone, BadFrame):
            self.close()

    def close(self) -> None:
        """Kill the child and with it every page it holds; the next question starts one."""
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def ask(
        self, header: Mapping[str, Any], payload: bytes, *, wanted: str, timeout_s: float
    ) -> Frame:
        """Return the child's answer, of the kind `wanted`, not believed yet.

        Raises: WorkerFailed; a child that broke off, hung or sent nonsense is not kept.
        """
        deadline = time.monotonic() + timeout_s
        try:
            child = self._running()
            child.send(header, payload, timeout_s)
            frame = child.receive(max(0.0, deadline - time.monotonic()))
        except (ChildGone, BadFrame) as cause:
            self.close()
            raise WorkerFailed from cause
        if frame is None:
            self.close()
            raise WorkerFailed
        if frame.header.get("is") != wanted:
            raise WorkerFailed
        return frame

    def _running(self) -> Child:
        if self._child is not None and self._child.is_running:
            return self._child
        self.close()
        self._child = Child(self._command, max_payload_bytes=self._max_payload_bytes)
        ready = self._child.receive(self._start_s)
        if ready is None:
            raise ChildGone("the worker did not start")
        self.is_network_gone = ready.header.get("network_gone") is True
        return self._child
