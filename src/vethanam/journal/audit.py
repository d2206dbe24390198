"""Recompute every signed head from the entries' bytes, without trusting a stored hash."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from django.db import connections, transaction

from vethanam.errors import Broken, Finding, Sentence, Unsound
from vethanam.journal import keys
from vethanam.ledger.merkle import Frontier, Grown, leaf_hashes
from vethanam.ledger.notes import VerifierKey

_ROWS = 20_000

# Staged entries that the sequencer can never take.
LOST = """
SELECT count(*) FROM journal_staged AS staged
 WHERE NOT EXISTS (SELECT FROM journal_leaf AS leaf WHERE leaf.staged_id = staged.id)
   AND NOT EXISTS (SELECT FROM journal_waiting AS waiting WHERE waiting.staged_id = staged.id)
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


def broken_invariants(using: str = "default") -> list[Finding]:
    """Faults of the log, a sentence each; needs a connection that may read all of it, such as the owner's."""
    findings = []
    try:
        check_log(keys.public_key(), using)
    except Broken as error:
        findings.append(Finding("The log", error.code, blocks=True, facts=error.facts))
    with connections[using].cursor() as cursor:
        cursor.execute(LOST)
        (count,) = cursor.fetchone()
    if count:
        findings.append(Finding("The log", "log_lost", blocks=True, facts={"count": count}))
    return findings


def _append(cursor: Any, frontier: Frontier, start: int, end: int) -> None:
    cursor.execute(
        "SELECT leaf.index, leaf.hash, staged.leaf FROM journal_leaf AS leaf"
        " JOIN journal_staged AS staged ON staged.id = leaf.staged_id"
        " WHERE leaf.index >= %s AND leaf.index < %s ORDER BY leaf.index",
        [start, end],
    )
    rows = cursor.fetchall()
    hashes = leaf_hashes(bytes(leaf) for _, _, leaf in rows)
    for expected, (index, stored, _), computed in zip(range(start, end), rows, hashes, strict=False):
        if index != expected:
            raise _changed("leaf_missing", index=expected)
        if bytes(stored) != computed:
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
