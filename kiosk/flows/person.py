"""A person at the terminal: their papers, who sees them, the end of a sharing.

Holds every key of this person and of nobody else (DER-12). What a session alone can do
it does when it opens: take in the papers that were left (drops), renew a shared key that
somebody left without.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement
from kiosk.domain.ids import NOBODY, ItemId, PersonId, StructureId
from kiosk.domain.items import next_version
from kiosk.errors import InvalidInput, Unavailable
from kiosk.flows.affiliation import end_affiliation, rotate_if_due
from kiosk.flows.api import (
    ConsentAnswer,
    ConsentKind,
    Evidence,
    NewPaper,
    Paper,
    PaperContent,
    Relay,
    SessionSummary,
    Sharing,
)
from kiosk.flows.opening import person_consent
from kiosk.flows.papers import (
    DROP,
    Author,
    Content,
    Keys,
    NewPart,
    has_structure_box,
    open_metadata,
    paper_metadata,
    paper_of,
    paper_parts,
    read_part,
    read_thumbnail,
    reseal_item,
    seal_item,
    shown_item,
    shown_items,
    write_parts,
)
from kiosk.flows.post import Post
from kiosk.flows.shared_key import held_keys

__all__ = ["LocalPersonSession"]


class LocalPersonSession:
    """`PersonSession` on this post's stores."""

    def __init__(self, post: Post, person: Identity, must_accept_terms: bool) -> None:
        self._post = post
        self._identity = person
        self._must_accept_terms = must_accept_terms
        self._added = 0
        self._sharing_changed = 0
        rotate_if_due(post, person)
        self._take_in_drops()
        self._profile = self._open_profile()

    @property
    def person(self) -> PersonId:
        return PersonId(self._identity.id)

    @property
    def given_names(self) -> str:
        return str(self._profile.get("given_names", ""))

    @property
    def language(self) -> str:
        return str(self._profile.get("language", "fr"))

    @property
    def must_accept_terms(self) -> bool:
        return self._must_accept_terms

    def accept_terms(self, version: str, text_sha256: bytes) -> None:
        given = Evidence(
            ConsentKind.TERMS,
            ConsentAnswer.YES,
            version,
            text_sha256,
            self.language,
            method="tick",
        )
        statement = person_consent(self._post, given, self._identity)
        with self._post.ready_vault().transaction() as tx:
            tx.put_statement(statement, queue=True)
            tx.journal(self.person, self.person, "consent.terms.yes")
        self._must_accept_terms = False

    def papers(self) -> Sequence[Paper]:
        keys, found = self._keys(), []
        for statement in shown_items(self._post.ready_vault(), self.person):
            if statement.id("item") == self.person:
                continue  # the profile
            try:
                metadata = open_metadata(statement, keys)
            except CannotOpen:
                continue
            if metadata.get("kind") == "document":
                thumbnail, is_here = read_thumbnail(self._post, self.person, metadata)
                found.append(paper_of(statement, metadata, is_here=is_here, thumbnail=thumbnail))
        return sorted(found, key=lambda paper: paper.added_at, reverse=True)

    def read(self, item: ItemId) -> PaperContent:
        statement, metadata = self._open(item)
        pdf = read_part(self._post, self.person, metadata, "pdf")
        with self._post.ready_vault().transaction() as tx:
            tx.journal(self.person, self.person, "paper.read", item=item.hex())
        return PaperContent(paper_of(statement, metadata, is_here=True), pdf)

    def file_paper(self, paper: NewPaper) -> ItemId:
        at, item = self._post.now_s(), ItemId(self._post.rng.bytes(16))
        content = Content(paper_metadata(paper, at=at, added_for=""), paper_parts(paper))
        self._store(item, content, paper.sharing, 1, (), "paper.filed", paper.draft)
        self._added += 1
        return item

    def set_sharing(self, item: ItemId, sharing: Sharing) -> Paper:
        statement, metadata = self._open(item)
        if statement.text("space") != sharing.value:
            parts = tuple(
                NewPart(
                    part["role"],
                    part["mime"],
                    read_part(self._post, self.person, metadata, part["role"]),
                )
                for part in metadata["parts"]
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
        thumbnail, is_here = read_thumbnail(self._post, self.person, metadata)
        return paper_of(statement, metadata, is_here=is_here, thumbnail=thumbnail)

    def relays(self) -> Sequence[Relay]:
        vault = self._post.ready_vault()
        keys = self._keys()
        shared = sum(
            1
            for statement in shown_items(vault, self.person)
            if statement.text("space") == Sharing.SHARED.value
            and statement.id("item") != self.person
        )
        found = []
        for structure in vault.affiliated(self.person):
            held = vault.affiliation(self.person, structure)
            charter = self._post.device_store.charter(structure)
            is_waiting = keys.shared is None or not vault.is_granted(
                self.person, structure, keys.shared.current
            )
            found.append(
                Relay(
                    structure,
                    charter.text("name") if charter else structure.hex()[:8],
                    datetime.fromtimestamp(held.at if held else 0, UTC),
                    is_waiting,
                    shared,
                )
            )
        return sorted(found, key=lambda relay: relay.name)

    def stop_relay(self, structure: StructureId) -> None:
        end_affiliation(self._post, self._identity, self.person, structure, self._identity)
        self._sharing_changed += 1

    def summary(self) -> SessionSummary:
        return SessionSummary(self._added, 0, self._sharing_changed)

    def close(self) -> None:
        with self._post.ready_vault().transaction() as tx:
            tx.journal(self.person, self.person, "person.signed_out")

    @property
    def _author(self) -> Author:
        return Author(self._identity, StructureId(NOBODY))

    def _keys(self) -> Keys:
        shared = held_keys(self._post.ready_vault(), self.person, self._identity)
        return Keys(
            self._identity.private_space_key, shared, self._identity.box_key, is_person=True
        )

    def _open(self, item: ItemId) -> tuple[Statement, dict[str, Any]]:
        statement = shown_item(self._post.ready_vault(), self.person, item)
        if statement is None:
            raise InvalidInput("paper.unknown")
        try:
            return statement, open_metadata(statement, self._keys())
        except CannotOpen as error:
            raise InvalidInput("paper.unknown") from error

    def _open_profile(self) -> Mapping[str, Any]:
        statement = shown_item(self._post.ready_vault(), self.person, ItemId(self.person))
        if statement is None:
            return {}
        try:
            return open_metadata(statement, self._keys())
        except CannotOpen:
            return {}

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
        keys = self._keys()
        if sharing is Sharing.SHARED:
            if keys.shared is None or keys.shared.current not in keys.shared.keys:
                raise Unavailable("paper.not_here")
            key, epoch = keys.shared.key(keys.shared.current), bytes(keys.shared.current)
        else:
            key, epoch = self._identity.private_space_key, NOBODY
        sealed = seal_item(
            self.person,
            content,
            space=sharing,
            key=key,
            epoch=epoch,
            author=self._author,
            item=item,
            ver=ver,
            prev=prev,
            at=post.now_s(),
            rng=post.rng,
        )
        write_parts(post, sealed)
        with post.ready_vault().transaction() as tx:
            tx.put_statement(sealed.statement, queue=True)
            if draft is not None:
                tx.delete_draft(draft)
            tx.journal(self.person, self.person, action, item=item.hex())
        if post.agent is not None:
            post.agent.kick()

    def _take_in_drops(self) -> None:
        """Turn papers that were left into items of this person's own (FORMAT.md 6.5, 6.6).

        A paper left for the person alone becomes private; one that its author's structure
        may read too, and is still affiliated, becomes shared. Pages stay as they are.
        """
        vault, post = self._post.ready_vault(), self._post
        keys = self._keys()
        affiliated = vault.affiliated(self.person)
        for statement in shown_items(vault, self.person):
            if statement.text("space") != DROP:
                continue
            try:
                metadata = open_metadata(statement, keys)
            except CannotOpen:
                continue
            is_shared = (
                has_structure_box(statement)
                and statement.id("structure") in affiliated
                and keys.shared is not None
                and keys.shared.current in keys.shared.keys
            )
            if is_shared and keys.shared is not None:
                space, epoch = Sharing.SHARED, bytes(keys.shared.current)
                key = keys.shared.key(keys.shared.current)
            else:
                space, epoch, key = Sharing.PRIVATE, NOBODY, self._identity.private_space_key
            taken = reseal_item(
                self.person,
                metadata,
                statement.body["parts"],
                key=key,
                space=space,
                epoch=epoch,
                author=self._author,
                item=ItemId(statement.id("item")),
                ver=statement.number("ver") + 1,
                prev=[statement.name],
                at=post.now_s(),
                rng=post.rng,
            )
            with vault.transaction() as tx:
                tx.put_statement(taken, queue=True)
                tx.journal(self.person, self.person, "paper.taken_in", item=statement.body["item"])
