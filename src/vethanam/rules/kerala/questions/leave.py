"""Leave credit, and the surrender of earned leave."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from vethanam.errors import Unsound
from vethanam.rules.kerala.questions.single_case import same_day, to_rupee
from vethanam.rules.parameter_values import LATEST, InForce
from vethanam.rules.questions import (
    LONGEST_SERVICE,
    Answer,
    Given,
    by_name,
    day,
    flag,
    money,
    number,
    one_of,
    optional,
    question,
    up_to,
    years,
)

PACK = "kerala"
LONGEST_YEAR = 366


@question(
    PACK,
    undated=LATEST,
    kind=one_of("earned", "half_pay"),
    duty_days=optional(up_to(LONGEST_SERVICE * 366)),
    duty_from=optional(day),
    duty_to=optional(day),
    service_year=optional(years),
    balance=optional(number, 0),
    is_permanent=optional(flag, False),
    vacation_days=optional(number),
    days_prevented=optional(number),
)
def leave_accrual(on: InForce, given: Given) -> Answer:
    """Earned leave for duty, or half-pay leave for completed years, added to the balance."""
    if given["kind"] == "half_pay":
        credit = _completed_years(given) * on.leave.half_pay.content("days_a_year")
        return {"credit_days": credit, "balance_days": given["balance"] + credit}
    if given["vacation_days"] is None and given["days_prevented"] is not None:
        raise Unsound("vacation_days_missing")
    credit = _half_up(_of_vacation(on, given) if given["vacation_days"] is not None else _for_duty(on, given))
    most: int = on.leave.earned.content("most")
    return {
        "credit_days": credit,
        "balance_days": max(min(given["balance"] + credit, most), given["balance"]),
    }


def _for_duty(on: InForce, given: Given) -> Fraction:
    """One day per eleven of duty; per twenty-two in the first year without permanence."""
    first_year = given["service_year"] == 1 and not given["is_permanent"]
    if first_year and _duty_days(given) > LONGEST_YEAR:
        raise Unsound("first_year_alone", most=LONGEST_YEAR, days=_duty_days(given))
    per = on.leave.earned.content("duty_first_year" if first_year else "duty")
    return Fraction(_duty_days(given), per)


def _duty_days(given: Given) -> int:
    """The days as stated, or from first to last; if both are given they must agree."""
    stated, first, last = given["duty_days"], given["duty_from"], given["duty_to"]
    if first is None or last is None:
        if stated is None:
            raise Unsound("duty_days_missing")
        return int(stated)
    if last < first:
        raise Unsound("duty_ends_before")
    days = (last - first).days + 1
    if stated not in (None, days):
        raise Unsound("duty_days_differ", first=first, last=last, days=days, stated=stated)
    return int(days)


def _of_vacation(on: InForce, given: Given) -> Fraction:
    """Thirty days times the share of the vacation spent on duty."""
    full, prevented = given["vacation_days"], given["days_prevented"]
    if full == 0 or prevented is None or prevented > full:
        raise Unsound("vacation_without_days")
    return Fraction(on.leave.earned.content("vacation") * prevented, full)


def _completed_years(given: Given) -> int:
    """Completed years of service: between the given dates, or one for a full year of duty days."""
    days = _duty_days(given)
    if given["duty_from"] is not None and given["duty_to"] is not None:
        ends = given["duty_to"] + timedelta(days=1)
        years = 0
        while same_day(years + 1, given["duty_from"]) <= ends:
            years += 1
        return years
    return days // 365


def _half_up(amount: Fraction) -> int:
    """Round half up to whole days."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


@question(
    PACK,
    days=number,
    basic_pay=optional(money),
    dearness_allowance=optional(money),
    house_rent_allowance=optional(money, 0),
    other_allowances=optional(money, 0),
    earnings=optional(by_name(money)),
    is_terminal=optional(flag, False),
    surrendered=optional(number, 0),
    balance=optional(number),
    has_fund=optional(flag, True),
    mode=optional(one_of("cash", "provident_fund")),
)
def leave_surrender(on: InForce, given: Given) -> Answer:
    """Pay and allowances divided by thirty for each day surrendered, in the mode of the year's order.

    ``earnings`` are those of a month by name; only those that count are used. ``surrendered`` are earlier
    days of the same year, ``balance`` is the leave to credit. ``mode`` is the order's mode if the pack has no
    order of the year. An employee without a provident fund (``has_fund``) is paid in cash. Terminal
    surrender, on retirement, has its own limit and needs no yearly order.
    """
    limit = on.leave.terminal_surrender if given["is_terminal"] else on.leave.surrender_limit
    _within(limit.content(), given)
    mode, locked = (None, None) if given["is_terminal"] else _paid_by(on, given)
    if mode == "provident_fund" and not given["has_fund"]:
        mode, locked = "cash", None
    answer = {
        "amount_paise": _surrendered(on, given),
        "mode": mode,
        "locked_until": locked.isoformat() if locked else None,
    }
    if given["earnings"] is None:
        return answer
    return {**answer, "most_days": limit.content(), "counted": _counted(on, given)}


def _within(most: int, given: Given) -> None:
    """Refuse more days than the year (or the service) allows, or than the balance."""
    before = given["surrendered"]
    if given["days"] + before > most:
        code = "too_many_days_on_retirement" if given["is_terminal"] else "too_many_days_in_year"
        raise Unsound(f"{code}_left", most=most, days=before) if before else Unsound(code, most=most)
    if given["balance"] is not None and given["days"] > given["balance"]:
        raise Unsound("leave_not_to_credit", days=given["balance"])


def _paid_by(on: InForce, given: Given) -> tuple[str, date | None]:
    """The payment mode of the year's surrender, and its lock-in date."""
    order = on.leave.surrender
    value = order.value()
    if given["mode"] is not None and (value is None or value.is_unknown_at_all):
        return given["mode"], None
    mode = order.content("mode")
    if mode == "frozen":
        if value and value.until:
            raise Unsound("frozen_until", until=value.until)
        raise Unsound("frozen")
    return mode, value.fields["locked_until"] if value else None


def _counted(on: InForce, given: Given) -> list[str]:
    """The names of the earnings that count for surrender."""
    counted = on.leave.surrender_earnings.content()
    return [name for name in given["earnings"] if name in counted]


def _surrendered(on: InForce, given: Given) -> int:
    if given["earnings"] is not None:
        total = sum(given["earnings"][name] for name in _counted(on, given))
    elif None in (given["basic_pay"], given["dearness_allowance"]):
        raise Unsound("surrender_pay_missing")
    else:
        names = ("basic_pay", "dearness_allowance", "house_rent_allowance", "other_allowances")
        total = sum(given[name] for name in names)
    return to_rupee(Fraction(total * given["days"], on.leave.surrender_divisor.content()))
