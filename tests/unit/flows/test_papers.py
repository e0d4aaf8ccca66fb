"""Papers: filed, left, read, shared and kept back (flows 6.5, 6.6, 6.8; SHR-11, SHR-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest

from kiosk.crypto.failures import CannotOpen
from kiosk.domain.retention import AFFILIATION_RENEWED_S
from kiosk.errors import InvalidInput, Refused
from kiosk.flows.api import ConsentAnswer, ConsentKind, Sharing
from kiosk.flows.papers import newest_first, reseal_item
from tests.fakes.world import PASSWORD, PDF, consent, entrance, new_paper, new_safe

TIED = (("Bail", b"\1" * 16), ("Bail", b"\2" * 16), ("Avis", b"\3" * 16))
"""Titles and items of papers added in one second."""


@pytest.fixture
def opened(worker):
    return worker.open_safe(new_safe())


@pytest.fixture
def person(post, opened):
    return entrance(post).person_sign_in(opened.login, PASSWORD)


def titles(papers):
    return sorted(paper.title for paper in papers)


def test_a_paper_the_worker_files_is_read_by_both(post, worker, opened):
    item = worker.file_paper(opened.person, new_paper("Avis"))
    assert worker.read(opened.person, item).pdf == PDF + b"Avis"
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert person.read(item).pdf == PDF + b"Avis"


NONSENSE = (
    {"kind": "document", "title": "Bail"},
    {"kind": "document", "title": 7, "paper_kind": "rent", "page_count": 1, "added_at": 1},
    {"kind": "document", "parts": 7},
    {"kind": "document", "parts": [{"id": "x"}]},
    {"kind": "other"},
    {},
)


def seal_as_is(person, item, metadata):
    """Keep what another program may seal as one of a person's papers, properly signed."""
    target = person._target(Sharing.SHARED)
    made = reseal_item(
        person.person,
        metadata,
        (),
        key=target.key,
        space=Sharing.SHARED,
        epoch=target.epoch,
        author=person._author,
        item=item,
        ver=1,
        prev=(),
        at=person._post.now_s(),
        rng=person._post.rng,
    )
    with person._post.vault.transaction() as tx:
        tx.put_statement(made, queue=True)


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_paper_of_nonsense_hides_no_other_and_ends_no_sign_in(
    post, worker, opened, person, nonsense
):
    for item in (b"n" * 16, opened.person):
        for said in ("this", "that"):  # told apart: two heads
            seal_as_is(person, item, {**nonsense, "said": said})
    assert titles(person.papers()) == ["Mandat"]
    assert titles(worker.papers(opened.person)) == ["Mandat"]
    again = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert titles(again.papers()) == ["Mandat"]


def test_a_paper_added_when_no_calendar_says_stands_in_the_list(post, opened, person):
    metadata = {
        "kind": "document",
        "title": "Bail",
        "paper_kind": "housing",
        "page_count": 1,
        "added_at": 2**53 - 1,
        "added_for": "",
        "parts": [],
    }
    seal_as_is(person, b"n" * 16, metadata)
    with pytest.raises(Refused, match=r"paper\.not_shown"):
        person.read(b"n" * 16)  # without a page it counts as a file kept as it came
    assert [paper.title for paper in person.papers()] == ["Bail", "Mandat"]


def test_a_picture_that_does_not_open_hides_no_paper(post, worker, opened, person):
    item = worker.file_paper(opened.person, new_paper("Avis"))
    filed = post.vault.statement(post.vault.item_heads(opened.person, item)[0].name)
    for part in filed.body["parts"]:
        post.parts.path(bytes.fromhex(part["id"])).write_bytes(bytes(part["len"]))
    assert titles(person.papers()) == ["Avis", "Mandat"]
    assert titles(worker.papers(opened.person)) == ["Avis", "Mandat"]
    with pytest.raises(CannotOpen):
        worker.read(opened.person, item)


def test_papers_of_one_second_stand_by_title_and_an_older_one_after_them(opened, person):
    shown = person.papers()[0]
    later = shown.added_at + timedelta(seconds=1)
    others = [replace(shown, title=t, added_at=later, item=i) for t, i in TIED]
    expected = [others[2], others[0], others[1], shown]
    for order in permutations([shown, *others]):
        assert newest_first(order) == expected


def test_a_private_paper_is_neither_listed_nor_counted_for_the_worker(worker, opened, person):
    item = person.file_paper(new_paper("Secret", Sharing.PRIVATE))
    assert titles(worker.papers(opened.person)) == ["Mandat"]
    with pytest.raises(InvalidInput, match="paper.unknown"):
        worker.read(opened.person, item)
    assert titles(person.papers()) == ["Mandat", "Secret"]


def test_sharing_is_switched_document_by_document_and_leaves_no_old_part(worker, opened, person):
    item = person.file_paper(new_paper("Bail", Sharing.PRIVATE))
    assert person.set_sharing(item, Sharing.SHARED).sharing is Sharing.SHARED
    assert titles(worker.papers(opened.person)) == ["Bail", "Mandat"]
    assert person.set_sharing(item, Sharing.PRIVATE).sharing is Sharing.PRIVATE
    assert titles(worker.papers(opened.person)) == ["Mandat"]
    assert person.read(item).pdf == PDF + b"Bail"
    assert person.summary().sharing_changed == 2


def test_a_paper_left_for_a_person_without_affiliation_is_theirs_at_their_next_session(
    post, worker
):
    consents = tuple(consent(k) for k in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    opened = worker.open_safe(new_safe(is_affiliated=False, consents=consents))
    item = worker.file_paper(opened.person, new_paper("Courrier", Sharing.PRIVATE))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    paper = next(p for p in person.papers() if p.item == item)
    assert (paper.title, paper.sharing) == ("Courrier", Sharing.PRIVATE)
    assert person.read(item).pdf == PDF + b"Courrier"


def test_affiliation_by_the_persons_own_sign_in_is_complete_at_once(post, worker):
    consents = tuple(consent(k) for k in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    opened = worker.open_safe(new_safe(is_affiliated=False, consents=consents))
    yes = consent(ConsentKind.AFFILIATION)
    summary = worker.affiliate_by_sign_in(opened.login, PASSWORD, yes)
    assert (summary.given_names, summary.is_readable) == ("Awa", True)
    assert titles(worker.papers(opened.person)) == ["Mandat"]
    with pytest.raises(Refused, match="already_affiliated"):
        worker.affiliate_by_sign_in(opened.login, PASSWORD, yes)


@pytest.mark.parametrize(
    "given",
    [
        consent(ConsentKind.AFFILIATION, ConsentAnswer.NO),
        consent(ConsentKind.AFFILIATION, ConsentAnswer.NOT_TODAY),
        consent(ConsentKind.TERMS),
    ],
    ids=["no", "not_today", "another_question"],
)
def test_no_answer_but_a_yes_to_that_question_affiliates(post, worker, given):
    """SHR-02: whatever a screen hands over, the rule is the flow's."""
    consents = tuple(consent(k) for k in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    opened = worker.open_safe(new_safe(is_affiliated=False, consents=consents))
    with pytest.raises(Refused, match=r"consent\.missing"):
        worker.affiliate_by_sign_in(opened.login, PASSWORD, given)
    assert post.vault.affiliated(opened.person) == frozenset()


def test_a_yes_of_two_years_ago_may_be_said_again(post, worker, clock):
    """A server may have taken an unused structure's sight away since (LIF-03)."""
    consents = tuple(consent(k) for k in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    opened = worker.open_safe(new_safe(is_affiliated=False, consents=consents))
    yes = consent(ConsentKind.AFFILIATION)
    worker.affiliate_by_sign_in(opened.login, PASSWORD, yes)
    clock.at += timedelta(seconds=AFFILIATION_RENEWED_S + 1)
    worker.affiliate_by_sign_in(opened.login, PASSWORD, yes)
    said = post.vault.statements("affil", owner=opened.person)
    assert [(each.text("state"), each.number("n")) for each in said] == [("add", 1), ("add", 2)]


def test_an_ended_affiliation_takes_effect_at_once_and_renews_the_key(
    post, worker, opened, person, structure
):
    epochs = len(post.vault.statements("epoch", owner=opened.person))
    relay = person.relays()[0]
    assert (relay.name, relay.is_waiting) == ("Relais du Port", False)
    person.stop_relay(relay.structure)
    assert person.relays() == []
    with pytest.raises(Refused, match="not_affiliated"):
        worker.papers(opened.person)
    assert len(post.vault.statements("epoch", owner=opened.person)) == epochs + 1
    item = person.file_paper(new_paper("Après"))
    assert person.read(item).pdf == PDF + "Après".encode()
    current = post.vault.current_epoch(opened.person)
    assert not post.vault.is_granted(opened.person, structure.identity.id, current)


def test_a_withdrawal_is_first_in_the_outbox(post, worker, opened, person):
    with post.vault.transaction() as tx:
        for each in tx.outbox_batch(100, 1 << 20):
            tx.mark_stored(each.name, 1, b"receipt")
    worker.open_safe(new_safe("Ina"))
    person.file_paper(new_paper())
    person.stop_relay(person.relays()[0].structure)
    assert post.vault.outbox_batch(1, 1 << 20)[0].type == "affil"


def test_only_what_a_withdrawal_rests_on_goes_out_before_it(post, worker, opened, person):
    """The safe itself is not sent yet: it is, then the withdrawal, then everything else."""
    other = worker.open_safe(new_safe("Ina"))
    person.stop_relay(person.relays()[0].structure)
    batch = [post.vault.statement(each.name) for each in post.vault.outbox_batch(100, 1 << 20)]
    told = [(each.type, each.body.get("state"), each.body.get("person")) for each in batch]
    withdrawal = told.index(("affil", "remove", opened.person.hex()))
    assert other.person.hex() not in {person for _, _, person in told[:withdrawal]}
    assert "item" not in {kind for kind, _, _ in told[:withdrawal]}
    assert len(told) > withdrawal + 5


def test_an_affiliation_ended_by_the_worker_has_its_key_renewed_by_the_person(post, worker, opened):
    worker.remove_affiliation(opened.person)
    before = len(post.vault.statements("epoch", owner=opened.person))
    entrance(post).person_sign_in(opened.login, PASSWORD)
    assert len(post.vault.statements("epoch", owner=opened.person)) == before + 1
    entrance(post).person_sign_in(opened.login, PASSWORD)
    assert len(post.vault.statements("epoch", owner=opened.person)) == before + 1


def test_every_statement_a_post_makes_is_accepted_by_the_trust_rules(
    post, worker, opened, person, clock
):
    from kiosk.crypto.statements import verify
    from kiosk.crypto.trust import required_keys
    from kiosk.vault.directory import PostDirectory

    worker.file_paper(opened.person, new_paper())
    person.set_sharing(person.file_paper(new_paper("Bail", Sharing.PRIVATE)), Sharing.SHARED)
    clock.pass_(60)
    person.stop_relay(person.relays()[0].structure)
    directory = PostDirectory(post.device_store, post.vault)
    checked = 0
    for kind in ("identity", "cred", "custody", "consent", "affil", "epoch", "grant", "item"):
        for statement in post.vault.statements(kind):
            if statement.type in {"epoch", "grant", "item"} and statement.by != opened.person:
                continue  # written before the affiliation ended; accepted then
            verify(statement, required_keys(statement, directory))
            checked += 1
    assert checked > 10
