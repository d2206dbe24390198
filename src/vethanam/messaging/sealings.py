"""The sealings of a chunk for an officer or a recipient. Nothing here opens a contact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection
from django.utils import timezone

from vethanam.bulk import array_of
from vethanam.messaging.gateways.letter import Letter, Sealing, Sender
from vethanam.messaging.outbox import REPLACED, WAITS, Claimed, Ended
from vethanam.messaging.permit_recheck import still_allowed
from vethanam.messaging.use_proofs import ProvenUse
from vethanam.privacy.queries import replaced_contacts

_NOBODY = Sender("", {}, "")
# Facts a feed may hold besides contacts, by the last posting.
_FACTS = """
SELECT p.id, coalesce(e.number, ''), p.name, coalesce(t.designation, ''), coalesce(d.code, '')
  FROM people_person p
  LEFT JOIN LATERAL (SELECT e.id, e.number FROM people_employment e WHERE e.person_id = p.id
  ORDER BY e.id DESC LIMIT 1) e ON true
  LEFT JOIN LATERAL (SELECT o.post_id, o.drawing_code_id FROM service_book_posting o
                       JOIN service_book_standing s ON s.kind = 'posting' AND s.fact = o.id
                      WHERE o.employment_id = e.id AND s.counts
                      ORDER BY o.valid_from DESC, o.id DESC LIMIT 1) o ON true
  LEFT JOIN people_post t ON t.id = o.post_id
  LEFT JOIN people_drawingcode d ON d.id = o.drawing_code_id
 WHERE p.id = ANY (%s::bigint[])
"""
_NAMES = ("pen", "name", "designation", "office")
# A browser's key lives as long as its page: after an hour nobody can open the answer.
_FORGET = "DELETE FROM messaging_sealedanswer WHERE recorded_at < clock_timestamp() - interval '1 hour'"


def sealings_for(
    proven: ProvenUse, claimed: Sequence[Claimed], *, at: datetime
) -> tuple[dict[int, Letter], list[Ended]]:
    """The sealings of contacts that the permit still allows at ``at``; the other messages with their end."""
    use, sealing = proven.use, proven.sealing
    if sealing is None or (use.send_until is not None and use.send_until <= timezone.now()):
        return {}, [Ended(one.id, "cancelled", "no news any more") for one in claimed]
    persons = [one.person for one in claimed]
    refusals = still_allowed(
        use, persons, at=at, approvals=proven.approvals, template=proven.template, log_key=proven.log_key,
        public_since=proven.public_since,
    )  # fmt: skip
    replaced = replaced_contacts([one.contact for one in claimed])
    facts = _facts_of(persons, sealing.fields) if sealing.recipient else {}
    letters, ended = {}, []
    for one in claimed:
        record = proven.records.get(one.person)
        reason = refusals.get(one.person)
        if record is None or record.outcome != "allow":
            reason = "not among the allowed"
        elif reason is None and one.contact in replaced:
            reason = REPLACED
        if reason == "LEDGER_UNHEALTHY":
            ended.append(Ended(one.id, "queued", reason, timezone.now() + WAITS[0]))
        elif reason:
            ended.append(Ended(one.id, "cancelled", reason))
        else:
            whole = Sealing(
                use=use.pk, reference=use.reference, purpose=use.purpose_code, person=one.person,
                facts=facts.get(one.person, {}), answer_key=sealing.answer_key,
                folder=sealing.recipient.code if sealing.recipient else "",
                public_key=sealing.recipient.public_key if sealing.recipient else None,
            )  # fmt: skip
            letters[one.id] = Letter(f"{one.id}.{use.reference}", _NOBODY, (), "", "", sealing=whole)
    return letters, ended


def forget_answers() -> None:
    """Delete answers that no page waits for any more."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET)


def _facts_of(persons: Sequence[int], fields: Sequence[str]) -> Mapping[int, Mapping[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [array_of(persons)])
        return {
            person: {name: str(value) for name, value in zip(_NAMES, values, strict=True) if name in fields}
            for person, *values in cursor.fetchall()
        }
