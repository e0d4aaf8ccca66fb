"""Statements as the server keeps them: wrapped keys under its own key, others as they came.

Also the server's `directory` for `kiosk.crypto.trust`: who may sign, as far as the stored
statements say.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from kiosk.crypto.encoding import Z
from kiosk.crypto.statements import Statement, parse
from kiosk.crypto.trust import Waiting
from sync.server.keys.places import record_place
from sync.server.keys.port import Keys, Placed
from sync.server.store import records, world
from sync.server.store.database import Rows
from sync.server.store.records import Audience, Kept, Record
from sync.server.store.world import AffiliationRow, MemberRow

__all__ = ["ROOT_MARK", "Shelf", "StoredDirectory"]

ROOT_MARK = "root_ed"

WRAPPED_TYPES = frozenset(
    {"cred", "grant", "mkey", "skprev", "epoch", "custody", "remind", "find", "ticket"}
)
"""Statements that carry a wrapped key, or what only custody may open: a thief of the database
gets nothing to guess against."""
CACHED = 20_000
"""Statements of charters, members, devices and persons kept parsed; about 2 KiB each."""


class Shelf:
    """Puts statements into the store and takes them out. Used from any thread."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._parsed: OrderedDict[bytes, Statement] = OrderedDict()
        self._guard = threading.Lock()

    def record(
        self,
        statement: Statement,
        *,
        name: bytes,
        owner: bytes,
        subject: bytes,
        audience: Audience,
        device: bytes,
        now: int,
    ) -> Record:
        """Return the row of a statement; types that carry wrapped keys are wrapped again."""
        wire = statement.wire
        is_wrapped = statement.type in WRAPPED_TYPES
        return Record(
            owner=owner,
            name=name,
            type=statement.type,
            subject=subject,
            author=statement.by,
            device=device,
            audience=audience,
            stored_at=now,
            size=len(wire),
            is_wrapped=is_wrapped,
            wire=self._keys.wrap(record_place(owner, name), wire) if is_wrapped else wire,
        )

    def wire(self, kept: Kept) -> bytes:
        """Return a statement as it travels. Raises CannotOpen for a row that was moved."""
        if kept.is_wrapped:
            return self._keys.unwrap(record_place(kept.owner, kept.name), kept.wire)
        return kept.wire

    def wires(self, kept: Sequence[Kept]) -> list[bytes]:
        """Return statements as they travel, asking for their keys together. Raises CannotOpen."""
        wrapped = [each for each in kept if each.is_wrapped]
        opened = iter(
            self._keys.unwrap_all([Placed(record_place(w.owner, w.name), w.wire) for w in wrapped])
        )
        return [next(opened) if each.is_wrapped else each.wire for each in kept]

    def statement(self, kept: Kept) -> Statement:
        """Return a kept statement, parsed at most once while it is often asked for."""
        with self._guard:
            found = self._parsed.get(kept.name)
            if found is not None:
                self._parsed.move_to_end(kept.name)
                return found
        found = parse(self.wire(kept))
        with self._guard:
            self._parsed[kept.name] = found
            if len(self._parsed) > CACHED:
                self._parsed.popitem(last=False)
        return found

    def named(self, rows: Rows, owner: bytes, name: bytes) -> Statement:
        """Return a statement a projection names."""
        with self._guard:
            found = self._parsed.get(name)
        if found is not None:
            return found
        kept = records.kept_statement(rows, owner, name)
        if kept is None:
            raise AssertionError("a projection names a statement that is not stored")
        return self.statement(kept)

    def latest(self, rows: Rows, owner: bytes, kind: str, subject: bytes) -> Statement | None:
        """Return the last statement of a kind about a subject."""
        kept = records.kept_by_subject(rows, owner, kind, subject)
        return self.statement(kept[-1]) if kept else None


class StoredDirectory:
    """Who may sign, read from one open transaction (`kiosk.crypto.trust.Directory`)."""

    def __init__(self, rows: Rows, shelf: Shelf) -> None:
        self._rows = rows
        self._shelf = shelf
        self._members: dict[tuple[bytes, bytes], MemberRow | None] = {}
        self._affiliations: dict[tuple[bytes, bytes], AffiliationRow | None] = {}

    def look_again(self) -> None:
        """Believe nothing read before: members or affiliations may have changed."""
        self._members.clear()
        self._affiliations.clear()

    def member_row(self, structure: bytes, pro: bytes) -> MemberRow | None:
        """Return what the store holds of a member, read once until `look_again`."""
        at = (structure, pro)
        if at not in self._members:
            self._members[at] = world.member(self._rows, structure, pro)
        return self._members[at]

    def affiliation_row(self, person: bytes, structure: bytes) -> AffiliationRow | None:
        """Return what the store holds of an affiliation, read once until `look_again`."""
        at = (person, structure)
        if at not in self._affiliations:
            self._affiliations[at] = world.affiliation(self._rows, person, structure)
        return self._affiliations[at]

    def root_ed(self) -> bytes:
        """Return the root this server serves; Waiting while no authority was set up."""
        found = world.mark(self._rows, ROOT_MARK)
        if found is None:
            raise Waiting(("root", Z))
        return found

    def charter(self, structure: bytes) -> Statement | None:
        return self._shelf.latest(self._rows, structure, "charter", Z)

    def skey(self, structure: bytes, skv: int) -> Statement | None:
        for kept in records.kept_by_subject(self._rows, structure, "skey", Z):
            found = self._shelf.statement(kept)
            if found.number("skv") == skv:
                return found
        return None

    def member(self, structure: bytes, pro: bytes) -> Statement | None:
        found = self.member_row(structure, pro)
        return self._shelf.named(self._rows, structure, found.name) if found else None

    def structure_of(self, pro: bytes) -> bytes | None:
        found = world.membership_of(self._rows, pro)
        return found.structure if found else None

    def device(self, id: bytes) -> Statement | None:
        found = world.device(self._rows, id)
        return self._shelf.named(self._rows, found.structure, found.name) if found else None

    def ticket(self, id: bytes) -> Statement | None:
        found = world.ticket(self._rows, id)
        return self._shelf.named(self._rows, found.structure, found.name) if found else None

    def identity(self, person: bytes) -> Statement | None:
        name = world.person(self._rows, person)
        return self._shelf.named(self._rows, person, name) if name else None

    def affiliation(self, person: bytes, structure: bytes) -> Statement | None:
        found = self.affiliation_row(person, structure)
        return self._shelf.named(self._rows, person, found.name) if found else None
