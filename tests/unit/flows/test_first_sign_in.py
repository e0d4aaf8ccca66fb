"""What a session refuses before a first sign-in is complete (ROL-07, CNS-01, CNS-04)."""

from __future__ import annotations

import inspect

import pytest

from kiosk.errors import Refused
from kiosk.flows.api import PersonSession, Sharing, WorkerSession
from kiosk.flows.entrance import LocalEntrance
from kiosk.flows.terms import TermsInForce
from tests.fakes.world import (
    PASSWORD,
    PRO_PASSWORD,
    TERMS,
    TERMS_TEXT,
    bare_entrance,
    entrance,
    new_paper,
    new_safe,
)

OWN_PASSWORD = "vélo-Rouge7-matin"
BEFORE_A_PASSWORD = {"profile", "change_password", "check_password", "sync_status", "close"}
"""The session's own words and its end; the sending line, which counts and names nobody."""
BEFORE_THE_TERMS = {
    WorkerSession: BEFORE_A_PASSWORD | {"accept_terms"},
    PersonSession: {
        "person",
        "login",
        "given_names",
        "family_name",
        "language",
        "must_accept_terms",
        "accept_terms",
        "summary",
        "close",
    },
}


def acts(session: type) -> set[str]:
    """Return every name a screen may ask of a session."""
    return {name for name in vars(session) if not name.startswith("_")}


def call(session: object, act: str) -> object:
    """Do an act with nothing for each thing that it asks for."""
    done = getattr(session, act)
    asked = inspect.signature(done).parameters.values()
    return done(*[None for each in asked if each.default is each.empty])


@pytest.fixture
def first(structure, tmp_path, clock):
    structure.hire("chef.a-4cde", "Chef A.", role="manager", once=True)
    post = structure.post(tmp_path / "first", clock)
    return entrance(post).worker_sign_in("chef.a-4cde", PRO_PASSWORD)


@pytest.mark.parametrize("act", sorted(acts(WorkerSession) - BEFORE_A_PASSWORD))
def test_nothing_is_done_with_a_first_password_but_to_replace_it(first, act):
    with pytest.raises(Refused, match=r"sign_in\.password_of_another"):
        call(first, act)


def test_a_desk_locks_and_unlocks_with_a_first_password_too(first):
    first.check_password(PRO_PASSWORD)
    with pytest.raises(Refused, match="wrong_password"):
        first.check_password("not it")
    assert first.sync_status().to_check == 0


def test_a_replaced_password_opens_the_space(first):
    first.change_password(PRO_PASSWORD, OWN_PASSWORD)
    first.accept_terms(TERMS, TERMS_TEXT)
    assert first.open_safe(new_safe()).login
    assert first.home().people_count == 1


@pytest.fixture
def newcomers(post, worker):
    """A worker and a person who signed in and were not asked about the terms yet."""
    opened = worker.open_safe(new_safe())
    changed = bare_entrance(post, "2027-01")
    return {
        WorkerSession: changed.worker_sign_in("nadia.k-2abc", PRO_PASSWORD),
        PersonSession: bare_entrance(post).person_sign_in(opened.login, PASSWORD),
    }


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        (kind, act)
        for kind, allowed in BEFORE_THE_TERMS.items()
        for act in sorted(acts(kind) - allowed)
    ],
)
def test_nothing_is_done_before_the_terms_in_force_are_accepted(newcomers, kind, act):
    with pytest.raises(Refused, match=r"terms\.not_accepted"):
        call(newcomers[kind], act)


def test_a_yes_to_other_terms_than_those_in_force_opens_nothing(newcomers):
    for session, version in (
        (newcomers[WorkerSession], "2027-01"),
        (newcomers[PersonSession], TERMS),
    ):
        for told, text in (("2020-01", TERMS_TEXT), (version, b"x" * 32), (version, b"")):
            with pytest.raises(Refused, match=r"terms\.not_in_force"):
                session.accept_terms(told, text)
        with pytest.raises(Refused, match=r"terms\.not_accepted"):
            call(session, "reminders")


def test_an_acceptance_names_the_text_that_was_shown_and_its_language(post, worker):
    """One of several, whatever language the person's own profile tells (DER-21, CNS-01)."""
    opened, arabic = worker.open_safe(new_safe()), b"a" * 32
    terms = TermsInForce(TERMS, {TERMS_TEXT: "fr", arabic: "ar"})
    person = LocalEntrance(post, terms, terms).person_sign_in(opened.login, PASSWORD)
    assert person.language == "fr"
    person.accept_terms(TERMS, arabic)
    (said,) = (
        each
        for each in post.vault.statements("consent", owner=person.person)
        if each.text("kind") == "terms"
    )
    assert (said.text("text_sha256"), said.text("language")) == (arabic.hex(), "ar")


def test_terms_are_asked_once_per_version(post, newcomers):
    worker, person = newcomers[WorkerSession], newcomers[PersonSession]
    assert worker.profile.must_accept_terms  # it accepted the version before
    assert person.must_accept_terms
    worker.accept_terms("2027-01", TERMS_TEXT)
    person.accept_terms(TERMS, TERMS_TEXT)
    assert person.papers()
    login = post.vault.identity(person.person).text("login")
    assert not bare_entrance(post).person_sign_in(login, PASSWORD).must_accept_terms
    changed = bare_entrance(post, "2027-01")
    assert changed.person_sign_in(login, PASSWORD).must_accept_terms
    again = changed.worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    assert not again.profile.must_accept_terms


def test_papers_that_were_left_are_taken_in_once_the_terms_are_accepted(post, worker):
    opened = worker.open_safe(new_safe())
    worker.file_paper(opened.person, new_paper("Lettre", Sharing.PRIVATE))
    person = bare_entrance(post).person_sign_in(opened.login, PASSWORD)
    assert "drop" in {head.space for head in post.vault.heads(opened.person)}
    person.accept_terms(TERMS, TERMS_TEXT)
    assert "drop" not in {head.space for head in post.vault.heads(opened.person)}
    assert "Lettre" in {paper.title for paper in person.papers()}
