"""The identifier card: cut out, carried in a wallet, shown to the terminal's reader."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from kiosk.domain.identifier_card import CardContent, card_text
from resources.texts import REFERENCE, RIGHT_TO_LEFT, isolated, printed_words
from ui.printed.facts import IdentifierCard
from ui.printed.page import A4_WIDTH_MM, INK_2, LINE, Flow, Sheet, rendered
from ui.printed.qr import draw_qr

__all__ = ["identifier_card"]

CARD_WIDTH_MM, CARD_HEIGHT_MM = 85.6, 54.0
"""ISO/IEC 7810 ID-1, the size of a bank card: it fits every wallet."""

QR_MM = 30.0
PETROL = QColor("#0A5A66")


def identifier_card(card: IdentifierCard) -> bytes:
    """Return one A4 page with the card to cut out and how to use it, in both languages."""
    return rendered("identifier card", lambda sheet: _draw(sheet, card))


def _draw(sheet: Sheet, card: IdentifierCard) -> None:
    languages = [card.language] if card.language == REFERENCE else [card.language, REFERENCE]
    flow = Flow(sheet, margin_mm=20, footer=printed_words(REFERENCE)["card_title"])
    for language in languages:
        words, is_rtl = printed_words(language), language in RIGHT_TO_LEFT
        flow.paragraph(
            words["card_title"],
            20 if language == card.language else 13,
            is_bold=True,
            is_right_to_left=is_rtl,
            after_mm=1,
        )
        flow.paragraph(words["card_intro"], 13, is_right_to_left=is_rtl, after_mm=3)
    flow.gap(4)
    _draw_card(sheet, card, flow.top / Sheet.dots(1))
    flow.gap(CARD_HEIGHT_MM + 6)
    for language in languages:
        words, is_rtl = printed_words(language), language in RIGHT_TO_LEFT
        flow.paragraph(words["card_cut"], 10, colour=INK_2, is_right_to_left=is_rtl, after_mm=5)
        for number in (1, 2, 3):
            flow.paragraph(
                words[f"card_step_{number}"],
                14,
                bullet=f"{number}",
                is_right_to_left=is_rtl,
                after_mm=2,
            )
        lost = words["card_lost"].replace("{structure}", isolated(card.structure_name, is_rtl))
        flow.paragraph(lost, 14, is_right_to_left=is_rtl, after_mm=8)


def _draw_card(sheet: Sheet, card: IdentifierCard, top: float) -> None:
    left = (A4_WIDTH_MM - CARD_WIDTH_MM) / 2
    painter, frame = sheet.painter, sheet.rect(left, top, CARD_WIDTH_MM, CARD_HEIGHT_MM)
    painter.save()
    painter.setPen(QPen(LINE, Sheet.dots(0.3), Qt.PenStyle.DashLine))
    painter.drawRoundedRect(frame, Sheet.dots(3), Sheet.dots(3))
    painter.restore()
    bar = sheet.rect(left + 5, top + 5, 1.4, CARD_HEIGHT_MM - 10)
    painter.fillRect(bar, PETROL)
    words = printed_words(card.language)
    is_rtl = card.language in RIGHT_TO_LEFT
    text_left, text_width = left + 9, CARD_WIDTH_MM - QR_MM - 17
    name = f"{card.given_names} {card.family_name}".strip()
    sheet.write(sheet.rect(text_left, top + 5, text_width, 12), name, 12, is_bold=True)
    sheet.write(
        sheet.rect(text_left, top + 20, text_width, 5),
        words["card_identifier"],
        8,
        is_right_to_left=is_rtl,
        colour=INK_2,
    )
    sheet.write(
        sheet.rect(text_left, top + 24.5, text_width, 8),
        card.login,
        _fitting_points(card.login),
        is_bold=True,
    )
    sheet.write(
        sheet.rect(text_left, top + 36, text_width, 12),
        words["card_no_password"],
        7.5,
        is_right_to_left=is_rtl,
        colour=INK_2,
    )
    qr = sheet.rect(
        left + CARD_WIDTH_MM - QR_MM - 5, top + (CARD_HEIGHT_MM - QR_MM) / 2, QR_MM, QR_MM
    )
    draw_qr(painter, qr, card_text(CardContent(card.login, card.language)))


def _fitting_points(login: str) -> float:
    """Size the identifier so that it stays on one line of 38 mm."""
    return max(7.0, min(14.0, 14.0 * 13 / max(13, len(login))))
