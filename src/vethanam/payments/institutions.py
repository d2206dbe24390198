"""The accounts of institutions in force for a bill."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils.timezone import localdate

from vethanam.payments.models import InstitutionAccount


def accounts_of_institutions(at: datetime) -> dict[str, InstitutionAccount]:
    """Each institution's verified account on the day of ``at``, as known then, by name."""
    rows = (
        InstitutionAccount.objects.filter(verified_at__lte=at, valid_from__lte=localdate(at))
        .annotate(name=F("institution__name"))
        .order_by("institution", "valid_from", "recorded_at", "id")
    )
    return {row.name: row for row in rows}
