"""The month of one person, as the orders read: what is earned, what is taken, what is left.

Earnings come from :mod:`tests.reference.earnings`. Each deduction is worked out once for the month (or, the pension
contribution, for each part), and then taken in precedence: every level is limited by what the part still holds, what
a part cannot bear is tried on the next, and what no part can bear is carried forward. So net is never negative and
the lowest in the list give way first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from tests.reference import tables, tax
from tests.reference.arithmetic import down_to_rupee, part, to_rupee
from tests.reference.earnings import Earned, earn
from tests.reference.facts import Obligation, Person, Segment

ZERO = Decimal(0)
#: deductions in the order in which they are taken; levels 1 to 7 of the proposal in deductions.yaml
PRECEDENCE = (
    "income_tax", "profession_tax",
    "pension_contribution", "provident_fund", "state_life_insurance", "group_insurance", "family_benefit_scheme",
    "medisep", "accident_insurance",
    "government_due", "overpayment", "house_building_advance", "conveyance_advance", "festival_advance", "gpf_loan",
    "sli_loan",
    "maintenance", "attachment",
    "cooperative",
    "lic", "pli", "other_voluntary",
)  # fmt: skip
NOT_FROM_SUBSISTENCE = ("provident_fund", "family_benefit_scheme", "pli", "lic")
PAY = ("basic_pay", "consolidated_pay", "daily_wage", "special_pay", "personal_pay")
EXEMPT_FROM_ATTACHMENT = ("dearness_allowance", "house_rent_allowance", "city_compensatory_allowance")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one bill. ``amount`` is None when it is held."""

    part: int
    component: str
    kind: str
    amount: Decimal | None
    due: Decimal | None
    carried: Decimal = ZERO
    obligation: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether a figure is unknown."""
        return self.amount is None


@dataclass(frozen=True, slots=True)
class Due:
    """A deduction before it is taken. ``only_part`` ties it to one bill."""

    component: str
    amount: Decimal | None
    is_divisible: bool = True
    only_part: int | None = None
    obligation: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The month of one person."""

    lines: tuple[Line, ...]

    def total(self, kind: str, number: int) -> Decimal:
        """Sum of the payable lines of a kind in a part."""
        return sum(
            (
                line.amount
                for line in self.lines
                if line.kind == kind and line.part == number and line.amount is not None
            ),
            ZERO,
        )

    def net(self, number: int) -> Decimal:
        """Earnings less deductions of a part."""
        return self.total("earning", number) - self.total("deduction", number)


def month_of(person: Person) -> Outcome:
    """Every line of one person's month."""
    parts = {number: earn(person, number) for number in person.parts}
    lines = [
        Line(number, component, "earning", amount, amount)
        for number, earned in parts.items()
        for component, amount in earned.lines().items()
        if amount != 0
    ]
    dues = sorted(
        dues_of(person, parts), key=lambda due: (PRECEDENCE.index(due.component), due.obligation or 0)
    )
    lines += take(dues, {number: gross_of(earned) for number, earned in parts.items()})
    lines += [government_share(person, number, earned) for number, earned in parts.items() if is_nps(person)]
    return Outcome(
        tuple(line for line in lines if line.amount is None or line.amount != 0 or line.carried != 0)
    )


def gross_of(earned: Earned) -> Decimal:
    """What a part pays: its lines that are not held."""
    return sum((amount for amount in earned.lines().values() if amount is not None), ZERO)


# --- taking ---


def take(dues: list[Due], left: dict[int, Decimal]) -> Iterator[Line]:
    """Take the dues in order from the parts in order; ``left`` is what each part still holds."""
    for due in dues:
        tried = [number for number in left if due.only_part in (None, number)]
        if due.amount is None:
            yield Line(tried[0], due.component, "deduction", None, None, ZERO, due.obligation)
            continue
        rest = due.amount
        for number in tried:
            if rest == 0:
                break
            taken = min(rest, left[number])
            if taken < rest and not due.is_divisible:
                taken = ZERO
            left[number] -= taken
            yield Line(number, due.component, "deduction", taken, rest, rest - taken, due.obligation)
            rest -= taken


# --- what is due ---


def dues_of(person: Person, parts: dict[int, Earned]) -> Iterator[Due]:
    """Every deduction of the month, before precedence."""
    yield from taxes(person, parts)
    yield from funds(person, parts)
    yield from insurance(person)
    base = sum((attachable(earned) for earned in parts.values()), ZERO)
    for obligation in person.obligations:
        if is_taken(person, obligation.kind):
            yield recovery(obligation, base)


def is_suspended_all_month(person: Person) -> bool:
    """Whether the month earns nothing but subsistence."""
    return all(segment.absence == "suspension" for segment in person.segments) and bool(person.segments)


def is_taken(person: Person, component: str) -> bool:
    """Rule 55: some deductions are not made from subsistence allowance."""
    return not (is_suspended_all_month(person) and component in NOT_FROM_SUBSISTENCE)


# funds


def is_nps(person: Person) -> bool:
    """A member of the contributory pension scheme."""
    return person.record.pension_scheme == "nps"


def pension_base(earned: Earned) -> Decimal:
    """Basic pay and DA of the part, in rupee-days."""
    return earned.sums.get("basic_pay", ZERO) + earned.sums.get("dearness_allowance", ZERO)


def government_share(person: Person, number: int, earned: Earned) -> Line:
    """The State's ten per cent, beside the pay."""
    share = to_rupee(part(pension_base(earned), tables.NPS_GOVERNMENT) / person.month_days)
    return Line(number, "pension_contribution_government", "employer", share, share)


def is_in_last_three_months(person: Person) -> bool:
    """Whether the month is one of the last three of service, when no subscription is taken."""
    ends = person.record.ends_on
    if ends is None:
        return False
    year, number = person.month
    return (ends.year - year) * 12 + ends.month - number < 3


def funds(person: Person, parts: dict[int, Earned]) -> Iterator[Due]:
    """Pension contribution of each part, or the provident fund subscription as her record states it."""
    if is_nps(person):
        for number, earned in parts.items():
            share = to_rupee(part(pension_base(earned), tables.NPS_EMPLOYEE) / person.month_days)
            yield Due("pension_contribution", share, only_part=number)
    subscription = person.record.gpf_subscription
    if person.record.pension_scheme == "gpf" and subscription is not None:
        if is_taken(person, "provident_fund") and not is_in_last_three_months(person):
            yield Due("provident_fund", subscription)


# insurance


def insurance(person: Person) -> Iterator[Due]:
    """State life, group, family benefit, medical and accident insurance, each once a month."""
    record = person.record
    if record.sli_premium is not None:
        yield Due("state_life_insurance", record.sli_premium)
    if record.is_gis:
        yield Due("group_insurance", record.gis_amount if record.gis_amount is not None else gis_rate(person))
    if record.is_fbs and is_taken(person, "family_benefit_scheme"):
        yield Due("family_benefit_scheme", record.fbs_amount)
    if record.is_medisep:
        yield from premium(person, "medisep", tables.MEDISEP)
    if record.is_accident_insured and person.month[1] == tables.GPAIS_MONTH:
        yield from premium(person, "accident_insurance", tables.GPAIS)


def gis_rate(person: Person) -> Decimal | None:
    """The group's rate; unknown since December 2021."""
    rates = [rates for since, rates in tables.GIS_FROM if since <= person.first]
    group = person.record.gis_group
    return Decimal(rates[-1][group]) if rates and rates[-1] is not None and group is not None else None


def premium(person: Person, component: str, premiums: tuple[tables.Premium, ...]) -> Iterator[Due]:
    """The premium in force for the salary of the month, whole from the first part."""
    known = [p for p in premiums if p.first <= person.month]
    if known:
        amount = known[-1].amount
        yield Due(component, None if amount is None else Decimal(amount))


# taxes


def taxes(person: Person, parts: dict[int, Earned]) -> Iterator[Due]:
    """Income tax and profession tax of the month."""
    gross = sum((gross_of(earned) for earned in parts.values()), ZERO)
    expected = expected_month(person)
    if not person.record.is_tax_settled:
        yield Due("income_tax", income_tax(person, gross, expected))
    if person.month[1] in tables.PROFESSION_TAX_MONTHS and not person.record.is_profession_tax_exempt:
        yield Due("profession_tax", profession_tax(person, expected))


def expected_month(person: Person) -> Decimal:
    """What a whole month on duty brings on the terms of the last segment, unless her record says."""
    if person.record.expected_gross is not None:
        return person.record.expected_gross
    last = max(person.segments, key=lambda s: s.start, default=None)
    if last is None:
        return ZERO
    whole = replace(last, start=person.first, until=last_of(person), absence=None, absence_since=None)
    rates = tuple(
        replace(rate, start=person.first, until=last_of(person))
        for rate in person.rates
        if rate.part == last.part and rate.start <= last.until <= rate.until
    )
    return gross_of(earn(replace(person, segments=(whole,), rates=rates, wages=()), last.part))


def last_of(person: Person) -> date:
    """Last day of the month."""
    return person.first + timedelta(days=person.month_days - 1)


def income_tax(person: Person, gross: Decimal, expected: Decimal) -> Decimal:
    """An equal part of what is left of the year's tax."""
    record = person.record
    year = tax.TaxYear.of(person.month)
    left = payments_left(person, year)
    regime = tables.INCOME_TAX[year.name, record.tax_regime]
    income = record.tax_gross_to_date + gross + expected * (left - 1) + record.other_income
    income -= regime.standard_deduction
    if record.tax_regime == "old":
        income -= record.declared_deductions
    due = tax.tax_of_year(
        income, year=year.name, regime=record.tax_regime, age=tax.age_in(record.born, year.name)
    )
    return tax.tax_of_month(due, record.tax_deducted_to_date, left)


def payments_left(person: Person, year: tax.TaxYear) -> int:
    """Salary payments left in the tax year: up to February's pay, or to the last month of service."""
    if person.record.payments_left is not None:
        return person.record.payments_left
    ends = person.record.ends_on
    if ends is None:
        return year.months_left
    to_end = (ends.year - person.month[0]) * 12 + ends.month - person.month[1] + 1
    return max(1, min(year.months_left, to_end))


def profession_tax(person: Person, expected: Decimal) -> Decimal | None:
    """By the half-year's income; nothing for fewer than sixty days or a month without pay."""
    record = person.record
    if record.half_year_days is not None and record.half_year_days < tables.PROFESSION_TAX_LEAST_DAYS:
        return ZERO
    income = record.half_year_income if record.half_year_income is not None else 6 * expected
    return tax.profession_tax(income, person.first)


# recoveries


def attachable(earned: Earned) -> Decimal:
    """Section 60 CPC: gross less dearness and house rent allowance, which are exempt."""
    lines = earned.lines().items()
    return sum((a for name, a in lines if a is not None and name not in EXEMPT_FROM_ATTACHMENT), ZERO)


def attachment_limit(kind: str, base: Decimal) -> Decimal:
    """A third of the base above 1,000 for a decree; a third of the whole for maintenance; whole rupees down."""
    free = Decimal(tables.ATTACHMENT_FREE) if kind == "attachment" else ZERO
    above, whole = tables.ATTACHMENT_EXEMPT if kind == "attachment" else tables.MAINTENANCE_EXEMPT
    return down_to_rupee(max(ZERO, base - free) * (whole - above) / whole)


def recovery(obligation: Obligation, base: Decimal) -> Due:
    """The instalment of the month; an attachment within its limit."""
    amount = obligation.amount
    if obligation.kind in ("attachment", "maintenance"):
        amount = min(amount, attachment_limit(obligation.kind, base))
    return Due(obligation.kind, amount, obligation.is_divisible, obligation=obligation.number)


def segments_of(person: Person, number: int) -> list[Segment]:
    """The segments of a part."""
    return [segment for segment in person.segments if segment.part == number]
