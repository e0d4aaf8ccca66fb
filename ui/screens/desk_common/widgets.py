"""Controls of desk screens: the page frame, key caps, cards with a state, lists of people."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kiosk.flows.api import PersonSummary
from ui.messages import shown
from ui.screens.desk_common.notices import Notice
from ui.screens.desk_common.words import birth_words, full_name
from ui.theme.look import Look
from ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, Tone
from ui.widgets.buttons import PressButton, quiet_button
from ui.widgets.columns import Column, clear_layout
from ui.widgets.notices import ErrorPanel, NoticeLine
from ui.widgets.texts import label, picture_label

__all__ = [
    "CONTENT_WIDTH",
    "KEY",
    "PICKED_WIDTH",
    "Card",
    "Chip",
    "DeskPage",
    "LineCard",
    "OnePage",
    "PeopleList",
    "Rows",
    "add_key",
    "centred",
    "clear_rows",
    "in_a_row",
    "on_top",
    "person_words",
    "scrolled",
]

KEY = "key"
"""Property of a control that a key of its page goes to: the page's help tells them all."""

CONTENT_WIDTH = 1180
"""Beyond this a desk page stops growing: lines would be too long to read."""
PICKED_WIDTH = 760
"""Of a page whose lines are short and each is pressed: files, scanners."""


def add_key(
    look: Look, button: QPushButton, key: str, *, shows: bool = True, binds: bool = True
) -> QPushButton:
    """Give `button` a key and write it inside, on its trailing side.

    A shortcut of its own rather than `setShortcut`, which presses a tenth of a second
    later. `binds` False writes a key that is bound elsewhere: two bindings of one key
    silence each other.
    """
    shown_key = key_words(key)
    button.setAccessibleDescription(shown_key)
    button.setProperty(KEY, shown_key)
    if binds:
        bound = QShortcut(QKeySequence(key), button)
        bound.setAutoRepeat(False)
        bound.activated.connect(button.click)
    if not shows:
        return button
    cap = QLabel(shown_key, button)
    cap.setTextFormat(Qt.TextFormat.PlainText)
    cap.setObjectName(f"{button.objectName()}_key")
    cap.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    cap.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    is_main = button.property("kind") == "main"
    colour = look.palette.on_petrol if is_main else look.palette.ink_soft
    cap.setStyleSheet(
        f"QLabel {{ color: {colour}; font-size: {look.scale.small}px; font-weight: normal;"
        f" border: 1px solid {colour}; border-radius: 4px; padding: 0 5px; }}"
        f"QLabel:disabled {{ color: {look.palette.ink_soft};"
        f" border-color: {look.palette.ink_soft}; }}"
    )
    cap.ensurePolished()
    room = cap.sizeHint().width() + 2 * SPACE_S + 4
    button.setStyleSheet(f"QPushButton {{ padding-right: {room}px; }}")
    row = QHBoxLayout(button)
    row.setContentsMargins(0, 0, SPACE_S, 0)
    row.addStretch(1)
    row.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
    return button


def key_words(key: str) -> str:
    """Return a key as it is written on French keyboards."""
    return key.replace("Escape", "Échap").replace("Return", "Entrée").replace("Del", "Suppr")


class Chip(QLabel):
    """A short state in words, tinted: "Fait", "À faire"."""

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setObjectName(name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def tell(self, text: str, tone: Tone) -> None:
        ink, ground = self._look.palette.tone(tone)
        self.setText(text)
        self.setAccessibleName(text)
        self.setStyleSheet(
            f"color: {ink}; background: {ground}; border: 1px solid {ink};"
            f"border-radius: 4px; padding: 1px 8px; font-size: {self._look.scale.small}px;"
        )


class Card(QFrame):
    """A block with a title, a state and a body."""

    def __init__(
        self, look: Look, name: str, title: str, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self.setAccessibleName(title)
        self.title = label(title, "lead", f"{name}_title", wraps=False)
        self.chip = Chip(look, f"{name}_state")
        self.chip.hide()
        head = QHBoxLayout()
        head.setSpacing(SPACE_S + 2)
        if icon:
            head.addWidget(picture_label(look.picture(icon, look.palette.petrol)))
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.chip)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE_S + 4)
        page = QVBoxLayout(self)
        page.setContentsMargins(SPACE_M + 4, SPACE_M, SPACE_M + 4, SPACE_M + 4)
        page.setSpacing(SPACE_M - 2)
        page.addLayout(head)
        page.addLayout(self.body)


class LineCard(QFrame):
    """One line of a list as a block: picture, a name, details; chip and buttons go into `row`."""

    def __init__(self, look: Look, name: str, icon: str, words: tuple[QLabel, QLabel]) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("kind", "card")
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        self.row.setSpacing(SPACE_M - 4)
        self.row.addWidget(picture_label(look.picture(icon, look.palette.petrol)))
        texts = QVBoxLayout()
        texts.setSpacing(0)
        for each in words:
            texts.addWidget(each)
        self.row.addLayout(texts, 1)


class DeskPage(QWidget):
    """A page with its way back, its title and its error, above a body."""

    back_pressed = Signal()
    error_action_pressed = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        title: str,
        *,
        has_back: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(title)
        self._look = look
        self.bar = QFrame()
        self.bar.setObjectName(f"{name}_bar")
        self.bar.setProperty("kind", "bar")
        self.bar_row = QHBoxLayout(self.bar)
        self.bar_row.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, SPACE_S)
        self.bar_row.setSpacing(SPACE_M)
        self.title = label(title, "title", f"{name}_heading", wraps=False)
        if has_back:
            #: Button in every page's head: one step back, nothing is lost
            back = QCoreApplication.translate("DeskPage", "Revenir")
            self.back = quiet_button(look, "back", back, "arrow-left")
            add_key(look, self.back, "Escape")
            self.back.clicked.connect(self.back_pressed)
            self.bar_row.addWidget(self.back)
        self.bar_row.addWidget(self.title)
        self.bar_row.addStretch(1)
        #: Button in every page's head: the keys of this page. Max 8 characters.
        told = QCoreApplication.translate("DeskPage", "Aide")
        self.help = quiet_button(look, "help", told, "life-buoy")
        add_key(look, self.help, "F1")
        self.help.clicked.connect(self._tell_keys)
        self.bar_row.addWidget(self.help)
        self._keys = NoticeLine(look, "help_keys")
        self.error = ErrorPanel(look, "error")
        self.error.action_pressed.connect(self.error_action_pressed)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_M)
        self.body.setSpacing(SPACE_M)
        self.body.addWidget(self._keys)
        self.body.addWidget(self.error)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.bar)
        page.addWidget(scrolled(inside, f"{name}_body"), 1)

    def tell_notice(self, notice: Notice | None) -> None:
        """Show the five parts of `notice`, or none."""
        self.error.tell(shown(notice.key, notice.context) if notice else None)

    def _tell_keys(self) -> None:
        """Tell the keys of what shows on this page; pressed again, hide them."""
        if not self._keys.isHidden():
            self._keys.tell("")
            return
        controls = [w for w in self.findChildren(QWidget) if w.isVisible() and w.property(KEY)]
        keys = "   ·   ".join(f"{w.property(KEY)} : {w.accessibleName()}" for w in controls)
        #: %1 lists the keys of a page, each with what it does
        words = QCoreApplication.translate("DeskPage", "Touches de cette page.   %1")
        self._keys.tell(words.replace("%1", keys))


class OnePage(QWidget):
    """Pages of which one shows, as high as that one is.

    A `QStackedWidget` is as high as the highest of its pages, and so scrolls short ones.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: list[QWidget] = []
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, page: QWidget) -> None:  # noqa: N802 - as Qt's own
        if self._held:
            page.hide()
        self._held.append(page)
        self._page.addWidget(page)

    def currentIndex(self) -> int:  # noqa: N802
        return next((at for at, page in enumerate(self._held) if not page.isHidden()), 0)

    def setCurrentIndex(self, shown: int) -> None:  # noqa: N802
        if shown != self.currentIndex():
            for index, page in enumerate(self._held):  # hide before showing: no page jumps
                if index != shown:
                    page.hide()
            self._held[shown].show()


class PeopleList(QWidget):
    """People to choose from: one button per person, the selected one tinted.

    Rows are made once and reused, so that a key press repaints words, not widgets.
    """

    chosen = Signal(int)

    def __init__(self, look: Look, name: str, rows: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(SPACE_S - 2)
        self._rows = []
        for index in range(rows):
            row = PressButton(look)
            row.setObjectName(f"{name}_{index}")
            row.setProperty("kind", "row")
            row.setIcon(look.icon("user", look.palette.petrol))
            row.setIconSize(look.icon_size())
            row.clicked.connect(lambda _=False, at=index: self.chosen.emit(at))
            row.hide()
            page.addWidget(row)
            self._rows.append(row)
        page.addStretch(1)

    def tell(self, people: Sequence[PersonSummary], selected: int = -1) -> None:
        """Show `people`; the one at `selected` stands out."""
        for index, row in enumerate(self._rows):
            if index < len(people):
                row.setText(f"{full_name(people[index])}\n{person_details(people[index])}")
                row.setAccessibleName(person_words(people[index]))
                row.setCheckable(selected >= 0)  # else it is a plain button, and says so
                row.setChecked(index == selected)
            row.setVisible(index < len(people))


class Rows(QWidget):
    """A short list of buttons made anew each time; for lists that rarely change."""

    chosen = Signal(int)

    def __init__(self, look: Look, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._look, self._name = look, name
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        self._page = QVBoxLayout()
        self._page.setSpacing(SPACE_S - 2)
        whole.addLayout(self._page)
        whole.addStretch(1)
        self._told: list[tuple[str, str]] | None = None

    def tell(self, lines: Sequence[tuple[str, str]]) -> bool:
        """Show (icon, words) lines; False when they are the same and nothing was rebuilt."""
        if list(lines) == self._told:
            return False
        self._told = list(lines)
        clear_layout(self._page)
        for index, (icon, words) in enumerate(lines):
            row = PressButton(self._look, words)
            row.setObjectName(f"{self._name}_{index}")
            row.setAccessibleName(words)
            row.setProperty("kind", "row")
            row.setIcon(self._look.icon(icon, self._look.palette.petrol))
            row.setIconSize(self._look.icon_size())
            row.clicked.connect(lambda _=False, at=index: self.chosen.emit(at))
            self._page.addWidget(row)
        return True

    def focus_first_row(self) -> None:
        """Give the keyboard to the first line, if there is one."""
        item = self._page.itemAt(0)
        row = item.widget() if item is not None else None
        if row is not None:
            row.setFocus()


def person_words(person: PersonSummary) -> str:
    """Return names, birth, identifier on one line: enough to tell homonyms apart (DER-11)."""
    return f"{full_name(person)} · {person_details(person)}"


def person_details(person: PersonSummary) -> str:
    """Return what tells two people of one name apart."""
    return " · ".join(part for part in (birth_words(person), person.login) if part)


def scrolled(widget: QWidget, name: str) -> QScrollArea:
    """Return `widget` in a frame that scrolls up and down when it does not fit."""
    column = Column()
    column.lines.addWidget(widget)
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(column)
    return area


def centred(widget: QWidget, width: int = CONTENT_WIDTH) -> QWidget:
    """Return a holder that keeps `widget` in the middle, no wider than `width`."""
    widget.setMaximumWidth(width)
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(1)
    row.addWidget(widget, 1000)
    row.addStretch(1)
    return holder


def on_top(widget: QWidget, width: int = CONTENT_WIDTH) -> QWidget:
    """Return a holder that keeps `widget` at the top, in the middle, no taller than it needs."""
    holder = QWidget()
    page = QVBoxLayout(holder)
    page.setContentsMargins(0, 0, 0, 0)
    page.addWidget(centred(widget, width))
    page.addStretch(1)
    return holder


def in_a_row(*buttons: QPushButton) -> QHBoxLayout:
    """Return buttons from edge to edge of their block."""
    row = QHBoxLayout()
    row.setSpacing(SPACE_S)
    for index, made in enumerate(buttons):
        if index:
            row.addStretch(1)
        row.addWidget(made)
    return row


def clear_rows(layout: QVBoxLayout) -> None:
    """Take rows out with the buttons in them: until they are gone no name stands twice."""
    for index in range(layout.count()):
        item = layout.itemAt(index)
        widget = item.widget() if item else None
        if widget is not None:
            for button in widget.findChildren(QPushButton):
                button.setObjectName("")
    clear_layout(layout)
