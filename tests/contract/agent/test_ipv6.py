"""A post and its server speak IPv6 as they speak IPv4."""

from __future__ import annotations

import socket

import pytest

from sync.agent.loop import sync_once
from sync.agent.machine import Idle
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.server_process import server_process


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
def test_a_post_enrols_and_exchanges_with_a_server_that_has_an_ipv6_address_only(tmp_path):
    with server_process(tmp_path / "data", "--host", "::1") as server:
        assert server.url.startswith("https://[::1]:")
        relay = server.relay()
        pro = relay.pro()
        server.send()
        post = AgentPost.enrolled(tmp_path / "post", server, relay)
        person = Person.new()
        part = post.write_part(20_000)
        post.keep(*person.open_at(post.actor, pro), person.paper(by=pro, parts=[part_line(*part)]))
        assert sync_once(post.exchange()) == Idle()
        assert not post.vault.has_unsent()
        for line in post.lines:
            line.close()
        post.close()
