"""A page on its way to paper: millimetres, our fonts, text that never reads as markup.

Everything is drawn into a PDF in memory with `QPdfWriter`; nothing touches a disk. Names
and other foreign text go in as plain characters, never as HTML.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
    QTextOption,
)

__all__ = [
    "A4_HEIGHT_MM",
    "A4_WIDTH_MM",
    "INK",
    "INK_2",
    "LINE",
    "Flow",
    "Sheet",
    "font",
    "rendered",
]

RESOLUTION_DPI = 300
A4_WIDTH_MM, A4_HEIGHT_MM = 210.0, 297.0
INK = QColor("#1B1F24")
INK_2 = QColor("#4A5560")
LINE = QColor("#6B7680")

_FAMILIES = ["Andika", "Noto Sans", "Noto Sans Arabic", "DejaVu Sans"]


def font(points: float, *, is_bold: bool = False) -> QFont:
    """Return our printed typeface at `points`.

    Without ligatures: a reader of the PDF, or one that reads it aloud, would meet "ff"
    and "fi" as one unknown sign, in words and in fingerprints.
    """
    made = QFont(_FAMILIES)
    for ligatures in ("liga", "clig"):
        made.setFeature(QFont.Tag(ligatures), 0)
    made.setPointSizeF(points)
    made.setBold(is_bold)
    return made


class Sheet:
    """One A4 page or more being drawn, measured in millimetres."""

    def __init__(self, writer: QPdfWriter, painter: QPainter) -> None:
        self.writer, self.painter = writer, painter

    @staticmethod
    def dots(millimetres: float) -> float:
        return millimetres * RESOLUTION_DPI / 25.4

    def rect(self, left: float, top: float, width: float, height: float) -> QRectF:
        dots = self.dots
        return QRectF(dots(left), dots(top), dots(width), dots(height))

    def write(
        self,
        where: QRectF,
        text: str,
        points: float,
        *,
        is_bold: bool = False,
        is_right_to_left: bool = False,
        is_centred: bool = False,
        colour: QColor = INK,
    ) -> float:
        """Write wrapped plain text in `where`; return the height used, in dots."""
        painter = self.painter
        painter.save()
        painter.setFont(font(points, is_bold=is_bold))
        painter.setPen(colour)
        option = QTextOption(
            Qt.AlignmentFlag.AlignHCenter
            if is_centred
            else Qt.AlignmentFlag.AlignRight
            if is_right_to_left
            else Qt.AlignmentFlag.AlignLeft
        )
        # AlignRight is read as "the line's end" in a right-to-left option.
        if is_right_to_left:
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            if not is_centred:
                option.setAlignment(Qt.AlignmentFlag.AlignLeft)
        document = QTextDocument()
        document.documentLayout().setPaintDevice(self.writer)
        document.setDefaultFont(font(points, is_bold=is_bold))
        document.setDefaultTextOption(option)
        document.setDocumentMargin(0)
        document.setPlainText(text)
        document.setTextWidth(where.width())
        painter.translate(where.topLeft())
        _draw(document, painter, QRectF(0, 0, where.width(), document.size().height()), colour)
        painter.restore()
        return document.size().height()


class Flow:
    """Paragraphs, pictures and rules that run over as many pages as they need."""

    def __init__(self, sheet: Sheet, *, margin_mm: float, footer: str) -> None:
        self._sheet, self._footer = sheet, footer
        self._margin = Sheet.dots(margin_mm)
        self._width = Sheet.dots(A4_WIDTH_MM) - 2 * self._margin
        self._bottom = Sheet.dots(A4_HEIGHT_MM) - self._margin - Sheet.dots(8)
        self._top = self._margin
        self._pages = 1
        self._write_footer()

    @property
    def left(self) -> float:
        return self._margin

    @property
    def width(self) -> float:
        return self._width

    @property
    def top(self) -> float:
        return self._top

    def gap(self, millimetres: float) -> None:
        self._top += Sheet.dots(millimetres)

    def new_page(self) -> None:
        self._sheet.writer.newPage()
        self._pages += 1
        self._top = self._margin
        self._write_footer()

    def need(self, height: float) -> None:
        """Go to a new page unless `height` dots are left on this one."""
        if self._top + height > self._bottom:
            self.new_page()

    def paragraph(
        self,
        text: str,
        points: float = 11,
        *,
        is_bold: bool = False,
        is_right_to_left: bool = False,
        bullet: str = "",
        colour: QColor = INK,
        after_mm: float = 1.5,
    ) -> None:
        """Write one paragraph, whole on one page, with its bullet on the reading side."""
        indent = Sheet.dots(5) if bullet else 0.0
        height = self._measure(text, points, is_bold=is_bold, width=self._width - indent)
        self.need(height)
        left = self._margin + (0 if is_right_to_left else indent)
        where = QRectF(left, self._top, self._width - indent, height)
        options = {"is_bold": is_bold, "is_right_to_left": is_right_to_left}
        self._sheet.write(where, text, points, colour=colour, **options)
        if bullet:
            side = self._margin + self._width - indent if is_right_to_left else self._margin
            self._sheet.write(
                QRectF(side, self._top, indent, height), bullet, points, colour=colour, **options
            )
        self._top += height + Sheet.dots(after_mm)

    def box(self, height_mm: float, draw: Callable[[QRectF], None]) -> None:
        """Leave a box of `height_mm` over the whole width and let `draw` fill it."""
        height = Sheet.dots(height_mm)
        self.need(height)
        draw(QRectF(self._margin, self._top, self._width, height))
        self._top += height

    def rule(self) -> None:
        painter = self._sheet.painter
        painter.save()
        painter.setPen(LINE)
        painter.drawLine(
            int(self._margin), int(self._top), int(self._margin + self._width), int(self._top)
        )
        painter.restore()
        self.gap(3)

    def _measure(self, text: str, points: float, *, is_bold: bool, width: float) -> float:
        document = QTextDocument()
        document.documentLayout().setPaintDevice(self._sheet.writer)
        document.setDefaultFont(font(points, is_bold=is_bold))
        document.setDocumentMargin(0)
        document.setPlainText(text)
        document.setTextWidth(width)
        return document.size().height()

    def _write_footer(self) -> None:
        where = QRectF(self._margin, self._bottom + Sheet.dots(3), self._width, Sheet.dots(8))
        self._sheet.write(where, f"{self._footer} · {self._pages}", 7.5, colour=INK_2)


def rendered(title: str, draw: Callable[[Sheet], None]) -> bytes:
    """Return the PDF that `draw` makes on A4 pages; `title` names its kind, nobody in it."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION_DPI)
    writer.setTitle(title)
    writer.setCreator("reconnect-kiosk")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(Sheet(writer, painter))
    painter.end()
    buffer.close()
    return bytes(content.data())


def _draw(document: QTextDocument, painter: QPainter, clip: QRectF, colour: QColor) -> None:
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, colour)
    context.palette = palette
    context.clip = clip
    document.documentLayout().draw(painter, context)
