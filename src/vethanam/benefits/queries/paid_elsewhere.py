"""Amounts paid outside this system: those that count, and the entries of a scheme with their states."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, QuerySet, Value, When

from vethanam.benefits.models import Check, DrawnElsewhere
from vethanam.benefits.queries.checks import is_agreed, waiting
from vethanam.identity.authority import Authority

WAITS, COUNTS, DECLINED, TAKEN_BACK = "waits", "checked", "declined", "taken_back"


def paid_elsewhere(awards: Collection[int]) -> QuerySet[DrawnElsewhere]:
    """The amounts of some awards that were paid outside this system, as they count, by month."""
    rows = DrawnElsewhere.objects.filter(
        is_agreed(Check.Kind.ELSEWHERE), ~Exists(_ends()), award__in=list(awards), takes_back=None
    )
    return rows.select_related("award").order_by("for_month", "pk")


def entries_of(scheme: str) -> QuerySet[Any]:
    """The entries of a scheme, the latest first, with ``state``: waits, checked, declined, taken_back."""
    state = Case(
        When(Exists(_ends()), then=Value(TAKEN_BACK)),
        When(is_agreed(Check.Kind.ELSEWHERE), then=Value(COUNTS)),
        When(
            Exists(Check.objects.filter(kind=Check.Kind.ELSEWHERE, entry=OuterRef("pk"))),
            then=Value(DECLINED),
        ),
        default=Value(WAITS),
        output_field=CharField(),
    )
    rows = DrawnElsewhere.objects.filter(award__scheme__code=scheme, takes_back=None)
    rows = rows.annotate(state=state, is_being_taken_back=Exists(_being_taken_back()))
    return rows.select_related("award__beneficiary__person", "award__scheme").order_by("-pk")


def undecided(authority: Authority) -> QuerySet[DrawnElsewhere]:
    """The entries and takings back of an officer's scheme that wait for another person."""
    rows = DrawnElsewhere.objects.filter(award__scheme__code=authority.scope or "-")
    return waiting(rows, Check.Kind.ELSEWHERE)


def to_decide(authority: Authority) -> QuerySet[DrawnElsewhere]:
    """Those that this officer may decide: another person entered them."""
    own = [one for one in (authority.person, authority.on_behalf_of) if one is not None]
    return undecided(authority).exclude(entered_by=authority.account).exclude(person__in=own)


def _ends() -> QuerySet[DrawnElsewhere]:
    """Takings back of an entry to which another person agreed."""
    return DrawnElsewhere.objects.filter(is_agreed(Check.Kind.ELSEWHERE), takes_back=OuterRef("pk"))


def _being_taken_back() -> QuerySet[DrawnElsewhere]:
    return waiting(DrawnElsewhere.objects.filter(takes_back=OuterRef("pk")), Check.Kind.ELSEWHERE)
