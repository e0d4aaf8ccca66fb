"""A signed head of the server's journal as a file of its own: what an auditor keeps (TRC-14).

One line of canonical JSON (FORMAT.md section 6.14). Whoever holds it from a day knows later
whether the journal still is the one of that day: the server cannot take an entry back and
keep this head true. It holds a count, a hash and a time, and nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kiosk.crypto.encoding import b64, canon, parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import verify_checkpoint
from kiosk.errors import IntegrityFailure
from kiosk.journal.export import Head

__all__ = ["CHECKPOINT_MAX_BYTES", "Checkpoint", "is_checkpoint"]

VERSION = 1
KIND = "checkpoint"
CHECKPOINT_MAX_BYTES = 4096
_MARK = b'"kind":"checkpoint"'
_HASH_BYTES = 32


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A head and the key that signed it."""

    head: Head
    server_ed: bytes

    def encode(self) -> bytes:
        """Return the file's bytes."""
        fields = {
            "kind": KIND,
            "v": VERSION,
            "at": self.head.at,
            "root": self.head.root.hex(),
            "server_ed": b64(self.server_ed),
            "sig": b64(self.head.sig),
            "size": self.head.size,
        }
        return canon(fields) + b"\n"

    @classmethod
    def parse(cls, untrusted: bytes) -> Checkpoint:
        """Read a file, and check that the key in it signed the head in it.

        Whose key that is, is for the caller to compare.
        Raises: IntegrityFailure("journal.checkpoint_unreadable"), ("journal.checkpoint_forged").
        """
        try:
            # Mail programs may end the line their own way, or not at all.
            found = _read(parse_canon(untrusted.rstrip(b"\r\n")))
        except (IntegrityFailure, ValueError) as error:
            raise IntegrityFailure("journal.checkpoint_unreadable") from error
        head = found.head
        try:
            verify_checkpoint(found.server_ed, head.size, head.root, head.at, head.sig)
        except (CannotOpen, ValueError, OverflowError) as error:
            raise IntegrityFailure("journal.checkpoint_forged") from error
        return found


def is_checkpoint(untrusted: bytes) -> bool:
    """Say whether a file means to be one, and not the export of a post."""
    return len(untrusted) <= CHECKPOINT_MAX_BYTES and _MARK in untrusted


def _read(fields: Mapping[str, Any]) -> Checkpoint:
    match fields:
        case {
            "kind": "checkpoint",
            "v": 1,
            "at": int(at),
            "root": str(root),
            "server_ed": str(server_ed),
            "sig": str(sig),
            "size": int(size),
            **rest,
        } if not rest and len(root) == 2 * _HASH_BYTES:
            return Checkpoint(Head(size, bytes.fromhex(root), at, unb64(sig)), unb64(server_ed))
        case _:
            raise ValueError("no head")
