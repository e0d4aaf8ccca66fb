"""A whole post with the fakes of this folder below it: `python -m tests.fakes.post_program FOLDER`.

The sessions are `session_window`: real windows, no safe.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from kiosk.session.channel import Mode
from kiosk.session.idle import IdlePolicy
from kiosk.session.post_lock import hold_post
from kiosk.session.supervisor import Limits, Post
from ui.shell.supervisor_app import Screen, run_post


def main() -> int:
    folder = Path(sys.argv[1])
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    lock = hold_post(folder / "state")
    try:
        return run_post(
            Post(
                mode=Mode.TERMINAL,
                state_dir=folder / "state",
                runtime_dir=folder / "run",
                session_command=(sys.executable, "-m", "tests.fakes.session_window", "--session"),
                agent_command=(sys.executable, "-m", "tests.fakes.agent_program"),
                device_secret=b"\x11" * 32,
                policy=IdlePolicy.of_terminal(),
                limits=Limits(silence_s=5.0, wiped_shown_s=0.6),
            ),
            Screen(place="Borne accueil", declared_dpi=96),
        )
    finally:
        lock.release()


if __name__ == "__main__":
    sys.exit(main())
