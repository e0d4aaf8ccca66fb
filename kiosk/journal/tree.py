"""The server's journal as a Merkle tree: what one sees of it holds for all of it (RFC 9162).

Hashing, inclusion and consistency proofs of RFC 6962 section 2.1, which RFC 9162 section 2.1
keeps unchanged. Only nodes over a full power of two of leaves are kept, each once and for
ever: `read(level, index)` gives the node over leaves `index << level` to
`(index + 1) << level`, so that any proof costs O(log n) reads whatever the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk.errors import IntegrityFailure

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Node",
    "Read",
    "consistency_proof",
    "grown",
    "inclusion_proof",
    "joined",
    "leaf_hash",
    "tree_root",
    "verify_consistency",
    "verify_inclusion",
]

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()
"""The root of no leaves."""

Read = Callable[[int, int], bytes]
"""Gives the hash of a full node by (level, index). Raises for one that is not kept."""


@dataclass(frozen=True, slots=True)
class Node:
    """A full node: never changes once its last leaf is there."""

    level: int
    index: int
    hash: bytes


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of one entry; the first byte tells leaves from nodes."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def joined(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node over two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def grown(read: Read, size: int, leaves: Sequence[bytes]) -> list[Node]:
    """Return the full nodes that come with leaf hashes `leaves` after the first `size`.

    About two nodes a leaf, and at most one read a level.
    """
    found: list[Node] = []
    level, first, hashes = 0, size, list(leaves)
    while hashes:
        found += [Node(level, first + place, each) for place, each in enumerate(hashes)]
        if first % 2:  # its left neighbour was complete before
            hashes.insert(0, read(level, first - 1))
            first -= 1
        hashes = [
            joined(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=False)
        ]
        level, first = level + 1, first // 2
    return found


def tree_root(read: Read, size: int) -> bytes:
    """Return the root over the first `size` leaves."""
    return _range(read, 0, size) if size else EMPTY_ROOT


def inclusion_proof(read: Read, index: int, size: int) -> list[bytes]:
    """Return the proof that leaf `index` is among the first `size` (RFC 9162 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("the leaf lies outside of the tree")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_range(read, middle, end))
            end = middle
        else:
            proof.append(_range(read, start, middle))
            start = middle
    return proof[::-1]


def consistency_proof(read: Read, old: int, size: int) -> list[bytes]:
    """Return the proof that the first `old` of `size` leaves are as they were (2.1.4.1)."""
    if not 0 <= old <= size:
        raise ValueError("the older tree is the larger one")
    if old in {0, size}:
        return []
    proof: list[bytes] = []
    start, end, is_whole = 0, size, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range(read, middle, end))
            end = middle
        else:
            proof.append(_range(read, start, middle))
            start, is_whole = middle, False
    if not is_whole:
        proof.append(_range(read, start, end))
    return proof[::-1]


def verify_inclusion(
    leaf: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that the entry of leaf hash `leaf` is number `index` of the tree (2.1.3.2).

    Raises IntegrityFailure("journal.not_in_tree").
    """
    failure = IntegrityFailure("journal.not_in_tree", entry=index)
    if not 0 <= index < size or any(len(each) != HASH_BYTES for each in proof):
        raise failure
    fn, sn, found = index, size - 1, leaf
    for each in proof:
        if sn == 0:
            raise failure
        if fn % 2 or fn == sn:
            found = joined(each, found)
            while fn and not fn % 2:
                fn, sn = fn >> 1, sn >> 1
        else:
            found = joined(found, each)
        fn, sn = fn >> 1, sn >> 1
    if sn or found != root:
        raise failure


def verify_consistency(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Check that a tree continues the one whose head was seen before (RFC 9162 2.1.4.2).

    Raises IntegrityFailure: "journal.tree_shorter" when it lost entries,
    "journal.tree_forked" when what was there is no longer the same or is not proved.
    """
    if size < old:
        raise IntegrityFailure("journal.tree_shorter", size=size, known=old)
    failure = IntegrityFailure("journal.tree_forked", size=size, known=old)
    if any(len(each) != HASH_BYTES for each in proof):
        raise failure
    if old in {0, size}:
        expected = EMPTY_ROOT if old == 0 else root
        if proof or old_root != expected:
            raise failure
        return
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        raise failure
    fn, sn = old - 1, size - 1
    while fn % 2:
        fn, sn = fn >> 1, sn >> 1
    before = after = path[0]
    for each in path[1:]:
        if sn == 0:
            raise failure
        if fn % 2 or fn == sn:
            before, after = joined(each, before), joined(each, after)
            while fn and not fn % 2:
                fn, sn = fn >> 1, sn >> 1
        else:
            after = joined(after, each)
        fn, sn = fn >> 1, sn >> 1
    if sn or before != old_root or after != root:
        raise failure


def _split(count: int) -> int:
    """Return the greatest power of two below `count`, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def _range(read: Read, start: int, end: int) -> bytes:
    """Return the hash over leaves `start` to `end`: full nodes from the left, joined."""
    peaks: list[bytes] = []
    while start < end:
        count = 1 << ((end - start).bit_length() - 1)
        peaks.append(read(count.bit_length() - 1, start // count))
        start += count
    found = peaks.pop()
    while peaks:
        found = joined(peaks.pop(), found)
    return found
