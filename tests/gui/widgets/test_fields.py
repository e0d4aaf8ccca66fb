"""Fields report what a person put in, whatever they put it in with."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible

from ui.theme.look import Look
from ui.theme.tokens import DESK, LIGHT
from ui.widgets.fields import PasswordField, TextField

LOOK = Look(LIGHT, DESK)


@pytest.fixture
def field(qtbot):
    made = TextField(LOOK, "name", "Nom")
    qtbot.addWidget(made)
    made.show()
    return made


def told(field: TextField) -> list[str]:
    heard: list[str] = []
    field.edited.connect(heard.append)
    return heard


def test_typed_letters_are_reported_one_by_one(qtbot, field):
    heard = told(field)
    qtbot.keyClicks(field.line, "ab")
    assert heard == ["a", "ab"]


def test_a_text_set_by_an_assistive_tool_is_reported(field):
    heard = told(field)
    QAccessible.queryAccessibleInterface(field.line).setText(QAccessible.Text.Value, "Awa")
    assert heard == ["Awa"]


def test_a_text_shown_by_the_screen_is_not_reported(field):
    heard = told(field)
    field.set_text("Awa")
    assert heard == []


def test_a_password_is_taken_without_a_word_and_the_eye_says_whose_it_is(qtbot):
    field = PasswordField(LOOK, "password", "Mot de passe", show_text="Montrer")
    qtbot.addWidget(field)
    qtbot.keyClicks(field.line, "secret", Qt.KeyboardModifier.NoModifier)
    heard = told(field)
    assert field.take() == "secret"
    assert heard == []
    assert field.show_button.accessibleName() == "Montrer, Mot de passe"
