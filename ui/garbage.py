"""Python's garbage is collected on the window's thread, between two events.

Python collects cycles on whichever thread happens to allocate, and then runs there what the
death of a page or a presenter sets off in PySide and Qt: `ui/DECISIONS.md`, "Where objects
die". Here nothing is collected by itself; a timer of the window's event loop does it, as often
as Python would.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

__all__ = ["GarbageCollector"]

LOOK_MS: Final = 250
"""What a page leaves behind when it goes is small; a look that finds nothing costs microseconds."""


class GarbageCollector(QObject):
    """Collects on the thread that made it, in place of Python's own, until it is closed."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.collect_what_is_due)
        self._timer.start()

    def spare_what_is_there(self) -> None:
        """Look no more at what lives now: a whole collection takes 2 ms instead of 53."""
        gc.freeze()

    @Slot()
    def collect_what_is_due(self) -> None:
        """Collect the oldest generation whose threshold is passed, and those younger."""
        counted = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, limit) in enumerate(counted) if count > limit]
        if due:
            gc.collect(due[-1])

    def close(self) -> None:
        """Let Python collect by itself again, wherever it likes: no lane runs any more."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
