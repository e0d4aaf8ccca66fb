"""What the supervisor's window shows, a page each, and the quiet line below them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from kiosk.domain.identifier_card import CardContent
from kiosk.session.supervisor import Face, PostView
from ui.announced import places
from ui.shell.drawn import Emblem, Picture, TouchButton
from ui.shell.languages import WelcomeLanguage
from ui.shell.look import Look
from ui.widgets.card_keys import CardKeys

__all__ = [
    "ClosedPage",
    "DeskWelcomePage",
    "LanguagePage",
    "PausePage",
    "PostLine",
    "WipedPage",
    "WipingPage",
]

COLUMNS: Final = 2
UNREAD_MS: Final = 15_000


class _Spoken(QWidget):
    """Says its words again when the application speaks another language."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        raise NotImplementedError


class LanguagePage(QWidget):
    """B0: one big key for each language, each in its own script."""

    chosen = Signal(str)

    def __init__(self, look: Look, languages: Sequence[WelcomeLanguage]) -> None:
        super().__init__()
        self.setObjectName("welcome")
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setWindowTitle(" – ".join(language.greeting for language in languages))
        self._keys: list[TouchButton] = []
        self._wait = Emblem(Picture.TURNING, look, side_mm=12)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(self._grid(look, languages))
        layout.addSpacing(look.mm(8))
        layout.addWidget(self._wait, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(2)
        self._unread = UnreadNote(look, languages)
        layout.addWidget(self._unread)
        self._pause = PauseNote(look, languages)
        layout.addWidget(self._pause)
        self._wait.set_shown(False)
        self._codes = frozenset(language.code for language in languages)
        reader = CardKeys(self)
        reader.came.connect(self._card_came)
        reader.refused.connect(self._unread.tell)
        self.setFocusProxy(self._keys[0])

    def show_maintenance(self, view: PostView) -> None:
        """Say below the keys that the network pauses, in each language."""
        self._pause.show_maintenance(view)

    @Slot(object)
    def _card_came(self, card: CardContent) -> None:
        """Take the language of a card and nothing else: the identifier is let go unread."""
        if not self.isEnabled():
            return
        if card.language in self._codes:
            self.chosen.emit(card.language)
        else:
            self._unread.tell()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.EnabledChange:
            self._wait.set_shown(not self.isEnabled())
        super().changeEvent(event)

    def _grid(self, look: Look, languages: Sequence[WelcomeLanguage]) -> QGridLayout:
        """Each greeting above its key while there are two; then the keys, two a row.

        Always in this order from the left: a key does not move with the window's language.
        """
        grid = QGridLayout()
        grid.setHorizontalSpacing(look.mm(8))
        grid.setVerticalSpacing(look.mm(4))
        is_pair = len(languages) <= COLUMNS
        for index, language in enumerate(languages if is_pair else languages[:1]):
            greeting = look.label(language.greeting, look.huge, look.palette.ink)
            invitation = look.label(language.invitation, look.body, look.palette.ink_soft)
            grid.addWidget(greeting, 0, 1 + index, 1, 1 if is_pair else COLUMNS)
            grid.addWidget(invitation, 1, 1 + index, 1, 1 if is_pair else COLUMNS)
        grid.setRowMinimumHeight(2, look.mm(2))
        for index, language in enumerate(languages):
            key = TouchButton(language.autonym, look, size=look.huge if is_pair else look.big)
            key.setObjectName(f"language-{language.code}")
            key.setAccessibleName(language.autonym)
            key.setFixedHeight(look.mm(34 if is_pair else 18))
            key.setMinimumWidth(look.mm(50))
            key.clicked.connect(partial(self.chosen.emit, language.code))
            grid.addWidget(key, 3 + index // COLUMNS, 1 + index % COLUMNS)
            self._keys.append(key)
        for column, share in enumerate((1, 8, 8, 1)):
            grid.setColumnStretch(column, share)
        return grid

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows go through the keys by where they stand on the screen."""
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -COLUMNS,
            Qt.Key.Key_Down: COLUMNS,
        }.get(Qt.Key(event.key()))
        focused = [index for index, key in enumerate(self._keys) if key.hasFocus()]
        if step is None or not focused:
            super().keyPressEvent(event)
            return
        target = focused[0] + step
        if 0 <= target < len(self._keys):
            self._keys[target].setFocus(Qt.FocusReason.TabFocusReason)


class UnreadNote(QWidget):
    """A card that chose no language, a line for each language; gone after a while."""

    def __init__(self, look: Look, languages: Sequence[WelcomeLanguage]) -> None:
        super().__init__()
        self.setObjectName("unread-note")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.mm(1))
        said = [language.card_unread for language in languages if language.card_unread]
        for words in said:
            layout.addWidget(look.label(words, look.body, look.palette.ink))
        self._words = " – ".join(said)
        self._gone = QTimer(self)
        self._gone.setSingleShot(True)
        self._gone.setInterval(UNREAD_MS)
        self._gone.timeout.connect(self.hide)
        self.hide()

    @Slot()
    def tell(self) -> None:
        """Say it, on the screen and to those who listen to it."""
        self.show()
        self._gone.start()
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._words))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """The page was left: whoever comes next showed no card."""
        if not event.spontaneous():
            self.hide()
        super().hideEvent(event)


class PauseNote(QWidget):
    """The network's pause, announced or under way, a line for each language (OPS-02)."""

    def __init__(self, look: Look, languages: Sequence[WelcomeLanguage]) -> None:
        super().__init__()
        self.setObjectName("pause-note")
        self._lines = [
            (language, look.label("", look.body, look.palette.indigo))
            for language in languages
            if language.pause_planned
        ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.mm(1))
        for _, line in self._lines:
            layout.addWidget(line)
        self.hide()

    def show_maintenance(self, view: PostView) -> None:
        pause = view.maintenance
        self.setVisible(pause is not None)
        if pause is None:
            return
        said = places(pause)
        for language, line in self._lines:
            told = language.pause_now if view.is_maintained else language.pause_planned
            line.setText(told.format(**said))


class DeskWelcomePage(_Spoken):
    """A desk waits for a worker: one button, and any key or touch does the same."""

    pressed = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("desk-welcome")
        self._title = look.label("", look.huge, look.palette.ink)
        self._line = look.label("", look.body, look.palette.ink_soft)
        self._button = TouchButton("", look, is_main=True, size=look.big)
        self._button.setObjectName("begin")
        self._button.setMinimumWidth(look.mm(70))
        self._button.setFixedHeight(look.mm(18))
        self._button.clicked.connect(self.pressed)
        layout = QVBoxLayout(self)
        layout.setSpacing(look.mm(5))
        layout.addStretch(2)
        layout.addWidget(Emblem(Picture.KEYHOLE, look), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._title)
        layout.addWidget(self._line)
        layout.addSpacing(look.mm(3))
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.setFocusProxy(self._button)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.EnabledChange:
            self._say_what_goes_on()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        #: Title of the desk's waiting page. Max 20 characters.
        self._title.setText(self.tr("Bonjour"))
        #: The one button of the desk's waiting page. Max 24 characters.
        self._button.setText(self.tr("Se connecter"))
        self._button.setAccessibleName(self._button.text())
        self.setWindowTitle(self._title.text())
        self._say_what_goes_on()

    def _say_what_goes_on(self) -> None:
        if self.isEnabled():
            #: Below the title: any touch or key opens the sign-in page. Max 60 characters.
            self._line.setText(self.tr("Touchez l'écran ou une touche pour commencer"))
        else:
            #: Shown while the sign-in page is being made ready. Max 40 characters.
            self._line.setText(self.tr("Un instant, le poste se prépare"))


class ClosedPage(_Spoken):
    """FERMÉ: nobody can enter before one worker signed in since the machine started."""

    pressed = Signal()

    def __init__(self, look: Look, languages: Sequence[WelcomeLanguage]) -> None:
        super().__init__()
        self.setObjectName("closed")
        self._button = TouchButton("", look, is_main=True, size=look.big)
        self._button.setObjectName("begin")
        self._button.setMinimumWidth(look.mm(90))
        self._button.setFixedHeight(look.mm(22))
        self._button.clicked.connect(self.pressed)
        layout = QVBoxLayout(self)
        layout.setSpacing(look.mm(4))
        layout.addStretch(2)
        layout.addWidget(Emblem(Picture.KEYHOLE, look), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(look.mm(2))
        first, *others = [language.closed for language in languages if language.closed]
        layout.addWidget(look.label(first, look.big, look.palette.ink))
        grid = QGridLayout()
        columns = 1 if len(others) < COLUMNS else COLUMNS
        for index, text in enumerate(others):
            label = look.label(text, look.body, look.palette.ink_soft)
            grid.addWidget(label, index // columns, index % columns)
        layout.addLayout(grid)
        layout.addSpacing(look.mm(5))
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)
        self.setFocusProxy(self._button)
        self.setWindowTitle(" – ".join(language.closed for language in languages))
        self._retranslate()

    def _retranslate(self) -> None:
        #: A professional opens the terminal for the day. Max 32 characters.
        self._button.setText(self.tr("Je suis un professionnel"))
        self._button.setAccessibleName(self._button.text())


class WipingPage(_Spoken):
    """EFFACEMENT, while it goes on."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("wiping")
        self._emblem = Emblem(Picture.TURNING, look)
        self._title = look.label("", look.huge, look.palette.ink)
        self._line = look.label("", look.body, look.palette.ink_soft)
        _middle(self, look, self._emblem, self._title, self._line)
        self._retranslate()

    def set_moving(self, is_moving: bool) -> None:
        self._emblem.set_moving(is_moving)

    def _retranslate(self) -> None:
        #: The machine forgets the last person. Max 24 characters.
        self._title.setText(self.tr("On efface tout"))
        #: Below it, while it goes on. Max 40 characters.
        self._line.setText(self.tr("Encore un instant"))
        self.setWindowTitle(self._title.text())


class WipedPage(_Spoken):
    """EFFACEMENT, done: green, a tick, and words."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("wiped")
        self._title = look.label("", look.huge, look.palette.ok)
        self._line = look.label("", look.body, look.palette.ink)
        _middle(self, look, Emblem(Picture.TICK, look), self._title, self._line)
        self._retranslate()

    def _retranslate(self) -> None:
        #: Nothing of the last person is left. Max 24 characters.
        self._title.setText(self.tr("C'est effacé"))
        #: Below it. Max 48 characters.
        self._line.setText(self.tr("Il ne reste rien de vous sur ce poste"))
        self.setWindowTitle(self._title.text())


class PausePage(_Spoken):
    """PAUSE: since when, where to go, and a small code for the support."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("pause")
        self._view: PostView | None = None
        self._title = look.label("", look.huge, look.palette.ink)
        self._since = look.label("", look.body, look.palette.ink_soft)
        self._safe = look.label("", look.body, look.palette.ink)
        self._where = look.label("", look.body, look.palette.ink)
        self._code = look.label("", look.small, look.palette.ink_soft)
        self._code.setObjectName("code")
        self._code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        _middle(
            self,
            look,
            Emblem(Picture.PAUSE, look),
            self._title,
            self._since,
            self._safe,
            self._where,
            self._code,
        )
        self._retranslate()

    def show_pause(self, view: PostView) -> None:
        self._view = view
        self._retranslate()

    def _retranslate(self) -> None:
        #: The post cannot be used just now. Max 32 characters.
        self._title.setText(self.tr("Ce poste fait une pause"))
        #: What is safe while the post pauses. Max 40 characters.
        self._safe.setText(self.tr("Vos papiers sont gardés."))
        #: Where to go while the post pauses. Max 60 characters.
        self._where.setText(self.tr("Un professionnel peut vous aider à l'accueil."))
        since = self._view.paused_since if self._view else None
        #: %1 is a time of day such as 14:05. Max 40 characters.
        text = self.tr("Depuis %1")
        # The time is isolated: inside right-to-left words its digits keep their order.
        at = f"\u2066{since.astimezone():%H:%M}\u2069" if since else ""
        self._since.setText(text.replace("%1", at) if at else "")
        self._code.setText(self._view.code if self._view else "")
        self.setWindowTitle(self._title.text())


class PostLine(_Spoken):
    """The quiet line below: where this is, and whether the network is there."""

    def __init__(self, look: Look, place: str) -> None:
        super().__init__()
        self.setObjectName("frame")
        self._place = look.label(place, look.small, look.palette.ink_soft, is_centered=False)
        self._line = look.label("", look.small, look.palette.indigo, is_centered=False)
        self._line.setObjectName("offline")
        self._dot = Emblem(Picture.OFFLINE, look, side_mm=6)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.mm(2))
        layout.addWidget(self._place)
        layout.addStretch(1)
        layout.addWidget(self._dot)
        layout.addWidget(self._line)
        self._is_offline = False
        self._is_quiet = True
        self.setFixedHeight(look.mm(10))

    def show_place(self, is_shown: bool) -> None:
        """Leave the frame empty, at its height: what is above must not jump."""
        self._place.setVisible(is_shown)
        self._is_quiet = not is_shown

    def show_line(self, view: PostView) -> None:
        self._is_offline = view.is_offline and view.face is not Face.PAUSED
        self._retranslate()

    def _retranslate(self) -> None:
        #: Quiet line in the frame: no network, everything works. Max 60 characters.
        self._line.setText(self.tr("Hors connexion. Vous pouvez continuer."))
        is_shown = self._is_offline and not self._is_quiet
        self._line.setVisible(is_shown)
        self._dot.setVisible(is_shown)


def _middle(page: QWidget, look: Look, emblem: Emblem, *lines: QLabel) -> None:
    layout = QVBoxLayout(page)
    layout.setSpacing(look.mm(4))
    layout.addStretch(2)
    layout.addWidget(emblem, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addSpacing(look.mm(3))
    for line in lines:
        layout.addWidget(line)
    layout.addStretch(3)
