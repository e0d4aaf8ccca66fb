"""How long each structure may use the server (ROL-33, LIF-17), and codes not used yet.

Functions take an open transaction and never commit.
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.protocol.messages import StructureState
from sync.server.operator_messages import Agreement
from sync.server.store.database import Rows

__all__ = ["Code", "agreement", "cancel_code", "codes_of", "put_agreement", "state_of"]


@dataclass(frozen=True, slots=True)
class Code:
    """An enrolment code, by the id of its ticket; `device` is empty until one used it."""

    ticket: bytes
    expires_at: int
    device: bytes


def agreement(rows: Rows, structure: bytes) -> Agreement | None:
    row = rows.one("SELECT starts_at, ends_at FROM agreement WHERE structure = ?", (structure,))
    return Agreement(int(row[0]), int(row[1])) if row else None


def put_agreement(rows: Rows, structure: bytes, found: Agreement) -> None:
    rows.run(
        "INSERT INTO agreement (structure, starts_at, ends_at) VALUES (?, ?, ?)"
        " ON CONFLICT (structure) DO UPDATE SET"
        " starts_at = excluded.starts_at, ends_at = excluded.ends_at",
        (structure, found.starts_at, found.ends_at),
    )


def state_of(rows: Rows, structure: bytes, said: StructureState, *, now: int) -> StructureState:
    """Return what a structure is now: what the operator said, within its agreement."""
    found = agreement(rows, structure)
    return found.state_at(now, said) if found else said


def codes_of(rows: Rows, structure: bytes) -> list[Code]:
    found = rows.all(
        "SELECT ticket, expires_at, device FROM ticket WHERE structure = ? ORDER BY expires_at",
        (structure,),
    )
    return [Code(bytes(ticket), int(at), bytes(device)) for ticket, at, device in found]


def cancel_code(rows: Rows, ticket: bytes, *, now: int) -> bool:
    """End a code that nobody used and whose time is not over; return False for any other."""
    return (
        rows.run(
            "UPDATE ticket SET expires_at = ? WHERE ticket = ? AND device = ? AND expires_at > ?",
            (now, ticket, b"", now),
        )
        > 0
    )
