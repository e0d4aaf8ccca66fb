"""Secrets of one server that must be used here, because no key service does what they do.

Custody's box key opens HPKE boxes and `made_up` answers alike for logins nobody has. Beside
a keeper they lie in a file wrapped by it, so the file alone, or a backup of it, opens
nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.encoding import b64, canon, enc, parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey
from kiosk.domain.ids import ID_BYTES
from kiosk.errors import IntegrityFailure
from kiosk.ports import Rng
from sync.server.keys.port import KeyKeeper, Placed
from sync.server.secret_files import write_secret_file

__all__ = ["ServerSecrets"]

NAMES = ("custody", "made_up")
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class ServerSecrets:
    """The server's id and the two keys it uses itself."""

    server: bytes
    custody: BoxKey
    made_up: bytes = field(repr=False)

    @classmethod
    def load_or_create(cls, path: Path, keeper: KeyKeeper, rng: Rng) -> ServerSecrets:
        """Return the secrets of `path`, which `keeper` opens; made at first start.

        Raises: IntegrityFailure("server.keys_damaged") for a file that is not ours or a
        keeper that has other keys than the one that closed it; Unavailable.
        """
        if not path.exists():
            made = cls(rng.bytes(ID_BYTES), BoxKey.of(rng.bytes(KEY_BYTES)), rng.bytes(KEY_BYTES))
            made.save(path, keeper)
        try:
            found = parse_canon(path.read_bytes())
            server = bytes.fromhex(found["id"])
            places = [Placed(_place(server, name), unb64(found[name])) for name in NAMES]
            custody, made_up = keeper.unwrap(places)
            return cls(server, BoxKey.of(custody), made_up)
        except (CannotOpen, IntegrityFailure, KeyError, ValueError, TypeError) as error:
            raise IntegrityFailure("server.keys_damaged") from error

    def save(self, path: Path, keeper: KeyKeeper) -> None:
        """Write the file, wrapped under the newest version of the keeper's key."""
        plain = (self.custody.private, self.made_up)
        wrapped = keeper.wrap(
            [Placed(_place(self.server, n), each) for n, each in zip(NAMES, plain, strict=True)]
        )
        fields = {name: b64(each) for name, each in zip(NAMES, wrapped, strict=True)}
        write_secret_file(path, canon({"v": 1, "id": self.server.hex(), **fields}))


def _place(server: bytes, name: str) -> bytes:
    return enc("server secret", server, name)
