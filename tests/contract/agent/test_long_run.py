"""The loop as it runs all day: listens, is kicked, answers sessions, waits, opens the vault.

The loop runs on the test's own thread; what a test does next hangs on what the loop shows.
"""

from __future__ import annotations

import queue

import pytest

from kiosk.errors import IntegrityFailure
from kiosk.flows.api import SyncState
from sync.agent.loop import (
    Ask,
    Kick,
    Loop,
    OpenVault,
    Stop,
    ask_account,
    ask_part,
    ask_person,
    sync_once,
)
from sync.agent.machine import Idle, Waiting
from sync.agent.network import NetworkWatch
from sync.agent.server import NotNow
from sync.agent.status import status_of
from sync.protocol.messages import Presence
from tests.fakes.actors import Person, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bent_server import BentServer
from tests.fakes.near_server import NearCentral


@pytest.fixture(scope="module")
def near(tmp_path_factory):
    central = NearCentral(tmp_path_factory.mktemp("near"))
    yield central
    central.close()


@pytest.fixture
def relay(near):
    return near.relay()


@pytest.fixture
def pro(near, relay):
    made = relay.pro()
    near.send()
    return made


@pytest.fixture
def posts(near, relay, pro, tmp_path):
    made = [AgentPost.enrolled(tmp_path / name, near, relay) for name in ("a", "b")]
    for post in made:
        assert sync_once(post.exchange()) == Idle()
    yield made
    for post in made:
        post.close()


class WatchedLoop(Loop):
    """Does the next act of a test whenever the loop looks up from its work."""

    def __init__(self, x, acts):
        super().__init__(x)
        self.acts = list(acts)

    def _tell(self):
        super()._tell()
        status = status_of(self.x, self.state)
        while self.acts and self.acts[0](self, status) is not False:
            self.acts.pop(0)
            if not self.acts:
                self.inbox.put(Stop())


def run(x, *acts, watch=None):
    """Run a loop until each act was done in turn; one that returns False is asked again."""
    loop = WatchedLoop(x, acts)
    loop.run(watch)
    assert loop.acts == []
    return loop


def is_at_rest(loop, status):
    return isinstance(loop.state, Idle) and status.state is SyncState.UP_TO_DATE


def test_a_change_elsewhere_is_heard_without_a_kick(posts, pro):
    here, there = posts
    person = Person.new()

    def write_elsewhere(loop, status):
        if not is_at_rest(loop, status):
            return False
        there.keep(*person.open_at(there.actor, pro))
        assert sync_once(there.exchange()) == Idle()
        return None

    run(
        here.exchange(),
        write_elsewhere,
        lambda _loop, _status: here.vault.identity(person.id) is not None,
    )


def test_a_kick_while_pages_come_in_is_not_forgotten(posts, pro):
    here, _ = posts
    person = Person.new()
    x = here.exchange()
    x.server = BentServer(x.server)

    def change(call, after, limit, wait_s=0, *rest):
        is_long_poll = wait_s > 0
        if not is_long_poll and here.vault.identity(person.id) is None:
            here.keep(*person.open_at(here.actor, pro))
            loops[0].inbox.put(Kick())
        return call(after, limit, wait_s, *rest)

    x.server.bend["changes"] = change
    loops = []
    run(
        x,
        lambda loop, _status: loops.append(loop),
        lambda _loop, _status: here.vault.identity(person.id) is not None,
        lambda _loop, _status: not here.vault.has_unsent(),
    )


def test_the_return_of_the_network_ends_a_wait_at_once(posts, tmp_path):
    here, _ = posts
    routes = tmp_path / "route"
    routes.write_text("head\n")
    x = here.exchange()
    x.server = BentServer(x.server)

    def away(_call, *_values):
        raise NotNow("sync.no_network")

    x.server.bend["changes"] = x.server.bend["hello"] = away
    waited = []

    def plug_in(loop, _status):
        if not isinstance(loop.state, Waiting):
            return False
        waited.append(loop.state.retry_at_s)
        x.server.bend.clear()
        routes.write_text("head\neth0 00000000 0102A8C0\n")
        return None

    class Watch(NetworkWatch):
        def has_returned(self):
            return bool(waited)

    loop = run(x, plug_in, is_at_rest, watch=Watch((routes,)))
    assert isinstance(loop.state, Idle)


def test_the_vault_opens_in_mid_run_and_its_outbox_goes(posts, pro):
    here, _ = posts
    person = Person.new()
    here.keep(*person.open_at(here.actor, pro))
    x = here.exchange(is_open=False)

    def open_vault(loop, status):
        if not is_at_rest(loop, status):
            return False
        assert here.vault.has_unsent()
        loop.inbox.put(OpenVault(lambda: here.vault))
        return None

    run(x, open_vault, lambda _loop, _status: not here.vault.has_unsent())


def test_a_vault_that_does_not_open_is_said_and_the_rest_goes_on(posts):
    here, _ = posts
    x = here.exchange(is_open=False)

    def fail():
        raise IntegrityFailure("vault.wrong_key")

    def open_vault(loop, status):
        if not is_at_rest(loop, status):
            return False
        loop.inbox.put(OpenVault(fail))
        return None

    loop = run(x, open_vault, lambda _loop, status: status.reason_key == "vault.wrong_key")
    assert loop.x.vault is None


@pytest.fixture
def filed(posts, pro):
    """A safe with a part, opened at the second post, which the first has not fetched."""
    here, there = posts
    person, part = Person.new(), there.write_part(5000)
    there.keep(*person.open_at(there.actor, pro), person.paper(by=pro, parts=[part_line(*part)]))
    assert sync_once(there.exchange()) == Idle()
    x = here.exchange()
    x.quota_bytes = 0
    assert sync_once(x) == Idle()
    assert here.parts.size(part[0]) is None
    return here, x, person, part


def asked(x, work):
    """Ask a running loop for something; return its answer."""
    answers = queue.SimpleQueue()

    def ask(loop, status):
        if not is_at_rest(loop, status):
            return False
        loop.inbox.put(Ask(work, answers.put))
        return None

    run(x, ask, lambda _loop, _status: not answers.empty())
    return answers.get_nowait()


def test_a_session_gets_the_part_it_asks_for(filed):
    here, x, _, part = filed
    assert asked(x, ask_part(part[0])) == {"ok": True}
    assert here.has_part(*part)


def test_a_session_is_told_when_a_part_is_nowhere(filed):
    _, x, _, _ = filed
    assert asked(x, ask_part(bytes(16))) == {"error": "paper.not_here"}


def test_a_session_is_told_when_a_part_cannot_come_now(filed):
    here, x, _, part = filed
    x.server = BentServer(x.server)

    def cut(_call, *_values):
        raise NotNow("sync.cut")

    x.server.bend["read_part"] = cut
    assert asked(x, ask_part(part[0])) == {"error": "sync.cut"}
    assert here.parts.size(part[0]) is None


def test_a_session_learns_what_a_sign_in_needs_and_a_wrong_one_is_said(filed):
    _, x, person, _ = filed
    assert asked(x, ask_account(person.login))["id"] == person.id.hex()
    assert asked(x, ask_person(person.login, bytes(32))) == {"error": "sync.bad_proof"}


def test_somebody_forgotten_here_who_signs_in_is_told_from_the_start(filed):
    """Found by the simulator: the post forgot somebody while the server still told it of
    them, and would not tell again what it had told: they could not sign in there."""
    here, x, person, _ = filed
    with here.vault.transaction() as tx:
        tx.forget_person(person.id)
    assert here.vault.identity(person.id) is None
    x.server = BentServer(x.server)
    x.server.bend["present"] = lambda _call, *_values: Presence(person.id)
    assert asked(x, ask_person(person.login, bytes(32))) == {"ok": True, "person": person.id.hex()}
    assert here.vault.identity(person.id) is not None
    assert len(here.vault.heads(person.id)) > 0
