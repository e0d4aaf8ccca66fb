"""Passwords around seeds: making, opening and entrusting a credential (FORMAT.md section 3.2).

A credential is an identity's seed under its password, signed by that identity. Opening the
envelope is the check of the password, on line or off: nothing else is compared.
"""

from __future__ import annotations

import hmac
import re

import bcrypt

from kiosk.crypto.encoding import b64, canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import (
    FORMAT_COSTS,
    FORMAT_FLOORS,
    BoxKey,
    Costs,
    Floors,
    Identity,
    PasswordKeys,
    check_costs,
    derive_password_keys,
)
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.crypto.statements import Statement, make, verify
from kiosk.domain.ids import ID_BYTES
from kiosk.ports import Rng

__all__ = [
    "CUSTODY_COST",
    "costs_of",
    "custody_check",
    "custody_hash",
    "custody_open_auth",
    "custody_open_contact",
    "keys_of",
    "make_credential",
    "make_custody_contact",
    "make_custody_open",
    "open_credential",
    "open_credential_with",
]

CUSTODY_COST = 12
"""bcrypt rounds, as a power of two: about 0.2 s a guess on top of Argon2id (AUT-04)."""

_CUSTODY_COST_MAX = 16
_BCRYPT = re.compile(rb"\$2b\$(\d\d)\$[./A-Za-z0-9]{53}")
_AUTH_BYTES = 32


def make_credential(
    identity: Identity,
    password: str,
    *,
    ver: int,
    rng: Rng,
    at: int,
    costs: Costs = FORMAT_COSTS,
    pepper: bytes | None = None,
    once: bool = False,
    floors: Floors = FORMAT_FLOORS,
) -> Statement:
    """Return the `cred` of `identity` under `password`, signed by it.

    `ver` counts a person's credentials up from 1. `once` marks a password somebody else
    chose, which the account replaces at its first opening (ROL-07). `pepper` for pros only.
    `floors` is for tests; the product passes none.
    """
    salt = rng.bytes(ID_BYTES)
    keys = derive_password_keys(
        password, id=identity.id, salt=salt, costs=costs, pepper=pepper, floors=floors
    )
    envelope = seal(
        Label.CRED,
        keys.kek,
        identity.seed,
        rng=rng,
        id=identity.id,
        ver=ver,
        salt=salt,
        m=costs.m,
        t=costs.t,
        p=costs.p,
    )
    fields = {
        "id": identity.id.hex(),
        "ver": ver,
        "salt": b64(salt),
        "m": costs.m,
        "t": costs.t,
        "p": costs.p,
        "envelope": b64(envelope),
        "once": once,
    }
    return make("cred", fields, signers=[identity], at=at)


def open_credential(
    statement: Statement,
    password: str,
    *,
    pepper: bytes | None = None,
    floors: Floors = FORMAT_FLOORS,
) -> Identity:
    """Return the identity a credential wraps, if this is its password.

    Costs are checked before a single guess is paid for, and the signature after: a server
    that changes salt, costs or seed is told apart from nobody, the answer is the same.
    Whoever knows the person's `identity` compares its `ed` too (`trust`).

    Raises: CannotOpen for a wrong password and for everything else.
    """
    return open_credential_with(
        statement, keys_of(statement, password, pepper=pepper, floors=floors)
    )


def keys_of(
    statement: Statement,
    password: str,
    *,
    pepper: bytes | None = None,
    floors: Floors = FORMAT_FLOORS,
) -> PasswordKeys:
    """Return `kek` and `auth` of a password for this credential's salt and costs.

    Raises: CannotOpen for another type of statement, and for costs outside the floors.
    """
    costs = costs_of(statement)
    check_costs(costs, floors)
    return derive_password_keys(
        password,
        id=statement.id("id"),
        salt=statement.data("salt"),
        costs=costs,
        pepper=pepper,
        floors=floors,
    )


def open_credential_with(statement: Statement, keys: PasswordKeys) -> Identity:
    """Return the identity, from keys derived already. Raises CannotOpen."""
    costs = costs_of(statement)
    seed = open_sealed(
        Label.CRED,
        keys.kek,
        statement.data("envelope"),
        id=statement.id("id"),
        ver=statement.number("ver"),
        salt=statement.data("salt"),
        m=costs.m,
        t=costs.t,
        p=costs.p,
    )
    identity = Identity(statement.id("id"), seed)
    verify(statement, [identity.ed_public])
    return identity


def costs_of(statement: Statement) -> Costs:
    """Return the costs a credential asks for. Raises CannotOpen for another type."""
    if statement.type != "cred":
        raise CannotOpen
    return Costs(statement.number("m"), statement.number("t"), statement.number("p"))


def make_custody_open(
    identity: Identity, auth: bytes, *, ver: int, custody_x: bytes, at: int
) -> Statement:
    """Return the statement that entrusts `auth` of credential `ver` to custody."""
    box = seal(Label.OPEN, custody_x, auth, id=identity.id, ver=ver)
    return _custody(identity, "open", ver, box, at)


def make_custody_contact(
    identity: Identity, contact: dict[str, str], *, n: int, custody_x: bytes, at: int
) -> Statement:
    """Return the statement that entrusts phone, e-mail and question to custody."""
    box = seal(Label.CONTACT, custody_x, canon(contact), id=identity.id, n=n)
    return _custody(identity, "contact", n, box, at)


def custody_open_auth(custody: BoxKey, statement: Statement) -> bytes:
    """Return the `auth` (32 bytes) entrusted by a `custody` of kind `open`. Custody only."""
    person, n, box = _entrusted(statement, "open")
    return open_sealed(Label.OPEN, custody, box, id=person, ver=n)


def custody_open_contact(custody: BoxKey, statement: Statement) -> dict[str, str]:
    """Return what a `custody` of kind `contact` entrusts. Custody only."""
    person, n, box = _entrusted(statement, "contact")
    contact = parse_canon(open_sealed(Label.CONTACT, custody, box, id=person, n=n))
    if not all(isinstance(value, str) for value in contact.values()):
        raise CannotOpen
    return contact


def custody_hash(auth: bytes, *, cost: int = CUSTODY_COST) -> bytes:
    """Return what custody keeps of `auth`: bcrypt of its 43 base64url characters.

    bcrypt reads 72 bytes and stops at a zero byte; neither can happen to base64url.
    """
    if len(auth) != _AUTH_BYTES:
        raise ValueError("auth is 32 bytes")
    return bcrypt.hashpw(b64(auth).encode(), bcrypt.gensalt(cost))


def custody_check(kept: bytes, auth: bytes) -> bool:
    """Return whether `kept` was made of this `auth`; a strange `kept` is never right."""
    form = _BCRYPT.fullmatch(kept)
    if len(auth) != _AUTH_BYTES or form is None or int(form[1]) > _CUSTODY_COST_MAX:
        return False
    return hmac.compare_digest(bcrypt.hashpw(b64(auth).encode(), kept), kept)


def _custody(identity: Identity, kind: str, n: int, box: bytes, at: int) -> Statement:
    fields = {"person": identity.id.hex(), "kind": kind, "n": n, "box": b64(box)}
    return make("custody", fields, signers=[identity], at=at)


def _entrusted(statement: Statement, kind: str) -> tuple[bytes, int, bytes]:
    if statement.type != "custody" or statement.text("kind") != kind:
        raise CannotOpen
    return statement.id("person"), statement.number("n"), statement.data("box")
