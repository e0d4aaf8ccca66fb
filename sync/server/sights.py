"""Who gets to see whom: what a statement about a person does to what posts are told.

Rules of sync.md section 3.4 over the bare sights of `store.records`: a structure sees the
persons affiliated to it, a device the persons opened or present there for 30 days; and
whoever sees a person also sees what is public of every structure one needs to check
what was signed about them. Functions take an open transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kiosk.crypto.encoding import canon
from sync.protocol.messages import PURGE_NAMED_MAX_COUNT, Purge, PurgeKind, PurgeReason
from sync.server.store import records, world
from sync.server.store.database import Rows
from sync.server.store.records import FOREVER, Level

__all__ = [
    "SIGHT_S",
    "concern",
    "end_sights",
    "forget_parts",
    "forget_versions",
    "show_person",
    "show_structure",
    "withdraw_person",
]

SIGHT_S = 30 * 86400
"""How long a device sees a person it opened or who signed in there."""


def show_structure(rows: Rows, structure: bytes, *, now: int) -> None:
    """Let a structure see the whole of itself."""
    records.reveal(rows, structure, structure, Level.WHOLE, now=now)


def show_person(
    rows: Rows, viewer: bytes, person: bytes, *, until: int = FOREVER, now: int
) -> None:
    """Let a structure or device see a person, and first what checks their statements."""
    for structure in world.concerned(rows, person):
        records.reveal(rows, viewer, structure, Level.PUBLIC, now=now)
    records.reveal(rows, viewer, person, Level.WHOLE, until=until, now=now)


def concern(rows: Rows, person: bytes, structure: bytes, *, now: int) -> None:
    """Note that `structure` signs about `person`: their viewers get its public part."""
    if not world.put_concern(rows, person, structure):
        return
    viewers = rows.all("SELECT viewer FROM visible WHERE owner = ?", (person,))
    for (viewer,) in viewers:
        records.reveal(rows, bytes(viewer), structure, Level.PUBLIC, now=now)


def withdraw_person(rows: Rows, structure: bytes, person: bytes, *, keep_from: int) -> None:
    """End what a structure sees of a person, but the withdrawal itself (SHR-12) and the words
    about this affiliation that it follows.

    What one of its devices sees because the person opened their safe or signed in there
    is the person's own and goes on to its 30 days; new shared keys keep the structure out.
    """
    purge = Purge(PurgeKind.PERSON, person, PurgeReason.WITHDRAWN)
    records.tell_affiliations_again(rows, structure, person)
    records.conceal(rows, structure, person, canon(purge.as_json()), keep_from=keep_from)


def forget_parts(
    rows: Rows, person: bytes, why: PurgeReason, parts: Sequence[bytes], *, now: int
) -> None:
    """Tell every post that holds parts of this owner to delete these."""
    _order(rows, Purge(PurgeKind.PARTS, person, why, tuple(parts)), now=now)


def forget_versions(rows: Rows, owner: bytes, versions: Sequence[bytes], *, now: int) -> None:
    """Tell every post of versions that a deletion replaced and that are destroyed. One that was
    away may hold an early one and miss what leads from it to the deletion: to it, it stands."""
    _order(rows, Purge(PurgeKind.VERSIONS, owner, PurgeReason.DELETED, tuple(versions)), now=now)


def _order(rows: Rows, purge: Purge, *, now: int) -> None:
    """Give an order, in pieces that a page of changes can hold."""
    for at in range(0, len(purge.named), PURGE_NAMED_MAX_COUNT):
        some = replace(purge, named=purge.named[at : at + PURGE_NAMED_MAX_COUNT])
        records.order_to_forget(rows, purge.owner, canon(some.as_json()), now=now)


def end_sights(rows: Rows, *, now: int) -> int:
    """End the sights whose time is over; return how many. Run by the server's jobs."""
    ended = rows.all(
        "SELECT viewer, owner FROM visible WHERE until > 0 AND until <= ? LIMIT 500", (now,)
    )
    for viewer, owner in ended:
        # A post keeps who is unseen and affiliated: of a dormant one it hears that it is over.
        is_dormant = _is_dormant(rows, bytes(viewer), bytes(owner))
        why = PurgeReason.WITHDRAWN if is_dormant else PurgeReason.UNSEEN
        purge = Purge(PurgeKind.PERSON, bytes(owner), why)
        records.conceal(
            rows,
            bytes(viewer),
            bytes(owner),
            canon(purge.as_json()),
            keep_from=records.last_number(rows) + 1,
        )
    return len(ended)


def _is_dormant(rows: Rows, viewer: bytes, person: bytes) -> bool:
    device = world.device(rows, viewer)
    found = world.affiliation(rows, person, device.structure) if device else None
    return found is not None and found.state == world.DORMANT
