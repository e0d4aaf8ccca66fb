"""agent.sock: what sessions may say, and what they hear."""

from __future__ import annotations

import json
import selectors
import socket
import stat
import threading
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.crypto.encoding import b64
from kiosk.crypto.finding import QUESTION_BYTES
from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.flows.api import SyncState, SyncStatus
from kiosk.session.agent_link import SOCKET_NAME, SocketAgentLink
from sync.agent.link import LINE_MAX_BYTES, Hub, Link, Request, parse_request, status_json
from sync.protocol.search import SearchRequest

STATUS = SyncStatus(
    SyncState.WAITING, 4, 1, 5, 0, datetime(2026, 11, 21, tzinfo=UTC), "sync.no_network"
)


@contextmanager
def served(folder, handle: Callable[[Request], dict[str, object] | None]):
    """Serve a link in a thread of its own; `handle` returns the answer, None for none yet."""
    selector, hub, is_over = selectors.DefaultSelector(), Hub(), threading.Event()

    def handle_request(request, reply):
        answer = handle(request)
        if answer is not None:
            reply(answer)

    link = Link(folder / SOCKET_NAME, selector, handle_request, hub)
    selector.register(hub, selectors.EVENT_READ, link.deliver)

    def run():
        while not is_over.is_set():
            for key, _ in selector.select(5):
                key.data()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield SocketAgentLink(folder)
    finally:
        is_over.set()
        hub.wake()
        thread.join()
        link.close()
        hub.close()
        selector.close()


def test_a_session_hears_the_status_as_it_is(tmp_path):
    with served(tmp_path, lambda _: dict(status_json(STATUS, is_online=True))) as session:
        assert session.status() == STATUS


def test_a_status_without_a_past_says_so(tmp_path):
    never = SyncStatus(SyncState.UP_TO_DATE)
    with served(tmp_path, lambda _: dict(status_json(never, is_online=False))) as session:
        assert session.status() == never


def test_what_a_session_asks_arrives_as_it_was_said(tmp_path):
    heard: list[Request] = []
    done = threading.Event()

    def handle(request):
        heard.append(request)
        if len(heard) == 3:
            done.set()
        return {"ok": True}

    with served(tmp_path, handle) as session:
        session.kick()
        session.fetch_part(b"p" * 16)
        session.fetch_person("amina.d-7k3f", b"a" * 32)
        assert done.wait(5)
    assert sorted(heard, key=lambda r: r.do) == [
        Request("fetch_part", part=b"p" * 16),
        Request("fetch_person", login="amina.d-7k3f", auth=b"a" * 32),
        Request("kick"),
    ]
    assert "aaaa" not in repr(heard)


@pytest.mark.parametrize(
    ("answer", "error", "key"),
    [
        ({"error": "sync.bad_proof"}, Refused, "sync.bad_proof"),
        ({"error": "sync.locked", "seconds": 120}, Refused, "sync.locked"),
        ({"error": "sync.no_network"}, Unavailable, "sync.no_network"),
        ({"other": 1}, Unavailable, "sync.agent_away"),
        ({"ok": True}, Unavailable, "sync.agent_away"),
    ],
)
def test_a_person_who_cannot_be_brought_is_said_why(tmp_path, answer, error, key):
    with served(tmp_path, lambda _: answer) as session:
        with pytest.raises(error) as failed:
            session.bring_person("amina.d-7k3f", bytes(32))
        assert failed.value.message_key == key


def test_a_question_and_its_answer_pass_as_they_are(tmp_path):
    heard: list[Request] = []

    def handle(request):
        heard.append(request)
        return {"ok": True, "box": b64(b"answer")}

    question = SearchRequest(b"s" * 16, b"p" * 16, bytes(QUESTION_BYTES), bytes(64))
    with served(tmp_path, handle) as session:
        told = (question.search, question.pro, question.box, question.signature)
        assert session.search(*told) == b"answer"
    assert heard == [Request("search", search=question)]


@pytest.mark.parametrize(
    ("answer", "error", "key"),
    [
        ({"error": "sync.locked", "seconds": 120}, Refused, "sync.locked"),
        ({"error": "sync.no_network"}, Unavailable, "sync.no_network"),
        ({"ok": True}, Unavailable, "sync.agent_away"),
    ],
)
def test_a_question_nobody_answers_says_why(tmp_path, answer, error, key):
    with served(tmp_path, lambda _: answer) as session:
        with pytest.raises(error) as failed:
            session.search(bytes(16), bytes(16), bytes(QUESTION_BYTES), bytes(64))
        assert failed.value.message_key == key


def test_an_agent_that_is_away_holds_nobody_up(tmp_path):
    session = SocketAgentLink(tmp_path)
    session.kick()
    session.fetch_part(bytes(16))
    assert session.status() is None
    with pytest.raises(Unavailable):
        session.bring_part(bytes(16))


def test_an_agent_that_does_not_answer_gives_no_status_and_holds_nobody_up(tmp_path):
    with served(tmp_path, lambda _: None) as session:
        assert session.status() is None


def test_the_socket_is_this_users_alone_and_a_stale_one_is_replaced(tmp_path):
    (tmp_path / SOCKET_NAME).write_bytes(b"")
    with served(tmp_path, lambda _: {"ok": True}):
        mode = (tmp_path / SOCKET_NAME).stat().st_mode
        assert stat.S_ISSOCK(mode)
        assert stat.S_IMODE(mode) == 0o600
    assert not (tmp_path / SOCKET_NAME).exists()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]",
        b'{"do":"status","more":1}',
        b'{"do":"wipe"}',
        b'{"do":"fetch_part","part":"zz"}',
        b'{"do":"fetch_part","part":7}',
        b'{"do":"fetch_person","login":"a","auth":"AAAA"}',
        b'{"do":"account","login":"' + b"a" * 200 + b'"}',
        b"\xff",
        b"[" * 5000,
    ],
)
def test_a_line_that_is_no_request_ends_its_client_and_nobody_else(tmp_path, line):
    with served(tmp_path, lambda _: dict(status_json(STATUS, is_online=True))) as session:
        with socket.socket(socket.AF_UNIX) as rude:
            rude.settimeout(5)
            rude.connect(str(tmp_path / SOCKET_NAME))
            rude.sendall(line + b"\n")
            assert rude.recv(100) == b""
        assert session.status() == STATUS


def test_a_line_that_never_ends_is_cut_off(tmp_path):
    with served(tmp_path, lambda _: {"ok": True}), socket.socket(socket.AF_UNIX) as rude:
        rude.settimeout(5)
        rude.connect(str(tmp_path / SOCKET_NAME))
        with pytest.raises(OSError):  # noqa: PT012 - whichever of them notices
            for _ in range(100):
                rude.sendall(b"x" * LINE_MAX_BYTES)


@given(
    st.binary(max_size=200)
    | st.dictionaries(st.text(), st.text()).map(lambda d: json.dumps(d).encode())
)
def test_any_line_is_a_request_or_refused(line):
    with pytest.raises(KioskError):
        parse_request(line)
