"""*Mes rappels*: asked once, moved by presses, ended and back, wanted or not (VLT-06, CNS-20)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from kiosk.domain.reminders import Channel, Standing
from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.flows.api import ConsentAnswer, ConsentKind
from resources.texts import TextKind, load
from tests.fakes.desk import HeldJobs, InlineJobs
from tests.fakes.reminders import reminder_line
from tests.fakes.terminal import FakePersonSession
from ui.screens.terminal_reminders.presenter import (
    AHEAD_DAYS_MAX,
    LOOK_AGAIN_S,
    MyRemindersPresenter,
    RemindersStep,
)

TODAY = date(2026, 11, 21)
APPOINTMENT = datetime(2026, 12, 3, 9, 30)


class Page:
    def __init__(self, *, wanted=None, jobs=None, lines=(), language="fr") -> None:
        self.session, self.shown, self.left = FakePersonSession(), [], []
        self.reminding = self.session.reminding
        self.reminding.wanted = wanted
        self.reminding.lines = {each.remind: each for each in lines}
        self.presenter = MyRemindersPresenter(
            self.session,
            jobs or InlineJobs(),
            language,
            TODAY,
            self.shown.append,
            lambda: self.left.append(self.model),
        )

    @property
    def model(self):
        return self.shown[-1]


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_person_is_asked_in_their_language_and_then_chooses_by_presses(language):
    page = Page(language=language)
    page.presenter.new_pressed()
    assert page.model.step is RemindersStep.QUESTION
    page.presenter.answered(True)
    (given,) = page.reminding.answers
    text = load(TextKind.REMINDERS, language)
    assert (given.kind, given.answer, given.language) == (
        ConsentKind.REMINDERS,
        ConsentAnswer.YES,
        language,
    )
    assert (given.text_version, given.text_sha256) == (text.version, text.sha256)
    assert page.model.step is RemindersStep.FORM
    page.presenter.day_moved(7)
    page.presenter.day_moved(2)
    page.presenter.hour_moved(2)
    page.presenter.channel_chosen(Channel.EMAIL)
    page.presenter.save_pressed()
    (line,) = page.reminding.lines.values()
    assert (line.appointment, line.days) == (APPOINTMENT, (2, 0))
    assert (line.channel, line.language) == (Channel.EMAIL, language)
    assert page.model.step is RemindersStep.LIST


def test_days_and_hours_stay_within_what_can_be_meant():
    page = Page(wanted=True)
    page.presenter.new_pressed()
    page.presenter.day_moved(-7)
    assert page.model.day == TODAY
    for _ in range(60):
        page.presenter.day_moved(7)
        page.presenter.hour_moved(1)
    assert page.model.day == TODAY + timedelta(days=AHEAD_DAYS_MAX)
    assert page.model.at == time(20)
    for _ in range(60):
        page.presenter.hour_moved(-1)
    assert page.model.at == time(7)


def test_wanting_no_more_is_one_answer_and_leaves_the_list():
    page = Page(wanted=True, lines=[reminder_line(APPOINTMENT)])
    page.presenter.ask_pressed()
    page.presenter.answered(False)
    assert page.reminding.answers[0].answer is ConsentAnswer.NO
    assert (page.model.step, page.model.found.wanted) == (RemindersStep.LIST, False)
    page.presenter.new_pressed()
    assert page.model.step is RemindersStep.QUESTION, "asked again before anything is ordered"
    page.presenter.back_pressed()
    assert (page.model.step, page.left) == (RemindersStep.LIST, [])
    page.presenter.back_pressed()
    assert len(page.left) == 1


def test_a_services_reminder_is_ended_and_taken_back_by_the_person():
    line = reminder_line(APPOINTMENT)
    page = Page(wanted=True, lines=[line])
    page.presenter.call_off_pressed(line)
    assert page.model.found.lines[0].standing is Standing.CALLED_OFF
    assert page.model.ended == line
    page.presenter.undo_pressed()
    (again,) = page.model.found.lines
    assert (again.appointment, again.days, again.ordered_by) == (APPOINTMENT, (2, 0), "")
    assert page.model.ended is None
    page.presenter.call_off_pressed(again)
    page.presenter.undo_expired()
    page.presenter.undo_pressed()
    assert page.model.found.lines[0].standing is Standing.CALLED_OFF


def test_an_error_keeps_the_form_and_its_button_leads_on():
    page = Page(wanted=True)
    page.presenter.new_pressed()
    page.session.errors["put_reminder"] = InvalidInput("reminders.too_late")
    page.presenter.save_pressed()
    assert (page.model.step, page.model.notice.key) == (RemindersStep.FORM, "reminders.too_late")
    page.presenter.retry_pressed()
    assert (page.model.step, page.model.notice) == (RemindersStep.FORM, None)
    page.session.errors["put_reminder"] = Refused("reminders.no_consent")
    page.presenter.save_pressed()
    page.presenter.retry_pressed()
    assert page.model.step is RemindersStep.QUESTION
    page.presenter.answered(True)
    assert page.model.step is RemindersStep.FORM


def test_a_list_that_could_not_be_read_is_read_again():
    page = Page(wanted=True)
    page.session.errors["reminders"] = Unavailable("vault.busy")
    for _ in range(LOOK_AGAIN_S):
        page.presenter.second_passed()
    assert page.model.notice.key == "vault.busy"
    page.session.errors.pop("reminders", None)
    page.presenter.retry_pressed()
    assert page.model.notice is None
    assert page.model.found.wanted is True


def test_presses_while_something_is_under_way_do_nothing():
    jobs = HeldJobs()
    page = Page(wanted=True, jobs=jobs)
    page.presenter.new_pressed()
    assert page.model.step is RemindersStep.LIST
    jobs.run_all()
    page.presenter.new_pressed()
    page.presenter.save_pressed()
    page.presenter.save_pressed()
    jobs.run_all()
    assert len(page.reminding.lines) == 1
