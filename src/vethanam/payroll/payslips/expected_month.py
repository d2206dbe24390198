"""What a coming month is likely to pay: the rules of a run, on the book as it stands. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Unsound
from vethanam.money import Paise
from vethanam.payroll.models import Claim
from vethanam.payroll.register.drawn_lines import elsewhere_lines
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.payroll.snapshot import snapshot_of
from vethanam.periods import Month
from vethanam.service_book.queries import BookReader


@dataclass(frozen=True, slots=True)
class ExpectedLine:
    """A line of the estimate; ``amount`` is None where no known order fixes it."""

    component: str
    kind: str
    amount: Paise | None


@dataclass(frozen=True, slots=True)
class ExpectedMonth:
    """An estimate of a month as the book stood at an instant. A held line counts as zero."""

    month: Month
    known_at: datetime
    lines: tuple[ExpectedLine, ...]
    gross: Paise
    deductions: Paise

    @property
    def net(self) -> Paise:
        """Take-home pay."""
        return self.gross - self.deductions


def next_month_of(reader: BookReader, employment: int, at: datetime) -> Month:
    """The month after the last one claimed or drawn; without one, the month of ``at``."""
    claims = Claim.objects.filter(employment=employment, occasion__isnull=True, cause__isnull=True)
    own = claims.exclude(state__in=["void", "barred"]).order_by("-for_month")
    elsewhere = elsewhere_lines(reader, [employment], Month(2000, 1), Month(9999, 12))
    keys = [*own.values_list("for_month", flat=True)[:1], *elsewhere["for_month"].to_list()]
    return Month.from_key(max(keys)).plus(1) if keys else Month.of(localdate(at))


def expected_month(reader: BookReader, employment: int, month: Month, known_at: datetime) -> ExpectedMonth:
    """Assess a month of one person as a run would at ``known_at``.

    Raises
    ------
    Unsound
        The book of this person cannot be computed, or she is not in service in the month.
    """
    rulebook = rulebook_in_use(known_at)
    snapshot = snapshot_of(reader, month, known_at, rulebook, employments=[employment])
    for finding in snapshot.findings:
        raise Unsound(finding.code, **finding.facts).within(finding.record)
    if employment not in snapshot.employments:
        raise Unsound("not_in_service", month=month)
    lines = snapshot.assessed(reader, rulebook).lines.filter(pl.col("kind") != "employer")
    sums = lines.group_by("component", "kind", maintain_order=True).agg(
        amount=pl.when(pl.col("amount").is_null().any()).then(None).otherwise(pl.col("amount").sum())
    )
    told = tuple(ExpectedLine(*row) for row in sums.select("component", "kind", "amount").iter_rows())
    return ExpectedMonth(month, known_at, told, _total(told, "earning"), _total(told, "deduction"))


def _total(lines: tuple[ExpectedLine, ...], kind: str) -> Paise:
    return sum(line.amount or 0 for line in lines if line.kind == kind)
