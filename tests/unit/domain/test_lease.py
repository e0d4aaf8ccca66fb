"""The latest time a post knows of: never back, carried on by the boot clock (DER-08)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.lease import TimeSeen, latest

DAY = 86_400
SEEN = TimeSeen(at_s=100 * DAY, boottime_s=1_000, boot_id="boot-1")


@pytest.mark.parametrize(
    ("now_days", "boottime_s", "boot_id", "expected_days"),
    [
        (101, 1_000 + DAY, "boot-1", 101),  # nothing odd
        (94, 1_000, "boot-1", 100),  # set back
        (94, 1_000 + 8 * DAY, "boot-1", 108),  # set back, and the machine ran on
        (94, DAY, "boot-2", 101),  # set back, started again, and a day went by
        (130, 20, "boot-2", 130),  # off for a month
        (101, 500, "boot-1", 101),  # a boot clock that went back is no time at all
        (94, 1_000 + 8 * DAY, "", 100),  # a machine that does not name its starts
    ],
)
def test_the_latest_time_is_the_calendars_unless_more_is_known(
    now_days, boottime_s, boot_id, expected_days
):
    found = latest(SEEN, now_s=now_days * DAY, boottime_s=boottime_s, boot_id=boot_id)
    assert found == TimeSeen(expected_days * DAY, int(boottime_s), boot_id)


def test_two_starts_without_a_name_are_not_taken_for_one():
    nameless = TimeSeen(100 * DAY, 1_000, "")
    assert latest(nameless, now_s=0, boottime_s=1_000 + DAY, boot_id="").at_s == 100 * DAY


def test_a_post_that_has_seen_nothing_believes_its_calendar():
    assert latest(None, now_s=5, boottime_s=2.9, boot_id="b") == TimeSeen(5, 2, "b")


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**10),
            st.floats(0, 10**8),
            st.sampled_from(["", "boot-1", "boot-2"]),
        )
    )
)
def test_however_calendar_and_starts_change_the_time_seen_never_goes_back(looks):
    seen = None
    for now_s, boottime_s, boot_id in looks:
        found = latest(seen, now_s=now_s, boottime_s=boottime_s, boot_id=boot_id)
        assert found.at_s >= max(now_s, seen.at_s if seen else 0)
        seen = found
