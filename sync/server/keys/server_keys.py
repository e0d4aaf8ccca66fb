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
from sync.server.keys.two import TwoKeepers

__all__ = ["ServerKeys", "open_keeper", "open_kept_keys", "open_keys"]

KEY_FILE = "server.json"
"""All keys of a server without a keeper elsewhere."""
FILE = "file"
"""The address of the keys in `KEY_FILE`, where one must be written."""
KEEPERS_MAX = 2
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
    is_file = (address.split() or [FILE])[0] == FILE
    if not (folder / (KEY_FILE if is_file else SEALED)).is_file():
        raise InvalidInput("server.keys_missing", place=str(folder))
    return open_keys(address, folder, clock=clock, rng=rng)


def open_keys(address: str, folder: Path, *, clock: Clock, rng: Rng) -> ServerKeys:
    """Return the keys of a server whose key folder is `folder`.

    `address` is "" or `file` for a file in it, `vault://…` for a key service
    (`TransitAddress`), `pkcs11:…` for a module (`ModuleAddress`). Two with a space between
    while a server moves: the first seals and signs, what the second wrapped still opens.
    Raises: InvalidInput for an address or a secret file, Unavailable, IntegrityFailure.
    """
    addresses = address.split() or [FILE]
    is_file = addresses[0] == FILE
    if len(addresses) > KEEPERS_MAX:
        raise InvalidInput("server.keys_address")
    sealed = folder / SEALED
    has_begun = (folder / KEY_FILE).exists() or len(addresses) > 1
    if not is_file and not sealed.exists() and has_begun:
        # A new keeper for an old server: with secrets of its own it would be another server.
        raise InvalidInput("server.keys_unprepared")
    if len(addresses) > 1 and FILE in addresses and not (folder / KEY_FILE).exists():
        raise InvalidInput("server.keys_missing", place=str(folder))
    may_begin = len(addresses) == 1
    keepers = [
        open_keeper(each, folder, clock=clock, rng=rng, may_begin=may_begin) for each in addresses
    ]
    keeper = keepers[0] if len(keepers) == 1 else TwoKeepers(*keepers)
    file = next((each for each in keepers if isinstance(each, FileKeeper)), None)
    first_key = None if file is None else file.first_key
    if is_file and file is not None:
        secrets = file.secrets
    else:
        secrets = ServerSecrets.load_or_create(sealed, keeper, rng)
    return ServerKeys(
        keeper=keeper,
        secrets=secrets,
        receipt_ed=keeper.signer_ed,
        for_records=AtRest(keeper, "records", clock, rng, first_key),
        for_custody=AtRest(keeper, "custody", clock, rng, first_key),
        sealed=None if is_file else sealed,
    )


def open_keeper(
    address: str,
    folder: Path,
    *,
    clock: Clock,
    rng: Rng,
    adopted: bytes | None = None,
    may_begin: bool = False,
) -> KeyKeeper:
    """Return one keeper. `adopted` is the signing key it takes in when it has none yet;
    `may_begin` lets a module make keys for a server that has none anywhere.

    Raises: as `open_keys`.
    """
    match address.partition(":")[0]:
        case _ if address == FILE:
            return FileKeeper(folder / KEY_FILE, rng)
        case "vault":
            from sync.server.keys.transit import TransitAddress, TransitKeeper

            return TransitKeeper(TransitAddress.parse(address), clock, rng, adopted)
        case "pkcs11":
            try:
                from sync.server.keys.module import ModuleAddress, ModuleKeeper
            except ImportError as error:  # the extra `hsm` is not installed
                raise InvalidInput("server.hsm_missing") from error
            is_new = may_begin and not (folder / SEALED).exists()
            parsed = ModuleAddress.parse(address)
            return ModuleKeeper(parsed, rng, is_new=is_new, adopted=adopted)
        case _:
            raise InvalidInput("server.keys_address")
