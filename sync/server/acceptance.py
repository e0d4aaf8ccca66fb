"""What the server answers to one statement: stored, known, waiting or refused.

Everything is decided inside the transaction that would store it, against what is stored:
form, signatures (`kiosk.crypto.trust`), then the rules a signature cannot tell, namely
which post may bring it, whether the author still has the right, what must be there first.
Effect and idempotency record are one: the name is the key of the row (sync.md section 5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from kiosk.crypto.encoding import Z, dec, enc
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import SIGNATURE_BYTES
from kiosk.crypto.statements import Statement, log_hash, verify
from kiosk.crypto.statements import owner as owner_written
from kiosk.crypto.statements import subject as subject_written
from kiosk.crypto.trust import Waiting, required_keys
from kiosk.errors import Refused
from sync.protocol.codes import RefusalCode
from sync.protocol.messages import Missing, PurgeReason, StructureState
from sync.server import journal, sights
from sync.server.ahead import Ahead, Turn, Unreadable
from sync.server.asking import ask_ahead
from sync.server.purge import is_gone
from sync.server.shelf import Shelf, StoredDirectory
from sync.server.store import part_rows, records, world
from sync.server.store.database import Rows
from sync.server.store.gathered import Gathered
from sync.server.store.part_rows import PartState, Version
from sync.server.store.records import Audience
from sync.server.store.seen import Seen
from sync.server.store.world import CredentialRow

__all__ = [
    "Acceptance",
    "Batch",
    "Operator",
    "Post",
    "RefusedVerdict",
    "Sender",
    "StoredVerdict",
    "Verdict",
    "WaitingVerdict",
]

OPERATOR_TYPES = frozenset({"charter", "skey", "mkey", "skprev", "member", "ticket"})
"""What only the enrolment authority says, through its own door."""
MANAGERS_TYPES = frozenset({"member", "ticket"})
"""What a manager may say too, from a post of their structure (ROL-08)."""
PUBLIC_TYPES = frozenset({"charter", "skey", "member", "ticket", "device"})
"""What anyone needs to check signatures of a structure's members and devices."""
WRITTEN_BY_KNOWN = frozenset({"item", "epoch", "grant", "consent", "req", "log"})
"""What changes neither members nor affiliations: most of a batch, many by one author. Their
rows are gathered; all else is written at once, because its rules read the store themselves."""
MISSING_MAX = 8
"""Names of missing statements in one answer: 500 such answers stay below the wire's limit."""
ATTEMPTS = frozenset(
    {
        RefusalCode.BAD_SIGNATURE,
        RefusalCode.NOT_A_MEMBER,
        RefusalCode.WITHDRAWN,
        RefusalCode.LOG_FORK,
    }
)
"""Refusals that are attempts at something, not mere lateness."""
REMINDERS = "reminders"
"""The kind of consent that custody keeps to: whether a person wants reminders (CNS-20)."""
KEPT_TO_ITSELF = frozenset({"custody", "remind", "find", "log"})


@dataclass(frozen=True, slots=True)
class Post:
    """A device that proved itself, and where it stands."""

    device: bytes
    structure: bytes
    state: StructureState


@dataclass(frozen=True, slots=True)
class Operator:
    """Whoever holds the operator's token: the enrolment authority's tool."""


Sender = Post | Operator


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    name: bytes
    sequence: int
    is_new: bool


@dataclass(frozen=True, slots=True)
class WaitingVerdict:
    name: bytes
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class RefusedVerdict:
    name: bytes
    code: RefusalCode


Verdict = StoredVerdict | WaitingVerdict | RefusedVerdict


@dataclass(slots=True)
class Batch:
    """What to do once the transaction is committed."""

    verdicts: list[Verdict] = field(default_factory=list)
    parts_gone: list[bytes] = field(default_factory=list)
    has_custody: bool = False


class _No(Exception):
    def __init__(self, code: RefusalCode) -> None:
        self.code = code


class _NotYet(Exception):
    def __init__(self, *missing: tuple[str, bytes]) -> None:
        self.missing = missing


class Acceptance:
    """Judges statements and stores those that hold. Stateless but for its cache."""

    def __init__(self, shelf: Shelf, ahead: Ahead) -> None:
        self._shelf = shelf
        self._ahead = ahead

    def accept(self, rows: Rows, turn: Turn, sender: Sender, *, now: int) -> Batch:
        """Judge each statement in order, so that later ones may rest on earlier ones."""
        batch = Batch()
        one = _Judgement(rows, self._shelf, sender, batch, now, self._ahead, turn.fitting)
        batch.verdicts += one.judge_all(turn.read)
        return batch

    def enrol(self, rows: Rows, statement: Statement, *, now: int) -> Verdict:
        """Judge the device statement by which a ticket becomes a post.

        Whether the ticket is still good is the caller's to say (it has answers of its own).
        """
        one = _Judgement(rows, self._shelf, None, Batch(), now, self._ahead, frozenset())
        [verdict] = one.judge_all([statement])
        return verdict


class _Judgement:
    """One batch from one sender, inside one transaction; sender None: a post that enrols."""

    def __init__(
        self,
        rows: Rows,
        shelf: Shelf,
        sender: Sender | None,
        batch: Batch,
        now: int,
        ahead: Ahead,
        fitting: frozenset[tuple[bytes, bytes]],
    ) -> None:
        self._rows = rows
        self._shelf = shelf
        self._sender = sender
        self._batch = batch
        self._now = now
        self._ahead = ahead
        self._fitting = fitting
        self._seen = Seen(rows)
        self._gathered = Gathered(self._seen, now=now)
        self._directory = StoredDirectory(self._seen, shelf)

    def judge_all(self, turn: Sequence[Statement | Unreadable]) -> list[Verdict]:
        """Judge each in its order; all is written once this returns."""
        if isinstance(self._sender, Post):
            ask_ahead(self._seen, turn, self._sender.structure)
        verdicts = [self._judge(read) for read in turn]
        self._gathered.flush()
        return verdicts

    def _judge(self, statement: Statement | Unreadable) -> Verdict:
        if isinstance(statement, Unreadable):
            return RefusedVerdict(_name_as_sent(statement.wire), RefusalCode.UNREADABLE)
        name = statement.name
        is_gathered = statement.type in WRITTEN_BY_KNOWN
        if not is_gathered:
            self._gathered.flush()
        try:
            self._check_sender(statement)
            owner = self._owner(statement)
            held = self._seen.sequences.of((owner, name))
            if held is not None:
                return StoredVerdict(name, held, is_new=False)
            self._check_signatures(statement)
            effect = _RULES[statement.type](self, statement)
        except _NotYet as wait:
            if is_gone(self._rows, owner_written(statement)):
                return RefusedVerdict(name, RefusalCode.DELETED)
            missing = tuple(Missing(kind, id) for kind, id in wait.missing[:MISSING_MAX])
            return WaitingVerdict(name, missing)
        except _No as no:
            self._note_refusal(statement, no.code)
            return RefusedVerdict(name, no.code)
        record = self._shelf.record(
            statement,
            name=name,
            owner=owner,
            subject=statement.id("id") if statement.type == "cred" else subject_written(statement),
            audience=_audience(statement),
            device=self._sender.device if isinstance(self._sender, Post) else Z,
            now=self._now,
        )
        effect.before()
        sequence = self._gathered.append(record)
        if not is_gathered:
            self._gathered.flush()
        effect.after(sequence)
        if not is_gathered:
            self._seen.look_again()
        return StoredVerdict(name, sequence, is_new=True)

    def _note_refusal(self, statement: Statement, code: RefusalCode) -> None:
        """Journal that a known post tried what it may not (TRC-02); a mere duplicate is none."""
        if isinstance(self._sender, Post) and code in ATTEMPTS:
            person = owner_written(statement)
            journal.act(
                self._rows,
                "statement_refused",
                now=self._now,
                person=person if self._seen.persons.of(person) is not None else None,
                device=self._sender.device,
                kind=statement.type,
                why=code.value,
            )

    def _check_sender(self, statement: Statement) -> None:
        """Say whether this kind of statement comes through this door."""
        kind = statement.type
        match self._sender:
            case Operator():
                is_allowed = (
                    kind in OPERATOR_TYPES
                    or kind == "cred"
                    or (kind == "device" and statement.text("state") == "removed")
                )
            case Post(state=state):
                is_allowed = kind not in OPERATOR_TYPES and kind != "device"
                is_ending_post = kind == "device" and statement.text("state") == "removed"
                if kind in MANAGERS_TYPES or is_ending_post:
                    is_allowed = statement.id("structure") == self._sender.structure
                is_withdrawal = is_ending_post or (
                    kind in {"affil", "member"} and statement.text("state") in {"remove", "removed"}
                )
                if state is not StructureState.ACTIVE and not is_withdrawal:
                    raise _NotYet(("structure", self._sender.structure))
            case None:
                is_allowed = kind == "device" and statement.text("state") == "active"
            case _:
                assert_never(self._sender)
        if not is_allowed:
            raise _No(RefusalCode.NOT_A_MEMBER)

    def _owner(self, statement: Statement) -> bytes:
        """Return whose statement this is; a professional's credential is their structure's."""
        if statement.type != "cred":
            return owner_written(statement)
        id = statement.id("id")
        if self._seen.persons.of(id) is not None:
            return id
        membership = self._seen.memberships.of(id)
        if membership is None and is_gone(self._rows, id):
            return id
        if membership is None:
            raise _NotYet(("identity", id))
        return membership.structure

    def _check_signatures(self, statement: Statement) -> None:
        try:
            keys = required_keys(statement, self._directory)
        except Waiting as wait:
            raise _NotYet(*wait.missing) from wait
        except Refused as error:
            raise _No(self._why_not(statement)) from error
        if len(keys) == 1 and (statement.name, keys[0]) in self._fitting:
            return
        try:
            verify(statement, keys)
        except CannotOpen as error:
            raise _No(RefusalCode.BAD_SIGNATURE) from error
        if len(keys) == 1:
            self._ahead.learnt(statement.by, keys[0])

    def _why_not(self, st: Statement) -> RefusalCode:
        """Tell a right that the person has withdrawn from one that never was."""
        if st.type in {"item", "epoch", "grant"} and isinstance(self._sender, Post):
            left = self._seen.affiliations.of((owner_written(st), self._sender.structure))
            if left is not None and not left.is_added:
                return RefusalCode.WITHDRAWN
        return RefusalCode.NOT_A_MEMBER

    # The structures' side: brought by the operator's tool.

    def charter(self, st: Statement) -> _Effect:
        structure, n = st.id("structure"), st.number("n")
        held = world.structure(self._rows, structure)
        if held is not None and held.n >= n:
            raise _No(RefusalCode.OUTDATED)

        def before() -> None:
            world.put_structure(
                self._rows,
                structure,
                name=st.text("name"),
                admins=list(st.body["admins"]),
                n=n,
            )
            sights.show_structure(self._rows, structure, now=self._now)

        return _Effect(before=before)

    def nothing_more(self, _st: Statement) -> _Effect:
        return _Effect()

    def member(self, st: Statement) -> _Effect:
        structure, pro, n = st.id("structure"), st.id("pro"), st.number("n")
        held = world.member(self._rows, structure, pro)
        is_removal = st.text("state") == "removed"
        if not is_removal:
            self._check_not_ended(st)
        elif held is not None and not held.is_active and isinstance(self._sender, Operator):
            return _Effect()  # ended at a post already (AUT-20): the authority says so as well
        if held is not None and (n, is_removal) <= (held.n, not held.is_active):
            raise _No(RefusalCode.OUTDATED)
        self._check_login(st.text("login"), pro)

        def before() -> None:
            world.put_login(self._rows, st.text("login"), pro)
            world.put_member(self._rows, structure, pro, n=n, state=st.text("state"), name=st.name)
            done = "member_removed" if is_removal else f"member_{st.text('role')}"
            journal.act(self._rows, done, now=self._now, pro=pro, structure=structure)

        return _Effect(before=before)

    def ticket(self, st: Statement) -> _Effect:
        self._check_not_ended(st)
        if st.number("exp") <= self._now:
            raise _No(RefusalCode.EXPIRED)
        if world.ticket(self._rows, st.id("ticket")) is not None:
            raise _No(RefusalCode.OUTDATED)

        def before() -> None:
            world.put_ticket(
                self._rows,
                st.id("ticket"),
                st.id("structure"),
                name=st.name,
                expires_at=st.number("exp"),
            )

        return _Effect(before=before)

    def device(self, st: Statement) -> _Effect:
        id, structure, n = st.id("device"), st.id("structure"), st.number("n")
        held = world.device(self._rows, id)
        is_removal = st.text("state") == "removed"
        if held is not None and (n, is_removal) <= (held.n, not held.is_active):
            raise _No(RefusalCode.OUTDATED)

        def before() -> None:
            world.put_device(
                self._rows,
                id,
                structure,
                n=n,
                state=st.text("state"),
                ed=st.data("ed"),
                name=st.name,
            )
            if is_removal:
                self._rows.run("DELETE FROM session WHERE device = ?", (id,))
            done = "device_removed" if is_removal else "device_enrolled"
            journal.act(self._rows, done, now=self._now, device=id, structure=structure)

        return _Effect(before=before)

    # Accounts.

    def credential(self, st: Statement) -> _Effect:
        id = st.id("id")
        membership = world.membership_of(self._rows, id)
        if isinstance(self._sender, Operator):
            if membership is None:
                raise _No(RefusalCode.NOT_A_MEMBER)
        elif membership is not None and membership.structure != self._post.structure:
            raise _No(RefusalCode.NOT_A_MEMBER)
        held = world.credential(self._rows, id)
        if held is not None and held.ver >= st.number("ver"):
            raise _No(RefusalCode.OUTDATED)

        def before() -> None:
            self._retire_credentials(st)
            world.put_credential(
                self._rows,
                id,
                CredentialRow(
                    st.number("ver"),
                    st.data("salt"),
                    st.number("m"),
                    st.number("t"),
                    st.number("p"),
                ),
            )

        return _Effect(before=before)

    def _retire_credentials(self, st: Statement) -> None:
        """Hand an old password's envelope to nobody any more."""
        id, owner = st.id("id"), self._owner(st)
        for kept in records.kept_by_subject(self._rows, owner, "cred", id):
            records.retire(self._rows, owner, kept.name)

    def identity(self, st: Statement) -> _Effect:
        person, structure = st.id("person"), st.id("structure")
        post = self._post
        self._check_own_member(st.id("pro"), structure)
        device = self._seen.devices.of(st.id("device"))
        if device is None:
            raise _NotYet(("device", st.id("device")))
        if device.structure != structure:
            raise _No(RefusalCode.NOT_A_MEMBER)
        if self._seen.persons.of(person) is not None:
            raise _No(RefusalCode.OUTDATED)
        if is_gone(self._rows, person):
            raise _No(RefusalCode.DELETED)
        self._check_login(st.text("login"), person)

        def before() -> None:
            world.put_login(self._rows, st.text("login"), person)
            world.put_person(self._rows, person, structure, name=st.name)
            sights.concern(self._rows, person, structure, now=self._now)
            until = self._now + sights.SIGHT_S
            sights.show_person(self._rows, post.device, person, until=until, now=self._now)

        return _Effect(before=before)

    def custody(self, st: Statement) -> _Effect:
        return _Effect(after=lambda sequence: self._entrust(st, sequence))

    def for_custody(self, st: Statement) -> _Effect:
        """A reminder, or by what a safe is found: the person's word or a sharer's."""
        person = st.id("person")
        self._check_known(person)
        if st.by != person:
            self._check_own_member(st.by, st.id("structure"))
            self._check_affiliated(st.id("structure"), person)
        return _Effect(after=lambda sequence: self._entrust(st, sequence))

    def _entrust(self, st: Statement, sequence: int) -> None:
        self._rows.run(
            "INSERT INTO custody_inbox (seq, owner, name) VALUES (?, ?, ?)",
            (sequence, st.id("person"), st.name),
        )
        self._batch.has_custody = True

    def _entrusting(self, st: Statement) -> Callable[[int], None]:
        return lambda sequence: self._entrust(st, sequence)

    # What persons and professionals say.

    def consent(self, st: Statement) -> _Effect:
        person, structure = st.id("person"), st.id("structure")
        is_for_custody = st.text("kind") == REMINDERS
        told = self._entrusting(st) if is_for_custody and person != Z else _nothing_after
        if st.by == person:
            return _Effect(after=told)
        self._check_own_member(st.by, structure)
        if person == Z:
            return _Effect()
        self._check_known(person)
        self._check_seen(person)
        if is_for_custody:
            self._check_affiliated(structure, person)
        return replace(self._concerning(person, structure), after=told)

    def request(self, st: Statement) -> _Effect:
        person = st.id("person")
        self._check_own_member(st.id("pro"), st.id("structure"))
        # A sign-in is complete at once: its request may well arrive after a month off line.
        if st.text("method") != "login" and st.number("exp") <= self._now:
            raise _No(RefusalCode.EXPIRED)
        self._check_known(person)
        return self._concerning(person, st.id("structure"))

    def affiliation(self, st: Statement) -> _Effect:
        person, structure, name = st.id("person"), st.id("structure"), st.name
        is_added, n = st.text("state") == "add", st.number("n")
        self._check_known(person)
        if st.by != person:
            self._check_own_member(st.by, structure)
        held = world.affiliation(self._rows, person, structure)
        wins = held is None or (n, not is_added) > (held.n, held.is_removed)
        if not wins:
            return _Effect()  # kept, and counts for nothing: state is a function of the set

        def before() -> None:
            if is_added:
                sights.concern(self._rows, person, structure, now=self._now)
                sights.show_person(self._rows, structure, person, now=self._now)

        def after(sequence: int) -> None:
            state = "add" if is_added else "remove"
            world.put_affiliation(self._rows, person, structure, n=n, state=state, name=name)
            if not is_added and held is not None and held.is_added:
                sights.withdraw_person(self._rows, structure, person, keep_from=sequence)
                self._entrust(st, sequence)  # the structure's reminders end with it (VLT-07)

        return _Effect(before=before, after=after)

    def epoch(self, st: Statement) -> _Effect:
        person = st.id("person")
        self._check_known(person)
        parents = [bytes.fromhex(each) for each in st.body["parents"]]
        if st.by != person:
            if not parents:
                raise _No(RefusalCode.NOT_A_MEMBER)
            self._check_affiliated_author(st.by, person)
        self._check_epochs(person, parents)
        if self._seen.epochs.of((person, st.id("epoch"))):
            raise _No(RefusalCode.OUTDATED)
        return self._by_author(st, person)

    def grant(self, st: Statement) -> _Effect:
        person, to = st.id("person"), st.id("to")
        self._check_known(person)
        if st.by != person:
            self._check_affiliated_author(st.by, person)
        self._check_epochs(person, [st.id("epoch")])
        if to != person:
            self._check_affiliated(to, person)
        return self._by_author(st, person)

    def item(self, st: Statement) -> _Effect:
        owner, item, author = st.id("owner"), st.id("item"), st.id("author")
        space = st.text("space")
        match space:
            case "pro":
                self._check_own_member(author, owner)
            case "prv":
                self._check_known(owner)
                if author != owner:
                    raise _No(RefusalCode.NOT_A_MEMBER)
            case "sh":
                self._check_known(owner)
                if author != owner:
                    self._check_own_member(author, st.id("structure"))
                    self._check_not_known_to_be_over(st)
                self._check_epochs(owner, [st.id("epoch")])
            case _:  # drop
                self._check_known(owner)
                if author != owner:
                    self._check_own_member(author, st.id("structure"))
                    self._check_seen(owner)
        previous = [bytes.fromhex(each) for each in st.body["prev"]]
        found = {each: self._seen.spaces.of((owner, item, each)) for each in previous}
        if missing := [("item", each) for each in previous if found[each] is None]:
            raise _NotYet(*missing)
        spaces = found.values()
        if author != owner and "prv" in spaces:
            raise _No(RefusalCode.NOT_A_MEMBER)
        parts = [
            (bytes.fromhex(each["id"]), bytes.fromhex(each["sha256"]), int(each["len"]))
            for each in st.body["parts"]
        ]
        self._check_claims(owner, parts)
        name = st.name

        def before() -> None:
            for id, sha256, size in parts:
                self._gathered.claim(id, owner, self._post.structure, sha256, size)
            named = [id for id, _, _ in parts]
            deleted_at = self._now if st.body["del"] else 0
            version = Version(owner, item, name, space, named, deleted_at)
            self._gathered.put_version(version, previous)

        def after(_sequence: int) -> None:
            if space == "prv" and "sh" in spaces:
                self._unshare(owner, item, [n for n in previous if found[n] == "sh"])

        effect = _Effect(before=before, after=after)
        return effect if space == "pro" else self._by_author(st, owner, effect)

    def log(self, st: Statement) -> _Effect:
        device, chain, seq = st.id("device"), st.text("chain"), st.number("seq")
        if device != self._post.device:
            raise _No(RefusalCode.NOT_A_MEMBER)
        entries: list[Mapping[str, object]] = list(st.body["entries"])
        held_seq, h = world.journal_head(self._rows, device, chain)
        first = seq - len(entries)
        if first > held_seq:
            raise _NotYet(("log", device))
        if first < held_seq:
            raise _No(RefusalCode.LOG_FORK)
        linked: list[tuple[Mapping[str, object], bytes]] = []
        for entry in entries:
            h = log_hash(h, entry)
            linked.append((entry, h))
        if h != st.id("h"):
            raise _No(RefusalCode.LOG_FORK)

        def before() -> None:
            if linked:
                place = journal.of_device(
                    self._rows,
                    device,
                    self._post.structure,
                    chain,
                    first + 1,
                    linked,
                    now=self._now,
                )
                world.put_journal_head(self._rows, device, chain, seq, h, place)

        return _Effect(before=before)

    # What several rules ask.

    @property
    def _post(self) -> Post:
        if not isinstance(self._sender, Post):
            raise _No(RefusalCode.NOT_A_MEMBER)
        return self._sender

    def _check_own_member(self, pro: bytes, structure: bytes) -> None:
        """A professional speaks through a post of their own structure.

        What they said before they left is still theirs to say (`trust`): work done off line
        is not lost because its author went away in the meantime.
        """
        if structure != self._post.structure:
            raise _No(RefusalCode.NOT_A_MEMBER)
        if self._seen.members.of((structure, pro)) is None:
            raise _NotYet(("member", pro))

    def _check_not_ended(self, st: Statement) -> None:
        """Nobody admits a member or a post through an access that ended, whatever its date: who
        stole it writes the date, and what it opens is opened for good (AUT-20)."""
        held = world.member(self._rows, st.id("structure"), st.by)
        if held is not None and not held.is_active:
            raise _No(RefusalCode.NOT_A_MEMBER)

    def _check_affiliated_author(self, pro: bytes, person: bytes) -> None:
        self._check_own_member(pro, self._post.structure)
        self._check_affiliated(self._post.structure, person)

    def _check_affiliated(self, structure: bytes, person: bytes) -> None:
        """Nobody makes keys for, or as, a structure the person has left: not even by saying
        it was before, because a key given today opens what is written tomorrow."""
        found = self._seen.affiliations.of((person, structure))
        if found is None:
            raise _NotYet(("affil", person))
        if not found.is_added:
            raise _No(RefusalCode.WITHDRAWN)

    def _check_not_known_to_be_over(self, item: Statement) -> None:
        """Work for a structure the person has left counts if its author could not know.

        Two posts apart, one ends the affiliation and the other files a paper: what decides
        is what each knew, not whose clock was ahead. The post that brought the end itself
        knew, and goes by one clock: what it dates from then on is refused.
        """
        person, structure = item.id("owner"), self._post.structure
        end = self._directory.affiliation(person, structure)
        if end is None or end.text("state") != "remove" or item.at < end.at:
            return
        if records.device_of(self._rows, person, end.name) == self._post.device:
            raise _No(RefusalCode.WITHDRAWN)

    def _check_known(self, person: bytes) -> None:
        if self._seen.persons.of(person) is None:
            raise _NotYet(("identity", person))

    def _check_seen(self, person: bytes) -> None:
        """A post brings what professionals say of persons it sees, of nobody else."""
        post = self._post
        viewers = (post.structure, post.device)
        if records.sees_whole(self._rows, viewers, person, now=self._now):
            return
        left = self._seen.affiliations.of((person, post.structure))
        raise _No(RefusalCode.WITHDRAWN if left is not None else RefusalCode.NOT_A_MEMBER)

    def _check_epochs(self, person: bytes, epochs: Sequence[bytes]) -> None:
        missing = [
            ("epoch", epoch) for epoch in epochs if not self._seen.epochs.of((person, epoch))
        ]
        if missing:
            raise _NotYet(*missing)

    def _check_login(self, login: str, id: bytes) -> None:
        if world.id_of_login(self._rows, login) not in {None, id}:
            raise _No(RefusalCode.LOGIN_TAKEN)

    def _check_claims(self, owner: bytes, parts: Sequence[tuple[bytes, bytes, int]]) -> None:
        structure = self._post.structure
        for id, sha256, size in parts:
            found = self._seen.parts.of(id)
            if found is None:
                continue
            is_ours = found.owner == owner or (not found.owner and found.structure == structure)
            if not is_ours or (found.sha256, found.size) != (sha256, size):
                raise _No(RefusalCode.NOT_A_MEMBER)

    def _concerning(self, person: bytes, structure: bytes) -> _Effect:
        return _Effect(before=lambda: self._concern(person, structure))

    def _concern(self, person: bytes, structure: bytes) -> None:
        """Note that a structure signs about a person, unless that is known."""
        if not self._seen.concerns.of((person, structure)):
            self._gathered.flush()  # what is told of the structure takes numbers
            sights.concern(self._rows, person, structure, now=self._now)
            self._seen.concerns.note((person, structure), True)

    def _by_author(self, st: Statement, person: bytes, effect: _Effect | None = None) -> _Effect:
        """Give the person's viewers what checks the author's structure, then the statement."""
        effect = effect or _Effect()
        if st.by == person:
            return effect

        def before() -> None:
            self._concern(person, self._post.structure)
            effect.before()

        return _Effect(before=before, after=effect.after)

    def _unshare(self, owner: bytes, item: bytes, versions: Sequence[bytes]) -> None:
        """Delete the parts that were shared, unless another head still names them (SHR-13)."""
        self._gathered.flush()
        live = part_rows.live_parts(self._rows, owner, item)
        unshared: set[bytes] = set()
        for version in versions:
            unshared |= part_rows.version_parts(self._rows, owner, item, version)
        unshared -= live
        if not unshared:
            return
        for id in sorted(unshared):
            part_rows.set_state(self._rows, id, PartState.GONE, now=self._now)
        sights.forget_parts(
            self._rows, owner, PurgeReason.UNSHARED, sorted(unshared), now=self._now
        )
        self._seen.parts.look_again()
        self._batch.parts_gone.extend(sorted(unshared))


def _nothing() -> None:
    return None


def _nothing_after(_sequence: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class _Effect:
    """What storing a statement changes beside its row: before it is told, and after."""

    before: Callable[[], None] = _nothing
    after: Callable[[int], None] = _nothing_after


_RULES: Mapping[str, Callable[[_Judgement, Statement], _Effect]] = {
    "charter": _Judgement.charter,
    "skey": _Judgement.nothing_more,
    "mkey": _Judgement.nothing_more,
    "skprev": _Judgement.nothing_more,
    "member": _Judgement.member,
    "ticket": _Judgement.ticket,
    "device": _Judgement.device,
    "cred": _Judgement.credential,
    "identity": _Judgement.identity,
    "custody": _Judgement.custody,
    "remind": _Judgement.for_custody,
    "find": _Judgement.for_custody,
    "consent": _Judgement.consent,
    "req": _Judgement.request,
    "affil": _Judgement.affiliation,
    "epoch": _Judgement.epoch,
    "grant": _Judgement.grant,
    "item": _Judgement.item,
    "log": _Judgement.log,
}


def _audience(statement: Statement) -> Audience:
    if statement.type in PUBLIC_TYPES:
        return Audience.PUBLIC
    return Audience.NOBODY if statement.type in KEPT_TO_ITSELF else Audience.WHOLE


def _name_as_sent(untrusted_wire: bytes) -> bytes:
    """Return the name its sender gives to bytes that are not a statement to us."""
    try:
        raw, joined, _sealed = dec(untrusted_wire)
    except ValueError:
        return hashlib.sha256(untrusted_wire).digest()
    except CannotOpen:
        return hashlib.sha256(untrusted_wire).digest()
    sigs = [joined[at : at + SIGNATURE_BYTES] for at in range(0, len(joined), SIGNATURE_BYTES)]
    return hashlib.sha256(enc(raw, *sigs)).digest()
