"""The door: a password opens a credential, or counts as a failure (FORMAT.md 6.2 to 6.4).

With what the post knows, opening the envelope is the check; nothing else is compared. A
person it does not know yet is brought by the agent. Failures are kept before the answer
is given, so pulling the plug does not give a try back (AUT-05, DER-05).
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.crypto.credentials import costs_of, keys_of, open_credential, open_credential_with
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import (
    Costs,
    Identity,
    PasswordKeys,
    check_costs,
    database_key,
    derive_password_keys,
)
from kiosk.crypto.records import Label, open_sealed, seal
from kiosk.crypto.statements import Statement
from kiosk.domain.ids import ID_BYTES, NOBODY, PersonId, ProId
from kiosk.domain.lock import (
    MAXIMUM_FAILURES,
    NEVER_FAILED,
    LockRecord,
    after_failure,
    remaining_s,
    seen,
)
from kiosk.errors import IntegrityFailure, InvalidInput, Refused, Unavailable
from kiosk.flows import drafts
from kiosk.flows.api import PersonSession, Role, WorkerProfile, WorkerSession
from kiosk.flows.lease import refuse_without_lease
from kiosk.flows.passing import let_passing_go
from kiosk.flows.post import AccountFacts, Post
from kiosk.flows.structure_key import StructureKeys, open_structure
from kiosk.flows.terms import TermsInForce, has_accepted_terms
from kiosk.vault.vault_store import VaultStore

__all__ = ["LocalEntrance", "check_password", "open_pepper", "open_person"]


@dataclass(slots=True)
class LocalEntrance:
    """Signs people in with what this post knows."""

    post: Post
    terms: TermsInForce
    """What every person has to have accepted (CNS-01, CNS-04)."""
    pro_terms: TermsInForce
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
        refuse_without_lease(self.post)
        identity = check_password(
            self.post, cred, password, ed=member.data("ed"), pepper=open_pepper(self.post)
        )
        structure = open_structure(store, self.post.structure, identity)
        self._open_vault(structure)
        let_passing_go(self.post)  # what a session left that could not end
        drafts.end_old(self.post)
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
                store.statements("consent", owner=self.post.structure), pro, self.pro_terms.version
            ),
        )
        with store.transaction() as tx:
            tx.journal(pro, None, "worker.signed_in")
        return LocalWorkerSession(self.post, identity, structure, profile, self.pro_terms)

    def person_sign_in(self, login: str, password: str) -> PersonSession:
        from kiosk.flows.person import LocalPersonSession

        vault = self.post.vault
        if vault is None:
            raise Unavailable("sign_in.post_closed")
        _, identity = open_person(self.post, vault, login, password)
        let_passing_go(self.post)  # what a session left that could not end
        person = PersonId(identity.id)
        with vault.transaction() as tx:
            tx.saw(person)
            tx.journal(person, person, "person.signed_in")
        must_accept = not has_accepted_terms(
            vault.statements("consent", owner=person), person, self.terms.version
        )
        return LocalPersonSession(self.post, identity, self.terms, must_accept=must_accept)

    def _open_vault(self, structure: StructureKeys) -> None:
        """Open vault.db: its key needs the device's secret and one only a professional opens."""
        post = self.post
        if post.vault is not None:
            return
        held = post.device_store.shift_box()
        if held is None:
            raise Unavailable("sign_in.not_enrolled")
        box, skv = held
        shift_secret = open_sealed(
            Label.SHIFT,
            structure.at(skv).box_key,
            box,
            device=post.device.id,
            structure=post.structure,
            skv=skv,
        )
        key = database_key(
            device_secret=post.device_secret,
            shift_secret=shift_secret,
            device=post.device.id,
        )
        post.vault = post.open_vault(key)
        post.tell_vault_key(key)
        if skv < structure.skv:
            self._box_shift_again(structure, shift_secret)

    def _box_shift_again(self, structure: StructureKeys, shift_secret: bytes) -> None:
        """Box the vault's half key to the structure's newest key: who left opens it no more."""
        post = self.post
        box = seal(
            Label.SHIFT,
            structure.newest.x_public,
            shift_secret,
            rng=post.rng,
            device=post.device.id,
            structure=post.structure,
            skv=structure.skv,
        )
        with post.device_store.transaction() as tx:
            tx.set_shift_box(box, structure.skv)


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


def open_person(
    post: Post, vault: VaultStore, login: str, password: str
) -> tuple[Statement, Identity]:
    """Open a person's keys by their password, whether this post knows them or not yet.

    Offline with what the post holds (flow 6.3); else the agent brings the person, with the
    proof of the password, which custody checks (flow 6.2).

    Raises as `check_password`; InvalidInput("sign_in.unknown") on a post that was never
    online, Unavailable("sign_in.unknown_offline") when nobody can be asked just now,
    IntegrityFailure("sign_in.server_wrong") when the answers cannot be true.
    """
    login = _cleaned(login)
    identity, cred = _records(vault, login)
    if identity is not None and cred is not None:
        opened = check_password(post, cred, password, ed=identity.data("ed"), pepper=None)
        return identity, opened
    return _bring_person(post, vault, login, password)


def _records(vault: VaultStore, login: str) -> tuple[Statement | None, Statement | None]:
    identity = vault.identity_by_login(login)
    return identity, None if identity is None else vault.credential(identity.id("person"))


def _bring_person(
    post: Post, vault: VaultStore, login: str, password: str
) -> tuple[Statement, Identity]:
    """Ask custody whether the password is right, and take the person's records.

    A wrong password counts here as it does at the server. A try that nobody judged, the
    line being cut, does not.
    """
    agent = post.agent
    if agent is None:
        raise InvalidInput("sign_in.unknown")
    try:
        facts = agent.account(login)
    except Unavailable as error:
        raise Unavailable("sign_in.unknown_offline") from error
    costs = Costs(facts.m, facts.t, facts.p)
    try:
        check_costs(costs, post.floors)
    except CannotOpen as error:
        raise IntegrityFailure("sign_in.server_wrong") from error
    if len(facts.id) != ID_BYTES or len(facts.salt) != ID_BYTES:
        raise IntegrityFailure("sign_in.server_wrong")
    lock = _Try.begin(post, facts.id)
    try:
        keys = derive_password_keys(
            password, id=facts.id, salt=facts.salt, costs=costs, floors=post.floors
        )
    except ValueError as error:  # longer than any password
        raise lock.failed() from error
    try:
        person = agent.bring_person(login, keys.auth)
    except Unavailable as error:
        lock.undo()
        raise Unavailable("sign_in.unknown_offline") from error
    except Refused as error:
        if error.message_key != "sync.locked":
            raise lock.failed() from error
        raise lock.locked_elsewhere(int(error.context["seconds"])) from error
    identity, cred = _records(vault, login)
    if identity is None or cred is None:
        lock.undo()
        raise Unavailable("sign_in.unknown_offline")  # its records are still on their way
    if not facts.id == person == identity.id("person"):
        raise IntegrityFailure("sign_in.server_wrong")
    try:
        opened = open_credential_with(cred, _keys_for(post, cred, facts, password, keys))
    except CannotOpen as error:
        raise IntegrityFailure("sign_in.server_wrong") from error
    if opened.ed_public != identity.data("ed"):
        raise IntegrityFailure("sign_in.server_wrong")
    lock.succeeded()
    return identity, opened


def _keys_for(
    post: Post, cred: Statement, facts: AccountFacts, password: str, keys: PasswordKeys
) -> PasswordKeys:
    """Return the keys for a credential: those derived already, unless it has another salt."""
    said = Costs(facts.m, facts.t, facts.p)
    if cred.data("salt") == facts.salt and costs_of(cred) == said:
        return keys
    return keys_of(cred, password, floors=post.floors)


def check_password(
    post: Post, cred: Statement, password: str, *, ed: bytes, pepper: bytes | None
) -> Identity:
    """Open a credential, or count a failure and say how many tries are left.

    `ed` is the public key the account is known by: a credential that wraps another seed
    does not open it. Raises Refused("sign_in.locked", seconds=n) without trying while
    locked; Refused("sign_in.wrong_password", left=n).
    """
    lock = _Try.begin(post, cred.id("id"))
    try:
        identity = open_credential(cred, password, pepper=pepper, floors=post.floors)
    except (CannotOpen, ValueError):  # ValueError: longer than any password
        identity = None
    if identity is None or identity.ed_public != ed:
        raise lock.failed()
    lock.succeeded()
    return identity


@dataclass(frozen=True, slots=True)
class _Try:
    """One try at an account on this post, counted before it is judged (AUT-05, DER-05).

    Pulling the plug while it is judged costs the try.
    """

    post: Post
    account: bytes
    before: LockRecord
    counted: LockRecord

    @classmethod
    def begin(cls, post: Post, account: bytes) -> _Try:
        """Count the try. Raises Refused("sign_in.locked", seconds=n) while locked."""
        store = post.device_store
        now_s, boot = post.clock.boottime_s(), post.clock.boot_id()
        before = seen(store.lock_record(account), boottime_s=now_s, boot_id=boot)
        if wait := remaining_s(before, boottime_s=now_s):
            with store.transaction() as tx:
                tx.set_lock_record(account, before)
            raise Refused("sign_in.locked", seconds=wait)
        begun = cls(post, account, before, after_failure(before, boottime_s=now_s, boot_id=boot))
        begun._keep(begun.counted)
        return begun

    def succeeded(self) -> None:
        """The password was right: nothing is counted any more."""
        self._keep(NEVER_FAILED)

    def undo(self) -> None:
        """Nobody judged it: as if it had not been tried."""
        self._keep(self.before)

    def failed(self) -> Refused:
        """Journal a wrong password; return what to tell."""
        with self.post.device_store.transaction() as tx:
            tx.journal(NOBODY, self.account, "sign_in.failed", failures=self.counted.failures)
        if wait := remaining_s(self.counted, boottime_s=self.post.clock.boottime_s()):
            return Refused("sign_in.locked", seconds=wait)
        return Refused("sign_in.wrong_password", left=self.counted.tries_left)

    def locked_elsewhere(self, seconds: int) -> Refused:
        """The server keeps it locked: so does this post, for as long (FORMAT.md flow 6.4)."""
        failures = max(self.before.failures, MAXIMUM_FAILURES)
        clock = self.post.clock
        self._keep(LockRecord(failures, seconds, clock.boot_id(), clock.boottime_s() + seconds))
        return Refused("sign_in.locked", seconds=seconds)

    def _keep(self, record: LockRecord) -> None:
        with self.post.device_store.transaction() as tx:
            tx.set_lock_record(self.account, record)


def _cleaned(login: str) -> str:
    """Forgive case and spaces: identifiers are read aloud and typed standing (`ux.md` B1)."""
    return "".join(login.split()).lower()
