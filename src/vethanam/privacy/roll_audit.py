"""Compare each roll with its entry and count its lines again, for ``vethanam check``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from vethanam.errors import Broken, Finding
from vethanam.journal.queries import NOTHING
from vethanam.ledger.commitments import commitment, salts_of
from vethanam.ledger.label_trees import FEW, label_leaves, root_of_labels
from vethanam.ledger.leaves import leaf_in
from vethanam.privacy.rolls import MADE, line_record

_ROLLS = """
SELECT r.id, r.reference, r.of, r.subject, m.lines, m.uses, m.messages, m.classes, m.districts,
       m.root, m.key, m.filler, m.salts, s.leaf
  FROM privacy_maderoll m JOIN privacy_roll r ON r.id = m.roll_id
  LEFT JOIN journal_staged s ON s.id = m.leaf
 ORDER BY CASE WHEN %s::int IS NULL THEN r.id ELSE random() END LIMIT %s
"""
_NAMES = (
    "pk", "reference", "of", "subject", "lines", "uses", "messages", "classes", "districts", "root", "key",
    "filler", "salts", "leaf",
)  # fmt: skip
# The lines of a roll in their order, each with whether its label is that of its person.
_LINES = """
SELECT l.number, l.class_of, l.district, l.uses, l.messages, l.first, l.last, l.label, l.commitment,
       l.label IS NOT DISTINCT FROM privacy_label(s.inner_key, s.outer_key, privacy_label_text(%s, %s))
  FROM privacy_rollline l LEFT JOIN privacy_labelsecret s ON s.person = l.person
 WHERE l.roll_id = %s ORDER BY l.number
"""
_TILES = "SELECT leaves FROM privacy_rolltile WHERE roll_id = %s ORDER BY number"


def roll_findings(cursor: Any, sample: int | None) -> Iterator[Finding]:
    """Rolls that differ from their entry, their counts or their lines; some of them for a sample."""
    cursor.execute(_ROLLS, [sample, sample])
    for row in cursor.fetchall():
        roll = dict(zip(_NAMES, row, strict=True))
        lines = _lines(cursor, roll)
        if not (_is_as_said(roll) and _is_counted(roll, lines) and _is_root(cursor, roll, lines)):
            yield Finding(f"Roll {roll['reference']}", "roll_differs", blocks=True)


def _lines(cursor: Any, roll: Mapping[str, Any]) -> list[Sequence[Any]]:
    cursor.execute(_LINES, [roll["key"], roll["reference"], roll["pk"]])
    return list(cursor.fetchall())


def _is_as_said(roll: Mapping[str, Any]) -> bool:
    """Whether the row is the one of its entry."""
    leaf = roll["leaf"]
    said = (leaf_in(bytes(leaf)) if leaf is not None else None) or NOTHING
    public: Mapping[str, Any] = said["public"]
    return bool(said["kind"] == MADE and public.items() >= {
        "use": roll["reference"], "of": roll["of"], "subject": roll["subject"],
        "lines": roll["lines"] if roll["lines"] >= FEW else None,
        "persons2": bytes(roll["root"]).hex(), "label_key": sha256(bytes(roll["key"])).hexdigest(),
    }.items())  # fmt: skip


def _is_counted(roll: Mapping[str, Any], lines: Sequence[Sequence[Any]]) -> bool:
    """Whether the lines, counted again, give the counts of the roll."""
    classes, districts = (Counter(line[place] for line in lines) for place in (1, 2))
    said = tuple(roll[name] for name in ("lines", "uses", "messages"))
    found = (len(lines), sum(line[3] for line in lines), sum(line[4] for line in lines))
    is_numbered = [line[0] for line in lines] == [*range(1, len(lines) + 1)]
    return is_numbered and said == found and (_read(roll["classes"]), _read(roll["districts"])) == (
        dict(classes), dict(districts),
    )  # fmt: skip


def _is_root(cursor: Any, roll: Mapping[str, Any], lines: Sequence[Sequence[Any]]) -> bool:
    """Whether each line has its commitment and label, and all give the root and the stored tree."""
    salts = salts_of(bytes(roll["salts"]), [str(line[0]) for line in lines])
    for salt, line in zip(salts, lines, strict=True):
        record = line_record(roll["reference"], line[:7])
        if not line[9] or commitment(salt, record) != bytes(line[8]):
            return False
    try:
        leaves = label_leaves(
            (bytes(line[7]) for line in lines), (bytes(line[8]) for line in lines), bytes(roll["filler"])
        )
    except Broken:
        return False
    cursor.execute(_TILES, [roll["pk"]])
    stored = b"".join(bytes(tile) for (tile,) in cursor.fetchall())
    is_stored = stored == (b"".join(leaves) if len(lines) >= FEW else b"")
    return is_stored and root_of_labels(leaves) == bytes(roll["root"])


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
