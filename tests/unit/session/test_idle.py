"""The idle machine: durations of the page, every event in every state, late clocks."""

from __future__ import annotations

from typing import get_args

import pytest

from kiosk.errors import InvalidInput
from kiosk.session.channel import Calm, Lock, Warn
from kiosk.session.idle import (
    BusyChanged,
    Ended,
    Entering,
    IdleEvent,
    IdlePolicy,
    IdleState,
    LockAsked,
    LockedOut,
    Manner,
    Open,
    SignInDone,
    SlowChanged,
    Ticked,
    Touched,
    UnlockDone,
    ViewingChanged,
    Warned,
    advance,
    deadline,
    opening,
    orders,
)

TERMINAL = IdlePolicy.of_terminal()
DESK = IdlePolicy.of_desk()
SLOW = Manner(is_slow=True)
VIEWING = Manner(is_viewing=True)


@pytest.mark.parametrize(
    ("state", "policy", "at", "expected"),
    [
        (Open(0), TERMINAL, 59.9, Open(0)),
        (Open(0), TERMINAL, 60, Warned(60)),
        (Warned(60), TERMINAL, 89.9, Warned(60)),
        (Warned(60), TERMINAL, 90, Ended("idle")),
        (Open(0, VIEWING), TERMINAL, 119.9, Open(0, VIEWING)),
        (Open(0, VIEWING), TERMINAL, 120, Warned(120, VIEWING)),
        (Open(0, SLOW), TERMINAL, 179.9, Open(0, SLOW)),
        (Open(0, SLOW), TERMINAL, 180, Warned(180, SLOW)),
        (Warned(180, SLOW), TERMINAL, 269.9, Warned(180, SLOW)),
        (Warned(180, SLOW), TERMINAL, 270, Ended("idle")),
        (Entering(0), TERMINAL, 89.9, Entering(0)),
        (Entering(0), TERMINAL, 90, Ended("sign_in_idle")),
        (Entering(0, SLOW), TERMINAL, 269.9, Entering(0, SLOW)),
        (Entering(0), DESK, 90, Ended("sign_in_idle")),
        (Open(0), DESK, 269.9, Open(0)),
        (Open(0), DESK, 270, Warned(270)),
        (Open(0, SLOW), DESK, 270, Warned(270, SLOW)),
        (Open(0, VIEWING), DESK, 270, Warned(270, VIEWING)),
        (Warned(270), DESK, 300, LockedOut(300)),
        (LockedOut(300), DESK, 2099.9, LockedOut(300)),
        (LockedOut(300), DESK, 2100, Ended("locked_too_long")),
    ],
)
def test_a_tick_warns_locks_and_ends_at_the_seconds_of_the_page(state, policy, at, expected):
    assert advance(state, Ticked(), at, policy) == expected


@pytest.mark.parametrize(
    ("state", "policy", "at", "expected"),
    [
        (Open(0), TERMINAL, 90, Ended("idle")),
        (Open(0), TERMINAL, 9_000, Ended("idle")),
        (Warned(60), TERMINAL, 9_000, Ended("idle")),
        (Open(0), DESK, 300, LockedOut(300)),
        (Open(0), DESK, 1_000, LockedOut(300)),
        (Warned(270), DESK, 1_000, LockedOut(300)),
        (Open(0), DESK, 2_100, Ended("locked_too_long")),
        (Entering(0), DESK, 9_000, Ended("sign_in_idle")),
    ],
)
@pytest.mark.parametrize("event", [Ticked(), Touched(), UnlockDone(), BusyChanged(on=True)])
def test_a_machine_that_slept_locks_or_ends_at_once_whatever_wakes_it(
    state, policy, at, expected, event
):
    woken = advance(state, event, at, policy)
    if isinstance(expected, LockedOut) and isinstance(event, UnlockDone):
        assert woken == Open(at)
    elif isinstance(expected, LockedOut) and isinstance(event, BusyChanged):
        assert woken == LockedOut(300, Manner(busy_since=at))
    else:
        assert woken == expected


def test_a_touch_takes_the_warning_away_as_often_as_one_likes():
    state: IdleState = Open(0)
    now = 0.0
    for _ in range(50):
        now += 60
        state = advance(state, Ticked(), now, TERMINAL)
        assert state == Warned(now)
        now += 29
        state = advance(state, Touched(), now, TERMINAL)
        assert state == Open(now)


def test_time_does_not_count_while_a_scan_or_a_voice_goes_on_and_restarts_after():
    state = advance(Open(0), BusyChanged(on=True), 50, TERMINAL)
    assert isinstance(advance(state, Ticked(), 1_000, TERMINAL), Open)
    state = advance(state, BusyChanged(on=False), 1_000, TERMINAL)
    assert advance(state, Ticked(), 1_059, TERMINAL) == Open(1_000)
    assert advance(state, Ticked(), 1_060, TERMINAL) == Warned(1_060)


def test_a_scan_that_never_says_it_ended_is_warned_about_after_half_an_hour():
    state = advance(Open(0), BusyChanged(on=True), 50, TERMINAL)
    assert isinstance(advance(state, Ticked(), 50 + 1_800 + 59, TERMINAL), Open)
    warned = advance(state, Ticked(), 50 + 1_800 + 60, TERMINAL)
    assert isinstance(warned, Warned)
    calmed = advance(warned, Touched(), 1_920, TERMINAL)
    assert isinstance(advance(calmed, Ticked(), 1_920 + 1_800, TERMINAL), Open)


def test_work_that_begins_under_the_warning_takes_it_away():
    assert advance(Warned(60), BusyChanged(on=True), 70, TERMINAL) == Open(
        70, Manner(busy_since=70)
    )


def test_more_time_asked_for_under_the_warning_gives_more_time():
    slower = advance(Warned(60), SlowChanged(on=True), 70, TERMINAL)
    assert deadline(slower, TERMINAL) == 150


def test_only_the_password_opens_a_locked_desk():
    locked = advance(Open(0), LockAsked(), 10, DESK)
    assert locked == LockedOut(10)
    for event in (Touched(), LockAsked(), SignInDone(), Ticked()):
        assert advance(locked, event, 20, DESK) == locked
    assert advance(locked, UnlockDone(), 20, DESK) == Open(20)


def test_a_terminal_asked_to_lock_is_cleared_instead():
    assert advance(Open(0), LockAsked(), 1, TERMINAL) == Ended("lock_asked")
    assert advance(Entering(0), LockAsked(), 1, DESK) == Ended("lock_asked")


STATES = (Entering(0), Open(0), Warned(0), LockedOut(0), Ended("idle"))
EVENTS = (
    Ticked(),
    Touched(),
    SignInDone(),
    ViewingChanged(on=True),
    SlowChanged(on=True),
    BusyChanged(on=True),
    BusyChanged(on=False),
    LockAsked(),
    UnlockDone(),
)


def test_the_tables_of_this_test_name_every_state_and_event():
    assert {type(state) for state in STATES} == set(get_args(IdleState))
    assert {type(event) for event in EVENTS} == set(get_args(IdleEvent))


@pytest.mark.parametrize("policy", [TERMINAL, DESK])
@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_every_event_is_answered_in_every_state_and_the_end_stays_the_end(state, event, policy):
    after = advance(state, event, 1, policy)
    assert isinstance(after, get_args(IdleState))
    if isinstance(state, Ended):
        assert after is state


@pytest.mark.parametrize(
    ("before", "after", "policy", "expected"),
    [
        (Open(0), Warned(60), TERMINAL, (Warn(30),)),
        (Open(0, SLOW), Warned(180, SLOW), TERMINAL, (Warn(90),)),
        (Warned(60), Open(70), TERMINAL, (Calm(),)),
        (Warned(270), LockedOut(300), DESK, (Lock(),)),
        (Open(0), LockedOut(300), DESK, (Lock(),)),
        (LockedOut(300), Open(310), DESK, ()),
        (Open(0), Open(5), TERMINAL, ()),
        (Warned(60), Warned(60), TERMINAL, ()),
        (Warned(60), Ended("idle"), TERMINAL, ()),
    ],
)
def test_the_session_is_told_what_changed_and_nothing_else(before, after, policy, expected):
    assert orders(before, after, policy) == expected


@pytest.mark.parametrize(
    "make",
    [
        lambda: IdlePolicy.of_terminal(warn_after_s=44),
        lambda: IdlePolicy.of_terminal(warn_after_s=181),
        lambda: IdlePolicy.of_terminal(grace_s=19),
        lambda: IdlePolicy.of_terminal(grace_s=61),
        lambda: IdlePolicy.of_desk(lock_after_s=59),
        lambda: IdlePolicy.of_desk(lock_after_s=1201),
        lambda: IdlePolicy.of_desk(close_after_s=7201),
    ],
)
def test_durations_outside_the_bounds_are_refused_in_words(make):
    with pytest.raises(InvalidInput) as refusal:
        make()
    assert refusal.value.message_key == "session.timeout_bounds"
    assert {"setting", "low", "high"} == set(refusal.value.context)


@pytest.mark.parametrize(("warn_after_s", "grace_s"), [(45, 20), (180, 60)])
def test_durations_at_the_bounds_are_taken(warn_after_s, grace_s):
    policy = IdlePolicy.of_terminal(warn_after_s, grace_s)
    assert advance(Open(0), Ticked(), warn_after_s, policy) == Warned(warn_after_s)
    assert policy.viewing_warn_after_s >= policy.warn_after_s


def test_a_session_begins_at_the_sign_in_page():
    state = opening(5)
    assert state == Entering(5)
    assert advance(state, SignInDone(), 6, DESK) == Open(6)
