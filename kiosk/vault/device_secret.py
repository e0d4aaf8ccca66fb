"""The device secret: 32 random bytes of this machine, and who keeps them.

Kept by the operating system's own secret store where one of the few we trust answers,
else by a file of this user only, which is *degraded*: whoever takes the disk has it
(FORMAT.md, what is stored where). Sealing by a TPM takes the same place later: one more
`Keystore` before these two.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from kiosk.errors import IntegrityFailure, Unavailable
from kiosk.ports import Rng, SystemRng
from kiosk.vault.database import KEY_BYTES
from kiosk.vault.disk import Disk, disk_errors, store_file
from kiosk.vault.locations import PostPaths

__all__ = ["FileKeystore", "Keystore", "OsKeyring", "load_or_create", "trusted_keyring"]

SERVICE = "reconnect-kiosk"
TRUSTED_BACKENDS = frozenset(
    {
        ("keyring.backends.SecretService", "Keyring"),
        ("keyring.backends.Windows", "WinVaultKeyring"),
    }
)
"""Backends that really keep a secret. Never one of `keyrings.alt`: they write it in clear,
and `keyring` would pick them in silence."""


class Keystore(Protocol):
    """Something that keeps 32 bytes from one start of the machine to the next."""

    name: str
    is_degraded: bool

    def load(self) -> bytes | None:
        """Return the secret; None when it never held one. Raises Unavailable when it cannot
        answer now, which is not the same."""
        ...

    def store(self, secret: bytes) -> bool:
        """Keep `secret`; return False when it cannot, so that the next one is asked."""
        ...


class FileKeystore:
    """A 0600 file: better than nothing, and said to be no more than that."""

    name = "file"
    is_degraded = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> bytes | None:
        try:
            with disk_errors():
                held = self._path.read_text(encoding="ascii", errors="replace").strip()
        except Unavailable as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise
        return _secret_of(held)

    def store(self, secret: bytes) -> bool:
        store_file(Disk(), self._path, secret.hex().encode())
        return True


class PasswordBackend(Protocol):
    """What is used of a backend of the `keyring` library."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...


class OsKeyring:
    """The operating system's secret store, one entry for each state folder."""

    name = "keyring"
    is_degraded = False

    def __init__(self, backend: PasswordBackend | None, state_dir: Path) -> None:
        self._backend = backend
        self._entry = str(state_dir)

    def load(self) -> bytes | None:
        from keyring.errors import KeyringError

        if self._backend is None:
            raise Unavailable("vault.secret_unavailable")
        try:
            held = self._backend.get_password(SERVICE, self._entry)
        except KeyringError as error:
            raise Unavailable("vault.secret_unavailable") from error
        return None if held is None else _secret_of(held)

    def store(self, secret: bytes) -> bool:
        from keyring.errors import KeyringError

        if self._backend is None:
            return False
        try:
            self._backend.set_password(SERVICE, self._entry, secret.hex())
            return self._backend.get_password(SERVICE, self._entry) == secret.hex()
        except KeyringError:
            return False


def load_or_create(
    paths: PostPaths,
    *,
    rng: Rng | None = None,
    keystores: Sequence[Keystore] | None = None,
) -> tuple[bytes, bool]:
    """Return (the device secret, whether it is kept in a degraded way); make it the first time.

    A small file beside the databases says which keystore has it: one that is locked today
    is waited for, never replaced by a new secret, under which nothing would open.

    Raises: Unavailable("vault.secret_unavailable"), IntegrityFailure("vault.secret_damaged").
    """
    stores = _usual(paths) if keystores is None else keystores
    marker = paths.state_dir / "device.secret.where"
    where = marker.read_text(encoding="ascii").strip() if marker.exists() else None
    if where is not None:
        chosen = next((each for each in stores if each.name == where), None)
        if chosen is None:
            raise Unavailable("vault.secret_unavailable")
        held = chosen.load()
        if held is None:
            raise IntegrityFailure("vault.secret_damaged")
        return held, chosen.is_degraded
    for store in stores:
        # A cut between the secret and the marker: what is there is taken, not replaced.
        secret = _load_early(store) or (rng or SystemRng()).bytes(KEY_BYTES)
        if store.store(secret):
            store_file(Disk(), marker, store.name.encode())
            return secret, store.is_degraded
    raise Unavailable("vault.secret_unavailable")


def trusted_keyring() -> PasswordBackend | None:
    """Return the system's secret store if it is one of the few we trust and it can answer."""
    if sys.platform != "win32" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return None  # no desktop session: asking would start a bus that outlives us
    import keyring

    backend = keyring.get_keyring()
    kind = type(backend)
    return backend if (kind.__module__, kind.__name__) in TRUSTED_BACKENDS else None


def _usual(paths: PostPaths) -> tuple[Keystore, ...]:
    return (OsKeyring(trusted_keyring(), paths.state_dir), FileKeystore(paths.secret_file))


def _load_early(store: Keystore) -> bytes | None:
    try:
        return store.load()
    except Unavailable:
        return None


def _secret_of(held: str) -> bytes:
    try:
        secret = bytes.fromhex(held)
    except ValueError:
        secret = b""
    if len(secret) != KEY_BYTES:
        raise IntegrityFailure("vault.secret_damaged")
    return secret
