"""A card held before a camera is read in the camera's child; the camera is off as soon as it may.

The child is the real one, before pictures in a folder.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno
from PIL import Image

from kiosk.capture.camera.card_camera import CameraLimits, CardCamera
from kiosk.capture.camera.finder import View
from kiosk.capture.children import ROOT
from kiosk.capture.imaging.picture import Picture
from kiosk.domain.identifier_card import CardContent, card_text
from kiosk.errors import KioskError

AMINA = CardContent("amina.d-7k3f", "fr")
CHILD = "tests.fakes.picture_camera_child"
CAMERA = "camera:pictures"


def hand_with(text: str, *, side_px: int = 190, turned_deg: float = 12.0) -> Picture:
    """Return what a webcam sees of a code in a hand: small, askew, out of focus a little, noisy."""
    picture = np.full((720, 1280, 3), (96, 120, 150), np.uint8)
    png = io.BytesIO()
    segno.make(text, error="m", micro=False).save(png, kind="png", scale=8, border=4)
    code = np.asarray(Image.open(png).convert("RGB").resize((side_px, side_px)), np.uint8)
    picture[240 : 240 + side_px, 520 : 520 + side_px] = code
    turn = cv2.getRotationMatrix2D((640, 360), turned_deg, 1.0)
    turned = cv2.warpAffine(picture, turn, (1280, 720), borderValue=(96, 120, 150))
    blurred = cv2.GaussianBlur(turned, (0, 0), 0.8).astype(np.int16)
    noise = np.random.default_rng(7).normal(0, 6, blurred.shape)
    return np.clip(blurred + noise, 0, 255).astype(np.uint8)


def empty_room() -> Picture:
    return np.full((720, 1280, 3), (96, 120, 150), np.uint8)


def before(folder: Path, *pictures: Picture) -> Path:
    for number, picture in enumerate(pictures):
        assert cv2.imwrite(str(folder / f"{number:02}.png"), picture)
    return folder


class Looking:
    """One look and what came of it."""

    def __init__(self, pictures: Path, limits: CameraLimits | None = None, **options: str) -> None:
        self.camera = CardCamera(
            CHILD, {"pictures": str(pictures), **options}, limits or CameraLimits()
        )
        self.views: list[View] = []
        self.refused: list[str] = []
        self.is_left: Callable[[], bool] = lambda: False

    def look(self) -> CardContent | None:
        return self.camera.look(CAMERA, self.views.append, self.refused.append, self.is_left)

    def fault(self) -> str:
        with pytest.raises(KioskError) as told:
            self.look()
        return told.value.message_key


def children() -> set[int]:
    """Return the processes this one has started and that still run."""
    task = f"/proc/{os.getpid()}/task"
    found = (Path(task, each, "children") for each in os.listdir(task))
    return {int(pid) for file in found if file.exists() for pid in file.read_text().split()}


def test_a_card_held_in_a_hand_is_read_and_the_camera_is_off(tmp_path: Path) -> None:
    before_it = children()
    looking = Looking(before(tmp_path, empty_room(), hand_with(card_text(AMINA))))
    assert looking.look() == AMINA
    assert children() == before_it
    assert looking.views
    assert all(len(view.rgb) == 3 * view.width * view.height for view in looking.views)
    assert max(max(view.width, view.height) for view in looking.views) <= 640


def test_a_card_printed_before_is_read_too(tmp_path: Path) -> None:
    assert Looking(before(tmp_path, hand_with("RK1:amina.d-7k3f:fr"))).look() == AMINA


def test_another_code_is_told_once_and_the_look_goes_on(tmp_path: Path) -> None:
    other, card = hand_with("https://example.org/suivi"), hand_with(card_text(AMINA))
    looking = Looking(before(tmp_path, other, empty_room(), other, card))
    assert looking.look() == AMINA
    assert looking.refused == ["card.foreign"]


def test_of_two_codes_in_view_the_card_is_taken(tmp_path: Path) -> None:
    both = hand_with(card_text(AMINA), turned_deg=0.0)
    both[:, :500] = hand_with("https://example.org", turned_deg=0.0)[:, 420:920]
    looking = Looking(before(tmp_path, both))
    assert looking.look() == AMINA


def test_leaving_turns_the_camera_off_at_once(tmp_path: Path) -> None:
    before_it = children()
    looking = Looking(before(tmp_path, *[empty_room()] * 40))
    looking.is_left = lambda: len(looking.views) >= 2
    assert looking.look() is None
    assert children() == before_it


def test_a_camera_that_sees_no_card_is_off_after_its_time(tmp_path: Path) -> None:
    before_it = children()
    looking = Looking(before(tmp_path, empty_room()), CameraLimits(look_s=3.0), endless="yes")
    began_at = time.monotonic()
    assert looking.fault() == "card.not_seen"
    assert time.monotonic() - began_at < 10
    assert children() == before_it


def test_thirty_seconds_are_the_usual_time() -> None:
    assert CameraLimits().look_s == 30.0


def test_a_pulled_cable_and_a_busy_camera_have_words(tmp_path: Path) -> None:
    (tmp_path / "0.gone").touch()
    assert Looking(tmp_path).fault() == "card.camera_lost"
    assert Looking(tmp_path, busy="yes").fault() == "card.camera_busy"


def test_a_camera_that_falls_silent_is_given_up(tmp_path: Path) -> None:
    looking = Looking(before(tmp_path, empty_room()), CameraLimits(silent_s=0.5), hangs="yes")
    assert looking.fault() == "card.camera_lost"


@pytest.mark.parametrize("module", ["tests.fakes.crashing_worker", "tests.fakes.lying_worker"])
def test_a_child_that_crashes_or_lies_is_a_camera_that_is_lost(module: str) -> None:
    camera = CardCamera(module, limits=CameraLimits(start_s=10.0))
    with pytest.raises(KioskError) as told:
        camera.look(CAMERA, lambda _view: None, lambda _key: None, lambda: False)
    assert told.value.message_key == "card.camera_lost"


def test_a_post_without_a_camera_has_none() -> None:
    assert CardCamera(CHILD).find() == CAMERA
    assert CardCamera("tests.fakes.crashing_worker").find() is None


def test_the_camera_is_off_when_the_session_is_killed(tmp_path: Path) -> None:
    before(tmp_path, empty_room())
    session = (
        "import os, sys; sys.path.insert(0, sys.argv[1])\n"
        "from kiosk.capture.camera.card_camera import CardCamera\n"
        "camera = CardCamera(sys.argv[2], {'pictures': sys.argv[3], 'endless': 'yes'})\n"
        "pids = lambda: open(f'/proc/self/task/{os.getpid()}/children').read()\n"
        "seen = lambda _view: print(pids(), flush=True)\n"
        "camera.look('camera:pictures', seen, print, lambda: False)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", session, str(ROOT), CHILD, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stdout is not None
        child = Path("/proc") / running.stdout.readline().strip()
        assert child.name.isdecimal()
        running.kill()
    deadline = time.monotonic() + 5
    while child.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not child.exists()
