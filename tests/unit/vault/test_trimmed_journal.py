"""Twelve months of a journal stay (TRC-08); what is let go is still stood upon (DER-10)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.crypto.encoding import canon
from kiosk.crypto.keys import Identity
from kiosk.domain.retention import JOURNAL_BODY_S
from kiosk.errors import IntegrityFailure
from kiosk.vault.vault_store import ToldAbout, VaultStore
from tests.fakes.vault import open_vault
from tests.fakes.world import FakeClock

DAY_S = 86400
PRO, PERSON = os.urandom(16), os.urandom(16)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def vault(tmp_path: Path, clock: FakeClock) -> Iterator[VaultStore]:
    opened = open_vault(tmp_path, clock)
    yield opened
    opened.close()


def write(vault: VaultStore, count: int, *, is_acknowledged: bool = True) -> None:
    """Write lines and hand them in, as one session and one pass do."""
    with vault.transaction() as tx:
        for number in range(count):
            tx.journal(PRO, PERSON, "paper.read", n=number)
        for log in tx.queue_log(Identity(PRO, bytes(32))):
            if is_acknowledged:
                tx.mark_stored(log.name, log.number("seq"), b"")


def trim(vault: VaultStore) -> int:
    with vault.transaction() as tx:
        return tx.trim_journal()


def seqs(vault: VaultStore) -> list[int]:
    return [entry.seq for entry in vault.journal_entries(limit=-1)]


def test_before_twelve_months_nothing_goes(vault: VaultStore, clock: FakeClock) -> None:
    write(vault, 5)
    clock.pass_(JOURNAL_BODY_S)
    assert trim(vault) == 0
    assert seqs(vault) == [1, 2, 3, 4, 5]


def test_old_entries_and_their_batches_go_and_the_chain_is_verified_from_there(
    vault: VaultStore, clock: FakeClock
) -> None:
    write(vault, 250)
    clock.pass_(JOURNAL_BODY_S + 1)
    write(vault, 5)
    before = vault.journal_entries(limit=-1)
    assert trim(vault) == 250
    assert seqs(vault) == [251, 252, 253, 254, 255]
    assert vault.journal_base() == (250, before[249].h)
    assert vault.verify_journal() == 255
    assert [log.number("seq") for log in vault.statements("log")] == [255]
    assert trim(vault) == 0
    write(vault, 1)
    assert vault.verify_journal() == 256
    assert len(vault.journal_about(PERSON)) == 6


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM journal WHERE seq = 4",
        "UPDATE journal SET h = zeroblob(32) WHERE seq = 4",
        "UPDATE setting SET value = zeroblob(32) WHERE key = 'journal.trimmed_h'",
        "UPDATE setting SET value = x'32' WHERE key = 'journal.trimmed_seq'",
        "DELETE FROM setting WHERE key = 'journal.trimmed_h'",
    ],
)
def test_what_is_cut_off_besides_is_found(vault: VaultStore, clock: FakeClock, harm: str) -> None:
    write(vault, 3)
    clock.pass_(JOURNAL_BODY_S + 1)
    write(vault, 3)
    assert trim(vault) == 3
    with vault.transaction() as tx:
        tx._sql.execute(harm)
    with pytest.raises(IntegrityFailure, match="journal_broken"):
        vault.verify_journal()


def test_the_newest_entry_stays_for_the_next_one_to_stand_on(
    vault: VaultStore, clock: FakeClock
) -> None:
    write(vault, 4)
    clock.pass_(2 * JOURNAL_BODY_S)
    assert trim(vault) == 3
    assert seqs(vault) == [4]
    write(vault, 1)
    assert vault.verify_journal() == 5


def test_what_the_server_has_not_acknowledged_stays(vault: VaultStore, clock: FakeClock) -> None:
    write(vault, 2)
    write(vault, 3, is_acknowledged=False)
    write(vault, 2)
    with vault.transaction() as tx:
        tx.journal(PRO, None, "worker.signed_in")
    clock.pass_(JOURNAL_BODY_S + 1)
    assert trim(vault) == 2
    assert seqs(vault) == [3, 4, 5, 6, 7, 8]
    assert vault.has_unsent()
    assert vault.verify_journal() == 8


def test_a_clock_that_was_wrong_lets_nothing_go_that_follows_something_young(
    vault: VaultStore, clock: FakeClock
) -> None:
    clock.pass_(DAY_S * 300)
    write(vault, 2)
    clock.pass_(-DAY_S * 300)
    write(vault, 2)
    clock.pass_(JOURNAL_BODY_S + 1)
    assert trim(vault) == 0


def test_an_empty_journal_is_left_alone(vault: VaultStore) -> None:
    assert trim(vault) == 0
    assert vault.verify_journal() == 0


def test_what_the_server_told_goes_after_twelve_months_too(
    vault: VaultStore, clock: FakeClock
) -> None:
    now = int(clock.now().timestamp())
    old, young = (
        canon({"entry": {"action": "paper.read", "at": at}, "server": True})
        for at in (now - JOURNAL_BODY_S - 1, now)
    )
    with vault.transaction() as tx:
        tx.keep_told(PERSON, ToldAbout(0, 2, now), {0: old, 1: young})
        assert tx.trim_told() == 1
    assert vault.told_entries(PERSON) == [young]
