"""Codes that are no 2D-Doc are told as they are: no link followed, no letter hidden."""

from __future__ import annotations

import pytest

from kiosk.capture.reading.plain_codes import TEXT_SHOWN, PlainCode, plain_code
from kiosk.capture.reading.reader import ReadCode
from kiosk.domain.identifier_card import CardContent, card_text


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("QRCode", b"https://example.org/suivi", PlainCode("QR", "https://example.org/suivi")),
        ("PDF417", b"EXEMPLE\x1dCAMILLE\r\n", PlainCode("PDF417", "EXEMPLE CAMILLE")),
        ("DataMatrix", "é".encode("latin-1"), PlainCode("DataMatrix", "é")),
        ("QRCode", "a\u202eb\u200bc".encode(), PlainCode("QR", "a b c")),
        ("QRCode", b"x" * 500, PlainCode("QR", "x" * TEXT_SHOWN + "…")),
        ("QRCode", b"\x00\x01", None),
        ("EAN13", b"4006381333931", None),
    ],
)
def test_a_code_is_told_on_one_line_as_it_says(kind, content, told):
    assert plain_code(ReadCode(kind, content)) == told


def test_an_identifier_card_on_a_paper_is_told_as_one():
    card = card_text(CardContent("amina.d-7k3f", "fr")).encode()
    assert plain_code(ReadCode("QRCode", card)) == PlainCode("QR", "amina.d-7k3f", is_card=True)
