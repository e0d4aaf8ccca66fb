"""A file someone brings becomes pages of ours, or a sentence; it never does anything else."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from PIL import Image

from kiosk.capture.file_kinds import MAX_FILE_BYTES, FileKind, check_file, display_name, listed_name
from kiosk.capture.files import FileLimits, FileReader
from kiosk.capture.landlock import landlock_version
from kiosk.capture.paper import make_pdf
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import ScannedPage
from kiosk.capture.sandbox import Isolation, is_bubblewrap_usable
from kiosk.errors import InvalidInput
from tests.fakes import hostile_files
from tests.fakes.pages import card, sheet, to_jpeg

PDF, JPEG, PNG = b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"


@pytest.fixture(params=[True, False], ids=["bubblewrap", "limits"])
def reader(request: pytest.FixtureRequest, pipeline: Pipeline) -> FileReader:
    if request.param and not is_bubblewrap_usable():
        pytest.skip("bubblewrap is missing or forbidden here")
    return FileReader(pipeline, is_sandboxed=request.param)


def pages_of(reader: FileReader, data: bytes, name: str) -> tuple[ScannedPage, ...]:
    added = reader.read(data, name)
    assert added is not None
    return added.pages


def refusal(reader: FileReader, data: bytes, name: str) -> str:
    with pytest.raises(InvalidInput) as raised:
        reader.read(data, name)
    return raised.value.message_key


def opened(page: ScannedPage) -> Image.Image:
    return Image.open(io.BytesIO(page.jpeg))


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PDF, "attestation.pdf", FileKind.PDF),
        (PDF, "ATTESTATION.PDF", FileKind.PDF),
        (PDF, "sans extension", FileKind.PDF),
        (JPEG, "IMG_1.JPG", FileKind.JPEG),
        (JPEG, "photo.jpeg", FileKind.JPEG),
        (PNG, "capture.png", FileKind.PNG),
        (PNG, ".cache", FileKind.PNG),
    ],
)
def test_a_file_is_known_by_its_bytes(data: bytes, name: str, kind: FileKind) -> None:
    assert check_file(data, name) is kind


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"", "a.pdf", "file.empty"),
        (b"MZ\x90\x00", "facture.pdf", "file.disguised"),
        (JPEG, "facture.pdf", "file.disguised"),
        (PDF, "photo.jpg", "file.disguised"),
        (PNG, "photo.jpg", "file.disguised"),
        (PDF, "facture.pdf.exe", "file.disguised"),
        (PDF, "facture.exe\u202efdp.", "file.disguised"),
        (b"<html>", "page.html", "file.kind_not_accepted"),
        (b"PK\x03\x04", "dossier.zip", "file.kind_not_accepted"),
        (b"GIF89a%PDF-1.4", "image", "file.kind_not_accepted"),
        (b"\n%PDF-1.4", "a.pdf", "file.disguised"),
    ],
)
def test_what_cannot_be_added_is_told_by_its_reason(data: bytes, name: str, key: str) -> None:
    if name.endswith("fdp."):
        name = "facture.\u202efdp"
    with pytest.raises(InvalidInput) as raised:
        check_file(data, name)
    assert raised.value.message_key == key


def test_a_file_of_more_than_a_hundred_mebibytes_is_refused_unread() -> None:
    with pytest.raises(InvalidInput) as raised:
        check_file(PDF + bytes(MAX_FILE_BYTES), "a.pdf")
    assert raised.value.message_key == "file.too_big"
    assert raised.value.context["limit_mb"] == 100


@pytest.mark.parametrize(
    ("untrusted", "shown"),
    [
        ("Avis d'impôt 2025.pdf", "Avis d'impôt 2025"),
        ("/media/cle/Titre_de_séjour.JPG", "Titre de séjour"),
        ("C:\\Users\\x\\carte.png", "carte"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("a\x00b\nc\td.pdf", "ab c d"),
        ("شهادة.pdf", "شهادة"),
        (".pdf", ".pdf"),
        ("\u200b\u2066.png", ""),
        ("x" * 300 + ".pdf", "x" * 80),
    ],
)
def test_a_name_is_shown_without_what_deceives(untrusted: str, shown: str) -> None:
    assert display_name(untrusted) == shown


@pytest.mark.parametrize(
    ("untrusted", "shown"),
    [
        ("bulletin_octobre.pdf", "bulletin_octobre.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("a\x1b[2Jb\nc.pdf", "a[2Jb c.pdf"),
        ("\u200b\u2066", "?"),
        ("\ud800.pdf", ".pdf"),
        ("شهادة.pdf", "شهادة.pdf"),
    ],
)
def test_a_list_shows_whole_names_without_what_deceives(untrusted: str, shown: str) -> None:
    assert listed_name(untrusted) == shown


def test_a_pdf_becomes_its_pages_at_200_dpi(reader: FileReader) -> None:
    added = reader.read(make_pdf([to_jpeg(sheet(150), 150), to_jpeg(card(150), 150)]), "Lettre.pdf")
    assert added is not None
    assert (added.kind, added.display_name) == (FileKind.PDF, "Lettre")
    assert [page.number for page in added.pages] == [1, 2]
    assert added.pages[0].dpi == 200
    assert (added.pages[0].width, added.pages[0].height) == pytest.approx((1654, 2338), abs=3)
    assert opened(added.pages[0]).size == (added.pages[0].width, added.pages[0].height)
    walled = Isolation.LANDLOCK if landlock_version() else Isolation.NO_NETWORK
    expected = Isolation.BUBBLEWRAP if reader.is_sandboxed else walled
    assert added.isolation in {expected, Isolation.LIMITS_ONLY}


def test_a_photo_loses_the_place_and_date_it_was_taken(reader: FileReader) -> None:
    photo = hostile_files.photo()
    assert b"CanaryPhone" in photo
    (page,) = pages_of(reader, photo, "photo.jpg")
    assert b"Canary" not in page.jpeg
    assert not opened(page).getexif()


def test_a_photo_taken_on_its_side_stands_upright(reader: FileReader) -> None:
    (page,) = pages_of(reader, hostile_files.photo((400, 300), orientation=6), "photo.jpg")
    assert (page.width, page.height) == (300, 400)
    red, green, _ = opened(page).getpixel((290, 10))  # type: ignore[misc]  # corner, now right
    assert red > 180
    assert green < 80


def test_a_picture_is_laid_on_one_a4(reader: FileReader) -> None:
    (page,) = pages_of(reader, png(Image.new("RGB", (4000, 3000), (9, 99, 9))), "x.png")
    assert (page.width, page.height, page.dpi) == (3507, 2630, 300)


@pytest.mark.parametrize(
    "image",
    [
        Image.new("1", (80, 60), 1),
        Image.new("L", (80, 60), 255),
        Image.new("I;16", (80, 60), 65535),
        Image.new("LA", (80, 60), (0, 0)),
        Image.new("RGBA", (80, 60), (0, 0, 0, 0)),
        Image.new("RGB", (80, 60), (255, 255, 255)).quantize(),
    ],
    ids=lambda image: image.mode,
)
def test_every_sort_of_png_comes_out_white_on_white(pipeline: Pipeline, image: Image.Image) -> None:
    (page,) = pages_of(FileReader(pipeline, is_sandboxed=False), png(image), "x.png")
    assert opened(page).convert("L").getextrema()[0] > 250  # type: ignore[operator]


def test_a_cmyk_photo_is_read(pipeline: Pipeline) -> None:
    out = io.BytesIO()
    Image.new("CMYK", (80, 60), (0, 0, 0, 0)).save(out, "JPEG")
    (page,) = pages_of(FileReader(pipeline, is_sandboxed=False), out.getvalue(), "x.jpg")
    assert page.is_colour


def test_what_was_typed_into_a_form_is_drawn(reader: FileReader) -> None:
    (page,) = pages_of(reader, hostile_files.filled_form_pdf(), "formulaire.pdf")
    x, y = round(200 / 72 * page.dpi), round((842 - 150) / 72 * page.dpi)
    assert opened(page).convert("L").getpixel((x, y)) < 60  # type: ignore[operator]


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.6, 0.9])
@pytest.mark.parametrize("kind", ["pdf", "jpg", "png"])
def test_a_cut_file_is_broken_or_gives_pages_and_nothing_else(
    pipeline: Pipeline, kind: str, kept: float
) -> None:
    whole = {
        "pdf": make_pdf([to_jpeg(card(100), 100)]),
        "jpg": to_jpeg(card(100), 100),
        "png": png(card(100)),
    }[kind]
    reader = FileReader(pipeline, is_sandboxed=False)
    cut = whole[: max(10, int(len(whole) * kept))]
    if kind == "pdf" and kept > 0.3:
        return  # the drawing library mends such files; both ways out are right
    assert refusal(reader, cut, f"x.{kind}") == "file.broken"


def test_an_encrypted_pdf_is_told_as_such(reader: FileReader) -> None:
    assert refusal(reader, hostile_files.encrypted_pdf(), "x.pdf") == "file.encrypted"


def test_a_pdf_that_only_forbids_changes_is_read(pipeline: Pipeline) -> None:
    reader = FileReader(pipeline, is_sandboxed=False)
    assert len(pages_of(reader, hostile_files.owner_locked_pdf(), "x.pdf")) == 1


def test_more_than_two_hundred_pages_are_refused(pipeline: Pipeline) -> None:
    reader = FileReader(pipeline, is_sandboxed=False)
    with pytest.raises(InvalidInput) as raised:
        reader.read(hostile_files.many_pages_pdf(201), "x.pdf")
    assert raised.value.message_key == "file.too_many_pages"
    assert raised.value.context["limit"] == 200


def test_a_page_of_five_metres_is_drawn_small(pipeline: Pipeline) -> None:
    reader = FileReader(pipeline, is_sandboxed=False)
    (page,) = pages_of(reader, hostile_files.giant_page_pdf(), "x.pdf")
    assert page.width * page.height <= 9_100_000
    assert opened(page).convert("L").getpixel((100, page.height - 100)) < 40  # type: ignore[operator]


def test_a_picture_that_claims_a_thousand_million_pixels_is_too_heavy(reader: FileReader) -> None:
    claiming = hostile_files.png_claiming(40_000, 25_000)
    assert refusal(reader, claiming, "x.png") == "file.too_heavy"


def test_a_true_picture_of_fifty_million_pixels_is_read_within_bounds(
    pipeline: Pipeline,
) -> None:
    (page,) = pages_of(FileReader(pipeline), hostile_files.png_bomb(), "x.png")
    assert max(page.width, page.height) <= 3508


def test_a_pdf_that_unfolds_to_gigabytes_harms_nobody(pipeline: Pipeline) -> None:
    reader = FileReader(pipeline, is_sandboxed=False)
    bomb = hostile_files.flate_bomb_pdf()
    assert len(bomb) < 100_000
    try:
        pages = pages_of(reader, bomb, "x.pdf")
    except InvalidInput as refused:
        key = refused.message_key
        if key not in {"file.broken", "file.too_heavy"}:
            raise
    else:
        assert len(pages) == 1


def test_a_file_that_takes_too_long_is_closed(pipeline: Pipeline) -> None:
    reader = FileReader(pipeline, FileLimits(page_s=0.5))
    began_at = time.monotonic()
    assert refusal(reader, hostile_files.slow_pdf(), "x.pdf") == "file.too_slow"
    assert time.monotonic() - began_at < 4


def test_the_person_may_stop_it(pipeline: Pipeline) -> None:
    reader = FileReader(pipeline)
    assert reader.read(hostile_files.slow_pdf(), "x.pdf", lambda: True) is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (to_jpeg(card(100), 100) + hostile_files.text_pdf(), "photo.jpg"),
        (png(card(100)) + b"PK\x03\x04" + b"CanaryArchive" * 20, "photo.png"),
        (hostile_files.text_pdf() + b"\nPK\x03\x04CanaryArchive", "lettre.pdf"),
        (hostile_files.text_pdf().replace(b"%PDF-", b"%PDF-", 1) + b"<script>Canary", "l.pdf"),
    ],
    ids=["jpeg+pdf", "png+zip", "pdf+zip", "pdf+html"],
)
def test_what_hides_behind_a_picture_or_pdf_does_not_come_along(
    pipeline: Pipeline, data: bytes, name: str
) -> None:
    for page in pages_of(FileReader(pipeline), data, name):
        assert page.jpeg.startswith(b"\xff\xd8")
        assert b"%PDF" not in page.jpeg
        assert b"Canary" not in page.jpeg
        assert b"PK\x03\x04" not in page.jpeg


@pytest.mark.parametrize("start", [PDF, JPEG, PNG], ids=["pdf", "jpeg", "png"])
def test_noise_behind_a_good_start_is_broken(pipeline: Pipeline, start: bytes) -> None:
    noise = bytes(range(256)) * 8
    reader = FileReader(pipeline, is_sandboxed=False)
    assert refusal(reader, start + noise, "bruit") == "file.broken"


@pytest.mark.parametrize("lie", ["size", "crash", "silence", "pages", "words"])
def test_a_worker_taken_over_by_a_file_can_only_be_refused(pipeline: Pipeline, lie: str) -> None:
    reader = FileReader(
        pipeline, FileLimits(page_s=0.5), is_sandboxed=False, worker="tests.fakes.lying_worker"
    )
    key = refusal(reader, JPEG + lie.encode(), "x.jpg")
    assert key == ("file.too_slow" if lie == "silence" else "file.broken")


def test_the_room_has_no_home_no_project_and_no_network(pipeline: Pipeline) -> None:
    if not is_bubblewrap_usable():
        pytest.skip("bubblewrap is missing or forbidden here")
    reader = FileReader(pipeline, is_sandboxed=True, worker="kiosk.capture.render_worker")
    import subprocess
    import sys

    from kiosk.capture.sandbox import bubblewrap_command

    look = (
        "import os,socket,sys\n"
        "seen=[p for p in sys.argv[1:] if os.path.exists(p)]\n"
        "nets=[n for _,n in socket.if_nameindex() if n!='lo']\n"
        "print(seen, nets, sorted(n for n in os.listdir('/proc') if n.isdigit()), len(os.environ))"
    )
    hidden = [str(Path.cwd() / "tests"), "/home", "/var", "/etc/passwd", "/run"]
    said = subprocess.run(
        bubblewrap_command((sys.executable, "-I", "-c", look, *hidden)),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert said.startswith("[] [] ['1'")
    assert reader.is_sandboxed
