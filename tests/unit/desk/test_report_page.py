"""*Accès perdu ou volé*: asked once more, then ended; one's own closes the session (AUT-20)."""

from __future__ import annotations

from kiosk.errors import Refused
from kiosk.flows.api import MemberLine
from tests.fakes.desk import FakeWorker, InlineJobs
from ui.screens.desk_report.presenter import ReportPresenter, ReportWays

SAMIR = MemberLine(b"s" * 16, "Samir Haddad", "samir.h-9xwe", is_mine=False)


class Page:
    def __init__(self, *colleagues: MemberLine) -> None:
        self.worker, self.shown, self.went = FakeWorker(colleagues=list(colleagues)), [], []
        ways = ReportWays(lambda: self.went.append("home"), lambda: self.went.append("finish"))
        self.presenter = ReportPresenter(self.worker, InlineJobs(), self.shown.append, ways)

    @property
    def model(self):
        return self.shown[-1]


def test_a_worker_is_asked_at_once_and_their_session_ends_with_their_access():
    page = Page()
    assert page.model.asked.is_mine
    page.presenter.end_confirmed()
    assert page.worker.reported == [page.worker.profile.pro]
    assert page.went == ["finish"]


def test_going_back_ends_nothing():
    page = Page()
    page.presenter.escape_pressed()
    assert (page.went, page.worker.reported) == (["home"], [])
    several = Page(SAMIR)
    several.presenter.end_pressed(SAMIR)
    several.presenter.escape_pressed()
    assert (several.model.asked, several.went) == (None, [])
    several.presenter.end_confirmed()
    assert several.worker.reported == []
    several.presenter.escape_pressed()
    assert several.went == ["home"]


def test_a_manager_ends_a_workers_access_and_goes_on():
    page = Page(SAMIR, MemberLine(b"c" * 16, "Claire", "claire-2abc", is_mine=False))
    assert page.model.asked is None
    page.presenter.end_pressed(SAMIR)
    page.presenter.end_confirmed()
    assert page.worker.reported == [SAMIR.id]
    assert (page.model.asked, page.model.ended, page.went) == (None, SAMIR, [])
    assert SAMIR not in page.model.lines
    assert not page.model.busy


def test_a_report_that_fails_is_told_and_may_be_tried_again():
    page = Page()
    page.worker.failing["report_access"] = Refused("membership.not_allowed")
    page.presenter.end_confirmed()
    assert (page.model.notice.key, page.model.busy) == ("membership.not_allowed", False)
    page.worker.failing.clear()
    page.presenter.end_confirmed()
    assert page.went == ["finish"]
