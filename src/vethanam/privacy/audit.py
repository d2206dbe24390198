"""Recompute the invariants of purposes, uses and messages from the rows, for ``vethanam check``."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db import connections

from vethanam.errors import Finding
from vethanam.journal.row_audit import ANY_ACT, NO_ACT
from vethanam.ledger.commitments import commitment
from vethanam.ledger.persons import root_of_persons
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
# Subjects of a use, in parts.
_SUBJECTS = """
SELECT person, outcome, reason, channel, salt, record, commitment FROM privacy_usesubject
 WHERE use_id = %s AND person > %s ORDER BY person LIMIT 20000
"""
# Contacts opened for a use without a message to that contact.
_OPENED = """
SELECT g.contact_id, u.reference FROM privacy_opengrant g
  JOIN privacy_use u ON u.id = g.use_id
 WHERE NOT EXISTS (SELECT FROM privacy_outbox o WHERE o.use_id = g.use_id AND o.contact_id = g.contact_id)
"""
# Contacts opened without a use while no rotation of the vault's keys was under way, and a rotation
# that lasts.
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

#: tables compared with the log, and the kinds of entry under which an act writes their rows
ROWS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(
        (
            "privacy_duty",
            "privacy_dutystep",
            "privacy_event",
            "privacy_highcourtapproval",
            "privacy_notice",
            "privacy_notifiedregister",
            "privacy_purpose",
            "privacy_purposeproposal",
            "privacy_purposepublication",
            "privacy_transfer",
        ),
        ANY_ACT,
    ),
    "privacy_approval": ("approval.given",),
    "privacy_channelchoice": ("channel.stopped", "channel.opened"),
    "privacy_consent": ("consent.given",),
    "privacy_consentwithdrawal": ("consent.withdrawn",),
    "privacy_contact": ("contact.sealed",),
    "privacy_contacterasure": ("contact.taken_back",),
    "privacy_contactreturn": ("contact.returned",),
    "privacy_policyproposal": ("policy.proposed",),
    "privacy_policyset": ("policy.set",),
    "privacy_positionproposal": ("restraint.position_proposed",),
    "privacy_queuestatement": ("restraint.queue",),
    "privacy_statedmessage": ("restraint.queue",),
    "privacy_recordedwindow": ("window.recorded",),
    "privacy_restraint": ("restraint.filed",),
    "privacy_restraintposition": ("restraint.position",),
    "privacy_textclassproposal": ("text.class_proposed",),
    "privacy_use": ("use.allowed", "use.held", "use.refused"),
    "privacy_useclosing": ("use.closed",),
    **dict.fromkeys(
        ("privacy_codeanswer",),
        NO_ACT,
    ),
}


def broken_invariants(using: str = "default", sample: int | None = None) -> list[Finding]:
    """Every broken invariant, a sentence each; with ``sample`` the subjects of that many random uses."""
    with connections[using].cursor() as cursor:
        return [*_purposes(cursor), *_uses(cursor, sample), *_messages(cursor), *_rotations(cursor)]


# Registered versions with the entry of their proposal, if two persons are said to have approved it.
_REGISTERED = """
SELECT p.code, p.version, p.hash, p.content ->> 'approvals', s.leaf
  FROM privacy_purpose p LEFT JOIN journal_staged s ON s.id = p.leaf
"""


def _purposes(cursor: Any) -> Iterator[Finding]:
    shipped = {(one.code, one.version) for one in load_catalogue().purposes}
    cursor.execute(_REGISTERED)
    for code, version, value, level, leaf in cursor.fetchall():
        public = json.loads(bytes(leaf))["public"] if leaf is not None else {}
        said = (public.get("hash"), public.get("approvals"))
        is_approved = "approved" in public and said == (bytes(value).hex(), level)
        if (code, version) not in shipped and not is_approved:
            yield Finding(f"Purpose {code}", "purpose_not_approved", facts={"version": version})
    cursor.execute("SELECT code, version, hash FROM privacy_purpose")
    known = {(code, version): bytes(value).hex() for code, version, value in cursor.fetchall()}
    for purpose in load_catalogue().purposes:
        registered = known.get((purpose.code, purpose.version))
        if registered != purpose.hash:
            code = "purpose_unregistered" if registered is None else "purpose_registered_otherwise"
            yield Finding(f"Purpose {purpose.code}", code, facts={"version": purpose.version})


def _uses(cursor: Any, sample: int | None) -> Iterator[Finding]:
    cursor.execute(
        "SELECT u.id, u.reference, u.outcome, u.root, s.leaf FROM privacy_use u"
        " LEFT JOIN journal_staged s ON s.id = u.leaf"
        " ORDER BY CASE WHEN %s::int IS NULL THEN u.id ELSE random() END LIMIT %s",
        [sample, sample],
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
        elif _root_of(cursor, use) != persons:
            yield Finding(f"Use {reference}", "subjects_differ")


def _root_of(cursor: Any, use: int) -> str | None:
    """The root over a use's subjects, None without any or if one contradicts her record.

    An erased subject keeps its commitment and loses salt and record.
    """
    found: list[bytes] = []
    last = 0
    while True:
        cursor.execute(_SUBJECTS, [use, last])
        rows = cursor.fetchall()
        for person, outcome, reason, channel, salt, record, kept in rows:
            opened = json.loads(record) if isinstance(record, str) else record
            if salt is not None and opened is not None:
                said = {
                    "person": person,
                    "outcome": outcome,
                    "reason": reason or None,
                    "channel": channel or None,
                }
                if opened != opened | said or commitment(bytes(salt), opened) != bytes(kept):
                    return None
            found.append(bytes(kept))
        if not rows:
            return root_of_persons(found).hex() if found else None
        last = rows[-1][0]


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
