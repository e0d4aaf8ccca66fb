"""Errors in five parts, an undo that ends, a warning that covers, a ring round the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from kiosk.messages import all_messages
from ui.messages import shown
from ui.theme.look import Look
from ui.theme.tokens import LIGHT, terminal_scale
from ui.widgets.focus_ring import FOCUS_EDGE_PX, FOCUS_PX, FocusRing
from ui.widgets.notices import UNDO_MS, EmptyState, ErrorPanel, NoticeLine, UndoBar
from ui.widgets.warning import WarningOverlay

LOOK = Look(LIGHT, terminal_scale(86))


def visible_texts(widget: QWidget) -> list[str]:
    labels = [each for each in widget.findChildren(QLabel) if each.isVisible()]
    return [each.text() for each in labels if each.text()]


def test_an_error_shows_its_five_parts_and_one_button(qtbot) -> None:
    panel = ErrorPanel(LOOK)
    qtbot.addWidget(panel)
    message = shown("sign_in.wrong_password", {"left": 8})
    panel.tell(message)
    panel.show()
    texts = visible_texts(panel)
    assert texts == [message.what, message.safe, message.helper, message.code]
    assert "8" in message.what
    buttons = [each for each in panel.findChildren(QPushButton) if each.isVisible()]
    assert [each.text() for each in buttons] == [message.action]
    code = panel.findChild(QLabel, "error_code")
    assert code is not None
    assert code.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    with qtbot.waitSignal(panel.action_pressed):
        buttons[0].click()
    panel.tell(None)
    assert not panel.isVisible()


def test_every_message_has_its_five_parts_and_a_code_of_its_own() -> None:
    codes = [message.code for message in all_messages().values()]
    assert len(codes) == len(set(codes))
    for key, message in all_messages().items():
        parts = (message.what, message.safe, message.action, message.helper, message.code)
        assert all(part.strip() for part in parts), key


def test_a_foreign_text_is_never_read_as_markup(qtbot) -> None:
    line = NoticeLine(LOOK)
    qtbot.addWidget(line)
    line.tell("<b>Relais</b>")
    text = line.findChild(QLabel, "notice_text")
    assert text is not None
    assert text.textFormat() is Qt.TextFormat.PlainText
    assert line.accessibleName() == "<b>Relais</b>"


@pytest.fixture
def undo(qtbot, monkeypatch) -> UndoBar:
    monkeypatch.setattr("ui.widgets.notices.UNDO_MS", 60)
    bar = UndoBar(LOOK)
    qtbot.addWidget(bar)
    return bar


def test_the_offer_to_undo_lasts_ten_seconds() -> None:
    assert UNDO_MS == 10_000


def test_the_offer_to_undo_ends_by_itself_and_says_so_once(qtbot, undo: UndoBar) -> None:
    with qtbot.waitSignal(undo.expired):
        undo.tell("Ce papier est partagé.")
        assert undo.isVisible()
    assert not undo.isVisible()


def test_undoing_ends_the_offer_at_once(qtbot, undo: UndoBar) -> None:
    ended: list[str] = []
    undo.expired.connect(lambda: ended.append("expired"))
    undo.undo_pressed.connect(lambda: ended.append("undone"))
    undo.tell("Ce papier est partagé.")
    undo.action.click()
    assert not undo.isVisible()
    qtbot.wait(120)
    assert ended == ["undone"]


def test_taking_the_offer_away_is_not_its_end(qtbot, undo: UndoBar) -> None:
    undo.tell("Ce papier est partagé.")
    undo.tell("")
    with qtbot.assertNotEmitted(undo.expired, wait=120):
        assert not undo.isVisible()


def test_an_empty_place_says_what_it_is_for(qtbot) -> None:
    place = EmptyState(LOOK, "folder", "Ici, vos papiers sont en sécurité.")
    qtbot.addWidget(place)
    place.show()
    assert visible_texts(place) == ["Ici, vos papiers sont en sécurité."]
    assert not place.action.isVisible()


@pytest.fixture
def covered(qtbot) -> tuple[QWidget, QLineEdit, WarningOverlay]:
    window = QWidget()
    window.resize(1280, 1024)
    qtbot.addWidget(window)
    field = QLineEdit(window)
    field.setObjectName("beneath")
    warning = WarningOverlay(LOOK, window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    warning.setGeometry(window.rect())
    return window, field, warning


def test_the_warning_keeps_the_keys_on_its_two_buttons_and_gives_the_focus_back(
    qtbot, covered
) -> None:
    _window, field, warning = covered
    warning.warn(30)
    assert warning.here.hasFocus()
    for expected in (warning.finish, warning.here, warning.finish):
        QTest.keyClick(warning.window().focusWidget(), Qt.Key.Key_Tab)
        assert expected.hasFocus()
    warning.calm()
    assert not warning.isVisible()
    assert field.hasFocus()


def test_a_touch_anywhere_on_the_warning_means_that_somebody_is_there(qtbot, covered) -> None:
    _window, _field, warning = covered
    warning.warn(30)
    with qtbot.waitSignal(warning.still_here):
        QTest.mouseClick(warning, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    with qtbot.waitSignal(warning.finish_pressed):
        warning.finish.click()


def test_the_ring_stands_round_what_listens_to_the_keys(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    page = QVBoxLayout(window)
    page.setContentsMargins(40, 40, 40, 40)
    first, second = QPushButton("un"), QPushButton("deux")
    page.addWidget(first)
    page.addWidget(second)
    ring = FocusRing(LOOK, window)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert (FOCUS_PX, FOCUS_EDGE_PX) == (3, 1)
    for control in (first, second):
        control.setFocus()
        qtbot.waitUntil(ring.isVisible)
        assert ring.geometry().contains(control.geometry())
        edge = ring.geometry().left() - control.geometry().left()
        assert -8 <= edge <= -(FOCUS_PX + FOCUS_EDGE_PX)
    picture = window.grab().toImage()
    ratio = picture.devicePixelRatio()
    middle = int(second.geometry().center().y() * ratio)
    left = int(ring.geometry().left() * ratio)
    colors = {picture.pixelColor(left + x, middle).name() for x in range(int(5 * ratio))}
    assert LIGHT.focus.lower() in colors
    second.hide()
    qtbot.waitUntil(lambda: first.hasFocus() and ring.geometry().contains(first.geometry()))
