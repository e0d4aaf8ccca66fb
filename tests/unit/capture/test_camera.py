"""A paper before a camera: when it is taken by itself, and that it is taken once (VLT-11)."""

from __future__ import annotations

import io
import random
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.capture.camera.child import MIN_SHARPNESS
from kiosk.capture.camera.finder import FINISH, SHOOT, Finder, View, parse_view
from kiosk.capture.camera.stillness import (
    AT_FIRST,
    MISSED_LOOKS,
    STILL_S,
    Look,
    Seen,
    Watching,
    advance,
)
from kiosk.capture.camera.v4l2 import cameras_of
from kiosk.capture.child_scanner import ChildScanner, ScanLimits
from kiosk.capture.children import child_command
from kiosk.capture.frames import BadFrame, Frame
from kiosk.capture.imaging.likeness import is_alike, mark_of, sharpness
from kiosk.capture.imaging.perspective import find_corners, flattened
from kiosk.capture.imaging.picture import Picture, decode, fit_within
from kiosk.capture.pipeline import Change, Pipeline
from kiosk.capture.ports import ScanEnd, ScannedPage, ScannerDevice, ScanOutcome, ScanSettings
from kiosk.capture.recipe import Corners
from kiosk.errors import Unavailable
from tests.capture.papers import Paper, card_front, form, letter, table
from tests.capture.scenes import photographed

HERE: Corners = (100, 100, 500, 100, 500, 400, 100, 400)
STEP_S = 0.1


def moved(by: float) -> Corners:
    a, b, c, d, e, f, g, h = HERE
    return a + by, b, c + by, d, e + by, f, g + by, h


def told(views: Sequence[Seen]) -> list[Look]:
    """Return what is said of views that come ten times a second."""
    watching: Watching = AT_FIRST
    said = []
    for number, seen in enumerate(views):
        watching = advance(watching, seen, number * STEP_S)
        said.append(watching.told)
    return said


def seen(corners: Corners | None = HERE, *, is_sharp: bool = True, is_taken: bool = False) -> Seen:
    return Seen(corners, 800.0, is_sharp, is_taken)


def test_a_paper_that_lies_still_is_taken_after_seven_tenths_of_a_second() -> None:
    said = told([seen()] * 12)
    first = said.index(Look.SHOOT)
    assert said[:first] == [Look.MOVING] * first
    assert STILL_S <= first * STEP_S <= STILL_S + STEP_S
    assert set(said[first:]) == {Look.SHOOT}


def test_noise_at_the_edge_is_no_movement_and_a_hand_that_moves_the_sheet_is() -> None:
    assert told([seen(moved(by % 3)) for by in range(12)])[-1] is Look.SHOOT
    assert Look.SHOOT not in told([seen(moved(20 * by)) for by in range(20)])


def test_a_blurred_paper_is_told_and_not_taken_until_it_is_sharp() -> None:
    said = told([seen(is_sharp=False)] * 12 + [seen()])
    assert said[-2:] == [Look.BLURRED, Look.SHOOT]
    assert Look.SHOOT not in said[:-1]


def test_an_edge_lost_for_a_moment_does_not_start_again_and_one_lost_for_longer_does() -> None:
    still = [seen()] * 5
    assert told([*still, *[seen(None)] * MISSED_LOOKS, *still])[-1] is Look.SHOOT
    assert told([*still, *[seen(None)] * (MISSED_LOOKS + 1), *still])[-1] is Look.MOVING
    assert told([seen(None)] * 9) == [Look.NO_PAPER] * 9


def test_a_paper_that_was_taken_is_not_taken_again_however_long_it_lies() -> None:
    said = told([seen()] * 8 + [seen(is_taken=True)] * 30 + [seen(moved(50), is_taken=True)] * 30)
    assert said.count(Look.SHOOT) == 1
    assert said[-1] is Look.TAKEN


def flat(scene_jpeg: bytes) -> Picture:
    small = fit_within(decode(scene_jpeg), 640)
    corners = find_corners(small)
    assert corners is not None
    return flattened(small, corners)


def papers(count: int) -> Sequence[Paper]:
    kinds = (letter, form, table, card_front)
    return [kinds[at % len(kinds)](random.Random(at), 100) for at in range(count)]


def seen_again(picture: Picture, number: int) -> Picture:
    """Return the photograph a moment later: other noise, a little other light, jogged a little."""
    rng = np.random.default_rng(number)
    later = picture.astype(np.float32) * rng.uniform(0.92, 1.04) + rng.normal(0, 3, picture.shape)
    shift = np.float32([[1, 0, rng.uniform(-3, 3)], [0, 1, rng.uniform(-3, 3)]])
    size = (picture.shape[1], picture.shape[0])
    jogged = cv2.warpAffine(
        np.clip(later, 0, 255).astype(np.uint8), shift, size, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(jogged, np.uint8)


def jpeg_of(picture: Picture) -> bytes:
    return bytes(cv2.imencode(".jpg", picture)[1])


def test_one_paper_seen_again_is_known_and_two_papers_of_one_kind_are_told_apart() -> None:
    scenes = [photographed(random.Random(at), paper) for at, paper in enumerate(papers(12))]
    marks = [mark_of(flat(scene.jpeg)) for scene in scenes]
    again = [
        mark_of(flat(photographed(random.Random(500 + at), paper).jpeg))
        for at, paper in enumerate(papers(12))
    ]
    for at, mark in enumerate(marks):
        assert is_alike(mark, again[at])
        assert [other for other in range(12) if is_alike(mark, marks[other])] == [at]


@pytest.mark.parametrize("at", range(4))
def test_print_in_focus_is_sharp_and_the_same_print_out_of_focus_is_not(at: int) -> None:
    scene = photographed(random.Random(at), papers(4)[at])
    sharp = fit_within(decode(scene.jpeg), 1600)
    noise = np.random.default_rng(at).normal(0, 4, sharp.shape)
    soft = cv2.GaussianBlur(sharp, (0, 0), 2.5).astype(np.float32) + noise
    blurred = np.clip(soft, 0, 255).astype(np.uint8)
    height, width = sharp.shape[:2]
    middle = slice(height // 4, 3 * height // 4), slice(width // 4, 3 * width // 4)
    assert sharpness(blurred[middle]) < MIN_SHARPNESS < sharpness(sharp[middle])


def view_frame(**changed: object) -> Frame:
    header: dict[str, object] = {
        "is": "view",
        "width": 4,
        "height": 3,
        "corners": [0, 0, 4, 0, 4, 3, 0, 3],
        "told": "moving",
    }
    return Frame({**header, **changed}, bytes(36))


def test_a_view_is_taken_as_its_child_sent_it() -> None:
    assert parse_view(view_frame()) == View(bytes(36), 4, 3, (0, 0, 4, 0, 4, 3, 0, 3), Look.MOVING)
    assert parse_view(view_frame(corners=[])).corners is None


@pytest.mark.parametrize(
    "changed",
    [
        {"width": 5},
        {"width": 0},
        {"height": 1 << 40},
        {"told": "nothing"},
        {"corners": [0] * 7},
        {"corners": ["x"] * 8},
        {"corners": [0, 0, 9000, 0, 4, 3, 0, 3]},
        {"corners": None},
    ],
)
def test_a_view_that_is_none_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(BadFrame):
        parse_view(view_frame(**changed))


def test_a_slow_screen_gets_the_newest_view_and_is_called_once() -> None:
    finder, calls = Finder(), list[int]()
    finder.watch(lambda: calls.append(1))
    views = [View(bytes([n] * 3), 1, 1, None, Look.NO_PAPER) for n in range(3)]
    for view in views:
        finder.seen(view)
    assert (len(calls), finder.latest(), finder.latest()) == (1, views[2], None)
    finder.watch(None)
    finder.seen(views[0])
    assert len(calls) == 1


def test_what_was_pressed_before_a_scan_is_forgotten() -> None:
    finder = Finder()
    finder.shoot()
    finder.begin()
    finder.shoot()
    finder.finish()
    assert (finder.asked(), finder.asked()) == ([SHOOT, FINISH], [])


def test_a_camera_is_named_by_its_link_and_its_second_node_is_none(tmp_path: Path) -> None:
    sysfs, links = tmp_path / "sys", tmp_path / "by-id"
    for name, index, model in (
        ("video0", "0", "Cam A"),
        ("video1", "1", "Cam A"),
        ("video2", "0", ""),
    ):
        (sysfs / name).mkdir(parents=True)
        (sysfs / name / "index").write_text(f"{index}\n", encoding="ascii")
        (sysfs / name / "name").write_text(f"{model}\n", encoding="ascii")
    links.mkdir()
    (links / "usb-Cam_A-video-index0").symlink_to("/dev/video0")
    assert list(cameras_of(sysfs, links)) == [
        (str(links / "usb-Cam_A-video-index0"), "Cam A"),
        ("/dev/video2", "video2"),
    ]
    assert list(cameras_of(tmp_path / "none", links)) == []


# The child, before pictures in a folder

DEVICE = ScannerDevice("camera:pictures", "", "", "camera")
QUICK = ScanLimits(retry_after_s=0.01, close_s=0.3)


class Desk:
    """Looks through the stand-in and keeps what came."""

    def __init__(self, pictures: Path, **options: str) -> None:
        self.finder = Finder()
        self.pages: list[ScannedPage] = []
        self.views: list[View] = []
        self.finder.watch(self._came)
        self._scanner = ChildScanner(
            child_command("tests.fakes.picture_camera_child"),
            {"pictures": str(pictures), **options},
            limits=QUICK,
            finder=self.finder,
        )
        self.on_view = lambda: None

    def scan(self) -> ScanOutcome:
        return self._scanner.scan(DEVICE, ScanSettings(), self.pages.append, lambda: False)

    @property
    def told(self) -> list[Look]:
        """What was said, each once while it stayed the same."""
        said = [view.told for view in self.views]
        return [look for at, look in enumerate(said) if at == 0 or said[at - 1] is not look]

    def _came(self) -> None:
        view = self.finder.latest()
        if view is not None:
            self.views.append(view)
            self.on_view()


def put(folder: Path, *pictures: Picture | bytes) -> Path:
    for number, picture in enumerate(pictures):
        jpeg = picture if isinstance(picture, bytes) else jpeg_of(picture)
        (folder / f"{number}.jpg").write_bytes(jpeg)
    return folder


def a_table() -> Picture:
    return np.full((900, 1600, 3), (70, 105, 145), np.uint8)


def test_each_paper_is_taken_once_and_lies_flat_after_the_usual_road(tmp_path: Path) -> None:
    scenes = [photographed(random.Random(n), letter(random.Random(n), 100)) for n in (1, 2)]
    again = seen_again(decode(scenes[0].jpeg), 1)
    desk = Desk(put(tmp_path, a_table(), scenes[0].jpeg, a_table(), again, scenes[1].jpeg))
    outcome = desk.scan()
    assert (outcome.pages, outcome.ended_by) == (2, ScanEnd.DONE)
    assert desk.told[:4] == [Look.NO_PAPER, Look.MOVING, Look.SHOOT, Look.TAKEN]
    assert all(len(view.rgb) == 3 * view.width * view.height for view in desk.views)
    with Pipeline() as pipeline:
        made = pipeline.improve(desk.pages[0])
    assert Change.FLATTENED in made.applied
    with Image.open(io.BytesIO(made.jpeg)) as image:
        assert 1.3 < image.height / image.width < 1.5
    assert abs(image.height / desk.pages[0].dpi - 11.69) < 0.6  # true size, about


def test_the_button_takes_what_no_edge_is_found_in(tmp_path: Path) -> None:
    desk = Desk(put(tmp_path, a_table()))
    desk.on_view = lambda: desk.finder.shoot() if len(desk.views) == 2 else None
    outcome = desk.scan()
    assert outcome.pages == len(desk.pages) == 1
    assert (desk.pages[0].width, desk.pages[0].height) == (1600, 900)


def test_it_is_finished_by_its_button(tmp_path: Path) -> None:
    desk = Desk(put(tmp_path, *[a_table()] * 90))
    desk.on_view = desk.finder.finish
    outcome = desk.scan()
    assert (outcome.pages, outcome.ended_by) == (0, ScanEnd.DONE)
    assert len(desk.views) < 90 * 12


def test_pages_before_a_pulled_cable_are_kept(tmp_path: Path) -> None:
    scene = photographed(random.Random(1), letter(random.Random(1), 100))
    put(tmp_path, scene.jpeg)
    (tmp_path / "9.gone").touch()
    desk = Desk(tmp_path)
    with pytest.raises(Unavailable) as raised:
        desk.scan()
    assert (raised.value.message_key, raised.value.context["pages"]) == ("scan.unplugged", 1)
    assert len(desk.pages) == 1


def test_a_camera_that_is_never_let_go_has_told_how_it_ended(tmp_path: Path) -> None:
    scene = photographed(random.Random(1), letter(random.Random(1), 100))
    desk = Desk(put(tmp_path, scene.jpeg), lingers="yes")
    began_at = time.monotonic()
    outcome = desk.scan()
    assert (outcome.pages, outcome.ended_by) == (1, ScanEnd.DONE)
    assert time.monotonic() - began_at < QUICK.start_s  # or it was silence that ended it

    (tmp_path / "9.gone").touch()
    with pytest.raises(Unavailable) as raised:
        desk.scan()
    assert (raised.value.message_key, raised.value.context["pages"]) == ("scan.unplugged", 1)
