"""How long the server waits for a client, and for how many lines of one address at once.

A client that sends its head or its body by drops, or reads its answer by none, holds a
connection and some memory. Each of these ends after a time of its own; what a slow but
honest line needs (50 kbit/s and less) is far within them.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["Patience", "TooSlow", "patient_protocol", "patient_stream"]


class TooSlow(Exception):
    """The body did not come within what is borne."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What is borne of one line, in seconds, bytes a second and lines.

    A body may pause for `pause_s`, and after `grace_s` must have come at `bytes_per_s` on
    average: a whole piece of 1 MiB has over half an hour.
    """

    head_s: float = 15.0
    pause_s: float = 20.0
    grace_s: float = 30.0
    bytes_per_s: float = 500.0
    reading_s: float = 60.0
    """How long an answer may stay unread in full buffers."""
    lines_of_address: int = 512
    """Posts of a whole site may come from one address."""


async def patient_stream(
    stream: AsyncIterator[bytes], patience: Patience, *, clock: Any = time.monotonic
) -> AsyncIterator[bytes]:
    """Give on the pieces of a body. Raises TooSlow."""
    begun, held = clock(), 0
    while True:
        try:
            async with asyncio.timeout(patience.pause_s):  # `wait_for` would make a task a piece
                piece = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise TooSlow from error
        held += len(piece)
        taken_s = clock() - begun
        if taken_s > patience.grace_s and held < taken_s * patience.bytes_per_s:
            raise TooSlow
        yield piece


def patient_protocol(patience: Patience) -> type[asyncio.Protocol]:
    """Return uvicorn's protocol, which times what the application never sees.

    uvicorn times idle lines between two requests alone: neither a head that never ends
    nor an answer that nobody reads.
    """
    lines: Counter[str] = Counter()

    class PatientProtocol(H11Protocol):
        _timer: asyncio.TimerHandle | None = None
        _reading: asyncio.TimerHandle | None = None
        _host = ""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._host = self.client[0] if self.client else ""
            lines[self._host] += 1
            if lines[self._host] > patience.lines_of_address:
                transport.abort()
                return
            self._await_head()

        def connection_lost(self, exc: Exception | None) -> None:
            lines[self._host] -= 1
            if lines[self._host] <= 0:
                del lines[self._host]
            self._stop_timers()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._head_came()
            elif not self.transport.is_closing():
                self._await_head()

        def on_response_complete(self) -> None:
            self._head_came()
            super().on_response_complete()

        def pause_writing(self) -> None:
            super().pause_writing()
            if self._reading is None:
                self._reading = self.loop.call_later(patience.reading_s, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            if self._reading is not None:
                self._reading.cancel()
                self._reading = None

        def _await_head(self) -> None:
            if self._timer is None:
                self._timer = self.loop.call_later(patience.head_s, self.transport.abort)

        def _head_came(self) -> None:
            if self._timer is not None:
                self._timer.cancel()
                self._timer = None

        def _stop_timers(self) -> None:
            self._head_came()
            if self._reading is not None:
                self._reading.cancel()

    return PatientProtocol
