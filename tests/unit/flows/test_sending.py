"""What waits to be sent is told in words, whatever a server answered."""

from __future__ import annotations

import pytest

from kiosk.flows.sending import outgoing
from kiosk.messages import all_messages, refusal_key
from sync.protocol.codes import RefusalCode
from tests.fakes.world import new_safe

OF_NEXT_YEAR = "a_code_of_next_year"
OF_THIS_POST = "vault.cannot_open"


def refused_keys(post, code: str) -> set[str]:
    with post.vault.transaction() as tx:
        for queued in post.vault.outbox_batch(500, 10**6):
            tx.mark_refused(queued.name, code)
    return {line.refused_key for line in outgoing(post) if line.refused_key is not None}


@pytest.mark.parametrize("code", [*RefusalCode, OF_NEXT_YEAR])
def test_every_refusal_of_a_server_has_its_words(post, worker, code):
    worker.open_safe(new_safe())
    assert refused_keys(post, str(code)) == {refusal_key(code)}
    assert refusal_key(code) in all_messages()


def test_what_this_post_says_itself_keeps_its_own_words(post, worker):
    worker.open_safe(new_safe())
    assert refused_keys(post, OF_THIS_POST) == {OF_THIS_POST}


def test_what_only_waits_is_called_nothing_else(post, worker):
    worker.open_safe(new_safe())
    assert {line.refused_key for line in outgoing(post)} == {None}
