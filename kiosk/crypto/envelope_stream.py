"""An envelope too long for memory, written and read chunk by chunk (FORMAT.md section 2.2).

The bytes are those of `seal_envelope`. What a reader gives out is authentic and stands where
it was written, but whether the rest is there is known at the end alone: who reads keeps what
came aside until `finish` has returned.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable

from cryptography.exceptions import InvalidTag

from kiosk.crypto.envelope import (
    CHUNK_BYTES,
    E1,
    HEADER_BYTES,
    SALT_BYTES,
    SEALED_CHUNK_BYTES,
    TAG_BYTES,
    chunk_nonce,
    derive,
)
from kiosk.crypto.failures import CannotOpen
from kiosk.ports import Rng

__all__ = ["EnvelopeReader", "EnvelopeWriter"]


class EnvelopeWriter:
    """Seals what it is given and hands it on; `finish` writes the last chunk."""

    def __init__(
        self, key: bytes, context: bytes, write: Callable[[bytes], object], *, rng: Rng
    ) -> None:
        salt = rng.bytes(SALT_BYTES)
        self._cipher, self._nonce, commitment = derive(key, salt, context)
        self._write = write
        self._index = 0
        self._held = bytearray()
        write(E1 + salt + commitment)

    def write(self, data: bytes) -> int:
        """Take `data`; return how much that was, as a file does."""
        self._held += data
        whole = len(self._held) - len(self._held) % CHUNK_BYTES
        for at in range(0, whole, CHUNK_BYTES):
            self._seal(bytes(self._held[at : at + CHUNK_BYTES]))
        del self._held[:whole]
        return len(data)

    def finish(self) -> None:
        """Seal what is left, which is shorter than a chunk: so a reader sees the end."""
        self._seal(bytes(self._held))
        self._held.clear()

    def _seal(self, chunk: bytes) -> None:
        self._write(self._cipher.encrypt(chunk_nonce(self._nonce, self._index), chunk, None))
        self._index += 1


class EnvelopeReader:
    """Opens what `read` gives; `read(n)` must give n bytes but at the end."""

    def __init__(self, key: bytes, context: bytes, read: Callable[[int], bytes]) -> None:
        """Raises CannotOpen for any other key, context or suite."""
        head = read(HEADER_BYTES)
        if len(head) != HEADER_BYTES or head[:1] != E1:
            raise CannotOpen
        salt = head[1 : 1 + SALT_BYTES]
        self._cipher, self._nonce, commitment = derive(key, salt, context)
        if not hmac.compare_digest(commitment, head[1 + SALT_BYTES :]):
            raise CannotOpen
        self._read = read
        self._index = 0
        self._held = bytearray()
        self._is_over = False

    def read(self, count: int) -> bytes:
        """Return `count` bytes, fewer at the end only.

        Raises: CannotOpen for a chunk that is changed, moved or missing.
        """
        while len(self._held) < count and not self._is_over:
            self._held += self._open()
        found = bytes(self._held[:count])
        del self._held[:count]
        return found

    def finish(self) -> None:
        """Read to the end. Raises CannotOpen when it is not where it was written."""
        while not self._is_over:
            self._held.clear()
            self._open()

    def _open(self) -> bytes:
        sealed = self._read(SEALED_CHUNK_BYTES)
        if len(sealed) < TAG_BYTES:
            raise CannotOpen  # a whole chunk is never the last one
        self._is_over = len(sealed) < SEALED_CHUNK_BYTES
        try:
            opened = self._cipher.decrypt(chunk_nonce(self._nonce, self._index), sealed, None)
        except InvalidTag:
            raise CannotOpen from None
        self._index += 1
        return opened
