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
    Notice,
    Reminder,
    Timing,
    default_notices,
)
from sync.server.notices.segment import Alphabet, alphabet_of, is_one_segment

PARIS = "Europe/Paris"


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
