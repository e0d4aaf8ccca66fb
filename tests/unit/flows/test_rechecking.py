"""A paper filed before any antivirus saw its file is looked at later by its readers (DER-15)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.capture.antivirus.screening import Checked, Doubt, FileHeld
from kiosk.capture.file_kinds import FileKind
from kiosk.errors import Refused
from kiosk.flows.api import Sharing
from tests.fakes.world import PASSWORD, entrance, new_paper, new_safe

ORIGINAL = b"%PDF as it came"


@pytest.fixture
def opened(worker):
    return worker.open_safe(new_safe())


def unchecked(**changes):
    return replace(
        new_paper("Papier"),
        original=ORIGINAL,
        original_mime="application/pdf",
        is_unchecked=True,
        **changes,
    )


def listed(session, *who):
    """Return the paper of this test in somebody's list, beside the mandate."""
    (paper,) = (paper for paper in session.papers(*who) if paper.title == "Papier")
    return paper


class Antivirus:
    def __init__(self, outcome: Checked | FileHeld) -> None:
        self.outcome = outcome
        self.seen: list[tuple[bytes, str]] = []

    def check(self, data: bytes, mime: str) -> Checked:
        self.seen.append((data, mime))
        if isinstance(self.outcome, FileHeld):
            raise self.outcome
        return self.outcome


def test_a_paper_says_that_its_file_was_not_checked_yet_until_it_is(worker, opened):
    item = worker.file_paper(opened.person, unchecked())
    pdf = worker.read(opened.person, item).pdf
    assert listed(worker, opened.person).is_unchecked
    antivirus = Antivirus(Checked.CLEAN)
    assert worker.check_papers(opened.person, antivirus.check)
    assert antivirus.seen == [(ORIGINAL, "application/pdf")]
    paper = listed(worker, opened.person)
    assert (paper.item, paper.is_unchecked, paper.is_file_held) == (item, False, False)
    assert worker.read(opened.person, item).pdf == pdf
    assert not worker.check_papers(opened.person, antivirus.check)
    assert len(antivirus.seen) == 1


def test_while_no_antivirus_answers_the_mark_stays(worker, opened):
    worker.file_paper(opened.person, unchecked())
    assert not worker.check_papers(opened.person, Antivirus(Checked.NOT_YET).check)
    assert listed(worker, opened.person).is_unchecked


def test_a_virus_found_later_is_told_to_all_who_read_and_no_page_is_lost(post, worker, opened):
    item = worker.file_paper(opened.person, unchecked())
    pdf = worker.read(opened.person, item).pdf
    assert worker.check_papers(opened.person, Antivirus(FileHeld(Doubt.FOUND, "Eicar")).check)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    for paper in (listed(worker, opened.person), listed(person)):
        assert (paper.is_unchecked, paper.is_file_held) == (False, True)
    assert worker.read(opened.person, item).pdf == pdf


def test_a_checked_paper_and_a_private_one_are_not_opened(post, worker, opened):
    worker.file_paper(opened.person, new_paper("Vu"))
    worker.file_paper(opened.person, unchecked(sharing=Sharing.PRIVATE))
    antivirus = Antivirus(Checked.CLEAN)
    assert not worker.check_papers(opened.person, antivirus.check)
    assert antivirus.seen == []
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert listed(person).is_unchecked


@pytest.mark.parametrize("sharing", [Sharing.PRIVATE, Sharing.SHARED])
def test_the_person_s_own_session_looks_again_at_private_papers_too(post, worker, opened, sharing):
    item = worker.file_paper(opened.person, unchecked(sharing=sharing))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    pdf = person.read(item).pdf
    found, file = person.unchecked_file(frozenset())
    assert (found, file.data, file.mime) == (item, ORIGINAL, "application/pdf")
    assert person.unchecked_file(frozenset({item})) is None
    assert not person.file_looked_at(item, Checked.NOT_YET)
    assert listed(person).is_unchecked
    assert person.file_looked_at(item, Checked.CLEAN)
    paper = listed(person)
    assert (paper.is_unchecked, paper.is_file_held, paper.sharing) == (False, False, sharing)
    assert person.read(item).pdf == pdf
    assert person.unchecked_file(frozenset()) is None
    assert not person.file_looked_at(item, Checked.CLEAN), "it bears no mark any more"


def test_what_is_found_in_the_person_s_own_session_stays_sealed_and_is_told(post, worker, opened):
    item = worker.file_paper(opened.person, unchecked())
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert person.file_looked_at(item, FileHeld(Doubt.FOUND, "Eicar"))
    for paper in (listed(person), listed(worker, opened.person)):
        assert (paper.is_unchecked, paper.is_file_held) == (False, True)


def test_a_file_that_cannot_be_shown_is_listed_and_told_in_words(post, worker, opened):
    whole = replace(unchecked(), pdf=b"", thumbnail_jpeg=b"", page_count=0, is_unchecked=False)
    item = worker.file_paper(opened.person, whole)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert not listed(worker, opened.person).can_be_shown
    assert not listed(person).can_be_shown
    for read in (lambda: worker.read(opened.person, item), lambda: person.read(item)):
        with pytest.raises(Refused) as raised:
            read()
        assert raised.value.message_key == "paper.not_shown"
    person.set_sharing(item, Sharing.PRIVATE)
    assert not listed(person).can_be_shown
    assert [paper.title for paper in person.find_papers("papier")] == ["Papier"]


def whole(**changes):
    office = FileKind.DOCX.value
    kept = replace(unchecked(), pdf=b"", page_count=0, original_mime=office, is_unchecked=False)
    return replace(kept, **changes)


def test_a_file_kept_as_it_came_is_given_back_to_the_person_as_it_came(post, worker, opened):
    item = worker.file_paper(opened.person, whole(original_suffix="docm"))
    other = worker.file_paper(opened.person, whole(original_suffix="exe", sharing=Sharing.PRIVATE))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    file = person.original(item)
    assert (file.data, file.mime, file.suffix) == (ORIGINAL, FileKind.DOCX.value, "docm")
    assert person.original(other).suffix == "docx", "an extension of another kind is not taken on"
    person.set_sharing(item, Sharing.PRIVATE)
    assert person.original(item).suffix == "docm"


def test_what_an_antivirus_holds_or_has_not_seen_is_not_given_back(post, worker, opened):
    item = worker.file_paper(opened.person, replace(whole(), is_unchecked=True))
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    assert not listed(person).can_leave
    with pytest.raises(Refused, match=r"paper.file_unchecked"):
        person.original(item)
    person.file_looked_at(item, FileHeld(Doubt.FOUND, "Eicar"))
    assert not listed(person).can_leave
    with pytest.raises(Refused, match=r"paper.file_held"):
        person.original(item)
