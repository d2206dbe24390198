"""Payments of awards that reached their people, as pages and messages ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from vethanam.benefits.models.cycles import Drawal
from vethanam.benefits.models.payments import Leg
from vethanam.bulk import among
from vethanam.money import Paise


@dataclass(frozen=True, slots=True)
class Credited:
    """One payment that reached a person. ``leg`` is its number for ever; ``months`` are keys, oldest first.

    ``manner`` is a kind of route, ``tail`` the last digits of an account, ``order`` that of the release.
    """

    leg: int
    award: int
    months: tuple[int, ...]
    amount: Paise
    on: date
    manner: str
    order: str
    tail: str = ""


def credited_of(
    awards: Collection[int] | None = None, *, told: QuerySet[Any] | None = None, limit: int | None = None
) -> list[Credited]:
    """The payments of these awards (of all: None) by their legs, without the legs in ``told``.

    Compensation is no payment of an award: the page of a person's rolls tells it.
    """
    legs = Leg.objects.filter(state__in=Leg.PAID, award__isnull=False, release__compensation="").order_by(
        "pk"
    )
    if awards is not None:
        legs = legs.filter(award__in=among(awards))
    if told is not None:
        legs = legs.exclude(pk__in=told)
    found = list(
        legs.values_list(
            "pk",
            "award_id",
            "release_id",
            "amount",
            "paid_on",
            "kind",
            "release__order__number",
            "route__tail",
        )[:limit]
    )
    months = _months([(release, award) for _, award, release, *_ in found if award is not None])
    return [
        Credited(leg, award, months[release, award], amount, on, kind, order, tail)
        for leg, award, release, amount, on, kind, order, tail in found
        if on is not None and award is not None
    ]


def _months(drawn: Collection[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, ...]]:
    """The months that a release draws for an award, oldest first."""
    rows = Drawal.objects.filter(
        release__in={release for release, _ in drawn}, award__in=among({award for _, award in drawn})
    )
    months: dict[tuple[int, int], set[int]] = defaultdict(set)
    for release, award, month in rows.values_list("release_id", "award_id", "for_month"):
        months[release, award].add(month)
    return {key: tuple(sorted(found)) for key, found in months.items()}
