"""Lines of a roll whose compensation a scheme may release to its beneficiaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from vethanam.benefits.models import Award, CompensationLine, SchemeOffice
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
    by_bill = CompensatedLine.objects.filter(line=OuterRef("pk")).exclude(claim__state=Claim.State.VOID)
    rows = RollLine.objects.filter(
        ~Exists(by_bill), Exists(RollClaim.objects.filter(line=OuterRef("pk"))),
        ~Exists(Employment.objects.filter(person=OuterRef("person"))),
        ~Exists(CompensationLine.objects.filter(line=OuterRef("pk"))), roll=found.roll_id,
        person__isnull=False,
    )  # fmt: skip
    lines = [row for row in rows.order_by("number") if found.amount_of(row.class_of) > 0]
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
