"""The desk's first page without a window."""

from __future__ import annotations

from kiosk.errors import Unavailable
from kiosk.flows.api import Draft, SyncState, SyncStatus
from tests.fakes.desk import NOON, FakeWorker, HeldJobs, InlineJobs, person
from ui.screens.desk_home.presenter import DeskHomeModel, DeskHomePresenter


class Ways:
    def __init__(self) -> None:
        self.went: list[object] = []

    def __getattr__(self, name: str):
        return lambda *arguments: self.went.append((name, *arguments))


class Home:
    def __init__(self, worker: FakeWorker, jobs: object = None) -> None:
        self.shown: list[DeskHomeModel] = []
        self.ways = Ways()
        self.presenter = DeskHomePresenter(
            worker, jobs or InlineJobs(), self.shown.append, self.ways
        )

    @property
    def model(self) -> DeskHomeModel:
        return self.shown[-1]


PEOPLE = [person("Amina", "Diallo", 1), person("Aminata", "Diallo", 2), person("Yonas", "", 3)]


def test_people_are_found_as_they_are_typed_and_chosen_by_keyboard():
    home = Home(FakeWorker(people=list(PEOPLE)))
    home.presenter.typed("diallo")
    assert home.model.results == tuple(PEOPLE[:2])
    home.presenter.moved(1)
    home.presenter.moved(1)
    home.presenter.selected_chosen()
    assert home.ways.went == [("dossier", PEOPLE[1])]
    home.presenter.moved(-5)
    assert home.model.selected == 0


def test_an_answer_to_an_older_text_is_dropped():
    jobs = HeldJobs()
    home = Home(FakeWorker(people=list(PEOPLE)), jobs)
    jobs.run_all()
    home.presenter.typed("yonas")
    home.presenter.typed("amina")
    jobs.run_one()
    assert home.model.results == ()
    jobs.run_all()
    assert home.model.results == tuple(PEOPLE[:2])


def test_enter_before_the_answer_came_opens_nobody():
    jobs = HeldJobs()
    home = Home(FakeWorker(people=list(PEOPLE)), jobs)
    home.presenter.typed("amina")
    home.presenter.selected_chosen()
    assert home.ways.went == []


def test_enter_opens_nobody_whom_older_words_found():
    jobs = HeldJobs()
    home = Home(FakeWorker(people=list(PEOPLE)), jobs)
    home.presenter.typed("diallo")
    jobs.run_all()
    home.presenter.typed("yonas")
    assert home.model.results == tuple(PEOPLE[:2]), "what shows stays until the answer is there"
    assert not home.model.is_searched
    home.presenter.selected_chosen()
    assert home.ways.went == []
    jobs.run_all()
    home.presenter.selected_chosen()
    assert home.ways.went == [("dossier", PEOPLE[2])]


def test_escape_empties_the_search_and_nothing_else():
    home = Home(FakeWorker(people=list(PEOPLE)))
    home.presenter.typed("amina")
    home.presenter.escape_pressed()
    assert (home.model.query, home.model.results) == ("", ())
    home.presenter.escape_pressed()
    assert home.ways.went == []


def test_a_removed_draft_comes_back_whole_by_undo():
    draft = Draft(b"d", "capture", NOON, {"title": "Avis"}, (b"page 1", b"page 2"))
    worker = FakeWorker(drafts={b"d": draft})
    home = Home(worker)
    home.presenter.draft_removed(b"d")
    assert worker.drafts == {}
    assert home.model.discarded == draft
    assert home.model.home is not None
    assert home.model.home.drafts == ()
    home.presenter.undo_pressed()
    assert worker.drafts == {b"d": draft}
    assert len(home.model.home.drafts) == 1


def test_a_draft_that_has_ended_goes_once_it_was_read_and_offers_no_undo():
    ended = Draft(b"d", "opening", NOON, ends_at=NOON, has_ended=True)
    worker = FakeWorker(drafts={b"d": ended})
    home = Home(worker)
    home.presenter.draft_removed(b"d")
    assert worker.drafts == {}
    assert (home.model.discarded, home.model.notice) == (None, None)
    assert home.model.home is not None
    assert home.model.home.drafts == ()


def test_a_draft_is_loaded_whole_before_it_is_resumed():
    draft = Draft(b"d", "capture", NOON, {}, (b"page",))
    home = Home(FakeWorker(drafts={b"d": draft}))
    home.presenter.draft_chosen(b"d")
    assert home.ways.went == [("resume", draft)]


def test_a_draft_that_went_meanwhile_is_told_and_leaves_the_list():
    worker = FakeWorker(drafts={b"d": Draft(b"d", "capture", NOON)})
    home = Home(worker)
    worker.drafts.clear()
    home.presenter.draft_chosen(b"d")
    assert home.model.notice is not None
    assert home.model.notice.key == "draft.unknown"
    assert home.model.home is not None
    assert home.model.home.drafts == ()


def test_the_sending_line_follows_the_truth_one_question_at_a_time():
    jobs, worker = HeldJobs(), FakeWorker()
    home = Home(worker, jobs)
    jobs.run_all()
    worker.sync = SyncStatus(SyncState.WAITING, waiting=4)
    home.presenter.second_passed()
    home.presenter.second_passed()
    assert len(jobs.waiting) == 1
    jobs.run_all()
    assert home.model.sync == worker.sync


def test_a_page_that_cannot_load_says_so_and_loads_later():
    worker = FakeWorker(failing={"home": Unavailable("vault.disk_full")})
    home = Home(worker)
    assert home.model.notice is not None
    worker.failing.clear()
    home.presenter.refresh()
    assert home.model.notice is None
    assert home.model.home is not None
