"""Every desk screen in every look: controls named, words not cut, reached by Tab."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)
from shiboken6 import delete

from tests.gui.desk.conftest import Window
from ui import render, render_desk
from ui.render_desk import DESK_SCREENS, large_scale
from ui.screens.desk_common.first_focus import focus_first
from ui.theme.look import Look, apply_look
from ui.theme.tokens import CONTRAST, DESK, LIGHT, SPACE_M

LOOKS = {
    "usual": Look(LIGHT, DESK),
    "large": Look(LIGHT, large_scale()),
    "contrast": Look(CONTRAST, DESK),
}


@pytest.fixture(scope="module", params=list(LOOKS))
def look(request, qapp) -> Look:
    """One look at a time: changing it polishes every living widget again."""
    chosen = LOOKS[request.param]
    apply_look(qapp, chosen)
    return chosen


@pytest.fixture
def shown(qapp) -> Iterator[Callable[[Look, str], QWidget]]:
    """Shows one screen at a time in a window of the smallest size, and deletes it at once."""
    windows: list[Window] = []

    def forget() -> None:
        while windows:
            delete(windows.pop())
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def show(look: Look, name: str) -> QWidget:
        forget()
        window = Window()
        windows.append(window)
        view = DESK_SCREENS[name](look)
        window.show_page(view)
        window.show()
        window.activateWindow()
        focus_first(view)
        for _ in range(3):
            QApplication.processEvents()
        return view

    yield show
    forget()


def controls(view: QWidget) -> list[QWidget]:
    """Every visible control that takes the focus, without Qt's own inner parts."""
    return [
        widget
        for widget in view.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.objectName().startswith("qt_")
    ]


@pytest.mark.parametrize("name", list(DESK_SCREENS))
def test_controls_are_named_words_are_whole_and_nothing_is_too_wide(shown, look, name):
    view = shown(look, name)
    found = controls(view)
    assert found
    for control in found:
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()
    names = [(control.objectName(), control.accessibleName()) for control in found]
    assert len(set(names)) == len(names), sorted(n for n in names if names.count(n) > 1)
    for button in view.findChildren(QPushButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.sizeHint().width(), button.objectName()
            assert button.height() >= button.minimumSizeHint().height() - 1, button.objectName()
    for text in view.findChildren(QLabel):
        if text.isVisible() and text.text() and text.wordWrap():
            needed = text.heightForWidth(text.width())
            assert text.height() >= needed - 1, (text.objectName(), text.text())
    assert view.width() <= 1366
    for area in view.findChildren(QScrollArea):
        inside = area.widget()
        if area.isVisible() and inside is not None and area.objectName() != "strip":
            assert inside.minimumSizeHint().width() <= area.viewport().width(), area.objectName()


@pytest.mark.parametrize("name", ["home", "open_ready", "scan_pages", "access_ar", "dossier"])
def test_tab_reaches_every_control(shown, look, name):
    view = shown(look, name)
    wanted = {control.objectName() for control in controls(view) if control.isEnabled()}
    # In a group of choices Tab reaches one, the arrows the others.
    grouped = {
        c.objectName()
        for c in view.findChildren(QAbstractButton)
        if c.group() is not None and c.group().exclusive()
    }
    reached = set()
    for _ in range(2 * len(wanted) + 10):
        focus = QApplication.focusWidget()
        if focus is not None:
            reached.add(focus.objectName())
        view.focusNextPrevChild(True)
    assert wanted - grouped <= reached


def test_password_fields_show_dots_and_offer_no_menu(shown, look):
    for name in ("sign_in", "lock", "first_password", "access_fr", "affiliate_sign_in_fr"):
        view = shown(look, name)
        secrets = [line for line in view.findChildren(QLineEdit) if "password" in line.objectName()]
        assert secrets
        for line in secrets:
            assert line.echoMode() is QLineEdit.EchoMode.Password
            assert line.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu


def test_names_are_never_read_as_markup(shown, look):
    for name in DESK_SCREENS:
        view = shown(look, name)
        for text in view.findChildren(QLabel):
            if text.text():
                assert text.textFormat() is Qt.TextFormat.PlainText, (name, text.text())


@pytest.mark.parametrize("name", list(DESK_SCREENS))
def test_no_bar_stands_beside_a_page_that_fits(shown, look, name):
    """Large text wraps a line in a narrow window, and the window is not narrow."""
    view = shown(look, name)
    for area in view.findChildren(QScrollArea):
        if not area.isVisible() or not area.verticalScrollBar().isVisible():
            continue
        inside = area.widget()
        lowest = max(
            each.mapTo(inside, each.rect().bottomLeft()).y()
            for each in inside.findChildren(QWidget)
            if each.isVisible() and isinstance(each, QFrame | QAbstractButton | QLineEdit)
        )
        assert lowest + SPACE_M >= area.viewport().height(), area.objectName()


@pytest.mark.parametrize("render", [render.main, render_desk.main])
def test_asking_for_help_draws_nothing(render, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        render(["--help"])
    assert ended.value.code == 0
    assert "usage: " in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []
