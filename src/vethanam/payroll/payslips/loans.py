"""A person's loans, advances and other recoveries, with their balances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db.models import Count
from django.utils.timezone import localdate

from vethanam.money import Paise
from vethanam.orders.models import OrderEffect
from vethanam.orders.orders_in_force import DOES_NOT_HOLD, became_of_each
from vethanam.payroll.models import Recovery
from vethanam.payroll.register.drawn_lines import recovered_before
from vethanam.periods import Month
from vethanam.service_book.models import Obligation, RecoverySuspension
from vethanam.service_book.queries import BookReader, counting, the_same

_EVER = Month(9999, 12)


@dataclass(frozen=True, slots=True)
class Loan:
    """An obligation with its amount, the recovered part and the rest.

    ``owed`` and ``left`` are None without a principal: a subscription runs on. ``drawn`` counts months with a
    recovery on a passed bill. ``effect`` is what a court or office made of its order; ``suspended`` are the
    days of an order that suspends its recovery.
    """

    id: int
    kind: str
    payee: str
    reference: str
    since: date
    until: date | None
    owed: Paise | None
    interest: Paise
    instalment: Paise
    instalments: int | None
    recovered: Paise
    drawn: int
    order: str
    effect: OrderEffect | None
    suspended: tuple[date, date | None] | None

    @property
    def left(self) -> Paise | None:
        """The balance."""
        return None if self.owed is None else max(self.owed - self.recovered, 0)

    @property
    def is_stopped(self) -> bool:
        """True while its order is stayed, set aside or superseded."""
        return self.effect is not None and self.effect.state in DOES_NOT_HOLD

    @property
    def is_over(self) -> bool:
        """True if nothing is left to recover."""
        return self.left == 0


def loans_of(reader: BookReader, employment: int, at: datetime, before: Month = _EVER) -> list[Loan]:
    """The verified obligations of an employment, newest first, with every claim for months before one."""
    return loans_of_all(reader, [employment], at, before)[employment]


def loans_of_all(
    reader: BookReader, employments: Sequence[int], at: datetime, before: Month = _EVER
) -> dict[int, list[Loan]]:
    """The loans of several employments, read at once, by employment."""
    rows = list(
        counting(Obligation, at)
        .filter(employment__in=employments)
        .select_related("order")
        .order_by("-valid_from", "-id")
    )
    loans: dict[int, list[Loan]] = {one: [] for one in employments}
    if not rows:
        return loans
    chains = {row.pk: set(the_same(reader, pl.Series("obligation", [row.pk]), employments)) for row in rows}
    recovered = dict(recovered_before(reader, employments, before).iter_rows())
    drawn, suspended = _months_drawn(employments, before), _suspended(employments, at)
    became = became_of_each([row.order_id for row in rows if row.order_id], employments)
    for row in rows:
        loan = Loan(
            row.pk, row.kind_of_due, row.payee, row.reference, row.valid_from, row.valid_until,
            None if row.principal is None else row.principal + row.interest, row.interest, row.instalment,
            row.instalments, recovered.get(row.pk, 0), sum(drawn.get(one, 0) for one in chains[row.pk]),
            str(row.order) if row.order else "", became.get((row.order_id or 0, row.employment_id)),
            next((suspended[one] for one in chains[row.pk] if one in suspended), None),
        )  # fmt: skip
        loans[row.employment_id].append(loan)
    return loans


def _months_drawn(employments: Sequence[int], before: Month) -> dict[int, int]:
    """The number of months recovered by passed bills, by obligation."""
    rows = Recovery.objects.filter(employment__in=employments, for_month__lt=int(before)).values("obligation")
    return dict(rows.annotate(months=Count("for_month", distinct=True)).values_list("obligation", "months"))


def _suspended(employments: Sequence[int], at: datetime) -> dict[int, tuple[date, date | None]]:
    """The days of the last suspension of each obligation that is not over."""
    today = localdate(at)
    rows = counting(RecoverySuspension, at).filter(employment__in=employments).order_by("valid_from", "id")
    return {
        row.obligation_id: (row.valid_from, row.valid_until)
        for row in rows
        if row.valid_until is None or row.valid_until >= today
    }
