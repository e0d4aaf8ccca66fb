"""The queue of jobs: rows beside the records, the same on SQLite and on PostgreSQL.

A job is asked for in the transaction of what causes it, by a key of its own: asked for
twice, it is there once. Whoever takes it holds it under a lease with a random name, and
ends it only under that name. Names, not numbers: a count could start again (a row made
anew, a store restored from a backup), and whoever held the job long ago would end it for
whoever has it now.

Functions take an open transaction and never commit. Times are the clock's Unix seconds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.crypto.encoding import canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.ports import Rng
from sync.server.store.database import Row, Rows, Value

__all__ = [
    "KEPT_S",
    "Job",
    "JobState",
    "Listed",
    "LostLease",
    "Terms",
    "ask",
    "backoff_s",
    "counts",
    "drop",
    "end",
    "give_up",
    "listed",
    "put_off",
    "retry",
    "set_in_order",
    "take",
    "troubled",
]

LEASE_BYTES = 16
KEY = re.compile(r"[0-9A-Za-z_-]*[0-9A-Za-z][0-9A-Za-z_-]*")
BACKOFF_FIRST_S = 5
KEPT_S = 30 * 86400
"""How long a job that is done is remembered, so that the same one is not done again."""
NOBODY = b""
AGAIN = "again"
"""The key of the one job of a kind that comes again."""
TROUBLED_TRIES = 5
"""What comes again and failed so often in a row is no passing trouble."""
LEASE_RAN_OUT = "lease_ran_out"
DAMAGED = "damaged"
"""What it is about cannot be read."""


class JobState(StrEnum):
    """Where a job stands. Only an operator takes it out of `DEAD`."""

    WAITING = "waiting"
    TAKEN = "taken"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Terms:
    """How a kind of job is held and tried. With `every_s` it comes again and never dies."""

    lease_s: int = 300
    """Longer than one takes: after this somebody else may begin it."""
    tries_max: int = 10
    pause_max_s: int = 3600
    """Longest pause between two tries."""
    every_s: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """One job in hand."""

    kind: str
    key: str
    payload: Mapping[str, Any]
    tries: int
    """The one under way included."""
    lease: bytes


@dataclass(frozen=True, slots=True)
class Listed:
    """One job, as an operator sees it."""

    kind: str
    key: str
    state: JobState
    due_at: int
    tries: int
    changed_at: int
    failure: str
    """The key of an error's words, or the type of an unexpected one; "" for none."""


class LostLease(Exception):
    """Somebody else has the job by now: nothing of this try may be written."""


def ask(
    rows: Rows, kind: str, key: str, payload: Mapping[str, Any], *, due_at: int, now: int
) -> bool:
    """Ask for a job; return False when it was asked for before, even if it is done by now.

    `key` is made of ids in hex, numbers, `-` and `_`; `payload` holds ids and counts: both
    are read by whoever runs the server. Raises ValueError for another key.
    """
    if not KEY.fullmatch(key):
        raise ValueError("a job's key is made of ids and numbers")
    return (
        rows.run(
            "INSERT INTO job (kind, unique_key, state, due_at, tries, lease, until, changed_at,"
            " failure, payload) VALUES (?, ?, ?, ?, 0, ?, 0, ?, '', ?)"
            " ON CONFLICT (kind, unique_key) DO NOTHING",
            (kind, key, JobState.WAITING.value, due_at, NOBODY, now, canon(dict(payload))),
        )
        == 1
    )


def take(
    rows: Rows, kinds: Mapping[str, Terms], *, now: int, lease: bytes, skip_locked: str
) -> Job | None:
    """Take one job that is due and of these kinds; None when there is none.

    First those whose lease ran out: their holder died, or hangs. Such a try counts, so a
    job that kills whoever touches it dies too. Call in `Database.beside`.
    """
    while (found := _next(rows, kinds, now=now, skip_locked=skip_locked)) is not None:
        kind, key, tries, payload = found
        terms = kinds[kind]
        if not terms.every_s and tries >= terms.tries_max:
            _bury(rows, kind, key, LEASE_RAN_OUT, now=now)
            continue
        try:
            read = parse_canon(payload)
        except CannotOpen:  # what stands first in the queue must not hold up the others
            _bury(rows, kind, key, DAMAGED, now=now)
            continue
        rows.run(
            "UPDATE job SET state = ?, lease = ?, until = ?, tries = tries + 1, changed_at = ?"
            " WHERE kind = ? AND unique_key = ?",
            (JobState.TAKEN.value, lease, now + terms.lease_s, now, kind, key),
        )
        return Job(kind, key, read, tries + 1, lease)
    return None


def end(rows: Rows, job: Job, terms: Terms, *, now: int) -> None:
    """Mark a job done, or due again, in the transaction of what it changed.

    Raises: LostLease, which must undo that transaction.
    """
    if terms.every_s:
        sql = "UPDATE job SET state = ?, due_at = ?, tries = 0, lease = ?, changed_at = ?,"
        values: tuple[Value, ...] = (JobState.WAITING.value, now + terms.every_s, NOBODY, now)
    else:
        sql = "UPDATE job SET state = ?, lease = ?, changed_at = ?, payload = ?,"
        values = (JobState.DONE.value, NOBODY, now, canon({}))
    sql += " failure = '' WHERE kind = ? AND unique_key = ? AND lease = ?"
    if rows.run(sql, (*values, job.kind, job.key, job.lease)) != 1:
        raise LostLease


def put_off(rows: Rows, job: Job, failure: str, *, due_at: int, now: int) -> None:
    """Leave a job that failed for another time. Raises LostLease."""
    done = rows.run(
        "UPDATE job SET state = ?, due_at = ?, lease = ?, changed_at = ?, failure = ?"
        " WHERE kind = ? AND unique_key = ? AND lease = ?",
        (JobState.WAITING.value, due_at, NOBODY, now, failure, job.kind, job.key, job.lease),
    )
    if done != 1:
        raise LostLease


def give_up(rows: Rows, job: Job, failure: str, *, now: int) -> None:
    """Leave a job that failed for an operator to look at. Raises LostLease."""
    if not _bury(rows, job.kind, job.key, failure, now=now, lease=job.lease):
        raise LostLease


def backoff_s(terms: Terms, tries: int, rng: Rng) -> int:
    """Return how long to wait after `tries` failures: doubling, capped, and spread over its
    upper half so that what failed together does not come back together."""
    longest = min(terms.pause_max_s, terms.every_s or terms.pause_max_s)
    whole = min(longest, BACKOFF_FIRST_S * 2 ** min(tries - 1, 20))
    spread = int.from_bytes(rng.bytes(4), "big") / 2**32
    return max(1, int(whole / 2 * (1 + spread)))


def set_in_order(rows: Rows, kinds: Mapping[str, Terms], *, now: int) -> None:
    """Make sure that what comes again is asked for, and undo what a moved clock did.

    A lease, a retry or a turn that ends later than one begun now could was given by a clock
    that has been set back since: it ends now. What was done long ago is forgotten.
    """
    for kind, terms in kinds.items():
        rows.run(
            "UPDATE job SET until = ? WHERE state = ? AND kind = ? AND until > ?",
            (now, JobState.TAKEN.value, kind, now + terms.lease_s),
        )
        if terms.every_s:
            ask(rows, kind, AGAIN, {}, due_at=now, now=now)
            rows.run(
                "UPDATE job SET due_at = ? WHERE state = ? AND kind = ? AND due_at > ?",
                (now, JobState.WAITING.value, kind, now + terms.every_s),
            )
        else:
            rows.run(
                "UPDATE job SET due_at = ? WHERE state = ? AND kind = ? AND tries > 0"
                " AND due_at > ?",
                (now, JobState.WAITING.value, kind, now + terms.pause_max_s),
            )
    rows.run(
        "DELETE FROM job WHERE state = ? AND changed_at < ?", (JobState.DONE.value, now - KEPT_S)
    )


def counts(rows: Rows, *, now: int) -> tuple[int, int]:
    """Return how many are due and not in hand, and how many are dead."""
    due = rows.one(
        "SELECT COUNT(*) FROM job WHERE state = 'waiting' AND due_at <= ?",
        (now,),
    )
    dead = rows.one("SELECT COUNT(*) FROM job WHERE state = 'dead'")
    return (int(due[0]) if due else 0), (int(dead[0]) if dead else 0)


def listed(rows: Rows, states: Collection[JobState], *, limit: int) -> list[Listed]:
    """Return jobs of these states, the oldest change first."""
    marks = _marks(states)
    found = rows.all(
        "SELECT kind, unique_key, state, due_at, tries, changed_at, failure FROM job"  # noqa: S608
        f" WHERE state IN ({marks}) ORDER BY changed_at, kind, unique_key LIMIT ?",
        (*(each.value for each in states), limit),
    )
    return [_listed(row) for row in found]


def troubled(rows: Rows, *, limit: int) -> list[Listed]:
    """Return jobs that need a person: dead ones, and those that come again and keep failing."""
    found = rows.all(
        "SELECT kind, unique_key, state, due_at, tries, changed_at, failure FROM job"
        " WHERE state = 'dead' OR (unique_key = ? AND failure <> '' AND tries >= ?)"
        " ORDER BY kind, unique_key LIMIT ?",
        (AGAIN, TROUBLED_TRIES, limit),
    )
    return [_listed(row) for row in found]


def retry(rows: Rows, kind: str, key: str, *, now: int) -> bool:
    """Give a dead job its tries back; return False when there is no such job."""
    return (
        rows.run(
            "UPDATE job SET state = ?, due_at = ?, tries = 0, changed_at = ?"
            " WHERE kind = ? AND unique_key = ? AND state = ?",
            (JobState.WAITING.value, now, now, kind, key, JobState.DEAD.value),
        )
        == 1
    )


def drop(rows: Rows, kind: str, key: str, *, now: int) -> bool:
    """Call a dead job done, because it is of no use any more; return False for no such job."""
    return (
        rows.run(
            "UPDATE job SET state = ?, changed_at = ?, payload = ?"
            " WHERE kind = ? AND unique_key = ? AND state = ?",
            (JobState.DONE.value, now, canon({}), kind, key, JobState.DEAD.value),
        )
        == 1
    )


def _listed(row: Row) -> Listed:
    kind, key, state, due, tries, at, failure = row
    return Listed(str(kind), str(key), JobState(state), int(due), int(tries), int(at), str(failure))


def _next(
    rows: Rows, kinds: Mapping[str, Terms], *, now: int, skip_locked: str
) -> tuple[str, str, int, bytes] | None:
    for state, time in ((JobState.TAKEN, "until"), (JobState.WAITING, "due_at")):
        # The state is written out, or the engines would not see that their index serves.
        row = rows.one(
            f"SELECT kind, unique_key, tries, payload FROM job WHERE state = '{state.value}'"  # noqa: S608
            f" AND {time} <= ? AND kind IN ({_marks(kinds)}) ORDER BY {time} LIMIT 1{skip_locked}",
            (now, *kinds),
        )
        if row is not None:
            return str(row[0]), str(row[1]), int(row[2]), bytes(row[3])
    return None


def _bury(
    rows: Rows, kind: str, key: str, failure: str, *, now: int, lease: bytes | None = None
) -> bool:
    held = "" if lease is None else " AND lease = ?"
    values = (JobState.DEAD.value, NOBODY, now, failure, kind, key)
    return (
        rows.run(
            "UPDATE job SET state = ?, lease = ?, changed_at = ?, failure = ?"  # noqa: S608
            f" WHERE kind = ? AND unique_key = ?{held}",
            values if lease is None else (*values, lease),
        )
        == 1
    )


def _marks(these: Iterable[object]) -> str:
    return ", ".join("?" for _ in these)
