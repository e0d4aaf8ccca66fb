"""What waits to be sent: its order, and how many changes people see waiting.

The values and pure rules of the outbox; its rows are kept by `kiosk.vault.store`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from kiosk.crypto.statements import Statement
from kiosk.domain.ids import StatementName

__all__ = ["Missing", "OutboxCounts", "OutboxRow", "Queued", "Weight", "unit_of"]

Missing = tuple[str, str]
"""(kind, id in hex) of something the server or this machine does not know yet."""


class Weight(IntEnum):
    """What goes first: a withdrawal never waits behind a grant or a page (DER-07).

    Before other withdrawals goes the end of an access or a post that may be in other hands:
    who holds it could say more in the meantime (AUT-20).
    """

    REPORT = -1
    WITHDRAWAL = 0
    STATEMENT = 1


@dataclass(frozen=True, slots=True)
class Queued:
    """One statement to offer now; `name` is its idempotency key."""

    name: StatementName
    type: str
    weight: Weight
    position: int
    wire: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One line of what is not sent yet. `unit` is None for housekeeping."""

    name: StatementName
    type: str
    owner: bytes
    unit: bytes | None
    queued_at: int
    is_ready: bool
    """False while pages of the paper are still going out."""
    missing: tuple[Missing, ...]
    code: str | None
    """Why the server refused it; None when it did not."""
    is_kept: bool = False
    """True once somebody decided to keep it here without sending."""
    subject: bytes = b""
    """What it is about within its owner: of an item, the item."""
    may_be_taken_out: bool = False
    """True when it is refused and nothing else rests on it (`Tx.take_out`)."""


@dataclass(frozen=True, slots=True)
class OutboxCounts:
    """True counts for the sending line: a paper with its pages is one change."""

    waiting: int = 0
    done_since_idle: int = 0
    to_check: int = 0

    @property
    def total_since_idle(self) -> int:
        """Changes since the line was last empty: "Envoi : 3 sur 7" is done, total."""
        return self.done_since_idle + self.waiting


def unit_of(statement: Statement) -> bytes | None:
    """Return the id under which people count `statement` as a change; None for none.

    Journal batches, credentials and keys travel with what caused them and count as none.
    Every version of one paper counts as that paper.
    """
    match statement.type:
        case "item":
            return bytes.fromhex(statement.body["item"])
        case "identity":
            return bytes.fromhex(statement.body["person"])
        case "affil":
            return bytes.fromhex(statement.body["person"] + statement.body["structure"])
        case "ticket" | "device" as admitted_or_ended:
            return bytes.fromhex(statement.body[admitted_or_ended])
        case "member":
            return bytes.fromhex(statement.body["pro"])
        case "consent":
            return bytes.fromhex(statement.body["consent"])
        case _:
            return None
