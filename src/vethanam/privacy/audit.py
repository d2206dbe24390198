"""Recompute the invariants of purposes, uses and messages from the rows, for ``vethanam check``."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Any

from django.db import connections

from vethanam.errors import Broken, Finding, VethanamError
from vethanam.journal.queries import NOTHING
from vethanam.journal.row_audit import ANY_ACT, NO_ACT
from vethanam.ledger.commitments import commitment
from vethanam.ledger.label_trees import FEW, label_leaves, root_of_labels
from vethanam.ledger.leaves import leaf_in
from vethanam.ledger.persons import root_of_persons
from vethanam.ledger.retention import DESTROYED, PROCESSING_LOG, RECORD, RULE
from vethanam.privacy.key_audit import key_findings
from vethanam.privacy.look_audit import look_findings
from vethanam.privacy.map_audit import map_findings
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.roll_audit import roll_findings

_KINDS = {"allow": "use.allowed", "partial": "use.allowed", "hold": "use.held", "deny": "use.refused"}

# Messages that went, or may have gone, without an allowed use for their person.
_WITHOUT_LEAVE = """
SELECT o.id, u.reference FROM privacy_outbox o
  JOIN privacy_use u ON u.id = o.use_id
  LEFT JOIN privacy_usesubject s ON s.use_id = o.use_id AND s.person = o.person
 WHERE o.state IN ('sending', 'accepted', 'sent', 'uncertain')
   AND (u.outcome NOT IN ('allow', 'partial')
        OR s.id IS NULL
        OR s.record IS NOT NULL AND (s.outcome IS DISTINCT FROM 'allow' OR s.channel <> o.channel))
"""
# Subjects of a use, in parts.
_SUBJECTS = """
SELECT person, outcome, reason, channel, salt, record, commitment, label FROM privacy_usesubject
 WHERE use_id = %s AND person > %s ORDER BY person LIMIT 20000
"""
_TILES = "SELECT leaves FROM privacy_labeltile WHERE use_id = %s ORDER BY number"
_SECRETS = "SELECT key, filler FROM privacy_usesecret WHERE use_id = %s"
# Subjects whose label is not made from their secret.
_OTHER_LABELS = """
SELECT EXISTS (
  SELECT FROM privacy_usesubject s LEFT JOIN privacy_labelsecret p ON p.person = s.person
   WHERE s.use_id = %s
     AND s.label IS DISTINCT FROM privacy_label(p.inner_key, p.outer_key, privacy_label_text(%s, %s)))
"""
# Uses with a tree of version 1 after the first with labels.
_OLD_TREES = """
SELECT u.reference FROM privacy_use u JOIN journal_leaf l ON l.staged_id = u.leaf
 WHERE u.root IS NOT NULL AND NOT EXISTS (SELECT FROM privacy_usesecret s WHERE s.use_id = u.id)
   AND l.index > (SELECT min(m.index) FROM privacy_usesecret s
                    JOIN privacy_use o ON o.id = s.use_id JOIN journal_leaf m ON m.staged_id = o.leaf)
"""
# Whether the records of a use are to be destroyed, as announced in the log.
_FORGOTTEN = """
SELECT EXISTS (SELECT FROM privacy_forgotten f JOIN privacy_destruction d ON d.id = f.destruction_id
                WHERE f.use_id = %s AND d.of_record)
"""
# Destructions with their entry, and what they still leave or took too early.
_DESTRUCTIONS = """
SELECT d.id, d.purpose_code, d.month, d.of_log, d.of_record, d.log_days, d.record_days, d.uses, d.openings,
       d.ended_at IS NOT NULL, s.leaf, count(u.id),
       (SELECT count(*) FROM privacy_entries_of(array_agg(u.id)) e(leaf)
          JOIN journal_opening o ON o.staged_id = e.leaf WHERE d.of_log),
       bool_or(privacy_month_of(u.recorded_at) <> d.month OR u.purpose_code <> d.purpose_code)
  FROM privacy_destruction d
  LEFT JOIN journal_staged s ON s.id = d.leaf
  LEFT JOIN privacy_forgotten f ON f.destruction_id = d.id
  LEFT JOIN privacy_use u ON u.id = f.use_id
 GROUP BY d.id, s.id ORDER BY d.id
"""
# Entries that announce a destruction and have none.
_ANNOUNCED_ALONE = """
SELECT s.id, s.leaf FROM journal_staged s
 WHERE s.leaf LIKE '%%"kind":"openings_destroyed"%%'::bytea
   AND NOT EXISTS (SELECT FROM privacy_destruction d WHERE d.leaf = s.id)
"""
# What is due for a week, held by nothing, and stands: not announced, or announced and not destroyed.
_OVERDUE = """
SELECT d.purpose, min(d.since), count(*)
  FROM privacy_due(clock_timestamp() - interval '7 days') d JOIN privacy_use u ON u.id = d.use
 WHERE privacy_held(u) IS NULL GROUP BY 1
UNION ALL
SELECT d.purpose_code, min(d.recorded_at AT TIME ZONE 'Asia/Kolkata')::date, count(*)
  FROM privacy_destruction d
  JOIN privacy_forgotten f ON f.destruction_id = d.id JOIN privacy_use u ON u.id = f.use_id
 WHERE d.ended_at IS NULL AND d.recorded_at < clock_timestamp() - interval '7 days'
   AND privacy_held(u) IS NULL
 GROUP BY 1
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
            "privacy_consentmanager",
            "privacy_duty",
            "privacy_dutystep",
            "privacy_event",
            "privacy_electionclearance",
            "privacy_highcourtapproval",
            "privacy_notice",
            "privacy_notifiedregister",
            "privacy_processorcontract",
            "privacy_schemeregister",
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
    "privacy_daymap": ("map.day",),
    "privacy_destruction": ("openings_destroyed",),
    "privacy_eventclosing": ("event.closed",),
    "privacy_eventdeclaration": ("event.declared",),
    "privacy_hold": ("hold.set",),
    "privacy_impactassessment": ("assessment.recorded",),
    "privacy_informationrequest": ("information.requested",),
    "privacy_informationseal": ("information.sealed_longer",),
    "privacy_holdstep": ("hold.end_proposed", "hold.ended"),
    "privacy_keyday": ("keys.day",),
    "privacy_lookday": ("looks.day",),
    "privacy_monthreview": ("review.signed",),
    "privacy_madefile": ("bundle.made",),
    "privacy_managercall": ("consent_manager.called", "consent_manager.refused"),
    "privacy_managercode": ("consent_manager.code_made",),
    "privacy_managerlink": ("consent_manager.linked",),
    "privacy_managerlinkend": ("consent_manager.link_ended",),
    "privacy_nomination": ("nomination.made",),
    "privacy_nominationend": ("nomination.ended",),
    "privacy_maderoll": ("roll.made",),
    "privacy_roll": ("roll.asked",),
    "privacy_rollclaim": ("claim.made",),
    "privacy_rollconfirmation": ("roll.confirmed",),
    "privacy_policyproposal": ("policy.proposed",),
    "privacy_policyset": ("policy.set",),
    "privacy_positionproposal": ("restraint.position_proposed",),
    "privacy_queuestatement": ("restraint.queue",),
    "privacy_signedcertificate": ("certificate.signed",),
    "privacy_statedmessage": ("restraint.queue",),
    "privacy_recordedwindow": ("window.recorded",),
    "privacy_windowagreement": ("window.agreed",),
    "privacy_restraint": ("restraint.filed",),
    "privacy_restraintposition": ("restraint.position",),
    "privacy_textclassproposal": ("text.class_proposed",),
    "privacy_use": ("use.allowed", "use.held", "use.refused"),
    "privacy_useclosing": ("use.closed",),
    "privacy_usepause": ("message.paused",),
    "privacy_useresume": ("message.resumed",),
    "privacy_usereview": ("use.reviewed",),
    **dict.fromkeys(
        ("privacy_codeanswer",),
        NO_ACT,
    ),
}


def broken_invariants(using: str = "default", sample: int | None = None) -> list[Finding]:
    """Every broken invariant, a sentence each; with ``sample`` the subjects of that many random uses."""
    with connections[using].cursor() as cursor:
        return [
            *_purposes(cursor), *_uses(cursor, sample), *_old_trees(cursor), *_messages(cursor),
            *_rotations(cursor), *map_findings(cursor, sample), *look_findings(using, sample),
            *key_findings(using, sample),
            *_destructions(cursor, sample), *_overdue(cursor), *roll_findings(cursor, sample),
        ]  # fmt: skip


# Registered versions with the entry of their proposal, if two persons are said to have approved it.
_REGISTERED = """
SELECT p.code, p.version, p.hash, p.content ->> 'approvals', s.leaf
  FROM privacy_purpose p LEFT JOIN journal_staged s ON s.id = p.leaf
"""


def _purposes(cursor: Any) -> Iterator[Finding]:
    shipped = {(one.code, one.version) for one in load_catalogue().purposes}
    cursor.execute(_REGISTERED)
    for code, version, value, level, leaf in cursor.fetchall():
        public = _read(leaf)["public"]
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
        said = _read(leaf)
        persons = bytes(root).hex() if root is not None else None
        name = "persons2" if "persons2" in said["public"] else "persons"
        if (said["kind"], said["public"].get("use"), said["public"].get(name)) != (
            _KINDS[outcome],
            reference,
            persons,
        ):
            yield Finding(f"Use {reference}", "use_row_differs")
        elif _root_of(cursor, use, said["public"]) != persons:
            yield Finding(f"Use {reference}", "subjects_differ")


def _read(leaf: bytes | None) -> Mapping[str, Any]:
    """The content of an entry; an empty leaf where there is none, or its bytes are none."""
    return (leaf_in(bytes(leaf)) if leaf is not None else None) or NOTHING


def _old_trees(cursor: Any) -> Iterator[Finding]:
    cursor.execute(_OLD_TREES)
    for (reference,) in cursor.fetchall():
        yield Finding(f"Use {reference}", "use_of_old_tree")


def _root_of(cursor: Any, use: int, public: Mapping[str, Any]) -> str | None:
    """The root over a use's subjects, None without any or if one contradicts her record, label or key.

    Those of a use that is forgotten may have no record and no salt, and its labels no key.
    """
    cursor.execute(_FORGOTTEN, [use])
    (is_forgotten,) = cursor.fetchone()
    if "persons2" not in public:
        found = [commitment for commitment, _ in _subjects(cursor, use, is_forgotten=is_forgotten)]
        return root_of_persons(found).hex() if found and all(found) else None
    cursor.execute(_SECRETS, [use])
    key, filler = cursor.fetchone() or (b"", b"")
    is_without_key = key is None and is_forgotten
    cursor.execute(_OTHER_LABELS, [use, key, public.get("use")])
    is_other = cursor.fetchone()[0] and not is_without_key
    subjects = [] if is_other else list(_subjects(cursor, use, is_forgotten=is_forgotten))
    if not all(label and commitment for commitment, label in subjects) or not subjects:
        return None
    if not is_without_key and sha256(key or b"").hexdigest() != public.get("label_key"):
        return None
    made, labels = zip(*subjects, strict=True)
    try:
        leaves = label_leaves(labels, made, bytes(filler))
    except Broken:
        return None
    to_publish = b"".join(leaves) if len(made) >= FEW else b""
    return root_of_labels(leaves).hex() if _published(cursor, use) == to_publish else None


def _published(cursor: Any, use: int) -> bytes:
    cursor.execute(_TILES, [use])
    return b"".join(bytes(leaves) for (leaves,) in cursor.fetchall())


def _subjects(cursor: Any, use: int, *, is_forgotten: bool) -> Iterator[tuple[bytes, bytes]]:
    """Commitment and label of each subject; no bytes for a commitment that contradicts her record.

    Salt and record may be missing only where the use is forgotten, and then the decision too.
    """
    last = -(2**63)
    while True:
        cursor.execute(_SUBJECTS, [use, last])
        rows = cursor.fetchall()
        for person, outcome, reason, channel, salt, record, kept, label in rows:
            opened = json.loads(record) if isinstance(record, str) else record
            said = {
                "person": person,
                "outcome": outcome,
                "reason": reason or None,
                "channel": channel or None,
            }
            if is_forgotten and salt is None and record is None:
                is_hers = not (outcome or reason or channel)
            else:
                is_hers = salt is not None and _is_hers(opened, said, bytes(salt), bytes(kept))
            yield (bytes(kept) if is_hers else b""), bytes(label or b"")
        if not rows:
            return
        last = rows[-1][0]


def _is_hers(record: Any, said: Mapping[str, Any], salt: bytes, kept: bytes) -> bool:
    """Whether a record says this and has this commitment; one of another form does not."""
    try:
        return record == {**record, **said} and commitment(salt, record) == kept
    except (TypeError, VethanamError):
        return False


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


def _destructions(cursor: Any, sample: int | None) -> Iterator[Finding]:
    """Destructions that differ from their entry or from what they left."""
    cursor.execute(_DESTRUCTIONS)
    for row in cursor.fetchall():
        pk, purpose, month, of_log, of_record, log_days, record_days, uses, openings, is_over, leaf = row[:11]
        named, standing, is_other = row[11:]
        parts = [name for name, is_of in ((PROCESSING_LOG, of_log), (RECORD, of_record)) if is_of]
        said, public = _read(leaf)["kind"], _read(leaf)["public"]
        is_as_said = said == DESTROYED and public.items() >= {
            "purpose": purpose, "month": f"{month:%Y-%m}", "parts": parts, "uses": uses, "openings": openings,
            "processing_log_days": log_days, "record_days": record_days, "rule": RULE,
        }.items()  # fmt: skip
        if not is_as_said or named != uses or is_other or (is_over and standing):
            yield Finding(f"Destruction {pk}", "destruction_differs", blocks=True)
    if sample is not None:
        return
    cursor.execute(_ANNOUNCED_ALONE)
    for entry, leaf in cursor.fetchall():
        if _read(leaf)["kind"] == DESTROYED:
            yield Finding(f"Entry {entry}", "destruction_differs", blocks=True)


def _overdue(cursor: Any) -> Iterator[Finding]:
    cursor.execute(_OVERDUE)
    for purpose, day, uses in cursor.fetchall():
        yield Finding(f"Purpose {purpose}", "retention_overdue", facts={"day": day, "uses": uses})


def _rotations(cursor: Any) -> Iterator[Finding]:
    cursor.execute(_OPENED_FOR_NO_ROTATION)
    (count,) = cursor.fetchone()
    if count:
        yield Finding("Contacts", "opened_for_no_rotation", facts={"count": count})
    cursor.execute(_LASTING)
    for (epoch,) in cursor.fetchall():
        yield Finding("vault", "rotation_lasts", facts={"epoch": epoch})
