"""Two posts that know the same statements show the same, on real databases."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.crypto.statements import Statement, parse
from tests.fakes.vault import Author, open_vault, part

PERSON, PRO = Author(), Author()
RELAYS = [bytes([number]) * 16 for number in (0x51, 0x52)]
EPOCHS = [bytes([number]) * 16 for number in (0xE1, 0xE2, 0xE3, 0xE4)]
PAGES = part()
ITEM = b"\x17" * 16
PROJECTIONS = (
    "SELECT kind, owner, subject, n, is_withdrawn, name FROM standing",
    "SELECT person, epoch FROM current_epoch",
    "SELECT person, epoch, recipient, skv, name FROM key_grant",
    "SELECT owner, item, rank, name FROM item_head",
    "SELECT person, login, name FROM identity",
    "SELECT id, state FROM part",
    "SELECT name FROM statement",
)


def everything() -> list[Statement]:
    """What several posts may say of one person: forks, withdrawals, rotations made apart."""
    first = PERSON.item(ITEM, space="sh", parts=[PAGES])
    kept_private = PERSON.item(ITEM, prev=[first], parts=[part()])
    edited = PERSON.item(ITEM, prev=[first], space="sh", parts=[PAGES], at=PERSON.at + 1)
    deleted = PERSON.item(ITEM, prev=[edited], deleted=True)
    other = PERSON.item(b"\x18" * 16)
    return [
        PERSON.identity_by(PRO, "amina.d-7k3f"),
        *(PERSON.cred(ver) for ver in (1, 2, 2)),
        *(PERSON.affil(RELAYS[0], n, s) for n, s in ((1, "add"), (2, "remove"), (2, "add"))),
        *(PERSON.affil(RELAYS[1], n, s) for n, s in ((1, "add"), (2, "remove"), (3, "add"))),
        PERSON.epoch(EPOCHS[0]),
        PERSON.epoch(EPOCHS[1], [EPOCHS[0]]),
        PERSON.epoch(EPOCHS[2], [EPOCHS[0]]),
        PERSON.epoch(EPOCHS[3], [EPOCHS[1], EPOCHS[2]]),
        PERSON.grant(EPOCHS[3], PERSON.id),
        PERSON.grant(EPOCHS[3], RELAYS[1]),
        first,
        kept_private,
        edited,
        deleted,
        other,
    ]


ALL = everything()


def end_state(deliveries: Sequence[Sequence[Statement]]) -> list[list[tuple[object, ...]]]:
    """Deliver pages of statements, each page in a transaction, to a new post."""
    with tempfile.TemporaryDirectory() as folder:
        vault = open_vault(Path(folder))
        try:
            for page in deliveries:
                with vault.transaction() as tx:
                    for statement in page:
                        tx.put_statement(parse(statement.wire), queue=False)
            return [sorted(vault._sql.rows(sql)) for sql in PROJECTIONS]  # type: ignore[type-var]
        finally:
            vault.close()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_statements_in_any_order_repeated_lost_and_resent_give_the_same_end_state(
    data: st.DataObject,
) -> None:
    known = data.draw(st.lists(st.sampled_from(ALL), min_size=1, unique=True))
    lost = data.draw(st.lists(st.sampled_from(known), unique=True))
    arriving = [each for each in data.draw(st.permutations(known + known)) if each not in lost]
    resent = data.draw(st.permutations(known))
    cut = data.draw(st.integers(0, len(arriving)))
    once = [each for each in ALL if each in known]
    assert end_state([arriving[:cut], arriving[cut:], resent]) == end_state([once])


def test_parts_are_withdrawn_or_not_whatever_is_learnt_first() -> None:
    first = PERSON.item(ITEM, space="sh", parts=[PAGES])
    private = PERSON.item(ITEM, prev=[first], parts=[part()])
    edited = PERSON.item(ITEM, prev=[first], space="sh", parts=[PAGES], at=PERSON.at + 1)
    deleted = PERSON.item(ITEM, prev=[edited], deleted=True)
    states = [end_state([order]) for order in permutations([first, private, edited, deleted])]
    assert all(state == states[0] for state in states)


def test_the_whole_story_ends_as_its_last_words_say() -> None:
    with tempfile.TemporaryDirectory() as folder:
        vault = open_vault(Path(folder))
        with vault.transaction() as tx:
            for statement in ALL:
                tx.put_statement(statement, queue=False)
        assert vault.affiliated(PERSON.id) == {RELAYS[1]}
        assert vault.current_epoch(PERSON.id) == EPOCHS[3]
        (private, removed) = vault.item_heads(PERSON.id, ITEM)
        assert (private.space, removed.is_deleted) == ("prv", True)
        vault.close()
