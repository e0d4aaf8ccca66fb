"""Custody: the one part of the server that ever sees `auth`, with tables of its own.

It opens the boxes entrusted to it, keeps of each `auth` a bcrypt hash (AUT-04), and says
whether one given now is right, locking an account as posts do (AUT-05): ten failures,
2 minutes, doubling up to a day. A login nobody has is answered, and locks, like any other.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.crypto.credentials import custody_check, custody_hash, custody_open_auth
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import BoxKey
from kiosk.crypto.statements import Statement
from kiosk.domain.lock import NEVER_FAILED, LockRecord, after_failure, remaining_s, seen
from kiosk.ports import Clock
from sync.server.keys.places import custody_place
from sync.server.keys.port import Wrapping
from sync.server.store.database import Database, Rows

__all__ = ["Custody", "Entrusted", "Locked"]

log = logging.getLogger("reconnect.custody")

FORGET_S = 30 * 86400
"""Failures of a login are forgotten after a month without any, unless it is locked."""


@dataclass(frozen=True, slots=True)
class Locked:
    """No try is counted now; the next one in `seconds`."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Entrusted:
    """One statement for custody, at its place in the server's order."""

    sequence: int
    statement: Statement


@dataclass(slots=True)
class Custody:
    """Answers whether an `auth` is right. `cost` of bcrypt is lowered by tests alone."""

    database: Database
    key: BoxKey
    keys: Wrapping
    clock: Clock
    nobody: bytes = field(repr=False)
    """A hash of no password: unknown logins take as long as known ones."""
    cost: int | None = None
    _turns: dict[bytes, threading.Lock] = field(default_factory=dict, repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def take_in(self, waiting: Callable[[int], list[Entrusted]]) -> int:
        """Take what was entrusted since the last time; return how many.

        `waiting` gives what comes after a number. Each is hashed outside the transaction
        that records it, and recorded with its place: a crash repeats one and skips none.
        """
        count = 0
        while True:
            with self.database.reading() as rows:
                row = rows.one("SELECT last_seq FROM place WHERE one = 1")
            batch = waiting(int(row[0]) if row else 0)
            if not batch:
                return count
            for each in batch:
                self._take_in_one(each)
                count += 1

    def check(self, account: bytes, id: bytes | None, auth: bytes) -> bool | Locked:
        """Say whether `auth` is that of the person `id`; count it when it is not.

        `account` names the login, known (then `id` is given) or not. Tries on one account
        go one after the other, so that many at once are not one try.
        """
        with self._turn(account):
            with self.database.writing() as rows:
                record = self._record(rows, account)
                seconds = remaining_s(record, boottime_s=self.clock.boottime_s())
                if seconds:
                    return Locked(seconds)
                row = None
                if id is not None:
                    row = rows.one("SELECT hash FROM verifier WHERE id = ?", (id,))
            kept = self.nobody
            if id is not None and row is not None:
                kept = self.keys.unwrap(custody_place(id), bytes(row[0]))
            is_right = custody_check(kept, auth) and row is not None
            with self.database.writing() as rows:
                if is_right:
                    rows.run("DELETE FROM attempt WHERE account = ?", (account,))
                else:
                    failed = after_failure(
                        record,
                        boottime_s=self.clock.boottime_s(),
                        boot_id=self.clock.boot_id(),
                    )
                    self._put_record(rows, account, failed)
            return is_right

    def sweep(self) -> None:
        """Forget old failures that lock nothing any more."""
        with self.database.writing() as rows:
            rows.run("DELETE FROM attempt WHERE last_at < ?", (self._now() - FORGET_S,))

    def _take_in_one(self, each: Entrusted) -> None:
        statement = each.statement
        hashed: bytes | None = None
        if statement.text("kind") == "open":
            try:
                auth = custody_open_auth(self.key, statement)
            except CannotOpen:
                # Signed by the person, yet not for us: another server's box, or nonsense.
                log.warning("entrusted box does not open", extra={"seq": each.sequence})
            else:
                hashed = (
                    custody_hash(auth) if self.cost is None else custody_hash(auth, cost=self.cost)
                )
        person = statement.id("person")
        with self.database.writing() as rows:
            if hashed is not None:
                rows.run(
                    "INSERT INTO verifier (id, n, hash) VALUES (?, ?, ?)"
                    " ON CONFLICT (id) DO UPDATE SET n = excluded.n, hash = excluded.hash"
                    " WHERE verifier.n <= excluded.n",
                    (
                        person,
                        statement.number("n"),
                        self.keys.wrap(custody_place(person), hashed),
                    ),
                )
            rows.run("UPDATE place SET last_seq = ? WHERE one = 1", (each.sequence,))

    def _record(self, rows: Rows, account: bytes) -> LockRecord:
        row = rows.one(
            "SELECT failures, locked_for_s, boot_id, until_ms FROM attempt WHERE account = ?",
            (account,),
        )
        if row is None:
            return NEVER_FAILED
        kept = LockRecord(int(row[0]), int(row[1]), str(row[2]), int(row[3]) / 1000)
        current = seen(kept, boottime_s=self.clock.boottime_s(), boot_id=self.clock.boot_id())
        if current != kept:
            self._put_record(rows, account, current)
        return current

    def _put_record(self, rows: Rows, account: bytes, record: LockRecord) -> None:
        rows.run(
            "INSERT INTO attempt (account, failures, locked_for_s, boot_id, until_ms, last_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (account) DO UPDATE SET"
            " failures = excluded.failures, locked_for_s = excluded.locked_for_s,"
            " boot_id = excluded.boot_id, until_ms = excluded.until_ms, last_at = excluded.last_at",
            (
                account,
                record.failures,
                record.locked_for_s,
                record.boot_id,
                int(record.until_s * 1000),
                self._now(),
            ),
        )

    def _turn(self, account: bytes) -> threading.Lock:
        with self._guard:
            if len(self._turns) > 10_000:
                self._turns = {k: lock for k, lock in self._turns.items() if lock.locked()}
            return self._turns.setdefault(account, threading.Lock())

    def _now(self) -> int:
        return int(self.clock.now().timestamp())
