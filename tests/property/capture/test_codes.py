"""Codes of strangers: whatever bytes they hold, reading ends in a value or in NotADoc."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from kiosk.capture.reading.two_d_doc import NotADoc, parse

HEADERS = (b"DC01", b"DC02", b"DC03", b"DC04", b"DC")


@given(header=st.sampled_from(HEADERS), rest=st.binary(max_size=300))
def test_any_bytes_are_a_doc_or_told_to_be_none(header: bytes, rest: bytes) -> None:
    with suppress(NotADoc):
        doc = parse(header + rest)
        _ = (doc.family_name, doc.given_names, doc.birth, doc.expires_on)


@given(
    st.text("ABCDEFG0123456789/ \x1d\x1e", max_size=200),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", max_size=110),
)
def test_any_fields_behind_a_good_header_raise_nothing_else(fields: str, signature: str) -> None:
    with suppress(NotADoc):
        doc = parse(f"DC04FR990001FFFF25B92801FR{fields}\x1f{signature}".encode("latin-1"))
        assert all(len(name) == 2 for name in doc.fields)
        _ = (doc.family_name, doc.given_names, doc.birth, doc.expires_on)
