"""A batch read in turns, and its signatures checked before the writer is asked for.

The store has one writer. Reading bytes and checking Ed25519 need nothing of it, so the next
turn is made ready on a thread beside while one is judged; in between, others get the writer.

What is found here decides nothing: a judgement asks which key must have signed, as ever, and
only spares itself the arithmetic if exactly that key was tried on exactly these bytes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import Statement, parse, verify

__all__ = ["Ahead", "Turn", "Unreadable"]

Result = TypeVar("Result")

TURN_COUNT = 100
"""Statements judged in one transaction: some 20 ms, which whoever sends parts may wait."""
AUTHORS = 20_000
"""Keys remembered, about 200 bytes each."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that are no statement."""

    wire: bytes


@dataclass(frozen=True, slots=True)
class Turn:
    """What is judged in one transaction, and which (statement's name, key) fit already."""

    read: Sequence[Statement | Unreadable]
    fitting: frozenset[tuple[bytes, bytes]] = frozenset()
    is_last: bool = True


class Ahead:
    """Reads batches. Used from any thread."""

    def __init__(self) -> None:
        self._keys: OrderedDict[bytes, bytes] = OrderedDict()
        self._guard = threading.Lock()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="ahead")

    def turns(self, untrusted_wires: Sequence[bytes]) -> Iterator[Turn]:
        """Yield the batch in order; the next turn is made ready while one is judged."""
        cut = [
            untrusted_wires[at : at + TURN_COUNT]
            for at in range(0, len(untrusted_wires), TURN_COUNT)
        ]
        if len(cut) == 1:  # made ready here, before the writer is asked for: others have it
            yield self._ready(cut[0], True)
            return
        under_way: Future[Turn] | None = None
        for wires in cut:
            is_last = wires is cut[-1]
            ready, under_way = under_way, self._beside.submit(self._ready, wires, is_last)
            if ready is not None:
                yield ready.result()
        if under_way is not None:
            yield under_way.result()

    def learnt(self, author: bytes, ed_public: bytes) -> None:
        """Remember the key that signed for somebody, to be tried first next time."""
        with self._guard:
            self._keys[author] = ed_public
            self._keys.move_to_end(author)
            if len(self._keys) > AUTHORS:
                self._keys.popitem(last=False)

    def beside(self, job: Callable[[], Result]) -> Callable[[], Result]:
        """Start a job on the thread beside; return what waits for its result."""
        return self._beside.submit(job).result

    def close(self) -> None:
        self._beside.shutdown(wait=True, cancel_futures=True)

    def _ready(self, wires: Sequence[bytes], is_last: bool) -> Turn:
        read = [_read(wire) for wire in wires]
        fitting = set()
        for statement in read:
            if isinstance(statement, Statement) and len(statement.sigs) == 1:
                ed_public = self._keys.get(statement.by)
                if ed_public is not None and _fits(statement, ed_public):
                    fitting.add((statement.name, ed_public))
        return Turn(read, frozenset(fitting), is_last)


def _read(untrusted_wire: bytes) -> Statement | Unreadable:
    try:
        return parse(untrusted_wire)
    except CannotOpen:
        return Unreadable(untrusted_wire)


def _fits(statement: Statement, ed_public: bytes) -> bool:
    try:
        verify(statement, (ed_public,))
    except CannotOpen:
        return False
    return True
