"""Opening a safe, offline, in one transaction (flow 6.1; ROL-16, SHR-02, CNS-08, DER-03)."""

from __future__ import annotations

import pytest

from kiosk.errors import InvalidInput, Refused
from kiosk.flows.api import Birth, ConsentAnswer, ConsentKind, PaperKind, Sharing
from kiosk.flows.entrance import open_person
from kiosk.flows.papers import Keys, open_metadata, shown_items
from kiosk.flows.shared_key import held_keys
from tests.fakes.world import PASSWORD, consent, entrance, new_safe


def test_an_opened_safe_lets_the_person_in_and_holds_the_mandate(post, worker):
    opened = worker.open_safe(new_safe())
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert person.given_names == "Awa"
    assert [(p.kind, p.sharing, p.added_by) for p in person.papers()] == [
        (PaperKind.MANDATE, Sharing.SHARED, "Relais du Port")
    ]


def test_the_identifier_is_forgiven_case_and_spaces(post, worker):
    opened = worker.open_safe(new_safe())
    spoken = " " + opened.login.upper().replace("-", " - ")
    assert entrance(post).person_sign_in(spoken, PASSWORD).person == opened.person


def test_everything_of_an_opening_waits_to_be_sent_as_one_change(post, worker):
    before = worker.sync_status().waiting
    worker.open_safe(new_safe())
    queued = {entry.type for entry in post.vault.outbox_batch(100, 1 << 20)}
    assert {"identity", "cred", "affil", "epoch", "grant", "consent"} <= queued
    assert worker.sync_status().waiting == before + 1


def test_a_safe_can_be_opened_without_affiliation(post, worker):
    consents = tuple(consent(k) for k in (ConsentKind.MANDATE, ConsentKind.INFORMATION))
    opened = worker.open_safe(new_safe(is_affiliated=False, consents=consents))
    assert worker.search("Awa") == []
    with pytest.raises(Refused, match="not_affiliated"):
        worker.papers(opened.person)
    assert entrance(post).person_sign_in(opened.login, PASSWORD).relays() == []


@pytest.mark.parametrize("missing", [ConsentKind.MANDATE, ConsentKind.INFORMATION])
def test_no_safe_is_opened_without_mandate_and_information(post, worker, missing):
    given = tuple(
        consent(kind, ConsentAnswer.NO if kind is missing else ConsentAnswer.YES)
        for kind in (ConsentKind.MANDATE, ConsentKind.INFORMATION)
    )
    with pytest.raises(Refused, match="consent.missing"):
        worker.open_safe(new_safe(is_affiliated=False, consents=given))
    assert post.vault.persons() == []


@pytest.mark.parametrize(
    ("birth", "is_minor"),
    [
        (Birth(2010, 11, 22), True),
        (Birth(2010, 11, 21), False),  # sixteen today
        (Birth(2015, is_about=True), True),
        (Birth(2010), False),
        (Birth(), False),
    ],
)
def test_a_safe_for_somebody_under_16_needs_who_gave_the_mandate(post, worker, birth, is_minor):
    if is_minor:
        with pytest.raises(Refused, match=r"consent\.guardian_missing"):
            worker.open_safe(new_safe(birth=birth, guardian=" "))
        assert post.vault.persons() == []
    else:
        assert worker.open_safe(new_safe(birth=birth)).login


def test_the_guardian_lies_sealed_with_the_mandate_and_nowhere_else(post, worker):
    opened = worker.open_safe(new_safe(birth=Birth(2015, 3, 1), guardian=" Fatou Diop "))
    identity = open_person(post, post.vault, opened.login, PASSWORD)[1]
    shared = held_keys(post.vault, opened.person, identity)
    keys = Keys(identity.private_space_key, shared, {0: identity.box_key}, is_person=True)
    told = [open_metadata(each, keys) for each in shown_items(post.vault, opened.person)]
    assert {each["kind"]: each.get("guardian") for each in told} == {
        "document": "Fatou Diop",
        "profile": None,
    }


def test_a_weak_password_is_refused_and_keeps_nothing(post, worker):
    with pytest.raises(InvalidInput, match="too_weak"):
        worker.open_safe(new_safe(password="Azerty123"))
    assert post.vault.persons() == []


def test_a_single_name_is_enough_and_none_is_not(worker):
    assert worker.open_safe(new_safe("", "Sékou")).login
    with pytest.raises(InvalidInput, match="names_missing"):
        worker.open_safe(new_safe(" ", ""))


def test_a_refusal_is_recorded_and_keeps_nothing_else_of_the_person(post, worker):
    worker.record_refusal([consent(ConsentKind.MANDATE, ConsentAnswer.NO)])
    with pytest.raises(ValueError, match="a yes is somebody's"):
        worker.record_refusal([consent(ConsentKind.MANDATE)])
    kept = [c for c in post.device_store.statements("consent") if c.text("kind") != "terms"]
    assert [(c.text("answer"), c.text("person")) for c in kept] == [("no", "00" * 16)]
    assert post.vault.persons() == []
    assert post.device_store.verify_journal() > 0


def test_two_posts_never_issue_one_identifier(structure, tmp_path, clock):
    from tests.fakes.world import PRO_PASSWORD

    logins = set()
    for number in range(2):
        post = structure.post(tmp_path / f"p{number}", clock)
        worker = entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
        logins |= {worker.open_safe(new_safe()).login for _ in range(5)}
    assert len(logins) == 10
