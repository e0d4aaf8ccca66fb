"""Whatever bytes come from a child, a driver or a stranger: a value, or the one error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.capture.file_kinds import FileKind, check_file, display_name, kind_of
from kiosk.capture.frames import PREFIX, BadFrame, Decoder, Frame, encode
from kiosk.capture.ports import Source
from kiosk.capture.sane_words import (
    Choices,
    Range,
    choose_mode,
    choose_resolution,
    choose_source,
    fault_of_text,
    parse_options,
)
from kiosk.capture.scanimage_child import parse_pnm_header
from kiosk.errors import InvalidInput

MOST = 2000
headers = st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers() | st.booleans())
messages = st.lists(st.tuples(headers, st.binary(max_size=300)), max_size=6)


@given(messages, st.data())
def test_frames_come_out_as_they_went_in_however_the_bytes_are_cut(
    sent: list[tuple[dict[str, Any], bytes]], data: st.DataObject
) -> None:
    stream = b"".join(encode(header, len(payload)) + payload for header, payload in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    decoder, received = Decoder(MOST), list[Frame]()
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        decoder.feed(stream[start:end])
        while (frame := decoder.next()) is not None:
            received.append(frame)
    assert [(dict(frame.header), frame.payload) for frame in received] == sent


@given(st.binary(max_size=400))
def test_any_bytes_are_frames_or_a_bad_frame(noise: bytes) -> None:
    decoder = Decoder(MOST)
    decoder.feed(noise)
    try:
        while (frame := decoder.next()) is not None:
            assert isinstance(frame.header, dict)
            assert len(frame.payload) <= MOST
    except BadFrame:
        pass


@given(st.binary(max_size=200), st.integers(0, 300))
def test_any_header_is_an_object_or_a_bad_frame(header: bytes, payload_bytes: int) -> None:
    decoder = Decoder(MOST)
    decoder.feed(PREFIX.pack(len(header), payload_bytes) + header + bytes(payload_bytes))
    try:
        frame = decoder.next()
    except BadFrame:
        return
    assert frame is not None
    assert frame.header == json.loads(header)


@given(st.integers(MOST + 1, 2**32 - 1))
def test_a_frame_longer_than_allowed_is_refused_before_it_is_read(payload_bytes: int) -> None:
    decoder = Decoder(MOST)
    decoder.feed(PREFIX.pack(2, payload_bytes))
    with pytest.raises(BadFrame):
        decoder.next()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(json_values)
def test_fields_have_their_type_and_bounds_or_are_a_bad_frame(value: object) -> None:
    frame = Frame({"x": value})
    for read, kind in ((frame.text, str), (frame.flag, bool)):
        try:
            assert type(read("x")) is kind
        except BadFrame:
            assert not isinstance(value, kind)
    try:
        assert 0 <= frame.number("x", 0, 10) <= 10
    except BadFrame:
        assert isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10


STARTS = [b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"MZ", b"PK\x03\x04", b""]


@given(st.sampled_from(STARTS), st.binary(max_size=60), st.text(max_size=30))
def test_a_file_is_what_its_first_bytes_say_or_is_refused(
    start: bytes, rest: bytes, name: str
) -> None:
    untrusted = start + rest
    told = None
    try:
        told = check_file(untrusted, name)
    except InvalidInput as refused:
        key = refused.message_key
    is_office = told is not None and told.is_office and untrusted.startswith(b"PK\x03\x04")
    assert (
        is_office
        or told is kind_of(untrusted)
        or (told is None and key in {"file.empty", "file.disguised", "file.kind_not_accepted"})
    )


@given(st.text(alphabet=st.characters(), max_size=200))
def test_a_shown_name_has_nothing_that_deceives(name: str) -> None:
    shown = display_name(name)
    assert len(shown) <= 80
    assert shown == shown.strip()
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200f")


@given(st.sampled_from(["\u202e", "\u2066", "\u200b", "\x00", "\ufeff"]), st.sampled_from(FileKind))
def test_an_invisible_character_in_an_extension_is_a_disguise(mark: str, kind: FileKind) -> None:
    start = {FileKind.PDF: b"%PDF-", FileKind.JPEG: b"\xff\xd8\xff"}.get(kind, b"\x89PNG\r\n\x1a\n")
    with pytest.raises(InvalidInput) as raised:
        check_file(start, f"photo.{mark}gpj")
    assert raised.value.message_key == "file.disguised"


@given(st.text(max_size=300))
def test_any_list_of_options_is_read_without_falling(untrusted: str) -> None:
    for option in parse_options(untrusted).values():
        assert isinstance(option, Range | Choices)
        assert choose_resolution(option, 300) is None or isinstance(
            choose_resolution(option, 300), int
        )


@given(st.lists(st.text(max_size=12), max_size=6), st.sampled_from([Source.FEEDER, Source.GLASS]))
def test_a_chosen_source_or_mode_is_one_of_those_offered(names: list[str], source: Source) -> None:
    for both in (True, False):
        assert choose_source(names, source, is_both_sides=both) in {None, *names}
        assert choose_mode(names, is_colour=both) in {None, *names}


@given(st.text(max_size=80))
def test_any_status_text_is_some_fault(text: str) -> None:
    assert fault_of_text(text).value


@given(st.binary(max_size=80) | st.binary(max_size=40).map(lambda rest: b"P6\n" + rest))
def test_any_picture_header_is_read_or_refused(untrusted: bytes) -> None:
    picture = parse_pnm_header(untrusted)
    if picture is not None:
        assert picture.width > 0
        assert picture.height > 0
        assert picture.offset <= len(untrusted)
