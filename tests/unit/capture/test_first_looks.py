"""A page that landed is shown small at once, whatever the pipeline is busy with."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from kiosk.capture.children import ROOT, child_command
from kiosk.capture.first_looks import FirstLookLimits, FirstLooks
from kiosk.errors import Unavailable
from tests.fakes.pages import scan_of, sheet, to_jpeg

SCAN = scan_of(sheet(100), dpi=100, skew_deg=2.3).image


@pytest.fixture(scope="module")
def looks() -> Iterator[FirstLooks]:
    with FirstLooks() as worker:
        yield worker


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_first_look_is_small_and_keeps_its_shape(looks: FirstLooks, mode: str) -> None:
    out = io.BytesIO()
    SCAN.convert(mode).save(out, "JPEG", quality=90)
    small = looks.thumbnail(out.getvalue())
    with Image.open(io.BytesIO(small)) as picture:
        assert max(picture.size) == 320
        assert picture.width / picture.height == pytest.approx(SCAN.width / SCAN.height, abs=0.01)
        assert picture.mode == ("L" if mode == "L" else "RGB")
    assert len(small) < 40_000


def test_a_picture_smaller_than_a_thumbnail_stays_as_large_as_it_is(looks: FirstLooks) -> None:
    small = looks.thumbnail(to_jpeg(Image.new("L", (40, 60), 200), 100))
    with Image.open(io.BytesIO(small)) as picture:
        assert picture.size == (40, 60)


@pytest.mark.parametrize("broken", [b"", b"\xff\xd8\xff\xe0junk", to_jpeg(SCAN, 100)[:900]])
def test_a_broken_picture_has_no_first_look_and_the_next_page_has(
    looks: FirstLooks, broken: bytes
) -> None:
    with pytest.raises(Unavailable) as raised:
        looks.thumbnail(broken)
    assert raised.value.message_key == "page.no_preview"
    assert looks.thumbnail(to_jpeg(SCAN, 100))


def test_a_picture_announcing_too_many_pixels_has_no_first_look(looks: FirstLooks) -> None:
    jpeg = bytearray(to_jpeg(Image.new("L", (16, 16)), 100))
    start = jpeg.index(b"\xff\xc0")
    jpeg[start + 5 : start + 9] = b"\xff\xf0\xff\xf0"  # height and width of the frame header
    looks.warm()
    worker = looks._child
    with pytest.raises(Unavailable):
        looks.thumbnail(bytes(jpeg))
    assert looks._child is worker


@pytest.mark.parametrize("worker", ["crashing_worker", "hanging_worker"])
def test_a_worker_that_crashes_or_hangs_costs_the_first_look_alone(worker: str) -> None:
    limits = FirstLookLimits(request_s=0.2)
    with FirstLooks(child_command(f"tests.fakes.{worker}"), limits) as looks:
        with pytest.raises(Unavailable):
            looks.thumbnail(to_jpeg(SCAN, 100))
        assert looks._child is None


def test_a_killed_worker_is_replaced() -> None:
    with FirstLooks() as looks:
        looks.warm()
        child = looks._child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert looks.thumbnail(to_jpeg(SCAN, 100))


def test_the_worker_has_no_network_but_its_own(looks: FirstLooks) -> None:
    looks.warm()
    if not looks.is_network_gone:
        pytest.skip("this system gives no network namespaces to this user")
    child = looks._child
    assert child is not None
    ours = Path("/proc/self/ns/net").readlink()
    assert Path(f"/proc/{child.pid}/ns/net").readlink() != ours


def test_the_worker_loads_neither_arrays_nor_the_library_that_decides() -> None:
    look = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import kiosk.capture.first_look_worker\n"
        "print(sorted({'numpy', 'cv2', 'tesserocr'} & sys.modules.keys()))"
    )
    said = subprocess.run(
        [sys.executable, "-I", "-c", look, str(ROOT)], capture_output=True, text=True, check=True
    ).stdout
    assert said.strip() == "[]"
