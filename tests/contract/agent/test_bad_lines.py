"""Each way a server or a line goes wrong has its state and its words, and loses nothing."""

from __future__ import annotations

import socket
import threading

import pytest

from kiosk.messages import all_messages
from kiosk.ports import SystemClock
from sync.agent.https import HttpsServer, Timeouts
from sync.agent.loop import Loop, sync_once
from sync.agent.machine import Idle, Incompatible, Refused, Waiting
from sync.agent.server import NotNow, NotSignedIn
from sync.protocol.messages import StructureState
from tests.fakes.actors import Person, affiliation, part_line
from tests.fakes.agents import AgentPost
from tests.fakes.bad_server import Fault, bad_server
from tests.fakes.bent_server import BentServer
from tests.fakes.central import MovedClock
from tests.fakes.near_server import NearCentral

QUICK = Timeouts(connect_s=2.0, read_s=0.5)

WAITS = {
    Fault.SERVER_FAULT: "sync.server_fault",
    Fault.GATEWAY_PAGE: "sync.server_fault",
    Fault.CAPTIVE_PORTAL: "sync.malformed",
    Fault.MAINTENANCE: "sync.maintenance",
    Fault.FULL: "sync.server_full",
    Fault.TOO_MANY: "sync.too_many",
    Fault.HANG: "sync.server_slow",
    Fault.DRIP: "sync.server_slow",
    Fault.CUT_BODY: "sync.cut",
    Fault.CUT_HEAD: "sync.cut",
    Fault.HUGE: "sync.malformed",
    Fault.MALFORMED: "sync.malformed",
}


@pytest.fixture(scope="module")
def near(tmp_path_factory):
    central = NearCentral(tmp_path_factory.mktemp("near"))
    yield central
    central.close()


@pytest.fixture
def post(near, tmp_path):
    """A post with a safe that waits to be sent."""
    relay = near.relay()
    post = AgentPost.enrolled(tmp_path / "post", near, relay)
    pro = relay.pro()
    near.send()
    person = Person.new()
    part = post.write_part()
    post.keep(*person.open_at(post.actor, pro), person.paper(by=pro, parts=[part_line(*part)]))
    yield post
    post.close()


def everything(post):
    with post.vault.transaction() as tx:
        tx.wake_waiting()
    return [queued.name for queued in post.vault.outbox_batch(500, 10**6)], post.known()


@pytest.mark.parametrize("fault", WAITS, ids=lambda fault: fault.name.lower())
def test_a_server_that_goes_wrong_is_waited_for_and_nothing_is_lost(post, tmp_path, fault):
    before = everything(post)
    with bad_server(fault, tmp_path) as bad:
        line = HttpsServer(bad.url, bad.certificate_sha256, QUICK)
        state = sync_once(post.exchange(line))
    assert isinstance(state, Waiting)
    assert state.why == WAITS[fault]
    assert everything(post) == before
    assert state.why in all_messages()


def test_a_server_in_maintenance_is_left_alone_for_as_long_as_it_asks(post, tmp_path):
    with bad_server(Fault.MAINTENANCE, tmp_path) as bad:
        x = post.exchange(HttpsServer(bad.url, bad.certificate_sha256, QUICK))
        loop = Loop(x)
        state = loop.run_pass()
        assert isinstance(state, Waiting)
        assert 110 < state.retry_at_s - post.clock.boottime_s() <= 120
        asked = len(bad.requests)
        loop.kick()
        assert loop.run_pass() == state
        assert len(bad.requests) == asked


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault.NEWER_PROTOCOL, "sync.build_too_old"),
        (Fault.OLDER_PROTOCOL, "sync.server_too_old"),
    ],
)
def test_another_protocol_says_who_must_be_updated(post, tmp_path, fault, why):
    before = everything(post)
    with bad_server(fault, tmp_path) as bad:
        state = sync_once(post.exchange(HttpsServer(bad.url, bad.certificate_sha256, QUICK)))
    assert isinstance(state, Incompatible)
    assert state.why == why
    assert everything(post) == before


def test_another_certificate_gets_nothing_but_the_question_who_it_is(post, tmp_path):
    before = everything(post)
    with bad_server(Fault.SERVER_FAULT, tmp_path) as bad:
        state = sync_once(post.exchange(HttpsServer(bad.url, bytes(32), QUICK)))
        assert bad.requests == ["GET /v1/hello"]
        [heads] = bad.heads
        assert heads.keys() == {
            "Host",
            "X-Protocol",
            "User-Agent",
            "Accept-Encoding",
            "Connection",
        }
    assert isinstance(state, Waiting)
    assert state.why == "sync.wrong_certificate"
    assert everything(post) == before


def test_a_server_that_is_down_is_waited_for(post):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"https://127.0.0.1:{taken.getsockname()[1]}"
        state = sync_once(post.exchange(HttpsServer(url, bytes(32), QUICK)))
    assert isinstance(state, Waiting)
    assert state.why == "sync.server_away"


def test_a_name_nobody_knows_is_no_network(post):
    state = sync_once(post.exchange(HttpsServer("https://nowhere.invalid", bytes(32), QUICK)))
    assert isinstance(state, Waiting)
    assert state.why == "sync.no_network"


def test_a_line_without_tls_is_not_used(post):
    with socket.create_server(("127.0.0.1", 0)) as plain:
        url = f"https://127.0.0.1:{plain.getsockname()[1]}"
        plain.settimeout(2)

        def answer() -> None:
            end, _ = plain.accept()
            with end:
                end.recv(2000)
                end.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        state = sync_once(post.exchange(HttpsServer(url, bytes(32), QUICK)))
        thread.join()
    assert isinstance(state, Waiting)
    assert state.why == "sync.no_secure_line"


def test_a_proxy_of_the_environment_changes_nothing(post, tmp_path, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with bad_server(Fault.SERVER_FAULT, tmp_path) as bad:
        state = sync_once(post.exchange(HttpsServer(bad.url, bad.certificate_sha256, QUICK)))
        assert bad.requests == ["GET /v1/hello"]
    assert isinstance(state, Waiting)
    assert state.why == "sync.server_fault"


def test_a_server_that_is_busy_says_so_to_a_question_without_a_body_too(tmp_path):
    """429 to HEAD has no body to read a code from: the wait it asks for counts all the same."""
    with bad_server(Fault.TOO_MANY, tmp_path) as bad:
        line = HttpsServer(bad.url, bad.certificate_sha256, QUICK)
        with pytest.raises(NotNow) as busy:
            line.part_offset(bytes(16))
        line.close()
    assert busy.value.message_key == "sync.too_many"
    assert busy.value.retry_after_s == 7


@pytest.mark.parametrize(
    ("fault", "key", "retry_after_s"),
    [
        (Fault.MAINTENANCE, "sync.too_many", 120),
        (Fault.FULL, "sync.server_full", 300),
        (Fault.SERVER_FAULT, "sync.server_fault", None),
    ],
)
def test_a_question_without_a_body_is_told_by_its_status(tmp_path, fault, key, retry_after_s):
    with bad_server(fault, tmp_path) as bad:
        line = HttpsServer(bad.url, bad.certificate_sha256, QUICK)
        with pytest.raises(NotNow) as told:
            line.part_offset(bytes(16))
        line.close()
    assert (told.value.message_key, told.value.retry_after_s) == (key, retry_after_s)


def test_a_removed_device_is_refused_and_keeps_what_it_has(near, post):
    relay = post.relay
    device = post.store.device(post.identity.id)
    assert device is not None
    relay.authority.remove_device(relay.structure, dict(device.body), clock=SystemClock())
    near.send()
    before = post.known()
    state = sync_once(post.exchange())
    assert isinstance(state, Refused)
    assert state.why == "sync.device_removed"
    assert post.known() == before
    assert len(everything(post)[0]) > 3


def test_a_suspended_structure_sends_withdrawals_and_nothing_else(near, post):
    assert sync_once(post.exchange()) == Idle()
    pro = post.relay.pro()
    near.send()
    assert sync_once(post.exchange()) == Idle()
    person = post.vault.persons()[0]
    removal = affiliation(pro.identity, person, post.relay.id, n=2, state="remove")
    post.keep(*Person.new().open_at(post.actor, pro), removal)
    near.central.set_structure_state(post.relay.id, StructureState.SUSPENDED)
    x = post.exchange()
    x.server = BentServer(x.server)
    sent = []
    x.server.bend["send_statements"] = lambda send, wires: (sent.extend(wires), send(wires))[1]
    state = sync_once(x)
    assert isinstance(state, Refused)
    assert state.why == "sync.structure_suspended"
    assert sent == [removal.wire]
    near.central.set_structure_state(post.relay.id, StructureState.ACTIVE)
    assert sync_once(post.exchange()) == Idle()
    assert everything(post)[0] == []


def test_a_clock_wrong_by_a_year_still_enrols_exchanges_and_keeps_its_lease(near, tmp_path):
    relay = near.relay()
    for years in (-1, 1):
        clock = MovedClock(ahead_s=years * 365 * 86_400)
        post = AgentPost.enrolled(tmp_path / f"post{years}", near, relay, clock)
        x = post.exchange()
        assert sync_once(x) == Idle()
        lease_until = post.store.lease_until()
        assert lease_until is not None
        left_s = lease_until - clock.now().timestamp()
        assert 6.9 * 86_400 < left_s <= 7 * 86_400
        assert abs(x.line.clock_offset_s + years * 365 * 86_400) < 5
        post.close()


def test_a_token_that_ended_is_renewed_within_the_pass(near, post):
    x = post.exchange()
    assert sync_once(x) == Idle()
    with near.central.database.writing() as rows:
        rows.run("DELETE FROM session")
    x.server = BentServer(x.server)
    assert Loop(x).run_pass() == Idle()
    assert x.server.asked == [
        "changes",
        "hello",
        "challenge",
        "session",
        "knows_place",  # is what it acknowledged still there? Of each database
        "knows_place",
        "changes",
        "journal_head",
    ]


def test_a_server_that_never_accepts_its_own_token_is_waited_for(post):
    x = post.exchange()
    x.server = BentServer(x.server)

    def refuse(_call, *_values):
        raise NotSignedIn

    x.server.bend["send_statements"] = refuse
    state = sync_once(x)
    assert isinstance(state, Waiting)
    assert state.why == "sync.not_signed_in"
    assert x.server.asked.count("send_statements") == 2


def test_a_lease_ended_is_renewed_by_the_next_exchange(post):
    with post.store.transaction() as tx:
        tx.set_lease_until(1)
    assert sync_once(post.exchange()) == Idle()
    lease_until = post.store.lease_until()
    assert lease_until is not None
    assert lease_until > post.clock.now().timestamp()
