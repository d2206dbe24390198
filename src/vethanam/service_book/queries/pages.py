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
    #: which fund, component, kind of due or tax year it is of, where its kind has several side by side
    about: str = ""


_ABOUT = ("fund", "component", "kind_of_due", "tax_year")


def _verified(model: type[Fact], known_at: datetime | None = None) -> QuerySet[Verification]:
    rows = Verification.objects.filter(kind=model.kind(), fact=OuterRef("pk"))
    return rows if known_at is None else rows.filter(recorded_at__lte=known_at)


def _current(model: type[Fact], known_at: datetime | None = None) -> QuerySet[Fact]:
    """Facts that nothing supersedes, as known at an instant or now."""
    rows = model.objects.filter(is_withdrawn=False)  # type: ignore[attr-defined]
    if known_at is None:
        rows = rows.filter(superseded_by__isnull=True)
    else:
        later = model.objects.filter(supersedes=OuterRef("pk"), recorded_at__lte=known_at)  # type: ignore[attr-defined]
        rows = rows.filter(~Exists(later), recorded_at__lte=known_at)
    if model is PayeeAccount:
        rows = rows.defer(*PayeeAccount.unread)
    verified = Exists(_verified(model, known_at))
    return rows.annotate(is_verified=verified).select_related("employment", "order")  # type: ignore[no-any-return]


def book_of(employment: int, known_at: datetime | None = None) -> list[FactView]:
    """Every fact of an employment that stands, newest first; as known at an instant, or now."""
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
            next((str(getattr(fact, name)) for name in _ABOUT if hasattr(fact, name)), ""),
        )
        for model in FACTS.values()
        for fact in _current(model, known_at).filter(employment=employment)
    ]
    return sorted(views, key=lambda view: (view.valid_from, view.recorded_at, view.id), reverse=True)


def unverified(drawing_code: str | None = None) -> list[Fact]:
    """Facts that stand and nobody verified yet, of everybody ever posted under a drawing code (or of all)."""
    return [fact for model in FACTS.values() for fact in _waiting(model, drawing_code).order_by("pk")]


def count_unverified(drawing_code: str | None = None) -> int:
    """How many facts :func:`unverified` gives."""
    first, *others = (_waiting(model, drawing_code).values("pk") for model in FACTS.values())
    return first.union(*others, all=True).count()


def _waiting(model: type[Fact], drawing_code: str | None) -> QuerySet[Fact]:
    rows = _current(model).filter(~Exists(_verified(model)))
    if drawing_code:
        posted = Posting.objects.filter(drawing_code__code=drawing_code)
        rows = rows.filter(employment__in=posted.values("employment"))
    return rows
