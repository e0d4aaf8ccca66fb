"""`reconnect-kiosk admin jobs`: what waits and what died, run where the records lie."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kiosk.errors import InvalidInput
from kiosk.ports import SystemClock
from sync.server import listings
from sync.server.jobs import queue
from sync.server.jobs.queue import JobState, Listed
from sync.server.maintenance import Act, maintenance
from sync.server.settings import (
    CustodyOptions,
    ServerOptions,
    add_options,
    given,
    load_custody_options,
    load_server_options,
)
from sync.server.store.database import Database

__all__ = ["add_to"]

HELP = {
    "data": "data folder of the server, or of custody with --of custody; it may run meanwhile",
    "database": "postgresql://… when they are not in the data folder",
}
LISTED_MAX = 1000
COLUMNS = {
    "kind": "Tâche",
    "key": "Clé",
    "state": "État",
    "due_at": "Prévue le",
    "tries": "Essais",
    "changed_at": "Changée le",
    "failure": "Raison",
}
STATES = {
    JobState.WAITING: "attend",
    JobState.TAKEN: "en cours",
    JobState.DONE: "faite",
    JobState.DEAD: "abandonnée",
}

_clock = SystemClock()


def add_to(acts: Any) -> None:
    """Add `jobs list`, `jobs retry` and `jobs drop` to the acts of `admin`."""
    jobs = acts.add_parser("jobs", help="what the server does later").add_subparsers(required=True)
    text = "list jobs that need you; with --all also those that wait or are in hand"
    told = _added(jobs, "list", _list, text)
    told.add_argument("--all", action="store_true", help="not only those that need you")
    for name, act, help in (
        ("retry", _retry, "give a job that failed for good its tries back"),
        ("drop", _drop, "call a job that failed for good done"),
    ):
        parser = _added(jobs, name, act, help)
        parser.add_argument("kind", help="as `jobs list` tells it")
        parser.add_argument("key", help="as `jobs list` tells it")


def _added(jobs: Any, name: str, act: Any, help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = jobs.add_parser(name, help=help, description=help)
    parser.add_argument("--of", choices=("server", "custody"), default="server")
    add_options(parser, ServerOptions, HELP, only="data database")
    parser.add_argument("--json", action="store_true", help="answer with one JSON object")
    parser.set_defaults(act=act)
    return parser


def _list(options: argparse.Namespace) -> int:
    every = [JobState.DEAD, JobState.WAITING, JobState.TAKEN]
    with _opened(options) as database, database.reading() as rows:
        if options.all:
            found = queue.listed(rows, every, limit=LISTED_MAX)
        else:
            found = queue.troubled(rows, limit=LISTED_MAX)
    if options.json:
        print(json.dumps({"jobs": [_as_json(each) for each in found]}), flush=True)
    else:
        lines = [_as_row(each) for each in found]
        print(listings.table(COLUMNS, lines) or "Aucune tâche.", flush=True)
    return 0


def _retry(options: argparse.Namespace) -> int:
    return _changed(options, queue.retry, Act.JOB_RETRY, "Cette tâche sera reprise.")


def _drop(options: argparse.Namespace) -> int:
    return _changed(options, queue.drop, Act.JOB_DROP, "Cette tâche ne sera plus reprise.")


def _changed(options: argparse.Namespace, change: Any, act: Act, said: str) -> int:
    """Change one job, and journal that who runs the server did so, in one transaction; custody
    keeps no journal."""
    now = int(_clock.now().timestamp())
    with _opened(options) as database, database.writing() as rows:
        if not change(rows, options.kind, options.key, now=now):
            raise InvalidInput("server.job_unknown")
        if options.of == "server":
            maintenance(rows, act, now=now, kind=options.kind, key=options.key)
    told = {"kind": options.kind, "key": options.key}
    print(json.dumps(told) if options.json else said, flush=True)
    return 0


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Database]:
    from sync.server.custody.local import custody_tables
    from sync.server.serve import DataFolder, open_records

    if options.of == "custody":
        data, address = _place(load_custody_options(given(options, CustodyOptions)).settings)
        database = custody_tables(address, data)
    else:
        data, address = _place(load_server_options(given(options, ServerOptions)).settings)
        database = open_records(address, DataFolder(data))
    try:
        yield database
    finally:
        database.close()


def _place(settings: ServerOptions | CustodyOptions) -> tuple[Path, str]:
    """Return the data folder and the database's address. Raises InvalidInput."""
    data = Path(settings.data)
    if not data.is_dir():
        raise InvalidInput("server.no_data", place=settings.data)
    return data, settings.database


def _as_json(job: Listed) -> dict[str, str | int]:
    return {name: getattr(job, name) for name in job.__slots__}


def _as_row(job: Listed) -> dict[str, str]:
    return {
        "kind": job.kind,
        "key": job.key,
        "state": STATES[job.state],
        "due_at": _time(job.due_at),
        "tries": str(job.tries),
        "changed_at": _time(job.changed_at),
        "failure": job.failure or "-",
    }


def _time(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).astimezone(listings.PARIS).strftime("%Y-%m-%d %H:%M")
