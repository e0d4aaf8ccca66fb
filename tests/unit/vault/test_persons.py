"""What vault.db keeps of persons, how it is found, and how it is forgotten."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.crypto import trust
from kiosk.domain.retention import (
    ACKNOWLEDGED_S,
    DRAFT_S,
    JOURNAL_BODY_S,
    UNFILED_PAGES_S,
    UNSEEN_PERSON_S,
)
from kiosk.errors import Unavailable
from kiosk.vault.directory import PostDirectory
from kiosk.vault.locations import PostPaths
from kiosk.vault.vault_store import PartState, ToldAbout, VaultStore
from tests.fakes.vault import AT, Author, file_paper, open_device, open_vault, part
from tests.fakes.world import FakeClock, Structure, new_root

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


def test_a_person_is_found_by_id_and_by_identifier(vault: VaultStore, amina: Author) -> None:
    identity = amina.identity_by(Author(), "amina.d-7k3f")
    with vault.transaction() as tx:
        tx.put_statement(identity, queue=False)
    assert vault.identity(amina.id) == identity
    assert vault.identity_by_login("amina.d-7k3f") == identity
    assert vault.identity_by_login("amina.d-0000") is None
    assert vault.persons() == [amina.id]


def test_another_key_for_a_known_person_changes_nothing(vault: VaultStore, amina: Author) -> None:
    identity = amina.identity_by(Author(), "amina.d-7k3f")
    impostor = Author()
    object.__setattr__(impostor.identity, "id", amina.id)
    with vault.transaction() as tx:
        tx.put_statement(identity, queue=False)
        tx.put_statement(impostor.identity_by(Author(), "amina.d-7k3f"), queue=False)
    assert vault.identity(amina.id) == identity


def test_the_newest_password_record_is_the_one_used(vault: VaultStore, amina: Author) -> None:
    newest = amina.cred(3)
    with vault.transaction() as tx:
        for cred in (newest, amina.cred(1), amina.cred(2, at=AT + 9)):
            tx.put_statement(cred, queue=False)
    assert vault.credential(amina.id) == newest


def test_sharing_and_its_keys_are_known_both_ways(vault: VaultStore, amina: Author) -> None:
    epoch = os.urandom(16)
    added, grant = amina.affil(RELAY, 1, "add"), amina.grant(epoch, RELAY)
    with vault.transaction() as tx:
        for statement in (added, amina.epoch(epoch), grant):
            tx.put_statement(statement, queue=False)
    assert vault.affiliated(amina.id) == {RELAY}
    assert vault.affiliated_persons(RELAY) == [amina.id]
    assert vault.affiliation(amina.id, RELAY) == added
    assert vault.current_epoch(amina.id) == epoch
    assert vault.grants(amina.id, RELAY) == [grant]
    assert vault.is_granted(amina.id, RELAY, epoch)
    assert not vault.is_granted(amina.id, amina.id, epoch)
    with vault.transaction() as tx:
        tx.put_statement(amina.affil(RELAY, 2, "remove"), queue=False)
    assert (vault.affiliated(amina.id), vault.affiliated_persons(RELAY)) == (frozenset(), [])


def test_two_edits_made_apart_both_stand_until_merged(vault: VaultStore, amina: Author) -> None:
    first = amina.item(ITEM)
    left, right = amina.item(ITEM, prev=[first]), amina.item(ITEM, prev=[first], at=AT + 1)
    with vault.transaction() as tx:
        for statement in (right, first, left):
            tx.put_statement(statement, queue=False)
    assert [(head.rank, head.name) for head in vault.heads(amina.id)] == [
        (0, right.name),
        (1, left.name),
    ]
    state = vault.item_state(amina.id, ITEM)
    assert state is not None
    assert [head.name for head in state.heads] == [right.name, left.name]
    with vault.transaction() as tx:
        tx.put_statement(amina.item(ITEM, prev=[left, right]), queue=False)
    assert len(vault.item_heads(amina.id, ITEM)) == 1


def test_a_row_without_its_file_cannot_be_written(vault: VaultStore, amina: Author) -> None:
    missing, short = part(), part()
    vault.parts.write(short[0], short[1][:-1])
    for pages in (missing, short):
        with pytest.raises(ValueError, match="written before its item"), vault.transaction() as tx:
            tx.put_statement(amina.item(ITEM, parts=[pages]), queue=True)
        assert vault.part(pages[0]) is None
    assert vault.heads(amina.id) == []


def test_a_part_comes_is_used_and_leaves_oldest_first(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    pages = [part(), part()]
    paper = amina.item(ITEM, parts=pages)
    with vault.transaction() as tx:
        tx.put_statement(paper, queue=False)
    assert {row.id for row in vault.parts_to_fetch(amina.id)} == {id_ for id_, _ in pages}
    with pytest.raises(ValueError, match="not here"), vault.transaction() as tx:
        tx.part_fetched(pages[0][0])
    for id_, data in pages:
        vault.parts.write(id_, data)
        with vault.transaction() as tx:
            tx.part_fetched(id_)
    clock.pass_(5)
    with vault.transaction() as tx:
        tx.part_used(pages[0][0])
    assert [row.id for row in vault.least_used_parts(9)] == [pages[1][0], pages[0][0]]
    with vault.transaction() as tx:
        assert tx.part_evicted(pages[1][0])
        assert not tx.part_evicted(pages[1][0])
    held = vault.part(pages[1][0])
    assert held is not None
    assert (held.state, held.is_here) == (PartState.REMOTE, False)
    assert {row.id for row in vault.parts_of(paper.name)} == {id_ for id_, _ in pages}


def test_a_part_the_server_lost_is_sent_again(vault: VaultStore, amina: Author) -> None:
    pages = part()
    file_paper(vault, amina, ITEM, [pages])
    with vault.transaction() as tx:
        tx.part_sent(pages[0])
        tx.part_lost(pages[0])
    assert [row.id for row in vault.part_queue()] == [pages[0]]


def test_a_draft_is_its_authors_and_is_replaced_page_by_page(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    draft, other = os.urandom(16), os.urandom(16)
    with vault.transaction() as tx:
        for seq, chunk in enumerate((b"facts", b"page 1", b"page 2")):
            tx.put_draft_chunk(draft, amina.id, "capture", seq, chunk)
        tx.put_draft_chunk(other, b"\x09" * 16, "opening", 0, b"facts")
    clock.pass_(60)
    with vault.transaction() as tx:
        tx.put_draft_chunk(draft, amina.id, "capture", 2, b"page 2, turned")
        tx.put_draft_chunk(draft, amina.id, "capture", 3, b"page 3")
    assert [(row.id, row.kind) for row in vault.drafts(amina.id)] == [(draft, "capture")]
    assert [sealed for _, sealed in vault.draft_chunks(draft)] == [
        b"facts",
        b"page 1",
        b"page 2, turned",
        b"page 3",
    ]
    with vault.transaction() as tx:
        tx.cut_draft(draft, 1)
    assert vault.draft_chunks(draft) == [(0, b"facts")]
    with vault.transaction() as tx:
        tx.delete_draft(draft, amina.id)
    assert (vault.drafts(amina.id), vault.draft_chunks(draft)) == ([], [])


def test_a_draft_is_kept_its_time_then_only_that_it_was(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    def ended() -> dict[str, bool]:
        with vault.transaction() as tx:
            tx.end_old_drafts()
        return {row.kind: row.has_ended for row in vault.drafts(amina.id)}

    with vault.transaction() as tx:
        tx.put_draft_chunk(b"o" * 16, amina.id, "opening", 0, b"x")
        tx.put_draft_chunk(b"c" * 16, amina.id, "capture", 0, b"x")
    clock.pass_(DRAFT_S)
    assert ended() == {"opening": False, "capture": False}
    clock.pass_(1)
    assert ended() == {"opening": True, "capture": False}
    assert vault.draft_chunks(b"o" * 16) == []
    clock.pass_(UNFILED_PAGES_S - DRAFT_S)
    assert ended() == {"opening": True, "capture": True}
    clock.pass_(JOURNAL_BODY_S)
    assert ended() == {}


def test_a_draft_that_is_gone_on_with_is_kept_from_then(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    for _ in range(3):
        with vault.transaction() as tx:
            tx.put_draft_chunk(b"o" * 16, amina.id, "opening", 0, b"x")
        clock.pass_(DRAFT_S)
        with vault.transaction() as tx:
            assert tx.end_old_drafts() == 0
    clock.pass_(1)
    with vault.transaction() as tx:
        assert tx.end_old_drafts() == 1
        assert tx.end_old_drafts() == 0


def test_the_name_list_is_kept_in_pieces(vault: VaultStore) -> None:
    with vault.transaction() as tx:
        for chunk in range(3):
            tx.put_directory_chunk(RELAY, chunk, 1, b"sealed %d" % chunk)
        tx.put_directory_chunk(RELAY, 1, 2, b"again")
        tx.delete_directory(RELAY, from_chunk=2)
    assert vault.directory_chunks(RELAY) == [(0, 1, b"sealed 0"), (1, 2, b"again")]


def test_a_person_unseen_and_affiliated_nowhere_is_forgotten_after_thirty_days(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    with vault.transaction() as tx:
        tx.put_statement(amina.identity_by(Author(), "amina.d-7k3f"), queue=False)
        tx.put_statement(amina.affil(RELAY, 1, "add"), queue=False)
        tx.saw(amina.id)
    clock.pass_(UNSEEN_PERSON_S + 1)
    assert vault.persons_to_forget() == []
    with vault.transaction() as tx:
        tx.put_statement(amina.affil(RELAY, 2, "remove"), queue=False)
    assert vault.persons_to_forget() == [amina.id]
    with vault.transaction() as tx:
        tx.saw(amina.id)
    assert vault.persons_to_forget() == []


def test_a_person_whose_work_was_sent_after_a_month_away_stays_for_seven_days(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    """A server restored from an hour before would want it again (sync.md 3.7)."""
    paper = amina.item(ITEM)
    with vault.transaction() as tx:
        tx.put_statement(amina.identity_by(Author(), "amina.d-7k3f"), queue=False)
        tx.put_statement(paper, queue=True)
    clock.pass_(UNSEEN_PERSON_S * 2)
    with vault.transaction() as tx:
        tx.mark_stored(paper.name, 1, bytes(64))
    assert vault.is_offered_again(amina.id)
    assert vault.persons_to_forget() == []
    clock.pass_(ACKNOWLEDGED_S + 1)
    assert not vault.is_offered_again(amina.id)
    assert vault.persons_to_forget() == [amina.id]


def test_a_person_with_something_unsent_is_never_forgotten(
    vault: VaultStore, clock: FakeClock, amina: Author
) -> None:
    with vault.transaction() as tx:
        tx.put_statement(amina.identity_by(Author(), "amina.d-7k3f"), queue=False)
        tx.put_statement(amina.item(ITEM), queue=True)
    clock.pass_(UNSEEN_PERSON_S * 10)
    assert vault.persons_to_forget() == []
    with pytest.raises(ValueError, match="not sent yet"), vault.transaction() as tx:
        tx.forget_person(amina.id)
    assert vault.identity(amina.id) is not None


def test_forgetting_leaves_no_key_no_page_and_no_row_of_the_person(
    vault: VaultStore, tmp_path: Path, amina: Author
) -> None:
    fatou, pages = Author(), part()
    paper = file_paper(vault, amina, ITEM, [pages])
    epoch = os.urandom(16)
    with vault.transaction() as tx:
        tx.part_sent(pages[0])
        tx.mark_stored(paper.name, 1, b"")
        for statement in (
            amina.identity_by(Author(), "amina.d-7k3f"),
            amina.cred(1),
            amina.epoch(epoch),
            amina.grant(epoch, RELAY),
            amina.affil(RELAY, 1, "remove"),
            fatou.identity_by(Author(), "fatou.d-7k3f"),
        ):
            tx.put_statement(statement, queue=False)
        tx.put_draft_chunk(os.urandom(16), amina.id, "capture", 0, b"page")
        tx.saw(amina.id)
        for person in (amina.id, fatou.id):
            tx.keep_told(person, ToldAbout(0, 8, 1), {7: b"{}"})
    with vault.transaction() as tx:
        gone = tx.forget_person(amina.id)
    for part_id in gone:
        vault.parts.delete(part_id)
    vault.compact_log()
    assert gone == [pages[0]]
    tables = [
        row[0] for row in vault._sql.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    ]
    for table in tables:
        if table != "journal":
            held = vault._sql.rows(f"SELECT * FROM {table}")  # noqa: S608 - from the schema
            assert not any(
                amina.id in (cell, cell and cell[:16])
                for row in held
                for cell in row
                if isinstance(cell, bytes)
            ), table
    assert vault.persons() == [fatou.id]
    assert (len(vault.told_entries(amina.id)), len(vault.told_entries(fatou.id))) == (0, 1)
    assert list((tmp_path / "parts").glob("*/*")) == []
    assert vault.verify_journal() == 1


def test_trust_asks_this_post_and_accepts_what_the_structure_signed(
    tmp_path: Path, vault: VaultStore, clock: FakeClock
) -> None:
    structure = Structure("Relais", new_root())
    structure.hire("paul.m-7k3f", "Paul")
    device = open_device(tmp_path, clock)
    directory = PostDirectory(device, vault, root_ed=structure.root.ed_public)
    with pytest.raises(trust.Waiting):
        trust.check(structure.statements[2], directory)
    with device.transaction() as tx:
        inside = PostDirectory(tx, vault, root_ed=structure.root.ed_public)
        for statement in structure.statements:
            trust.check(statement, inside)
            tx.put_statement(statement, queue=False)
    amina, paul = Author(at=int(clock.now().timestamp())), structure.pros[0]
    added = amina.affil(structure.identity.id, 1, "add")
    with pytest.raises(trust.Waiting):
        trust.check(added, directory)
    assert directory.structure_of(paul.identity.id) == structure.identity.id
    assert directory.skey(structure.identity.id, 1) is not None
    assert directory.skey(structure.identity.id, 2) is None
    assert PostDirectory(device, None).identity(amina.id) is None
    with pytest.raises(Unavailable, match=r"sign_in\.not_enrolled"):
        PostDirectory(device, None).root_ed()
    device.close()


def test_a_posts_folders_are_for_this_user_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    paths = PostPaths(tmp_path / "state")
    paths.make()
    for folder in (paths.state_dir, paths.parts, paths.log, paths.runtime):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert paths.runtime == tmp_path / "run" / "reconnect-kiosk"
    assert paths.device_db.parent == paths.vault_db.parent == paths.state_dir
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    assert not str(PostPaths(tmp_path / "state").runtime).startswith(str(tmp_path / "run"))
