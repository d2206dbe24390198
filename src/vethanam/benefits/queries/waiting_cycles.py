"""Months of a scheme that wait for an officer: stopped, computed, to approve, to release."""

from __future__ import annotations

from django.db.models import CharField, Exists, Expression, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, LPad, Mod

from vethanam.benefits.models import Cycle, CycleRequest, Release
from vethanam.identity.authority import Authority


def stopped_requests(authority: Authority) -> QuerySet[CycleRequest]:
    """The officer's own requests that stopped, and that nobody made again."""
    later = CycleRequest.objects.filter(
        scheme=OuterRef("scheme"), month=OuterRef("month"), pk__gt=OuterRef("pk")
    )
    rows = CycleRequest.objects.filter(
        ~Exists(later), scheme__code=authority.scope or "-", state=CycleRequest.State.STOPPED,
        account=authority.account,
    )  # fmt: skip
    return rows.annotate(month_said=_month("month"))


def computed_by(authority: Authority) -> QuerySet[Cycle]:
    """The latest versions that the officer computed and that nobody has approved."""
    return _unapproved(authority).filter(entered_by=authority.account)


def to_approve(authority: Authority) -> QuerySet[Cycle]:
    """Unapproved latest versions of the scheme's months that another person than the officer computed."""
    return _unapproved(authority).exclude(entered_by=authority.account).exclude(
        person__in=[one for one in (authority.person, authority.on_behalf_of) if one is not None]
    )  # fmt: skip


def to_release(authority: Authority) -> QuerySet[Cycle]:
    """Approved months with something due and no money released; not those that the officer approved."""
    released = Release.objects.filter(scheme=OuterRef("scheme"), months__contains=[OuterRef("month")])
    rows = _numbered(Cycle.objects.filter(~Exists(released), approval__isnull=False, reopening=None))
    own = [one for one in (authority.person, authority.on_behalf_of) if one is not None]
    rows = rows.filter(counts__state="eligible", counts__for_month=F("month")).distinct()
    return rows.exclude(person__in=own).exclude(approval__person__in=own)


def _unapproved(authority: Authority) -> QuerySet[Cycle]:
    later = Cycle.objects.filter(
        scheme=OuterRef("scheme"), month=OuterRef("month"), version__gt=OuterRef("version")
    )
    rows = Cycle.objects.filter(~Exists(later), scheme__code=authority.scope or "-", approval=None)
    return _numbered(rows)


def _numbered(rows: QuerySet[Cycle]) -> QuerySet[Cycle]:
    """With ``number``, as pages write it."""
    return rows.annotate(
        number=Concat("scheme__code", Value("-"), _month("month"), Value("-"), Cast("version", CharField()))
    )


def _month(name: str) -> Expression:
    return Concat(
        Cast(F(name) / 100, CharField()), Value("-"),
        LPad(Cast(Mod(F(name), 100), CharField()), 2, Value("0")),
    )  # fmt: skip
