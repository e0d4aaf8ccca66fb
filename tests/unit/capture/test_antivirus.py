"""Files are looked through by a real clamd before anything opens them (VLT-17, SEC-12, DER-15)."""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.capture.antivirus.clamd import (
    Clamd,
    ClamdLimits,
    Clean,
    Found,
    GaveUp,
    place_of,
)
from kiosk.capture.antivirus.health import TEST_FILE, Standing, deep_archive, health_of
from kiosk.capture.antivirus.screening import (
    Antivirus,
    Checked,
    Doubt,
    FileHeld,
    Mode,
    antivirus_of,
)
from kiosk.capture.antivirus.temporary import temporary_words
from kiosk.capture.file_kinds import FileKind
from kiosk.capture.files import AddedFile, FileReader, OfficeFile
from kiosk.capture.pipeline import Pipeline
from kiosk.errors import InvalidInput
from kiosk.settings import load_settings
from tests.fakes import hostile_files
from tests.fakes.clamd_process import SIGNATURE, ClamdProcess, bad_daemon, private_clamd
from tests.fakes.office_files import archive, office_file, pdf_with_attachment
from tests.fakes.pages import card, to_jpeg

QUICK = ClamdLimits(connect_s=0.4, answer_s=0.4)
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
GOOD_PDF = hostile_files.text_pdf()


@pytest.fixture(scope="module")
def clamd() -> Iterator[ClamdProcess]:
    with private_clamd() as daemon:
        yield daemon


@pytest.fixture
def reader(pipeline: Pipeline, clamd: ClamdProcess) -> FileReader:
    return FileReader(pipeline, antivirus=antivirus_of("required", clamd.socket))


def held(reader: FileReader, data: bytes, name: str) -> FileHeld:
    with pytest.raises(FileHeld) as raised:
        reader.take(data, name)
    return raised.value


@pytest.mark.parametrize("way", ["socket", "tcp"])
def test_the_test_file_is_found_and_a_clean_one_passes(clamd: ClamdProcess, way: str) -> None:
    with Clamd(place_of(getattr(clamd, way))).connect() as session:
        session.ping()
        assert session.version().engine.startswith("ClamAV 1.")
        deadline = time.monotonic() + 10
        assert session.scan(TEST_FILE, deadline) == Found(f"{SIGNATURE}.UNOFFICIAL")
        assert session.scan(GOOD_PDF, deadline) == Clean()
        assert session.scan(b"", deadline) == Clean()


def test_what_is_longer_than_the_daemon_takes_is_never_clean(clamd: ClamdProcess) -> None:
    with Clamd(clamd.socket).connect() as session:
        assert isinstance(session.scan(bytes(8 << 20), time.monotonic() + 10), GaveUp)


INFECTED = {
    "plain in a letter": (GOOD_PDF + b"\n" + TEST_FILE, "lettre.pdf"),
    "attached to a letter": (pdf_with_attachment(TEST_FILE), "lettre.pdf"),
    "attached, named by a note alone": (pdf_with_attachment(TEST_FILE, is_listed=False), "l.pdf"),
    "zipped, attached to a letter": (
        pdf_with_attachment(archive({"a.com": TEST_FILE})),
        "lettre.pdf",
    ),
    "attached to a letter in a text": (
        office_file(FileKind.ODT, {"Pictures/a.pdf": pdf_with_attachment(TEST_FILE)}),
        "texte.odt",
    ),
    "in a text": (office_file(FileKind.ODT, {"Pictures/a.png": TEST_FILE}), "texte.odt"),
    "in a table": (office_file(FileKind.XLSX, {"xl/media/a.png": TEST_FILE}), "table.xlsx"),
    "zipped behind a photo": (
        to_jpeg(card(100), 100) + archive({"a.com": TEST_FILE}),
        "photo.jpg",
    ),
}


@pytest.mark.parametrize("case", INFECTED)
def test_the_test_file_is_found_wherever_it_hides(reader: FileReader, case: str) -> None:
    refused = held(reader, *INFECTED[case])
    assert refused.message_key == "file.virus_found"
    assert (refused.doubt, refused.found) == (Doubt.FOUND, f"{SIGNATURE}.UNOFFICIAL")


def test_a_clean_letter_photo_and_text_pass_and_say_so(reader: FileReader) -> None:
    letter = reader.take(pdf_with_attachment(b"nothing bad"), "lettre.pdf")
    photo = reader.take(to_jpeg(card(100), 100), "photo.jpg")
    text = reader.take(office_file(FileKind.DOCX), "texte.docx")
    assert isinstance(letter, AddedFile)
    assert isinstance(photo, AddedFile)
    assert isinstance(text, OfficeFile)
    assert {letter.checked, photo.checked, text.checked} == {Checked.CLEAN}


UNSEEN = {
    "an archive too deep": (office_file(FileKind.ODT, {"a": deep_archive(8)}), "a.odt"),
    "a member of a hundred times its size": (
        office_file(FileKind.ODT, {"a": bytes(110 << 20)}),
        "a.odt",
    ),
    "more members than any paper has": (
        office_file(FileKind.ODT, {f"Pictures/{n}": b"" for n in range(3100)}),
        "a.odt",
    ),
    "an attachment that unfolds to three hundred times its size": (
        hostile_files.attached_bomb_pdf(300),
        "a.pdf",
    ),
    "a letter larger than the daemon takes": (GOOD_PDF + bytes(8 << 20), "a.pdf"),
}


@pytest.mark.parametrize("case", UNSEEN)
def test_what_cannot_be_looked_through_is_held_never_passed(reader: FileReader, case: str) -> None:
    began_at = time.monotonic()
    assert held(reader, *UNSEEN[case]).doubt is Doubt.UNSEEN
    assert time.monotonic() - began_at < 20


def test_a_member_closed_by_a_password_is_held(reader: FileReader) -> None:
    closed = bytearray(office_file(FileKind.ODT, {"Pictures/secret.bin": zlib.compress(b"x")}))
    at = closed.rfind(b"PK\x01\x02")
    closed[at + 8] |= 1  # general purpose bit 0 of the last entry (APPNOTE.TXT 4.4.4)
    assert held(reader, bytes(closed), "a.odt").doubt is Doubt.UNSEEN


# A daemon that is dead, hangs, is slow or talks nonsense


def says(*words: bytes) -> Callable[[socket.socket], None]:
    """Answer whatever comes with these words, then wait for the other side to hang up."""

    def behave(line: socket.socket) -> None:
        line.recv(1 << 16)
        for word in words:
            line.sendall(word)
        while line.recv(1 << 16):
            pass

    return behave


def hangs(line: socket.socket) -> None:
    while line.recv(1 << 16):
        pass


def takes_nothing(line: socket.socket) -> None:
    del line  # it stays open, unread


def is_slow(line: socket.socket) -> None:
    while True:
        line.sendall(b"1")
        time.sleep(0.05)


def hangs_up(line: socket.socket) -> None:
    line.recv(10)
    line.shutdown(socket.SHUT_RDWR)


BAD_DAEMONS = {
    "hangs": hangs,
    "takes nothing": takes_nothing,
    "is slow": is_slow,
    "hangs up": hangs_up,
    "talks nonsense": says(b"\xff\xfe\x00\x00 <html>\0"),
    "talks without end": says(b"x" * 100_000),
    "answers another question": says(b"7: stream: OK\0"),
    "does not number its answers": says(b"stream: OK\0"),
    "is clean before it has seen anything": says(b"1: stream: OK\0"),
    "reports a fault": says(b"1: stream: Can't allocate memory ERROR\0"),
    "finds a name that is none": says(b"1: stream: \x1b[2J FOUND\0"),
}


@pytest.mark.parametrize("case", BAD_DAEMONS)
def test_no_answer_of_a_bad_daemon_is_taken_for_clean(pipeline: Pipeline, case: str) -> None:
    large = GOOD_PDF + bytes(4 << 20)  # more than a socket's buffer holds
    with bad_daemon(BAD_DAEMONS[case]) as daemon:
        checks = [
            Antivirus(mode, Clamd(daemon.socket, QUICK), whole_file_s=0.8)
            for mode in (Mode.REQUIRED, Mode.PREFERRED)
        ]
        began_at = time.monotonic()
        refused = held(FileReader(pipeline, antivirus=checks[0]), large, "a.pdf")
        assert refused.doubt is Doubt.NOT_SCANNED
        assert checks[1].check([large]) is Checked.NOT_YET
        assert time.monotonic() - began_at < 5
        assert health_of(checks[0], NOW).standing is Standing.ABSENT


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [("required", Doubt.NOT_SCANNED), ("preferred", Checked.NOT_YET), ("off", Checked.NOT_ASKED)],
)
def test_without_a_daemon_the_mode_decides(
    pipeline: Pipeline, tmp_path: Path, mode: str, outcome: Doubt | Checked
) -> None:
    reader = FileReader(pipeline, antivirus=antivirus_of(mode, str(tmp_path / "absent.ctl")))
    if isinstance(outcome, Doubt):
        assert held(reader, GOOD_PDF, "a.pdf").doubt is outcome
    else:
        added = reader.read(GOOD_PDF, "a.pdf")
        assert added is not None
        assert added.checked is outcome


def test_a_daemon_that_died_is_noticed_at_the_next_file(pipeline: Pipeline) -> None:
    with private_clamd() as daemon:
        antivirus = antivirus_of("preferred", daemon.socket)
        assert antivirus.check([GOOD_PDF]) is Checked.CLEAN
        daemon.stop()
        assert antivirus.check([GOOD_PDF]) is Checked.NOT_YET
    assert health_of(antivirus, NOW).standing is Standing.ABSENT


def test_what_it_is_given_lies_in_its_temporary_folder_and_goes(clamd: ClamdProcess) -> None:
    """Why that folder must be in memory: `doctor` tells where it is not."""
    part = b"Canary" * 100
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(clamd.socket)
        line.sendall(b"zIDSESSION\0zINSTREAM\0" + len(part).to_bytes(4) + part)
        assert in_time(lambda: [each.read_bytes() for each in clamd.temporary.rglob("*")] == [part])
    assert in_time(lambda: list(clamd.temporary.rglob("*")) == [])


def in_time(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_so()


MOUNTS = """/dev/sda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
/dev/sda2 /run/disk ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("TemporaryDirectory /run/clamav\n", "in memory (/run/clamav)"),
        ("# TemporaryDirectory /run\nFoo\n\nTemporaryDirectory /run/disk/x\n", "ON DISK"),
        ("LocalSocket /run/clamav/clamd.ctl\n", "ON DISK, in clear (/tmp)"),
    ],
)
def test_where_clamd_writes_is_told(tmp_path: Path, lines: str, words: str) -> None:
    configuration, mounts = tmp_path / "clamd.conf", tmp_path / "mounts"
    configuration.write_text(lines)
    mounts.write_text(MOUNTS)
    assert temporary_words(configuration, mounts).startswith(words)
    assert temporary_words(tmp_path / "absent", mounts) == ""


# How it is


def test_a_daemon_that_works_has_no_date_without_an_official_base(clamd: ClamdProcess) -> None:
    health = health_of(antivirus_of("required", clamd.socket), NOW)
    assert health.standing is Standing.UNDATED
    assert health.version is not None
    assert health.age_days is None


def test_a_daemon_that_keeps_silent_about_its_limits_is_told() -> None:
    with private_clamd(alerts=False) as daemon:
        health = health_of(antivirus_of("preferred", daemon.socket), NOW)
    assert health.standing is Standing.LENIENT


@pytest.mark.parametrize(
    ("told", "found", "standing"),
    [
        (b"ClamAV 1.4.6/27500/Fri Nov 27 09:34:29 2026", b"Eicar FOUND", Standing.GOOD),
        (b"ClamAV 1.4.6/27490/Wed Nov 18 09:34:29 2026", b"Eicar FOUND", Standing.OLD),
        (b"ClamAV 1.4.6/27500/someday", b"Eicar FOUND", Standing.UNDATED),
        (b"ClamAV 1.4.6/27500/Fri Nov 27 09:34:29 2026", b"OK", Standing.BLIND),
    ],
)
def test_the_age_of_the_base_is_told(told: bytes, found: bytes, standing: Standing) -> None:
    def behave(line: socket.socket) -> None:
        line.recv(4096)
        line.sendall(b"1: " + told + b"\0")
        for number, word in ((b"2", found), (b"3", b"Heuristics.Limits.Exceeded.Max FOUND")):
            received = b""
            while not received.endswith(b"\0\0\0\0"):
                received += line.recv(1 << 16)
            line.sendall(number + b": stream: " + word + b"\0")

    with bad_daemon(behave) as daemon:
        health = health_of(antivirus_of("preferred", daemon.socket), NOW)
    assert health.standing is standing
    if standing is Standing.OLD:
        assert health.age_days == 10


@pytest.mark.parametrize(
    ("setting", "place"),
    [
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp://127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("tcp://localhost", ("127.0.0.1", 3310)),
        ("tcp://[::1]:99", ("::1", 99)),
    ],
)
def test_the_daemon_of_this_machine_is_named(setting: str, place: object) -> None:
    assert place_of(setting) == place


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "clamd.ctl",
        "tcp://10.0.0.7:3310",
        "tcp://clamav.example",
        "tcp://127.0.0.1:0",
        "http://x",
    ],
)
def test_papers_are_never_sent_to_another_machine(setting: str) -> None:
    with pytest.raises(ValueError, match="this machine"):
        place_of(setting)
    with pytest.raises(InvalidInput) as raised:
        load_settings({"antivirus_socket": setting}, environment={}, files=())
    assert raised.value.context == {"key": "antivirus_socket", "place": "command line"}
