"""A professional at the desk: the surface screens use, over the flows.

Sees the shared part of affiliated people only (SHR-09, SHR-11); whatever a person chose
to keep private is neither listed nor counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.capture.file_kinds import FileKind
from kiosk.crypto.credentials import make_credential
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement
from kiosk.domain.finding import FoundSafes
from kiosk.domain.ids import NOBODY, ItemId, PersonId, StructureId
from kiosk.domain.passwords import PRO_MINIMUM, missing_rules
from kiosk.domain.work_copies import CopyOutcome, CopyPlace, NewCopy
from kiosk.errors import InvalidInput, Refused
from kiosk.flows import copies, drafts, facts, posts, reminders, reports, sending, team
from kiosk.flows.affiliation import affiliate, end_affiliation
from kiosk.flows.api import (
    Birth,
    Check,
    ConsentAnswer,
    ConsentKind,
    CopyWork,
    DeskHome,
    Draft,
    Evidence,
    ExportedJournal,
    FactChoice,
    FactField,
    KeptFile,
    MemberLine,
    NewPaper,
    NewPostCode,
    NewReminder,
    NewSafe,
    OpenedSafe,
    OutgoingLine,
    Paper,
    PaperContent,
    PersonFacts,
    PersonSummary,
    PostLine,
    Reminders,
    Role,
    Sharing,
    SyncStatus,
    TeamJournal,
    WorkCopy,
    WorkerProfile,
)
from kiosk.flows.entrance import check_password, open_pepper, open_person
from kiosk.flows.finding import find_safe
from kiosk.flows.last_answer import LastAnswer
from kiosk.flows.lease import refuse_without_rights
from kiosk.flows.opening import Opener, consent_statement, open_safe
from kiosk.flows.paper_search import PaperSearch
from kiosk.flows.papers import (
    WORDS,
    Author,
    Content,
    Keys,
    has_part,
    newest_first,
    note_read,
    open_metadata,
    paper_metadata,
    paper_of,
    paper_parts,
    read_original,
    read_pdf,
    read_thumbnail,
    seal_drop,
    seal_item,
    shown_item,
    shown_items,
    words_part,
    write_parts,
)
from kiosk.flows.passing import is_passing, let_passing_go, note_passing
from kiosk.flows.people import Directory
from kiosk.flows.post import Post
from kiosk.flows.rechecking import looked_at
from kiosk.flows.reminders import By
from kiosk.flows.shared_key import WriteKey, held_keys, key_to_write
from kiosk.flows.structure_key import StructureKeys
from kiosk.flows.terms import NOT_ACCEPTED, TermsInForce
from kiosk.flows.versions import next_of, next_with_part, queue_version, was_changed_apart

__all__ = ["LocalWorkerSession"]

RECENT_PEOPLE = 8


class LocalWorkerSession:
    """`WorkerSession` on this post's stores."""

    def __init__(
        self,
        post: Post,
        pro: Identity,
        structure: StructureKeys,
        profile: WorkerProfile,
        terms: TermsInForce,
    ) -> None:
        """`terms` are those in force for professionals."""
        self._post = post
        self._pro = pro
        self._structure = structure
        self._profile = profile
        self._terms = terms
        self._search = PaperSearch(post)
        self._searched: set[PersonId] = set()
        self._directory = Directory(post, structure)
        self._reminded: set[PersonId] = set()
        """Whose reminders were looked at: that is in the journal, and looking again is not."""
        self._reminders: LastAnswer[Reminders] = LastAnswer(post)
        self._team: LastAnswer[TeamJournal] = LastAnswer(post)

    @property
    def profile(self) -> WorkerProfile:
        return self._profile

    def change_password(self, old: str, new: str) -> WorkerProfile:
        store, words = self._post.device_store, (self._profile.name, self._profile.login)
        cred = self._credential()
        pepper = open_pepper(self._post)
        check_password(self._post, cred, old, ed=self._pro.ed_public, pepper=pepper)
        if old == new or missing_rules(new, minimum=PRO_MINIMUM, context_words=words):
            raise InvalidInput("sign_in.password_too_weak")
        renewed = make_credential(
            self._pro,
            new,
            ver=cred.number("ver") + 1,
            rng=self._post.rng,
            at=self._post.now_s(),
            costs=self._post.costs,
            pepper=pepper,
            floors=self._post.floors,
        )
        with store.transaction() as tx:
            tx.put_statement(renewed, queue=True)
            tx.journal(self._pro.id, None, "worker.password_changed")
        self._profile = replace(self._profile, must_change_password=False)
        return self._profile

    def accept_terms(self, version: str, text_sha256: bytes) -> WorkerProfile:
        self._check_own_password()
        language = self._terms.language_of(version, text_sha256)
        given = Evidence(
            ConsentKind.TERMS, ConsentAnswer.YES, version, text_sha256, language, method="tick"
        )
        self._record_in_device(given)
        self._profile = replace(self._profile, must_accept_terms=False)
        return self._profile

    def check_password(self, password: str) -> None:
        refuse_without_rights(self._post)
        self._member_still()
        check_password(
            self._post,
            self._credential(),
            password,
            ed=self._pro.ed_public,
            pepper=open_pepper(self._post),
        )

    def home(self) -> DeskHome:
        self._check_member()
        vault = self._post.ready_vault()
        found = (self._quick_summary(person) for person in vault.recently_seen(RECENT_PEOPLE))
        return DeskHome(
            profile=self._profile,
            recent=tuple(summary for summary in found if summary is not None),
            drafts=drafts.load_all(self._post, self._pro),
            people_count=vault.affiliated_count(self._structure_id),
            sync=self.sync_status(),
            copies=self.work_copies(),
        )

    def search(self, text: str, limit: int = 20) -> Sequence[PersonSummary]:
        self._check_member()
        self._directory.refresh()
        return self._directory.search(text, limit)

    def prepare_search(self) -> bool:
        self._check_first_sign_in()
        return self._directory.prepare()

    def possible_duplicates(
        self, given_names: str, family_name: str, birth: Birth
    ) -> Sequence[PersonSummary]:
        self._check_member()
        self._directory.refresh()
        return self._directory.like(given_names, family_name, birth)

    def save_draft(self, draft: Draft) -> None:
        self._check_member()
        drafts.save(self._post, self._pro, draft)

    def load_draft(self, draft: bytes) -> Draft:
        self._check_member()
        return drafts.load(self._post, self._pro, draft)

    def discard_draft(self, draft: bytes) -> None:
        self._check_first_sign_in()
        drafts.discard(self._post, self._pro, draft)

    def record_refusal(self, evidence: Sequence[Evidence]) -> None:
        self._check_member()
        if any(given.answer is ConsentAnswer.YES for given in evidence):
            raise ValueError("a yes is somebody's: it is recorded with what it allows")
        for given in evidence:
            self._record_in_device(given)
        self._post.kick()

    def open_safe(self, safe: NewSafe) -> OpenedSafe:
        self._check_member()
        return open_safe(self._post, self._opener, safe)

    def papers(self, person: PersonId) -> Sequence[Paper]:
        held = list(self._papers_seen(person))
        found = [self._paper(person, *one) for one in held]
        note_passing(self._post, [metadata for _, metadata in held])
        self._journal(person, "papers.listed")
        return newest_first(found)

    def read(self, person: PersonId, item: ItemId) -> PaperContent:
        statement, metadata = self._shared(person, item)
        pdf = read_pdf(self._post, person, metadata)
        with self._post.ready_vault().transaction() as tx:
            note_read(tx, metadata)
        self._journal(person, "paper.read", item=item.hex())
        return PaperContent(paper_of(statement, metadata, is_here=True), pdf)

    def copy_places(self) -> tuple[CopyPlace, ...]:
        self._check_first_sign_in()
        return copies.places(self._post)

    def take_copy(self, person: PersonId, item: ItemId, new: NewCopy) -> CopyWork:
        statement, metadata = self._shared(person, item)
        paper = paper_of(statement, metadata, is_here=True)
        copies.check_copy(self._post, paper, new)
        if paper.can_be_shown:
            pages = read_pdf(self._post, person, metadata)
            file = KeptFile(pages, FileKind.PDF.value, "pdf")
        else:
            file = read_original(self._post, person, metadata)
        return copies.take(self._post, self._pro, person, paper, file, new)

    def copy_taken(self, copy: bytes, outcome: CopyOutcome) -> WorkCopy:
        self._check_first_sign_in()
        return copies.taken(self._post, self._pro, copy, outcome)

    def end_copy(self, copy: bytes) -> CopyWork:
        self._check_first_sign_in()
        return copies.end(self._post, self._pro, copy)

    def copy_ended(self, copy: bytes, outcome: CopyOutcome) -> tuple[WorkCopy, ...]:
        self._check_first_sign_in()
        copies.ended(self._post, self._pro, copy, outcome)
        return self.work_copies()

    def work_copies(self) -> tuple[WorkCopy, ...]:
        self._check_first_sign_in()
        return copies.standing(self._post, self._pro)

    def confirm_copy(self, copy: bytes) -> tuple[WorkCopy, ...]:
        self._check_first_sign_in()
        copies.confirm(self._post, self._pro, copy)
        return self.work_copies()

    def record_print(self, person: PersonId, item: ItemId) -> None:
        self._keys(person)  # one who may no longer read prints nothing either
        self._journal(person, "paper.printed", item=item.hex())

    def facts(self, person: PersonId) -> PersonFacts:
        found = facts.facts_of(self._post, person, self._keys(person))
        self._journal(person, "facts.read")
        return found

    def correct_facts(
        self, person: PersonId, given_names: str, family_name: str, birth: Birth
    ) -> PersonFacts:
        facts.correct(
            self._post,
            person,
            self._keys(person),
            self._key_to_write(person),
            self._author,
            given_names=given_names,
            family_name=family_name,
            birth=birth,
        )
        return facts.facts_of(self._post, person, self._keys(person))

    def choose_fact(self, person: PersonId, field: FactField, side: bytes) -> PersonFacts:
        keys, target = self._keys(person), self._key_to_write(person)
        facts.choose(self._post, person, keys, target, self._author, field, side)
        return facts.facts_of(self._post, person, self._keys(person))

    def reopen_fact(self, person: PersonId, choice: FactChoice) -> PersonFacts:
        keys, target = self._keys(person), self._key_to_write(person)
        facts.reopen(self._post, person, keys, target, self._author, choice)
        return facts.facts_of(self._post, person, self._keys(person))

    def file_paper(self, person: PersonId, paper: NewPaper) -> ItemId:
        self._check_member()
        post, vault, at = self._post, self._post.ready_vault(), self._post.now_s()
        identity = vault.identity(person)
        if identity is None:
            raise InvalidInput("sign_in.unknown")
        item = ItemId(post.rng.bytes(16))
        author = self._author
        metadata = paper_metadata(paper, at=at, added_for=self._profile.structure_name)
        content = Content(metadata, paper_parts(paper))
        writing = self._key_to_write(person) if paper.sharing is Sharing.SHARED else None
        if writing is not None:
            sealed = seal_item(
                person,
                content,
                space=Sharing.SHARED,
                key=writing.key,
                epoch=writing.epoch,
                author=author,
                item=item,
                ver=1,
                prev=(),
                at=at,
                rng=post.rng,
            )
        else:
            is_for_us = paper.sharing is Sharing.SHARED
            sealed = seal_drop(
                person,
                content,
                person_x=identity.data("x"),
                structure_x=self._structure.newest.x_public if is_for_us else b"",
                structure_skv=self._structure.skv,
                author=author,
                item=item,
                at=at,
                rng=post.rng,
            )
        write_parts(post, sealed)
        with vault.transaction() as tx:
            write_parts(post, sealed)
            for statement in writing.made if writing is not None else ():
                tx.put_statement(statement, queue=True)
            tx.put_statement(sealed.statement, queue=True)
            if is_passing(metadata):
                tx.parts_pass(sealed.parts)
            tx.saw(person)
            if paper.draft is not None:
                tx.delete_draft(paper.draft, self._pro.id)
            tx.journal(self._pro.id, person, "paper.filed", item=item.hex())
        self._post.kick()
        return item

    def reminders(self, person: PersonId, *, is_again: bool = False) -> Reminders:
        if is_again and person in self._reminded:
            self._check_may_see(person)
            return self._reminders.again(
                (person, reminders.minute(self._post)),
                lambda: reminders.listed(self._post, person, self._reminding(person), asks=False),
            )
        found = reminders.listed(self._post, person, self._reminding(person))
        self._journal(person, "reminders.listed")
        self._reminded.add(person)
        return found

    def put_reminder(
        self, person: PersonId, new: NewReminder, remind: bytes | None = None
    ) -> Reminders:
        by = self._reminding(person)
        reminders.put(self._post, person, by, new, remind)
        return reminders.listed(self._post, person, by)

    def call_off_reminder(self, person: PersonId, remind: bytes) -> Reminders:
        by = self._reminding(person)
        reminders.call_off(self._post, person, by, remind)
        return reminders.listed(self._post, person, by)

    def want_reminders(self, person: PersonId, evidence: Evidence) -> Reminders:
        by = self._reminding(person)
        said = consent_statement(
            self._post,
            evidence,
            person=person,
            by=self._pro,
            opener=self._opener,
            at=reminders.said_at(self._post, person),
        )
        reminders.want(self._post, person, by, said)
        return reminders.listed(self._post, person, by)

    def add_words(self, person: PersonId, item: ItemId, words: bytes) -> bool:
        post, vault = self._post, self._post.ready_vault()
        keys = self._keys(person)
        statement = shown_item(vault, person, item)
        if statement is None or statement.text("space") != Sharing.SHARED.value:
            return False
        metadata = self._opened(person, statement, keys)
        writing = self._key_to_write(person)
        if metadata is None or has_part(metadata, WORDS) or writing is None:
            return False
        if was_changed_apart(post, person, item):
            return False
        sealed = next_with_part(
            post,
            person,
            statement,
            metadata,
            words_part(words),
            target=writing,
            author=self._author,
        )
        write_parts(post, sealed)
        with vault.transaction() as tx:
            write_parts(post, sealed)
            queue_version(tx, writing, sealed.statement)
            if is_passing(metadata):
                tx.parts_pass(sealed.parts)
        self._post.kick()
        return True

    def check_papers(self, person: PersonId, check: Check) -> bool:
        is_changed = False
        for statement, metadata in self._papers_seen(person):
            if statement.text("space") != Sharing.SHARED.value:
                continue
            known = looked_at(self._post, person, metadata, check)
            if known is not None:
                is_changed |= self._tell_anew(person, statement, known)
        return is_changed

    def find_papers(self, person: PersonId, text: str) -> Sequence[Paper]:
        found = [
            self._paper(person, *one)
            for one in self._papers_seen(person)
            if self._search.holds(person, *one, text)
        ]
        if person not in self._searched:  # one search is typed letter by letter
            self._searched.add(person)
            self._journal(person, "papers.listed")
        return newest_first(found)

    def find_safe(self, given_names: str, family_name: str, birth: Birth) -> FoundSafes:
        self._check_member()
        return find_safe(self._post, self._pro, given_names, family_name, birth)

    def affiliate_by_sign_in(self, login: str, password: str, evidence: Evidence) -> PersonSummary:
        self._check_member()
        vault = self._post.ready_vault()
        identity, opened = open_person(self._post, vault, login, password)
        affiliate(self._post, self._opener, opened, identity.text("login"), evidence)
        self._directory.refresh()
        summary = self._directory.summary(PersonId(opened.id))
        if summary is None:
            raise Refused("membership.not_affiliated")
        return summary

    def remove_affiliation(self, person: PersonId) -> None:
        self._check_member()
        end_affiliation(self._post, self._pro, person, self._structure_id, self._structure.newest)

    def sync_status(self) -> SyncStatus:
        return sending.status(self._post)

    def outgoing(self) -> Sequence[OutgoingLine]:
        self._check_first_sign_in()
        return sending.outgoing(self._post)

    def retry(self, statement: bytes) -> None:
        self._check_member()
        sending.retry(self._post, self._pro, statement)

    def keep_unsent(self, statement: bytes) -> None:
        self._check_member()
        sending.keep_unsent(self._post, self._pro, statement)

    def take_out(self, statement: bytes) -> None:
        self._check_member()
        sending.take_out(self._post, self._pro, statement)

    def put_back(self, statement: bytes) -> None:
        self._check_member()
        sending.put_back(self._post, self._pro, statement)

    def posts(self) -> Sequence[PostLine]:
        return posts.posts(self._post, self._member_now())

    def add_post(self) -> NewPostCode:
        return posts.add_post(self._post, self._member_now(), self._pro)

    def end_post(self, device: bytes) -> None:
        posts.end_post(self._post, self._member_now(), self._pro, device)

    def reportable(self) -> Sequence[MemberLine]:
        self._check_first_sign_in()
        return reports.reportable(self._post, self._profile)

    def report_access(self, account: bytes) -> None:
        self._check_first_sign_in()
        is_own = account == self._profile.pro  # said again once it ended, it changes nothing
        profile = self._profile if is_own else self._member_now()
        reports.report_access(self._post, profile, self._pro, account)

    def team_journal(self, since: datetime) -> TeamJournal:
        profile = self._member_now()
        team.check_manager(profile)
        return self._team.again(since, lambda: team.team_journal(self._post, profile, since))

    def ask_team_elsewhere(self) -> None:
        team.ask_elsewhere(self._post, self._member_now())

    def export_journal(self, folder: str) -> Callable[[], ExportedJournal]:
        return team.export_journal(self._post, self._member_now(), folder)

    def close(self) -> None:
        with self._post.device_store.transaction() as tx:
            tx.journal(self._pro.id, None, "worker.signed_out")
            tx.queue_log(self._post.device)
        with self._post.ready_vault().transaction() as vault_tx:
            vault_tx.queue_log(self._post.device)
        let_passing_go(self._post)

    @property
    def _structure_id(self) -> StructureId:
        return StructureId(self._structure.id)

    @property
    def _author(self) -> Author:
        return Author(self._pro, self._structure_id)

    @property
    def _opener(self) -> Opener:
        structure = self._structure
        return Opener(self._pro, structure.newest, structure.skv, self._profile.structure_name)

    def _credential(self) -> Statement:
        cred = self._post.device_store.credential(self._profile.pro)
        if cred is None:
            raise Refused("sign_in.not_a_member")
        return cred

    def _check_member(self) -> None:
        """An access that ended in the meantime (ROL-28, AUT-20) reads and writes no more."""
        self._member_now()

    def _member_now(self) -> WorkerProfile:
        """Return the profile with the role that counts now: it may have been taken since the
        sign-in. Raises Refused("sign_in.not_a_member"), and as `_check_first_sign_in`."""
        self._check_first_sign_in()
        return self._member_still()

    def _member_still(self) -> WorkerProfile:
        """The same before the first sign-in is complete: a desk locks and unlocks then too."""
        held = self._post.device_store.member(self._structure_id, self._profile.pro)
        if held is None or held.text("state") != "active":
            raise Refused("sign_in.not_a_member")
        return replace(self._profile, role=Role(held.text("role")))

    def _check_first_sign_in(self) -> None:
        """Nothing of a worker's space is done before a password of their own (ROL-07) and a
        yes to the terms in force (CNS-01, CNS-04), whatever a screen asks."""
        self._check_own_password()
        if self._profile.must_accept_terms:
            raise Refused(NOT_ACCEPTED)

    def _check_own_password(self) -> None:
        if self._profile.must_change_password:
            raise Refused("sign_in.password_of_another")

    def _check_may_see(self, person: PersonId) -> None:
        self._check_member()
        if self._structure_id not in self._post.ready_vault().affiliated(person):
            raise Refused("membership.not_affiliated")

    def _keys(self, person: PersonId) -> Keys:
        self._check_may_see(person)
        shared = held_keys(self._post.ready_vault(), person, *self._structure.holders)
        return Keys(None, shared, self._structure.boxes, is_person=False)

    def _reminding(self, person: PersonId) -> By:
        target = self._key_to_write
        return By(self._author, self._keys(person), Sharing.SHARED, lambda _space: target(person))

    def _key_to_write(self, person: PersonId) -> WriteKey | None:
        """Return what to share a paper under; None for a paper to be left for the person."""
        vault = self._post.ready_vault()
        if self._structure_id not in vault.affiliated(person):
            return None
        shared = held_keys(vault, person, *self._structure.holders)
        return key_to_write(self._post, person, shared, signer=self._pro)

    def _paper(self, person: PersonId, statement: Statement, metadata: Mapping[str, Any]) -> Paper:
        thumbnail, is_here = read_thumbnail(self._post, person, metadata)
        return paper_of(statement, metadata, is_here=is_here, thumbnail=thumbnail)

    def _shared(self, person: PersonId, item: ItemId) -> tuple[Statement, Mapping[str, Any]]:
        """Return one paper this structure may see, opened. Raises InvalidInput("paper.unknown")."""
        keys = self._keys(person)
        statement = shown_item(self._post.ready_vault(), person, item)
        if statement is None or statement.text("space") not in {"sh", "drop"}:
            raise InvalidInput("paper.unknown")
        try:
            return statement, open_metadata(statement, keys)
        except CannotOpen as error:
            raise InvalidInput("paper.unknown") from error

    def _papers_seen(self, person: PersonId) -> Iterator[tuple[Statement, Mapping[str, Any]]]:
        """Give every paper of a person that this structure may see, with its metadata."""
        keys = self._keys(person)
        for statement in shown_items(self._post.ready_vault(), person):
            metadata = self._opened(person, statement, keys)
            if metadata is not None:
                yield statement, metadata

    def _opened(
        self, person: PersonId, statement: Statement, keys: Keys
    ) -> Mapping[str, Any] | None:
        """Return what one head says, None for what is not a paper this structure may see."""
        if statement.text("space") not in {"sh", "drop"} or statement.id("item") == person:
            return None
        if statement.text("space") == "drop" and statement.id("structure") != self._structure.id:
            return None
        try:
            metadata = open_metadata(statement, keys)
        except CannotOpen:
            return None
        return metadata if metadata.get("kind") == "document" else None

    def _tell_anew(
        self, person: PersonId, statement: Statement, metadata: Mapping[str, Any]
    ) -> bool:
        """Make the next version of a shared paper: other metadata around the same parts."""
        post, item = self._post, ItemId(statement.id("item"))
        writing = self._key_to_write(person)
        if writing is None or was_changed_apart(post, person, item):
            return False
        made = next_of(
            post,
            person,
            item,
            metadata,
            statement.body["parts"],
            space=Sharing.SHARED,
            target=writing,
            author=self._author,
        )
        with post.ready_vault().transaction() as tx:
            queue_version(tx, writing, made)
        post.kick()
        return True

    def _quick_summary(self, person: PersonId) -> PersonSummary | None:
        """Open one profile without the whole directory, for the first page."""
        vault = self._post.ready_vault()
        if self._structure_id not in vault.affiliated(person):
            return None
        return self._directory.open_one(person)

    def _record_in_device(self, given: Evidence) -> None:
        """Keep a consent that belongs to no person: terms, or a refusal (CNS-14)."""
        statement = consent_statement(
            self._post,
            given,
            person=NOBODY,
            by=self._pro,
            opener=self._opener,
            at=self._post.now_s(),
        )
        with self._post.device_store.transaction() as tx:
            tx.put_statement(statement, queue=True)
            tx.journal(self._pro.id, None, f"consent.{given.kind.value}.{given.answer.value}")

    def _journal(self, person: PersonId, action: str, **context: str | int) -> None:
        with self._post.ready_vault().transaction() as tx:
            tx.journal(self._pro.id, person, action, **context)
