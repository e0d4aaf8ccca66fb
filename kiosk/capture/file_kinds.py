"""What a file someone brings really is: decided by its first bytes, never by its name.

Pure rules on bytes and a name; nothing is opened here. The allow-list is short on purpose:
PDF, JPEG and PNG are what phones and offices give. Office files are kept as they are and
never drawn; what is inside is checked by `inside_child`.
"""

from __future__ import annotations

import unicodedata
from enum import Enum

from kiosk.errors import InvalidInput

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_MEMBER_BYTES",
    "FileKind",
    "check_file",
    "display_name",
    "kind_of",
    "listed_name",
    "suffix_for",
    "suffix_of",
]

MAX_FILE_BYTES = 100 << 20
MAX_MEMBER_BYTES = 100 << 20
"""Of what a file holds, taken out: `inside_child` sends no more, the session takes no more."""
MAX_NAME_CHARACTERS = 80


class FileKind(Enum):
    """A kind of file that may be added, by its media type."""

    PDF = "application/pdf"
    JPEG = "image/jpeg"
    PNG = "image/png"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"

    @property
    def is_office(self) -> bool:
        """True for what is kept but not drawn: an archive of a text, a table or slides."""
        return self in OFFICE_SUFFIXES


STARTS = {
    # A PDF may have its header anywhere in the first 1024 bytes (ISO 32000-1, annex H 3.4.1);
    # not here: what starts as something else and is also a PDF is a trick.
    FileKind.PDF: b"%PDF-",
    FileKind.JPEG: b"\xff\xd8\xff",
    FileKind.PNG: b"\x89PNG\r\n\x1a\n",
}

SUFFIXES = {
    FileKind.PDF: frozenset({"pdf"}),
    FileKind.JPEG: frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    FileKind.PNG: frozenset({"png"}),
}
"""Of what can be drawn as pages."""

ARCHIVE_START = b"PK\x03\x04"
OFFICE_SUFFIXES = {
    FileKind.DOCX: frozenset({"docx", "docm"}),
    FileKind.XLSX: frozenset({"xlsx", "xlsm"}),
    FileKind.PPTX: frozenset({"pptx", "pptm"}),
    FileKind.ODT: frozenset({"odt"}),
    FileKind.ODS: frozenset({"ods"}),
    FileKind.ODP: frozenset({"odp"}),
}
"""Of what is kept as it is; one that may bring macros is taken, and told as such."""

ALL_SUFFIXES = {**SUFFIXES, **OFFICE_SUFFIXES}


def kind_of(untrusted: bytes) -> FileKind | None:
    """Return the kind the first bytes tell, or None for anything that is not accepted."""
    return next((kind for kind, start in STARTS.items() if untrusted.startswith(start)), None)


def check_file(untrusted: bytes, untrusted_name: str) -> FileKind:
    """Return what the file is, or say in words why it cannot be added.

    A name without an extension is accepted as what the bytes say. An extension that
    promises something else is refused, even between two accepted kinds: whoever made the
    file wanted it taken for another. An office file is an archive, so its extension alone
    tells one from another here; `inside_child` looks whether it is true.

    Raises: InvalidInput("file.empty" | "file.too_big" | "file.disguised" |
    "file.kind_not_accepted").
    """
    if not untrusted:
        raise InvalidInput("file.empty")
    if len(untrusted) > MAX_FILE_BYTES:
        raise InvalidInput("file.too_big", limit_mb=MAX_FILE_BYTES >> 20)
    suffix = _suffix(untrusted_name)
    promised = next((kind for kind, known in ALL_SUFFIXES.items() if suffix in known), None)
    if promised is not None and promised.is_office and untrusted.startswith(ARCHIVE_START):
        return promised
    kind = kind_of(untrusted)
    if kind is None:
        raise InvalidInput("file.disguised" if promised else "file.kind_not_accepted")
    if suffix and promised is not kind:
        raise InvalidInput("file.disguised")
    return kind


def display_name(untrusted_name: str) -> str:
    """Return a file's name fit to be shown and proposed as a title, without its extension.

    Folders, control characters, direction overrides (which show `fdp.exe` as `exe.pdf`),
    invisible and private characters are taken out; at most 80 characters stay. May be
    empty: then there is nothing to propose.
    """
    name = _base_name(untrusted_name)
    stem, dot, suffix = name.rpartition(".")
    if dot and stem and suffix.lower() in frozenset().union(*ALL_SUFFIXES.values()):
        name = stem
    return " ".join(_plain(name).replace("_", " ").split())[:MAX_NAME_CHARACTERS].strip()


def listed_name(untrusted_name: str) -> str:
    """Return a file's or folder's name as a list shows it: whole, with its extension, but for
    what deceives or is not seen (`display_name`). "?" where nothing else is left."""
    return " ".join(_plain(untrusted_name).split()) or "?"


def suffix_of(untrusted_name: str) -> str:
    """Return the extension that a file came with, in lower case; "" when it had none."""
    return _suffix(untrusted_name)


def suffix_for(mime: str, came_with: str = "") -> str:
    """Return the extension under which a file of this media type is given back: the one it came
    with if that is one of its kind's, since a text with macros opens under no other."""
    kind = next((kind for kind in FileKind if kind.value == mime), None)
    if kind is None:
        return "bin"
    return came_with if came_with in ALL_SUFFIXES[kind] else kind.name.lower()


def _base_name(untrusted_name: str) -> str:
    return untrusted_name.replace("\\", "/").rpartition("/")[2]


def _suffix(untrusted_name: str) -> str:
    """Return the extension in lower case without its dot; "" when there is none.

    What is shown as the extension and what is one must be the same: invisible characters
    count, so `photo.jpg<zero width space>` has an extension that nothing promises.
    """
    stem, dot, suffix = _base_name(untrusted_name).rpartition(".")
    return suffix.strip().lower() if dot and stem else ""


def _plain(untrusted: str) -> str:
    return "".join(_shown(character) for character in unicodedata.normalize("NFC", untrusted))


def _shown(character: str) -> str:
    if character.isspace():
        return " "
    # Cc control, Cf format (bidi, zero width), Cs surrogates, Co private use, Cn unassigned
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} else character
