"""Acts of maintenance on the store, in order: who runs the server leaves a trace of it.

Functions take an open transaction and never commit. `detail` holds ids and counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.crypto.encoding import canon, parse_canon
from sync.server.store.database import Rows

__all__ = ["Act", "Done", "acts", "maintenance", "note_migrations"]


class Act(StrEnum):
    """What was done."""

    BACKUP = "backup"
    RESTORE = "restore"
    MIGRATION = "migration"
    STRUCTURE_STATE = "structure_state"
    AGREEMENT = "agreement"


@dataclass(frozen=True, slots=True)
class Done:
    """One act, at its place in the order."""

    n: int
    at: int
    act: Act
    detail: dict[str, Any]


def maintenance(rows: Rows, act: Act, detail: dict[str, Any], *, now: int) -> None:
    """Record an act, in the transaction that does it where there is one."""
    rows.run(
        "INSERT INTO maintenance (n, at, act, detail)"
        " SELECT COALESCE(MAX(n), 0) + 1, ?, ?, ? FROM maintenance",
        (now, act.value, canon(detail)),
    )


def acts(rows: Rows) -> list[Done]:
    """Return every act, oldest first."""
    found = rows.all("SELECT n, at, act, detail FROM maintenance ORDER BY n")
    return [Done(int(n), int(at), Act(act), parse_canon(bytes(d))) for n, at, act, d in found]


def note_migrations(rows: Rows, *, now: int) -> None:
    """Record the steps of the schema that are applied and not yet recorded."""
    noted = {each.detail["version"] for each in acts(rows) if each.act is Act.MIGRATION}
    for version, name in rows.all("SELECT version, name FROM schema_version ORDER BY version"):
        if int(version) not in noted:
            detail = {"version": int(version), "name": str(name)}
            maintenance(rows, Act.MIGRATION, detail, now=now)
