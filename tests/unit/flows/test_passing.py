"""Health papers do not outlast a session on this machine (DER-14, VLT-30), nor get lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.errors import Unavailable
from kiosk.flows.api import PaperKind, Sharing
from kiosk.vault.vault_store import PartState
from tests.fakes.world import PASSWORD, entrance, new_paper, new_safe


@pytest.fixture
def opened(worker):
    return worker.open_safe(new_safe())


def filed(session, kind, *of):
    return session.file_paper(*of, replace(new_paper("Papier", Sharing.SHARED), kind=kind))


def parts_of(post, person, item):
    (head,) = post.vault.item_heads(person, item)
    return post.vault.parts_of(head.name)


def acknowledge(post):
    """Do what the agent notes once the server has every part and statement."""
    with post.vault.transaction() as tx:
        for part in tx.part_queue(1000):
            tx.part_sent(part.id)
        receipts = [(row.name, at, bytes(64)) for at, row in enumerate(tx.outgoing(1000), 1)]
        tx.mark_all_stored(receipts)


def here(post, person, item):
    parts = parts_of(post, person, item)
    files = {post.parts.size(part.id) is not None for part in parts}
    rows = {part.state is not PartState.REMOTE for part in parts}
    assert len(files) == 1, "rows and files differ"
    assert files == rows
    return files.pop()


@pytest.mark.parametrize("kind", [PaperKind.HEALTH_CARD, PaperKind.PRESCRIPTION])
def test_a_health_paper_leaves_with_the_session_that_filed_it(post, worker, opened, kind):
    health, other = (filed(worker, k, opened.person) for k in (kind, PaperKind.LETTER))
    acknowledge(post)
    worker.close()
    assert not here(post, opened.person, health)
    assert here(post, opened.person, other)
    assert post.vault.parts_to_fetch(opened.person) == [], "it is not fetched ahead either"
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    with pytest.raises(Unavailable, match="paper.not_here"):
        person.read(health)


@pytest.mark.parametrize("sensitive", ["health", "beliefs", "convictions"])
def test_what_was_asked_about_when_filed_leaves_whatever_its_family(
    post, worker, opened, sensitive
):
    paper = replace(new_paper("Papier", Sharing.SHARED), sensitive=sensitive, words=b"words")
    item = worker.file_paper(opened.person, paper)
    acknowledge(post)
    worker.close()
    assert not here(post, opened.person, item)


def test_what_the_server_does_not_have_yet_stays_until_it_has(post, worker, opened):
    item = filed(worker, PaperKind.PRESCRIPTION, opened.person)
    worker.close()
    assert here(post, opened.person, item)
    with post.vault.transaction() as tx:
        for part in tx.part_queue(1000):
            tx.part_sent(part.id)
    post.vault.let_passing_go(post.now_s())
    assert here(post, opened.person, item), "its paper is not acknowledged: the only copy"
    acknowledge(post)
    assert post.vault.let_passing_go(post.now_s()) == len(parts_of(post, opened.person, item))
    assert not here(post, opened.person, item)


def test_one_that_came_from_another_post_leaves_once_a_session_saw_what_it_is(post, worker, opened):
    """Until then nobody on this machine can know: its kind is sealed."""
    item = filed(worker, PaperKind.PRESCRIPTION, opened.person)
    acknowledge(post)
    with post.vault.transaction() as tx:
        for part in parts_of(post, opened.person, item):
            tx._sql.execute("DELETE FROM part_passing WHERE part = ?", (part.id,))
    assert post.vault.let_passing_go(post.now_s()) == 0
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert item in {paper.item for paper in person.papers()}
    assert person.read(item)
    person.close()
    assert not here(post, opened.person, item)


def test_after_a_session_that_could_not_end_the_next_takes_it_away(post, worker, opened, clock):
    item = filed(worker, PaperKind.PRESCRIPTION, opened.person)
    acknowledge(post)
    assert here(post, opened.person, item)
    entrance(post).person_sign_in(opened.login, PASSWORD)
    assert not here(post, opened.person, item)


def test_what_was_read_just_now_is_not_taken_from_under_a_session(post, worker, opened, clock):
    item = filed(worker, PaperKind.PRESCRIPTION, opened.person)
    acknowledge(post)
    clock.pass_(3600)
    worker.read(opened.person, item)
    assert post.vault.let_passing_go(post.now_s() - 900) == 0
    clock.pass_(1000)
    assert post.vault.let_passing_go(post.now_s() - 900) > 0


def test_reading_makes_a_paper_the_last_to_leave_a_full_disk(post, worker, opened, clock):
    first, second = (filed(worker, PaperKind.LETTER, opened.person) for _ in range(2))
    acknowledge(post)
    clock.pass_(60)
    worker.read(opened.person, first)
    leaving = [part.id for part in post.vault.least_used_parts(100)]
    read, unread = ({p.id for p in parts_of(post, opened.person, i)} for i in (first, second))
    assert read == set(leaving[-len(read) :])
    assert unread < set(leaving)
