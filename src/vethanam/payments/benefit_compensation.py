"""Lines of a roll whose compensation a scheme may release to its beneficiaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery

from vethanam.benefits.models import Award, CompensationLine, SchemeOffice
from vethanam.identity.authority import Authority
from vethanam.payroll.compensation.queries import compensations
from vethanam.payroll.models import Claim, CompensatedLine, Compensation
from vethanam.people.models import Employment
from vethanam.privacy.models import RollClaim, RollLine


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A claimed line that nothing pays, the award into whose account it goes, and its amount."""

    line: RollLine
    award: Award
    amount: int


def open_lines(found: Compensation, scheme: SchemeOffice) -> list[OpenLine]:
    """The claimed lines of a scheme's beneficiaries with an amount that no bill and no release pays.

    Whoever has an employment is paid by its office. Of several awards the first of the scheme counts.
    """
    rows = _unpaid().filter(roll=found.roll_id).order_by("number")
    lines = [row for row in rows if found.amount_of(row.class_of) > 0]
    awards: dict[int, Award] = {}
    whose = Award.objects.filter(scheme=scheme, beneficiary__person__in=[row.person for row in lines])
    for one in whose.select_related("beneficiary").order_by("pk"):
        awards.setdefault(one.beneficiary.person_id, one)
    return [
        OpenLine(row, awards[row.person], found.amount_of(row.class_of))
        for row in lines
        if row.person in awards
    ]


def to_release(scheme: SchemeOffice) -> list[tuple[Compensation, Sequence[OpenLine]]]:
    """The approved compensations with lines that a scheme may release, newest first."""
    approved = compensations().filter(decision__outcome="approved")
    found = [(one, open_lines(one, scheme)) for one in approved]
    return [(one, lines) for one, lines in found if lines]


def with_claims(authority: Authority) -> QuerySet[Compensation]:
    """The approved compensations with unpaid claims of beneficiaries of the officer's scheme.

    ``claimed_at`` is the first of these claims. Whether they may be released now, ``why_not_released`` and
    :func:`open_lines` tell.
    """
    awards = Award.objects.filter(
        scheme__code=authority.scope or "-", beneficiary__person=OuterRef("line__person")
    )
    lines = _unpaid().filter(roll=OuterRef(OuterRef("roll"))).values("pk")
    claims = RollClaim.objects.filter(Exists(awards), line__in=lines).order_by().values("line__roll")
    first = claims.annotate(first=Min("at")).values("first")
    rows = Compensation.objects.filter(decision__outcome="approved").annotate(claimed_at=Subquery(first))
    return rows.filter(claimed_at__isnull=False)


def _unpaid() -> QuerySet[RollLine]:
    """Claimed lines of people without an employment that no bill and no release pays."""
    by_bill = CompensatedLine.objects.filter(line=OuterRef("pk")).exclude(claim__state=Claim.State.VOID)
    return RollLine.objects.filter(
        ~Exists(by_bill), Exists(RollClaim.objects.filter(line=OuterRef("pk"))),
        ~Exists(Employment.objects.filter(person=OuterRef("person"))),
        ~Exists(CompensationLine.objects.filter(line=OuterRef("pk"))), person__isnull=False,
    )  # fmt: skip
