"""Arrears after the last pay of a tax year: no income tax is deducted from them, and their bill says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl
from django.utils.timezone import localdate

from vethanam.errors import Finding
from vethanam.money import Paise, shown
from vethanam.payroll.arrears.earlier_tax_years import first_of
from vethanam.payroll.models import Claim
from vethanam.payroll.register.components import known_components
from vethanam.payroll.register.drawn_lines import RECOVERY_RETURNED, taxed_before
from vethanam.payroll.rulebook import rulebook_in_use
from vethanam.people.models import Employment, Person
from vethanam.periods import Month
from vethanam.rules.columns import EARLIER_YEARS
from vethanam.service_book.models import ServiceSpell
from vethanam.service_book.queries import BookReader, tax_choices
from vethanam.service_book.queries.facts import known, spans

NOT_TAXED = "arrears_not_taxed"


def untaxed(
    reader: BookReader, claims: Sequence[Claim], known_at: datetime, numbers: Mapping[int, str]
) -> list[Finding]:
    """Findings for people taxable on these arrears with no pay left in the tax year, with the tax added.

    The tax added is the tax of the year with all amounts drawn less the tax without these arrears, before
    relief.
    """
    rulebook, now = rulebook_in_use(known_at), Month.of(localdate(known_at))
    first = first_of(now.year if now > first_of(now.year) else now.year - 1)
    gross = _income(claims)
    over = sorted(
        set(gross) - _with_pay_left(reader, list(gross), min(now, first.plus(11)), first.plus(11), known_at)
    )
    if not over or rulebook.pack.tax_added is None:
        return []
    asked = _asked(reader, over, first, known_at, gross)
    on = rulebook.in_force(first, known_at=localdate(known_at))
    added = dict(zip(asked["employment"], rulebook.pack.tax_added(on, asked), strict=True))
    return [
        Finding(
            f"Employee {numbers[one]}",
            NOT_TAXED,
            facts={
                "gross": shown(gross[one]),
                "year": first.tax_year,
                "tax": shown(added[one]),
                "employment": one,
            },
        )
        for one in over
        if added[one]
    ]


def _income(claims: Sequence[Claim]) -> Mapping[int, Paise]:
    """Map employment to the taxable gross of the claims. A returned recovery is no income."""
    names = {code: one.name for code, one in known_components().items()}
    gross: dict[int, Paise] = defaultdict(int)
    for claim in claims:
        lines = zip(claim.components, claim.claimed, strict=True)
        back = sum(amount for code, amount in lines if names[code] == RECOVERY_RETURNED)
        if claim.gross > back:
            gross[claim.employment_id] += claim.gross - back
    return gross


def _with_pay_left(
    reader: BookReader, people: list[int], first: Month, last: Month, known_at: datetime
) -> set[int]:
    """People in service in one of these months without a bill for its pay yet."""
    served = (
        spans(known(reader, ServiceSpell, people, known_at, last.last))
        .group_by("employment")
        .agg(pl.col("until").max())
    )
    billed = Claim.objects.filter(
        employment__in=people,
        for_month__range=(int(first), int(last)),
        cause__isnull=True,
        lines__is_live=True,
    )
    taken = set(billed.values_list("employment_id", "for_month"))
    months = list(first.until(last))
    return {
        employment
        for employment, until in served.iter_rows()
        if any(month.first <= until and (employment, int(month)) not in taken for month in months)
    }


def _asked(
    reader: BookReader, people: list[int], first: Month, known_at: datetime, gross: Mapping[int, Paise]
) -> pl.DataFrame:
    """The year of receipt of each person: salary without these arrears, the
    arrears, choices and declarations.
    """
    last = first.plus(11)
    persons = dict(Employment.objects.filter(pk__in=people).values_list("pk", "person_id"))
    born = dict(Person.objects.filter(pk__in=persons.values()).values_list("pk", "born"))
    rows = pl.DataFrame(
        [(one, born[persons[one]], gross[one]) for one in people],
        schema={"employment": pl.Int64, "born": pl.Date, "arrears": pl.Int64},
        orient="row",
    )
    received = taxed_before(reader, people, first, last).select("employment", "gross")
    for other in (received, tax_choices(reader, last, known_at, people)):
        rows = rows.join(other, on="employment", how="left", maintain_order="left")
    return EARLIER_YEARS.checked(
        rows.with_columns(
            pl.col("tax_regime").fill_null("new"),
            pl.col("declared_deductions", "other_income").fill_null(0),
            salary_of_year=(pl.col("gross").fill_null(pl.col("arrears")) - pl.col("arrears")).clip(
                lower_bound=0
            ),
        ).select(EARLIER_YEARS.names)
    )
