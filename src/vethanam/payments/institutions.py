"""The accounts of institutions in force for a bill, and those of societies that deliver benefits."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection
from django.utils.timezone import localdate

from vethanam.benefits.models import Society
from vethanam.payments.models import InstitutionAccount


def accounts_of_institutions(at: datetime) -> dict[str, int]:
    """The entry of each institution's verified account on the day of ``at``, as known then, by name."""
    rows = InstitutionAccount.objects.filter(verified_at__lte=at, valid_from__lte=localdate(at))
    ordered = rows.order_by("institution", "valid_from", "recorded_at", "id")
    return dict(ordered.values_list("institution__name", "pk"))


def accounts_of_societies(societies: Collection[int], at: datetime) -> dict[int, int]:
    """The entry of the verified account of each society, which is that of the institution with its name.

    A society without one, or with a name that another society has too, is left out.
    """
    accounts = accounts_of_institutions(at)
    return {
        society.pk: accounts[name]
        for name, society in _societies_by_name().items()
        if society.pk in societies and name in accounts
    }


def society_named(name: str) -> Society | None:
    """The society with the name of an institution; None without one, or with several."""
    return _societies_by_name().get(" ".join(name.split()))


def _societies_by_name() -> dict[str, Society]:
    named: dict[str, list[Society]] = {}
    for one in Society.objects.order_by("pk"):
        named.setdefault(" ".join(one.name.split()), []).append(one)
    return {name: some[0] for name, some in named.items() if len(some) == 1}


def institution_commitments(accounts: Collection[int]) -> dict[int, str]:
    """The commitment to each whole account of an institution, in hexadecimal, by entry. No number is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM payments_institution_commitments(%s)", [list(accounts)])
        return {one: bytes(value).hex() for one, value in cursor.fetchall()}
