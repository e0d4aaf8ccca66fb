"""A network that wants its own page first is told apart from a wrong server (sync.md 3)."""

from __future__ import annotations

import pytest

from kiosk.flows.api import SyncState
from kiosk.messages import all_messages
from sync.agent.https import HttpsServer, Timeouts
from sync.agent.loop import Loop
from sync.agent.machine import AtPortal, Idle, Waiting
from sync.agent.status import status_of
from tests.fakes.actors import Person
from tests.fakes.agents import AgentPost
from tests.fakes.portal import Clear, Secure, portal
from tests.fakes.server_process import server_process

QUICK = Timeouts(connect_s=2.0, read_s=5.0)


@pytest.fixture(scope="module")
def central(tmp_path_factory):
    with server_process(tmp_path_factory.mktemp("central") / "data") as running:
        yield running


@pytest.fixture
def post(central, tmp_path):
    """A post with a safe that waits to be sent."""
    relay = central.relay()
    made = AgentPost.enrolled(tmp_path / "post", central, relay)
    pro = relay.pro()
    central.send()
    made.keep(*Person.new().open_at(made.actor, pro))
    yield made
    made.close()


def behind(gate, central) -> HttpsServer:
    return HttpsServer(gate.url, central.certificate_sha256, QUICK, web_port=gate.web_port)


@pytest.mark.parametrize("secure", Secure, ids=lambda way: way.name.lower())
@pytest.mark.parametrize("clear", [Clear.REDIRECT, Clear.SAYS_SO], ids=lambda way: way.name.lower())
def test_a_portal_is_a_state_of_its_own_and_what_waits_goes_once_it_opens(
    post, central, tmp_path, clear, secure
):
    waiting = post.vault.counts().waiting
    with portal(central.url, clear, secure, tmp_path) as gate:
        x = post.exchange(behind(gate, central))
        loop = Loop(x)
        state = loop.run_pass()
        assert isinstance(state, AtPortal)
        status = status_of(x, state)
        assert (status.state, status.reason_key) == (SyncState.WAITING, "sync.portal")
        assert post.vault.counts().waiting == waiting
        gate.is_open = True
        assert loop.run_pass() == Idle()
        assert post.vault.counts().waiting == 0
        x.close()


@pytest.mark.parametrize(
    ("clear", "secure", "why"),
    [
        (Clear.PAGE, Secure.STRANGER, "sync.portal"),
        (Clear.PAGE, Secure.IN_CLEAR, "sync.portal"),
        (
            Clear.PAGE,
            Secure.CUT,
            "sync.no_secure_line",
        ),  # a front of our own server may have a page
        (Clear.OWN_FRONT, Secure.CUT, "sync.no_secure_line"),
        (Clear.OWN_FRONT, Secure.STRANGER, "sync.wrong_certificate"),
        (Clear.NOTHING, Secure.STRANGER, "sync.wrong_certificate"),
        (Clear.NOTHING, Secure.IN_CLEAR, "sync.no_secure_line"),
    ],
)
def test_a_stranger_is_a_portal_only_if_the_web_in_clear_says_so(
    post, central, tmp_path, clear, secure, why
):
    with portal(central.url, clear, secure, tmp_path) as gate:
        x = post.exchange(behind(gate, central))
        state = Loop(x).run_pass()
        x.close()
    told = "sync.portal" if isinstance(state, AtPortal) else state.why
    assert told == why
    assert told in all_messages()


def test_the_question_in_clear_carries_nothing_of_the_post(post, central, tmp_path):
    with portal(central.url, Clear.REDIRECT, Secure.STRANGER, tmp_path) as gate:
        x = post.exchange(behind(gate, central))
        assert isinstance(Loop(x).run_pass(), AtPortal)
        x.close()
    [(line, heads)] = gate.asked
    assert line == "GET / HTTP/1.1"
    assert {name.lower() for name in heads} == {"host", "user-agent", "connection"}
    assert heads["User-Agent"] == "reconnect-kiosk"


def test_a_server_that_answers_as_itself_is_never_asked_in_clear(post, central, tmp_path):
    with portal(central.url, Clear.REDIRECT, Secure.STRANGER, tmp_path) as gate:
        gate.is_open = True
        x = post.exchange(behind(gate, central))
        assert Loop(x).run_pass() == Idle()
        x.close()
    assert gate.asked == []


def test_no_portal_is_looked_for_once_a_pass_is_under_way(post, central, tmp_path):
    """A line that is cut while sending costs no question more."""
    with portal(central.url, Clear.REDIRECT, Secure.CUT, tmp_path) as gate:
        gate.is_open = True
        x = post.exchange(behind(gate, central))
        loop = Loop(x)
        assert loop.run_pass() == Idle()
        x.close()
        gate.is_open = False
        state = loop.run_pass()
    assert isinstance(state, Waiting)
    assert gate.asked == []
