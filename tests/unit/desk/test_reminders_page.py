"""*Rappels* in a dossier: asked once, typed as people type, called off and back (VLT-07)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from kiosk.domain.reminders import Channel, Standing
from kiosk.errors import InvalidInput, Refused
from kiosk.flows.api import ConsentAnswer, ConsentKind
from resources.texts import TextKind, load
from tests.fakes.desk import FakeWorker, FixedClock, HeldJobs, InlineJobs, person
from tests.fakes.reminders import reminder_line
from ui.screens.desk_common.births import day_from_text
from ui.screens.desk_reminders.presenter import (
    LOOK_AGAIN_S,
    ReminderForm,
    RemindersPage,
    RemindersPresenter,
    hour_of,
)

AMINA = person("Amina", "Diallo", 1)
APPOINTMENT = datetime(2026, 12, 3, 9, 30)
FORM = ReminderForm("3/12/2026", "9h30")


class Page:
    def __init__(self, *, wanted: bool | None = None, jobs=None, lines=()) -> None:
        self.worker, self.shown, self.went = FakeWorker(people=[AMINA]), [], []
        self.reminding = self.worker.reminding
        self.reminding.wanted = wanted
        self.reminding.lines = {each.remind: each for each in lines}
        self.presenter = RemindersPresenter(
            self.worker,
            jobs or InlineJobs(),
            clock=FixedClock(),
            show=self.shown.append,
            back=self.went.append,
            person=AMINA,
        )

    @property
    def model(self):
        return self.shown[-1]


def test_the_first_reminder_is_asked_about_and_the_answer_bears_the_text_that_was_read():
    page = Page()
    page.presenter.new_pressed()
    assert page.model.page is RemindersPage.QUESTION
    page.presenter.answered(True)
    (given,) = page.reminding.answers
    text = load(TextKind.REMINDERS, "fr")
    assert (given.kind, given.answer) == (ConsentKind.REMINDERS, ConsentAnswer.YES)
    assert (given.text_version, given.text_sha256) == (text.version, text.sha256)
    assert (given.method, given.scope) == ("spoken", ("send_reminders",))
    assert page.model.page is RemindersPage.FORM
    page.presenter.typed(FORM)
    assert page.model.preview.startswith("Rappel : vous avez un rendez-vous le 03/12 à 9h30.")
    page.presenter.save_pressed()
    (line,) = page.reminding.lines.values()
    assert (line.appointment, line.days, line.channel) == (APPOINTMENT, (2, 0), Channel.SMS)
    assert page.model.page is RemindersPage.LIST
    page.presenter.new_pressed()
    assert page.model.page is RemindersPage.FORM, "asked once"
    page.presenter.escape_pressed()
    page.presenter.escape_pressed()
    assert page.went == [AMINA]


def test_a_no_is_recorded_and_ends_there():
    page = Page()
    page.presenter.new_pressed()
    page.presenter.answered(False)
    assert page.reminding.answers[0].answer is ConsentAnswer.NO
    assert page.reminding.answers[0].scope == ()
    assert page.model.page is RemindersPage.LIST
    assert page.model.found.wanted is False
    page.presenter.ask_pressed()
    page.presenter.answered(True)
    assert page.model.page is RemindersPage.LIST, "asked for its own sake"
    assert page.model.found.wanted is True


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_ordered():
    page = Page(wanted=True)
    page.presenter.new_pressed()
    page.presenter.typed(ReminderForm("31/02/2026", "25", frozenset()))
    page.presenter.save_pressed()
    model = page.model
    assert (model.is_day_wrong, model.is_hour_wrong, model.are_days_wrong) == (True, True, True)
    page.presenter.typed(ReminderForm("20/11/2026", "9"))
    assert not page.model.is_day_wrong, "told when it is saved, not while it is typed"
    page.presenter.save_pressed()
    assert page.model.is_day_wrong, "a day that is over"
    assert page.reminding.lines == {}


def test_a_reminder_is_changed_from_what_it_is():
    line = reminder_line(APPOINTMENT, text="Bureau 4", channel=Channel.EMAIL)
    page = Page(wanted=True, lines=[line])
    page.presenter.change_pressed(line)
    assert page.model.form == ReminderForm(
        "03/12/2026", "9 h 30", frozenset({2, 0}), Channel.EMAIL, "Bureau 4"
    )
    page.presenter.typed(ReminderForm("04/12/2026", "9 h 30", frozenset({1}), Channel.SMS))
    page.presenter.save_pressed()
    (changed,) = page.reminding.lines.values()
    assert (changed.remind, changed.days) == (line.remind, (1,))
    assert changed.appointment == APPOINTMENT + timedelta(days=1)


def test_called_off_it_can_be_taken_back_until_the_bar_goes():
    line = reminder_line(APPOINTMENT)
    page = Page(wanted=True, lines=[line])
    page.presenter.call_off_pressed(line)
    assert page.model.found.lines[0].standing is Standing.CALLED_OFF
    assert page.model.ended == line
    page.presenter.undo_pressed()
    (again,) = page.model.found.lines
    assert (again.days, again.appointment, again.remind) == ((2, 0), APPOINTMENT, line.remind)
    assert page.model.ended is None
    page.presenter.call_off_pressed(again)
    page.presenter.undo_expired()
    page.presenter.undo_pressed()
    assert page.model.found.lines[0].standing is Standing.CALLED_OFF


def test_an_error_keeps_what_was_typed_and_its_button_leads_on():
    page = Page(wanted=True)
    page.presenter.new_pressed()
    page.presenter.typed(FORM)
    page.worker.failing["put_reminder"] = InvalidInput("reminders.too_late")
    page.presenter.save_pressed()
    assert (page.model.page, page.model.form) == (RemindersPage.FORM, FORM)
    assert page.model.notice.key == "reminders.too_late"
    page.presenter.notice_closed()
    page.worker.failing["put_reminder"] = Refused("reminders.no_consent")
    page.presenter.save_pressed()
    page.presenter.notice_closed()
    assert page.model.page is RemindersPage.QUESTION, "the person said no at another post"
    del page.worker.failing["put_reminder"]
    page.presenter.answered(True)
    assert page.model.form == FORM


def test_the_page_looks_again_by_itself_and_leaves_alone_what_is_typed():
    page = Page(wanted=True)
    page.presenter.new_pressed()
    page.presenter.typed(FORM)
    line = reminder_line(APPOINTMENT, standing=Standing.SENT)
    page.reminding.lines = {line.remind: line}
    for _ in range(LOOK_AGAIN_S):
        page.presenter.second_passed()
    assert page.reminding.looks == 2
    assert page.model.found.lines == (line,)
    assert (page.model.form, page.model.page) == (FORM, RemindersPage.FORM)


def test_presses_while_something_is_under_way_do_nothing():
    jobs = HeldJobs()
    page = Page(wanted=True, jobs=jobs)
    page.presenter.new_pressed()
    assert page.model.page is RemindersPage.LIST
    jobs.run_all()
    page.presenter.new_pressed()
    page.presenter.typed(FORM)
    page.presenter.save_pressed()
    page.presenter.save_pressed()
    jobs.run_all()
    assert len(page.reminding.lines) == 1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3/12/2026", date(2026, 12, 3)),
        ("03 12 2026", date(2026, 12, 3)),
        ("03-12-2026 ", date(2026, 12, 3)),
        ("29/02/2027", None),
        ("12/2026", None),
        ("3/12/26", None),
        ("jeudi", None),
        ("", None),
    ],
)
def test_a_day_is_read_as_people_type_it(text, found):
    assert day_from_text(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9h30", time(9, 30)),
        ("9 H 30", time(9, 30)),
        ("9:30", time(9, 30)),
        ("9h", time(9)),
        ("14", time(14)),
        ("24h", None),
        ("9h75", None),
        ("midi", None),
        ("", None),
    ],
)
def test_an_hour_is_read_as_people_type_it(text, found):
    assert hour_of(text) == found
