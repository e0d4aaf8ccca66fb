"""2D-Docs are parsed as their specification has them; a signature is never more than checked."""

from __future__ import annotations

import base64
import datetime
import io
import json

import pytest
import zxingcpp
from PIL import Image

from kiosk.capture.reading.dates import PartialDate
from kiosk.capture.reading.reader import Reader
from kiosk.capture.reading.two_d_doc import (
    KnownKey,
    NotADoc,
    Signed,
    bundled_keys,
    parse,
    parse_keys,
    signed,
)
from kiosk.capture.reading.understanding import PageUnderstanding
from tests.fakes.desk import FixedClock
from tests.fakes.two_d_docs import Issuer, write

TAX = {"43": "2,75", "44": "2278012345678", "45": "2025", "46": "EXEMPLE CAMILLE", "4A": "31072026"}
HOME = {
    "10": "MME/EXEMPLE/CAMILLE",
    "20": "",
    "22": "7 PLACE DES MODELES",
    "24": "57000",
    "26": "FR",
}
ASYLUM = {"62": "EXEMPLE", "60": "CAMILLE/LOU", "6O": "30072027", "69": "12071993", "67": "XX"}


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer()


@pytest.mark.parametrize("version", ["01", "02", "03", "04"])
def test_every_version_says_what_was_written(issuer: Issuer, version: str) -> None:
    doc = parse(write(issuer, TAX, version=version))
    assert doc.fields == TAX
    assert (doc.version, doc.authority, doc.certificate) == (version, "FR99", "0001")
    assert (doc.document_type, doc.perimeter) == ("28", "01")
    assert (doc.issued_on, doc.signed_on) == (None, datetime.date(2026, 7, 1))


def test_names_birth_and_end_are_found_where_each_kind_of_paper_has_them(issuer: Issuer) -> None:
    home = parse(write(issuer, HOME, document_type="00"))
    assert (home.family_name, home.given_names, home.birth) == ("Exemple", "Camille", None)
    assert home.fields["24"] == "57000"
    asylum = parse(write(issuer, ASYLUM, document_type="16"))
    assert (asylum.family_name, asylum.given_names) == ("Exemple", "Camille Lou")
    assert asylum.birth == PartialDate(1993, 7, 12)
    assert asylum.expires_on == datetime.date(2027, 7, 30)
    unknown_day = parse(write(issuer, {"62": "EXEMPLE", "69": "00001993"}, document_type="07"))
    assert unknown_day.birth == PartialDate(1993)


def test_reading_stops_before_a_field_it_does_not_know(issuer: Issuer) -> None:
    doc = parse(write(issuer, {"62": "EXEMPLE", "Q9": "?", "60": "CAMILLE"}))
    assert doc.fields == {"62": "EXEMPLE"}


@pytest.mark.parametrize(
    "untrusted",
    [
        b"",
        b"DC",
        b"https://example.org",
        b"DC05" + b"0" * 30 + b"\x1fAAAA",
        b"DC04FR990001FFFF",
        b"DC04FR990001FFFF25B92801FR43",
        b"DC04FR990001FFFF25B92801FR\x1f0189!",
        b"DC" + b"4" * 5000,
    ],
)
def test_what_is_no_2d_doc_is_told_so(untrusted: bytes) -> None:
    with pytest.raises(NotADoc):
        parse(untrusted)


def test_a_signature_is_checked_against_a_key_that_is_here_only(issuer: Issuer) -> None:
    known = KnownKey("FR99", "0001", issuer.certificate())
    code = write(issuer, TAX)
    assert signed(parse(code), [known]) is Signed.BY_KNOWN_ISSUER
    assert signed(parse(code.replace(b"2,75", b"3,75")), [known]) is Signed.WRONG
    assert signed(parse(code[:-8]), [known]) is Signed.WRONG
    assert signed(parse(write(Issuer(), TAX)), [known]) is Signed.WRONG
    assert signed(parse(code), []) is Signed.NOT_CHECKED
    assert signed(parse(write(Issuer(number="0002"), TAX)), [known]) is Signed.NOT_CHECKED


def test_a_list_of_keys_is_read_and_the_one_delivered_is_well_formed(issuer: Issuer) -> None:
    certificate = issuer.certificate()
    listed = {"authority": "FR99", "number": "0001"}
    listed["certificate"] = base64.b64encode(certificate).decode()
    known = KnownKey("FR99", "0001", certificate)
    assert parse_keys(json.dumps({"keys": [listed]}).encode()) == (known,)
    assert isinstance(bundled_keys(), tuple)


def test_a_2d_doc_and_other_codes_are_read_off_a_page(issuer: Issuer) -> None:
    content = write(issuer, TAX)
    page = Image.new("L", (1654, 2339), 250)
    drawn = {
        zxingcpp.BarcodeFormat.DataMatrix: (content, (1100, 150)),
        zxingcpp.BarcodeFormat.QRCode: (b"https://example.org/suivi", (150, 1500)),
        zxingcpp.BarcodeFormat.PDF417: (b"EXEMPLE PDF417", (150, 700)),
    }
    for kind, (content_, place) in drawn.items():
        made = zxingcpp.create_barcode(content_, kind).to_image(scale=4)
        page.paste(Image.fromarray(made), place)
    jpeg = io.BytesIO()
    page.save(jpeg, "JPEG", quality=80, dpi=(200, 200))
    with Reader() as reader:
        codes = reader.look(jpeg.getvalue(), datetime.date(2026, 11, 28)).codes
    assert {code.content for code in codes} == {content for content, _ in drawn.values()}
    assert {code.format for code in codes} == {kind.name for kind in drawn}
    with Reader() as reader:
        marks = PageUnderstanding(reader, FixedClock()).look(jpeg.getvalue())
    assert {(code.name, code.text) for code in marks.codes} == {
        ("QR", "https://example.org/suivi"),
        ("PDF417", "EXEMPLE PDF417"),
    }
    assert len(marks.docs) == 1
    docs = [code for code in codes if code.content.startswith(b"DC04")]
    known = KnownKey("FR99", "0001", issuer.certificate())
    assert signed(parse(docs[0].content), [known]) is Signed.BY_KNOWN_ISSUER
