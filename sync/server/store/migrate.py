"""Numbered SQL files, applied once each, forward only.

`0001_what.sql`, `0002_…`: each runs in one transaction with its line in
`schema_version`, so a server killed in between finds the schema of before or after.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import Incompatible

__all__ = ["MIGRATIONS", "Migration", "migrations", "pending"]

MIGRATIONS = Path(__file__).parent / "migrations"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of a schema."""

    version: int
    name: str
    sql: str


def migrations(folder: Path) -> list[Migration]:
    """Return the steps of `folder` in order. Raises ValueError for a gap or a doubled number."""
    found = []
    for path in sorted(folder.glob("*.sql")):
        number, _, name = path.stem.partition("_")
        found.append(Migration(int(number), name, path.read_text(encoding="utf-8")))
    if [step.version for step in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations of {folder.name} are not numbered 1, 2, 3 …")
    return found


def pending(steps: list[Migration], applied: int) -> list[Migration]:
    """Return what is left to do at version `applied`.

    Raises: Incompatible("server.store_newer") when the store was written by a newer server.
    """
    if applied > len(steps):
        raise Incompatible("server.store_newer", version=applied)
    return steps[applied:]
