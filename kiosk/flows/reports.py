"""An access that may be in other hands: lost, stolen, used by somebody else (AUT-20).

Said by the professional whose access it is, by one press, or by their manager; off line like
everything else. It is the end of a membership (`member` removed, FORMAT.md section 7), so
every post and the server hold to it by the rules they have: it counts here at once, goes out
before all other words (DER-07), and what that access says afterwards nobody believes. Nothing
brings it back but a manager's or the authority's new word; a stolen password cannot.
"""

from __future__ import annotations

from collections.abc import Sequence

from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, make
from kiosk.errors import InvalidInput, Refused
from kiosk.flows.api import MemberLine, Role, WorkerProfile
from kiosk.flows.post import Post

__all__ = ["report_access", "reportable"]

KEPT = ("structure", "pro", "ed", "x", "login", "name", "role")
"""What the end of a membership says as it was said before."""


def reportable(post: Post, profile: WorkerProfile) -> Sequence[MemberLine]:
    """Return the accesses this professional may report: their own first, a manager's workers."""
    members = post.device_store.members(profile.structure)
    lines = [
        MemberLine(each.id("pro"), each.text("name"), each.text("login"), is_mine=is_mine)
        for each in members
        if each.text("state") == "active"
        and ((is_mine := each.id("pro") == profile.pro) or _may_end(profile, each))
    ]
    return sorted(lines, key=lambda line: (not line.is_mine, line.name, line.id))


def report_access(post: Post, profile: WorkerProfile, signer: Identity, account: bytes) -> None:
    """End an access: here at once, everywhere with the next exchange. Harmless once ended.

    Dated one second ahead of the clock, so that what this access said before, in the same
    second too, keeps counting: work is not lost because its author's password was.

    Raises: Refused("membership.not_allowed"), InvalidInput("reports.unknown").
    """
    held = post.device_store.member(profile.structure, account)
    if held is None:
        raise InvalidInput("reports.unknown")
    if account != profile.pro and not _may_end(profile, held):
        raise Refused("membership.not_allowed")
    if held.text("state") == "removed":
        return
    kept = {name: held.body[name] for name in KEPT}
    said = make(
        "member",
        {**kept, "state": "removed", "n": held.number("n") + 1},
        signers=(signer,),
        at=max(post.now_s(), held.at) + 1,
    )
    with post.device_store.transaction() as tx:
        tx.put_statement(said, queue=True)
        tx.journal(signer.id, None, "access.reported", pro=account)
    post.kick()


def _may_end(profile: WorkerProfile, member: Statement) -> bool:
    """A manager ends workers; managers are the operator's to end (ROL-08, ROL-02)."""
    return profile.role is Role.MANAGER and member.text("role") == Role.WORKER.value
