"""Retirement, qualifying service, pension, gratuity and commutation."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from vethanam.errors import Unsound, typed
from vethanam.money import PER_CENT, WHOLE, divide_to_rupee, shown
from vethanam.periods import Month
from vethanam.rules.kerala.questions.single_case import (
    agreeing,
    by_rounding,
    current_series,
    same_day,
    series_named,
    series_of_the_scales,
    to_rupee,
)
from vethanam.rules.parameter_values import LATEST, Figure, InForce
from vethanam.rules.parameters import Value
from vethanam.rules.questions import (
    NO_DATE,
    Answer,
    Given,
    anything,
    by_day,
    day,
    flag,
    money,
    number,
    one_of,
    optional,
    per_cent,
    question,
    text,
    up_to,
    years,
)

PACK = "kerala"
MONTHS, DAYS = 12, 30
#: teachers with a birthday between these dates stay until 31 March
TEACHING_FROM, TEACHING_TO = (7, 2), (4, 1)


@question(PACK, undated=NO_DATE, born=day, category=text)
def retirement(on: InForce, given: Given) -> Answer:
    """The last day of service and the age of superannuation."""
    category, born = given["category"], _born(on, given["born"])
    ages = on.retirement.age
    if category not in ages.parameter.keys:
        known = ", ".join(ages.parameter.keys)
        raise Unsound("unknown_category", category=typed(category, 30), known=known)
    value = _latest(ages, category)
    age: int = value.fields["value"]
    reaches = same_day(age, born)
    last = _month_end_before(reaches)
    if category == "teaching":
        last = _end_of_the_school_year(reaches, last)
    if last < value.with_effect_from:
        since = value.with_effect_from
        raise Unsound("not_yet_in_force", age=age, category=category, since=since, last=last)
    return {"retires_on": last.isoformat(), "age": age}


def _born(on: InForce, born: date) -> date:
    """Refuse a date of birth after the newest figure of the pack."""
    newest = max(v.with_effect_from for p in on.parameters.values() for v in p.values)
    if born > newest:
        raise Unsound("not_yet_born", born=born, newest=newest)
    return born


def _latest(figure: Figure, key: str | None = None) -> Value:
    """The last value of a parameter, for a question without a date."""
    value = max((v for v in figure.parameter.values if v.key == key), key=lambda v: v.with_effect_from)
    figure.take(value)
    return value


def _month_end_before(reaches: date) -> date:
    """The last day of the month in which the age is reached; if born on the first, of the month before."""
    month = Month.of(reaches)
    return month.plus(-1).last if reaches.day == 1 else month.last


def _end_of_the_school_year(reaches: date, last: date) -> date:
    """Teachers with a birthday from 2 July to 1 April stay until 31 March."""
    birthday = (reaches.month, reaches.day)
    if TEACHING_TO < birthday < TEACHING_FROM:
        return last
    return date(reaches.year + (1 if birthday >= TEACHING_FROM else 0), 3, 31)


@question(PACK, undated=NO_DATE, retires_on=day, days=up_to(3650))
def leave_before_retirement(on: InForce, given: Given) -> Answer:
    """The first day of leave that ends on the day of retirement."""
    if given["days"] < 1:
        raise Unsound("leave_without_days")
    return {"starts_on": (given["retires_on"] - timedelta(days=given["days"] - 1)).isoformat()}


@question(
    PACK,
    undated=LATEST,
    years=years,
    months=optional(up_to(MONTHS - 1), 0),
    days=optional(up_to(DAYS), 0),
    part_time_years=optional(years, 0),
    part_time_months=optional(up_to(MONTHS - 1), 0),
)
def qualifying_service(on: InForce, given: Given) -> Answer:
    """Whole years for pension and for gratuity: half a year and more counts as one; 9, 29 and
    32 are rounded up.

    Part-time contingent service within it counts half. Thirty days make a month.
    """
    part_time = given["part_time_years"] * MONTHS + given["part_time_months"]
    days = (given["years"] * MONTHS + given["months"]) * DAYS + given["days"]
    if part_time * DAYS > days:
        raise Unsound("wrong_service")
    halves = on.qualifying_service.part_time.content()
    total = Fraction(days) - Fraction(part_time * DAYS * (WHOLE - halves), WHOLE)
    rule = on.qualifying_service.rounding
    years, rest = divmod(total, MONTHS * DAYS)
    counted = int(years) + (1 if rest >= MONTHS * DAYS // 2 else 0)
    for name in ("above_to_10", "above_to_30"):
        bound = rule.content(name)
        if years >= bound and (years > bound or rest > 0) and counted == bound:
            counted = bound + 1
    limits = on.qualifying_service.limits
    gratuity = min(counted, limits.content("gratuity_most"))
    if years >= rule.content("above_to_33") and (rest > 0 or years > rule.content("above_to_33")):
        gratuity = limits.content("gratuity_most")
    return {
        "pension_years": min(counted, limits.content("pension_full")),
        "gratuity_years": gratuity,
        "is_eligible": counted >= limits.content("pension_least"),
    }


@question(PACK, pay_from=by_day(money), retired_on=day, months=optional(up_to(1200), 10), undated=NO_DATE)
def average_emoluments(on: InForce, given: Given) -> Answer:
    """The average of the last months of service, exact. A month runs up to the day of the month
    on which service ended.
    """
    if given["months"] < 1:
        raise Unsound("average_without_months")
    pays: dict[date, int] = given["pay_from"]
    if max(pays) > given["retired_on"]:
        raise Unsound("pay_after_service", day=max(pays), ends=given["retired_on"])
    ends = given["retired_on"] + timedelta(days=1)
    starts = [_months_before(ends, count) for count in range(given["months"], -1, -1)]
    if min(pays) > starts[0]:
        raise Unsound("pay_not_given", starts=starts[0])
    _latest(on.pension.share)
    total = sum((_pay_of(pays, *stretch) for stretch in itertools.pairwise(starts)), Fraction(0))
    average = total / given["months"]
    exact = f"{average.numerator}/{average.denominator}"
    answer = {
        "amount_paise": by_rounding(average, "paisa") if average.denominator == 1 else round_half_up(average)
    }
    return answer if average.denominator == 1 else {**answer, "exact_paise": exact}


def round_half_up(amount: Fraction) -> int:
    """Round half up to the paisa."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


def _months_before(day: date, count: int) -> date:
    """The same day some months earlier, or the last day of that month."""
    month = Month.of(day).plus(-count)
    return date(month.year, month.number, min(day.day, month.days))


def _pay_of(pays: dict[date, int], start: date, end: date) -> Fraction:
    """The pay from one day until before another, averaged by days if pay changes within."""
    days = (end - start).days
    held = [pays[max(d for d in pays if d <= start + timedelta(days=n))] for n in range(days)]
    return Fraction(sum(held), days)


@question(
    PACK,
    average_emoluments=money,
    pension_years=years,
    category=optional(one_of("state", "part_time_contingent"), "state"),
)
def pension(on: InForce, given: Given) -> Answer:
    """Half of the average emoluments, by the years of thirty, between the least and the most pension."""
    years = given["pension_years"]
    limits = on.qualifying_service.limits
    least, full = limits.content("pension_least"), limits.content("pension_full")
    if years < least:
        raise Unsound("no_pension", years=years, least=least)
    rule = on.pension.limits
    bottom, top = (rule.content(name, key=given["category"]) for name in ("least", "most"))
    share = on.pension.share.content()
    exact = Fraction(given["average_emoluments"] * share * min(years, full), WHOLE * full)
    return {"pension_paise": min(max(to_rupee(exact), bottom), top)}


@question(
    PACK,
    undated=NO_DATE,
    last_pay=money,
    died_in_service=optional(flag, False),
    service_years=optional(years),
    died_on=optional(day),
)
def family_pension(on: InForce, given: Given) -> Answer:
    """The normal rate between its bounds; the higher rate after a death in service with enough years.

    After the death of a pensioner it starts on the first of the following month.
    """
    when = given["died_on"] or on.on
    if when == NO_DATE:
        raise Unsound("family_pension_needs_date")
    law = on.at(when)
    rule = law.family_pension.rate
    bottom, top = rule.parameter.in_force(when), rule.content("most")
    normal = to_rupee(Fraction(given["last_pay"] * rule.content("normal"), WHOLE))
    least = bottom.fields["least"] if bottom else None
    if least is None:
        known = law.pension.limits.content("least", key="state")
        if normal < known:
            raise Unsound("least_family_pension_unknown", when=when, normal=shown(normal, symbol=False))
        least = 0
    normal = min(max(normal, least), top)
    higher = None
    if given["died_in_service"]:
        if given["service_years"] is None:
            raise Unsound("service_years_missing")
        if given["service_years"] >= law.family_pension.higher.content("years"):
            higher = max(
                to_rupee(Fraction(given["last_pay"] * law.family_pension.higher.content("share"), WHOLE)),
                normal,
            )
    starts = (
        Month.of(given["died_on"]).plus(1).first.isoformat()
        if given["died_on"] and not given["died_in_service"]
        else None
    )
    return {"normal_paise": normal, "higher_paise": higher, "starts_on": starts}


@question(
    PACK,
    undated=NO_DATE,
    last_pay=money,
    da_rate=optional(per_cent),
    gratuity_years=years,
    ended_on=day,
    cause=one_of("retirement", "death"),
    series=optional(text),
)
def gratuity(on: InForce, given: Given) -> Answer:
    """Retirement: emoluments times half the years.

    Death: twice, six or twelve times, or by the years if that is more.

    The default rate is that of the series drawn when service ended. From July 2019 to February 2021 that is
    the series of the scales of 2014. For pay in the scales of 2019, ordered later, give ``series: state_11``,
    with its rate of that day.
    """
    law = on.at(given["ended_on"])
    rate, note = given["da_rate"], {}
    if rate is None or given["series"]:
        series = series_named(law, given["series"])
        rate = agreeing("da_rate", rate, _rate_at_the_end(law, series), law)
        if given["series"] is None:
            note = _between_two_scales(law, series, rate)
    emoluments = given["last_pay"] + divide_to_rupee(given["last_pay"] * rate, WHOLE)
    limits = law.qualifying_service.limits
    years = min(given["gratuity_years"], limits.content("gratuity_most"))
    if given["cause"] == "retirement" and years < limits.content("gratuity_least"):
        raise Unsound("no_gratuity", years=years, least=limits.content("gratuity_least"))
    by_years = Fraction(emoluments * years, 2)
    times = _death_times(law, years) if given["cause"] == "death" else Fraction(0)
    exact = max(
        by_years if given["cause"] == "retirement" or years >= _twenty(law) else Fraction(0),
        emoluments * times,
    )
    return {
        "emoluments_paise": emoluments,
        "uncapped_paise": by_rounding(exact, "paisa"),
        "amount_paise": min(to_rupee(exact), law.gratuity.ceiling.content()),
        **note,
    }


def _rate_at_the_end(law: InForce, series: str) -> int:
    """The rate drawn on the day; for scales in force but not yet drawn, the rate of their own order."""
    if series == series_of_the_scales(law) != current_series(law):
        scales = law.dearness_allowance.current_series.parameter.values
        ordered = next(value.citation.dated for value in scales if value.fields["value"] == series)
        law = replace(law, reading="due", known_at=ordered)
    rate: int = law.dearness_allowance.rate.content(key=series)
    return rate


def _between_two_scales(law: InForce, series: str, rate: int) -> dict[str, str]:
    later = series_of_the_scales(law)
    if later == series:
        return {}
    return {
        "note": f"By the series drawn then, {series}, at {rate // PER_CENT} per cent, which goes with pay in "
        f"its own scales. "
        f"Pay in the scales ordered later for this day goes with series: {later}."
    }


def _twenty(on: InForce) -> int:
    return max(_slabs(on)[0])


def _slabs(on: InForce) -> tuple[tuple[int, ...], tuple[int, ...]]:
    value = on.gratuity.death.noted()
    if value is None or value.is_unknown:
        raise on.gratuity.death.unknown(None, value)
    return value.fields["years"], value.fields["times"]


def _death_times(on: InForce, years: int) -> Fraction:
    bounds, times = _slabs(on)
    return Fraction(next(t for bound, t in reversed(list(zip(bounds, times, strict=True))) if years >= bound))


@question(
    PACK,
    undated=LATEST,
    pension=money,
    percent=optional(per_cent),
    age=optional(number),
    born=optional(day),
    retires_on=optional(day),
    paid_in=optional(anything),
)
def commutation(on: InForce, given: Given) -> Answer:
    """A part of the pension paid at once, twelve times the factor of the completed age; given
    back after twelve years.
    """
    share = on.commutation.share
    most: int = share.content()
    percent = most if given["percent"] is None else given["percent"]
    if percent > most:
        raise Unsound("commuted_above_most", most=most // 100)
    age = _age_of(on, given)
    factors = on.commutation.factor
    value = factors.noted()
    ages: dict[int, int] = (
        dict(zip(value.fields["age"], value.fields["factor"], strict=True)) if value else {}
    )
    if age not in ages or age == 0:
        raise Unsound("no_factor", age=age)
    commuted = by_rounding(Fraction(given["pension"] * percent, WHOLE), "rupee_down")
    worth = to_rupee(Fraction(commuted * 12 * ages[age], 100))
    answer = {
        "commuted_paise": commuted, "factor": ages[age] / 100, "value_paise": worth,
        "pension_after_paise": given["pension"] - commuted,
    }  # fmt: skip
    if given["paid_in"] is None:
        return answer
    return {**answer, "restored_from": _restored(on, given["paid_in"])}


def _age_of(on: InForce, given: Given) -> int:
    """The age as stated, or from birth and retirement; if both are given they must agree."""
    stated, born, ends = given["age"], given["born"], given["retires_on"]
    if born is None or ends is None:
        if stated is None:
            raise Unsound("commutation_age_missing")
        return int(stated)
    age = _completed(_born(on, born), ends)
    if stated not in (None, age):
        raise Unsound("age_contradicts_birth", born=born, ends=ends, age=age, stated=stated)
    return age


def _completed(born: date, retires_on: date) -> int:
    """Completed age at superannuation; if born on the first, the age is reached on the following day."""
    following = retires_on + timedelta(days=1)
    return following.year - born.year - ((following.month, following.day) < (born.month, born.day))


def _restored(on: InForce, paid_in: object) -> str:
    years = on.commutation.restoration.content()
    if re.fullmatch(r"\d{4}-\d{2}", str(paid_in)):
        return str(Month.parse(str(paid_in)).plus(12 * years))
    return same_day(years, day(paid_in)).isoformat()


@question(PACK, undated=LATEST, highest_pay=money)
def pension_ceiling(on: InForce, given: Given) -> Answer:
    """The most pension and family pension: half and three tenths of the highest pay of the scales."""
    share, family = on.pension.share.content(), on.family_pension.rate.content("normal")
    return {
        "maximum_pension_paise": divide_to_rupee(given["highest_pay"] * share, WHOLE),
        "maximum_family_pension_paise": divide_to_rupee(given["highest_pay"] * family, WHOLE),
    }
