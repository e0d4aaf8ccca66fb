"""A running post under the driver's fingers, watched closely: when did this control show?

Asking costs the watched process a tenth of a millisecond; it is asked a hundred times a
second. An answer comes from its own event loop, so the one after a control shows tells
that the page it belongs to has been painted too.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ui.bench.ground import Ground
from ui.tour.stage import Hand, NeverCame, Stage

__all__ = ["Watched", "showing", "watched"]

LOOK_EVERY_S = 0.01
LONGEST_S = 60.0


@dataclass(slots=True)
class Watched:
    """A post that runs, and the hands on it."""

    process: subprocess.Popen[bytes]
    stage: Stage

    @property
    def supervisor(self) -> Hand:
        return self.stage.hand("supervisor")

    def begin(self, after: int, language: str = "") -> Hand:
        """Touch the welcome and return the hand on the session that opens."""
        self.supervisor.press(f"language-{language}" if language else "begin")
        return self.stage.hand("session", after=after)


@contextmanager
def watched(ground: Ground, mode: str) -> Iterator[Watched]:
    """Run a post in `mode` with drivers in its processes; stop it in order."""
    stage = Stage(ground.post.state_dir.parent / f"stage-{mode}")
    try:
        process = ground.network.run(ground.post, mode=mode, options=["--drive", str(stage.path)])
        try:
            yield Watched(process, stage)
        finally:
            ground.network.stop_post(process)
    finally:
        stage.close()


def showing(hand: Hand, *names: str) -> float:
    """Wait until one of the controls shows, its page painted; return when, monotonic.

    Raises NeverCame.
    """
    ends_at = time.monotonic() + LONGEST_S
    while not any(hand.look(name)["is_visible"] for name in names):
        if time.monotonic() > ends_at:
            raise NeverCame(f"{' or '.join(names)} in the {hand.role}")
        time.sleep(LOOK_EVERY_S)
    hand.look(names[0])
    return time.monotonic()
