"""The local messages: what is sent comes back the same; anything else is refused by name."""

from __future__ import annotations

import json
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session import channel as ch
from kiosk.session.channel import (
    FROM_SESSION,
    LINE_LIMIT_BYTES,
    Channel,
    ChannelBroken,
    format_line,
    parse_line,
)

EVERY = ch.TO_SESSION | FROM_SESSION | ch.TO_AGENT | ch.FROM_AGENT
secrets = st.binary(min_size=32, max_size=32)
words = st.from_regex(r"[a-z][a-z_]{0,31}", fullmatch=True)
paths = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=60).map(
    lambda text: "/" + text
)
messages: st.SearchStrategy[ch.Message] = st.one_of(
    st.builds(
        ch.Begin,
        mode=st.sampled_from(ch.Mode),
        language=words,
        device_secret=secrets,
        vault_key=st.none() | secrets,
        runtime_dir=paths,
        state_dir=paths,
        is_for_staff=st.booleans(),
    ),
    st.builds(ch.Warn, st.integers(0, 86_400)),
    st.builds(ch.VaultKey, secrets),
    st.builds(ch.SignedIn, st.sampled_from(ch.Who)),
    st.builds(ch.Finish, words),
    *(st.builds(kind, st.booleans()) for kind in (ch.Busy, ch.Viewing, ch.Slow, ch.Online)),
    st.builds(ch.Announced, st.integers(0, 2**33), st.integers(0, 2**33)),
    st.sampled_from(
        [
            kind()
            for kind in (
                ch.Calm,
                ch.Lock,
                ch.Ready,
                ch.Painted,
                ch.Input,
                ch.Alive,
                ch.Leave,
                ch.Locked,
                ch.Unlocked,
            )
        ]
    ),
)


@given(message=messages)
def test_a_message_comes_back_the_same(message):
    assert parse_line(format_line(message)[:-1], EVERY) == message


@given(line=st.binary(max_size=200))
def test_bytes_that_are_no_message_break_the_channel_and_nothing_else(line):
    with pytest.raises(ChannelBroken):
        parse_line(line, EVERY)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(message=messages, data=st.data())
def test_a_message_with_any_field_changed_dropped_or_added_is_refused_or_another_message(
    message, data
):
    body = json.loads(format_line(message))
    key = data.draw(st.sampled_from(sorted(body)) | st.text(max_size=6))
    if data.draw(st.booleans()):
        body.pop(key, None)
    else:
        body[key] = data.draw(json_values)
    line = json.dumps(body).encode()
    try:
        again = parse_line(line, EVERY)
    except ChannelBroken:
        return
    assert json.loads(format_line(again)) == body


@given(sent=st.lists(messages, max_size=30), cuts=st.lists(st.integers(1, 400), max_size=60))
def test_messages_arrive_whole_and_in_order_however_the_bytes_are_cut(sent, cuts):
    left, right = socket.socketpair()
    with left:
        receiver = Channel(right, EVERY)
        stream = b"".join(format_line(message) for message in sent)
        got: list[ch.Message] = []
        for cut in [*cuts, len(stream)]:
            left.sendall(stream[:cut])
            stream = stream[cut:]
            got += receiver.receive()
        while len(got) < len(sent):
            got += receiver.receive()
        assert got == sent
        receiver.close()


@pytest.mark.parametrize(
    "line",
    [
        b'{"do":"warn","seconds":true}',
        b'{"do":"warn","seconds":-1}',
        b'{"do":"warn","seconds":1.0}',
        b'{"do":"warn","seconds":3,"seconds":4}',
        b'{"do":"warn","seconds":3,"more":1}',
        b'{"do":"warn"}',
        b'{"do":"begin"}',
        b'{"do":"finish","reason":"Amina D"}',
        b'{"do":"vault_key","key":"' + b"A" * 42 + b'"}',
        b'{"do":"vault_key","key":"' + b"A" * 42 + b'B"}',
        b'{"do":"vault_key","key":"' + b"A" * 42 + b'="}',
        b'["warn"]',
        b"[" * 20_000,
        b"null",
        b"",
        b'{"do":"' + b"x" * LINE_LIMIT_BYTES + b'"}',
    ],
)
def test_a_line_that_is_nearly_a_message_is_refused(line):
    with pytest.raises(ChannelBroken):
        parse_line(line, EVERY)


def test_an_end_takes_only_the_messages_meant_for_it():
    parse_line(b'{"do":"ready"}', FROM_SESSION)
    with pytest.raises(ChannelBroken):
        parse_line(b'{"do":"begin"}', FROM_SESSION)
    with pytest.raises(ChannelBroken):
        parse_line(b'{"do":"finish","reason":"done"}', ch.FROM_AGENT)


def test_the_secrets_of_a_message_are_not_in_its_repr():
    secret = b"\x33" * 32
    begin = ch.Begin(ch.Mode.DESK, "fr", secret, secret, "/run/x", "/var/x")
    for shown in (repr(begin), repr(ch.VaultKey(secret))):
        assert "3333" not in shown
        assert "x33" not in shown


def test_the_last_words_before_an_end_are_heard_then_the_end_is_told():
    left, right = socket.socketpair()
    receiver = Channel(right, FROM_SESSION)
    left.sendall(b'{"do":"finish","reason":"done"}\n')
    left.close()
    assert receiver.receive() == [ch.Finish("done")]
    for _ in range(2):
        with pytest.raises(ChannelBroken):
            receiver.receive()
    receiver.close()


def test_a_line_without_end_breaks_the_channel_before_it_fills_the_memory():
    left, right = socket.socketpair()
    left.setblocking(False)
    receiver = Channel(right, FROM_SESSION)

    def keep_talking() -> None:
        for _ in range(100):
            left.send(b"x" * 4096)
            receiver.receive()

    with left, pytest.raises(ChannelBroken):
        keep_talking()
    receiver.close()


def test_an_end_that_does_not_read_does_not_make_the_other_wait_for_ever():
    left, right = socket.socketpair()
    sender = Channel(left, FROM_SESSION)
    long_path = "/" + "x" * 20_000
    begin = ch.Begin(ch.Mode.DESK, "fr", b"\x11" * 32, None, long_path, "/s")

    def keep_sending() -> None:
        for _ in range(200):
            sender.send(begin)

    with right, pytest.raises(ChannelBroken):
        keep_sending()
    sender.close()


def test_what_the_other_end_was_slow_to_take_arrives_whole():
    left, right = socket.socketpair()
    sender, receiver = Channel(left, FROM_SESSION), Channel(right, ch.TO_SESSION)
    begin = ch.Begin(ch.Mode.DESK, "fr", b"\x11" * 32, None, "/" + "x" * 20_000, "/s")
    sent = 0
    while not sender.has_unsent:
        sender.send(begin)
        sent += 1
    got = 0
    while got < sent:
        got += len(receiver.receive())
        sender.flush()
    assert not sender.has_unsent
    sender.close()
    receiver.close()
