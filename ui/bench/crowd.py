"""Many people and papers at once, as real statements put straight into a post's vault.

Every statement is really signed and every envelope really sealed, as a session would; only
passwords are left out, whose keys are dear on purpose and which nobody here signs in with.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kiosk.crypto.encoding import b64
from kiosk.crypto.keys import Identity
from kiosk.crypto.statements import Statement, make
from kiosk.domain.ids import NOBODY, EpochId, ItemId, PersonId, StructureId
from kiosk.flows.api import Sharing
from kiosk.flows.papers import Author, Content, NewPart, seal_item
from kiosk.flows.post import unix_s
from kiosk.flows.shared_key import Recipient, first_epoch, grant
from kiosk.ports import SystemClock, SystemRng
from ui.bench.ground import OpenPost

__all__ = ["Someone", "add_papers", "add_people", "change_papers", "made_up", "papers_of"]

GIVEN = (
    *("Awa", "Karim", "Olena", "Fatoumata", "Mohamed", "Ibrahim", "Mariam", "Nadège", "Ngoc"),
    *("Samira", "Youssef", "Ana", "Ioana", "Tsegaye", "Zahra", "Lucía", "Binta", "Oumar", "Éloïse"),
    *("Ousmane", "Aïssatou", "Hamid", "Leïla", "Viktor", "Sékou", "Rokia", "Daoud", "Mehdi"),
)
FAMILY_BEGIN = ("Dia", "Tra", "Ben", "Mar", "Kou", "Sou", "Ngu", "Haj", "Oul", "Pet", "Cis", "Bar")
FAMILY_MIDDLE = ("", "o", "chen", "al", "ya", "ma", "ré", "ka", "nov", "té", "di", "ssa", "rou")
FAMILY_END = ("llo", "oré", "ali", "ko", "té", "yen", "mi", "ov", "re", "bé", "sy", "gui", "ni")
TOGETHER = 500
"""Put in one transaction."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Someone:
    """A made-up person who shares with the post's structure."""

    identity: Identity
    epoch: EpochId
    key: bytes = field(repr=False)

    @property
    def id(self) -> PersonId:
        return PersonId(self.identity.id)


def add_people(post: OpenPost, count: int, *, queue: bool = False) -> list[Someone]:
    """Put `count` affiliated people in the vault: identity, affiliation, key, profile.

    `queue`: made here and to be sent; otherwise known from the server.
    """
    made: list[Someone] = []
    names = itertools.islice(_names(), count)
    for batch in _batches(names, TOGETHER):
        signed = [_person(post, at, given, family) for at, given, family in batch]
        with post.vault.transaction() as tx:
            for someone, statements in signed:
                for statement in statements:
                    tx.put_statement(statement, queue=queue, unit=someone.id if queue else None)
        made += [someone for someone, _ in signed]
    return made


def made_up(count: int, size_bytes: int) -> Iterator[bytes]:
    """Yield the contents of parts: bytes that nothing compresses."""
    return (SystemRng().bytes(size_bytes) for _ in range(count))


def add_papers(
    post: OpenPost, people: Sequence[Someone], records: int, contents: Iterable[bytes]
) -> None:
    """Put `records` papers of about 1 KB on the wire in people's shared space, to be sent;
    the first of them with one part each, as long as there are `contents`."""
    rng, at = SystemRng(), unix_s(SystemClock().now())
    owners, parts = itertools.cycle(people), iter(contents)
    for batch in _batches(range(records), TOGETHER):
        sealed = []
        for number in batch:
            content = next(parts, None)
            owner = next(owners)
            sealed.append(
                seal_item(
                    owner.id,
                    Content(_paper(number, at), () if content is None else (_pdf(content),)),
                    space=Sharing.SHARED,
                    key=owner.key,
                    epoch=owner.epoch,
                    author=Author(post.pro, post.structure),
                    item=ItemId(rng.bytes(16)),
                    ver=1,
                    prev=(),
                    at=at,
                    rng=rng,
                )
            )
        contents_sealed = {part: each.parts[part] for each in sealed for part in each.parts}
        post.vault.parts.write_all(contents_sealed)
        with post.vault.transaction() as tx:
            for each in sealed:
                tx.put_statement(each.statement, queue=True)


def papers_of(post: OpenPost, people: Iterable[Someone]) -> Iterator[tuple[Someone, Statement]]:
    """Yield the papers of these people that a post holds, as they are now."""
    for someone in people:
        for head in post.vault.heads(someone.id):
            paper = post.vault.statement(head.name)
            if paper is not None and paper.id("item") != someone.id:
                yield someone, paper


def change_papers(post: OpenPost, people: Sequence[Someone], count: int) -> None:
    """Say something else of the first `count` papers without parts, to be sent."""
    at = unix_s(SystemClock().now())
    bare = (each for each in papers_of(post, people) if not each[1].body["parts"])
    changed = [
        seal_item(
            someone.id,
            Content(_paper(number, at)),
            space=Sharing.SHARED,
            key=someone.key,
            epoch=someone.epoch,
            author=Author(post.pro, post.structure),
            item=ItemId(paper.id("item")),
            ver=paper.number("ver") + 1,
            prev=(paper.name,),
            at=at,
            rng=SystemRng(),
        )
        for number, (someone, paper) in enumerate(itertools.islice(bare, count))
    ]
    with post.vault.transaction() as tx:
        for each in changed:
            tx.put_statement(each.statement, queue=True)


def _person(
    post: OpenPost, number: int, given: str, family: str
) -> tuple[Someone, list[Statement]]:
    rng, at = SystemRng(), unix_s(SystemClock().now())
    person = Identity.new(rng)
    id = PersonId(person.id)
    structure = post.structure.hex()
    identity = make(
        "identity",
        {
            "person": id.hex(),
            "login": f"made.up-{number:05d}",
            "ed": b64(person.ed_public),
            "x": b64(person.x_public),
            "pro": post.pro.id.hex(),
            "device": post.device.id.hex(),
            "structure": structure,
        },
        signers=[person, post.pro],
        at=at,
    )
    affil = {"person": id.hex(), "structure": structure, "n": 1, "state": "add", "req": ""}
    epoch, key, epoch_statement = first_epoch(id, signer=person, at=at, rng=rng)
    recipients = (Recipient(person.id, person.x_public), post.recipient)
    grants = [grant(id, epoch, key, to, signer=person, at=at, rng=rng) for to in recipients]
    profile = seal_item(
        id,
        Content(
            {
                "kind": "profile",
                "given_names": given,
                "family_name": family,
                "birth": {"year": 1940 + number % 70, "month": 1 + number % 12, "is_about": False},
                "language": "fr",
            }
        ),
        space=Sharing.SHARED,
        key=key,
        epoch=epoch,
        author=Author(person, StructureId(NOBODY)),
        item=ItemId(person.id),
        ver=1,
        prev=(),
        at=at,
        rng=rng,
    )
    statements = [
        identity,
        make("affil", affil, signers=[person], at=at),
        epoch_statement,
        *grants,
        profile.statement,
    ]
    return Someone(person, epoch, key), statements


def _pdf(content: bytes) -> NewPart:
    return NewPart("pdf", "application/pdf", content)


def _paper(number: int, at: int) -> Mapping[str, Any]:
    return {
        "kind": "document",
        "title": f"Attestation {number:05d}",
        "paper_kind": "other",
        "page_count": 1,
        "added_at": at,
        "added_for": "Relais du Port",
    }


def _names() -> Iterator[tuple[int, str, str]]:
    """Yield (number, given, family), repeated no sooner than real names are."""
    families = [
        f"{begin}{middle}{end}"
        for middle in FAMILY_MIDDLE
        for end in FAMILY_END
        for begin in FAMILY_BEGIN
    ]
    for number in itertools.count():
        yield number, GIVEN[number % len(GIVEN)], families[(number * 7) % len(families)]


def _batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(things)
    while batch := list(itertools.islice(source, size)):
        yield batch
