"""The server's keys as the rest of it sees them, over whichever keeper is configured."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.encoding import enc
from kiosk.crypto.keys import BoxKey
from kiosk.crypto.statements import checkpoint_bytes, pin_bytes, receipt_bytes
from kiosk.errors import InvalidInput
from kiosk.ports import Clock, Rng
from sync.server.keys.at_rest import AtRest
from sync.server.keys.file import FileKeeper
from sync.server.keys.port import KeyKeeper, Placed
from sync.server.keys.secrets import ServerSecrets

__all__ = ["ServerKeys", "open_kept_keys", "open_keys"]

KEY_FILE = "server.json"
"""All keys of a server without a keeper elsewhere."""
SEALED = "sealed.json"
"""The secrets a keeper wrapped."""


@dataclass(frozen=True, slots=True)
class ServerKeys:
    """`Keys` over a keeper. `for_custody` wraps custody's rows, under keys of their own."""

    keeper: KeyKeeper
    secrets: ServerSecrets
    receipt_ed: bytes
    for_records: AtRest = field(repr=False)
    for_custody: AtRest = field(repr=False)
    sealed: Path | None = None
    """Where the secrets lie wrapped; None when they lie in the keeper's own file."""

    @property
    def server(self) -> bytes:
        return self.secrets.server

    @property
    def custody(self) -> BoxKey:
        return self.secrets.custody

    def receipts(self, kept: Sequence[tuple[bytes, int]]) -> list[bytes]:
        if not kept:
            return []
        return self.keeper.sign([receipt_bytes(name, sequence) for name, sequence in kept])

    def checkpoint(self, size: int, root: bytes, at: int) -> bytes:
        return self.keeper.sign([checkpoint_bytes(size, root, at)])[0]

    def pin(self, n: int, sha256: bytes, starts_at: int, ends_at: int) -> bytes:
        """Return the signed word that certificate number `n` has this SHA-256."""
        return self.keeper.sign([pin_bytes(n, sha256, starts_at, ends_at)])[0]

    def wrap(self, context: bytes, data: bytes) -> bytes:
        return self.for_records.wrap(context, data)

    def unwrap(self, context: bytes, wrapped: bytes) -> bytes:
        return self.for_records.unwrap(context, wrapped)

    def unwrap_all(self, items: Sequence[Placed]) -> list[bytes]:
        return self.for_records.unwrap_all(items)

    def digest(self, purpose: str, data: bytes) -> bytes:
        return hmac.new(self.secrets.made_up, enc(purpose, data), hashlib.sha256).digest()

    def refresh(self) -> None:
        self.for_records.refresh()

    def rotate(self) -> None:
        """Make a new version of the key-encryption key, and wrap the secrets under it."""
        self.keeper.rotate()
        if self.sealed is not None:
            self.secrets.save(self.sealed, self.keeper)


def open_kept_keys(address: str, folder: Path, *, clock: Clock, rng: Rng) -> ServerKeys:
    """As `open_keys`, for keys that must be there: none are made beside data they do not open.

    Raises besides: InvalidInput("server.keys_missing").
    """
    if not (folder / (SEALED if address else KEY_FILE)).is_file():
        raise InvalidInput("server.keys_missing", place=str(folder))
    return open_keys(address, folder, clock=clock, rng=rng)


def open_keys(address: str, folder: Path, *, clock: Clock, rng: Rng) -> ServerKeys:
    """Return the keys of a server whose key folder is `folder`.

    `address` is "" for a file in it, `vault://…` for a key service (`TransitAddress`),
    `pkcs11:…` for a module (`ModuleAddress`).
    Raises: InvalidInput for an address or a secret file, Unavailable, IntegrityFailure.
    """
    sealed = folder / SEALED
    keeper: KeyKeeper
    first_key = None
    match address.partition(":")[0]:
        case "":
            keeper = FileKeeper(folder / KEY_FILE, rng)
            secrets, first_key = keeper.secrets, keeper.first_key
        case "vault":
            from sync.server.keys.transit import TransitAddress, TransitKeeper

            keeper = TransitKeeper(TransitAddress.parse(address), clock, rng)
            secrets = ServerSecrets.load_or_create(sealed, keeper, rng)
        case "pkcs11":
            try:
                from sync.server.keys.module import ModuleAddress, ModuleKeeper
            except ImportError as error:  # the extra `hsm` is not installed
                raise InvalidInput("server.hsm_missing") from error
            is_new = not sealed.exists()
            keeper = ModuleKeeper(ModuleAddress.parse(address), rng, is_new=is_new)
            secrets = ServerSecrets.load_or_create(sealed, keeper, rng)
        case _:
            raise InvalidInput("server.keys_address")
    return ServerKeys(
        keeper=keeper,
        secrets=secrets,
        receipt_ed=keeper.signer_ed,
        for_records=AtRest(keeper, "records", clock, rng, first_key),
        for_custody=AtRest(keeper, "custody", clock, rng, first_key),
        sealed=sealed if address else None,
    )
