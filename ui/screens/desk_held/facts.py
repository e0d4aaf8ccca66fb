"""A file set aside, as a draft and back: sealed under its worker's key, never opened (DER-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.capture.antivirus.screening import Doubt, FileHeld
from kiosk.capture.file_kinds import display_name
from kiosk.flows.api import Draft
from ui.screens.desk_common.notices import Notice, notice_of

__all__ = ["KIND", "HeldFile", "held_draft", "held_file"]

KIND = "held"


@dataclass(frozen=True, slots=True)
class HeldFile:
    """What is told of a file without opening it."""

    name: str
    """As it came, extension and all: it is asked again under this name."""
    doubt: Doubt
    found: str = ""

    @property
    def shown_name(self) -> str:
        """Fit to be shown; may be empty."""
        return display_name(self.name)

    @property
    def notice(self) -> Notice:
        """Why it was set aside, in five parts."""
        return notice_of(FileHeld(self.doubt, self.found))


def held_draft(draft: bytes, at: datetime, name: str, data: bytes, held: FileHeld) -> Draft:
    """Return the draft that keeps `data` aside; its bytes are the only page of it."""
    facts: dict[str, object] = {
        "title": display_name(name),
        "name": name,
        "doubt": held.doubt.value,
        "found": held.found,
    }
    return Draft(draft, KIND, at, facts, (data,))


def held_file(draft: Draft) -> HeldFile:
    """Return what `facts` tell; what another version wrote differently stays held all the same."""
    facts = draft.facts
    doubts = {doubt.value: doubt for doubt in Doubt}
    return HeldFile(
        str(facts.get("name", "")),
        doubts.get(str(facts.get("doubt")), Doubt.NOT_SCANNED),
        str(facts.get("found", "")),
    )
