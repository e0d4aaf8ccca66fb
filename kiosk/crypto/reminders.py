"""Orders for reminders, sealed to custody alone, and its answers: FORMAT.md 4.1 and 6.16.

Everybody else sees that somebody's order changed. An order that calls off looks like any.
What became of an order is sealed to the key that the order names, and to no other.
"""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.crypto.encoding import Z, b64, canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey, Identity
from kiosk.crypto.records import Label, open_sealed, record_size, seal
from kiosk.crypto.statements import Statement, make
from kiosk.domain.reminders import NOTICES_MAX, Outcome, Reminder

__all__ = ["FATE_BOX_BYTES", "make_reminder", "open_fate", "open_reminder", "seal_fate"]

FATE_BOX_BYTES = record_size(Label.FATE, 0)
"""Of every answer: its few words are padded to one length."""


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


def seal_fate(
    reply_x: bytes, outcomes: Mapping[int, Outcome], *, person: bytes, remind: bytes, n: int
) -> bytes:
    """Return what became of the notices of an order, by their places, for whoever it names.

    Raises CannotOpen for a key that binds nobody.
    """
    told = canon({"notices": [[place, outcomes[place].value] for place in sorted(outcomes)]})
    return seal(Label.FATE, reply_x, told, person=person, remind=remind, n=n)


def open_fate(
    reply: BoxKey, box: bytes, *, person: bytes, remind: bytes, n: int
) -> dict[int, Outcome]:
    """Return what became of an order's notices. Raises CannotOpen for anything else."""
    opened = parse_canon(open_sealed(Label.FATE, reply, box, person=person, remind=remind, n=n))
    match opened:
        case {"notices": list(told), **more} if not more and len(told) <= NOTICES_MAX:
            try:
                return {int(place): Outcome(word) for place, word in told}
            except (TypeError, ValueError) as error:
                raise CannotOpen from error
        case _:
            raise CannotOpen
