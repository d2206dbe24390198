"""Recompute every signed head from the entries' bytes, without trusting a stored hash."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Any

from django.db import connections, transaction

from vethanam.errors import Broken, Finding, Sentence, Unsound
from vethanam.journal import keys
from vethanam.ledger.commitments import commitments
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.merkle import Frontier, Grown, leaf_hashes
from vethanam.ledger.notes import VerifierKey
from vethanam.ledger.retention import DESTROYED

#: a part of the log that is in memory at once; an entry has up to 64 KB
_ROWS = 2_000
#: below every id
_BEFORE_ALL = -(2**63)

# Staged entries that the sequencer can never take.
LOST = """
SELECT count(*) FROM journal_staged AS staged
 WHERE NOT EXISTS (SELECT FROM journal_leaf AS leaf WHERE leaf.staged_id = staged.id)
   AND NOT EXISTS (SELECT FROM journal_waiting AS waiting WHERE waiting.staged_id = staged.id)
"""


# Entries with their openings, in parts.
_OPENINGS = """
SELECT staged.id, staged.leaf, opening.salt, opening.private
  FROM journal_staged AS staged LEFT JOIN journal_opening AS opening ON opening.staged_id = staged.id
 WHERE staged.id > %s ORDER BY staged.id LIMIT %s
"""


def check_log(key: VerifierKey, using: str = "default") -> int:
    """Recompute the whole log and return its size.

    Raises
    ------
    Broken
        A leaf, a node or a head contradicts the signed heads; the sentence names the first, or the two
        heads around it.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT DISTINCT ON (size) size, root, note FROM journal_head ORDER BY size, id DESC")
        heads = [(size, bytes(root), note) for size, root, note in cursor.fetchall()]
        frontier = Frontier()
        for (before, *_), (size, root, _) in pairwise([(0, b"", ""), *heads]):
            for start in range(before, size, _ROWS):
                _append(cursor, frontier, start, min(start + _ROWS, size))
            if frontier.root != root:
                raise _changed("leaf_between_differs", first=before, last=size)
        cursor.execute("SELECT count(*) FROM journal_leaf")
        (count,) = cursor.fetchone()
        if count != frontier.size:
            raise _changed("leaves_beyond_head", stored=count, signed=frontier.size)
        if heads:
            _check_signature(heads[-1][2], frontier, key)
        return frontier.size


def roots_of_entries(sizes: Collection[int], using: str = "default") -> dict[int, bytes]:
    """The root of the log at each size, folded from the bytes of its entries; no stored hash is read.

    Sizes beyond the log are left out.
    """
    found, frontier = {}, Frontier()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for before, size in pairwise([0, *sorted({*sizes})]):
            for start in range(before, size, _ROWS):
                end = min(start + _ROWS, size)
                frontier.append(leaf_hashes(leaf for _, _, leaf in _entries(cursor, start, end)))
            if frontier.size == size:
                found[size] = frontier.root
    return found


def broken_invariants(using: str = "default", *, is_whole: bool = True) -> list[Finding]:
    """Faults of the log, a sentence each; needs a connection that may read all of it, such as the owner's.

    Unless ``is_whole``, only its heads are read, and no entry.
    """
    findings = []
    if is_whole:
        try:
            check_log(keys.public_key(), using)
        except Broken as error:
            findings.append(Finding("The log", error.code, blocks=True, facts=error.facts))
    with connections[using].cursor() as cursor:
        cursor.execute(LOST)
        (count,) = cursor.fetchone()
    if count:
        findings.append(Finding("The log", "log_lost", blocks=True, facts={"count": count}))
    return [*findings, *_heads(using), *(_openings(using) if is_whole else ())]


def _heads(using: str) -> Iterator[Finding]:
    """Every head is signed and says its row's size and root."""
    key = keys.public_key()
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT id, size, root, note FROM journal_head ORDER BY id")
        for pk, size, root, note in cursor.fetchall():
            try:
                head = keys.open_own_head(note, key)
            except Unsound as error:
                yield Finding(f"Head {pk}", "head_not_signed", blocks=True, facts={"why": error.sentence})
                continue
            if (head.size, head.root) != (size, bytes(root)):
                yield Finding(f"Head {pk}", "head_row_differs", blocks=True)


def _openings(using: str) -> Iterator[Finding]:
    """Every opening fits its entry, and none is missing but as many as entries announced as destroyed.

    The privacy room compares each announcement with its uses.
    """
    missing, announced, last = 0, 0, _BEFORE_ALL
    with connections[using].cursor() as cursor:
        while True:
            cursor.execute(_OPENINGS, [last, _ROWS])
            rows = cursor.fetchall()
            for staged, leaf, salt, private in rows:
                said = leaf_in(bytes(leaf))
                if said is None:
                    yield Finding(f"Entry {staged}", "entry_unreadable", blocks=True)
                    continue
                if said["kind"] == DESTROYED:
                    openings = said["public"].get("openings")
                    announced += openings if type(openings) is int and openings > 0 else 0
                if said["commitment"] is None:
                    continue
                if salt is None:
                    missing += 1
                elif not _opens(said["commitment"], bytes(salt), bytes(private)):
                    yield Finding(f"Entry {staged}", "opening_differs", blocks=True)
            if not rows:
                break
            last = rows[-1][0]
    if missing > announced:
        facts = {"missing": missing, "announced": announced}
        yield Finding("The log", "openings_missing", blocks=True, facts=facts)


def _opens(commitment: str, salt: bytes, private: bytes) -> bool:
    try:
        return commitments([salt], [private.decode()])[0].hex() == commitment
    except (Broken, UnicodeDecodeError):
        return False


def _entries(cursor: Any, start: int, end: int) -> list[tuple[int, bytes, bytes]]:
    """Index, stored hash and bytes of the leaves from ``start`` up to ``end``."""
    cursor.execute(
        "SELECT leaf.index, leaf.hash, staged.leaf FROM journal_leaf AS leaf"
        " JOIN journal_staged AS staged ON staged.id = leaf.staged_id"
        " WHERE leaf.index >= %s AND leaf.index < %s ORDER BY leaf.index",
        [start, end],
    )
    return [(index, bytes(stored), bytes(leaf)) for index, stored, leaf in cursor.fetchall()]


def _append(cursor: Any, frontier: Frontier, start: int, end: int) -> None:
    rows = _entries(cursor, start, end)
    hashes = leaf_hashes(leaf for _, _, leaf in rows)
    for expected, (index, stored, _), computed in zip(range(start, end), rows, hashes, strict=False):
        if index != expected:
            raise _changed("leaf_missing", index=expected)
        if stored != computed:
            raise _changed("leaf_differs", index=index)
    if len(rows) != end - start:
        raise _changed("leaf_missing", index=start + len(rows))
    for grown in frontier.append(hashes)[1:]:
        _check_nodes(cursor, grown)


def _check_nodes(cursor: Any, grown: Grown) -> None:
    cursor.execute(
        "SELECT index, hash FROM journal_node WHERE level = %s AND index >= %s AND index < %s ORDER BY index",
        [grown.level, grown.start, grown.start + len(grown.hashes)],
    )
    stored = {index: bytes(value) for index, value in cursor.fetchall()}
    for index, value in enumerate(grown.hashes, grown.start):
        if stored.get(index) != value:
            raise _changed("node_differs", level=grown.level, index=index)


def _check_signature(note: str, frontier: Frontier, key: VerifierKey) -> None:
    try:
        signed = keys.open_own_head(note, key)
    except Unsound as error:
        raise _changed(error.code, **error.facts) from error
    if (signed.size, signed.root) != (frontier.size, frontier.root):
        raise _changed("root_differs", size=signed.size)


def _changed(code: str, /, **facts: object) -> Broken:
    return Broken("log_changed", what=Sentence(code, facts))
