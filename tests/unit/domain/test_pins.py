"""Which certificates a post accepts: no post goes back to one it has left (FORMAT.md 11)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.pins import Pinned, PinWord, met, told

OLD, NEW, NEWER = b"o" * 32, b"n" * 32, b"w" * 32
FIRST = PinWord(1, NEW, 1000)
LONGER = PinWord(1, NEW, 1500)
SECOND = PinWord(2, NEWER, 2000)


@pytest.mark.parametrize(
    ("pinned", "word", "after"),
    [
        (Pinned(OLD), FIRST, Pinned(OLD, 0, FIRST)),
        (Pinned(OLD, 0, FIRST), SECOND, Pinned(OLD, 0, SECOND)),  # prepared anew
        (Pinned(OLD, 0, SECOND), FIRST, Pinned(OLD, 0, SECOND)),
        (Pinned(OLD, 0, FIRST), LONGER, Pinned(OLD, 0, LONGER)),  # still not in use
        (Pinned(OLD, 0, LONGER), FIRST, Pinned(OLD, 0, LONGER)),
        (Pinned(OLD, 0, FIRST), PinWord(1, NEWER, 1500), Pinned(OLD, 0, FIRST)),
        (Pinned(NEW, 1, None, OLD, 1000), LONGER, Pinned(NEW, 1, None, OLD, 1000)),
        (Pinned(NEW, 1), FIRST, Pinned(NEW, 1)),
        (Pinned(NEWER, 2), FIRST, Pinned(NEWER, 2)),  # replayed
        (Pinned(NEW), FIRST, Pinned(NEW, 1)),  # enrolled with it already
        (Pinned(OLD), PinWord(0, NEW, 1000), Pinned(OLD)),
    ],
)
def test_only_a_newer_word_changes_what_is_pinned(pinned, word, after):
    assert told(pinned, word) == after


def test_the_next_certificate_once_met_takes_the_place_of_the_one_before():
    after = met(Pinned(OLD, 0, FIRST), NEW)
    assert after == Pinned(NEW, 1, None, OLD, 1000)
    assert after.accepted(999) == (NEW, OLD)
    assert after.accepted(1000) == (NEW,)
    assert met(after, OLD) == after


def test_who_knows_the_next_leaves_the_one_it_has_at_the_end_that_was_signed():
    pinned = Pinned(OLD, 0, FIRST)
    assert pinned.accepted(999) == (OLD, NEW)
    assert pinned.accepted(1000) == (NEW,)
    assert told(pinned, LONGER).accepted(1000) == (OLD, NEW)
    assert Pinned(OLD).accepted(10**10) == (OLD,), "alone, it has no end"


certificates = st.sampled_from([OLD, NEW, NEWER])
words = st.builds(PinWord, st.integers(0, 5), certificates, st.integers(0, 100))


@given(st.lists(words | certificates))
def test_whatever_is_told_and_met_the_number_never_goes_back(events):
    pinned = Pinned(OLD)
    for event in events:
        if isinstance(event, PinWord):
            after = told(pinned, event)
        else:
            after = met(pinned, event) if event in pinned.accepted(50) else pinned
        assert after.n >= pinned.n
        assert after.next is None or after.next.n > after.n
        is_left = after.next is not None and after.next.before_until <= 50
        assert after.accepted(50)[0] == (after.next.sha256 if is_left else after.current)
        pinned = after
