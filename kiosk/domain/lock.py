"""How many wrong passwords an account bears, and for how long it then stays shut.

Ten failures in a row lock for 2 minutes, doubling at each further failure up to
24 hours, cleared by success only (AUT-05, DER-05, FORMAT.md flow 6.4). The lock
runs on the machine's boot clock, so setting the calendar changes nothing; after a
restart the whole duration starts again, because nobody knows how long the machine
was off.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["MAXIMUM_FAILURES", "NEVER_FAILED", "LockRecord", "after_failure", "remaining_s", "seen"]

MAXIMUM_FAILURES = 10
FIRST_LOCK_S = 120
LONGEST_LOCK_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class LockRecord:
    """What is kept of one account on one post.

    `locked_for_s` is the length of the lock in force, 0 for none; `until_s` its end
    on the boot clock of the boot named `boot_id`.
    """

    failures: int
    locked_for_s: int = 0
    boot_id: str = ""
    until_s: float = 0.0

    @property
    def tries_left(self) -> int:
        """How many more wrong passwords before the account locks."""
        return max(0, MAXIMUM_FAILURES - self.failures)


NEVER_FAILED = LockRecord(failures=0)


def seen(record: LockRecord, *, boottime_s: float, boot_id: str) -> LockRecord:
    """Return `record` as it stands in this boot; store it before believing it.

    A lock made in an earlier boot starts again in full.
    """
    if record.locked_for_s and record.boot_id != boot_id:
        return replace(record, boot_id=boot_id, until_s=boottime_s + record.locked_for_s)
    return record


def remaining_s(record: LockRecord, *, boottime_s: float) -> int:
    """Return the whole seconds until the next try is allowed, 0 when it is now."""
    if not record.locked_for_s:
        return 0
    left = min(record.until_s - boottime_s, float(record.locked_for_s))
    return max(0, int(left + 0.999))


def after_failure(record: LockRecord, *, boottime_s: float, boot_id: str) -> LockRecord:
    """Return the record after one more wrong password."""
    failures = record.failures + 1
    if failures < MAXIMUM_FAILURES:
        return LockRecord(failures=failures)
    doublings = min(failures - MAXIMUM_FAILURES, 16)
    locked_for_s = min(FIRST_LOCK_S * 2**doublings, LONGEST_LOCK_S)
    return LockRecord(failures, locked_for_s, boot_id, boottime_s + locked_for_s)
