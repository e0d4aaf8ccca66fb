"""What holds on every screen of the terminal, in each language, size and look (`ux.md` 8)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from tests.gui.terminal.conftest import DPI, SIZES, Glass
from ui.render import TERMINAL_SCREENS
from ui.theme.languages import LANGUAGES
from ui.theme.look import Look, apply_look
from ui.theme.tokens import LIGHT, terminal_scale
from ui.widgets.scrolling import Scroll
from ui.window import SessionWindow, TerminalFrame

MAIN_MM, LEAST_MM, KEY_MM = 21.0, 16.0, 14.0
ROUNDING_PX = 1
SCREENS = sorted(TERMINAL_SCREENS)
CODES = [language.code for language in LANGUAGES]
EASES = {"normal": False, "large": True}


class Shown(Glass):
    """One screen in its frame."""

    look: Look
    frame: TerminalFrame

    def controls(self) -> list[QWidget]:
        """What the keys can reach, as it shows; arrows of a long page lead where it is not yet."""
        return [
            widget
            for widget in self.window.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not isinstance(widget, QAbstractScrollArea)
            and not isinstance(widget.parentWidget().parentWidget(), Scroll)
        ]


@pytest.fixture
def screen(qtbot, qapp: QApplication, speak) -> Callable[..., Shown]:
    def show(
        name: str, language: str = "fr", *, is_large: bool = False, size: str = "19 inches"
    ) -> Shown:
        speak(language)
        look = Look(LIGHT, terminal_scale(DPI, is_large=is_large))
        apply_look(qapp, look)
        window, frame = SessionWindow(look), TerminalFrame(look)
        frame.keyboard.speak(language)
        frame.show_page(TERMINAL_SCREENS[name](look, language))
        frame.tell_offline(True)
        window.show_page(frame)
        qtbot.addWidget(window)
        window.resize(*SIZES[size])
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        for _ in range(3):
            QApplication.processEvents()
        shown = Shown(qtbot, window)
        shown.look, shown.frame = look, frame
        return shown

    return show


def stop_of(widget: QWidget) -> str:
    """Name the stop of Tab: answers that exclude one another are one, arrows do the rest."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return (
        f"group {id(group)}"
        if group is not None and group.exclusive()
        else f"{widget.objectName()} {id(widget)}"
    )


every_screen = pytest.mark.parametrize("name", SCREENS)
every_language = pytest.mark.parametrize("language", CODES)
every_size = pytest.mark.parametrize("is_large", EASES.values(), ids=EASES.keys())


@every_screen
def test_every_control_has_a_name_for_tests_and_one_for_those_who_listen(screen, name) -> None:
    for control in screen(name).controls():
        spoken = control.accessibleName()
        assert control.objectName(), f"{type(control).__name__} {spoken!r} {control.parent()}"
        assert control.accessibleName().strip(), control.objectName()


@every_screen
@every_language
@every_size
def test_words_are_whole_and_fingers_find_room(
    screen, name: str, language: str, is_large: bool
) -> None:
    shown = screen(name, language, is_large=is_large)
    check_targets(shown)
    check_words(shown)
    for size in SIZES.values():
        check_fit(shown, size)
    if shown.window.findChildren(QLineEdit):
        shown.frame.keyboard.show()
        for size in SIZES.values():
            check_fit(shown, size)
            check_buttons(shown)
        check_targets(shown)


def check_targets(shown: Shown) -> None:
    """Every button is 16 mm or more, a main one 21 mm, a key 14 mm."""
    mm = shown.look.scale.mm
    for control in shown.window.findChildren(QPushButton):
        if not control.isVisible():
            continue
        kind = control.property("kind")
        least = {"main": MAIN_MM, "key": KEY_MM, "gesture": KEY_MM}.get(kind, LEAST_MM)
        assert control.height() >= mm(least) - ROUNDING_PX, control.objectName()
        if kind not in {"key", "gesture"}:
            assert control.width() >= mm(least) - ROUNDING_PX, control.objectName()
    for field in shown.window.findChildren(QLineEdit):
        assert field.height() >= mm(LEAST_MM) - ROUNDING_PX, field.objectName()


def check_words(shown: Shown) -> None:
    """No label or button is smaller than its text."""
    for label in shown.window.findChildren(QLabel):
        if not label.isVisible() or not label.text():
            continue
        told = f"{label.objectName()}: {label.text()}"
        if not label.wordWrap():
            assert label.width() >= label.minimumSizeHint().width() - ROUNDING_PX, told
            continue
        assert label.height() >= label.heightForWidth(label.width()) - ROUNDING_PX, told
        words = [label.fontMetrics().horizontalAdvance(word) for word in label.text().split()]
        assert label.width() >= max(words, default=0) - ROUNDING_PX, told
    check_buttons(shown)


def check_buttons(shown: Shown) -> None:
    """Every button has room for its picture and its word."""
    for control in shown.window.findChildren(QPushButton):
        if control.isVisible() and control.text() and control.property("kind") != "key":
            words = control.fontMetrics().horizontalAdvance(control.text().replace("&&", "&"))
            icon = 0 if control.icon().isNull() else control.iconSize().width()
            assert control.width() >= words + icon, f"{control.objectName()}: {control.text()}"


def check_fit(shown: Shown, size: tuple[int, int]) -> None:
    """The window takes this size, with its frame whole; what is longer scrolls."""
    shown.window.resize(*size)
    for _ in range(12):
        QApplication.processEvents()
    assert (shown.window.width(), shown.window.height()) == size
    glass = QRect(QPoint(0, 0), shown.window.size())
    for part in (shown.frame.home, shown.frame.finish, shown.frame.help, shown.frame.keyboard):
        if part.isVisible():
            at = QRect(part.mapTo(shown.window, QPoint(0, 0)), part.size())
            assert glass.contains(at), part.objectName()
    for control in shown.window.findChildren(QPushButton):
        if control.isVisible():
            left = control.mapTo(shown.window, QPoint(0, 0)).x()
            assert left >= 0, control.objectName()
            assert left + control.width() <= size[0], control.objectName()


@every_screen
def test_arabic_reads_from_the_right_and_its_first_gesture_stands_there(screen, name: str) -> None:
    shown = screen(name, "ar")
    assert shown.window.layoutDirection() is Qt.LayoutDirection.RightToLeft
    finish = shown.frame.finish.mapTo(shown.window, QPoint(0, 0)).x()
    home = shown.frame.home.mapTo(shown.window, QPoint(0, 0)).x()
    assert finish < shown.window.width() // 2 < home + shown.frame.home.width()


@pytest.mark.parametrize("name", [name for name in SCREENS if name != "finish"])
@every_language
def test_tab_reaches_every_control_once_and_comes_round(screen, name: str, language: str) -> None:
    shown = screen(name, language)
    wanted = {stop_of(control) for control in shown.controls()}
    reached: list[str] = []
    for _ in range(3 * len(wanted)):
        QTest.keyClick(QApplication.focusWidget() or shown.window, Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        stop = stop_of(focus)
        if reached and stop == reached[0]:
            break
        if stop in wanted:
            reached.append(stop)
    assert len(reached) == len(set(reached))
    assert set(reached) == wanted


@every_language
def test_the_keys_go_through_the_sign_in_page_in_reading_order(screen, language: str) -> None:
    shown = screen("enter", language)
    shown.focus("login")
    names = []
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        names.append(focus.objectName())
    assert names == ["password", "password_show", "enter_button"]


def test_every_button_says_what_it_shows(screen) -> None:
    shown = screen("space")
    for control in shown.window.findChildren(QAbstractButton):
        if control.isVisible() and control.text() and not control.objectName().startswith("key_"):
            assert control.text() in control.accessibleName()
