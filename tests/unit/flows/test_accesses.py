"""What a person is shown of their journal (TRC-02): who, when, what, nothing left out."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from kiosk.crypto.encoding import canon
from kiosk.crypto.statements import verify
from kiosk.domain.ids import NOBODY, ItemId
from kiosk.errors import InvalidInput, Refused
from kiosk.flows.api import Birth, Deed, Role, Sharing
from kiosk.vault.vault_store import ToldAbout
from tests.fakes.world import PASSWORD, entrance, new_paper, new_safe

OTHER_POST, SOMEBODY = bytes([7]) * 16, bytes([8]) * 16


@pytest.fixture
def opened(worker):
    return worker.open_safe(new_safe())


@pytest.fixture
def person(post, opened):
    return entrance(post).person_sign_in(opened.login, PASSWORD)


def deeds(person):
    return [each.deed for each in person.accesses().accesses]


def told(post, person, *entries, age=0):
    """Keep entries as the agent does once they are proved."""
    bodies = {
        place: canon(
            {"server": True, "entry": entry}
            if "server" in entry
            else {"chain": "vault", "device": OTHER_POST.hex(), "entry": entry, "h": "", "seq": 1}
        )
        for place, entry in enumerate(entries)
    }
    with post.vault.transaction() as tx:
        tx.keep_told(person, ToldAbout(age, len(entries), post.now_s()), bodies)


def entry(action, actor, at, **more):
    return {"action": action, "actor": actor.hex(), "at": at, **more}


def test_every_access_is_there_newest_first_with_who_and_where(worker, opened, person, clock):
    clock.pass_(60)
    item = worker.file_paper(opened.person, new_paper("Avis", Sharing.SHARED))
    clock.pass_(60)
    worker.read(opened.person, item)
    clock.pass_(60)
    person.set_sharing(item, Sharing.PRIVATE)
    found = person.accesses().accesses
    assert [each.deed for each in found] == [
        Deed.UNSHARED,
        Deed.READ,
        Deed.ADDED,
        *[each.deed for each in found[3:]],
    ]
    assert {Deed.OPENED, Deed.SIGNED_IN} == {each.deed for each in found[3:]}
    by_worker = next(each for each in found if each.deed is Deed.READ)
    assert (by_worker.name, by_worker.role, by_worker.structure) == (
        "Nadia K.",
        Role.WORKER,
        "Relais du Port",
    )
    assert found[0].is_self
    assert not found[0].name


def test_another_persons_journal_is_not_shown(worker, opened, person):
    other = worker.open_safe(new_safe())
    before = deeds(person)
    worker.papers(other.person)
    assert deeds(person) == before


def test_a_copy_the_person_takes_away_is_told_as_theirs(worker, opened, person):
    item = worker.file_paper(opened.person, new_paper("Avis", Sharing.SHARED))
    person.note_copied(item)
    found = person.accesses().accesses[0]
    assert (found.deed, found.is_self) == (Deed.COPIED, True)
    with pytest.raises(InvalidInput):
        person.note_copied(ItemId(bytes(16)))


def test_a_wrong_password_is_an_attempt_by_nobody_known(post, opened, person):
    with pytest.raises(Refused):
        entrance(post).person_sign_in(opened.login, "Wrong-one7")
    tried = next(each for each in person.accesses().accesses if each.deed is Deed.TRIED)
    assert (tried.is_self, tried.name, tried.place) == (False, "", "")


def test_what_the_program_does_by_itself_is_no_look_and_what_has_no_word_is_one(
    post, opened, person
):
    before = len(deeds(person))
    with post.vault.transaction() as tx:
        tx.journal(NOBODY, opened.person, "shared_key.renewed")
        tx.journal(NOBODY, opened.person, "paper.taken_in")
        tx.journal(SOMEBODY, opened.person, "paper.engraved")
    found = person.accesses().accesses
    assert len(found) == before + 1
    other = next(each for each in found if each.deed is Deed.OTHER)
    assert (other.name, other.is_self) == ("", False)


def test_what_ends_by_itself_is_told_in_words_and_names_the_structure(
    post, opened, person, structure
):
    """The notice of LIF-02 and LIF-03: nobody did it, and it says where."""
    at = post.now_s()
    about = {"structure": structure.identity.id.hex(), "server": 1}
    told(
        post,
        opened.person,
        {**entry("affiliation_ends_soon", NOBODY, at + 1), **about},
        {**entry("affiliation_dormant", NOBODY, at + 2), **about},
        {**entry("safe_ends_soon", NOBODY, at + 3), "server": 1},
    )
    found = [each for each in person.accesses().accesses if each.at.timestamp() > at]
    assert [(each.deed, each.structure, each.name) for each in found] == [
        (Deed.SAFE_ENDS, "", ""),
        (Deed.ENDED_UNUSED, "Relais du Port", ""),
        (Deed.ENDS_UNUSED, "Relais du Port", ""),
    ]


def test_a_deleted_paper_that_the_server_destroys_in_its_time_is_no_look(post, opened, person):
    before = deeds(person)
    about = {"item": "11" * 16, "parts": 2, "server": 1}
    told(post, opened.person, {**entry("paper_purged", NOBODY, post.now_s()), **about})
    assert deeds(person) == before


def test_what_is_older_than_twelve_months_is_not_shown(person, clock):
    assert deeds(person)
    clock.pass_(timedelta(days=366).total_seconds())
    assert deeds(person) == []


def test_a_post_that_writes_a_time_no_calendar_has_hides_nothing(post, opened, person):
    before = deeds(person)
    told(post, opened.person, entry("paper.read", SOMEBODY, 2**53 - 1))
    found = person.accesses().accesses
    assert [each.deed for each in found] == [Deed.READ, *before]
    assert found[0].at.year == 2242


def test_the_servers_word_counts_where_the_post_said_nothing(post, opened, person, clock):
    at = post.now_s()
    by_post = entry("person.signed_in", opened.person, at)
    by_server = {**entry("person_shown", NOBODY, at + 3), "device": OTHER_POST.hex(), "server": 1}
    told(post, opened.person, by_post, by_server)
    assert Deed.BROUGHT not in deeds(person)
    late = {**by_server, "at": at + 3600}
    told(post, opened.person, by_post, late)
    assert Deed.BROUGHT in deeds(person)
    told(post, opened.person, by_post, by_server, by_server)
    assert deeds(person).count(Deed.BROUGHT) == 1, "one word of a post answers one of the server"


def test_what_a_tree_told_that_was_given_up_since_goes_with_the_next_answer(post, opened, person):
    told(post, opened.person, entry("paper.read", SOMEBODY, post.now_s()))
    assert Deed.READ in deeds(person)
    assert person.accesses().told_at is not None
    with post.device_store.transaction() as tx:
        tx.refuse_tree_head("journal.tree_forked", b"{}")
    assert person.accesses().alarm_key == "journal.tree_forked"
    with post.device_store.transaction() as tx:
        tx.begin_tree_anew()
    assert person.accesses().told_at is None
    told(post, opened.person, age=post.device_store.tree_age())
    assert Deed.READ not in deeds(person)


@pytest.mark.parametrize(
    "body",
    [
        {"entry": {"action": 1}, "server": True},
        {"entry": {"action": "paper.read", "actor": "zz", "at": 1}, "server": True},
        {"entry": 3, "server": True},
        {"chain": "vault", "device": "zz", "entry": {}, "h": "", "seq": 1},
        {},
    ],
    ids=json.dumps,
)
def test_an_entry_nobody_can_read_hides_no_other(post, opened, person, body):
    before = deeds(person)
    with post.vault.transaction() as tx:
        tx.keep_told(opened.person, ToldAbout(0, 1, post.now_s()), {0: canon(body)})
    assert deeds(person) == before


def test_who_looked_at_or_corrected_an_identity_is_told_and_sending_again_is_no_look(
    post, worker, opened, person, clock
):
    clock.pass_(60)
    worker.facts(opened.person)
    clock.pass_(60)
    worker.correct_facts(opened.person, "Awa", "Diallo", Birth(1990))
    with post.vault.transaction() as tx:
        for queued in post.vault.outbox_batch(500, 10**6):
            if queued.type == "item":
                tx.mark_refused(queued.name, "too_large")
    line = next(each for each in worker.outgoing() if each.may_be_taken_out)
    worker.keep_unsent(line.statement)
    worker.retry(line.statement)
    found = deeds(person)
    assert found[:2] == [Deed.CORRECTED, Deed.KNOWN]
    assert Deed.OTHER not in found


def test_when_a_session_ends_the_post_signs_what_was_written(post, worker, opened, person):
    """So that nothing of a session waits unsigned for a line (FORMAT.md flow 6.14)."""
    person.close()
    worker.close()
    for store in (post.vault, post.device_store):
        head = store.journal_head()
        signed = store.statements("log")[-1]
        assert (signed.number("seq"), signed.id("h")) == (head.seq, head.h)
        verify(signed, (post.device.ed_public,))


def test_asked_again_accesses_are_read_anew_only_once_something_changed(worker, opened, person):
    first = person.accesses()
    assert person.accesses() is first
    worker.papers(opened.person)
    assert person.accesses().accesses[0].deed is Deed.LISTED
