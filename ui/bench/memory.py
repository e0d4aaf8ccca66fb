"""What a post keeps in memory at rest: supervisor, warm session, agent, each by its PSS.

PSS shares what processes share among them, so the sum is what the post takes. The
processes cannot be read by others of the same user, on purpose: run this as root.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path

from kiosk.errors import Unavailable
from ui.bench.figures import Figure
from ui.bench.ground import Ground, Sizes, settled
from ui.tour.stage import wait_for
from ui.tour.traces import children_of

__all__ = ["measure", "pss_mb"]

AIM_MB = 200.0
REST_S = 6.0
"""After the welcome: the session gets warm, the agent makes its first pass."""
START_S = 30.0
ROLES = {"ui.app": "warm session", "agent": "agent"}


def measure(folder: Path, sizes: Sizes) -> Sequence[Figure]:
    """Start an enrolled post, let it rest, read its memory; a few times."""
    sums: dict[str, list[float]] = {}
    with settled(folder) as ground:
        for _ in range(sizes.runs):
            for role, found_mb in _at_rest(ground).items():
                sums.setdefault(role, []).append(found_mb)
    together = tuple(sum(each) for each in zip(*sums.values(), strict=True))
    return (
        *(Figure("memory", role, "MB", tuple(values)) for role, values in sums.items()),
        Figure("memory", "together", "MB", together, AIM_MB),
    )


def _at_rest(ground: Ground) -> dict[str, float]:
    process = ground.network.run(ground.post, mode="desk")
    try:
        wait_for(lambda: len(_roles(process.pid)) == len(ROLES) + 1, START_S, "all processes")
        time.sleep(REST_S)
        return {role: pss_mb(pid) for role, pid in _roles(process.pid).items()}
    finally:
        ground.network.stop_post(process)


def pss_mb(pid: int) -> float:
    """Return a process's proportional set size. Raises Unavailable when it may not be read."""
    try:
        told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except PermissionError as error:
        raise Unavailable("session.cannot_start") from error
    found = re.search(r"^Pss:\s+(\d+) kB$", told, re.MULTILINE)
    return int(found.group(1)) / 1000 if found else 0.0


def _roles(supervisor: int) -> dict[str, int]:
    found = {"supervisor": supervisor}
    for pid in children_of(supervisor):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
        role = next((ROLES[word] for word in words if word in ROLES), None)
        if role is not None:
            found[role] = pid
    return found
