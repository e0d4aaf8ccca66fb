"""Which announced pause is said, and until when (OPS-02)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kiosk.domain.announced import Maintenance, next_maintenance

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)


def pause(from_h: float, to_h: float) -> Maintenance:
    return Maintenance(NOW + timedelta(hours=from_h), NOW + timedelta(hours=to_h))


@pytest.mark.parametrize(
    ("announced", "said"),
    [
        ([], None),
        ([pause(24, 25)], pause(24, 25)),
        ([pause(-2, -1)], None),  # over
        ([pause(-1, 0)], None),  # over at this very moment
        ([pause(8 * 24, 8 * 24 + 1)], None),  # too far to be said
        ([pause(48, 49), pause(24, 25)], pause(24, 25)),  # the next one
        ([pause(24, 25), pause(-1, 1)], pause(-1, 1)),  # the one under way
    ],
)
def test_the_pause_under_way_or_the_next_near_one_is_said(announced, said):
    assert next_maintenance(announced, NOW) == said


def test_a_pause_is_under_way_from_its_first_moment_to_before_its_last():
    found = pause(0, 1)
    assert found.is_under_way(NOW)
    assert not found.is_under_way(NOW - timedelta(seconds=1))
    assert not found.is_under_way(NOW + timedelta(hours=1))
