"""The look of screens turned to a person: larger, and mirrored where their language is."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import resources

from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QWidget

from kiosk.messages import all_messages
from kiosk.messages.types import Message
from resources.texts import REFERENCE, RIGHT_TO_LEFT
from ui.messages import shown
from ui.screens.desk_common.notices import Notice
from ui.theme.look import Look
from ui.theme.stylesheet import stylesheet

__all__ = ["speak", "told_in", "turned_look"]

_BODY_PX = 20
"""Read from across the desk, where the desk's own text is 15."""


def turned_look(look: Look) -> Look:
    """Return `look` with everything larger; a terminal's look is large already."""
    scale = look.scale
    if scale.is_terminal:
        return look
    factor = max(1.1, _BODY_PX / scale.body)
    larger = {
        name: round(getattr(scale, name) * factor)
        for name in ("small", "body", "lead", "title", "huge", "control", "main_control", "icon")
    }
    return replace(look, scale=replace(scale, **larger))


def told_in(language: str, notice: Notice | None) -> Message | None:
    """Return the five parts of `notice` in `language`, whatever the desk speaks."""
    if notice is None:
        return None
    if language == REFERENCE:
        return shown(notice.key, notice.context)
    source, translator = all_messages()[notice.key], _translator(language)

    def told(text: str) -> str:
        translated = translator.translate("messages", text) or text
        return translated.format(**notice.context) if notice.context else translated

    return Message(
        told(source.what),
        told(source.safe),
        told(source.action),
        told(source.helper),
        source.code,
    )


@cache
def _translator(language: str) -> QTranslator:
    translator = QTranslator()
    translator.load(_translations(language))
    return translator


@cache
def _translations(language: str) -> bytes:
    """Return a compiled translation, kept for good: Qt reads it where it lies, without a copy."""
    return (resources.files("resources") / "languages" / f"kiosk_{language}.qm").read_bytes()


def speak(widget: QWidget, look: Look, language: str) -> None:
    """Give `widget` the turned look and the reading direction of `language`."""
    widget.setStyleSheet(stylesheet(look.palette, look.scale))
    widget.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft
        if language in RIGHT_TO_LEFT
        else Qt.LayoutDirection.LeftToRight
    )
