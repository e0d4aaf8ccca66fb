"""*Montrer ma carte*, without a window: when the camera is on, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.capture.camera.finder import View
from kiosk.capture.camera.stillness import Look
from kiosk.domain.identifier_card import CardContent
from kiosk.errors import KioskError, Unavailable
from tests.fakes.desk import HeldJobs, InlineJobs
from ui.screens.show_card.presenter import CardTools, ShowCardModel, ShowCardPresenter

AMINA = CardContent("amina.d-7k3f", "fr")
VIEW = View(bytes(12), 2, 2, None, Look.NO_PAPER)


@dataclass
class CameraOnPaper:
    """A camera that shows what it was told to, then what it was told to find."""

    name: str | None = "camera:one"
    shows: list[View | str] = field(default_factory=lambda: [VIEW])
    finds: CardContent | KioskError | None = AMINA
    looks: int = 0
    during: Callable[[], None] = lambda: None
    was_left: bool = False

    def find(self) -> str | None:
        return self.name

    def look(self, camera, seen, refused, is_left) -> CardContent | None:
        assert camera == self.name
        self.looks += 1
        for each in self.shows:
            refused(each) if isinstance(each, str) else seen(each)
        self.during()
        self.was_left = is_left()
        if isinstance(self.finds, KioskError):
            raise self.finds
        return None if self.was_left else self.finds


class Page:
    def __init__(self, camera: CameraOnPaper, jobs=None) -> None:
        self.shown: list[ShowCardModel] = []
        self.views: list[View | None] = []
        self.came: list[CardContent] = []
        self.failed: list[str] = []
        tools = CardTools(camera, jobs or InlineJobs(), lambda call: call())
        self.presenter = ShowCardPresenter(
            tools,
            self.shown.append,
            self.views.append,
            self.came.append,
            lambda error: self.failed.append(error.message_key),
        )

    @property
    def model(self) -> ShowCardModel:
        return self.presenter.model


def test_without_a_camera_nothing_is_offered_and_nothing_begins() -> None:
    camera = CameraOnPaper(name=None)
    page = Page(camera)
    page.presenter.show_pressed()
    assert not page.model.is_offered
    assert camera.looks == 0


def test_a_card_seen_comes_once_and_no_view_stays() -> None:
    page = Page(CameraOnPaper())
    assert page.model.is_offered
    page.presenter.show_pressed()
    assert page.came == [AMINA]
    assert page.views == [VIEW, None]
    assert [model.is_looking for model in page.shown][-2:] == [True, False]


def test_a_code_that_is_none_of_ours_is_told_while_the_look_goes_on() -> None:
    page = Page(CameraOnPaper(shows=["card.foreign", VIEW]))
    page.presenter.show_pressed()
    told = [model.notice.key for model in page.shown if model.notice is not None]
    assert told == ["card.foreign"]
    assert page.came == [AMINA]
    assert page.model.notice is None


def test_a_camera_that_fails_is_told_and_may_be_tried_again() -> None:
    camera = CameraOnPaper(finds=Unavailable("card.camera_lost"))
    page = Page(camera)
    page.presenter.show_pressed()
    assert page.failed == ["card.camera_lost"]
    assert page.model == ShowCardModel(is_offered=True)
    camera.finds = AMINA
    page.presenter.show_pressed()
    assert page.came == [AMINA]


def test_leaving_tells_the_camera_and_what_comes_afterwards_changes_nothing() -> None:
    camera = CameraOnPaper()
    page = Page(camera)
    camera.during = page.presenter.stop
    page.presenter.show_pressed()
    assert camera.was_left
    assert (page.came, page.failed) == ([], [])
    assert page.views[-1] is None
    assert not page.model.is_looking


def test_a_second_press_starts_no_second_look() -> None:
    jobs, camera = HeldJobs(), CameraOnPaper()
    page = Page(camera, jobs)
    jobs.run_all()
    page.presenter.show_pressed()
    page.presenter.show_pressed()
    jobs.run_all()
    assert camera.looks == 1


def test_an_old_look_that_ends_late_does_not_end_the_next() -> None:
    jobs, camera = HeldJobs(), CameraOnPaper(finds=Unavailable("card.camera_lost"))
    page = Page(camera, jobs)
    jobs.run_all()
    page.presenter.show_pressed()
    page.presenter.stop()
    page.presenter.show_pressed()
    jobs.run_all()
    assert page.failed == ["card.camera_lost"]  # of the second alone
