"""Reminders are due by the wall's hour whatever the clocks do, never late, and tell nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.reminders import (
    EARLIEST,
    LATE_MAX,
    LATEST,
    LEAST_AHEAD,
    WORDS,
    Channel,
    Notice,
    Outcome,
    Progress,
    Reminder,
    Standing,
    Timing,
    default_notices,
    notices_on,
    standing,
    to_come,
)
from kiosk.domain.segment import Alphabet, alphabet_of, is_one_segment

PARIS = "Europe/Paris"
APPOINTMENT = datetime(2026, 12, 3, 9, 30)


def reminder(at: datetime, *notices: Notice, zone: str = PARIS, language: str = "fr") -> Reminder:
    return Reminder(at, zone, notices, language)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("at", "notice", "zone", "due"),
    [
        # winter and summer
        (datetime(2026, 12, 3, 9, 30), Notice(2, time(9, 30)), PARIS, utc(2026, 12, 1, 8, 30)),
        (datetime(2026, 7, 3, 9, 30), Notice(2, time(9, 30)), PARIS, utc(2026, 7, 1, 7, 30)),
        # clocks go forward on 29 March 2026, back on 25 October: the wall's hour stays
        (datetime(2026, 3, 30, 10), Notice(2, time(10)), PARIS, utc(2026, 3, 28, 9)),
        (datetime(2026, 3, 30, 10), Notice(0, time(8)), PARIS, utc(2026, 3, 30, 6)),
        (datetime(2026, 10, 26, 10), Notice(2, time(10)), PARIS, utc(2026, 10, 24, 8)),
        (datetime(2026, 10, 26, 10), Notice(1, time(10)), PARIS, utc(2026, 10, 25, 9)),
        # other clocks than Paris's
        (datetime(2026, 12, 3, 9, 30), Notice(0, time(8)), "Indian/Reunion", utc(2026, 12, 3, 4)),
        (
            datetime(2026, 12, 3, 9, 30),
            Notice(1, time(20)),
            "America/Guadeloupe",
            utc(2026, 12, 3, 0),
        ),
    ],
)
def test_a_notice_is_due_at_an_hour_of_the_wall(
    at: datetime, notice: Notice, zone: str, due: datetime
) -> None:
    assert reminder(at, notice, zone=zone).moment(notice) == due


def test_an_hour_that_comes_twice_is_its_first_and_one_left_out_comes_after_the_change() -> None:
    twice = reminder(datetime(2026, 10, 25, 2, 30))
    left_out = reminder(datetime(2026, 3, 29, 2, 30))
    assert twice.starts_at() == utc(2026, 10, 25, 0, 30)
    assert left_out.starts_at() == utc(2026, 3, 29, 1, 30)


@pytest.mark.parametrize(
    ("late_by", "timing"),
    [
        (timedelta(seconds=-1), Timing.NOT_YET),
        (timedelta(0), Timing.NOW),
        (LATE_MAX, Timing.NOW),
        (LATE_MAX + timedelta(seconds=1), Timing.TOO_LATE),
        (timedelta(days=3), Timing.TOO_LATE),
    ],
)
def test_what_is_late_is_not_sent(late_by: timedelta, timing: Timing) -> None:
    notice = Notice(2, time(10))
    one = reminder(datetime(2026, 12, 3, 9, 30), notice)
    assert one.timing(notice, one.moment(notice) + late_by) is timing


def test_what_would_come_when_it_is_time_to_be_there_is_not_sent() -> None:
    notice = Notice(0, time(9))
    one = reminder(datetime(2026, 12, 3, 9, 40), notice)
    assert one.timing(notice, one.starts_at() - LEAST_AHEAD) is Timing.NOW
    at_the_door = one.starts_at() - LEAST_AHEAD + timedelta(seconds=1)
    assert one.timing(notice, at_the_door) is Timing.TOO_LATE


@pytest.mark.parametrize(
    ("at", "notices"),
    [
        (datetime(2026, 12, 3, 9, 30), (Notice(2, time(9, 30)), Notice(0, time(8)))),
        (datetime(2026, 12, 3, 8, 15), (Notice(2, time(8, 15)),)),
        (datetime(2026, 12, 3, 6), (Notice(2, time(8)),)),
        (datetime(2026, 12, 3, 23), (Notice(2, time(20)), Notice(0, time(8)))),
    ],
)
def test_by_default_two_days_before_and_the_same_morning(
    at: datetime, notices: tuple[Notice, ...]
) -> None:
    assert default_notices(at) == notices
    reminder(at, *notices)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)))
def test_the_default_can_always_be_kept_and_is_never_at_night(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    one = reminder(at, *default_notices(at))
    for each in one.notices:
        assert EARLIEST <= each.at <= LATEST
        assert one.moment(each) <= one.starts_at() - LEAST_AHEAD
    assert Reminder.read(one.fields()) == one


@given(
    st.dates(date(2024, 1, 1), date(2040, 1, 1)),
    st.times(),
    st.sampled_from([*WORDS, "zz"]),
)
def test_the_words_fit_one_segment_whatever_the_day_and_tell_only_when(
    day: date, hour: time, language: str
) -> None:
    at = datetime.combine(day, hour.replace(second=0, microsecond=0))
    text = reminder(at, language=language).words()
    assert is_one_segment(text)
    assert alphabet_of(text) is (Alphabet.UCS2 if language == "ar" else Alphabet.GSM7)
    assert f"{at.day:02}/{at.month:02}" in text


@pytest.mark.parametrize(
    "changed",
    [
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"zone": "/etc/localtime"},
        {"zone": ""},
        {"notices": (Notice(0, time(7, 59)),)},
        {"notices": (Notice(0, time(20, 1)),)},
        {"notices": (Notice(0, time(9, 30)),)},
        {"notices": (Notice(-1, time(9)),)},
        {"notices": (Notice(15, time(9)),)},
        {"notices": (Notice(1, time(9)),) * 4},
        {"appointment": utc(2026, 12, 3, 9, 30)},
        {"language": "french"},
        {"appointment": datetime(9999, 12, 31, 23), "zone": "Etc/GMT+12", "notices": ()},
        {"appointment": datetime(1, 1, 1, 9), "zone": "Asia/Tokyo", "notices": ()},
    ],
)
def test_what_cannot_be_kept_is_refused(changed: dict[str, object]) -> None:
    one = reminder(datetime(2026, 12, 3, 9, 30), Notice(1, time(9)))
    with pytest.raises(ValueError):
        replace(one, **changed)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changed",
    [
        {"at": "2026-12-03"},
        {"at": "2026-12-03T09:30:00"},
        {"at": "2026-12-3T9:30"},
        {"at": 5},
        {"notices": [{"days": 2}]},
        {"notices": [{"days": "2", "time": "09:30"}]},
        {"notices": [{"days": 2, "time": "9:30"}]},
        {"notices": 5},
        {"more": 1},
        {"zone": 5},
        {"lang": 5},
    ],
)
def test_fields_that_are_no_reminder_are_refused(changed: dict[str, object]) -> None:
    told = reminder(datetime(2026, 12, 3, 9, 30), Notice(1, time(9))).fields()
    assert Reminder.read(told)
    with pytest.raises(ValueError):
        Reminder.read(told | changed)


def test_without_notices_it_is_called_off() -> None:
    one = reminder(datetime(2026, 12, 3, 9, 30))
    assert Reminder.read(one.fields()).notices == ()


# What people order, and where it stands.


@pytest.mark.parametrize(
    ("appointment", "days", "found"),
    [
        (datetime(2026, 12, 3, 9, 30), (2, 0), (Notice(2, time(9, 30)), Notice(0, time(8)))),
        (datetime(2026, 12, 3, 7, 15), (2, 0), (Notice(2, time(8)),)),
        (datetime(2026, 12, 3, 8, 29), (0,), ()),
        (datetime(2026, 12, 3, 21), (1,), (Notice(1, time(20)),)),
    ],
)
def test_notices_are_asked_for_by_days_and_those_that_fit_are_made(
    appointment: datetime, days: tuple[int, ...], found: tuple[Notice, ...]
) -> None:
    assert notices_on(appointment, days) == found
    assert reminder(appointment, *found).notices == found


def test_own_words_stand_in_the_message_and_leave_it_one_segment() -> None:
    own = replace(reminder(APPOINTMENT), text="À l’hôpital, bâtiment B")
    assert own.words() == (
        "Rappel : vous avez un rendez-vous le 03/12 à 9h30. A l'hopital, batiment B."
        " Pour ne plus recevoir ces rappels, dites-le à votre relais."
    )
    assert alphabet_of(own.words()) is Alphabet.GSM7
    with pytest.raises(ValueError, match="more than one message"):
        replace(own, text="x" * 80)
    with pytest.raises(ValueError, match="one line"):
        replace(own, text="a\nb")


def test_an_order_is_read_as_it_was_written_also_one_of_before() -> None:
    plain = reminder(APPOINTMENT, Notice(2, time(9, 30)))
    assert set(plain.fields()) == {"at", "zone", "lang", "notices"}
    full = replace(plain, channel=Channel.EMAIL, text="Bureau 4", reply="ab" * 32)
    for each in (plain, full):
        assert Reminder.read(each.fields()) == each
    for wrong in (
        {"channel": "pigeon"},
        {"channel": "sms"},
        {"text": ""},
        {"text": 4},
        {"reply": "AB" * 32},
        {"more": "x"},
    ):
        with pytest.raises(ValueError, match=r"."):
            Reminder.read({**full.fields(), **wrong})


BEFORE, BETWEEN, AFTER = (
    utc(2026, 11, 20, 8),
    utc(2026, 12, 1, 12),
    utc(2026, 12, 3, 20),
)
SENT, LATE = {0: Outcome.SENT}, {0: Outcome.LATE, 1: Outcome.LATE}


@pytest.mark.parametrize(
    ("progress", "now", "found"),
    [
        (Progress(is_sent=False), BEFORE, Standing.WAITING),
        (Progress(is_sent=True), BEFORE, Standing.PLANNED),
        (Progress(is_sent=False, is_refused=True), BEFORE, Standing.TO_CHECK),
        (Progress(is_sent=True, outcomes=SENT), BETWEEN, Standing.PLANNED),
        (Progress(is_sent=True, outcomes=SENT), AFTER, Standing.SENT),
        (Progress(is_sent=True, outcomes={0: Outcome.DELIVERED}), AFTER, Standing.SENT),
        (Progress(is_sent=False), AFTER, Standing.TOO_LATE),
        (Progress(is_sent=True, outcomes=LATE), AFTER, Standing.TOO_LATE),
        (Progress(is_sent=True), AFTER, Standing.UNCERTAIN),
        (Progress(is_sent=True, outcomes={1: Outcome.UNCERTAIN}), AFTER, Standing.UNCERTAIN),
        (Progress(is_sent=True, outcomes={1: Outcome.NOWHERE}), AFTER, Standing.NOT_SENT),
        (Progress(is_sent=True, outcomes={1: Outcome.UNWANTED}), AFTER, Standing.NOT_SENT),
    ],
)
def test_where_an_order_stands_is_told_from_what_is_known(
    progress: Progress, now: datetime, found: Standing
) -> None:
    asked = reminder(APPOINTMENT, Notice(2, time(9, 30)), Notice(0, time(8)))
    assert standing(asked, progress, now) is found
    assert standing(asked.called_off(), progress, now) is Standing.CALLED_OFF


def test_notices_whose_time_is_over_are_left_out() -> None:
    asked = reminder(APPOINTMENT, Notice(2, time(9, 30)), Notice(0, time(8)))
    assert asked.of_use(BEFORE) == asked
    assert asked.of_use(BETWEEN).notices == (Notice(0, time(8)),)
    assert asked.of_use(AFTER).is_called_off


def test_what_is_still_to_come_is_neither_told_of_nor_too_late_and_is_said_on_the_wall() -> None:
    notices = notices_on(APPOINTMENT, (2, 1, 0))
    asked = reminder(APPOINTMENT, *notices)
    day_before = utc(2026, 12, 2, 6)
    assert to_come(asked, Progress(is_sent=True), day_before) == list(notices[1:])
    told = Progress(is_sent=True, outcomes={1: Outcome.SENT})
    assert to_come(asked, told, day_before) == [notices[2]]
    assert [asked.wall(each) for each in notices] == [
        datetime(2026, 12, 1, 9, 30),
        datetime(2026, 12, 2, 9, 30),
        datetime(2026, 12, 3, 8),
    ]
