"""What stops an award, and its routes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef

from vethanam.benefits.models import Application, Award, Route
from vethanam.benefits.queries.checks import is_agreed


@dataclass(frozen=True, slots=True)
class Stop:
    """An open suspension or end of an award."""

    id: int
    event: str
    cause: str
    from_month: int


def open_stops(award: Award) -> list[Stop]:
    """The suspensions and the end of an award that nothing has lifted, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, event, cause, from_month FROM benefits_open_stop WHERE award_id = %s ORDER BY id",
            [award.pk],
        )
        return [Stop(*row) for row in cursor.fetchall()]


def route_in(application: Application, month: int, payer: str = Route.Payer.STATE) -> Route | None:
    """The route of a payer in a month: the latest that another person has checked."""
    replaced = Route.objects.filter(is_agreed("route"), supersedes=OuterRef("pk"))
    rows = Route.objects.filter(
        is_agreed("route"), ~Exists(replaced), application=application, payer=payer, from_month__lte=month
    )
    return rows.order_by("-from_month", "-pk").first()
