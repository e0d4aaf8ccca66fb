"""What is read on papers: sealed with them, added later, searched in memory by who may read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kiosk.capture.words import PageWords, Word, encode_words
from kiosk.domain.ids import ItemId
from kiosk.domain.text_search import holds_all, searchable
from kiosk.errors import Refused
from kiosk.flows.api import Deed, Sharing
from tests.fakes.world import PASSWORD, entrance, new_paper, new_safe


def words(text: str) -> bytes:
    boxes = [Word(each, 10 * at, 5, 9, 9, 90) for at, each in enumerate(text.split())]
    return encode_words([PageWords(tuple(boxes), 1000, 1000)])


CAF = words("Caisse d’allocations familiales : attestation de paiement, cœur de séjour")


@pytest.fixture
def opened(worker):
    return worker.open_safe(new_safe())


def titles(papers):
    return [paper.title for paper in papers]


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("allocations", True),
        ("ALLOCATION familiale", True),
        ("sejour coeur", True),
        ("cœur", True),
        ("d'allocations", True),
        ("attest", True),
        ("bail allocations", False),
        ("xyz", False),
        ("", False),
        ("  ", False),
    ],
)
def test_a_paper_is_found_by_words_accents_and_oe_forgiven(worker, opened, asked, is_found):
    worker.file_paper(opened.person, replace(new_paper("Papier"), words=CAF))
    assert titles(worker.find_papers(opened.person, asked)) == (["Papier"] if is_found else [])


def test_words_come_after_the_paper_and_are_found_by_both(post, worker, opened):
    item = worker.file_paper(opened.person, new_paper("Papier"))
    pdf = worker.read(opened.person, item).pdf
    assert titles(worker.find_papers(opened.person, "papier")) == ["Papier"]
    assert worker.find_papers(opened.person, "familiales") == []
    assert worker.add_words(opened.person, item, CAF)
    assert titles(worker.find_papers(opened.person, "familiales")) == ["Papier"]
    assert worker.read(opened.person, item).pdf == pdf
    assert not worker.add_words(opened.person, item, CAF)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert titles(person.find_papers("familiales")) == ["Papier"]
    assert person.read(item).pdf == pdf


def test_a_search_typed_letter_by_letter_is_one_access(post, worker, opened):
    worker.file_paper(opened.person, replace(new_paper("Papier"), words=CAF))
    for asked in ("fam", "fami", "famil"):
        assert titles(worker.find_papers(opened.person, asked)) == ["Papier"]
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    listed = [each for each in person.accesses().accesses if each.deed is Deed.LISTED]
    assert len(listed) == 1


def test_a_worker_does_not_find_what_a_person_keeps_to_themselves(post, worker, opened):
    item = worker.file_paper(opened.person, replace(new_paper("Papier"), words=CAF))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    person.set_sharing(item, Sharing.PRIVATE)
    assert worker.find_papers(opened.person, "familiales") == []
    assert not worker.add_words(opened.person, item, CAF)
    assert titles(person.find_papers("familiales")) == ["Papier"]
    person.set_sharing(item, Sharing.SHARED)
    assert titles(worker.find_papers(opened.person, "familiales")) == ["Papier"]


def test_a_paper_left_for_the_person_is_found_once_taken_in(post, worker):
    opened = worker.open_safe(replace(new_safe(), is_affiliated=False))
    paper = replace(new_paper("Papier"), words=CAF, sharing=Sharing.PRIVATE)
    item = worker.file_paper(opened.person, paper)
    with pytest.raises(Refused):
        worker.find_papers(opened.person, "familiales")
    with pytest.raises(Refused):
        worker.add_words(opened.person, item, CAF)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert titles(person.find_papers("familiales")) == ["Papier"]


def test_words_of_one_person_are_not_kept_once_another_is_looked_at(worker, opened):
    worker.file_paper(opened.person, replace(new_paper("Papier"), words=CAF))
    assert titles(worker.find_papers(opened.person, "familiales")) == ["Papier"]
    other = worker.open_safe(new_safe("Yonas", "Tesfay"))
    worker.find_papers(other.person, "familiales")
    assert not any("familiales" in words for words in worker._search._words.values())


def test_nonsense_sealed_as_words_hides_no_paper(worker, opened):
    worker.file_paper(opened.person, replace(new_paper("Papier"), words=b"nonsense"))
    assert titles(worker.find_papers(opened.person, "papier")) == ["Papier"]
    assert not worker.add_words(opened.person, ItemId(b"x" * 16), CAF)


def test_no_word_is_in_the_vault_in_clear(post, worker, opened):
    worker.file_paper(opened.person, replace(new_paper("Papier"), words=CAF))
    worker.find_papers(opened.person, "familiales")
    kept = b"".join(path.read_bytes() for path in post.parts._root.rglob("*") if path.is_file())
    assert kept
    for told in (b"familiales", CAF, b"allocations"):
        assert told not in kept


def test_an_end_is_kept_with_the_paper_and_seen_by_both(post, worker, opened):
    paper = replace(new_paper("Titre"), expires_on=date(2027, 3, 12), sensitive="health")
    worker.file_paper(opened.person, paper)
    (listed,) = (p for p in worker.papers(opened.person) if p.title == "Titre")
    assert listed.expires_on == date(2027, 3, 12)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert date(2027, 3, 12) in [each.expires_on for each in person.papers()]


def test_words_are_searched_by_beginning_and_from_three_letters_within():
    held = searchable("L’attestation d’hébergement, Œuvre n° 12")
    assert held >= {"attestation", "hebergement", "oeuvre", "12"}
    assert holds_all(held, "heb")
    assert holds_all(held, "bergement")
    assert holds_all(held, "oeuv")
    assert not holds_all(held, "er")
    assert not holds_all(held, "99")
