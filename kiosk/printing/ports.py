"""What a printer is to the rest of the software: queues, orders, and how a job goes on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

__all__ = [
    "MAX_COPIES",
    "SOCKET",
    "PaperPages",
    "PrintJob",
    "PrintOrder",
    "PrinterLine",
    "Printers",
    "Progress",
    "Stage",
    "Trouble",
]

SOCKET = Path("/run/cups/cups.sock")
"""Where the machine's own scheduler listens; told here, so that whoever asks whether it is there
loads nothing that speaks to it."""
MAX_COPIES = 9
"""Of one paper at once; more is a slip of the finger."""


class Trouble(Enum):
    """What a printer waits for somebody to do; words are `kiosk.messages`'s."""

    NO_PAPER = "no_paper"
    JAMMED = "jammed"
    COVER_OPEN = "cover_open"
    NO_INK = "no_ink"
    OFFLINE = "offline"
    STOPPED = "stopped"

    @property
    def message_key(self) -> str:
        return f"print.{self.value}"


class Stage(Enum):
    """How far a job is."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self in {Stage.DONE, Stage.FAILED, Stage.CANCELLED}


@dataclass(frozen=True, slots=True)
class PrinterLine:
    """One queue: `name` is the scheduler's, `title` what people call it."""

    name: str
    title: str
    is_default: bool = False
    has_colour: bool = True
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class PrintOrder:
    """How to print; pages that are not wanted were left out before."""

    copies: int = 1
    is_colour: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.copies <= MAX_COPIES:
            raise ValueError("copies are few and at least one")


@dataclass(frozen=True, slots=True)
class PrintJob:
    """A job the scheduler took, and the subscription that tells how it ended."""

    printer: str
    number: int
    subscription: int = 0
    """0: none was granted."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What the scheduler says of a job now."""

    stage: Stage
    trouble: Trouble | None = None


class Printers(Protocol):
    """The machine's printers. Every call blocks for some seconds at most: use a lane."""

    def printers(self) -> tuple[PrinterLine, ...]:
        """Return the queues, the default one first. Raises: Unavailable("print.no_printer")
        when there is none."""
        ...

    def send(self, printer: str, pdf: bytes, order: PrintOrder, *, title: str) -> PrintJob:
        """Hand `pdf` to a queue; `title` names the job and says nothing personal.

        Raises: Unavailable("print.no_printer" | "print.failed").
        """
        ...

    def look(self, job: PrintJob) -> Progress:
        """Return how far a job is. Raises: Unavailable("print.no_printer" | "print.failed")."""
        ...

    def cancel(self, job: PrintJob) -> None:
        """Take a job and what is kept of it out of the queue; one that is over is no error.

        Raises as `look`.
        """
        ...

    def waiting(self) -> int:
        """Return how many jobs of this account are not over, in all queues: what the end of a
        session would take out of them. Raises as `look`."""
        ...


class PaperPages(Protocol):
    """Makes a paper's pages ready for a printer. Blocks: use a lane."""

    def pixels(self, pdf: bytes, pages: range, *, is_colour: bool) -> bytes:
        """Return a PDF that holds pictures of these pages (from 0) and nothing else.

        Raises as `kiosk.capture.files.FileReader.read`; InvalidInput("print.no_page").
        """
        ...
