"""The terminal's presenters, without a window: presses in, models out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import PersonSession, Sharing, WorkerSession
from kiosk.media.sticks import Stick
from tests.fakes.desk import HeldJobs, InlineJobs
from tests.fakes.terminal import LOGIN, PASSWORD, FakeDoor, FakePersonSession, paper, relay
from ui.screens.terminal_enter.presenter import EnterModel, EnterPresenter, Lack
from ui.screens.terminal_paper.presenter import (
    Copying,
    CopyTools,
    PaperModel,
    PaperPresenter,
)
from ui.screens.terminal_papers.presenter import PapersModel, PapersPresenter
from ui.screens.terminal_relays.presenter import RelaysModel, RelaysPresenter
from ui.screens.terminal_space.presenter import Place, SpaceModel, SpacePresenter
from ui.screens.terminal_terms.presenter import TermsModel, TermsPresenter

DISK_FULL = Unavailable("vault.disk_full")


@dataclass
class Doors:
    came: list[object] = field(default_factory=list)

    def person_came(self, session: PersonSession) -> None:
        self.came.append(session)

    def worker_came(self, session: WorkerSession) -> None:
        self.came.append(session)


class Entering:
    """An EnterPresenter with what it showed and who came in."""

    def __init__(self, jobs=None, **options) -> None:
        self.shown: list[EnterModel] = []
        self.door, self.doors = FakeDoor(), Doors()
        self.presenter = EnterPresenter(
            self.door, jobs or InlineJobs(), self.shown.append, self.doors, **options
        )

    @property
    def model(self) -> EnterModel:
        return self.shown[-1]


def test_the_right_password_lets_the_person_in() -> None:
    page = Entering()
    page.presenter.enter_pressed(LOGIN, PASSWORD)
    assert page.doors.came == [page.door.session]


def test_a_closed_post_is_opened_by_a_professional() -> None:
    page = Entering(is_for_worker=True)
    assert page.model.is_for_worker
    page.presenter.enter_pressed(LOGIN, PASSWORD)
    assert page.doors.came == [page.door.worker]


@pytest.mark.parametrize(
    ("login", "password", "lack"),
    [("", "", Lack.LOGIN), ("  ", PASSWORD, Lack.LOGIN), (LOGIN, "", Lack.PASSWORD)],
)
def test_an_empty_field_is_named_and_costs_no_try(login: str, password: str, lack: Lack) -> None:
    page = Entering()
    page.presenter.enter_pressed(login, password)
    assert page.model.lack is lack
    assert page.door.tried == []
    page.presenter.edited()
    assert page.model.lack is None


def test_a_wrong_password_says_how_many_tries_are_left_and_can_be_tried_again() -> None:
    page = Entering()
    page.presenter.enter_pressed(LOGIN, "wrong")
    assert page.model.notice is not None
    assert (page.model.notice.key, dict(page.model.notice.context)) == (
        "sign_in.wrong_password",
        {"left": 8},
    )
    page.presenter.notice_pressed()
    assert page.model.notice is None
    page.presenter.enter_pressed(LOGIN, PASSWORD)
    assert page.doors.came


def test_a_lock_counts_down_and_takes_no_password_meanwhile() -> None:
    page = Entering()
    page.door.error = Refused("sign_in.locked", seconds=2)
    page.presenter.enter_pressed(LOGIN, PASSWORD)
    assert page.model.locked_for_s == 2
    page.presenter.enter_pressed(LOGIN, PASSWORD)
    page.presenter.notice_pressed()
    assert len(page.door.tried) == 1
    assert page.model.notice is not None
    page.presenter.second_passed()
    assert page.model.notice is not None
    assert page.model.notice.context["seconds"] == 1
    page.presenter.second_passed()
    assert (page.model.locked_for_s, page.model.notice) == (0, None)
    page.presenter.second_passed()
    assert page.model.locked_for_s == 0


def test_one_password_is_tried_at_a_time() -> None:
    jobs = HeldJobs()
    page = Entering(jobs)
    page.presenter.enter_pressed(LOGIN, PASSWORD)
    assert page.model.is_busy
    page.presenter.enter_pressed(LOGIN, PASSWORD)
    jobs.run_all()
    assert len(page.door.tried) == 1


def test_no_model_of_the_sign_in_page_holds_the_password() -> None:
    page = Entering()
    page.presenter.enter_pressed(LOGIN, "secret-word")
    page.presenter.enter_pressed(LOGIN, PASSWORD)
    assert not any("secret-word" in repr(model) or PASSWORD in repr(model) for model in page.shown)


class Reading:
    """A PaperPresenter and what it showed."""

    def __init__(
        self, sharing: Sharing = Sharing.PRIVATE, jobs=None, errors=None, copies=None, held=None
    ) -> None:
        self.session = FakePersonSession(held or [paper(sharing=sharing)], [relay()])
        self.session.errors.update(errors or {})
        self.shown: list[PaperModel] = []
        self.changes: list[None] = []
        self.presenter = PaperPresenter(
            self.session,
            jobs or InlineJobs(),
            self.session.held[0],
            self.shown.append,
            lambda: self.changes.append(None),
            copies,
        )

    @property
    def model(self) -> PaperModel:
        return self.shown[-1]


def test_a_paper_opens_with_its_pages_and_its_readers() -> None:
    page = Reading()
    assert page.shown[0].is_busy
    assert (page.model.is_busy, page.model.pdf) == (False, page.session.pdf)
    assert page.model.readers == ("Relais du Port",)


def test_sharing_takes_effect_at_once_and_the_way_back_is_offered() -> None:
    page = Reading()
    page.presenter.sharing_pressed(Sharing.SHARED)
    assert page.session.held[0].sharing is Sharing.SHARED
    assert page.model.just_changed_to is Sharing.SHARED
    page.presenter.undo_pressed()
    assert page.session.held[0].sharing is Sharing.PRIVATE
    assert page.model.just_changed_to is None
    page.presenter.undo_pressed()
    assert page.session.held[0].sharing is Sharing.PRIVATE
    assert len(page.changes) == 2


def test_stopping_to_share_can_be_undone_too_until_the_offer_ends() -> None:
    page = Reading(Sharing.SHARED)
    page.presenter.sharing_pressed(Sharing.PRIVATE)
    page.presenter.undo_expired()
    page.presenter.undo_pressed()
    assert page.session.held[0].sharing is Sharing.PRIVATE


def test_pressing_what_is_already_chosen_changes_nothing() -> None:
    page = Reading(Sharing.SHARED)
    page.presenter.sharing_pressed(Sharing.SHARED)
    assert page.session.changed == 0


def test_a_press_while_another_is_under_way_is_not_a_second_one() -> None:
    jobs = HeldJobs()
    page = Reading(jobs=jobs)
    jobs.run_all()
    page.presenter.sharing_pressed(Sharing.SHARED)
    page.presenter.sharing_pressed(Sharing.SHARED)
    jobs.run_all()
    assert page.session.changed == 1


def test_a_paper_that_is_elsewhere_says_so_and_is_asked_again() -> None:
    page = Reading(errors={"read": Unavailable("paper.not_here")})
    assert page.model.notice is not None
    assert page.model.notice.key == "paper.not_here"
    page.presenter.retry_pressed()
    assert (page.model.notice, page.model.pdf) == (None, page.session.pdf)


def test_a_sharing_that_could_not_be_stored_leaves_the_switch_as_it_was() -> None:
    page = Reading(errors={"set_sharing": DISK_FULL})
    page.presenter.sharing_pressed(Sharing.SHARED)
    assert page.model.paper.sharing is Sharing.PRIVATE
    assert page.model.just_changed_to is None
    assert page.model.notice is not None


def papers_page(session: FakePersonSession) -> tuple[PapersPresenter, list[PapersModel], list]:
    shown: list[PapersModel] = []
    opened: list = []
    return PapersPresenter(session, InlineJobs(), shown.append, opened.append), shown, opened


def test_the_list_is_sought_then_shown_and_a_press_opens_one() -> None:
    presenter, shown, opened = papers_page(FakePersonSession([paper(1), paper(2)]))
    assert [model.is_busy for model in shown] == [True, False]
    presenter.paper_pressed(shown[-1].papers[1])
    assert opened == [paper(2)]


def test_a_list_that_cannot_be_read_says_so_and_comes_back_when_tried_again() -> None:
    session = FakePersonSession([paper()], errors={"papers": DISK_FULL})
    presenter, shown, _ = papers_page(session)
    assert shown[-1].notice is not None
    presenter.refresh()
    assert (shown[-1].notice, len(shown[-1].papers)) == (None, 1)


class Relays:
    def __init__(self, *, errors=None, jobs=None) -> None:
        self.session = FakePersonSession([], [relay(1), relay(2, "Accueil Nord")])
        self.session.errors.update(errors or {})
        self.shown: list[RelaysModel] = []
        self.presenter = RelaysPresenter(self.session, jobs or InlineJobs(), self.shown.append)

    @property
    def model(self) -> RelaysModel:
        return self.shown[-1]


def test_a_relay_stops_only_after_a_second_yes() -> None:
    page = Relays()
    page.presenter.stop_pressed(relay(1))
    assert page.model.asked == relay(1)
    page.presenter.keep_pressed()
    page.presenter.confirm_pressed()
    assert len(page.session.relays_held) == 2
    page.presenter.stop_pressed(relay(1))
    page.presenter.confirm_pressed()
    assert page.model.relays == (relay(2, "Accueil Nord"),)
    assert (page.model.stopped, page.model.asked) == (relay(1), None)


def test_a_relay_that_could_not_be_stopped_stays_and_can_be_tried_again() -> None:
    page = Relays(errors={"stop_relay": DISK_FULL})
    page.presenter.stop_pressed(relay(1))
    page.presenter.confirm_pressed()
    assert page.model.notice is not None
    assert page.model.stopped is None
    page.presenter.retry_pressed()
    assert (page.model.notice, len(page.model.relays)) == (None, 2)


def test_nothing_is_asked_while_a_stop_is_under_way() -> None:
    jobs = HeldJobs()
    page = Relays(jobs=jobs)
    jobs.run_all()
    page.presenter.stop_pressed(relay(1))
    page.presenter.confirm_pressed()
    page.presenter.stop_pressed(relay(2))
    page.presenter.confirm_pressed()
    jobs.run_all()
    assert page.session.changed == 1


class Terms:
    def __init__(self, *, errors=None) -> None:
        self.session = FakePersonSession(must_accept_terms=True)
        self.session.errors.update(errors or {})
        self.shown: list[TermsModel] = []
        self.accepted: list[None] = []
        self.presenter = TermsPresenter(
            self.session,
            InlineJobs(),
            "ar",
            self.shown.append,
            lambda: self.accepted.append(None),
        )

    def read_all(self) -> None:
        while not self.shown[-1].is_last:
            self.presenter.forward_pressed()


def test_the_terms_are_accepted_after_the_last_card_with_a_box_nobody_ticked_before() -> None:
    page = Terms()
    page.presenter.ticked(True)
    page.presenter.accept_pressed()
    assert page.session.accepted == []
    page.presenter.ticked(False)
    page.read_all()
    page.presenter.forward_pressed()
    page.presenter.accept_pressed()
    assert page.session.accepted == []
    page.presenter.ticked(True)
    page.presenter.accept_pressed()
    text = page.shown[-1].text
    assert page.session.accepted == [(text.version, text.sha256)]
    assert page.accepted == [None]


def test_one_goes_back_in_the_terms_but_not_before_their_start() -> None:
    page = Terms()
    page.presenter.back_pressed()
    page.presenter.forward_pressed()
    page.presenter.back_pressed()
    assert [model.card for model in page.shown] == [0, 1, 0]


def test_an_acceptance_that_could_not_be_recorded_is_not_one() -> None:
    page = Terms(errors={"accept_terms": DISK_FULL})
    page.read_all()
    page.presenter.ticked(True)
    page.presenter.accept_pressed()
    assert page.accepted == []
    assert page.shown[-1].notice is not None
    page.presenter.notice_pressed()
    assert page.shown[-1].notice is None
    page.presenter.accept_pressed()
    assert page.accepted == [None]


@dataclass
class Ways:
    went: list[str] = field(default_factory=list)

    def papers(self) -> None:
        self.went.append("papers")

    def relays(self) -> None:
        self.went.append("relays")

    def reminders(self) -> None:
        self.went.append("reminders")


@pytest.mark.parametrize("place", list(Place))
def test_each_place_opens_or_says_why_not(place: Place) -> None:
    shown: list[SpaceModel] = []
    ways = Ways()
    SpacePresenter("Awa", shown.append, ways).place_pressed(place)
    opens = place in {Place.PAPERS, Place.RELAYS, Place.REMINDERS}
    assert ways.went == ([place.value] if opens else [])
    assert shown[-1].not_yet == (None if opens else place)


def test_many_papers_may_be_looked_for_by_words() -> None:
    held = [paper(number, f"Papier {number}") for number in range(1, 8)]
    shown: list[PapersModel] = []
    session = FakePersonSession(held=held)
    presenter = PapersPresenter(session, InlineJobs(), shown.append, lambda _: None)
    assert shown[-1].offers_search
    presenter.words_typed("papier 3")
    assert [each.title for each in shown[-1].listed] == ["Papier 3"]
    presenter.words_typed("xyz")
    assert shown[-1].listed == ()
    presenter.words_typed("")
    assert len(shown[-1].listed) == 7
    assert not shown[-1].search.finds_none
    few = FakePersonSession(held=held[:2])
    PapersPresenter(few, InlineJobs(), shown.append, lambda _: None)
    assert not shown[-1].offers_search


def test_no_paper_is_said_to_be_found_by_the_answer_and_by_nothing_before_it() -> None:
    held = [paper(number, f"Papier {number}") for number in range(1, 8)]
    shown: list[PapersModel] = []
    jobs, session = HeldJobs(), FakePersonSession(held=held)
    presenter = PapersPresenter(session, jobs, shown.append, lambda _: None)
    jobs.run_all()
    presenter.words_typed("xyz")
    assert shown[-1].search.is_looking
    assert not shown[-1].search.finds_none
    assert len(shown[-1].listed) == 7, "what shows stays until the answer is there"
    jobs.run_all()
    assert shown[-1].search.finds_none
    presenter.words_typed("papier 3")
    assert shown[-1].search.is_looking
    assert not shown[-1].search.finds_none, "that was said of other words"
    jobs.run_all()
    assert [each.title for each in shown[-1].listed] == ["Papier 3"]
    assert not shown[-1].search.is_looking


def test_a_search_that_failed_says_why_shows_all_papers_and_is_asked_again() -> None:
    held = [paper(number, f"Papier {number}") for number in range(1, 8)]
    shown: list[PapersModel] = []
    session = FakePersonSession(held=held, errors={"find_papers": DISK_FULL})
    presenter = PapersPresenter(session, InlineJobs(), shown.append, lambda _: None)
    presenter.words_typed("papier 3")
    assert shown[-1].notice is not None
    assert not shown[-1].search.is_looking
    assert len(shown[-1].listed) == 7
    presenter.refresh()
    assert shown[-1].notice is None
    assert [each.title for each in shown[-1].listed] == ["Papier 3"]


class Sticks:
    """One stick, or none, and what was copied to it."""

    def __init__(self, *held: Stick) -> None:
        self.held = held
        self.copied: list[tuple[Stick, str, bytes]] = []
        self.error: Unavailable | None = None
        self.sticks = self

    def plugged(self) -> tuple[Stick, ...]:
        return self.held

    def copy(self, stick: Stick, name: str, data: bytes) -> str:
        if self.error is not None:
            raise self.error
        self.copied.append((stick, name, data))
        return name


STICK = Stick("/dev/sdb1", "CLE")


def copying(sticks: Sticks, jobs=None, **more) -> Reading:
    return Reading(copies=CopyTools(sticks, jobs or InlineJobs()), **more)


def test_a_copy_is_made_only_after_it_was_told_who_can_read_it_and_is_journalled() -> None:
    sticks = Sticks(STICK)
    page = copying(sticks)
    assert page.model.can_copy
    page.presenter.copy_confirmed()
    page.presenter.copy_pressed()
    assert page.model.copying is Copying.ASKED
    assert (sticks.copied, page.session.copied) == ([], [])
    page.presenter.copy_confirmed()
    assert page.model.copying is Copying.DONE
    held = page.session.held[0]
    assert sticks.copied == [(STICK, f"{held.title}.pdf", page.session.pdf)]
    assert page.session.copied == [held.item]
    page.presenter.copy_left()
    assert page.model.copying is Copying.NOT_ASKED


def test_without_a_stick_one_is_asked_for_and_looked_for_again() -> None:
    sticks = Sticks()
    page = copying(sticks)
    page.presenter.copy_pressed()
    assert page.model.copying is Copying.NO_STICK
    page.presenter.copy_confirmed()
    assert sticks.copied == []
    sticks.held = (STICK,)
    page.presenter.copy_pressed()
    assert page.model.copying is Copying.ASKED


def test_a_file_without_pages_opens_nothing_and_is_copied_as_it_came() -> None:
    sticks = Sticks(STICK)
    office = replace(paper(title="Budget"), page_count=0)
    page = copying(sticks, held=[office], errors={"read": Refused("paper.not_shown")})
    assert page.model.notice is None, "nothing is asked to be shown"
    assert page.model.may_copy
    page.presenter.copy_pressed()
    page.presenter.copy_confirmed()
    assert sticks.copied == [(STICK, "Budget.odt", b"as it came")]
    assert page.session.copied == [office.item]
    assert page.presenter.content is None, "there is nothing to print"


@pytest.mark.parametrize("mark", ["is_unchecked", "is_file_held"])
def test_a_file_that_no_antivirus_let_through_is_not_copied(mark: str) -> None:
    sticks = Sticks(STICK)
    page = copying(sticks, held=[replace(paper(), page_count=0, **{mark: True})])
    page.presenter.copy_pressed()
    assert page.model.copying is Copying.NOT_ASKED
    with_pages = copying(sticks, held=[replace(paper(), **{mark: True})])
    with_pages.presenter.copy_pressed()
    assert with_pages.model.copying is Copying.ASKED, "pages of ours may leave"


def test_a_file_that_was_held_meanwhile_is_not_copied_and_why_is_told() -> None:
    sticks = Sticks(STICK)
    errors = {"original": Refused("paper.file_held")}
    page = copying(sticks, held=[replace(paper(), page_count=0)], errors=errors)
    page.presenter.copy_pressed()
    page.presenter.copy_confirmed()
    assert page.model.notice.key == "paper.file_held"
    assert (sticks.copied, page.session.copied) == ([], [])


def test_a_copy_that_cannot_be_journalled_is_not_made() -> None:
    sticks = Sticks(STICK)
    page = copying(sticks, errors={"note_copied": DISK_FULL})
    page.presenter.copy_pressed()
    page.presenter.copy_confirmed()
    assert sticks.copied == []
    assert page.model.notice is not None
    assert page.model.notice.key == "vault.disk_full"


def test_a_full_stick_is_told_and_the_paper_stays_on_the_screen() -> None:
    sticks = Sticks(STICK)
    sticks.error = Unavailable("stick.full")
    page = copying(sticks)
    page.presenter.copy_pressed()
    page.presenter.copy_confirmed()
    assert page.model.notice is not None
    assert (page.model.notice.key, page.model.copying) == ("stick.full", Copying.NOT_ASKED)
    page.presenter.retry_pressed()
    assert page.model.notice is None
    assert page.model.pdf == page.session.pdf
    assert not page.model.is_busy


def test_a_copy_under_way_is_neither_left_nor_started_twice() -> None:
    sticks, held = Sticks(STICK), HeldJobs()
    page = copying(sticks, held)
    page.presenter.copy_pressed()
    page.presenter.copy_pressed()
    assert page.model.copying is Copying.LOOKING
    held.run_all()
    page.presenter.copy_confirmed()
    page.presenter.copy_left()
    page.presenter.copy_confirmed()
    assert page.model.copying is Copying.WRITING
    held.run_all()
    assert len(sticks.copied) == 1


def test_a_post_without_sticks_offers_no_copy() -> None:
    page = Reading()
    assert not page.model.can_copy
    page.presenter.copy_pressed()
    assert page.model.copying is Copying.NOT_ASKED
