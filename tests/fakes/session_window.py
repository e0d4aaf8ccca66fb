"""A session with a window, to see the supervisor's own uncovered again.

    python -m tests.fakes.session_window --session FD

Typed text is copied to the clipboard as a careless program would; F10 finishes, F9 says
that a worker signed in, and its window is of one colour that no other window has.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from kiosk.session.channel import Begin, Who
from kiosk.session.hardening import harden
from kiosk.session.session_channel import SessionChannel
from ui.shell.session_link import SessionLink

COLOUR = "#AA3377"


def main() -> int:
    harden(lock_memory=True)
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    link = SessionLink(SessionChannel(int(sys.argv[-1])))
    window = QWidget()
    window.setWindowTitle("the session")
    palette = window.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(COLOUR))
    window.setPalette(palette)
    name = QLineEdit()
    name.setObjectName("name")
    clipboard = QGuiApplication.clipboard()
    name.textChanged.connect(clipboard.setText)
    layout = QVBoxLayout(window)
    layout.addStretch(1)
    layout.addWidget(name)
    QShortcut(Qt.Key.Key_F10, window, lambda: link.finish("done"))
    QShortcut(Qt.Key.Key_F9, window, lambda: link.signed_in(Who.WORKER))
    QShortcut(Qt.Key.Key_F8, window, lambda: link.vault_key(b"\x22" * 32))

    def begin(message: Begin) -> None:
        del message
        link.say_when_painted(window)
        window.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        window.setGeometry(QGuiApplication.primaryScreen().geometry())
        window.showFullScreen()
        window.activateWindow()
        name.setFocus()

    link.begun.connect(begin)
    link.ready()
    return app.exec()


if __name__ == "__main__":
    sys.exit(main())
