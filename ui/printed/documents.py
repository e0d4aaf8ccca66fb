"""All our printed papers behind the one Protocol presenters know."""

from __future__ import annotations

from ui.printed.card import identifier_card
from ui.printed.facts import FirstPage, IdentifierCard, Mandate, PostCode, Receipt
from ui.printed.first_page import first_page
from ui.printed.mandate import mandate
from ui.printed.post_code import post_code
from ui.printed.receipt import receipt

__all__ = ["PrintedDocuments"]


class PrintedDocuments:
    """Makes each PDF in memory; needs a QGuiApplication for its fonts."""

    def identifier_card(self, card: IdentifierCard, /) -> bytes:
        return identifier_card(card)

    def mandate(self, mandate_facts: Mandate, /) -> bytes:
        return mandate(mandate_facts)

    def receipt(self, receipt_facts: Receipt, /) -> bytes:
        return receipt(receipt_facts)

    def post_code(self, code: PostCode, /) -> bytes:
        return post_code(code)

    def first_page(self, pdf: bytes, /) -> FirstPage:
        return first_page(pdf)
