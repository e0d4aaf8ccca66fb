"""Databases of a post in a folder, and signed statements to put in them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.encoding import b64
from kiosk.crypto.keys import Identity
from kiosk.crypto.records import Label, record_size
from kiosk.crypto.statements import Statement, make
from kiosk.domain.ids import NOBODY
from kiosk.ports import Clock, SystemRng
from kiosk.vault.database import open_database
from kiosk.vault.device_store import DeviceStore
from kiosk.vault.disk import Disk
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore
from tests.fakes.world import FakeClock

KEY = bytes(range(32))
AT = 1_795_000_000


def open_vault(folder: Path, clock: Clock | None = None, disk: Disk | None = None) -> VaultStore:
    parts = PartFiles(folder / "parts", disk)
    return VaultStore(open_database(folder / "vault.db", KEY, "vault"), parts, clock or FakeClock())


def open_device(folder: Path, clock: Clock | None = None) -> DeviceStore:
    return DeviceStore(open_database(folder / "device.db", KEY, "device"), clock or FakeClock())


def sealed_of(label: Label, form: int, size: int = 32) -> str:
    """Bytes of the right form and length for a record nobody will open."""
    return b64(bytes([form]) + os.urandom(record_size(label, size) - 1))


E1, B1 = 0x01, 0x11


@dataclass(slots=True)
class Author:
    """Somebody who signs statements about one person (by default, that person)."""

    identity: Identity = field(default_factory=lambda: Identity.new(SystemRng()))
    at: int = AT

    @property
    def id(self) -> bytes:
        return self.identity.id

    def item(
        self,
        item: bytes,
        *,
        prev: Sequence[Statement] = (),
        space: str = "prv",
        parts: Sequence[tuple[bytes, bytes]] = (),
        deleted: bool = False,
        epoch: bytes = b"\xee" * 16,
        at: int | None = None,
    ) -> Statement:
        fields = {
            "owner": self.id.hex(),
            "item": item.hex(),
            "ver": 1 + max((each.number("ver") for each in prev), default=0),
            "prev": [each.name.hex() for each in prev],
            "space": space,
            "epoch": (epoch if space == "sh" else NOBODY).hex(),
            "skv": 0,
            "parts": [
                {"id": id_.hex(), "sha256": hashlib.sha256(data).hexdigest(), "len": len(data)}
                for id_, data in parts
            ],
            "del": deleted,
            "author": self.id.hex(),
            "structure": NOBODY.hex(),
        }
        return self._make("item", fields, at, sealed=b"\x01" + os.urandom(99))

    def affil(self, structure: bytes, n: int, state: str, at: int | None = None) -> Statement:
        fields = {
            "person": self.id.hex(),
            "structure": structure.hex(),
            "n": n,
            "state": state,
            "req": "",
        }
        return self._make("affil", fields, at)

    def epoch(self, epoch: bytes, parents: Sequence[bytes] = ()) -> Statement:
        fields = {
            "person": self.id.hex(),
            "epoch": epoch.hex(),
            "parents": [each.hex() for each in parents],
            "envelopes": [sealed_of(Label.EPOCH, E1) for _ in parents],
        }
        return self._make("epoch", fields, None)

    def grant(self, epoch: bytes, to: bytes, skv: int = 1) -> Statement:
        fields = {
            "person": self.id.hex(),
            "epoch": epoch.hex(),
            "to": to.hex(),
            "skv": 0 if to == self.id else skv,
            "x": b64(self.identity.x_public),
            "box": sealed_of(Label.GRANT, B1),
        }
        return self._make("grant", fields, None)

    def cred(self, ver: int, at: int | None = None) -> Statement:
        fields = {
            "id": self.id.hex(),
            "ver": ver,
            "salt": b64(os.urandom(16)),
            "m": 65536,
            "t": 3,
            "p": 4,
            "envelope": sealed_of(Label.CRED, E1),
            "once": False,
        }
        return self._make("cred", fields, at)

    def identity_by(self, pro: Author, login: str) -> Statement:
        fields = {
            "person": self.id.hex(),
            "login": login,
            "ed": b64(self.identity.ed_public),
            "x": b64(self.identity.x_public),
            "pro": pro.id.hex(),
            "device": "dd" * 16,
            "structure": "55" * 16,
        }
        return make("identity", fields, signers=[self.identity, pro.identity], at=self.at)

    def member(self, pro: Author, *, n: int = 1, state: str = "active") -> Statement:
        """This author, as an admin, says something of a professional of its structure."""
        fields = {
            "structure": "55" * 16,
            "pro": pro.id.hex(),
            "ed": b64(pro.identity.ed_public),
            "x": b64(pro.identity.x_public),
            "login": "p-" + pro.id.hex()[:8],
            "name": "Paul",
            "role": "worker",
            "state": state,
            "n": n,
        }
        return self._make("member", fields, None)

    def _make(
        self, type: str, fields: dict[str, object], at: int | None, sealed: bytes = b""
    ) -> Statement:
        return make(
            type, fields, signers=[self.identity], at=self.at if at is None else at, sealed=sealed
        )


def part(size: int = 300) -> tuple[bytes, bytes]:
    """An id and sealed bytes for it."""
    return os.urandom(16), os.urandom(size)


def file_paper(
    vault: VaultStore, author: Author, item: bytes, parts: Sequence[tuple[bytes, bytes]]
) -> Statement:
    """What a session does to file a paper: part files, then one transaction."""
    for id_, data in parts:
        vault.parts.write(id_, data)
    statement = author.item(item, space="sh", parts=parts)
    with vault.transaction() as tx:
        tx.put_statement(statement, queue=True)
        tx.journal(author.id, author.id, "paper.filed", item=item, parts=len(parts))
    return statement
