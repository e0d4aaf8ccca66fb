"""Statements, outbox, settings and journal, as both databases of a post keep them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.crypto.encoding import canon
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import log_hash, verify
from kiosk.domain.lock import NEVER_FAILED, LockRecord
from kiosk.domain.retention import ACKNOWLEDGED_S
from kiosk.errors import IntegrityFailure
from kiosk.journal.chain import GENESIS, ChainEntry, chained, verify_chain
from kiosk.ports import SystemRng
from kiosk.vault.device_store import DeviceStore, Pins
from kiosk.vault.outbox import OutboxCounts, Weight
from kiosk.vault.store import Store
from kiosk.vault.vault_store import PartState, VaultStore
from tests.fakes.vault import Author, file_paper, open_device, open_vault, part
from tests.fakes.world import FakeClock

RELAY, OTHER = b"\x51" * 16, b"\x52" * 16
ITEM = b"\x17" * 16
MANY = 10**6


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def vault(tmp_path: Path, clock: FakeClock) -> Iterator[VaultStore]:
    opened = open_vault(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def device(tmp_path: Path, clock: FakeClock) -> Iterator[DeviceStore]:
    opened = open_device(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def amina() -> Author:
    return Author()


def names(store: Store[Any]) -> list[bytes]:
    return [each.name for each in store.outbox_batch(500, MANY)]


# --- statements ---------------------------------------------------------------------


def test_a_statement_is_kept_once_however_often_it_comes(vault: VaultStore, amina: Author) -> None:
    statement = amina.cred(1)
    with vault.transaction() as tx:
        assert tx.put_statement(statement, queue=False)
        assert not tx.put_statement(statement, queue=False)
    held = vault.statement(statement.name)
    assert held == statement
    assert vault.statements("cred", owner=amina.id) == [statement]
    assert vault.names_known([statement.name, b"?" * 32]) == {statement.name}
    assert vault.statement(b"?" * 32) is None


def test_what_was_undone_is_nowhere(vault: VaultStore, amina: Author) -> None:
    statement = amina.affil(RELAY, 1, "add")

    def write_and_stop() -> None:
        with vault.transaction() as tx:
            tx.put_statement(statement, queue=True)
            tx.journal(amina.id, amina.id, "affiliation.added")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_stop()
    assert vault.statement(statement.name) is None
    assert (names(vault), vault.affiliated(amina.id), vault.journal_head()) == ([], set(), None)


def test_a_transaction_is_of_no_use_once_over(vault: VaultStore, amina: Author) -> None:
    with vault.transaction() as tx:
        pass
    with pytest.raises(RuntimeError, match="is over"):
        tx.put_statement(amina.cred(1), queue=False)


def test_a_settings_value_is_kept_replaced_and_forgotten(device: DeviceStore) -> None:
    with device.transaction() as tx:
        tx.set_setting("a", b"1")
        tx.set_setting("a", 42)
        assert tx.setting_number("a") == 42
        tx.set_setting("a", None)
    assert device.setting("a") is None
    assert device.setting_number("a", default=7) == 7


# --- order of the outbox ------------------------------------------------------------


def test_withdrawals_go_first_and_the_rest_in_the_order_written(
    vault: VaultStore, amina: Author
) -> None:
    cred, added = amina.cred(1), amina.affil(RELAY, 1, "add")
    epoch, removed = amina.epoch(os.urandom(16)), amina.affil(OTHER, 1, "remove")
    with vault.transaction() as tx:
        for statement in (cred, added, epoch, removed):
            tx.put_statement(statement, queue=True)
    assert names(vault) == [removed.name, cred.name, added.name, epoch.name]
    assert vault.outbox_batch(1, MANY)[0].weight is Weight.WITHDRAWAL


def test_a_paper_is_offered_only_when_its_pages_are_sent(vault: VaultStore, amina: Author) -> None:
    pages = [part(300), part(100)]
    paper = file_paper(vault, amina, ITEM, pages)
    assert names(vault) == []
    assert [each.size for each in vault.part_queue()] == [100, 300]
    with vault.transaction() as tx:
        tx.part_progress(pages[1][0], 60)
        tx.part_sent(pages[1][0])
    assert names(vault) == []
    with vault.transaction() as tx:
        tx.part_progress(pages[0][0], 128)
    (row,) = vault.part_queue()
    assert (row.state, row.offset, row.is_here) == (PartState.UPLOADING, 128, True)
    with vault.transaction() as tx:
        tx.part_sent(pages[0][0])
    assert names(vault) == [paper.name]
    assert vault.part_queue() == []


def test_a_new_title_for_a_paper_that_is_sent_waits_for_nothing(
    vault: VaultStore, amina: Author
) -> None:
    pages = part()
    paper = file_paper(vault, amina, ITEM, [pages])
    renamed = amina.item(ITEM, prev=[paper], space="sh", parts=[pages])
    with vault.transaction() as tx:
        tx.part_sent(pages[0])
        tx.put_statement(renamed, queue=True)
    assert names(vault) == [paper.name, renamed.name]


def test_sharing_stopped_goes_at_once_and_what_it_withdraws_is_never_sent(
    vault: VaultStore, amina: Author
) -> None:
    shared_pages, private_pages = part(), part()
    paper = file_paper(vault, amina, ITEM, [shared_pages])
    vault.parts.write(*private_pages)
    private = amina.item(ITEM, prev=[paper], parts=[private_pages])
    with vault.transaction() as tx:
        tx.put_statement(private, queue=True)
    assert names(vault) == [private.name, paper.name]
    assert [each.id for each in vault.part_queue()] == [private_pages[0]]
    (withdrawn,) = vault.withdrawn_parts()
    assert (withdrawn.id, withdrawn.is_here) == (shared_pages[0], False)
    with vault.transaction() as tx:
        tx.drop_part(withdrawn.id)
    assert vault.part(withdrawn.id) is None


def test_a_page_shared_again_elsewhere_comes_back(vault: VaultStore, amina: Author) -> None:
    pages = part()
    first = amina.item(ITEM, space="sh", parts=[pages])
    private = amina.item(ITEM, prev=[first])
    elsewhere = amina.item(ITEM, prev=[first], space="sh", parts=[pages], at=amina.at + 1)
    with vault.transaction() as tx:
        tx.put_statement(first, queue=False)
        tx.put_statement(private, queue=False)
    assert [each.id for each in vault.withdrawn_parts()] == [pages[0]]
    with vault.transaction() as tx:
        tx.put_statement(elsewhere, queue=False)
    assert vault.withdrawn_parts() == []
    assert [each.id for each in vault.parts_to_fetch(amina.id)] == [pages[0]]


def test_a_deletion_is_a_withdrawal(vault: VaultStore, amina: Author) -> None:
    note = amina.item(ITEM)
    deleted = amina.item(ITEM, prev=[note], deleted=True)
    with vault.transaction() as tx:
        tx.put_statement(note, queue=True)
        tx.put_statement(deleted, queue=True)
    assert names(vault) == [deleted.name, note.name]


def test_a_batch_holds_one_statement_at_least_and_no_more_than_asked(
    vault: VaultStore, amina: Author
) -> None:
    with vault.transaction() as tx:
        for ver in range(1, 6):
            tx.put_statement(amina.cred(ver), queue=True)
    size = len(vault.outbox_batch(1, 1)[0].wire)
    assert len(vault.outbox_batch(500, 1)) == 1
    assert len(vault.outbox_batch(500, 3 * size + 20)) == 3
    assert len(vault.outbox_batch(2, MANY)) == 2


# --- answers of the server ----------------------------------------------------------


def test_a_stored_statement_leaves_the_line_with_its_receipt(
    vault: VaultStore, amina: Author
) -> None:
    statement = amina.cred(1)
    with vault.transaction() as tx:
        tx.put_statement(statement, queue=True)
        tx.mark_stored(statement.name, 12, b"signed")
        tx.mark_stored(statement.name, 99, b"again")
    assert (names(vault), vault.has_unsent()) == ([], False)
    held = vault._database.row("SELECT name, server_seq, receipt FROM outbox")
    assert held == (statement.name, 12, b"signed")


def test_what_waits_for_something_is_offered_again_when_anything_moved(
    vault: VaultStore, amina: Author
) -> None:
    removed, cred = amina.affil(RELAY, 1, "remove"), amina.cred(1)
    with vault.transaction() as tx:
        tx.put_statement(removed, queue=True)
        tx.put_statement(cred, queue=True)
        tx.mark_waiting(removed.name, [("identity", amina.id.hex())])
    assert names(vault) == [cred.name]
    assert vault.outgoing()[0].missing == (("identity", amina.id.hex()),)
    with vault.transaction() as tx:
        tx.mark_stored(cred.name, 1, b"")
    assert names(vault) == [removed.name]
    with vault.transaction() as tx:
        tx.mark_waiting(removed.name, [("identity", amina.id.hex())])
        tx.put_statement(amina.identity_by(Author(), "amina.d-7k3f"), queue=False)
    assert names(vault) == [removed.name]


def test_a_refused_statement_stays_in_sight_and_blocks_nothing(
    vault: VaultStore, amina: Author
) -> None:
    refused, next_one = amina.affil(RELAY, 1, "add"), amina.affil(OTHER, 1, "add")
    with vault.transaction() as tx:
        tx.put_statement(refused, queue=True)
        tx.put_statement(next_one, queue=True)
        tx.mark_refused(refused.name, "R-12")
    assert names(vault) == [next_one.name]
    assert vault.counts() == OutboxCounts(waiting=1, done_since_idle=0, to_check=1)
    assert [(row.name, row.code) for row in vault.outgoing()] == [
        (refused.name, "R-12"),
        (next_one.name, None),
    ]
    with vault.transaction() as tx:
        tx.retry(refused.name)
    assert names(vault) == [refused.name, next_one.name]
    assert vault.counts().to_check == 0


def test_a_server_gone_back_in_time_is_offered_again_what_it_lost(
    vault: VaultStore, amina: Author
) -> None:
    statements = [amina.cred(ver) for ver in (1, 2, 3)]
    with vault.transaction() as tx:
        for seq, statement in enumerate(statements, start=1):
            tx.put_statement(statement, queue=True)
            tx.mark_stored(statement.name, seq, b"")
        assert tx.offer_again(1) == 2
    assert names(vault) == [statements[1].name, statements[2].name]


def test_what_was_acknowledged_a_week_ago_is_not_kept_for_offering_again(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    statement = amina.cred(1)
    with vault.transaction() as tx:
        tx.put_statement(statement, queue=True)
        tx.mark_stored(statement.name, 1, b"")
        assert tx.forget_acknowledged() == 0
    clock.pass_(ACKNOWLEDGED_S + 1)
    with vault.transaction() as tx:
        assert tx.forget_acknowledged() == 1
    assert vault._database.row("SELECT 1 FROM outbox") is None
    assert vault.statement(statement.name) == statement


# --- counts people see --------------------------------------------------------------


def test_a_paper_with_its_pages_is_one_change_and_housekeeping_none(
    vault: VaultStore, amina: Author
) -> None:
    pages = [part(), part(), part()]
    paper = file_paper(vault, amina, ITEM, pages)
    with vault.transaction() as tx:
        tx.put_statement(amina.cred(1), queue=True)
        tx.put_statement(amina.epoch(os.urandom(16)), queue=True)
        tx.queue_log(Identity.new(SystemRng()))
    assert vault.counts() == OutboxCounts(waiting=1)
    with vault.transaction() as tx:
        for id_, _ in pages:
            tx.part_sent(id_)
        tx.mark_stored(paper.name, 1, b"")
    assert vault.counts() == OutboxCounts(waiting=0, done_since_idle=1)


def test_one_gesture_is_one_change_whatever_it_writes(vault: VaultStore, amina: Author) -> None:
    with vault.transaction() as tx:
        tx.put_statement(amina.affil(RELAY, 1, "add"), queue=True, unit=amina.id)
        tx.put_statement(amina.item(ITEM), queue=True, unit=amina.id)
    assert vault.counts().waiting == 1


def test_three_of_seven_counts_from_when_the_line_was_last_empty(
    vault: VaultStore, amina: Author
) -> None:
    earlier = amina.affil(RELAY, 1, "add")
    with vault.transaction() as tx:
        tx.put_statement(earlier, queue=True)
        tx.mark_stored(earlier.name, 1, b"")
    changes = [amina.item(os.urandom(16)) for _ in range(7)]
    with vault.transaction() as tx:
        for change in changes:
            tx.put_statement(change, queue=True)
        for seq, change in enumerate(changes[:3], start=2):
            tx.mark_stored(change.name, seq, b"")
    counts = vault.counts()
    assert (counts.done_since_idle, counts.total_since_idle, counts.waiting) == (3, 7, 4)
    with vault.transaction() as tx:
        for seq, change in enumerate(changes[3:], start=5):
            tx.mark_stored(change.name, seq, b"")
    assert vault.counts() == OutboxCounts()


# --- journal ------------------------------------------------------------------------


def test_each_entry_stands_on_the_one_before(vault: VaultStore, amina: Author) -> None:
    with vault.transaction() as tx:
        first = tx.journal(amina.id, None, "worker.signed_in")
        second = tx.journal(amina.id, amina.id, "paper.filed", item=ITEM, pages=3)
    assert first.h == log_hash(GENESIS, first.fields)
    assert second.h == log_hash(first.h, second.fields)
    assert second.fields == {
        "action": "paper.filed",
        "actor": amina.id.hex(),
        "at": int(FakeClock().now().timestamp()),
        "item": ITEM.hex(),
        "pages": 3,
        "person": amina.id.hex(),
    }
    assert vault.verify_journal() == 2


def test_a_changed_removed_or_added_entry_breaks_the_chain() -> None:
    entries: list[ChainEntry] = []
    for number in range(4):
        entries.append(chained(entries[-1] if entries else None, {"action": "x", "n": number}))
    verify_chain(entries)
    changed = ChainEntry(2, canon({"action": "y", "n": 1}), entries[1].h)
    for broken in (
        [entries[0], changed, *entries[2:]],
        [entries[0], *entries[2:]],
        [entries[1], entries[0], *entries[2:]],
        [entries[0], entries[0], *entries[1:]],
    ):
        with pytest.raises(IntegrityFailure, match="journal_broken"):
            verify_chain(broken)


@pytest.mark.parametrize("detail", ["Amina Diallo", "é", "", "a@b.fr", None, 1.5])
def test_the_journal_takes_ids_counts_and_words_only(
    vault: VaultStore, amina: Author, detail: Any
) -> None:
    with vault.transaction() as tx, pytest.raises(ValueError, match="neither an id"):
        tx.journal(amina.id, None, "looked", about=detail)


def test_logs_carry_every_entry_once_and_chain_up(vault: VaultStore, amina: Author) -> None:
    post = Identity.new(SystemRng())
    with vault.transaction() as tx:
        for number in range(130):
            tx.journal(amina.id, amina.id, "paper.read", n=number)
        logs = tx.queue_log(post)
        assert tx.queue_log(post) == []
        tx.journal(amina.id, amina.id, "person.signed_out")
        logs += tx.queue_log(post)
    assert [(log.number("seq"), len(log.body["entries"])) for log in logs] == [
        (100, 100),
        (130, 30),
        (131, 1),
    ]
    h = GENESIS
    for log in logs:
        verify(log, [post.ed_public])
        for entry in log.body["entries"]:
            h = log_hash(h, entry)
        assert log.body["h"] == h.hex()
        assert log.body["chain"] == "vault"


# --- device.db ----------------------------------------------------------------------


def test_a_post_knows_itself_and_what_enrolment_fixed(device: DeviceStore) -> None:
    assert (device.device_identity(), device.pins()) == (None, None)
    identity, pins = Identity.new(SystemRng()), Pins("https://x", b"c" * 32, b"r" * 32, RELAY)  # type: ignore[arg-type]
    with device.transaction() as tx:
        tx.set_device_identity(identity)
        tx.set_pins(pins)
        tx.set_shift_box(b"boxed", 3)
        tx.set_pepper_box(b"box", 2)
        tx.set_pull_cursor("c-42")
        tx.set_last_exchange_at(5)
        tx.set_lease_until(6)
    held = device.device_identity()
    assert held is not None
    assert (held.id, held.seed, device.pins()) == (identity.id, identity.seed, pins)
    assert (device.shift_box(), device.pepper_box()) == ((b"boxed", 3), (b"box", 2))
    assert device.pull_cursor() == "c-42"
    assert (device.last_exchange_at(), device.lease_until()) == (5, 6)


def test_failures_in_a_row_are_kept_and_forgotten(device: DeviceStore, amina: Author) -> None:
    record = LockRecord(11, 240, "boot", 1234.5)
    assert device.lock_record(amina.id) == NEVER_FAILED
    with device.transaction() as tx:
        tx.set_lock_record(amina.id, LockRecord(10))
        tx.set_lock_record(amina.id, record)
    assert device.lock_record(amina.id) == record
    with device.transaction() as tx:
        tx.set_lock_record(amina.id, NEVER_FAILED)
    assert device.lock_record(amina.id) == NEVER_FAILED


def test_a_removed_professional_stays_removed_whatever_arrives_later(device: DeviceStore) -> None:
    admin, paul = Author(), Author()
    removed = admin.member(paul, n=2, state="removed")
    with device.transaction() as tx:
        for statement in (removed, admin.member(paul, n=2), admin.member(paul, n=1)):
            tx.put_statement(statement, queue=False)
    structure = b"\x55" * 16
    assert device.member(structure, paul.id) == removed
    assert device.members(structure) == [removed]
    assert device.member_by_login("p-" + paul.id.hex()[:8]) == removed
    assert device.structure_of(paul.id) == structure
    assert device.structure_of(b"?" * 16) is None


# --- the cost of nothing new --------------------------------------------------------

PASS_WITH_NOTHING_NEW = (
    "SELECT name, weight, position FROM outbox"
    " WHERE state = 'queued' AND is_ready = 1 ORDER BY weight, position LIMIT 1",
    "SELECT count(DISTINCT unit) FROM outbox WHERE state IN ('queued', 'waiting')",
    "SELECT count(DISTINCT coalesce(unit, name)) FROM outbox WHERE state = 'refused'",
    "SELECT count(DISTINCT unit) FROM outbox WHERE position > 9 AND +state = 'stored'"
    " AND unit NOT IN (SELECT unit FROM outbox"
    " WHERE state IN ('queued', 'waiting') AND unit IS NOT NULL)",
    "SELECT 1 FROM outbox WHERE state IN ('queued', 'waiting') LIMIT 1",
    "UPDATE outbox SET state = 'queued', missing = NULL WHERE state = 'waiting'",
    "SELECT server_seq FROM outbox WHERE state = 'stored' ORDER BY server_seq DESC LIMIT 1",
    "SELECT id FROM part WHERE state IN ('local', 'uploading') ORDER BY size, id LIMIT 1",
    "SELECT id FROM part WHERE state = 'withdrawn'",
    "SELECT seq, entry, h FROM journal WHERE seq > 9 ORDER BY seq LIMIT 100",
    "SELECT value FROM setting WHERE key = 'pull.cursor'",
    "SELECT name FROM statement WHERE name IN (x'00')",
)


@pytest.mark.parametrize("sql", PASS_WITH_NOTHING_NEW)
def test_a_pass_with_nothing_new_reads_no_table_from_end_to_end(
    vault: VaultStore, sql: str
) -> None:
    plan = " | ".join(str(row[3]) for row in vault._sql.rows(f"EXPLAIN QUERY PLAN {sql}"))
    assert "INDEX" in plan or "PRIMARY KEY" in plan
    for step in plan.split(" | "):
        # Scanning a partial index reads only the rows that wait.
        assert not step.startswith("SCAN") or "USING" in step, plan


def test_a_pass_with_nothing_new_costs_the_same_with_ten_thousand_statements(
    vault: VaultStore, amina: Author
) -> None:
    def steps() -> int:
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        vault._database._connection.set_progress_handler(step, 1)
        vault.outbox_batch(500, MANY)
        vault.counts()
        vault.part_queue()
        vault.withdrawn_parts()
        vault.pull_cursor()
        vault._database._connection.set_progress_handler(None, 0)
        return taken

    with vault.transaction() as tx:
        tx.put_statement(amina.affil(RELAY, 1, "add"), queue=True)
        for queued in tx.outbox_batch(1, 1):
            tx.mark_stored(queued.name, 1, b"")
    few = steps()
    with vault.transaction() as tx:
        tx._sql.many(
            "INSERT INTO statement (name, type, owner, subject, at, wire)"
            " VALUES (?, 'item', x'00', x'00', 0, x'00')",
            ((number.to_bytes(32, "big"),) for number in range(10_000)),
        )
        tx._sql.execute(
            "INSERT INTO outbox (name, weight, unit, state, is_ready, queued_at, server_seq,"
            " receipt, stored_at) SELECT name, 1, name, 'stored', 1, 0, seq, x'00', 0"
            " FROM statement WHERE type = 'item'"
        )
        tx._note_idle()
    assert steps() <= few * 1.1
