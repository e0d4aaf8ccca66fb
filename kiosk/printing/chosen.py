"""Which printer this post printed on last: a small file beside the databases, nobody in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.printing.ports import PrinterLine
from kiosk.remembered import remember

__all__ = ["MEMORY_NAME", "ChosenPrinter"]

MEMORY_NAME = "printer"
MAX_NAME = 300


@dataclass(frozen=True, slots=True)
class ChosenPrinter:
    """`path` None remembers nothing; `preferred` is the queue IT named, "" for none."""

    path: Path | None
    preferred: str = ""

    def of(self, printers: tuple[PrinterLine, ...]) -> str:
        """Return the queue to propose: the last one used, IT's, the scheduler's own default."""
        names = [each.name for each in printers]
        wanted = (self._last(), self.preferred, *names)
        return next((name for name in wanted if name in names), "")

    def use(self, name: str) -> None:
        """Remember `name`; where that is not possible, it is chosen anew each time."""
        if self.path is not None and name != self._last():
            remember(self.path, name)

    def _last(self) -> str:
        if self.path is None:
            return ""
        try:
            return self.path.read_text(encoding="utf-8")[:MAX_NAME]
        except (OSError, UnicodeDecodeError):
            return ""
