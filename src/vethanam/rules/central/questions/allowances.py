"""Dearness allowance, house rent and the pension contribution of a whole month."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl

from vethanam.money import WHOLE, divide_to_rupee
from vethanam.rules.central.components.house_rent_allowance import dearness_rate, house_rent_days
from vethanam.rules.central.components.house_rent_allowance import house_rent_allowance as rent_rule
from vethanam.rules.central.series import da_series
from vethanam.rules.columns import SEGMENTS
from vethanam.rules.one_row import by_rounding, to_rupee, worth
from vethanam.rules.parameter_values import InForce
from vethanam.rules.questions import Answer, Given, flag, money, one_of, optional, question

PACK = "central"


def segment(on: InForce, **facts: Any) -> pl.DataFrame:
    """A full month on duty in a level of the matrix, as one row; ``facts`` override its columns."""
    month = on.month
    whole: dict[str, Any] = {
        "employment": 1, "part": 1, "start": month.first, "until": month.last, "category": "central",
        "pay_basis": "scale", "revision": 7, "da_series": da_series("central", "scale", 7),
    }  # fmt: skip
    row = SEGMENTS.rows([{**whole, **facts}])
    return row.with_columns(pl.lit(month.days, dtype=pl.Int64).alias("days"))


@question(PACK, basic_pay=money)
def dearness_allowance(on: InForce, given: Given) -> Answer:
    """The allowance of a whole month; the rate in hundredths of one per cent."""
    rate = on.dearness_allowance.rate.content(key="central_7")
    return {"amount_paise": divide_to_rupee(given["basic_pay"] * rate, WHOLE), "rate": rate}


@question(PACK, basic_pay=money, city_class=one_of("X", "Y", "Z"), in_quarters=optional(flag, False))
def house_rent_allowance(on: InForce, given: Given) -> Answer:
    """The allowance of a whole month on duty."""
    row = segment(
        on, basic_pay=given["basic_pay"], place_class=given["city_class"], in_quarters=given["in_quarters"]
    )
    return {"amount_paise": to_rupee(worth(on, rent_rule, row, (dearness_rate, house_rent_days)))}


@question(PACK, basic_pay=money, dearness_allowance=optional(money))
def pension_contribution(on: InForce, given: Given) -> Answer:
    """Both shares of a whole month; the allowance is the one of the day unless it is given."""
    allowance = given["dearness_allowance"]
    if allowance is None:
        rate = on.dearness_allowance.rate.content(key="central_7")
        allowance = divide_to_rupee(given["basic_pay"] * rate, WHOLE)
    rule, way = on.pension_contribution.rate, on.pension_contribution.rounding.content()
    base = given["basic_pay"] + allowance
    return {
        f"{of}_paise": by_rounding(Fraction(base * rule.content(of), WHOLE), way)
        for of in ("employee", "government")
    }
