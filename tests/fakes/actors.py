"""People and machines who sign: an authority, posts, professionals, persons.

Each makes true statements with real keys, cheap passwords apart, so that tests of either
end can say "Amina affiliates to this relay" and bend one thing at a time.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk.crypto.credentials import keys_of, make_credential, make_custody_open
from kiosk.crypto.encoding import Z, b64, canon, enc
from kiosk.crypto.keys import Costs, Floors, Identity, ticket_identity
from kiosk.crypto.records import Label, seal
from kiosk.crypto.statements import Statement, log_hash, make
from kiosk.ports import SystemClock, SystemRng
from sync.server.authority import Authority, PostLine, Structure

__all__ = ["CHEAP", "CHEAP_FLOORS", "Person", "Post", "Pro", "Relay", "new_part"]

CHEAP = Costs(m=8, t=1, p=1)
CHEAP_FLOORS = Floors(least=CHEAP, most=Costs(m=1024 * 1024, t=10, p=4))
RNG = SystemRng()
CLOCK = SystemClock()
OWN_PASSWORD = "vélo-Rouge7-matin"
_numbers = itertools.count(1)


def now() -> int:
    return int(CLOCK.now().timestamp())


def new_part(size: int = 300) -> tuple[bytes, bytes]:
    """Return (id, sealed bytes) of a part; the bytes are random, as sealed ones look."""
    return RNG.bytes(16), RNG.bytes(size)


def part_line(id: bytes, sealed: bytes) -> dict[str, Any]:
    """Return a part as an item names it."""
    return {"id": id.hex(), "sha256": hashlib.sha256(sealed).hexdigest(), "len": len(sealed)}


@dataclass(slots=True)
class Relay:
    """A structure with its authority, and the statements that make it."""

    authority: Authority
    structure: Structure

    @classmethod
    def of(cls, authority: Authority, name: str = "") -> Relay:
        made = authority.add_structure(name or f"Relais {next(_numbers)}", clock=CLOCK, rng=RNG)
        return cls(authority, made)

    @classmethod
    def alone(cls) -> Relay:
        """Return a structure of an authority of its own."""
        line = PostLine("https://127.0.0.1:1", bytes(32), "token")
        return cls.of(Authority.new(line, RNG))

    @property
    def id(self) -> bytes:
        return self.structure.id

    def statements(self) -> list[bytes]:
        """Take what the authority has made since the last time."""
        made, self.authority.unsent = self.authority.unsent, []
        return made

    def pro(self, name: str = "Claire Martin", role: str = "worker") -> Pro:
        """Add a member whose keys the test holds (a first password is not asked for)."""
        made = self.authority.add_member(
            self.structure, name, role, clock=CLOCK, rng=RNG, costs=CHEAP, floors=CHEAP_FLOORS
        )
        from kiosk.crypto.credentials import open_credential
        from kiosk.crypto.statements import parse

        credential = parse(self.authority.unsent[-1])
        identity = open_credential(
            credential, made.password, pepper=self.structure.pepper, floors=CHEAP_FLOORS
        )
        return Pro(self, identity, made.member.login)

    def worker(self, name: str) -> tuple[str, str]:
        """Add a member who has replaced their first password (ROL-07); return login, password."""
        pro = self.pro(name)
        own = make_credential(
            pro.identity,
            OWN_PASSWORD,
            ver=2,
            rng=RNG,
            at=now(),
            costs=CHEAP,
            pepper=self.structure.pepper,
            floors=CHEAP_FLOORS,
        )
        self.authority.unsent.append(own.wire)
        return pro.login, OWN_PASSWORD

    def remove(self, pro: Pro) -> None:
        self.authority.remove_member(self.structure, pro.login, clock=CLOCK, rng=RNG)

    def post(self, place: str = "accueil") -> Post:
        """Make a post with its ticket; `post.enrolment` is its device statement."""
        code, ticket = RNG.bytes(10), RNG.bytes(16)
        holder = ticket_identity(code, ticket)
        at = now()
        pepper = seal(
            Label.PEPPER,
            holder.x_public,
            self.structure.pepper,
            structure=self.id,
            device=ticket,
            n=1,
        )
        said = make(
            "ticket",
            {
                "structure": self.id.hex(),
                "ticket": ticket.hex(),
                "ed": b64(holder.ed_public),
                "x": b64(holder.x_public),
                "exp": at + 3600,
                "pepper_n": 1,
                "pepper": b64(pepper),
            },
            signers=[self.structure.registrar],
            at=at,
        )
        self.authority.unsent.append(said.wire)
        device = Identity.new(RNG)
        return Post(self, device, self.device(holder, device, place), holder)

    def device(self, holder: Identity, device: Identity, place: str = "") -> Statement:
        return make(
            "device",
            {
                "structure": self.id.hex(),
                "device": device.id.hex(),
                "ed": b64(device.ed_public),
                "x": b64(device.x_public),
                "state": "active",
                "n": 1,
                "place": place,
            },
            signers=[holder, device],
            at=now(),
        )


@dataclass(slots=True)
class Post:
    """An enrolled device."""

    relay: Relay
    identity: Identity
    enrolment: Statement
    holder: Identity
    chains: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    @property
    def id(self) -> bytes:
        return self.identity.id

    def log(self, *actions: str, chain: str = "device") -> Statement:
        """Return the next journal statement of this post."""
        seq, h = self.chains.get(chain, (0, bytes(32)))
        entries = [{"action": action, "actor": self.id.hex(), "at": now()} for action in actions]
        for entry in entries:
            h = log_hash(h, entry)
        self.chains[chain] = (seq + len(entries), h)
        return make(
            "log",
            {
                "device": self.id.hex(),
                "chain": chain,
                "seq": seq + len(entries),
                "h": h.hex(),
                "entries": entries,
            },
            signers=[self.identity],
            at=now(),
        )


@dataclass(slots=True)
class Pro:
    """A professional with their keys."""

    relay: Relay
    identity: Identity
    login: str


@dataclass(slots=True)
class Person:
    """A person with a safe: identity, password, one shared key after another."""

    identity: Identity
    login: str
    password: str = "Soleil2026!"
    epoch: bytes = Z
    shared_key: bytes = b""
    counters: dict[bytes, int] = field(default_factory=dict)

    @classmethod
    def new(cls) -> Person:
        number = next(_numbers)
        return cls(Identity.new(RNG), f"amina.d-{number:04d}{RNG.bytes(2).hex()}")

    @property
    def id(self) -> bytes:
        return self.identity.id

    def open_at(
        self, post: Post, pro: Pro, *, custody_x: bytes | None = None, is_affiliated: bool = True
    ) -> list[Statement]:
        """Return what opening a safe makes (flow 6.1)."""
        found = [self.identified(post, pro), self.credential()]
        if custody_x is not None:
            auth = self.auth(found[1])
            found.append(
                make_custody_open(self.identity, auth, ver=1, custody_x=custody_x, at=now())
            )
        found.append(self.new_epoch())
        found.append(self.grant_to_self())
        if is_affiliated:
            found.append(self.affiliate(post.relay))
            found.append(self.grant(post.relay))
        return found

    def identified(self, post: Post, pro: Pro, **changed: Any) -> Statement:
        fields = {
            "person": self.id.hex(),
            "login": self.login,
            "ed": b64(self.identity.ed_public),
            "x": b64(self.identity.x_public),
            "pro": pro.identity.id.hex(),
            "device": post.id.hex(),
            "structure": post.relay.id.hex(),
        }
        return make("identity", fields | changed, signers=[self.identity, pro.identity], at=now())

    def credential(self, ver: int = 1) -> Statement:
        return make_credential(
            self.identity,
            self.password,
            ver=ver,
            rng=RNG,
            at=now(),
            costs=CHEAP,
            floors=CHEAP_FLOORS,
        )

    def auth(self, credential: Statement) -> bytes:
        return keys_of(credential, self.password, floors=CHEAP_FLOORS).auth

    def affiliate(self, relay: Relay, state: str = "add") -> Statement:
        n = self.counters[relay.id] = self.counters.get(relay.id, 0) + 1
        return affiliation(self.identity, self.id, relay.id, n=n, state=state)

    def new_epoch(self) -> Statement:
        """Return a new shared key's epoch, and use it from now on."""
        parents, envelopes = [], []
        epoch, key = RNG.bytes(16), RNG.bytes(32)
        if self.epoch != Z:
            parents.append(self.epoch.hex())
            envelopes.append(
                b64(
                    seal(
                        Label.EPOCH,
                        key,
                        self.shared_key,
                        person=self.id,
                        epoch=epoch,
                        parent=self.epoch,
                    )
                )
            )
        self.epoch, self.shared_key = epoch, key
        fields = {
            "person": self.id.hex(),
            "epoch": epoch.hex(),
            "parents": parents,
            "envelopes": envelopes,
        }
        return make("epoch", fields, signers=[self.identity], at=now())

    def grant_to_self(self) -> Statement:
        return self._grant(self.id, 0, self.identity.x_public, self.identity)

    def grant(self, relay: Relay, *, by: Identity | None = None, x: bytes = b"") -> Statement:
        keys = relay.structure.keys(relay.structure.skv)
        return self._grant(relay.id, relay.structure.skv, x or keys.x_public, by or self.identity)

    def _grant(self, to: bytes, skv: int, x: bytes, by: Identity) -> Statement:
        box = seal(Label.GRANT, x, self.shared_key, person=self.id, epoch=self.epoch, recipient=to)
        fields = {
            "person": self.id.hex(),
            "epoch": self.epoch.hex(),
            "to": to.hex(),
            "skv": skv,
            "x": b64(x),
            "box": b64(box),
        }
        return make("grant", fields, signers=[by], at=now())

    def paper(
        self,
        *,
        by: Pro | None = None,
        space: str = "sh",
        parts: Sequence[Mapping[str, Any]] = (),
        item: bytes = b"",
        previous: Sequence[Statement] = (),
        epoch: bytes = b"",
        title: str = "Titre",
        **changed: Any,
    ) -> Statement:
        """Return a version of a paper, by the person unless a pro is given."""
        item = item or RNG.bytes(16)
        ver = 1 + max((each.number("ver") for each in previous), default=0)
        author = by.identity if by else self.identity
        structure = by.relay.id if by else Z
        metadata = canon({"kind": "document", "title": title})
        used_epoch = (epoch or self.epoch) if space == "sh" else Z
        if space == "drop":
            sealed = enc(
                seal(
                    Label.DROP,
                    self.identity.x_public,
                    metadata,
                    person=self.id,
                    item=item,
                    ver=ver,
                    author=author.id,
                ),
                b"",
            )
        else:
            key = self.shared_key if space == "sh" else self.identity.private_space_key
            sealed = seal(
                Label.ITEM,
                key,
                metadata,
                owner=self.id,
                item=item,
                ver=ver,
                space=space,
                epoch=used_epoch,
                skv=0,
            )
        fields = {
            "owner": self.id.hex(),
            "item": item.hex(),
            "ver": ver,
            "prev": [each.name.hex() for each in previous],
            "space": space,
            "epoch": used_epoch.hex(),
            "skv": 0,
            "parts": [dict(each) for each in parts],
            "del": False,
            "author": author.id.hex(),
            "structure": structure.hex(),
        }
        return make("item", fields | changed, signers=[author], at=now(), sealed=sealed)


def affiliation(
    by: Identity, person: bytes, structure: bytes, *, n: int, state: str, at: int | None = None
) -> Statement:
    fields = {
        "person": person.hex(),
        "structure": structure.hex(),
        "n": n,
        "state": state,
        "req": "",
    }
    return make("affil", fields, signers=[by], at=now() if at is None else at)
