"""Custody with its own tables: keeps hashes, counts tries, knows whom to remind.

It opens the boxes entrusted to it, keeps of each `auth` a bcrypt hash (AUT-04), and says
whether one given now is right, locking an account as posts do (AUT-05): ten failures,
2 minutes, doubling up to a day. A login nobody has is answered, and locks, like any other.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.crypto.credentials import (
    custody_check,
    custody_hash,
    custody_open_auth,
    custody_open_contact,
)
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.finding import open_find, open_question, seal_answer
from kiosk.crypto.keys import BoxKey
from kiosk.crypto.reminders import open_reminder
from kiosk.crypto.statements import Statement
from kiosk.domain.lock import NEVER_FAILED, LockRecord, after_failure, remaining_s, seen
from kiosk.domain.reminders import Reminder
from kiosk.ports import Clock, Rng
from sync.protocol.reminders import Fate
from sync.server.custody import finding
from sync.server.custody.port import (
    NOTHING_TAKEN,
    Entrusted,
    Locked,
    Place,
    Seeking,
    Waiting,
)
from sync.server.custody.reminders import (
    NoticeId,
    drop_of_structure,
    fates_of,
    forget_all_of,
    forget_past,
    keep_contact,
    keep_order,
    keep_wish,
)
from sync.server.keys.places import custody_place
from sync.server.keys.port import Wrapping
from sync.server.keys.server_keys import ServerKeys
from sync.server.store.database import Database, Rows
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.sqlite import SqliteDatabase

__all__ = ["Custody", "custody_tables", "local_custody"]

log = logging.getLogger("reconnect.custody")

FORGET_S = 30 * 86400
"""Failures of a login are forgotten after a month without any, unless it is locked."""
ANSWER_AFTER_S = 0.25
"""A search is answered this long after it was asked, no sooner: how long it took tells nothing."""


@dataclass(slots=True)
class Custody:
    """`Custodian` over tables. `cost` of bcrypt is lowered by tests alone."""

    database: Database
    key: BoxKey
    keys: Wrapping
    clock: Clock
    digest: finding.Digest
    """HMAC under a secret beside the tables, not in them."""
    nobody: bytes = field(repr=False)
    """A hash of no password: unknown logins take as long as known ones."""
    cost: int | None = None
    pause: Callable[[float], None] = time.sleep
    _turns: dict[bytes, threading.Lock] = field(default_factory=dict, repr=False)
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def public(self) -> bytes:
        return self.key.public

    def take_in(self, waiting: Waiting) -> int:
        count = 0
        while batch := waiting(self.place()):
            self.take(batch)
            count += len(batch)
        return count

    def place(self) -> Place:
        """Return the last one that was taken in."""
        with self.database.reading() as rows:
            row = rows.one("SELECT last_seq, name FROM place WHERE one = 1")
        return Place(int(row[0]), bytes(row[1])) if row else NOTHING_TAKEN

    def take(self, batch: Sequence[Entrusted]) -> None:
        """Take in what comes after `place`. Each is hashed outside the transaction that
        records it, and recorded with its place: a crash repeats one and skips none."""
        for each in batch:
            self._take_in_one(each)

    def check(self, account: bytes, id: bytes | None, auth: bytes) -> bool | Locked:
        """Tries on one account go one after the other, so that many at once are not one try."""
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

    def forget(self, person: bytes, account: bytes) -> None:
        with self.database.writing() as rows:
            rows.run("DELETE FROM verifier WHERE id = ?", (person,))
            rows.run("DELETE FROM attempt WHERE account = ?", (account,))
            forget_all_of(rows, person)
            finding.forget(rows, person)

    def search(self, seeking: Seeking) -> bytes | Locked | None:
        """Count the question, whether or not anybody is found, then answer it."""
        begun_s = self.clock.boottime_s()
        whose = {"search": seeking.search, "device": seeking.device, "pro": seeking.pro}
        try:
            opened = open_question(self.key, seeking.box, **whose)
        except CannotOpen:
            return None
        question = finding.Question(opened.sought, seeking.device, seeking.pro, seeking.box)
        with self.database.writing() as rows:
            seconds = finding.count(rows, self.digest, question, now=self._now())
        if seconds:
            return Locked(seconds)
        with self.database.reading() as rows:
            found = finding.find(rows, self.keys, self.digest, opened.sought)
        try:
            answer = seal_answer(opened.reply_x, found, **whose)
        except CannotOpen:  # a key to answer to that binds nobody
            return None
        self.pause(max(0.0, begun_s + ANSWER_AFTER_S - self.clock.boottime_s()))
        return answer

    def fates(self, person: bytes) -> Sequence[Fate]:
        with self.database.reading() as rows:
            return fates_of(rows, self.keys, person)

    def sweep(self) -> None:
        with self.database.writing() as rows:
            rows.run("DELETE FROM attempt WHERE last_at < ?", (self._now() - FORGET_S,))
            forget_past(rows, now=self._now())
            finding.forget_past(rows, now=self._now())

    def close(self) -> None:
        self.database.close()

    def _take_in_one(self, each: Entrusted) -> None:
        try:
            change = self._change(each.statement)
        except CannotOpen:
            # Signed by who may, yet not for us: another server's box, or nonsense.
            log.warning("entrusted box does not open", extra={"seq": each.sequence})
            change = None
        with self.database.writing() as rows:
            if change is not None:
                change(rows)
            rows.run(
                "UPDATE place SET last_seq = ?, name = ? WHERE one = 1",
                (each.sequence, each.statement.name),
            )

    def _change(self, said: Statement) -> Callable[[Rows], None] | None:
        """Open what was entrusted, outside the transaction, and return what to write.

        Raises: CannotOpen.
        """
        person = said.id("person")
        match said.type, said.body.get("kind"):
            case "custody", "open":
                return self._verifier(said)
            case "custody", "contact":
                contact, n = custody_open_contact(self.key, said), said.number("n")
                return lambda rows: keep_contact(rows, self.keys, person, n, contact)
            case "remind", _:
                return self._order(said, open_reminder(self.key, said))
            case "find", _:
                findable = open_find(self.key, said)
                telling = finding.Telling(person, said.id("structure"), said.number("n"))
                return lambda rows: finding.keep(rows, self.keys, self.digest, telling, findable)
            case "consent", "reminders":
                wants, said_at = said.text("answer") == "yes", min(said.at, self._now())
                return lambda rows: keep_wish(rows, person, wants=wants, at=said_at)
            case "affil", _ if said.text("state") == "remove":
                structure = said.id("structure")
                return lambda rows: drop_of_structure(rows, person, structure)
            case _:
                return None

    def _verifier(self, said: Statement) -> Callable[[Rows], None] | None:
        person, n = said.id("person"), said.number("n")
        auth = custody_open_auth(self.key, said)
        with self.database.reading() as rows:
            held = rows.one("SELECT n FROM verifier WHERE id = ?", (person,))
        if held is not None and int(held[0]) >= n:
            return None  # told again: hashing costs a quarter of a second
        hashed = custody_hash(auth) if self.cost is None else custody_hash(auth, cost=self.cost)

        def write(rows: Rows) -> None:
            rows.run(
                "INSERT INTO verifier (id, n, hash) VALUES (?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET n = excluded.n, hash = excluded.hash"
                " WHERE verifier.n <= excluded.n",
                (person, n, self.keys.wrap(custody_place(person), hashed)),
            )

        return write

    def _order(self, said: Statement, reminder: Reminder) -> Callable[[Rows], None]:
        ids = (said.id("person"), said.id("structure"), said.id("remind"))
        order = NoticeId(*ids, said.number("n"), 0)

        def write(rows: Rows) -> None:
            if not keep_order(rows, self.keys, order, reminder, now=self._now()):
                log.warning("too many reminders", extra={"structure": order.structure.hex()})

        return write

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


def custody_tables(database: str, folder: Path) -> Database:
    """Open custody's tables: its own file, or its own PostgreSQL database."""
    if not database:
        return SqliteDatabase(folder / "custody.db", MIGRATIONS / "custody")
    from sync.server.store.postgres import PostgresDatabase  # only beyond one machine

    return PostgresDatabase(database, MIGRATIONS / "custody_postgresql")


def local_custody(
    database: Database, keys: ServerKeys, clock: Clock, rng: Rng, cost: int | None = None
) -> Custody:
    """Return custody over its tables. `cost` of bcrypt is lowered by tests alone."""
    nobody = rng.bytes(32)
    return Custody(
        database=database,
        key=keys.custody,
        keys=keys.for_custody,
        clock=clock,
        digest=keys.digest,
        nobody=custody_hash(nobody) if cost is None else custody_hash(nobody, cost=cost),
        cost=cost,
    )
