"""Fingers and eyes for the tour and the journeys: real events into real windows.

A process started with `--drive PATH` connects to that local socket and does what it is
told there: press this control, type that text, give a picture. Whoever starts the process
already owns it, so this opens nothing; a post never starts its processes with it.
Names are object names; events go the way of a mouse and a keyboard.
"""

from __future__ import annotations

import base64
import json
import os
import socket
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEvent,
    QIODevice,
    QObject,
    QPoint,
    QRect,
    QSocketNotifier,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QRadioButton,
    QWidget,
)
from shiboken6 import getCppPointer

__all__ = ["Driver"]

LINE_LIMIT_BYTES = 1 << 20
MODIFIERS = {
    "control": Qt.KeyboardModifier.ControlModifier,
    "shift": Qt.KeyboardModifier.ShiftModifier,
    "alt": Qt.KeyboardModifier.AltModifier,
}


class Driver(QObject):
    """Serves one tour; lives in the GUI thread of the driven process."""

    def __init__(self, path: str, role: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end = socket.socket(socket.AF_UNIX)
        self._end.connect(path)
        self._unread = b""
        self._doings: Mapping[str, Callable[[dict[str, Any]], Any]] = {
            "look": self._look,
            "press": self._press,
            "type": self._type,
            "key": self._key,
            "write": self._write,
            "focus": self._focus,
            "reachable": self._reachable,
            "draw": self._draw,
            "picture": self._picture,
            "signature": self._signature,
            "held": self._held,
            "clipboard": self._clipboard,
            "names": self._names,
        }
        self._notifier = QSocketNotifier(self._end.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self._say({"role": role, "pid": os.getpid()})

    def _read(self) -> None:
        got = self._end.recv(LINE_LIMIT_BYTES)
        if not got:
            self._notifier.setEnabled(False)
            return
        *lines, self._unread = (self._unread + got).split(b"\n")
        for line in lines:
            asked = json.loads(line)
            try:
                answer = {"done": self._doings[asked["do"]](asked)}
            except (LookupError, ValueError) as error:
                answer = {"why": f"{type(error).__name__}: {error}"}
            self._say(answer)

    def _say(self, answer: Mapping[str, Any]) -> None:
        self._end.setblocking(True)
        self._end.sendall(json.dumps(answer).encode() + b"\n")

    def _look(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what stands at a name: whether it shows, can be used, and its words."""
        widget = _find(asked["name"])
        if widget is None:
            return {"is_visible": False}
        return {
            "is_visible": True,
            "is_enabled": widget.isEnabled(),
            "text": _words(widget),
            "count": len(list(_visible(asked["name"]))),
        }

    def _press(self, asked: dict[str, Any]) -> bool:
        widget = _needed(asked)
        if not widget.isEnabled():
            raise ValueError(f"{asked['name']} cannot be pressed now")
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_where(widget))
        return True

    def _type(self, asked: dict[str, Any]) -> bool:
        widget = _needed(asked)
        editor = widget if isinstance(widget, QLineEdit) else widget.findChild(QLineEdit) or widget
        QTest.mouseClick(editor, Qt.MouseButton.LeftButton)
        if asked.get("instead") and isinstance(editor, QLineEdit):
            editor.selectAll()
        for letter in asked["text"]:
            _strike(editor, letter)
        return True

    def _key(self, asked: dict[str, Any]) -> bool:
        target = QApplication.focusWidget() or QApplication.activeWindow()
        if target is None:
            raise LookupError("no window listens to keys")
        modifiers = Qt.KeyboardModifier.NoModifier
        for name, modifier in MODIFIERS.items():
            if asked.get(name):
                modifiers |= modifier
        QTest.keyClick(target, getattr(Qt.Key, f"Key_{asked['key']}"), modifiers)
        return True

    def _write(self, asked: dict[str, Any]) -> bool:
        """Type into whatever has the keys."""
        target = QApplication.focusWidget()
        if target is None:
            raise LookupError("nothing has the keys")
        for letter in asked["text"]:
            _strike(target, letter)
        return True

    def _focus(self, _asked: dict[str, Any]) -> dict[str, Any]:
        """Return what has the keys, whether it can be seen, and where it is in its window."""
        widget = QApplication.focusWidget()
        if widget is None:
            return {"name": "", "number": 0}
        window = widget.window()
        start = widget.mapTo(window, QPoint(0, 0))
        return {
            "name": widget.objectName(),
            "number": getCppPointer(widget)[0],
            "words": _words(widget),
            "is_seen": not widget.visibleRegion().isEmpty(),
            "rect": [start.x(), start.y(), widget.width(), widget.height()],
        }

    def _reachable(self, _asked: dict[str, Any]) -> list[list[Any]]:
        """Return (number, name, group) of everything that takes the Tab key.

        Of buttons of which one is chosen Tab comes to one, and arrows to the others: they
        share the number of their group; what stands alone has 0.
        """
        window = QApplication.activeWindow()
        if window is None:
            raise LookupError("no window listens to keys")
        return [
            [getCppPointer(widget)[0], widget.objectName(), _group(widget)]
            for widget in window.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
        ]

    def _draw(self, asked: dict[str, Any]) -> bool:
        """Draw a line through points given as fractions of the control's size."""
        widget = _needed(asked)
        points = [
            QPoint(int(x * widget.width()), int(y * widget.height())) for x, y in asked["points"]
        ]
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=points[0])
        for point in points[1:]:
            QTest.mouseMove(widget, point)
        QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=points[-1])
        return True

    def _picture(self, asked: dict[str, Any]) -> str:
        """Return the window's picture, or that of one `rect` in it, as PNG in base64."""
        window, rect = _window(), asked.get("rect")
        image = (window.grab(QRect(*rect)) if rect else window.grab()).toImage()
        content = QByteArray()
        buffer = QBuffer(content)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes for the format
        return base64.b64encode(content.data()).decode()

    def _signature(self, asked: dict[str, Any]) -> str:
        """Return what was drawn on a signature pad, so that it can be searched for later."""
        pad = _needed(asked)
        drawn: bytes = pad.png()  # type: ignore[attr-defined]  # only pads are asked
        return base64.b64encode(drawn).decode()

    def _held(self, asked: dict[str, Any]) -> list[str]:
        """Return the pictures that a control shows, as they came, to be searched for later."""
        widget = _needed(asked)
        held: list[bytes] = widget.held()  # type: ignore[attr-defined]  # only pages and strips
        return [base64.b64encode(each).decode() for each in held]

    def _clipboard(self, _asked: dict[str, Any]) -> str:
        """Return what a person could paste now."""
        return QApplication.clipboard().text()

    def _names(self, _asked: dict[str, Any]) -> list[list[str]]:
        """Return every visible named control: (name, kind, words)."""
        return [
            [widget.objectName(), type(widget).__name__, _words(widget)]
            for widget in _all_visible()
            if widget.objectName() and not widget.objectName().startswith("qt_")
        ]


def _group(widget: QWidget) -> int:
    """Return the number of the group of which one is chosen, 0 for none."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    return getCppPointer(group)[0] if group is not None and group.exclusive() else 0


def _where(widget: QWidget) -> QPoint:
    """Where a finger would press: the middle, or the box of a line that is ticked."""
    middle = widget.rect().center()
    if isinstance(widget, QCheckBox | QRadioButton):
        side = min(widget.height() // 2, widget.width() // 2)
        is_rtl = widget.layoutDirection() is Qt.LayoutDirection.RightToLeft
        middle.setX(widget.width() - side if is_rtl else side)
    return middle


def _strike(editor: QWidget, letter: str) -> None:
    """Press the key of one letter; QTest knows those of ASCII only."""
    if letter.isascii():
        QTest.keyClicks(editor, letter)
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
        QApplication.sendEvent(editor, event)


def _window() -> QWidget:
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w.width() > 1]
    if not shown:
        raise LookupError("no window shows")
    active = QApplication.activeWindow()
    return active if active in shown else max(shown, key=lambda w: w.width() * w.height())


def _all_visible() -> Iterable[QWidget]:
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            yield from (w for w in window.findChildren(QWidget) if w.isVisible())


def _visible(name: str) -> Iterable[QWidget]:
    return (widget for widget in _all_visible() if widget.objectName() == name)


def _find(name: str) -> QWidget | None:
    return next(iter(_visible(name)), None)


def _needed(asked: dict[str, Any]) -> QWidget:
    found = list(_visible(asked["name"]))
    index = asked.get("index", 0)
    if index >= len(found):
        raise LookupError(f"{asked['name']} does not show")
    widget: QWidget = found[index]
    return widget


def _words(widget: QWidget) -> str:
    if isinstance(widget, QLineEdit):
        return widget.text() if widget.echoMode() is QLineEdit.EchoMode.Normal else ""
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    return widget.accessibleName()
