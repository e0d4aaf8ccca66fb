"""A bug ends its process and says where, never what."""

from __future__ import annotations

import subprocess
import sys

from ui.shell.bug import EXIT_BUG

PROGRAM = """
from PySide6.QtCore import QCoreApplication, QTimer
from ui.shell.bug import end_on_bug
app = QCoreApplication([])
end_on_bug()
def slot():
    raise ValueError("Amina's password")
QTimer.singleShot(0, slot)
QTimer.singleShot(5000, app.quit)
app.exec()
"""


def test_a_bug_in_a_slot_ends_the_process_and_quotes_nobody():
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=30, check=False
    )
    assert run.returncode == EXIT_BUG
    assert "bug: ValueError at <string>:7" in run.stderr
    assert "Amina" not in run.stdout + run.stderr
