"""Every desk screen in every look: controls named, words not cut, reached by Tab."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from tests.gui.desk.conftest import Window
from ui.render_desk import DESK_SCREENS, large_scale
from ui.screens.desk_common.first_focus import focus_first
from ui.theme.look import Look, apply_look
from ui.theme.tokens import CONTRAST, DESK, LIGHT

LOOKS = {
    "usual": Look(LIGHT, DESK),
    "large": Look(LIGHT, large_scale()),
    "contrast": Look(CONTRAST, DESK),
}


@pytest.fixture(params=list(LOOKS))
def look(request, qapp) -> Look:
    chosen = LOOKS[request.param]
    apply_look(qapp, chosen)
    return chosen


def shown(qtbot, look: Look, name: str) -> QWidget:
    window = Window()
    qtbot.addWidget(window)
    view = DESK_SCREENS[name](look)
    window.show_page(view)
    window.show()
    focus_first(view)
    for _ in range(3):
        QApplication.processEvents()
    return view


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
def test_every_control_is_named_and_its_words_are_not_cut(qtbot, look, name):
    view = shown(qtbot, look, name)
    found = controls(view)
    assert found
    for control in found:
        assert control.objectName(), control
        assert control.accessibleName(), control.objectName()
    names = [control.objectName() for control in found]
    assert len(set(names)) == len(names), sorted(n for n in names if names.count(n) > 1)
    for button in view.findChildren(QPushButton):
        if button.isVisible() and button.text():
            assert button.width() >= button.sizeHint().width(), button.objectName()
            assert button.height() >= button.minimumSizeHint().height() - 1, button.objectName()
    for text in view.findChildren(QLabel):
        if text.isVisible() and text.text() and text.wordWrap():
            needed = text.heightForWidth(text.width())
            assert text.height() >= needed - 1, (text.objectName(), text.text())


@pytest.mark.parametrize("name", list(DESK_SCREENS))
def test_nothing_is_wider_than_the_smallest_screen(qtbot, look, name):
    view = shown(qtbot, look, name)
    assert view.width() <= 1366
    for area in view.findChildren(QScrollArea):
        inside = area.widget()
        if area.isVisible() and inside is not None and area.objectName() != "strip":
            assert inside.minimumSizeHint().width() <= area.viewport().width(), area.objectName()


@pytest.mark.parametrize("name", ["home", "open_ready", "scan_pages", "access_ar", "dossier"])
def test_tab_reaches_every_control(qtbot, name, qapp):
    apply_look(qapp, LOOKS["usual"])
    view = shown(qtbot, LOOKS["usual"], name)
    view.window().activateWindow()
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


def test_password_fields_show_dots_and_offer_no_menu(qtbot, qapp):
    apply_look(qapp, LOOKS["usual"])
    for name in ("sign_in", "lock", "first_password", "access_fr", "affiliate_sign_in_fr"):
        view = shown(qtbot, LOOKS["usual"], name)
        secrets = [line for line in view.findChildren(QLineEdit) if "password" in line.objectName()]
        assert secrets
        for line in secrets:
            assert line.echoMode() is QLineEdit.EchoMode.Password
            assert line.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu


def test_names_are_never_read_as_markup(qtbot, qapp):
    apply_look(qapp, LOOKS["usual"])
    for name in DESK_SCREENS:
        view = shown(qtbot, LOOKS["usual"], name)
        for text in view.findChildren(QLabel):
            if text.text():
                assert text.textFormat() is Qt.TextFormat.PlainText, (name, text.text())
