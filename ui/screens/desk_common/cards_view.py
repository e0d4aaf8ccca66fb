"""One idea per card: a picture, a title, a few lines; mirrored where the language is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from resources.texts import Card
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S
from ui.widgets.columns import clear_layout
from ui.widgets.texts import label, picture_label

__all__ = ["CardFace", "card_list"]


class CardFace(QFrame):
    """One card, large, for a screen turned to a person."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self._picture = picture_label(look.picture("hand", look.palette.petrol, 64))
        self._title = label("", "title", f"{name}_title")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.scale.gap + 4)
        self._name = name
        texts = QVBoxLayout()
        texts.setSpacing(SPACE_M)
        texts.addWidget(self._title)
        texts.addLayout(self._lines)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L + 8, SPACE_L + 8, SPACE_L + 8, SPACE_L)
        row.setSpacing(SPACE_L + 8)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(texts, 1)

    def tell(self, card: Card) -> None:
        look = self._look
        self._picture.setPixmap(look.picture(card.icon, look.palette.petrol, 64))
        self._title.setText(card.title)
        clear_layout(self._lines)
        for index, line in enumerate(card.lines):
            self._lines.addWidget(label(line, "lead", f"{self._name}_line_{index}"))
        self.setAccessibleName(" ".join((card.title, *card.lines)))


def card_list(look: Look, cards: tuple[Card, ...], name: str) -> QWidget:
    """Return all cards one under the other, for a text read on one page."""
    holder = QWidget()
    holder.setObjectName(name)
    page = QVBoxLayout(holder)
    page.setContentsMargins(0, 0, SPACE_S, 0)
    page.setSpacing(SPACE_M)
    for index, card in enumerate(cards):
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        picture = picture_label(look.picture(card.icon, look.palette.petrol, 28))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(label(card.title, "bold", f"{name}_{index}_title"))
        for line in card.lines:
            texts.addWidget(label(line, "body"))
        row.addLayout(texts, 1)
        page.addLayout(row)
    page.addStretch(1)
    return holder
