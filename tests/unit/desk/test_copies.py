"""*Copie de travail* and *Mes copies de travail*: what is asked, and what is shown of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.ids import ItemId
from kiosk.domain.work_copies import CopyOutcome, CopyPurpose, CopyState
from kiosk.errors import Unavailable
from kiosk.flows.api import Paper, PaperKind, Sharing, WorkCopy
from tests.fakes.desk import NOON, FakeWorker, HeldJobs, InlineJobs, person
from ui.screens.desk_copies.presenter import CopiesModel, CopiesPresenter
from ui.screens.desk_copies.taking import TakeCopyModel, TakeCopyPresenter
from ui.screens.desk_copies.words import end_words

AMINA = person("Amina", "Diallo")
PAPER = Paper(ItemId(b"i" * 16), "Avis", PaperKind.OTHER, Sharing.SHARED, 1, NOON, "", is_here=True)
OUT = WorkCopy(
    b"c" * 16,
    "Avis",
    CopyPurpose.ONLINE,
    "",
    "copie.pdf",
    "travail",
    NOON,
    NOON + timedelta(hours=11),
    CopyState.OUT,
)
OWED = replace(OUT, id=b"o" * 16, state=CopyState.OWED)


class Taking:
    def __init__(self, worker: FakeWorker | None = None, *, is_sensitive: bool = False, media=None):
        self.worker, self.models = worker or FakeWorker(), []
        paper = replace(PAPER, is_sensitive=is_sensitive)
        self.presenter = TakeCopyPresenter(
            self.worker, InlineJobs(), AMINA, paper, self.models.append, media or InlineJobs()
        )

    @property
    def model(self) -> TakeCopyModel:
        return self.models[-1]


def test_only_the_need_has_to_be_chosen_the_rest_has_its_usual_answer():
    it = Taking()
    it.presenter.take_pressed()
    assert it.model.notice.key == "copy.no_purpose"
    it.presenter.purpose_chosen(CopyPurpose.ONLINE)
    it.presenter.take_pressed()
    ((who, item, new),) = it.worker.asked_copies
    assert (who, item) == (AMINA.person, PAPER.item)
    assert (new.place, new.days) == ("folder:/mnt/travail", 0)
    assert it.model.taken is not None
    assert not it.model.may_take, "one copy is enough"


def test_another_need_is_told_in_words():
    it = Taking()
    it.presenter.purpose_chosen(CopyPurpose.OTHER)
    it.presenter.take_pressed()
    assert it.model.notice.key == "copy.no_purpose"
    it.presenter.words_typed("Recours au tribunal")
    it.presenter.days_chosen(3)
    it.presenter.take_pressed()
    new = it.worker.asked_copies[0][2]
    assert (new.words, new.days) == ("Recours au tribunal", 3)


def test_a_sensitive_paper_has_a_question_more():
    it = Taking(is_sensitive=True)
    it.presenter.purpose_chosen(CopyPurpose.ONLINE)
    it.presenter.take_pressed()
    assert it.model.notice.key == "copy.not_needed"
    assert it.worker.asked_copies == []
    it.presenter.needed_ticked(True)
    it.presenter.take_pressed()
    assert it.worker.asked_copies[0][2].is_needed_though_sensitive


def test_without_an_approved_medium_the_page_says_so_and_asks_nothing():
    it = Taking(FakeWorker(failing={"copy_places": Unavailable("copy.none_approved")}))
    assert it.model.is_none_approved
    assert not it.model.may_take


def test_a_stick_plugged_in_meanwhile_is_found_by_looking_again():
    it = Taking(FakeWorker(copy_media=()))
    assert (it.model.place, it.model.may_take) == ("", False)
    it.worker.copy_media = FakeWorker().copy_media
    it.presenter.look()
    assert it.model.may_take
    assert it.model.place == "folder:/mnt/travail"


def test_a_copy_that_cannot_be_written_is_told_and_may_be_tried_again():
    it = Taking(FakeWorker(medium=CopyOutcome.NOT_DONE))
    it.presenter.purpose_chosen(CopyPurpose.ONLINE)
    it.presenter.take_pressed()
    assert it.model.notice.key == "copy.not_written"
    assert it.model.may_take
    it.presenter.notice_closed()
    assert it.model.notice is None


def test_a_medium_that_hangs_keeps_the_session_s_lane_free_and_is_told():
    media, worker = HeldJobs(), FakeWorker(medium=CopyOutcome.UNSURE)
    it = Taking(worker, media=media)
    assert it.model.is_busy, "even looking for media is not done in the session's lane"
    media.run_all()
    it.presenter.purpose_chosen(CopyPurpose.ONLINE)
    it.presenter.take_pressed()
    assert it.model.is_busy
    assert len(media.waiting) == 1
    media.run_one()
    assert it.model.notice.key == "copy.silent"
    assert it.model.taken is None, "what is half-written is not shown as a copy"


class Copies:
    def __init__(self, worker: FakeWorker):
        self.worker, self.models, self.went_home = worker, [], 0
        self.presenter = CopiesPresenter(
            worker,
            InlineJobs(),
            self.models.append,
            lambda: self.models.append("home"),
            InlineJobs(),
        )

    @property
    def model(self) -> CopiesModel:
        return self.models[-1]


def test_a_copy_is_deleted_by_one_press():
    it = Copies(FakeWorker(copies=(OUT,)))
    assert it.model.copies == (OUT,)
    it.presenter.end_pressed(OUT)
    assert it.model.copies == ()


def test_one_out_of_reach_says_why_and_shows_as_owed():
    it = Copies(FakeWorker(copies=(OUT,)))
    it.worker.medium = CopyOutcome.NOT_REACHED
    it.worker.copies = (OWED,)
    it.presenter.end_pressed(OUT)
    assert it.model.notice.key == "copy.not_reached"
    assert it.model.copies == (OWED,)


def test_an_owed_copy_goes_by_the_professionals_word_and_another_does_not():
    it = Copies(FakeWorker(copies=(OWED, OUT)))
    it.presenter.confirm_pressed(OUT)
    assert it.model.copies == (OWED, OUT)
    it.presenter.confirm_pressed(OWED)
    assert it.model.copies == (OUT,)
    it.presenter.escape_pressed()
    assert it.models[-1] == "home"


def local(*parts: int) -> datetime:
    return datetime(*parts).astimezone(UTC)


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (local(2026, 11, 29), "ce soir"),
        (local(2026, 12, 6), "le 05/12/2026 au soir"),
        (local(2026, 11, 28, 16, 30), "à 16:30"),
        (local(2026, 11, 29, 0, 20), "le 29/11/2026 00:20"),
    ],
)
def test_the_end_of_a_copy_is_told_as_people_say_it(end, words):
    assert end_words(end, local(2026, 11, 28, 15, 30)) == words
