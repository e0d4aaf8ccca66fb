"""Who looked at a safe, or tried to: what this post's journal and the server's tell of it.

Entries hold ids and words of the code (FORMAT.md flow 6.14); names come from the signed
world of the structures this person has to do with. What the program does by itself (keys
renewed, versions made one, caches emptied) is in the journal and is no look. What nobody
here has a word for is shown as something else, never left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kiosk.crypto.encoding import parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.domain.ids import NOBODY, PersonId
from kiosk.domain.instants import moment
from kiosk.domain.retention import JOURNAL_BODY_S, is_over
from kiosk.errors import IntegrityFailure
from kiosk.flows.api import Access, Accesses, Deed, Role
from kiosk.flows.post import Post
from kiosk.vault.device_store import DeviceStore

__all__ = ["accesses"]

DEEDS: Mapping[str, Deed] = {
    "safe.opened": Deed.OPENED,
    "papers.listed": Deed.LISTED,
    "paper.read": Deed.READ,
    "paper.printed": Deed.PRINTED,
    "copy.taken": Deed.COPY_TAKEN,
    "copy.ended": Deed.COPY_ENDED,
    "facts.read": Deed.KNOWN,
    "facts.corrected": Deed.CORRECTED,
    "facts.chosen": Deed.CORRECTED,
    "facts.reopened": Deed.CORRECTED,
    "paper.filed": Deed.ADDED,
    "paper.shared": Deed.SHARED,
    "paper.unshared": Deed.UNSHARED,
    "paper.copied": Deed.COPIED,
    "reminders.listed": Deed.REMINDERS,
    "reminder.ordered": Deed.REMINDED,
    "reminder.changed": Deed.REMINDED,
    "reminder.called_off": Deed.REMINDED,
    "consent.reminders.yes": Deed.WANTED,
    "consent.reminders.no": Deed.WANTED,
    "affiliation.added": Deed.AFFILIATED,
    "affiliation.ended": Deed.ENDED,
    "affiliation_ends_soon": Deed.ENDS_UNUSED,
    "affiliation_dormant": Deed.ENDED_UNUSED,
    "safe_ends_soon": Deed.SAFE_ENDS,
    "person.signed_in": Deed.SIGNED_IN,
    "person_shown": Deed.BROUGHT,
    "sign_in.failed": Deed.TRIED,
    "person_refused": Deed.TRIED,
    "person_locked": Deed.TRIED,
    "statement_refused": Deed.REFUSED,
    "sending.taken_out": Deed.REFUSED,
}
NO_LOOK = frozenset(
    {
        "consent.terms.yes",
        "reminder.joined",
        "paper.merged",
        "paper.taken_in",
        "paper_purged",
        "parts_forgotten",
        "person.signed_out",
        "person_forgotten",
        "sending.kept",
        "sending.put_back",
        "sending.retried",
        "shared_key.renewed",
    }
)
"""What the program does by itself, and the ends of what is shown already."""
ECHOES: Mapping[str, Deed] = {
    "person.signed_in": Deed.SIGNED_IN,
    "sign_in.failed": Deed.TRIED,
}
ECHOED: Mapping[str, Deed] = {
    "person_shown": Deed.SIGNED_IN,
    "person_refused": Deed.TRIED,
    "person_locked": Deed.TRIED,
}
"""What a post writes of a sign-in, and what the server writes of the same one."""
ECHO_S = 120
"""Between the two, by two clocks."""


def accesses(post: Post, person: PersonId) -> Accesses:
    """Return every access to a safe this post knows of, newest first, of twelve months."""
    vault, store = post.ready_vault(), post.device_store
    told = vault.told_about(person)
    names = _Names(store)
    now = post.now_s()
    entries = _without_echoes([*_entries_here(post, person), *_entries_elsewhere(post, person)])
    found = [
        (entry.at, names.access(entry, person, deed))
        for entry in entries
        if (deed := _deed(entry.action)) is not None and not is_over(JOURNAL_BODY_S, entry.at, now)
    ]
    found.sort(key=lambda each: each[0], reverse=True)
    return Accesses(
        tuple(access for _, access in found),
        None if told is None or told.age != store.tree_age() else moment(told.at),
        store.tree_alarm(),
    )


@dataclass(frozen=True, slots=True)
class _Entry:
    """What an entry of any journal says; `device` is another post's, or None: this one's."""

    at: int
    action: str
    actor: bytes
    device: bytes | None
    is_servers: bool = False
    structure: bytes | None = None
    """Which structure the server's own act is about."""

    @classmethod
    def of(
        cls, fields: Mapping[str, object], device: bytes | None, *, is_servers: bool = False
    ) -> _Entry:
        match fields:
            case {"at": int(at), "action": str(action), "actor": str(actor)}:
                told = fields.get("structure") if is_servers else None
                about = bytes.fromhex(told) if isinstance(told, str) else None
                return cls(at, action, bytes.fromhex(actor), device, is_servers, about)
            case _:
                raise IntegrityFailure("sync.malformed")


def _entries_here(post: Post, person: PersonId) -> Iterator[_Entry]:
    for store in (post.ready_vault(), post.device_store):
        for entry in store.journal_about(person):
            yield _Entry.of(entry.fields, None)


def _entries_elsewhere(post: Post, person: PersonId) -> Iterator[_Entry]:
    """Give what the server told; what this post handed in itself is told by its own journal.

    What a post wrote that the server took is shown as it is: an entry that nobody can read is
    left to `journal verify`.
    """
    vault, here = post.ready_vault(), post.device.id.hex()
    mine = {entry.h.hex() for s in (vault, post.device_store) for entry in s.journal_about(person)}
    for body in vault.told_entries(person):
        try:
            told = parse_canon(body)
        except CannotOpen:
            continue
        match told:
            case {"entry": dict(fields), "h": str(h), "device": str(device)}:
                if h not in mine:
                    yield from _readable(fields, device, here)
            case {"entry": dict(fields), "server": True}:
                device = str(fields.get("device", ""))
                yield from _readable(fields, device, here, is_servers=True)
            case _:
                continue


def _readable(
    fields: Mapping[str, object], device: str, here: str, *, is_servers: bool = False
) -> Iterable[_Entry]:
    try:
        where = None if device == here else bytes.fromhex(device)
        return (_Entry.of(fields, where, is_servers=is_servers),)
    except (IntegrityFailure, ValueError):
        return ()


def _without_echoes(entries: list[_Entry]) -> Iterator[_Entry]:
    """Give each access once: the server's own word of one counts where the post said nothing."""
    told = [
        (entry.device, ECHOES[entry.action], entry.at)
        for entry in entries
        if not entry.is_servers and entry.action in ECHOES
    ]
    for entry in entries:
        if entry.is_servers and entry.action in ECHOED:
            echo = next(
                (
                    each
                    for each in told
                    if each[:2] == (entry.device, ECHOED[entry.action])
                    and abs(each[2] - entry.at) <= ECHO_S
                ),
                None,
            )
            if echo is not None:
                told.remove(echo)
                continue
        yield entry


class _Names:
    """Finds who and where, each once."""

    def __init__(self, store: DeviceStore) -> None:
        self._store = store
        self._pros: dict[bytes, tuple[str, Role | None, str]] = {}
        self._posts: dict[bytes, tuple[str, str]] = {}

    def access(self, entry: _Entry, person: PersonId, deed: Deed) -> Access:
        structure, place = self._post(entry.device) if entry.device is not None else ("", "")
        if entry.structure is not None:
            structure = self._name(entry.structure)
        is_self = entry.actor == person
        name, role = "", None
        if not is_self and entry.actor != NOBODY:
            name, role, works_at = self._pro(entry.actor)
            structure = works_at or structure
        return Access(moment(entry.at), deed, is_self, name, role, structure, place)

    def _pro(self, pro: bytes) -> tuple[str, Role | None, str]:
        if pro not in self._pros:
            structure = self._store.structure_of(pro)
            member = self._store.member(structure, pro) if structure is not None else None
            self._pros[pro] = (
                (member.text("name"), Role(member.text("role")), self._name(structure))
                if member is not None and structure is not None
                else ("", None, "")
            )
        return self._pros[pro]

    def _post(self, device: bytes) -> tuple[str, str]:
        if device not in self._posts:
            held = self._store.device(device)
            self._posts[device] = (
                (self._name(held.id("structure")), held.text("place")) if held else ("", "")
            )
        return self._posts[device]

    def _name(self, structure: bytes) -> str:
        charter = self._store.charter(structure)
        return charter.text("name") if charter is not None else ""


def _deed(action: str) -> Deed | None:
    return None if action in NO_LOOK else DEEDS.get(action, Deed.OTHER)
