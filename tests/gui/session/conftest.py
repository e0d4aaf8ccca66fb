"""The supervisor's window brings its own look: what another test put on the application goes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont

from ui.theme.look import APPLIED


@pytest.fixture(autouse=True)
def plain_application(qapp):
    if qapp.property(APPLIED):
        qapp.setStyleSheet("")
        qapp.setFont(QFont())
        qapp.setProperty(APPLIED, None)
