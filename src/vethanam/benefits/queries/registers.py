"""The people of a register of a scheme, their earlier consents and classes, for the permit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from vethanam.benefits.models import Application, Assessment, AwardNow, Decision
from vethanam.bulk import among, array_of, array_of_texts, read

#: how registers of schemes begin
OF_SCHEME = "BEN-"
_REGISTERED = """
SELECT DISTINCT person FROM benefits_registered
 WHERE person = ANY (%s::bigint[]) AND register = ANY (%s::text[])
"""


def scheme_registers_in(sources: Iterable[str]) -> list[str]:
    """Those of the registers that are of schemes."""
    return sorted({one for one in sources if one.startswith(OF_SCHEME)})


def people_of_registers(sources: Iterable[str]) -> list[int]:
    """The people with an open application or an award that has not ended, under the schemes of registers."""
    codes = [one.removeprefix(OF_SCHEME) for one in scheme_registers_in(sources)]
    decided = Decision.objects.filter(application=OuterRef("pk"))
    applied = Application.objects.filter(~Exists(decided), scheme__code__in=codes)
    standing = AwardNow.objects.filter(scheme__code__in=codes).exclude(state=AwardNow.State.ENDED)
    rows: list[QuerySet[Application, int] | QuerySet[AwardNow, int]] = [
        applied.values_list("beneficiary__person", flat=True),
        standing.values_list("beneficiary__person", flat=True),
    ]
    return sorted({person for some in rows for person in some})


def eligible_of_registers(sources: Iterable[str]) -> dict[int, datetime]:
    """The people with an undecided application under the schemes of registers, eligible by its latest
    assessment, each with the time at which her application was recorded.
    """
    codes = [one.removeprefix(OF_SCHEME) for one in scheme_registers_in(sources)]
    decided = Decision.objects.filter(application=OuterRef("pk"))
    latest = Assessment.objects.filter(application=OuterRef("pk")).order_by("-pk").values("outcome")[:1]
    applied = Application.objects.filter(~Exists(decided), scheme__code__in=codes).annotate(
        found=Subquery(latest)
    )
    rows = applied.filter(found=Assessment.Outcome.ELIGIBLE).order_by("pk")
    return dict(rows.values_list("beneficiary__person", "recorded_at"))


def registered_among(persons: Sequence[int], sources: Iterable[str]) -> list[int]:
    """Those of the people who applied under a scheme of these registers."""
    registers = scheme_registers_in(sources)
    if not registers:
        return []
    given = [array_of(persons), array_of_texts(registers)]
    return read(_REGISTERED, given, {"person": pl.Int64})["person"].to_list()


def registers_with(person: int) -> list[str]:
    """The registers of schemes under which a person applied."""
    rows = Application.objects.filter(beneficiary__person=person).values_list("scheme__code", flat=True)
    return sorted({f"{OF_SCHEME}{code}" for code in rows})


def consented_to_benefit(persons: Sequence[int], at: datetime) -> list[int]:
    """The people who consented, on an application by an instant, to the processing for a benefit."""
    signed = ~Q(consent_form="")
    rows = Application.objects.filter(
        signed, consented_on__lte=localdate(at), recorded_at__lte=at,
        beneficiary__person__in=among(persons),
    )  # fmt: skip
    return sorted(set(rows.values_list("beneficiary__person", flat=True)))
