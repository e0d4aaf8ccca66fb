"""What a hello tells people: pauses, a clock that is wrong; off line too (OPS-02)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.agent.loop import sync_once
from sync.agent.machine import Idle, Waiting
from sync.agent.server import NotNow
from sync.agent.status import status_of
from sync.protocol.fields import Malformed
from sync.protocol.messages import Announcement, Hello
from tests.fakes.bent_server import BentServer
from tests.fakes.central import MovedClock

HOUR_S = 3600


def told(post, *announced: Announcement, off_s: int = 0):
    """Exchange with a server that announces this and whose clock is `off_s` ahead of ours."""
    x = post.exchange(BentServer(post.exchange().server))

    def hello(straight):
        found = straight()
        return replace(found, time=found.time + off_s, announcements=announced)

    x.server.bend["hello"] = hello
    assert sync_once(x) == Idle()
    return status_of(x, Idle())


def window(post, from_h, to_h, kind="maintenance"):
    now = int(post.clock.now().timestamp())
    return Announcement(kind, now + from_h * HOUR_S, now + to_h * HOUR_S, "Mise à jour")


def test_an_announced_pause_is_told_and_still_is_when_the_server_is_away(new_post):
    post = new_post()
    planned = window(post, 24, 25)
    pause = told(post, planned).maintenance
    assert pause is not None
    assert int(pause.starts_at.timestamp()) == planned.starts_at
    assert pause.text == "Mise à jour"
    away = BentServer(post.exchange().server)

    def is_away(_hello):
        raise NotNow("sync.server_away")

    away.bend["hello"] = is_away
    x = post.exchange(away)
    state = sync_once(x)
    assert isinstance(state, Waiting)
    assert status_of(x, state).maintenance == pause


def test_a_pause_that_is_over_or_taken_back_is_told_no_more(new_post):
    clock = MovedClock()
    post = new_post(clock=clock)
    assert told(post, window(post, 24, 25)).maintenance is not None
    assert told(post).maintenance is None
    assert told(post, window(post, 1, 2)).maintenance is not None
    clock.ahead_s = 3 * HOUR_S
    assert status_of(post.exchange(), Idle()).maintenance is None


def test_times_no_calendar_can_show_and_kinds_nobody_knows_are_left_out(new_post):
    post = new_post()
    absurd = Announcement("maintenance", 2**52, 2**53 - 1, "")
    upside_down = window(post, 25, 24)
    assert told(post, absurd, upside_down, window(post, 1, 2, "party")).maintenance is None
    assert post.store.maintenances() == ()


@pytest.mark.parametrize(
    ("off_s", "expected"), [(0, 0), (100, 0), (-100, 0), (130, 130), (-86_400, -86_400)]
)
def test_a_clock_is_told_wrong_from_two_minutes_on(new_post, off_s, expected):
    status = told(new_post(), off_s=off_s)
    assert status.clock_off_s == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("time", [2**34, 2**53 - 1])
def test_a_server_whose_time_no_calendar_has_is_not_believed(new_post, time):
    """Kept as how wrong our clock is, it would end agent and desk at each start."""
    x = new_post().exchange()
    told = x.server.hello()
    with pytest.raises(Malformed):
        Hello.parse(replace(told, time=time).encode())


def test_a_pause_is_judged_by_the_true_time_not_by_a_clock_a_day_wrong(new_post):
    post = new_post()
    planned = window(post, 24, 25)
    assert told(post, planned, off_s=26 * HOUR_S).maintenance is None  # truly over


def test_a_wrong_clock_is_told_only_until_the_next_exchange_finds_it_right(new_post):
    post = new_post()
    assert told(post, off_s=600).clock_off_s
    assert told(post).clock_off_s == 0
