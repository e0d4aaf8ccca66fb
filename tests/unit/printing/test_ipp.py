"""IPP bytes: written as RFC 8010 says, read without trust."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.printing.ipp import (
    Answer,
    Attribute,
    BadAnswer,
    Group,
    Operation,
    Tag,
    parse,
    request,
)


def answer(status: int, *groups: tuple[Group, list[Attribute]]) -> bytes:
    """Return an answer with these groups: a request's form, with a status for its operation."""
    written = request(Operation.CREATE_JOB, 7, groups)
    return written[:2] + struct.pack(">H", status) + written[4:]


def test_a_request_is_the_example_of_the_rfc_bit_by_bit():
    """RFC 8010, appendix A.1: its Print-Job's first attributes, in version 2.0."""
    made = request(
        Operation.CREATE_JOB,
        1,
        [
            (
                Group.OPERATION,
                [
                    Attribute.of(Tag.CHARSET, "attributes-charset", "utf-8"),
                    Attribute.of(Tag.LANGUAGE, "attributes-natural-language", "en-us"),
                ],
            ),
            (Group.JOB, [Attribute.of(Tag.INTEGER, "copies", 20)]),
        ],
    )
    assert made == (
        b"\x02\x00\x00\x05\x00\x00\x00\x01"
        b"\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x05en-us"
        b"\x02"
        b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x14"
        b"\x03"
    )


def test_what_is_written_is_read_again():
    told = parse(
        answer(
            0,
            (
                Group.PRINTER,
                [
                    Attribute.of(Tag.NAME, "printer-name", "accueil"),
                    Attribute.of(Tag.KEYWORD, "printer-state-reasons", "media-empty", "other"),
                    Attribute.of(Tag.BOOLEAN, "color-supported", False),
                    Attribute.of(Tag.ENUM, "printer-state", 5),
                ],
            ),
            (Group.PRINTER, [Attribute.of(Tag.NAME, "printer-name", "é")]),
        )
    )
    assert told.is_good
    first, second = told.of(Group.PRINTER)
    assert first == {
        "printer-name": ("accueil",),
        "printer-state-reasons": ("media-empty", "other"),
        "color-supported": (False,),
        "printer-state": (5,),
    }
    assert second == {"printer-name": ("é",)}


def test_a_status_beyond_the_good_ones_is_told():
    assert not parse(answer(0x0406)).is_good
    assert parse(answer(0x0001)).is_good


@given(cut=st.integers(0, 200))
def test_an_answer_cut_short_is_refused(cut):
    whole = answer(
        0, (Group.JOB, [Attribute.of(Tag.INTEGER, "job-id", 7), Attribute.of(Tag.NAME, "n", "x")])
    )
    if cut < len(whole):
        with pytest.raises(BadAnswer):
            parse(whole[:cut])


@given(st.binary(max_size=300))
def test_any_bytes_are_an_answer_or_refused(untrusted):
    try:
        told = parse(untrusted)
    except BadAnswer:
        return
    assert isinstance(told, Answer)


@pytest.mark.parametrize(
    "body",
    [
        b"\x21\x00\x01a\x00\x04\x00\x00\x00\x01\x03",  # a value before any group
        b"\x02\x21\x00\x00\x00\x04\x00\x00\x00\x01\x03",  # a further value of nothing
        b"\x02\x21\x00\x01a\x00\x02\x00\x01\x03",  # an integer of two bytes
        b"\x02\x42\x00\x01a\x00\x01\xff\x03",  # a name that is no UTF-8
    ],
)
def test_nonsense_is_refused(body):
    with pytest.raises(BadAnswer):
        parse(b"\x02\x00\x00\x00\x00\x00\x00\x01" + body)


def test_a_value_of_another_kind_is_a_bug_of_ours():
    with pytest.raises(ValueError, match="not of this kind"):
        request(
            Operation.CREATE_JOB,
            1,
            [(Group.JOB, [Attribute.of(Tag.INTEGER, "copies", "two")])],
        )
