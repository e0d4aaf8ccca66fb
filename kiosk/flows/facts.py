"""A person's facts (names, birth, language): read, corrected, chosen between two posts' words.

They are the item that bears its owner's own id (kind "profile"), sealed in the shared space.
Posts that correct it apart make heads apart; `kiosk.domain.merging` says what follows. Where
one field was told differently both sides stand, here and at every other post, until somebody
chooses; what was not chosen stays in the history (sync rules, section 2).

A version can leave a field open, by its metadata's "open": {field: [{"v": value, "by",
"structure", "at", "name"}]}, the sides with who told them, when, and in which version. That
is how a choice is undone, and how a correction leaves alone what it does not touch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

from kiosk.crypto.encoding import canon, parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.statements import Statement
from kiosk.domain.ids import NOBODY, ItemId, PersonId, StatementName
from kiosk.domain.instants import moment
from kiosk.domain.items import Version
from kiosk.domain.merging import Alternative, FactsVersion, merge_facts
from kiosk.errors import InvalidInput, Unavailable
from kiosk.flows.api import Birth, FactChoice, FactField, FactSide, PersonFacts, Sharing
from kiosk.flows.finding import found_by
from kiosk.flows.papers import Author, Keys, open_metadata
from kiosk.flows.post import Post
from kiosk.flows.shared_key import WriteKey
from kiosk.flows.versions import next_of, queue_version
from kiosk.vault.vault_store import VaultStore

__all__ = [
    "OpenedFacts",
    "birth_of",
    "birth_value",
    "choose",
    "correct",
    "facts_of",
    "open_facts",
    "reopen",
]

KIND, OPEN, PARTS = "kind", "open", "parts"
PROFILE = "profile"
NAMES = frozenset(each.value for each in FactField) - {FactField.BIRTH.value}


@dataclass(frozen=True, slots=True)
class _Side:
    """One value of a field that is open: who told it, when, in which version."""

    value: Any = field(repr=False)
    by: bytes
    structure: bytes
    at: int
    name: bytes


@dataclass(frozen=True, slots=True)
class OpenedFacts:
    """What a person's facts are now; of a field that is open, the side that shows."""

    values: Mapping[str, Any] = field(repr=False)
    sides: Mapping[str, tuple[_Side, ...]]
    """Of the fields that are open, the one that shows first."""


def open_facts(
    vault: VaultStore, person: PersonId, keys: Keys, heads: Sequence[bytes] | None = None
) -> OpenedFacts | None:
    """Open a person's facts; None when nothing of them is known, or opens, here.

    `heads` are the names of the profile's heads, where the caller has them. One head, which
    is nearly always, opens alone: it says all there is. With several the whole history is
    opened; what does not open, or tells no facts, counts for nothing.
    """
    if heads is None:
        heads = [head.name for head in vault.item_heads(person, person)]
    names = heads if len(heads) < 2 else vault.version_names(person, person)
    opened: dict[bytes, _Opened] = {}
    for name in names:
        statement = vault.statement(name)
        try:
            if statement is not None:
                opened[name] = _opened(statement, keys)
        except CannotOpen:
            continue
    if len(opened) == 1:
        ((_, metadata),) = opened.values()
        if OPEN not in metadata:
            return OpenedFacts({name: metadata[name] for name in _fields(metadata)}, {})
    state = merge_facts(map(_facts_version, opened.values()))
    if state is None:
        return None
    return OpenedFacts(
        {name: _value(found[0].value) for name, found in state.fields.items()},
        {
            name: tuple(_side(name, each, opened) for each in found)
            for name, found in state.fields.items()
            if name in state.open_fields
        },
    )


def facts_of(post: Post, person: PersonId, keys: Keys) -> PersonFacts:
    """Return a person's facts in the words of screens.

    Raises: InvalidInput("facts.unknown") when they are not readable here.
    """
    vault = post.ready_vault()
    found, identity = open_facts(vault, person, keys), vault.identity(person)
    if found is None or identity is None or not found.values:
        raise InvalidInput("facts.unknown")
    values = found.values
    return PersonFacts(
        person=person,
        login=identity.text("login"),
        given_names=str(values.get("given_names", "")),
        family_name=str(values.get("family_name", "")),
        birth=birth_of(values.get("birth", {})),
        language=str(values.get("language", "fr")),
        choices=tuple(
            FactChoice(each, tuple(_shown_side(post, person, each, side) for side in sides))
            for each in FactField
            if (sides := found.sides.get(each.value))
        ),
    )


def correct(
    post: Post,
    person: PersonId,
    keys: Keys,
    target: WriteKey | None,
    author: Author,
    *,
    given_names: str,
    family_name: str,
    birth: Birth,
) -> None:
    """Say a person's names and birth anew; a field that is open and stays as it shows stays open.

    Raises: InvalidInput("opening.names_missing" | "facts.unknown"),
    Unavailable("paper.no_shared_key") when nothing can be shared here yet.
    """
    if not (given_names.strip() or family_name.strip()):
        raise InvalidInput("opening.names_missing")
    said = {
        "given_names": given_names.strip(),
        "family_name": family_name.strip(),
        "birth": birth_value(birth),
    }
    known = _known(post, person, keys)
    changed = {name: value for name, value in said.items() if known.values.get(name) != value}
    if changed:
        sides = {name: each for name, each in known.sides.items() if name not in changed}
        values = {**known.values, **changed}
        _write(post, person, target, author, values, sides, "facts.corrected", changed)


def choose(
    post: Post,
    person: PersonId,
    keys: Keys,
    target: WriteKey | None,
    author: Author,
    fact: FactField,
    side: bytes,
) -> None:
    """Let one side of an open field count; the other stays in the history.

    Raises: InvalidInput("facts.settled") when the field, or that side, is open no more.
    """
    known = _known(post, person, keys)
    sides = known.sides.get(fact.value, ())
    chosen = next((each for each in sides if _spelled(each.value) == side), None)
    if chosen is None:
        raise InvalidInput("facts.settled")
    others = {name: each for name, each in known.sides.items() if name != fact.value}
    values = {**known.values, fact.value: chosen.value}
    _write(post, person, target, author, values, others, "facts.chosen", [fact.value])


def reopen(
    post: Post,
    person: PersonId,
    keys: Keys,
    target: WriteKey | None,
    author: Author,
    choice: FactChoice,
) -> None:
    """Undo a choice: both sides stand again, with who told them, unless it was told anew since."""
    known = _known(post, person, keys)
    name = choice.field.value
    spelled = _spelled(known.values.get(name))
    if name in known.sides or spelled not in {each.key for each in choice.sides}:
        raise InvalidInput("facts.settled")
    sides = tuple(
        _Side(_value(each.key), each.by, each.structure, int(each.at.timestamp()), each.name)
        for each in choice.sides
    )
    values = {**known.values, name: sides[0].value}
    open_sides = {**known.sides, name: sides}
    _write(post, person, target, author, values, open_sides, "facts.reopened", [name])


def birth_of(facts: Mapping[str, Any]) -> Birth:
    """Return a birth date as it was given; parts nobody knew are missing."""
    return Birth(
        facts.get("year"), facts.get("month"), facts.get("day"), bool(facts.get("is_about"))
    )


def birth_value(birth: Birth) -> dict[str, Any]:
    """Return a birth date as a profile holds it."""
    return {name: value for name, value in asdict(birth).items() if value is not None}


def _known(post: Post, person: PersonId, keys: Keys) -> OpenedFacts:
    known = open_facts(post.ready_vault(), person, keys)
    if known is None:
        raise InvalidInput("facts.unknown")
    return known


def _write(
    post: Post,
    person: PersonId,
    target: WriteKey | None,
    author: Author,
    values: Mapping[str, Any],
    sides: Mapping[str, Sequence[_Side]],
    action: str,
    fields: Sequence[str] | Mapping[str, Any],
) -> None:
    """Make the version that follows every head, and commit it with its entry in the journal."""
    if target is None:
        raise Unavailable("paper.no_shared_key")
    vault, item = post.ready_vault(), ItemId(person)
    metadata: dict[str, Any] = {KIND: PROFILE, PARTS: [], **values}
    if sides:
        metadata[OPEN] = {name: [_entry(each) for each in found] for name, found in sides.items()}
    made = next_of(post, person, item, metadata, space=Sharing.SHARED, target=target, author=author)
    identity = vault.identity(person)
    told = found_by(
        post,
        author,
        person,
        values,
        birth_of(values.get("birth", {})),
        n=made.number("ver"),
        opened_at=made.at if identity is None else identity.at,
    )
    with vault.transaction() as tx:
        queue_version(tx, target, made, *told)
        tx.journal(author.identity.id, person, action, fields="-".join(sorted(fields)))
    post.kick()


class _Opened(NamedTuple):
    statement: Statement
    metadata: Mapping[str, Any]


def _opened(statement: Statement, keys: Keys) -> _Opened:
    """Open one version. Raises CannotOpen, also for one that was sealed with nonsense inside:
    a professional's program need not be this one."""
    if statement.body["del"]:
        return _Opened(statement, {})
    metadata = open_metadata(statement, keys)
    try:
        for name in _fields(metadata):
            for each in _told(metadata, name):
                _check(name, each)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise CannotOpen from error
    return _Opened(statement, metadata)


def _fields(metadata: Mapping[str, Any]) -> list[str]:
    return [name for name in metadata if name not in {KIND, OPEN, PARTS}]


def _told(metadata: Mapping[str, Any], name: str) -> list[Any]:
    sides = metadata.get(OPEN, {}).get(name)
    return [metadata[name]] if sides is None else [_quoted(each).value for each in sides]


def _check(name: str, value: Any) -> None:
    """Raise for a value that screens could not show."""
    if name == FactField.BIRTH.value:
        if not all(isinstance(each, int) for each in value.values()):
            raise TypeError("a birth date is made of numbers")
    elif name in NAMES and not isinstance(value, str):
        raise TypeError("a name is text")


def _facts_version(opened: _Opened) -> FactsVersion:
    statement, metadata = opened
    version = Version(
        StatementName(statement.name),
        ItemId(statement.id("item")),
        statement.number("ver"),
        statement.at,
        frozenset(StatementName(bytes.fromhex(each)) for each in statement.body["prev"]),
        bool(statement.body["del"]),
    )
    facts = {name: frozenset(map(_spelled, _told(metadata, name))) for name in _fields(metadata)}
    return FactsVersion(version, facts)


def _side(
    name: str,
    alternative: Alternative,
    opened: Mapping[bytes, _Opened],
) -> _Side:
    """Return who told an alternative: the first of those that did, as open versions quote them."""
    found = []
    for version in alternative.versions:
        statement, metadata = opened[version]
        quoted = metadata.get(OPEN, {}).get(name)
        if quoted is None:
            value, structure = _value(alternative.value), statement.id("structure")
            found.append(_Side(value, statement.by, structure, statement.at, statement.name))
        else:
            found += [s for s in map(_quoted, quoted) if _spelled(s.value) == alternative.value]
    return min(found, key=lambda each: (each.at, each.name))


def _shown_side(post: Post, person: PersonId, fact: FactField, side: _Side) -> FactSide:
    return FactSide(
        key=_spelled(side.value),
        value=birth_of(side.value) if fact is FactField.BIRTH else str(side.value),
        said_by=_name_of(post, person, side),
        at=moment(side.at),
        is_here=post.ready_vault().was_said_here(side.name),
        by=side.by,
        structure=side.structure,
        name=side.name,
    )


def _name_of(post: Post, person: PersonId, side: _Side) -> str:
    """Return the name of a professional of this structure, the name of another; "" otherwise."""
    if side.by == person or side.structure == NOBODY:
        return ""
    if side.structure == post.structure:
        member = post.device_store.member(side.structure, side.by)
        if member is not None:
            return member.text("name")
    charter = post.device_store.charter(side.structure)
    return charter.text("name") if charter is not None else ""


def _entry(side: _Side) -> dict[str, Any]:
    return {
        "v": side.value,
        "by": side.by.hex(),
        "structure": side.structure.hex(),
        "at": side.at,
        "name": side.name.hex(),
    }


def _quoted(entry: Mapping[str, Any]) -> _Side:
    return _Side(
        entry["v"],
        bytes.fromhex(entry["by"]),
        bytes.fromhex(entry["structure"]),
        int(entry["at"]),
        bytes.fromhex(entry["name"]),
    )


def _spelled(value: Any) -> bytes:
    return canon({"v": value})


def _value(spelled: bytes) -> Any:
    return parse_canon(spelled)["v"]
