"""A manager's journal: what their team did, who, when, where and for whom (`ux.md` M3).

Of this post its own journal tells; of the structure's others the server's, entry by entry
proved in its signed tree and kept in the vault (`sync/agent/told.py`). What persons did in
their own safe is theirs and is not here. A person is told by their identifier, and only while
the structure may see them (SHR-09): the journal itself holds ids. What has no word is shown as
something else, never left out (TRC-05, TRC-12).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from kiosk.copies.asking import MediumChild
from kiosk.crypto.encoding import parse_canon
from kiosk.crypto.failures import CannotOpen
from kiosk.domain.ids import NOBODY, PersonId, ProId
from kiosk.domain.instants import moment
from kiosk.domain.work_copies import CopyOutcome
from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.flows.api import (
    ExportedJournal,
    Role,
    TeamAct,
    TeamDeed,
    TeamJournal,
    WorkerProfile,
)
from kiosk.flows.journal_file import JournalFile, gather_journal
from kiosk.flows.post import Post, unix_s
from kiosk.journal.export import fingerprint

__all__ = ["ask_elsewhere", "check_manager", "export_journal", "team_journal"]

DEEDS: Mapping[str, TeamDeed] = {
    "worker.signed_in": TeamDeed.SIGNED_IN,
    "worker.signed_out": TeamDeed.SIGNED_OUT,
    "worker.password_changed": TeamDeed.PASSWORD,
    "access.reported": TeamDeed.REPORTED,
    "sign_in.failed": TeamDeed.TRIED,
    "safe.opened": TeamDeed.OPENED,
    "affiliation.added": TeamDeed.AFFILIATED,
    "affiliation.ended": TeamDeed.ENDED,
    "consent.mandate.no": TeamDeed.REFUSAL,
    "consent.mandate.not_today": TeamDeed.REFUSAL,
    "consent.terms.yes": TeamDeed.TERMS,
    "facts.read": TeamDeed.KNOWN,
    "facts.corrected": TeamDeed.CORRECTED,
    "facts.chosen": TeamDeed.CORRECTED,
    "facts.reopened": TeamDeed.CORRECTED,
    "reminders.listed": TeamDeed.REMINDERS,
    "reminder.ordered": TeamDeed.REMINDED,
    "reminder.changed": TeamDeed.REMINDED,
    "reminder.called_off": TeamDeed.REMINDED,
    "consent.reminders.yes": TeamDeed.WANTED,
    "consent.reminders.no": TeamDeed.WANTED,
    "safe.searched": TeamDeed.SEARCHED,
    "papers.listed": TeamDeed.LISTED,
    "paper.read": TeamDeed.READ,
    "paper.printed": TeamDeed.PRINTED,
    "copy.taken": TeamDeed.COPY_TAKEN,
    "copy.ended": TeamDeed.COPY_ENDED,
    "paper.filed": TeamDeed.ADDED,
    "sending.kept": TeamDeed.SENDING,
    "sending.put_back": TeamDeed.SENDING,
    "sending.retried": TeamDeed.SENDING,
    "sending.taken_out": TeamDeed.SENDING,
    "post.code_made": TeamDeed.POST_ADDED,
    "post.ended": TeamDeed.POST_ENDED,
    "post_enrolled": TeamDeed.POST_INSTALLED,
    "server_tree_refused": TeamDeed.ALARM,
    "server_tree_accepted": TeamDeed.ALARM_ENDED,
    "clock_set_back": TeamDeed.CLOCK,
}
BY_ITSELF = frozenset(
    {
        "copies_ended",
        "reminder.joined",
        "journal_trimmed",
        "papers_forgotten",
        "parts_forgotten",
        "person_forgotten",
        "post_admission",
        "server_certificate_changed",
        "statements_left_out",
    }
)
"""What the program does on the post without anybody: in the journal, and in an export."""


def team_journal(post: Post, profile: WorkerProfile, since: datetime) -> TeamJournal:
    """Return what the team did since then, newest first.

    Raises: Refused("membership.not_allowed") for who is no manager.
    """
    check_manager(profile)
    store, vault = post.device_store, post.ready_vault()
    members = {each.id("pro"): each.text("name") for each in store.members(profile.structure)}
    read = _Reading(post, profile, members)
    entries = [
        fields
        for source in (store, vault)
        for entry in source.journal_since(unix_s(since))
        if (fields := entry.fields)
    ]
    here = (act for fields in entries for act in read.acts(fields))
    there = (
        act for device, fields in _told(post, profile, since) for act in read.acts(fields, device)
    )
    acts = sorted(
        (act for act in (*here, *there) if act.at >= since), key=lambda act: act.at, reverse=True
    )
    team = sorted(((ProId(pro), name) for pro, name in members.items()), key=lambda each: each[1])
    held = vault.told_about(profile.structure)
    first = vault.told_from(profile.structure)
    return TeamJournal(
        tuple(acts),
        tuple(team),
        store.tree_alarm(),
        told_at=moment(held.at) if held is not None and held.at else None,
        told_from=moment(first) if first is not None else None,
    )


def ask_elsewhere(post: Post, profile: WorkerProfile) -> None:
    """Ask for what the structure's other posts did; it comes into the vault, or does not.

    Raises: Refused("membership.not_allowed") for who is no manager.
    """
    check_manager(profile)
    if post.agent is not None:
        post.agent.fetch_journal(profile.structure)


def _told(
    post: Post, profile: WorkerProfile, since: datetime
) -> Iterator[tuple[bytes, Mapping[str, object]]]:
    """Give (post, entry) of what the server told of other posts of this structure.

    What a post wrote that the server took is shown as it is: an entry that nobody can read is
    left to `journal verify`, and one of this post is told by its own journal.
    """
    for body in post.ready_vault().told_entries(profile.structure, unix_s(since)):
        try:
            told = parse_canon(body)
            match told:
                case {"entry": dict(fields), "device": str(device)}:
                    where = bytes.fromhex(device)
                case _:
                    continue
        except (CannotOpen, ValueError):
            continue
        if where != post.device.id:
            yield where, fields


def export_journal(
    post: Post, profile: WorkerProfile, folder: str
) -> Callable[[], ExportedJournal]:
    """Return what writes this post's journal to a new file in `folder`, with what proves it.

    The server is asked for its proof and waited for some seconds; without a line the last one
    it gave stands. Raises: Refused("membership.not_allowed"), and as `gather_journal`.
    """
    check_manager(profile)
    is_asked = False
    if post.agent is not None:
        try:
            post.agent.prove_journal()
            is_asked = True
        except KioskError:
            is_asked = False  # off line, or the alarm stands, which the file tells
    now = post.clock.now()
    server_ed = post.device_store.server_ed()
    if server_ed is None:
        raise Unavailable("sign_in.not_enrolled")
    file = gather_journal(post.device_store, post.vault, at=unix_s(now))
    told = ExportedJournal(
        f"journal-{post.device.id.hex()[:8]}-{now:%Y%m%d-%H%M%S}.jsonl",
        file.entries,
        fingerprint(post.device.ed_public).hex(),
        fingerprint(server_ed).hex(),
        is_asked,
    )
    return partial(_write, post.medium, Path(folder), file, told)


def _write(
    medium: MediumChild, folder: Path, file: JournalFile, told: ExportedJournal
) -> ExportedJournal:
    """Write an export, touching no store. Raises Unavailable("journal.export_not_written"), and
    there is none; Unavailable("journal.export_silent"), and nobody knows."""
    match medium.write(folder, told.file, file.content):
        case CopyOutcome.DONE:
            return told
        case CopyOutcome.NOT_DONE | CopyOutcome.NOT_REACHED:
            raise Unavailable("journal.export_not_written")
        case CopyOutcome.UNSURE:
            raise Unavailable("journal.export_silent")


class _Reading:
    """Turns entries into acts; names and identifiers are looked up once."""

    def __init__(self, post: Post, profile: WorkerProfile, members: Mapping[bytes, str]) -> None:
        self._post, self._structure, self._members = post, profile.structure, members
        self._logins: dict[bytes, str] = {}
        self._places: dict[bytes, str] = {}

    def acts(self, fields: Mapping[str, object], where: bytes | None = None) -> Iterator[TeamAct]:
        """Give the act of one entry, of this post or of another one (`where`): none for a
        person's own, or the program's."""
        match fields:
            case {"at": int(at), "action": str(action), "actor": str(actor)}:
                pass
            case _:
                return
        if action in BY_ITSELF:
            return
        who, about = _id(actor), _id(fields.get("person"))
        if who == about:
            return
        deed = DEEDS.get(action, TeamDeed.OTHER)
        if who == NOBODY and about is not None and about in self._members:
            who, about = about, None  # somebody tried the password of one of the team
        is_team = who in self._members
        if who is None or (not is_team and who not in {NOBODY, where or self._post.device.id}):
            return
        yield TeamAct(
            moment(at),
            deed,
            ProId(who) if is_team else None,
            self._members.get(who, ""),
            self._login(about) if about is not None else "",
            self._place(where) if where is not None else None,
        )

    def _place(self, device: bytes) -> str:
        if device not in self._places:
            held = self._post.device_store.device(device)
            self._places[device] = held.text("place") if held is not None else ""
        return self._places[device]

    def _login(self, person: bytes) -> str:
        if person not in self._logins:
            vault = self._post.ready_vault()
            identity = vault.identity(person)
            is_ours = identity is not None and self._structure in vault.affiliated(PersonId(person))
            self._logins[person] = identity.text("login") if identity and is_ours else ""
        return self._logins[person]


def _id(told: object) -> bytes | None:
    """Return the id an entry tells; of another post's entries nothing is taken for granted."""
    try:
        return bytes.fromhex(told) if isinstance(told, str) else None
    except ValueError:
        return None


def check_manager(profile: WorkerProfile) -> None:
    """Raises Refused("membership.not_allowed") for who is no manager."""
    if profile.role is not Role.MANAGER:
        raise Refused("membership.not_allowed")
