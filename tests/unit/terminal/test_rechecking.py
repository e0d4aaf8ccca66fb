"""Files that no antivirus saw yet are looked at behind the papers of the terminal (DER-15)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from kiosk.capture.antivirus.health import Standing
from kiosk.capture.antivirus.screening import Checked, Doubt, FileHeld
from kiosk.errors import InvalidInput
from tests.fakes.desk import GOOD_HEALTH, FakeWorkshop, HeldJobs, InlineJobs
from tests.fakes.terminal import FakePersonSession, paper
from ui.screens.terminal_papers.presenter import PapersModel, PapersPresenter
from ui.screens.terminal_papers.rechecking import Rechecking, RecheckTools


def marked(number: int):
    return replace(paper(number), is_unchecked=True)


@dataclass
class Terminal:
    """*Mes papiers* with an antivirus that takes its time."""

    session: FakePersonSession
    workshop: FakeWorkshop = field(default_factory=FakeWorkshop)
    slow: HeldJobs = field(default_factory=HeldJobs)
    shown: list[PapersModel] = field(default_factory=list)

    def __post_init__(self) -> None:
        tools = RecheckTools(self.workshop, self.slow)
        self.rechecking = Rechecking(self.session, InlineJobs(), tools, self.changed)
        self.papers: PapersPresenter | None = None
        self.papers = self.opened()

    def opened(self) -> PapersPresenter:
        return PapersPresenter(
            self.session,
            InlineJobs(),
            self.shown.append,
            lambda _paper: None,
            self.rechecking.begin,
        )

    def changed(self) -> None:
        assert self.papers is not None
        self.papers.refresh()

    @property
    def marks(self) -> list[bool]:
        return [each.is_unchecked for each in self.shown[-1].papers]


def test_papers_show_first_and_are_looked_at_one_after_another():
    terminal = Terminal(FakePersonSession([marked(1), paper(2), marked(3)]))
    assert terminal.marks == [True, False, True]
    assert not terminal.shown[-1].is_busy, "nobody waits for the antivirus"
    terminal.slow.run_one()
    assert terminal.marks == [True, False, True]
    terminal.slow.run_one()
    assert terminal.marks == [False, False, True]
    terminal.slow.run_all()
    assert terminal.marks == [False, False, False]


def test_a_file_that_is_held_is_told_and_the_next_is_looked_at():
    terminal = Terminal(FakePersonSession([marked(1), marked(2)]))
    terminal.slow.run_one()
    terminal.workshop.error = FileHeld(Doubt.FOUND, "Eicar")
    terminal.slow.run_one()
    terminal.workshop.error = None
    terminal.slow.run_all()
    assert [each.is_file_held for each in terminal.shown[-1].papers] == [True, False]
    assert terminal.marks == [False, False]


@pytest.mark.parametrize("standing", [Standing.OFF, Standing.ABSENT])
def test_without_an_antivirus_the_marks_stay_and_it_is_asked_once_a_session(standing):
    terminal = Terminal(
        FakePersonSession([marked(1)]),
        workshop=FakeWorkshop(health=replace(GOOD_HEALTH, standing=standing)),
    )
    terminal.slow.run_all()
    terminal.opened()
    assert terminal.slow.waiting == []
    assert terminal.marks == [True]


def test_an_antivirus_that_goes_away_meanwhile_is_asked_no_further():
    terminal = Terminal(
        FakePersonSession([marked(1), marked(2)]), workshop=FakeWorkshop(checked=Checked.NOT_YET)
    )
    terminal.slow.run_one()
    terminal.slow.run_one()
    assert terminal.slow.waiting == []
    assert terminal.marks == [True, True]


def test_nothing_is_asked_where_every_file_was_looked_at():
    assert Terminal(FakePersonSession([paper(1)])).slow.waiting == []


def test_a_paper_that_went_meanwhile_does_not_keep_the_others_from_being_looked_at():
    session = FakePersonSession([marked(1), marked(2)])
    terminal = Terminal(session)
    terminal.slow.run_one()
    session.errors["file_looked_at"] = InvalidInput("paper.unknown")
    terminal.slow.run_all()
    assert [each.is_unchecked for each in session.held] == [True, False]


def test_a_session_that_ends_notes_nothing_any_more():
    session = FakePersonSession([marked(1)])
    terminal = Terminal(session)
    terminal.slow.run_one()
    terminal.rechecking.stop()
    terminal.slow.run_all()
    assert session.held[0].is_unchecked
