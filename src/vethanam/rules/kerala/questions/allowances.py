"""Dearness allowance and its arrears, house rent, and pay in leave and suspension."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from vethanam.errors import Gathering, Unsound
from vethanam.money import PER_CENT, WHOLE, divide_to_rupee
from vethanam.periods import Month
from vethanam.rules.columns import ABSENCES
from vethanam.rules.kerala.components.basic_pay import basic_pay as pay_rule
from vethanam.rules.kerala.components.dearness_allowance import dearness_allowance as allowance_rule
from vethanam.rules.kerala.components.house_rent_allowance import house_rent_allowance as rent_rule
from vethanam.rules.kerala.components.special_leave_allowance import special_leave_allowance as special_rule
from vethanam.rules.kerala.components.subsistence_allowance import subsistence_allowance as subsistence_rule
from vethanam.rules.kerala.questions.single_case import (
    agreeing,
    by_rounding,
    segment,
    series_named,
    series_of_the_scales,
    to_rupee,
    worth,
)
from vethanam.rules.parameter_values import LATEST, InForce, missing_figure
from vethanam.rules.questions import (
    LONGEST_SERVICE,
    Answer,
    Given,
    by_month,
    day,
    flag,
    money,
    month,
    number,
    one_of,
    optional,
    per_cent,
    question,
    text,
    up_to,
)

PACK = "kerala"
#: maximum months of one question: longer than any service
LONGEST_ARREARS = 1200


@question(PACK, basic_pay=money, series=optional(text))
def dearness_allowance(on: InForce, given: Given) -> Answer:
    """The allowance drawn with the salary of the month of ``on``; the rate in hundredths of one per cent.

    The default ``series`` is that of the scales in force on the day, even if fixed by a later order.
    """
    series = series_named(on, given["series"] or series_of_the_scales(on))
    rate = on.dearness_allowance.rate.content(key=series)
    return {"amount_paise": divide_to_rupee(given["basic_pay"] * rate, WHOLE), "rate": rate}


@question(
    PACK,
    undated=LATEST,
    basic_pay=optional(money),
    basic_pay_by_month=optional(by_month(money)),
    due=optional(by_month(per_cent)),
    drawn=optional(by_month(per_cent)),
    series=optional(text),
    more={"from": month, "to": month},
)
def dearness_allowance_arrears(on: InForce, given: Given) -> Answer:
    """Due less drawn for each month, each rounded before they are subtracted.

    A value in a map by month applies from its month on. Without these maps, due is the rate in force for the
    month, and drawn the rate first drawn with its salary or before. Both follow the orders known on ``on``,
    or all orders if ``on`` is not after the first month. The default ``series`` is that of the scales in
    force in these months.
    """
    first, last = given["from"], given["to"]
    gathering = Gathering()
    with gathering.one():
        if last < first:
            raise Unsound("wrong_months", last=last, first=first)
        if last.minus(first) >= LONGEST_ARREARS:
            raise Unsound("arrears_too_long", first=first, last=last, most=LONGEST_ARREARS)
    with gathering.one():
        if (given["basic_pay"] is None) == (given["basic_pay_by_month"] is None):
            raise Unsound("pay_given_twice")
    with gathering.one():
        series = series_named(on, given["series"] or _series_of(on, given, first, last))
    gathering.tell()
    asked = on if first < Month.of(on.on) else on.at(LATEST)
    rows = [_difference(asked, given, series, each) for each in first.until(last)]
    return {"amount_paise": sum(row["difference_paise"] for row in rows), "by_month": rows}


def _series_of(on: InForce, given: Given, first: Month, last: Month) -> str:
    """The series of the scales in force in these months; must be given if they are revised within them."""
    series, later = (series_of_the_scales(on.at(month.first)) for month in (first, last))
    if series != later and not (given["due"] and given["drawn"]):
        raise Unsound("series_not_named", first=first, last=last, series=series, later=later)
    return series


def _difference(on: InForce, given: Given, series: str, each: Month) -> dict[str, int | str]:
    pay = (
        given["basic_pay"]
        if given["basic_pay"] is not None
        else _at(given["basic_pay_by_month"], each, "basic_pay_by_month")
    )
    due_rate = _at(given["due"], each, "due") if given["due"] else _rate(on, series, each, "due")
    drawn_rate = _at(given["drawn"], each, "drawn") if given["drawn"] else _rate(on, series, each, "drawn")
    to_line: str = on.rounding.line.content()
    due, drawn = (by_rounding(Fraction(pay * rate, WHOLE), to_line) for rate in (due_rate, drawn_rate))
    return {"month": str(each), "due_paise": due, "drawn_paise": drawn, "difference_paise": due - drawn}


def _at(steps: dict[Month, int], each: Month, name: str) -> int:
    """The value of a month-keyed map in force in a month: the latest given up to it."""
    earlier = [key for key in steps if key <= each]
    if not earlier:
        raise Unsound("month_not_given", name=name, each=each)
    return steps[max(earlier)]


def _rate(on: InForce, series: str, each: Month, side: str) -> int:
    """The rate by the orders known on the question's date: by effective date, or by the first month drawn."""
    figure = on.dearness_allowance.rate
    known = on.on if on.known_at is None else min(on.on, on.known_at)
    standing = [
        v
        for v in figure.parameter.values
        if v.key == series
        and not v.is_superseded
        and (v.known_from is None or v.known_from <= known)
        and (v.with_effect_from <= each.first if side == "due" else v.holds(each.first, None, "drawn"))
    ]
    if not standing:
        missing = missing_figure(figure.parameter, series, None, each.first)
        raise Unsound("parameter_unknown", figure=missing, parameter=figure.parameter.name)
    value = max(standing, key=lambda v: v.with_effect_from)
    if value.is_unknown:
        raise figure.unknown(series, value)
    figure.take(value)
    rate: int = value.fields["value"]
    return rate


@question(PACK, basic_pay=money, city_class=one_of("A", "B", "C", "D"), in_quarters=optional(flag, False))
def house_rent_allowance(on: InForce, given: Given) -> Answer:
    """The allowance of a whole month."""
    row = segment(
        on, basic_pay=given["basic_pay"], place_class=given["city_class"], in_quarters=given["in_quarters"]
    )
    return {"amount_paise": to_rupee(worth(on, rent_rule, row))}


@question(
    PACK,
    kind=one_of(*(kind for kind in ABSENCES if kind != "suspension")),
    basic_pay=money,
    is_gazetted=optional(flag, False),
    days=optional(number),
    month_days=optional(number),
    da_rate=optional(per_cent),
)
def leave_salary(on: InForce, given: Given) -> Answer:
    """Pay, dearness allowance and special leave allowance for days of leave."""
    month_days = on.month.days if given["month_days"] is None else given["month_days"]
    if not month_days:
        raise Unsound("month_without_days")
    days = month_days if given["days"] is None else given["days"]
    if days > month_days:
        raise Unsound("leave_longer_than_month", days=days, month_days=month_days)
    if given["da_rate"] is not None:
        drawn = on.dearness_allowance.rate.content(key=series_of_the_scales(on))
        agreeing("da_rate", given["da_rate"], drawn, on)
    row = segment(on, basic_pay=given["basic_pay"], is_gazetted=given["is_gazetted"], absence=given["kind"])
    share = Fraction(days, month_days)
    pay, allowance, special = (
        to_rupee(worth(on, rule, row) * share) for rule in (pay_rule, allowance_rule, special_rule)
    )
    return {
        "pay_paise": pay,
        "dearness_allowance_paise": allowance,
        "special_allowance_paise": special,
        "total_paise": pay + allowance + special,
    }


@question(PACK, amount=money, leave_from=day, leave_to=day)
def house_rent_in_leave(on: InForce, given: Given) -> Answer:
    """House rent for the days of leave in the month of ``on`` that lie within the first 180."""
    first, last = given["leave_from"], given["leave_to"]
    if last < first:
        raise Unsound("leave_ends_before")
    limit = on.house_rent_allowance.leave.content()
    days = sum(1 for one in _days_of(on.month) if first <= one <= last and (one - first).days < limit)
    return {"days": days, "amount_paise": divide_to_rupee(given["amount"] * days, on.month.days)}


def _days_of(of: Month) -> list[date]:
    return [date(of.year, of.number, number) for number in range(1, of.days + 1)]


@question(
    PACK, basic_pay=money, month_of_suspension=up_to(LONGEST_SERVICE * 12), varied_to=optional(per_cent)
)
def subsistence_allowance(on: InForce, given: Given) -> Answer:
    """The allowance of a whole month in suspension, with the dearness allowance on it."""
    rule = on.suspension.subsistence
    months, most, least = rule.content("months"), rule.content("most"), rule.content("least")
    varied = given["varied_to"]
    if given["month_of_suspension"] < 1:
        raise Unsound("wrong_month")
    if varied is not None and given["month_of_suspension"] <= months:
        raise Unsound("not_yet_varied", months=months, months_2=months + 1)
    if varied is not None and not least <= varied <= most:
        raise Unsound("outside_bounds", least=least // PER_CENT, most=most // PER_CENT)
    row = segment(on, basic_pay=given["basic_pay"], absence="suspension", subsistence_rate=varied)
    amount, allowance = (
        to_rupee(worth(on, component, row)) for component in (subsistence_rule, allowance_rule)
    )
    kept = set(on.suspension.not_deducted.content())
    allowed = ["income_tax"] if "income_tax" not in kept else []
    return {
        "amount_paise": amount,
        "dearness_allowance_paise": allowance,
        "deductions_allowed": allowed,
    }
