"""Numbers about the server for its operator, in Prometheus' text form; nothing about anybody.

Every label comes from a closed list (route templates, codes, verdicts): no id, no login, no
address can become one. Each server has a registry of its own, so that two in one process,
as tests and the demonstration have, do not add up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

from kiosk.errors import Unavailable

__all__ = ["CONTENT_TYPE", "JobOutcome", "Metrics"]

CONTENT_TYPE = CONTENT_TYPE_LATEST
METHODS = frozenset({"GET", "HEAD", "POST", "PATCH"})
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
STATEMENTS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
BYTES = (1024, 4096, 16384, 65536, 262144, 1048576, 2097152)


class JobOutcome(StrEnum):
    """How one try of a job ended."""

    DONE = "done"
    PUT_OFF = "put_off"
    DEAD = "dead"
    LOST = "lost"
    """Somebody else had taken it meanwhile: nothing was written."""


class Metrics:
    """What one server counts. Used from any thread."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "reconnect_requests",
            "Requests answered, by route template, method and status",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "reconnect_request_seconds",
            "Time from the request's head to the end of its answer; long polls included",
            ["route"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._bodies = Histogram(
            "reconnect_request_body_bytes",
            "Size of request bodies that were read whole",
            ["route"],
            buckets=BYTES,
            registry=self._registry,
        )
        self._noes = Counter(
            "reconnect_request_refusals",
            "Requests refused, by the code of the answer",
            ["code"],
            registry=self._registry,
        )
        self._statements = Counter(
            "reconnect_statements",
            "Statements judged, by verdict",
            ["verdict"],
            registry=self._registry,
        )
        self._refused = Counter(
            "reconnect_statement_refusals",
            "Statements refused for good, by code",
            ["code"],
            registry=self._registry,
        )
        self._batches = Histogram(
            "reconnect_batch_statements",
            "Statements in one batch",
            buckets=STATEMENTS,
            registry=self._registry,
        )
        self._waiting = Gauge(
            "reconnect_waiting_requests", "Long polls held now", registry=self._registry
        )
        self._jobs = Counter(
            "reconnect_jobs",
            "Tries of jobs, by kind and how they ended",
            ["kind", "outcome"],
            registry=self._registry,
        )
        self._job_seconds = Histogram(
            "reconnect_job_seconds",
            "Time one try of a job took",
            ["kind"],
            buckets=SECONDS,
            registry=self._registry,
        )
        self._reminders = Counter(
            "reconnect_reminders",
            "Notices of appointments, by what became of them when their time came",
            ["outcome"],
            registry=self._registry,
        )
        self._queues: dict[str, Callable[[], int]] = {}
        self._registry.register(_Queues(self._queues))

    def watch(self, queue: str, depth: Callable[[], int]) -> None:
        """Tell how much waits in `queue` at each reading; `depth` may raise Unavailable."""
        self._queues[queue] = depth

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        named = method if method in METHODS else "other"
        self._requests.labels(route or "none", named, str(status)).inc()
        self._seconds.labels(route or "none").observe(seconds)

    def body(self, route: str, size_bytes: int) -> None:
        self._bodies.labels(route or "none").observe(size_bytes)

    def said_no(self, code: str) -> None:
        self._noes.labels(code).inc()

    def judged(self, verdicts: Mapping[str, int], refused: Mapping[str, int]) -> None:
        """Count one batch: how many of each verdict, and of each code of refusal."""
        self._batches.observe(sum(verdicts.values()))
        for verdict, count in verdicts.items():
            self._statements.labels(verdict).inc(count)
        for code, count in refused.items():
            self._refused.labels(code).inc(count)

    def job(self, kind: str, outcome: JobOutcome, seconds: float) -> None:
        self._jobs.labels(kind, outcome.value).inc()
        self._job_seconds.labels(kind).observe(seconds)

    def reminded(self, outcome: str) -> None:
        """Count one notice; `outcome` is a word of the code."""
        self._reminders.labels(outcome).inc()

    def waits(self, change: int) -> None:
        """One long poll more (1) or less (-1) is held."""
        self._waiting.inc(change)

    def text(self) -> bytes:
        """Return everything in the text form of `CONTENT_TYPE`."""
        return generate_latest(self._registry)


class _Queues(Collector):
    """Asks each queue how deep it is when the numbers are read, not before."""

    def __init__(self, queues: Mapping[str, Callable[[], int]]) -> None:
        self._queues = queues

    def collect(self) -> Iterator[GaugeMetricFamily]:
        depth = GaugeMetricFamily("reconnect_queue_depth", "What waits now", labels=["queue"])
        up = GaugeMetricFamily(
            "reconnect_queue_up", "Whether the queue could be asked", labels=["queue"]
        )
        for name, ask in list(self._queues.items()):
            try:
                depth.add_metric([name], ask())
                up.add_metric([name], 1)
            except Unavailable:
                up.add_metric([name], 0)
        yield depth
        yield up

    def describe(self) -> Iterator[GaugeMetricFamily]:
        return iter(())  # asked at registration, before the stores are open
