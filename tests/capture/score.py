"""Scores what the pipeline decides on the quality set against the truth.

    python -m tests.capture.score [--n N] [--zones N] [--first K] [--workers W] [--seed S] [--json]

Each measure is printed beside its threshold; the exit status is 1 when one is missed. `--first`
runs the set in parts, `--workers` runs parts side by side. Zones are read as the product reads
them: on the page made better, by the reading child.
"""

from __future__ import annotations

import argparse
import datetime
import json
import math
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, fields

import cv2
import numpy as np

from kiosk.capture.imaging import orientation
from kiosk.capture.imaging.encoding import encode_page
from kiosk.capture.imaging.picture import decode
from kiosk.capture.imaging.proposal import Proposal, propose
from kiosk.capture.reading.models import model_folder
from kiosk.capture.reading.mrz import parse
from kiosk.capture.reading.reader import Reader
from kiosk.capture.recipe import AS_SCANNED
from tests.capture.papers import A4_MM
from tests.capture.quality_set import SEED, Sample, ZoneSample, samples, zones
from tests.capture.scenes import Scene
from tests.fakes.ocr_b import FONT

__all__ = ["Measure", "Score", "score"]

MAX_SKEW_DEG = 0.2
MIN_UPRIGHT = 0.99
MIN_CROP_IOU = 0.97
MAX_FALSE_BLANKS = 0
MIN_BLANKS_FOUND = 0.9
MIN_PAIRED = 0.98
MIN_ZONES_EXACT = 0.97
MIN_GROUNDS_RIGHT = 0.98
MAX_CUT_WRITING = 0
CUT_PX = 2.0
PART = 30
"""How many samples, and how many zones, are one part for a worker."""

TODAY = datetime.date(2026, 11, 28)


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing held against its threshold: at most, or at least, as `is_most` says."""

    name: str
    value: float
    threshold: float
    is_most: bool
    count: int

    @property
    def is_held(self) -> bool:
        return self.value <= self.threshold if self.is_most else self.value >= self.threshold

    def row(self) -> dict[str, object]:
        """Return the measure as JSON values."""
        return {
            "name": self.name,
            "value": round(self.value, 4),
            "threshold": self.threshold,
            "held": self.is_held,
            "of": self.count,
        }


@dataclass(slots=True)
class Score:
    """What was decided so far, beside the truth."""

    lean_errors: list[float] = field(default_factory=list)
    overlaps: list[float] = field(default_factory=list)
    upright: list[bool] = field(default_factory=list)
    false_blanks: list[bool] = field(default_factory=list)
    blanks_found: list[bool] = field(default_factory=list)
    paired: list[bool] = field(default_factory=list)
    cut_writing: list[bool] = field(default_factory=list)
    zones_exact: list[bool] = field(default_factory=list)
    grounds_right: list[bool] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """What went wrong, in words, for those who mend it."""

    def take(self, number: int, sample: Sample, reader: orientation.Reader) -> None:
        """Decide on one sample and note how that compares."""
        first = self._decide(sample.scene.jpeg, sample.scene.dpi, reader)
        self._frame(number, sample, first)
        if sample.has_direction:
            self._note(
                self.upright,
                first.recipe.turns == sample.scene.turns,
                f"{number} {sample.kind}: turned {first.recipe.turns}, not {sample.scene.turns}",
            )
        if sample.paper.size_mm == A4_MM and sample.has_direction:
            self._note(
                self.grounds_right,
                first.recipe.is_whitened is not sample.is_ground_printed,
                f"{number} {sample.kind}: whitened {first.recipe.is_whitened}",
            )
        if sample.is_blank:
            self.blanks_found.append(first.looks_blank)
        else:
            self._note(
                self.false_blanks, first.looks_blank, f"{number} {sample.kind}: blank", bad=True
            )
        if sample.second is not None:
            second = self._decide(sample.second.jpeg, sample.second.dpi, reader)
            sides = first.side, second.side
            found = None not in sides and sides[0].belongs_to(sides[1])
            self._note(
                self.paired,
                found == sample.is_pair,
                f"{number} {sample.kind}: pair {found} {sides}",
            )

    def take_zone(
        self, number: int, sample: ZoneSample, reader: orientation.Reader, zone_reader: Reader
    ) -> None:
        """Make a card's page better, read its zone and note whether every sign is right."""
        made = self._decide(sample.jpeg, sample.dpi, reader)
        shown = sample.jpeg
        if made.recipe != AS_SCANNED:
            shown = encode_page(made.page, made.recipe, dpi=made.dpi).shown_jpeg
        read = zone_reader.look(shown, TODAY).zones
        self._note(
            self.zones_exact,
            read == (parse(sample.lines, TODAY),),
            f"zone {number} {sample.layout}, {sample.dpi} dpi: {len(read)} read",
        )

    def join(self, other: Score) -> None:
        """Take in what another part of the set gave."""
        for each in fields(self):
            getattr(self, each.name).extend(getattr(other, each.name))

    def measures(self) -> tuple[Measure, ...]:
        """Return every measure that has something to measure."""
        rows = (
            (
                "lean, median error (degrees)",
                _median(self.lean_errors),
                MAX_SKEW_DEG,
                True,
                self.lean_errors,
            ),
            ("upright", _share(self.upright), MIN_UPRIGHT, False, self.upright),
            ("crop, mean overlap (IoU)", _mean(self.overlaps), MIN_CROP_IOU, False, self.overlaps),
            (
                "pages whose writing was cut",
                sum(self.cut_writing),
                MAX_CUT_WRITING,
                True,
                self.cut_writing,
            ),
            (
                "written pages called blank",
                sum(self.false_blanks),
                MAX_FALSE_BLANKS,
                True,
                self.false_blanks,
            ),
            (
                "blank pages found",
                _share(self.blanks_found),
                MIN_BLANKS_FOUND,
                False,
                self.blanks_found,
            ),
            ("cards, sides paired rightly", _share(self.paired), MIN_PAIRED, False, self.paired),
            (
                "grounds kept or whitened rightly",
                _share(self.grounds_right),
                MIN_GROUNDS_RIGHT,
                False,
                self.grounds_right,
            ),
            (
                "zones read exactly",
                _share(self.zones_exact),
                MIN_ZONES_EXACT,
                False,
                self.zones_exact,
            ),
        )
        return tuple(
            Measure(name, float(value), threshold, is_most, len(held))
            for name, value, threshold, is_most, held in rows
            if held
        )

    def _decide(self, jpeg: bytes, dpi: int, reader: orientation.Reader) -> Proposal:
        began_s = time.process_time()
        proposal = propose(decode(jpeg), dpi, reader)
        self.cpu_s.append(time.process_time() - began_s)
        return proposal

    def _frame(self, number: int, sample: Sample, found: Proposal) -> None:
        scene, recipe = sample.scene, found.recipe
        corners = _corners(found, scene)
        if sample.edges_show:
            overlap = _overlap(corners, scene.corners)
            self.overlaps.append(overlap)
            if overlap < MIN_CROP_IOU - 0.02:
                self.wrong.append(f"{number} {sample.kind}: overlap {overlap:.3f}")
        if recipe.corners is None and not sample.is_blank and sample.has_direction:
            angle = recipe.lean_deg if recipe.frame is None else recipe.frame.angle_deg
            error = abs(angle - scene.skew_deg)
            self.lean_errors.append(error)
            if error > 3 * MAX_SKEW_DEG:
                self.wrong.append(
                    f"{number} {sample.kind}: lean {angle:.2f}, not {scene.skew_deg:.2f}"
                )
        if scene.content is not None:
            inside = np.array(corners, np.float32)
            lost = max(-cv2.pointPolygonTest(inside, point, True) for point in scene.content)
            # What never was in the scan cannot be kept.
            is_cut = lost > CUT_PX and not sample.kind.endswith("frame full")
            self._note(
                self.cut_writing, is_cut, f"{number} {sample.kind}: cuts {lost:.0f}", bad=True
            )

    def _note(self, where: list[bool], value: bool, words: str, *, bad: bool = False) -> None:
        where.append(value)
        if value is bad:
            self.wrong.append(words)


def score(
    chosen: Iterable[Sample],
    with_zones: Iterable[ZoneSample] = (),
    first: int = 0,
) -> Score:
    """Return the score of pipeline and reading on what was chosen."""
    found, reader = Score(), orientation.Reader(model_folder())
    for number, sample in enumerate(chosen, first):
        found.take(number, sample, reader)
    with Reader() as zone_reader:
        for number, zone in enumerate(with_zones, first):
            found.take_zone(number, zone, reader, zone_reader)
    return found


def _score_side_by_side(
    count: int,
    zone_count: int,
    seed: int,
    first: int,
    workers: int,
    told: Callable[[str], None],
) -> Score:
    """Return the score of the whole, its parts decided by `workers` processes."""
    found, done = Score(), 0
    last = max(count, zone_count)
    shares = [
        (min(PART, count - at), min(PART, zone_count - at), seed, first + at)
        for at in range(0, last, PART)
    ]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, spawn, initializer=_quiet) as pool:
        for part in pool.map(_score_part, shares):
            found.join(part)
            done = min(done + PART, last)
            told(f"{done} of {last}, {len(found.wrong)} remarks")
    return found


def _score_part(share: tuple[int, int, int, int]) -> Score:
    count, zone_count, seed, first = share
    return score(samples(count, seed, first), zones(zone_count, seed, first), first)


def _quiet() -> None:
    """Keep to one thread, and the reader's own complaints about empty boxes to oneself."""
    cv2.setNumThreads(1)
    with open(os.devnull, "wb") as null:
        os.dup2(null.fileno(), 2)


def main() -> int:
    """Score the set and print the table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.capture.score", description=__doc__)
    parser.add_argument("--n", type=int, default=600, help="how many samples")
    parser.add_argument("--zones", type=int, default=600, help="how many zones")
    parser.add_argument("--first", type=int, default=0, help="the number to begin with")
    parser.add_argument("--workers", type=int, default=1, help="how many processes decide")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    zone_count = _zones_here(asked.zones)
    load_before = os.getloadavg()[0]
    terminal = os.fdopen(os.dup(2), "w", encoding="utf-8")
    found = _score_side_by_side(
        asked.n,
        zone_count,
        asked.seed,
        asked.first,
        asked.workers,
        lambda words: print(words, file=terminal, flush=True),
    )
    measures = found.measures()
    cpu_s = statistics.median(found.cpu_s)
    if asked.json:
        told = {
            "samples": asked.n,
            "first": asked.first,
            "seed": asked.seed,
            "cpu_s_per_page": round(cpu_s, 3),
            "load_before": round(load_before, 2),
            "measures": [each.row() for each in measures],
        }
        print(json.dumps(told, indent=1))
    else:
        for each in measures:
            sign, verdict = "<=" if each.is_most else ">=", "held" if each.is_held else "MISSED"
            held = f"{each.value:8.4f} {sign} {each.threshold:<6} {verdict:7} of {each.count}"
            print(f"{each.name:34} {held}")
        print(f"{asked.n} samples, seed {asked.seed}, load before {load_before:.1f}")
        print(f"{cpu_s:.2f} s of processor a page (median)")
        print("\n".join(found.wrong))
    return 0 if all(each.is_held for each in measures) else 1


def _zones_here(wanted: int) -> int:
    """Return how many zones can be drawn: none without the face that they are printed in."""
    if wanted and not FONT.exists():
        print("no zones: the package fonts-ocr-b is not installed", file=sys.stderr)
        return 0
    return wanted


def _corners(found: Proposal, scene: Scene) -> tuple[tuple[float, float], ...]:
    """Return the corners, in the scan, of what became the page."""
    recipe = found.recipe
    if recipe.corners is not None:
        each = recipe.corners
        return tuple((each[at], each[at + 1]) for at in range(0, 8, 2))
    if recipe.frame is not None:
        frame = recipe.frame
        turn = math.radians(frame.angle_deg)
        cos, sin = math.cos(turn), math.sin(turn)
        halves = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        return tuple(
            (
                frame.centre_x + (cos * x * frame.width - sin * y * frame.height) / 2,
                frame.centre_y + (sin * x * frame.width + cos * y * frame.height) / 2,
            )
            for x, y in halves
        )
    height, width = decode(scene.jpeg).shape[:2]
    return (0, 0), (width, 0), (width, height), (0, height)


def _overlap(one: Iterable[tuple[float, float]], other: Iterable[tuple[float, float]]) -> float:
    """Return intersection over union."""
    a, b = (cv2.convexHull(np.array(list(each), np.float32)) for each in (one, other))
    common, _ = cv2.intersectConvexConvex(a, b)
    return float(common / (cv2.contourArea(a) + cv2.contourArea(b) - common))


def _share(held: list[bool]) -> float:
    return sum(held) / max(1, len(held))


def _mean(values: list[float]) -> float:
    return statistics.fmean(values) if values else 0.0


def _median(values: list[float]) -> float:
    return statistics.median(values) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
