"""Every source of pages, set up the same way for the contract they share."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from kiosk.capture.camera.finder import Finder
from kiosk.capture.child_scanner import ChildScanner, ScanLimits
from kiosk.capture.children import child_command
from kiosk.capture.files import FileReader
from kiosk.capture.folder import FolderLimits, WatchedFolders
from kiosk.capture.network_scanner import network_scanner
from kiosk.capture.paper import make_pdf
from kiosk.capture.pipeline import Pipeline
from kiosk.capture.ports import Scanner, ScannerDevice
from kiosk.capture.sane_scanner import PYTHON_SANE, SCANIMAGE
from tests.capture.papers import letter
from tests.capture.scenes import photographed
from tests.fakes.escl_server import HABITS, EsclServer, page_jpeg
from tests.fakes.pages import scan_of, sheet, to_ppm
from tests.fakes.picked_files import PickedFiles
from tests.fakes.sane_config import write_sane_config
from ui.screens.desk_scan.files import AllowedFolders

__all__ = ["BENCHES", "LOOPBACK", "QUICK", "Bench"]

QUICK = ScanLimits(retry_after_s=0.01)
QUICK_FOLDER = FolderLimits(settle_s=0.3, patience_s=1.0)
LOOPBACK = ("127.0.0.1",)


@dataclass(frozen=True, slots=True)
class Bench:
    """One source with paper in it: `sheets` pages come, then its end."""

    scanner: Scanner
    device: ScannerDevice
    sheets: int


MakeBench = Callable[[Path, pytest.MonkeyPatch], Iterator[Bench]]


def _sane(module: str) -> MakeBench:
    def make(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
        if module == PYTHON_SANE:
            pytest.importorskip("sane", reason="python-sane is an extra that needs a compiler")
        monkeypatch.setenv("SANE_CONFIG_DIR", str(write_sane_config(folder, back_ends=("test",))))
        scanner = ChildScanner(child_command(module), {"test-picture": "Grid"}, {}, QUICK)
        yield Bench(
            scanner, ScannerDevice("test:0", "Noname", "frontend-tester", "virtual device"), 10
        )

    return make


def _pnm(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    pytest.importorskip("sane", reason="python-sane is an extra that needs a compiler")
    monkeypatch.setenv("SANE_CONFIG_DIR", str(write_sane_config(folder, back_ends=("pnm",))))
    picture = folder / "page.ppm"
    picture.write_bytes(to_ppm(scan_of(sheet(75), dpi=75).image))
    scanner = ChildScanner(child_command(PYTHON_SANE), {"filename": str(picture)}, {}, QUICK)
    yield Bench(scanner, ScannerDevice("pnm:0", "Noname", "PNM file reader", "virtual device"), 1)


def _escl(habits: str) -> MakeBench:
    def make(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
        with EsclServer(habits=HABITS[habits]).running() as machine:
            scanner = network_scanner([machine.address], LOOPBACK, QUICK, browse_s=0.2)
            device = ScannerDevice(
                f"uscan:{machine.uuid}", "", machine.model, "network scanner", machine.address
            )
            yield Bench(scanner, device, machine.sheets)

    return make


def _folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    share = folder / "copieur"
    share.mkdir()
    for number in (1, 2):
        (share / f"scan{number}.jpg").write_bytes(page_jpeg(number, 75, is_colour=True))
    with Pipeline() as pipeline:
        pipeline.warm()  # its worker is running from here on
        scanner = WatchedFolders([share], FileReader(pipeline, is_sandboxed=False), QUICK_FOLDER)
        yield Bench(scanner, ScannerDevice(f"folder:{share}", "", "copieur", "folder"), 2)


def _file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    documents = folder / "documents"
    documents.mkdir()
    path = documents / "dossier.pdf"
    sheets = [page_jpeg(number, 75, is_colour=True) for number in (1, 2, 3)]
    path.write_bytes(make_pdf(sheets))
    files = AllowedFolders((("Mes documents", documents),))
    with Pipeline() as pipeline:
        pipeline.warm()
        scanner = PickedFiles(files, FileReader(pipeline, is_sandboxed=False))
        yield Bench(scanner, ScannerDevice(f"file:{path}", "", path.name, "file"), len(sheets))


@cache
def _photograph(number: int) -> bytes:
    paper = letter(random.Random(number), 72)
    return photographed(random.Random(number), paper, long_px=1200).jpeg


def _camera(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """No camera is here: the real child looks at pictures in a folder."""
    pictures = folder / "pictures"
    pictures.mkdir()
    for number in (1, 2):
        (pictures / f"{number}.jpg").write_bytes(_photograph(number))
    stand_in = ChildScanner(
        child_command("tests.fakes.picture_camera_child"),
        {"pictures": str(pictures)},
        limits=QUICK,
        finder=Finder(),
    )
    device = ScannerDevice("camera:pictures", "Papier", "Dossier d’images", "camera")
    yield Bench(stand_in, device, 2)


BENCHES: Mapping[str, MakeBench] = {
    "python-sane": _sane(PYTHON_SANE),
    "scanimage": _sane(SCANIMAGE),
    "sane-pnm": _pnm,
    "folder": _folder,
    "file": _file,
    "camera": _camera,
    **{f"escl-{name}": _escl(name) for name in HABITS},
}


@contextmanager
def bench(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """Set up one source while the block runs."""
    with contextmanager(BENCHES[name])(folder, monkeypatch) as made:
        yield made
