"""A terminal without a screen: its window, and fingers that press what is on the glass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.theme.languages import Speaker
from ui.theme.look import Look, apply_look
from ui.theme.tokens import LIGHT, terminal_scale

DPI = 86.0
"""A 19-inch screen of 1280 by 1024."""
SIZES = {"19 inches": (1280, 1024), "15 inches": (1024, 768)}


@pytest.fixture
def look(qapp: QApplication) -> Look:
    made = Look(LIGHT, terminal_scale(DPI))
    apply_look(qapp, made)
    return made


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Callable[[str], object]]:
    speaker = Speaker(qapp)
    yield speaker.speak
    speaker.speak("fr")


@dataclass
class Glass:
    """What can be seen and pressed in a window."""

    qtbot: QtBot
    window: QWidget

    def seen(self, name: str) -> QWidget | None:
        """The visible widget of that name."""
        found = [each for each in self.window.findChildren(QWidget, name) if each.isVisible()]
        return found[0] if found else None

    def wait(self, name: str) -> QWidget:
        """Wait until that widget shows."""
        self.qtbot.waitUntil(lambda: self.seen(name) is not None)
        found = self.seen(name)
        assert found is not None
        return found

    def press(self, name: str) -> None:
        """Press where a finger would, once it can be pressed."""
        self.qtbot.waitUntil(lambda: (found := self.seen(name)) is not None and found.isEnabled())
        self.press_widget(self.wait(name))

    def press_widget(self, widget: QWidget) -> None:
        at = widget.rect().center()
        under = self.window.childAt(widget.mapTo(self.window, at))
        assert under is widget or (under is not None and widget.isAncestorOf(under)), (
            f"{widget.objectName()} is covered by {under.objectName() if under else 'nothing'}"
        )
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(at))

    def text(self, name: str) -> str:
        widget = self.wait(name)
        assert isinstance(widget, (QLabel, QAbstractButton, QLineEdit))
        return widget.text()

    def words(self) -> str:
        """Everything that can be read."""
        labels = self.window.findChildren(QLabel)
        return "\n".join(each.text() for each in labels if each.isVisible())

    def focus(self, name: str) -> None:
        field = self.wait(name)
        QTest.mouseClick(field, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(field.hasFocus)

    def type_on_glass(self, text: str) -> None:
        """Type with the keyboard on the glass, as the focus stands."""
        for letter in text:
            if letter.isupper():
                self.press("key_shift")
                self.press(f"key_{letter}")
            elif letter == " ":
                self.press("key_space")
            elif self.seen(f"key_{letter}") is not None:
                self.press(f"key_{letter}")
            else:
                self.press("key_signs")
                self.press(f"key_{letter}")
                self.press("key_signs")


@pytest.fixture
def glass(qtbot: QtBot) -> Callable[[QWidget], Glass]:
    """Show a window the size of a terminal."""

    def show(window: QWidget, size: tuple[int, int] = SIZES["19 inches"]) -> Glass:
        qtbot.addWidget(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return Glass(qtbot, window)

    return show
