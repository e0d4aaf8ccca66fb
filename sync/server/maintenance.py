"""Acts of maintenance, in the journal's tree: who runs the server cannot take one back (TRC-04).

Each is an entry of the server's own in the transaction that does the thing, so that a post
that has seen the tree's head sees any act that is changed or left out later. Functions take
an open transaction and never commit. Details are ids, counts and words of the code.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

from kiosk.crypto.encoding import parse_canon
from sync.server import journal
from sync.server.store import world
from sync.server.store.database import Rows

__all__ = ["Act", "maintenance", "note_schema"]

SCHEMA_NOTED = "schema.noted"
"""Mark: the newest step of the schema that the journal tells of."""
STRUCTURE_STATE = "structure_state"
"""Acts of the table of before that the tree tells already, as what became of the structure."""


class Act(StrEnum):
    """What was done; the word is the entry's action."""

    BACKUP = "backup"
    RESTORE = "restore"
    MIGRATION = "migration"
    AGREEMENT = "agreement"
    CODE_CANCELLED = "code_cancelled"
    ROOT_SET = "root_set"
    REWRAP = "rewrap"
    KEYS_MOVED = "keys_moved"
    SWEEP = "sweep"
    ANNOUNCE = "announce"
    CERTIFICATE = "certificate"
    REPORT = "report"
    AUDITOR = "auditor"
    JOB_RETRY = "job_retry"
    JOB_DROP = "job_drop"


def maintenance(rows: Rows, act: Act, *, now: int, **ids_and_counts: bytes | str | int) -> None:
    """Write an act in the journal, in the transaction that does it where there is one."""
    journal.act(rows, act, now=now, told=ids_and_counts)


def note_schema(rows: Rows, *, now: int) -> None:
    """Write what was done to the store before it could tell so itself.

    Steps of the schema are applied before there is a journal to write to; acts of servers
    up to version 3 of the schema lie in a table of their own. Both are told once.
    """
    for at, act, detail in rows.all("SELECT at, act, detail FROM maintenance_before ORDER BY n"):
        if act != STRUCTURE_STATE:
            journal.act(rows, Act(act), now=now, at=int(at), told=_plain(bytes(detail)))
    rows.run("DELETE FROM maintenance_before")
    noted = int(world.mark(rows, SCHEMA_NOTED) or b"0")
    steps = rows.all(
        "SELECT version, name FROM schema_version WHERE version > ? ORDER BY version", (noted,)
    )
    for version, name in steps:
        maintenance(rows, Act.MIGRATION, now=now, version=int(version), name=str(name))
    if steps:
        world.put_mark(rows, SCHEMA_NOTED, b"%d" % steps[-1][0])


def _plain(detail: bytes) -> dict[str, str | int]:
    """Return details as an entry takes them; a folder somebody had named becomes its hash."""
    return {
        key: said
        if isinstance(said, int) or said.replace("_", "").replace("-", "").isalnum()
        else hashlib.sha256(said.encode()).hexdigest()
        for key, said in parse_canon(detail).items()
    }
