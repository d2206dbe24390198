"""Leave: what is credited, and the surrender of earned leave."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

from vethanam.errors import Unsound
from vethanam.rules.asking import Answer, Given, day, flag, money, number, one_of, optional, question
from vethanam.rules.in_force import LATEST, InForce
from vethanam.rules.kerala.questions.one import same_day, to_rupee

PACK = "kerala"
LONGEST_YEAR = 366


@question(
    PACK,
    undated=LATEST,
    kind=one_of("earned", "half_pay"),
    duty_days=optional(number),
    duty_from=optional(day),
    duty_to=optional(day),
    service_year=optional(number),
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
        raise Unsound("missing_key", "days_prevented are days of a vacation. Give vacation_days too.")
    credit = _half_up(_of_vacation(on, given) if given["vacation_days"] is not None else _for_duty(on, given))
    most: int = on.leave.earned.content("most")
    return {
        "credit_days": credit,
        "balance_days": max(min(given["balance"] + credit, most), given["balance"]),
    }


def _for_duty(on: InForce, given: Given) -> Fraction:
    """One day for eleven of duty; one for twenty-two in the first year of somebody not yet permanent."""
    first_year = given["service_year"] == 1 and not given["is_permanent"]
    if first_year and _duty_days(given) > LONGEST_YEAR:
        says = f"The first year of service has at most {LONGEST_YEAR} days of duty, not {_duty_days(given)}."
        raise Unsound(
            "contradiction", f"{says} Ask for the first year, and without service_year for the rest."
        )
    per = on.leave.earned.content("duty_first_year" if first_year else "duty")
    return Fraction(_duty_days(given), per)


def _duty_days(given: Given) -> int:
    """The days as stated, or from the first to the last; where both are given they agree."""
    stated, first, last = given["duty_days"], given["duty_from"], given["duty_to"]
    if first is None or last is None:
        if stated is None:
            raise Unsound("missing_key", "leave_accrual needs duty_days, or duty_from and duty_to.")
        return int(stated)
    if last < first:
        raise Unsound("wrong_dates", "Duty ends before it begins. Exchange the dates.")
    days = (last - first).days + 1
    if stated not in (None, days):
        says = f"From {first:%-d %b %Y} to {last:%-d %b %Y} are {days} days, not {stated}. Give duty_days, or the two dates."
        raise Unsound("contradiction", says)
    return int(days)


def _of_vacation(on: InForce, given: Given) -> Fraction:
    """Thirty days times the share of the vacation that duty prevented."""
    full, prevented = given["vacation_days"], given["days_prevented"]
    if full == 0 or prevented is None or prevented > full:
        raise Unsound("wrong_days", "Give vacation_days above zero and days_prevented up to them.")
    return Fraction(on.leave.earned.content("vacation") * prevented, full)


def _completed_years(given: Given) -> int:
    """Completed years of service: between the days given, or one for a full year of duty days."""
    days = _duty_days(given)
    if given["duty_from"] is not None and given["duty_to"] is not None:
        ends = given["duty_to"] + timedelta(days=1)
        years = 0
        while same_day(years + 1, given["duty_from"]) <= ends:
            years += 1
        return years
    return days // 365


def _half_up(amount: Fraction) -> int:
    """Below one half is dropped, one half or more counts as a day."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


@question(
    PACK,
    days=number,
    basic_pay=money,
    dearness_allowance=money,
    house_rent_allowance=optional(money, 0),
    other_allowances=optional(money, 0),
    is_terminal=optional(flag, False),
)
def leave_surrender(on: InForce, given: Given) -> Answer:
    """Pay and allowances by thirty for each day surrendered, in the mode that the year's order names.

    Terminal surrender, on retirement, has a limit of its own and waits for no yearly order.
    """
    if given["is_terminal"]:
        most = on.leave.terminal_surrender.content()
        if given["days"] > most:
            raise Unsound("too_many_days", f"At most {most} days may be surrendered on retirement.")
        return {"amount_paise": _surrendered(on, given), "mode": None, "locked_until": None}
    most = on.leave.surrender_limit.content()
    if given["days"] > most:
        raise Unsound("too_many_days", f"At most {most} days may be surrendered in a financial year.")
    order = on.leave.surrender
    mode = order.content("mode")
    if mode == "frozen":
        value = order.value()
        until = f" until {value.until:%-d %b %Y}" if value and value.until else ""
        raise Unsound("frozen", f"The surrender of earned leave is frozen{until}.")
    value = order.value()
    locked = value.fields["locked_until"] if value else None
    return {
        "amount_paise": _surrendered(on, given),
        "mode": mode,
        "locked_until": locked.isoformat() if locked else None,
    }


def _surrendered(on: InForce, given: Given) -> int:
    total = sum(
        given[name]
        for name in ("basic_pay", "dearness_allowance", "house_rent_allowance", "other_allowances")
    )
    return to_rupee(Fraction(total * given["days"], on.leave.surrender_divisor.content()))
