"""The device's journal: each entry vouches for every entry before it (FORMAT.md flow 6.14).

`h_n = SHA-256(enc("cfn/1/log", h_(n-1), canon(entry)))`, `h_0` = 32 zero bytes. An entry
holds ids and counts, never a name or a title. Needs nothing but the entries to verify.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kiosk.crypto.encoding import canon, parse_canon
from kiosk.crypto.statements import log_hash
from kiosk.errors import IntegrityFailure

__all__ = ["GENESIS", "ChainEntry", "chained", "entry_fields", "leaf_fields", "verify_chain"]

GENESIS = bytes(32)
"""`h_0`: what the first entry stands on."""


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """Entry number `seq` (from 1), its canonical bytes, and the hash after it."""

    seq: int
    raw: bytes
    h: bytes

    @property
    def fields(self) -> Mapping[str, object]:
        """The entry as values."""
        return parse_canon(self.raw)


def entry_fields(
    *, at: int, actor: bytes, person: bytes | None, action: str, details: Mapping[str, object]
) -> dict[str, object]:
    """Return one entry: who did what to whose safe, when, with ids in hex and counts.

    Raises ValueError for a detail that is neither an id, a count nor a word of ours:
    the journal leaves the machine, so names and titles must not slip in.
    """
    entry: dict[str, object] = {"action": action, "actor": actor.hex(), "at": at}
    if person is not None:
        entry["person"] = person.hex()
    for key, value in details.items():
        if key in entry:
            raise ValueError(f"{key} is a field of every entry")
        match value:
            case bytes():
                entry[key] = value.hex()
            case bool() | int():
                entry[key] = value
            case str() if value.isascii() and value.replace("_", "").replace("-", "").isalnum():
                entry[key] = value
            case _:
                raise ValueError(f"{key} is neither an id, a count nor a word")
    return entry


def chained(previous: ChainEntry | None, fields: Mapping[str, object]) -> ChainEntry:
    """Return an entry with `fields` placed after `previous` (None: it is the first)."""
    if previous is None:
        return ChainEntry(1, canon(fields), log_hash(GENESIS, fields))
    return ChainEntry(previous.seq + 1, canon(fields), log_hash(previous.h, fields))


def leaf_fields(
    device: bytes, chain: str, seq: int, entry: Mapping[str, object], h: bytes
) -> dict[str, object]:
    """Return what stands in the server's tree for entry `seq` of a post's chain; `h` is the
    chain's hash after it, so that one leaf vouches for every entry before it."""
    return {"chain": chain, "device": device.hex(), "entry": entry, "h": h.hex(), "seq": seq}


def verify_chain(
    entries: Iterable[ChainEntry], *, before: bytes = GENESIS, first: int = 1
) -> bytes:
    """Check that `entries` follow one another from `before`; return the last hash.

    Raises IntegrityFailure("vault.journal_broken", entry=n) at the first that does not:
    one was changed, removed, moved or added afterwards.
    """
    h = before
    for expected, entry in enumerate(entries, start=first):
        h = log_hash(h, entry.fields)
        if entry.seq != expected or entry.h != h:
            raise IntegrityFailure("vault.journal_broken", entry=expected)
    return h
