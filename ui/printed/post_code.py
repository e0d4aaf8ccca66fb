"""The sheet that brings a code to a machine: for whoever installs the post, then destroyed."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from ui.printed.facts import PostCode
from ui.printed.page import A4_WIDTH_MM, Flow, Sheet, rendered
from ui.printed.qr import draw_qr

__all__ = ["post_code"]

QR_MM = 70.0
"""A code of about 300 characters: modules of nearly a millimetre, for any reader."""
GROUP = 6
"""Characters between two spaces; whoever types the code may keep them."""


def post_code(sheet_facts: PostCode) -> bytes:
    """Return one A4 page, in French like the desk: the code as a QR code and in letters."""
    return rendered("post code", lambda sheet: _draw(sheet, sheet_facts))


def _draw(sheet: Sheet, facts: PostCode) -> None:
    flow = Flow(sheet, margin_mm=20, footer="Installer un poste")
    until = facts.expires_at.astimezone().strftime("%d/%m/%Y à %H:%M")
    flow.paragraph("Installer un poste", 20, is_bold=True, after_mm=1)
    flow.paragraph(facts.structure_name, 14, after_mm=2)
    flow.paragraph(f"Ce code sert une seule fois, jusqu’au {until}.", 14, after_mm=4)
    left = Sheet.dots((A4_WIDTH_MM - QR_MM) / 2)
    flow.box(QR_MM, lambda box: draw_qr(sheet.painter, _square(left, box), facts.code))
    flow.gap(6)
    for number, step in enumerate(
        (
            "Sur la nouvelle machine, ouvrez Reconnect. Elle demande un code.",
            "Lisez le QR code, ou recopiez les lettres du bas de cette page.",
            "Donnez un nom à l’endroit : « Bureau accueil », « Borne du hall ».",
        ),
        start=1,
    ):
        flow.paragraph(step, 13, bullet=f"{number}", after_mm=2)
    flow.gap(2)
    flow.paragraph(
        "Qui trouve cette page peut installer un poste. Détruisez-la dès que c’est fait.",
        13,
        is_bold=True,
        after_mm=6,
    )
    flow.paragraph(grouped(facts.code), 12)


def grouped(code: str) -> str:
    """Return a code in short groups, as eyes follow it; spaces in a code do not count."""
    return " ".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _square(left: float, box: QRectF) -> QRectF:
    return QRectF(left, box.top(), box.height(), box.height())
