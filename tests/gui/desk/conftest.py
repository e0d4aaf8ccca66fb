"""Windows of the desk, drawn without a screen."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from kiosk.session.channel import Who
from tests.fakes.desk import (
    CountingRng,
    FakeEntrance,
    FakePrinter,
    FixedClock,
    InlineJobs,
    MemoryFiles,
    landing,
)
from tests.fakes.printing import FakePrinters, print_tools
from tests.fakes.scanner import FakeScanner, FakeSources
from ui.desk import DeskFlow, DeskTools
from ui.printed.documents import PrintedDocuments
from ui.screens.show_card.presenter import CardTools
from ui.theme.look import Look, apply_look

NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Window(QWidget):
    """A window that holds one page."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("window")
        self._pages = QStackedWidget()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)
        self.resize(1366, 768)

    def show_page(self, page: QWidget) -> None:
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)


@dataclass
class Side:
    """Remembers what the supervisor was told."""

    told: list[object] = field(default_factory=list)

    def signed_in(self, who: Who) -> None:
        self.told.append(who)

    def viewing(self, on: bool) -> None:
        del on

    def locked(self) -> None:
        self.told.append("locked")

    def unlocked(self) -> None:
        self.told.append("unlocked")

    def finish(self, reason: str) -> None:
        self.told.append(reason)


class DeskInHand:
    """A desk and the fingers on its keyboard; no mouse."""

    def __init__(self, qtbot, entrance: FakeEntrance, cards: CardTools | None = None) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.look = Look()
        apply_look(app, self.look)
        self.qtbot = qtbot
        self.entrance, self.side, self.window = entrance, Side(), Window()
        self.printer, self.scanner = FakePrinter(), FakeScanner(feeder=2)
        self.printers = FakePrinters()
        self.files = MemoryFiles()
        self.sources = FakeSources()
        tools = DeskTools(
            lane=InlineJobs(),
            on_screen_thread=lambda call: call(),
            scanner=self.scanner,
            sources=self.sources,
            sources_lane=InlineJobs(),
            media_lane=InlineJobs(),
            landing=landing(),
            printer=self.printer,
            printing=print_tools(self.printers),
            documents=PrintedDocuments(),
            files=self.files,
            clock=FixedClock(),
            rng=CountingRng(),
            cards=cards,
        )
        qtbot.addWidget(self.window)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.flow = DeskFlow(
            self.look, self.window, entrance, InlineJobs(), self.side, tools, self.window
        )
        self.settle()

    @property
    def worker(self):
        return self.entrance.worker

    def settle(self) -> None:
        for _ in range(4):
            QApplication.processEvents()

    def visible(self, name: str) -> QWidget | None:
        found = [w for w in self.window.findChildren(QWidget, name) if w.isVisible()]
        return found[0] if found else None

    def needed(self, name: str) -> QWidget:
        widget = self.visible(name)
        assert widget is not None, f"{name} does not show"
        return widget

    @property
    def focus(self) -> str:
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.settle()

    def write(self, text: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), text)
        self.settle()

    def tab_to(self, name: str) -> None:
        """Press Tab until `name` has the focus."""
        for _ in range(80):
            if self.focus == name:
                return
            self.key(Qt.Key.Key_Tab)
        raise AssertionError(f"{name} is not reached by Tab; the focus is on {self.focus}")

    def press(self, name: str) -> None:
        """Reach a button by Tab and press it by Space."""
        self.tab_to(name)
        self.key(Qt.Key.Key_Space)

    def come_in(self) -> None:
        self.write("claire.m-7k3f")
        self.key(Qt.Key.Key_Return)
        self.write("Lampe-cerise-velo")
        self.key(Qt.Key.Key_Return)


@pytest.fixture
def desk(qtbot) -> Callable[..., DeskInHand]:
    return lambda entrance, cards=None: DeskInHand(qtbot, entrance, cards)
