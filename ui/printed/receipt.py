"""A receipt: one act, both languages, one page, 14 points."""

from __future__ import annotations

from resources.texts import REFERENCE, RIGHT_TO_LEFT, isolated, printed_words
from ui.printed.facts import Receipt, ReceiptKind
from ui.printed.page import Flow, Sheet, rendered

__all__ = ["receipt"]

_ACT = {
    ReceiptKind.AFFILIATED: ("receipt_affiliated", "receipt_affiliated_means", "receipt_stop"),
    ReceiptKind.AFFILIATION_ENDED: ("receipt_ended", "receipt_ended_means", "receipt_stop"),
    ReceiptKind.PAPER_FILED: ("receipt_filed", "receipt_filed_means", "receipt_returned"),
}
"""What was done, in bold, then what it means."""


def receipt(facts: Receipt) -> bytes:
    """Return the receipt as one A4 page."""
    return rendered("receipt", lambda sheet: _draw(sheet, facts))


def _draw(sheet: Sheet, facts: Receipt) -> None:
    flow = Flow(sheet, margin_mm=20, footer=facts.structure_name)
    languages = [facts.language] if facts.language == REFERENCE else [facts.language, REFERENCE]
    for index, language in enumerate(languages):
        if index:
            flow.gap(4)
            flow.rule()
        _write(flow, facts, language)


def _write(flow: Flow, facts: Receipt, language: str) -> None:
    words, is_rtl = printed_words(language), language in RIGHT_TO_LEFT
    structure = isolated(facts.structure_name, is_rtl)
    flow.paragraph(words["receipt_title"], 22, is_bold=True, is_right_to_left=is_rtl, after_mm=4)
    name = f"{facts.given_names} {facts.family_name}".strip()
    when = facts.done_at.astimezone().strftime("%d/%m/%Y")
    for content in (
        f"{words['mandate_person']} : {isolated(name, is_rtl)}",
        f"{words['card_identifier']} : {isolated(facts.login, is_rtl)}",
        f"{words['mandate_date']} : {isolated(when, is_rtl)}",
    ):
        flow.paragraph(content, 14, is_right_to_left=is_rtl)
    flow.gap(4)
    for number, name_of_word in enumerate(_ACT[facts.kind]):
        text = words[name_of_word].replace("{structure}", structure)
        text = text.replace("{title}", isolated(facts.title, is_rtl))
        flow.paragraph(text, 14, is_bold=number == 0, is_right_to_left=is_rtl, after_mm=2.5)
    flow.gap(3)
    questions = words["receipt_questions"].replace("{structure}", structure)
    flow.paragraph(questions, 14, is_right_to_left=is_rtl)
