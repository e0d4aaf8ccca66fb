"""Keys in a file that only the server's user reads: the embedded default.

One file of mode 0600, made at first start, holds everything secret of one server: its
identity, which signs receipts, custody's box key, the versions of the key-encryption key.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kiosk.crypto.at_rest import unwrap, wrap
from kiosk.crypto.encoding import b64, canon, parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey, Identity
from kiosk.errors import IntegrityFailure
from kiosk.ports import Rng
from sync.server.keys.port import DataKey, Placed, whole
from sync.server.keys.secrets import ServerSecrets
from sync.server.secret_files import write_secret_file

__all__ = ["FileKeeper", "KeyFile"]

KEY_BYTES = 32
VERSION_BYTES = 4


@dataclass(frozen=True, slots=True)
class KeyFile:
    """What the file holds. `rest` are the versions of the key-encryption key, oldest first."""

    identity: Identity
    secrets: ServerSecrets
    rest: tuple[bytes, ...] = field(repr=False)

    @classmethod
    def load_or_create(cls, path: Path, rng: Rng) -> KeyFile:
        """Return the keys of `path`; the file is written and on disk before they are used.

        Raises: IntegrityFailure("server.keys_damaged") for a file that is not ours: the
        server must not go on with new keys beside old data.
        """
        if not path.exists():
            identity = Identity.new(rng)
            secrets = ServerSecrets(
                identity.id, BoxKey.of(rng.bytes(KEY_BYTES)), rng.bytes(KEY_BYTES)
            )
            cls(identity, secrets, (rng.bytes(KEY_BYTES),)).save(path)
        return cls.load(path)

    @classmethod
    def load(cls, path: Path) -> KeyFile:
        """Raises: IntegrityFailure("server.keys_damaged")."""
        try:
            found = parse_canon(path.read_bytes())
            identity = Identity(bytes.fromhex(found["id"]), unb64(found["seed"]))
            custody = BoxKey.of(unb64(found["custody"]))
            return cls(
                identity=identity,
                secrets=ServerSecrets(identity.id, custody, _key(found["made_up"])),
                rest=tuple(_key(each) for each in (found["rest"], *found.get("rest_later", ()))),
            )
        except (OSError, IntegrityFailure, KeyError, ValueError, TypeError) as error:
            raise IntegrityFailure("server.keys_damaged") from error

    def save(self, path: Path) -> None:
        first, *later = self.rest
        fields: dict[str, Any] = {
            "v": 1,
            "id": self.identity.id.hex(),
            "seed": b64(self.identity.seed),
            "custody": b64(self.secrets.custody.private),
            "rest": b64(first),
            "made_up": b64(self.secrets.made_up),
        }
        if later:
            fields["rest_later"] = [b64(each) for each in later]
        write_secret_file(path, canon(fields))


class FileKeeper:
    """`KeyKeeper` over a key file. A version that another process made is found when met."""

    def __init__(self, path: Path, rng: Rng) -> None:
        self._path = path
        self._rng = rng
        self._guard = threading.Lock()
        self._file = KeyFile.load_or_create(path, rng)
        self._seen = _stamp(path)

    @property
    def secrets(self) -> ServerSecrets:
        return self._file.secrets

    @property
    def first_key(self) -> bytes:
        """Sealed rows directly before there were data keys."""
        return self._file.rest[0]

    @property
    def signer_ed(self) -> bytes:
        return self._file.identity.ed_public

    def data_keys(self, context: bytes, count: int) -> list[DataKey]:
        plain = [self._rng.bytes(KEY_BYTES) for _ in range(count)]
        wrapped = self.wrap([Placed(context, each) for each in plain])
        return [DataKey(*both) for both in zip(plain, wrapped, strict=True)]

    def wrap(self, items: Sequence[Placed]) -> list[bytes]:
        keys = self._versions()
        head = len(keys).to_bytes(VERSION_BYTES, "big")
        return [head + wrap(keys[-1], each.context, each.data, rng=self._rng) for each in items]

    def unwrap(self, items: Sequence[Placed]) -> list[bytes]:
        return whole(self.unwrap_each(items))

    def unwrap_each(self, items: Sequence[Placed]) -> list[bytes | None]:
        keys = self._versions()
        return [_unwrapped(keys, each) for each in items]

    def rewrap(self, items: Sequence[Placed]) -> list[bytes]:
        opened = zip(items, self.unwrap(items), strict=True)
        return self.wrap([Placed(each.context, data) for each, data in opened])

    def rotate(self) -> None:
        with self._alone():
            found = KeyFile.load(self._path)
            replace(found, rest=(*found.rest, self._rng.bytes(KEY_BYTES))).save(self._path)

    def sign(self, messages: Sequence[bytes]) -> list[bytes]:
        return [self._file.identity.sign_bytes(message) for message in messages]

    def signing_key(self) -> bytes:
        return self._file.identity.signing_key()

    def _versions(self) -> tuple[bytes, ...]:
        """Return every version, read again when the file changed."""
        stamp = _stamp(self._path)
        with self._guard:
            if stamp != self._seen:
                self._file, self._seen = KeyFile.load(self._path), stamp
            return self._file.rest

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Of two rotations at once each makes its version."""
        descriptor = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _unwrapped(keys: Sequence[bytes], item: Placed) -> bytes | None:
    try:
        return unwrap(_version(keys, item.data), item.context, item.data[VERSION_BYTES:])
    except CannotOpen:
        return None


def _version(keys: Sequence[bytes], wrapped: bytes) -> bytes:
    number = int.from_bytes(wrapped[:VERSION_BYTES], "big")
    if not 0 < number <= len(keys):
        raise CannotOpen
    return keys[number - 1]


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file is replaced. Raises IntegrityFailure when it is gone."""
    try:
        found = path.stat()
    except OSError as error:
        raise IntegrityFailure("server.keys_damaged") from error
    return found.st_ino, found.st_mtime_ns


def _key(text: str) -> bytes:
    found = unb64(text)
    if len(found) != KEY_BYTES:
        raise ValueError("keys are 32 bytes")
    return found
