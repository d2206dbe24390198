"""The frame of the rules for one person: her applications and awards, with the circumstances that count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from vethanam.benefits.models import Application, AwardNow, Beneficiary, Death, LifeProof
from vethanam.benefits.queries.checks import is_agreed
from vethanam.periods import Month

#: an application comes after every award of the same day
AFTER_AWARDS = 1 << 40
_CIRCUMSTANCES = """
SELECT DISTINCT ON (kind) kind, value
  FROM benefits_circumstance_now
 WHERE beneficiary_id = %s AND valid_from <= %s AND (valid_until IS NULL OR valid_until >= %s)
 ORDER BY kind, valid_from DESC, recorded_at DESC, id DESC
"""
_CERTIFICATE = """
SELECT valid_from, valid_until FROM benefits_circumstance_now
 WHERE beneficiary_id = %s AND kind = 'income' AND valid_from <= %s
 ORDER BY valid_from DESC, recorded_at DESC, id DESC LIMIT 1
"""

_IN_SERVICE = """
SELECT EXISTS (
  SELECT FROM people_employment e
    JOIN service_book_servicespell s ON s.employment_id = e.id
    JOIN service_book_standing t ON t.kind = 'service_spell' AND t.fact = s.id AND t.counts
   WHERE e.person_id = %s AND s.valid_from <= %s AND (s.valid_until IS NULL OR s.valid_until >= %s))
"""


def circumstances_on(beneficiary: Beneficiary, day: date) -> dict[str, Any]:
    """The value of each kind that counts on a day; checked entries alone.

    The day and the last day of an income certificate are those of the entry of income. Whether she is in
    Government service the service book says of an applicant who is an employee, against any entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CIRCUMSTANCES, [beneficiary.pk, day, day])
        found = {
            kind: json.loads(value) if isinstance(value, str) else value for kind, value in cursor.fetchall()
        }
        cursor.execute(_CERTIFICATE, [beneficiary.pk, day])
        if (row := cursor.fetchone()) is not None and "income" in found:
            found.setdefault("income_certified_on", row[0])
            found.setdefault("income_valid_until", row[1])
        cursor.execute(_IN_SERVICE, [beneficiary.person_id, day, day])
        if (cursor.fetchone() or (False,))[0]:
            found["in_government_service"] = True
    return found


def rows_of(application: Application, day: date) -> list[dict[str, Any]]:
    """The row of an application, then one for each open award of the same person."""
    beneficiary = application.beneficiary
    first: Mapping[str, Any] = {
        **_common(beneficiary, day),
        "award": AFTER_AWARDS + application.pk,
        "scheme": application.scheme.code,
        "since": Month.of(day).plus(1).first,
    }
    others = _open_awards(beneficiary).exclude(award__decision__application=application)
    return [dict(first), *_award_rows(beneficiary, others, day)]


def award_rows(beneficiary: Beneficiary, day: date) -> list[dict[str, Any]]:
    """One row for each open award of a person."""
    return _award_rows(beneficiary, _open_awards(beneficiary), day)


def _open_awards(beneficiary: Beneficiary) -> QuerySet[AwardNow]:
    rows = AwardNow.objects.filter(beneficiary=beneficiary).exclude(state=AwardNow.State.ENDED)
    return rows.select_related("award", "scheme").order_by("award_id")


def _award_rows(beneficiary: Beneficiary, awards: Iterable[AwardNow], day: date) -> list[dict[str, Any]]:
    common = _common(beneficiary, day)
    return [
        {
            **common, "award": one.award_id, "scheme": one.scheme.code,
            "since": Month.from_key(one.award.from_month).first,
        }
        for one in awards
    ]  # fmt: skip


def _common(beneficiary: Beneficiary, day: date) -> dict[str, Any]:
    return {
        **circumstances_on(beneficiary, day),
        "beneficiary": beneficiary.pk,
        "born": beneficiary.person.born,
        "died_on": _died_on(beneficiary),
        "is_life_proven": is_life_proven(beneficiary, day) or None,
    }


def is_life_proven(beneficiary: Beneficiary, day: date) -> bool:
    """Whether she proved in this year that she lives, or applied in person at the counter in it."""
    first = day.replace(month=1, day=1)
    proofs = LifeProof.objects.filter(beneficiary=beneficiary, on__gte=first, on__lte=day)
    at_counter = Application.objects.filter(
        beneficiary=beneficiary,
        face=Application.Face.COUNTER,
        received_on__gte=first,
        received_on__lte=day,
    )
    return proofs.exists() or at_counter.exists()


def open_death(beneficiary: Beneficiary) -> Death | None:
    """The reported death of a beneficiary that two persons did not refute."""
    refuted = Death.objects.filter(is_agreed("death"), refutes=OuterRef("pk"))
    rows = Death.objects.filter(~Exists(refuted), beneficiary=beneficiary, refutes=None)
    return rows.order_by("-pk").first()


def _died_on(beneficiary: Beneficiary) -> date | None:
    found = open_death(beneficiary)
    return None if found is None else found.died_on or localdate(found.recorded_at)
