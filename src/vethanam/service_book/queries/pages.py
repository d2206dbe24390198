"""A person's book as a page lists it, and what waits for verification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from vethanam.service_book.models import FACTS, Fact, PayeeAccount, Posting, Verification


@dataclass(frozen=True, slots=True)
class FactView:
    """One fact for a page: its kind, days, order, and whether somebody else verified it."""

    kind: str
    id: int
    employment_number: str
    valid_from: date
    valid_until: date | None
    recorded_at: datetime
    order: str
    is_verified: bool


def _verified(model: type[Fact]) -> QuerySet[Verification]:
    return Verification.objects.filter(kind=model.kind(), fact=OuterRef("pk"))


def _current(model: type[Fact]) -> QuerySet[Fact]:
    rows = model.objects.filter(superseded_by__isnull=True, is_withdrawn=False)  # type: ignore[attr-defined]
    if model is PayeeAccount:
        rows = rows.defer(*PayeeAccount.unread)
    return rows.annotate(is_verified=Exists(_verified(model))).select_related("employment", "order")  # type: ignore[no-any-return]


def book_of(employment: int) -> list[FactView]:
    """Every fact of an employment that stands, newest first."""
    views = [
        FactView(
            model.kind(),
            fact.pk,
            fact.employment.number,
            fact.valid_from,
            fact.valid_until,
            fact.recorded_at,
            str(fact.order) if fact.order else "",
            fact.is_verified,  # type: ignore[attr-defined]
        )
        for model in FACTS.values()
        for fact in _current(model).filter(employment=employment)
    ]
    return sorted(views, key=lambda view: (view.valid_from, view.recorded_at, view.id), reverse=True)


def unverified(drawing_code: str | None = None) -> list[Fact]:
    """Facts that stand and nobody verified yet, of everybody ever posted under a drawing code (or of all)."""
    waiting: list[Fact] = []
    for model in FACTS.values():
        rows = _current(model).filter(~Exists(_verified(model)))
        if drawing_code:
            rows = rows.filter(
                employment__in=Posting.objects.filter(drawing_code__code=drawing_code).values("employment")
            )
        waiting.extend(rows.order_by("pk"))
    return waiting
