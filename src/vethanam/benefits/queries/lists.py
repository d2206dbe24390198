"""Lists of an office: applications by the day they are owed, awards, missing life proofs, deaths."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from vethanam.benefits.models import (
    Application,
    Assessment,
    AwardNow,
    Death,
    Decision,
    LifeProof,
    LifeWindow,
    StandingEvent,
)
from vethanam.benefits.powers import OF_BODY, SCHEME
from vethanam.benefits.queries.checks import is_agreed
from vethanam.identity.authority import Authority

#: states of an application, from its rows
RECEIVED, REFUSED = "received", "refused"


def applications_of(authority: Authority) -> QuerySet[Any]:
    """The applications of an officer's local body or scheme, each with ``state`` and ``is_decided``."""
    rows = _within(authority, Application.objects.all())
    assessed = Assessment.objects.filter(application=OuterRef("pk")).order_by("-pk")
    decided = Decision.objects.filter(application=OuterRef("pk")).order_by("-pk")
    return rows.annotate(
        is_decided=Exists(decided),
        state=Coalesce(
            Subquery(decided.values("outcome")[:1]),
            Subquery(assessed.values("outcome")[:1]),
            Value(RECEIVED),
            output_field=CharField(),
        ),
    ).select_related("beneficiary__person", "scheme", "local_body")


def open_applications(authority: Authority) -> QuerySet[Any]:
    """Applications that are owed an answer, the earliest day first; those of a sheet are decided with it."""
    return applications_of(authority).filter(_is_open(), sheet=None).order_by("owed_by", "pk")


def to_sanction(authority: Authority) -> QuerySet[Any]:
    """Assessed applications that wait for the secretary, the earliest day first."""
    return open_applications(authority).exclude(state__in=(RECEIVED, REFUSED))


def to_assess(authority: Authority) -> QuerySet[Any]:
    """Applications that nobody has assessed, the earliest day first."""
    return open_applications(authority).filter(state=RECEIVED)


def transfers_to(authority: Authority) -> QuerySet[StandingEvent]:
    """Transfers to an officer's local body that wait for an officer of it."""
    waiting = AwardNow.objects.filter(waits__isnull=False).values("waits")
    return StandingEvent.objects.filter(local_body__code=authority.scope or "-", pk__in=waiting)


def awards_of(authority: Authority) -> QuerySet[AwardNow]:
    """The awards of an officer's local body or scheme, by number."""
    rows = _within(authority, AwardNow.objects.all())
    return rows.select_related("award", "beneficiary__person", "scheme", "local_body").order_by(
        "award__number"
    )


def suspended(authority: Authority) -> QuerySet[AwardNow]:
    """Suspended awards, the longest first."""
    rows = awards_of(authority).filter(state=AwardNow.State.SUSPENDED)
    return rows.order_by("since_month", "award__number")


def to_muster(authority: Authority, day: date) -> QuerySet[AwardNow]:
    """Awards that have not ended, of people without a life proof in the year up to a day.

    An application at a counter counts as a proof.
    """
    first = day.replace(month=1, day=1)
    proven = LifeProof.objects.filter(beneficiary=OuterRef("beneficiary"), on__gte=first, on__lte=day)
    at_counter = Application.objects.filter(
        beneficiary=OuterRef("beneficiary"), face=Application.Face.COUNTER,
        received_on__gte=first, received_on__lte=day,
    )  # fmt: skip
    rows = awards_of(authority).exclude(state=AwardNow.State.ENDED)
    return rows.filter(~Exists(proven), ~Exists(at_counter)).order_by("ward", "award__number")


def windows_of_year(year: int) -> dict[str, LifeWindow]:
    """The window of each scheme in a year, as the latest order has it."""
    rows = LifeWindow.objects.filter(year=year).select_related("scheme", "order").order_by("pk")
    return {row.scheme.code: row for row in rows}


def deaths_of(authority: Authority) -> QuerySet[Any]:
    """Reported deaths of an officer's people, with ``is_confirmed``; refuted ones are left out."""
    whose = awards_of(authority).order_by().values("beneficiary")
    applied = applications_of(authority).order_by().values("beneficiary")
    refuted = Death.objects.filter(is_agreed("death"), refutes=OuterRef("pk"))
    rows = Death.objects.filter(Q(beneficiary__in=whose) | Q(beneficiary__in=applied), refutes=None)
    return (
        rows.filter(~Exists(refuted))
        .annotate(is_confirmed=is_agreed("death"))
        .select_related("beneficiary__person")
        .order_by("is_confirmed", "-pk")
    )


def _is_open() -> Q:
    """Undecided, or refused with an appeal that was allowed and no decision since."""
    allowed = Decision.objects.filter(application=OuterRef("pk"), appeal__outcome__is_allowed=True).exclude(
        appeal__outcome__in=Decision.objects.filter(allowed_by__isnull=False).values("allowed_by")
    )
    return Q(is_decided=False) | Q(Exists(allowed))


def _within[Rows: QuerySet[Any]](authority: Authority, rows: Rows) -> Rows:
    if authority.role == SCHEME:
        return rows.filter(scheme__code=authority.scope or "-")
    if authority.role in OF_BODY:
        return rows.filter(local_body__code=authority.scope or "-")
    return rows.none()
