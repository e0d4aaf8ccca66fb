"""When a session warns, locks and ends because nobody is there (`ux.md` section 3, AUT-16).

Pure rules: the caller passes the event and the time, and gets the next state; what to
tell the session is what changed between the two (`orders`). Times are seconds of a
clock that goes on while the machine sleeps, so a machine that wakes late ends at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, assert_never

from kiosk.errors import InvalidInput
from kiosk.session.channel import Calm, Lock, Mode, Warn
from kiosk.settings import BOUNDS

__all__ = [
    "BusyChanged",
    "Ended",
    "Entering",
    "IdleEvent",
    "IdlePolicy",
    "IdleState",
    "LockAsked",
    "LockedOut",
    "Open",
    "SignInDone",
    "SlowChanged",
    "Ticked",
    "Touched",
    "UnlockDone",
    "ViewingChanged",
    "Warned",
    "advance",
    "deadline",
    "opening",
    "orders",
]

SLOW_FACTOR: Final = 3
VIEWING_WARN_AFTER_S: Final = 120
DESK_GRACE_S: Final = 30


@dataclass(frozen=True, slots=True)
class IdlePolicy:
    """The durations of one kind of post, in seconds; IT chooses within `settings.BOUNDS`."""

    mode: Mode
    warn_after_s: int
    grace_s: int
    viewing_warn_after_s: int
    sign_in_s: int = 90
    lock_s: int = 30 * 60
    """A locked desk is closed after that; touching it does not prolong."""
    busy_limit_s: int = 30 * 60
    """A scan or a reading-aloud that never says it ended stops pausing then: the ring
    comes, and any touch gives as much again."""

    @classmethod
    def of_terminal(cls, warn_after_s: int = 60, grace_s: int = 30) -> IdlePolicy:
        """Return a terminal's durations. Raises InvalidInput("session.timeout_bounds", …)."""
        _check("terminal_warn_after_s", warn_after_s)
        _check("terminal_grace_s", grace_s)
        return cls(
            Mode.TERMINAL,
            warn_after_s=warn_after_s,
            grace_s=grace_s,
            viewing_warn_after_s=max(VIEWING_WARN_AFTER_S, warn_after_s),
        )

    @classmethod
    def of_desk(cls, lock_after_s: int = 300, close_after_s: int = 1800) -> IdlePolicy:
        """Return a desk's durations; the warning is the last half minute before the lock.

        Raises: InvalidInput("session.timeout_bounds", …).
        """
        _check("desk_lock_after_s", lock_after_s)
        _check("desk_close_after_s", close_after_s)
        warn_after_s = lock_after_s - DESK_GRACE_S
        return cls(
            Mode.DESK,
            warn_after_s=warn_after_s,
            grace_s=DESK_GRACE_S,
            viewing_warn_after_s=warn_after_s,
            lock_s=close_after_s,
        )


@dataclass(frozen=True, slots=True)
class Manner:
    """How the session is being used: what stretches or pauses its durations."""

    is_viewing: bool = False
    is_slow: bool = False
    busy_since: float | None = None


@dataclass(frozen=True, slots=True)
class Entering:
    """The sign-in page: no warning, cleared when nobody types."""

    last_input_at: float
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class Open:
    """Signed in; `last_input_at` is also the end of the last pause."""

    last_input_at: float
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class Warned:
    """The leaving picture is shown; its seconds count from when it appeared."""

    warned_at: float
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class LockedOut:
    """Desk only: work kept behind the lock page."""

    locked_at: float
    manner: Manner = Manner()


@dataclass(frozen=True, slots=True)
class Ended:
    """Terminal state: the supervisor wipes. No late touch brings the session back."""

    reason: str


IdleState = Entering | Open | Warned | LockedOut | Ended


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time passed."""


@dataclass(frozen=True, slots=True)
class Touched:
    """A real key, mouse or finger; the end of a voice clip or a card counts too."""


@dataclass(frozen=True, slots=True)
class SignInDone:
    """A password was right, a worker's or a person's."""


@dataclass(frozen=True, slots=True)
class ViewingChanged:
    on: bool


@dataclass(frozen=True, slots=True)
class SlowChanged:
    on: bool


@dataclass(frozen=True, slots=True)
class BusyChanged:
    on: bool


@dataclass(frozen=True, slots=True)
class LockAsked:
    """The worker pressed Ctrl+L."""


@dataclass(frozen=True, slots=True)
class UnlockDone:
    """The worker's password was right."""


IdleEvent = (
    Ticked
    | Touched
    | SignInDone
    | ViewingChanged
    | SlowChanged
    | BusyChanged
    | LockAsked
    | UnlockDone
)


def opening(now: float) -> IdleState:
    """Return the state of a session whose window has just been asked for."""
    return Entering(now)


def advance(state: IdleState, event: IdleEvent, now: float, policy: IdlePolicy) -> IdleState:
    """Return the state that follows `state` when `event` happens at `now`.

    What is overdue comes first: an event that arrives after the deadline finds the
    session locked or ended, it cannot undo that. A tick so late that the warning's own
    time is over too (the machine slept) does not stop at the warning. An event that brings
    the deadline nearer (no longer slow, no longer viewing) may bring it into the past.
    """
    return _overdue(_after(_overdue(state, now, policy), event, now, policy), now, policy)


def _after(state: IdleState, event: IdleEvent, now: float, policy: IdlePolicy) -> IdleState:
    match state, event:
        case Ended(), _:
            return state
        case _, Ticked():
            return state
        case LockedOut(), UnlockDone():
            return Open(now, state.manner)
        case LockedOut(), (Touched() | LockAsked() | SignInDone()):
            return state
        case _, ViewingChanged(on):
            return replace(state, manner=replace(state.manner, is_viewing=on))
        case _, SlowChanged(on):
            return replace(state, manner=replace(state.manner, is_slow=on))
        case _, BusyChanged(on):
            return _busy_changed(state, on, now)
        case Entering(), SignInDone():
            return Open(now, state.manner)
        case Entering(), Touched():
            return Entering(now, state.manner)
        case ((Open() | Warned()), (Touched() | SignInDone())):
            return Open(now, _touched(state.manner, now))
        case ((Open() | Warned()), LockAsked()) if policy.mode is Mode.DESK:
            return LockedOut(now, state.manner)
        case ((Entering() | Open() | Warned()), LockAsked()):
            return Ended("lock_asked")  # nothing to keep, or nowhere to keep it: clear
        case ((Entering() | Open() | Warned()), UnlockDone()):
            return state  # it was not locked: an answer that crossed our own message
        case _:
            raise AssertionError((state, event))


def deadline(state: IdleState, policy: IdlePolicy) -> float | None:
    """Return when `state` changes by itself; None when it never does."""
    match state:
        case Ended():
            return None
        case LockedOut(locked_at):
            return locked_at + policy.lock_s
        case Entering(last, manner):
            return _counted_from(last, manner, policy) + policy.sign_in_s * _factor(manner, policy)
        case Open(last, manner):
            return _counted_from(last, manner, policy) + _warn_after(manner, policy)
        case Warned(warned_at, manner):
            return warned_at + _grace(manner, policy)
        case _:
            assert_never(state)


def orders(
    before: IdleState, after: IdleState, policy: IdlePolicy
) -> tuple[Warn | Calm | Lock, ...]:
    """Return what the session must be told when `before` became `after`."""
    match before, after:
        case ((Entering() | Open() | LockedOut()), Warned(_, manner)):
            return (Warn(_grace(manner, policy)),)
        case Warned(), Open():
            return (Calm(),)
        case ((Entering() | Open() | Warned()), LockedOut()):
            return (Lock(),)
        case _:
            return ()


def _overdue(state: IdleState, now: float, policy: IdlePolicy) -> IdleState:
    due = deadline(state, policy)
    if due is None or now < due:
        return state
    match state:
        case Ended():
            return state
        case Entering():
            return Ended("sign_in_idle")
        case Open(_, manner) if now < due + _grace(manner, policy):
            return Warned(now, manner)
        case Open(_, manner) | Warned(_, manner) if policy.mode is Mode.DESK:
            # Locked since it was due: half an hour of sleep counts as half an hour locked.
            locked_at = due if isinstance(state, Warned) else due + _grace(manner, policy)
            return _overdue(LockedOut(locked_at, manner), now, policy)
        case Open() | Warned():
            return Ended("idle")
        case LockedOut():
            return Ended("locked_too_long")
        case _:
            assert_never(state)


def _busy_changed(state: Entering | Open | Warned | LockedOut, on: bool, now: float) -> IdleState:
    """Pause or restart the count; a pause that begins under the warning takes it away."""
    if on and state.manner.busy_since is not None:
        return state
    if not on and state.manner.busy_since is None:
        return state
    manner = replace(state.manner, busy_since=now if on else None)
    match state:
        case Entering():
            return Entering(now, manner)
        case Open() | Warned():
            return Open(now, manner)
        case LockedOut(locked_at):
            return LockedOut(locked_at, manner)
        case _:
            assert_never(state)


def _touched(manner: Manner, now: float) -> Manner:
    return manner if manner.busy_since is None else replace(manner, busy_since=now)


def _counted_from(last_input_at: float, manner: Manner, policy: IdlePolicy) -> float:
    if manner.busy_since is None:
        return last_input_at
    return max(last_input_at, manner.busy_since + policy.busy_limit_s)


def _warn_after(manner: Manner, policy: IdlePolicy) -> int:
    base = policy.viewing_warn_after_s if manner.is_viewing else policy.warn_after_s
    return base * _factor(manner, policy)


def _grace(manner: Manner, policy: IdlePolicy) -> int:
    return policy.grace_s * _factor(manner, policy)


def _factor(manner: Manner, policy: IdlePolicy) -> int:
    """A person's own preference; a desk's lock protects others and is not stretched."""
    return SLOW_FACTOR if manner.is_slow and policy.mode is Mode.TERMINAL else 1


def _check(setting: str, seconds: int) -> None:
    low, high = BOUNDS[setting]
    if not low <= seconds <= high:
        raise InvalidInput("session.timeout_bounds", setting=setting, low=low, high=high)
