"""Payments of releases: their orders, open awards, legs; and the place of every rupee."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum

from vethanam.benefits.models import (
    AwardNow,
    Check,
    CompensationLine,
    Drawal,
    Leg,
    PaymentOrder,
    Release,
    Route,
    StandingEvent,
)
from vethanam.benefits.powers import OF_BODY, SCHEME, body_of
from vethanam.benefits.queries.checks import is_agreed
from vethanam.identity.authority import Authority
from vethanam.periods import Month
from vethanam.service_book.models import AccountSignature

#: kind of a signed route among signatures over accounts
BENEFIT_ROUTE = "benefit_route"
#: routes signed with one signature
MOST_SIGNED = 500
_OPEN = "SELECT * FROM benefits_open_awards(%s, %s) ORDER BY award"
_ANY_OPEN = "SELECT EXISTS (SELECT FROM benefits_open_awards(%s, %s) WHERE place = '')"
# Legs of awards by their state, and by the state of their file part while the bank has not answered; open
# awards by the reason for which nothing pays them. A leg to a society is no place: its lines are.
_PLACES = """
SELECT x.place, count(*), sum(x.amount)::bigint FROM (
  SELECT CASE WHEN l.state <> 'instructed' THEN l.state
              WHEN p.state IN ('handed_over', 'acknowledged') OR p.sha256 IS NOT NULL THEN 'with_bank'
              ELSE 'written' END AS place, l.amount
    FROM benefits_leg l LEFT JOIN benefits_filepart p ON p.id = l.part_id
   WHERE l.release_id = %(release)s AND l.kind NOT IN ('society', 'bill')
     AND l.state IN ('instructed', 'credited', 'waiting', 'listed', 'delivered')
  UNION ALL
  SELECT CASE WHEN %(is_elsewhere)s THEN 'elsewhere' WHEN NOT %(is_ordered)s THEN 'not_ordered'
              WHEN o.place = '' THEN 'to_write' ELSE o.place END, o.amount
    FROM benefits_open_awards(%(release)s, %(month)s) o) x
 GROUP BY 1
"""
# Lines not delivered of open awards, with the society that has, or gave back, the money. One that is paid
# anew by rows alone is among them: its award is open.
_NOT_DELIVERED = """
SELECT l.id, l.reference, l.amount, a.number, s.code
  FROM benefits_open_awards(%s, %s) o
  JOIN benefits_leg l ON l.release_id = %s AND l.award_id = o.award AND l.kind = 'home'
   AND l.state IN ('undelivered', 'reissued')
  JOIN benefits_advance a ON a.id = l.advance_id JOIN benefits_society s ON s.id = a.society_id
 WHERE o.place IN ('', 'to_order_again', 'withheld') ORDER BY l.id
"""
_LIFTED = """
SELECT d.application_id, array_agg(e.id ORDER BY e.id)
  FROM benefits_decision d JOIN benefits_award w ON w.decision_id = d.id
  JOIN benefits_standingevent e ON e.award_id = w.id AND e.cause IN ('death_reported', 'death')
   AND e.event IN ('suspended', 'ended')
 WHERE d.application_id = ANY (%s) AND NOT EXISTS (SELECT FROM benefits_open_stop o WHERE o.id = e.id)
 GROUP BY 1
"""
#: all places, in the order of a page
PLACES = (
    "not_ordered", "elsewhere", "no_route", "no_account", "unsigned", "stopped", "withheld",
    "to_order_again", "to_write", "written", "with_bank", "credited", "rejected", "returned", "waiting",
    "listed", "delivered", "undelivered",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenAward:
    """An award of a release that nothing pays yet: the sum drawn, its latest leg, its route.

    ``place`` is the reason for which nothing pays it now; empty: a leg can be written.
    """

    award: int
    amount: int
    leg: int | None
    attempt: int
    route: int | None
    kind: str
    place: str


@dataclass(frozen=True, slots=True)
class LineNotDelivered:
    """A line that a society did not deliver, of an award that has another signed route by now."""

    leg: int
    reference: str
    amount: int
    advance: str
    society: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part of a release stands: people and paise."""

    place: str
    people: int
    amount: int


def content_of(release: Release) -> bytes:
    """The hash of everything that a release draws, as a payment order signs it."""
    return bytes(_one("SELECT benefits_drawals_hash(%s)", [release.pk]))


def drawn_sum(release: Release) -> int:
    """The sum that a release draws."""
    return drawn_rows(release).aggregate(sum=Sum("amount"))["sum"] or 0


def drawn_rows(release: Release) -> QuerySet[Any, Any]:
    """The rows with the amounts of a release by award: its drawals, or its lines of compensation."""
    rows: type[CompensationLine | Drawal] = CompensationLine if release.compensation else Drawal
    return rows.objects.filter(release_id=release.pk)


def why_compensation_held(release: Release) -> str:
    """Why a release of compensation waits, as the code of a sentence; empty if nothing holds it."""
    return str(_one("SELECT benefits_compensation_held(%s)", [release.pk]) or "")


def is_ordered(release: Release) -> bool:
    """Whether two persons ordered its payment."""
    return PaymentOrder.objects.filter(release=release).values("role").distinct().count() == 2


def open_awards(release: Release, month: Month) -> list[OpenAward]:
    """The awards of a release without a live leg, by the routes of a month."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [release.pk, _month(release, month)])
        return [OpenAward(*row) for row in cursor.fetchall()]


def lines_not_delivered(release: Release, month: Month) -> list[LineNotDelivered]:
    """The lines of a release that were not delivered and can be paid a second time, by another route."""
    with connection.cursor() as cursor:
        cursor.execute(_NOT_DELIVERED, [release.pk, _month(release, month), release.pk])
        return [LineNotDelivered(*row) for row in cursor.fetchall()]


def routes_now(release: Release, month: Month) -> dict[int, int]:
    """The checked route of each award of a release in a month."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT award, route FROM benefits_routes_now(%s, %s)", [release.pk, _month(release, month)]
        )
        return dict(cursor.fetchall())


def has_open_awards(release: Release, month: Month) -> bool:
    """Whether a leg can be written for an award of a release."""
    return bool(_one(_ANY_OPEN, [release.pk, _month(release, month)]))


def places_of(release: Release, month: Month) -> list[Place]:
    """Where every rupee of a release is; the sums add up to its drawals."""
    given = {
        "release": release.pk, "month": _month(release, month), "is_elsewhere": release.payer != "state",
        "is_ordered": is_ordered(release),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, given)
        found = {row[0]: Place(*row) for row in cursor.fetchall()}
    return [found[name] for name in PLACES if name in found]


def unsigned_routes(authority: Authority) -> list[Route]:
    """Checked routes that wait for the signature of this officer, who did not enter them.

    Those of a person who was reported dead and lives are signed again.
    """
    signed = AccountSignature.objects.filter(kind=BENEFIT_ROUTE, fact=OuterRef("pk"))
    alive = StandingEvent.objects.filter(is_agreed(Check.Kind.STANDING), cause=StandingEvent.Cause.ALIVE)
    at = Check.objects.filter(
        kind=Check.Kind.STANDING, is_agreed=True, recorded_at__gt=OuterRef("signed_at"),
        entry__in=StandingEvent.objects.filter(
            cause=StandingEvent.Cause.ALIVE,
            award__decision__application=OuterRef(OuterRef("application")),
        ).values("pk"),
    )  # fmt: skip
    latest = signed.order_by("-recorded_at").values("recorded_at")[:1]
    rows = (
        Route.objects.annotate(signed_at=Subquery(latest))
        .filter(is_agreed(Check.Kind.ROUTE), payer=Route.Payer.STATE)
        .filter(
            ~Exists(signed) | Q(application__in=alive.values("award__decision__application")) & Exists(at)
        )
        .exclude(entered_by=authority.account)
        .exclude(person=authority.person or 0)
        .filter(_reached(authority))
    )
    return list(
        rows.select_related("application__beneficiary__person", "society").order_by("pk")[:MOST_SIGNED]
    )


def lifted_deaths(routes: Collection[Route]) -> dict[int, list[int]]:
    """The stops by a death that were lifted because the person lives, by application; others are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_LIFTED, [[one.application_id for one in routes]])
        return dict(cursor.fetchall())


def route_commitments(routes: Collection[int]) -> dict[int, str]:
    """The commitment to each whole account of a route, in hexadecimal. No number is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM benefits_route_commitments(%s)", [list(routes)])
        return {one: bytes(value).hex() for one, value in cursor.fetchall()}


def legs_of(release: Release) -> QuerySet[Leg]:
    """The legs of a release that pay an award, the latest first. Advances to societies are not among them."""
    rows = Leg.objects.filter(release=release, award__isnull=False)
    rows = rows.select_related("award__beneficiary__person", "part", "route")
    return rows.defer("route__number", "route__holder", "route__mark").order_by("-pk")


def paid_legs(after: int = 0) -> QuerySet[Leg]:
    """Legs with which a beneficiary has her money, for telling her: credited or delivered on ``paid_on``."""
    rows = Leg.objects.filter(pk__gt=after, state__in=Leg.PAID, award__isnull=False).select_related(
        "award", "release"
    )
    return rows.order_by("pk")


def _reached(authority: Authority) -> Q:
    if authority.role == SCHEME:
        return Q(application__scheme__code=authority.scope)
    if authority.role in OF_BODY:
        body = body_of(authority)
        theirs = AwardNow.objects.filter(local_body=body).values("award")
        return Q(application__local_body=body) | Q(application__decisions__award__in=theirs)
    return Q(pk=None)


def _month(release: Release, month: Month) -> int:
    return max([int(month), *release.months])


def _one(text: str, given: list[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(text, given)
        row = cursor.fetchone()
    return row[0] if row else None
