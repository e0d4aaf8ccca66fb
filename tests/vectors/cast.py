"""The people of the golden vectors, and everything they seal and sign, from fixed seeds.

Used by `regenerate` to write the JSON files and by the tests of trust as their world.
The structure is "Les Tilleuls"; Amina is the person, Paul works there, Rose manages.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from kiosk.crypto.credentials import make_credential, make_custody_contact, make_custody_open
from kiosk.crypto.encoding import Z, b64, canon, enc
from kiosk.crypto.finding import make_find
from kiosk.crypto.keys import FORMAT_COSTS, FORMAT_FLOORS, Costs, Floors, Identity, ticket_identity
from kiosk.crypto.records import BoxKey, Label, seal
from kiosk.crypto.reminders import make_reminder
from kiosk.crypto.statements import Statement, log_hash, make
from kiosk.domain.finding import Findable
from kiosk.domain.reminders import Notice, Reminder

T0 = 1_760_000_000
PASSWORD = "Motdepasse1"


class StreamRng:
    """An `Rng` whose bytes follow from a seed: SHA-256 over a counter."""

    def __init__(self, seed: str) -> None:
        self._seed, self._count = seed, 0

    def bytes(self, count: int) -> bytes:
        out = b""
        while len(out) < count:
            self._count += 1
            out += hashlib.sha256(enc(self._seed, self._count.to_bytes(8, "big"))).digest()
        return out[:count]


def who(name: str, id: bytes | None = None) -> Identity:
    """Return the identity that always belongs to `name`."""
    return Identity.new(StreamRng(name), id)


def some(name: str, count: int = 16) -> bytes:
    """Return the bytes that always belong to `name`."""
    return StreamRng("bytes:" + name).bytes(count)


@dataclass(slots=True)
class Cast:
    """Everybody, with the statements that make them known, in the order they are made."""

    costs: Costs = FORMAT_COSTS
    floors: Floors = FORMAT_FLOORS
    rng: StreamRng = field(default_factory=lambda: StreamRng("cast"))
    root: Identity = field(default_factory=lambda: who("root", Z))
    admin: Identity = field(default_factory=lambda: who("admin"))
    structure: Identity = field(default_factory=lambda: who("structure"))
    rose: Identity = field(default_factory=lambda: who("rose"))
    paul: Identity = field(default_factory=lambda: who("paul"))
    device: Identity = field(default_factory=lambda: who("device"))
    amina: Identity = field(default_factory=lambda: who("amina"))
    custody: BoxKey = field(default_factory=lambda: BoxKey.new(StreamRng("custody")))
    code: bytes = field(default_factory=lambda: some("code", 10))
    pepper: bytes = field(default_factory=lambda: some("pepper", 32))
    shared_key: bytes = field(default_factory=lambda: some("shared key", 32))
    older_key: bytes = field(default_factory=lambda: some("older key", 32))
    epoch: bytes = field(default_factory=lambda: some("epoch"))
    newer_epoch: bytes = field(default_factory=lambda: some("newer epoch"))

    @property
    def ticket(self) -> Identity:
        return ticket_identity(self.code, some("ticket"))

    # --- the structure ---

    def charter(self, n: int = 1, admin: Identity | None = None, at: int = T0) -> Statement:
        named = admin or self.admin
        fields = {
            "structure": self.structure.id.hex(),
            "name": "Les Tilleuls",
            "admins": [{"id": named.id.hex(), "ed": b64(named.ed_public)}],
            "n": n,
        }
        return make("charter", fields, signers=[self.root], at=at)

    def skey(self, skv: int = 1, x: bytes | None = None, by: Identity | None = None) -> Statement:
        fields = {
            "structure": self.structure.id.hex(),
            "skv": skv,
            "x": b64(x or self.structure.x_public),
        }
        return make("skey", fields, signers=[by or self.admin], at=T0)

    def member(
        self,
        pro: Identity,
        *,
        role: str = "worker",
        state: str = "active",
        n: int = 1,
        by: Identity | None = None,
        at: int = T0,
        **other: Any,
    ) -> Statement:
        fields = {
            "structure": self.structure.id.hex(),
            "pro": pro.id.hex(),
            "ed": b64(pro.ed_public),
            "x": b64(pro.x_public),
            "login": "paul.m-k3fa" if pro is self.paul else "rose.b-2abc",
            "name": "Paul Martin" if pro is self.paul else "Rose Bernard",
            "role": role,
            "state": state,
            "n": n,
            **other,
        }
        return make("member", fields, signers=[by or self.admin], at=at)

    def mkey(self, pro: Identity, by: Identity | None = None) -> Statement:
        box = seal(
            Label.MEMBER,
            pro.x_public,
            self.structure.seed,
            structure=self.structure.id,
            skv=1,
            pro=pro.id,
        )
        fields = {
            "structure": self.structure.id.hex(),
            "skv": 1,
            "pro": pro.id.hex(),
            "box": b64(box),
        }
        return make("mkey", fields, signers=[by or self.admin], at=T0)

    def skprev(self) -> Statement:
        newer = who("structure 2", self.structure.id)
        envelope = seal(
            Label.SKV,
            newer.private_space_key,
            self.structure.seed,
            rng=self.rng,
            structure=self.structure.id,
            skv=2,
            prev=1,
        )
        fields = {
            "structure": self.structure.id.hex(),
            "skv": 2,
            "prev": 1,
            "envelope": b64(envelope),
        }
        return make("skprev", fields, signers=[self.admin], at=T0)

    def ticket_statement(self, by: Identity | None = None, at: int = T0) -> Statement:
        ticket = self.ticket
        box = seal(
            Label.PEPPER,
            ticket.x_public,
            self.pepper,
            structure=self.structure.id,
            device=ticket.id,
            n=1,
        )
        fields = {
            "structure": self.structure.id.hex(),
            "ticket": ticket.id.hex(),
            "ed": b64(ticket.ed_public),
            "x": b64(ticket.x_public),
            "exp": at + 86400,
            "pepper_n": 1,
            "pepper": b64(box),
        }
        return make("ticket", fields, signers=[by or self.admin], at=at)

    def device_statement(
        self,
        state: str = "active",
        *,
        n: int = 1,
        at: int = T0 + 60,
        device: Identity | None = None,
        ticket: Identity | None = None,
        by: Identity | None = None,
    ) -> Statement:
        machine = device or self.device
        fields = {
            "structure": self.structure.id.hex(),
            "device": machine.id.hex(),
            "ed": b64(machine.ed_public),
            "x": b64(machine.x_public),
            "state": state,
            "n": n,
            "place": "Accueil",
        }
        signers = [ticket or self.ticket, machine] if state == "active" else [by or self.admin]
        return make("device", fields, signers=signers, at=at)

    # --- the person ---

    def identity(self, person: Identity | None = None, pro: Identity | None = None) -> Statement:
        someone, opener = person or self.amina, pro or self.paul
        fields = {
            "person": someone.id.hex(),
            "login": "amina.d-7k3f",
            "ed": b64(someone.ed_public),
            "x": b64(someone.x_public),
            "pro": opener.id.hex(),
            "device": self.device.id.hex(),
            "structure": self.structure.id.hex(),
        }
        return make("identity", fields, signers=[someone, opener], at=T0 + 100)

    def cred(self, of: Identity | None = None) -> Statement:
        someone = of or self.amina
        return make_credential(
            someone,
            PASSWORD,
            ver=1,
            rng=self.rng,
            at=T0 + 100,
            costs=self.costs,
            floors=self.floors,
        )

    def affil(
        self,
        state: str = "add",
        *,
        n: int = 1,
        by: Identity | None = None,
        at: int = T0 + 100,
        structure: bytes | None = None,
    ) -> Statement:
        fields = {
            "person": self.amina.id.hex(),
            "structure": (structure or self.structure.id).hex(),
            "n": n,
            "state": state,
            "req": "",
        }
        return make("affil", fields, signers=[by or self.amina], at=at)

    def first_epoch(self, by: Identity | None = None, at: int = T0 + 100) -> Statement:
        fields = {
            "person": self.amina.id.hex(),
            "epoch": self.epoch.hex(),
            "parents": [],
            "envelopes": [],
        }
        return make("epoch", fields, signers=[by or self.amina], at=at)

    def second_epoch(self) -> Statement:
        envelope = seal(
            Label.EPOCH,
            self.shared_key,
            self.older_key,
            rng=self.rng,
            person=self.amina.id,
            epoch=self.newer_epoch,
            parent=self.epoch,
        )
        fields = {
            "person": self.amina.id.hex(),
            "epoch": self.newer_epoch.hex(),
            "parents": [self.epoch.hex()],
            "envelopes": [b64(envelope)],
        }
        return make("epoch", fields, signers=[self.amina], at=T0 + 200)

    def grant(
        self,
        *,
        to: bytes | None = None,
        x: bytes | None = None,
        skv: int = 1,
        by: Identity | None = None,
        at: int = T0 + 100,
    ) -> Statement:
        recipient = to or self.structure.id
        public = x or (self.amina if recipient == self.amina.id else self.structure).x_public
        box = seal(
            Label.GRANT,
            public,
            self.shared_key,
            person=self.amina.id,
            epoch=self.epoch,
            recipient=recipient,
        )
        fields = {
            "person": self.amina.id.hex(),
            "epoch": self.epoch.hex(),
            "to": recipient.hex(),
            "skv": 0 if recipient == self.amina.id else skv,
            "x": b64(public),
            "box": b64(box),
        }
        return make("grant", fields, signers=[by or self.amina], at=at)

    def custody_open(self) -> Statement:
        auth = some("auth", 32)
        return make_custody_open(
            self.amina, auth, ver=1, custody_x=self.custody.public, at=T0 + 100
        )

    def custody_contact(self) -> Statement:
        contact = {"phone": "+33600000000", "email": "amina@example.org"}
        return make_custody_contact(
            self.amina, contact, n=1, custody_x=self.custody.public, at=T0 + 100
        )

    def remind(self, by: Identity | None = None, *, n: int = 1) -> Statement:
        """Return Amina's order, or one of a pro of her structure."""
        reminder = Reminder(
            datetime(2026, 12, 3, 9, 30),
            "Europe/Paris",
            (Notice(2, time(9, 30)), Notice(0, time(8))),
        )
        is_own = by is None
        return make_reminder(
            by or self.amina,
            reminder,
            id=some("a reminder"),
            n=n,
            custody_x=self.custody.public,
            at=T0 + 200,
            person=None if is_own else self.amina.id,
            structure=Z if is_own else self.structure.id,
        )

    def find(self, by: Identity | None = None, *, n: int = 1) -> Statement:
        """Return by what Amina's safe is found, told by her or by a pro of her structure."""
        is_own = by is None
        return make_find(
            by or self.amina,
            Findable("1990-03-12", ("amina", "diallo"), "A. D.", "2025-10"),
            n=n,
            custody_x=self.custody.public,
            at=T0 + 200,
            person=None if is_own else self.amina.id,
            structure=Z if is_own else self.structure.id,
        )

    def consent(self, by: Identity | None = None) -> Statement:
        fields = {
            "consent": some("consent").hex(),
            "kind": "mandate",
            "answer": "yes",
            "person": self.amina.id.hex(),
            "structure": self.structure.id.hex(),
            "pro": self.paul.id.hex(),
            "device": self.device.id.hex(),
            "text_version": "2026-01",
            "text_sha256": hashlib.sha256(b"text").hexdigest(),
            "language": "fr",
            "scope": ["open_safe", "scan"],
            "method": "signature",
            "evidence_sha256": hashlib.sha256(b"picture").hexdigest(),
        }
        return make("consent", fields, signers=[by or self.paul], at=T0 + 90)

    def request(self) -> Statement:
        fields = {
            "req": some("request").hex(),
            "person": self.amina.id.hex(),
            "login": "amina.d-7k3f",
            "structure": self.structure.id.hex(),
            "x": b64(self.structure.x_public),
            "skv": 1,
            "pro": self.paul.id.hex(),
            "device": self.device.id.hex(),
            "method": "login",
            "exp": T0 + 300 + 30 * 86400,
        }
        return make("req", fields, signers=[self.paul, self.device], at=T0 + 300)

    def item(
        self,
        space: str = "sh",
        *,
        by: Identity | None = None,
        item: bytes | None = None,
        owner: bytes | None = None,
        at: int = T0 + 300,
        ver: int = 1,
        prev: tuple[bytes, ...] = (),
    ) -> Statement:
        author = by or self.amina
        named = item or some("item")
        person = owner or (self.structure.id if space == "pro" else self.amina.id)
        epoch = self.epoch if space == "sh" else Z
        skv = 1 if space in ("pro", "drop") else 0
        meta = canon({"kind": "document", "title": "Titre de séjour", "parts": []})
        if space == "drop":
            context: dict[str, Any] = {
                "person": person,
                "item": named,
                "ver": ver,
                "author": author.id,
            }
            sealed = enc(
                seal(Label.DROP, self.amina.x_public, meta, **context),
                seal(Label.DROP, self.structure.x_public, meta, **context),
            )
        else:
            key = {
                "sh": self.shared_key,
                "prv": self.amina.private_space_key,
                "pro": self.structure.private_space_key,
            }[space]
            sealed = seal(
                Label.ITEM,
                key,
                meta,
                rng=self.rng,
                owner=person,
                item=named,
                ver=ver,
                space=space,
                epoch=epoch,
                skv=skv,
            )
        part = some("part:" + space)
        fields = {
            "owner": person.hex(),
            "item": named.hex(),
            "ver": ver,
            "prev": [name.hex() for name in prev],
            "space": space,
            "epoch": epoch.hex(),
            "skv": skv,
            "parts": [{"id": part.hex(), "sha256": hashlib.sha256(part).hexdigest(), "len": 345}],
            "del": False,
            "author": author.id.hex(),
            "structure": (Z if author.id == person else self.structure.id).hex(),
        }
        return make("item", fields, signers=[author], at=at, sealed=sealed)

    def log(self, at: int = T0 + 400) -> Statement:
        entry = {"action": "safe_opened", "actor": self.paul.id.hex(), "at": T0 + 100}
        fields = {
            "device": self.device.id.hex(),
            "chain": "vault",
            "seq": 1,
            "h": log_hash(bytes(32), entry).hex(),
            "entries": [entry],
        }
        return make("log", fields, signers=[self.device], at=at)

    # --- all together ---

    def structure_world(self) -> list[Statement]:
        """What a device of the structure knows before anybody comes."""
        return [
            self.charter(),
            self.skey(),
            self.member(self.rose, role="manager"),
            self.member(self.paul),
            self.mkey(self.paul),
            self.ticket_statement(),
            self.device_statement(),
        ]

    def person_world(self) -> list[Statement]:
        """What opening Amina's safe adds, shared with the structure."""
        return [
            self.identity(),
            self.cred(),
            self.affil(),
            self.first_epoch(),
            self.grant(to=self.amina.id),
            self.grant(),
        ]

    def everything(self) -> Iterator[tuple[str, Statement, list[Identity]]]:
        """Yield a named example of every type of statement, with its signers."""
        yield "charter", self.charter(), [self.root]
        yield "skey", self.skey(), [self.admin]
        yield "mkey", self.mkey(self.paul), [self.admin]
        yield "skprev", self.skprev(), [self.admin]
        yield "member", self.member(self.paul), [self.admin]
        yield "member removed", self.member(self.paul, state="removed", n=2), [self.admin]
        yield "ticket", self.ticket_statement(), [self.admin]
        yield "device", self.device_statement(), [self.ticket, self.device]
        yield "device removed", self.device_statement("removed", n=2), [self.admin]
        yield "cred", self.cred(), [self.amina]
        yield "identity", self.identity(), [self.amina, self.paul]
        yield "custody open", self.custody_open(), [self.amina]
        yield "custody contact", self.custody_contact(), [self.amina]
        yield "remind", self.remind(), [self.amina]
        yield "remind by a pro", self.remind(by=self.paul), [self.paul]
        yield "find", self.find(), [self.amina]
        yield "find by a pro", self.find(by=self.paul), [self.paul]
        yield "consent", self.consent(), [self.paul]
        yield "req", self.request(), [self.paul, self.device]
        yield "affil", self.affil(), [self.amina]
        yield "affil remove", self.affil("remove", n=2), [self.amina]
        yield "epoch", self.first_epoch(), [self.amina]
        yield "epoch of two", self.second_epoch(), [self.amina]
        yield "grant", self.grant(), [self.amina]
        yield "item prv", self.item("prv"), [self.amina]
        yield "item sh", self.item("sh"), [self.amina]
        yield "item pro", self.item("pro", by=self.paul), [self.paul]
        yield "item drop", self.item("drop", by=self.paul), [self.paul]
        yield "log", self.log(), [self.device]
