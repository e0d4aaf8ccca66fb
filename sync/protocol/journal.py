"""The journal's part of the wire: signed heads with their proofs, entries about a person.

PROTOCOL.md section 7. Proofs are those of RFC 9162 (`kiosk.journal.tree`).
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.crypto.encoding import b64, canon
from kiosk.journal.tree import HASH_BYTES
from sync.protocol.fields import Fields
from sync.protocol.limits import ANSWER_MAX_BYTES, JSON_MAX_BYTES

__all__ = ["CHAINS", "ENTRIES_MAX_COUNT", "ChainProof", "JournalPage", "ProvedEntry", "TreeHead"]

CHAINS = frozenset({"device", "vault"})
"""The two journals of a post."""
ENTRIES_MAX_COUNT = 100
PROOF_MAX_COUNT = 128
"""Two hashes a level: enough for any tree a 64-bit counter can number."""
ENTRY_MAX_CHARACTERS = 4096
SIGNATURE_BYTES = 64


@dataclass(frozen=True, slots=True)
class TreeHead:
    """How large the server's journal is and what it hashes to, signed (FORMAT.md 3)."""

    size: int
    root: bytes
    at: int
    sig: bytes
    proof: tuple[bytes, ...] = ()
    """That it continues the tree of the size asked about."""

    def encode(self) -> bytes:
        return canon(
            {
                "size": self.size,
                "root": self.root.hex(),
                "at": self.at,
                "sig": b64(self.sig),
                "proof": [each.hex() for each in self.proof],
            }
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> TreeHead:
        fields = Fields.parse(untrusted_body, "journal head", JSON_MAX_BYTES)
        head = cls(
            size=fields.number("size"),
            root=fields.hexed("root", HASH_BYTES),
            at=fields.number("at"),
            sig=fields.sealed("sig", SIGNATURE_BYTES),
            proof=fields.hexed_list("proof", PROOF_MAX_COUNT, HASH_BYTES),
        )
        fields.close()
        return head


@dataclass(frozen=True, slots=True)
class ProvedEntry:
    """One entry, its place in the tree, and the proof of it."""

    place: int
    body: bytes
    proof: tuple[bytes, ...]

    def as_json(self) -> dict[str, object]:
        return {
            "place": self.place,
            "body": self.body.decode(),
            "proof": [each.hex() for each in self.proof],
        }

    @classmethod
    def read(cls, untrusted: object) -> ProvedEntry:
        fields = Fields(untrusted, "journal entry")
        entry = cls(
            place=fields.number("place"),
            body=fields.text("body", ENTRY_MAX_CHARACTERS).encode(),
            proof=fields.hexed_list("proof", PROOF_MAX_COUNT, HASH_BYTES),
        )
        fields.close()
        return entry


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Entries about one person, in the order of the tree."""

    next: int
    more: bool
    entries: tuple[ProvedEntry, ...] = ()

    def encode(self) -> bytes:
        return canon(
            {"next": self.next, "more": self.more, "entries": [e.as_json() for e in self.entries]}
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> JournalPage:
        fields = Fields.parse(untrusted_body, "journal page", 2 * ANSWER_MAX_BYTES)
        page = cls(
            next=fields.number("next"),
            more=fields.flag("more"),
            entries=tuple(ProvedEntry.read(e) for e in fields.items("entries", ENTRIES_MAX_COUNT)),
        )
        fields.close()
        return page


@dataclass(frozen=True, slots=True)
class ChainProof:
    """That the last entry the server keeps of a post's chain stands in its tree.

    Its leaf holds the chain's hash, so this proves every entry before it as well.
    """

    seq: int
    h: bytes
    place: int
    proof: tuple[bytes, ...]

    def encode(self) -> bytes:
        return canon(
            {
                "seq": self.seq,
                "h": self.h.hex(),
                "place": self.place,
                "proof": [each.hex() for each in self.proof],
            }
        )

    @classmethod
    def parse(cls, untrusted_body: bytes) -> ChainProof:
        fields = Fields.parse(untrusted_body, "journal chain", JSON_MAX_BYTES)
        told = cls(
            seq=fields.number("seq"),
            h=fields.hexed("h", HASH_BYTES),
            place=fields.number("place"),
            proof=fields.hexed_list("proof", PROOF_MAX_COUNT, HASH_BYTES),
        )
        fields.close()
        return told
