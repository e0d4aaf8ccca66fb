"""Pages not yet filed, as a draft and back: the pages themselves and what was chosen.

A file that they came from lies before them, as it came: without it a paper brought back after
a power cut would be filed without its original.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kiosk.capture.antivirus.screening import Checked
from kiosk.capture.recipe import AS_SCANNED, PaperFormat, Recipe
from kiosk.domain.ids import ID_BYTES, PersonId
from kiosk.flows.api import Birth, Draft, PaperKind, PersonSummary, Sharing
from ui.screens.desk_common.births import birth_to_text
from ui.screens.desk_scan.model import Fact, PageModel, ScanModel
from ui.screens.desk_scan.ports import KeptPage, ReadFile

__all__ = [
    "KIND",
    "Chosen",
    "chosen_from",
    "contents_of",
    "facts_of",
    "kept_original",
    "kept_pages",
    "kept_whole",
]

KIND = "capture"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the worker chose before the page was left."""

    person: PersonSummary | None
    title: str
    kind: PaperKind | None
    sharing: Sharing | None
    expiry: str = ""
    read: frozenset[Fact] = frozenset()
    """What of it was read on the paper and not touched: still to be checked."""


def facts_of(model: ScanModel, original: ReadFile | None = None) -> dict[str, object]:
    """Return the choices as JSON values (no null); names tell one draft from another.

    `original` is the file that these very pages came from.
    """
    person = model.person
    facts: dict[str, object] = {
        "title": model.title,
        "kind": model.kind.value if model.kind else "",
        "sharing": model.sharing.value if model.sharing else "",
        "expiry": model.expiry,
        "read": sorted(fact.value for fact in model.read),
        "page_count": len(model.pages),
        "pages": [_page_facts(page) for page in model.pages],
    }
    if model.whole is not None:
        facts["whole"] = _file_facts(model.whole)
    elif original is not None:
        facts["original"] = _file_facts(original)
    if person is not None:
        facts["person"] = person.person.hex()
        facts["login"] = person.login
        facts["given_names"] = person.given_names
        facts["family_name"] = person.family_name
        birth = person.birth
        facts["birth_parts"] = [birth.year or 0, birth.month or 0, birth.day or 0]
        facts["birth_is_about"] = person.birth.is_about
        facts["birth"] = birth_to_text(person.birth)
        facts["is_readable"] = person.is_readable
    return facts


def contents_of(model: ScanModel, original: ReadFile | None = None) -> tuple[bytes, ...]:
    """Return the bytes that the draft holds: a file as it came, scans, or both in this order."""
    if model.whole is not None:
        return (model.whole.original,)
    came_from = () if original is None else (original.original,)
    scans = (jpeg for page in model.pages for jpeg in page.prepared.kept.scans)
    return (*came_from, *scans)


def kept_whole(draft: Draft) -> ReadFile | None:
    """Return the file that a draft keeps as it came, None where it holds pages."""
    return _kept_file(draft.facts.get("whole"), draft.pages) if len(draft.pages) == 1 else None


def kept_original(draft: Draft) -> ReadFile | None:
    """Return the file that a draft's pages came from, without its pages; None where it has none."""
    return _kept_file(draft.facts.get("original"), draft.pages)


def kept_pages(draft: Draft) -> tuple[KeptPage, ...]:
    """Return a draft's pages with what was decided for them.

    Where the facts are of another version, or do not fit, each picture is a page as it is.
    """
    told = draft.facts.get("pages")
    scans = draft.pages if kept_original(draft) is None else draft.pages[1:]
    left, kept = list(scans), []
    for untrusted in told if isinstance(told, list) else []:
        page = _kept_page(untrusted, left)
        if page is None:
            break
        kept.append(page)
        left = left[len(page.scans) :]
    else:
        if not left:
            return tuple(kept)
    return tuple(KeptPage((jpeg,), (AS_SCANNED,)) for jpeg in scans)


def _file_facts(file: ReadFile) -> dict[str, object]:
    return {
        "mime": file.original_mime,
        "name": file.name,
        "macros": file.has_macros,
        "checked": file.checked.value,
    }


def _kept_file(untrusted: object, contents: Sequence[bytes]) -> ReadFile | None:
    """Return the file that lies first in a draft; what nobody is known to have looked at is not
    checked."""
    match untrusted, contents:
        case {
            "mime": str(mime),
            "name": str(name),
            "macros": bool(has_macros),
            "checked": str(told),
        }, (original, *_):
            standings = {checked.value: checked for checked in Checked}
            checked = standings.get(told, Checked.NOT_YET)
            return ReadFile((), original, mime, checked, name, has_macros)
        case _:
            return None


def _page_facts(page: PageModel) -> dict[str, object]:
    kept = page.prepared.kept
    return {
        "recipes": [recipe.to_json() for recipe in kept.recipes],
        "dpi": kept.dpi,
        "ready": kept.is_ready,
        "format": kept.format.value if kept.format else "",
    }


def _kept_page(untrusted: object, scans: Sequence[bytes]) -> KeptPage | None:
    match untrusted:
        case {
            "recipes": [_, *_] as recipes,
            "dpi": int() as dpi,
            "ready": bool() as is_ready,
            "format": str() as name,
        } if len(recipes) <= min(2, len(scans)) and 1 <= dpi <= 9600:
            pass
        case _:
            return None
    try:
        return KeptPage(
            tuple(scans[: len(recipes)]),
            tuple(Recipe.from_json(recipe) for recipe in recipes),
            dpi,
            is_ready,
            PaperFormat(name) if name else None,
        )
    except ValueError:  # BadRecipe is one
        return None


def chosen_from(facts: Mapping[str, object]) -> Chosen:
    """Return what `facts` bring back; what another version wrote differently is chosen anew."""
    kinds = {kind.value: kind for kind in PaperKind}
    sharings = {sharing.value: sharing for sharing in Sharing}
    return Chosen(
        person=_person(facts),
        title=_text(facts, "title"),
        kind=kinds.get(_text(facts, "kind")),
        sharing=sharings.get(_text(facts, "sharing")),
        expiry=_text(facts, "expiry"),
        read=_read(facts),
    )


def _read(facts: Mapping[str, object]) -> frozenset[Fact]:
    told = facts.get("read")
    return frozenset(fact for fact in Fact if isinstance(told, list) and fact.value in told)


def _person(facts: Mapping[str, object]) -> PersonSummary | None:
    try:
        person = bytes.fromhex(_text(facts, "person"))
    except ValueError:
        return None
    if len(person) != ID_BYTES:
        return None
    return PersonSummary(
        PersonId(person),
        _text(facts, "login"),
        _text(facts, "given_names"),
        _text(facts, "family_name"),
        _birth(facts),
        facts.get("is_readable") is True,
    )


def _birth(facts: Mapping[str, object]) -> Birth:
    parts = facts.get("birth_parts")
    if not isinstance(parts, list) or len(parts) != 3:
        return Birth()
    year, month, day = (part if isinstance(part, int) and part else None for part in parts)
    return Birth(year, month, day, facts.get("birth_is_about") is True)


def _text(facts: Mapping[str, object], name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""
