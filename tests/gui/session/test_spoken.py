"""The post's own window in Arabic: the translation in the package, mirrored, whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from kiosk.session.channel import Mode
from kiosk.session.supervisor import Face, PostView
from ui.shell.languages import offered
from ui.shell.look import look_for
from ui.shell.post_window import PostWindow
from ui.theme.languages import Speaker
from ui.theme.look import load_fonts


@pytest.fixture
def speaker(qapp):
    load_fonts()
    made = Speaker(qapp)
    yield made
    made.speak("fr")


def test_arabic_is_spoken_as_long_as_it_is_chosen(qtbot, speaker):
    look = look_for(QGuiApplication.primaryScreen(), Mode.TERMINAL, declared_dpi=96)
    window = PostWindow(look, offered(("fr", "ar")), place="Accueil", language="fr")
    qtbot.addWidget(window)
    window.resize(1280, 800)
    with qtbot.waitExposed(window):
        window.show()
    window.show_view(PostView(Face.WIPED, Mode.TERMINAL))
    french = shown(window)
    speaker.speak("ar")
    junk = [bytes([65]) * 5000 for _ in range(200)]  # what was freed is written over
    view = PostView(Face.PAUSED, Mode.TERMINAL, paused_since=datetime.now(UTC), code="S-103")
    window.show_view(view)
    window.show_view(PostView(Face.WIPED, Mode.TERMINAL))
    QApplication.processEvents()
    assert QApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    assert "تم المسح" in shown(window)
    assert not french & shown(window)
    assert len(junk) == 200
    speaker.speak("fr")
    QApplication.processEvents()
    assert shown(window) == french


def shown(window: PostWindow) -> set[str]:
    return {label.text() for label in window.findChildren(QLabel) if label.isVisible()}
