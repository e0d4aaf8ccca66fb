"""Mon espace: which places exist, and what is said of those that do not yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

__all__ = ["Place", "SpaceModel", "SpacePresenter", "SpaceWays"]


class Place(Enum):
    """One tile each; six at most (`ux.md` B2)."""

    PAPERS = "papers"
    RELAYS = "relays"
    REMINDERS = "reminders"
    NOTES = "notes"
    CONTACTS = "contacts"
    ACCESS = "access"


@dataclass(frozen=True, slots=True)
class SpaceModel:
    """Who is greeted, and the place of which it was just said that it is not there yet."""

    given_names: str
    not_yet: Place | None = None


class SpaceWays(Protocol):
    """Where the tiles lead."""

    def papers(self) -> None: ...
    def relays(self) -> None: ...
    def reminders(self) -> None: ...


class SpacePresenter:
    """GUI thread, no Qt."""

    def __init__(
        self, given_names: str, show: Callable[[SpaceModel], None], ways: SpaceWays
    ) -> None:
        self._show, self._ways = show, ways
        self._set(SpaceModel(given_names))

    def place_pressed(self, place: Place) -> None:
        """Go there, or say in words why not: a tile is never greyed."""
        match place:
            case Place.PAPERS:
                self._ways.papers()
            case Place.RELAYS:
                self._ways.relays()
            case Place.REMINDERS:
                self._ways.reminders()
            case _:
                self._set(replace(self._model, not_yet=place))

    def _set(self, model: SpaceModel) -> None:
        self._model = model
        self._show(model)
