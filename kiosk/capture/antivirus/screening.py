"""What a post makes of its antivirus: required, preferred or off; a file held or let through.

A file passes when the daemon said so of it and of everything in it. A signature, or a file
that could not be looked through, holds it back whatever IT chose; an antivirus that gives no
answer holds it back only where IT requires one, else the file is marked as not checked yet
(DER-15). Held means kept sealed and never opened, not lost.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kiosk.capture.antivirus.clamd import Clamd, Clean, Found, GaveUp, Silence, place_of
from kiosk.errors import InvalidInput

__all__ = [
    "NO_ANTIVIRUS",
    "Antivirus",
    "Checked",
    "Doubt",
    "FileHeld",
    "Mode",
    "TooMuchInside",
    "antivirus_of",
]

WHOLE_FILE_S = 15.0
"""For a file with all it holds: longer, and it counts as not scanned."""


class Mode(Enum):
    """What IT chose (`antivirus` in config.toml)."""

    REQUIRED = "required"
    PREFERRED = "preferred"
    OFF = "off"


class Checked(Enum):
    """How a file that was let through stands."""

    CLEAN = "clean"
    NOT_YET = "not_yet"
    NOT_ASKED = "not_asked"
    """IT switched the antivirus off on this post."""


class Doubt(Enum):
    """Why a file is held."""

    FOUND = "found"
    UNSEEN = "unseen"
    """It could not be looked through: too much in it, or closed by a password."""
    NOT_SCANNED = "not_scanned"
    """The antivirus gave no answer, and IT requires one."""


KEYS = {
    Doubt.FOUND: "file.virus_found",
    Doubt.UNSEEN: "file.not_looked_through",
    Doubt.NOT_SCANNED: "file.antivirus_silent",
}


class FileHeld(InvalidInput):
    """The file is not opened; `found` names the signature, for support."""

    def __init__(self, doubt: Doubt, found: str = "") -> None:
        super().__init__(KEYS[doubt], found=found)
        self.doubt, self.found = doubt, found


class TooMuchInside(Exception):
    """What is inside was not taken out to its end (raised by whoever takes it out)."""


@dataclass(frozen=True, slots=True)
class Antivirus:
    """The daemon of this machine and what IT wants of it. `clamd` None: none, ever."""

    mode: Mode
    clamd: Clamd | None
    whole_file_s: float = WHOLE_FILE_S

    @property
    def asked(self) -> Clamd | None:
        """The daemon that is asked; None where there is none, or IT wants none."""
        return None if self.mode is Mode.OFF else self.clamd

    def check(self, parts: Iterable[bytes]) -> Checked:
        """Return how a file stands; `parts` are the file, then everything it holds.

        Parts are taken one after another while the daemon scans, none is kept.

        Raises: FileHeld; whatever taking out a part raises, but for TooMuchInside.
        """
        clamd = self.asked
        if clamd is None:
            return Checked.NOT_ASKED
        try:
            self._scan_all(clamd, parts)
        except TooMuchInside as cause:
            raise FileHeld(Doubt.UNSEEN) from cause
        except Silence as cause:
            if self.mode is Mode.REQUIRED:
                raise FileHeld(Doubt.NOT_SCANNED) from cause
            return Checked.NOT_YET
        return Checked.CLEAN

    def _scan_all(self, clamd: Clamd, parts: Iterable[bytes]) -> None:
        deadline = time.monotonic() + self.whole_file_s
        with clamd.connect() as session:
            for part in parts:
                match session.scan(part, deadline):
                    case Found(name):
                        raise FileHeld(Doubt.FOUND, name)
                    case GaveUp(name):
                        raise FileHeld(Doubt.UNSEEN, name)
                    case Clean():
                        pass


NO_ANTIVIRUS = Antivirus(Mode.OFF, None)


def antivirus_of(mode: str, socket: str) -> Antivirus:
    """Return what the settings `antivirus` and `antivirus_socket` ask for, once checked."""
    chosen = Mode(mode)
    if chosen is Mode.OFF:
        return NO_ANTIVIRUS
    return Antivirus(chosen, Clamd(place_of(socket)))
