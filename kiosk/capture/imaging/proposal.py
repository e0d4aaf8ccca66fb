"""What would make a scan a better page: every decision, in order, as a recipe."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kiosk.capture.imaging.blank import looks_blank
from kiosk.capture.imaging.cards import card_format, card_side
from kiosk.capture.imaging.edges import find_paper
from kiosk.capture.imaging.framing import cut, straight_frame
from kiosk.capture.imaging.ground import has_printed_ground
from kiosk.capture.imaging.lean import text_lean_deg
from kiosk.capture.imaging.orientation import Reader, quarter_turns_to_upright
from kiosk.capture.imaging.perspective import find_corners, flattened, scaled
from kiosk.capture.imaging.picture import Picture, fit_within, grey_of, turned
from kiosk.capture.imaging.tones import black_and_white, is_coloured, tone_of
from kiosk.capture.imaging.whiten import can_whiten, whitened
from kiosk.capture.recipe import AS_SCANNED, MIN_LEAN_DEG, PaperFormat, Recipe, Side, Tone

__all__ = ["Proposal", "cooked", "dpi_of_page", "framed", "propose"]

WORK_SIDE = 1200
"""Long side of the reduced picture on which the paper is looked for."""

A4_LONG_INCHES = 11.69
ID_1_LONG_INCHES = 85.6 / 25.4


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one scan, and the page that comes of it."""

    recipe: Recipe
    page: Picture
    dpi: int
    looks_blank: bool
    side: Side | None
    """Which side of a card it is, if it is one."""


def propose(picture: Picture, dpi: int, reader: Reader) -> Proposal:
    """Look at a scan, decide, and make the page."""
    frame = find_paper(picture)
    recipe = _without_edges(picture) if frame is None else Recipe(frame=frame)
    recipe = Recipe.from_json(recipe.to_json())  # as it travels: made again, it is the same page
    page = framed(picture, recipe)
    is_photo = recipe.corners is not None
    is_white = can_whiten(page)
    side = None
    if recipe != AS_SCANNED and not (is_photo and is_white):
        side = card_side(page, None if is_photo else dpi)
    is_blank = side is None and looks_blank(page)
    if not is_blank:
        recipe = replace(recipe, turns=quarter_turns_to_upright(page, reader))
        page = turned(page, recipe.turns)
    page_dpi = dpi_of_page(page, recipe, dpi)
    if side is not None or not is_white:
        if page.ndim == 3 and not is_coloured(page):
            recipe = replace(recipe, tone=Tone.GREY)
    elif not has_printed_ground(page):
        recipe = replace(recipe, is_whitened=True)
        page = whitened(page)
        tone = tone_of(page, 0 if is_photo else page_dpi)
        if not (tone is Tone.GREY and page.ndim == 2):
            recipe = replace(recipe, tone=tone)
    return Proposal(recipe, _toned(page, recipe.tone), page_dpi, is_blank, side)


def _without_edges(picture: Picture) -> Recipe:
    """Return how to flatten or straighten a picture in which no edge of paper shows."""
    small = fit_within(picture, WORK_SIDE)
    corners = find_corners(small)
    if corners is None:
        return Recipe(lean_deg=text_lean_deg(small))
    return Recipe(corners=scaled(corners, small, picture))


def cooked(picture: Picture, recipe: Recipe) -> Picture:
    """Return the page that `recipe` makes of its scan, always the same."""
    page = turned(framed(picture, recipe), recipe.turns + recipe.hand_turns)
    if recipe.is_whitened:
        page = whitened(page)
    return _toned(page, recipe.tone)


def framed(picture: Picture, recipe: Recipe) -> Picture:
    """Return the page cut out, straight or flat, in its scan's colours, not yet turned."""
    if recipe.corners is not None:
        return flattened(picture, recipe.corners)
    if recipe.frame is not None:
        return cut(picture, recipe.frame)
    if abs(recipe.lean_deg) >= MIN_LEAN_DEG:
        return cut(picture, straight_frame(picture, recipe.lean_deg))
    return picture


def dpi_of_page(page: Picture, recipe: Recipe, dpi: int) -> int:
    """Return how many pixels are an inch: a photograph of a sheet is as large as the sheet."""
    if recipe.corners is None:
        return dpi
    is_card = card_format(page, None) is PaperFormat.ID_1
    inches = ID_1_LONG_INCHES if is_card else A4_LONG_INCHES
    return max(30, min(1200, round(int(max(page.shape[:2])) / inches)))


def _toned(page: Picture, tone: Tone) -> Picture:
    match tone:
        case Tone.AS_SCANNED:
            return page
        case Tone.GREY:
            return grey_of(page)
        case Tone.BLACK_AND_WHITE:
            return black_and_white(page)
