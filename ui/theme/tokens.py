"""Colours, sizes and spaces by name (`ux.md` section 10).

Nothing else in `ui` holds a number of them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

__all__ = ["CONTRAST", "DARK", "DESK", "LIGHT", "Palette", "Scale", "Tone", "terminal_scale"]

SPACE_XS, SPACE_S, SPACE_M, SPACE_L, SPACE_XL = 4, 8, 16, 24, 32
RADIUS, CARD_RADIUS = 6, 10
MM_PER_INCH = 25.4
CAPITAL_RATIO = 0.72
"""Height of Andika's capitals over its size; a test measures the font."""
BODY_CAPITAL_MM, LARGE_CAPITAL_MM = 4.8, 6.1
LEAST_BODY_PX = 28


class Tone(Enum):
    """What a coloured note means; always beside words."""

    OK = "ok"
    AMBER = "amber"
    RED = "red"
    INDIGO = "indigo"
    PETROL = "petrol"


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme. Every text colour reads at 4.5:1 or more on the grounds it stands on."""

    name: str
    ink: str
    ink_soft: str
    surface: str
    ground: str
    petrol: str
    petrol_pressed: str
    on_petrol: str
    ok: str
    ok_ground: str
    amber: str
    amber_ground: str
    red: str
    red_ground: str
    indigo: str
    indigo_ground: str
    petrol_ground: str
    line: str
    line_soft: str
    focus: str
    focus_edge: str
    border_px: int = 1

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Return (text, ground) of a tone."""
        return {
            Tone.OK: (self.ok, self.ok_ground),
            Tone.AMBER: (self.amber, self.amber_ground),
            Tone.RED: (self.red, self.red_ground),
            Tone.INDIGO: (self.indigo, self.indigo_ground),
            Tone.PETROL: (self.petrol, self.petrol_ground),
        }[tone]


LIGHT = Palette(
    name="light",
    ink="#1B1F24",
    ink_soft="#4A5560",
    surface="#FFFFFF",
    ground="#F6F4EF",
    petrol="#0A5A66",
    petrol_pressed="#06434D",
    on_petrol="#FFFFFF",
    ok="#1C6B3A",
    ok_ground="#E2F1E7",
    amber="#8A4B00",
    amber_ground="#FCEFD9",
    red="#A1232B",
    red_ground="#FBE6E5",
    indigo="#43498C",
    indigo_ground="#E8E9F6",
    petrol_ground="#E3EFF0",
    line="#6B7680",
    line_soft="#D9D6CE",
    focus="#FFB703",
    focus_edge="#1B1F24",
)
DARK = Palette(
    name="dark",
    ink="#F2F4F5",
    ink_soft="#B8C2CB",
    surface="#1F262D",
    ground="#14181C",
    petrol="#74CBD6",
    petrol_pressed="#A3DEE6",
    on_petrol="#0B1A1D",
    ok="#86D9A0",
    ok_ground="#1B3325",
    amber="#FFC772",
    amber_ground="#3A2C14",
    red="#FFA39E",
    red_ground="#3D2020",
    indigo="#B5BAF5",
    indigo_ground="#26294A",
    petrol_ground="#17343A",
    line="#8894A0",
    line_soft="#3A444E",
    focus="#FFB703",
    focus_edge="#F2F4F5",
)
CONTRAST = Palette(
    name="contrast",
    ink="#FFFFFF",
    ink_soft="#FFFFFF",
    surface="#000000",
    ground="#000000",
    petrol="#FFFF00",
    petrol_pressed="#FFFFFF",
    on_petrol="#000000",
    ok="#7CFF9B",
    ok_ground="#000000",
    amber="#FFD166",
    amber_ground="#000000",
    red="#FF9C96",
    red_ground="#000000",
    indigo="#00FFFF",
    indigo_ground="#000000",
    petrol_ground="#000000",
    line="#FFFFFF",
    line_soft="#FFFFFF",
    focus="#FFB703",
    focus_edge="#FFFFFF",
    border_px=2,
)


@dataclass(frozen=True, slots=True)
class Scale:
    """Sizes of one place, in pixels: text small to huge, heights of what is pressed."""

    small: int
    body: int
    lead: int
    title: int
    huge: int
    control: int
    main_control: int
    gap: int
    icon: int
    is_terminal: bool
    px_per_mm: float = 96 / MM_PER_INCH

    @property
    def dpi(self) -> float:
        """Dots per inch of the glass."""
        return self.px_per_mm * MM_PER_INCH

    def mm(self, millimetres: float) -> int:
        """Return a length on the glass in pixels."""
        return round(millimetres * self.px_per_mm)


DESK = Scale(
    small=13,
    body=15,
    lead=18,
    title=22,
    huge=28,
    control=40,
    main_control=44,
    gap=8,
    icon=20,
    is_terminal=False,
)
"""A desk: keyboard and mouse at arm's length."""


def terminal_scale(dpi: float, *, is_large: bool = False) -> Scale:
    """Return the terminal's sizes for a screen of `dpi` dots per inch.

    Body capitals are at least 4.8 mm high, 6.1 mm in *Grand texte*; what is touched at
    least 16 mm, main buttons 21 mm, 3 mm apart (`ux.md` section 8.2). Coarse screens get
    no letter below 28 px, which their pixels could not draw well.
    """
    px_per_mm = dpi / MM_PER_INCH
    body = max(LEAST_BODY_PX, math.ceil(BODY_CAPITAL_MM / CAPITAL_RATIO * px_per_mm))
    if is_large:
        body = math.ceil(body * LARGE_CAPITAL_MM / BODY_CAPITAL_MM)
    return Scale(
        small=round(body * 0.82),
        body=body,
        lead=round(body * 1.2),
        title=round(body * 1.45),
        huge=round(body * 1.9),
        control=max(60, math.ceil(16 * px_per_mm)),
        main_control=max(80, math.ceil(21 * px_per_mm)),
        gap=max(12, math.ceil(3 * px_per_mm)),
        icon=max(32, round(body * 1.1)),
        is_terminal=True,
        px_per_mm=px_per_mm,
    )
