"""Destroys what is deleted: rows, wrapped keys, parts, on the server and on every post (LIF-07).

What was acknowledged keeps its name and its number, so that a post that offers it again is
told the same; nothing else of it is left. Whoever sees the owner is ordered to forget, also
a post that is away: the order waits in its feed. Bytes of parts go after the commit; the
sweep takes what a crash left of them. Entries of the journal, ids and words only, go on for
their twelve months (TRC-08).

Functions take an open transaction and never commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from kiosk.crypto.encoding import canon
from sync.protocol.messages import Purge, PurgeKind, PurgeReason
from sync.server import journal, sights
from sync.server.store import part_rows, records, world
from sync.server.store.database import Rows
from sync.server.store.part_rows import PartState
from sync.server.store.records import Audience

__all__ = ["GONE", "Why", "is_gone", "purge_account", "purge_paper", "purge_person"]

GONE = "gone"
"""The type of a statement of which only name and number are left."""
OF_A_PERSON = (
    ("affiliation", "person"),
    ("concern", "person"),
    ("person", "person"),
    ("credential", "id"),
    ("login", "id"),
    ("item_part", "owner"),
    ("item_version", "owner"),
    ("custody_inbox", "owner"),
    ("activity", "person"),
    ("told_of_end", "person"),
    ("report_waiting", "person"),
)


class Why(StrEnum):
    """Why a safe is destroyed."""

    ASKED = "asked"
    """The person, or a parent of one under 16, asked for it (LIF-01, LIF-14)."""
    INACTIVE = "inactive"
    """Nobody used it for fifty years (LIF-02)."""


def is_gone(rows: Rows, person: bytes) -> bool:
    """Say whether a person's safe was destroyed."""
    return rows.one("SELECT 1 FROM gone WHERE person = ?", (person,)) is not None


def purge_person(
    rows: Rows, person: bytes, why: Why, *, account: bytes = b"", now: int
) -> list[bytes]:
    """Destroy a safe; return the parts whose bytes to remove after the commit.

    `account` names the login's tries to custody, which is told until it forgot them.
    Done again, it changes nothing and returns nothing.
    """
    if world.person(rows, person) is None:
        return []
    found = rows.all("SELECT DISTINCT part FROM item_part WHERE owner = ?", (person,))
    parts = [bytes(row[0]) for row in found]
    for part in parts:
        part_rows.set_state(rows, part, PartState.GONE, now=now)
    order = canon(Purge(PurgeKind.PERSON, person, PurgeReason.DELETED).as_json())
    keep_from = records.last_number(rows) + 1
    seen_by = rows.all("SELECT viewer FROM visible WHERE owner = ?", (person,))
    # A post whose sight ended may keep the person for a while yet: it is told as well.
    viewers = {bytes(viewer) for (viewer,) in seen_by} | records.who_forgot(rows, person)
    for viewer in sorted(viewers):
        records.conceal(rows, viewer, person, order, keep_from=keep_from)
    for table, column in OF_A_PERSON:
        rows.run(f"DELETE FROM {table} WHERE {column} = ?", (person,))  # noqa: S608 - names of ours
    _bury(rows, "owner = ?", (person,))
    rows.run(
        "INSERT INTO gone (person, at, why, account, is_done) VALUES (?, ?, ?, ?, 0)",
        (person, now, why.value, account),
    )
    journal.act(rows, "person_purged", now=now, person=person, why=why.value)
    return parts


def purge_paper(rows: Rows, owner: bytes, item: bytes, *, now: int) -> list[bytes]:
    """Destroy the versions of a paper that its deletion replaced; return the parts to remove."""
    live = part_rows.live_parts(rows, owner, item)
    versions = rows.all(
        "SELECT name FROM item_version WHERE owner = ? AND item = ? AND is_superseded = 1",
        (owner, item),
    )
    found = rows.all("SELECT part FROM item_part WHERE owner = ? AND item = ?", (owner, item))
    parts = sorted({bytes(row[0]) for row in found} - live)
    for part in parts:
        part_rows.set_state(rows, part, PartState.GONE, now=now)
    for (name,) in versions:
        records.retire(rows, owner, bytes(name))
        _bury(rows, "owner = ? AND name = ?", (owner, bytes(name)))
        rows.run(
            "DELETE FROM item_part WHERE owner = ? AND item = ? AND name = ?",
            (owner, item, bytes(name)),
        )
    rows.run(
        "UPDATE item_version SET deleted_at = -deleted_at"
        " WHERE owner = ? AND item = ? AND deleted_at > 0",
        (owner, item),
    )
    if parts:
        sights.forget_parts(rows, owner, PurgeReason.DELETED, parts, now=now)
    sights.forget_versions(rows, owner, [bytes(name) for (name,) in versions], now=now)
    is_person = world.person(rows, owner) is not None
    journal.act(
        rows,
        "paper_purged",
        now=now,
        person=owner if is_person else None,
        told={"item": item, "parts": len(parts)},
    )
    return parts


def purge_account(rows: Rows, structure: bytes, pro: bytes, *, now: int) -> None:
    """Destroy the credential and the boxed keys of a professional who left (ROL-29).

    The signed word that they were a member stays: what they signed for persons could not be
    checked without it (LIF-09).
    """
    for kind in ("cred", "mkey"):
        for kept in records.kept_by_subject(rows, structure, kind, pro):
            records.retire(rows, structure, kept.name)
            _bury(rows, "owner = ? AND name = ?", (structure, kept.name))
    rows.run("DELETE FROM credential WHERE id = ?", (pro,))
    rows.run("DELETE FROM login WHERE id = ?", (pro,))
    journal.act(rows, "account_purged", now=now, pro=pro, structure=structure)


def _bury(rows: Rows, which: str, values: Sequence[bytes]) -> None:
    """Leave name and number of these statements, and nothing else."""
    empty = b""
    rows.run(
        "UPDATE statement SET type = ?, subject = ?, author = ?, device = ?, audience = ?,"  # noqa: S608
        f" size = 0, is_wrapped = 0, wire = ? WHERE {which}",
        (GONE, empty, empty, empty, int(Audience.NOBODY), empty, *values),
    )
