"""Does the jobs of a queue, one at a time in each of its threads, until it is asked to stop.

A job's act does what reaches outside (it may happen twice: a worker can die between the
deed and its record) and returns what it wants written; that is written in one transaction
with the job's end, or not at all. Whatever an act raises is that job's failure and nobody
else's: not now is tried again, a "no" for good is left for the operator, and a bug as well
once it was tried often enough.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from kiosk.errors import KioskError, Unavailable
from kiosk.ports import Clock, Rng
from sync.server.jobs import queue
from sync.server.jobs.queue import LEASE_BYTES, Job, LostLease, Terms, backoff_s
from sync.server.metrics import JobOutcome, Metrics
from sync.server.store.database import Database, Rows

__all__ = ["Act", "Kind", "Worker", "Write", "watch"]

log = logging.getLogger("reconnect.jobs")

THREADS = 2
"""One that waits for a slow line does not hold up what needs none."""
POLL_S = 2.0
ORDER_EVERY_S = 60.0

Write = Callable[[Rows], None]
"""Writes what a job brought, in the transaction that ends it."""
Act = Callable[[Job], Write | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job: what it does, and how it is held and tried."""

    act: Act
    terms: Terms = field(default_factory=Terms)


class Worker:
    """Takes jobs of `kinds` and no others: a newer server's wait for a newer server."""

    def __init__(
        self,
        database: Database,
        kinds: Mapping[str, Kind],
        *,
        clock: Clock,
        rng: Rng,
        metrics: Metrics,
        threads: int = THREADS,
        poll_s: float = POLL_S,
    ) -> None:
        self._database = database
        self._kinds = kinds
        self._terms = {name: kind.terms for name, kind in kinds.items()}
        self._clock, self._rng, self._metrics = clock, rng, metrics
        self._poll_s = poll_s
        self._stop = threading.Event()
        self._bell = threading.Condition()
        self._order = threading.Lock()
        self._ordered_at: float | None = None
        self._threads = [
            threading.Thread(target=self._run, name=f"jobs-{n}", daemon=True)
            for n in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, grace_s: float) -> bool:
        """Take no more jobs; return whether those in hand ended in time.

        One that did not is taken up by somebody else when its lease runs out.
        """
        self._stop.set()
        self.ring()
        end = time.monotonic() + grace_s
        for thread in self._threads:
            thread.join(timeout=max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def ring(self) -> None:
        """Look for jobs now: one was asked for. From any thread, after the commit."""
        with self._bell:
            self._bell.notify_all()

    def do_one(self) -> bool:
        """Take one job and do it; return False when none is due. Raises Unavailable when the
        store is away; what a job raises is recorded, not raised."""
        self._set_in_order()
        with self._database.beside() as rows:
            job = queue.take(
                rows,
                self._terms,
                now=self._now(),
                lease=self._rng.bytes(LEASE_BYTES),
                skip_locked=self._database.skip_locked,
            )
        if job is None:
            return False
        begun = time.monotonic()
        outcome = self._do(job)
        self._metrics.job(job.kind, outcome, time.monotonic() - begun)
        return True

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                if self.do_one():
                    continue
            except Unavailable as error:
                log.warning("jobs wait", extra={"key": error.message_key})
            except Exception as error:  # a row that cannot be read ends no thread: others are due
                log.warning("jobs wait", extra={"key": _name(error)}, exc_info=True)
            with self._bell:
                if not self._stop.is_set():
                    self._bell.wait(self._poll_s)

    def _do(self, job: Job) -> JobOutcome:
        told = {"kind": job.kind, "tries": job.tries}
        try:
            write = self._kinds[job.kind].act(job)
            self._end(job, write)
        except LostLease:
            log.warning("job lost", extra=told)
            return JobOutcome.LOST
        except Exception as error:  # also a bug: it ends its job, not the others'
            is_bug = not isinstance(error, KioskError)
            log.warning("job failed", extra=told | {"failure": _name(error)}, exc_info=is_bug)
            return self._failed(job, error)
        return JobOutcome.DONE

    def _end(self, job: Job, write: Write | None) -> None:
        if write is None:
            with self._database.beside() as rows:
                queue.end(rows, job, self._terms[job.kind], now=self._now())
            return
        with self._database.writing() as rows:
            # First, so that a job that is lost writes nothing at all.
            queue.end(rows, job, self._terms[job.kind], now=self._now())
            write(rows)

    def _failed(self, job: Job, error: Exception) -> JobOutcome:
        terms = self._terms[job.kind]
        is_final = isinstance(error, KioskError) and not isinstance(error, Unavailable)
        is_dead = not terms.every_s and (is_final or job.tries >= terms.tries_max)
        now = self._now()
        wait_s = backoff_s(terms, job.tries, self._rng)
        try:
            with self._database.beside() as rows:
                if is_dead:
                    queue.give_up(rows, job, _name(error), now=now)
                else:
                    queue.put_off(rows, job, _name(error), due_at=now + wait_s, now=now)
        except LostLease:
            return JobOutcome.LOST
        except Unavailable:
            return JobOutcome.PUT_OFF  # its lease runs out: that is written already
        return JobOutcome.DEAD if is_dead else JobOutcome.PUT_OFF

    def _set_in_order(self) -> None:
        now_s = self._clock.boottime_s()
        with self._order:
            if self._ordered_at is not None and now_s - self._ordered_at < ORDER_EVERY_S:
                return
            with self._database.beside() as rows:
                queue.set_in_order(rows, self._terms, now=self._now())
            self._ordered_at = now_s

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def watch(metrics: Metrics, database: Database, clock: Clock) -> None:
    """Let the numbers tell how many jobs are due and how many are dead."""

    def counted() -> tuple[int, int]:
        with database.reading() as rows:
            return queue.counts(rows, now=int(clock.now().timestamp()))

    metrics.watch("jobs_due", lambda: counted()[0])
    metrics.watch("jobs_dead", lambda: counted()[1])


def _name(error: Exception) -> str:
    """Say what went wrong without its text, which could hold anything."""
    return error.message_key if isinstance(error, KioskError) else type(error).__name__
