"""A worker in a process of its own, to be killed in the middle of a job.

`python -m tests.fakes.job_program ADDRESS` (a SQLite file or postgresql://…) says
`begun KEY` when it has a job `deed` in hand, waits for a line on its standard input, and
writes what the job brought: a count in the mark of its key.
"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.ports import SystemClock, SystemRng
from sync.server.jobs.queue import Job, Terms
from sync.server.jobs.worker import Kind, Worker, Write
from sync.server.metrics import Metrics
from sync.server.store.database import Database, Rows
from sync.server.store.migrate import MIGRATIONS
from sync.server.store.postgres import PostgresDatabase
from sync.server.store.sqlite import SqliteDatabase

DEED = Terms(lease_s=300, tries_max=3)


def opened(address: str) -> Database:
    if address.startswith("postgresql:"):
        return PostgresDatabase(address, MIGRATIONS / "postgresql", size=4)
    return SqliteDatabase(Path(address), MIGRATIONS / "sqlite")


def counting(key: str) -> Write:
    """Return what a deed writes: one more in the mark of its key."""

    def write(rows: Rows) -> None:
        rows.run(
            "INSERT INTO mark (key, value) VALUES (?, ?)"
            " ON CONFLICT (key) DO UPDATE SET value = mark.value || excluded.value",
            (f"deed {key}", b"x"),
        )

    return write


def deed(job: Job) -> Write:
    print(f"begun {job.key}", flush=True)
    sys.stdin.readline()
    return counting(job.key)


if __name__ == "__main__":
    database = opened(sys.argv[1])
    worker = Worker(
        database,
        {"deed": Kind(deed, DEED)},
        clock=SystemClock(),
        rng=SystemRng(),
        metrics=Metrics(),
    )
    while worker.do_one():
        pass
    database.close()
