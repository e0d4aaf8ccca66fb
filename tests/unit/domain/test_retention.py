"""How long things are kept."""

from __future__ import annotations

import pytest

from kiosk.domain.retention import ACKNOWLEDGED_S, DRAFT_S, UNSEEN_PERSON_S, is_over, over_before

NOW = 1_795_000_000


@pytest.mark.parametrize(
    ("limit_s", "days"), [(DRAFT_S, 1), (ACKNOWLEDGED_S, 7), (UNSEEN_PERSON_S, 30)]
)
def test_a_thing_is_kept_to_its_last_second_and_not_one_more(limit_s: int, days: int) -> None:
    since = NOW - days * 86_400
    assert not is_over(limit_s, since, NOW)
    assert is_over(limit_s, since - 1, NOW)
    assert over_before(limit_s, NOW) == since


def test_a_time_in_the_future_never_makes_something_old() -> None:
    assert not is_over(DRAFT_S, NOW + 365 * 86_400, NOW)
