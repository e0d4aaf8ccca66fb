"""Pages exist in memory only: no file grows by a byte, no process is left, little is loaded."""

from __future__ import annotations

import os
import random
import stat
import subprocess
import sys
import time
from contextlib import suppress
from difflib import SequenceMatcher
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from kiosk.capture.child_scanner import ChildScanner
from kiosk.capture.children import ROOT, Child, child_command
from kiosk.capture.first_looks import FirstLooks
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import ScannedPage, ScannerDevice, ScanSettings, Source
from kiosk.capture.reading.reader import Reader
from kiosk.capture.sane_scanner import PYTHON_SANE, SCANIMAGE
from kiosk.capture.words import text_of
from kiosk.capture.workers import Worker
from kiosk.session.memory_search import running_processes, search
from tests.fakes.pages import to_jpeg
from tests.fakes.sane_config import write_sane_config

WHOLE_WAY = """
import datetime, io, os, resource, sys, tempfile
sys.path.insert(0, sys.argv[1])
tempfile.tempdir = os.environ["TMPDIR"]
from kiosk.capture.children import child_command
from kiosk.capture.files import FileReader
from kiosk.capture.first_looks import FirstLooks
from kiosk.capture.paper import make_pdf, page_count
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import ScanSettings, ScannerDevice, Source
from kiosk.capture.child_scanner import ChildScanner
from kiosk.capture.reading.reader import Reader
from kiosk.capture.sane_scanner import PYTHON_SANE, SCANIMAGE
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
pages = []
for module in sys.argv[2:]:
    scanner = ChildScanner(child_command(module), {"test-picture": "Grid"})
    scanner.scan(ScannerDevice("test:0", "", "", ""), ScanSettings(Source.FEEDER, 50),
                 pages.append, lambda: False)
with Pipeline() as pipeline:
    better = [pipeline.improve(page) for page in pages]
    pdf = make_pdf([page.filed for page in better])
    again = FileReader(pipeline).read(pdf, "lettre.pdf")
with FirstLooks() as looks:
    thumbnail = looks.thumbnail(again.pages[0].jpeg)
with Reader() as reader:
    seen = reader.look(better[0].jpeg, datetime.date(2026, 11, 28))
    words = reader.words(better[0].jpeg, ("ar",))
print(len(pages), page_count(pdf), len(again.pages), len(thumbnail) > 100,
      seen.zones == (), words is not None)
"""


@pytest.fixture
def adapters() -> list[str]:
    import importlib.util

    return [SCANIMAGE] if importlib.util.find_spec("sane") is None else [PYTHON_SANE, SCANIMAGE]


def test_the_whole_way_works_where_no_file_can_grow_and_leaves_none(
    tmp_path: Path, adapters: list[str]
) -> None:
    places = {name: tmp_path / name for name in ("home", "tmp", "cwd")}
    for place in places.values():
        place.mkdir()
    ran = subprocess.run(
        [sys.executable, "-I", "-B", "-c", WHOLE_WAY, str(ROOT), *adapters],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(places["home"]),
            "TMPDIR": str(places["tmp"]),
            "SANE_CONFIG_DIR": str(write_sane_config(tmp_path / "sane")),
        },
        cwd=places["cwd"],
        capture_output=True,
        text=True,
        check=True,
    )
    count = 10 * len(adapters)
    assert ran.stdout.split() == [str(count)] * 3 + ["True"] * 3
    assert [path for place in places.values() for path in place.rglob("*")] == []


def test_while_scanimage_runs_there_are_only_pipes_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    monkeypatch.setenv("SANE_CONFIG_DIR", str(write_sane_config(tmp_path / "sane")))
    seen: set[bool] = set()

    def on_page(page: ScannedPage) -> None:
        for path in folder.rglob("*"):
            with suppress(FileNotFoundError):  # being renamed by the program just now
                mode = path.stat().st_mode
                seen.add(stat.S_ISFIFO(mode) or stat.S_ISDIR(mode))

    scanner = ChildScanner(child_command(SCANIMAGE))
    device = ScannerDevice("test:0", "", "", "")
    scanner.scan(device, ScanSettings(Source.FEEDER, 50), on_page, lambda: False)
    assert seen == {True}
    assert list(folder.rglob("*")) == []


@pytest.mark.parametrize("kind", [Pipeline, FirstLooks])
def test_a_worker_may_write_no_file_leave_no_core_and_is_read_by_nobody(
    kind: type[Pipeline | FirstLooks],
) -> None:
    with kind() as worker:
        worker.warm()
        assert_bound(worker)


def assert_bound(worker: Worker) -> None:
    child = worker._child
    assert child is not None
    limits = Path(f"/proc/{child.pid}/limits").read_text(encoding="ascii").splitlines()
    bounds = {line[:26].strip(): line[26:47].strip() for line in limits}
    assert bounds["Max file size"] == "0"
    assert bounds["Max core file size"] == "0"
    assert int(bounds["Max address space"]) <= 4 << 30
    if os.geteuid() != 0:
        with pytest.raises(PermissionError):
            os.close(os.open(f"/proc/{child.pid}/mem", os.O_RDONLY))


@pytest.mark.parametrize(
    "worker",
    [
        "kiosk.capture.first_look_worker",
        "kiosk.capture.pipeline_worker",
        "kiosk.capture.reading.ocr_child",
        "tests.fakes.hanging_worker",
    ],
)
def test_a_worker_dies_with_the_session_that_was_killed(worker: str) -> None:
    session = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from kiosk.capture.children import Child, child_command\n"
        "child = Child(child_command(sys.argv[2]), max_payload_bytes=1)\n"
        "child.receive(20); child.send({'do': 'nothing'})\n"
        "print(child.pid, flush=True); sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", session, str(ROOT), worker],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        pid = int(running.stdout.readline())
        running.kill()
        running.wait()
    deadline = time.monotonic() + 5
    while _is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not _is_alive(pid)


def test_a_child_gets_none_of_the_variables_of_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CANARY", "plaintext")
    with Child(child_command("tests.fakes.hanging_worker"), max_payload_bytes=100) as child:
        assert child.receive(20) is not None
        environment = Path(f"/proc/{child.pid}/environ")
        if os.geteuid() == 0:
            assert b"CANARY" not in environment.read_bytes()


def test_what_the_session_imports_loads_no_pixels_and_no_drivers() -> None:
    look = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import kiosk.capture.files, kiosk.capture.paper, kiosk.capture.pipeline\n"
        "import kiosk.capture.first_looks, kiosk.capture.camera.card_camera\n"
        "import kiosk.capture.sane_scanner, kiosk.messages.capture, kiosk.capture.reading.reader\n"
        "heavy = {'numpy', 'cv2', 'PIL', 'pikepdf', 'pypdfium2', 'img2pdf', 'sane', 'ctypes'}\n"
        "heavy |= {'tesserocr', 'zxingcpp'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", look, str(ROOT)], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "[]"


def test_every_key_has_words() -> None:
    from kiosk.messages import words

    for key in ("no_scanner", "unplugged", "jammed", "cover_open", "busy", "denied"):
        assert words(f"scan.{key}", {"pages": 3}).safe.startswith("Pages gardées : 3.")
    assert "100" in words("file.too_big", {"limit_mb": 100}).what
    assert "200" in words("file.too_many_pages", {"limit": 200}).what


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_words_that_were_read_are_in_no_process_once_the_reader_is_closed() -> None:
    drawn = "CANARI" + "".join(random.choice("23479") for _ in range(9))
    font = ImageFont.truetype(str(ROOT / "resources/fonts/Andika-Regular.ttf"), 60)
    page = Image.new("L", (1200, 400), 250)
    ImageDraw.Draw(page).text((80, 120), drawn, fill=20, font=font)
    reader = Reader()
    found = reader.words(to_jpeg(page, 200))
    assert found is not None
    canary = text_of(found.words)  # as it was read: now and then with a stroke too many
    assert SequenceMatcher(None, drawn, canary).ratio() > 0.8
    child = reader._child
    assert child is not None
    if os.geteuid() == 0:  # nobody else may look: the child forbids it
        assert search(child.pid, {"word": canary}).total > 0
    reader.close()
    assert not _is_alive(child.pid)
    assert [pid for pid in _ours() if search(pid, {"word": canary}).total] == []


def _ours() -> list[int]:
    """Return the capture children that run, of this test and any other, where root may look."""
    if os.geteuid() != 0:
        return []
    found = []
    for pid in running_processes():
        with suppress(OSError):
            if b"kiosk.capture" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found
