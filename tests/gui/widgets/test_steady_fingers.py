"""On the glass a trembling finger counts once; buttons ask for the room their words need."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from ui.theme.look import Look, apply_look
from ui.theme.tokens import DESK, LIGHT, terminal_scale
from ui.widgets import buttons
from ui.widgets.buttons import Tile, button, choice, tool

GLASS, TABLE = Look(LIGHT, terminal_scale(86)), Look(LIGHT, DESK)


def presses(made: QPushButton) -> list[None]:
    heard: list[None] = []
    made.clicked.connect(lambda: heard.append(None))
    return heard


@pytest.mark.parametrize(("look", "expected"), [(GLASS, 1), (TABLE, 2)], ids=["glass", "desk"])
def test_two_presses_at_once_are_one_on_the_glass_and_two_at_the_desk(
    qtbot, look: Look, expected: int
) -> None:
    made = button(look, "go", "Suite")
    qtbot.addWidget(made)
    heard = presses(made)
    for _ in range(2):
        QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    assert len(heard) == expected


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_key_pressed_twice_at_once_is_one_press(qtbot, key: Qt.Key) -> None:
    made = button(GLASS, "go", "Suite")
    qtbot.addWidget(made)
    heard = presses(made)
    for _ in range(2):
        QTest.keyClick(made, key)
    assert len(heard) == 1


def test_a_second_press_after_a_moment_counts(qtbot, monkeypatch) -> None:
    monkeypatch.setattr(buttons, "STEADY_MS", 20)
    made = button(GLASS, "go", "Suite")
    qtbot.addWidget(made)
    heard = presses(made)
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not made._trembles())
    QTest.mouseClick(made, Qt.MouseButton.LeftButton)
    assert len(heard) == 2


@pytest.mark.parametrize(
    "made",
    [
        lambda: Tile(GLASS, "tile", "Mes rendez-vous", "calendar"),
        lambda: choice(GLASS, "choice", "Mes relais aussi", "users"),
        lambda: tool(GLASS, "tool", "Plus grand", "zoom-in"),
    ],
    ids=["tile", "choice", "tool"],
)
def test_a_button_with_words_inside_is_never_smaller_than_them(qtbot, qapp, made) -> None:
    apply_look(qapp, GLASS)
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QHBoxLayout(holder)
    row.addWidget(made())
    with qtbot.waitExposed(holder):
        holder.show()
    shown = holder.findChild(QPushButton)
    assert shown is not None
    apply_look(qapp, TABLE)
    apply_look(qapp, GLASS)  # a style put on again brings no smaller minimum with it
    narrow = max(holder.minimumSizeHint().width(), 260)
    holder.resize(narrow, max(holder.heightForWidth(narrow), 1))
    qtbot.waitUntil(lambda: holder.width() == narrow)
    assert shown.height() >= GLASS.scale.control
    for label in shown.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width()) - 1


def test_what_an_answer_means_is_said_below_it_and_to_those_who_listen(qtbot) -> None:
    made = choice(GLASS, "share_private", "Moi seulement", "eye-off")
    qtbot.addWidget(made)
    made.explain("Personne d’autre ne le voit.")
    meaning = made.findChild(QLabel, "share_private_meaning")
    assert meaning is not None
    assert meaning.text() == "Personne d’autre ne le voit."
    assert not meaning.isHidden()
    assert made.accessibleDescription() == "Personne d’autre ne le voit."
    made.explain("")
    assert meaning.isHidden()
