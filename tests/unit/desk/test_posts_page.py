"""*Les postes*: a list that stays true, a code told once, an end asked once more."""

from __future__ import annotations

from dataclasses import replace

from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import PostLine, PostState, Role
from tests.fakes.desk import NOON, FakeDocuments, FakePrinter, FakeWorker, HeldJobs, InlineJobs
from ui.screens.desk_posts.presenter import PostsPage, PostsPresenter

HERE = PostLine(b"1" * 16, "Bureau accueil", PostState.HERE, NOON)
LOST = PostLine(b"2" * 16, "Borne du hall", PostState.ACTIVE, NOON)
GONE = PostLine(b"3" * 16, "Ancien portable", PostState.ENDED, NOON)


class Posts:
    def __init__(self, *lines: PostLine, jobs=None) -> None:
        self.worker, self.shown, self.went = FakeWorker(known_posts=list(lines)), [], []
        self.worker.profile = replace(self.worker.profile, role=Role.MANAGER)
        self.printer, self.documents = FakePrinter(), FakeDocuments()
        self.presenter = PostsPresenter(
            self.worker,
            jobs or InlineJobs(),
            InlineJobs(),
            printer=self.printer,
            documents=self.documents,
            show=self.shown.append,
            home=lambda: self.went.append("home"),
        )

    @property
    def model(self):
        return self.shown[-1]


def test_a_post_alone_is_told_so_whatever_was_ended_before():
    assert Posts(HERE, GONE).model.is_alone
    assert not Posts(HERE, LOST).model.is_alone
    held = Posts(HERE, jobs=HeldJobs())
    assert not held.model.is_alone, "nothing is known before the list came"


def test_a_code_is_shown_once_and_printed_from_what_is_shown():
    posts = Posts(HERE)
    posts.presenter.add_pressed()
    assert posts.model.page is PostsPage.CODE
    code = posts.model.code
    posts.presenter.print_pressed()
    assert posts.printer.printed == [("post code", b"code")]
    (sheet,) = posts.documents.codes
    assert (sheet.code, sheet.expires_at) == (code.code, code.expires_at)
    assert sheet.structure_name == "Relais du Port"
    assert posts.model.is_printed
    posts.presenter.escape_pressed()
    assert (posts.model.page, posts.model.code) == (PostsPage.LIST, None)
    posts.presenter.print_pressed()
    assert len(posts.printer.printed) == 1
    assert code.code not in repr(posts.shown)


def test_a_printer_that_is_away_leaves_the_code_on_the_screen():
    posts = Posts(HERE)
    posts.presenter.add_pressed()
    posts.printer.error = Unavailable("print.no_printer")
    posts.presenter.print_pressed()
    assert posts.model.notice.key == "print.no_printer"
    assert posts.model.code is not None
    assert not posts.model.is_printed


def test_a_post_is_ended_after_one_question():
    posts = Posts(HERE, LOST)
    posts.presenter.end_confirmed()
    posts.presenter.end_pressed(LOST)
    assert (posts.model.page, posts.model.ending) == (PostsPage.ENDING, LOST)
    posts.presenter.escape_pressed()
    posts.presenter.end_confirmed()
    assert [line.state for line in posts.worker.known_posts] == [PostState.HERE, PostState.ACTIVE]
    posts.presenter.end_pressed(LOST)
    posts.presenter.end_confirmed()
    assert (posts.model.page, posts.model.ended) == (PostsPage.LIST, LOST)
    assert [line.state for line in posts.model.lines] == [PostState.HERE, PostState.ENDING]


def test_neither_this_post_nor_one_that_is_gone_is_asked_about():
    posts = Posts(HERE, GONE)
    for line in (HERE, GONE):
        posts.presenter.end_pressed(line)
        assert posts.model.page is PostsPage.LIST


def test_who_is_no_manager_any_more_is_told_and_nothing_is_signed():
    posts = Posts(HERE, LOST)
    for act in ("add_post", "end_post"):
        posts.worker.failing[act] = Refused("membership.not_allowed")
    posts.presenter.add_pressed()
    assert (posts.model.page, posts.model.busy) == (PostsPage.LIST, False)
    posts.presenter.end_pressed(LOST)
    posts.presenter.end_confirmed()
    assert posts.model.page is PostsPage.ENDING
    assert posts.model.notice.key == "membership.not_allowed"
    posts.presenter.escape_pressed()
    posts.presenter.escape_pressed()
    assert posts.went == ["home"]


def test_the_list_is_asked_for_one_question_at_a_time():
    jobs = HeldJobs()
    posts = Posts(HERE, jobs=jobs)
    posts.presenter.refresh()
    assert len(jobs.waiting) == 1
    jobs.run_all()
    posts.presenter.refresh()
    assert len(jobs.waiting) == 1
