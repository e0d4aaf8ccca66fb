"""Reading pages, from the session's side: what a page says, or nothing, never a failure.

The work is done in a child (`ocr_child`); what it sends is untrusted. A page that cannot
be read is a page without words: reading helps to find and to fill in, nothing waits for it.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import Any, Self

from kiosk.capture.children import Child, ChildGone, child_command
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.reading.models import models_for
from kiosk.capture.reading.mrz import Mrz, parse
from kiosk.capture.words import PageWords, Word

__all__ = ["ReadCode", "Reader", "ReaderLimits", "Seen"]

WORKER = "kiosk.capture.reading.ocr_child"
MAX_PAYLOAD_BYTES = 16 << 20
MAX_WORDS = 20_000
MAX_CODES = 50
MAX_SIDE = 60_000


@dataclass(frozen=True, slots=True, repr=False)
class ReadCode:
    """A code as it was read: the name of its kind ("DataMatrix", "QRCode" …) and its bytes."""

    format: str
    content: bytes


@dataclass(frozen=True, slots=True, repr=False)
class Seen:
    """What machines wrote on a page for machines."""

    zones: tuple[Mrz, ...] = ()
    codes: tuple[ReadCode, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderLimits:
    """How long the child may take, in seconds; A4 at 300 dpi takes 1 to look at, 2 to read."""

    start_s: float = 20.0
    look_s: float = 20.0
    words_s: float = 100.0


class Reader:
    """Reads pages, one after another. Used by one lane; `close` it with the session."""

    def __init__(
        self, command: tuple[str, ...] | None = None, limits: ReaderLimits | None = None
    ) -> None:
        self._command = command or child_command(WORKER)
        self._limits = limits or ReaderLimits()
        self._child: Child | None = None
        self.is_network_gone = False
        """Whether the running child could give up the network."""

    def look(self, jpeg: bytes, today: date) -> Seen:
        """Return the zones whose check digits hold and the codes; empty when it fails."""
        try:
            return _parse_seen(self._ask({"do": "look"}, jpeg, "seen", self._limits.look_s), today)
        except (_CannotRead, BadFrame):
            return Seen()

    def words(self, jpeg: bytes, languages: Iterable[str] = ()) -> PageWords | None:
        """Return the printed words in French, or in one of `languages` where French fails.

        None when it fails, and on a machine without the models.
        """
        models = models_for(languages)
        if not models:
            return None
        asked = {"do": "words", "models": list(models)}
        try:
            return _parse_words(self._ask(asked, jpeg, "words", self._limits.words_s))
        except (_CannotRead, BadFrame):
            return None

    def close(self) -> None:
        """Kill the child and with it every page it holds; the next request starts one."""
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

    def _ask(
        self, header: Mapping[str, Any], payload: bytes, wanted: str, timeout_s: float
    ) -> Frame:
        """Return the child's answer. Raises _CannotRead; a child that fails is not kept."""
        deadline = time.monotonic() + timeout_s
        try:
            child = self._running()
            child.send(header, payload, timeout_s)
            frame = child.receive(max(0.0, deadline - time.monotonic()))
        except ChildGone as cause:
            self.close()
            raise _CannotRead from cause
        if frame is None:
            self.close()
            raise _CannotRead
        if frame.header.get("is") != wanted:
            raise _CannotRead
        return frame

    def _running(self) -> Child:
        if self._child is not None and self._child.is_running:
            return self._child
        self.close()
        self._child = Child(self._command, max_payload_bytes=MAX_PAYLOAD_BYTES)
        ready = self._child.receive(self._limits.start_s)
        if ready is None:
            raise ChildGone("the reader did not start")
        self.is_network_gone = ready.header.get("network_gone") is True
        return self._child


class _CannotRead(Exception):
    """The child failed on a request, hung or could not be started."""


def _parse_seen(untrusted: Frame, today: date) -> Seen:
    match _json(untrusted):
        case {"zones": list() as zones, "codes": list() as codes}:
            pass
        case _:
            raise BadFrame("what was seen is not zones and codes")
    told = [parse(_texts(lines), today) for lines in zones[:MAX_CODES]]
    return Seen(
        tuple(zone for zone in told if zone is not None),
        tuple(_parse_code(code) for code in codes[:MAX_CODES]),
    )


def _parse_code(untrusted: object) -> ReadCode:
    match untrusted:
        case {"format": str() as name, "bytes": str() as content}:
            try:
                return ReadCode(name[:40], base64.b64decode(content, validate=True))
            except binascii.Error as cause:
                raise BadFrame("a code's bytes are not base64") from cause
        case _:
            raise BadFrame("a code is not a name and bytes")


def _parse_words(untrusted: Frame) -> PageWords:
    found = _json(untrusted)
    if not isinstance(found, list) or len(found) > MAX_WORDS:
        raise BadFrame("words are not a list")
    width, height = untrusted.number("width", 1, MAX_SIDE), untrusted.number("height", 1, MAX_SIDE)
    return PageWords(tuple(_parse_word(word, width, height) for word in found), width, height)


def _parse_word(untrusted: object, page_width: int, page_height: int) -> Word:
    match untrusted:
        case [
            str() as text,
            int() as x,
            int() as y,
            int() as width,
            int() as height,
            int() as confidence,
        ]:
            pass
        case _:
            raise BadFrame("a word is not a text and its place")
    # A box may reach one rounding over the edge; further out it is nonsense.
    x, y = min(max(x, 0), page_width), min(max(y, 0), page_height)
    width, height = min(max(width, 1), page_width), min(max(height, 1), page_height)
    plain = "".join(sign for sign in text[:200] if sign.isprintable())
    return Word(plain, x, y, width, height, min(max(confidence, 0), 100))


def _texts(untrusted: object) -> tuple[str, ...]:
    if not isinstance(untrusted, list) or not all(isinstance(line, str) for line in untrusted):
        raise BadFrame("a zone is not lines of text")
    return tuple(untrusted)


def _json(untrusted: Frame) -> object:
    try:
        found: object = json.loads(untrusted.payload)
    except (ValueError, RecursionError) as cause:
        raise BadFrame("a payload is not JSON") from cause
    return found
