"""How long a work copy may live, and what has to be answered first (VLT-27, VLT-30)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from kiosk.domain.work_copies import CopyPurpose, NewCopy, ends_at, fault_of

PARIS = ZoneInfo("Europe/Paris")
AFTERNOON = datetime(2026, 11, 28, 15, 30, tzinfo=PARIS)
ANSWERED = NewCopy("folder:/mnt/travail", CopyPurpose.ONLINE)


@pytest.mark.parametrize(
    ("taken", "days", "is_sensitive", "end"),
    [
        (AFTERNOON, 0, False, datetime(2026, 11, 29, 0, 0, tzinfo=PARIS)),
        (AFTERNOON, 1, False, datetime(2026, 11, 30, 0, 0, tzinfo=PARIS)),
        (AFTERNOON, 7, False, datetime(2026, 12, 6, 0, 0, tzinfo=PARIS)),
        (AFTERNOON, 90, False, datetime(2026, 12, 6, 0, 0, tzinfo=PARIS)),
        (AFTERNOON, -4, False, datetime(2026, 11, 29, 0, 0, tzinfo=PARIS)),
        (AFTERNOON, 7, True, datetime(2026, 11, 28, 16, 30, tzinfo=PARIS)),
        # A night of 25 hours: midnight is the wall's, not 24 hours on.
        (
            datetime(2026, 10, 24, 23, 0, tzinfo=PARIS),
            1,
            False,
            datetime(2026, 10, 26, 0, 0, tzinfo=PARIS),
        ),
    ],
)
def test_a_copy_ends_at_midnight_and_a_sensitive_one_after_an_hour(taken, days, is_sensitive, end):
    assert ends_at(taken, days, is_sensitive=is_sensitive) == end


@pytest.mark.parametrize(
    ("change", "is_sensitive", "fault"),
    [
        ({}, False, None),
        ({"place": ""}, False, "copy.no_place"),
        ({"purpose": CopyPurpose.OTHER}, False, "copy.no_purpose"),
        ({"purpose": CopyPurpose.OTHER, "words": " a "}, False, "copy.no_purpose"),
        ({"purpose": CopyPurpose.OTHER, "words": "recours"}, False, None),
        ({"words": "x" * 201}, False, "copy.too_many_words"),
        ({"days": 8}, False, "copy.too_long"),
        ({"days": -1}, False, "copy.too_long"),
        ({}, True, "copy.not_needed"),
        ({"is_needed_though_sensitive": True}, True, None),
    ],
)
def test_every_question_is_answered_before_a_copy_leaves(change, is_sensitive, fault):
    assert fault_of(replace(ANSWERED, **change), is_sensitive=is_sensitive) == fault
