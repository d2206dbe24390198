"""Months and people of a drawing code with computed pay that is on no bill."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField

from vethanam.payroll.models import Assessed, Bill, BillLine, Claim, Resolution, Run


def runs_without_bill(drawing_code: str) -> QuerySet[Run]:
    """The latest runs that are locked and have no bill, or whose claims a cancelled bill freed.

    ``month_said`` is the month as pages write it.
    """
    on_a_bill = BillLine.objects.filter(claim=OuterRef("pk"), is_live=True)
    freed = Claim.objects.filter(~Exists(on_a_bill), run=OuterRef("pk"), state=Claim.State.OPEN)
    of_month = Bill.objects.filter(
        run__month=OuterRef("month"), drawing_code=OuterRef("drawing_code"), run__isnull=False
    )
    claimed = Claim.objects.filter(run__month=OuterRef("month"), run__drawing_code=OuterRef("drawing_code"))
    rows = Run.objects.filter(~Exists(_later("month", "drawing_code", "version")), state=Run.State.LOCKED)
    never = Q(~Exists(of_month), ~Exists(claimed), gross__gt=0)
    return rows.filter(never | Q(Exists(freed)), drawing_code__code=drawing_code).annotate(
        month_said=_said("month")
    )


def people_held(drawing_code: str) -> QuerySet[Resolution]:
    """The people whom the latest run of a month holds back, and for whom no bill draws that month."""
    drawn = Claim.objects.filter(
        employment=OuterRef("finding__employment"), for_month=OuterRef("finding__run__month"),
        drawing_code=OuterRef("finding__run__drawing_code"), cause__isnull=True,
        state__in=(Claim.State.OPEN, Claim.State.DRAWN),
    )  # fmt: skip
    due = Assessed.objects.filter(run=OuterRef("finding__run"), employment=OuterRef("finding__employment"))
    rows = Resolution.objects.filter(
        ~Exists(_later("finding__run__month", "finding__run__drawing_code", "finding__run__version")),
        ~Exists(drawn), Exists(due), kind=Resolution.Kind.HELD, finding__employment__isnull=False,
        finding__run__drawing_code__code=drawing_code,
    )  # fmt: skip
    return rows.annotate(month_said=_said("finding__run__month"))


def _later(month: str, code: str, version: str) -> QuerySet[Run]:
    return Run.objects.filter(
        month=OuterRef(month), drawing_code=OuterRef(code), version__gt=OuterRef(version)
    )


def _said(month: str) -> Any:
    return Func(F(month), template="to_char(%(expressions)s, 'FM0000\"-\"00')", output_field=TextField())
