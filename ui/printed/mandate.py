"""The written mandate: who, what for, which text, signed how (CNS-08, CNS-09, DER-02)."""

from __future__ import annotations

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from resources.texts import (
    REFERENCE,
    RIGHT_TO_LEFT,
    ConsentText,
    TextKind,
    isolated,
    load,
    printed_words,
)
from ui.printed.facts import Mandate
from ui.printed.page import A4_HEIGHT_MM, A4_WIDTH_MM, INK_2, LINE, Flow, Sheet, rendered

__all__ = ["mandate"]

SIGNATURE_BOX_MM = 34.0
_DATE = "%d/%m/%Y"


def mandate(facts: Mandate) -> bytes:
    """Return the mandate as PDF: the person's language first, then the French reference.

    Without a signature its box is empty, to be signed by hand; signed on paper, the page
    scanned follows the text.
    """
    return rendered("mandate", lambda sheet: _draw(sheet, facts))


def _draw(sheet: Sheet, facts: Mandate) -> None:
    words = printed_words(REFERENCE)
    footer = words["mandate_text"].format(
        version=facts.text.version, sha256=facts.text.sha256.hex()
    )
    flow = Flow(sheet, margin_mm=18, footer=footer)
    texts = [facts.text]
    if facts.text.language != REFERENCE:
        texts.append(facts.reference)
    for index, text in enumerate(texts):
        if index:
            flow.new_page()
        _write_text(flow, facts, text, is_main=index == 0)
    _write_signature(sheet, flow, facts)
    if facts.is_on_paper and facts.signature:
        flow.new_page()
        _draw_scanned(sheet, facts.signature)


def _write_text(flow: Flow, facts: Mandate, text: ConsentText, *, is_main: bool) -> None:
    words, is_rtl = printed_words(text.language), text.language in RIGHT_TO_LEFT

    def line(content: str, points: float = 10.5, after_mm: float = 1.2) -> None:
        flow.paragraph(content, points, is_right_to_left=is_rtl, after_mm=after_mm)

    def item(content: str) -> None:
        flow.paragraph(content, 10.5, bullet="•", is_right_to_left=is_rtl, after_mm=0.6)

    flow.paragraph(
        text.title, 18 if is_main else 13, is_bold=True, is_right_to_left=is_rtl, after_mm=3
    )
    for name, value in _parties(facts):
        line(f"{words[name]} : {isolated(value, is_rtl)}", after_mm=0.4)
    flow.gap(2.5)
    for card in text.cards:
        flow.paragraph(card.title, 11, is_bold=True, is_right_to_left=is_rtl, after_mm=0.4)
        line(" ".join(card.lines))
    flow.gap(1.5)
    flow.paragraph(words["mandate_agree"], 11, is_bold=True, is_right_to_left=is_rtl, after_mm=0.6)
    for scope in text.scope_words:
        item(scope)
    _write_affiliation(flow, facts, text.language)
    if facts.is_information_given:
        line(words["mandate_information"])
    line(words["mandate_stop"])


def _write_affiliation(flow: Flow, facts: Mandate, language: str) -> None:
    if facts.affiliation is None:
        return
    words, is_rtl = printed_words(language), language in RIGHT_TO_LEFT
    text = load(TextKind.AFFILIATION, language).filled(structure=facts.structure_name)
    heading = words["mandate_affiliation"].replace(
        "{structure}", isolated(facts.structure_name, is_rtl)
    )
    flow.gap(1)
    flow.paragraph(heading, 11, is_bold=True, is_right_to_left=is_rtl, after_mm=0.6)
    for scope in text.scope_words:
        flow.paragraph(scope, 10.5, bullet="•", is_right_to_left=is_rtl, after_mm=0.6)


def _parties(facts: Mandate) -> list[tuple[str, str]]:
    """Return the lines of who agrees with whom; what nobody said is left out."""
    name = f"{facts.given_names} {facts.family_name}".strip()
    lines = [
        ("mandate_person", name),
        ("mandate_born", facts.birth),
        ("mandate_guardian", facts.guardian),
        ("mandate_structure", facts.structure_name),
        ("mandate_worker", facts.worker_name),
        ("mandate_interpreter", facts.interpreter),
        ("mandate_date", facts.signed_at.astimezone().strftime(_DATE)),
    ]
    return [(word, value) for word, value in lines if value]


def _write_signature(sheet: Sheet, flow: Flow, facts: Mandate) -> None:
    words = printed_words(REFERENCE)
    label = words["mandate_signature"]
    if facts.text.language != REFERENCE:
        label = f"{label} · {printed_words(facts.text.language)['mandate_signature']}"
    flow.need(Sheet.dots(SIGNATURE_BOX_MM + 14))
    flow.gap(3)
    flow.paragraph(label, 11, is_bold=True)
    flow.box(SIGNATURE_BOX_MM, lambda where: _sign(sheet.painter, where, facts))
    flow.gap(1.5)
    if facts.signature:
        how = "mandate_on_paper" if facts.is_on_paper else "mandate_on_screen"
        flow.paragraph(words[how], 9, colour=INK_2)


def _sign(painter: QPainter, where: QRectF, facts: Mandate) -> None:
    box = QRectF(where.left(), where.top(), where.width() * 0.6, where.height())
    painter.save()
    painter.setPen(QPen(LINE, Sheet.dots(0.25)))
    painter.drawRoundedRect(box, Sheet.dots(2), Sheet.dots(2))
    painter.restore()
    if facts.signature and not facts.is_on_paper:
        inside = box.marginsRemoved(_margins(3))
        _draw_fitted(painter, inside, QImage.fromData(facts.signature))


def _draw_scanned(sheet: Sheet, image: bytes) -> None:
    whole = sheet.rect(12, 12, A4_WIDTH_MM - 24, A4_HEIGHT_MM - 40)
    _draw_fitted(sheet.painter, whole, QImage.fromData(image))


def _draw_fitted(painter: QPainter, where: QRectF, image: QImage) -> None:
    """Draw `image` as large as it fits, in the middle; a broken one leaves the box empty."""
    if image.isNull():
        return
    size = image.size().scaled(where.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
    target = QRectF(0, 0, size.width(), size.height())
    target.moveCenter(where.center())
    painter.drawImage(target, image)


def _margins(millimetres: float) -> QMarginsF:
    dots = Sheet.dots(millimetres)
    return QMarginsF(dots, dots, dots, dots)
