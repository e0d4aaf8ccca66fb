"""The one window of a session: a page, a frame round it on the terminal, a warning over it.

Knows no screen: the flows of the desk and the terminal put pages into it.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.theme.tokens import Tone
from ui.widgets.buttons import button, quiet_button
from ui.widgets.focus_ring import FocusRing
from ui.widgets.keyboard import OnScreenKeyboard
from ui.widgets.notices import NoticeLine
from ui.widgets.scrolling import Scroll
from ui.widgets.texts import label, picture_label
from ui.widgets.warning import WarningOverlay

__all__ = ["Ease", "SessionWindow", "TerminalFrame"]


@dataclass(frozen=True, slots=True)
class Ease:
    """How the person at the terminal sees and how fast they go; forgotten with the session."""

    is_large: bool = False
    has_contrast: bool = False
    is_slow: bool = False


class SessionWindow(QWidget):
    """Top-level and frameless; one page at a time, the warning above everything."""

    still_here = Signal()
    finish_pressed = Signal()

    def __init__(self, look: Look, *, is_windowed: bool = False) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        if not is_windowed:
            self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowTitle("Reconnect")
        self._pages = QStackedWidget()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(self._pages)
        self._warning = self._covered_by(look)
        self._ring = FocusRing(look, self)

    def wear(self, look: Look) -> None:
        """Take another look: the cover is drawn again, pages are their flow's to rebuild."""
        self._warning.deleteLater()
        self._warning = self._covered_by(look)
        self._ring.wear(look)

    def show_page(self, page: QWidget) -> None:
        """Put `page` in the window; the one before is forgotten with all it held."""
        _put(self._pages, page)

    def warn(self, seconds: int) -> None:
        """Cover everything: nobody seems to be there."""
        self._warning.setGeometry(self.rect())
        self._warning.warn(seconds)

    def calm(self) -> None:
        """Somebody is there after all."""
        self._warning.calm()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._warning.setGeometry(self.rect())

    def _covered_by(self, look: Look) -> WarningOverlay:
        warning = WarningOverlay(look, self)
        warning.still_here.connect(self.still_here)
        warning.finish_pressed.connect(self.finish_pressed)
        return warning


class TerminalFrame(QWidget):
    """*Accueil*, *Affichage*, *Aide*, *Terminer* at their place; letters below when needed."""

    home_pressed = Signal()
    finish_pressed = Signal()
    ease_changed = Signal(object)
    """Ease: the page has to be drawn again."""

    def __init__(self, look: Look, ease: Ease | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.ease = ease or Ease()
        self.setObjectName("terminal")
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        gap = look.scale.gap
        self._ease_bar = self._choices()
        self._ease_bar.hide()
        self._help_line = NoticeLine(look, "frame_note")
        self._offline = self._offline_line()
        self._offline.hide()
        self._notice = NoticeLine(look, "frame_notice", Tone.INDIGO)
        self._pages = QStackedWidget()
        self._room = Scroll(look, self._pages, "frame_page")
        self.keyboard = OnScreenKeyboard(look)
        self.keyboard.hidden.connect(self.keyboard.hide)
        self.keyboard.hide()
        notes = QVBoxLayout()
        notes.setContentsMargins(gap * 2, 0, gap * 2, 0)
        notes.addWidget(self._help_line)
        notes.addWidget(self._notice)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(gap // 2)
        page.addWidget(self._bar())
        page.addWidget(self._ease_bar)
        page.addLayout(notes)
        page.addWidget(self._room, 1)
        page.addWidget(self._offline)
        page.addWidget(self.keyboard)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def show_page(self, page: QWidget) -> None:
        """Put a page inside the frame; the one before is forgotten."""
        self._help_line.tell("")
        self.keyboard.hide()
        _put(self._pages, page)
        self._room.to_top()
        _focus_first(page)

    def show_ease_choices(self) -> None:
        """Open what can be made easier to see, or close it."""
        self._ease_bar.setVisible(not self._ease_bar.isVisible())
        self.display.setChecked(self._ease_bar.isVisible())
        if self._ease_bar.isVisible():
            self._large.setFocus()

    def tell_offline(self, is_offline: bool) -> None:
        """A quiet line: nothing is refused for want of a network."""
        self._offline.setVisible(is_offline)

    @property
    def tells_offline(self) -> bool:
        return not self._offline.isHidden()

    def tell_notice(self, words: str) -> None:
        """A quiet line above: the network's pause, or a post that sends nothing any more."""
        self._notice.tell(words, Tone.INDIGO)

    @property
    def notice(self) -> str:
        """What `tell_notice` told last."""
        return self._notice.accessibleName()

    def say_goodbye(self) -> None:
        """Nothing is left to press."""
        for each in (self.home, self.display, self.help, self.finish, self._ease_bar):
            each.hide()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if (page := self._pages.currentWidget()) is not None:
            _focus_first(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """F1 is *Aide*; Échap goes one step back and never destroys anything."""
        page = self._pages.currentWidget()
        if event.key() == Qt.Key.Key_F1:
            self.help.click()
        elif event.key() == Qt.Key.Key_Escape and page is not None:
            self._step_back(page)
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _step_back(page: QWidget) -> None:
        back = getattr(page, "back_pressed", None)
        if back is not None:
            back.emit()

    def _bar(self) -> QFrame:
        look, gap = self._look, self._look.scale.gap
        bar = QFrame()
        bar.setProperty("kind", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(gap, gap // 2, gap, gap // 2)
        row.setSpacing(gap)
        self.home = quiet_button(look, "frame_home", self.tr("Accueil"), "house")
        self.display = quiet_button(look, "frame_display", self.tr("Affichage"), "a-large-small")
        self.help = quiet_button(look, "frame_help", self.tr("Aide"), "life-buoy")
        self.finish = quiet_button(look, "frame_finish", self.tr("Terminer"), "log-out")
        policy = self.home.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.home.setSizePolicy(policy)
        self.home.clicked.connect(self.home_pressed)
        self.display.clicked.connect(self.show_ease_choices)
        self.help.clicked.connect(self._tell_help)
        self.finish.clicked.connect(self.finish_pressed)
        row.addWidget(self.home)
        row.addStretch(1)
        row.addWidget(self.display)
        row.addWidget(self.help)
        row.addWidget(self.finish)
        return bar

    def _choices(self) -> QFrame:
        gap = self._look.scale.gap
        bar = QFrame()
        bar.setObjectName("ease")
        bar.setProperty("kind", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(gap * 2, gap // 2, gap * 2, gap)
        row.setSpacing(gap)
        self._large = self._toggle("ease_large", self.tr("Grand texte"), "zoom-in")
        self._contrast = self._toggle("ease_contrast", self.tr("Contraste fort"), "contrast")
        self._slow = self._toggle("ease_slow", self.tr("Plus de temps"), "timer")
        self._large.setChecked(self.ease.is_large)
        self._contrast.setChecked(self.ease.has_contrast)
        self._slow.setChecked(self.ease.is_slow)
        row.addStretch(1)
        for toggle in (self._large, self._contrast, self._slow):
            toggle.clicked.connect(self._ease_pressed)
            row.addWidget(toggle)
        return bar

    def _toggle(self, name: str, text: str, icon: str) -> QPushButton:
        made = button(self._look, name, text, icon)
        made.setProperty("kind", "toggle")
        made.setCheckable(True)
        return made

    def _offline_line(self) -> QWidget:
        look = self._look
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, look.scale.gap // 2)
        row.setSpacing(look.scale.gap // 2)
        row.addStretch(1)
        row.addWidget(
            picture_label(look.picture("wifi-off", look.palette.ink_soft, look.scale.small))
        )
        text = self.tr("Hors connexion. Vous pouvez continuer.")
        row.addWidget(label(text, "small", "frame_offline", wraps=False))
        row.addStretch(1)
        return line

    def _ease_pressed(self) -> None:
        self.ease = Ease(
            self._large.isChecked(), self._contrast.isChecked(), self._slow.isChecked()
        )
        self.ease_changed.emit(self.ease)

    @Slot(QWidget, QWidget)
    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """Bring the keyboard to a field, and both into sight; it leaves by *Cacher*."""
        if not hasattr(self, "_pages"):
            return  # Python has let go of this frame; its end moves the focus once more
        if isinstance(new, QLineEdit) and self.isAncestorOf(new):
            digits = new.inputMethodHints() & Qt.InputMethodHint.ImhDigitsOnly
            if self.keyboard.isHidden():
                self.keyboard.for_digits(bool(digits))
            self.keyboard.show()
        if new is not None and self._pages.isAncestorOf(new):
            # The room shrinks when the keyboard comes: wait until it has its new size.
            QTimer.singleShot(0, self, self._show_focus)

    def _show_focus(self) -> None:
        focus = QApplication.focusWidget()
        if focus is not None and self._pages.isAncestorOf(focus):
            gap = self._look.scale.gap
            self._room.area.ensureWidgetVisible(focus, 0, gap * 2)
            self._room.area.horizontalScrollBar().setValue(0)

    def _tell_help(self) -> None:
        text = self.tr("Un professionnel peut vous aider. Demandez à l’accueil.")
        self._help_line.tell("" if self._help_line.isVisible() else text)


def _put(pages: QStackedWidget, page: QWidget) -> None:
    before = pages.currentWidget()
    pages.addWidget(page)
    pages.setCurrentWidget(page)
    if before is not None and before is not page:
        pages.removeWidget(before)
        before.deleteLater()


def _focus_first(page: QWidget) -> None:
    """Let the keys start at the page's first control, or where the page wants them."""
    first = getattr(page, "first", None)  # no focus proxy: Tab would skip what stands before it
    if isinstance(first, QWidget):
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        return
    widget: QWidget | None = page.nextInFocusChain()
    while widget is not None and widget is not page and page.isAncestorOf(widget):
        takes_tab = Qt.FocusPolicy.TabFocus.value & widget.focusPolicy().value
        if takes_tab and widget.isEnabled() and not widget.isHidden():
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        widget = widget.nextInFocusChain()
