"""A 2D reader that types: keys of an American keyboard, on a machine with another one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

__all__ = ["LAYOUTS", "show_code", "typed_on"]

AMERICAN = "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./"
AMERICAN_SHIFTED = '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"|ZXCVBNM<>?'

LAYOUTS: Mapping[str, tuple[str, str]] = {
    "us": (AMERICAN, AMERICAN_SHIFTED),
    "fr": (
        "²&é\"'(-è_çà)=azertyuiop^$qsdfghjklmù*wxcvbn,;:!",
        "~1234567890°+AZERTYUIOP¨£QSDFGHJKLM%µWXCVBN?./§",
    ),
    "be": (
        "²&é\"'(§è!çà)-azertyuiop^$qsdfghjklmùµwxcvbn,;:=",
        "³1234567890°_AZERTYUIOP¨*QSDFGHJKLM%£WXCVBN?./+",
    ),
    "de": (
        "^1234567890ß´qwertzuiopü+asdfghjklöä#yxcvbnm,.-",
        "°!\"§$%&/()=?`QWERTZUIOPÜ*ASDFGHJKLÖÄ'YXCVBNM;:_",
    ),
    "tr": (
        '"1234567890*-qwertyuıopğüasdfghjklşi,zxcvbnmöç.',
        "é!'^+%&/()=?_QWERTYUIOPĞÜASDFGHJKLŞİ;ZXCVBNMÖÇ:",
    ),
}
"""What stands on the keys, row by row from the top, without and with Shift."""


def typed_on(layout: str, text: str) -> str:
    """Return what a machine with `layout` writes when a reader types `text` American."""
    plain, shifted = LAYOUTS[layout]
    keys = dict(zip(AMERICAN + AMERICAN_SHIFTED, plain + shifted, strict=True))
    return "".join(keys[sign] for sign in text)


def show_code(window: QWidget, text: str, *, gap_ms: int = 8, ends: int = 1) -> None:
    """Type `text` and `ends` times Enter as the window system would, `gap_ms` from key to key."""
    handle = window.windowHandle()
    assert handle is not None, "the window is not on a screen"
    letters = [(Qt.Key.Key_unknown, sign) for sign in text]
    letters += [(Qt.Key.Key_Return, "\r")] * ends
    for key, sign in letters:
        _at.now_ms += gap_ms
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, sign)
            event.setTimestamp(_at.now_ms)
            QCoreApplication.sendEvent(handle, event)


@dataclass(slots=True)
class _Clock:
    """The window system's: keys of one reader follow each other in it."""

    now_ms: int = 1_000_000


_at = _Clock()
