"""The session's program: one login to one wipe, started warm and hidden by the supervisor.

    python -m ui.app --session FD [--drive PATH]

Everything it needs is imported and built before it says `ready`; `begin` shows the
window. Nothing in it decides when it ends: the supervisor kills it.
"""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from kiosk.capture.antivirus.screening import antivirus_of
from kiosk.capture.files import FileReader
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.rechecks import FileRechecks
from kiosk.media.sticks import Copier
from kiosk.media.udisks import UdisksSticks
from kiosk.session.agent_link import SocketAgentLink
from kiosk.session.channel import Begin, Mode
from kiosk.session.hardening import harden
from kiosk.session.session_channel import SessionChannel
from kiosk.settings import load_settings
from ui.cards import card_tools
from ui.garbage import GarbageCollector
from ui.jobs import Lane
from ui.post import LaneEntrance
from ui.printed.documents import PrintedDocuments
from ui.printing import print_tools
from ui.screens.paper_print.presenter import PrintTools
from ui.screens.show_card.presenter import CardTools
from ui.screens.terminal_paper.presenter import CopyTools
from ui.screens.terminal_papers.rechecking import RecheckTools
from ui.shell.bug import end_on_bug
from ui.shell.session_link import SessionLink
from ui.shell.supervisor_app import WINDOWED, show_window
from ui.terminal import TerminalFlow
from ui.theme.languages import Speaker
from ui.theme.look import Look, apply_look, load_fonts, system_palette
from ui.theme.tokens import DESK, LIGHT, terminal_scale
from ui.window import SessionWindow

__all__ = ["main"]

DEFAULT_DPI = 96.0


class SessionApp(QObject):
    """Builds the window of one session when it begins, and carries orders to it."""

    def __init__(self, app: QApplication, link: SessionLink, drive: str) -> None:
        super().__init__()
        self._app, self._link, self._drive = app, link, drive
        self._speaker = Speaker(app)
        self._window: SessionWindow | None = None
        self._kept: list[Any] = []
        link.begun.connect(self._begin)

    def _begin(self, begin: Begin) -> None:
        is_terminal = begin.mode is Mode.TERMINAL
        scale = terminal_scale(self._dpi()) if is_terminal else DESK
        style = self._app.styleHints()
        palette = (
            LIGHT
            if is_terminal
            else system_palette(style.colorScheme(), style.accessibility().contrastPreference())
        )
        look = Look(palette, scale)
        self._speaker.speak(begin.language)
        apply_look(self._app, look)
        window = self._window = SessionWindow(look, is_windowed=bool(os.environ.get(WINDOWED)))
        lane = Lane("local", self)
        entrance = LaneEntrance(
            begin,
            lambda key: lane.on_screen_thread(lambda: self._link.vault_key(key)),
            SocketAgentLink(Path(begin.runtime_dir)),
        )
        if is_terminal:
            flow: Any = TerminalFlow(
                look,
                begin.language,
                entrance,
                lane,
                self._link,
                is_closed=begin.vault_key is None,
                is_for_staff=begin.is_for_staff,
                line=entrance.line,
                copies=CopyTools(Copier(UdisksSticks()), Lane("sticks", self)),
                printing=self._printing(Path(begin.state_dir)),
                documents=PrintedDocuments(),
                rechecks=self._file_rechecks(),
                cards=self._cards(),
                parent=self,
            )
            window.show_page(flow.frame)
            flow.look_changed.connect(window.wear)
            flow.frame_changed.connect(window.show_page)
        else:
            flow = self._desk(look, window, entrance, lane, Path(begin.state_dir))
        self._kept += [lane, entrance, flow]
        window.still_here.connect(self._link.touched)
        window.still_here.connect(window.calm)
        window.finish_pressed.connect(flow.finish)
        self._link.warned.connect(window.warn)
        self._link.calmed.connect(window.calm)
        self._link.say_when_painted(window)
        show_window(window, is_windowed=bool(os.environ.get(WINDOWED)))
        window.activateWindow()
        lane.submit(entrance.warm, lambda _none: None, lambda _error: None)
        if self._drive:
            from ui.driver import Driver

            self._kept.append(Driver(self._drive, "session", self))

    def _printing(self, state_dir: Path) -> PrintTools | None:
        """Return what a terminal prints with: only where IT named a printer for it."""
        queue = load_settings().settings.terminal_printer
        return print_tools(self, state_dir, only=queue) if queue else None

    def _file_rechecks(self) -> RecheckTools:
        """Return what looks again at files that no antivirus saw yet; it starts nothing here."""
        settings = load_settings().settings
        antivirus = antivirus_of(settings.antivirus, settings.antivirus_socket)
        reader = FileReader(Pipeline(), antivirus=antivirus)
        return RecheckTools(FileRechecks(reader), Lane("antivirus", self))

    def _cards(self) -> CardTools | None:
        """Return what reads cards held before a camera: none where IT switched cameras off."""
        return card_tools(self) if load_settings().settings.cameras == "on" else None

    def _desk(
        self,
        look: Look,
        window: SessionWindow,
        entrance: LaneEntrance,
        lane: Lane,
        state_dir: Path,
    ) -> QObject:
        from ui.desk import DeskFlow, desk_tools

        tools = desk_tools(self, load_settings().settings, state_dir)
        flow = DeskFlow(look, window, entrance, lane, self._link, tools, self)
        self._link.lock_ordered.connect(flow.lock)
        return flow

    def _dpi(self) -> float:
        declared = float(os.environ.get("RECONNECT_KIOSK_SCREEN_DPI") or 0)
        screen = self._app.primaryScreen()
        measured = screen.physicalDotsPerInch() if screen is not None else DEFAULT_DPI
        return declared or (measured if 70 <= measured <= 400 else DEFAULT_DPI)


def main(arguments: list[str]) -> int:
    """Be a session until the supervisor ends it."""
    parser = argparse.ArgumentParser(prog="python -m ui.app")
    parser.add_argument("--drive", default="", help=argparse.SUPPRESS)
    parser.add_argument("--session", type=int, required=True, help="the channel's descriptor")
    asked = parser.parse_args(arguments)
    end_on_bug()
    # Not locked in memory: PDFium gives pages back by madvise, which the kernel refuses on
    # locked ones, and it aborts. Swap is shut off by the service (MemorySwapMax=0).
    harden(lock_memory=False)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("reconnect-kiosk")
    app.setQuitOnLastWindowClosed(False)
    collector = GarbageCollector(app)
    load_fonts()
    link = SessionLink(SessionChannel(asked.session))
    session = SessionApp(app, link, asked.drive)
    _import_ahead()
    collector.spare_what_is_there()
    link.ready()
    status = app.exec()
    del session
    return status


def _import_ahead() -> None:
    """Load now what a sign-in would otherwise wait for."""
    for module in ("kiosk.flows.person", "kiosk.flows.worker"):
        import_module(module)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
