"""Against the published vectors, against the recursive definition, and against whoever would forge a proof."""

import hashlib
import json
import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.kernel.merkle import (
    EMPTY_ROOT,
    Frontier,
    Subtree,
    consistency_proof,
    consistent,
    included,
    inclusion_proof,
    leaf_hash,
    peaks,
)

PUBLISHED = json.loads((Path(__file__).parents[2] / "data" / "merkle_vectors.json").read_text())
SIZE = 1500


class Grown:
    """A tree appended to leaf by leaf; it keeps, as the journal does, what every entry completes."""

    def __init__(self, leaves):
        frontier = Frontier()
        self.leaves = leaves
        self.kept = []
        self.roots = [frontier.root]
        for leaf in leaves:
            frontier, nodes = frontier.append(leaf)
            self.kept.append(nodes)
            self.roots.append(frontier.root)
        self.frontier = frontier

    def __getitem__(self, subtree):
        return self.kept[subtree.entry][subtree.level]


@cache
def grown():
    return Grown([str(number).encode() for number in range(SIZE)])


def by_definition(leaves):
    """MTH of RFC 9162 §2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    split = max(1 << power for power in range(20) if 1 << power < len(leaves))
    return hashlib.sha256(b"\1" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


@pytest.fixture(scope="module")
def published():
    return Grown([bytes.fromhex(leaf) for leaf in PUBLISHED["leaves"]])


def test_published_roots(published):
    assert [root.hex() for root in published.roots] == PUBLISHED["roots"]


@pytest.mark.parametrize("vector", PUBLISHED["inclusion"])
def test_published_inclusion_proofs(published, vector):
    index, size = vector["index"], vector["size"]
    proof = inclusion_proof(index, size).read(published)
    assert [each.hex() for each in proof] == vector["proof"]
    assert included(leaf_hash(published.leaves[index]), index, size, proof, published.roots[size])


@pytest.mark.parametrize("vector", PUBLISHED["consistency"])
def test_published_consistency_proofs(published, vector):
    first, second = vector["first"], vector["second"]
    proof = consistency_proof(first, second).read(published)
    assert [each.hex() for each in proof] == vector["proof"]
    assert consistent(first, second, published.roots[first], published.roots[second], proof)


def test_every_root_is_that_of_the_definition():
    tree = grown()
    for size in (*range(70), 127, 128, 129, 1000, SIZE):
        assert tree.roots[size] == by_definition(tree.leaves[:size])


def test_a_frontier_goes_on_from_what_the_entries_keep():
    tree = grown()
    for size in range(SIZE):
        read = Frontier(size, tuple(tree[peak] for peak in peaks(size)))
        assert read.append(tree.leaves[size])[0].root == tree.roots[size + 1]


def test_an_entry_keeps_the_subtrees_that_it_completes():
    assert [len(nodes) for nodes in grown().kept[:8]] == [1, 2, 1, 3, 1, 2, 1, 4]
    assert Subtree(2, 0).entry == 3
    assert Subtree(0, 5).entry == 5


def test_every_inclusion_proof_of_small_trees():
    tree = grown()
    for size in range(1, 66):
        for index in range(size):
            proof = inclusion_proof(index, size).read(tree)
            assert included(tree.kept[index][0], index, size, proof, tree.roots[size])


def test_ten_thousand_random_consistency_proofs():
    tree = grown()
    chance = random.Random(20261122)
    for _ in range(10_000):
        second = chance.randint(1, SIZE)
        first = chance.randint(1, second)
        proof = consistency_proof(first, second).read(tree)
        assert len(proof) <= second.bit_length() + 1
        assert consistent(first, second, tree.roots[first], tree.roots[second], proof)


@given(st.data())
def test_no_altered_proof_is_accepted(data):
    tree = grown()
    second = data.draw(st.integers(2, SIZE), "second")
    first = data.draw(st.integers(1, second - 1), "first")
    proof = list(consistency_proof(first, second).read(tree))
    old, new = tree.roots[first], tree.roots[second]
    place = data.draw(st.integers(0, len(proof) - 1), "place")
    wrong = bytes([proof[place][0] ^ 1]) + proof[place][1:]
    assert not consistent(first, second, old, new, [*proof[:place], wrong, *proof[place + 1 :]])
    assert not consistent(first, second, old, new, proof[:place] + proof[place + 1 :])
    assert not consistent(first, second, old, new, [*proof, new])
    assert not consistent(first, second, new, old, proof)

    path = list(inclusion_proof(first, second).read(tree))
    leaf = tree.kept[first][0]
    place = data.draw(st.integers(0, len(path) - 1), "step")
    wrong = bytes([path[place][0] ^ 1]) + path[place][1:]
    assert not included(leaf, first, second, [*path[:place], wrong, *path[place + 1 :]], new)
    assert not included(leaf, first, second, path[:-1], new)
    assert not included(leaf, first, second, [*path, new], new)
    assert not included(leaf, first - 1, second, path, new)
    assert not included(new, first, second, path, new)


def test_an_old_log_that_was_changed_has_no_proof():
    honest = grown()
    forged = Grown([*honest.leaves[:40], b"changed", *honest.leaves[41:100]])
    proof = consistency_proof(64, 100).read(forged)
    assert not consistent(64, 100, honest.roots[64], forged.roots[100], proof)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_no_inclusion_proof_outside_the_tree(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_proof(index, size)
    assert not included(b"", index, size, (), b"")


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 1)])
def test_no_consistency_proof_backwards_or_from_nothing(first, second):
    with pytest.raises(ValueError, match="no proof"):
        consistency_proof(first, second)
    assert not consistent(first, second, EMPTY_ROOT, EMPTY_ROOT, ())
    assert not consistent(first, second, EMPTY_ROOT, EMPTY_ROOT, (EMPTY_ROOT,))


def test_a_tree_is_consistent_with_itself_only():
    assert consistent(5, 5, b"root", b"root", ())
    assert not consistent(5, 5, b"root", b"other", ())
    assert not consistent(5, 5, b"root", b"root", (b"more",))
    assert not consistent(3, 5, b"root", b"root", ())
