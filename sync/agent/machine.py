"""What the agent is doing, and what it does next: one closed machine, pure.

The caller passes the state, what happened and the time since start-up (`now_s`), and
gets the next state. Nothing here waits, asks the network or reads a clock.
Steps: Connecting -> Pushing -> Uploading -> Pulling -> Idle (`design` in PROTOCOL.md section 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from kiosk.ports import Rng

__all__ = [
    "PORTAL_RETRY_S",
    "RECHECK_S",
    "RETRY_FIRST_S",
    "RETRY_LONGEST_S",
    "AtPortal",
    "Connected",
    "Connecting",
    "Event",
    "Failed",
    "FoundIncompatible",
    "FoundPortal",
    "Idle",
    "Incompatible",
    "Kicked",
    "NetworkReturned",
    "Pulled",
    "Pulling",
    "Pushed",
    "Pushing",
    "Refused",
    "State",
    "Ticked",
    "TokenEnded",
    "Uploaded",
    "Uploading",
    "Waiting",
    "WasRefused",
    "advance",
    "is_working",
    "next_delay_s",
]

RETRY_FIRST_S = 1.0
RETRY_LONGEST_S = 300.0
RECHECK_S = 900.0
"""How often a removed device, a suspended structure or an old build asks again: seldom, so
that a lifted suspension is seen without anyone coming."""
PORTAL_RETRY_S = 15.0
"""Somebody is signing in on the network's page just now: looked at again soon."""
RETRY_AFTER_LONGEST_S = 86_400.0
"""A server cannot silence a post for longer than a day."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Everything known was exchanged; the long poll listens."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """Certificate, challenge, lease. `delay_s` is the last wait of this run of failures."""

    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Pushing:
    """Statements go out, withdrawals first."""

    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Uploading:
    """Parts go out, then the statements that name them."""

    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Pulling:
    """Pages come in."""

    delay_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Waiting:
    """Not now. Tries again at `retry_at_s`; `why` is a key of `kiosk.messages`."""

    retry_at_s: float
    why: str
    delay_s: float
    is_server_asking: bool = False
    """True when the server named the delay: then only time ends it, not a kick."""


@dataclass(frozen=True, slots=True)
class AtPortal:
    """The network of the place wants its sign-in page to be opened first. A person ends that,
    not time: so the waits do not grow."""

    retry_at_s: float


@dataclass(frozen=True, slots=True)
class Refused:
    """The server knows us and says no to everything: device removed, structure suspended."""

    why: str
    recheck_at_s: float


@dataclass(frozen=True, slots=True)
class Incompatible:
    """No protocol in common: `why` says whether this build or the server is too old."""

    why: str
    recheck_at_s: float


State = (
    Idle | Connecting | Pushing | Uploading | Pulling | Waiting | AtPortal | Refused | Incompatible
)


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time went on."""


@dataclass(frozen=True, slots=True)
class Kicked:
    """There is something to send, something new to fetch, or a person who asks."""


@dataclass(frozen=True, slots=True)
class NetworkReturned:
    """The machine has a network again."""


@dataclass(frozen=True, slots=True)
class Connected:
    """The server is ours and let us in."""


@dataclass(frozen=True, slots=True)
class Pushed:
    """No statement is left that may go now."""


@dataclass(frozen=True, slots=True)
class Uploaded:
    """No part is left to send. `again`: statements waited for them and may go now."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class Pulled:
    """One page is kept."""

    more: bool


@dataclass(frozen=True, slots=True)
class TokenEnded:
    """The server asks who we are again: enter anew, then go on."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An exchange did not come through (`kiosk.errors.Unavailable`)."""

    why: str
    retry_after_s: float | None = None


@dataclass(frozen=True, slots=True)
class FoundPortal:
    """A captive portal answered in our server's place."""


@dataclass(frozen=True, slots=True)
class WasRefused:
    """The server refused the device as a whole."""

    why: str


@dataclass(frozen=True, slots=True)
class FoundIncompatible:
    """The server speaks no protocol of ours."""

    why: str


Stopping = Failed | FoundPortal | WasRefused | FoundIncompatible
Event = (
    Ticked
    | Kicked
    | NetworkReturned
    | Connected
    | Pushed
    | Uploaded
    | Pulled
    | TokenEnded
    | Failed
    | FoundPortal
    | WasRefused
    | FoundIncompatible
)


def advance(state: State, event: Event, now_s: float, rng: Rng) -> State:
    """Return the state that follows `state` when `event` happens at `now_s`.

    Failures, portals, refusals and incompatibility count in every working state and mean nothing
    in a resting one (a late answer of a request given up). A kick while working changes
    nothing: the loop looks at the outbox again before it rests. A kick ends a wait of our
    own, never one the server asked for; the return of the network ends only the former too.
    """
    match event:
        case Failed() | FoundPortal() | WasRefused() | FoundIncompatible():
            return _stopped(state, event, now_s, rng)
        case Ticked():
            return _after_time(state, now_s)
        case Kicked() | NetworkReturned():
            return _after_kick(state, now_s)
        case TokenEnded():
            return _entering_again(state)
        case Connected() | Pushed() | Uploaded() | Pulled():
            return _after_step(state, event)
        case _ as never:
            assert_never(never)


def is_working(state: State) -> bool:
    """Return whether the loop has a step to do in this state."""
    return isinstance(state, Connecting | Pushing | Uploading | Pulling)


def next_delay_s(last_delay_s: float, rng: Rng) -> float:
    """Return the next wait: decorrelated jitter, between 1 s and 5 min.

    Uniform in [first, 3 x last]: posts that lost the server together do not come back
    together, and no post waits long after a single failure.
    """
    top = min(RETRY_LONGEST_S, 3 * max(RETRY_FIRST_S, last_delay_s))
    share = int.from_bytes(rng.bytes(8), "big") / 2**64
    return RETRY_FIRST_S + share * (top - RETRY_FIRST_S)


def _after_step(state: State, event: Connected | Pushed | Uploaded | Pulled) -> State:
    """The end of a step that is not the one under way changes nothing."""
    match state:
        case Connecting(delay):
            return Pushing(delay) if isinstance(event, Connected) else state
        case Pushing(delay):
            return Uploading(delay) if isinstance(event, Pushed) else state
        case Uploading(delay):
            if not isinstance(event, Uploaded):
                return state
            return Pushing(delay) if event.again else Pulling(delay)
        case Pulling():
            if not isinstance(event, Pulled):
                return state
            return Pulling() if event.more else Idle()  # a page came through: the line holds
        case Idle() | Waiting() | AtPortal() | Refused() | Incompatible():
            return state
        case _ as never:
            assert_never(never)


def _entering_again(state: State) -> State:
    match state:
        case Connecting(delay) | Pushing(delay) | Uploading(delay) | Pulling(delay):
            return Connecting(delay)
        case Idle() | Waiting() | AtPortal() | Refused() | Incompatible():
            return state
        case _ as never:
            assert_never(never)


def _after_time(state: State, now_s: float) -> State:
    match state:
        case Waiting(retry_at_s=at, delay_s=delay):
            return Connecting(delay) if now_s >= at else state
        case AtPortal(retry_at_s=at) | Refused(recheck_at_s=at) | Incompatible(recheck_at_s=at):
            return Connecting() if now_s >= at else state
        case Idle() | Connecting() | Pushing() | Uploading() | Pulling():
            return state
        case _ as never:
            assert_never(never)


def _after_kick(state: State, now_s: float) -> State:
    match state:
        case Idle() | AtPortal():
            return Connecting()
        case Waiting(is_server_asking=True):
            return _after_time(state, now_s)
        case Waiting(delay_s=delay):
            return Connecting(delay)
        case Refused() | Incompatible():
            return _after_time(state, now_s)
        case Connecting() | Pushing() | Uploading() | Pulling():
            return state
        case _ as never:
            assert_never(never)


def _stopped(state: State, event: Stopping, now_s: float, rng: Rng) -> State:
    match state:
        case Connecting(delay) | Pushing(delay) | Uploading(delay) | Pulling(delay):
            return _stop(event, delay, now_s, rng)
        case Idle() | Waiting() | AtPortal() | Refused() | Incompatible():
            return state
        case _ as never:
            assert_never(never)


def _stop(event: Stopping, delay_s: float, now_s: float, rng: Rng) -> State:
    match event:
        case FoundPortal():
            return AtPortal(now_s + PORTAL_RETRY_S)
        case Failed(why=why, retry_after_s=None):
            wait_s = next_delay_s(delay_s, rng)
            return Waiting(now_s + wait_s, why, wait_s)
        case Failed(why=why, retry_after_s=after_s):
            wait_s = min(max(after_s or 0.0, RETRY_FIRST_S), RETRY_AFTER_LONGEST_S)
            return Waiting(now_s + wait_s, why, RETRY_FIRST_S, is_server_asking=True)
        case WasRefused(why=why):
            return Refused(why, now_s + RECHECK_S)
        case FoundIncompatible(why=why):
            return Incompatible(why, now_s + RECHECK_S)
        case _ as never:
            assert_never(never)
