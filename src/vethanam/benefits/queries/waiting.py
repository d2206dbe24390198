"""Entries of an office that wait for another person: circumstances, guardians, routes, deaths, changes,
demands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from vethanam.benefits.models import (
    Application,
    AwardNow,
    Beneficiary,
    Check,
    Circumstance,
    Death,
    Guardian,
    Likeness,
    Route,
    StandingEvent,
)
from vethanam.benefits.powers import OF_BODY, SCHEME, body_of
from vethanam.benefits.queries.checks import waiting
from vethanam.benefits.queries.demands import events_to_check, facts_of_event
from vethanam.benefits.queries.lists import applications_of, awards_of
from vethanam.benefits.queries.paid_elsewhere import undecided
from vethanam.identity.authority import Authority

#: entries of each kind at most: the others come after these
MOST = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """One entry that waits: kind, id, person, facts as codes, and whether the officer entered it herself."""

    kind: str
    entry: int
    beneficiary: Beneficiary
    facts: dict[str, Any]
    recorded_at: datetime
    is_ones_own: bool


def waiting_entries(authority: Authority, beneficiary: Beneficiary | None = None) -> list[Waiting]:
    """What waits for another person in an officer's local body or scheme, oldest first."""
    found = [one for some in _SOME for one in some(authority, beneficiary)]
    return sorted(found, key=lambda one: (one.recorded_at, one.kind, one.entry))


def _people(authority: Authority, beneficiary: Beneficiary | None) -> Q:
    if beneficiary is not None:
        return Q(beneficiary=beneficiary)
    applied = applications_of(authority).order_by().values("beneficiary")
    standing = awards_of(authority).order_by().values("beneficiary")
    return Q(beneficiary__in=applied) | Q(beneficiary__in=standing)


def _facts(authority: Authority, beneficiary: Beneficiary | None) -> Iterator[Waiting]:
    theirs = _people(authority, beneficiary)
    last = Circumstance.objects.filter(theirs, replaced_by=None)
    for row in _some(last, Check.Kind.CIRCUMSTANCE):
        facts = {
            "circumstance": row.kind, "value": row.value, "document": row.document, "since": row.valid_from,
            "until": row.valid_until, "is_withdrawn": row.is_withdrawn,
        }  # fmt: skip
        yield _waiting(authority, Check.Kind.CIRCUMSTANCE, row, row.beneficiary, facts)
    for guardian in _some(Guardian.objects.filter(theirs), Check.Kind.GUARDIAN):
        facts = {
            "guardian": guardian.name, "proof": guardian.proof, "document": guardian.proof_reference,
            "since": guardian.valid_from, "until": guardian.valid_until,
        }  # fmt: skip
        yield _waiting(authority, Check.Kind.GUARDIAN, guardian, guardian.beneficiary, facts)
    reported = Death.objects.filter(theirs, refutes=None)
    for death in _some(reported, Check.Kind.DEATH):
        facts = {"died_on": death.died_on, "source": death.source, "document": death.certificate}
        yield _waiting(authority, Check.Kind.DEATH, death, death.beneficiary, facts)


def _routes(authority: Authority, beneficiary: Beneficiary | None) -> Iterator[Waiting]:
    applied = applications_of(authority).order_by().values("pk")
    theirs = Q(application__in=applied) if beneficiary is None else Q(application__beneficiary=beneficiary)
    of_sheet = Application.objects.filter(pk=OuterRef("application"), sheet__isnull=False, decisions=None)
    rows = Route.objects.filter(theirs, ~Exists(of_sheet), replaced_by=None)
    for row in _some(rows, Check.Kind.ROUTE, "application__beneficiary__person", "society"):
        facts = {
            "route": row.kind, "payer": row.payer, "branch": row.branch, "tail": row.tail,
            "is_joint": row.is_joint, "society": row.society.code if row.society else "",
            "from_month": row.from_month,
        }  # fmt: skip
        yield _waiting(authority, Check.Kind.ROUTE, row, row.application.beneficiary, facts)


def _changes(authority: Authority, beneficiary: Beneficiary | None) -> Iterator[Waiting]:
    rows = AwardNow.objects.filter(waits__isnull=False)
    if beneficiary is not None:
        rows = rows.filter(beneficiary=beneficiary)
    else:
        own = Q(pk__in=awards_of(authority).order_by().values("pk"))
        if authority.role in OF_BODY:
            coming = StandingEvent.objects.filter(local_body=body_of(authority)).values("award")
            own |= Q(award__in=coming)
        rows = rows.filter(own)
    events = StandingEvent.objects.filter(pk__in=rows.values("waits")).select_related(
        "award__beneficiary__person", "award__scheme", "local_body", "order"
    )
    for event in events.order_by("pk")[:MOST]:
        facts = {
            "award": event.award.number, "event": event.event, "cause": event.cause,
            "from_month": event.from_month, "local_body": event.local_body.name if event.local_body else "",
        }  # fmt: skip
        yield _waiting(authority, Check.Kind.STANDING, event, event.award.beneficiary, facts)


def _others(authority: Authority, beneficiary: Beneficiary | None) -> Iterator[Waiting]:
    if beneficiary is not None:
        return
    people = Beneficiary.objects.filter(
        Q(pk__in=applications_of(authority).order_by().values("beneficiary"))
        | Q(pk__in=awards_of(authority).order_by().values("beneficiary"))
    )
    rows = Likeness.objects.filter(Q(lower__in=people) | Q(higher__in=people))
    for row in _some(rows, Check.Kind.LIKENESS, "lower__person", "higher__person"):
        facts = {"other": row.higher.number, "is_one_person": row.is_one_person, "reason": row.reason}
        yield _waiting(authority, Check.Kind.LIKENESS, row, row.lower, facts)


def _elsewhere(authority: Authority, beneficiary: Beneficiary | None) -> Iterator[Waiting]:
    """Amounts paid outside this system: only officers of the scheme decide on them."""
    if authority.role != SCHEME:
        return
    rows = undecided(authority)
    if beneficiary is not None:
        rows = rows.filter(award__beneficiary=beneficiary)
    for row in rows.select_related("award__beneficiary__person").order_by("pk")[:MOST]:
        facts = {
            "award": row.award.number, "month": row.for_month, "payer": row.payer, "amount_paise": row.amount,
            "source": row.source, "reference": row.reference, "is_taken_back": row.takes_back_id is not None,
            "reason": row.reason,
        }  # fmt: skip
        yield _waiting(authority, Check.Kind.ELSEWHERE, row, row.award.beneficiary, facts)


def _demands(authority: Authority, beneficiary: Beneficiary | None) -> Iterator[Waiting]:
    if authority.role != SCHEME:
        return
    rows = events_to_check(authority)
    if beneficiary is not None:
        rows = rows.filter(demand__award__beneficiary=beneficiary)
    for row in rows.select_related("order").order_by("pk")[:MOST]:
        award = row.demand.award
        yield _waiting(authority, Check.Kind.DEMAND, row, award.beneficiary, facts_of_event(row))


_SOME = (_facts, _routes, _changes, _demands, _others, _elsewhere)


def _some(rows: QuerySet[Any], kind: str, *related: str) -> list[Any]:
    named = related or ("beneficiary__person",)
    return list(waiting(rows, kind).select_related(*named).order_by("pk")[:MOST])


def _waiting(
    authority: Authority, kind: str, row: Any, beneficiary: Beneficiary, facts: dict[str, Any]
) -> Waiting:
    is_own = row.person_id == authority.person or row.entered_by_id == authority.account
    return Waiting(kind, row.pk, beneficiary, facts, row.recorded_at, is_own)
