"""Signing out takes waiting prints out of the queue (VLT-28): it is said before (`ux.md` 7)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.errors import Unavailable
from tests.fakes.desk import HeldJobs, InlineJobs
from tests.fakes.printing import FakePrinters
from ui.screens.desk_home.leaving import LeavingPresenter


@dataclass
class Leaving:
    """*Se déconnecter*, and what came of it."""

    printers: FakePrinters = field(default_factory=FakePrinters)
    jobs: InlineJobs | HeldJobs = field(default_factory=InlineJobs)
    told: list[int] = field(default_factory=list)
    left: int = 0

    def __post_init__(self) -> None:
        self.presenter = LeavingPresenter(
            self.printers, self.jobs, self.told.append, self.signed_out
        )

    def signed_out(self) -> None:
        self.left += 1


def test_nobody_is_asked_where_nothing_waits_or_no_scheduler_answers():
    for printers in (FakePrinters(), FakePrinters(error=Unavailable("print.no_printer"))):
        desk = Leaving(printers)
        desk.presenter.sign_out_pressed()
        assert (desk.told, desk.left) == ([], 1)


def test_prints_that_wait_are_told_by_their_number_and_a_second_press_is_meant():
    desk = Leaving(FakePrinters(mine=3))
    desk.presenter.sign_out_pressed()
    assert (desk.told, desk.left) == ([3], 0)
    desk.presenter.sign_out_pressed()
    assert desk.left == 1


def test_who_waits_stays_signed_in_and_is_asked_anew_the_next_time():
    desk = Leaving(FakePrinters(mine=1))
    desk.presenter.sign_out_pressed()
    desk.presenter.wait_pressed()
    desk.presenter.second_passed()
    assert (desk.told, desk.left) == ([1, 0], 0)
    desk.presenter.sign_out_pressed()
    assert (desk.told, desk.left) == ([1, 0, 1], 0)


def test_the_warning_stays_true_while_sheets_come_out_and_goes_with_the_last():
    desk = Leaving(FakePrinters(mine=2))
    desk.presenter.sign_out_pressed()
    for left in (1, 0):
        desk.printers.mine = left
        desk.presenter.second_passed()
    desk.presenter.second_passed()
    assert (desk.told, desk.left) == ([2, 1, 0], 0)


def test_a_queue_that_does_not_answer_holds_nobody_who_presses_again():
    held = HeldJobs()
    desk = Leaving(FakePrinters(), held)
    desk.presenter.sign_out_pressed()
    assert desk.left == 0
    desk.presenter.sign_out_pressed()
    assert desk.left == 1
    held.run_all()
    assert desk.left == 1, "an answer that comes late ends nothing twice"
