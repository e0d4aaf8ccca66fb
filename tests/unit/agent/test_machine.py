"""The agent's machine: every state answers every event."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.agent.machine import (
    PORTAL_RETRY_S,
    RECHECK_S,
    RETRY_FIRST_S,
    RETRY_LONGEST_S,
    AtPortal,
    Connected,
    Connecting,
    Failed,
    FoundIncompatible,
    FoundPortal,
    Idle,
    Incompatible,
    Kicked,
    NetworkReturned,
    Pulled,
    Pulling,
    Pushed,
    Pushing,
    Refused,
    Ticked,
    TokenEnded,
    Uploaded,
    Uploading,
    Waiting,
    WasRefused,
    advance,
    is_working,
    next_delay_s,
)

NOW = 100.0


class Always:
    """An Rng whose bytes are all the same."""

    def __init__(self, byte: int) -> None:
        self._byte = byte

    def bytes(self, count: int) -> bytes:
        return bytes([self._byte]) * count


MIDDLE = Always(0x80)
WAITING = Waiting(NOW + 10, "sync.server_away", 10.0)
ASKED = Waiting(NOW + 10, "sync.maintenance", 1.0, is_server_asking=True)
REFUSED = Refused("sync.device_removed", NOW + 10)
PORTAL = AtPortal(NOW + 10)
TOO_OLD = Incompatible("sync.build_too_old", NOW + 10)
STATES = (
    Idle(),
    Connecting(3.0),
    Pushing(3.0),
    Uploading(3.0),
    Pulling(3.0),
    WAITING,
    ASKED,
    PORTAL,
    REFUSED,
    TOO_OLD,
)
EVENTS = (
    Ticked(),
    Kicked(),
    NetworkReturned(),
    Connected(),
    Pushed(),
    Uploaded(),
    Uploaded(again=True),
    Pulled(more=True),
    Pulled(more=False),
    TokenEnded(),
    Failed("sync.cut"),
    Failed("sync.maintenance", 60.0),
    FoundPortal(),
    WasRefused("sync.device_removed"),
    FoundIncompatible("sync.build_too_old"),
)

CHANGES = {
    (Idle(), Kicked()): Connecting(),
    (Idle(), NetworkReturned()): Connecting(),
    (Connecting(3.0), Connected()): Pushing(3.0),
    (Pushing(3.0), Pushed()): Uploading(3.0),
    (Uploading(3.0), Uploaded()): Pulling(3.0),
    (Uploading(3.0), Uploaded(again=True)): Pushing(3.0),
    (Pulling(3.0), Pulled(more=True)): Pulling(),
    (Pulling(3.0), Pulled(more=False)): Idle(),
    (WAITING, Kicked()): Connecting(10.0),
    (WAITING, NetworkReturned()): Connecting(10.0),
    (PORTAL, Kicked()): Connecting(),
    (PORTAL, NetworkReturned()): Connecting(),
    **{(state, FoundPortal()): AtPortal(NOW + PORTAL_RETRY_S) for state in STATES[1:5]},
    **{(state, TokenEnded()): Connecting(3.0) for state in STATES[1:5]},
    **{
        (state, Failed("sync.cut")): Waiting(NOW + 5.015625, "sync.cut", 5.015625)
        for state in STATES[1:5]
    },
    **{
        (state, Failed("sync.maintenance", 60.0)): Waiting(
            NOW + 60, "sync.maintenance", RETRY_FIRST_S, is_server_asking=True
        )
        for state in STATES[1:5]
    },
    **{
        (state, WasRefused("sync.device_removed")): Refused("sync.device_removed", NOW + RECHECK_S)
        for state in STATES[1:5]
    },
    **{
        (state, FoundIncompatible("sync.build_too_old")): Incompatible(
            "sync.build_too_old", NOW + RECHECK_S
        )
        for state in STATES[1:5]
    },
}
"""Every pair that changes something; any other leaves the state as it is."""


@pytest.mark.parametrize(("state", "event"), list(itertools.product(STATES, EVENTS)), ids=str)
def test_each_state_answers_each_event_as_listed(state, event):
    after = advance(state, event, NOW, MIDDLE)
    expected = CHANGES.get((state, event), state)
    if isinstance(expected, Waiting) and isinstance(after, Waiting):
        assert after.retry_at_s == pytest.approx(expected.retry_at_s, abs=0.05)
        assert after.delay_s == pytest.approx(expected.delay_s, abs=0.05)
        assert (after.why, after.is_server_asking) == (expected.why, expected.is_server_asking)
    else:
        assert after == expected


@pytest.mark.parametrize(
    ("state", "after"),
    [
        (WAITING, Connecting(10.0)),
        (ASKED, Connecting(1.0)),
        (PORTAL, Connecting()),
        (REFUSED, Connecting()),
        (TOO_OLD, Connecting()),
    ],
)
@pytest.mark.parametrize("event", [Ticked(), Kicked(), NetworkReturned()], ids=str)
def test_a_wait_that_is_over_ends_whatever_wakes_it(state, after, event):
    assert advance(state, event, NOW + 10, MIDDLE) == after


def test_no_kick_ends_a_wait_the_server_asked_for():
    assert advance(ASKED, Kicked(), NOW + 9.9, MIDDLE) == ASKED
    assert advance(ASKED, NetworkReturned(), NOW + 9.9, MIDDLE) == ASKED


def test_a_server_cannot_silence_a_post_for_longer_than_a_day():
    after = advance(Pulling(), Failed("sync.maintenance", 10.0**9), NOW, MIDDLE)
    assert isinstance(after, Waiting)
    assert after.retry_at_s == NOW + 86_400


@given(last=st.floats(0, 1000), drawn=st.binary(min_size=8, max_size=8))
def test_a_delay_is_never_under_a_second_nor_over_five_minutes(last, drawn):
    class Drawn:
        def bytes(self, count: int) -> bytes:
            return drawn

    delay = next_delay_s(last, Drawn())
    assert RETRY_FIRST_S <= delay <= RETRY_LONGEST_S
    assert delay <= max(3 * last, 3.0)


def test_failures_in_a_row_wait_longer_and_longer_up_to_the_longest():
    state, waits = Connecting(), []
    for _ in range(12):
        after = advance(state, Failed("sync.server_away"), NOW, Always(0xFF))
        assert isinstance(after, Waiting)
        waits.append(after.delay_s)
        state = advance(after, Kicked(), NOW, MIDDLE)
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(RETRY_LONGEST_S)


def test_a_page_that_came_through_forgets_the_failures_before():
    assert advance(Pulling(200.0), Pulled(more=True), NOW, MIDDLE) == Pulling()


@given(st.lists(st.sampled_from(EVENTS), max_size=40), st.sampled_from(STATES))
def test_whatever_happens_time_alone_brings_it_back_to_work(events, state):
    now = NOW
    for event in events:
        state = advance(state, event, now, MIDDLE)
    state = advance(state, Kicked(), now + 100_000, MIDDLE)
    assert is_working(state)
