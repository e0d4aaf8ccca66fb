"""The supervisor turned by a Qt loop: channels and time move it, its window follows."""

from __future__ import annotations

import os
import signal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from kiosk.session.channel import Mode
from kiosk.session.supervisor import Face, PostView
from tests.fakes.supervised import Supervised
from ui.shell.languages import offered
from ui.shell.look import look_for
from ui.shell.post_window import PostWindow
from ui.shell.supervisor_app import Driver, clear_clipboard, show_window


class Seen:
    """The window, and every view it was given."""

    def __init__(self, window: PostWindow) -> None:
        self.window = window
        self.views: list[PostView] = []

    def append(self, view: PostView) -> None:
        self.views.append(view)
        self.window.show_view(view)

    @property
    def face(self) -> Face | None:
        return self.views[-1].face if self.views else None


@pytest.fixture
def running(qtbot, tmp_path):
    look = look_for(QGuiApplication.primaryScreen(), Mode.TERMINAL, declared_dpi=96)
    window = PostWindow(look, offered(("fr", "ar")), place="Borne accueil", language="fr")
    qtbot.addWidget(window)
    show_window(window, is_windowed=True)
    seen = Seen(window)
    post = Supervised(tmp_path, views=seen)  # type: ignore[arg-type]
    driver = Driver(post.supervisor)
    window.language_chosen.connect(driver.begin)
    window.skipped.connect(driver.skip)
    driver.start()
    yield post, seen, driver
    assert driver.stop()
    post.lock.release()


def test_a_visitor_comes_is_lost_and_the_next_comes_by_touches_alone(qtbot, running):
    post, seen, _ = running
    post.script(signed_in="worker", tell_key=True)
    qtbot.waitUntil(lambda: seen.face is Face.CLOSED, timeout=5000)
    opener = seen.window.findChild(QPushButton, "begin")
    qtbot.waitUntil(lambda: "spare" in post.supervisor.pids, timeout=5000)
    closed = [key for key in seen.window.findChildren(QPushButton, "begin") if key.isVisible()]
    assert [key.text() for key in closed] == ["Je suis un professionnel"]
    assert opener is not None
    qtbot.mouseClick(closed[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: seen.face is Face.COVERED, timeout=5000)
    qtbot.waitUntil(lambda: post.begun() != {}, timeout=5000)
    os.kill(post.supervisor.pids["session"], signal.SIGKILL)
    qtbot.waitUntil(lambda: seen.face is Face.WELCOME, timeout=5000)
    assert Face.WIPED in [view.face for view in seen.views]
    (post.state_dir / "begun.json").unlink()
    arabic = seen.window.findChild(QPushButton, "language-ar")
    qtbot.mouseClick(arabic, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: post.begun().get("language") == "ar", timeout=5000)


def test_a_lost_agent_is_noticed_from_the_loop(qtbot, running):
    post, seen, _ = running
    qtbot.waitUntil(lambda: seen.views and seen.views[-1].is_offline, timeout=5000)
    first = post.supervisor.pids["agent"]
    os.kill(first, signal.SIGKILL)
    qtbot.waitUntil(lambda: post.supervisor.pids.get("agent", first) != first, timeout=5000)


def test_clearing_empties_the_clipboard_and_what_was_selected(qtbot):
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("1 85 05 78 006 084")
    clear_clipboard()
    assert clipboard.text() == ""
    assert clipboard.text(clipboard.Mode.Selection) == ""
