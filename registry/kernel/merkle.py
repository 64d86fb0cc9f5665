"""The Merkle tree of RFC 9162 (§2.1; the same hashes as RFC 6962), appended to one leaf at a time. Pure.

A perfect subtree of 2^level leaves never changes once its last leaf stands. It is named by level and position, counted
from the left, and belongs to the entry of that last leaf: the entry with index i completes the subtrees of the levels
0, 1 … up to the number of factors 2 in i+1. Kept with that entry, in this order, they make a tree in which nothing is
ever written twice, and from which every root and every proof is read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Subtree:
    """A perfect subtree: the leaves from position·2^level to (position+1)·2^level - 1."""

    level: int
    position: int

    @property
    def entry(self) -> int:
        """Index of the entry that completes it and keeps its hash, as number `level` of its nodes."""
        return ((self.position + 1) << self.level) - 1


Hashes = Mapping[Subtree, bytes]


@dataclass(frozen=True, slots=True)
class Frontier:
    """What is needed to go on appending to a tree of `size` leaves: the hashes of `peaks(size)`."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    @property
    def root(self) -> bytes:
        return _joined(self.hashes)

    def append(self, leaf: bytes) -> tuple[Frontier, tuple[bytes, ...]]:
        """The frontier with one leaf more, and the nodes that its entry keeps: level 0 (the leaf's hash) upwards."""
        hashes = list(self.hashes)
        nodes = [leaf_hash(leaf)]
        for level in range(_factors_of_two(self.size + 1)):
            nodes.append(node_hash(hashes.pop(), nodes[level]))
        return Frontier(self.size + 1, (*hashes, nodes[-1])), tuple(nodes)


def peaks(size: int) -> tuple[Subtree, ...]:
    """The perfect subtrees that a tree of `size` leaves is made of, largest first."""
    return _subtrees(0, size)


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a proof is read from: its hashes in order, each the root of one stretch of perfect subtrees."""

    stretches: tuple[tuple[Subtree, ...], ...]

    @property
    def needs(self) -> frozenset[Subtree]:
        return frozenset(subtree for stretch in self.stretches for subtree in stretch)

    def read(self, hashes: Hashes) -> tuple[bytes, ...]:
        return tuple(_joined([hashes[subtree] for subtree in stretch]) for stretch in self.stretches)


def inclusion_proof(index: int, size: int) -> Proof:
    """That leaf `index` stands in the tree of `size` leaves (RFC 9162 §2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    start, end = 0, size
    path = []
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            path.append(_subtrees(middle, end))
            end = middle
        else:
            path.append(_subtrees(start, middle))
            start = middle
    return Proof(tuple(reversed(path)))


def consistency_proof(first: int, second: int) -> Proof:
    """That the tree of `first` leaves is the beginning of the tree of `second` (RFC 9162 §2.1.4.1)."""
    if not 1 <= first <= second:
        raise ValueError(f"no proof from a tree of {first} to one of {second} leaves")
    start, end = 0, second
    path = []
    while end != first:
        middle = _split(start, end)
        if first <= middle:
            path.append(_subtrees(middle, end))
            end = middle
        else:
            path.append(_subtrees(start, middle))
            start = middle
    if start:
        path.append(_subtrees(start, end))
    return Proof(tuple(reversed(path)))


def included(leaf: bytes, index: int, size: int, proof: Iterable[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf with hash `leaf` at `index` under `root` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    position, last, seen = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            seen = node_hash(each, seen)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            seen = node_hash(seen, each)
        position, last = position >> 1, last >> 1
    return last == 0 and seen == root


def consistent(first: int, second: int, first_root: bytes, second_root: bytes, proof: Iterable[bytes]) -> bool:
    """Whether `proof` shows that the tree with `second_root` begins with that of `first_root` (RFC 9162 §2.1.4.2)."""
    path = list(proof)
    if first == second:
        return first >= 1 and not path and first_root == second_root
    if not 1 <= first < second:
        return False
    if first & (first - 1) == 0:
        path.insert(0, first_root)
    if not path:
        return False
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(each, old), node_hash(each, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, each)
        position, last = position >> 1, last >> 1
    return last == 0 and old == first_root and new == second_root


def _split(start: int, end: int) -> int:
    """Where the tree over the leaves from `start` to `end` parts: its left side is the largest perfect one."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _subtrees(start: int, end: int) -> tuple[Subtree, ...]:
    """The perfect subtrees of the leaves from `start` to `end`, where `start` ends a subtree that is no smaller."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append(Subtree(level, start >> level))
        start += 1 << level
    return tuple(found)


def _joined(hashes: Iterable[bytes]) -> bytes:
    """The root over perfect subtrees, given from the largest to the smallest."""
    root = None
    for each in reversed(tuple(hashes)):
        root = each if root is None else node_hash(each, root)
    return EMPTY_ROOT if root is None else root


def _factors_of_two(number: int) -> int:
    return (number & -number).bit_length() - 1
