"""The terminal's own keyboard on the glass: letters, digits and signs, no dictionary, no memory.

It writes into the field that has the focus, as a keyboard would. Letter rows are facts of
each language's usual layout; digits are Latin everywhere, since codes use them.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QPushButton, QWidget

from ui.theme.look import Look

__all__ = ["OnScreenKeyboard"]

LAYOUTS: Mapping[str, tuple[str, ...]] = {
    "fr": ("1234567890", "azertyuiop", "qsdfghjklm", "wxcvbn'-@."),
    "ar": ("1234567890", "ضصثقفغعهخحجد", "شسيبلاتنمكط", "ئءؤرلىةوزظ"),
    "signs": ("1234567890", "éèêàçùôîïœ", "!?#$%&*+=/", "()[]{}_:;,"),
}
KEY_MM = 14.0
SHIFT, ERASE, SPACE, HIDE, SIGNS, LANGUAGE, ENTER = (
    "shift",
    "erase",
    "space",
    "hide",
    "signs",
    "language",
    "enter",
)


class OnScreenKeyboard(QWidget):
    """Keys in rows; the last row holds the gestures. Never takes the focus itself."""

    hidden = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._layout_name = "fr"
        self._letters = "fr"
        self._is_upper = False
        self.setObjectName("keyboard")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._grid = QGridLayout(self)
        self._grid.setSpacing(max(4, look.scale.gap // 2))
        gap = look.scale.gap
        self._grid.setContentsMargins(gap, gap, gap, gap)
        self.setAccessibleName(self.tr("Clavier"))
        self._build()

    def speak(self, language: str) -> None:
        """Show the letters of a language; a password's Latin letters stay one press away."""
        self._letters = language if language in LAYOUTS else "fr"
        self._layout_name = "fr"
        self._build()

    def _build(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        rows = LAYOUTS[self._layout_name]
        width = max(len(row) for row in rows)
        for row_number, row in enumerate(rows):
            start = (2 * width - 2 * len(row)) // 2
            for place, letter in enumerate(row):
                shown = letter.upper() if self._is_upper else letter
                self._add(shown, f"key_{shown}", shown, row_number, start + 2 * place, 2)
        self._gestures(len(rows), 2 * width)

    def _gestures(self, row: int, columns: int) -> None:
        other = self._letters if self._layout_name == "fr" and self._letters != "fr" else "fr"
        words = {
            SHIFT: self.tr("Majuscule"),
            SIGNS: "abc" if self._layout_name == "signs" else "é?!",
            SPACE: self.tr("Espace"),
            ERASE: self.tr("Effacer"),
            HIDE: self.tr("Cacher"),
        }
        order = [SHIFT, SIGNS, SPACE, ERASE, HIDE]
        if self._letters != "fr":
            words[LANGUAGE] = "عربي" if other == "ar" else "ABC"
            order.insert(2, LANGUAGE)
        share = columns // (len(order) + 1)
        place = 0
        for gesture in order:
            span = share * 2 if gesture == SPACE else share
            if gesture == order[-1]:
                span = columns - place
            self._add(words[gesture], f"key_{gesture}", gesture, row, place, span)
            place += span

    def _add(self, text: str, name: str, value: str, row: int, column: int, span: int) -> None:
        key = QPushButton(text.replace("&", "&&"))
        key.setObjectName(name)
        key.setAccessibleName(text)
        key.setProperty("kind", "key")
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.setMinimumHeight(self._look.scale.mm(KEY_MM) if self._look.scale.is_terminal else 44)
        if value == SHIFT:
            key.setCheckable(True)
            key.setChecked(self._is_upper)
        key.clicked.connect(lambda _checked=False, pressed=value: self._pressed(pressed))
        self._grid.addWidget(key, row, column, 1, span)

    def _pressed(self, value: str) -> None:
        match value:
            case "shift":
                self._is_upper = not self._is_upper
                self._build()
            case "signs":
                self._layout_name = "fr" if self._layout_name == "signs" else "signs"
                self._build()
            case "language":
                self._layout_name = self._letters if self._layout_name == "fr" else "fr"
                self._build()
            case "hide":
                self.hidden.emit()
            case "erase":
                _send(Qt.Key.Key_Backspace, "")
            case "space":
                _send(Qt.Key.Key_Space, " ")
            case letter:
                _send(Qt.Key.Key_unknown, letter)
                if self._is_upper:
                    self._is_upper = False
                    self._build()


def _send(key: Qt.Key, text: str) -> None:
    """Type into the field that has the focus, as the keyboard of the machine would."""
    field = QApplication.focusWidget()
    if not isinstance(field, QLineEdit):
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QCoreApplication.sendEvent(field, event)
