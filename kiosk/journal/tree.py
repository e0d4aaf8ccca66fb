"""A Merkle tree over journal entries, and proofs about it (RFC 6962 section 2.1, RFC 9162).

Pure functions over hashes. Whoever keeps the tree keeps the hash of every full subtree
(`subtree_at` says which appear with a new leaf) and answers by `Subtrees`; whoever checks
needs only a proof and two heads. A head is (size, root); that of nothing is SHA-256("").

`inclusion_proof` and `consistency_proof` ask for O(log n) subtrees each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from kiosk.errors import IntegrityFailure

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Subtrees",
    "append",
    "check_consistency",
    "check_inclusion",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "root",
]

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()
BROKEN = "journal.tree_broken"


class Subtrees(Protocol):
    """The hashes of full subtrees: `level` 0 are leaves, `index` counts them from the left."""

    def subtree(self, level: int, index: int) -> bytes: ...


def leaf_hash(entry: bytes) -> bytes:
    """Return the leaf of an entry: its hash with a prefix no inner node has."""
    return hashlib.sha256(b"\0" + entry).digest()


def append(tree: Subtrees, size: int, leaf: bytes) -> list[tuple[int, int, bytes]]:
    """Return the full subtrees (level, index, hash) that appear when `leaf` follows `size` others.

    The first is the leaf itself. The caller keeps all of them in one transaction.
    """
    made = [(0, size, leaf)]
    level, index, value = 0, size, leaf
    while index & 1:
        value = _node(tree.subtree(level, index - 1), value)
        level, index = level + 1, index >> 1
        made.append((level, index, value))
    return made


def root(tree: Subtrees, size: int) -> bytes:
    """Return the root over the first `size` leaves."""
    return EMPTY_ROOT if size == 0 else _range(tree, 0, size)


def inclusion_proof(tree: Subtrees, index: int, size: int) -> list[bytes]:
    """Return what proves that leaf `index` is among the first `size` (RFC 6962 2.1.1).

    Raises ValueError for an index that is not.
    """
    if not 0 <= index < size:
        raise ValueError("the leaf is not in this tree")
    return list(_path(tree, index, 0, size))


def consistency_proof(tree: Subtrees, before: int, size: int) -> list[bytes]:
    """Return what proves that the first `before` leaves are unchanged in `size` (2.1.2).

    Empty for nothing, and for the same size. Raises ValueError when the tree is smaller.
    """
    if not 0 <= before <= size:
        raise ValueError("a tree does not shrink")
    if before in {0, size}:
        return []
    return list(_subproof(tree, before, 0, size, is_whole=True))


def check_inclusion(
    leaf: bytes, index: int, *, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise IntegrityFailure unless `leaf` is number `index` under this head (RFC 9162 2.1.3.2)."""
    _check_hashes([leaf, root, *proof])
    if not 0 <= index < size:
        raise IntegrityFailure(BROKEN)
    value, node, last = leaf, index, size - 1
    for each in proof:
        if last == 0:
            raise IntegrityFailure(BROKEN)
        if node & 1 or node == last:
            value = _node(each, value)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            value = _node(value, each)
        node, last = node >> 1, last >> 1
    if last != 0 or value != root:
        raise IntegrityFailure(BROKEN)


def check_consistency(
    before: tuple[int, bytes], after: tuple[int, bytes], proof: Sequence[bytes]
) -> None:
    """Raise IntegrityFailure unless head `after` only adds to head `before` (RFC 9162 2.1.4.2).

    Heads are (size, root). From nothing everything follows, and a head follows itself; in
    both cases the proof is empty.
    """
    (size, old_root), (new_size, new_root) = before, after
    _check_hashes([old_root, new_root, *proof])
    if size > new_size or (size == 0 and old_root != EMPTY_ROOT):
        raise IntegrityFailure(BROKEN)
    if size in {0, new_size}:
        if proof or (size == new_size and old_root != new_root):
            raise IntegrityFailure(BROKEN)
        return
    # The old root stands itself in the new tree when its size is a power of two.
    path = [old_root, *proof] if size & (size - 1) == 0 else list(proof)
    if not path:
        raise IntegrityFailure(BROKEN)
    node, last = size - 1, new_size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            raise IntegrityFailure(BROKEN)
        if node & 1 or node == last:
            old, new = _node(each, old), _node(each, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = _node(new, each)
        node, last = node >> 1, last >> 1
    if last != 0 or old != old_root or new != new_root:
        raise IntegrityFailure(BROKEN)


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def _split(count: int) -> int:
    """Return the largest power of two smaller than `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _range(tree: Subtrees, start: int, end: int) -> bytes:
    """Return the hash over leaves [start, end), where `start` is a multiple of a full subtree."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return tree.subtree(level, start >> level)
    middle = start + _split(count)
    return _node(_range(tree, start, middle), _range(tree, middle, end))


def _path(tree: Subtrees, index: int, start: int, end: int) -> Iterator[bytes]:
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if index < middle:
        yield from _path(tree, index, start, middle)
        yield _range(tree, middle, end)
    else:
        yield from _path(tree, index, middle, end)
        yield _range(tree, start, middle)


def _subproof(
    tree: Subtrees, before: int, start: int, end: int, *, is_whole: bool
) -> Iterator[bytes]:
    """Prove [start, before) within [start, end); `is_whole`: the checker knows its hash."""
    if before == end:
        if not is_whole:
            yield _range(tree, start, end)
        return
    middle = start + _split(end - start)
    if before <= middle:
        yield from _subproof(tree, before, start, middle, is_whole=is_whole)
        yield _range(tree, middle, end)
    else:
        yield from _subproof(tree, before, middle, end, is_whole=False)
        yield _range(tree, start, middle)


def _check_hashes(untrusted: Sequence[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in untrusted):
        raise IntegrityFailure(BROKEN)
