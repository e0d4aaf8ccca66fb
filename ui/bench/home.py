"""The first page and the search with very many people in the vault, in one worker's session.

Everything is asked of the session's own surface, as screens ask it: one search for each
key pressed, and the keys are those of names that are there, and of one that is not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.flows.api import WorkerSession
from ui.bench.crowd import add_people
from ui.bench.figures import Figure, timed
from ui.bench.ground import Ground, Sizes, entrance_of, open_post, settled

__all__ = ["measure"]

AIM_KEY_MS = 16.0
TYPED = ("fatoumata dia", "benali", "moh", "élo", "traoré", "xyz")
RESULTS = 20


def measure(folder: Path, sizes: Sizes) -> Sequence[Figure]:
    """Fill a vault, then ask for the page and search as a worker types."""
    with settled(folder) as ground:
        post = open_post(ground.post, ground.worker)
        try:
            add_people(post, sizes.people)
        finally:
            post.close()
        with _session(ground) as session:  # opens every profile once and keeps them sealed
            all_new_s = timed(lambda: session.search("a", RESULTS))
        homes, firsts, keys = [], [], []
        for _ in range(sizes.runs):
            with _session(ground) as session:
                homes.append(timed(session.home))
                firsts.append(timed(lambda: session.search("a", RESULTS)))
                keys += _per_key(session)
    many = f"{sizes.people} people"
    keys.sort()
    return (
        Figure("home", f"home, {many}", "ms", tuple(1e3 * each for each in homes)),
        Figure("home", f"first search ever, {many}", "s", (all_new_s,)),
        Figure("home", f"first search of a session, {many}", "ms", tuple(1e3 * f for f in firsts)),
        Figure("home", f"search, each key, {many}", "ms", _middle_and_worst(keys), AIM_KEY_MS),
    )


def _middle_and_worst(sorted_s: Sequence[float]) -> tuple[float, ...]:
    """Return, in milliseconds, the 5th, 50th and 95th hundredth: their median is the median."""
    return tuple(1e3 * sorted_s[(len(sorted_s) - 1) * part // 100] for part in (5, 50, 95))


def _per_key(session: WorkerSession) -> list[float]:
    found = []
    for name in TYPED:
        for end in range(1, len(name) + 1):
            typed = name[:end]
            found.append(timed(lambda typed=typed: session.search(typed, RESULTS)))  # type: ignore[misc]
    return found


@contextmanager
def _session(ground: Ground) -> Iterator[WorkerSession]:
    entrance = entrance_of(ground.post)
    session = entrance.worker_sign_in(ground.worker.login, ground.worker.password)
    try:
        yield session
    finally:
        session.close()
