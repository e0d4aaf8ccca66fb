"""Papers as items: sealed with their parts, listed, read, moved between spaces.

FORMAT.md flows 6.5, 6.6 and 6.8. A paper's bytes are sealed as parts, each under a key
of its own; the keys lie in the item's metadata, sealed under the space's key. Parts are
written to disk before the statement that names them is committed, so a crash leaves at
most an orphan part that is swept, never a statement without its parts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kiosk.capture.file_kinds import suffix_for
from kiosk.crypto.encoding import b64, canon, dec, enc, parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity
from kiosk.crypto.records import BoxKey, Label, open_sealed, seal
from kiosk.crypto.statements import Statement, make
from kiosk.domain.ids import NOBODY, ItemId, PartId, PersonId, StructureId
from kiosk.domain.instants import moment
from kiosk.errors import Refused, Unavailable
from kiosk.flows.api import KeptFile, NewPaper, Paper, PaperKind, Sharing
from kiosk.flows.passing import is_passing
from kiosk.flows.post import Post
from kiosk.flows.shared_key import SharedKeys
from kiosk.ports import Rng
from kiosk.vault.vault_store import VaultStore, VaultTx

__all__ = [
    "DROP",
    "HELD",
    "ORIGINAL",
    "UNCHECKED",
    "WORDS",
    "Author",
    "Content",
    "Keys",
    "NewPart",
    "SealedItem",
    "has_part",
    "has_structure_box",
    "newest_first",
    "note_read",
    "open_metadata",
    "original_mime",
    "paper_metadata",
    "paper_of",
    "paper_parts",
    "read_original",
    "read_part",
    "read_parts",
    "read_pdf",
    "read_thumbnail",
    "reseal_item",
    "seal_drop",
    "seal_item",
    "shown_item",
    "shown_items",
    "with_part",
    "words_part",
    "write_parts",
]

DROP = "drop"
WORDS = "words"
DOCUMENT = "document"
PDF = "pdf"
ORIGINAL = "original"
UNCHECKED = "unchecked"
"""True in metadata until an antivirus has seen the file that a paper came from (DER-15)."""
HELD = "held"
"""What an antivirus said of that file; the paper shows, its file is never opened."""

SUFFIX = "original_suffix"
"""The extension that file came with: what opens it elsewhere goes by it."""

PRIVATE, SHARED = Sharing.PRIVATE.value, Sharing.SHARED.value


@dataclass(frozen=True, slots=True)
class Author:
    """Who signs a version, and for which structure (NOBODY for the person themselves)."""

    identity: Identity
    structure: StructureId


@dataclass(frozen=True, slots=True, repr=False)
class Keys:
    """What one reader can open of one person's items."""

    private: bytes | None
    """`K_prv` of the person, in the person's own session only (SHR-11, DER-12)."""
    shared: SharedKeys | None
    boxes: Mapping[int, BoxKey]
    """Opens drops: the person's box key under 0, or the structure's by version."""
    is_person: bool


@dataclass(frozen=True, slots=True)
class NewPart:
    """Bytes to be sealed as one part of an item."""

    role: str
    """"pdf", "thumb", "original" or "words"."""
    mime: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Content:
    """An item's metadata before it is sealed, and the parts that go with it."""

    metadata: Mapping[str, Any]
    parts: tuple[NewPart, ...] = ()


@dataclass(frozen=True, slots=True)
class SealedItem:
    """A signed version and the sealed parts it names, ready to be stored."""

    statement: Statement
    parts: Mapping[PartId, bytes]


def paper_parts(paper: NewPaper) -> tuple[NewPart, ...]:
    """Return the parts a new paper is kept as: our PDF, its picture, the file as given.

    A file that cannot be drawn is kept as given alone.
    """
    parts = []
    if paper.pdf:
        parts.append(NewPart(PDF, "application/pdf", paper.pdf))
        parts.append(NewPart("thumb", "image/jpeg", paper.thumbnail_jpeg))
    if paper.original:
        parts.append(NewPart(ORIGINAL, paper.original_mime, paper.original))
    if paper.words:
        parts.append(words_part(paper.words))
    return tuple(parts)


def words_part(words: bytes) -> NewPart:
    """Return what was read of a paper as a part of it: apart, so that it may come later and
    a search opens some kilobytes, not the pages."""
    return NewPart(WORDS, "application/octet-stream", words)


def paper_metadata(paper: NewPaper, *, at: int, added_for: str) -> dict[str, Any]:
    """Return the metadata of a paper filed now; `added_for` names the structure or ""."""
    metadata: dict[str, Any] = {
        "kind": DOCUMENT,
        "title": paper.title,
        "paper_kind": paper.kind.value,
        "page_count": paper.page_count,
        "added_at": at,
        "added_for": added_for,
    }
    if paper.expires_on is not None:
        metadata["expires_on"] = paper.expires_on.isoformat()
    if paper.sensitive:
        metadata["sensitive"] = paper.sensitive
    if paper.is_unchecked:
        metadata[UNCHECKED] = True
    if paper.original_suffix:
        metadata[SUFFIX] = paper.original_suffix
    return metadata


def seal_item(
    owner: PersonId,
    content: Content,
    *,
    space: Sharing,
    key: bytes,
    epoch: bytes,
    author: Author,
    item: ItemId,
    ver: int,
    prev: Sequence[bytes],
    at: int,
    rng: Rng,
) -> SealedItem:
    """Seal one version in a person's private or shared space (label `cfn/1/item`).

    `key` is `K_prv` or the shared key of `epoch` (NOBODY for private).
    """
    sealed_parts, listed, named = _seal_parts(owner, content.parts, rng)
    statement = reseal_item(
        owner,
        {**content.metadata, "parts": listed},
        named,
        key=key,
        space=space,
        epoch=epoch,
        author=author,
        item=item,
        ver=ver,
        prev=prev,
        at=at,
        rng=rng,
    )
    return SealedItem(statement, sealed_parts)


def reseal_item(
    owner: PersonId,
    metadata: Mapping[str, Any],
    kept_parts: Sequence[Mapping[str, Any]],
    *,
    key: bytes,
    space: Sharing,
    epoch: bytes,
    author: Author,
    item: ItemId,
    ver: int,
    prev: Sequence[bytes],
    at: int,
    rng: Rng,
) -> Statement:
    """Seal metadata anew around parts that stay as they are: a drop becomes an item."""
    sealed = seal(
        Label.ITEM,
        key,
        canon(metadata),
        rng=rng,
        owner=owner,
        item=item,
        ver=ver,
        space=space.value,
        epoch=epoch,
        skv=0,
    )
    fields = _fields(owner, item, ver, prev, space.value, epoch, list(kept_parts), author, False)
    return _item(fields, sealed, author, at)


def seal_drop(
    owner: PersonId,
    content: Content,
    *,
    person_x: bytes,
    structure_x: bytes,
    structure_skv: int,
    author: Author,
    item: ItemId,
    at: int,
    rng: Rng,
) -> SealedItem:
    """Leave a paper for a person whose key is not held (label `cfn/1/drop`, flow 6.5).

    The author's structure can read it too until the person's session takes it in, by its
    key of version `structure_skv`; an empty `structure_x` leaves it to the person alone.
    """
    sealed_parts, listed, named = _seal_parts(owner, content.parts, rng)
    metadata = canon({**content.metadata, "parts": listed})
    context: dict[str, bytes | int | str] = {
        "person": owner,
        "item": item,
        "ver": 1,
        "author": author.identity.id,
    }
    boxes = enc(
        seal(Label.DROP, person_x, metadata, rng=rng, **context),
        seal(Label.DROP, structure_x, metadata, rng=rng, **context) if structure_x else b"",
    )
    fields = _fields(owner, item, 1, (), DROP, NOBODY, named, author, False)
    fields["skv"] = structure_skv if structure_x else 0
    return SealedItem(_item(fields, boxes, author, at), sealed_parts)


def with_part(
    owner: PersonId,
    statement: Statement,
    metadata: Mapping[str, Any],
    part: NewPart,
    *,
    key: bytes,
    epoch: bytes,
    author: Author,
    ver: int,
    prev: Sequence[bytes],
    at: int,
    rng: Rng,
) -> SealedItem:
    """Seal the next version of an item of one space: the parts it has, and one more."""
    sealed_parts, listed, named = _seal_parts(owner, (part,), rng)
    made = reseal_item(
        owner,
        {**metadata, "parts": [*metadata["parts"], *listed]},
        [*statement.body["parts"], *named],
        key=key,
        space=Sharing(statement.text("space")),
        epoch=epoch,
        author=author,
        item=ItemId(statement.id("item")),
        ver=ver,
        prev=prev,
        at=at,
        rng=rng,
    )
    return SealedItem(made, sealed_parts)


def has_part(metadata: Mapping[str, Any], role: str) -> bool:
    """Return whether opened metadata names a part of that role."""
    return any(part["role"] == role for part in metadata["parts"])


def original_mime(metadata: Mapping[str, Any]) -> str:
    """Return the media type of the file that a paper came from, "" when there is none."""
    return next((p["mime"] for p in metadata["parts"] if p["role"] == ORIGINAL), "")


def open_metadata(statement: Statement, keys: Keys) -> dict[str, Any]:
    """Open an item's metadata with what the reader holds.

    Raises: CannotOpen, also for nonsense that was sealed: whose program did so need not be
    this one, and one such paper must neither hide the others nor end a sign-in.
    """
    body = statement.body
    owner, item = bytes.fromhex(body["owner"]), bytes.fromhex(body["item"])
    if body["space"] == DROP:
        box = keys.boxes.get(0 if keys.is_person else body["skv"])
        if box is None:
            raise CannotOpen
        boxes = dec(statement.sealed)
        if len(boxes) != 2:
            raise CannotOpen
        plain = open_sealed(
            Label.DROP,
            box,
            boxes[0 if keys.is_person else 1],
            person=owner,
            item=item,
            ver=body["ver"],
            author=bytes.fromhex(body["author"]),
        )
    else:
        plain = open_sealed(
            Label.ITEM,
            _space_key(body, keys),
            statement.sealed,
            owner=owner,
            item=item,
            ver=body["ver"],
            space=body["space"],
            epoch=bytes.fromhex(body["epoch"]),
            skv=0,
        )
    metadata = parse_canon(plain)
    is_good = _has_parts(metadata, body["parts"])
    if not is_good or (metadata.get("kind") == DOCUMENT and not _is_paper(metadata)):
        raise CannotOpen
    return metadata


def write_parts(post: Post, sealed: SealedItem) -> None:
    """Put sealed parts on disk, each whole or not at all; those that are there stay.

    Called before the transaction, so that nobody waits for the disk, and again in it: the
    agent may have started in between and swept what no row knew yet.
    """
    away = {part: each for part, each in sealed.parts.items() if post.parts.size(part) != len(each)}
    if away:
        post.parts.write_all(away)


def read_part(post: Post, owner: PersonId, metadata: Mapping[str, Any], role: str) -> bytes:
    """Open one part of an item, in memory.

    Raises Unavailable("paper.not_here") when its bytes are elsewhere, after asking for
    them; CannotOpen when they are not what was sealed.
    """
    part = next((p for p in metadata["parts"] if p["role"] == role), None)
    if part is None:
        raise CannotOpen
    return _open_part(post, owner, part)


def read_pdf(post: Post, owner: PersonId, metadata: Mapping[str, Any]) -> bytes:
    """Open a paper's pages, in memory. Raises as `read_part`; Refused("paper.not_shown") for
    one that is a file kept as it came: nothing here opens it."""
    if not has_part(metadata, PDF):
        raise Refused("paper.not_shown")
    return read_part(post, owner, metadata, PDF)


def read_original(post: Post, owner: PersonId, metadata: Mapping[str, Any]) -> KeptFile:
    """Open the file that a paper came from, to be given back as it came (EXP-01, DER-15).

    Raises as `read_part`; Refused("paper.file_held" | "paper.file_unchecked") for one that an
    antivirus holds or has not seen yet.
    """
    if HELD in metadata:
        raise Refused("paper.file_held")
    if metadata.get(UNCHECKED) is True:
        raise Refused("paper.file_unchecked")
    mime, told = original_mime(metadata), metadata.get(SUFFIX)
    suffix = suffix_for(mime, told if isinstance(told, str) else "")
    return KeptFile(read_part(post, owner, metadata, ORIGINAL), mime, suffix)


def read_parts(post: Post, owner: PersonId, metadata: Mapping[str, Any]) -> list[bytes]:
    """Open every part of an item, in order. Raises as `read_part`, after asking for all
    that are elsewhere, so that one more try finds them together."""
    if post.agent is not None:
        for part in metadata["parts"]:
            part_id = PartId(bytes.fromhex(part["id"]))
            if post.parts.size(part_id) is None:
                post.agent.fetch_part(part_id)
    return [_open_part(post, owner, part) for part in metadata["parts"]]


def _open_part(post: Post, owner: PersonId, part: Mapping[str, Any]) -> bytes:
    part_id = PartId(bytes.fromhex(part["id"]))
    try:
        sealed = post.parts.read(part_id)
    except Unavailable:
        if post.agent is not None:
            post.agent.fetch_part(part_id)
        raise
    return open_sealed(Label.DATA, unb64(part["key"]), sealed, owner=owner, part=part_id)


def read_thumbnail(post: Post, owner: PersonId, metadata: Mapping[str, Any]) -> tuple[bytes, bool]:
    """Return (picture, True), or (b"", False) while the paper's bytes are elsewhere.

    One that does not open stands in a list without its picture: reading it says why.
    """
    try:
        return read_part(post, owner, metadata, "thumb"), True
    except Unavailable:
        return b"", False
    except CannotOpen:
        return b"", True


def note_read(tx: VaultTx, metadata: Mapping[str, Any]) -> None:
    """Note that a paper was read just now: what is read least leaves a full disk first."""
    for part in metadata["parts"]:
        tx.part_used(bytes.fromhex(part["id"]))


def shown_items(vault: VaultStore, owner: PersonId) -> list[Statement]:
    """Return the version that shows of each of a person's items, deleted ones left out."""
    shown = (head for head in vault.heads(owner) if head.rank == 0 and not head.is_deleted)
    found = (vault.statement(head.name) for head in shown)
    return [statement for statement in found if statement is not None]


def shown_item(vault: VaultStore, owner: PersonId, item: ItemId) -> Statement | None:
    """Return the version of one item that shows, or None when it is unknown or deleted."""
    heads = vault.item_heads(owner, item)
    if not heads or heads[0].is_deleted:
        return None
    return vault.statement(heads[0].name)


def has_structure_box(statement: Statement) -> bool:
    """Return whether a drop was left for its author's structure as well as the person."""
    return bool(dec(statement.sealed)[1])


def paper_of(
    statement: Statement, metadata: Mapping[str, Any], *, is_here: bool, thumbnail: bytes = b""
) -> Paper:
    """Return the line a screen shows for an opened item of kind `DOCUMENT`."""
    space = statement.body["space"]
    return Paper(
        item=ItemId(bytes.fromhex(statement.body["item"])),
        title=metadata["title"],
        kind=_paper_kind(metadata["paper_kind"]),
        sharing=Sharing.SHARED if space == SHARED else Sharing.PRIVATE,
        page_count=metadata["page_count"],
        added_at=moment(metadata["added_at"]),
        added_by=metadata["added_for"],
        is_here=is_here,
        thumbnail_jpeg=thumbnail,
        expires_on=_day(metadata.get("expires_on")),
        is_unchecked=metadata.get(UNCHECKED) is True,
        is_file_held=isinstance(metadata.get(HELD), str),
        is_sensitive=is_passing(metadata),
    )


def newest_first(papers: Iterable[Paper]) -> list[Paper]:
    """Return papers as lists show them: newest first, those of one second by title.

    The item's id comes last, so that every screen of every post shows one order.
    """
    return sorted(papers, key=lambda each: (-each.added_at.timestamp(), each.title, each.item))


def _has_parts(metadata: Mapping[str, Any], named: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether opened metadata tells of the parts that its item names, and no others."""
    parts = metadata.get("parts")
    if not isinstance(parts, list) or not all(_is_part(each) for each in parts):
        return False
    return [each["id"] for each in parts] == [each["id"] for each in named]


def _is_paper(metadata: Mapping[str, Any]) -> bool:
    """Return whether opened metadata says what screens show of a paper."""
    match metadata:
        case {
            "title": str(),
            "paper_kind": str(),
            "page_count": int(),
            "added_at": int(),
            "added_for": str(),
        }:
            return True
        case _:
            return False


def _is_part(listed: object) -> bool:
    match listed:
        case {"id": str(), "role": str(), "mime": str(), "len": int(), "key": str()}:
            return True
        case _:
            return False


def _day(untrusted: object) -> date | None:
    """Return a day told as YYYY-MM-DD; what is none is a paper without an end."""
    try:
        return date.fromisoformat(untrusted) if isinstance(untrusted, str) else None
    except ValueError:
        return None


def _paper_kind(untrusted_name: str) -> PaperKind:
    try:
        return PaperKind(untrusted_name)
    except ValueError:
        return PaperKind.OTHER  # a newer version of the product knows more families


def _space_key(body: Mapping[str, Any], keys: Keys) -> bytes:
    if body["space"] == PRIVATE and keys.private is not None:
        return keys.private
    if body["space"] == SHARED and keys.shared is not None:
        return keys.shared.key(bytes.fromhex(body["epoch"]))
    raise CannotOpen


def _seal_parts(
    owner: PersonId, parts: Sequence[NewPart], rng: Rng
) -> tuple[dict[PartId, bytes], list[dict[str, Any]], list[dict[str, Any]]]:
    sealed_parts: dict[PartId, bytes] = {}
    listed, named = [], []
    for part_id, key, part, sealed in _sealed(owner, parts, rng):
        sealed_parts[part_id] = sealed
        listed.append(
            {
                "id": part_id.hex(),
                "role": part.role,
                "key": b64(key),
                "mime": part.mime,
                "len": len(part.content),
            }
        )
        named.append(
            {
                "id": part_id.hex(),
                "sha256": hashlib.sha256(sealed).hexdigest(),
                "len": len(sealed),
            }
        )
    return sealed_parts, listed, named


def _sealed(
    owner: PersonId, parts: Sequence[NewPart], rng: Rng
) -> Iterator[tuple[PartId, bytes, NewPart, bytes]]:
    for part in parts:
        part_id, key = PartId(rng.bytes(16)), rng.bytes(32)
        sealed = seal(Label.DATA, key, part.content, rng=rng, owner=owner, part=part_id)
        yield part_id, key, part, sealed


def _fields(
    owner: PersonId,
    item: ItemId,
    ver: int,
    prev: Sequence[bytes],
    space: str,
    epoch: bytes,
    named: list[dict[str, Any]] | list[Mapping[str, Any]],
    author: Author,
    is_deleted: bool,
) -> dict[str, Any]:
    return {
        "owner": owner.hex(),
        "item": item.hex(),
        "ver": ver,
        "prev": sorted(name.hex() for name in prev),
        "space": space,
        "epoch": epoch.hex(),
        "skv": 0,
        "parts": [dict(part) for part in named],
        "del": is_deleted,
        "author": author.identity.id.hex(),
        "structure": author.structure.hex(),
    }


def _item(fields: dict[str, Any], sealed: bytes, author: Author, at: int) -> Statement:
    return make("item", fields, signers=[author.identity], at=at, sealed=sealed)
