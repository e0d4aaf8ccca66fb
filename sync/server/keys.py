"""The server's own keys, behind a port: here a file that only its user reads.

Three things, for three uses: the identity that signs receipts, custody's box key, and
the key under which wrapped keys lie at rest (`kiosk.crypto.at_rest`). Another driver,
for a key service, answers the same calls without letting the keys out.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kiosk.crypto.at_rest import unwrap, wrap
from kiosk.crypto.encoding import b64, canon, enc, parse_canon, unb64
from kiosk.crypto.keys import BoxKey, Identity
from kiosk.crypto.statements import sign_receipt
from kiosk.errors import IntegrityFailure
from kiosk.ports import Rng
from sync.server.secret_files import write_secret_file

__all__ = ["FileKeys", "Keys"]

KEY_BYTES = 32


class Keys(Protocol):
    """What the server asks of its keys."""

    @property
    def server(self) -> bytes:
        """Id of this server, told to posts."""
        ...

    @property
    def receipt_ed(self) -> bytes:
        """Public key of the receipts."""
        ...

    @property
    def custody_x(self) -> bytes:
        """Public key to which posts box what only custody may use."""
        ...

    def receipt(self, name: bytes, sequence: int) -> bytes:
        """Return the signed word that the statement `name` is kept as `sequence`."""
        ...

    def wrap(self, context: bytes, data: bytes) -> bytes:
        """Return `data` as it may lie at rest in the place `context`."""
        ...

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        """Return what `wrap` was given. Raises CannotOpen."""
        ...

    def digest(self, purpose: str, data: bytes) -> bytes:
        """Return 32 bytes that nobody else can compute: tokens and stable made-up answers."""
        ...


@dataclass(frozen=True, slots=True)
class FileKeys:
    """`Keys` from a file of mode 0600, made at first start."""

    identity: Identity
    custody: BoxKey
    at_rest: bytes = field(repr=False)
    made_up: bytes = field(repr=False)
    rng: Rng = field(repr=False)

    @classmethod
    def load_or_create(cls, path: Path, rng: Rng) -> FileKeys:
        """Return the keys of `path`; the file is written and on disk before they are used.

        Raises: IntegrityFailure("server.keys_damaged") for a file that is not ours: the
        server must not go on with new keys beside old data.
        """
        if not path.exists():
            identity = Identity.new(rng)
            fields = {
                "v": 1,
                "id": identity.id.hex(),
                "seed": b64(identity.seed),
                "custody": b64(rng.bytes(KEY_BYTES)),
                "rest": b64(rng.bytes(KEY_BYTES)),
                "made_up": b64(rng.bytes(KEY_BYTES)),
            }
            write_secret_file(path, canon(fields))
        try:
            found = parse_canon(path.read_bytes())
            return cls(
                identity=Identity(bytes.fromhex(found["id"]), unb64(found["seed"])),
                custody=BoxKey.of(unb64(found["custody"])),
                at_rest=_key(found["rest"]),
                made_up=_key(found["made_up"]),
                rng=rng,
            )
        except (IntegrityFailure, KeyError, ValueError, TypeError) as error:
            raise IntegrityFailure("server.keys_damaged") from error

    @property
    def server(self) -> bytes:
        return self.identity.id

    @property
    def receipt_ed(self) -> bytes:
        return self.identity.ed_public

    @property
    def custody_x(self) -> bytes:
        return self.custody.public

    def receipt(self, name: bytes, sequence: int) -> bytes:
        return sign_receipt(self.identity, name, sequence)

    def wrap(self, context: bytes, data: bytes) -> bytes:
        return wrap(self.at_rest, context, data, rng=self.rng)

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        return unwrap(self.at_rest, context, wrapped)

    def digest(self, purpose: str, data: bytes) -> bytes:
        return hmac.new(self.made_up, enc(purpose, data), hashlib.sha256).digest()


def _key(text: str) -> bytes:
    found = unb64(text)
    if len(found) != KEY_BYTES:
        raise ValueError("keys are 32 bytes")
    return found
