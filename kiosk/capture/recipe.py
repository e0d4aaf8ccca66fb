"""What was decided for one page: enough to make it again from its scan, step by step less.

Values only, without pixels: the session keeps and seals recipes, the worker cooks them.
Every step can be taken out alone ("Remettre comme avant"); the scan is never changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

__all__ = [
    "AS_SCANNED",
    "BadRecipe",
    "Change",
    "Corners",
    "Frame",
    "PaperFormat",
    "Recipe",
    "Side",
    "Tone",
    "recipe_of",
]

Corners = tuple[float, float, float, float, float, float, float, float]
"""x, y of the paper's four corners in the scan: top left, top right, bottom right, bottom left."""

MIN_LEAN_DEG = 0.12
"""Less is not seen by people, and every resampling softens letters."""

MAX_SIDE = 60_000


class BadRecipe(ValueError):
    """What claims to be a recipe is none."""


class Change(Enum):
    """One step between the scan and the page."""

    CROPPED = "cropped"
    STRAIGHTENED = "straightened"
    FLATTENED = "flattened"
    """A photograph's perspective taken out."""
    UPRIGHTED = "uprighted"
    """Turned by itself, by the direction of the writing."""
    WHITENED = "whitened"
    MADE_GREY = "made_grey"
    MADE_BLACK_AND_WHITE = "made_black_and_white"
    TURNED = "turned"
    """Turned by a person."""


class Tone(Enum):
    """What of the colours is kept."""

    AS_SCANNED = "as_scanned"
    GREY = "grey"
    BLACK_AND_WHITE = "black_and_white"


class PaperFormat(Enum):
    """Cards of a known size, in millimetres, long side first."""

    ID_1 = "id_1"
    ID_2 = "id_2"
    ID_3 = "id_3"

    @property
    def size_mm(self) -> tuple[float, float]:
        """ISO/IEC 7810: ID-1 85.6 x 54, ID-2 105 x 74 (the card of before 2021), ID-3 125 x 88."""
        return {
            PaperFormat.ID_1: (85.6, 53.98),
            PaperFormat.ID_2: (105.0, 74.0),
            PaperFormat.ID_3: (125.0, 88.0),
        }[self]


@dataclass(frozen=True, slots=True)
class Side:
    """What a page is that is one side of a card."""

    format: PaperFormat
    has_portrait: bool

    def belongs_to(self, other: Side) -> bool:
        """Return whether both may be the sides of one card: two fronts are two cards."""
        return self.format is other.format and not (self.has_portrait and other.has_portrait)


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle in the scan, leaning by `angle_deg` (clockwise): what becomes the page."""

    centre_x: float
    centre_y: float
    width: float
    height: float
    angle_deg: float

    def bounds(self) -> Frame:
        """Return the upright rectangle around this one."""
        turn = math.radians(self.angle_deg)
        cos, sin = abs(math.cos(turn)), abs(math.sin(turn))
        return Frame(
            self.centre_x,
            self.centre_y,
            self.width * cos + self.height * sin,
            self.width * sin + self.height * cos,
            0.0,
        )

    def scaled(self, scale: float) -> Frame:
        """Return the same rectangle in a picture `scale` times as large."""
        return Frame(
            self.centre_x * scale,
            self.centre_y * scale,
            self.width * scale,
            self.height * scale,
            self.angle_deg,
        )


@dataclass(frozen=True, slots=True)
class Recipe:
    """The steps, in their order. The one of a page as scanned is `Recipe()`."""

    corners: Corners | None = None
    """Of the paper in a photograph; then neither `frame` nor `lean_deg` is used."""
    frame: Frame | None = None
    lean_deg: float = 0.0
    """How far to turn back a scan whose paper shows no edges; 0 where there is a frame."""
    turns: int = 0
    """Quarter turns to the right, by the direction of the writing."""
    is_whitened: bool = False
    tone: Tone = Tone.AS_SCANNED
    hand_turns: int = 0

    @property
    def changes(self) -> tuple[Change, ...]:
        """The steps that this recipe holds, in order."""
        angle_deg = self.lean_deg if self.frame is None else self.frame.angle_deg
        holds = {
            Change.FLATTENED: self.corners is not None,
            Change.CROPPED: self.frame is not None,
            Change.STRAIGHTENED: self.corners is None and abs(angle_deg) >= MIN_LEAN_DEG,
            Change.UPRIGHTED: self.turns != 0,
            Change.WHITENED: self.is_whitened,
            Change.MADE_GREY: self.tone is Tone.GREY,
            Change.MADE_BLACK_AND_WHITE: self.tone is Tone.BLACK_AND_WHITE,
            Change.TURNED: self.hand_turns != 0,
        }
        return tuple(change for change, is_held in holds.items() if is_held)

    def without(self, change: Change) -> Recipe:
        """Return the recipe less one step; the others stay."""
        match change:
            case Change.FLATTENED:
                return replace(self, corners=None)
            case Change.CROPPED if self.frame is not None:
                return replace(self, frame=None, lean_deg=self.frame.angle_deg)
            case Change.CROPPED:
                return self
            case Change.STRAIGHTENED:
                frame = None if self.frame is None else self.frame.bounds()
                return replace(self, frame=frame, lean_deg=0.0)
            case Change.UPRIGHTED:
                return replace(self, turns=0)
            case Change.WHITENED:
                return replace(self, is_whitened=False)
            case Change.MADE_GREY | Change.MADE_BLACK_AND_WHITE:
                return replace(self, tone=Tone.AS_SCANNED)
            case Change.TURNED:
                return replace(self, hand_turns=0)

    def turned_by_hand(self, quarter_turns: int) -> Recipe:
        """Return the recipe with the page turned further to the right."""
        return replace(self, hand_turns=(self.hand_turns + quarter_turns) % 4)

    def to_json(self) -> dict[str, object]:
        """Return JSON values from which `from_json` makes this recipe again.

        Decimals travel as whole thousandths: what is sealed holds no floating point.
        """
        frame = self.frame
        return {
            "corners": [] if self.corners is None else [_thousandths(c) for c in self.corners],
            "frame": []
            if frame is None
            else [
                _thousandths(part)
                for part in (
                    frame.centre_x,
                    frame.centre_y,
                    frame.width,
                    frame.height,
                    frame.angle_deg,
                )
            ],
            "lean": _thousandths(self.lean_deg),
            "turns": self.turns,
            "white": self.is_whitened,
            "tone": self.tone.value,
            "hand": self.hand_turns,
        }

    @classmethod
    def from_json(cls, untrusted: object) -> Recipe:
        """Return the recipe that `untrusted` tells. Raises BadRecipe for anything else."""
        match untrusted:
            case {
                "corners": list() as corners,
                "frame": list() as frame,
                "lean": int() as lean,
                "turns": int() as turns,
                "white": bool() as white,
                "tone": str() as tone,
                "hand": int() as hand,
            } if len(corners) in {0, 8} and len(frame) in {0, 5}:
                pass
            case _:
                raise BadRecipe("a recipe lacks its parts")
        if not (0 <= turns <= 3 and 0 <= hand <= 3 and abs(lean) <= 45_000):
            raise BadRecipe("a recipe turns too far")
        try:
            known_tone = Tone(tone)
        except ValueError as cause:
            raise BadRecipe("a tone is unknown") from cause
        return cls(
            corners=_corners(corners),
            frame=_frame(frame),
            lean_deg=lean / 1000,
            turns=turns,
            is_whitened=white,
            tone=known_tone,
            hand_turns=hand,
        )


AS_SCANNED = Recipe()
"""Nothing done."""


def recipe_of(header: Mapping[str, object], name: str = "recipe") -> Recipe:
    """Return the recipe in a header's field `name`. Raises BadRecipe."""
    return Recipe.from_json(header.get(name))


def _thousandths(value: float) -> int:
    return round(value * 1000)


def _decimals(untrusted: list[object]) -> list[float]:
    values = [value / 1000 for value in untrusted if isinstance(value, int)]
    if len(values) != len(untrusted) or any(abs(value) > MAX_SIDE for value in values):
        raise BadRecipe("a place is no number within its bounds")
    return values


def _corners(untrusted: list[object]) -> Corners | None:
    if not untrusted:
        return None
    a, b, c, d, e, f, g, h = _decimals(untrusted)
    return a, b, c, d, e, f, g, h


def _frame(untrusted: list[object]) -> Frame | None:
    if not untrusted:
        return None
    x, y, width, height, angle = _decimals(untrusted)
    if width < 1 or height < 1 or abs(angle) > 45:
        raise BadRecipe("a frame is out of bounds")
    return Frame(x, y, width, height, angle)
