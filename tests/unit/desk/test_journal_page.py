"""*Journal* of a manager: what shows of what was asked for, and where an export goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.domain.ids import ProId
from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import Role, TeamAct, TeamDeed, TeamKind
from tests.fakes.desk import NOON, FakeWorker, FixedClock, HeldJobs, InlineJobs
from ui.screens.desk_journal.presenter import (
    FIRST_LINES,
    PATIENCE_S,
    Elsewhere,
    JournalPage,
    JournalPresenter,
    Period,
)
from ui.screens.desk_scan.files import AllowedFolders

CLAIRE, PAUL = ProId(b"1" * 16), ProId(b"2" * 16)
READ = TeamAct(NOON, TeamDeed.READ, CLAIRE, "Claire Martin", "awa.d-7k3f")
ENTERED = TeamAct(NOON, TeamDeed.SIGNED_IN, PAUL, "Paul Morin")


class Page:
    def __init__(self, *acts: TeamAct, jobs=None, media_jobs=None) -> None:
        self.worker, self.shown, self.went = FakeWorker(team_acts=list(acts)), [], []
        self.worker.profile = replace(self.worker.profile, role=Role.MANAGER)
        self.worker.team = [(CLAIRE, "Claire Martin"), (PAUL, "Paul Morin")]
        self.files = AllowedFolders((("Mes documents", Path("/")),))
        self.presenter = JournalPresenter(
            self.worker,
            jobs or InlineJobs(),
            files=self.files,
            clock=FixedClock(),
            show=self.shown.append,
            home=lambda: self.went.append("home"),
            media_jobs=media_jobs or InlineJobs(),
        )

    @property
    def model(self):
        return self.shown[-1]

    @property
    def lines(self):
        return [(line.act.deed, line.count) for day in self.model.days for line in day.lines]


def ago(act: TeamAct, **time: float) -> TeamAct:
    return replace(act, at=NOON - timedelta(**time))


def test_days_of_lines_and_what_is_done_again_in_a_row_for_the_same_person_once():
    other = replace(READ, person="moussa.k-2abc")
    page = Page(READ, ago(READ, minutes=1), ago(other, minutes=2), ago(ENTERED, days=1))
    assert page.lines == [
        (TeamDeed.READ, 2),
        (TeamDeed.READ, 1),
        (TeamDeed.SIGNED_IN, 1),
    ]
    assert len(page.model.days) == 2


def test_one_of_the_team_or_one_kind_is_shown_alone():
    page = Page(READ, ENTERED)
    page.presenter.pro_chosen(PAUL)
    assert page.lines == [(TeamDeed.SIGNED_IN, 1)]
    page.presenter.kind_chosen(TeamKind.PAPERS)
    assert page.lines == []
    assert page.model.is_filtered
    page.presenter.pro_chosen(None)
    assert page.lines == [(TeamDeed.READ, 1)]
    page.presenter.kind_chosen(None)
    assert not page.model.is_filtered


def test_a_period_begins_at_midnight_of_its_first_day():
    page = Page(READ, ago(READ, days=6, hours=2), ago(READ, days=40))
    assert len(page.lines) == 2
    page.presenter.period_chosen(Period.TODAY)
    assert len(page.lines) == 1
    page.presenter.period_chosen(Period.YEAR)
    assert len(page.lines) == 3


def test_an_answer_for_a_period_that_is_no_longer_asked_for_is_not_shown():
    jobs = HeldJobs()
    page = Page(READ, ago(READ, days=40), jobs=jobs)
    page.presenter.period_chosen(Period.YEAR)
    jobs.run_all()
    assert (page.model.period, len(page.lines)) == (Period.YEAR, 2)


def test_a_busy_year_is_shown_some_lines_at_a_time():
    page = Page(*(ago(READ, hours=25 * n) for n in range(FIRST_LINES + 5)))
    page.presenter.period_chosen(Period.YEAR)
    assert (len(page.lines), page.model.has_more) == (FIRST_LINES, True)
    page.presenter.more_pressed()
    assert (len(page.lines), page.model.has_more) == (FIRST_LINES + 5, False)


def test_an_export_goes_where_it_was_told_and_its_fingerprint_is_shown():
    page = Page(READ)
    page.presenter.export_pressed()
    assert page.model.page is JournalPage.PLACES
    place = page.model.places[0]
    page.presenter.place_chosen(place)
    assert page.worker.exported_to == [place.path]
    assert (page.model.page, page.model.is_busy) == (JournalPage.LIST, False)
    assert page.model.exported.post_fingerprint == "ab" * 32


def test_a_medium_that_hangs_keeps_neither_the_list_nor_the_way_home():
    media = HeldJobs()
    page = Page(READ, media_jobs=media)
    page.presenter.export_pressed()
    media.run_all()
    page.presenter.place_chosen(page.model.places[0])
    assert (page.model.is_busy, page.worker.exported_to) == (True, [])
    page.presenter.escape_pressed()
    page.presenter.period_chosen(Period.MONTH)
    assert len(page.lines) == 1
    page.presenter.escape_pressed()
    assert page.went == ["home"]


@pytest.mark.parametrize(
    ("step", "key"),
    [
        ("export_journal", "membership.not_allowed"),
        ("write_journal", "journal.export_not_written"),
        ("write_journal", "journal.export_silent"),
    ],
)
def test_an_export_that_fails_is_told_and_another_place_may_be_chosen(step, key):
    page = Page(READ)
    page.presenter.export_pressed()
    page.worker.failing[step] = Unavailable(key)
    page.presenter.place_chosen(page.model.places[0])
    assert (page.model.page, page.model.is_busy) == (JournalPage.PLACES, False)
    assert page.model.notice.key == key
    page.presenter.escape_pressed()
    assert (page.model.page, page.model.notice) == (JournalPage.LIST, None)
    page.presenter.escape_pressed()
    assert page.went == ["home"]


def test_who_is_no_manager_is_told_so_and_a_refused_head_of_the_server_is_shown():
    page = Page(READ)
    page.worker.failing["team_journal"] = Refused("membership.not_allowed")
    page.presenter.period_chosen(Period.MONTH)
    assert page.model.notice.key == "membership.not_allowed"
    page.worker.failing.clear()
    page.worker.alarm_key = "journal.tree_forked"
    page.presenter.period_chosen(Period.WEEK)
    assert page.model.alarm_key == "journal.tree_forked"


# --- the other posts ------------------------------------------------------------------


def test_other_posts_are_asked_once_and_looked_for_until_they_answered():
    page = Page(READ)
    assert page.worker.asked_elsewhere == 1
    assert (page.model.elsewhere, page.model.told_at) == (Elsewhere.ASKED, None)
    page.presenter.second_passed()
    assert page.model.elsewhere is Elsewhere.ASKED
    page.worker.told_at = NOON
    page.worker.team_acts.append(replace(READ, place="Borne", at=NOON - timedelta(hours=1)))
    page.presenter.second_passed()
    assert (page.model.elsewhere, page.model.told_at) == (Elsewhere.TOLD, NOON)
    assert page.lines == [(TeamDeed.READ, 1)] * 2, "the same at two posts is told twice"
    page.worker.team_acts.clear()
    page.presenter.second_passed()
    assert len(page.lines) == 2, "nothing more is read"
    assert page.worker.asked_elsewhere == 1


def test_nobody_is_waited_for_without_end_and_what_was_told_before_keeps_its_time():
    page = Page(READ)
    for _ in range(PATIENCE_S):
        page.presenter.second_passed()
    assert page.model.elsewhere is Elsewhere.SILENT
    long_told = Page(READ)
    long_told.worker.told_at = NOON - timedelta(days=2)
    again = JournalPresenter(
        long_told.worker,
        InlineJobs(),
        files=long_told.files,
        clock=FixedClock(),
        show=long_told.shown.append,
        home=lambda: None,
        media_jobs=InlineJobs(),
    )
    again.second_passed()
    assert (long_told.model.elsewhere, long_told.model.told_at) == (
        Elsewhere.ASKED,
        NOON - timedelta(days=2),
    )


def test_a_period_that_begins_before_what_was_received_says_so():
    page = Page(READ, replace(READ, place="Borne", at=NOON - timedelta(days=3)))
    assert page.model.told_from == NOON - timedelta(days=3)
    page.presenter.period_chosen(Period.TODAY)
    assert page.model.told_from is None
