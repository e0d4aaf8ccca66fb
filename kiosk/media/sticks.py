"""What a stick is to the rest of the software, and the copy that a person takes away on it.

What lies on a stick is a stranger's until it has passed the gate (`capture.files`); what is
copied to one is readable by whoever holds it, which the screens say before they copy.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.capture.children import ChildGone, ask_once
from kiosk.capture.frames import BadFrame
from kiosk.errors import Unavailable

__all__ = ["SLOWEST_BYTES_S", "Copier", "Stick", "Sticks", "copy_name"]

CHILD = "kiosk.media.copy_child"
WRITE_S = 30.0
"""Beside what the bytes take on a slow stick."""

SLOWEST_BYTES_S = 1 << 20
"""A slow stick takes a megabyte a second: a paper is a few, a file of theirs up to a hundred."""

MAX_NAME_BYTES = 120
FORBIDDEN = frozenset('<>:"/\\|?*')
"""Not in a name on the file systems of sticks (FAT, exFAT, NTFS)."""

RESERVED = frozenset(
    {"con", "prn", "aux", "nul"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
)
"""Windows opens a device under these names, whatever their extension."""


@dataclass(frozen=True, slots=True)
class Stick:
    """One stick that is plugged in."""

    device: str
    """Its block device, "/dev/sdb1": how it is named to the system."""
    label: str
    """What its owner called it, fit to be shown; may be empty."""
    folder: str = ""
    """Where its files are; "" until it is mounted."""


class Sticks(Protocol):
    """The sticks of this machine. Blocks: call it from a lane of its own."""

    def plugged(self) -> Sequence[Stick]:
        """Return the sticks that are there now; none where they cannot be looked for."""
        ...

    def mounted(self, stick: Stick) -> Stick:
        """Return `stick` with its folder, mounted if it was not.

        Raises: Unavailable("stick.gone" | "stick.unreadable").
        """
        ...

    def let_go(self, stick: Stick) -> None:
        """Write what is still to be written and unmount: it may be pulled out then.

        Nothing to do is fine. Raises: Unavailable("stick.busy").
        """
        ...


@dataclass(frozen=True, slots=True)
class Copier:
    """Copies papers to sticks, in a child: a stick that hangs hangs nobody."""

    sticks: Sticks
    timeout_s: float = WRITE_S
    module: str = CHILD

    def copy(self, stick: Stick, name: str, data: bytes) -> str:
        """Write a new file beside what is there, let the stick go, return the file's name.

        Nothing on the stick is changed or replaced. What cannot be written whole leaves
        nothing behind.

        Raises: Unavailable("stick.gone" | "stick.unreadable" | "stick.full" |
        "stick.not_written" | "stick.silent" | "stick.busy").
        """
        here = self.sticks.mounted(stick)
        asked = {"folder": here.folder, "name": name}
        try:
            timeout_s = self.timeout_s + len(data) / SLOWEST_BYTES_S
            told = ask_once(self.module, asked, data, timeout_s=timeout_s)
            if told is None:
                raise Unavailable("stick.silent")
            written, why = told.text("name"), told.text("why")
        except (ChildGone, BadFrame) as cause:
            raise Unavailable("stick.not_written") from cause
        if not written:
            raise Unavailable("stick.full" if why == "full" else "stick.not_written")
        self.sticks.let_go(here)
        return written


def copy_name(title: str, suffix: str = "pdf") -> str:
    """Return a file name that every stick takes, from a paper's title."""
    shown = "".join(
        " " if sign in FORBIDDEN or unicodedata.category(sign)[0] in "CZ" else sign
        for sign in unicodedata.normalize("NFC", title)
    )
    words = " ".join(shown.split()).strip(". ")
    while len(words.encode()) > MAX_NAME_BYTES:
        words = words[:-1].rstrip(". ")
    if not words or words.partition(".")[0].casefold() in RESERVED:
        words = f"papier {words}".strip()
    return f"{words}.{suffix}"
