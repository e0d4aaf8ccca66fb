"""A post's journal as one file that anybody can check, with nothing but the file and a key.

Canonical JSON, a line each (FORMAT.md section 6.14): who and when; for each chain where it
begins, its entries, the post's signature over its end and, where the server handed one out,
the proof that the server's signed tree has it; the heads of that tree that this post has
believed or refused; at the end the post's signature over every line before. It holds what
the journal holds: ids, counts and words of the code, never a name (TRC-06).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.crypto.encoding import b64, canon, parse_canon, unb64
from kiosk.crypto.failures import CannotOpen
from kiosk.crypto.keys import Identity, verify_signature
from kiosk.crypto.statements import log_hash, make, parse, verify, verify_checkpoint
from kiosk.errors import IntegrityFailure
from kiosk.journal.chain import ChainEntry, leaf_fields
from kiosk.journal.tree import leaf_hash, verify_inclusion

__all__ = [
    "Chain",
    "Check",
    "Head",
    "Proved",
    "ProvedChain",
    "ServerProof",
    "export_lines",
    "fingerprint",
    "verify_export",
]

VERSION = 1
SIGNATURE_TYPE = "export"
LINE_MAX_BYTES = 64 * 1024
HASH_BYTES, ID_BYTES, KEY_BYTES, SIGNATURE_BYTES = 32, 16, 32, 64


class Check(StrEnum):
    """What was looked at when a change was found; the words that people are told."""

    ORDER = "ordre des lignes"
    CHAIN = "enchaînement"
    POST_SIGNATURE = "signature du poste"
    SERVER_SIGNATURE = "signature du serveur"
    SERVER_PROOF = "preuve du serveur"
    END = "fin du fichier"


@dataclass(frozen=True, slots=True)
class ServerProof:
    """Entry `seq` of a chain stands at `place` of the server's tree, under a signed head."""

    seq: int
    place: int
    proof: tuple[bytes, ...]
    size: int
    root: bytes
    at: int
    sig: bytes

    def as_json(self) -> dict[str, object]:
        return {
            "at": self.at,
            "place": self.place,
            "proof": [each.hex() for each in self.proof],
            "root": self.root.hex(),
            "seq": self.seq,
            "sig": b64(self.sig),
            "size": self.size,
        }

    def encode(self) -> bytes:
        return canon(self.as_json())

    @classmethod
    def parse(cls, raw: bytes) -> ServerProof:
        """Read what `encode` wrote. Raises IntegrityFailure."""
        return cls.read(parse_canon(raw))

    @classmethod
    def read(cls, untrusted: Mapping[str, Any]) -> ServerProof:
        match untrusted:
            case {
                "seq": int(seq),
                "place": int(place),
                "proof": list(proof),
                "size": int(size),
                "root": str(root),
                "at": int(at),
                "sig": str(sig),
                **rest,
            } if not rest:
                return cls(
                    seq,
                    place,
                    tuple(_hex(each, HASH_BYTES) for each in proof),
                    size,
                    _hex(root, HASH_BYTES),
                    at,
                    _b64(sig, SIGNATURE_BYTES),
                )
            case _:
                raise ValueError("no proof")


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head of the server's tree, as it came; `is_refused`: the alarm's evidence."""

    size: int
    root: bytes
    at: int
    sig: bytes
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """One of a post's journals: what its first entry stands on, its entries, its proof."""

    name: str
    before: bytes
    entries: Sequence[ChainEntry]
    proof: ServerProof | None


@dataclass(frozen=True, slots=True)
class ProvedChain:
    """What holds of a chain: from entry `first` to `last`; up to `kept` the server has it."""

    name: str
    first: int
    last: int
    first_at: int
    last_at: int
    kept: int
    kept_at: int


@dataclass(frozen=True, slots=True)
class Proved:
    """What a file proves, and by which keys; a key nobody compared proves nothing to anybody."""

    device: bytes
    at: int
    device_ed: bytes
    server_ed: bytes
    is_device_known: bool
    is_server_known: bool
    chains: tuple[ProvedChain, ...]
    heads: tuple[Head, ...]
    """Of the server's tree, signed by it: a day each, as the post believed them, and those it
    refused."""

    @property
    def refused_heads(self) -> int:
        """How many heads the post refused that are signed by the server: it told two stories."""
        return sum(head.is_refused for head in self.heads)


def fingerprint(ed_public: bytes) -> bytes:
    """Return by what people compare a key: 32 bytes, shown in hex."""
    return hashlib.sha256(ed_public).digest()


def export_lines(
    device: Identity,
    structure: bytes,
    server_ed: bytes,
    chains: Iterable[Chain],
    heads: Iterable[Head],
    *,
    at: int,
) -> Iterator[bytes]:
    """Give the lines of an export, each with its end; chains without entries are left out."""
    sha256, count = hashlib.sha256(), 0
    for fields in _told(device, structure, server_ed, chains, heads, at=at):
        line = canon(fields) + b"\n"
        sha256.update(line)
        count += 1
        yield line
    sig = device.sign(SIGNATURE_TYPE, sha256.digest())
    yield canon({"kind": "end", "lines": count, "sig": b64(sig)}) + b"\n"


def _told(
    device: Identity,
    structure: bytes,
    server_ed: bytes,
    chains: Iterable[Chain],
    heads: Iterable[Head],
    *,
    at: int,
) -> Iterator[dict[str, object]]:
    yield {
        "kind": "journal",
        "v": VERSION,
        "at": at,
        "device": device.id.hex(),
        "device_ed": b64(device.ed_public),
        "server_ed": b64(server_ed),
        "structure": structure.hex(),
    }
    for chain in chains:
        if not chain.entries:
            continue
        first, last = chain.entries[0], chain.entries[-1]
        yield {
            "kind": "chain",
            "before": chain.before.hex(),
            "chain": chain.name,
            "count": len(chain.entries),
            "first": first.seq,
        }
        for entry in chain.entries:
            yield {"kind": "entry", "entry": entry.fields, "h": entry.h.hex(), "seq": entry.seq}
        end = {
            "device": device.id.hex(),
            "chain": chain.name,
            "seq": last.seq,
            "h": last.h.hex(),
            "entries": [],
        }
        statement = make("log", end, signers=(device,), at=at)
        yield {"kind": "signed", "statement": b64(statement.wire)}
        if chain.proof is not None:
            yield {"kind": "proof", **chain.proof.as_json()}
    for head in heads:
        yield {
            "kind": "head",
            "at": head.at,
            "refused": head.is_refused,
            "root": head.root.hex(),
            "sig": b64(head.sig),
            "size": head.size,
        }


def verify_export(
    untrusted_lines: Iterable[bytes],
    *,
    given: Collection[bytes] = (),
    pinned: Collection[bytes] = (),
    needs_all: bool = True,
) -> Proved:
    """Check an export and return what it proves to somebody who knows some keys.

    `given` are fingerprints that a person typed and each must be a key of this file; `pinned`
    are those this machine knows. Raises IntegrityFailure: "journal.export_unreadable",
    "journal.export_changed" (line and check), "journal.export_other_key" when no known key
    signs, "journal.export_unproved" when the known one does not reach the last line, which
    only matters where it `needs_all`.
    """
    reader = _Reader(untrusted_lines)
    head = _Header.read(reader)
    chains: list[ProvedChain] = []
    heads: list[Head] = []
    fields = reader.next()
    while fields.get("kind") == "chain":
        chain, fields = _read_chain(reader, head, fields)
        if chain.name in {each.name for each in chains}:
            raise reader.changed(Check.ORDER)
        chains.append(chain)
    while fields.get("kind") == "head":
        heads += _read_head(reader, head, fields)
        fields = reader.next()
    _read_end(reader, head, fields)
    proved = _known(head, tuple(chains), tuple(heads), set(given), set(pinned))
    if needs_all and not proved.is_device_known:
        for chain in chains:
            if chain.kept < chain.last:
                raise IntegrityFailure("journal.export_unproved", chain=chain.name, seq=chain.kept)
    return proved


@dataclass(frozen=True, slots=True)
class _Header:
    at: int
    device: bytes
    device_ed: bytes
    server_ed: bytes

    @classmethod
    def read(cls, reader: _Reader) -> _Header:
        match reader.next():
            case {
                "kind": "journal",
                "v": 1,
                "at": int(at),
                "device": str(device),
                "device_ed": str(device_ed),
                "server_ed": str(server_ed),
                "structure": str(structure),
                **rest,
            } if not rest:
                with reader.reading():
                    _hex(structure, ID_BYTES)
                    return cls(
                        at,
                        _hex(device, ID_BYTES),
                        _b64(device_ed, KEY_BYTES),
                        _b64(server_ed, KEY_BYTES),
                    )
            case _:
                raise reader.unreadable()


class _Reader:
    """Reads line by line, knows where it stands, and what a failure is called."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self.number = 0
        self._sha256 = hashlib.sha256()
        self.read_sha256 = b""
        """Over every line before the one read last."""

    def next(self) -> dict[str, Any]:
        """Return the fields of the next line. Raises when there is none, or none of ours."""
        line = next(self._lines, b"")
        self.number += 1
        if not line.endswith(b"\n"):
            raise self.changed(Check.END) if self.number > 1 else self.unreadable()
        self.read_sha256 = self._sha256.digest()
        self._sha256.update(line)
        if len(line) > LINE_MAX_BYTES:
            raise self.unreadable()
        try:
            return parse_canon(line[:-1])
        except IntegrityFailure as error:
            raise self.unreadable() from error

    @property
    def is_over(self) -> bool:
        """True when nothing follows."""
        return next(self._lines, None) is None

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Turn what is wrong with a value into a line that cannot be read."""
        try:
            yield
        except (ValueError, TypeError, CannotOpen) as error:
            raise self.unreadable() from error

    @contextmanager
    def checking(self, check: Check) -> Iterator[None]:
        """Turn what does not hold into a change found by `check`."""
        try:
            yield
        except (IntegrityFailure, ValueError) as error:  # a number that no signature is over
            raise self.changed(check) from error

    def unreadable(self) -> IntegrityFailure:
        return IntegrityFailure("journal.export_unreadable", line=self.number)

    def changed(self, check: Check) -> IntegrityFailure:
        return IntegrityFailure("journal.export_changed", line=self.number, check=check.value)


def _read_chain(
    reader: _Reader, head: _Header, fields: Mapping[str, Any]
) -> tuple[ProvedChain, dict[str, Any]]:
    """Check one chain from its first line on; return it and the line after it."""
    match fields:
        case {
            "kind": "chain",
            "before": str(before),
            "chain": str(name),
            "count": int(count),
            "first": int(first),
            **rest,
        } if not rest and count > 0:
            with reader.reading():
                h = _hex(before, HASH_BYTES)
        case _:
            raise reader.unreadable()
    times: list[int] = []
    entry: ChainEntry | None = None
    seen: dict[int, ChainEntry] = {}
    for seq in range(first, first + count):
        entry = _read_entry(reader, seq, h)
        h = entry.h
        seen[seq] = entry
        times.append(_time(entry))
    if entry is None:
        raise reader.unreadable()
    _read_signature(reader, head, name, entry)
    following = reader.next()
    kept, kept_at = 0, 0
    if following.get("kind") == "proof":
        kept, kept_at = _read_proof(reader, head, name, seen, following)
        following = reader.next()
    proved = ProvedChain(name, first, entry.seq, min(times), max(times), kept, kept_at)
    return proved, following


def _read_entry(reader: _Reader, seq: int, before: bytes) -> ChainEntry:
    match reader.next():
        case {"kind": "entry", "entry": dict(fields), "h": str(h), "seq": int(found), **rest} if (
            not rest
        ):
            with reader.reading():
                told = _hex(h, HASH_BYTES)
        case {"kind": str()}:
            raise reader.changed(Check.ORDER)
        case _:
            raise reader.unreadable()
    if found != seq:
        raise reader.changed(Check.ORDER)
    if log_hash(before, fields) != told:
        raise reader.changed(Check.CHAIN)
    return ChainEntry(seq, canon(fields), told)


def _read_signature(reader: _Reader, head: _Header, name: str, last: ChainEntry) -> None:
    """Check that the post signed the chain's end: its number and its hash."""
    match reader.next():
        case {"kind": "signed", "statement": str(wire), **rest} if not rest:
            with reader.reading():
                statement = parse(unb64(wire))
        case {"kind": str()}:
            raise reader.changed(Check.ORDER)
        case _:
            raise reader.unreadable()
    if statement.type != "log":
        raise reader.unreadable()
    with reader.checking(Check.POST_SIGNATURE):
        verify(statement, (head.device_ed,))
    said = (statement.id("device"), statement.text("chain"), statement.number("seq"))
    if said != (head.device, name, last.seq) or bytes.fromhex(statement.text("h")) != last.h:
        raise reader.changed(Check.POST_SIGNATURE)


def _read_proof(
    reader: _Reader,
    head: _Header,
    name: str,
    seen: Mapping[int, ChainEntry],
    fields: Mapping[str, Any],
) -> tuple[int, int]:
    """Check that the server's signed tree has an entry of the chain; return (entry, when)."""
    with reader.reading():
        proof = ServerProof.read({key: each for key, each in fields.items() if key != "kind"})
    with reader.checking(Check.SERVER_SIGNATURE):
        verify_checkpoint(head.server_ed, proof.size, proof.root, proof.at, proof.sig)
    entry = seen.get(proof.seq)
    if entry is None:
        raise reader.changed(Check.SERVER_PROOF)
    leaf = leaf_fields(head.device, name, entry.seq, entry.fields, entry.h)
    with reader.checking(Check.SERVER_PROOF):
        verify_inclusion(leaf_hash(canon(leaf)), proof.place, proof.size, proof.root, proof.proof)
    return proof.seq, proof.at


def _read_head(reader: _Reader, head: _Header, fields: Mapping[str, Any]) -> list[Head]:
    """Return a head that the server signed; a refused one may be none of its own."""
    match fields:
        case {
            "kind": "head",
            "at": int(at),
            "refused": bool(is_refused),
            "root": str(root),
            "sig": str(sig),
            "size": int(size),
            **rest,
        } if not rest:
            with reader.reading():
                told = Head(
                    size, _hex(root, HASH_BYTES), at, _b64(sig, SIGNATURE_BYTES), is_refused
                )
        case _:
            raise reader.unreadable()
    try:
        verify_checkpoint(head.server_ed, told.size, told.root, told.at, told.sig)
    except (CannotOpen, ValueError) as error:
        if is_refused:
            return []  # that is why it was refused
        raise reader.changed(Check.SERVER_SIGNATURE) from error
    return [told]


def _read_end(reader: _Reader, head: _Header, fields: Mapping[str, Any]) -> None:
    match fields:
        case {"kind": "end", "lines": int(lines), "sig": str(sig), **rest} if not rest:
            with reader.reading():
                signature = _b64(sig, SIGNATURE_BYTES)
        case {"kind": str()}:
            raise reader.changed(Check.ORDER)
        case _:
            raise reader.unreadable()
    if lines != reader.number - 1:
        raise reader.changed(Check.END)
    with reader.checking(Check.POST_SIGNATURE):
        verify_signature(head.device_ed, SIGNATURE_TYPE, reader.read_sha256, signature)
    if not reader.is_over:
        reader.number += 1
        raise reader.changed(Check.END)


def _known(
    head: _Header,
    chains: tuple[ProvedChain, ...],
    heads: tuple[Head, ...],
    given: set[bytes],
    pinned: set[bytes],
) -> Proved:
    """Weigh what holds by the keys somebody knows."""
    device, server = fingerprint(head.device_ed), fingerprint(head.server_ed)
    if not given <= {device, server} or not (given | pinned) & {device, server}:
        raise IntegrityFailure("journal.export_other_key")
    known = given | pinned
    return Proved(
        device=head.device,
        at=head.at,
        device_ed=head.device_ed,
        server_ed=head.server_ed,
        is_device_known=device in known,
        is_server_known=server in known,
        chains=chains,
        heads=heads,
    )


def _time(entry: ChainEntry) -> int:
    at = entry.fields.get("at")
    return at if isinstance(at, int) else 0


def _hex(text: str, size: int) -> bytes:
    found = bytes.fromhex(text)
    if len(found) != size or found.hex() != text:
        raise ValueError("not so many bytes in hex")
    return found


def _b64(text: str, size: int) -> bytes:
    found = unb64(text)
    if len(found) != size:
        raise ValueError("not so many bytes")
    return found
