"""Buttons are pressed by who sees them and by the tools of who does not."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.theme.look import Look
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import DESK, LIGHT
from ui.widgets.buttons import PressButton, option

LOOK = Look(LIGHT, DESK)


@pytest.fixture
def options(qtbot):
    group = QButtonGroup()
    made = [option(LOOK, f"option_{index}", f"Option {index}") for index in range(2)]
    for index, each in enumerate(made):
        qtbot.addWidget(each)
        group.addButton(each, index)
    chosen: list[int] = []
    group.idClicked.connect(chosen.append)
    return group, made, chosen


def by_tool(button: PressButton) -> None:
    actions = QAccessible.queryAccessibleInterface(button).actionInterface()
    actions.doAction("Toggle")


def test_an_option_chosen_by_an_assistive_tool_is_chosen_once(options):
    _, (first, second), chosen = options
    by_tool(first)
    by_tool(second)
    assert chosen == [0, 1]
    assert (first.isChecked(), second.isChecked()) == (False, True)


def test_an_option_that_is_only_shown_is_not_pressed(options):
    _, (first, second), chosen = options
    first.setChecked(True)
    second.setChecked(True)
    assert chosen == []


def test_a_click_is_one_click(options):
    _, (first, _), chosen = options
    first.click()
    assert chosen == [0]


def test_a_button_that_stays_down_is_let_go_by_an_assistive_tool_too(qtbot):
    button = PressButton(LOOK, "Grand texte")
    qtbot.addWidget(button)
    button.setCheckable(True)
    with qtbot.waitSignal(button.clicked):
        by_tool(button)
    assert button.isChecked()
    with qtbot.waitSignal(button.clicked):
        by_tool(button)
    assert not button.isChecked()


def test_a_chosen_option_is_not_cut_at_its_least_width(qtbot):
    parent = QWidget()
    parent.setStyleSheet(stylesheet(LIGHT, DESK))
    made = option(LOOK, "sharing", "La personne et ses services")
    made.setParent(parent)
    qtbot.addWidget(parent)
    parent.show()
    made.setChecked(True)

    def written(width: int) -> int:
        """Count the columns between the borders that hold the text's own colour."""
        made.resize(width, made.sizeHint().height())
        drawn = made.grab().toImage()
        middle = range(drawn.height() // 4, drawn.height() * 3 // 4)
        inside = range(6, drawn.width() - 6)
        return sum(any(drawn.pixelColor(x, y).lightness() < 90 for y in middle) for x in inside)

    whole = written(made.sizeHint().width() + 200)
    assert whole > 100
    assert written(made.minimumSizeHint().width()) == pytest.approx(whole, abs=2)
