"""The lines of a person's month for a page: summed over bills and parts, beside the month before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
from django.utils.translation import gettext as _

from vethanam.money import Paise
from vethanam.payroll.models import Recovery
from vethanam.payroll.queries import PersonMonth
from vethanam.payroll.register.drawn_lines import claim_lines, elsewhere_lines
from vethanam.periods import Month
from vethanam.service_book.models import Obligation
from vethanam.service_book.queries import the_same
from vethanam.web.parts.charts import Step
from vethanam.web.parts.names import component_name, said
from vethanam.web.parts.view_values import LineShown
from vethanam.web.parts.words import short_month
from vethanam.web.reader import page_reader

#: component -> address of the line's page
type Opens = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Lines:
    """Earnings and deductions of a month with their sums; employer contributions are in neither."""

    earnings: Sequence[LineShown]
    deductions: Sequence[LineShown]
    gross: Paise
    deducted: Paise
    net: Paise


def lines_of(month: PersonMonth, before: PersonMonth | None, opens: Opens) -> Lines:
    """One row per component (and per obligation), in bill order; held rows have no amount."""
    is_beside = before and before.lines and not month.is_apart and not before.is_apart
    previous = _sums(before) if before and is_beside else None
    told = _instalments(month)
    unconfirmed = {line.component for line in month.lines if line.is_unconfirmed}
    kinds = {(line.component, line.obligation): line.kind for line in month.lines}
    rows: dict[str, list[LineShown]] = {"earning": [], "deduction": [], "employer": []}
    for key, amount in _sums(month).items():
        change = amount - previous.get(key, 0) if previous is not None else None
        rows[kinds[key]].append(
            LineShown(
                code=key[0],
                name=component_name(key[0]),
                amount=amount,
                detail=told.get(key[1], ""),
                change=change or None,
                is_unconfirmed=key[0] in unconfirmed,
                address=opens(key[0]),
            )
        )
    for held in month.held:
        if not any(line.code == held.component for line in rows["deduction"]):
            rows["deduction"].append(
                LineShown(
                    held.component,
                    component_name(held.component),
                    None,
                    address=opens(held.component),
                    says=said(held),
                )
            )
    return Lines(rows["earning"], rows["deduction"], month.gross, month.deductions, month.net)


def twelve_months(employment: int, last: Month) -> list[Step]:
    """Earnings and take-home of the months up to ``last`` in which something was claimed
    or drawn, oldest first.
    """
    reader = page_reader()
    first, columns = last.plus(-11), ["for_month", "kind", "amount"]
    both = pl.concat(
        [
            claim_lines(reader, [employment], first, last).select(columns),
            elsewhere_lines(reader, [employment], first, last).select(columns),
        ]
    )
    sums = (
        both.group_by("for_month")
        .agg(
            earned=pl.col("amount").filter(pl.col("kind") == "earning").sum(),
            taken=pl.col("amount").filter(pl.col("kind") == "deduction").sum(),
        )
        .sort("for_month")
    )
    return [
        Step(short_month(Month.from_key(key)), earned, earned - taken)
        for key, earned, taken in sums.iter_rows()
    ]


def latest_months(employment: int, most: int = 13) -> list[Month]:
    """The months of work for which something is claimed or drawn, newest first."""
    reader = page_reader()
    last = Month(9999, 12)
    keys = {
        *claim_lines(reader, [employment], Month(2000, 1), last)["for_month"].to_list(),
        *elsewhere_lines(reader, [employment], Month(2000, 1), last)["for_month"].to_list(),
    }
    return [Month.from_key(key) for key in sorted(keys, reverse=True)[:most]]


def _sums(month: PersonMonth) -> dict[tuple[str, int | None], Paise]:
    sums: dict[tuple[str, int | None], Paise] = {}
    for line in month.lines:
        key = (line.component, line.obligation)
        sums[key] = sums.get(key, 0) + line.amount
    return sums


def _instalments(month: PersonMonth) -> dict[int | None, str]:
    """The instalment number of each obligation, out of its total: the recoveries up to
    and including this month.
    """
    wanted = {line.obligation for line in month.lines if line.obligation}
    told: dict[int | None, str] = {}
    for obligation in Obligation.objects.filter(pk__in=wanted, instalments__gt=1).only("pk", "instalments"):
        same = the_same(page_reader(), pl.Series("obligation", [obligation.pk]), [month.employment])
        rows = (
            Recovery.objects.filter(obligation__in=same.to_list(), for_month__lt=int(month.month))
            .values("for_month")
            .distinct()
        )
        told[obligation.pk] = _("%(which)s of %(all)s instalments") % {
            "which": rows.count() + 1,
            "all": obligation.instalments,
        }
    return told
