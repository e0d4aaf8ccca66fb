"""Buttons: a picture and a word, one kind of weight each, named for those who do not see."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.theme.look import Look

__all__ = ["button", "danger_button", "main_button", "quiet_button", "set_kind", "tile"]


def main_button(
    look: Look, name: str, text: str, icon: str | None = None, parent: QWidget | None = None
) -> QPushButton:
    """The one main button of a page."""
    return _button(look, name, text, icon, "main", look.palette.on_petrol, parent)


def button(
    look: Look, name: str, text: str, icon: str | None = None, parent: QWidget | None = None
) -> QPushButton:
    """A button beside the main one."""
    return _button(look, name, text, icon, "plain", look.palette.ink, parent)


def quiet_button(
    look: Look, name: str, text: str, icon: str | None = None, parent: QWidget | None = None
) -> QPushButton:
    """A way back, or a gesture that is not the page's purpose."""
    return _button(look, name, text, icon, "quiet", look.palette.petrol, parent)


def danger_button(
    look: Look, name: str, text: str, icon: str | None = None, parent: QWidget | None = None
) -> QPushButton:
    """A gesture that takes something away."""
    return _button(look, name, text, icon, "danger", look.palette.red, parent)


def tile(look: Look, name: str, text: str, icon: str, parent: QWidget | None = None) -> QPushButton:
    """A large picture with its word, for a page of choices."""
    made = _button(look, name, text, icon, "tile", look.palette.petrol, parent)
    side = look.scale.icon * 2
    made.setIcon(look.icon(icon, look.palette.petrol, side))
    made.setIconSize(look.icon_size(side))
    made.setMinimumHeight(look.scale.main_control + look.scale.gap * 3)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made


def set_kind(widget: QWidget, kind: str) -> None:
    """Choose what the style sheet draws; call before the widget shows, or polish again."""
    widget.setProperty("kind", kind)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


def _button(
    look: Look,
    name: str,
    text: str,
    icon: str | None,
    kind: str,
    color: str,
    parent: QWidget | None,
) -> QPushButton:
    made = QPushButton(text, parent)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    if icon:
        made.setIcon(look.icon(icon, color))
        made.setIconSize(look.icon_size())
    return made
