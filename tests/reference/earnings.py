"""The earnings of one part of a month, line by line, for one person.

Sums are carried in *rupee-days*: a monthly amount times its days. They are divided once, by the days of the
month, and rounded once, half up, when the line is written (questions.md section 3: part months by calendar
days, nothing rounded between).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from tests.reference import tables
from tests.reference.arithmetic import part, to_rupee
from tests.reference.facts import Person, Segment

ZERO = Decimal(0)
WITHOUT_PAY = ("without_allowances", "dies_non")


class Unknown(Exception):
    """A figure that no source gives; the line that needs it is held."""


@dataclass(slots=True)
class Earned:
    """Rupee-days of one part by component; a held component is named in ``held``."""

    person: Person
    part: int
    sums: dict[str, Decimal] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    da_on_subsistence: Decimal = ZERO

    def add(self, component: str, rupee_days: Decimal) -> None:
        """More rupee-days of a component."""
        self.sums[component] = self.sums.get(component, ZERO) + rupee_days

    def lines(self) -> dict[str, Decimal | None]:
        """Each component once rounded to the rupee; None where it is held."""
        whole = {name: to_rupee(total / self.person.month_days) for name, total in self.sums.items()}
        return {**whole, **dict.fromkeys(self.held)}


# --- dearness allowance ---

SERIES: dict[str, tuple[tables.Step, ...]] = {
    "state_11": tables.STATE_11,
    "state_10": tables.STATE_10,
    "ugc_2016": tables.UGC_2016,
    "ugc_2006": tables.UGC_2006,
    "central_7": tables.CENTRAL_7,
}


def da_rate(series: str, month: tables.Month, reading: str = "drawn") -> Decimal:
    """The percentage of a month: the latest due of those drawn by then, or, for arrears, of those granted."""
    first = date(*month, 1)
    known = [
        step
        for step in SERIES[series]
        if step.due <= first
        and (step.drawn is None or step.drawn <= month or (reading == "due" and step.has_arrears))
    ]
    latest = sorted(known, key=lambda s: s.due)[
        -1:
    ]  # of two from one date the later row: it superseded the other
    if not latest or latest[0].per_cent is None:
        raise Unknown(f"{series} in {month}")
    return latest[0].per_cent


# --- pay on each kind of day ---


def is_paid_as_duty(segment: Segment) -> bool:
    """Duty, and leave on full pay (rules 92, 84, 100, 102B)."""
    return segment.absence not in (*WITHOUT_PAY, "half_pay", "suspension")


def has_rule_93_favour(segment: Segment, pay: Decimal) -> bool:
    """Rule 93: not gazetted, pay up to 50,200 of the eleventh revision; the limits of
    others were not read.
    """
    if segment.is_gazetted or segment.da_series is None:
        return False
    if segment.revision != 11:
        raise Unknown("the limit of rule 93 for the revision")
    return pay <= tables.RULE_93_PAY_LIMIT


def pay_of(segment: Segment, pay: Decimal, da: Decimal) -> dict[str, Decimal]:
    """Monthly amounts of pay and DA that a day of the segment earns, by component."""
    if is_paid_as_duty(segment):
        return {"basic_pay": pay, "dearness_allowance": part(pay, da)}
    if segment.absence == "suspension":
        share = tables.SUBSISTENCE if segment.subsistence is None else segment.subsistence
        allowance = part(pay, share)
        return {"subsistence_allowance": allowance, "dearness_allowance": part(allowance, da)}
    if segment.absence == "half_pay":
        return half_pay(segment, pay, da)
    return {}


def half_pay(segment: Segment, pay: Decimal, da: Decimal) -> dict[str, Decimal]:
    """Rule 93: half pay with DA on the half; the lower paid draw DA on full pay and 65 per cent at least."""
    half = part(pay, tables.HALF_PAY)
    if not has_rule_93_favour(segment, pay):
        return {"basic_pay": half, "dearness_allowance": part(half, da)}
    full_da = part(pay, da)
    least = part(pay + full_da, tables.RULE_93_LEAST)
    return {
        "basic_pay": half,
        "dearness_allowance": full_da,
        "special_leave_allowance": max(ZERO, least - half - full_da),
    }


# --- house rent ---


def rent_of_month(segment: Segment, pay: Decimal) -> Decimal:
    """The whole month's house rent allowance: percentage of basic pay by class, within floor and ceiling."""
    if segment.revision != 11 or segment.start < tables.RENT_FROM or segment.place_class is None:
        raise Unknown("house rent allowance of the revision, or the class of the place")
    rule = tables.RENT_11[segment.place_class]
    return min(max(part(pay, rule.per_cent), Decimal(rule.least)), Decimal(rule.most))


def rent_days(segment: Segment) -> int:
    """The days that draw it: duty, and the first 180 days of leave with allowances."""
    if segment.pay_basis != "scale" or segment.in_quarters or segment.absence in (*WITHOUT_PAY, "suspension"):
        return 0
    if segment.absence is None:
        return segment.days
    since = segment.absence_since or segment.start
    last = min(segment.until, since + timedelta(days=tables.RENT_IN_LEAVE_DAYS - 1))
    return max(0, (last - segment.start).days + 1)


# --- one part ---


def earn(person: Person, number: int) -> Earned:
    """Everything one part of the month earns."""
    earned = Earned(person, number)
    for segment in (s for s in person.segments if s.part == number):
        if segment.basic_pay is not None:
            add_pay(earned, segment, segment.basic_pay)
            add_rent(earned, segment, segment.basic_pay)
    add_rates(earned)
    for wage in (w for w in person.wages if w.part == number):
        earned.add("wages", wage.worked * wage.rate * person.month_days)
    return earned


def add_pay(earned: Earned, segment: Segment, pay: Decimal) -> None:
    """Pay and DA of a segment; where the DA is unknown, lines that depend on it are held too."""
    try:
        da = (
            ZERO
            if segment.da_series is None
            else da_rate(segment.da_series, earned.person.month, earned.person.reading)
        )
        amounts = pay_of(segment, pay, da)
    except Unknown:
        amounts = pay_of(replace(segment, is_gazetted=True), pay, ZERO)
        hold_what_rests_on_da(earned, segment, pay)
    for component, amount in amounts.items():
        earned.add(component, amount * segment.days)
    if segment.absence == "suspension":
        earned.da_on_subsistence += amounts["dearness_allowance"] * segment.days


def hold_what_rests_on_da(earned: Earned, segment: Segment, pay: Decimal) -> None:
    """DA itself where it would be due, and the special leave allowance where that is not excluded."""
    if segment.absence in WITHOUT_PAY:
        return
    earned.held.add("dearness_allowance")
    above = segment.revision == 11 and pay > tables.RULE_93_PAY_LIMIT
    if segment.absence == "half_pay" and not segment.is_gazetted and not above:
        earned.held.add("special_leave_allowance")


def add_rent(earned: Earned, segment: Segment, pay: Decimal) -> None:
    """House rent allowance of a segment."""
    days = rent_days(segment)
    if not days:
        return
    try:
        earned.add("house_rent_allowance", rent_of_month(segment, pay) * days)
    except Unknown:
        earned.held.add("house_rent_allowance")


def add_rates(earned: Earned) -> None:
    """Authorised rates as the pay slip states them, by their days; nothing on days without allowances."""
    for rate in (r for r in earned.person.rates if r.part == earned.part):
        for segment in (s for s in earned.person.segments if s.part == earned.part):
            days = (min(rate.until, segment.until) - max(rate.start, segment.start)).days + 1
            if days > 0 and segment.absence not in WITHOUT_PAY:
                earned.add(rate.component, rate.amount * days)
