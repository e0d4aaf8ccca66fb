"""The one window of a session: a page, a frame round it on the terminal, a warning over it.

Knows no screen: the flows of the desk and the terminal put pages into it.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.theme.look import Look
from ui.widgets.buttons import quiet_button
from ui.widgets.keyboard import OnScreenKeyboard
from ui.widgets.notices import announce
from ui.widgets.texts import label
from ui.widgets.warning import WarningOverlay

__all__ = ["SessionWindow", "TerminalFrame"]


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
        self._warning = WarningOverlay(look, self)
        self._warning.still_here.connect(self.still_here)
        self._warning.finish_pressed.connect(self.finish_pressed)

    def show_page(self, page: QWidget) -> None:
        """Put `page` in the window; the one before is forgotten with all it held."""
        before = self._pages.currentWidget()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        if before is not None and before is not page:
            self._pages.removeWidget(before)
            before.deleteLater()

    def warn(self, seconds: int) -> None:
        """Cover everything: nobody seems to be there."""
        self._warning.setGeometry(self.rect())
        self._warning.warn(seconds)

    def calm(self) -> None:
        self._warning.calm()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._warning.setGeometry(self.rect())


class TerminalFrame(QWidget):
    """*Accueil*, *Aide*, *Terminer* always at the same place; the keyboard below when needed."""

    home_pressed = Signal()
    finish_pressed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("terminal")
        self.setProperty("kind", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        gap = look.scale.gap
        bar = QFrame()
        bar.setProperty("kind", "bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(gap, gap // 2, gap, gap // 2)
        self.home = quiet_button(look, "frame_home", self.tr("Accueil"), "house")
        self.help = quiet_button(look, "frame_help", self.tr("Aide"), "life-buoy")
        self.finish = quiet_button(look, "frame_finish", self.tr("Terminer"), "log-out")
        for each in (self.home, self.help, self.finish):
            each.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.home.clicked.connect(self.home_pressed)
        self.help.clicked.connect(self._tell_help)
        self.finish.clicked.connect(self.finish_pressed)
        row.addWidget(self.home)
        row.addStretch(1)
        row.addWidget(self.help)
        row.addWidget(self.finish)
        self._help_line = label(
            self.tr("Un professionnel peut vous aider. Demandez à l’accueil."), "lead", "frame_note"
        )
        self._help_line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._help_line.hide()
        self._offline = label(
            self.tr("Hors connexion. Vous pouvez continuer."), "small", "frame_offline"
        )
        self._offline.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._offline.hide()
        self._pages = QStackedWidget()
        self.keyboard = OnScreenKeyboard(look)
        self.keyboard.hidden.connect(self.keyboard.hide)
        self.keyboard.hide()
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(gap // 2)
        page.addWidget(bar)
        page.addWidget(self._help_line)
        page.addWidget(self._pages, 1)
        page.addWidget(self._offline)
        page.addWidget(self.keyboard)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.installEventFilter(self)

    def show_page(self, page: QWidget) -> None:
        """Put a page inside the frame; the one before is forgotten."""
        before = self._pages.currentWidget()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        self._help_line.hide()
        self.keyboard.hide()
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        if before is not None and before is not page:
            self._pages.removeWidget(before)
            before.deleteLater()

    def tell_offline(self, is_offline: bool) -> None:
        """A quiet line: nothing is refused for want of a network."""
        self._offline.setVisible(is_offline)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if (
            event.type() is QEvent.Type.FocusIn
            and isinstance(watched, QLineEdit)
            and self.isAncestorOf(watched)
        ):
            self.keyboard.show()
        return super().eventFilter(watched, event)

    def _tell_help(self) -> None:
        self._help_line.setVisible(not self._help_line.isVisible())
        if self._help_line.isVisible():
            announce(self, self._help_line.text())
