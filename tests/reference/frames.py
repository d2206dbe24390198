"""People as the frames that the rules read, and both sides' money as paise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import polars as pl

from tests.reference.facts import Person, Record
from tests.reference.tables import Month
from vethanam import periods
from vethanam.rules import columns
from vethanam.rules.facts import MonthFacts
from vethanam.rules.rulebook import pack_named

FUNDS = pack_named("kerala").funds


def facts_of(made: Sequence[Person], month: Month) -> MonthFacts:
    """The people as the frames that the rules read."""
    stated = pl.DataFrame(list(month_rows(made)), schema=FUNDS.stated.schema)
    months, memberships = FUNDS.split(stated)
    return MonthFacts(
        periods.Month(*month),
        pl.DataFrame(list(segment_rows(made)), schema=columns.SEGMENTS.schema),
        months,
        pl.DataFrame(list(rate_rows(made)), schema=columns.RATES.schema),
        pl.DataFrame(list(wage_rows(made)), schema=columns.ATTENDANCE.schema),
        pl.DataFrame(list(obligation_rows(made)), schema=columns.OBLIGATIONS_DUE.schema),
        memberships,
    )


def paise(amount: Decimal | None) -> int | None:
    """Rupees as whole paise."""
    return None if amount is None else int(amount * 100)


def segment_rows(made: Iterable[Person]) -> Iterator[dict[str, object]]:
    """Rows of the frame ``segments``."""
    for one in made:
        for s in one.segments:
            yield {
                "employment": one.employment, "part": s.part, "start": s.start, "until": s.until,
                "category": s.category, "pay_basis": s.pay_basis, "revision": s.revision, "scale": s.scale,
                "basic_pay": paise(s.basic_pay), "da_series": s.da_series, "place_class": s.place_class,
                "in_quarters": s.in_quarters, "is_gazetted": s.is_gazetted, "absence": s.absence,
                "absence_since": s.absence_since,
                "subsistence_rate": None if s.subsistence is None else int(s.subsistence * 100),
            }  # fmt: skip


MONEY = (
    "gpf_subscription", "gpf_base", "sli_premium", "gis_amount", "fbs_amount", "half_year_income",
    "tax_gross_to_date", "tax_deducted_to_date", "expected_gross", "declared_deductions", "other_income",
    "arrears_of_earlier_years", "tax_on_earlier_years",
)  # fmt: skip


def month_rows(made: Iterable[Person]) -> Iterator[dict[str, object]]:
    """Rows of the frame ``months``, memberships in the columns of the pack."""
    for one in made:
        row = {name: getattr(one.record, name) for name in Record.__slots__ if name != "insured_in"}
        row |= one.record.memberships
        months = one.record.half_year_months
        row["half_year_months"] = None if months is None else int(months * 10000)
        yield {"employment": one.employment, **row, **{name: paise(row[name]) for name in MONEY}}


def rate_rows(made: Iterable[Person]) -> Iterator[dict[str, object]]:
    """Rows of the frame ``rates``."""
    for one in made:
        for r in one.rates:
            yield {
                "employment": one.employment, "part": r.part, "component": r.component,
                "amount": paise(r.amount),
                "start": r.start, "until": r.until,
            }  # fmt: skip


def wage_rows(made: Iterable[Person]) -> Iterator[dict[str, object]]:
    """Rows of the frame ``attendance``."""
    for one in made:
        for w in one.wages:
            yield {"employment": one.employment, "part": w.part, "worked": w.worked, "rate": paise(w.rate)}


def obligation_rows(made: Iterable[Person]) -> Iterator[dict[str, object]]:
    """Rows of the frame ``obligations``."""
    for one in made:
        for o in one.obligations:
            yield {
                "obligation": o.number, "employment": one.employment, "kind": o.kind,
                "amount": paise(o.amount),
                "is_divisible": o.is_divisible, "months_taken": o.months_taken,
            }  # fmt: skip
