"""What makes a PDF of pictures one to keep: PDF/A-2, with the words hidden under the pictures.

ISO 19005-2: an output intent says which colours the pictures mean (sRGB), XMP says which
part and level the file keeps. With words it is level u (every sign has its Unicode), without
them level b. Words are drawn in text mode 3, which draws nothing: 6.2.11.4 then asks for no
font program, and none is embedded. The pictures themselves are not touched.

No title, author, program or date is written; the same pages and words give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from importlib import resources
from typing import TYPE_CHECKING

from kiosk.capture.words import PageWords, Word, turned_round

if TYPE_CHECKING:
    import pikepdf

__all__ = ["archived"]

SIGN_WIDTH = 500
"""Of every sign of the hidden font, in thousandths of its size."""

FONT_NAME = "/HiddenWords"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>{level}</pdfaid:conformance>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{ranges}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
RANGES_AT_ONCE = 100
"""A CMap takes no more in one block."""


def archived(pdf: bytes, words: Sequence[PageWords | None] = ()) -> bytes:
    """Return a PDF of one picture a page as PDF/A-2, with the words of each page if known.

    `words` has an entry for every page, or is empty. Raises ValueError otherwise: a bug.
    """
    import pikepdf  # here, not above: a session without papers does without

    with pikepdf.open(io.BytesIO(pdf)) as document:
        if words and len(words) != len(document.pages):
            raise ValueError("words are not of these pages")
        has_words = any(page is not None and page.words for page in words)
        _mean_srgb(document)
        document.Root.Metadata = document.make_stream(
            XMP.format(level="U" if has_words else "B").encode(),
            Type=pikepdf.Name.Metadata,
            Subtype=pikepdf.Name.XML,
        )
        if has_words:
            _hide_words(document, words)
        if pikepdf.Name.Info in document.trailer:
            del document.trailer.Info
        out = io.BytesIO()
        document.save(out, min_version="1.7", deterministic_id=True)
    return out.getvalue()


def _mean_srgb(document: pikepdf.Pdf) -> None:
    import pikepdf

    profile = resources.files("kiosk.capture").joinpath("srgb.icc").read_bytes()
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String("sRGB"),
        DestOutputProfile=document.make_stream(profile, N=3),
    )
    document.Root.OutputIntents = pikepdf.Array([document.make_indirect(intent)])


def _hide_words(document: pikepdf.Pdf, words: Sequence[PageWords | None]) -> None:
    import pikepdf

    signs = {sign for page in words if page for word in page.words for sign in _codes(word.text)}
    font = _font(document, sorted(signs))
    for page, read in zip(document.pages, words, strict=True):
        if read is None or not read.words:
            continue
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name(FONT_NAME))
        box = [float(side) for side in page.mediabox]
        across = (box[2] - box[0]) / read.width
        down = (box[3] - box[1]) / read.height
        drawn = b"\n".join(_drawn(word, across, down, box[3]) for word in read.words)
        page.contents_add(b"BT\n3 Tr\n" + drawn + b"\nET", prepend=True)


def _drawn(word: Word, across: float, down: float, top: float) -> bytes:
    """Return the operators that put a word where it stands, as wide and high as its box."""
    codes = _codes(_as_seen(word.text))
    size = max(1.0, word.height * down)
    natural = len(codes) * size * SIGN_WIDTH / 1000
    stretch = 100 * word.width * across / natural if natural else 100
    x, y = word.x * across, top - (word.y + word.height) * down
    text = "".join(f"{code:04X}" for code in codes)
    return (
        f"{FONT_NAME} {size:.2f} Tf {max(1.0, stretch):.2f} Tz "
        f"1 0 0 1 {x:.2f} {y:.2f} Tm <{text}> Tj"
    ).encode()


def _as_seen(text: str) -> str:
    """Return a word's signs from left to right: readers of PDFs turn Arabic ones round again."""
    return turned_round(text)


def _codes(text: str) -> list[int]:
    """Return the code of each sign; what lies beyond 16 bits, or is no sign, is left out."""
    codes = (ord(sign) for sign in text)
    return [code for code in codes if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFEFE]


def _font(document: pikepdf.Pdf, codes: Sequence[int]) -> pikepdf.Object:
    import pikepdf

    listed = [f"<{code:04X}> <{code:04X}>" for code in codes]
    blocks = [listed[at : at + RANGES_AT_ONCE] for at in range(0, len(listed), RANGES_AT_ONCE)]
    ranges = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=pikepdf.Name(FONT_NAME),
        Flags=4,
        FontBBox=[0, 0, SIGN_WIDTH, 1000],
        ItalicAngle=0,
        Ascent=1000,
        Descent=0,
        CapHeight=1000,
        StemV=80,
    )
    descendant = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.CIDFontType2,
        BaseFont=pikepdf.Name(FONT_NAME),
        CIDSystemInfo=pikepdf.Dictionary(
            Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0
        ),
        CIDToGIDMap=pikepdf.Name.Identity,
        DW=SIGN_WIDTH,
        FontDescriptor=document.make_indirect(descriptor),
    )
    return document.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type0,
            BaseFont=pikepdf.Name(FONT_NAME),
            Encoding=pikepdf.Name("/Identity-H"),
            DescendantFonts=pikepdf.Array([document.make_indirect(descendant)]),
            ToUnicode=document.make_stream(TO_UNICODE.format(ranges=ranges).encode()),
        )
    )
