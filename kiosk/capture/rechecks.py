"""A file that was taken once, looked at again by the antivirus when one answers (DER-15)."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.capture.antivirus.health import Health, health_of
from kiosk.capture.antivirus.screening import Checked, Doubt, FileHeld
from kiosk.capture.file_kinds import FileKind
from kiosk.capture.files import FileReader
from kiosk.errors import InvalidInput
from kiosk.ports import Clock, SystemClock

__all__ = ["FileRechecks"]


@dataclass(frozen=True, slots=True)
class FileRechecks:
    """Looks at files as `reader` does when they are taken. Slow: call it from a lane of its own."""

    reader: FileReader
    clock: Clock = field(default_factory=SystemClock)

    def check_original(self, data: bytes, mime: str) -> Checked:
        """Return how the file of a paper stands now. Raises: FileHeld."""
        try:
            return self.reader.check(data, FileKind(mime))
        except FileHeld:
            raise
        except InvalidInput as cause:  # it was taken once; what it holds could not be seen
            raise FileHeld(Doubt.UNSEEN) from cause

    def antivirus(self) -> Health:
        """Return how this post's antivirus is; a few seconds at most."""
        return health_of(self.reader.antivirus, self.clock.now())
