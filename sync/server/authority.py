"""The enrolment authority: who a structure is, who works there, which posts may join.

It holds the network root and each structure's registrar (its charter's admin), and is
kept off the server in production: the server can check what is made here, not make it.
Pure: methods return the statements to send and what is to be told once; `AuthorityFolder`
keeps the state, `operator_line` sends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.crypto.credentials import make_credential
from kiosk.crypto.encoding import Z, b64, canon, parse_canon, unb64
from kiosk.crypto.keys import (
    FORMAT_COSTS,
    FORMAT_FLOORS,
    Costs,
    Floors,
    Identity,
    new_login,
)
from kiosk.crypto.records import Label, seal
from kiosk.crypto.statements import Statement, make
from kiosk.crypto.tickets import code_text, end_of_post, make_ticket
from kiosk.domain.passwords import PRO_MINIMUM
from kiosk.errors import IntegrityFailure, InvalidInput
from kiosk.ports import Clock, Rng
from sync.server.secret_files import write_secret_file

__all__ = [
    "PASSWORD_ALPHABET",
    "PASSWORD_LENGTH",
    "Authority",
    "AuthorityFolder",
    "Member",
    "NewMember",
    "NewPost",
    "PostLine",
    "Structure",
    "new_password",
]

PASSWORD_ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # noqa: S105 - no 0 O o 1 l I
PASSWORD_LENGTH = 16


@dataclass(frozen=True, slots=True)
class PostLine:
    """How posts and the operator's tool reach the server."""

    url: str
    certificate_sha256: bytes
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Member:
    """A professional, as their structure knows them."""

    pro: bytes
    login: str
    name: str
    role: str
    ed: bytes
    x: bytes
    n: int
    is_active: bool


@dataclass(slots=True)
class Structure:
    """A structure and its secrets: registrar, one seed per key version, pepper."""

    id: bytes
    name: str
    registrar: Identity = field(repr=False)
    seeds: list[bytes] = field(repr=False)
    pepper: bytes = field(repr=False)
    pepper_n: int
    members: list[Member]

    @property
    def skv(self) -> int:
        return len(self.seeds)

    def keys(self, skv: int) -> Identity:
        """Return the structure's own identity at a key version, counted from 1."""
        return Identity(self.id, self.seeds[skv - 1])


@dataclass(frozen=True, slots=True)
class NewMember:
    """What is told once: the login, and a password to be changed at first sign-in (ROL-07)."""

    member: Member
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewPost:
    """An enrolment code, good once and for a day."""

    ticket: bytes
    code: str = field(repr=False)
    expires_at: int


def new_password(rng: Rng) -> str:
    """Return 16 characters that are hard to misread and meet the rule of professionals.

    About 92 bits; one draw in some fifty lacks a digit or a case and is drawn again.
    """
    usable = 256 - 256 % len(PASSWORD_ALPHABET)
    while True:
        drawn = (each for each in rng.bytes(8 * PASSWORD_LENGTH) if each < usable)
        letters = [PASSWORD_ALPHABET[each % len(PASSWORD_ALPHABET)] for each in drawn]
        password = "".join(letters[:PASSWORD_LENGTH])
        kinds = (str.isupper, str.islower, str.isdigit)
        if len(password) >= PRO_MINIMUM and all(any(map(kind, password)) for kind in kinds):
            return password


class Authority:
    """Makes what structures, members and posts rest on. One at a time, by one process.

    `unsent` are statements the server has not acknowledged yet, in order; they are kept
    with the state, so that a cut line costs nothing.
    """

    def __init__(
        self,
        root: Identity,
        line: PostLine,
        structures: Sequence[Structure] = (),
        unsent: Sequence[bytes] = (),
    ) -> None:
        self.root = root
        self.line = line
        self.structures = list(structures)
        self.unsent = list(unsent)

    @classmethod
    def new(cls, line: PostLine, rng: Rng) -> Authority:
        """Return an authority with a fresh root and no structure."""
        return cls(Identity.new(rng, id=Z), line)

    def structure(self, wanted: str) -> Structure:
        """Return a structure by its id in hex or its exact name.

        Raises: InvalidInput("server.structure_unknown").
        """
        for each in self.structures:
            if wanted in {each.id.hex(), each.name}:
                return each
        raise InvalidInput("server.structure_unknown")

    def add_structure(self, name: str, *, clock: Clock, rng: Rng) -> Structure:
        """Make a structure: its charter by the root, its first key by its registrar."""
        if any(each.name == name for each in self.structures):
            raise InvalidInput("server.structure_exists")
        at = _now(clock)
        structure = Structure(
            id=rng.bytes(16),
            name=name,
            registrar=Identity.new(rng),
            seeds=[rng.bytes(32)],
            pepper=rng.bytes(32),
            pepper_n=1,
            members=[],
        )
        registrar = structure.registrar
        try:
            charter = make(
                "charter",
                {
                    "structure": structure.id.hex(),
                    "name": name,
                    "admins": [{"id": registrar.id.hex(), "ed": b64(registrar.ed_public)}],
                    "n": 1,
                },
                signers=[self.root],
                at=at,
            )
        except ValueError as error:
            raise InvalidInput("server.name_refused") from error
        self._keep(charter, _skey(structure, at))
        self.structures.append(structure)
        return structure

    def add_member(
        self,
        structure: Structure,
        name: str,
        role: str,
        *,
        clock: Clock,
        rng: Rng,
        password: str | None = None,
        costs: Costs = FORMAT_COSTS,
        floors: Floors = FORMAT_FLOORS,
    ) -> NewMember:
        """Make a manager or a worker, with a password that serves once.

        `costs` and `floors` are for tests; the product passes none.
        """
        at = _now(clock)
        given, _, family = name.strip().partition(" ")
        pro = Identity.new(rng)
        password = password or new_password(rng)
        member = Member(
            pro=pro.id,
            login=new_login(given, family, rng),
            name=name.strip(),
            role=role,
            ed=pro.ed_public,
            x=pro.x_public,
            n=1,
            is_active=True,
        )
        try:
            said = _member(structure, member, at)
        except ValueError as error:
            raise InvalidInput("server.name_refused") from error
        credential = make_credential(
            pro,
            password,
            ver=1,
            rng=rng,
            at=at,
            costs=costs,
            pepper=structure.pepper,
            once=True,
            floors=floors,
        )
        self._keep(said, _mkey(structure, member, structure.skv, at), credential)
        structure.members.append(member)
        return NewMember(member, password)

    def remove_member(self, structure: Structure, login: str, *, clock: Clock, rng: Rng) -> Member:
        """End a member's rights and renew the structure's key for those who stay (flow 6.12)."""
        at = _now(clock)
        places = [
            index
            for index, each in enumerate(structure.members)
            if each.login == login and each.is_active
        ]
        if not places:
            raise InvalidInput("server.member_unknown")
        held = structure.members[places[0]]
        removed = Member(
            held.pro, held.login, held.name, held.role, held.ed, held.x, held.n + 1, is_active=False
        )
        structure.members[places[0]] = removed
        structure.seeds.append(rng.bytes(32))
        skv = structure.skv
        envelope = seal(
            Label.SKV,
            structure.keys(skv).private_space_key,
            structure.seeds[skv - 2],
            rng=rng,
            structure=structure.id,
            skv=skv,
            prev=skv - 1,
        )
        previous = make(
            "skprev",
            {
                "structure": structure.id.hex(),
                "skv": skv,
                "prev": skv - 1,
                "envelope": b64(envelope),
            },
            signers=[structure.registrar],
            at=at,
        )
        stay = [each for each in structure.members if each.is_active]
        keys = [_mkey(structure, each, skv, at) for each in stay]
        self._keep(_member(structure, removed, at), _skey(structure, at), previous, *keys)
        return removed

    def post_code(self, structure: Structure, *, clock: Clock, rng: Rng) -> NewPost:
        """Make an enrolment code for one post of this structure, good for 24 hours."""
        made = make_ticket(
            structure.id,
            structure.pepper,
            structure.pepper_n,
            signer=structure.registrar,
            at=_now(clock),
            rng=rng,
        )
        self._keep(made.statement)
        line = self.line
        text = code_text(line.url, line.certificate_sha256, self.root.ed_public, structure.id, made)
        return NewPost(made.id, text, made.expires_at)

    def remove_device(
        self, structure: Structure, device: dict[str, Any], *, clock: Clock
    ) -> Statement:
        """End a post's rights; `device` is its line of the server's overview."""
        said = end_of_post(
            structure.id,
            bytes.fromhex(device["device"]),
            ed=unb64(device["ed"]),
            x=unb64(device["x"]),
            n=device["n"] + 1,
            place=device["place"],
            signer=structure.registrar,
            at=_now(clock),
        )
        self._keep(said)
        return said

    def _keep(self, *statements: Statement) -> None:
        self.unsent.extend(each.wire for each in statements)


@dataclass(frozen=True, slots=True)
class AuthorityFolder:
    """Where an authority lives: one file of mode 0600 in a folder of its own."""

    path: Path

    @property
    def file(self) -> Path:
        return self.path / "authority.json"

    def load(self) -> Authority:
        """Raises InvalidInput("server.no_authority"), IntegrityFailure("server.keys_damaged")."""
        try:
            found = parse_canon(self.file.read_bytes())
        except FileNotFoundError as error:
            raise InvalidInput("server.no_authority") from error
        except IntegrityFailure as error:
            raise IntegrityFailure("server.keys_damaged") from error
        try:
            line = found["line"]
            return Authority(
                Identity(Z, unb64(found["root"])),
                PostLine(line["url"], bytes.fromhex(line["certificate"]), line["token"]),
                [_read_structure(each) for each in found["structures"]],
                [unb64(each) for each in found["unsent"]],
            )
        except (IntegrityFailure, KeyError, ValueError, TypeError) as error:
            raise IntegrityFailure("server.keys_damaged") from error

    def save(self, authority: Authority) -> None:
        """Write the state; it is on disk before anything made from it is told or sent."""
        line = authority.line
        fields = {
            "v": 1,
            "root": b64(authority.root.seed),
            "line": {
                "url": line.url,
                "certificate": line.certificate_sha256.hex(),
                "token": line.token,
            },
            "structures": [_written_structure(each) for each in authority.structures],
            "unsent": [b64(each) for each in authority.unsent],
        }
        write_secret_file(self.file, canon(fields))


def _now(clock: Clock) -> int:
    return int(clock.now().timestamp())


def _skey(structure: Structure, at: int) -> Statement:
    fields = {
        "structure": structure.id.hex(),
        "skv": structure.skv,
        "x": b64(structure.keys(structure.skv).x_public),
    }
    return make("skey", fields, signers=[structure.registrar], at=at)


def _mkey(structure: Structure, member: Member, skv: int, at: int) -> Statement:
    box = seal(
        Label.MEMBER,
        member.x,
        structure.seeds[skv - 1],
        structure=structure.id,
        skv=skv,
        pro=member.pro,
    )
    fields = {
        "structure": structure.id.hex(),
        "skv": skv,
        "pro": member.pro.hex(),
        "box": b64(box),
    }
    return make("mkey", fields, signers=[structure.registrar], at=at)


def _member(structure: Structure, member: Member, at: int) -> Statement:
    fields = {
        "structure": structure.id.hex(),
        "pro": member.pro.hex(),
        "ed": b64(member.ed),
        "x": b64(member.x),
        "login": member.login,
        "name": member.name,
        "role": member.role,
        "state": "active" if member.is_active else "removed",
        "n": member.n,
    }
    return make("member", fields, signers=[structure.registrar], at=at)


def _written_structure(structure: Structure) -> dict[str, Any]:
    return {
        "id": structure.id.hex(),
        "name": structure.name,
        "registrar": {"id": structure.registrar.id.hex(), "seed": b64(structure.registrar.seed)},
        "seeds": [b64(each) for each in structure.seeds],
        "pepper": b64(structure.pepper),
        "pepper_n": structure.pepper_n,
        "members": [
            {
                "pro": each.pro.hex(),
                "login": each.login,
                "name": each.name,
                "role": each.role,
                "ed": b64(each.ed),
                "x": b64(each.x),
                "n": each.n,
                "is_active": each.is_active,
            }
            for each in structure.members
        ],
    }


def _read_structure(found: dict[str, Any]) -> Structure:
    registrar = found["registrar"]
    return Structure(
        id=bytes.fromhex(found["id"]),
        name=found["name"],
        registrar=Identity(bytes.fromhex(registrar["id"]), unb64(registrar["seed"])),
        seeds=[unb64(each) for each in found["seeds"]],
        pepper=unb64(found["pepper"]),
        pepper_n=found["pepper_n"],
        members=[
            Member(
                pro=bytes.fromhex(each["pro"]),
                login=each["login"],
                name=each["name"],
                role=each["role"],
                ed=unb64(each["ed"]),
                x=unb64(each["x"]),
                n=each["n"],
                is_active=each["is_active"],
            )
            for each in found["members"]
        ],
    )
