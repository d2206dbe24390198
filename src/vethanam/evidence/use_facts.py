"""The facts of a use and the message behind it: order, text, sender, approvals, people, outcome, cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from vethanam.evidence.facts import Fact
from vethanam.messaging.costs import cost_of
from vethanam.messaging.models import Campaign, CountFile
from vethanam.messaging.sender_views import sender_on
from vethanam.privacy.counts import counted, without_few
from vethanam.privacy.current_windows import windows_shown
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Approval, Purpose, Use
from vethanam.privacy.queries import UseShown, leaves_of, sending_times, use_shown

#: days before and after a use in which refused requests of its kind are listed, and how many at most
AROUND, MOST_ATTEMPTS = timedelta(days=90), 50
# People of a use by district: of the posting that counted and began last. Of people without one, none.
_DISTRICTS = """
SELECT coalesce(nullif(place.district, ''), 'unknown'), count(*)
  FROM privacy_usesubject u LEFT JOIN (
    SELECT DISTINCT ON (e.person_id) e.person_id, o.district
      FROM people_employment e
      JOIN service_book_posting p ON p.employment_id = e.id AND p.valid_from <= %(day)s
      JOIN service_book_standing s ON s.kind = 'posting' AND s.fact = p.id
      JOIN people_office o ON o.id = p.office_id
     WHERE s.verified_at <= %(at)s AND NOT s.is_withdrawn
       AND (s.replaced_at IS NULL OR s.replaced_at > %(at)s)
       AND e.person_id IN (SELECT person FROM privacy_usesubject WHERE use_id = %(use)s)
     ORDER BY e.person_id, p.valid_from DESC, p.recorded_at DESC, p.id DESC
  ) place ON place.person_id = u.person
 WHERE u.use_id = %(use)s AND u.outcome = 'allow' GROUP BY 1
"""


def facts_of_campaign(row: Campaign) -> Iterator[Fact]:
    """What was composed, on which order, and who approved it."""
    leaf = [row.leaf]
    values = {"reference": row.reference, "at": row.at, "role": row.role, "office": row.office,
              "purpose": row.purpose}  # fmt: skip
    yield Fact("fact_composed", values, leaf)
    if row.order:
        yield Fact("fact_order", {"order": row.order.number, "dated": row.order.dated}, leaf)
    else:
        yield Fact("fact_no_order", {}, leaf)
    sanction = row.sanction or {}
    if sanction.get("order"):
        yield Fact("fact_sanction", {"order": sanction["order"], "head": sanction.get("head")}, leaf)
    else:
        yield Fact("fact_no_sanction", {}, leaf)
    yield from _purpose(bytes(row.purpose_hash))
    yield Fact("fact_text", {"text": str(row.text), "sum": bytes(row.text.hash).hex()}, [row.text.leaf])
    yield Fact("fact_cohort", {"rule": row.cohort, "people": counted(len(row.members))}, leaf)
    yield from _approvals(row)


def facts_of_use(row: Use) -> Iterator[Fact]:
    """How a request was answered, by which office, to how many people, and its outcomes."""
    shown = use_shown(row.reference)
    if shown is None:
        return
    decided = [row.leaf]
    answered = {
        "reference": row.reference, "at": row.at, "role": row.role, "office": row.office,
        "purpose": row.purpose_code, "mode": row.mode, "outcome": row.outcome,
        "allowed": counted(row.allowed), "asked_for": counted(row.subjects),
    }  # fmt: skip
    yield Fact("fact_answered", answered, decided)
    if row.reason:
        yield Fact("fact_reason", {"why": row.reason, "code": row.reason}, decided)
    yield Fact("fact_signed_in", {"means": _means(row)}, decided)
    yield from _sender(row)
    for group, people in sorted(row.request.get("classes", {}).items()):
        yield Fact("fact_class", {"group": group, "people": counted(people)}, decided)
    for district, people in _districts(row).items():
        yield Fact("fact_district", {"district": district, "people": people})
    yield from _windows(row)
    yield from _outcome(row, shown)
    yield from _attempts(row)


def leaves_shown(campaign: Campaign | None, row: Use | None) -> list[int]:
    """The staged ids of the entries behind these facts, apart from those the facts name."""
    return [*([campaign.leaf] if campaign else []), *(leaves_of(row.pk) if row else [])]


def _purpose(known: bytes) -> Iterator[Fact]:
    version = Purpose.objects.filter(hash=known).first()
    if version is not None:
        named = {"version": version.version, "sum": known.hex(), "purpose": version.code}
        yield Fact("fact_purpose", named, [version.leaf])


def _approvals(row: Campaign) -> Iterator[Fact]:
    given = Approval.objects.filter(of=Approval.Of.CAMPAIGN, reference=row.reference).order_by("at")
    for one in given:
        yield Fact("fact_approved", {"role": one.role, "at": one.at}, [one.leaf])
    if not given:
        yield Fact("fact_no_approval")


def _means(row: Use) -> str:
    """How the officer signed in, as the decision has it."""
    return "strong" if row.request.get("is_strong") else "not strong"


def _sender(row: Use) -> Iterator[Fact]:
    if not row.sender:
        return
    day = row.at.astimezone(IST).date()
    found = sender_on(row.sender, day)
    if found is None:
        yield Fact("fact_no_sender", {"sender": row.sender, "day": day})
        return
    yield Fact(
        "fact_sender", {"sender": row.sender, "header": found.header, "owner": found.owner}, [row.leaf]
    )
    for one in found.managers:
        yield Fact("fact_manager", {"post": one.post["en"], "since": one.since, "signs_in": one.signs_in})
    if not found.managers:
        yield Fact("fact_no_manager", {"day": day})


def _districts(row: Use) -> dict[str, int | str]:
    with connection.cursor() as cursor:
        cursor.execute(_DISTRICTS, {"use": row.pk, "at": row.at, "day": row.at.astimezone(IST).date()})
        return without_few(dict(cursor.fetchall()))


def _windows(row: Use) -> Iterator[Fact]:
    at = sending_times(row.pk).first or row.at
    found = [one.code for one in windows_shown(row.at) if one.is_open(at)]
    yield Fact("fact_windows" if found else "fact_no_window", {"at": at, "windows": found})


def _outcome(row: Use, shown: UseShown) -> Iterator[Fact]:
    if not shown.messages:
        yield Fact("fact_no_message")
        return
    closings = leaves_of(row.pk)[1:]
    ended = {name: counted(shown.messages.get(name, 0)) for name in ("failed", "uncertain", "cancelled")}
    yield Fact("fact_outcome", {"handed_over": counted(shown.handed_over), **ended}, closings)
    times = sending_times(row.pk)
    if times.first and times.last:
        yield Fact("fact_times", {"first": times.first, "last": times.last})
    cost = cost_of(row.pk)
    if cost is None or cost.total is None:
        yield Fact("fact_no_cost")
    else:
        yield Fact("fact_cost", {"parts": cost.parts, "total_paise": cost.total})
    if times.first and times.last:
        yield _operator(row, times.first.astimezone(IST).date(), times.last.astimezone(IST).date())


def _operator(row: Use, first: date, last: date) -> Fact:
    """The operator's own count of the sender's header on the days of hand-over, beside ours.

    Of a template and day the latest file counts.
    """
    sender = sender_on(row.sender, first)
    latest: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    for file in CountFile.objects.order_by("pk"):
        for line in file.lines:
            if _is_of(line, sender.header if sender else "", first, last):
                latest[line["template"], line["day"]] = file.leaf, line
    if not latest:
        return Fact("fact_no_operator", {"first": first, "last": last})
    counted_by = {name: sum(line[name] for _, line in latest.values()) for name in ("operators", "ours")}
    values = {"first": first, "last": last, "theirs": counted_by["operators"], "ours": counted_by["ours"]}
    return Fact("fact_operator", values, sorted({leaf for leaf, _ in latest.values()}))


def _is_of(line: dict[str, Any], header: str, first: date, last: date) -> bool:
    return bool(header) and line["header"] == header and first <= date.fromisoformat(line["day"]) <= last


def _attempts(row: Use) -> Iterator[Fact]:
    alike = Q(office=row.office, purpose_code=row.purpose_code)
    if row.template_hash:
        alike |= Q(template_hash=row.template_hash)
    rows = Use.objects.filter(
        alike,
        outcome__in=(Use.Outcome.DENY, Use.Outcome.HOLD),
        at__gt=row.at - AROUND,
        at__lt=row.at + AROUND,
    ).exclude(pk=row.pk)
    leaves = [*rows.order_by("pk").values_list("leaf", flat=True)]
    values = {"count": len(leaves), "days": AROUND.days}
    yield Fact("fact_attempts", values, leaves[:MOST_ATTEMPTS])
