"""*Montrer ma carte* on *Entrer*, through the real window, lane and child (`ux.md` B1)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from kiosk.capture.camera.card_camera import CardCamera
from kiosk.domain.identifier_card import CardContent, card_text
from kiosk.errors import Unavailable
from tests.fakes.desk import InlineJobs
from tests.fakes.terminal import LOGIN
from tests.gui.terminal.test_flow import Terminal
from tests.unit.capture.test_card_camera import CHILD, before, empty_room, hand_with
from tests.unit.terminal.test_show_card import CameraOnPaper
from ui.screens.show_card.presenter import CardTools
from ui.theme.look import apply_look

SLOW_MS = 60_000
"""A child starts in a second; a busy machine takes its time."""


@pytest.fixture
def terminal(look, glass, qapp) -> Callable[..., Terminal]:
    yield lambda **options: Terminal(look, glass, **options)
    apply_look(qapp, look)


def on_paper(camera: CameraOnPaper) -> CardTools:
    return CardTools(camera, InlineJobs(), lambda call: call())


def line(made: Terminal, name: str) -> QLineEdit:
    found = made.screen.wait(name)
    assert isinstance(found, QLineEdit)
    return found


def test_a_card_before_the_real_child_fills_the_identifier(terminal, lane, tmp_path: Path):
    pictures = before(tmp_path, empty_room(), hand_with(card_text(CardContent(LOGIN, "fr"))))
    camera = CardCamera(CHILD, {"pictures": str(pictures)})
    made = terminal(cards=CardTools(camera, lane, lane.on_screen_thread))
    made.screen.qtbot.waitUntil(lambda: made.screen.seen("show_card_button"), timeout=SLOW_MS)
    made.screen.press("show_card_button")
    made.screen.wait("show_card_picture")
    assert made.screen.seen("login") is None
    assert made.screen.seen("keyboard") is None
    made.screen.qtbot.waitUntil(lambda: made.screen.seen("login"), timeout=SLOW_MS)
    assert line(made, "login").text() == LOGIN
    assert line(made, "password").text() == ""
    made.screen.qtbot.waitUntil(line(made, "password").hasFocus)


def test_a_post_without_a_camera_has_no_button(terminal):
    made = terminal(cards=on_paper(CameraOnPaper(name=None)))
    assert made.screen.seen("show_card_button") is None
    assert terminal().screen.seen("show_card_button") is None


@pytest.mark.parametrize("page", ["is_closed", "is_for_staff"])
def test_a_professional_is_asked_for_no_card(terminal, page):
    made = terminal(cards=on_paper(CameraOnPaper()), **{page: True})
    made.screen.wait("login")
    assert made.screen.seen("show_card_button") is None


@pytest.mark.parametrize("way", ["button", "escape", "finish"])
def test_the_camera_is_off_once_the_page_is_left(terminal, way):
    camera = CameraOnPaper()
    made = terminal(cards=on_paper(camera))

    def leave() -> None:
        picture = made.screen.wait("show_card_picture")
        assert picture.grab().toImage().size().height() > 100
        if way == "button":
            made.screen.press("show_card_stop")
        elif way == "escape":
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        else:
            made.window.hide()

    camera.during = leave
    made.screen.press("show_card_button")
    assert camera.was_left
    if way != "finish":
        assert line(made, "login").text() == ""
        made.screen.qtbot.waitUntil(line(made, "login").hasFocus)


def test_a_camera_that_is_busy_has_words_and_typing_goes_on(terminal):
    made = terminal(cards=on_paper(CameraOnPaper(finds=Unavailable("card.camera_busy"))))
    made.screen.press("show_card_button")
    assert made.screen.text("error_what").startswith("La caméra est déjà occupée.")
    made.type_in()
    made.screen.wait("space_greeting")


def test_another_code_before_the_camera_is_told_beside_its_picture(terminal):
    camera = CameraOnPaper(shows=["card.foreign"])
    made = terminal(cards=on_paper(camera))
    told: list[str] = []
    camera.during = lambda: told.append(made.screen.text("show_card_told_text"))
    made.screen.press("show_card_button")
    assert told == ["Ce code n’est pas une carte d’identifiant. Écrivez l’identifiant."]


def test_every_control_of_the_camera_has_a_name_and_the_first_the_focus(terminal):
    camera = CameraOnPaper()
    made = terminal(cards=on_paper(camera))
    seen: list[str] = []

    def look() -> None:
        stop = made.screen.wait("show_card_stop")
        seen.extend((stop.accessibleName() or stop.text(), QApplication.focusWidget().objectName()))
        seen.append(made.screen.wait("show_card_picture").accessibleName())

    camera.during = look
    made.screen.press("show_card_button")
    assert seen == ["Écrire l’identifiant", "show_card_stop", "Ce que voit la caméra"]
