"""Ten failures lock for two minutes; restarts and clock changes do not help (AUT-05, DER-05)."""

from __future__ import annotations

import pytest

from kiosk.domain.lock import NEVER_FAILED, LockRecord, after_failure, remaining_s, seen


def failed(times: int, *, at: float = 1000.0, boot: str = "a") -> LockRecord:
    record = NEVER_FAILED
    for _ in range(times):
        record = after_failure(record, boottime_s=at, boot_id=boot)
    return record


@pytest.mark.parametrize(
    ("failures", "locked_s"),
    [
        (0, 0),
        (1, 0),
        (9, 0),
        (10, 120),
        (11, 240),
        (12, 480),
        (19, 61440),
        (20, 86400),
        (99, 86400),
    ],
)
def test_the_lock_starts_at_the_tenth_failure_and_doubles_up_to_a_day(failures, locked_s):
    assert remaining_s(failed(failures), boottime_s=1000.0) == locked_s


def test_tries_left_are_counted_down_and_never_below_none():
    assert [failed(n).tries_left for n in (0, 1, 9, 10, 15)] == [10, 9, 1, 0, 0]


def test_the_lock_ends_by_itself_on_the_boot_clock():
    record = failed(10)
    assert remaining_s(record, boottime_s=1119.5) == 1
    assert remaining_s(record, boottime_s=1120.0) == 0


def test_a_restart_starts_the_lock_again_in_full():
    after_restart = seen(failed(10), boottime_s=5.0, boot_id="b")
    assert remaining_s(after_restart, boottime_s=5.0) == 120
    assert remaining_s(after_restart, boottime_s=125.0) == 0
    assert seen(after_restart, boottime_s=60.0, boot_id="b") == after_restart


def test_a_boot_clock_that_went_back_never_lengthens_the_lock():
    assert remaining_s(failed(10), boottime_s=0.0) == 120
