"""Which entries another person agreed to, declined, or has still to see.

All conditions are correlated: they ask the index of the checks once for each entry at hand.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from vethanam.benefits.models import Check, Route


def is_agreed(kind: str, key: str = "pk") -> Exists:
    """The condition that another person agreed to the entry in a column."""
    return Exists(Check.objects.filter(kind=kind, entry=OuterRef(key), is_agreed=True))


def is_of_waiting_sheet(row: Route) -> bool:
    """Whether a route came with a sheet that nobody has verified: it is checked with the sheet."""
    application = row.application
    return application.sheet_id is not None and not application.decisions.exists()


def waiting[Row: Any](rows: QuerySet[Row], kind: str) -> QuerySet[Row]:
    """Those of the entries that wait for another person."""
    return rows.filter(~Exists(Check.objects.filter(kind=kind, entry=OuterRef("pk"))))


def decided(kind: str, entries: Collection[int]) -> dict[int, bool]:
    """The decision on each of these entries that has one: agreed or declined."""
    rows = Check.objects.filter(kind=kind, entry__in=list(entries))
    return dict(rows.values_list("entry", "is_agreed"))
