"""What one turn found in the store: asked in sets beforehand, and once where it was not.

A turn holds the writer, so nothing changes under it but by itself. What it stores it notes
here; what it changes by other ways it says by `look_again`.
"""

from __future__ import annotations

from sync.server.store import part_rows, records, world
from sync.server.store.database import Rows
from sync.server.store.part_rows import PartRow
from sync.server.store.records import Kept
from sync.server.store.sets import Asked
from sync.server.store.world import AffiliationRow, DeviceRow, MemberRow

__all__ = ["Seen"]

Pair = tuple[bytes, bytes]
Triple = tuple[bytes, bytes, bytes]


class Seen:
    """Rows of one open transaction, each asked for once."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.sequences: Asked[Pair, int] = Asked(lambda keys: records.sequences_of(rows, keys))
        """(owner, name) of a statement: its number."""
        self.epochs: Asked[Pair, bool] = Asked(
            lambda keys: dict.fromkeys(records.said_of(rows, "epoch", keys), True)
        )
        """(person, epoch): whether it was made."""
        self.persons: Asked[bytes, bytes] = Asked(lambda ids: world.persons(rows, ids))
        """Name of a person's `identity`."""
        self.affiliations: Asked[Pair, AffiliationRow] = Asked(
            lambda keys: world.affiliations_of(rows, keys)
        )
        """(person, structure)."""
        self.concerns: Asked[Pair, bool] = Asked(
            lambda keys: dict.fromkeys(world.concerns(rows, keys), True)
        )
        """(person, structure): whether it has signed about them."""
        self.spaces: Asked[Triple, str] = Asked(lambda keys: part_rows.spaces_of(rows, keys))
        """(owner, item, name) of a version."""
        self.parts: Asked[bytes, PartRow] = Asked(lambda ids: part_rows.parts(rows, ids))
        self.members: Asked[Pair, MemberRow] = Asked(
            lambda keys: {at: row for at in keys if (row := world.member(rows, *at)) is not None}
        )
        """(structure, pro)."""
        self.memberships: Asked[bytes, MemberRow] = Asked(
            lambda ids: {id: row for id in ids if (row := world.membership_of(rows, id))}
        )
        """Where a professional works."""
        self.devices: Asked[bytes, DeviceRow] = Asked(
            lambda ids: {id: row for id in ids if (row := world.device(rows, id))}
        )
        self.said: Asked[tuple[bytes, str, bytes], list[Kept]] = Asked(
            lambda keys: {at: records.kept_by_subject(rows, *at) for at in keys}
        )
        """(owner, type, subject): what was said of it, oldest first."""

    def look_again(self) -> None:
        """Believe nothing of who belongs where: it may have changed."""
        for asked in (self.persons, self.members, self.memberships, self.devices):
            asked.look_again()
        for pairs in (self.affiliations, self.concerns):
            pairs.look_again()
        self.said.look_again()
