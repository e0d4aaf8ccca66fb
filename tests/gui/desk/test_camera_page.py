"""The page that looks through a camera: its live picture, its buttons, and the lock over it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QWidget

from kiosk.capture.camera.finder import View
from kiosk.capture.camera.stillness import Look as Thought
from ui.screens.desk_scan.model import ScanModel, Work
from ui.screens.desk_scan.view import ScanView
from ui.theme.look import Look, apply_look
from ui.theme.tokens import DESK, LIGHT

RED = bytes((200, 30, 30)) * (64 * 36)
CORNERS = (8, 8, 56, 8, 56, 28, 8, 28)


@pytest.fixture
def look(qapp) -> Look:
    look = Look(LIGHT, DESK)
    apply_look(qapp, look)
    return look


def looking(look: Look, qtbot) -> tuple[QStackedWidget, ScanView]:
    """Return the page while a camera is looked through, in a window that may cover it."""
    layers, view = QStackedWidget(), ScanView(look)
    layers.addWidget(view)
    layers.addWidget(QWidget())
    qtbot.addWidget(layers)
    layers.resize(1366, 768)
    layers.show()
    view.show_model(ScanModel(work=Work.SCANNING, is_looking=True))
    return layers, view


def test_what_the_camera_sees_is_drawn_with_the_edge_and_said_in_words(look, qtbot):
    layers, view = looking(look, qtbot)
    view.show_camera(View(RED, 64, 36, CORNERS, Thought.BLURRED))
    picture = view.findChild(QWidget, "finder_picture")
    assert picture is not None
    drawn = picture.grab().toImage()
    middle = drawn.pixelColor(drawn.width() // 2, drawn.height() // 2)
    assert (middle.red(), middle.green(), middle.blue()) == (200, 30, 30)
    words = view.findChild(QLabel, "finder_told_text")
    assert words is not None
    assert words.text().startswith("L’image est floue.")
    view.show_model(ScanModel())
    view.show_model(ScanModel(work=Work.SCANNING, is_looking=True))
    again = picture.grab().toImage()
    assert again.pixelColor(again.width() // 2, again.height() // 2) != middle
    layers.hide()


def test_its_two_buttons_are_there_and_the_first_has_the_focus(look, qtbot):
    layers, view = looking(look, qtbot)
    assert view.focusWidget() is view.finder.take
    pressed: list[str] = []
    view.finder.take_pressed.connect(lambda: pressed.append("take"))
    view.finder.finish_pressed.connect(lambda: pressed.append("finish"))
    for name in ("finder_take", "finder_finish"):
        button = view.findChild(QPushButton, name)
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == ["take", "finish"]
    layers.hide()


def test_a_page_put_under_the_lock_says_that_nobody_sees_it(look, qtbot):
    layers, view = looking(look, qtbot)
    with qtbot.waitSignal(view.covered, timeout=2000):
        layers.setCurrentIndex(1)
