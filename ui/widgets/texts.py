"""Texts on a page: plain, wrapped, sized by what they are for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPixmap,
    QTextLayout,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from ui.theme.languages import FSI, PDI

__all__ = ["ShortText", "label", "picture_label", "rule"]


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
    if QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft:
        # A Latin name alone in its label would go to the left, away from its neighbours.
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        made.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
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


class ShortText(QWidget):
    """A title somebody wrote, in so many lines: words break if they must, the rest is "…".

    A QLabel would cut a long word at the edge of its card without a sign.
    """

    def __init__(
        self, text: str, width: int, lines: int, font: QFont, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFont(font)
        self._height = QFontMetrics(font).lineSpacing()
        self._shown = _cut(text, width, lines, font)
        self._lines = lines
        self.setFixedSize(QSize(width, self._height * lines))
        self.setAccessibleName(text)

    @property
    def shown(self) -> tuple[str, ...]:
        """The lines as they are drawn."""
        return self._shown

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        del event
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        is_rtl = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        side = Qt.AlignmentFlag.AlignRight if is_rtl else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute
        for number, line in enumerate(self._shown):
            own_way = f"{FSI}{line}{PDI}"  # a Latin title ends with "…" on its right, even here
            painter.drawText(0, number * self._height, self.width(), self._height, flags, own_way)


def _cut(text: str, width: int, lines: int, font: QFont) -> tuple[str, ...]:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    shown: list[str] = []
    while len(shown) < lines:
        line: QTextLine = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, 0))
        start = line.textStart()
        is_last = len(shown) == lines - 1
        part = text[start:] if is_last else text[start : start + line.textLength()].strip()
        # A joined script writes wider where a word is broken: that too ends with "…".
        shown.append(QFontMetrics(font).elidedText(part, Qt.TextElideMode.ElideRight, width))
    layout.endLayout()
    return tuple(shown)
