"""A person's facts at one desk: corrected off line, chosen, undone; nonsense counts for nothing."""

from __future__ import annotations

import pytest

from kiosk.domain.ids import ItemId
from kiosk.domain.items import next_version
from kiosk.errors import InvalidInput, Refused
from kiosk.flows.api import Birth, FactField, Sharing
from kiosk.flows.facts import open_facts
from kiosk.flows.papers import reseal_item
from tests.fakes.exchange import bring_all
from tests.fakes.world import PASSWORD, PRO_PASSWORD, entrance, new_safe

BORN = Birth(1990, 5, None)


@pytest.fixture
def posts(structure, tmp_path, clock):
    """Two posts of one structure, its worker at each, and somebody opened at the first."""
    made = [structure.post(tmp_path / name, clock) for name in ("a", "b")]
    workers = [entrance(post).worker_sign_in("nadia.k-2abc", PRO_PASSWORD) for post in made]
    for post in made:
        with post.device_store.transaction() as tx:
            for each in structure.statements:
                tx.put_statement(each, queue=False)
    opened = workers[0].open_safe(new_safe("Awa", "Diop"))
    bring_all(made)
    return made, workers, opened


def actions(post) -> list[str]:
    entries = (each.fields for each in post.vault.journal_entries(0, 1000))
    return [str(e["action"]) for e in entries if str(e["action"]).startswith("facts.")]


def sealed_by_somebody(worker, person, metadata, prev=None):
    """A version of the profile as another program might seal it, properly signed."""
    post = worker._post
    target = worker._key_to_write(person)
    vault = post.ready_vault()
    ver, heads = next_version(vault.item_state(person, ItemId(person)))
    made = reseal_item(
        person,
        {"kind": "profile", "parts": [], **metadata},
        (),
        key=target.key,
        space=Sharing.SHARED,
        epoch=target.epoch,
        author=worker._author,
        item=ItemId(person),
        ver=ver,
        prev=heads if prev is None else prev,
        at=post.now_s() + 60,
        rng=post.rng,
    )
    with vault.transaction() as tx:
        tx.put_statement(made, queue=True)
    return made


def test_a_correction_shows_at_once_and_is_found_by_the_new_name(posts):
    (post, _), (worker, _), opened = posts
    worker.search("diop")
    facts = worker.correct_facts(opened.person, " Awa ", "Diallo", Birth(1991))
    assert (facts.given_names, facts.family_name, facts.birth) == ("Awa", "Diallo", Birth(1991))
    assert facts.language == "fr"
    assert worker.search("diop") == []
    assert [p.family_name for p in worker.search("diallo")] == ["Diallo"]
    assert actions(post) == ["facts.corrected"]
    kinds = [line.kind for line in worker.outgoing()]
    assert kinds.count("profile") == 2, "the one the safe was opened with, and this"


def test_what_is_said_again_as_it_is_makes_no_version(posts):
    (post, _), (worker, _), opened = posts
    before = post.vault.item_heads(opened.person, opened.person)
    worker.correct_facts(opened.person, "Awa", "Diop", BORN)
    assert post.vault.item_heads(opened.person, opened.person) == before


def test_nobody_is_left_without_a_name(posts):
    _, (worker, _), opened = posts
    with pytest.raises(InvalidInput, match=r"opening\.names_missing"):
        worker.correct_facts(opened.person, " ", "", BORN)


def test_a_correction_of_another_field_leaves_the_question_open(posts):
    made, (here, there), opened = posts
    here.correct_facts(opened.person, "Awa", "Diallo", BORN)
    there.correct_facts(opened.person, "Awa", "Fall", BORN)
    bring_all(made)
    shown = here.facts(opened.person)
    after = here.correct_facts(opened.person, "Awa", shown.family_name, Birth(1991))
    assert after.birth == Birth(1991)
    (choice,) = after.choices
    assert {side.value for side in choice.sides} == {"Diallo", "Fall"}
    assert len(made[0].vault.item_heads(opened.person, opened.person)) == 1
    bring_all(made)
    (there_choice,) = there.facts(opened.person).choices
    assert {side.is_here for side in there_choice.sides} == {True, False}
    settled = there.correct_facts(opened.person, "Awa", "Sow", Birth(1991))
    assert (settled.family_name, settled.choices) == ("Sow", ())


def test_an_undo_after_somebody_told_it_anew_is_refused_and_changes_nothing(posts):
    made, (here, there), opened = posts
    here.correct_facts(opened.person, "Awa", "Diallo", BORN)
    there.correct_facts(opened.person, "Awa", "Fall", BORN)
    bring_all(made)
    (choice,) = here.facts(opened.person).choices
    here.choose_fact(opened.person, FactField.FAMILY_NAME, choice.sides[0].key)
    here.correct_facts(opened.person, "Awa", "Sow", BORN)
    with pytest.raises(InvalidInput, match=r"facts\.settled"):
        here.reopen_fact(opened.person, choice)
    assert here.facts(opened.person).family_name == "Sow"
    assert actions(made[0]).count("facts.reopened") == 0


def test_the_person_sees_the_corrected_name_in_their_own_session(posts):
    (post, _), (worker, _), opened = posts
    worker.correct_facts(opened.person, "Aoua", "Diop", BORN)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert person.given_names == "Aoua"


@pytest.mark.parametrize(
    "nonsense",
    [
        {"given_names": 7, "family_name": "X", "birth": {}, "language": "fr"},
        {"given_names": "X", "family_name": "X", "birth": "1990", "language": "fr"},
        {"given_names": "X", "family_name": "X", "birth": {"year": "1990"}, "language": "fr"},
        {"given_names": "X", "open": {"given_names": [{"v": "Y"}]}},
        {"given_names": "X", "open": {"given_names": "Y"}},
        {"given_names": "X", "open": ["given_names"]},
    ],
)
def test_nonsense_sealed_by_another_program_breaks_no_screen(posts, nonsense):
    (post, _), (worker, _), opened = posts
    first = post.vault.item_heads(opened.person, opened.person)[0].name
    worker.correct_facts(opened.person, "Awa", "Diallo", BORN)
    sealed_by_somebody(worker, opened.person, nonsense, prev=(first,))
    assert worker.facts(opened.person).family_name == "Diallo"
    sealed_by_somebody(worker, opened.person, nonsense)
    assert worker.search("zzz") == []
    with pytest.raises(InvalidInput, match=r"facts\.unknown"):
        worker.facts(opened.person)
    assert entrance(post).person_sign_in(opened.login, PASSWORD).given_names == ""


def test_a_side_told_at_a_time_no_calendar_has_is_shown_and_can_be_settled(posts):
    (_, _), (worker, _), opened = posts
    by = {"by": "07" * 16, "structure": "00" * 16, "name": "08" * 32}
    sides = [{"v": "Y", "at": 2**53 - 1, **by}, {"v": "X", "at": -(2**53 - 1), **by}]
    told = {"given_names": "Y", "family_name": "Diop", "birth": {}, "language": "fr"}
    sealed_by_somebody(worker, opened.person, {**told, "open": {"given_names": sides}})
    (choice,) = worker.facts(opened.person).choices
    assert {side.value for side in choice.sides} == {"X", "Y"}
    assert [side.at.year for side in choice.sides if side.value == "Y"] == [2242]
    settled = worker.choose_fact(opened.person, FactField.GIVEN_NAMES, choice.sides[0].key)
    assert settled.choices == ()


def test_facts_a_newer_program_adds_are_kept_by_a_correction(posts):
    made, (here, there), opened = posts
    sealed_by_somebody(
        here,
        opened.person,
        {
            "given_names": "Awa",
            "family_name": "Diop",
            "birth": {"year": 1990, "month": 5, "is_about": False},
            "language": "fr",
            "city": "Sète",
        },
    )
    here.correct_facts(opened.person, "Awa", "Diallo", BORN)
    bring_all(made)
    found = open_facts(made[1].ready_vault(), opened.person, there._keys(opened.person))
    assert found is not None
    assert (found.values["city"], found.values["family_name"]) == ("Sète", "Diallo")


def test_facts_of_who_shares_no_more_are_neither_read_nor_corrected(posts):
    _, (worker, _), opened = posts
    worker.remove_affiliation(opened.person)
    for act in (
        lambda: worker.facts(opened.person),
        lambda: worker.correct_facts(opened.person, "Awa", "Diallo", BORN),
        lambda: worker.choose_fact(opened.person, FactField.BIRTH, b""),
    ):
        with pytest.raises(Refused, match=r"membership\.not_affiliated"):
            act()
