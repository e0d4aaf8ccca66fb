"""A whole post without windows for the scripted day: `python -m tests.fakes.day_post DAY`.

The supervisor, the wipe and the agent are the product's; somebody touches the welcome
whenever it is there. The pids of its children are told outside the post, for the killer.
"""

from __future__ import annotations

import json
import logging
import os
import select
import signal
import sys
from pathlib import Path

from kiosk.ports import SystemClock
from kiosk.session.channel import Mode
from kiosk.session.idle import IdlePolicy
from kiosk.session.post_lock import hold_post
from kiosk.session.supervisor import Face, Limits, Post, PostView, Supervisor
from kiosk.session.wipe import Surroundings
from tests.fakes.day_script import Day

COMMAND_LINE = "import sys; from kiosk.cli import main; sys.exit(main())"
LIMITS = Limits(wiped_shown_s=0.05, spare_delay_s=0.1)


def main() -> int:
    path = Path(sys.argv[1])
    day = Day.read(path)
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s", stream=sys.stderr)
    lock = hold_post(Path(day.state_dir))
    faces: list[PostView] = []
    supervisor = Supervisor(
        Post(
            mode=Mode.DESK,
            state_dir=Path(day.state_dir),
            runtime_dir=Path(day.runtime_dir),
            session_command=(
                *(sys.executable, "-m", "tests.fakes.day_session", str(path)),
                "--session",
            ),
            agent_command=(sys.executable, "-c", COMMAND_LINE, "agent", "--fd"),
            device_secret=bytes.fromhex(day.secret),
            policy=IdlePolicy.of_desk(),
            limits=LIMITS,
        ),
        clock=SystemClock(),
        surroundings=Surroundings(lambda: None),
        show=faces.append,
    )
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: asked.append(number))
    supervisor.start()
    told: dict[str, int] = {}
    while not asked:
        select.select(list(supervisor.filenos()), [], [], min(supervisor.next_step_s, 0.05))
        supervisor.step()
        pids = {"supervisor": os.getpid(), **supervisor.pids}
        if pids != told:
            _tell(day, pids)
            told = pids
        is_welcome = bool(faces) and faces[-1].face in {Face.WELCOME, Face.CLOSED}
        if is_welcome and not day.file("enough").exists():
            supervisor.begin("fr")
        del faces[:-1]
    is_clean = supervisor.stop()
    lock.release()
    return 0 if is_clean else 1


def _tell(day: Day, pids: dict[str, int]) -> None:
    beside = day.file("pids.new")
    beside.write_text(json.dumps(pids))
    beside.replace(day.file("pids"))


if __name__ == "__main__":
    sys.exit(main())
