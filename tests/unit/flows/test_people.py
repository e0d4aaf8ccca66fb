"""The name list of a structure: learnt little by little, never behind what the vault holds."""

from __future__ import annotations

import pytest

from kiosk.flows import people
from tests.fakes.world import PRO_PASSWORD, entrance, new_safe

NAMES = ("Awa", "Binta", "Cissé", "Daoud", "Éloïse", "Fatou")


def sign_in(post):
    return entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)


def test_getting_ready_ends_and_a_search_then_finds_everybody(post, worker):
    for name in NAMES:
        worker.open_safe(new_safe(name, "Diop"))
    again = sign_in(post)
    steps = 1
    while again.prepare_search():
        steps += 1
    assert steps > 1  # people of several chunks: never all in one piece
    assert {person.given_names for person in again.search("diop")} == set(NAMES)


def test_a_search_waits_for_what_was_not_got_ready(post, worker):
    for name in NAMES:
        worker.open_safe(new_safe(name, "Diop"))
    again = sign_in(post)
    again.prepare_search()
    assert {person.given_names for person in again.search("diop")} == set(NAMES)


def test_what_another_connection_wrote_is_found_at_the_next_key(post, worker):
    assert worker.search("awa") == []
    first_vault = post.vault
    post.vault = None
    other = sign_in(post)  # opens a connection of its own, as the agent does
    assert post.vault is not first_vault
    other.open_safe(new_safe("Awa", "Diop"))
    post.vault = first_vault
    assert [person.given_names for person in worker.search("awa")] == ["Awa"]


def test_who_leaves_is_no_longer_found(post, worker):
    opened = worker.open_safe(new_safe("Awa", "Diop"))
    assert worker.search("awa")
    worker.remove_affiliation(opened.person)
    assert worker.search("awa") == []
    assert sign_in(post).search("awa") == []


def test_a_key_pressed_while_nothing_changes_reads_no_list(post, worker, monkeypatch):
    worker.open_safe(new_safe("Awa", "Diop"))
    worker.search("a")
    read = type(post.vault).profile_versions
    monkeypatch.setattr(type(post.vault), "profile_versions", lambda *_: pytest.fail("read again"))
    assert worker.search("aw")
    monkeypatch.setattr(type(post.vault), "profile_versions", read)


def test_chunks_are_kept_one_by_one(post, worker, monkeypatch):
    for name in NAMES:
        worker.open_safe(new_safe(name, "Diop"))
    sealed = []
    seal = people.seal
    monkeypatch.setattr(people, "seal", lambda *a, **k: sealed.append(k["chunk"]) or seal(*a, **k))
    again = sign_in(post)
    again.prepare_search()
    assert len(sealed) == 1
    again.search("a")
    assert len(sealed) == len(set(sealed)) > 1
