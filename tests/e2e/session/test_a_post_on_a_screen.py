"""The supervisor's program on a real screen: windows cover one another, and wiping uncovers."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.session.memory_search import NotReadable, running_processes, search
from tests.fakes.session_window import COLOUR
from tests.fakes.virtual_display import HEIGHT, WIDTH, VirtualDisplay

pytestmark = pytest.mark.xvfb

ROOT = Path(__file__).resolve().parents[3]
GROUND, GREEN = "#F6F4EF", "#E2F1E7"
CORNERS = ((2, 2), (WIDTH - 3, 2), (2, HEIGHT - 3), (WIDTH - 3, HEIGHT - 3))


class RunningPost:
    """The program under test, on its own display."""

    def __init__(self, display: VirtualDisplay, folder: Path) -> None:
        self.display = display
        self.log = folder / "log.txt"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.fakes.post_program", str(folder)],
                cwd=ROOT,
                env=display.environ,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def said(self, pattern: str) -> int:
        return len(re.findall(pattern, self.log.read_text()))

    def is_all(self, colour: str) -> bool:
        return all(self.display.colour_at(*corner) == colour for corner in CORNERS)

    def children(self) -> list[int]:
        tasks = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in tasks.read_text().split()]

    def program_of(self, pid: int) -> str:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()

    def open_session(self) -> int:
        """Press the first language; return the number of the session that covers the screen."""
        before = set(self.children())
        self.display.hands("key", "Return")
        self.display.until(lambda: self.is_all(COLOUR), "the session's window")
        sessions = [pid for pid in before if "session_window" in self.program_of(pid)]
        assert len(sessions) == 1
        return sessions[0]


@pytest.fixture(scope="module")
def display(tmp_path_factory):
    made = VirtualDisplay(tmp_path_factory.mktemp("display"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def post(display, tmp_path):
    made = RunningPost(display, tmp_path)
    display.until(lambda: made.is_all(GROUND), "the window, on the whole screen")
    display.until(lambda: made.said("wiped after start") == 1, "the wipe of the start")
    display.until(lambda: len(made.children()) == 2, "the warm session and the agent")
    yield made
    made.process.send_signal(signal.SIGTERM)
    assert made.process.wait(timeout=10) == 0, made.log.read_text()


def clipboard_text(display: VirtualDisplay) -> str:
    """Return what any program would paste now."""
    program = (
        "from PySide6.QtGui import QGuiApplication; app = QGuiApplication([]);"
        "print(QGuiApplication.clipboard().text())"
    )
    asked = subprocess.run(
        [sys.executable, "-c", program],
        env=display.environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    return asked.stdout.strip()


def test_a_killed_session_uncovers_the_welcome_within_two_seconds_and_nothing_is_left(
    display, post
):
    canary = "canari" + secrets.token_hex(12)
    session = post.open_session()
    display.hands("type", "--delay", "5", "--file", "-", typed=canary)
    in_session = {"canary": canary}
    try:
        display.until(lambda: search(session, in_session).total > 0, "the canary in its memory")
    except NotReadable:
        pytest.skip("only root reads a hardened process")
    display.until(lambda: len(post.children()) == 3, "the next warm session")
    killed_at = time.monotonic()
    os.kill(session, signal.SIGKILL)
    display.until(lambda: display.colour_at(2, 2) in {GREEN, GROUND}, "the session's end")
    display.until(lambda: post.is_all(GROUND), "the welcome")
    assert time.monotonic() - killed_at < 2.0
    assert post.said("wiped after crashed") == 1
    hits = []
    for pid in running_processes():
        try:
            if search(pid, in_session).total:
                hits.append(post.program_of(pid))
        except NotReadable:
            continue
    assert hits == []
    assert clipboard_text(display) == ""


def test_the_clipboard_of_a_finished_session_is_empty_and_the_next_visitor_comes_in(display, post):
    first = post.open_session()
    display.hands("type", "--delay", "5", "--file", "-", typed="a copied number")
    display.until(lambda: clipboard_text(display) == "a copied number", "the copied text")
    display.until(lambda: len(post.children()) == 3, "the next warm session")
    display.hands("key", "F10")
    display.until(lambda: post.said("wiped after done") == 1, "the wipe")
    display.until(lambda: post.is_all(GROUND), "the welcome")
    assert clipboard_text(display) == ""
    second = post.open_session()
    assert second != first
    display.hands("key", "F10")
    display.until(lambda: post.said("wiped after done") == 2, "the wipe")


def test_a_frozen_window_is_uncovered_too(display, post):
    session = post.open_session()
    os.kill(session, signal.SIGSTOP)
    display.until(lambda: post.said("wiped after silent") == 1, "the wipe", limit_s=12)
    display.until(lambda: post.is_all(GROUND), "the welcome")


def test_a_second_copy_says_so_and_changes_nothing(display, post):
    second = subprocess.run(
        [sys.executable, "-m", "tests.fakes.post_program", str(post.log.parent)],
        cwd=ROOT,
        env=display.environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=20,
    )
    assert second.returncode != 0
    assert "session.second_copy" in second.stderr
    assert len(post.children()) == 2
    assert post.is_all(GROUND)


def test_no_key_closes_a_post_that_fills_the_screen(display, post):
    display.hands("key", "alt+F4")
    session = post.open_session()  # it is still there, and whole
    assert post.process.poll() is None
    os.kill(session, signal.SIGKILL)
    display.until(lambda: post.said("wiped after crashed") == 1, "the wipe")
    display.until(lambda: post.is_all(GROUND), "the welcome")
