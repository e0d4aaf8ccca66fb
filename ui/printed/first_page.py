"""A printed paper's first page as a small picture, for the list it is filed in."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtPdf import QPdfDocument

from ui.printed.facts import FirstPage

__all__ = ["first_page"]

WIDTH_PX = 300


def first_page(pdf: bytes) -> FirstPage:
    """Return the picture of page one and how many pages there are, all in memory."""
    content = QByteArray(pdf)
    source = QBuffer(content)
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(source)
    points = document.pagePointSize(0)
    size = QSize(WIDTH_PX, round(WIDTH_PX * points.height() / points.width()))
    sheet = QImage(size, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    painter = QPainter(sheet)
    painter.drawImage(0, 0, document.render(0, size))
    painter.end()
    jpeg = QByteArray()
    target = QBuffer(jpeg)
    target.open(QIODevice.OpenModeFlag.WriteOnly)
    sheet.save(target, "JPEG")  # type: ignore[call-overload]  # the stubs want bytes
    pages = document.pageCount()
    document.close()
    return FirstPage(bytes(jpeg.data()), pages)
