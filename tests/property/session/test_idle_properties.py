"""The idle machine under any sequence of events and any clock that goes forward."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.session.channel import Calm, Lock, Warn
from kiosk.session.idle import (
    BusyChanged,
    Ended,
    IdleEvent,
    IdlePolicy,
    IdleState,
    LockAsked,
    LockedOut,
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

events: st.SearchStrategy[IdleEvent] = st.one_of(
    st.sampled_from([Ticked(), Touched(), SignInDone(), LockAsked(), UnlockDone()]),
    st.builds(ViewingChanged, st.booleans()),
    st.builds(SlowChanged, st.booleans()),
    st.builds(BusyChanged, st.booleans()),
)
steps = st.lists(st.tuples(events, st.floats(0, 4000)), max_size=40)
policies = st.sampled_from([IdlePolicy.of_terminal(), IdlePolicy.of_desk()])


def walk(policy, path):
    now = 0.0
    state: IdleState = opening(now)
    for event, seconds in path:
        now += seconds
        before, state = state, advance(state, event, now, policy)
        yield before, event, now, state


@given(policy=policies, path=steps)
@example(
    policy=IdlePolicy.of_terminal(),
    path=[(SlowChanged(on=True), 0.0), (SlowChanged(on=False), 90.0)],
)
def test_no_state_outlives_its_deadline(policy, path):
    for _, _, now, state in walk(policy, path):
        due = deadline(state, policy)
        assert due is None or due > now


@given(policy=policies, path=steps)
def test_an_ended_session_never_comes_back_and_a_terminal_is_never_locked(policy, path):
    for before, _, _, state in walk(policy, path):
        if isinstance(before, Ended):
            assert state == before
        if policy == IdlePolicy.of_terminal():
            assert not isinstance(state, LockedOut)


@given(policy=policies, path=steps)
def test_what_the_session_shows_always_follows_the_state(policy, path):
    shown = "page"
    for before, event, _, state in walk(policy, path):
        if isinstance(event, UnlockDone) and isinstance(before, LockedOut):
            shown = "page"
        for order in orders(before, state, policy):
            match order:
                case Warn():
                    shown = "warning"
                case Calm():
                    shown = "page"
                case Lock():
                    shown = "lock"
        if isinstance(state, Ended):
            return
        assert shown == {Warned: "warning", LockedOut: "lock"}.get(type(state), "page")


@given(policy=policies, path=steps)
def test_without_events_every_session_ends(policy, path):
    state, now = opening(0.0), 0.0
    for _, _, now, state in walk(policy, path):  # noqa: B007 - the last ones are used
        pass
    for _ in range(5):
        due = deadline(state, policy)
        if due is None:
            break
        now = max(now, due)
        state = advance(state, Ticked(), now, policy)
    assert isinstance(state, Ended)
