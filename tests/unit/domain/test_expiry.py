"""A paper that ends is told in time to renew it, and on its last day it is still good."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kiosk.domain.expiry import SOON_DAYS, Expiry, expiry_of

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("days", "stands"),
    [
        (-1, Expiry.OVER),
        (0, Expiry.SOON),
        (1, Expiry.SOON),
        (SOON_DAYS, Expiry.SOON),
        (SOON_DAYS + 1, Expiry.NONE),
    ],
)
def test_a_paper_is_over_after_its_last_day_and_soon_four_months_before(days, stands):
    assert expiry_of(TODAY + timedelta(days=days), TODAY) is stands


def test_a_paper_without_an_end_is_never_over():
    assert expiry_of(None, TODAY) is Expiry.NONE
