"""Seeded people of every kind, with the edges of each rule more often than life has them.

``person(seed, number, month)`` depends on nothing but its arguments: one person can be made again alone, and
any number of processes make the same hundred thousand.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.reference import pays, tables, tax
from tests.reference.deductions import INSURANCES
from tests.reference.earnings import earn
from tests.reference.facts import Obligation, Person, Rate, Record, Segment, Wage
from tests.reference.month import gross_of
from tests.reference.tables import Month

ONE_DAY = timedelta(days=1)

HALF_YEARS: tuple[Month, ...] = tuple((year, half) for year in range(2016, 2027) for half in (1, 7))
#: each change of a parameter with the month before it, the yearly and half-yearly months, a leap February
MONTHS: tuple[Month, ...] = tuple(sorted({
    *HALF_YEARS,
    (2015, 7), (2015, 8), (2015, 11), (2015, 12), (2016, 4), (2016, 5), (2016, 8), (2016, 9), (2017, 3),
    (2017, 4), (2018, 5), (2018, 6), (2019, 3), (2019, 4), (2020, 10), (2020, 11), (2021, 2), (2021, 3),
    (2021, 11), (2021, 12), (2022, 5), (2022, 6), (2022, 11), (2023, 11), (2024, 2), (2024, 3), (2024, 4),
    (2024, 8), (2024, 9), (2024, 10), (2024, 11), (2025, 2), (2025, 3), (2025, 4), (2025, 8), (2025, 9),
    (2025, 10),
    (2025, 11),
    (2026, 2),
    (2026, 3),
    (2026, 8), (2026, 10), (2026, 11), (2027, 2),
}))  # fmt: skip
FULL_PAY_LEAVE = ("earned", "commuted", "maternity", "paternity", "special")


def person(seed: int, number: int, month: Month) -> Person:
    """The person of that number in that month."""
    dice = Random(f"{seed}:{number}:{month}")
    days = spans(dice, month)
    segments = tuple(cut(dice, pays.held_pay(dice, month), days))
    made = Person(number, month, record(dice, month, segments), segments)
    made = replace(made, rates=tuple(rates(dice, made)), wages=tuple(wages(dice, made)))
    return aimed(dice, replace(made, obligations=tuple(obligations(dice, number))))


def people(seed: int, count: int, month: Month) -> list[Person]:
    """So many people of a month, numbered from 1."""
    return [person(seed, number, month) for number in range(1, count + 1)]


# --- the days ---


def last_day(month: Month) -> date:
    """The last day of a month."""
    return date(*month, calendar.monthrange(*month)[1])


def spans(dice: Random, month: Month) -> list[tuple[int, date, date]]:
    """Parts of the month with their first and last days: whole, joined, left, moved, moved twice."""
    first, last = date(*month, 1), last_day(month)
    kind = dice.choices(
        ("whole", "joined", "left", "moved", "moved with a gap", "moved twice"), (66, 8, 8, 10, 5, 3)
    )[0]
    day = first + timedelta(days=dice.randrange(1, last.day - 1))
    if kind == "joined":
        return [(1, dice.choice((day, last)), last)]
    if kind == "left":
        return [(1, first, dice.choice((day, first)))]
    if kind == "moved":
        return [(1, first, day), (2, day + ONE_DAY, last)]
    if kind == "moved with a gap":
        return [(1, first, day), (2, min(day + timedelta(days=dice.randrange(2, 8)), last), last)]
    if kind == "moved twice" and 4 < day.day < last.day - 3:
        return [
            (1, first, day - timedelta(days=3)),
            (2, day - timedelta(days=2), day),
            (3, day + ONE_DAY, last),
        ]
    return [(1, first, last)]


def cut(dice: Random, base: Segment, days: list[tuple[int, date, date]]) -> Iterator[Segment]:
    """Segments of each part: an absence, an increment, a move of place, quarters left."""
    for part, first, last in days:
        segment = replace(moved(dice, base) if part > 1 else base, part=part, start=first, until=last)
        if last > first and dice.random() < 0.35:
            day = first + timedelta(days=dice.randrange((last - first).days))
            yield changed(dice, replace(segment, until=day))
            rest = replace(segment, start=day + ONE_DAY)
            yield changed(dice, rest) if dice.random() < 0.7 else rest
        else:
            yield changed(dice, segment) if dice.random() < 0.3 else segment


def moved(dice: Random, segment: Segment) -> Segment:
    """The same person at another office."""
    return replace(segment, place_class=None if segment.place_class is None else dice.choice(pays.CLASSES))


def changed(dice: Random, segment: Segment) -> Segment:
    """Something else is true on these days."""
    what = dice.choices(("absence", "pay", "quarters"), (70, 20, 10))[0]
    if segment.pay_basis in ("daily", "hourly"):
        return segment
    if what == "absence":
        return absent(dice, segment)
    if what == "pay" and (pay := pays.next_stage(segment)) is not None:
        return replace(segment, basic_pay=pay)
    return replace(segment, in_quarters=not segment.in_quarters)


def absent(dice: Random, segment: Segment) -> Segment:
    """Leave of some kind, or suspension; leave around its 180th day more often than life has it."""
    kind = dice.choices(
        (*FULL_PAY_LEAVE, "half_pay", "without_allowances", "dies_non", "suspension"),
        (5, 5, 5, 2, 3, 35, 15, 5, 25),
    )[0]
    if kind in ("without_allowances", "dies_non"):
        return replace(segment, absence=kind)
    before = dice.choice((0, 0, 30, 150, 170, 178, 179, 180, 181, 200))
    since = segment.start - timedelta(days=before)
    varied = Decimal(dice.choice((25, 75, 50, 60))) if kind == "suspension" and dice.random() < 0.5 else None
    return replace(segment, absence=kind, absence_since=since, subsistence=varied)


# --- rates and wages ---


def rates(dice: Random, made: Person) -> Iterator[Rate]:
    """Rates of the Accountant General's pay slip for the authorised, and a special pay for some others."""
    for part in made.parts:
        inside = [s for s in made.segments if s.part == part]
        start, until = inside[0].start, inside[-1].until
        if inside[0].pay_basis == "authorised":
            basic = Decimal(dice.randrange(1200, 2250) * 100)
            yield Rate(part, "basic_pay", basic, start, until)
            if inside[0].da_series is None:
                yield Rate(
                    part, "dearness_allowance", (basic * Decimal("0.35")).quantize(Decimal(1)), start, until
                )
            if dice.random() < 0.4:
                yield Rate(part, "house_rent_allowance", Decimal(10000), start, until)
        elif inside[0].pay_basis == "scale" and dice.random() < 0.06:
            component = dice.choice(
                ("special_pay", "personal_pay", "city_compensatory_allowance", "risk_allowance")
            )
            yield Rate(part, component, Decimal(dice.choice((500, 1100, 1750, 2375))), start, until)


def wages(dice: Random, made: Person) -> Iterator[Wage]:
    """Days or hours worked, at one or two wages."""
    for part in made.parts:
        basis = next(s.pay_basis for s in made.segments if s.part == part)
        if basis in ("daily", "hourly"):
            low, high = (675, 1500) if basis == "daily" else (90, 300)
            first = Decimal(dice.randrange(low * 100, high * 100)) / 100
            yield Wage(part, dice.randrange(0, 27), first)
            if dice.random() < 0.1:
                yield Wage(part, dice.randrange(1, 10), first + 5)


#: how far beside a turn an income may lie
BESIDE = (-10, -6, -5, -4, -1, 0, 0, 1, 4, 5, 6, 10, 100, 1000, 5000, 40000)
ZERO = Decimal(0)

# --- facts of the record ---


def record(dice: Random, month: Month, segments: tuple[Segment, ...]) -> Record:
    """Born, joined, ends; funds, insurance and taxes."""
    regular = segments[0].pay_basis in ("scale", "authorised")
    age = dice.choices((dice.randrange(19, 61), dice.randrange(60, 81), dice.randrange(80, 86)), (85, 9, 6))[
        0
    ]
    if dice.random() < 0.003:
        age = dice.choice((12, 17, 18, 99, 100, 126))
    born = date(month[0] - age, dice.randrange(1, 13), dice.randrange(1, 29))
    made = Record(born=born, ends_on=ending(dice, month, segments))
    made = grown(dice, funds(dice, made, segments)) if regular else made
    made = insured(dice, made) if regular else made
    return taxed(dice, made, month)


def grown(dice: Random, made: Record) -> Record:
    """No one joined as a child, but for a few by their record."""
    if made.joined is None or age_on(made.born, made.joined) >= 18 or dice.random() < 0.02:
        return made
    return replace(made, joined=None)


def age_on(born: date, day: date) -> int:
    """Years completed on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ending(dice: Random, month: Month, segments: tuple[Segment, ...]) -> date | None:
    """The last day of service, where it is near enough to matter."""
    if segments[-1].until < last_day(month):
        return segments[-1].until
    if dice.random() < 0.2:
        year, number = divmod(month[0] * 12 + month[1] - 1 + dice.randrange(0, 12), 12)
        return last_day((year, number + 1))
    return None


def funds(dice: Random, made: Record, segments: tuple[Segment, ...]) -> Record:
    """Contributory pension for who joined since April 2013, a provident fund within its
    limits for the others.
    """
    pay = segments[0].basic_pay or Decimal(120000)
    if dice.random() < 0.5:
        joined = dice.choice((tables.NPS_FROM, tables.NPS_FROM.replace(year=2019), None))
        return replace(made, pension_scheme="nps", joined=joined)
    before = (tables.NPS_FROM - ONE_DAY, date(2001, 6, 1), None)
    made = replace(made, joined=tables.NPS_FROM if dice.random() < 0.05 else dice.choice(before))
    if dice.random() < 0.05:
        return made
    share = dice.choice((Decimal(3), Decimal(6), Decimal(6), Decimal(10), Decimal(25), Decimal(100)))
    amount = (pay * share / 100).quantize(Decimal(1)) + dice.choice((-1, 0, 0, 1, dice.randrange(0, 100)))
    base = pay if dice.random() < 0.5 else None
    return replace(made, pension_scheme="gpf", gpf_subscription=amount + paise(dice), gpf_base=base)


def paise(dice: Random) -> Decimal:
    """Some paise, for the few records that state them."""
    return dice.choice((Decimal("0.49"), Decimal("0.50"), Decimal("0.99"))) if dice.random() < 0.03 else ZERO


def insured(dice: Random, made: Record) -> Record:
    """Insurance: stated amounts, and group rates that are unknown."""
    stated = dice.random() < 0.8
    return replace(
        made,
        sli_premium=Decimal(dice.randrange(1, 30) * 100) + paise(dice) if dice.random() < 0.85 else None,
        is_gis=dice.random() < 0.85,
        gis_amount=Decimal(dice.choice((300, 400, 500, 600, 750))) + paise(dice) if stated else None,
        gis_group=dice.choice(("A", "B", "C", "D")),
        is_fbs=dice.random() < 0.05,
        fbs_amount=Decimal(10) + paise(dice) if dice.random() < 0.7 else None,
        insured_in=frozenset(one.column for one in INSURANCES if dice.random() < one.share),
    )


#: total incomes at which the tax of a year turns: slabs, rebate, its relief, surcharge, its relief
TURNS = (
    250000, 300000, 400000, 500000, 700000, 722220, 800000, 1000000, 1200000, 1270590, 1275000, 1500000,
    1600000, 2000000, 2400000, 5000000, 5160000, 6000000, 10000000, 10250000, 12000000, 20000000, 27000000,
    50000000,
    60000000,
)  # fmt: skip


def taxed(dice: Random, made: Record, month: Month) -> Record:
    """Taxes: profession tax at the ends of its slabs, income tax near its turns."""
    made = replace(
        made,
        is_profession_tax_exempt=dice.random() < 0.04,
        half_year_days=dice.choice((None, None, None, 59, 60, 120)),
        half_year_income=half_year(dice),
        tax_regime="old" if dice.random() < 0.3 else "new",
        is_tax_settled=dice.random() < 0.03,
    )
    made = replace(made, half_year_months=served_of_half_year(made))
    if dice.random() < 0.45:
        return near_a_turn(dice, made)
    to_date = Decimal(dice.randrange(0, 1500000))
    return replace(
        with_arrears(made, to_date),
        tax_gross_to_date=to_date,
        tax_deducted_to_date=Decimal(dice.choice((0, 0, dice.randrange(0, 120000)))),
        payments_left=dice.choice((None, None, None, *range(1, 13))),
        expected_gross=dice.choice((None, None, Decimal(dice.randrange(20000, 200000)))),
        declared_deductions=Decimal(dice.choice((0, 50000, 150000, dice.randrange(0, 300000)))),
        other_income=Decimal(dice.choice((0, 0, 0, dice.randrange(0, 400000)))),
    )


def with_arrears(made: Record, to_date: Decimal) -> Record:
    """For two in five, arrears of earlier years among the receipts; drawn with a separate seed, so that the
    others do not change.
    """
    dice = Random(int(to_date))
    if dice.random() > 0.4:
        return made
    arrears = Decimal(dice.randrange(1, 30_000_000)) / 100
    return replace(
        made,
        arrears_of_earlier_years=min(arrears, to_date),
        tax_on_earlier_years=dice.choice(
            (None, *(Decimal(dice.randrange(0, 400_000)) / 100 for _ in range(4)))
        ),
        is_relief_asked=dice.random() < 0.85,
    )


def served_of_half_year(made: Record) -> Decimal | None:
    """Months of the half-year with pay, of some; drawn apart, so that the others stay who they are."""
    dice = Random(f"{made.born} {made.half_year_days} {made.half_year_income}")
    if made.half_year_days is None and dice.random() < 0.6:
        return None
    whole, days = dice.randrange(0, 6), dice.choice((0, 0, 1, 15, 17, 30))
    return whole + Decimal(days * 10000 // 31) / 10000


def half_year(dice: Random) -> Decimal | None:
    """Income of the half-year: unstated, or at and beside the end of a slab."""
    ends = [least for slabs in (tables.PROFESSION_TAX_2010, tables.PROFESSION_TAX_2024) for least, _ in slabs]
    if dice.random() < 0.6:
        return None
    return max(Decimal(0), dice.choice(ends) + Decimal(dice.choice(("-1", "-0.01", "0", "1", "5000"))))


def near_a_turn(dice: Random, made: Record) -> Record:
    """An income of the year at or beside a turn, in the last payment of the year; ``aimed`` makes it so."""
    return replace(made, payments_left=1, expected_gross=None, tax_gross_to_date=Decimal(-1))


def aimed(dice: Random, made: Person) -> Person:
    """The same person with her year's income at or beside a turn, and most of the tax of it taken already."""
    year = tax.TaxYear.of(made.month).name
    if made.record.tax_gross_to_date >= 0 or (year, made.record.tax_regime) not in tables.INCOME_TAX:
        return replace(
            made, record=replace(made.record, tax_gross_to_date=max(ZERO, made.record.tax_gross_to_date))
        )
    rule = tables.INCOME_TAX[year, made.record.tax_regime]
    income = Decimal(dice.choice(TURNS)) + dice.choice(BESIDE)
    gross = sum((gross_of(earn(made, number)) for number in made.parts), ZERO)
    due = tax.tax_of_year(
        income, year=year, regime=made.record.tax_regime, age=tax.age_in(made.record.born, year)
    )
    taken = max(ZERO, due - dice.choice((0, 10, 2000, 5000)))
    to_date = max(ZERO, income + rule.standard_deduction - gross)
    return replace(made, record=replace(made.record, tax_gross_to_date=to_date, tax_deducted_to_date=taken))


# --- recoveries ---

KINDS = (
    "government_due", "overpayment", "house_building_advance", "conveyance_advance", "festival_advance",
    "gpf_loan", "sli_loan", "attachment", "maintenance", "cooperative", "lic", "pli", "other_voluntary",
)  # fmt: skip


def obligations(dice: Random, number: int) -> Iterator[Obligation]:
    """None for half of the people, several for some, more than the pay for a few."""
    for place in range(dice.choice((0, 0, 0, 1, 2, 3, 6))):
        most = dice.choice((2000, 8000, 30000, 120000))
        yield Obligation(
            number * 10 + place,
            dice.choice(KINDS),
            dice.randrange(1, most) + paise(dice),
            dice.random() < 0.75,
            dice.choice((0, 0, 11, 23, 24, 40)),
        )
