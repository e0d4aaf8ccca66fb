"""What people decide about a refused statement: offered again, kept unsent, taken out, put back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.crypto.statements import Statement
from kiosk.domain.retention import DRAFT_S
from kiosk.vault.vault_store import VaultStore
from tests.fakes.vault import Author, file_paper, open_vault, part
from tests.fakes.world import FakeClock

RELAY = b"\x51" * 16
ITEM = b"\x17" * 16


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def vault(tmp_path: Path, clock: FakeClock) -> Iterator[VaultStore]:
    opened = open_vault(tmp_path, clock)
    yield opened
    opened.close()


@pytest.fixture
def amina() -> Author:
    return Author()


def refused(vault: VaultStore, *statements: Statement, code: str = "too_large") -> None:
    with vault.transaction() as tx:
        for statement in statements:
            tx.put_statement(statement, queue=True)
            tx.mark_refused(statement.name, code)


def shown(vault: VaultStore, amina: Author) -> list[bytes]:
    return [head.name for head in vault.heads(amina.id) if head.rank == 0]


def taken_out(vault: VaultStore, statement: Statement) -> bool:
    with vault.transaction() as tx:
        return tx.take_out(statement.name)


def test_what_is_kept_unsent_is_asked_about_no_more_and_may_still_be_offered(
    vault: VaultStore, amina: Author
) -> None:
    paper = amina.item(ITEM)
    refused(vault, paper)
    with vault.transaction() as tx:
        assert tx.keep_unsent(paper.name)
        assert not tx.keep_unsent(paper.name)
    assert vault.counts().to_check == 0
    (row,) = vault.outgoing()
    assert (row.code, row.is_kept) == ("too_large", True)
    assert shown(vault, amina) == [paper.name]
    assert vault.outbox_batch(9, 10**6) == []
    with vault.transaction() as tx:
        assert tx.retry(paper.name)
        assert not tx.retry(paper.name)
    assert [each.name for each in vault.outbox_batch(9, 10**6)] == [paper.name]
    with vault.transaction() as tx:
        tx.mark_refused(paper.name, "too_large")
    assert vault.counts().to_check == 1, "refused again, it is asked about again"


def test_a_paper_taken_out_shows_what_was_before_and_comes_back_as_it_was(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    first = amina.item(ITEM)
    with vault.transaction() as tx:
        tx.put_statement(first, queue=False)
    edited = amina.item(ITEM, prev=[first])
    refused(vault, edited)
    before = vault.outgoing()
    clock.pass_(60)
    assert taken_out(vault, edited)
    assert shown(vault, amina) == [first.name]
    assert (vault.statement(edited.name), vault.outgoing()) == (None, [])
    with vault.transaction() as tx:
        assert tx.put_back(edited.name)
    assert shown(vault, amina) == [edited.name]
    assert vault.outgoing() == before


def test_an_affiliation_taken_out_is_none_any_more(vault: VaultStore, amina: Author) -> None:
    added = amina.affil(RELAY, 1, "add")
    refused(vault, added)
    assert taken_out(vault, added)
    assert vault.affiliated(amina.id) == frozenset()
    with vault.transaction() as tx:
        tx.put_back(added.name)
    assert vault.affiliated(amina.id) == {RELAY}


def test_an_older_affiliation_holds_again_without_the_one_taken_out(
    vault: VaultStore, amina: Author
) -> None:
    held, again = amina.affil(RELAY, 2, "remove"), amina.affil(RELAY, 3, "add")
    with vault.transaction() as tx:
        for statement in (amina.affil(RELAY, 1, "add"), held):
            tx.put_statement(statement, queue=False)
    refused(vault, again)
    assert taken_out(vault, again)
    assert vault.affiliation(amina.id, RELAY) == held


def test_what_withdraws_proves_or_carries_others_is_never_taken_out(
    vault: VaultStore, amina: Author
) -> None:
    first = amina.item(ITEM)
    later = amina.item(ITEM, prev=[first])
    profile = amina.item(amina.id)
    stays = [
        first,  # another version rests on it
        profile,
        amina.affil(RELAY, 2, "remove"),
        amina.affil(RELAY, 1, "add"),  # the removal came after it
        amina.cred(1),
        amina.epoch(b"\x0e" * 16),
        amina.item(b"\x18" * 16, prev=[profile], deleted=True),
        amina.identity_by(Author(), "amina.d-7k3f"),
    ]
    refused(vault, *stays, later)
    rows = {row.name: row.may_be_taken_out for row in vault.outgoing()}
    assert [rows[each.name] for each in stays] == [False] * len(stays)
    assert rows[later.name]
    for statement in stays:
        assert not taken_out(vault, statement)
    assert {row.name for row in vault.outgoing()} == set(rows)


def test_what_only_waits_or_is_stored_cannot_be_decided_about(
    vault: VaultStore, amina: Author
) -> None:
    waiting, stored = amina.item(ITEM), amina.item(b"\x18" * 16)
    with vault.transaction() as tx:
        for statement in (waiting, stored):
            tx.put_statement(statement, queue=True)
        tx.mark_stored(stored.name, 1, b"")
        for name in (waiting.name, stored.name, b"\x00" * 32):
            assert not any(act(name) for act in (tx.take_out, tx.keep_unsent, tx.retry))
    assert len(shown(vault, amina)) == 2


def test_what_was_taken_out_is_forgotten_after_a_day_pages_too(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    pages = [part(), part()]
    paper = file_paper(vault, amina, ITEM, pages)
    with vault.transaction() as tx:
        for id_, _ in pages:
            tx.part_sent(id_)
        tx.mark_refused(paper.name, "withdrawn")
    assert vault.least_used_parts(9) == [], "no server vouches for them: they stay"
    assert taken_out(vault, paper)
    assert vault.least_used_parts(9) == []
    clock.pass_(DRAFT_S)
    with vault.transaction() as tx:
        assert tx.forget_taken_out() == []
    clock.pass_(1)
    with vault.transaction() as tx:
        gone = tx.forget_taken_out()
        assert sorted(tx.forget_parts_taken_out(gone)) == sorted(id_ for id_, _ in pages)
    assert gone == [paper]
    with vault.transaction() as tx:
        assert not tx.put_back(paper.name)
    assert [vault.part(id_) for id_, _ in pages] == [None, None]


def test_pages_another_version_names_stay_when_one_is_forgotten(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    pages = part()
    first = file_paper(vault, amina, ITEM, [pages])
    moved = amina.item(ITEM, prev=[first], space="sh", parts=[pages])
    with vault.transaction() as tx:
        tx.part_sent(pages[0])
        tx.mark_stored(first.name, 1, b"")
    refused(vault, moved)
    assert taken_out(vault, moved)
    clock.pass_(DRAFT_S + 1)
    with vault.transaction() as tx:
        assert tx.forget_parts_taken_out(tx.forget_taken_out()) == []
    assert [row.id for row in vault.parts_of(first.name)] == [pages[0]]


def test_a_statement_taken_out_here_that_the_server_tells_later_is_known_like_any_other(
    vault: VaultStore, amina: Author
) -> None:
    paper = amina.item(ITEM)
    refused(vault, paper)
    assert taken_out(vault, paper)
    with vault.transaction() as tx:
        assert tx.put_statement(paper, queue=False)
        tx.put_back(paper.name)
    assert shown(vault, amina) == [paper.name]
    assert vault.outgoing() == []


def test_nothing_taken_out_stays_of_a_person_who_is_forgotten(
    vault: VaultStore, amina: Author
) -> None:
    paper = amina.item(ITEM)
    refused(vault, paper)
    assert taken_out(vault, paper)
    with vault.transaction() as tx:
        tx.forget_person(amina.id)
        assert not tx.put_back(paper.name)
