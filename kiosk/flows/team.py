"""A manager's journal: what their team did on this post, who, when and for whom (`ux.md` M3).

What persons did in their own safe is theirs and is not here. A person is told by their
identifier, and only while the structure may see them (SHR-09): the journal itself holds
ids. What has no word is shown as something else, never left out (TRC-05, TRC-12).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from kiosk.domain.ids import NOBODY, PersonId, ProId
from kiosk.errors import KioskError, Refused, Unavailable
from kiosk.flows.api import (
    ExportedJournal,
    Role,
    TeamAct,
    TeamDeed,
    TeamJournal,
    WorkerProfile,
)
from kiosk.flows.journal_file import write_journal
from kiosk.flows.post import Post, unix_s
from kiosk.journal.export import fingerprint

__all__ = ["export_journal", "team_journal"]

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
    """Return what the team did on this post since then, newest first.

    Raises: Refused("membership.not_allowed") for who is no manager.
    """
    _check_manager(profile)
    store, vault = post.device_store, post.ready_vault()
    members = {each.id("pro"): each.text("name") for each in store.members(profile.structure)}
    read = _Reading(post, profile, members)
    entries = [
        fields
        for source in (store, vault)
        for entry in source.journal_since(unix_s(since))
        if (fields := entry.fields)
    ]
    acts = sorted(
        (act for fields in entries for act in read.acts(fields)),
        key=lambda act: act.at,
        reverse=True,
    )
    team = sorted(((ProId(pro), name) for pro, name in members.items()), key=lambda each: each[1])
    return TeamJournal(tuple(acts), tuple(team), store.tree_alarm())


def export_journal(post: Post, profile: WorkerProfile, folder: str) -> ExportedJournal:
    """Write this post's journal to a new file in `folder`, with what proves it.

    The server is asked for its proof and waited for some seconds; without a line the last one
    it gave stands. Raises: Refused("membership.not_allowed"), and as `write_journal`.
    """
    _check_manager(profile)
    is_asked = False
    if post.agent is not None:
        try:
            post.agent.prove_journal()
            is_asked = True
        except KioskError:
            is_asked = False  # off line, or the alarm stands, which the file tells
    now = post.clock.now()
    path = Path(folder) / f"journal-{post.device.id.hex()[:8]}-{now:%Y%m%d-%H%M%S}.jsonl"
    count = write_journal(path, post.device_store, post.vault, at=unix_s(now))
    server_ed = post.device_store.server_ed()
    if server_ed is None:
        raise Unavailable("sign_in.not_enrolled")
    return ExportedJournal(
        path.name,
        count,
        fingerprint(post.device.ed_public).hex(),
        fingerprint(server_ed).hex(),
        is_asked,
    )


class _Reading:
    """Turns entries into acts; names and identifiers are looked up once."""

    def __init__(self, post: Post, profile: WorkerProfile, members: Mapping[bytes, str]) -> None:
        self._post, self._structure, self._members = post, profile.structure, members
        self._logins: dict[bytes, str] = {}

    def acts(self, fields: Mapping[str, object]) -> Iterator[TeamAct]:
        """Give the act of one entry: none for a person's own, or the program's."""
        match fields:
            case {"at": int(at), "action": str(action), "actor": str(actor)}:
                pass
            case _:
                return
        if action in BY_ITSELF:
            return
        who, told = bytes.fromhex(actor), fields.get("person")
        about = bytes.fromhex(told) if isinstance(told, str) else None
        if who == about:
            return
        deed = DEEDS.get(action, TeamDeed.OTHER)
        if who == NOBODY and about is not None and about in self._members:
            who, about = about, None  # somebody tried the password of one of the team
        is_team = who in self._members
        if not is_team and who not in {NOBODY, self._post.device.id}:
            return
        yield TeamAct(
            datetime.fromtimestamp(at, UTC),
            deed,
            ProId(who) if is_team else None,
            self._members.get(who, ""),
            self._login(about) if about is not None else "",
        )

    def _login(self, person: bytes) -> str:
        if person not in self._logins:
            vault = self._post.ready_vault()
            identity = vault.identity(person)
            is_ours = identity is not None and self._structure in vault.affiliated(PersonId(person))
            self._logins[person] = identity.text("login") if identity and is_ours else ""
        return self._logins[person]


def _check_manager(profile: WorkerProfile) -> None:
    if profile.role is not Role.MANAGER:
        raise Refused("membership.not_allowed")
