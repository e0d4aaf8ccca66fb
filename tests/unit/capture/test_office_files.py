"""Office files are kept as they came, known by what is in them, their macros told (VLT-14)."""

from __future__ import annotations

import pytest

from kiosk.capture.file_kinds import FileKind, check_file
from kiosk.capture.files import FileReader, OfficeFile
from kiosk.capture.pipeline import Pipeline
from kiosk.errors import InvalidInput
from tests.fakes.office_files import archive, office_file

OFFICE = [kind for kind in FileKind if kind.is_office]
MACROS = {
    FileKind.DOCX: "word/vbaProject.bin",
    FileKind.XLSX: "xl/macrosheets/sheet1.xml",
    FileKind.PPTX: "ppt/vbaProject.bin",
    FileKind.ODT: "Basic/Standard/Module1.xml",
    FileKind.ODS: "Scripts/python/a.py",
    FileKind.ODP: "Basic/Standard/Module1.xml",
}


def name_of(kind: FileKind) -> str:
    return f"Budget 2026.{kind.name.lower()}"


@pytest.fixture
def reader(pipeline: Pipeline) -> FileReader:
    return FileReader(pipeline)


@pytest.mark.parametrize("kind", OFFICE)
def test_an_office_file_is_kept_with_its_name_and_without_pages(
    reader: FileReader, kind: FileKind
) -> None:
    taken = reader.take(office_file(kind), name_of(kind))
    assert isinstance(taken, OfficeFile)
    assert (taken.kind, taken.display_name, taken.has_macros) == (kind, "Budget 2026", False)


@pytest.mark.parametrize("kind", OFFICE)
def test_macros_are_noticed(reader: FileReader, kind: FileKind) -> None:
    taken = reader.take(office_file(kind, {MACROS[kind]: b"Sub Auto()"}), name_of(kind))
    assert isinstance(taken, OfficeFile)
    assert taken.has_macros


def test_a_document_that_names_itself_macro_enabled_has_macros(reader: FileReader) -> None:
    types = b'<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
    data = archive({"[Content_Types].xml": types, "word/document.xml": b""})
    taken = reader.take(data, "modele.docm")
    assert isinstance(taken, OfficeFile)
    assert (taken.kind, taken.has_macros) == (FileKind.DOCX, True)


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (archive({"a.txt": b"hello"}), "texte.docx", "file.disguised"),
        (office_file(FileKind.ODS), "texte.odt", "file.disguised"),
        (office_file(FileKind.DOCX), "table.xlsx", "file.disguised"),
        (office_file(FileKind.DOCX), "texte.pdf", "file.disguised"),
        (office_file(FileKind.DOCX), "texte.zip", "file.kind_not_accepted"),
        (office_file(FileKind.DOCX), "texte", "file.kind_not_accepted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "texte.docx", "file.disguised"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "texte.doc", "file.kind_not_accepted"),
        (b"PK\x03\x04" + bytes(300), "texte.odt", "file.broken"),
        (office_file(FileKind.ODT)[:-30], "texte.odt", "file.broken"),
    ],
)
def test_what_only_pretends_to_be_one_is_refused_in_words(
    reader: FileReader, data: bytes, name: str, key: str
) -> None:
    with pytest.raises(InvalidInput) as raised:
        reader.take(data, name)
    assert raised.value.message_key == key


def test_a_source_of_pages_takes_no_office_file(reader: FileReader) -> None:
    with pytest.raises(InvalidInput) as raised:
        reader.read(office_file(FileKind.ODT), "texte.odt")
    assert raised.value.message_key == "file.kind_not_accepted"


def test_an_office_file_is_known_by_its_extension_at_the_gate() -> None:
    assert check_file(office_file(FileKind.XLSX), "TABLE.XLSX") is FileKind.XLSX
