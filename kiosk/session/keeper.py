"""Keep one child of a kind always there: the warm session, the agent.

A child that ends is started again, later and later while it keeps ending early, so a
broken program does not eat the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from kiosk.session.channel import Channel, ChannelBroken, Message
from kiosk.session.children import Child

__all__ = ["SETTLED_S", "Keeper", "SilenceWatch"]

BACKOFF_S: Final = (0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
SETTLED_S: Final = 60.0
"""A child that lived that long was not broken: the next start is at once again."""
LONGEST_STEP_S: Final = 1.0


@dataclass(slots=True)
class SilenceWatch:
    """How long a child has said nothing, counting only time in which we looked.

    While the machine sleeps neither we nor the child run: those hours are not silence.
    """

    limit_s: float
    _silent_s: float = 0.0
    _looked_at: float | None = None

    def heard(self) -> None:
        self._silent_s = 0.0

    def is_over(self, now: float) -> bool:
        """Look at `now`; return whether the silence has reached its limit."""
        if self._looked_at is not None:
            self._silent_s += min(max(now - self._looked_at, 0.0), LONGEST_STEP_S)
        self._looked_at = now
        return self._silent_s >= self.limit_s


class Keeper:
    """One child of a kind; `start` makes it and raises OSError when it cannot."""

    def __init__(
        self, start: Callable[[], Child], *, ready_limit_s: float, silence_limit_s: float
    ) -> None:
        self._start = start
        self._ready_limit_s = ready_limit_s
        self._silence_limit_s = silence_limit_s
        self._failures = 0
        self._start_at = 0.0
        self._started_at = 0.0
        self._watch = SilenceWatch(silence_limit_s)
        self.child: Child | None = None
        self.is_ready = False

    @property
    def failures(self) -> int:
        """How many times in a row the child ended early."""
        return self._failures

    @property
    def channel(self) -> Channel | None:
        return self.child.channel if self.child else None

    def heard(self, *, is_ready: bool = False) -> None:
        """The child spoke; `is_ready` when it said that it is ready."""
        self._watch.heard()
        self.is_ready = self.is_ready or is_ready

    def tick(self, now: float) -> Child | None:
        """Start the child when it is time; return one that must be wiped, if any.

        A child is given up when it ended, or did not get ready in time, or fell silent
        after it was ready.
        """
        if self.child is None:
            if now >= self._start_at:
                self._try_to_start(now)
            return None
        limit = self._silence_limit_s if self.is_ready else self._ready_limit_s
        self._watch.limit_s = limit
        if self.child.has_ended() or self._watch.is_over(now):
            return self.lose(now)
        if now - self._started_at >= SETTLED_S:
            self._failures = 0
        return None

    def take(self, now: float) -> Child | None:
        """Hand over the ready child and start another at the next tick; None when not ready."""
        if self.child is None or not self.is_ready:
            return None
        taken, self.child = self.child, None
        self._failures = 0
        self._start_at = now
        self.is_ready = False
        return taken

    def hold(self, until: float) -> None:
        """Start no child before `until`: someone needs the processor more.

        `math.inf` holds until the next call.
        """
        self._start_at = until

    def lose(self, now: float) -> Child | None:
        """Give the child up and plan the next one; return it, to be wiped."""
        lost, self.child = self.child, None
        self.is_ready = False
        if lost is not None:
            self._plan(now)
        return lost

    def tell(self, message: Message) -> None:
        """Tell the child, if it is there. Raises ChannelBroken."""
        if self.child is not None:
            self.child.channel.send(message)

    def receive(self) -> list[Message]:
        """Return what the child said. Raises ChannelBroken."""
        if self.child is None:
            raise ChannelBroken("no child")
        return self.child.channel.receive()

    def _try_to_start(self, now: float) -> None:
        self.is_ready = False
        self._watch = SilenceWatch(self._ready_limit_s)
        try:
            self.child = self._start()
        except OSError:
            self._plan(now)
        else:
            self._started_at = now

    def _plan(self, now: float) -> None:
        self._start_at = now + BACKOFF_S[min(self._failures, len(BACKOFF_S) - 1)]
        self._failures += 1
