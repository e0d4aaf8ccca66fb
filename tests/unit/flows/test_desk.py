"""The desk: search, duplicates, drafts for their author only (ROL-19, DER-04, DER-11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.errors import InvalidInput
from kiosk.flows.api import Birth, Draft
from tests.fakes.world import PASSWORD, PRO_PASSWORD, entrance, new_paper, new_safe


def test_people_are_found_by_the_start_of_any_name_accents_forgiven(worker):
    worker.open_safe(new_safe("Hélène", "Œuvrard"))
    worker.open_safe(new_safe("Youssef", "Ben Ali"))
    assert [p.family_name for p in worker.search("oeuv hel")] == ["Œuvrard"]
    assert [p.family_name for p in worker.search("ALI you")] == ["Ben Ali"]
    assert worker.search("zz") == []


def test_the_name_list_is_kept_sealed_between_sessions(post, worker, monkeypatch):
    worker.open_safe(new_safe("Hélène", "Œuvrard"))
    assert worker.search("helene")
    again = entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    monkeypatch.setattr("kiosk.flows.facts.open_metadata", lambda *_: pytest.fail("opened again"))
    assert [p.given_names for p in again.search("helene")] == ["Hélène"]


def test_a_person_who_may_be_the_same_is_shown(worker):
    worker.open_safe(new_safe("Awa", "Diop", birth=Birth(1990, 5, 12)))
    assert worker.possible_duplicates("Diop", "awa", Birth(1990))
    assert not worker.possible_duplicates("Marc", "Petit", Birth(1950))


def test_home_shows_who_was_served_last_and_how_many_there_are(worker):
    first = worker.open_safe(new_safe("Awa", "Diop"))
    home = worker.home()
    assert [p.person for p in home.recent] == [first.person]
    assert home.people_count == 1


def draft(number=7):
    return Draft(
        bytes([number] * 16),
        "opening",
        datetime(2026, 11, 21, tzinfo=UTC),
        {"given": "Awa", "n": 2},
        (b"page one", b"page two"),
    )


def test_a_draft_comes_back_whole_for_its_author(post, worker):
    worker.save_draft(draft())
    again = entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    assert again.home().drafts[0].facts == {"given": "Awa", "n": 2}
    assert again.load_draft(bytes([7] * 16)).pages == (b"page one", b"page two")


def test_a_draft_is_nothing_to_another_worker(structure, tmp_path, clock):
    structure.hire("paul.m-3bcd", "Paul M.")
    post = structure.post(tmp_path / "p", clock)
    entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD).save_draft(draft())
    other = entrance(post).worker_sign_in("paul.m-3bcd", PRO_PASSWORD)
    assert other.home().drafts == ()
    with pytest.raises(InvalidInput, match="draft.unknown"):
        other.load_draft(bytes([7] * 16))
    other.discard_draft(bytes([7] * 16))
    with pytest.raises(InvalidInput, match="draft.unknown"):
        other.save_draft(replace(draft(), pages=()))
    opened = other.open_safe(new_safe(draft=bytes([7] * 16)))
    other.file_paper(opened.person, replace(new_paper(), draft=bytes([7] * 16)))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    person.file_paper(replace(new_paper(), draft=bytes([7] * 16)))
    again = entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    assert len(again.home().drafts) == 1
    assert again.load_draft(bytes([7] * 16)).pages == (b"page one", b"page two")


def test_a_draft_says_until_when_it_is_kept_and_afterwards_that_it_is_gone(post, worker, clock):
    """`ux.md` W2: 24 hours for an opening, told before and after, nothing in silence."""
    worker.save_draft(draft())
    scanned = replace(draft(8), kind="capture")
    worker.save_draft(scanned)
    kept = {each.kind: each for each in worker.home().drafts}
    assert kept["opening"].ends_at - kept["opening"].updated_at == timedelta(days=1)
    assert kept["capture"].ends_at - kept["capture"].updated_at == timedelta(days=90)
    clock.at += timedelta(days=1, seconds=1)
    again = entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD)
    told = {each.kind: each for each in again.home().drafts}
    assert told["opening"].has_ended
    assert (told["opening"].facts, told["opening"].updated_at) == ({}, kept["opening"].updated_at)
    assert not told["capture"].has_ended
    assert again.load_draft(scanned.draft).pages == scanned.pages
    with pytest.raises(InvalidInput, match=r"draft\.unknown"):
        again.load_draft(draft().draft)
    again.discard_draft(draft().draft)
    assert [each.kind for each in again.home().drafts] == ["capture"]


def test_opening_the_safe_ends_its_draft(worker):
    worker.save_draft(draft())
    worker.open_safe(new_safe(draft=bytes([7] * 16)))
    assert worker.home().drafts == ()


def test_no_name_or_page_is_readable_in_the_posts_files(post, worker, tmp_path):
    worker.open_safe(new_safe("Zanzibarine", "Quetzalcoatl"))
    worker.search("zan")
    worker.save_draft(draft())
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 4
    for path in files:
        content = path.read_bytes()
        for canary in (b"Zanzibarine", b"Quetzalcoatl", b"page one", b"Relais du Port"):
            assert canary not in content, path


def test_a_page_that_stays_in_its_place_is_not_sealed_again(post, worker):
    first = replace(draft(), pages=(b"one", b"two"))
    worker.save_draft(first)
    before = dict(post.ready_vault().draft_chunks(first.draft))
    worker.save_draft(replace(first, facts={"n": 3}, pages=(b"one", b"other", b"three")))
    after = dict(post.ready_vault().draft_chunks(first.draft))
    assert after[1] == before[1]
    assert after[2] != before[2]
    assert worker.load_draft(first.draft).pages == (b"one", b"other", b"three")
    worker.save_draft(replace(first, pages=(b"other",)))
    assert worker.load_draft(first.draft).pages == (b"other",)
