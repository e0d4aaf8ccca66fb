"""Printed papers: what stands on them, in which language, and what never does."""

from __future__ import annotations

from datetime import UTC, datetime

import cv2
import numpy as np
import pypdfium2
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from kiosk.domain.identifier_card import CardContent, read_card
from resources.texts import TextKind, load
from ui.printed.documents import PrintedDocuments
from ui.printed.facts import (
    IdentifierCard,
    Mandate,
    PostCode,
    Receipt,
    ReceiptKind,
)
from ui.printed.qr import qr_picture

S = "Relais <b>du</b> Port & Cie"
AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def picture(colour: str) -> bytes:
    image = QImage(300, 120, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(content.data())


def texts(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        found = []
        for page in document:
            text = page.get_textpage()
            found.append(" ".join(text.get_text_bounded().split()))
            text.close()
            page.close()
        return found


def pixels(pdf: bytes, page_number: int = 0) -> np.ndarray:
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[page_number]
        drawn = page.render(scale=3).to_numpy().copy()
        page.close()
        return drawn


def mandate(language: str = "fr", **changes: object) -> Mandate:
    text = load(TextKind.MANDATE, language).filled(structure=S)
    facts = {
        "text": text,
        "reference": load(TextKind.MANDATE, "fr").filled(structure=S),
        "given_names": "Amina",
        "family_name": "<i>Diallo</i>",
        "birth": "vers 1990",
        "guardian": "",
        "structure_name": S,
        "worker_name": "Claire Martin",
        "interpreter": "",
        "signed_at": AT,
    }
    return Mandate(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.fixture
def documents(qapp) -> PrintedDocuments:
    return PrintedDocuments()


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_card_holds_the_identifier_in_words_and_in_a_code_that_reads(documents, language):
    card = IdentifierCard("amina.d-7k3f", "Amina", "Diallo", language, S)
    pdf = documents.identifier_card(card)
    (page,) = texts(pdf)
    assert "amina.d-7k3f" in page
    assert "Amina Diallo" in page
    assert "Votre carte d’identifiant" in page
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(pixels(pdf))
    assert read_card(read) == CardContent("amina.d-7k3f", language)


def test_a_long_identifier_stays_on_the_card(documents):
    card = IdentifierCard("maria-de-los-angeles.fernandez-p2vq", "Maria", "F", "fr", S)
    (page,) = texts(documents.identifier_card(card))
    assert page


def test_names_on_paper_are_never_read_as_markup(documents):
    (page,) = texts(documents.mandate(mandate()))
    assert "<i>Diallo</i>" in page
    assert S in page


def test_a_mandate_names_its_text_and_everyone_in_it(documents):
    facts = mandate(guardian="Fatou Diallo", interpreter="Yasmine B.")
    (page,) = texts(documents.mandate(facts))
    for needed in (
        facts.text.sha256.hex()[:32],
        facts.text.version,
        "Claire Martin",
        "Fatou Diallo",
        "Yasmine B.",
        "vers 1990",
        "21/11/2026",
        "Ouvrir le coffre avec moi",
    ):
        assert needed.replace(" ", "") in page.replace(" ", ""), needed


def test_a_mandate_in_arabic_has_its_french_reference_beside_it(documents):
    facts = mandate("ar")
    pages = texts(documents.mandate(facts))
    assert len(pages) == 2
    assert "Votre accord pour ouvrir un coffre" in pages[1]


def test_affiliation_stands_in_the_mandate_only_when_it_was_answered_yes(documents):
    affiliation = load(TextKind.AFFILIATION, "fr").filled(structure=S)
    (without,) = texts(documents.mandate(mandate()))
    (with_it,) = texts(documents.mandate(mandate(affiliation=affiliation)))
    assert "Voir mes papiers partagés" in with_it
    assert "Voir mes papiers partagés" not in without


def test_a_drawn_signature_is_in_the_mandate_and_an_unsigned_one_has_an_empty_box(documents):
    red = np.array([36, 28, 237])

    def red_dots(pdf: bytes, page: int = 0) -> int:
        return int((np.abs(pixels(pdf, page)[..., :3].astype(int) - red).sum(axis=2) < 60).sum())

    signed = documents.mandate(mandate(signature=picture("#ED1C24")))
    assert red_dots(signed) > 1000
    assert red_dots(documents.mandate(mandate())) == 0
    on_paper = documents.mandate(mandate(signature=picture("#ED1C24"), is_on_paper=True))
    assert len(texts(on_paper)) == 2
    assert red_dots(on_paper, 0) == 0
    assert red_dots(on_paper, 1) > 1000


def test_a_picture_that_is_none_leaves_the_box_empty(documents):
    assert len(texts(documents.mandate(mandate(signature=b"not a picture")))) == 1


@pytest.mark.parametrize("kind", list(ReceiptKind))
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_receipt_is_one_page_in_both_languages(documents, kind, language):
    facts = Receipt(kind, "Amina", "Diallo", "amina.d-7k3f", S, language, AT, "Avis 2026")
    (page,) = texts(documents.receipt(facts))
    assert ("Avis 2026" in page) is (kind is ReceiptKind.PAPER_FILED)
    assert "Reçu" in page
    assert "amina.d-7k3f" in page
    assert "21/11/2026" in page


def test_no_printed_paper_tells_who_made_it_or_whose_it_is(documents):
    pdf = documents.identifier_card(IdentifierCard("a-0001", "Amina", "Diallo", "fr", S))
    with pypdfium2.PdfDocument(pdf) as document:
        told = document.get_metadata_dict()
    assert told["Title"] == "identifier card"
    assert "Amina" not in repr(told)


CODE = "rk1-" + "eyJjIjoiMDEyMzQ1Njc4OWFiY2RlZg" * 10


def test_the_sheet_for_a_new_post_reads_by_machine_and_can_be_typed(documents):
    pdf = documents.post_code(PostCode(S, CODE, AT))
    (page,) = texts(pdf)
    assert S in page
    assert "Détruisez-la" in page
    assert CODE in page.replace(" ", ""), "as letters, in groups"
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(pixels(pdf))
    assert read == CODE


def test_a_code_on_the_screen_reads_in_every_look(qapp):
    image = qr_picture(CODE, 330).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    content = np.frombuffer(image.constBits(), np.uint8)
    grey = content.reshape(image.height(), image.bytesPerLine())[:, : image.width()]
    twice = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    read, _, _ = cv2.QRCodeDetector().detectAndDecode(twice)
    assert read == CODE
