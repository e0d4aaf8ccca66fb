"""Frames between a session and its capture children: a small header and bytes behind it.

`u32 header length | u32 payload length | header (UTF-8 JSON object) | payload`, big
endian. Pages and files cross as payloads, never through a file. What comes from a child
is untrusted: it decodes within the given bounds or raises BadFrame.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["BadFrame", "Decoder", "Frame", "encode"]

PREFIX = struct.Struct(">II")
MAX_HEADER_BYTES = 64 * 1024


class BadFrame(ValueError):
    """The other side sent something that is not a frame; stop listening to it."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: `header` is a JSON object, `payload` its bytes (often none)."""

    header: Mapping[str, Any]
    payload: bytes = b""

    def text(self, name: str) -> str:
        """Return the header's text `name`. Raises BadFrame when it is not text."""
        value = self.header.get(name)
        if not isinstance(value, str):
            raise BadFrame(f"{name} is not a text")
        return value

    def number(self, name: str, low: int, high: int) -> int:
        """Return the header's number `name` within `low..high`. Raises BadFrame."""
        value = self.header.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise BadFrame(f"{name} is not a number within its bounds")
        return value

    def flag(self, name: str) -> bool:
        """Return the header's boolean `name`. Raises BadFrame."""
        value = self.header.get(name)
        if not isinstance(value, bool):
            raise BadFrame(f"{name} is not a boolean")
        return value


def encode(header: Mapping[str, Any], payload_bytes: int = 0) -> bytes:
    """Return what goes before the payload: lengths and header. Raises ValueError if too long."""
    raw = json.dumps(header, separators=(",", ":")).encode()
    if len(raw) > MAX_HEADER_BYTES:
        raise ValueError("a header must stay small; put bytes into the payload")
    return PREFIX.pack(len(raw), payload_bytes) + raw


@dataclass(slots=True)
class Decoder:
    """Gathers received bytes and gives back whole frames, in order."""

    max_payload_bytes: int
    _buffer: bytearray = field(default_factory=bytearray)

    def feed(self, untrusted: bytes) -> None:
        """Add received bytes."""
        self._buffer += untrusted

    def next(self) -> Frame | None:
        """Return the next whole frame, or None until more bytes come. Raises BadFrame."""
        if len(self._buffer) < PREFIX.size:
            return None
        header_bytes, payload_bytes = PREFIX.unpack_from(self._buffer)
        if header_bytes > MAX_HEADER_BYTES or payload_bytes > self.max_payload_bytes:
            raise BadFrame("a frame is longer than allowed")
        end = PREFIX.size + header_bytes + payload_bytes
        if len(self._buffer) < end:
            return None
        with memoryview(self._buffer) as view:
            raw = bytes(view[PREFIX.size : PREFIX.size + header_bytes])
            payload = bytes(view[PREFIX.size + header_bytes : end])
        del self._buffer[:end]
        return Frame(_header(raw), payload)


def _header(untrusted: bytes) -> Mapping[str, Any]:
    try:
        header = json.loads(untrusted)
    except (ValueError, RecursionError) as cause:
        raise BadFrame("a header is not JSON") from cause
    if not isinstance(header, dict):
        raise BadFrame("a header is not an object")
    return header
