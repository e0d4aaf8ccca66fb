"""Texts on a page: plain, wrapped, sized by what they are for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

__all__ = ["label", "picture_label", "rule"]

from PySide6.QtGui import QPixmap


def label(
    text: str,
    kind: str = "body",
    name: str = "",
    parent: QWidget | None = None,
    *,
    wraps: bool = True,
) -> QLabel:
    """Return a label of plain text: "title", "huge", "lead", "body", "soft", "small", "wrong"."""
    made = QLabel(text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    made.setProperty("kind", kind)
    if name:
        made.setObjectName(name)
    if wraps:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def picture_label(picture: QPixmap, parent: QWidget | None = None) -> QLabel:
    """Return a picture that says nothing its words beside it do not say."""
    made = QLabel(parent)
    made.setPixmap(picture)
    made.setAccessibleName("")
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def rule(parent: QWidget | None = None) -> QFrame:
    """Return a thin line between two parts of a page."""
    made = QFrame(parent)
    made.setProperty("kind", "rule")
    made.setFixedHeight(1)
    return made
