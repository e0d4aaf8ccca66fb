"""The process that opens what one file holds: attachments of a PDF, members of an archive.

Shut in like the render worker. It tells what an office file really is and whether it brings
macros, then sends each member, at any depth, for the antivirus: signatures do not reach into
a compressed attachment of a PDF by themselves. Nothing of a member is opened in the session.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kiosk.capture.file_kinds import MAX_MEMBER_BYTES, FileKind
from kiosk.capture.render_worker import shut_in

if sys.platform == "linux":
    import resource

__all__ = ["MAX_MEMBERS", "main"]

CPU_S = 12
MAX_DEPTH = 4
"""A letter with a form in it with an archive in it; deeper is made to hide."""
MAX_MEMBERS = 3_000
MAX_ALL_BYTES = 400 << 20
MAX_TOLD_BYTES = 1 << 20
"""Of a member that says what an office file is."""
CHUNK_BYTES = 1 << 20

PDF_HEADER_WITHIN = 1024
MACRO_NAMES = ("vbaproject.bin", "/macrosheets/", "/dialogsheets/")
ODF_MACRO_FOLDERS = ("basic/", "scripts/")

KINDS_BY_CONTENT_TYPE = {
    b"wordprocessingml.document.main+xml": FileKind.DOCX,
    b"vnd.ms-word.document.macroenabled.main+xml": FileKind.DOCX,
    b"spreadsheetml.sheet.main+xml": FileKind.XLSX,
    b"vnd.ms-excel.sheet.macroenabled.main+xml": FileKind.XLSX,
    b"presentationml.presentation.main+xml": FileKind.PPTX,
    b"vnd.ms-powerpoint.presentation.macroenabled.main+xml": FileKind.PPTX,
}
"""ECMA-376 part 1, 15.2: the type of the main part, in `[Content_Types].xml`, in lower case."""

OPEN_DOCUMENTS = {kind.value.encode(): kind for kind in FileKind if "opendocument" in kind.value}
"""ODF 1.3 part 2, 3.3: the member `mimetype`."""


class TooMuch(Exception):
    """More, deeper or larger than is looked through, or closed by a password."""


class Broken(Exception):
    """The file is damaged."""


class Disguised(Exception):
    """An archive, but not the office file that its name says."""


class Closed(Exception):
    """The whole file opens with a password only."""


@dataclass(slots=True)
class Bounds:
    """What may still be taken out."""

    members: int = MAX_MEMBERS
    all_bytes: int = MAX_ALL_BYTES

    def take(self, size_bytes: int) -> None:
        """Count a part of a member. Raises TooMuch."""
        self.all_bytes -= size_bytes
        if self.all_bytes < 0:
            raise TooMuch

    def take_member(self) -> None:
        """Count a member. Raises TooMuch."""
        self.members -= 1
        if self.members < 0:
            raise TooMuch


def main() -> None:
    """Read one file from the socket, tell what it is, send its members, end."""
    warnings.simplefilter("ignore")
    link = shut_in()
    request = link.receive()
    _allow_time()
    try:
        kind = FileKind(request.text("kind"))
        if kind.is_office:
            link.send({"is": "office", "macros": has_macros(request.payload, kind)})
        for member in members(request.payload, Bounds()):
            link.send({"is": "member"}, member)
        link.send({"is": "end"})
    except (TooMuch, MemoryError, RecursionError):
        link.send({"is": "too_much"})
    except Closed:
        link.send({"is": "refused", "why": "encrypted"})
    except Disguised:
        link.send({"is": "refused", "why": "disguised"})
    except Broken:
        link.send({"is": "refused", "why": "broken"})
    os._exit(0)  # no exit handler of a library has work to do here


def has_macros(untrusted: bytes, kind: FileKind) -> bool:
    """Return whether an office file brings macros. Raises Disguised if it is not of `kind`."""
    found, brings_macros = office_kind(untrusted)
    if found is not kind:
        raise Disguised
    return brings_macros


def office_kind(untrusted: bytes) -> tuple[FileKind | None, bool]:
    """Return what an office file says it is, and whether it brings macros. Raises Broken."""
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            names = [name.lower() for name in archive.namelist()]
            told = _told(archive, "mimetype").strip()
            types = _told(archive, "[Content_Types].xml").lower()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as cause:
        raise Broken from cause
    if told in OPEN_DOCUMENTS:
        return OPEN_DOCUMENTS[told], any(
            name.startswith(ODF_MACRO_FOLDERS) and not name.endswith("/") for name in names
        )
    kinds = {kind for mark, kind in KINDS_BY_CONTENT_TYPE.items() if mark in types}
    brings_macros = b"macroenabled" in types or any(
        mark in f"/{name}" for name in names for mark in MACRO_NAMES
    )
    return (kinds.pop() if len(kinds) == 1 else None), brings_macros


def members(untrusted: bytes, bounds: Bounds, depth: int = 0) -> Iterator[bytes]:
    """Yield what `untrusted` holds, and what that holds. Raises TooMuch, Broken, Closed.

    A file that is several things at once (a PDF behind which an archive hangs) is looked
    into as each of them. Only the file itself may be called broken: a member that looks
    like an archive and is none has been scanned as it is.
    """
    for is_one, start, found in (
        (b"%PDF-" in untrusted[:PDF_HEADER_WITHIN], b"%PDF-", pdf_attachments),
        (zipfile.is_zipfile(io.BytesIO(untrusted)), b"PK", zip_members),
    ):
        if is_one:
            is_sure = depth == 0 and untrusted.startswith(start)
            yield from _deeper(found(untrusted, bounds), bounds, depth, is_sure=is_sure)


def _deeper(
    found: Iterator[bytes], bounds: Bounds, depth: int, *, is_sure: bool
) -> Iterator[bytes]:
    try:
        for member in found:
            if depth >= MAX_DEPTH:
                raise TooMuch
            yield member
            yield from members(member, bounds, depth + 1)
    except (Broken, Closed):
        if is_sure:
            raise


def zip_members(untrusted: bytes, bounds: Bounds) -> Iterator[bytes]:
    """Yield each member of an archive whole. Raises Broken, TooMuch."""
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            for info in archive.infolist():
                if info.is_dir():
                    continue
                bounds.take_member()
                if info.flag_bits & 0x1:  # closed by a password: nobody has seen it
                    raise TooMuch
                yield _whole(archive, info, bounds)
    except NotImplementedError as cause:  # a way of packing that Python does not know
        raise TooMuch from cause
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError) as cause:
        raise Broken from cause


def _whole(archive: zipfile.ZipFile, info: zipfile.ZipInfo, bounds: Bounds) -> bytes:
    taken = bytearray()
    with archive.open(info) as source:
        while part := source.read(CHUNK_BYTES):
            bounds.take(len(part))
            taken += part
            if len(taken) > MAX_MEMBER_BYTES:
                raise TooMuch
    return bytes(taken)


def pdf_attachments(untrusted: bytes, bounds: Bounds) -> Iterator[bytes]:
    """Yield each file embedded in a PDF, wherever it is named from. Raises Broken, Closed.

    Every object is asked, not the name tree: a file named from nowhere is one as well.
    """
    import pikepdf

    try:
        document = pikepdf.open(io.BytesIO(untrusted))
    except pikepdf.PasswordError as cause:
        raise Closed from cause
    except (pikepdf.PdfError, ValueError, OSError, RuntimeError) as cause:
        raise Broken from cause
    seen: set[tuple[int, int]] = set()
    try:
        for thing in document.objects:
            for stream in _embedded(thing):
                if stream.objgen not in seen:
                    seen.add(stream.objgen)
                    yield _unpacked(stream, bounds)
    except (pikepdf.PdfError, ValueError, RuntimeError) as cause:
        raise Broken from cause


def _embedded(thing: Any) -> Iterator[Any]:
    """Yield the embedded files that one object is or names (ISO 32000-1, 7.11.3 and 7.11.4).

    What stands directly in it is asked too: a file's description need not be an object.
    """
    import pikepdf

    waiting = [thing]
    while waiting:
        each = waiting.pop()
        if isinstance(each, pikepdf.Stream):
            if each.get("/Type") == "/EmbeddedFile":
                yield each
        elif isinstance(each, pikepdf.Dictionary):
            inside = dict(each.items())
            files = inside.pop("/EF", None)
            if isinstance(files, pikepdf.Dictionary):
                yield from (file for _, file in files.items() if isinstance(file, pikepdf.Stream))
            waiting += _direct(inside.values())
        elif isinstance(each, pikepdf.Array):
            waiting += _direct(each)


def _direct(values: Iterable[Any]) -> Iterator[Any]:
    import pikepdf

    holders = (pikepdf.Dictionary, pikepdf.Array)
    return (value for value in values if isinstance(value, holders) and not value.is_indirect)


def _unpacked(stream: Any, bounds: Bounds) -> bytes:
    """Return a stream's bytes, unpacked. Raises TooMuch for what does not unpack."""
    import pikepdf

    bounds.take_member()
    bounds.take(len(stream.get_raw_stream_buffer()))
    try:
        unpacked: bytes = stream.read_bytes()
    except pikepdf.PdfError as cause:  # a filter nobody here knows: nobody has seen it
        raise TooMuch from cause
    if len(unpacked) > MAX_MEMBER_BYTES:
        raise TooMuch
    bounds.take(len(unpacked))
    return unpacked


def _told(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the beginning of a member, b"" when there is none."""
    try:
        with archive.open(name) as source:
            return source.read(MAX_TOLD_BYTES)
    except (KeyError, RuntimeError, zlib.error, EOFError):
        return b""


def _allow_time() -> None:
    """End the process (SIGXCPU) when it takes too long."""
    if sys.platform == "linux":
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, hard))


if __name__ == "__main__":
    main()
