"""From what ends a session to the welcome again: a worker leaves, a process dies, *Terminer*.

The wiped page ("C'est effacé") stands for 1.2 s before the welcome, on purpose; when it
shows, the wipe is over. *Terminer* first shows three lines of goodbye, on purpose too:
they are told apart, because nothing is being wiped meanwhile.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from ui.bench.figures import Figure
from ui.bench.ground import Ground, Sizes, settled, someone
from ui.bench.login import sign_in
from ui.bench.watch import Watched, showing, watched
from ui.tour.stage import Hand

__all__ = ["measure"]

AIM_S = 2.0
LANGUAGE = "fr"


def measure(folder: Path, sizes: Sizes) -> Sequence[Figure]:
    """End sessions in each way a few times."""
    with settled(folder, someone()) as ground:
        with watched(ground, "desk") as post:
            left = _desk(post, ground, sizes.runs, _leave)
            killed = _desk(post, ground, sizes.runs, _kill)
        with watched(ground, "terminal") as post:
            finished = _terminal(post, ground, sizes.runs)
    return (
        Figure("wipe", "worker leaves, to wiped", "s", tuple(t[0] for t in left)),
        Figure("wipe", "worker leaves, to welcome", "s", tuple(t[1] for t in left), AIM_S),
        Figure("wipe", "session killed, to wiped", "s", tuple(t[0] for t in killed)),
        Figure("wipe", "session killed, to welcome", "s", tuple(t[1] for t in killed), AIM_S),
        Figure("wipe", "Terminer, goodbye page", "s", tuple(t[0] for t in finished)),
        Figure("wipe", "goodbye over, to wiped", "s", tuple(t[1] for t in finished)),
        Figure("wipe", "goodbye over, to welcome", "s", tuple(t[2] for t in finished), AIM_S),
    )


def _desk(
    post: Watched, ground: Ground, runs: int, end: Callable[[Hand], None]
) -> list[tuple[float, float]]:
    found = []
    last = max((hand.pid for hand in post.stage.hands if hand.role == "session"), default=0)
    for _ in range(runs):
        last, _took = sign_in(post, ground, last)
        session = post.stage.hand("session")
        began_s = time.monotonic()
        end(session)
        wiped_s = showing(post.supervisor, "wiped")
        found.append((wiped_s - began_s, showing(post.supervisor, "begin") - began_s))
    return found


def _leave(session: Hand) -> None:
    session.press("sign_out")


def _kill(session: Hand) -> None:
    os.kill(session.pid, signal.SIGKILL)


def _terminal(post: Watched, ground: Ground, runs: int) -> list[tuple[float, float, float]]:
    """Open the terminal for the day, then let a person come and go."""
    session = post.begin(0)
    session.type("login", ground.worker.login)
    session.type("password", ground.worker.password)
    session.press("enter_button")
    found = []
    for _ in range(runs):
        showing(post.supervisor, f"language-{LANGUAGE}")
        session = post.begin(session.pid, LANGUAGE)
        session.type("login", ground.logins[0])
        session.type("password", ground.person_password)
        session.press("enter_button")
        _accept_terms(session)
        pressed_s = time.monotonic()
        session.press("frame_finish")
        ended_s = showing(post.supervisor, "wiping", "wiped")
        wiped_s = showing(post.supervisor, "wiped")
        welcome_s = showing(post.supervisor, f"language-{LANGUAGE}")
        found.append((ended_s - pressed_s, wiped_s - ended_s, welcome_s - ended_s))
    return found


def _accept_terms(session: Hand) -> None:
    """Read the terms at the first visit (CNS-01), and come to the person's space."""
    showing(session, "terms_title", "space_greeting")
    if session.look("terms_title")["is_visible"]:
        while session.look("terms_forward")["is_visible"]:
            session.press("terms_forward")
        session.press("terms_box")
        session.press("terms_accept")
    showing(session, "space_greeting")
