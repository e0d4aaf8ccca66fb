"""A server that stopped between two of its writes, and what its posts then believe."""

from __future__ import annotations

import pytest

from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost, closing
from tests.fakes.near_server import NearCentral


@pytest.mark.parametrize("is_begun", [False, True], ids=["one_piece", "in_pieces"])
@pytest.mark.parametrize("is_torn", [False, True], ids=["whole", "torn"])
def test_a_part_whose_bytes_arrived_but_were_not_checked_is_not_taken_for_kept(
    tmp_path, is_begun, is_torn
):
    """Found by the simulator: the server stopped between the last byte and the hash. Its
    answer "nothing is missing" was taken for a promise, and the pages were lost."""
    near = NearCentral(tmp_path / "central")
    relay = near.relay()
    pro = relay.pro()
    near.send()
    post = AgentPost.enrolled(tmp_path / "post", near, relay)
    with closing(post):
        assert sync_once(post.exchange()) == Idle()
        person = Person.new()
        part, sealed = post.write_part(3000)
        opened = person.open_at(post.actor, pro)
        post.keep(*opened, person.paper(by=pro, parts=[part_line(part, sealed)]))
        if is_begun:
            with post.vault.transaction() as tx:
                tx.part_progress(part, 1000)
        left = bytes(3000) if is_torn else sealed
        path = near.central.parts._path(near.central.parts._coming, part)
        path.write_bytes(left)
        for _ in range(2):  # a part whose hash was wrong goes again by itself, next time
            assert sync_once(post.exchange()) == Idle()
        assert near.central.parts.read(part, 0, 4000) == sealed
        assert post.vault.outgoing() == []
    near.close()
