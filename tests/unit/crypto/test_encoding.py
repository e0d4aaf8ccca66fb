"""Bytes with one reading: FORMAT.md section 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kiosk.crypto.encoding import (
    b64,
    canon,
    dec,
    enc,
    pad,
    padded_size,
    parse_canon,
    u32,
    u64,
    unb64,
    unpad,
)
from kiosk.crypto.failures import CannotOpen

VECTORS = Path(__file__).parents[2] / "vectors"
NOT_CANONICAL = json.loads((VECTORS / "not_canonical.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", NOT_CANONICAL, ids=lambda case: case["why"])
def test_another_spelling_of_an_object_is_refused(case):
    with pytest.raises(CannotOpen):
        parse_canon(bytes.fromhex(case["bytes"]))


def test_canonical_json_is_sorted_tight_composed_and_in_utf8():
    value = {"b": [True, -1, {}], "a": 'é"\\\n\x01', "n": 2**53 - 1}
    raw = canon(value)
    assert raw == '{"a":"é\\"\\\\\\n\\u0001","b":[true,-1,{}],"n":9007199254740991}'.encode()
    assert parse_canon(raw) == value | {"a": 'é"\\\n\x01'}


def test_writing_brings_text_to_nfc():
    assert canon({"a": "e\u0301"}) == canon({"a": "é"})


@pytest.mark.parametrize(
    "value",
    [
        {"a": 1.5},
        {"a": None},
        {"a": b"x"},
        {"A": 1},
        {1: 1},
        {"a": 2**53},
        {"a": "\ud800"},
        {"a": [[[[[[[[1]]]]]]]]},
    ],
)
def test_what_has_no_canonical_form_is_a_bug_in_the_caller(value):
    with pytest.raises(ValueError):
        canon(value)


def test_very_deep_nesting_is_refused_and_not_followed():
    with pytest.raises(CannotOpen):
        parse_canon(b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}")


def test_a_huge_integer_is_refused_and_not_computed():
    with pytest.raises(CannotOpen):
        parse_canon(b'{"a":' + b"9" * 1_000_000 + b"}")


def test_lengths_keep_parts_apart():
    assert enc("ab", b"c") == b"\0\0\0\2ab\0\0\0\1c"
    assert enc("a", "bc") != enc("ab", "c")
    assert enc() == b""
    assert enc("é") == b"\0\0\0\2\xc3\xa9"


@pytest.mark.parametrize("data", [b"\0", b"\0\0\0\1", b"\0\0\0\2a", b"\0\0\0\1ab", b"\xff" * 9])
def test_parts_that_do_not_fill_the_bytes_exactly_are_refused(data):
    with pytest.raises(CannotOpen):
        dec(data)


def test_numbers_are_big_endian_and_bounded():
    assert (u32(258), u64(1)) == (b"\0\0\1\2", b"\0\0\0\0\0\0\0\1")
    for wrong in (-1, 2**32):
        with pytest.raises(ValueError):
            u32(wrong)
    for wrong in (-1, 2**64):
        with pytest.raises(ValueError):
            u64(wrong)


@pytest.mark.parametrize(
    "text", ["YQ==", "YR", "Y", "Y Q", "Y\n", "+_", "a/", "é", "YQ\n", "=", "A==="]
)
def test_another_spelling_of_base64url_is_refused(text):
    with pytest.raises(CannotOpen):
        unb64(text)


def test_base64url_has_no_padding_and_round_trips():
    assert b64(b"\xfb\xff") == "-_8"
    assert unb64("-_8") == b"\xfb\xff"
    assert unb64("") == b""


@pytest.mark.parametrize(
    ("size", "padded"),
    [(0, 256), (248, 256), (249, 272), (1000, 1024), (9_992, 10_240), (300_000, 303_104)],
)
def test_padding_follows_padme_from_256_bytes(size, padded):
    assert padded_size(size) == len(pad(bytes(size))) == padded
    assert padded <= max(256, (size + 8) * 1.12)


def test_padding_that_is_not_the_only_one_is_refused():
    good = pad(b"abc")
    assert unpad(good) == b"abc"
    for wrong in (
        good[:-1],
        good + b"\0",
        good[:-1] + b"\1",
        good[:11] + b"\1" + good[12:],
        u64(249) + good[8:],
        u64(2**63) + good[8:],
        good + bytes(8),
        b"",
        bytes(7),
        bytes(255),
    ):
        with pytest.raises(CannotOpen):
            unpad(wrong)
