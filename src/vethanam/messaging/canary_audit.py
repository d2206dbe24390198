"""Compare canaries with their entries, for ``vethanam check``; nobody may use one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from vethanam.errors import Broken, Finding
from vethanam.journal.queries import NOTHING
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.persons import root_of_persons
from vethanam.messaging.canaries import PLANTED, REACHED

_PLANTINGS = """
SELECT p.mark, p.holder_kind, p.people, g.root, s.leaf,
       array(SELECT c.commitment FROM messaging_canary c WHERE c.planting_id = g.id)
  FROM messaging_canaryplanting g JOIN messaging_canaryproposal p ON p.id = g.proposal_id
  LEFT JOIN journal_staged s ON s.id = g.leaf ORDER BY g.id
"""
_ARRIVALS = """
SELECT r.id, p.mark, c.commitment, r.day, r.words, d.reference, s.leaf
  FROM messaging_canaryreached r JOIN messaging_canary c ON c.id = r.canary_id
  JOIN messaging_canaryplanting g ON g.id = c.planting_id
  JOIN messaging_canaryproposal p ON p.id = g.proposal_id JOIN privacy_duty d ON d.id = r.case_id
  LEFT JOIN journal_staged s ON s.id = r.leaf ORDER BY r.id
"""
# Canaries without their one contact, or with a service, a benefit, an account or a place in a use.
_USED = """
SELECT p.mark, count(*) FROM messaging_canary c JOIN messaging_canaryplanting g ON g.id = c.planting_id
  JOIN messaging_canaryproposal p ON p.id = g.proposal_id
 WHERE (SELECT count(*) FROM privacy_contact k WHERE k.person = c.subject_id) <> 1
    OR EXISTS (SELECT FROM people_employment e WHERE e.person_id = c.subject_id)
    OR EXISTS (SELECT FROM benefits_beneficiary b WHERE b.person_id = c.subject_id)
    OR EXISTS (SELECT FROM people_person n WHERE n.id = c.subject_id AND n.account_id IS NOT NULL)
    OR EXISTS (SELECT FROM privacy_usesubject u WHERE u.person = c.subject_id)
    OR EXISTS (SELECT FROM privacy_outbox o WHERE o.person = c.subject_id)
 GROUP BY p.mark ORDER BY p.mark
"""


def canary_findings(cursor: Any) -> Iterator[Finding]:
    """Plantings and arrivals that differ from their entries, and canaries in use."""
    cursor.execute(_PLANTINGS)
    for mark, kind, people, root, leaf, made in cursor.fetchall():
        wanted = {"mark": mark, "holder": kind, "count": people, "root": bytes(root).hex()}
        if not _says(leaf, PLANTED, wanted) or len(made) != people or _root(made) != bytes(root):
            yield Finding(f"Canaries {mark}", "canaries_differ", blocks=True)
    cursor.execute(_ARRIVALS)
    for arrival, mark, canary, day, words, case, leaf in cursor.fetchall():
        wanted = {
            "mark": mark, "canary": bytes(canary).hex(), "day": day.isoformat(), "words": bytes(words).hex(),
            "duty": case,
        }  # fmt: skip
        if not _says(leaf, REACHED, wanted):
            yield Finding(f"Arrival {arrival}", "canary_arrival_differs", blocks=True)
    cursor.execute(_USED)
    for mark, count in cursor.fetchall():
        yield Finding(f"Canaries {mark}", "canary_is_used", blocks=True, facts={"count": count})


def _says(leaf: bytes | None, kind: str, wanted: dict[str, Any]) -> bool:
    said = (leaf_in(bytes(leaf)) if leaf is not None else None) or NOTHING
    return bool(said["kind"] == kind and said["public"].items() >= wanted.items())


def _root(made: list[Any]) -> bytes:
    """The root over commitments; no bytes where they make none."""
    try:
        return root_of_persons(bytes(one) for one in made)
    except Broken:
        return b""
