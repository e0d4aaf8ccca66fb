"""Orders for reminders, sealed to custody alone: FORMAT.md sections 4.1 and 6.16.

Everybody else sees that somebody's order changed. An order that calls off looks like any.
"""

from __future__ import annotations

from kiosk.crypto.encoding import Z, b64, canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey, Identity
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.crypto.statements import Statement, make
from kiosk.domain.reminders import Reminder

__all__ = ["make_reminder", "open_reminder"]


def make_reminder(
    signer: Identity,
    reminder: Reminder,
    *,
    id: bytes,
    n: int,
    custody_x: bytes,
    at: int,
    person: bytes | None = None,
    structure: bytes = Z,
) -> Statement:
    """Return the order `id`, of which the greatest `n` counts.

    By the person, without `person` and `structure`; or by a pro for an affiliated person.
    """
    owner = signer.id if person is None else person
    box = seal(Label.REMIND, custody_x, canon(reminder.fields()), person=owner, remind=id, n=n)
    fields = {
        "person": owner.hex(),
        "remind": id.hex(),
        "structure": structure.hex(),
        "n": n,
        "box": b64(box),
    }
    return make("remind", fields, signers=[signer], at=at)


def open_reminder(custody: BoxKey, statement: Statement) -> Reminder:
    """Return what was ordered. Custody only. Raises CannotOpen, also for what is no reminder."""
    if statement.type != "remind":
        raise CannotOpen
    sealed = open_sealed(
        Label.REMIND,
        custody,
        statement.data("box"),
        person=statement.id("person"),
        remind=statement.id("remind"),
        n=statement.number("n"),
    )
    try:
        return Reminder.read(parse_canon(sealed))
    except ValueError as error:
        raise CannotOpen from error
