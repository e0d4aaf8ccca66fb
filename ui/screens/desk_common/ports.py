"""What desk presenters are handed: lanes, printing, papers as PDF. All of it without Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from kiosk.capture.antivirus.health import Health
from kiosk.errors import KioskError
from kiosk.flows.api import Check

__all__ = ["FileCheck", "Jobs", "Printer"]

T = TypeVar("T")


class Jobs(Protocol):
    """A lane: runs calls in order, off the GUI thread, and answers on the GUI thread."""

    def submit(
        self,
        call: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[KioskError], None],
    ) -> None: ...


class Printer(Protocol):
    """The desk's printer. Blocks: call it from a lane."""

    def print_pdf(self, pdf: bytes, *, title: str) -> None:
        """Hand `pdf` to the print queue; `title` names the job and says nothing personal.

        Raises: Unavailable("print.no_printer" | "print.failed").
        """
        ...


class FileCheck(Protocol):
    """The antivirus, for files of papers that it has not seen yet (DER-15). Slow."""

    @property
    def check_original(self) -> Check: ...

    def antivirus(self) -> Health: ...
