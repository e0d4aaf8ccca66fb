"""A device may ask a lot at once, and then as fast as its bucket fills."""

from __future__ import annotations

from sync.server import limits
from sync.server.limits import Limit, Limits


def test_a_burst_passes_and_then_one_at_a_time() -> None:
    buckets = Limits(Limit(burst=3, per_s=2))
    assert [buckets.wait_s(b"a", now_s=0.0) for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.wait_s(b"a", now_s=0.5) == 0
    assert buckets.wait_s(b"a", now_s=0.5) > 0
    assert [buckets.wait_s(b"a", now_s=99.0) for _ in range(4)][-1] > 0


def test_one_device_does_not_empty_the_bucket_of_another() -> None:
    buckets = Limits(Limit(burst=1, per_s=1))
    assert buckets.wait_s(b"a", now_s=0.0) == 0
    assert buckets.wait_s(b"a", now_s=0.0) > 0
    assert buckets.wait_s(b"b", now_s=0.0) == 0


def test_a_clock_that_steps_back_gives_nothing_away() -> None:
    buckets = Limits(Limit(burst=1, per_s=1))
    buckets.wait_s(b"a", now_s=100.0)
    assert buckets.wait_s(b"a", now_s=50.0) > 0


def test_buckets_do_not_grow_without_end() -> None:
    buckets = Limits(Limit(burst=1, per_s=1))
    for number in range(limits.TRACKED + 10):
        buckets.wait_s(b"%d" % number, now_s=0.0)
    assert len(buckets._buckets) == limits.TRACKED
