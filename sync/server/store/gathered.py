"""What one turn stores, gathered and written in sets: one order a table, not one a statement.

Statements get their numbers at once, in their order, and are written with them by `flush`;
whoever else takes a number or reads these rows by itself has `flush` called before. Nothing
commits here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sync.server.store import part_rows, records
from sync.server.store.part_rows import PartRow, PartState, Version
from sync.server.store.records import Record
from sync.server.store.seen import Seen

__all__ = ["Gathered"]


class Gathered:
    """Rows about to be stored; those who asked `seen` for them find them there already."""

    def __init__(self, seen: Seen, *, now: int) -> None:
        self._seen = seen
        self._now = now
        self._first = 0
        """Number of the first statement gathered."""
        self._records: list[Record] = []
        self._versions: list[Version] = []
        self._superseded: list[tuple[bytes, bytes, bytes]] = []
        self._awaited: dict[bytes, PartRow] = {}
        self._claimed: dict[bytes, PartRow] = {}

    def append(self, record: Record) -> int:
        """Give a statement its number."""
        if not self._records:
            self._first = records.last_number(self._seen.rows) + 1
        number = self._first + len(self._records)
        self._records.append(record)
        self._seen.sequences.note((record.owner, record.name), number)
        if record.type == "epoch":
            self._seen.epochs.note((record.owner, record.subject), True)
        return number

    def put_version(self, version: Version, previous: Sequence[bytes]) -> None:
        """Keep a version of an item, in the place of `previous` ones."""
        self._versions.append(version)
        owner, item = version.owner, version.item
        self._seen.spaces.note((owner, item, version.name), version.space)
        self._superseded += [(owner, item, name) for name in previous]

    def claim(self, id: bytes, owner: bytes, structure: bytes, sha256: bytes, size: int) -> None:
        """Let `owner` have a part that is theirs to have; a new one, or one gone, is awaited."""
        found = self._seen.parts.of(id)
        if found is None:
            row = PartRow(id, owner, b"", structure, sha256, size, PartState.AWAITED)
            self._awaited[id] = row
        else:
            is_gone = found.owner == owner and found.state is PartState.GONE
            state = PartState.AWAITED if is_gone else found.state
            row = replace(found, owner=owner, state=state)
            if row == found:
                return
            self._claimed[id] = row
        self._seen.parts.note(id, row)

    def flush(self) -> None:
        """Write what was gathered.

        Raises AssertionError, and nothing may be committed, when somebody took a number in
        between: a statement was told another one.
        """
        rows = self._seen.rows
        if self._records:
            if records.append(rows, self._records, now=self._now) != self._first:
                raise AssertionError("a number was taken while statements were gathered")
            self._records.clear()
        if self._versions:
            part_rows.put_versions(rows, self._versions)
            part_rows.supersede(rows, self._superseded)
            self._versions.clear()
            self._superseded.clear()
        if self._awaited:
            part_rows.await_parts(rows, list(self._awaited.values()), now=self._now)
            self._awaited.clear()
        if self._claimed:
            part_rows.claim(rows, list(self._claimed.values()), now=self._now)
            self._claimed.clear()
