"""The door: a password opens a credential, or counts as a failure (FORMAT.md 6.3, 6.4).

Offline with what the post knows. Opening the envelope is the check; nothing else is
compared. Failures are kept before the answer is given, so pulling the plug does not
give a try back (AUT-05, DER-05).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.crypto.credentials import open_credential
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity, database_key
from kiosk.crypto.records import Label, open_sealed
from kiosk.crypto.statements import Statement
from kiosk.domain.ids import NOBODY, PersonId, ProId
from kiosk.domain.lock import NEVER_FAILED, after_failure, remaining_s, seen
from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.flows.api import PersonSession, Role, WorkerProfile, WorkerSession
from kiosk.flows.post import Post
from kiosk.vault.vault_store import VaultStore

__all__ = ["LocalEntrance", "check_password", "open_pepper", "person_records"]


@dataclass(slots=True)
class LocalEntrance:
    """Signs people in with what this post knows."""

    post: Post
    terms_version: str
    """The version every person has to have accepted (CNS-01, CNS-04)."""
    pro_terms_version: str
    """The same for professionals and managers, who have terms of their own."""

    def worker_sign_in(self, login: str, password: str) -> WorkerSession:
        from kiosk.flows.worker import LocalWorkerSession

        store = self.post.device_store
        member = store.member_by_login(_cleaned(login))
        if member is None:
            raise InvalidInput("sign_in.unknown")
        pro = ProId(member.id("pro"))
        cred = store.credential(pro)
        if cred is None:
            raise InvalidInput("sign_in.unknown")
        if member.text("state") != "active":
            raise Refused("sign_in.not_a_member")
        self._refuse_after_lease()
        identity = check_password(
            self.post, cred, password, ed=member.data("ed"), pepper=open_pepper(self.post)
        )
        structure, skv = self._structure_key(identity)
        self._open_vault(structure, skv)
        charter = store.charter(self.post.structure)
        profile = WorkerProfile(
            pro=pro,
            login=member.text("login"),
            name=member.text("name"),
            role=Role(member.text("role")),
            structure=self.post.structure,
            structure_name=charter.text("name") if charter else "",
            must_change_password=bool(cred.body["once"]),
            must_accept_terms=not has_accepted_terms(
                store.statements("consent", owner=self.post.structure), pro, self.pro_terms_version
            ),
        )
        with store.transaction() as tx:
            tx.journal(pro, None, "worker.signed_in")
        return LocalWorkerSession(self.post, identity, structure, skv, profile)

    def person_sign_in(self, login: str, password: str) -> PersonSession:
        from kiosk.flows.person import LocalPersonSession

        vault = self.post.vault
        if vault is None:
            raise Unavailable("sign_in.post_closed")
        person, identity_statement, cred = person_records(vault, login)
        identity = check_password(
            self.post, cred, password, ed=identity_statement.data("ed"), pepper=None
        )
        with vault.transaction() as tx:
            tx.saw(person)
            tx.journal(person, person, "person.signed_in")
        must_accept = not has_accepted_terms(
            vault.statements("consent", owner=person), person, self.terms_version
        )
        return LocalPersonSession(self.post, identity, must_accept)

    def _refuse_after_lease(self) -> None:
        """Freeze worker sign-ins once the lease has lapsed (DER-08).

        A calendar set back does not help: the last exchange is the earliest "now" believed.
        """
        store = self.post.device_store
        until, last = store.lease_until(), store.last_exchange_at()
        now = max(self.post.now_s(), last or 0)
        if until is not None and now > until:
            raise Refused("sign_in.lease_ended")

    def _structure_key(self, pro: Identity) -> tuple[Identity, int]:
        """Open the structure's newest key that was boxed to this professional."""
        structure = self.post.structure
        boxed = self.post.device_store.member_key(structure, pro.id)
        if boxed is None:
            raise Refused("sign_in.not_a_member")
        skv = boxed.number("skv")
        try:
            seed = open_sealed(
                Label.MEMBER,
                pro.box_key,
                boxed.data("box"),
                structure=structure,
                skv=skv,
                pro=pro.id,
            )
        except CannotOpen as error:
            raise Refused("sign_in.not_a_member") from error
        return Identity(structure, seed), skv

    def _open_vault(self, structure: Identity, skv: int) -> None:
        """Open vault.db: its key needs the device's secret and one only a professional opens."""
        if self.post.vault is not None:
            return
        held = self.post.device_store.shift_box()
        if held is None:
            raise Unavailable("sign_in.not_enrolled")
        shift_secret = open_sealed(
            Label.SHIFT,
            structure.box_key,
            held[0],
            device=self.post.device.id,
            structure=self.post.structure,
            skv=held[1],
        )
        key = database_key(
            device_secret=self.post.device_secret,
            shift_secret=shift_secret,
            device=self.post.device.id,
        )
        self.post.vault = self.post.open_vault(key)
        self.post.tell_vault_key(key)


def open_pepper(post: Post) -> bytes:
    """Return the structure's pepper, boxed to this device. Raises Unavailable before enrolment."""
    held = post.device_store.pepper_box()
    if held is None:
        raise Unavailable("sign_in.not_enrolled")
    return open_sealed(
        Label.PEPPER,
        post.device.box_key,
        held[0],
        structure=post.structure,
        device=post.device.id,
        n=held[1],
    )


def person_records(vault: VaultStore, login: str) -> tuple[PersonId, Statement, Statement]:
    """Return a person's id, identity and newest credential. Raises InvalidInput."""
    identity = vault.identity_by_login(_cleaned(login))
    if identity is None:
        raise InvalidInput("sign_in.unknown")
    person = PersonId(identity.id("person"))
    cred = vault.credential(person)
    if cred is None:
        raise InvalidInput("sign_in.unknown")
    return person, identity, cred


def check_password(
    post: Post, cred: Statement, password: str, *, ed: bytes, pepper: bytes | None
) -> Identity:
    """Open a credential, or count a failure and say how many tries are left.

    `ed` is the public key the account is known by: a credential that wraps another seed
    does not open it. Raises Refused("sign_in.locked", seconds=n) without trying while
    locked; Refused("sign_in.wrong_password", left=n).
    """
    account, store = cred.id("id"), post.device_store
    now_s, boot = post.clock.boottime_s(), post.clock.boot_id()
    record = seen(store.lock_record(account), boottime_s=now_s, boot_id=boot)
    if wait := remaining_s(record, boottime_s=now_s):
        with store.transaction() as tx:
            tx.set_lock_record(account, record)
        raise Refused("sign_in.locked", seconds=wait)
    # Counted before the answer: pulling the plug while it thinks costs the try.
    failed = after_failure(record, boottime_s=now_s, boot_id=boot)
    with store.transaction() as tx:
        tx.set_lock_record(account, failed)
    try:
        identity = open_credential(cred, password, pepper=pepper, floors=post.floors)
    except CannotOpen:
        identity = None
    if identity is None or identity.ed_public != ed:
        with store.transaction() as tx:
            tx.journal(NOBODY, account, "sign_in.failed", failures=failed.failures)
        if wait := remaining_s(failed, boottime_s=now_s):
            raise Refused("sign_in.locked", seconds=wait)
        raise Refused("sign_in.wrong_password", left=failed.tries_left)
    with store.transaction() as tx:
        tx.set_lock_record(account, NEVER_FAILED)
    return identity


def has_accepted_terms(consents: Iterable[Statement], account: bytes, version: str) -> bool:
    """Return whether `account` said yes to this version of the terms (CNS-01, CNS-04)."""
    return any(
        each.text("kind") == "terms"
        and each.text("answer") == "yes"
        and each.text("text_version") == version
        and each.by == account
        for each in consents
    )


def _cleaned(login: str) -> str:
    """Forgive case and spaces: identifiers are read aloud and typed standing (`ux.md` B1)."""
    return "".join(login.split()).lower()
