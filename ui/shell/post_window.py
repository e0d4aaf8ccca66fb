"""The supervisor's own window: welcome, closed, wiping, wiped, pause. It decides nothing.

It lives as long as the machine runs, beside every session: plain widgets, no page
viewer, no network, nothing of a person.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPalette,
)
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from kiosk.session.channel import Mode
from kiosk.session.supervisor import Face, PostView
from ui.shell.corners import FourCorners
from ui.shell.languages import WelcomeLanguage
from ui.shell.look import Look
from ui.shell.post_pages import (
    ClosedPage,
    DeskWelcomePage,
    LanguagePage,
    PausePage,
    PostLine,
    WipedPage,
    WipingPage,
)

__all__ = ["PostWindow"]

CORNER_MM: Final = 18
"""Wide enough for a finger, and nothing to press lies within (ux.md 8.2)."""


class PostWindow(QWidget):
    """Draws a PostView and reports touches.

    `speak` makes the application speak a language: the visitor's until "C'est effacé" is
    gone, `language` between visitors.
    """

    language_chosen = Signal(str)
    skipped = Signal()
    staff_came = Signal()
    """The four corners were pressed in order: staff wants to leave the post (ux.md 2)."""

    def __init__(
        self,
        look: Look,
        languages: Sequence[WelcomeLanguage],
        *,
        place: str,
        language: str,
        speak: Callable[[str], object] = lambda _code: None,
    ) -> None:
        super().__init__()
        self.setObjectName("post")
        self._look = look
        self._language = language
        self._visitors_language = language
        self._speak = speak
        self._view: PostView | None = None
        self._corners = FourCorners(corner_px=look.mm(CORNER_MM))
        self.setAutoFillBackground(True)
        self._welcome = LanguagePage(look, languages)
        self._desk = DeskWelcomePage(look)
        self._closed = ClosedPage(look, languages)
        self._wiping = WipingPage(look)
        self._wiped = WipedPage(look)
        self._paused = PausePage(look)
        self._ground = QWidget()
        self._frame = PostLine(look, place)
        self._build()

    def _build(self) -> None:
        self._pages = QStackedLayout()
        for page in (
            self._ground,
            self._welcome,
            self._desk,
            self._closed,
            self._wiping,
            self._wiped,
            self._paused,
        ):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        edge = self._look.mm(6)
        layout.setContentsMargins(edge, edge, edge, edge // 2)
        layout.addLayout(self._pages, 1)
        layout.addWidget(self._frame)
        self._welcome.chosen.connect(self._choose)
        self._closed.pressed.connect(lambda: self._choose(self._language))
        self._desk.pressed.connect(lambda: self._choose(self._language))

    def show_view(self, view: PostView) -> None:
        """Show `view`; what changed is announced to who listens instead of looking."""
        before, self._view = self._view, view
        self._speak_for(view.face)
        page = self._page_of(view)
        self._frame.show_place(page not in (self._ground, self._wiping, self._wiped))
        self._frame.show_line(view)
        self._welcome.show_maintenance(view)
        for waiting in (self._welcome, self._desk, self._closed):
            waiting.setEnabled(not view.is_starting)
        self._paused.show_pause(view)
        self._wiping.set_moving(page is self._wiping)
        colours = self._look.palette
        self._color_ground(colours.ok_ground if page is self._wiped else colours.ground)
        self._pages.setCurrentWidget(page)
        if before is None or before.face is not view.face or before.mode is not view.mode:
            page.setFocus(Qt.FocusReason.OtherFocusReason)
            self._announce(page.windowTitle())
        if view.face is Face.WIPING:
            self.repaint()  # now: the kill is done, the rest of the wipe is this thread's

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self._is_terminal_at_rest() and self._corners.press(
            event.position().toPoint(), self.size(), at_ms=event.timestamp()
        ):
            self.staff_came.emit()
            return
        self._touched_anywhere()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self._touched_anywhere()
        super().keyPressEvent(event)

    def _is_terminal_at_rest(self) -> bool:
        match self._view:
            case PostView(face=Face.WELCOME | Face.CLOSED, mode=Mode.TERMINAL, is_starting=False):
                return True
            case _:
                return False

    def _touched_anywhere(self) -> None:
        """A desk's welcome opens at any touch or key; "C'est effacé" is left by one."""
        match self._view:
            case PostView(face=Face.WIPED):
                self.skipped.emit()
            case PostView(face=Face.WELCOME, mode=Mode.DESK, is_starting=False):
                self._choose(self._language)
            case _:
                pass

    def _choose(self, code: str) -> None:
        self._visitors_language = code
        self.language_chosen.emit(code)

    def _speak_for(self, face: Face) -> None:
        match face:
            case Face.COVERED:  # now, unseen: what comes next is wiping, in their language
                self._speak(self._visitors_language)
            case Face.WELCOME | Face.CLOSED | Face.PAUSED:
                self._speak(self._language)
            case Face.WIPING | Face.WIPED:
                pass

    def _color_ground(self, color: str) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(color))
        self.setPalette(palette)

    def _page_of(self, view: PostView) -> QWidget:
        return {
            Face.WELCOME: self._desk if view.mode is Mode.DESK else self._welcome,
            Face.CLOSED: self._closed,
            Face.WIPING: self._wiping,
            Face.WIPED: self._wiped,
            Face.PAUSED: self._paused,
            Face.COVERED: self._ground,
        }[view.face]

    def _announce(self, text: str) -> None:
        if text and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
