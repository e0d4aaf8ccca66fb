"""After a colleague has left: the structure's key is new, what was written stays readable
(FORMAT.md flow 6.12)."""

from __future__ import annotations

import pytest

from kiosk.domain.ids import EpochId
from kiosk.flows.api import ConsentKind, Sharing
from tests.fakes.world import PASSWORD, PDF, PRO_PASSWORD, consent, entrance, new_paper, new_safe

LOGIN = "nadia.k-2abc"


@pytest.fixture
def paul_leaves(structure, post, clock):
    """Return what makes Paul leave; his removal is then known on the post."""
    structure.hire("paul.m-3bcd", "Paul M.")
    with post.device_store.transaction() as tx:
        for statement in structure.pros[-1].statements:
            tx.put_statement(statement, queue=False)

    def leave():
        clock.pass_(60)
        made = structure.dismiss("paul.m-3bcd", int(clock.now().timestamp()))
        with post.device_store.transaction() as tx:
            for statement in made:
                tx.put_statement(statement, queue=False)

    return leave


def sign_in_after_restart(post):
    post.vault.close()
    post.vault = None
    return entrance(post).worker_sign_in(LOGIN, PRO_PASSWORD)


def test_a_worker_still_signs_in_and_the_posts_vault_opens(post, worker, paul_leaves):
    opened = worker.open_safe(new_safe())
    paul_leaves()
    again = sign_in_after_restart(post)
    assert [each.given_names for each in again.search("Awa")] == ["Awa"]
    assert again.papers(opened.person)
    assert post.device_store.shift_box()[1] == 2
    assert sign_in_after_restart(post).search("Awa")


def test_what_was_shared_and_left_before_is_still_read(post, worker, paul_leaves):
    consents = tuple(consent(k) for k in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    opened = worker.open_safe(new_safe(is_affiliated=False, consents=consents))
    yes = consent(ConsentKind.AFFILIATION)
    left = worker.file_paper(opened.person, new_paper("Laissé"))
    worker.affiliate_by_sign_in(opened.login, PASSWORD, yes)
    shared = worker.file_paper(opened.person, new_paper("Partagé"))
    paul_leaves()
    again = sign_in_after_restart(post)
    assert again.read(opened.person, left).pdf == PDF + "Laissé".encode()
    assert again.read(opened.person, shared).pdf == PDF + "Partagé".encode()


def test_the_next_paper_is_shared_under_a_key_boxed_to_the_new_one(post, worker, paul_leaves):
    opened = worker.open_safe(new_safe())
    before = post.vault.current_epoch(opened.person)
    paul_leaves()
    again = sign_in_after_restart(post)
    item = again.file_paper(opened.person, new_paper("Avis"))
    head = post.vault.item_heads(opened.person, item)[0]
    assert head.epoch != before
    assert post.vault.granted_to(opened.person, head.epoch)[post.structure] == 2
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert person.read(item).pdf == PDF + b"Avis"
    again.file_paper(opened.person, new_paper("Bail"))
    assert len(post.vault.statements("epoch", owner=opened.person)) == 2


def test_the_persons_own_session_renews_it_as_well(post, worker, paul_leaves):
    opened = worker.open_safe(new_safe())
    paul_leaves()
    sign_in_after_restart(post)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    item = person.file_paper(new_paper("Avis", Sharing.SHARED))
    epoch = EpochId(post.vault.item_heads(opened.person, item)[0].epoch)
    assert post.vault.granted_to(opened.person, epoch)[post.structure] == 2


def test_the_name_list_is_opened_under_the_old_key_once_and_kept_under_the_new(
    post, worker, paul_leaves, monkeypatch
):
    worker.open_safe(new_safe("Hélène", "Œuvrard"))
    assert worker.search("helene")
    paul_leaves()
    again = sign_in_after_restart(post)
    monkeypatch.setattr("kiosk.flows.facts.open_metadata", lambda *_: pytest.fail("opened again"))
    assert [each.given_names for each in again.search("helene")] == ["Hélène"]
    assert {skv for _, skv, _ in post.vault.directory_chunks(post.structure)} == {2}


def test_who_left_does_not_sign_in(post, worker, paul_leaves):
    paul_leaves()
    from kiosk.errors import Refused

    with pytest.raises(Refused, match="not_a_member"):
        entrance(post).worker_sign_in("paul.m-3bcd", PRO_PASSWORD)
