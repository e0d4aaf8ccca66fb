"""A person at the terminal: their papers, who sees them, the end of a sharing.

Holds every key of this person and of nobody else (DER-12). The safe opens once the terms
in force are accepted (CNS-01, CNS-04). What a session alone can do it does then: renew a
shared key that somebody left without, take in the papers that were left (drops), make one
again of a paper that two posts changed apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from kiosk.capture.antivirus.screening import Checked, FileHeld
from kiosk.crypto.encoding import canon
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement
from kiosk.domain.ids import NOBODY, EpochId, ItemId, PersonId, StatementName, StructureId
from kiosk.domain.instants import moment
from kiosk.domain.items import next_version
from kiosk.domain.merging import PaperHead, one_paper
from kiosk.errors import InvalidInput, Refused, Unavailable
from kiosk.flows import reminders
from kiosk.flows.accesses import accesses
from kiosk.flows.affiliation import end_affiliation, renew_if_due
from kiosk.flows.api import (
    Accesses,
    ConsentAnswer,
    ConsentKind,
    Evidence,
    KeptFile,
    NewPaper,
    NewReminder,
    Paper,
    PaperContent,
    Relay,
    Reminders,
    SessionSummary,
    Sharing,
)
from kiosk.flows.facts import open_facts
from kiosk.flows.last_answer import LastAnswer
from kiosk.flows.opening import person_consent
from kiosk.flows.paper_search import PaperSearch
from kiosk.flows.papers import (
    DROP,
    Author,
    Content,
    Keys,
    NewPart,
    has_structure_box,
    newest_first,
    note_read,
    open_metadata,
    paper_metadata,
    paper_of,
    paper_parts,
    read_original,
    read_parts,
    read_pdf,
    read_thumbnail,
    seal_item,
    shown_item,
    shown_items,
    write_parts,
)
from kiosk.flows.passing import is_passing, let_passing_go, note_passing
from kiosk.flows.post import Post
from kiosk.flows.rechecking import file_to_look_at, known_of
from kiosk.flows.reminders import By
from kiosk.flows.shared_key import WriteKey, held_keys, key_to_write
from kiosk.flows.terms import NOT_ACCEPTED, TermsInForce
from kiosk.flows.versions import next_of, queue_version

__all__ = ["LocalPersonSession"]


class LocalPersonSession:
    """`PersonSession` on this post's stores."""

    def __init__(
        self, post: Post, person: Identity, terms: TermsInForce, *, must_accept: bool
    ) -> None:
        """`terms` are those in force."""
        self._post = post
        self._identity = person
        self._terms = terms
        self._must_accept_terms = must_accept
        self._added = 0
        self._printed = 0
        self._sharing_changed = 0
        self._search = PaperSearch(post)
        self._reminders: LastAnswer[Reminders] = LastAnswer(post)
        self._accesses: LastAnswer[Accesses] = LastAnswer(post)
        self._profile = self._open_profile()
        if not must_accept:
            self._open_safe()

    @property
    def person(self) -> PersonId:
        return PersonId(self._identity.id)

    @property
    def given_names(self) -> str:
        return str(self._profile.get("given_names", ""))

    @property
    def family_name(self) -> str:
        return str(self._profile.get("family_name", ""))

    @property
    def login(self) -> str:
        identity = self._post.ready_vault().identity(self.person)
        return identity.text("login") if identity is not None else ""

    @property
    def language(self) -> str:
        return str(self._profile.get("language", "fr"))

    @property
    def must_accept_terms(self) -> bool:
        return self._must_accept_terms

    def accept_terms(self, version: str, text_sha256: bytes) -> None:
        language = self._terms.language_of(version, text_sha256)
        given = Evidence(
            ConsentKind.TERMS, ConsentAnswer.YES, version, text_sha256, language, method="tick"
        )
        statement = person_consent(self._post, given, self._identity)
        with self._post.ready_vault().transaction() as tx:
            tx.put_statement(statement, queue=True)
            tx.journal(self.person, self.person, "consent.terms.yes")
        if self._must_accept_terms:
            self._open_safe()
            self._must_accept_terms = False

    def papers(self) -> Sequence[Paper]:
        self._check_terms()
        held = list(self._papers_held())
        found = [self._paper(*one) for one in held]
        note_passing(self._post, [metadata for _, metadata in held])
        return newest_first(found)

    def find_papers(self, text: str) -> Sequence[Paper]:
        self._check_terms()
        return newest_first(
            [
                self._paper(*one)
                for one in self._papers_held()
                if self._search.holds(self.person, *one, text)
            ]
        )

    def read(self, item: ItemId) -> PaperContent:
        self._check_terms()
        statement, metadata = self._open(item)
        pdf = read_pdf(self._post, self.person, metadata)
        with self._post.ready_vault().transaction() as tx:
            note_read(tx, metadata)
            tx.journal(self.person, self.person, "paper.read", item=item.hex())
        return PaperContent(paper_of(statement, metadata, is_here=True), pdf)

    def unchecked_file(self, seen: Collection[ItemId]) -> tuple[ItemId, KeptFile] | None:
        self._check_terms()
        for statement, metadata in self._papers_held():
            item = ItemId(statement.id("item"))
            if item in seen or statement.text("space") == DROP:
                continue
            found = file_to_look_at(self._post, self.person, metadata)
            if found is not None:
                return item, KeptFile(*found)
        return None

    def file_looked_at(self, item: ItemId, outcome: Checked | FileHeld) -> bool:
        self._check_terms()
        statement, metadata = self._open(item)
        known, space = known_of(metadata, outcome), statement.text("space")
        state = self._post.ready_vault().item_state(self.person, item)
        if known is None or space == DROP or state is None or state.others:
            return False  # two posts changed it apart: this decides nothing between them
        if self._target(Sharing(space)) is None:
            return False  # it stays shared, and says so another time
        self._reseal(statement, known, Sharing(space))
        return True

    def original(self, item: ItemId) -> KeptFile:
        self._check_terms()
        _, metadata = self._open(item)
        return read_original(self._post, self.person, metadata)

    def note_copied(self, item: ItemId) -> None:
        self._check_terms()
        self._open(item)
        with self._post.ready_vault().transaction() as tx:
            tx.journal(self.person, self.person, "paper.copied", item=item.hex())

    def record_print(self, item: ItemId) -> None:
        self._check_terms()
        with self._post.ready_vault().transaction() as tx:
            tx.journal(self.person, self.person, "paper.printed", item=item.hex())
        self._printed += 1

    def file_paper(self, paper: NewPaper) -> ItemId:
        self._check_terms()
        at, item = self._post.now_s(), ItemId(self._post.rng.bytes(16))
        content = Content(paper_metadata(paper, at=at, added_for=""), paper_parts(paper))
        self._store(item, content, paper.sharing, 1, (), "paper.filed", paper.draft)
        self._added += 1
        return item

    def set_sharing(self, item: ItemId, sharing: Sharing) -> Paper:
        self._check_terms()
        statement, metadata = self._open(item)
        if statement.text("space") != sharing.value:
            contents = read_parts(self._post, self.person, metadata)
            parts = tuple(
                NewPart(part["role"], part["mime"], content)
                for part, content in zip(metadata["parts"], contents, strict=True)
            )
            kept = {name: value for name, value in metadata.items() if name != "parts"}
            action = "paper.shared" if sharing is Sharing.SHARED else "paper.unshared"
            self._store(
                item,
                Content(kept, parts),
                sharing,
                *next_version(self._post.ready_vault().item_state(self.person, item)),
                action,
                None,
            )
            self._sharing_changed += 1
            statement, metadata = self._open(item)
        return self._paper(statement, metadata)

    def relays(self) -> Sequence[Relay]:
        self._check_terms()
        vault = self._post.ready_vault()
        keys = self._keys()
        shared = sum(
            1
            for statement in shown_items(vault, self.person)
            if statement.text("space") == Sharing.SHARED.value and statement.body["parts"]
        )
        found = []
        for structure in vault.affiliated(self.person):
            held = vault.affiliation(self.person, structure)
            charter = self._post.device_store.charter(structure)
            current = keys.shared.current if keys.shared is not None else None
            is_waiting = current is None or not vault.is_granted(self.person, structure, current)
            found.append(
                Relay(
                    structure,
                    charter.text("name") if charter else structure.hex()[:8],
                    moment(held.at if held else 0),
                    is_waiting,
                    shared,
                )
            )
        return sorted(found, key=lambda relay: relay.name)

    def stop_relay(self, structure: StructureId) -> None:
        self._check_terms()
        end_affiliation(self._post, self._identity, self.person, structure, self._identity)
        self._sharing_changed += 1

    def reminders(self, *, is_again: bool = False) -> Reminders:
        self._check_terms()
        if not is_again:
            return reminders.listed(self._post, self.person, self._reminding())
        return self._reminders.again(
            reminders.minute(self._post),
            lambda: reminders.listed(self._post, self.person, self._reminding(), asks=False),
        )

    def put_reminder(self, new: NewReminder, remind: bytes | None = None) -> Reminders:
        self._check_terms()
        reminders.put(self._post, self.person, self._reminding(), new, remind)
        return self.reminders()

    def call_off_reminder(self, remind: bytes) -> Reminders:
        self._check_terms()
        reminders.call_off(self._post, self.person, self._reminding(), remind)
        return self.reminders()

    def want_reminders(self, evidence: Evidence) -> Reminders:
        self._check_terms()
        at = reminders.said_at(self._post, self.person)
        said = person_consent(self._post, evidence, self._identity, at=at)
        reminders.want(self._post, self.person, self._reminding(), said)
        return self.reminders()

    def accesses(self) -> Accesses:
        self._check_terms()
        today = self._post.clock.now().date()  # of what ends after twelve months
        return self._accesses.again(today, lambda: accesses(self._post, self.person))

    def ask_elsewhere(self) -> None:
        self._check_terms()
        if self._post.agent is not None:
            self._post.agent.fetch_journal(self.person)

    def summary(self) -> SessionSummary:
        return SessionSummary(self._added, self._printed, self._sharing_changed)

    def close(self) -> None:
        with self._post.ready_vault().transaction() as tx:
            tx.journal(self.person, self.person, "person.signed_out")
            tx.queue_log(self._post.device)
        let_passing_go(self._post)

    def _check_terms(self) -> None:
        """Nothing of a safe is done before a yes to the terms in force, whatever a screen asks."""
        if self._must_accept_terms:
            raise Refused(NOT_ACCEPTED)

    def _open_safe(self) -> None:
        """Do what waits for the person's own session."""
        renew_if_due(self._post, self._identity)
        self._take_in_drops()
        self._make_one_again()
        self._profile = self._open_profile()

    @property
    def _author(self) -> Author:
        return Author(self._identity, StructureId(NOBODY))

    def _reminding(self) -> By:
        return By(self._author, self._keys(), Sharing.PRIVATE, self._target)

    def _keys(self) -> Keys:
        shared = held_keys(self._post.ready_vault(), self.person, self._identity)
        return Keys(
            self._identity.private_space_key, shared, {0: self._identity.box_key}, is_person=True
        )

    def _papers_held(self) -> Iterator[tuple[Statement, dict[str, Any]]]:
        """Give every paper that shows and opens here, with its metadata."""
        keys = self._keys()
        for statement in shown_items(self._post.ready_vault(), self.person):
            if statement.id("item") == self.person:
                continue  # the profile
            try:
                metadata = open_metadata(statement, keys)
            except CannotOpen:
                continue
            if metadata.get("kind") == "document":
                yield statement, metadata

    def _paper(self, statement: Statement, metadata: dict[str, Any]) -> Paper:
        thumbnail, is_here = read_thumbnail(self._post, self.person, metadata)
        return paper_of(statement, metadata, is_here=is_here, thumbnail=thumbnail)

    def _open(self, item: ItemId) -> tuple[Statement, dict[str, Any]]:
        statement = shown_item(self._post.ready_vault(), self.person, item)
        if statement is None:
            raise InvalidInput("paper.unknown")
        try:
            return statement, open_metadata(statement, self._keys())
        except CannotOpen as error:
            raise InvalidInput("paper.unknown") from error

    def _open_profile(self) -> Mapping[str, Any]:
        found = open_facts(self._post.ready_vault(), self.person, self._keys())
        return found.values if found is not None else {}

    def _store(
        self,
        item: ItemId,
        content: Content,
        sharing: Sharing,
        ver: int,
        prev: Sequence[bytes],
        action: str,
        draft: bytes | None,
    ) -> None:
        post = self._post
        target = self._target(sharing)
        if target is None:
            raise Unavailable("paper.no_shared_key")
        sealed = seal_item(
            self.person,
            content,
            space=sharing,
            key=target.key,
            epoch=target.epoch,
            author=self._author,
            item=item,
            ver=ver,
            prev=prev,
            at=post.now_s(),
            rng=post.rng,
        )
        write_parts(post, sealed)
        with post.ready_vault().transaction() as tx:
            write_parts(post, sealed)
            queue_version(tx, target, sealed.statement)
            if is_passing(content.metadata):
                tx.parts_pass(sealed.parts)
            if draft is not None:
                tx.delete_draft(draft, self.person)
            tx.journal(self.person, self.person, action, item=item.hex())
        post.kick()

    def _target(self, sharing: Sharing) -> WriteKey | None:
        """Return what to seal under in a space; None while no shared key can be used here."""
        if sharing is Sharing.PRIVATE:
            return WriteKey(EpochId(NOBODY), self._identity.private_space_key, ())
        shared = held_keys(self._post.ready_vault(), self.person, self._identity)
        return key_to_write(self._post, self.person, shared, signer=self._identity)

    def _take_in_drops(self) -> None:
        """Turn papers that were left into items of this person's own (FORMAT.md 6.5, 6.6).

        A paper left for the person alone becomes private; one that its author's structure
        may read too, and is still affiliated, becomes shared. Pages stay as they are.
        """
        vault = self._post.ready_vault()
        keys, affiliated = self._keys(), vault.affiliated(self.person)
        for statement in shown_items(vault, self.person):
            if statement.text("space") != DROP:
                continue
            try:
                metadata = open_metadata(statement, keys)
            except CannotOpen:
                continue
            is_shared = has_structure_box(statement) and statement.id("structure") in affiliated
            sharing = Sharing.SHARED if is_shared else Sharing.PRIVATE
            self._reseal(statement, metadata, sharing, "paper.taken_in")

    def _make_one_again(self) -> None:
        """Merge the heads of papers that two posts changed apart (FORMAT.md section 4.3).

        By the rule of `merging.one_paper`. Facts told apart are a person's to choose, at the
        desk (`flows/facts.py`).
        """
        vault, keys = self._post.ready_vault(), self._keys()
        for item in {head.item for head in vault.heads(self.person) if head.rank > 0}:
            heads = [head for head in vault.item_heads(self.person, item) if not head.is_deleted]
            found = [st for st in (vault.statement(head.name) for head in heads) if st is not None]
            try:
                opened = {each.name: (each, open_metadata(each, keys)) for each in found}
            except CannotOpen:
                continue
            chosen = one_paper([_paper_head(*each) for each in opened.values()])
            if chosen is None:
                continue
            statement, metadata = opened[chosen.name]
            if statement.text("space") == DROP:
                continue  # taken in at the next session, naming every head
            sharing = Sharing(statement.text("space"))
            self._reseal(statement, metadata, sharing, "paper.merged")

    def _reseal(
        self,
        statement: Statement,
        metadata: Mapping[str, Any],
        sharing: Sharing,
        action: str | None = None,
    ) -> None:
        """Make a version after every head of an item, around the parts of `statement`.

        `action` is what the journal says of it; None where nobody did anything.
        """
        post, vault = self._post, self._post.ready_vault()
        target = self._target(sharing)
        if target is None:
            sharing, target = Sharing.PRIVATE, self._target(Sharing.PRIVATE)
        if target is None:
            raise RuntimeError("the private key is always held")
        item = ItemId(statement.id("item"))
        made = next_of(
            post,
            self.person,
            item,
            metadata,
            statement.body["parts"],
            space=sharing,
            target=target,
            author=self._author,
        )
        with vault.transaction() as tx:
            queue_version(tx, target, made)
            if action is not None:
                tx.journal(self.person, self.person, action, item=item.hex())
        post.kick()


def _paper_head(statement: Statement, metadata: Mapping[str, Any]) -> PaperHead:
    """Return a head as merging sees it: without the names and keys its parts are kept under."""
    parts = [[part["role"], part["mime"], part["len"]] for part in metadata["parts"]]
    is_private = statement.text("space") == Sharing.PRIVATE.value
    told = canon({**metadata, "parts": parts})
    return PaperHead(StatementName(statement.name), is_private, told)
