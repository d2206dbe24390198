"""Profession tax, funds and insurance, and court attachment limits."""

from __future__ import annotations

import re
from fractions import Fraction

import polars as pl

from vethanam.errors import Unsound
from vethanam.money import WHOLE, divide_to_rupee, shown
from vethanam.periods import Month
from vethanam.rules.kerala.questions.single_case import by_rounding
from vethanam.rules.parameter_values import LATEST, InForce
from vethanam.rules.questions import (
    NO_DATE,
    Answer,
    Given,
    by_name,
    day,
    money,
    number,
    one_of,
    optional,
    per_cent,
    question,
    up_to,
    year,
)
from vethanam.rules.slabs import flat_by

PACK = "kerala"
MONTHS_OF_A_YEAR, MONTHS_OF_A_HALF_YEAR, DAYS_OF_A_MONTH = 12, 6, 31


@question(
    PACK,
    half_year_income=optional(money),
    monthly_gross=optional(money),
    months=optional(number),
    half_year_days=optional(up_to(184)),
)
def profession_tax(on: InForce, given: Given) -> Answer:
    """The tax of a half-year by the slab of its income."""
    income = _half_year_income(given)
    frame = pl.DataFrame({"income": [income]}, schema={"income": pl.Int64})
    tax = frame.select(flat_by(pl.col("income"), on.profession_tax.slabs)).item()
    if tax is None:
        raise on.profession_tax.slabs.unknown(None, on.profession_tax.slabs.value())
    worked = given["half_year_days"]
    is_due = worked is None or worked >= on.profession_tax.schedule.content("least_days")
    return {"amount_paise": tax if is_due else 0, "half_year_income_paise": income}


def _half_year_income(given: Given) -> int:
    """The stated income, or the monthly gross times the months."""
    income, months = given["half_year_income"], given["months"]
    if income is not None:
        if given["monthly_gross"] is not None or months is not None:
            raise Unsound("income_given_twice")
        return int(income)
    if given["monthly_gross"] is None or months is None:
        raise Unsound("half_year_income_missing")
    if months > MONTHS_OF_A_HALF_YEAR:
        raise Unsound("half_year_too_long", most=MONTHS_OF_A_HALF_YEAR, months=months)
    return int(given["monthly_gross"] * months)


@question(
    PACK,
    basic_pay=money,
    dearness_allowance=money,
    personal_pay=optional(money, 0),
    grade_pay=optional(money, 0),
)
def state_life_insurance_minimum(on: InForce, given: Given) -> Answer:
    """The least total premium: a share of pay and allowance, up to the next step."""
    rule = on.state_life_insurance.premium
    rate, step, least = (rule.content(name) for name in ("rate", "step", "least"))
    base = sum(given[name] for name in ("basic_pay", "dearness_allowance", "personal_pay", "grade_pay"))
    return {"amount_paise": max(-(-base * rate // (WHOLE * step)) * step, least)}


@question(PACK, group=one_of("A", "B", "C", "D"))
def group_insurance(on: InForce, given: Given) -> Answer:
    """The monthly subscription of a group."""
    return {"amount_paise": on.group_insurance.rate.content(key=given["group"])}


@question(PACK, parts=optional(up_to(DAYS_OF_A_MONTH), 1))
def medisep(on: InForce, given: Given) -> Answer:
    """The deduction from each part of a divided month: the whole premium from the first part."""
    if given["parts"] < 1:
        raise Unsound("wrong_parts")
    first = on.medisep.part_salary.content() if given["parts"] > 1 else 1
    premium = on.medisep.premium.content()
    return {"amounts_paise": [premium if part == first else 0 for part in range(1, given["parts"] + 1)]}


@question(PACK, undated=LATEST, annual_premium=money, gst_rate=per_cent)
def medisep_premium(on: InForce, given: Given) -> Answer:
    """A yearly premium with tax, and its month in whole rupees upwards."""
    annual = Fraction(given["annual_premium"] * (WHOLE + given["gst_rate"]), WHOLE)
    return {
        "annual_paise": by_rounding(annual, "paisa"),
        "monthly_paise": by_rounding(annual / MONTHS_OF_A_YEAR, on.rounding.premium.content()),
    }


@question(PACK, undated=NO_DATE, paid=money, year=year, old_annual=money, new_annual=money, new_from=day)
def accident_insurance_difference(on: InForce, given: Given) -> Answer:
    """The cost of a year with a premium change, by whole months, and the balance still to be paid."""
    start = Month(given["year"], 1)
    months_before = min(max(Month.of(given["new_from"]).minus(start), 0), MONTHS_OF_A_YEAR)
    months_after = MONTHS_OF_A_YEAR - months_before
    total = Fraction(
        given["old_annual"] * months_before + given["new_annual"] * months_after, MONTHS_OF_A_YEAR
    )
    due = by_rounding(total, on.at(given["new_from"]).rounding.line.content())
    return {"due_paise": due, "balance_paise": due - given["paid"]}


@question(
    PACK,
    basic_pay=money,
    subscription=money,
    category=optional(one_of("full_time", "part_time"), "full_time"),
)
def provident_fund(on: InForce, given: Given) -> Answer:
    """The subscription, if it lies within the limits; otherwise the limit that is broken."""
    limits = on.provident_fund.limits
    key = given["category"]
    least, most = (
        Fraction(given["basic_pay"] * limits.content(name, key=key), WHOLE) for name in ("least", "most")
    )
    bounds = {"minimum_paise": by_rounding(least, "rupee_up"), "maximum_paise": by_rounding(most, "paisa")}
    if given["subscription"] < least:
        says = f"The least subscription is {shown(bounds['minimum_paise'], symbol=False)}."
        return {"amount_paise": None, "limit": "minimum", **bounds, "says": says}
    if given["subscription"] > most:
        says = f"The most that may be subscribed is {shown(bounds['maximum_paise'], symbol=False)}."
        return {"amount_paise": None, "limit": "maximum", **bounds, "says": says}
    return {"amount_paise": given["subscription"]}


@question(PACK, basic_pay=money, dearness_allowance=money)
def pension_contribution(on: InForce, given: Given) -> Answer:
    """The contributory pension of a month: the employee's share and the Government's."""
    base = given["basic_pay"] + given["dearness_allowance"]
    rate = on.pension_contribution.rate
    return {
        f"{who}_paise": divide_to_rupee(base * rate.content(who), WHOLE) for who in ("employee", "government")
    }


#: abbreviations of the exempt allowances
_ALSO = {"da": "dearness_allowance", "hra": "house_rent_allowance", "cca": "city_compensatory_allowance"}


def _component(name: str) -> str:
    """A component by its pack name, in any spelling: H.R.A. and “House Rent Allowance” are one."""
    plain = "_".join(re.findall(r"[a-z0-9]+", name.lower().replace(".", "")))
    return _ALSO.get(plain, plain)


@question(
    PACK,
    base=optional(money),
    pay=optional(by_name(money)),
    kind=optional(one_of("decree", "maintenance"), "decree"),
    months_taken=optional(number),
)
def attachment_limit(on: InForce, given: Given) -> Answer:
    """The most a court may attach of a month's pay, in whole rupees rounded down and to the paisa.

    It is zero if the same decree has had deductions in as many earlier months (``months_taken``) as allowed.
    """
    if (given["base"] is None) == (given["pay"] is None):
        raise Unsound("base_or_pay")
    base = given["base"]
    if base is None:
        exempt = set(on.attachment.exempt_allowances.content())
        base = sum(amount for name, amount in given["pay"].items() if _component(name) not in exempt)
    key = "attachment" if given["kind"] == "decree" else "maintenance"
    taken = given["months_taken"]
    if key == "attachment" and taken is not None and taken >= on.attachment.longest.content(key=key):
        return {"amount_paise": 0, "exact_paise": 0}
    limit = on.attachment.limit
    first, parts, of = (limit.content(name, key=key) for name in ("exempt_first", "parts", "of"))
    exact = Fraction(max(base - first, 0) * parts, of)
    return {"amount_paise": by_rounding(exact, "rupee_down"), "exact_paise": by_rounding(exact, "paisa")}
