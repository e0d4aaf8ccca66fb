"""Files that no antivirus saw yet, looked at behind *Mes papiers* while the person reads (DER-15).

One at a time: the file is read in the session's lane, looked at in another, and what was found
is noted in the first again. Nobody waits for any of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.capture.antivirus.health import Health, Standing
from kiosk.capture.antivirus.screening import Checked, FileHeld
from kiosk.domain.ids import ItemId
from kiosk.errors import KioskError
from kiosk.flows.api import KeptFile, PersonSession
from ui.screens.desk_common.ports import FileCheck, Jobs

__all__ = ["RecheckTools", "Rechecking"]


@dataclass(frozen=True, slots=True)
class RecheckTools:
    """The antivirus, and the lane in which it takes its seconds."""

    check: FileCheck
    jobs: Jobs


class Rechecking:
    """Once a session. GUI thread, no Qt. `changed` is told when papers stand otherwise."""

    def __init__(
        self, session: PersonSession, jobs: Jobs, tools: RecheckTools, changed: Callable[[], None]
    ) -> None:
        self._session, self._jobs, self._tools = session, jobs, tools
        self._changed = changed
        self._seen: frozenset[ItemId] = frozenset()
        self._has_begun = self._is_over = False

    def begin(self) -> None:
        """Look, if this session did not yet: a daemon that is away is not asked for ever."""
        if not self._has_begun:
            self._has_begun = True
            self._tools.jobs.submit(self._tools.check.antivirus, self._antivirus_told, _ignore)

    def stop(self) -> None:
        """The session ends: what is not noted by now is looked at another time."""
        self._is_over = True

    def _antivirus_told(self, health: Health) -> None:
        if health.standing not in (Standing.OFF, Standing.ABSENT):
            self._next()

    def _next(self) -> None:
        if not self._is_over:
            seen = self._seen
            self._jobs.submit(lambda: self._session.unchecked_file(seen), self._found, _ignore)

    def _found(self, found: tuple[ItemId, KeptFile] | None) -> None:
        if found is None or self._is_over:
            return
        item, file = found
        self._seen |= {item}
        check = self._tools.check
        self._tools.jobs.submit(
            lambda: _looked_at(check, file),
            lambda outcome: self._looked(item, outcome),
            _ignore,
        )

    def _looked(self, item: ItemId, outcome: Checked | FileHeld) -> None:
        if outcome is Checked.NOT_YET or self._is_over:
            return  # it went away meanwhile: the others would wait for nothing
        self._jobs.submit(
            lambda: self._session.file_looked_at(item, outcome),
            self._noted,
            lambda _error: self._noted(is_changed=False),
        )

    def _noted(self, is_changed: bool) -> None:
        if is_changed and not self._is_over:
            self._changed()
        self._next()


def _looked_at(check: FileCheck, file: KeptFile) -> Checked | FileHeld:
    try:
        return check.check_original(file.data, file.mime)
    except FileHeld as held:
        return held


def _ignore(_: KioskError) -> None:
    """A look that did not go leaves the mark where it is, and is tried another time."""
