"""The long poll: hears within moments that something is new, on a thread and line of its own.

It asks for one statement only and keeps none: what is new is taken by the loop, which
alone writes the databases. So a poll that ends late costs one statement, not a page.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from kiosk.errors import KioskError
from sync.agent.server import Server
from sync.protocol.limits import WAIT_MAX_S

__all__ = ["Listener"]


class Listener:
    """Polls from `listen` until something is new or the line breaks, then calls `heard` once."""

    def __init__(self, server: Server, heard: Callable[[], None]) -> None:
        self._server = server
        self._heard = heard
        self._changed = threading.Condition()
        self._cursor: str | None = None
        self._is_stopped = False
        self._thread = threading.Thread(target=self._run, name="listen", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def listen(self, cursor: str) -> None:
        """Poll from this place from now on; one poll at a time."""
        with self._changed:
            self._cursor = cursor
            self._changed.notify()

    def stop(self) -> None:
        """End; a poll under way ends with its answer, in a thread that nobody waits for."""
        with self._changed:
            self._is_stopped = True
            self._cursor = None
            self._changed.notify()
        self._server.close()

    def _run(self) -> None:
        while (cursor := self._next()) is not None:
            try:
                page = self._server.changes(cursor, 1, WAIT_MAX_S, True)
                is_quiet = page.head.next == cursor and not page.is_news
            except KioskError:
                is_quiet = False  # the loop finds out what is wrong, and waits for it
            with self._changed:
                if is_quiet or self._cursor not in {cursor, None}:
                    continue  # nothing yet, or asked to listen from elsewhere meanwhile
                self._cursor = None
                if self._is_stopped:
                    return
            self._heard()

    def _next(self) -> str | None:
        with self._changed:
            self._changed.wait_for(lambda: self._is_stopped or self._cursor is not None)
            return None if self._is_stopped else self._cursor
