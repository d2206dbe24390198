"""Reads of the log: places, proofs, heads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from vethanam.errors import Broken, Unsound
from vethanam.journal import keys
from vethanam.journal.models import Check, Head, Leaf, Node, Opening, Staged
from vethanam.ledger import proofs
from vethanam.ledger.canonical import parse
from vethanam.ledger.commitments import is_salt
from vethanam.ledger.hashing import EMPTY_ROOT, fold, leaf_hash
from vethanam.ledger.heads import open_head
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.stamps import Stamp, stamp_in

# The sequencer's stamps after places of the log, and the first of all that names the log's first key.
_STAMPS = """
SELECT leaf.staged_id FROM journal_leaf AS leaf
 WHERE leaf.index IN (
   SELECT (SELECT min(stamp.index) FROM journal_stamp AS stamp WHERE stamp.index > place)
     FROM unnest(%s::bigint[]) AS place
    UNION SELECT min(stamp.index) FROM journal_stamp AS stamp WHERE stamp.anchor IS NOT NULL)
"""

_NEXT_STAMP = """
SELECT leaf.staged_id FROM journal_leaf AS leaf
 WHERE leaf.index = (SELECT min(stamp.index) FROM journal_stamp AS stamp WHERE stamp.index > %s)
"""


#: entries in memory at a time
_AT_ONCE = 5_000
#: a leaf that says nothing
NOTHING: Mapping[str, Any] = {
    "kind": "", "at": "", "logged_at": "", "commitment": None, "public": {}, "sample": False,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A signed head. ``note`` is the published text; ``at`` is real time."""

    size: int
    root: bytes
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A leaf with its index."""

    index: int
    staged: int
    leaf: bytes

    @property
    def content(self) -> Mapping[str, Any]:
        """The content of the leaf; an empty one where its bytes are no leaf."""
        return leaf_in(self.leaf) or NOTHING


@dataclass(frozen=True, slots=True)
class EntryOpening:
    """The opening of an entry's commitment, until destroyed."""

    salt: bytes
    private: Mapping[str, Any]


def latest_head() -> SignedHead | None:
    """The latest signed head; None before the first leaf."""
    return _signed(Head.objects.order_by("-pk").first())


def head_of(size: int) -> SignedHead | None:
    """The head signed at this log size, if any."""
    return _signed(Head.objects.filter(size=size).order_by("pk").first())


def first_head_over(index: int) -> SignedHead | None:
    """The first head that covers a leaf, of the log's present name; None while it waits."""
    latest = latest_head()
    if latest is None:
        return None
    origin, _, _ = latest.note.partition("\n")
    found = Head.objects.filter(note__startswith=f"{origin}\n", size__gt=index)
    return _signed(found.order_by("pk").first())


def latest_checks() -> list[Check]:
    """The latest run of ``vethanam check``, and the latest whole one."""
    rows = Check.objects.order_by("-at", "-pk")
    found = [rows.first(), rows.filter(is_whole=True).first()]
    return list({one.pk: one for one in found if one is not None}.values())


def heads(most: int) -> list[SignedHead]:
    """At most ``most`` heads of growing size, evenly spaced, with the latest: those of the log's present
    name.
    """
    latest = latest_head()
    if latest is None:
        return []
    origin, _, _ = latest.note.partition("\n")
    ours = Head.objects.filter(note__startswith=f"{origin}\n")
    sizes = list(ours.order_by("size").values_list("size", flat=True).distinct())
    step = max(1, -(-len(sizes) // most))
    chosen = sizes[::-1][::step]
    rows = ours.filter(size__in=chosen).order_by("size", "pk").distinct("size")
    return [SignedHead(row.size, bytes(row.root), row.note, row.at) for row in rows]


def position_of(staged: int) -> int | None:
    """The index of an entry's leaf; None while it waits for the sequencer."""
    return Leaf.objects.filter(staged=staged).values_list("index", flat=True).first()


def positions_of(staged: Iterable[int]) -> dict[int, int]:
    """The index of each sequenced entry, by staged id."""
    return dict(Leaf.objects.filter(staged__in=list(staged)).values_list("staged", "index"))


def leaf_content(staged: int | None) -> Mapping[str, Any]:
    """The content of a staged entry; an empty leaf where there is none, or where its bytes are no leaf.

    Checks no signed head: for pages, and for callers that prove the entry themselves.
    """
    found = Staged.objects.filter(pk=staged or 0).values_list("leaf", flat=True).first()
    return (leaf_in(bytes(found)) if found is not None else None) or NOTHING


def is_under_head(staged: int, key: VerifierKey | None = None) -> bool:
    """Whether a signed head covers an entry. Checks bytes, path and signature, and trusts no row."""
    index, head = position_of(staged), latest_head()
    if index is None or head is None or index >= head.size:
        return False
    try:
        signed = open_head(head.note, key or keys.public_key())
    except Unsound:
        return False
    leaf = bytes(Staged.objects.values_list("leaf", flat=True).get(pk=staged))
    path = inclusion_proof(index, signed.size)
    return proofs.is_included(leaf_hash(leaf), index, signed.size, path, signed.root)


def leaves_under_head(staged: Collection[int], key: VerifierKey | None = None) -> dict[int, bytes]:
    """The bytes of those entries that the latest signed head covers, by staged id."""
    return {one.staged: one.leaf for one in entries_under_head(staged, key)}


def entries_under_head(staged: Collection[int], key: VerifierKey | None = None) -> list[Entry]:
    """The entries of these staged ids that the latest head covers, in log order.

    As :func:`is_under_head` it checks bytes, path and signature of each, and reads the nodes of all paths
    together. Without a head signed by ``key`` there are none.
    """
    head = latest_head()
    if head is None or not staged:
        return []
    try:
        signed = open_head(head.note, key or keys.public_key())
    except Unsound:
        return []
    rows = Leaf.objects.filter(staged__in=list(staged), index__lt=signed.size).order_by("index")
    found = [Entry(*row[:2], bytes(row[2])) for row in rows.values_list("index", "staged", "staged__leaf")]
    paths = _paths([one.index for one in found], signed.size)
    return [
        one
        for one, path in zip(found, paths, strict=True)
        if proofs.is_included(leaf_hash(one.leaf), one.index, signed.size, path, signed.root)
    ]


def openings_of(staged: Collection[int]) -> dict[int, EntryOpening]:
    """The openings of entries that have one, by staged id."""
    found = ((row.pk, _opening(row)) for row in Opening.objects.filter(pk__in=list(staged)))
    return {staged: opening for staged, opening in found if opening is not None}


def stamps_after(places_: Iterable[int]) -> set[int]:
    """Staged ids of the sequencer's stamps that date these places of the log, the next after each, and of
    the first that names the log's first key.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STAMPS, [[*places_]])
        return {staged for (staged,) in cursor.fetchall()}


def stamp_after(staged: int, key: VerifierKey) -> tuple[Stamp | None, bool]:
    """The sequencer's next stamp after an entry, under a head of this key, and whether it closes the batch of
    the entry; None without one.
    """
    index = position_of(staged)
    if index is None:
        return None, False
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_STAMP, [index])
        rows = cursor.fetchall()
    found = entries_under_head([one for (one,) in rows], key)
    stamp = next((stamp_in(one.index, one.content, key) for one in found), None)
    return stamp, stamp is not None and stamp.opens is not None and stamp.opens <= index


def log_name() -> str:
    """The name in the latest head, which the sequencer signs; empty before the first one."""
    head = latest_head()
    return head.note.partition("\n")[0] if head is not None else ""


def inclusion_proof(index: int, size: int | None = None) -> list[bytes]:
    """The audit path of a leaf under the latest head, or under the tree of ``size`` leaves."""
    return _hashes(proofs.inclusion_plan(index, _signed_size(size)))


def consistency_proof(old: int, size: int | None = None) -> list[bytes]:
    """The proof that the first ``old`` leaves are a prefix of the tree under the latest head,
    or of ``size`` leaves.
    """
    return _hashes(proofs.consistency_plan(old, _signed_size(size)))


def root_at(size: int) -> bytes:
    """The root of the first ``size`` leaves, from the stored nodes; at most as many as
    the latest head covers.
    """
    if size == 0:
        return EMPTY_ROOT
    return fold(_hashes([[place] for place in proofs.places(0, _signed_size(size))]))


def entry(index: int) -> Entry | None:
    """The leaf at an index."""
    return next(entries(index, index + 1), None)


def entries(start: int, end: int) -> Iterator[Entry]:
    """The leaves from ``start`` up to ``end``, in order."""
    found = Leaf.objects.filter(index__gte=start, index__lt=end).order_by("index")
    rows = found.values_list("index", "staged", "staged__leaf")
    # a cursor on the server costs three statements more
    for index, staged, leaf in rows if end - start <= _AT_ONCE else rows.iterator(chunk_size=_AT_ONCE):
        yield Entry(index, staged, bytes(leaf))


def proven_at(indexes: Collection[int], size: int) -> dict[int, tuple[Entry, list[bytes]]]:
    """The leaves at some indexes below ``size``, each with its audit path under the tree of ``size`` leaves.

    The nodes of all paths are read together. An index without a leaf is left out.
    """
    rows = Leaf.objects.filter(index__in=list(indexes)).order_by("index")
    found = [Entry(*row[:2], bytes(row[2])) for row in rows.values_list("index", "staged", "staged__leaf")]
    paths = _paths([one.index for one in found], _signed_size(size))
    return {one.index: (one, path) for one, path in zip(found, paths, strict=True)}


def entry_of(staged: int) -> Entry | None:
    """The leaf of a staged entry; None while it waits."""
    index = position_of(staged)
    return None if index is None else entry(index)


def opening_of(staged: int) -> EntryOpening | None:
    """The opening of an entry; None if it has no private part or was destroyed."""
    row = Opening.objects.filter(pk=staged).first()
    return _opening(row) if row else None


def _opening(row: Opening) -> EntryOpening | None:
    """The opening in a row; None if its salt or its bytes have not the one exact form."""
    try:
        salt, private = bytes(row.salt), parse(bytes(row.private))
    except Unsound:
        return None
    return EntryOpening(salt, private) if is_salt(salt) and isinstance(private, Mapping) else None


def _paths(indexes: Sequence[int], size: int) -> list[list[bytes]]:
    """The audit path of each leaf."""
    plans = [proofs.inclusion_plan(index, size) for index in indexes]
    hashes = iter(_hashes([part for plan in plans for part in plan]))
    return [[next(hashes) for _ in plan] for plan in plans]


def _hashes(plan: proofs.Plan) -> list[bytes]:
    """The hashes of a plan, read in two queries: leaves and nodes."""
    wanted = {place for part in plan for place in part}
    found = {
        (0, index): bytes(value) for index, value in _leaves([index for level, index in wanted if level == 0])
    }
    by_level: dict[int, list[int]] = {}
    for level, index in wanted:
        if level:
            by_level.setdefault(level, []).append(index)
    if by_level:
        which = Q()
        for level, indexes in by_level.items():
            which |= Q(level=level, index__in=indexes)
        rows = Node.objects.filter(which).values_list("level", "index", "hash")
        found |= {(level, index): bytes(value) for level, index, value in rows}
    missing = wanted - found.keys()
    if missing:
        level, index = min(missing)
        raise Broken("log_hole", level=level, index=index)
    return proofs.hashes_of(plan, lambda level, index: found[level, index])


def _leaves(indexes: Sequence[int]) -> list[tuple[int, bytes]]:
    rows = Leaf.objects.filter(index__in=indexes).values_list("index", "hash") if indexes else []
    return [(index, bytes(value)) for index, value in rows]


def _signed_size(size: int | None) -> int:
    head = latest_head()
    if head is None:
        raise Unsound("no_signed_head")
    if size is None:
        return head.size
    if size > head.size:
        raise Unsound("no_head_of_size", size=head.size, asked=size)
    return size


def _signed(row: Head | None) -> SignedHead | None:
    return SignedHead(row.size, bytes(row.root), row.note, row.at) if row else None
