"""What a server does between requests: its own keys and custody's turn in each process, jobs
wherever they are wanted (`jobs` of the settings: here, apart, or nothing else)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from kiosk.errors import KioskError, Unavailable
from kiosk.ports import Rng
from sync.server.central import CentralServer
from sync.server.custody.reminding import Reminding
from sync.server.jobs.queue import Job, Terms
from sync.server.jobs.worker import Kind, Worker
from sync.server.reports.monthly import draw_due
from sync.server.retention import Store, keep_time

__all__ = ["GRACE_S", "Upkeep", "kinds_of", "store_of"]

log = logging.getLogger("reconnect.server")

CUSTODY_EVERY_S = 5.0
SWEEP_EVERY_S = 600
SWEEP_LEASE_S = 1800
"""Longer than a listing of a full bucket takes."""
RETENTION_EVERY_S = 6 * 3600
"""What ends, ends at midnight: it is done by the morning."""
REPORTS_EVERY_S = 6 * 3600
"""Months close on the 8th; a report that is there already costs one read."""
GRACE_S = 10
"""How long requests and jobs under way may take to end once the server is asked to stop."""


def kinds_of(central: CentralServer) -> dict[str, Kind]:
    """Return the kinds of jobs that keep the server's own stores in order."""
    return {
        "sweep": Kind(_doing(central.sweep), Terms(SWEEP_LEASE_S, every_s=SWEEP_EVERY_S)),
        "retention": Kind(
            _doing(lambda: keep_time(store_of(central), now=central.now())),
            Terms(SWEEP_LEASE_S, every_s=RETENTION_EVERY_S),
        ),
        "reports": Kind(
            _doing(lambda: draw_due(central.database, now=central.now())),
            Terms(SWEEP_LEASE_S, every_s=REPORTS_EVERY_S),
        ),
    }


def store_of(central: CentralServer) -> Store:
    """Return where everything of a person lies, for those who destroy it."""
    return Store(
        central.database,
        central.parts,
        central.custody,
        lambda login: central.keys.digest("login", login.encode()),
    )


class Upkeep:
    """The threads beside the requests; `start`, and `stop` before the stores are closed."""

    def __init__(
        self,
        central: CentralServer,
        rng: Rng,
        *,
        kinds: Mapping[str, Kind],
        reminding: Reminding | None = None,
    ) -> None:
        """`kinds` of jobs done here; none, and jobs are others' work."""
        self._central = central
        self._reminding = reminding
        self._stop = threading.Event()
        self._turns = threading.Thread(target=self._take_turns, name="upkeep", daemon=True)
        self._worker: Worker | None = None
        if kinds:
            self._worker = Worker(
                central.database, kinds, clock=central.clock, rng=rng, metrics=central.metrics
            )

    def start(self) -> None:
        self._turns.start()
        if self._worker is not None:
            self._worker.start()
        if self._reminding is not None:
            self._reminding.start()

    def stop(self) -> None:
        """End in good order: what is in hand may end, within `GRACE_S`."""
        self._stop.set()
        if self._worker is not None and not self._worker.stop(GRACE_S):
            log.warning("job left behind")  # begun again when its lease runs out
        if self._reminding is not None and not self._reminding.stop(GRACE_S):
            log.warning("reminder left behind")
        self._turns.join(timeout=GRACE_S)

    def wait(self, is_over: threading.Event) -> None:
        """Keep house until `is_over`: the whole life of a process that answers nobody."""
        self.start()
        try:
            is_over.wait()
        finally:
            self.stop()

    def _take_turns(self) -> None:
        while not self._stop.is_set():
            self._try(self._central.keys.refresh)
            self._try(self._central.refresh_announcements)
            self._try(self._central.serve_custody)
            self._stop.wait(CUSTODY_EVERY_S)

    @staticmethod
    def _try(turn: Callable[[], None]) -> None:
        """Do it, or leave it for the next time: what is away for one is not for all."""
        try:
            turn()
        except Unavailable as error:
            log.warning("upkeep waits", extra={"key": error.message_key})
        except KioskError as error:  # one damaged row must not end all later turns
            log.exception("upkeep failed", extra={"key": error.message_key})
        except Exception as error:  # nor a bug: logged by type and place, never by text
            log.exception("upkeep failed", extra={"key": type(error).__name__})


def _doing(call: Callable[[], object]) -> Callable[[Job], None]:

    def act(_job: Job) -> None:
        call()

    return act
