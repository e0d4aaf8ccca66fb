"""Small office files and archives, true to their formats, with something in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pikepdf

from kiosk.capture.file_kinds import FileKind

__all__ = ["archive", "office_file", "pdf_with_attachment"]

OOXML_PARTS = {
    FileKind.DOCX: ("word/document.xml", "wordprocessingml.document"),
    FileKind.XLSX: ("xl/workbook.xml", "spreadsheetml.sheet"),
    FileKind.PPTX: ("ppt/presentation.xml", "presentationml.presentation"),
}
OFFICE = "application/vnd.openxmlformats-officedocument"


def archive(members: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of these members, in order."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as made:
        for name, content in members.items():
            made.writestr(zipfile.ZipInfo(name), content, packing)
    return written.getvalue()


def office_file(kind: FileKind, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return a file that names its kind as the standards say, with `extra` members."""
    if kind in OOXML_PARTS:
        part, name = OOXML_PARTS[kind]
        types = (
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            f'content-types"><Override PartName="/{part}" ContentType="{OFFICE}.{name}.main+xml"/>'
            "</Types>"
        )
        first = {"[Content_Types].xml": types.encode(), part: b"<document/>"}
    else:
        first = {"mimetype": kind.value.encode(), "content.xml": b"<office:document-content/>"}
    return archive({**first, **(extra or {})})


def pdf_with_attachment(attached: bytes, *, is_listed: bool = True) -> bytes:
    """Return a page with a file in it, compressed; unlisted, only an annotation names it."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(300, 300))
    if is_listed:
        document.attachments["annexe.bin"] = attached
    else:
        stream = document.make_stream(attached)  # without /Type: it is optional there
        described = pikepdf.Dictionary(F="a", EF=pikepdf.Dictionary(F=stream))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.FileAttachment,
            Rect=[0, 0, 9, 9],
            FS=described,
        )
        page.Annots = pikepdf.Array([note])
    written = io.BytesIO()
    document.save(
        written,
        compress_streams=True,
        recompress_flate=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return written.getvalue()
