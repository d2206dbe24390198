"""Inclusion and consistency proofs: building and checking them (RFC 9162 section 2.1.3 and 2.1.4).

A proof is first planned as places of complete subtrees and then read from the node store, a list in memory or
one database query. Every check returns a boolean and trusts no given length or size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from vethanam.errors import Broken
from vethanam.ledger.hashing import HASH_BYTES, fold, node_hash

type Place = tuple[int, int]
type Plan = list[list[Place]]


def places(start: int, end: int) -> list[Place]:
    """The complete subtrees that cover leaves ``start`` up to ``end``, largest first;
    ``start`` begins a subtree.

    >>> places(0, 7)
    [(2, 0), (1, 2), (0, 6)]
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def inclusion_plan(index: int, size: int) -> Plan:
    """The places of each hash in a leaf's audit path, from its sibling to below the root."""
    if not 0 <= index < size:
        raise Broken("no_such_leaf", size=size, index=index)
    start, end, plan = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            plan.append(places(middle, end))
            end = middle
        else:
            plan.append(places(start, middle))
            start = middle
    return plan[::-1]


def consistency_plan(old: int, size: int) -> Plan:
    """The places of each hash in the proof that the tree of ``old`` leaves is a prefix of that of ``size``.

    Size 0 is refused: an empty tree is a prefix of every tree, so its proof would prove nothing.
    """
    if not 0 < old <= size:
        raise Broken("no_proof_from_size", size=size, old=old)
    start, end, plan, is_whole = 0, size, [], True
    while end != old:
        middle = start + _split(end - start)
        if old <= middle:
            plan.append(places(middle, end))
            end = middle
        else:
            plan.append(places(start, middle))
            start, is_whole = middle, False
    if not is_whole:
        plan.append(places(start, end))
    return plan[::-1]


def hashes_of(plan: Plan, node: Callable[[int, int], bytes]) -> list[bytes]:
    """The hashes of a plan, read by ``node(level, index)``."""
    return [fold([node(level, index) for level, index in parts]) for parts in plan]


def root_of_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path yields from a leaf hash at ``index``; None for a wrong length."""
    if not 0 <= index < size or not _are_hashes([leaf, *path]):
        return None
    at, last, found = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node_hash(sibling, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        at, last = at >> 1, last >> 1
    return found if last == 0 else None


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the audit path yields the root of ``size`` leaves from a leaf hash at ``index``."""
    return root_of_path(leaf, index, size, path) == root


def is_consistent(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Whether the proof shows that the first ``old`` leaves are a prefix of the tree of ``size`` leaves."""
    if not 0 < old <= size or not _are_hashes([old_root, root, *proof]):
        return False
    if old == size:
        return not proof and old_root == root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old_root and after == root


def _split(count: int) -> int:
    """The largest power of two below a count of two or more."""
    return 1 << ((count - 1).bit_length() - 1)


def _are_hashes(values: Iterable[bytes]) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
