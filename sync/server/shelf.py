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
from sync.server.store.seen import Seen

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


class StoredDirectory:
    """Who may sign, read from one open transaction (`kiosk.crypto.trust.Directory`)."""

    def __init__(self, seen: Seen, shelf: Shelf) -> None:
        self._seen = seen
        self._rows = seen.rows
        self._shelf = shelf

    def root_ed(self) -> bytes:
        """Return the root this server serves; Waiting while no authority was set up."""
        found = world.mark(self._rows, ROOT_MARK)
        if found is None:
            raise Waiting(("root", Z))
        return found

    def charter(self, structure: bytes) -> Statement | None:
        kept = self._seen.said.of((structure, "charter", Z))
        return self._shelf.statement(kept[-1]) if kept else None

    def skey(self, structure: bytes, skv: int) -> Statement | None:
        for kept in self._seen.said.of((structure, "skey", Z)) or ():
            found = self._shelf.statement(kept)
            if found.number("skv") == skv:
                return found
        return None

    def member(self, structure: bytes, pro: bytes) -> Statement | None:
        found = self._seen.members.of((structure, pro))
        return self._shelf.named(self._rows, structure, found.name) if found else None

    def structure_of(self, pro: bytes) -> bytes | None:
        found = self._seen.memberships.of(pro)
        return found.structure if found else None

    def device(self, id: bytes) -> Statement | None:
        found = self._seen.devices.of(id)
        return self._shelf.named(self._rows, found.structure, found.name) if found else None

    def ticket(self, id: bytes) -> Statement | None:
        found = world.ticket(self._rows, id)
        return self._shelf.named(self._rows, found.structure, found.name) if found else None

    def identity(self, person: bytes) -> Statement | None:
        name = self._seen.persons.of(person)
        return self._shelf.named(self._rows, person, name) if name else None

    def affiliation(self, person: bytes, structure: bytes) -> Statement | None:
        found = self._seen.affiliations.of((person, structure))
        return self._shelf.named(self._rows, person, found.name) if found else None
