"""From `reconnect-kiosk run` to the welcome on the screen, seen on the display itself.

The files of the program are in the machine's memory, as after any first start of the day.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from ui.bench.eyes import eyes
from ui.bench.figures import Figure
from ui.bench.ground import Ground, Sizes, settled
from ui.tour.stage import wait_for

__all__ = ["measure"]

AIM_S = 1.0
WHERE = (640, 40)
"""Inside the welcome's ground, away from words."""
LONGEST_S = 30.0


def measure(folder: Path, sizes: Sizes) -> Sequence[Figure]:
    """Start and stop an enrolled post a few times."""
    with settled(folder) as ground:
        _start(ground)  # compiles, and brings files into memory: not measured
        values = tuple(_start(ground) for _ in range(sizes.runs))
    return (Figure("start", "run to welcome painted", "s", values, AIM_S),)


def _start(ground: Ground) -> float:
    with eyes(ground.display) as look:
        bare = look.pixel(*WHERE)
        began_s = time.monotonic()
        process = ground.network.run(ground.post, mode="desk")
        try:
            painted_s = look.until_painted(*WHERE, LONGEST_S)
        finally:
            ground.network.stop_post(process)
        wait_for(lambda: look.pixel(*WHERE) == bare, LONGEST_S, "the window to go")
    return painted_s - began_s
