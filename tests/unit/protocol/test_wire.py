"""The messages of the wire: what is written is read, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sync.protocol
from kiosk.crypto.encoding import canon, enc, parse_canon
from kiosk.messages import all_messages, refusal_key
from sync.protocol import limits
from sync.protocol.codes import ErrorCode, RefusalCode, error_key, error_status
from sync.protocol.fields import Malformed
from sync.protocol.frames import (
    Page,
    batches,
    decode_page,
    decode_statements,
    decode_world,
    encode_page,
    encode_statements,
    encode_world,
)
from sync.protocol.journal import ChainProof, JournalPage, ProvedEntry, TreeHead
from sync.protocol.messages import (
    Account,
    Announcement,
    Answer,
    Answers,
    AnswerStatus,
    Challenge,
    ChallengeRequest,
    Failure,
    Hello,
    Missing,
    PageHead,
    PostSeen,
    Presence,
    PresentRequest,
    Purge,
    PurgeKind,
    PurgeReason,
    SessionGrant,
    SessionRequest,
    StructureState,
    greatest_common,
)

ID, HASH, SIG = b"\x01" * 16, b"\x02" * 32, b"\x03" * 64
MESSAGES = [
    Hello((1, 2), 1_795_000_000, ID, HASH, HASH, (Announcement("maintenance", 1, 2, "Été"),)),
    TreeHead(5, HASH, 6, SIG, (HASH, HASH)),
    JournalPage(9, True, (ProvedEntry(7, b"{}", (HASH,)),)),
    ChainProof(3, HASH, 4, (HASH,)),
    ChallengeRequest(ID),
    Challenge(HASH),
    SessionRequest(ID, HASH, SIG),
    SessionGrant("abc", 5, 6, StructureState.SUSPENDED, 7),
    SessionGrant("abc", 5, 6, StructureState.ACTIVE, 7, (PostSeen(ID, 8),)),
    Answers(
        (
            Answer(HASH, AnswerStatus.STORED, sequence=1, receipt=SIG),
            Answer(HASH, AnswerStatus.KNOWN, sequence=2, receipt=SIG),
            Answer(HASH, AnswerStatus.WAITING, missing=(Missing("part", ID), Missing("x", HASH))),
            Answer(HASH, AnswerStatus.REFUSED, code="withdrawn"),
        ),
        "c",
    ),
    PageHead(
        "c",
        True,
        (
            Purge(PurgeKind.PERSON, ID, PurgeReason.WITHDRAWN),
            Purge(PurgeKind.PARTS, ID, PurgeReason.UNSHARED, (ID, ID)),
            Purge(PurgeKind.VERSIONS, ID, PurgeReason.DELETED, (HASH, HASH)),
        ),
    ),
    Account(ID, ID, 65536, 3, 4, 1),
    PresentRequest("amina.d-7k3f", HASH),
    Presence(ID),
    Failure(ErrorCode.LOCKED, "sync.locked", seconds=120),
    Failure(ErrorCode.PROTOCOL, "sync.protocol", protocol=(1, 2)),
]
PARSERS = [type(message).parse for message in MESSAGES]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_a_message_is_read_as_it_was_written(message):
    assert type(message).parse(message.encode()) == message


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_a_field_more_or_less_is_refused_by_name(message):
    fields = parse_canon(message.encode())
    with pytest.raises(Malformed, match="later"):
        type(message).parse(canon(fields | {"later": 1}))
    for name in fields.keys() - {"seconds", "protocol"}:
        less = {key: value for key, value in fields.items() if key != name}
        with pytest.raises(Malformed):
            type(message).parse(canon(less))


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
def test_a_value_of_another_kind_is_refused(message):
    fields = parse_canon(message.encode())
    for name in fields:
        for wrong in (-1, "", [[]], {"a": 1}, "zz" * 40, True, 2**52, "é" * 600):
            if type(wrong) is type(fields[name]) and not isinstance(wrong, str):
                continue
            try:
                read = type(message).parse(canon(fields | {name: wrong}))
            except Malformed:
                continue
            assert type(message).parse(read.encode()) == read


@pytest.mark.parametrize("parse", PARSERS)
@given(body=st.binary(max_size=300))
def test_any_bytes_are_a_message_or_malformed(parse, body):
    with pytest.raises(Malformed):
        parse(body)


JSON = st.recursive(
    st.booleans() | st.integers(-5, 2**40) | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["kind", "owner", "name", "status", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda m: type(m).__name__)
@given(data=st.data())
def test_bent_json_is_a_message_or_malformed(message, data):
    fields = parse_canon(message.encode())
    for name in data.draw(st.sets(st.sampled_from(sorted(fields)), min_size=1)):
        fields[name] = data.draw(JSON)
    body = canon(fields)
    try:
        read = type(message).parse(body)
        assert type(message).parse(read.encode()) == read
    except Malformed:
        pass


@given(st.binary(max_size=400))
def test_any_bytes_are_a_frame_or_malformed(body):
    for decode in (decode_statements, decode_world, decode_page):
        try:
            decode(body)
        except Malformed:
            pass


WIRES = st.lists(st.binary(min_size=1, max_size=50).filter(lambda w: len(w) != 32), max_size=20)
"""In a page, 32 bytes are a statement's name; a signature alone is longer."""


@given(WIRES)
def test_frames_carry_statements_in_their_order(wires):
    assert decode_statements(encode_statements(wires)) == wires
    page = Page(PageHead("next", False), tuple(wires))
    assert decode_page(encode_page(page)) == page
    assert decode_world(encode_world(wires)) == wires


@given(WIRES, st.data())
def test_no_beginning_of_an_answer_reads_as_the_whole(wires, data):
    page, world = encode_page(Page(PageHead("next", False), tuple(wires))), encode_world(wires)
    for body, decode in ((page, decode_page), (world, decode_world)):
        with pytest.raises(Malformed):
            decode(body[: data.draw(st.integers(0, len(body) - 1))])


def test_frames_beyond_the_limits_are_refused():
    head = PageHead("n", False).encode()
    for body in (
        encode_statements([b"x"] * 501),
        encode_statements([b"x", b""]),
        encode_statements([bytes(limits.STATEMENT_MAX_BYTES + 1)]),
        bytes(limits.FRAME_MAX_BYTES + 1),
    ):
        with pytest.raises(Malformed):
            decode_statements(body)
    for body in (b"", enc(head, *[b"x"] * 501, b""), enc(head, b"", b""), enc(b"{}", b"")):
        with pytest.raises(Malformed):
            decode_page(body)
    with pytest.raises(Malformed):
        decode_world(encode_world([b"x"] * (limits.WORLD_MAX_COUNT + 1)))


@given(st.lists(st.binary(min_size=1, max_size=200_000), max_size=30))
def test_batches_keep_order_and_sizes_and_forget_nothing(wires):
    found = list(batches([(index, wire) for index, wire in enumerate(wires)]))
    assert [thing for batch in found for thing, _ in batch] == list(range(len(wires)))
    for batch in found:
        assert len(batch) <= limits.BATCH_MAX_COUNT
        assert sum(len(wire) for _, wire in batch[1:]) <= limits.BATCH_MAX_BYTES


def test_the_greatest_common_version_is_used():
    assert greatest_common((1, 2, 3), (2, 3, 9)) == 3
    assert greatest_common((1,), (2,)) is None


def test_every_code_has_a_status_and_words():
    words = all_messages()
    for code in ErrorCode:
        assert 400 <= error_status(code) < 600
        assert error_key(code) in words
    for code in [*RefusalCode, "of_a_newer_server"]:
        assert refusal_key(code) in words


def test_every_key_that_the_agent_raises_has_words():
    words = all_messages()
    used = set()
    for room in ("sync/agent", "sync/protocol", "kiosk/session/agent_link.py"):
        root = Path(sync.protocol.__file__).parents[2] / room
        for path in [root] if root.is_file() else sorted(root.glob("*.py")):
            source = path.read_text(encoding="utf-8")
            used |= set(re.findall(r'"((?:sync|enrol)\.[a-z_]+)"', source))
    assert used - {"enrol.pending"} <= words.keys()  # a setting's name
    assert len(used) > 25
