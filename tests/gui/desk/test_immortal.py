"""A window that lives for a day makes millions of Qt calls: the interpreter outlives them."""

from __future__ import annotations

import subprocess
import sys

LONG_DAY = """
import ui
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rung = Signal()

bell = Bell()
for _ in range(50_000):
    bell.setObjectName("bell")
    bell.rung.emit()
    bell.parent()
print("alive")
"""


def test_a_process_that_imported_ui_survives_many_qt_calls():
    run = subprocess.run(
        [sys.executable, "-c", LONG_DAY], capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.stdout, run.returncode) == ("alive\n", 0), run.stderr
