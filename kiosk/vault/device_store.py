"""device.db: what a post is, whom it trusts, and the world of its structure.

Opens under the device secret, so it is readable as soon as the machine has started.
Holds nothing of any person that opens with it: of a work copy it knows the file, and the
rest sealed under the key of who took it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement
from kiosk.domain.announced import Maintenance
from kiosk.domain.ids import StructureId
from kiosk.domain.lease import Admission, TimeSeen, is_set_back, latest
from kiosk.domain.lock import NEVER_FAILED, LockRecord
from kiosk.domain.pins import Pinned, PinWord
from kiosk.domain.retention import DAY_S, JOURNAL_BODY_S, over_before
from kiosk.domain.work_copies import CopyState
from kiosk.ports import UNKNOWN_BOOT
from kiosk.vault.database import Cell, Sql
from kiosk.vault.store import Reads, Store, Tx, blob, number, text

__all__ = ["PIN_SERVER", "CopyRow", "DeviceReads", "DeviceStore", "DeviceTx", "Pins"]

DEVICE_ID, DEVICE_SEED = "device.id", "device.seed"
PIN_URL, PIN_CERTIFICATE, PIN_ROOT, PIN_STRUCTURE = (
    "pin.url",
    "pin.certificate",
    "pin.root",
    "pin.structure",
)
PIN_WORDS = "pin.words"
SHIFT_BOX, SHIFT_SKV, PEPPER_BOX, PEPPER_N = "shift.box", "shift.skv", "pepper.box", "pepper.n"
TREE_HEAD, TREE_ALARM = "journal.server_head", "journal.server_alarm"
CHAIN_PROOF = "journal.proof."
PIN_SERVER = "pin.server_ed"
"""The public key of the server's receipts and heads, pinned at enrolment."""
TREE_EVIDENCE, TREE_AGE = "journal.server_refused", "journal.server_age"
CURSOR, LAST_EXCHANGE, LEASE_UNTIL = "pull.cursor", "exchange.last_at", "lease.until"
SEEN = "post.seen_at."
"""Before the id of another post: when the server last let it in."""
TIME_SEEN, ADMISSION, PERSONS_UNSENT = "lease.time_seen", "lease.admission", "outbox.persons_unsent"
SET_BACK = "lease.is_set_back"
MAINTENANCES, CLOCK_OFF = "announced.maintenances", "clock.off_s"
COPY_COLUMNS = "id, pro, place, file, taken_at, expires_at, state, sealed"
TIME_GRAIN_S = 60
"""How much later it must be before the time seen is written again."""


@dataclass(frozen=True, slots=True)
class Pins:
    """What enrolment fixed: the server, its certificate, the network's root, the structure."""

    url: str
    certificate_sha256: bytes
    root_ed: bytes
    structure: StructureId


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One work copy in the register (VLT-27): where its file is, until when, how it stands."""

    id: bytes
    pro: bytes
    place: str
    file: str
    taken_at: int
    expires_at: int
    state: CopyState
    sealed: bytes


class DeviceReads(Reads):
    """Queries on device.db."""

    def device_identity(self) -> Identity | None:
        """Return this post's own keys, or None before enrolment."""
        id_, seed = self.setting(DEVICE_ID), self.setting(DEVICE_SEED)
        return None if id_ is None or seed is None else Identity(id_, seed)

    def pinned(self) -> Pinned:
        """Return which certificates of the server are accepted here. After enrolment only."""
        current = self.setting(PIN_CERTIFICATE)
        if current is None:
            raise RuntimeError("a post pins its server's certificate when it enrols")
        held = self.setting(PIN_WORDS)
        if held is None:
            return Pinned(current)
        n, following, before, before_until = json.loads(held)
        word = (
            PinWord(following[0], bytes.fromhex(following[1]), following[2]) if following else None
        )
        return Pinned(current, n, word, bytes.fromhex(before), before_until)

    def pins(self) -> Pins | None:
        """Return what enrolment fixed, or None before it."""
        url, certificate = self.setting(PIN_URL), self.setting(PIN_CERTIFICATE)
        root, structure = self.setting(PIN_ROOT), self.setting(PIN_STRUCTURE)
        if url is None or certificate is None or root is None or structure is None:
            return None
        return Pins(url.decode(), certificate, root, StructureId(structure))

    def shift_box(self) -> tuple[bytes, int] | None:
        """Return (the boxed half of the vault's key, the structure's key version it needs)."""
        box = self.setting(SHIFT_BOX)
        return None if box is None else (box, self.setting_number(SHIFT_SKV))

    def pepper_box(self) -> tuple[bytes, int] | None:
        """Return (the boxed pepper of the structure, its count n)."""
        box = self.setting(PEPPER_BOX)
        return None if box is None else (box, self.setting_number(PEPPER_N))

    def pull_cursor(self) -> str:
        """Return the server's opaque position for this database; "" at first."""
        return (self.setting(CURSOR) or b"").decode()

    def last_exchange_at(self) -> int | None:
        """Return when the server last answered well, or None."""
        return None if self.setting(LAST_EXCHANGE) is None else self.setting_number(LAST_EXCHANGE)

    def post_seen_at(self, device: bytes) -> int | None:
        """Return when another post was last let in by the server, as it told this one."""
        key = f"{SEEN}{device.hex()}"
        return None if self.setting(key) is None else self.setting_number(key)

    def lease_until(self) -> int | None:
        """Return until when professionals may sign in, or None when no lease was given."""
        return None if self.setting(LEASE_UNTIL) is None else self.setting_number(LEASE_UNTIL)

    def time_seen(self) -> TimeSeen:
        """Return the latest time this post knows to have been reached (DER-08)."""
        kept = self._kept_time()
        now = self._now() if kept is not None else max(self._now(), self.last_exchange_at() or 0)
        return latest(kept, now_s=now, boottime_s=self._clock.boottime_s(), boot_id=self._boot_id())

    def admission(self) -> Admission:
        """Return what the server said last of this post and its structure.

        A removal of this post that it holds itself counts without the server saying so.
        """
        device = self.setting(DEVICE_ID)
        known = self.device(device) if device is not None else None
        if known is not None and known.text("state") == "removed":
            return Admission.WITHDRAWN
        held = self.setting(ADMISSION)
        return Admission.ADMITTED if held is None else Admission(held.decode())

    def persons_unsent(self) -> int:
        """Return how many changes waited in the persons' database when it was last open."""
        return self.setting_number(PERSONS_UNSENT)

    def maintenances(self) -> tuple[Maintenance, ...]:
        """Return what the operator had announced at the last exchange (OPS-02)."""
        held = json.loads(self.setting(MAINTENANCES) or b"[]")
        return tuple(
            Maintenance(
                datetime.fromtimestamp(starts_at, UTC), datetime.fromtimestamp(ends_at, UTC), said
            )
            for starts_at, ends_at, said in held
        )

    def clock_off_s(self) -> int:
        """Return the server's time minus this machine's, as of the last exchange."""
        return self.setting_number(CLOCK_OFF)

    def _boot_id(self) -> str:
        named = self._clock.boot_id()
        return "" if named == UNKNOWN_BOOT else named

    def _kept_time(self) -> TimeSeen | None:
        held = self.setting(TIME_SEEN)
        return None if held is None else TimeSeen(*json.loads(held))

    # --- the server's journal, as this post has witnessed it (FORMAT.md flow 6.14) ---

    def server_ed(self) -> bytes | None:
        """Return the key that signs the server's receipts and heads, or None before enrolment."""
        return self.setting(PIN_SERVER)

    def tree_head(self) -> bytes | None:
        """Return the last signed head of the server's tree that this post believed."""
        return self.setting(TREE_HEAD)

    def tree_days(self) -> list[bytes]:
        """Return the last head believed on each of the days of twelve months, oldest first."""
        rows = self._sql.rows("SELECT head FROM tree_day ORDER BY day")
        return [blob(row[0]) for row in rows]

    def tree_alarm(self) -> str | None:
        """Return why a head was refused, a key of `kiosk.messages`, until somebody looked."""
        held = self.setting(TREE_ALARM)
        return None if held is None else held.decode()

    def tree_evidence(self) -> bytes | None:
        """Return the refused head as it was signed; with the kept one, proof for anybody."""
        return self.setting(TREE_EVIDENCE)

    def tree_age(self) -> int:
        """Return how many trees were given up: what an earlier one told holds no longer."""
        return self.setting_number(TREE_AGE)

    def chain_proof(self, chain: str) -> bytes | None:
        """Return the server's last proof that it keeps one of this post's journals."""
        return self.setting(CHAIN_PROOF + chain)

    # --- the structure's world ------------------------------------------------------

    def charter(self, structure: bytes) -> Statement | None:
        """Return the newest charter of a structure."""
        return self.standing_statement("charter", structure, structure)

    def structure_keys(self, structure: bytes) -> list[Statement]:
        """Return the `skey` statements of a structure, oldest version first."""
        return sorted(
            self.statements("skey", owner=structure),
            key=lambda each: (each.number("skv"), each.name),
        )

    def structure_key(self, structure: bytes, skv: int | None = None) -> Statement | None:
        """Return the `skey` of a version, the newest when None."""
        found = [
            each for each in self.structure_keys(structure) if skv in (None, each.number("skv"))
        ]
        return found[-1] if found else None

    def member_key(self, structure: bytes, pro: bytes) -> Statement | None:
        """Return the newest structure seed boxed to a professional (`mkey`)."""
        return self.standing_statement("mkey", structure, pro)

    def previous_keys(self, structure: bytes) -> list[Statement]:
        """Return the `skprev` statements by which a newer structure seed opens older ones."""
        return self.statements("skprev", owner=structure)

    def member(self, structure: bytes, pro: bytes) -> Statement | None:
        """Return what holds of a professional in a structure, active or removed."""
        return self.standing_statement("member", structure, pro)

    def members(self, structure: bytes) -> list[Statement]:
        """Return what holds of every professional of a structure."""
        return self._held("member", structure)

    def member_by_login(self, login: str) -> Statement | None:
        """Return the professional who signs in with `login`, active or removed, or None."""
        for statement in self.statements("member"):
            if statement.text("login") == login:
                return self.member(statement.id("structure"), statement.id("pro"))
        return None

    def structure_of(self, pro: bytes) -> StructureId | None:
        """Return where a professional works: where active if anywhere, else where last."""
        structures = {each.id("structure") for each in self.statements("member", subject=pro)}
        held = [each for each in (self.member(each, pro) for each in structures) if each]
        if not held:
            return None
        last = max(
            held, key=lambda each: (each.text("state") == "active", each.at, each.id("structure"))
        )
        return StructureId(last.id("structure"))

    def device(self, device: bytes) -> Statement | None:
        """Return what holds of a post, active or removed."""
        return self.standing_statement("device", device, device)

    def devices(self, structure: bytes) -> list[Statement]:
        """Return what holds of every post of a structure."""
        seen = {each.id("device") for each in self.statements("device", owner=structure)}
        held = (self.device(each) for each in sorted(seen))
        return [each for each in held if each is not None]

    def ticket(self, ticket: bytes) -> Statement | None:
        """Return an enrolment ticket."""
        return self.standing_statement("ticket", ticket, ticket)

    def credential(self, account: bytes) -> Statement | None:
        """Return the newest `cred` of a professional."""
        return self.standing_statement("cred", account, account)

    def lock_record(self, account: bytes) -> LockRecord:
        """Return the failures in a row of an account on this post (AUT-05)."""
        row = self._sql.row(
            "SELECT failures, locked_for_s, boot_id, until_s FROM lock_record WHERE account = ?",
            (account,),
        )
        if row is None:
            return NEVER_FAILED
        return LockRecord(number(row[0]), number(row[1]), text(row[2]), _seconds(row[3]))

    def copies_of(self, pro: bytes) -> list[CopyRow]:
        """Return every work copy a professional took here in twelve months, newest first."""
        return self._copies("pro = ? ORDER BY taken_at DESC, id", (pro,))

    def copies_due(self, now_s: int) -> list[CopyRow]:
        """Return the copies that should be gone and are not known to be."""
        return self._copies("state IN ('out', 'owed') AND expires_at <= ? ORDER BY id", (now_s,))

    def _copies(self, where: str, values: tuple[Cell, ...]) -> list[CopyRow]:
        rows = self._sql.rows(
            f"SELECT {COPY_COLUMNS} FROM work_copy WHERE {where}",  # noqa: S608 - our own words
            values,
        )
        return [
            CopyRow(
                blob(row[0]),
                blob(row[1]),
                text(row[2]),
                text(row[3]),
                number(row[4]),
                number(row[5]),
                CopyState(text(row[6])),
                blob(row[7]),
            )
            for row in rows
        ]

    def _held(self, kind: str, owner: bytes) -> list[Statement]:
        found = (self.statement(held.name) for held in self.standings(kind, owner))
        return [each for each in found if each is not None]


class DeviceTx(DeviceReads, Tx):
    """An open transaction on device.db."""

    _chain = "device"

    def set_device_identity(self, identity: Identity) -> None:
        """Keep this post's own keys, at enrolment."""
        self.set_setting(DEVICE_ID, identity.id)
        self.set_setting(DEVICE_SEED, identity.seed)

    def set_pins(self, pins: Pins) -> None:
        """Keep what enrolment fixed."""
        self.set_setting(PIN_URL, pins.url.encode())
        self.set_setting(PIN_CERTIFICATE, pins.certificate_sha256)
        self.set_setting(PIN_ROOT, pins.root_ed)
        self.set_setting(PIN_STRUCTURE, pins.structure)

    def set_pinned(self, pinned: Pinned) -> None:
        """Keep which certificates of the server are accepted."""
        following = pinned.next
        held = [
            pinned.n,
            [following.n, following.sha256.hex(), following.before_until] if following else None,
            pinned.before.hex(),
            pinned.before_until,
        ]
        self.set_setting(PIN_CERTIFICATE, pinned.current)
        self.set_setting(PIN_WORDS, json.dumps(held).encode())

    def set_shift_box(self, box: bytes, skv: int) -> None:
        """Keep the half of the vault's key that a professional's sign-in opens."""
        self.set_setting(SHIFT_BOX, box)
        self.set_setting(SHIFT_SKV, skv)

    def set_pepper_box(self, box: bytes, n: int) -> None:
        """Keep the structure's pepper, boxed to this post."""
        self.set_setting(PEPPER_BOX, box)
        self.set_setting(PEPPER_N, n)

    def set_pull_cursor(self, cursor: str) -> None:
        """Keep the server's position, in the transaction of the page it follows."""
        self.set_setting(CURSOR, cursor.encode())

    def set_last_exchange_at(self, at: int) -> None:
        """Keep when the server last answered well, by this machine's clock."""
        self.set_setting(LAST_EXCHANGE, at)

    def note_post_seen(self, device: bytes, at: int) -> None:
        """Keep when another post was seen, by this machine's clock; an older word changes
        nothing, but for one of a time that is still to come: a clock was wrong then."""
        now, held = self._now(), self.post_seen_at(device)
        if held is None or held > now or at > held:
            self.set_setting(f"{SEEN}{device.hex()}", min(at, now))

    def set_lease_until(self, until: int) -> None:
        """Keep until when professionals may sign in."""
        self.set_setting(LEASE_UNTIL, until)

    def see_time(self) -> TimeSeen:
        """Keep the latest time reached, when it is worth a write; return it. A calendar that
        was set back is told once in the journal (TRC-04)."""
        kept, seen = self._kept_time(), self.time_seen()
        self._tell_set_back(seen)
        is_worth = (
            kept is None
            or kept.boot_id != seen.boot_id
            or not 0 <= seen.at_s - kept.at_s < TIME_GRAIN_S
        )
        if is_worth:
            self._keep_time(seen)
        return seen

    def _tell_set_back(self, seen: TimeSeen) -> None:
        is_back, was_back = is_set_back(seen, self._now()), self.setting(SET_BACK) is not None
        if is_back != was_back:
            self.set_setting(SET_BACK, b"1" if is_back else None)
        device = self.setting(DEVICE_ID)
        if is_back and not was_back and device is not None:
            by_s = seen.at_s - self._now()
            self.journal(device, None, "clock_set_back", seconds=by_s)

    def trust_clock(self) -> None:
        """The server has just told its time, so this clock's error is known: begin anew from
        what the clock shows, in which the new lease is told too."""
        boottime_s = int(self._clock.boottime_s())
        self._keep_time(TimeSeen(self._now(), boottime_s, self._boot_id()))

    def set_admission(self, admission: Admission) -> None:
        """Keep what the server said of this post and its structure."""
        self.set_setting(ADMISSION, admission.value.encode())

    def set_persons_unsent(self, count: int) -> None:
        """Keep how many changes wait in the persons' database, for when it is closed."""
        self.set_setting(PERSONS_UNSENT, count)

    def set_maintenances(self, announced: Iterable[Maintenance]) -> None:
        """Keep what the operator announced, in place of what was kept."""
        held = [
            [int(each.starts_at.timestamp()), int(each.ends_at.timestamp()), each.text]
            for each in announced
        ]
        self.set_setting(MAINTENANCES, json.dumps(held).encode())

    def set_clock_off_s(self, off_s: int) -> None:
        """Keep the server's time minus this machine's."""
        self.set_setting(CLOCK_OFF, off_s)

    def _keep_time(self, seen: TimeSeen) -> None:
        held = [seen.at_s, seen.boottime_s, seen.boot_id]
        self.set_setting(TIME_SEEN, json.dumps(held).encode())

    def keep_tree_head(self, head: bytes) -> None:
        """Believe this head of the server's tree: every later one must continue it.

        It is this day's checkpoint as well, kept for twelve months.
        """
        self.set_setting(TREE_HEAD, head)
        today = self._now() // DAY_S
        self._sql.execute(
            "INSERT INTO tree_day (day, head) VALUES (?, ?)"
            " ON CONFLICT (day) DO UPDATE SET head = excluded.head",
            (today, head),
        )
        self._sql.execute(
            "DELETE FROM tree_day WHERE day < ?",
            (over_before(JOURNAL_BODY_S, today * DAY_S) // DAY_S,),
        )

    def refuse_tree_head(self, why: str, refused: bytes) -> None:
        """Raise the alarm, with the head that was refused; the kept one stays."""
        self.set_setting(TREE_ALARM, why.encode())
        self.set_setting(TREE_EVIDENCE, refused)

    def keep_chain_proof(self, chain: str, proof: bytes) -> None:
        """Keep the server's proof that its tree has this post's journal, once it is checked."""
        self.set_setting(CHAIN_PROOF + chain, proof)

    def begin_tree_anew(self) -> None:
        """Somebody looked: no alarm, and the next head is believed. The evidence stays."""
        self.set_setting(TREE_ALARM, None)
        self.set_setting(TREE_HEAD, None)
        self.set_setting(TREE_AGE, self.tree_age() + 1)

    def set_lock_record(self, account: bytes, record: LockRecord) -> None:
        """Keep the failures in a row of an account; `NEVER_FAILED` forgets them."""
        if record == NEVER_FAILED:
            self._sql.execute("DELETE FROM lock_record WHERE account = ?", (account,))
            return
        self._sql.execute(
            "INSERT INTO lock_record (account, failures, locked_for_s, boot_id, until_s)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT (account) DO UPDATE SET"
            " failures = excluded.failures, locked_for_s = excluded.locked_for_s,"
            " boot_id = excluded.boot_id, until_s = excluded.until_s",
            (account, record.failures, record.locked_for_s, record.boot_id, record.until_s),
        )

    def put_copy(self, row: CopyRow) -> None:
        """Register a work copy, before its file is written; what is long over goes."""
        self._sql.execute(
            "DELETE FROM work_copy WHERE ended_at < ?", (over_before(JOURNAL_BODY_S, self._now()),)
        )
        self._sql.execute(
            "INSERT INTO work_copy (id, pro, place, file, taken_at, expires_at, state, sealed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.id,
                row.pro,
                row.place,
                row.file,
                row.taken_at,
                row.expires_at,
                row.state.value,
                row.sealed,
            ),
        )

    def set_copy_state(self, copy: bytes, state: CopyState) -> None:
        """Say how a copy stands now."""
        self._sql.execute(
            "UPDATE work_copy SET state = ?, ended_at = ? WHERE id = ?",
            (state.value, self._now() if state.is_over else None, copy),
        )

    def _project(self, statement: Statement, *, made_here: bool) -> bool:
        body = statement.body
        match statement.type:
            case "charter":
                structure = statement.id("structure")
                self._stand("charter", structure, structure, statement, n=body["n"])
            case "mkey":
                owner, pro = statement.id("structure"), statement.id("pro")
                self._stand("mkey", owner, pro, statement, n=body["skv"])
            case "member":
                owner, pro = statement.id("structure"), statement.id("pro")
                removed = body["state"] == "removed"
                self._stand("member", owner, pro, statement, n=body["n"], is_withdrawn=removed)
            case "device":
                device, removed = statement.id("device"), body["state"] == "removed"
                self._stand("device", device, device, statement, n=body["n"], is_withdrawn=removed)
            case "ticket":
                ticket = statement.id("ticket")
                self._stand("ticket", ticket, ticket, statement, n=1)
            case "cred":
                account = statement.id("id")
                self._stand("cred", account, account, statement, n=body["ver"])
        return True


class DeviceStore(DeviceReads, Store[DeviceTx]):
    """device.db."""

    def _begin(self, sql: Sql) -> DeviceTx:
        return DeviceTx(sql, self._clock)


def _seconds(cell: Cell) -> float:
    if not isinstance(cell, int | float):
        raise TypeError("the column holds seconds")
    return float(cell)
