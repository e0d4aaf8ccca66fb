"""A server changes its certificate: posts told ahead follow, so does one away for a month, and
nobody who is not the server is followed anywhere (FORMAT.md 11, PROTOCOL.md 1)."""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import pin_bytes
from kiosk.domain.pins import Pinned
from kiosk.ports import SystemRng
from sync.agent.https import HttpsServer, Timeouts
from sync.agent.loop import sync_once
from sync.agent.machine import Idle, Waiting
from sync.agent.proxy import Proxy
from sync.agent.server import NotNow
from sync.agent.service import exchange_of
from sync.protocol.messages import Hello
from sync.protocol.pins import pin_announcement, pin_words
from sync.server.certificates import TlsFiles
from sync.server.commands import admin
from tests.fakes.actors import Person
from tests.fakes.agents import PATIENCE, AgentPost
from tests.fakes.bad_server import Fault, bad_server
from tests.fakes.central import MovedClock
from tests.fakes.connect_proxy import connect_proxy
from tests.fakes.server_process import server_process

DAY_S = 86_400


@pytest.fixture
def server(tmp_path):
    with server_process(tmp_path / "central" / "data") as running:
        yield running


@pytest.fixture
def new_post(server, tmp_path):
    made = []
    relay = server.relay()

    def enrolled(clock=None):
        made.append(AgentPost.enrolled(tmp_path / f"post{len(made)}", server, relay, clock))
        return made[-1]

    yield enrolled
    for post in made:
        post.close()


def exchanged(post, url="", patience=PATIENCE):
    """One pass as the agent starts one, with whatever certificates the post accepts."""
    pins = post.store.pins()
    first, *others = post.store.pinned().accepted(int(post.clock.now().timestamp()))
    line = HttpsServer(url or pins.url, first, patience, others=others)
    return sync_once(post.exchange(line))


def certificate(server, act, capsys, *more):
    capsys.readouterr()
    assert admin(["certificate", act, "--data", str(server.data), "--json", *more]) == 0
    return json.loads(capsys.readouterr().out)


def restart(server):
    server.stop()
    server.start()
    server.authority.line = server._post_line()


def rotate(server, capsys):
    certificate(server, "prepare", capsys)
    told = certificate(server, "activate", capsys)
    restart(server)
    assert server.certificate_sha256.hex() == told["certificate"]


def test_a_post_told_ahead_follows_and_takes_both_while_the_window_lasts(
    server, new_post, tmp_path, capsys
):
    clock = MovedClock()
    post = new_post(clock)
    tls, first = TlsFiles(server.data / "tls"), server.certificate_sha256
    before = tls.certificate.read_bytes(), tls.key.read_bytes()
    told = certificate(server, "prepare", capsys)
    assert exchanged(post) == Idle()
    assert post.store.pinned().next.sha256.hex() == told["certificate"]
    assert post.store.pinned().current == first
    certificate(server, "activate", capsys)
    restart(server)
    post.keep(*Person.new().open_at(post.actor, post.relay.pro()))
    server.send()
    assert exchanged(post) == Idle()
    assert post.store.pinned().current == server.certificate_sha256 != first
    assert post.vault.counts().waiting == 0
    actions = [entry.fields["action"] for entry in post.store.journal_entries(limit=-1)]
    assert actions.count("server_certificate_changed") == 1
    now = int(clock.now().timestamp())
    assert post.store.pinned().accepted(now) == (server.certificate_sha256, first)
    assert post.store.pinned().accepted(now + 31 * DAY_S) == (server.certificate_sha256,)
    with bad_server(Fault.MAINTENANCE, tmp_path, before) as elsewhere:  # not restarted yet
        state = exchanged(post, elsewhere.url)
        assert isinstance(state, Waiting)
        assert state.why == "sync.maintenance"
    clock.ahead_s = 31 * DAY_S
    with bad_server(Fault.MAINTENANCE, tmp_path, before) as elsewhere:
        state = exchanged(post, elsewhere.url)
        assert isinstance(state, Waiting)
        assert state.why == "sync.wrong_certificate"


def test_a_post_away_for_a_month_meets_the_new_certificate_and_continues(server, new_post, capsys):
    clock = MovedClock()
    post = new_post(clock)
    assert exchanged(post) == Idle()
    rotate(server, capsys)
    rotate(server, capsys)  # twice meanwhile
    clock.ahead_s = server.ahead_s = 35 * DAY_S
    restart(server)
    post.keep(*Person.new().open_at(post.actor, post.relay.pro()))
    server.send()
    assert exchanged(post) == Idle()
    assert (post.store.pinned().current, post.store.pinned().n) == (server.certificate_sha256, 2)
    assert post.vault.counts().waiting == 0
    assert exchanged(post) == Idle()


def test_a_post_that_was_away_follows_through_a_sites_proxy_too(server, new_post, capsys):
    post = new_post()
    pins = post.store.pins()
    rotate(server, capsys)
    with connect_proxy("") as site:
        host, port = site.address.rsplit(":", 1)
        line = HttpsServer(
            pins.url, pins.certificate_sha256, PATIENCE, proxy=Proxy(host, int(port))
        )
        assert sync_once(post.exchange(line)) == Idle()
    assert post.store.pinned().current == server.certificate_sha256


def test_the_running_agent_takes_every_accepted_certificate_from_its_start(
    server, new_post, capsys, tmp_path
):
    post = new_post()
    certificate(server, "prepare", capsys)
    assert exchanged(post) == Idle()
    certificate(server, "activate", capsys)
    restart(server)
    paths = type("Paths", (), {"parts": tmp_path / "parts"})
    x = exchange_of(post.store, paths, post.clock, post.rng)
    assert sync_once(x) == Idle()
    assert x.server.certificate_sha256 == server.certificate_sha256
    x.close()


def test_a_post_enrolled_with_the_second_certificate_needs_no_word_and_goes_on_from_it(
    server, new_post, capsys
):
    rotate(server, capsys)
    post = new_post()
    assert exchanged(post) == Idle()
    assert post.store.pinned() == Pinned(server.certificate_sha256, 1)
    rotate(server, capsys)
    assert exchanged(post) == Idle()
    assert post.store.pinned().n == 2


# --- who is not the server ------------------------------------------------------------------


def hello_of(server) -> Hello:
    line = server.line()
    found = line.hello()
    line.close()
    return found


def word(sign, n, sha256, starts_at=1_700_000_000, ends_at=2_000_000_000):
    sig = sign(pin_bytes(n, sha256, starts_at, ends_at))
    return pin_announcement(n, sha256, starts_at, ends_at, sig)


@contextmanager
def stranger(server, folder, *announcements, stolen=None):
    """Somebody else at an address of their own, who says what the server says and more."""
    with bad_server(Fault.GIVEN, folder, stolen) as bad:
        bad.body = replace(hello_of(server), announcements=tuple(announcements)).encode()
        yield bad


def is_refused(post, bad) -> bool:
    before = post.store.pinned()
    state = exchanged(post, bad.url)
    assert isinstance(state, Waiting)
    assert state.why == "sync.wrong_certificate"
    assert set(bad.requests) <= {"GET /v1/hello"}
    assert all("Authorization" not in heads for heads in bad.heads)
    return post.store.pinned() == before


def test_a_word_signed_by_another_key_is_followed_by_nobody(server, new_post, tmp_path):
    post, forger = new_post(), Identity.new(SystemRng())
    with stranger(server, tmp_path) as bad:
        forged = word(forger.sign_bytes, 1, bad.certificate_sha256)
        bad.body = replace(hello_of(server), announcements=(forged,)).encode()
        assert is_refused(post, bad)


def test_a_forged_hello_with_the_forgers_own_key_is_followed_by_nobody(server, new_post, tmp_path):
    post, forger = new_post(), Identity.new(SystemRng())
    with stranger(server, tmp_path) as bad:
        forged = word(forger.sign_bytes, 1, bad.certificate_sha256)
        mine = replace(hello_of(server), ed=forger.ed_public, announcements=(forged,))
        bad.body = mine.encode()
        assert is_refused(post, bad)


def test_the_true_word_about_the_true_certificate_helps_no_stranger(
    server, new_post, tmp_path, capsys
):
    post = new_post()
    rotate(server, capsys)
    true_words = hello_of(server).announcements
    assert pin_words(hello_of(server).ed, hello_of(server))
    with stranger(server, tmp_path, *true_words) as bad:
        assert is_refused(post, bad)


def test_a_true_word_bent_in_any_field_is_no_word(server, new_post, tmp_path, capsys):
    post = new_post()
    rotate(server, capsys)
    [true_word] = hello_of(server).announcements
    with stranger(server, tmp_path) as bad:
        text = json.loads(true_word.text)
        bent = [
            replace(true_word, ends_at=true_word.ends_at + 1),
            replace(true_word, starts_at=true_word.starts_at - 1),
            replace(true_word, text=canonical(text | {"n": 7})),
            replace(true_word, text=canonical(text | {"sha256": bad.certificate_sha256.hex()})),
            replace(true_word, text=canonical(text | {"more": 1})),
            replace(true_word, text=true_word.text[:-1]),
            replace(true_word, text="[" * 500),
        ]
        for each in bent:
            bad.body = replace(hello_of(server), announcements=(each,)).encode()
            assert is_refused(post, bad)


def canonical(fields) -> str:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def test_a_stolen_certificate_that_was_replaced_is_not_taken_again_after_its_window(
    server, new_post, tmp_path, capsys
):
    clock = MovedClock()
    post = new_post(clock)
    rotate(server, capsys)
    first_word = hello_of(server).announcements
    tls = TlsFiles(server.data / "tls")
    stolen = tls.certificate.read_bytes(), tls.key.read_bytes()
    rotate(server, capsys)
    assert exchanged(post) == Idle()
    assert post.store.pinned().n == 2
    clock.ahead_s = 31 * DAY_S
    with stranger(server, tmp_path, *first_word, stolen=stolen) as bad:
        assert is_refused(post, bad)


def test_a_post_already_told_of_a_newer_one_takes_no_older_word(server, new_post, tmp_path, capsys):
    """Somebody stole certificate 1 before it was in use; 2 replaced it, and the post knows."""
    post = new_post()
    certificate(server, "prepare", capsys)
    tls = TlsFiles(server.data / "tls")
    stolen = tls.next_certificate.read_bytes(), tls.next_key.read_bytes()
    first_word = hello_of(server).announcements
    certificate(server, "activate", capsys)
    rotate(server, capsys)
    assert exchanged(post) == Idle()
    assert post.store.pinned().current == server.certificate_sha256
    with stranger(server, tmp_path, *first_word, stolen=stolen) as bad:
        assert is_refused(post, bad)


def test_an_old_certificate_ends_for_who_was_told_of_the_next_and_never_met_it(
    server, new_post, tmp_path, capsys
):
    clock = MovedClock()
    post = new_post(clock)
    tls = TlsFiles(server.data / "tls")
    stolen = tls.certificate.read_bytes(), tls.key.read_bytes()
    certificate(server, "prepare", capsys)
    true_words = hello_of(server).announcements
    assert exchanged(post) == Idle()
    certificate(server, "activate", capsys)
    clock.ahead_s = server.ahead_s = 31 * DAY_S
    restart(server)
    with stranger(server, tmp_path, *true_words, stolen=stolen) as bad:
        assert is_refused(post, bad)
    assert exchanged(post) == Idle()
    assert post.store.pinned().current == server.certificate_sha256


def test_a_certificate_prepared_and_not_used_locks_no_post_out(server, new_post, capsys):
    """Its word is signed anew for as long as the one before is in use."""
    clock = MovedClock()
    here, away = new_post(clock), new_post(clock)
    first = server.certificate_sha256
    certificate(server, "prepare", capsys)
    assert [exchanged(post) for post in (here, away)] == [Idle(), Idle()]
    for days in (16, 32):
        clock.ahead_s = server.ahead_s = days * DAY_S
        restart(server)
        assert exchanged(here) == Idle()
    assert exchanged(away) == Idle()
    for post in (here, away):
        assert post.store.pinned().current == server.certificate_sha256 == first
        assert post.store.pinned().next.before_until > int(clock.now().timestamp()) + 14 * DAY_S


def test_a_line_that_is_open_leaves_a_certificate_that_is_accepted_no_more(
    server, new_post, tmp_path, capsys
):
    post = new_post()
    line = HttpsServer(post.store.pins().url, server.certificate_sha256, PATIENCE)
    sibling = line.sibling()
    assert line.hello().ed == sibling.hello().ed
    line.accept((b"n" * 32,))
    for each in (line, sibling):
        with pytest.raises(NotNow) as told:
            each.hello()
        assert told.value.message_key == "sync.wrong_certificate"
        each.close()


def test_what_is_no_hello_at_all_is_a_stranger(server, new_post, tmp_path):
    post = new_post()
    for fault in (Fault.MALFORMED, Fault.HUGE, Fault.CUT_BODY, Fault.GATEWAY_PAGE):
        with bad_server(fault, tmp_path) as bad:
            assert is_refused(post, bad)


def test_a_stranger_who_drips_or_says_nothing_keeps_nobody_waiting(server, new_post, tmp_path):
    post, patience = new_post(), Timeouts(connect_s=0.5, read_s=0.5)
    for fault in (Fault.DRIP, Fault.HANG):
        began_s = time.monotonic()
        with bad_server(fault, tmp_path) as bad:
            state = exchanged(post, bad.url, patience)
        assert isinstance(state, Waiting)
        assert state.why == "sync.wrong_certificate"
        assert time.monotonic() - began_s < 5
