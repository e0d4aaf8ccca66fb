"""*Qui a regardé mon coffre*: days, lines, other posts, and what shows while they are asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtWidgets import QWidget

from kiosk.errors import Unavailable
from kiosk.flows.api import Access, Deed, Role
from tests.fakes.desk import HeldJobs, InlineJobs
from tests.fakes.terminal import FakePersonSession
from ui.screens.terminal_accesses.presenter import (
    FIRST_LINES,
    PATIENCE_S,
    AccessesModel,
    AccessesPresenter,
    Elsewhere,
)
from ui.screens.terminal_accesses.view import AccessesView

NOON = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
READ = Access(NOON, Deed.READ, name="Nadia Kaci", role=Role.WORKER, structure="Relais du Port")


class Page:
    """The presenter and what it showed."""

    def __init__(self, session: FakePersonSession, jobs=None) -> None:
        self.session, self.models = session, []
        self.presenter = AccessesPresenter(session, jobs or InlineJobs(), self.models.append)

    @property
    def model(self) -> AccessesModel:
        return self.models[-1]


def at(minutes: int, access: Access = READ) -> Access:
    return replace(access, at=NOON - timedelta(minutes=minutes))


def test_what_is_done_again_in_a_row_is_one_line_and_another_day_is_another_card() -> None:
    tried = replace(READ, deed=Deed.TRIED, name="", role=None)
    found = [at(0), at(5), at(7, tried), at(9), at(60 * 24), at(60 * 25)]
    page = Page(FakePersonSession(looked=found))
    lines = [(d.day, line.access.deed, line.count) for d in page.model.days for line in d.lines]
    today, before = date(2026, 11, 21), date(2026, 11, 20)
    assert lines == [
        (today, Deed.READ, 2),
        (today, Deed.TRIED, 1),
        (today, Deed.READ, 1),
        (before, Deed.READ, 2),
    ]


def test_what_this_post_knows_shows_at_once_and_the_other_posts_once_they_answered() -> None:
    page = Page(FakePersonSession(looked=[READ]))
    assert page.session.asked_elsewhere == 1
    assert (len(page.model.days), page.model.elsewhere) == (1, Elsewhere.ASKED)
    page.presenter.second_passed()
    assert page.model.elsewhere is Elsewhere.ASKED
    page.session.looked.append(at(60 * 24))
    page.session.told_at = NOON
    page.presenter.second_passed()
    assert (len(page.model.days), page.model.elsewhere) == (2, Elsewhere.TOLD)


def test_an_answer_of_before_is_not_taken_for_todays() -> None:
    page = Page(FakePersonSession(looked=[READ], told_at=NOON - timedelta(days=3)))
    page.presenter.second_passed()
    assert page.model.elsewhere is Elsewhere.ASKED
    page.session.told_at = NOON
    page.presenter.second_passed()
    assert page.model.elsewhere is Elsewhere.TOLD


def test_other_posts_are_waited_for_only_so_long() -> None:
    page = Page(FakePersonSession(looked=[READ]))
    for _ in range(PATIENCE_S):
        page.presenter.second_passed()
    assert page.model.elsewhere is Elsewhere.SILENT
    shown = len(page.models)
    page.presenter.second_passed()
    assert len(page.models) == shown


def test_a_slow_disk_is_not_asked_twice_at_once() -> None:
    jobs = HeldJobs()
    page = Page(FakePersonSession(looked=[READ]), jobs)
    page.presenter.second_passed()
    assert len(jobs.waiting) == 1
    jobs.run_all()
    page.presenter.second_passed()
    page.presenter.second_passed()
    assert len(jobs.waiting) == 1


def test_a_journal_of_the_server_that_is_doubted_is_said() -> None:
    page = Page(FakePersonSession(looked=[READ], alarm_key="journal.tree_forked"))
    assert page.model.elsewhere is Elsewhere.DOUBTED
    assert page.model.days


def test_a_failure_is_told_in_five_parts_and_a_press_looks_again() -> None:
    session = FakePersonSession(looked=[READ])
    session.errors["accesses"] = Unavailable("vault.busy")
    page = Page(session)
    assert page.model.notice is not None
    assert page.model.notice.key == "vault.busy"
    page.presenter.retry_pressed()
    assert page.model.notice is None
    assert page.model.days


def test_a_long_year_is_shown_some_lines_at_a_time() -> None:
    page = Page(FakePersonSession(looked=[at(n * 1440) for n in range(FIRST_LINES + 5)]))
    assert (len(page.model.days), page.model.has_more) == (FIRST_LINES, True)
    page.presenter.more_pressed()
    assert (len(page.model.days), page.model.has_more) == (FIRST_LINES + 5, False)


@pytest.fixture
def view(look, glass, speak):
    speak("fr")
    made = AccessesView(look)
    screen = glass(made)

    def show(*accesses: Access, **changes) -> list[str]:
        page = Page(FakePersonSession(looked=list(accesses)))
        made.show_model(replace(page.model, **changes))
        rows = made.findChildren(QWidget)
        return [
            each.accessibleName()
            for each in rows
            if each.objectName().startswith("look_") and not each.isHidden()
        ]

    show.screen = screen
    return show


def plain(text: str) -> str:
    return "".join(each for each in text if each.isprintable())


def test_a_line_says_when_what_who_and_where_to_those_who_listen(view) -> None:
    (said,) = view(READ)
    local = NOON.astimezone().strftime("%H:%M")
    assert plain(said) == f"{local}, Papier lu, Nadia Kaci · professionnel, Relais du Port"


def test_every_deed_has_a_word_and_a_picture_of_its_own(view) -> None:
    done = [at(n, replace(READ, deed=deed)) for n, deed in enumerate(Deed)]
    said = [*view(*done[:FIRST_LINES]), *view(*done[FIRST_LINES:])]
    assert len({plain(each).split(", ")[1] for each in said}) == len(Deed)


def test_who_is_not_known_is_somebody_and_oneself_is_you(view) -> None:
    tried = Access(NOON, Deed.TRIED, structure="Maison des Halles", place="Borne")
    said = view(tried, Access(NOON, Deed.SIGNED_IN, is_self=True), Access(NOON, Deed.READ))
    assert [plain(each).split(", ", 2)[2] for each in said] == [
        "Quelqu’un, Maison des Halles · Borne",
        "Vous",
        "Un professionnel",
    ]


def test_today_and_yesterday_are_said_so(view) -> None:
    now = datetime.now(UTC)
    view(replace(READ, at=now), replace(READ, at=now - timedelta(days=1)))
    assert plain(view.screen.text("looks_day_0")).startswith("Aujourd’hui ")
    assert plain(view.screen.text("looks_day_1")).startswith("Hier ")


def test_an_empty_place_says_what_it_is_for(view) -> None:
    assert view(elsewhere=Elsewhere.TOLD) == []
    assert "qui ouvre votre coffre" in view.screen.text("empty_text")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"elsewhere": Elsewhere.ASKED}, "On demande aussi aux autres postes…"),
        ({"elsewhere": Elsewhere.SILENT}, "Les autres postes ne répondent pas."),
        ({"elsewhere": Elsewhere.SILENT, "told_at": NOON}, "jusqu’au 21/11/2026"),
        ({"elsewhere": Elsewhere.DOUBTED}, "à vérifier par le support"),
    ],
)
def test_what_is_known_of_other_posts_is_said_truly(view, changes, words) -> None:
    view(READ, **changes)
    assert words in plain(view.screen.text("looks_elsewhere_text"))
