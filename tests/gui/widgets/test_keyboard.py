"""The keyboard on the glass types into the field that has the focus, in French and Arabic."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from ui.theme.look import Look
from ui.theme.tokens import LIGHT, terminal_scale
from ui.widgets.fields import PasswordField, TextField
from ui.widgets.keyboard import LAYOUTS, OnScreenKeyboard

LOOK = Look(LIGHT, terminal_scale(86))


class Page:
    """Two fields and the keyboard."""

    def __init__(self, qtbot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.login = TextField(LOOK, "login", "Mon identifiant")
        self.password = PasswordField(LOOK, "password", "Mon mot de passe", show_text="Montrer")
        self.keyboard = OnScreenKeyboard(LOOK)
        page = QVBoxLayout(self.window)
        for each in (self.login, self.password, self.keyboard):
            page.addWidget(each)
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.login.line.setFocus()

    def key(self, name: str) -> QPushButton:
        found = [
            each
            for each in self.keyboard.findChildren(QPushButton, f"key_{name}")
            if each.isVisible()
        ]
        assert len(found) == 1, name
        return found[0]

    def press(self, *names: str) -> None:
        for name in names:
            QTest.mouseClick(self.key(name), Qt.MouseButton.LeftButton)


@pytest.fixture
def page(qtbot) -> Page:
    return Page(qtbot)


def test_letters_go_into_the_field_that_has_the_focus_and_the_focus_stays(page: Page) -> None:
    page.press("a", "w", "a", ".", "d", "-", "7")
    assert page.login.text() == "awa.d-7"
    assert page.login.line.hasFocus()
    page.press("erase", "space", "9")
    assert page.login.text() == "awa.d- 9"
    page.password.line.setFocus()
    page.press("k")
    assert (page.login.text(), page.password.text()) == ("awa.d- 9", "k")


def test_shift_holds_for_one_letter(page: Page) -> None:
    page.press("shift", "A", "b")
    assert page.login.text() == "Ab"


def test_shift_pressed_twice_is_taken_back(page: Page) -> None:
    page.press("shift", "shift", "b")
    assert page.login.text() == "b"


def test_signs_are_one_press_away_and_so_are_the_letters(page: Page) -> None:
    page.press("signs", "é", "!", "&", "signs", "z")
    assert page.login.text() == "é!&z"


def test_arabic_letters_are_one_press_away_from_latin_ones(page: Page) -> None:
    page.keyboard.speak("ar")
    page.press("a", "language", "س", "ل", "ا", "م", "language", "b")
    assert page.login.text() == "aسلامb"


def test_french_has_no_key_for_another_alphabet(page: Page) -> None:
    assert not page.keyboard.findChild(QPushButton, "key_language").isVisible()


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_no_layout_has_a_key_twice(layout: str) -> None:
    keys = "".join(LAYOUTS[layout])
    assert len(keys) == len(set(keys))


def test_every_sign_a_proposed_password_may_hold_can_be_typed() -> None:
    typed = set("".join("".join(LAYOUTS[name]) for name in ("fr", "signs")))
    assert set("abcdefghijklmnopqrstuvwxyz0123456789") <= typed
    assert set("!?#$%&*+=/()[]_:;,.@'-") <= typed


def test_hiding_the_keyboard_is_asked_of_the_page(qtbot, page: Page) -> None:
    with qtbot.waitSignal(page.keyboard.hidden):
        page.press("hide")


def test_the_password_shows_only_while_the_button_is_pressed(page: Page) -> None:
    line = page.password.line
    page.password.line.setFocus()
    page.press("k", "z")
    assert line.displayText() != "kz"
    show = page.password.show_button
    QTest.mousePress(show, Qt.MouseButton.LeftButton)
    assert line.displayText() == "kz"
    QTest.mouseRelease(show, Qt.MouseButton.LeftButton)
    assert line.displayText() != "kz"


def test_the_password_is_hidden_again_when_its_page_goes_while_the_button_is_held(
    page: Page,
) -> None:
    page.password.line.setText("kz")
    QTest.mousePress(page.password.show_button, Qt.MouseButton.LeftButton)
    page.password.hide()
    assert page.password.line.echoMode() == page.password.line.EchoMode.Password


def test_a_password_that_was_taken_leaves_nothing_to_undo(page: Page) -> None:
    page.password.line.setFocus()
    page.press("k", "z")
    assert page.password.take() == "kz"
    assert page.password.text() == ""
    page.password.line.undo()
    assert page.password.text() == ""
    page.password.line.redo()
    assert page.password.text() == ""
