"""The journal's tree against RFC 6962, against another implementation, and against forgers."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from kiosk.errors import IntegrityFailure
from kiosk.journal import tree as t
from kiosk.messages import all_messages

SIZES = st.integers(1, 70)


class Kept:
    """A tree in memory, kept as its owner keeps it: full subtrees only."""

    def __init__(self, entries) -> None:
        self.held: dict[tuple[int, int], bytes] = {}
        self.asked = 0
        for size, entry in enumerate(entries):
            for level, index, value in t.append(self, size, t.leaf_hash(entry)):
                assert (level, index) not in self.held
                self.held[level, index] = value

    def subtree(self, level: int, index: int) -> bytes:
        self.asked += 1
        return self.held[level, index]


def entries(count: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(count)]


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + plain_root(leaves[:k]) + plain_root(leaves[k:])).digest()


def test_eight_entries_have_the_published_roots():
    """The inputs and roots that Certificate Transparency's own tests use."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    inputs.append("606162636465666768696a6b6c6d6e6f")
    kept = Kept([bytes.fromhex(each) for each in inputs])
    assert (
        t.root(kept, 8).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )
    assert t.root(kept, 0).hex() == hashlib.sha256(b"").hexdigest()


@given(SIZES)
def test_the_root_is_the_one_of_the_rfc_and_of_another_implementation(size):
    kept = Kept(entries(size))
    assert t.root(kept, size) == plain_root(entries(size))
    other = InmemoryTree(algorithm="sha256")
    for entry in entries(size):
        other.append_entry(entry)
    assert t.root(kept, size) == other.get_root()


@given(SIZES, st.data())
def test_every_entry_is_proved_under_every_head_that_holds_it(size, data):
    kept = Kept(entries(70))
    index = data.draw(st.integers(0, size - 1))
    proof = t.inclusion_proof(kept, index, size)
    leaf = t.leaf_hash(entries(size)[index])
    t.check_inclusion(leaf, index, size=size, root=t.root(kept, size), proof=proof)
    for wrong_leaf, wrong_index, wrong_size in (
        (t.leaf_hash(b"another"), index, size),
        (leaf, index + 1, size),
        (leaf, -1, size),
    ):
        with pytest.raises(IntegrityFailure):
            t.check_inclusion(
                wrong_leaf, wrong_index, size=wrong_size, root=t.root(kept, size), proof=proof
            )


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_later_head_follows_an_earlier_one(first, second):
    before, after = sorted((first, second))
    kept = Kept(entries(70))
    proof = t.consistency_proof(kept, before, after)
    t.check_consistency((before, t.root(kept, before)), (after, t.root(kept, after)), proof)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_a_head_over_changed_entries_is_refused_whatever_is_shown(first, second, data):
    """An entry that the post has seen was changed: no proof the server can make will do."""
    before, after = sorted((first, second))
    told = entries(after)
    honest = Kept(told)
    told[data.draw(st.integers(0, before - 1))] = b"changed afterwards"
    forged = Kept(told)
    for tree in (honest, forged):
        proof = t.consistency_proof(tree, before, after)
        with pytest.raises(IntegrityFailure):
            t.check_consistency(
                (before, t.root(honest, before)), (after, t.root(forged, after)), proof
            )


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_a_proof_changed_anywhere_proves_nothing(first, second, data):
    before, after = sorted((first, second))
    kept = Kept(entries(after))
    proof = t.consistency_proof(kept, before, after)
    change = data.draw(st.sampled_from(["flip", "drop", "add", "short"]))
    place = data.draw(st.integers(0, len(proof)))
    if change == "add":
        proof.insert(place, bytes(32))
    elif not proof:
        return
    else:
        place = min(place, len(proof) - 1)
        match change:
            case "flip":
                proof[place] = bytes([proof[place][0] ^ 1]) + proof[place][1:]
            case "drop":
                del proof[place]
            case "short":
                proof[place] = proof[place][:31]
    with pytest.raises(IntegrityFailure):
        t.check_consistency((before, t.root(kept, before)), (after, t.root(kept, after)), proof)


def test_a_tree_that_shrank_or_split_is_refused():
    kept = Kept(entries(20))
    with pytest.raises(IntegrityFailure):
        t.check_consistency((20, t.root(kept, 20)), (19, t.root(kept, 19)), [])
    with pytest.raises(IntegrityFailure):
        t.check_consistency((20, t.root(kept, 20)), (20, t.root(kept, 19)), [])
    with pytest.raises(IntegrityFailure):
        t.check_consistency((0, bytes(32)), (20, t.root(kept, 20)), [])
    with pytest.raises(ValueError, match="shrink"):
        t.consistency_proof(kept, 20, 19)
    with pytest.raises(ValueError, match="not in this tree"):
        t.inclusion_proof(kept, 20, 20)


def test_a_proof_over_a_million_entries_asks_for_few_hashes():
    class Endless(Kept):
        def subtree(self, level: int, index: int) -> bytes:
            self.asked += 1
            return hashlib.sha256(b"%d %d" % (level, index)).digest()

    tree = Endless([])
    t.consistency_proof(tree, 654_321, 1_000_000)
    t.inclusion_proof(tree, 654_321, 1_000_000)
    t.root(tree, 1_000_000)
    assert tree.asked < 200


def test_a_broken_tree_has_its_words():
    assert t.BROKEN in all_messages()
