"""Reading pages, from the session's side: what a page says, or nothing, never a failure.

The work is done in a child (`ocr_child`); what it sends is untrusted. A page that cannot
be read is a page without words: reading helps to find and to fill in, nothing waits for it.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.capture.children import child_command
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.reading.models import models_for
from kiosk.capture.reading.mrz import Mrz, parse
from kiosk.capture.words import PageWords, Word
from kiosk.capture.workers import Worker, WorkerFailed

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


class Reader(Worker):
    """Reads pages, one after another. Used by one lane; `close` it with the session."""

    def __init__(
        self, command: tuple[str, ...] | None = None, limits: ReaderLimits | None = None
    ) -> None:
        self._limits = limits or ReaderLimits()
        super().__init__(
            command or child_command(WORKER),
            start_s=self._limits.start_s,
            max_payload_bytes=MAX_PAYLOAD_BYTES,
        )

    def look(self, jpeg: bytes, today: date) -> Seen:
        """Return the zones whose check digits hold and the codes; empty when it fails."""
        try:
            return _parse_seen(
                self.ask({"do": "look"}, jpeg, wanted="seen", timeout_s=self._limits.look_s), today
            )
        except (WorkerFailed, BadFrame):
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
            return _parse_words(
                self.ask(asked, jpeg, wanted="words", timeout_s=self._limits.words_s)
            )
        except (WorkerFailed, BadFrame):
            return None


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
