"""How a post comes in and how it is ended: the two statements, and the line that carries a code.

FORMAT.md section 3.4. An admin or a manager signs either; who may is for `trust.py` to say.
The code itself is told once and kept by nobody: who finds it within its day can enrol.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.crypto.encoding import b64, canon
from kiosk.crypto.keys import CODE_BYTES, Identity, ticket_identity
from kiosk.crypto.records import Label, seal
from kiosk.crypto.statements import TICKET_LIFE_S, Statement, make
from kiosk.ports import Rng

__all__ = ["CODE_PREFIX", "NewTicket", "code_of", "code_text", "end_of_post", "make_ticket"]

CODE_PREFIX = "rk1-"


@dataclass(frozen=True, slots=True)
class NewTicket:
    """A ticket to send, and the secret that goes to the post by hand or by QR."""

    statement: Statement
    id: bytes
    key: bytes = field(repr=False)
    expires_at: int


def make_ticket(
    structure: bytes, pepper: bytes, pepper_n: int, *, signer: Identity, at: int, rng: Rng
) -> NewTicket:
    """Draw a code and sign its ticket, good for one post and 24 hours."""
    key, id = rng.bytes(CODE_BYTES), rng.bytes(16)
    holder = ticket_identity(key, id)
    box = seal(Label.PEPPER, holder.x_public, pepper, structure=structure, device=id, n=pepper_n)
    expires_at = at + TICKET_LIFE_S
    fields = {
        "structure": structure.hex(),
        "ticket": id.hex(),
        "ed": b64(holder.ed_public),
        "x": b64(holder.x_public),
        "exp": expires_at,
        "pepper_n": pepper_n,
        "pepper": b64(box),
    }
    return NewTicket(make("ticket", fields, signers=[signer], at=at), id, key, expires_at)


def end_of_post(
    structure: bytes,
    device: bytes,
    *,
    ed: bytes,
    x: bytes,
    n: int,
    place: str,
    signer: Identity,
    at: int,
) -> Statement:
    """Sign that a post is one no more; `n` is one above what holds of it."""
    fields = {
        "structure": structure.hex(),
        "device": device.hex(),
        "ed": b64(ed),
        "x": b64(x),
        "state": "removed",
        "n": n,
        "place": place,
    }
    return make("device", fields, signers=[signer], at=at)


def code_text(
    url: str, certificate_sha256: bytes, root_ed: bytes, structure: bytes, ticket: NewTicket
) -> str:
    """Return the one line, typed or scanned, that makes a machine a post."""
    return code_of(url, certificate_sha256, root_ed, structure, ticket.id, ticket.key)


def code_of(
    url: str,
    certificate_sha256: bytes,
    root_ed: bytes,
    structure: bytes,
    ticket: bytes,
    key: bytes,
) -> str:
    """Return the line of a code from all it says; `sync.agent.code` reads it."""
    fields = {
        "u": url,
        "c": b64(certificate_sha256),
        "r": b64(root_ed),
        "s": structure.hex(),
        "t": ticket.hex(),
        "k": b64(key),
    }
    return CODE_PREFIX + b64(canon(fields))
