"""The uses about one person, for her page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import SubjectOutcome
from vethanam.privacy.permit.reason_texts import reason_in_words
from vethanam.privacy.purposes.registry import catalogue_now, office_name, purpose_name, register_name


@dataclass(frozen=True, slots=True)
class PersonUse:
    """One use, as its subject sees it.

    ``state`` is ``accepted`` (by a mail server), ``sent``, ``queued``, ``sending``, ``failed``,
    ``uncertain``, ``cancelled``, ``portal`` (told on the portal only), ``allowed`` (used without a message),
    ``held``, ``refused``, ``left_out`` or ``erased`` (the decision about her was destroyed by rule).
    ``ended`` is why a message was cancelled: a code of the permit, or an internal word. ``reason_given`` is
    the requesting office's text.
    """

    use: int
    reference: str
    at: datetime
    office: str
    role: str
    sender: str
    purpose: str
    mode: str
    outcome: str
    state: str
    reason: str
    also: tuple[str, ...]
    channel: str
    fields: tuple[str, ...]
    count: int
    template: str
    cohort_rule: str
    done_at: datetime | None
    leaf: int
    order_number: str
    sources: tuple[str, ...]
    ended: str = ""
    reason_given: str = ""

    @property
    def is_refused(self) -> bool:
        """Whether the use was refused."""
        return self.state == "refused"

    @property
    def is_held(self) -> bool:
        """Whether the use is on hold and nothing has happened so far."""
        return self.state == "held"

    def office_name(self, language: str = "en") -> str:
        """The office that asked."""
        return office_name(self.office, language)

    def purpose_name(self, language: str = "en") -> str:
        """The purpose, in two or three words."""
        return purpose_name(self.purpose, language)

    def registers(self, language: str = "en") -> list[str]:
        """The names of the registers of her contact."""
        return [register_name(source, language) for source in self.sources]

    @property
    def is_used(self) -> bool:
        """Whether her data was used or a message is under way; not if cancelled or shown
        on the portal only.
        """
        return self.state not in ("refused", "held", "left_out", "cancelled", "portal", "erased")

    def why(self, language: str = "en") -> str:
        """The reason in words, her own first; empty if nothing objected."""
        return reason_in_words(self.reason, language) if self.reason else ""


_OF_PERSON = """
-- Each use of a person, newest first, with where her message is.
SELECT u.id, u.reference, u.at, u.office, u.role, u.sender, u.purpose_code, u.mode, u.outcome, s.outcome,
  s.reason, u.reason,
       u.also, s.channel, u.fields, u.subjects, u.template, u.cohort_rule, o.state, o.done_at, u.leaf,
       u.order_number,
       u.request -> 'sources', o.result, coalesce(u.request ->> 'reason_given', ''), s.salt IS NULL
  FROM privacy_usesubject s
  JOIN privacy_use u ON u.id = s.use_id
  LEFT JOIN LATERAL (SELECT state, done_at, result FROM privacy_outbox o
                      WHERE o.use_id = u.id AND o.person = s.person ORDER BY o.id DESC LIMIT 1) o ON true
 WHERE s.person = %s AND (%s::text IS NULL OR u.reference = %s)
   AND (%s::text IS NULL OR (u.at, u.id) < (SELECT p.at, p.id FROM privacy_use p WHERE p.reference = %s))
 ORDER BY u.at DESC, u.id DESC
 LIMIT %s
"""


# Messages allowed per person under a purpose since an instant, without failed ones.
_HAD = """
SELECT s.person, count(*)::int FROM privacy_use u JOIN privacy_usesubject s ON s.use_id = u.id
 WHERE u.purpose_code = %s AND u.mode = 'message' AND u.outcome IN ('allow', 'partial')
 AND s.outcome = 'allow'
   AND u.at >= %s AND u.at <= %s AND (%s::bigint IS NULL OR u.id < %s) AND s.person = ANY (%s::bigint[])
   AND NOT EXISTS (SELECT FROM privacy_outbox o
                    WHERE o.use_id = u.id AND o.person = s.person AND o.state IN ('cancelled', 'failed'))
 GROUP BY s.person
"""


def messages_this_month(
    persons: Sequence[int], purpose: str, at: datetime, before: int | None = None
) -> dict[int, int]:
    """Messages allowed per person in the month of an instant, for a purpose with a monthly cap;
    only uses before ``before``.
    """
    local = at.astimezone(IST)
    found = catalogue_now().on(purpose, local.date())
    if found is None or found.most_a_month is None:
        return {}
    begins = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_HAD, [purpose, begins, at, before, before, list(persons)])
        return dict(cursor.fetchall())


def uses_of(person: int, *, limit: int = 200, after: str | None = None) -> list[PersonUse]:
    """The uses about a person, refused ones included, newest first; ``after`` continues
    below a use's reference.
    """
    return _uses(person, None, limit, after)


def use_of(person: int, reference: str) -> PersonUse | None:
    """One use, if it was about this person."""
    return next(iter(_uses(person, reference, 1)), None)


def _uses(person: int, reference: str | None, limit: int, after: str | None = None) -> list[PersonUse]:
    with connection.cursor() as cursor:
        cursor.execute(_OF_PERSON, [person, reference, reference, after, after, limit])
        return [_person_use(row) for row in cursor.fetchall()]


def _person_use(row: Sequence[Any]) -> PersonUse:
    (use, reference, at, office, role, sender, purpose, mode, outcome, hers, her_reason, reason, also,
        channel, fields, count,
     template, cohort_rule, state, done_at, leaf, order_number, sources, result,
         reason_given, is_erased) = row  # fmt: skip
    known = [code for code in dict.fromkeys((her_reason, reason, *also)) if code]
    return PersonUse(
        use=use, reference=reference, at=at, office=office, role=role, sender=sender, purpose=purpose,
        mode=mode, outcome=outcome, state=_state(mode, outcome, hers, channel, state, is_erased=is_erased),
        reason=known[0] if known else "", also=tuple(known[1:]), channel=channel, fields=tuple(fields),
        count=count, template=template,
        cohort_rule=cohort_rule,
        done_at=done_at,
        leaf=leaf, order_number=order_number,
        sources=tuple(sources if isinstance(sources, list) else json.loads(sources)),
        ended=result if state == "cancelled" else "", reason_given=reason_given,
    )  # fmt: skip


def _state(mode: str, outcome: str, hers: str, channel: str, message: str | None, *, is_erased: bool) -> str:
    if outcome == "deny":
        return "refused"
    if is_erased:
        return "erased"
    if outcome == "hold":
        return "left_out" if hers == "dropped" else "held"
    if hers != "allow":
        return "left_out"
    return message or ("portal" if channel == "portal" and mode == "message" else "allowed")


def outcomes_of(use: int, person: int) -> list[Mapping[str, Any]]:
    """The closing leaves' records of one person in a use."""
    rows = SubjectOutcome.objects.filter(closing__use=use, person=person).order_by("id")
    return [row.record for row in rows if row.record is not None]
