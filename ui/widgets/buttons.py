"""Buttons: a picture and a word, one kind of weight each, named for those who do not see."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.widgets.texts import label, picture_label

__all__ = [
    "Choice",
    "FramedButton",
    "HeedsTools",
    "PressButton",
    "Tile",
    "button",
    "choice",
    "danger_button",
    "main_button",
    "option",
    "quiet_button",
    "set_kind",
    "tile",
    "tool",
]

STEADY_MS = 500
"""On the glass a second press within this time is a trembling finger, not a wish (`ux.md` 8.4)."""


if TYPE_CHECKING:
    _AnyButton = QAbstractButton
else:
    _AnyButton = object  # Qt makes one object of one of its classes: the heir's


class HeedsTools(_AnyButton):
    """Makes a press out of what an assistive tool does to a button that stays down.

    WORKAROUND: Qt hands a screen reader "toggle" for such a button, which changes how it
    looks without a `clicked`: nobody would hear of the choice. A program that only shows a
    state calls `setChecked` here; Qt's own calls go past this class, and that tells them apart.
    """

    def heed_tools(self) -> None:
        """Start; call it once, in the constructor."""
        self._is_told = False
        self.toggled.connect(self._toggled)

    def setChecked(self, is_checked: bool, /) -> None:  # noqa: N802
        self._is_told = True
        super().setChecked(is_checked)
        self._is_told = False

    def nextCheckState(self) -> None:  # noqa: N802
        """Called by Qt within a press: `clicked` follows by itself."""
        self._is_told = True
        super().nextCheckState()
        self._is_told = False

    def _toggled(self, is_checked: bool) -> None:
        group = self.group()
        is_one_of = group is not None and group.exclusive()
        if self._is_told or (is_one_of and not is_checked):
            return  # shown by us, pressed, or let go because another one was chosen
        if not is_one_of:
            self.blockSignals(True)
            self.setChecked(not is_checked)  # the press below does it, in the usual order
            self.blockSignals(False)
        self.click()


class PressButton(HeedsTools, QPushButton):
    """A button that Enter presses too and that, on the terminal, counts a double press once."""

    def __init__(self, look: Look, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._is_steady = look.scale.is_terminal
        self._since_press = QElapsedTimer()
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.clicked.connect(self._since_press.restart)
        self.heed_tools()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not self._trembles():
            super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if not self._trembles():
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat() and not self._trembles():
                self.click()
        elif event.key() != Qt.Key.Key_Space or not self._trembles():
            super().keyPressEvent(event)

    def _trembles(self) -> bool:
        timer = self._since_press
        return self._is_steady and timer.isValid() and timer.elapsed() < STEADY_MS


class FramedButton(PressButton):
    """A button with more in it than words: it asks for the room of what is inside.

    WORKAROUND: Qt asks the button's text, which is empty, and a `min-height` of the style
    sheet goes before any hint; it is taken back each time the style was put on.
    """

    least = QSize(0, 0)

    def sizeHint(self) -> QSize:  # noqa: N802
        layout = self.layout()
        hint = layout.totalSizeHint() if layout is not None else QSize(0, 0)
        return hint.expandedTo(self.least)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        layout = self.layout()
        least = layout.totalMinimumSize() if layout is not None else QSize(0, 0)
        return QSize(least.width(), self.sizeHint().height()).expandedTo(self.least)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        layout = self.layout()
        return layout is not None and layout.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        layout = self.layout()
        wanted = layout.totalHeightForWidth(width) if layout is not None else 0
        return max(wanted, self.least.height())

    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        if event.type() in {QEvent.Type.Polish, QEvent.Type.StyleChange}:
            self.setMinimumSize(0, 0)
        return is_done


class Tile(FramedButton):
    """A large picture above its word; the word wraps rather than being cut."""

    def __init__(
        self, look: Look, name: str, text: str, icon: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent=parent)
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setProperty("kind", "place")
        page = QVBoxLayout(self)
        gap = look.scale.gap
        page.setContentsMargins(gap, gap, gap, gap)
        page.setSpacing(gap)
        page.addStretch(1)
        side = look.scale.icon * 2
        picture = picture_label(look.picture(icon, look.palette.petrol, side))
        page.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        word = label(text, "tile")
        word.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        page.addWidget(word)
        page.addStretch(1)
        _let_presses_through(self)
        self.least = QSize(look.scale.main_control, look.scale.main_control + look.scale.gap * 3)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Its longest word: the others go below it."""
        layout = self.layout()
        least = layout.totalMinimumSize() if layout is not None else QSize(0, 0)
        return least.expandedTo(self.least)


class _Option(PressButton):
    """Always as wide as it is once chosen: its words turn bold then, and would be cut."""

    def sizeHint(self) -> QSize:  # noqa: N802
        return super().sizeHint() + self._growth()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return super().minimumSizeHint() + self._growth()

    def _growth(self) -> QSize:
        bold = QFont(self.font())
        bold.setBold(True)
        chosen = QFontMetrics(bold).horizontalAdvance(self.text())
        return QSize(max(chosen - self.fontMetrics().horizontalAdvance(self.text()), 0), 0)


class _Tool(FramedButton):
    """A small gesture on what is shown: picture above a short word."""

    def __init__(self, look: Look, name: str, text: str, icon: str) -> None:
        super().__init__(look)
        self._look, self._icon = look, icon
        self.setObjectName(name)
        self.setAccessibleName(text)
        self.setProperty("kind", "tool")
        page = QVBoxLayout(self)
        page.setContentsMargins(6, 6, 6, 4)
        page.setSpacing(0)
        self._picture = picture_label(look.picture(icon, look.palette.ink))
        self._word = label(text, "small", wraps=False)
        page.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        page.addWidget(self._word, 0, Qt.AlignmentFlag.AlignHCenter)
        _let_presses_through(self)
        self.least = QSize(look.scale.control, look.scale.control)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            palette = self._look.palette
            color = palette.ink if self.isEnabled() else palette.line
            self._picture.setPixmap(self._look.picture(self._icon, color))


class Choice(FramedButton):
    """One of a few answers: picture, words, what it means below, and a mark when it is chosen."""

    def __init__(
        self, look: Look, name: str, text: str, icon: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(look, parent=parent)
        self._look = look
        self._text = text
        self.setObjectName(name)
        self.setProperty("kind", "answer")
        self.setCheckable(True)
        gap = look.scale.gap
        row = QHBoxLayout(self)
        row.setContentsMargins(gap, gap, gap, gap)
        row.setSpacing(gap)
        row.addWidget(picture_label(look.picture(icon, look.palette.petrol)))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(label(text, "bold", f"{name}_text"))
        self._meaning = label("", "small", f"{name}_meaning")
        self._meaning.hide()
        texts.addWidget(self._meaning)
        row.addLayout(texts, 1)
        self._mark = QLabel()
        self._mark.setFixedSize(QSize(look.scale.icon, look.scale.icon))
        row.addWidget(self._mark)
        _let_presses_through(self)
        self.least = QSize(look.scale.control, look.scale.control)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.toggled.connect(self._tell)
        self._tell()

    def explain(self, meaning: str) -> None:
        """Say below the words what choosing them means."""
        self._meaning.setText(meaning)
        self._meaning.setVisible(bool(meaning))
        self._tell()

    def _tell(self) -> None:
        look = self._look
        icon, color = "circle", look.palette.line
        if self.isChecked():
            icon, color = "circle-check", look.palette.petrol
        self._mark.setPixmap(look.picture(icon, color))
        meaning = self._meaning.text()
        self.setAccessibleName(self._text)
        self.setAccessibleDescription(meaning)


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
    """A desk's large button: picture and word on one line, room for a key at its end."""
    made = _button(look, name, text, icon, "tile", look.palette.petrol, parent)
    side = look.scale.icon * 2
    made.setIcon(look.icon(icon, look.palette.petrol, side))
    made.setIconSize(look.icon_size(side))
    made.setMinimumHeight(look.scale.main_control + look.scale.gap * 3)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return made


def tool(look: Look, name: str, text: str, icon: str) -> QPushButton:
    """A gesture on what is shown: nearer, turned, the next page."""
    return _Tool(look, name, text, icon)


def choice(look: Look, name: str, text: str, icon: str, parent: QWidget | None = None) -> Choice:
    """One answer of a few, of which one is chosen."""
    return Choice(look, name, text, icon, parent)


def option(look: Look, name: str, text: str) -> PressButton:
    """One of several words of which one is chosen; they form a QButtonGroup."""
    made = _Option(look, text)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setProperty("kind", "choice")
    made.setCheckable(True)
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
    made = PressButton(look, text, parent)
    made.setObjectName(name)
    made.setAccessibleName(text)
    made.setProperty("kind", kind)
    if icon:
        made.setIcon(look.icon(icon, color))
        made.setIconSize(look.icon_size())
    return made


def _let_presses_through(holder: QWidget) -> None:
    """The words and pictures inside a button are no obstacle to the press."""
    for child in holder.findChildren(QWidget):
        child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
