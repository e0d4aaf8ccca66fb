"""Work copies: only onto approved media, told to the person, gone in time (VLT-27, LIF-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.capture.antivirus.screening import Checked
from kiosk.capture.file_kinds import FileKind
from kiosk.copies.asking import MediumChild
from kiosk.copies.media import ApprovedMedia
from kiosk.copies.sweep import end_copies
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.domain.work_copies import CopyOutcome, CopyPurpose, CopyState, NewCopy
from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.flows.api import Deed, PaperKind, WorkCopy
from kiosk.flows.copies import _told
from kiosk.ports import SystemRng
from tests.fakes.world import PASSWORD, PDF, entrance, new_paper, new_safe

SILENT = "tests.fakes.silent_child"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "travail"
    made.mkdir()
    return made


@pytest.fixture
def media(post, folder):
    post.copy_media = ApprovedMedia((folder,))
    return post.copy_media


@pytest.fixture
def opened(worker):
    return worker.open_safe(new_safe())


@pytest.fixture
def item(worker, opened):
    return worker.file_paper(opened.person, new_paper("Avis"))


@pytest.fixture
def new(folder):
    return NewCopy(f"folder:{folder}", CopyPurpose.ADMINISTRATION, "dossier MDPH")


def take(worker, person, item, new) -> WorkCopy:
    """Take a copy as the desk does: begun, written in another lane, noted."""
    work = worker.take_copy(person, item, new)
    return worker.copy_taken(work.copy, work.do())


def end(worker, copy) -> tuple[WorkCopy, ...]:
    work = worker.end_copy(copy)
    return worker.copy_ended(work.copy, work.do())


def swept(post) -> int:
    """What the agent does, every minute and at its start."""
    return end_copies(post.device_store, post.copy_media, post.device.id, post.now_s())


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_without_an_approved_medium_no_copy_leaves_a_safe(worker, opened, item, new, folder):
    for ask in (worker.copy_places, lambda: take(worker, opened.person, item, new)):
        with pytest.raises(Unavailable, match="copy.none_approved"):
            ask()
    assert files(folder) == []
    assert worker.work_copies() == ()


def test_a_copy_goes_to_the_approved_folder_and_is_in_the_register(
    media, worker, opened, item, new, folder
):
    (place,) = worker.copy_places()
    assert place.key == new.place
    copy = take(worker, opened.person, item, new)
    assert files(folder) == [copy.file]
    assert (folder / copy.file).read_bytes() == PDF + b"Avis"
    assert "Avis" not in copy.file
    assert (copy.title, copy.words, copy.state) == ("Avis", "dossier MDPH", CopyState.OUT)
    assert copy.expires_at.astimezone().time().hour in {0, 23}  # midnight in Paris
    assert worker.work_copies() == (copy,)
    assert worker.home().copies == (copy,)


def test_the_person_is_told_of_the_copy_and_of_its_end(post, media, worker, opened, item, new):
    copy = take(worker, opened.person, item, new)
    end(worker, copy.id)
    person = entrance(post).person_sign_in(opened.login, PASSWORD)
    deeds = [each.deed for each in person.accesses().accesses]
    assert Deed.COPY_TAKEN in deeds
    assert Deed.COPY_ENDED in deeds


def test_whose_paper_it_is_opens_for_who_took_it_and_nobody_else(
    post, media, worker, opened, item, new
):
    take(worker, opened.person, item, new)
    (row,) = post.device_store.copies_of(worker.profile.pro)
    assert opened.person.hex().encode() not in row.sealed
    assert _told(Identity.new(SystemRng()), row) == {}
    assert _told(worker._pro, replace(row, id=b"x" * 16)) == {}
    assert _told(worker._pro, row)["person"] == opened.person.hex()


def test_a_copy_that_served_is_deleted_at_once(media, worker, opened, item, new, folder):
    copy = take(worker, opened.person, item, new)
    assert end(worker, copy.id) == ()
    assert files(folder) == []
    with pytest.raises(InvalidInput, match="copy.unknown"):
        end(worker, copy.id)


def test_at_its_end_the_agent_deletes_it_with_nobody_signed_in(
    post, clock, media, worker, opened, item, new, folder
):
    take(worker, opened.person, item, new)
    assert swept(post) == 0
    assert len(files(folder)) == 1
    worker.close()
    clock.pass_(timedelta(days=1).total_seconds())
    post.vault = None
    assert swept(post) == 1
    assert files(folder) == []
    assert swept(post) == 0


def test_one_out_of_reach_is_owed_until_the_worker_says_it_is_deleted(
    post, clock, media, worker, opened, item, new, folder
):
    copy = take(worker, opened.person, item, new)
    (folder / copy.file).rename(folder / "renamed.pdf")
    clock.pass_(timedelta(days=1).total_seconds())
    for _ in range(3):
        assert swept(post) == 0
    (owed,) = worker.home().copies
    assert owed.state is CopyState.OWED
    with pytest.raises(Unavailable, match="copy.not_reached"):
        end(worker, copy.id)
    assert worker.confirm_copy(copy.id) == ()
    assert worker.home().copies == ()


def test_a_stick_that_comes_back_lets_an_owed_copy_be_deleted(
    post, clock, media, worker, opened, item, new, folder
):
    take(worker, opened.person, item, new)
    away = folder.with_name("away")
    folder.rename(away)
    clock.pass_(timedelta(days=1).total_seconds())
    swept(post)
    assert worker.work_copies()[0].state is CopyState.OWED
    away.rename(folder)
    assert swept(post) == 1
    assert files(folder) == []
    assert worker.work_copies() == ()


def test_one_that_is_not_owed_is_not_confirmed_away(media, worker, opened, item, new, folder):
    copy = take(worker, opened.person, item, new)
    with pytest.raises(InvalidInput, match="copy.unknown"):
        worker.confirm_copy(copy.id)
    assert files(folder) == [copy.file]


def test_a_health_paper_asks_once_more_and_lives_an_hour(
    post, clock, media, worker, opened, new, folder
):
    paper = replace(new_paper("Ordonnance"), kind=PaperKind.PRESCRIPTION)
    item = worker.file_paper(opened.person, paper)
    with pytest.raises(InvalidInput, match="copy.not_needed"):
        take(worker, opened.person, item, replace(new, days=7))
    take(worker, opened.person, item, replace(new, days=7, is_needed_though_sensitive=True))
    clock.pass_(3599)
    assert swept(post) == 0
    clock.pass_(1)
    assert swept(post) == 1
    assert files(folder) == []


def test_a_medium_that_takes_nothing_leaves_no_file_and_nothing_owed(
    media, worker, opened, item, new, folder
):
    work = worker.take_copy(opened.person, item, new)
    for outcome, key in (
        (CopyOutcome.NOT_DONE, "copy.not_written"),
        (CopyOutcome.NOT_REACHED, "copy.place_gone"),
    ):
        work = worker.take_copy(opened.person, item, new)
        with pytest.raises(Unavailable, match=key):
            worker.copy_taken(work.copy, outcome)
    assert len(worker.work_copies()) == 1, "the first was begun, and nothing is known of it yet"
    assert files(folder) == []


def test_a_medium_that_hangs_is_told_and_what_may_be_on_it_is_owed(
    post, folder, worker, opened, item, new
):
    post.copy_media = ApprovedMedia((folder,), child=MediumChild(SILENT, 0.2, 0.2))
    with pytest.raises(Unavailable, match=r"copy.silent"):
        take(worker, opened.person, item, new)
    assert files(folder) == [], "nothing half-written is a copy"
    (owed,) = worker.work_copies()
    assert owed.state is CopyState.OWED
    with pytest.raises(Unavailable, match=r"copy.not_answering"):
        end(worker, owed.id)
    assert worker.copy_places() == ()
    assert swept(post) == 0
    (folder / f".{owed.file}.part").write_bytes(b"%P")
    post.copy_media = ApprovedMedia((folder,))
    assert end(worker, owed.id) == ()
    assert files(folder) == []


def test_a_power_cut_between_the_register_and_the_file_asks_after_it_only(
    post, clock, media, worker, opened, item, new, folder
):
    worker.take_copy(opened.person, item, new)
    assert files(folder) == []
    clock.pass_(timedelta(days=1).total_seconds())
    swept(post)
    assert worker.work_copies()[0].state is CopyState.OWED


def test_who_may_no_longer_see_a_person_takes_no_copy(media, worker, opened, item, new, folder):
    worker.remove_affiliation(opened.person)
    with pytest.raises(Refused, match="membership.not_affiliated"):
        take(worker, opened.person, item, new)
    assert files(folder) == []


def test_the_copies_of_one_professional_are_not_anothers(
    post, structure, media, worker, opened, item, new
):
    copy = take(worker, opened.person, item, new)
    structure.hire("paul.m-2abc", "Paul M.")
    other = Identity.new(SystemRng())
    assert post.device_store.copies_of(other.id) == []
    assert copy in worker.work_copies()


def test_nonsense_sealed_for_a_copy_is_asked_after_by_its_file(
    post, clock, media, worker, opened, item, new, monkeypatch
):
    take(worker, opened.person, item, new)

    def closed(*_arguments, **_fields):
        raise CannotOpen

    monkeypatch.setattr("kiosk.flows.copies.open_sealed", closed)
    (copy,) = worker.work_copies()
    assert copy.title == ""
    assert copy.file
    assert end(worker, copy.id) == ()


def test_a_title_however_long_fits_the_register(media, worker, opened, new):
    item = worker.file_paper(opened.person, new_paper("é" * 5000))
    assert take(worker, opened.person, item, new).title == "é" * 300


def test_a_file_kept_as_it_came_is_copied_as_it_came_once_the_antivirus_saw_it(
    media, worker, opened, new, folder
):
    office = replace(
        new_paper("Budget"),
        pdf=b"",
        page_count=0,
        original=b"PK as it came",
        original_mime=FileKind.ODS.value,
        is_unchecked=True,
    )
    item = worker.file_paper(opened.person, office)
    with pytest.raises(Refused, match=r"paper.file_unchecked"):
        take(worker, opened.person, item, new)
    assert files(folder) == []
    assert worker.work_copies() == ()
    assert worker.check_papers(opened.person, lambda _data, _mime: Checked.CLEAN)
    copy = take(worker, opened.person, item, new)
    assert copy.file.endswith(".ods")
    assert (folder / copy.file).read_bytes() == b"PK as it came"
