"""What the strip of pages becomes: moved, taken out, put back, joined, parted. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kiosk.capture.two_passes import interleaved
from ui.screens.desk_scan.model import BacksModel, PageModel, ScanModel

__all__ = [
    "Pair",
    "in_order",
    "joined",
    "moved",
    "parted",
    "put_back",
    "replaced",
    "sides_of_card",
    "without_shown",
]

Pair = tuple[PageModel, PageModel]
"""The two sides of one card, each on a page of its own."""


def moved(model: ScanModel, step: int) -> ScanModel:
    """Return the selected page moved by `step` places; the strip's ends stop it."""
    pages, target = list(model.pages), model.selected + step
    if not pages or not 0 <= target < len(pages):
        return model
    pages.insert(target, pages.pop(model.selected))
    return replace(model, pages=tuple(pages), selected=target)


def without_shown(model: ScanModel) -> ScanModel:
    """Return the selected page taken out; `put_back` undoes it."""
    page, at = model.shown, model.selected
    if page is None:
        return model
    pages = tuple(each for each in model.pages if each is not page)
    selected = max(0, min(at, len(pages) - 1))
    return replace(model, pages=pages, selected=selected, removed=(at, page))


def put_back(model: ScanModel) -> ScanModel:
    """Return the page taken out last in its place again."""
    if model.removed is None:
        return model
    at, page = model.removed
    pages = (*model.pages[:at], page, *model.pages[at:])
    return replace(model, pages=pages, selected=at, removed=None)


def replaced(model: ScanModel, changed: PageModel) -> ScanModel:
    """Return `changed` in the place of the page of its number, wherever that is."""
    pages = tuple(changed if each.number == changed.number else each for each in model.pages)
    return replace(model, pages=pages)


def parted(model: ScanModel, sides: Iterable[PageModel]) -> ScanModel:
    """Return two pages in the place of the selected one, which bore both sides of a card."""
    at = model.selected
    pages = (*model.pages[:at], *sides, *model.pages[at + 1 :])
    return replace(model, pages=pages)


def sides_of_card(pages: tuple[PageModel, ...], number: int) -> Pair | None:
    """Return page `number` and the one before it if they are the two sides of one card."""
    at = next(at for at, page in enumerate(pages) if page.number == number)
    if at == 0:
        return None
    one, other = pages[at - 1], pages[at]
    sides = one.prepared.side, other.prepared.side
    if one.is_alone or other.is_alone or sides[0] is None or sides[1] is None:
        return None
    return (one, other) if sides[0].belongs_to(sides[1]) else None


def joined(model: ScanModel, pair: Pair, page: PageModel) -> ScanModel:
    """Return `page` in the place of both; as it was if one was moved or changed meanwhile."""
    pages = model.pages
    at = next((at for at, each in enumerate(pages) if each is pair[0]), None)
    if at is None or pages[at + 1 : at + 2] != (pair[1],):
        return model
    selected = model.selected - 1 if model.selected > at else model.selected
    return replace(model, pages=(*pages[:at], page, *pages[at + 2 :]), selected=selected)


def in_order(model: ScanModel, sides: BacksModel) -> ScanModel:
    """Return each back behind its front; pages taken out meanwhile stay out."""
    here = {page.number: page for page in model.pages}
    ordered = interleaved(sides.fronts, sides.backs)
    pages = model.pages
    if ordered is not None:
        sorted_now = frozenset(ordered)
        rest = [page for page in pages if page.number not in sorted_now]
        pages = (*rest, *(here[number] for number in ordered if number in here))
    return replace(model, pages=pages, selected=0, backs=None, are_backs_uneven=ordered is None)
