"""What became of an order is read by whom the order names, and by nobody else (FORMAT.md 6.16)."""

from __future__ import annotations

import pytest

from kiosk.crypto.box import BoxKey
from kiosk.crypto.encoding import canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.records import Label, seal
from kiosk.crypto.reminders import FATE_BOX_BYTES, open_fate, seal_fate
from kiosk.domain.reminders import Outcome
from kiosk.ports import SystemRng

PERSON, REMIND = b"p" * 16, b"r" * 16
IDS = {"person": PERSON, "remind": REMIND, "n": 2}


def test_who_ordered_reads_what_became_of_it_and_nobody_else_does() -> None:
    reply, other = BoxKey.new(SystemRng()), BoxKey.new(SystemRng())
    told = {0: Outcome.SENT, 2: Outcome.UNREACHABLE}
    box = seal_fate(reply.public, told, **IDS)
    assert open_fate(reply, box, **IDS) == told
    for key, ids in (
        (other, IDS),
        (reply, {**IDS, "n": 1}),
        (reply, {**IDS, "person": REMIND}),
        (reply, {**IDS, "remind": PERSON}),
    ):
        with pytest.raises(CannotOpen):
            open_fate(key, box, **ids)


def test_every_answer_has_one_length() -> None:
    reply = BoxKey.new(SystemRng())
    sizes = {
        len(seal_fate(reply.public, dict.fromkeys(range(count), word), **IDS))
        for word in Outcome
        for count in range(4)
    }
    assert sizes == {FATE_BOX_BYTES}


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"notices": 1},
        {"notices": [[0, "eaten"]]},
        {"notices": [["zero", "sent"]]},
        {"notices": [[0]]},
        {"notices": [[each, "sent"] for each in range(9)]},
        {"notices": [], "more": 1},
    ],
)
def test_nonsense_that_was_sealed_opens_as_nothing(nonsense: dict[str, object]) -> None:
    reply = BoxKey.new(SystemRng())
    box = seal(Label.FATE, reply.public, canon(nonsense), **IDS)
    with pytest.raises(CannotOpen):
        open_fate(reply, box, **IDS)
