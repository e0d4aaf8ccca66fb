"""What both databases of a post share: statements, outbox, journal, settings.

Callers own transactions: `with store.transaction() as tx` writes everything of the block
or nothing, and what must agree commits together (a statement, its place in the outbox,
its projection and the journal line). Reads work inside and outside of one.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, make, owner, parse, subject
from kiosk.domain.ids import StatementName
from kiosk.domain.retention import ACKNOWLEDGED_S, DRAFT_S, JOURNAL_BODY_S, over_before
from kiosk.journal.chain import GENESIS, ChainEntry, chained, entry_fields, verify_chain
from kiosk.ports import Clock
from kiosk.vault.database import Cell, ChangeMark, Database, Row, Sql
from kiosk.vault.outbox import Missing, OutboxCounts, OutboxRow, Queued, Weight, unit_of

__all__ = ["Reads", "Standing", "Store", "Tx", "blob", "number", "text"]

LOG_ENTRIES = 100
"""Journal entries in one `log` statement: well under the 64 KiB of a statement."""
IDLE_POSITION = "outbox.idle_position"
LOGGED_SEQ = "journal.logged_seq"
TRIMMED_SEQ, TRIMMED_H = "journal.trimmed_seq", "journal.trimmed_h"
NAMES_PER_QUERY = 500
REMOVABLE = frozenset({"item", "ticket", "affil"})
"""Types of which a refused statement may be taken out again."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The statement that holds for a subject: greatest (n, withdrawn, name) of its kind."""

    subject: bytes
    n: int
    is_withdrawn: bool
    name: StatementName


class Reads:
    """Queries; each sees what its own transaction has written so far."""

    def __init__(self, sql: Sql, clock: Clock) -> None:
        self._sql = sql
        self._clock = clock

    def statement(self, name: bytes) -> Statement | None:
        """Return the statement of that name, or None when it is not known here."""
        row = self._sql.row("SELECT wire FROM statement WHERE name = ?", (name,))
        return parse(blob(row[0])) if row else None

    def statements(
        self, type: str, owner: bytes | None = None, subject: bytes | None = None
    ) -> list[Statement]:
        """Return known statements of a type, in the order in which they arrived."""
        where, values = ["type = ?"], [type]
        cells: list[Cell] = [*values]
        for column, value in (("owner", owner), ("subject", subject)):
            if value is not None:
                where.append(f"{column} = ?")
                cells.append(value)
        rows = self._sql.rows(
            f"SELECT wire FROM statement WHERE {' AND '.join(where)} ORDER BY seq",  # noqa: S608 - our own column names
            cells,
        )
        return [parse(blob(row[0])) for row in rows]

    def names_known(self, names: Iterable[bytes]) -> frozenset[bytes]:
        """Return those of `names` that are known here."""
        asked = list(names)
        known: set[bytes] = set()
        for start in range(0, len(asked), NAMES_PER_QUERY):
            some = asked[start : start + NAMES_PER_QUERY]
            marks = ",".join("?" * len(some))
            rows = self._sql.rows(f"SELECT name FROM statement WHERE name IN ({marks})", some)  # noqa: S608 - question marks only
            known.update(blob(row[0]) for row in rows)
        return frozenset(known)

    def setting(self, key: str) -> bytes | None:
        """Return a setting, or None."""
        row = self._sql.row("SELECT value FROM setting WHERE key = ?", (key,))
        return blob(row[0]) if row else None

    def setting_number(self, key: str, default: int = 0) -> int:
        """Return a setting that is a whole number."""
        held = self.setting(key)
        return default if held is None else int(held)

    def standing(self, kind: str, owner: bytes, subject: bytes) -> Standing | None:
        """Return the statement that holds, or None when none is known."""
        row = self._sql.row(
            "SELECT subject, n, is_withdrawn, name FROM standing"
            " WHERE kind = ? AND owner = ? AND subject = ?",
            (kind, owner, subject),
        )
        return _standing(row) if row else None

    def standings(self, kind: str, owner: bytes) -> list[Standing]:
        """Return every statement of a kind that holds for `owner`."""
        rows = self._sql.rows(
            "SELECT subject, n, is_withdrawn, name FROM standing WHERE kind = ? AND owner = ?",
            (kind, owner),
        )
        return [_standing(row) for row in rows]

    def standing_statement(self, kind: str, owner: bytes, subject: bytes) -> Statement | None:
        """Return the statement itself."""
        held = self.standing(kind, owner, subject)
        return None if held is None else self.statement(held.name)

    # --- outbox -------------------------------------------------------------------

    def outbox_batch(self, max_count: int, max_bytes: int) -> list[Queued]:
        """Return what to offer now: withdrawals, then the rest as it was written.

        An item waits until its parts are sent, so that nobody else ever shows a paper
        whose pages are missing; but a withdrawal does not wait for pages (DER-07).
        At least one, then at most `max_bytes` in all. Costs nothing when nothing waits.
        """
        batch: list[Queued] = []
        size = 0
        names = self._sql.rows(
            "SELECT name, weight, position FROM outbox"
            " WHERE state = 'queued' AND is_ready = 1 ORDER BY weight, position LIMIT ?",
            (max_count,),
        )
        for name, weight, position in names:
            row = self._sql.row("SELECT type, wire FROM statement WHERE name = ?", (name,))
            if row is None:
                raise LookupError("the outbox names a statement that is not here")
            wire = blob(row[1])
            if batch and size + len(wire) > max_bytes:
                break
            size += len(wire)
            batch.append(
                Queued(
                    StatementName(blob(name)),
                    text(row[0]),
                    Weight(number(weight)),
                    number(position),
                    wire,
                )
            )
        return batch

    def counts(self) -> OutboxCounts:
        """Return how many changes wait, went since the line was last empty, need a look."""
        idle = self.setting_number(IDLE_POSITION)
        waiting = self._count(
            "SELECT count(DISTINCT unit) FROM outbox WHERE state IN ('queued', 'waiting')"
        )
        to_check = self._count(
            "SELECT count(DISTINCT coalesce(unit, name)) FROM outbox WHERE state = 'refused'"
            " AND name NOT IN (SELECT name FROM kept_unsent)"
        )
        # "+" keeps SQLite on the position: all that was ever stored has the same state.
        done = self._count(
            "SELECT count(DISTINCT unit) FROM outbox WHERE position > ? AND +state = 'stored'"
            " AND unit NOT IN (SELECT unit FROM outbox"
            " WHERE state IN ('queued', 'waiting') AND unit IS NOT NULL)",
            idle,
        )
        return OutboxCounts(waiting, done, to_check)

    def outgoing(self, limit: int = 500) -> list[OutboxRow]:
        """Return what is not sent: what people count, and any housekeeping that was refused."""
        rows = self._sql.rows(
            "SELECT o.name, s.type, s.owner, o.unit, o.queued_at, o.is_ready, o.missing, o.code,"
            " k.name IS NOT NULL, s.subject FROM outbox o JOIN statement s ON s.name = o.name"
            " LEFT JOIN kept_unsent k ON k.name = o.name"
            " WHERE o.state IN ('queued', 'waiting', 'refused')"
            " AND (o.unit IS NOT NULL OR o.state = 'refused')"
            " ORDER BY o.state = 'refused' DESC, o.position LIMIT ?",
            (limit,),
        )
        return [
            OutboxRow(
                StatementName(blob(row[0])),
                text(row[1]),
                blob(row[2]),
                None if row[3] is None else blob(row[3]),
                number(row[4]),
                bool(row[5]),
                _missing(row[6]),
                None if row[7] is None else text(row[7]),
                bool(row[8]),
                blob(row[9]),
                row[7] is not None and self._removable(blob(row[0])) is not None,
            )
            for row in rows
        ]

    def outbox_state(self, name: bytes) -> str | None:
        """Return where a statement stands in the outbox; None once that is forgotten there."""
        row = self._sql.row("SELECT state FROM outbox WHERE name = ?", (name,))
        return text(row[0]) if row else None

    def has_unsent(self) -> bool:
        """True while anything at all, housekeeping too, is not acknowledged."""
        return (
            self._sql.row("SELECT 1 FROM outbox WHERE state IN ('queued', 'waiting') LIMIT 1")
            is not None
        )

    # --- journal ------------------------------------------------------------------

    def journal_head(self) -> ChainEntry | None:
        """Return the last entry, or None when nothing was done yet."""
        row = self._sql.row("SELECT seq, entry, h FROM journal ORDER BY seq DESC LIMIT 1")
        return _entry(row) if row else None

    def journal_entries(self, after: int = 0, limit: int = 1000) -> list[ChainEntry]:
        """Return entries in order, after number `after`."""
        rows = self._sql.rows(
            "SELECT seq, entry, h FROM journal WHERE seq > ? ORDER BY seq LIMIT ?", (after, limit)
        )
        return [_entry(row) for row in rows]

    def journal_since(self, at: int) -> list[ChainEntry]:
        """Return entries written since then, by this machine's clock, in order."""
        rows = self._sql.rows("SELECT seq, entry, h FROM journal WHERE at >= ? ORDER BY seq", (at,))
        return [_entry(row) for row in rows]

    def journal_about(self, person: bytes, limit: int = -1) -> list[ChainEntry]:
        """Return the newest entries about a person's safe, newest first."""
        rows = self._sql.rows(
            "SELECT seq, entry, h FROM journal WHERE person = ? ORDER BY seq DESC LIMIT ?",
            (person.hex(), limit),
        )
        return [_entry(row) for row in rows]

    def journal_base(self) -> tuple[int, bytes]:
        """Return number and hash of the last entry let go (TRC-08): the first kept one stands
        on it. (0, `GENESIS`) while every entry is here."""
        h = self.setting(TRIMMED_H)
        return (0, GENESIS) if h is None else (self.setting_number(TRIMMED_SEQ), h)

    def verify_journal(self) -> int:
        """Check the chain from its first kept entry; return how many entries it had in all.

        Raises IntegrityFailure if it is broken.
        """
        base, h = self.journal_base()
        entries = self.journal_entries(limit=-1)
        verify_chain(entries, before=h, first=base + 1)
        return base + len(entries)

    def _removable(self, name: bytes) -> Statement | None:
        """Return a refused statement that may be taken out; None for any other.

        Only what nothing else rests on: a paper, a code for a post, an affiliation. Never
        what withdraws (it would be granting back, DER-07), a consent (CNS-14), the journal,
        or an account and its keys.
        """
        row = self._sql.row(
            "SELECT 1 FROM outbox WHERE name = ? AND state = 'refused' AND weight > ?",
            (name, int(Weight.WITHDRAWAL)),
        )
        statement = self.statement(name) if row else None
        if statement is None or statement.type not in REMOVABLE:
            return None
        return None if self._is_rested_on(statement) else statement

    def _is_rested_on(self, statement: Statement) -> bool:
        """Return whether something known here was made from `statement`, or came after it."""
        held = self.standing(statement.type, owner(statement), subject(statement))
        return held is not None and held.name != statement.name

    def _now(self) -> int:
        return int(self._clock.now().timestamp())

    def _count(self, sql: str, *values: Cell) -> int:
        row = self._sql.row(sql, values)
        return number(row[0]) if row else 0


class Tx(Reads):
    """An open transaction. Of no use after the block that gave it."""

    _chain = ""
    """Which of the post's two journals this database keeps."""

    def __init__(self, sql: Sql, clock: Clock) -> None:
        super().__init__(sql, clock)
        self._is_awake = False
        """True once this transaction has offered again all that waited."""

    def put_statement(
        self,
        statement: Statement,
        *,
        queue: bool,
        weight: Weight | None = None,
        unit: bytes | None = None,
    ) -> bool:
        """Keep a statement and what follows from it; return False if it was known already.

        `queue`: it was made here, offer it to the server. `weight` is found from what it
        says when not given; `unit`, the id under which people count it as a change, too
        (give the same one to statements that one gesture made). The caller has verified
        signatures and rights (`kiosk.crypto.trust`). Harmless when repeated.
        """
        now = self._now()
        added = self._sql.execute(
            "INSERT INTO statement (name, type, owner, subject, at, wire)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING",
            (
                statement.name,
                statement.type,
                owner(statement),
                subject(statement),
                statement.at,
                statement.wire,
            ),
        )
        if added == 0:
            return False
        if weight is None:
            weight = self._weight_of(statement)
        is_ready = self._project(statement, made_here=queue)
        if queue:
            self._sql.execute(
                "INSERT INTO outbox (name, weight, unit, state, is_ready, queued_at)"
                " VALUES (?, ?, ?, 'queued', ?, ?)",
                (
                    statement.name,
                    int(weight),
                    unit or unit_of(statement),
                    int(is_ready or weight <= Weight.WITHDRAWAL),
                    now,
                ),
            )
        else:
            # What the server waited for may just have come from it.
            self.wake_waiting()
        return True

    def set_setting(self, key: str, value: bytes | int | None) -> None:
        """Keep a setting; None forgets it."""
        if value is None:
            self._sql.execute("DELETE FROM setting WHERE key = ?", (key,))
            return
        raw = value if isinstance(value, bytes) else str(value).encode()
        self._sql.execute(
            "INSERT INTO setting (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, raw),
        )

    # --- outbox -------------------------------------------------------------------

    def mark_stored(self, name: bytes, server_seq: int, receipt: bytes) -> None:
        """The server has it: kept 7 days to be offered again if the server is restored."""
        self.mark_all_stored([(name, server_seq, receipt)])

    def mark_all_stored(self, receipts: Sequence[tuple[bytes, int, bytes]]) -> None:
        """The server has all of them: (name, its sequence, its receipt)."""
        now = self._now()
        self._sql.many(
            "UPDATE outbox SET state = 'stored', server_seq = ?, receipt = ?, stored_at = ?,"
            " missing = NULL, code = NULL WHERE name = ? AND state <> 'stored'",
            ((server_seq, receipt, now, name) for name, server_seq, receipt in receipts),
        )
        self.wake_waiting()
        self._note_idle()

    def mark_waiting(self, name: bytes, missing: Sequence[Missing]) -> None:
        """The server lacks something else first: offered again when anything has moved."""
        self._is_awake = False
        self._sql.execute(
            "UPDATE outbox SET state = 'waiting', missing = ? WHERE name = ? AND state = 'queued'",
            (json.dumps([list(pair) for pair in missing]), name),
        )

    def wake_waiting(self) -> int:
        """Offer again what waited; return how many. Called too at the start of each pass."""
        if self._is_awake:
            return 0
        self._is_awake = True
        return self._sql.execute(
            "UPDATE outbox SET state = 'queued', missing = NULL WHERE state = 'waiting'"
        )

    def mark_refused(self, name: bytes, code: str) -> None:
        """A rule of the server says no: parked with its code, blocks nothing, stays visible."""
        self._sql.execute(
            "UPDATE outbox SET state = 'refused', code = ?, missing = NULL"
            " WHERE name = ? AND state <> 'stored'",
            (code, name),
        )
        self._note_idle()

    def retry(self, name: bytes) -> bool:
        """Offer a refused statement again, at a person's request; False for any other.

        Nothing is signed anew: its name stays the idempotency key.
        """
        self._sql.execute("DELETE FROM kept_unsent WHERE name = ?", (name,))
        return (
            self._sql.execute(
                "UPDATE outbox SET state = 'queued', code = NULL"
                " WHERE name = ? AND state = 'refused'",
                (name,),
            )
            > 0
        )

    def retry_told(self, told: Callable[[], Iterable[bytes]]) -> int:
        """Offer again what was refused here while the server holds it all the same; return how
        many. A request thought lost may arrive once the reason to refuse it is gone; the
        receipt comes with the answer. `told` gives names; it is asked when some are refused."""
        rows = self._sql.rows("SELECT name FROM outbox WHERE state = 'refused'")
        refused = {blob(row[0]) for row in rows}
        return sum(map(self.retry, refused.intersection(told()))) if refused else 0

    def retry_members(self, told: Callable[[], Iterable[bytes]]) -> int:
        """Offer again what a restored server refused for want of an affiliation, though it was
        acknowledged once: whoever made that affiliation has brought it back by now. `told`
        gives the persons of whom one is told; it is asked when something was refused so.
        Returns how many. What somebody decided to keep here stays."""
        refused = [
            (blob(name), blob(owner))
            for name, owner in self._sql.rows(
                "SELECT o.name, s.owner FROM outbox o JOIN statement s ON s.name = o.name"
                " WHERE o.state = 'refused' AND o.code = 'not_a_member'"
                " AND o.stored_at IS NOT NULL"
                " AND NOT EXISTS (SELECT 1 FROM kept_unsent k WHERE k.name = o.name)"
                " ORDER BY o.position"
            )
        ]
        persons = frozenset(told()) if refused else frozenset()
        return sum(self.retry(name) for name, owner in refused if owner in persons)

    def keep_unsent(self, name: bytes) -> bool:
        """Keep a refused statement on this post and ask about it no more; False for any other."""
        return (
            self._sql.execute(
                "INSERT INTO kept_unsent (name, at) SELECT name, ? FROM outbox"
                " WHERE name = ? AND state = 'refused' ON CONFLICT (name) DO NOTHING",
                (self._now(), name),
            )
            > 0
        )

    def take_out(self, name: bytes) -> bool:
        """Take a refused statement out of this post, with all it did to what screens show.

        Its bytes stay a day, for `put_back`. Returns False, and changes nothing, for what was
        not refused or may not go (`OutboxRow.may_be_taken_out`).
        """
        statement = self._removable(name)
        if statement is None:
            return False
        self._sql.execute(
            "INSERT INTO taken_out (name, owner, wire, weight, unit, queued_at, code, at)"
            " SELECT name, ?, ?, weight, unit, queued_at, code, ? FROM outbox WHERE name = ?",
            (owner(statement), statement.wire, self._now(), name),
        )
        self._sql.execute("DELETE FROM statement WHERE name = ?", (name,))
        self._unproject(statement)
        self._note_idle()
        return True

    def put_back(self, name: bytes) -> bool:
        """Undo `take_out`: to be checked again, as it was; False when its day is over."""
        row = self._sql.row(
            "SELECT wire, weight, unit, queued_at, code FROM taken_out WHERE name = ?", (name,)
        )
        if row is None:
            return False
        self._sql.execute("DELETE FROM taken_out WHERE name = ?", (name,))
        statement = parse(blob(row[0]))
        unit = None if row[2] is None else blob(row[2])
        if self.put_statement(statement, queue=True, weight=Weight(number(row[1])), unit=unit):
            self._sql.execute(
                "UPDATE outbox SET queued_at = ? WHERE name = ?", (number(row[3]), name)
            )
            self.mark_refused(name, text(row[4]))
        return True

    def forget_taken_out(self) -> list[Statement]:
        """Drop what was taken out more than a day ago; return what it was."""
        before = over_before(DRAFT_S, self._now())
        rows = self._sql.rows("SELECT wire FROM taken_out WHERE at < ?", (before,))
        self._sql.execute("DELETE FROM taken_out WHERE at < ?", (before,))
        return [parse(blob(row[0])) for row in rows]

    def offer_again(self, after_seq: int) -> int:
        """Queue again what was acknowledged above `after_seq`; return how many.

        For a server whose sequence went backwards (restored from a backup). The name is
        the idempotency key, so what it still has is answered "known". When it was acknowledged
        stays: see `retry_members`.
        """
        return self._queue_again("server_seq > ?", after_seq)

    def _queue_again(self, which: str, value: Cell) -> int:
        """Queue again those of what was acknowledged that a condition of ours names."""
        return self._sql.execute(
            "UPDATE outbox SET state = 'queued', server_seq = NULL, receipt = NULL"  # noqa: S608
            f" WHERE state = 'stored' AND {which}",
            (value,),
        )

    def forget_acknowledged(self) -> int:
        """Drop the outbox rows (not the statements) acknowledged more than 7 days ago."""
        return self._sql.execute(
            "DELETE FROM outbox WHERE state = 'stored' AND stored_at < ?",
            (over_before(ACKNOWLEDGED_S, self._now()),),
        )

    # --- journal ------------------------------------------------------------------

    def journal(
        self,
        actor: bytes,
        person: bytes | None,
        action: str,
        **ids_and_counts: bytes | str | int,
    ) -> ChainEntry:
        """Add an entry, in the transaction of what it tells (FORMAT.md flow 6.14).

        Raises ValueError for a detail that is neither an id, a count nor a plain word.
        """
        fields = entry_fields(
            at=self._now(), actor=actor, person=person, action=action, details=ids_and_counts
        )
        entry = chained(self.journal_head(), fields)
        self._sql.execute(
            "INSERT INTO journal (seq, at, entry, h) VALUES (?, ?, ?, ?)",
            (entry.seq, self._now(), entry.raw, entry.h),
        )
        return entry

    def queue_log(self, device: Identity) -> list[Statement]:
        """Sign the entries made since the last `log` and queue them; () when there are none.

        Called at each exchange and at the end of each session.
        """
        made: list[Statement] = []
        logged = self.setting_number(LOGGED_SEQ)
        while entries := self.journal_entries(after=logged, limit=LOG_ENTRIES):
            last = entries[-1]
            fields: Mapping[str, object] = {
                "device": device.id.hex(),
                "chain": self._chain,
                "seq": last.seq,
                "h": last.h.hex(),
                "entries": [dict(entry.fields) for entry in entries],
            }
            statement = make("log", fields, signers=(device,), at=self._now())
            self.put_statement(statement, queue=True, weight=Weight.STATEMENT)
            made.append(statement)
            logged = last.seq
        self.set_setting(LOGGED_SEQ, logged)
        return made

    def trim_journal(self) -> int:
        """Let go of entries of more than twelve months that the server keeps; return how many.

        The signed batches they went out in go too: they hold the same entries. The newest
        entry always stays, because the next one stands on it.
        """
        head, (base, _) = self.journal_head(), self.journal_base()
        before = over_before(JOURNAL_BODY_S, self._now())
        row = self._sql.row("SELECT min(seq) FROM journal WHERE at >= ?", (before,))
        if head is None or row is None:
            return 0
        young = head.seq if row[0] is None else number(row[0])
        limit = min(young, head.seq, self._first_unsettled()) - 1
        held = self._sql.row("SELECT h FROM journal WHERE seq = ?", (limit,))
        if limit <= base or held is None:
            return 0
        for statement in self.statements("log"):
            if statement.text("chain") == self._chain and statement.number("seq") <= limit:
                self._sql.execute("DELETE FROM statement WHERE name = ?", (statement.name,))
        self.set_setting(TRIMMED_SEQ, limit)
        self.set_setting(TRIMMED_H, blob(held[0]))
        return self._sql.execute("DELETE FROM journal WHERE seq <= ?", (limit,))

    def _first_unsettled(self) -> int:
        """Return the number of the first entry that the server has not acknowledged."""
        rows = self._sql.rows(
            "SELECT s.wire FROM outbox o JOIN statement s ON s.name = o.name"
            " WHERE s.type = 'log' AND o.state <> 'stored'"
        )
        logs = [parse(blob(row[0])) for row in rows]
        firsts = [each.number("seq") - len(each.body["entries"]) + 1 for each in logs]
        return min([self.setting_number(LOGGED_SEQ) + 1, *firsts])

    # --- for the two stores -------------------------------------------------------

    @abstractmethod
    def _project(self, statement: Statement, *, made_here: bool) -> bool:
        """Update what screens read; return False when it must wait for its parts."""

    def _unproject(self, statement: Statement) -> None:
        """Show what is known without `statement`, which has just been taken out."""
        kind, subject_id = statement.type, subject(statement)
        self._sql.execute(
            "DELETE FROM standing WHERE name = ? AND kind = ?", (statement.name, kind)
        )
        for each in self.statements(kind, owner=owner(statement), subject=subject_id):
            self._project(each, made_here=False)

    def _weight_of(self, statement: Statement) -> Weight:
        """Return how urgent `statement` is."""
        match statement.body.get("state"):
            case "removed":
                return Weight.REPORT
            case "remove":
                return Weight.WITHDRAWAL
            case _:
                return Weight.STATEMENT

    def _stand(
        self,
        kind: str,
        owner: bytes,
        subject: bytes,
        statement: Statement,
        *,
        n: int,
        is_withdrawn: bool = False,
    ) -> None:
        """Let `statement` hold if it prevails: highest n; at equal n withdrawal, then name."""
        self._sql.execute(
            "INSERT INTO standing (kind, owner, subject, n, is_withdrawn, name)"
            " VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (kind, owner, subject) DO UPDATE SET"
            " n = excluded.n, is_withdrawn = excluded.is_withdrawn, name = excluded.name"
            " WHERE (excluded.n, excluded.is_withdrawn, excluded.name)"
            " > (standing.n, standing.is_withdrawn, standing.name)",
            (kind, owner, subject, n, int(is_withdrawn), statement.name),
        )

    def _note_idle(self) -> None:
        """Remember where the line was last empty, for "3 sur 7"."""
        if self.has_unsent():
            return
        row = self._sql.row("SELECT max(position) FROM outbox")
        if row and row[0] is not None:
            self.set_setting(IDLE_POSITION, number(row[0]))


TxT = TypeVar("TxT", bound=Tx)


class Store(Reads, Generic[TxT]):
    """One open database; used by one thread, closed by its owner."""

    def __init__(self, database: Database, clock: Clock) -> None:
        super().__init__(database, clock)
        self._database = database

    @contextmanager
    def transaction(self) -> Iterator[TxT]:
        """Write everything of the block, or nothing; nested use is refused."""
        with self._database.transaction():
            spent = _OneTransaction(self._database)
            try:
                yield self._begin(spent)
            finally:
                spent.is_over = True

    def change_mark(self) -> ChangeMark:
        """Return a mark that stays the same as long as nobody writes (see `Database`)."""
        return self._database.change_mark()

    def compact_log(self) -> None:
        """Take what was deleted off the disk (see `Database.compact_log`)."""
        self._database.compact_log()

    def close(self) -> None:
        self._database.close()

    @abstractmethod
    def _begin(self, sql: Sql) -> TxT: ...


class _OneTransaction:
    """The connection for the time of one transaction."""

    def __init__(self, sql: Sql) -> None:
        self._sql = sql
        self.is_over = False

    def execute(self, sql: str, values: Sequence[Cell] = ()) -> int:
        return self._held().execute(sql, values)

    def many(self, sql: str, rows: Iterable[Sequence[Cell]]) -> None:
        self._held().many(sql, rows)

    def rows(self, sql: str, values: Sequence[Cell] = ()) -> list[Row]:
        return self._held().rows(sql, values)

    def row(self, sql: str, values: Sequence[Cell] = ()) -> Row | None:
        return self._held().row(sql, values)

    def _held(self) -> Sql:
        if self.is_over:
            raise RuntimeError("this transaction is over")
        return self._sql


def blob(cell: Cell) -> bytes:
    """Return a cell that the schema says is bytes."""
    if not isinstance(cell, bytes):
        raise TypeError("the column holds bytes")
    return cell


def text(cell: Cell) -> str:
    """Return a cell that the schema says is text."""
    if not isinstance(cell, str):
        raise TypeError("the column holds text")
    return cell


def number(cell: Cell) -> int:
    """Return a cell that the schema says is a whole number."""
    if not isinstance(cell, int):
        raise TypeError("the column holds a whole number")
    return cell


def _standing(row: Row) -> Standing:
    return Standing(blob(row[0]), number(row[1]), bool(row[2]), StatementName(blob(row[3])))


def _entry(row: Row) -> ChainEntry:
    return ChainEntry(number(row[0]), blob(row[1]), blob(row[2]))


def _missing(cell: Cell) -> tuple[Missing, ...]:
    if cell is None:
        return ()
    return tuple((str(kind), str(id_)) for kind, id_ in json.loads(text(cell)))
