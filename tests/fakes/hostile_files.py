"""Files made to fool, to crash or to fill the memory, each built in a few lines."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from PIL import Image

__all__ = [
    "attached_bomb_pdf",
    "deep_pdf",
    "encrypted_pdf",
    "filled_form_pdf",
    "flate_bomb_pdf",
    "giant_page_pdf",
    "looping_pages_pdf",
    "many_notes_pdf",
    "many_pages_pdf",
    "many_scans_jpeg",
    "photo",
    "png_bomb",
    "png_claiming",
    "png_with_long_words",
    "self_drawing_pdf",
    "slow_pdf",
    "text_pdf",
]


def _saved(document: pikepdf.Pdf, **options: object) -> bytes:
    out = io.BytesIO()
    document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def text_pdf(content: bytes = b"0.2 0.2 0.9 rg 100 100 200 300 re f", pages: int = 1) -> bytes:
    """Return A4 pages with a drawing."""
    document = pikepdf.new()
    for _ in range(pages):
        page = document.add_blank_page(page_size=(595, 842))
        page.Contents = document.make_stream(content)
    return _saved(document)


def many_pages_pdf(pages: int) -> bytes:
    """Return that many empty pages."""
    return text_pdf(b"", pages)


def encrypted_pdf() -> bytes:
    """Return a PDF that opens with a password only."""
    document = pikepdf.open(io.BytesIO(text_pdf()))
    return _saved(document, encryption=pikepdf.Encryption(owner="o", user="secret"))


def owner_locked_pdf() -> bytes:
    """Return a PDF that anybody opens but that asks not to be changed."""
    document = pikepdf.open(io.BytesIO(text_pdf()))
    return _saved(document, encryption=pikepdf.Encryption(owner="o", user=""))


def giant_page_pdf() -> bytes:
    """Return one page of five metres by five: 900 million pixels at 150 dpi."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(14_400, 14_400))
    page.Contents = document.make_stream(b"0 0 0 rg 0 0 7200 7200 re f")
    return _saved(document)


def flate_bomb_pdf(mebibytes: int = 4000) -> bytes:
    """Return a page whose image is a few kilobytes and claims to unfold to gigabytes."""
    side = int((mebibytes << 20) ** 0.5)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    image = document.make_stream(packed)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height, image.BitsPerComponent = side, side, 8
    image.ColorSpace, image.Filter = pikepdf.Name.DeviceGray, pikepdf.Name.FlateDecode
    document_image = document.make_indirect(image)
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=document_image))
    page.Contents = document.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return _saved(document)


def slow_pdf(shapes: int = 400_000) -> bytes:
    """Return a page of very many large see-through curves: small to send, long to draw."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    state = pikepdf.Dictionary(ca=0.5, BM=pikepdf.Name.Luminosity)
    page.Resources = pikepdf.Dictionary(ExtGState=pikepdf.Dictionary(G=state))
    curve = b"/G gs 0.3 g 0 0 m 595 842 0 842 595 0 c 300 900 -300 900 10 10 c f\n"
    page.Contents = document.make_stream(curve * shapes)
    return _saved(document)


def filled_form_pdf() -> bytes:
    """Return a form with one field filled in, drawn by its appearance: a black box."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    drawn = document.make_stream(b"0 0 0 rg 0 0 200 100 re f")
    drawn.Type, drawn.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    drawn.BBox = [0, 0, 200, 100]
    field = document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Tx,
            T="nom",
            V="Essai",
            F=4,
            Rect=[100, 100, 300, 200],
            AP=pikepdf.Dictionary(N=drawn),
            P=page.obj,
        )
    )
    page.Annots = pikepdf.Array([field])
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field])
    return _saved(document)


def _png(width: int, height: int, colour_type: int, rows: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n"
    return start + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_claiming(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that claims to be this large."""
    return _png(width, height, 2, zlib.compress(b"\x00" * 100))


def png_bomb(side: int = 7_000) -> bytes:
    """Return a true picture of 49 million pixels in about 150 kilobytes."""
    packer = zlib.compressobj(9)
    row = b"\x00" + bytes(3 * side)
    rows = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return _png(side, side, 2, rows)


def photo(size: tuple[int, int] = (400, 300), orientation: int = 1, **saving: object) -> bytes:
    """Return a phone's photo: a red corner at its top left, a place and a date in its EXIF."""
    image = Image.new("RGB", size, (240, 240, 240))
    image.paste((220, 20, 20), (0, 0, size[0] // 5, size[1] // 5))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "CanaryPhone"
    exif[0x8825] = {1: "N", 2: (48.0, 51.0, 30.0)}
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"CanaryComment", **saving)
    return out.getvalue()


def attached_bomb_pdf(mebibytes: int) -> bytes:
    """Return a page with an attachment of a few kilobytes that unfolds to very much more."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(mebibytes)) + packer.flush()
    document = pikepdf.new()
    document.add_blank_page(page_size=(300, 300))
    stream = document.make_stream(packed)
    stream.Type, stream.Filter = pikepdf.Name.EmbeddedFile, pikepdf.Name.FlateDecode
    document.Root.Annexe = stream
    return _saved(document, compress_streams=False)


def looping_pages_pdf() -> bytes:
    """Return a PDF whose tree of pages has its own root among its branches."""
    document = pikepdf.open(io.BytesIO(text_pdf()))
    document.Root.Pages.Kids.append(document.Root.Pages)
    document.Root.Pages.Count = 2
    return _saved(document)


def self_drawing_pdf() -> bytes:
    """Return a page whose drawing draws itself, and again, and again."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    drawing = document.make_stream(b"/F Do /F Do")
    drawing.Type, drawing.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    drawing.BBox = [0, 0, 595, 842]
    drawing.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=drawing))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=drawing))
    page.Contents = document.make_stream(b"/F Do")
    return _saved(document)


def deep_pdf(depth: int = 100_000) -> bytes:
    """Return a PDF with an array in an array in an array."""
    whole = text_pdf()
    at = whole.index(b"/Pages")
    return whole[:at] + b"/Deep " + b"[" * depth + b"]" * depth + b" " + whole[at:]


def many_notes_pdf(notes: int = 100_000) -> bytes:
    """Return a page with very many notes on it."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[1, 1, 9, 9]
    )
    page.Annots = pikepdf.Array([note] * notes)
    return _saved(document)


def png_with_long_words(mebibytes: int = 900) -> bytes:
    """Return a small picture whose comment unfolds to very much more (PNG 11.3.4.3, zTXt)."""
    packer = zlib.compressobj(9)
    words = b"".join(packer.compress(bytes(1 << 20)) for _ in range(mebibytes // 15))
    words = b"Comment\0\0" + words + packer.flush()
    good = _png(8, 8, 2, zlib.compress(b"".join(b"\x00" + bytes(24) for _ in range(8))))
    at = good.index(b"IDAT") - 4
    chunk = struct.pack(">I", len(words)) + b"zTXt" + words
    return good[:at] + chunk + struct.pack(">I", zlib.crc32(b"zTXt" + words)) + good[at:]


def many_scans_jpeg(scans: int = 20_000) -> bytes:
    """Return a large progressive photo whose last pass comes again and again."""
    out = io.BytesIO()
    Image.new("RGB", (8_000, 8_000), (200, 30, 30)).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    last = whole.rindex(b"\xff\xda")
    return whole[:-2] + whole[last:-2] * scans + whole[-2:]
