"""Encodings invert, and every parser answers with a value or CannotOpen, nothing else."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.crypto.encoding import (
    MAX_INTEGER,
    b64,
    canon,
    dec,
    enc,
    pad,
    padded_size,
    parse_canon,
    unb64,
    unpad,
)
from kiosk.crypto.envelope import open_envelope, seal_envelope, sealed_size
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import Statement, parse

FILE = Path(__file__).parents[2] / "vectors" / "statements.json"
WIRES = [unb64(case["wire"]) for case in json.loads(FILE.read_text(encoding="utf-8"))]

keys = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=8)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
leaves = st.one_of(texts, st.booleans(), st.integers(-MAX_INTEGER, MAX_INTEGER))
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(keys, values, max_size=6)


def composed(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list):
        return [composed(each) for each in value]
    if isinstance(value, dict):
        return {key: composed(each) for key, each in value.items()}
    return value


def depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return isinstance(value, dict | list) + max(map(depth, inner), default=0)


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_parts_come_back_as_they_were_joined(parts):
    assert dec(enc(*parts)) == parts


@given(st.binary(max_size=60))
def test_bytes_that_split_into_parts_are_the_only_spelling_of_them(data):
    try:
        parts = dec(data)
    except CannotOpen:
        return
    assert enc(*parts) == data


@given(objects.filter(lambda value: depth(value) <= 8))
def test_canonical_objects_come_back_equal_and_spelt_the_same(value):
    raw = canon(value)
    assert parse_canon(raw) == composed(value)
    assert canon(parse_canon(raw)) == raw


@given(objects.filter(lambda value: depth(value) <= 8), st.data())
def test_one_changed_byte_of_an_object_is_another_object_or_refused(value, data):
    raw = bytearray(canon(value))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        parsed = parse_canon(bytes(raw))
    except CannotOpen:
        return
    assert canon(parsed) == bytes(raw)
    assert parsed != composed(value)


@given(st.one_of(st.binary(max_size=80), texts.map(str.encode), st.text(max_size=40).map(repr)))
@example(b'{"a":' + b"[" * 5000)
def test_parsing_an_object_gives_a_value_or_cannot_open(raw):
    data = raw.encode() if isinstance(raw, str) else raw
    try:
        assert canon(parse_canon(data)) == data
    except CannotOpen:
        pass


@given(st.binary(max_size=70))
def test_base64url_has_one_spelling(data):
    assert unb64(b64(data)) == data


@given(st.text(max_size=30))
def test_text_that_reads_as_base64url_is_the_only_spelling(text):
    try:
        assert b64(unb64(text)) == text
    except CannotOpen:
        pass


@given(st.binary(max_size=3000))
def test_padding_comes_off_again(data):
    padded = pad(data)
    assert unpad(padded) == data
    assert len(padded) == padded_size(len(data))


@given(st.integers(0, 10**9))
def test_padding_costs_at_most_an_eighth_and_is_monotone(size):
    padded = padded_size(size)
    assert size + 8 <= padded <= max(256, (size + 8) * 9 // 8)
    assert padded_size(size + 1) >= padded
    assert padded_size(padded - 8) == padded


@given(st.binary(max_size=600))
def test_unpadding_gives_a_value_or_cannot_open(data):
    try:
        assert pad(unpad(data)) == data
    except CannotOpen:
        pass


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 70_000), st.binary(min_size=32, max_size=32), st.binary(max_size=60))
@example(16384, bytes(32), b"")
@example(32768, bytes(32), b"")
def test_an_envelope_opens_to_what_was_sealed(size, key, context):
    plaintext = bytes(range(256)) * (size // 256 + 1)
    plaintext = plaintext[:size]
    sealed = seal_envelope(key, context, plaintext, salt=bytes(24))
    assert len(sealed) == sealed_size(size)
    assert open_envelope(key, context, sealed) == plaintext


@settings(deadline=None)
@given(st.data())
def test_an_envelope_changed_anywhere_opens_to_nothing(data):
    size = data.draw(st.sampled_from([0, 1, 500, 16383, 16384, 16385]))
    sealed = bytearray(seal_envelope(bytes(32), b"c", bytes(size), salt=bytes(24)))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        open_envelope(bytes(32), b"c", bytes(sealed))


@given(st.binary(max_size=200), st.binary(max_size=30))
def test_opening_any_bytes_gives_cannot_open(data, context):
    with pytest.raises(CannotOpen):
        open_envelope(bytes(32), context, data)


def answered(wire: bytes) -> Statement | None:
    """Parse, allowing the one refusal; whatever parses is the only spelling of itself."""
    try:
        statement = parse(wire)
    except CannotOpen:
        return None
    assert statement.wire == wire
    return statement


@given(st.binary(max_size=300))
def test_parsing_any_bytes_gives_a_statement_or_cannot_open(data):
    answered(data)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(WIRES), st.data())
def test_parsing_a_damaged_statement_gives_another_or_cannot_open(wire, data):
    damaged = bytearray(wire)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "add"])):
            case "flip":
                damaged[at] ^= data.draw(st.integers(1, 255))
            case "cut":
                del damaged[at : at + data.draw(st.integers(1, 9))]
            case _:
                damaged[at:at] = data.draw(st.binary(min_size=1, max_size=9))
        if not damaged:
            return
    statement = answered(bytes(damaged))
    if statement is not None and bytes(damaged) != wire:
        assert statement != parse(wire)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(WIRES), st.data())
def test_parsing_a_statement_with_strange_values_gives_a_statement_or_cannot_open(wire, data):
    good = parse(wire)
    body = dict(good.body)
    for key in data.draw(st.lists(st.sampled_from(sorted(body)), min_size=1, max_size=3)):
        body[key] = data.draw(values)
    try:
        raw = canon(body)
    except ValueError:
        return
    answered(enc(raw, b"".join(good.sigs), good.sealed))
