"""The terminal's own keyboard on the glass: letters, digits and signs, no dictionary, no memory.

It writes into the field that has the focus, as a keyboard would. Letter rows are facts of
each language's usual layout; digits are Latin everywhere, since codes use them. Keys are
made once and named again, so that shift is instant and nothing of what was typed is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.widgets.buttons import HeedsTools

__all__ = ["LAYOUTS", "Gesture", "OnScreenKeyboard"]

LAYOUTS: Mapping[str, tuple[str, ...]] = {
    "fr": ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn-.@'"),
    "en": ("1234567890", "qwertyuiop", "asdfghjkl-", "zxcvbnm.@'"),
    "ar": ("1234567890", "ضصثقفغعهخحجد", "شسيبلاتنمكطذ", "ئءؤرىةوزظأإآ"),
    "signs": ("1234567890", "éèêàâùôîïç", "!?#$%&*+=/", '()[]_:;,"€'),
    "digits": ("123", "456", "789", "0"),
}
AUTONYMS: Mapping[str, str] = {"fr": "abc", "en": "abc", "ar": "عربي"}
KEY_MM = 14.0
KEY_DESK_PX = 44
REPEAT_FIRST_MS, REPEAT_MS = 600, 120


class Gesture(Enum):
    """Keys that do something other than write their own letter."""

    SHIFT = "shift"
    SIGNS = "signs"
    LANGUAGE = "language"
    SPACE = "space"
    ERASE = "erase"
    HIDE = "hide"


class _Key(HeedsTools, QPushButton):
    """One key; never takes the focus from the field it writes into."""

    def __init__(self, look: Look, kind: str) -> None:
        super().__init__()
        self.heed_tools()
        self.value = ""
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        height = look.scale.mm(KEY_MM) if look.scale.is_terminal else KEY_DESK_PX
        self.setFixedHeight(height)
        self.setMinimumWidth(height * 3 // 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def bear(self, value: str) -> None:
        """Write `value` on the key."""
        self.value = value
        self.setText(value.replace("&", "&&"))
        self.setObjectName(f"key_{value}")
        self.setAccessibleName(value)
        self.setVisible(bool(value))


class OnScreenKeyboard(QWidget):
    """Keys in rows; the last row holds the gestures. Never takes the focus itself."""

    hidden = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._letters = "fr"
        self._shown = "fr"
        self._is_upper = False
        self.setObjectName("keyboard")
        self.setProperty("kind", "keyboard")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(self.tr("Clavier"))
        self._rows: list[list[_Key]] = []
        self._gestures: dict[Gesture, _Key] = {}
        self._build()
        self.speak("fr")

    def speak(self, language: str) -> None:
        """Have the letters of a language; Latin ones, for identifiers, come first."""
        self._letters = language if language in {"fr", "en", "ar"} else "fr"
        self._change("en" if self._letters == "en" else "fr")

    def for_digits(self, is_for_digits: bool) -> None:
        """Be a pad of digits, or letters again."""
        latin = "en" if self._letters == "en" else "fr"
        self._change("digits" if is_for_digits else latin)

    def _build(self) -> None:
        gap = self._look.scale.gap
        page = QVBoxLayout(self)
        page.setContentsMargins(gap, gap // 2, gap, gap // 2)
        page.setSpacing(max(4, gap // 2))
        widest = max(len(row) for rows in LAYOUTS.values() for row in rows)
        for _ in range(max(len(rows) for rows in LAYOUTS.values())):
            line = QHBoxLayout()
            line.setSpacing(max(4, gap // 2))
            keys = [_Key(self._look, "key") for _ in range(widest)]
            for key in keys:
                key.clicked.connect(lambda _checked=False, key=key: self._letter(key.value))
                line.addWidget(key)
            self._rows.append(keys)
            page.addLayout(line)
        last = QHBoxLayout()
        last.setSpacing(max(4, gap // 2))
        shares = {Gesture.SHIFT: 3, Gesture.SPACE: 4}
        for gesture in Gesture:
            key = _Key(self._look, "gesture")
            key.setObjectName(f"key_{gesture.value}")
            key.clicked.connect(lambda _checked=False, done=gesture: self._do(done))
            self._gestures[gesture] = key
            last.addWidget(key, shares.get(gesture, 2))
        page.addLayout(last)
        self._gestures[Gesture.SHIFT].setCheckable(True)
        erase = self._gestures[Gesture.ERASE]
        erase.setAutoRepeat(True)
        erase.setAutoRepeatDelay(REPEAT_FIRST_MS)
        erase.setAutoRepeatInterval(REPEAT_MS)
        icons = {Gesture.SHIFT: "arrow-up", Gesture.ERASE: "delete", Gesture.HIDE: "keyboard"}
        for gesture, icon in icons.items():
            self._gestures[gesture].setIcon(self._look.icon(icon))
            self._gestures[gesture].setIconSize(self._look.icon_size())

    def _change(self, name: str) -> None:
        self._shown = name
        self._is_upper = False
        self._name_keys()

    def _name_keys(self) -> None:
        rows = LAYOUTS[self._shown]
        for keys, letters in zip(self._rows, rows, strict=True):
            for place, key in enumerate(keys):
                letter = letters[place] if place < len(letters) else ""
                key.bear(letter.upper() if self._is_upper else letter)
        has_cases = self._shown not in {"ar", "digits", "signs"}
        other = "fr" if self._shown == "ar" else self._letters
        words = {
            Gesture.SHIFT: self.tr("Majuscule"),
            Gesture.SIGNS: AUTONYMS["fr"] if self._shown == "signs" else "é?!",
            Gesture.LANGUAGE: AUTONYMS[other],
            Gesture.SPACE: self.tr("Espace"),
            Gesture.ERASE: self.tr("Effacer"),
            Gesture.HIDE: self.tr("Cacher"),
        }
        spoken = {
            Gesture.SIGNS: self.tr("Lettres") if self._shown == "signs" else self.tr("Signes"),
            Gesture.LANGUAGE: self.tr("Changer d’alphabet"),
        }
        for gesture, key in self._gestures.items():
            key.setText(words[gesture])
            key.setAccessibleName(spoken.get(gesture, words[gesture]))
        self._gestures[Gesture.SHIFT].setVisible(has_cases)
        self._gestures[Gesture.SHIFT].setChecked(self._is_upper)
        self._gestures[Gesture.SIGNS].setVisible(self._shown != "digits")
        self._gestures[Gesture.SPACE].setVisible(self._shown != "digits")
        self._gestures[Gesture.LANGUAGE].setVisible(
            self._letters == "ar" and self._shown in {"fr", "ar"}
        )

    def _letter(self, letter: str) -> None:
        _send(Qt.Key.Key_unknown, letter)
        if self._is_upper:
            self._is_upper = False
            self._name_keys()

    def _do(self, gesture: Gesture) -> None:
        match gesture:
            case Gesture.SHIFT:
                self._is_upper = not self._is_upper
                self._name_keys()
            case Gesture.SIGNS:
                latin = "en" if self._letters == "en" else "fr"
                self._change(latin if self._shown == "signs" else "signs")
            case Gesture.LANGUAGE:
                self._change("fr" if self._shown == "ar" else "ar")
            case Gesture.SPACE:
                _send(Qt.Key.Key_Space, " ")
            case Gesture.ERASE:
                _send(Qt.Key.Key_Backspace, "")
            case Gesture.HIDE:
                self.hidden.emit()


def _send(key: Qt.Key, text: str) -> None:
    """Type into the field that has the focus, as the keyboard of the machine would."""
    field = QApplication.focusWidget()
    if not isinstance(field, QLineEdit):
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.sendEvent(field, event)
