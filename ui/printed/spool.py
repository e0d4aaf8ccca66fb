"""The print queue of the machine: our PDF goes in through a pipe, never through a file."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

from kiosk.errors import Unavailable

__all__ = ["CupsPrinter"]

PATIENCE_S = 20.0
"""A queue that takes longer than this to accept a page is not there."""


@dataclass(frozen=True, slots=True)
class CupsPrinter:
    """Prints through `lp`, to `queue` or the default one. The wipe empties the queue."""

    queue: str = ""
    command: str = "lp"

    def print_pdf(self, pdf: bytes, *, title: str) -> None:
        """Hand `pdf` to the queue; `title` names the job and says nothing personal.

        Raises: Unavailable("print.no_printer" | "print.failed").
        """
        where = ["-d", self.queue] if self.queue else []
        asked = [self.command, "-s", "-t", title, "-o", "media=A4", *where, "-"]
        try:
            done = subprocess.run(
                asked, input=pdf, capture_output=True, timeout=PATIENCE_S, check=False
            )
        except FileNotFoundError as cause:
            raise Unavailable("print.no_printer") from cause
        except (OSError, subprocess.TimeoutExpired) as cause:
            raise Unavailable("print.failed") from cause
        if done.returncode != 0:
            raise Unavailable("print.no_printer" if _has_no_queue(done.stderr) else "print.failed")


def _has_no_queue(complaint: bytes) -> bool:
    """`lp` says in English, whatever its language, that there is no destination or no server."""
    said = complaint.lower()
    return any(part in said for part in (b"no default", b"destination", b"bad file", b"connect"))
