"""Recompute the invariants of purposes, uses and messages from the rows, for ``vethanam check``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connections

from vethanam.errors import Finding
from vethanam.ledger.commitments import commitment
from vethanam.ledger.persons import PersonTree
from vethanam.privacy.purposes import load_catalogue

_KINDS = {"allow": "use.allowed", "partial": "use.allowed", "hold": "use.held", "deny": "use.refused"}

# Messages that went, or may have gone, without an allowed use for their person.
_WITHOUT_LEAVE = """
SELECT o.id, u.reference FROM privacy_outbox o
  JOIN privacy_use u ON u.id = o.use_id
  LEFT JOIN privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE o.state IN ('sending', 'accepted', 'sent', 'uncertain')
   AND (u.outcome NOT IN ('allow', 'partial') OR s.outcome IS DISTINCT FROM 'allow' OR s.channel <> o.channel)
"""
# Contacts opened for a use without a message to that contact.
_OPENED = """
SELECT g.contact_id, u.reference FROM privacy_opengrant g
  JOIN privacy_use u ON u.id = g.use_id
 WHERE NOT EXISTS (SELECT FROM privacy_outbox o WHERE o.use_id = g.use_id AND o.contact_id = g.contact_id)
"""
# Contacts opened without a use while no rotation of the vault's keys was under way, and a rotation that lasts.
_OPENED_FOR_NO_ROTATION = """
SELECT count(*) FROM privacy_opengrant g
 WHERE g.use_id IS NULL AND NOT EXISTS (
   SELECT FROM privacy_vaultrotation r
    WHERE r.step = 'begun' AND r.at <= g.granted_at AND NOT EXISTS (
      SELECT FROM privacy_vaultrotation d
       WHERE d.epoch = r.epoch AND d.step = 'resealed' AND d.at < g.granted_at))
"""
_LASTING = """
SELECT epoch FROM privacy_vaultrotation
 GROUP BY epoch HAVING min(at) < now() - interval '1 day' AND NOT bool_or(step = 'ended')
"""


def broken_invariants(using: str = "default") -> list[Finding]:
    """Every broken invariant, a sentence each."""
    with connections[using].cursor() as cursor:
        return [*_purposes(cursor), *_uses(cursor), *_messages(cursor), *_rotations(cursor)]


def _purposes(cursor: Any) -> Iterator[Finding]:
    cursor.execute("SELECT code, version, hash FROM privacy_purpose")
    known = {(code, version): bytes(value).hex() for code, version, value in cursor.fetchall()}
    for purpose in load_catalogue().purposes:
        registered = known.get((purpose.code, purpose.version))
        if registered != purpose.hash:
            code = "purpose_unregistered" if registered is None else "purpose_registered_otherwise"
            yield Finding(f"Purpose {purpose.code}", code, facts={"version": purpose.version})


def _uses(cursor: Any) -> Iterator[Finding]:
    cursor.execute(
        "SELECT u.id, u.reference, u.outcome, u.root, s.leaf FROM privacy_use u"
        " LEFT JOIN journal_staged s ON s.id = u.leaf ORDER BY u.id"
    )
    for use, reference, outcome, root, leaf in cursor.fetchall():
        said = json.loads(bytes(leaf)) if leaf is not None else {"kind": None, "public": {}}
        persons = bytes(root).hex() if root is not None else None
        if (said["kind"], said["public"].get("use"), said["public"].get("persons")) != (
            _KINDS[outcome],
            reference,
            persons,
        ):
            yield Finding(f"Use {reference}", "use_row_differs")
        elif persons is not None and _root_of(cursor, use) != persons:
            yield Finding(f"Use {reference}", "subjects_differ")


def _root_of(cursor: Any, use: int) -> str | None:
    """The root over a use's subjects. An erased subject keeps its commitment and loses salt and record."""
    cursor.execute("SELECT salt, record, commitment FROM privacy_usesubject WHERE use_id = %s", [use])
    commitments = []
    for salt, record, kept in cursor.fetchall():
        opened = json.loads(record) if isinstance(record, str) else record
        if salt is not None and opened is not None and commitment(bytes(salt), opened) != bytes(kept):
            return None
        commitments.append(bytes(kept))
    return PersonTree(commitments).root.hex()


def _messages(cursor: Any) -> Iterator[Finding]:
    cursor.execute(_WITHOUT_LEAVE)
    for message, reference in cursor.fetchall():
        yield Finding(f"Message {message}", "message_without_leave", facts={"reference": reference})
    cursor.execute(_OPENED)
    for contact, reference in cursor.fetchall():
        yield Finding(f"Contact {contact}", "opened_without_message", facts={"reference": reference})
    cursor.execute("SELECT count(*) FROM privacy_outbox WHERE state = 'uncertain'")
    (count,) = cursor.fetchone()
    if count:
        yield Finding("Messages", "messages_uncertain", facts={"count": count})


def _rotations(cursor: Any) -> Iterator[Finding]:
    cursor.execute(_OPENED_FOR_NO_ROTATION)
    (count,) = cursor.fetchone()
    if count:
        yield Finding("Contacts", "opened_for_no_rotation", facts={"count": count})
    cursor.execute(_LASTING)
    for (epoch,) in cursor.fetchall():
        yield Finding("vault", "rotation_lasts", facts={"epoch": epoch})
