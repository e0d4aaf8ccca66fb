"""From *Se connecter* pressed to the worker's home page, key derivation apart.

Argon2id is dear on purpose and the same everywhere, so it is timed alone, in the same run
while no post is up, and the shortest of it is taken off: whatever slows it down later
counts against the product.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from kiosk.crypto.keys import FORMAT_COSTS, derive_password_keys
from kiosk.ports import SystemRng
from ui.bench.crowd import add_people
from ui.bench.figures import Figure
from ui.bench.ground import Ground, Sizes, open_post, settled, someone
from ui.bench.watch import Watched, showing, watched

__all__ = ["argon2id_s", "measure", "sign_in"]

AIM_S = 0.3
FEW = 3


def measure(folder: Path, sizes: Sizes) -> Sequence[Figure]:
    """Sign in a few times with three people in the vault, then with very many."""
    with settled(folder, someone(FEW)) as ground:
        alone = tuple(argon2id_s() for _ in range(max(3, sizes.runs)))
        few = _sign_ins(ground, sizes.runs)
        post = open_post(ground.post, ground.worker)
        try:
            add_people(post, sizes.people)
        finally:
            post.close()
        many = _sign_ins(ground, sizes.runs)
    figures = [Figure("login", "Argon2id alone", "s", alone)]
    for people, took in ((FEW, few), (FEW + sizes.people, many)):
        beyond = tuple(took_s - min(alone) for took_s in took)
        figures += [
            Figure("login", f"password to home, {people} people", "s", took),
            Figure("login", f"beyond Argon2id, {people} people", "s", beyond, AIM_S),
        ]
    return figures


def sign_in(post: Watched, ground: Ground, after: int) -> tuple[int, float]:
    """Sign the worker in at the desk; return (session's pid, seconds from press to home)."""
    session = post.begin(after)
    session.type("login", ground.worker.login)
    session.type("password", ground.worker.password)
    session.until("sign_in", enabled=True)
    began_s = time.monotonic()
    session.press("sign_in")
    return session.pid, showing(session, "people_count") - began_s


def argon2id_s() -> float:
    """Return how long one derivation at the format's costs takes now."""
    rng = SystemRng()
    id, salt = rng.bytes(16), rng.bytes(16)
    began_s = time.monotonic()
    derive_password_keys("Mouette-grise-81-quai", id=id, salt=salt, costs=FORMAT_COSTS)
    return time.monotonic() - began_s


def _sign_ins(ground: Ground, runs: int) -> tuple[float, ...]:
    found: list[float] = []
    with watched(ground, "desk") as post:
        last = 0
        for number in range(runs + 1):
            last, took_s = sign_in(post, ground, last)
            if number:  # the first one warms the machine up
                found.append(took_s)
            post.stage.hand("session").press("sign_out")
            showing(post.supervisor, "begin")
    return tuple(found)
