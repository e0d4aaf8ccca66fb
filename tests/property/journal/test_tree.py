"""The journal's tree proves what is so, and nothing else (RFC 9162 section 2.1; TRC-01, DER-10).

`pymerkle` is an independent implementation of the same hashing and proofs.
"""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from kiosk.errors import IntegrityFailure
from kiosk.journal.tree import (
    EMPTY_ROOT,
    consistency_proof,
    grown,
    inclusion_proof,
    leaf_hash,
    tree_root,
    verify_consistency,
    verify_inclusion,
)

MANY = 70


class Kept:
    """Full nodes in memory; refuses to change one."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.size = 0
        self.reads = 0

    def read(self, level: int, index: int) -> bytes:
        self.reads += 1
        return self.nodes[level, index]

    def append(self, leaves: list[bytes]) -> None:
        for node in grown(self.read, self.size, [leaf_hash(each) for each in leaves]):
            assert (node.level, node.index) not in self.nodes
            self.nodes[node.level, node.index] = node.hash
        self.size += len(leaves)


def leaf(number: int) -> bytes:
    return b"entry %d" % number


def tree_of(size: int) -> Kept:
    kept = Kept()
    kept.append([leaf(n) for n in range(size)])
    return kept


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1 as it is written."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


@given(batches=st.lists(st.integers(0, 20), max_size=8))
def test_however_it_grew_the_root_is_the_one_the_rfc_defines(batches):
    kept, leaves = Kept(), []
    for count in batches:
        new = [leaf(len(leaves) + n) for n in range(count)]
        kept.append(new)
        leaves += new
        assert tree_root(kept.read, kept.size) == plain_root(leaves)


def test_no_entries_have_a_root_too():
    assert tree_root(Kept().read, 0) == EMPTY_ROOT == plain_root([])


@given(data=st.data(), size=st.integers(1, MANY))
def test_every_entry_is_proved_in_its_place_and_in_no_other(data, size):
    kept = tree_of(size)
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(kept.read, index, size), tree_root(kept.read, size)
    verify_inclusion(leaf_hash(leaf(index)), index, size, root, proof)
    elsewhere = data.draw(st.integers(-1, size + 1).filter(lambda n: n != index))
    with pytest.raises(IntegrityFailure):
        verify_inclusion(leaf_hash(leaf(index)), elsewhere, size, root, proof)
    with pytest.raises(IntegrityFailure):
        verify_inclusion(leaf_hash(b"another"), index, size, root, proof)


@given(data=st.data(), size=st.integers(2, MANY))
def test_a_proof_with_a_hash_changed_added_or_left_out_proves_nothing(data, size):
    kept = tree_of(size)
    old = data.draw(st.integers(1, size - 1))
    proof = consistency_proof(kept.read, old, size)
    before, after = tree_root(kept.read, old), tree_root(kept.read, size)
    place = data.draw(st.integers(0, len(proof) - 1))
    bent = [each if n != place else bytes(32) for n, each in enumerate(proof)]
    for wrong in (bent, [*proof, bytes(32)], proof[:-1], proof[1:], [p[:31] for p in proof]):
        with pytest.raises(IntegrityFailure, match="tree_forked"):
            verify_consistency(old, before, size, after, wrong)


@given(data=st.data(), size=st.integers(0, MANY))
def test_a_tree_that_grew_proves_that_it_kept_what_was_there(data, size):
    kept = tree_of(size)
    old = data.draw(st.integers(0, size))
    before, after = tree_root(kept.read, old), tree_root(kept.read, size)
    proof = consistency_proof(kept.read, old, size)
    verify_consistency(old, before, size, after, proof)


@given(data=st.data(), size=st.integers(1, MANY))
def test_a_tree_with_one_old_entry_changed_cannot_prove_it_continues(data, size):
    honest, old = tree_of(size), data.draw(st.integers(1, size))
    changed = data.draw(st.integers(0, old - 1))
    forked = Kept()
    forked.append([leaf(n) if n != changed else b"other" for n in range(size)])
    with pytest.raises(IntegrityFailure, match="tree_forked"):
        verify_consistency(
            old,
            tree_root(honest.read, old),
            size,
            tree_root(forked.read, size),
            consistency_proof(forked.read, old, size),
        )


def test_a_shorter_tree_is_told_from_a_forked_one():
    kept = tree_of(9)
    with pytest.raises(IntegrityFailure, match="tree_shorter"):
        verify_consistency(9, tree_root(kept.read, 9), 8, tree_root(kept.read, 8), [])


@given(data=st.data(), size=st.integers(1, MANY))
def test_an_independent_implementation_finds_the_same_roots_and_proofs(data, size):
    kept, theirs = tree_of(size), InmemoryTree(algorithm="sha256")
    for n in range(size):
        theirs.append_entry(leaf(n))
    assert theirs.get_root() == tree_root(kept.read, size)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    path = [bytes.fromhex(h) for h in theirs.prove_inclusion(index + 1).serialize()["path"]]
    assert path[1:] == inclusion_proof(kept.read, index, size)
    assert theirs.get_root(old) == tree_root(kept.read, old)


def test_growing_by_one_and_proving_read_no_more_than_the_height():
    kept = tree_of(1000)
    for act in (
        lambda: kept.append([b"one more"]),
        lambda: tree_root(kept.read, 1001),
    ):
        kept.reads = 0
        act()
        assert kept.reads <= 11
    kept.reads = 0
    assert len(consistency_proof(kept.read, 700, 1001)) <= 11
    assert kept.reads <= 11 * 11
