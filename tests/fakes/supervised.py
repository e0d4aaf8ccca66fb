"""A supervisor on real processes, stepped by the test; no window, no sleeping blind."""

from __future__ import annotations

import json
import select
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.ports import SystemClock
from kiosk.session.channel import Mode
from kiosk.session.idle import IdlePolicy
from kiosk.session.post_lock import PostLock, hold_post
from kiosk.session.supervisor import Face, Limits, Post, PostView, Supervisor
from kiosk.session.wipe import Surroundings

SESSION = (sys.executable, "-m", "tests.fakes.session_program", "--session")
AGENT = (sys.executable, "-m", "tests.fakes.agent_program")
QUICK = Limits(silence_s=1.0, paint_s=1.5, wiped_shown_s=0.05, spare_delay_s=0.0)


@dataclass
class Supervised:
    """A post under test. `views` holds everything its window would have shown."""

    folder: Path
    mode: Mode = Mode.TERMINAL
    limits: Limits = QUICK
    session_command: tuple[str, ...] = SESSION
    agent_command: tuple[str, ...] | None = AGENT
    policy: IdlePolicy | None = None
    views: list[PostView] = field(default_factory=list)
    clipboard: list[str] = field(default_factory=list)
    surroundings: Surroundings | None = None

    def __post_init__(self) -> None:
        self.state_dir = self.folder / "state"
        self.runtime_dir = self.folder / "run"
        self.lock: PostLock = hold_post(self.state_dir)
        self.script()
        self.supervisor = Supervisor(
            Post(
                mode=self.mode,
                state_dir=self.state_dir,
                runtime_dir=self.runtime_dir,
                session_command=self.session_command,
                agent_command=self.agent_command,
                device_secret=b"\x11" * 32,
                policy=self.policy or IdlePolicy.of_terminal(),
                limits=self.limits,
            ),
            clock=SystemClock(),
            surroundings=self.surroundings or Surroundings(self.clipboard.clear),
            show=self.views.append,
        )

    def script(self, **orders: Any) -> None:
        """Say what the next session to begin does (`tests.fakes.session_program`)."""
        self.state_dir.mkdir(parents=True, exist_ok=True)
        (self.state_dir / "script.json").write_text(json.dumps(orders))

    @property
    def face(self) -> Face:
        return self.views[-1].face

    def until(self, holds: Callable[[], object], what: str, limit_s: float = 10.0) -> float:
        """Step the supervisor until `holds`; return the seconds it took, or fail."""
        started_at = time.monotonic()
        while not holds():
            spent_s = time.monotonic() - started_at
            assert spent_s < limit_s, f"not within {limit_s} s: {what}"
            waiting = list(self.supervisor.filenos())
            select.select(waiting, [], [], min(self.supervisor.next_step_s, 0.05))
            self.supervisor.step()
        return time.monotonic() - started_at

    def open(self, *, is_for_staff: bool = False) -> None:
        """Start, touch the welcome and wait for the session's window."""
        self.supervisor.start()
        self.until(lambda: "spare" in self.supervisor.pids, "a warm session")
        self.reopen(is_for_staff=is_for_staff)

    def reopen(self, language: str = "fr", *, is_for_staff: bool = False) -> None:
        (self.state_dir / "begun.json").unlink(missing_ok=True)
        self.supervisor.begin(language, is_for_staff=is_for_staff)
        self.until((self.state_dir / "begun.json").exists, "a session that began")
        self.until(lambda: len(self.begun()) > 0, "what it was told")

    def begun(self) -> dict[str, Any]:
        """Return what the last session that began was told."""
        try:
            return dict(json.loads((self.state_dir / "begun.json").read_text()))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}

    def close(self) -> None:
        self.supervisor.stop()
        self.lock.release()
