"""The supervisor's program: its window, its core and the Qt loop that turns them."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from kiosk.ports import Clock, SystemClock
from kiosk.session.children import NO_BUS
from kiosk.session.hardening import harden
from kiosk.session.supervisor import Post, Supervisor
from kiosk.session.wipe import Surroundings, cancel_prints_command, unmount_commands
from ui.shell.bug import end_on_bug
from ui.shell.languages import WelcomeLanguage, offered
from ui.shell.look import look_for
from ui.shell.post_window import PostWindow
from ui.shell.showing import SCREEN_DPI, WINDOWED, show_window
from ui.theme.languages import LANGUAGES, Speaker
from ui.theme.look import load_fonts

__all__ = ["WINDOWED", "Driver", "Screen", "clear_clipboard", "run_post", "show_window"]

log = logging.getLogger("ui.shell")

STAFF_LANGUAGE = "fr"
"""Professionals read French; nobody else is meant to see that page."""


@dataclass(frozen=True, slots=True)
class Screen:
    """How the post stands on its screen."""

    is_windowed: bool = False
    declared_dpi: int = 0
    place: str = ""
    language: str = "fr"
    complete_languages: Sequence[str] = tuple(each.code for each in LANGUAGES)


class Driver(QObject):
    """Turns the core from the Qt loop: a step when a channel speaks, and when time passed."""

    def __init__(self, supervisor: Supervisor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._supervisor = supervisor
        self._notifiers: dict[int, QSocketNotifier] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.step)

    def start(self) -> None:
        self._supervisor.start()
        self._look_again()

    def begin(self, language: str) -> None:
        self._supervisor.begin(language)
        self._look_again()

    def begin_for_staff(self) -> None:
        self._supervisor.begin(STAFF_LANGUAGE, is_for_staff=True)
        self._look_again()

    def skip(self) -> None:
        self._supervisor.skip()
        self._look_again()

    def step(self) -> None:
        self._supervisor.step()
        self._look_again()

    def stop(self) -> bool:
        """End the post; return whether it was left clean."""
        self._timer.stop()
        for notifier in self._notifiers.values():
            notifier.setEnabled(False)
        self._notifiers.clear()
        return self._supervisor.stop()

    def _look_again(self) -> None:
        """Watch exactly the channels there are now: a number may be used again by another."""
        if self._supervisor.is_left:
            QGuiApplication.exit()
        wanted = self._supervisor.filenos()
        for fileno in self._notifiers.keys() - wanted:
            gone = self._notifiers.pop(fileno)
            gone.setEnabled(False)
            gone.deleteLater()
        for fileno in wanted - self._notifiers.keys():
            notifier = QSocketNotifier(fileno, QSocketNotifier.Type.Read, self)
            notifier.activated.connect(self.step)
            self._notifiers[fileno] = notifier
        self._timer.start(round(self._supervisor.next_step_s * 1000))


class PostShell(PostWindow):
    """The window of a running post. A plain window ends the post when it is closed; one that
    fills the screen stays, whatever keys were pressed: staff leaves by the four corners."""

    is_closable = True

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        if self.is_closable:
            event.accept()
            QGuiApplication.exit()
        else:
            event.ignore()


def run_post(
    post: Post,
    screen: Screen,
    *,
    clock: Clock | None = None,
    shown: Callable[[PostWindow], object] = lambda _window: None,
) -> int:
    """Show the post until it is told to stop; return the exit status of the command.

    Call it in the main thread, after `hold_post`. 0 when everything was wiped at the end.
    `shown` is called once with the window: the tour puts its fingers there; what it
    returns is kept as long as the post runs.
    """
    os.environ.setdefault("DBUS_SESSION_BUS_ADDRESS", NO_BUS)
    os.environ[WINDOWED] = "1" if screen.is_windowed else ""  # sessions inherit both
    if screen.declared_dpi:
        os.environ[SCREEN_DPI] = str(screen.declared_dpi)
    end_on_bug()
    harden(lock_memory=False)  # it holds the device secret; small pages of keys only
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)  # noqa: S101 - nothing before us made another kind
    app.setApplicationName("reconnect-kiosk")
    app.setQuitOnLastWindowClosed(False)
    app.setStyle("Fusion")
    load_fonts()
    window = make_window(app, post, screen, offered(screen.complete_languages))
    supervisor = Supervisor(
        post,
        clock=clock or SystemClock(),
        surroundings=Surroundings(
            clear_clipboard=clear_clipboard,
            print_command=cancel_prints_command(),
            unmount_commands=unmount_commands,
        ),
        show=window.show_view,
    )
    driver = Driver(supervisor)
    window.language_chosen.connect(driver.begin)
    window.skipped.connect(driver.skip)
    window.staff_came.connect(driver.begin_for_staff)
    window.is_closable = screen.is_windowed
    _quit_on_signals()
    show_window(window, is_windowed=screen.is_windowed)
    fingers = shown(window)
    QTimer.singleShot(0, driver.start)
    app.exec()
    del fingers
    return 0 if driver.stop() else 1


def make_window(
    app: QApplication, post: Post, screen: Screen, languages: Sequence[WelcomeLanguage]
) -> PostShell:
    """Return the window, not yet shown, speaking `screen.language`."""
    primary = QGuiApplication.primaryScreen()
    look = look_for(primary, post.mode, declared_dpi=screen.declared_dpi)
    speaker = Speaker(app)
    _speak(speaker, screen.language)
    return PostShell(
        look,
        languages,
        place=screen.place,
        language=screen.language,
        speak=partial(_speak, speaker),
    )


def _speak(speaker: Speaker, code: str) -> None:
    """Speak `code`; a translation that is not installed must not end the post."""
    if speaker.language.code == code:
        return
    try:
        speaker.speak(code)
    except OSError:
        log.warning("no translation installed for %s", code)


def clear_clipboard() -> None:
    """Empty the clipboard and the selection, whoever owned them."""
    clipboard = QGuiApplication.clipboard()
    for mode in (clipboard.Mode.Clipboard, clipboard.Mode.Selection):
        clipboard.setText("", mode)  # take it over first: `clear` drops only what is ours
        clipboard.clear(mode)


def _quit_on_signals() -> None:
    def quit_loop(number: int, frame: FrameType | None) -> None:
        del number, frame
        # Runs at the next step of the timer, a quarter second at most. Not `quit`: that one
        # asks the window first, and a window that fills the screen does not close.
        QGuiApplication.exit()

    signal.signal(signal.SIGTERM, quit_loop)
    signal.signal(signal.SIGINT, quit_loop)
