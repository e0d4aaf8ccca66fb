"""A whole network in memory: root, a structure, its people, and posts on real databases.

Nothing is faked but time, chance-free costs and the absent server: statements are really
signed, stores are real SQLCipher files. Costs of passwords are the cheapest Argon2id takes.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.crypto.credentials import make_credential
from kiosk.crypto.encoding import b64
from kiosk.crypto.keys import Costs, Floors, Identity, ticket_identity
from kiosk.crypto.records import Label, seal
from kiosk.crypto.statements import Statement, make
from kiosk.domain.ids import ProId, StructureId
from kiosk.flows.api import (
    Birth,
    ConsentAnswer,
    ConsentKind,
    Entrance,
    Evidence,
    NewPaper,
    NewSafe,
    PaperKind,
    PersonSession,
    Sharing,
    WorkerSession,
)
from kiosk.flows.entrance import LocalEntrance
from kiosk.flows.post import Post
from kiosk.flows.terms import TermsInForce
from kiosk.ports import SystemRng
from kiosk.vault.database import open_database
from kiosk.vault.device_store import DeviceStore, Pins
from kiosk.vault.parts import PartFiles
from kiosk.vault.vault_store import VaultStore

CHEAP = Costs(m=32, t=1, p=4)
CHEAP_FLOORS = Floors(least=Costs(m=32, t=1, p=1), most=Costs(m=65536, t=3, p=4))
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
TERMS = "2026-11"
TERMS_TEXT = bytes(32)
"""The SHA-256 of the one text that says them here."""
PASSWORD = "Kz7bq!xptw"
PRO_PASSWORD = "Kz7bq!xptw-mouette"
PDF = b"%PDF-1.7 a page"
JPEG = b"\xff\xd8 a picture"


@dataclass(slots=True)
class FakeClock:
    """Time that moves when a test says so."""

    at: datetime = START
    boottime: float = 1000.0
    boot: str = "boot-1"

    def now(self) -> datetime:
        return self.at

    def boottime_s(self) -> float:
        return self.boottime

    def boot_id(self) -> str:
        return self.boot

    def pass_(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.boottime += seconds


@dataclass(frozen=True, slots=True)
class Professional:
    """Somebody who works for a structure, with what the admin signed about them."""

    identity: Identity
    login: str
    statements: tuple[Statement, ...]


@dataclass(slots=True)
class Structure:
    """One structure, made by its enrolment authority."""

    name: str
    root: Identity
    identity: Identity = field(init=False)
    registrar: Identity = field(init=False)
    pepper: bytes = field(init=False)
    skv: int = 1
    statements: list[Statement] = field(default_factory=list)
    pros: list[Professional] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = SystemRng()
        self.identity, self.registrar = Identity.new(rng), Identity.new(rng)
        self.pepper = rng.bytes(32)
        at = int(START.timestamp()) - 3600
        structure = self.identity.id.hex()
        admin = {"id": self.registrar.id.hex(), "ed": b64(self.registrar.ed_public)}
        self.statements += [
            make(
                "charter",
                {"structure": structure, "name": self.name, "admins": [admin], "n": 1},
                signers=[self.root],
                at=at,
            ),
            make(
                "skey",
                {"structure": structure, "skv": 1, "x": b64(self.identity.x_public)},
                signers=[self.registrar],
                at=at,
            ),
        ]

    def hire(self, login: str, name: str, *, role: str = "worker", once: bool = False) -> None:
        rng, pro = SystemRng(), Identity.new(SystemRng())
        at = int(START.timestamp()) - 1800
        structure = self.identity.id
        box = seal(
            Label.MEMBER,
            pro.x_public,
            self.identity.seed,
            rng=rng,
            structure=structure,
            skv=1,
            pro=pro.id,
        )
        made = (
            make(
                "member",
                {
                    "structure": structure.hex(),
                    "pro": pro.id.hex(),
                    "ed": b64(pro.ed_public),
                    "x": b64(pro.x_public),
                    "login": login,
                    "name": name,
                    "role": role,
                    "state": "active",
                    "n": 1,
                },
                signers=[self.registrar],
                at=at,
            ),
            make(
                "mkey",
                {"structure": structure.hex(), "skv": 1, "pro": pro.id.hex(), "box": b64(box)},
                signers=[self.registrar],
                at=at,
            ),
            make_credential(
                pro,
                PRO_PASSWORD,
                ver=1,
                rng=rng,
                at=at,
                costs=CHEAP,
                pepper=self.pepper,
                once=once,
                floors=CHEAP_FLOORS,
            ),
        )
        self.statements += made
        self.pros.append(Professional(pro, login, made))

    def dismiss(self, login: str, at: int) -> list[Statement]:
        """End a professional's rights and renew the structure's key for those who stay, as the
        authority does (FORMAT.md flow 6.12); return what it says of it."""
        gone = next(pro for pro in self.pros if pro.login == login)
        self.pros.remove(gone)
        rng, structure = SystemRng(), self.identity.id.hex()
        older, self.skv = self.identity, self.skv + 1
        self.identity = Identity(older.id, rng.bytes(32))
        envelope = seal(
            Label.SKV,
            self.identity.private_space_key,
            older.seed,
            rng=rng,
            structure=older.id,
            skv=self.skv,
            prev=self.skv - 1,
        )
        x, skv, prev = b64(self.identity.x_public), self.skv, self.skv - 1
        member = {**gone.statements[0].body, "state": "removed", "n": 2}
        for name in ("v", "type", "by", "at"):
            del member[name]
        said = [
            ("member", member),
            ("skey", {"structure": structure, "skv": skv, "x": x}),
            (
                "skprev",
                {"structure": structure, "skv": skv, "prev": prev, "envelope": b64(envelope)},
            ),
        ]
        for pro in self.pros:
            box = seal(
                Label.MEMBER,
                pro.identity.x_public,
                self.identity.seed,
                rng=rng,
                structure=older.id,
                skv=skv,
                pro=pro.identity.id,
            )
            mkey = {"structure": structure, "skv": skv, "pro": pro.identity.id.hex()}
            said.append(("mkey", {**mkey, "box": b64(box)}))
        made = [make(kind, fields, signers=[self.registrar], at=at) for kind, fields in said]
        self.statements += made
        return made

    def post(self, folder: Path, clock: FakeClock, *, known: Iterable[Statement] = ()) -> Post:
        """Enrol a post of this structure, as the agent does with a ticket."""
        rng, device = SystemRng(), Identity.new(SystemRng())
        device_secret, shift_secret = rng.bytes(32), rng.bytes(32)
        ticket = ticket_identity(rng.bytes(10), rng.bytes(16))
        structure, at = self.identity.id, int(START.timestamp()) - 600
        pepper = seal(
            Label.PEPPER,
            ticket.x_public,
            self.pepper,
            rng=rng,
            structure=structure,
            device=ticket.id,
            n=1,
        )
        enrolled = [
            make(
                "ticket",
                {
                    "structure": structure.hex(),
                    "ticket": ticket.id.hex(),
                    "ed": b64(ticket.ed_public),
                    "x": b64(ticket.x_public),
                    "exp": at + 3600,
                    "pepper_n": 1,
                    "pepper": b64(pepper),
                },
                signers=[self.registrar],
                at=at,
            ),
            make(
                "device",
                {
                    "structure": structure.hex(),
                    "device": device.id.hex(),
                    "ed": b64(device.ed_public),
                    "x": b64(device.x_public),
                    "state": "active",
                    "n": 1,
                    "place": "Bureau",
                },
                signers=[ticket, device],
                at=at,
            ),
        ]
        self.statements += enrolled
        folder.mkdir(parents=True, exist_ok=True)
        store = DeviceStore(open_database(folder / "device.db", device_secret, "device"), clock)
        parts = PartFiles(folder / "parts")
        with store.transaction() as tx:
            tx.set_device_identity(device)
            tx.set_pins(
                Pins("https://localhost:1", bytes(32), self.root.ed_public, StructureId(structure))
            )
            tx.set_pepper_box(
                seal(
                    Label.PEPPER,
                    device.x_public,
                    self.pepper,
                    rng=rng,
                    structure=structure,
                    device=device.id,
                    n=1,
                ),
                1,
            )
            tx.set_shift_box(
                seal(
                    Label.SHIFT,
                    self.identity.x_public,
                    shift_secret,
                    rng=rng,
                    device=device.id,
                    structure=structure,
                    skv=1,
                ),
                1,
            )
            for statement in itertools.chain(self.statements, known):
                tx.put_statement(statement, queue=False)
        return Post(
            device_store=store,
            open_vault=lambda key: VaultStore(
                open_database(folder / "vault.db", key, "vault"), parts, clock
            ),
            parts=parts,
            clock=clock,
            rng=rng,
            device=device,
            structure=StructureId(structure),
            device_secret=device_secret,
            costs=CHEAP,
            floors=CHEAP_FLOORS,
        )


def new_root() -> Identity:
    """The network's root: its id is nobody's."""
    return Identity.new(SystemRng(), bytes(16))


@dataclass(frozen=True, slots=True)
class Door:
    """An entrance behind which everybody says yes to the terms as soon as they are asked."""

    entrance: Entrance
    terms: TermsInForce
    pro_terms: TermsInForce

    def worker_sign_in(self, login: str, password: str) -> WorkerSession:
        session = self.entrance.worker_sign_in(login, password)
        profile = session.profile
        if profile.must_accept_terms and not profile.must_change_password:
            session.accept_terms(self.pro_terms.version, next(iter(self.pro_terms.texts)))
        return session

    def person_sign_in(self, login: str, password: str) -> PersonSession:
        session = self.entrance.person_sign_in(login, password)
        if session.must_accept_terms:
            session.accept_terms(self.terms.version, next(iter(self.terms.texts)))
        return session


def bare_entrance(post: Post, version: str = TERMS) -> LocalEntrance:
    """Return the product's own entrance, behind which the terms are still to be accepted."""
    terms = TermsInForce(version, {TERMS_TEXT: "fr"})
    return LocalEntrance(post, terms, terms)


def entrance(post: Post) -> Door:
    bare = bare_entrance(post)
    return Door(bare, bare.terms, bare.pro_terms)


def consent(kind: ConsentKind, answer: ConsentAnswer = ConsentAnswer.YES) -> Evidence:
    return Evidence(kind, answer, "2026-11", bytes(32), "fr", signature_png=b"drawn")


def new_safe(given: str = "Awa", family: str = "Diop", **changes: object) -> NewSafe:
    facts: dict[str, object] = {
        "given_names": given,
        "family_name": family,
        "birth": Birth(1990, 5, None),
        "language": "fr",
        "password": PASSWORD,
        "consents": tuple(
            consent(kind)
            for kind in (ConsentKind.MANDATE, ConsentKind.INFORMATION, ConsentKind.AFFILIATION)
        ),
        "is_affiliated": True,
        "mandate_pdf": PDF,
        "mandate_thumbnail_jpeg": JPEG,
    }
    return NewSafe(**{**facts, **changes})  # type: ignore[arg-type]


def new_paper(title: str = "Avis d'impôt", sharing: Sharing = Sharing.SHARED) -> NewPaper:
    return NewPaper(title, PaperKind.TAX_NOTICE, sharing, PDF + title.encode(), JPEG, 2)


def pro_id(structure: Structure, index: int = 0) -> ProId:
    return ProId(structure.pros[index].identity.id)
