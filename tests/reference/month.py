"""The month of one person by the orders: earnings, deductions, net.

Earnings come from :mod:`tests.reference.earnings`. Each deduction is computed once for the month (the pension
contribution once for each part). Where a part cannot bear them all, they are dropped or shortened from the
bottom of the list (README: "drop or shorten from the bottom of the list and carry forward"). The remainder is
tried on the next part; a remainder that no part can bear is not taken this month. So net is never negative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from tests.reference import tables, tax
from tests.reference.arithmetic import down_to_rupee, part, to_rupee
from tests.reference.deductions import INSURANCES, PRECEDENCE, WHOLE_OR_NOT, Insurance
from tests.reference.earnings import WITHOUT_PAY, Earned, earn
from tests.reference.facts import Person

ZERO = Decimal(0)
NOT_FROM_SUBSISTENCE = ("gpf_subscription", "family_benefit_scheme", "pli", "lic")
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


@dataclass(frozen=True, slots=True, eq=False)
class Due:
    """A deduction before it is taken. ``parts`` are the bills it may be taken from; empty: all."""

    component: str
    amount: Decimal | None
    is_divisible: bool = True
    parts: tuple[int, ...] = ()
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
    lines += [government_share(number, earned) for number, earned in parts.items() if is_nps(person)]
    return Outcome(
        tuple(line for line in lines if line.amount is None or line.amount != 0 or line.carried != 0)
    )


def gross_of(earned: Earned) -> Decimal:
    """The pay of a part: its lines that are not held."""
    return sum((amount for amount in earned.lines().values() if amount is not None), ZERO)


# --- taking ---


def take(dues: list[Due], pays: dict[int, Decimal]) -> Iterator[Line]:
    """Take the dues from the parts in order; ``pays`` is the earnings of each part, ``dues`` in precedence.

    The remainder is recorded on the last part with a deduction, else on the last part tried.
    """
    yield from (
        Line((due.parts or tuple(pays))[0], due.component, "deduction", None, None, ZERO, due.obligation)
        for due in dues
        if due.amount is None
    )
    rests = {due: due.amount for due in dues if due.amount is not None}
    lines: dict[Due, list[Line]] = {due: [] for due in rests}
    for number, pay in pays.items():
        here = [due for due, rest in rests.items() if rest and number in (due.parts or pays)]
        taken = from_the_bottom(here, rests, pay, reserved_of(pay))
        for due in here:
            line = Line(number, due.component, "deduction", taken[due], rests[due], ZERO, due.obligation)
            lines[due].append(line)
            rests[due] -= taken[due]
    for due, tried in lines.items():
        kept = [line for line in tried if line.amount] or tried[-1:]
        yield from kept[:-1]
        yield from (replace(line, carried=rests[due]) for line in kept[-1:])


def reserved_of(pay: Decimal) -> Decimal:
    """The sum of a part's pay that obligations leave, up to the rupee; nothing while no share is set."""
    if tables.LEAST_NET is None or pay <= 0:
        return ZERO
    return (pay * tables.LEAST_NET / 100).to_integral_value(ROUND_CEILING)


def from_the_bottom(
    dues: list[Due], rests: dict[Due, Decimal], pay: Decimal, reserved: Decimal = ZERO
) -> dict[Due, Decimal]:
    """The amount taken of each due: where pay does not suffice, the lowest is dropped or shortened
    first, then the next. Obligations also leave the reserved sum.
    """
    taken = {due: rests[due] for due in dues}
    for due in reversed(dues):
        left = pay - reserved if due.obligation is not None else pay
        short = sum(taken.values(), ZERO) - left
        if short <= 0:
            continue
        in_pieces = due.is_divisible and due.component not in WHOLE_OR_NOT
        less = min(taken[due], short) if in_pieces else taken[due]
        taken[due] -= less
    return taken


# --- dues ---


def dues_of(person: Person, parts: dict[int, Earned]) -> Iterator[Due]:
    """Every deduction of the month, before precedence."""
    yield from taxes(person, parts)
    yield from funds(person, parts)
    yield from insurance(person)
    yield from recoveries(person, sum((attachable(earned) for earned in parts.values()), ZERO))


def earns_pay(person: Person, number: int) -> bool:
    """Whether some day of the part earns pay, rather than subsistence or nothing."""
    return any(s.absence not in (*WITHOUT_PAY, "suspension") for s in person.segments if s.part == number)


def is_on_subsistence(person: Person, number: int) -> bool:
    """Whether the part earns subsistence allowance and no pay."""
    suspended = any(s.absence == "suspension" for s in person.segments if s.part == number)
    return suspended and not earns_pay(person, number)


def parts_for(person: Person, component: str) -> tuple[int, ...]:
    """The parts a deduction may be taken from. Rule 55: some are not made from subsistence allowance."""
    if component not in NOT_FROM_SUBSISTENCE:
        return tuple(person.parts)
    return tuple(number for number in person.parts if not is_on_subsistence(person, number))


# funds


def is_nps(person: Person) -> bool:
    """A member of the contributory pension scheme."""
    return person.record.pension_scheme == "nps"


def pension_base(earned: Earned) -> Decimal:
    """Basic pay and the DA on it, in rupee-days; subsistence is not pay, and the DA on it goes with it."""
    da = earned.sums.get("dearness_allowance", ZERO) - earned.da_on_subsistence
    return earned.sums.get("basic_pay", ZERO) + da


def share_of(earned: Earned, per_cent: Decimal) -> Decimal | None:
    """A percentage of basic pay and DA, rounded once; unknown when either is."""
    if earns_pay(earned.person, earned.part) and "dearness_allowance" in earned.held:
        return None
    return to_rupee(part(pension_base(earned), per_cent) / earned.person.month_days)


def government_share(number: int, earned: Earned) -> Line:
    """The State's ten per cent, beside the pay."""
    share = share_of(earned, tables.NPS_GOVERNMENT)
    return Line(number, "government_pension_contribution", "employer", share, share)


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
            yield Due("pension_contribution", share_of(earned, tables.NPS_EMPLOYEE), parts=(number,))
    subscription = person.record.gpf_subscription
    if person.record.pension_scheme == "gpf" and subscription is not None:
        payers = parts_for(person, "gpf_subscription")
        if any(earns_pay(person, number) for number in payers) and not is_in_last_three_months(person):
            yield Due("gpf_subscription", to_rupee(subscription), parts=payers)


# insurance


def insurance(person: Person) -> Iterator[Due]:
    """State life, group, family benefit, medical and accident insurance, each once a month."""
    record = person.record
    if record.sli_premium is not None:
        yield Due("state_life_insurance", to_rupee(record.sli_premium))
    if record.is_gis:
        stated = record.gis_amount
        yield Due("group_insurance", gis_rate(person) if stated is None else to_rupee(stated))
    if record.is_fbs and (parts := parts_for(person, "family_benefit_scheme")):
        stated = record.fbs_amount
        yield Due("family_benefit_scheme", None if stated is None else to_rupee(stated), parts=parts)
    for one in INSURANCES:
        if one.column in record.insured_in and one.number in (None, person.month[1]):
            yield premium(person, one)


def gis_rate(person: Person) -> Decimal | None:
    """The group's rate; unknown since December 2021."""
    rates = [rates for since, rates in tables.GIS_FROM if since <= person.first]
    group = person.record.gis_group
    return Decimal(rates[-1][group]) if rates and rates[-1] is not None and group is not None else None


def premium(person: Person, one: Insurance) -> Due:
    """The premium in force for the salary of the month, whole from the first part."""
    amount = next((p.amount for p in reversed(one.premiums) if p.first <= person.month), None)
    return Due(one.component, None if amount is None else Decimal(amount))


# taxes


def taxes(person: Person, parts: dict[int, Earned]) -> Iterator[Due]:
    """Income tax and profession tax of the month; neither is taken where nothing is paid
    (s.192; leave without pay).
    """
    gross = sum((gross_of(earned) for earned in parts.values()), ZERO)
    expected = expected_month(person)
    if gross == 0:
        return
    if not person.record.is_tax_settled:
        yield Due("income_tax", income_tax(person, gross, expected))
    if person.month[1] in tables.PROFESSION_TAX_MONTHS and not person.record.is_profession_tax_exempt:
        yield Due("profession_tax", profession_tax(person, expected))


def expected_month(person: Person) -> Decimal:
    """The earnings of a whole month on duty by the terms of the last segment, unless
    her record states them.
    """
    if person.record.expected_gross is not None:
        return person.record.expected_gross
    if max(person.segments, key=lambda s: s.start).pay_basis in ("daily", "hourly"):
        return sum((earn(person, number).lines()["wages"] or ZERO for number in person.parts), ZERO)
    return sum((amount for amount in expected_month_lines(person).values() if amount is not None), ZERO)


def expected_month_lines(person: Person) -> dict[str, Decimal | None]:
    """The earnings of a whole month on duty on the terms of the last segment."""
    last = max(person.segments, key=lambda s: s.start)
    whole = replace(last, start=person.first, until=last_of(person), absence=None, absence_since=None)
    rates = tuple(
        replace(rate, start=person.first, until=last_of(person))
        for rate in person.rates
        if rate.part == last.part and rate.start <= last.until <= rate.until
    )
    return earn(replace(person, segments=(whole,), rates=rates, wages=()), last.part).lines()


def last_of(person: Person) -> date:
    """Last day of the month."""
    return person.first + timedelta(days=person.month_days - 1)


def income_tax(person: Person, gross: Decimal, expected: Decimal) -> Decimal | None:
    """An equal part of the year's remaining tax; unknown for a year without a Finance Act on record."""
    record = person.record
    year = tax.TaxYear.of(person.month)
    if (year.name, record.tax_regime) not in tables.INCOME_TAX:
        return None
    left = payments_left(person, year)
    regime = tables.INCOME_TAX[year.name, record.tax_regime]
    income = record.tax_gross_to_date + gross + expected * (left - 1) + record.other_income
    income -= regime.standard_deduction
    if record.tax_regime == "old":
        income -= record.declared_deductions
    due = tax.tax_of_year(
        income,
        year=year.name,
        regime=record.tax_regime,
        age=tax.age_in(record.born, year.name),
        arrears=record.arrears_of_earlier_years,
        then=record.tax_on_earlier_years if record.is_relief_asked else None,
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
    """By the income of the months of the half-year with pay; nothing for fewer than sixty days or
    a month without pay.
    """
    record = person.record
    if record.half_year_days is not None and record.half_year_days < tables.PROFESSION_TAX_LEAST_DAYS:
        return ZERO
    months = Decimal(6) if record.half_year_months is None else record.half_year_months
    income = record.half_year_income if record.half_year_income is not None else months * expected
    return tax.profession_tax(income, person.first)


# recoveries


def attachable(earned: Earned) -> Decimal:
    """Section 60 CPC: gross less dearness and house rent allowance, which are exempt."""
    lines = earned.lines().items()
    return sum((a for name, a in lines if a is not None and name not in EXEMPT_FROM_ATTACHMENT), ZERO)


def attachment_limit(kind: str, base: Decimal) -> Decimal:
    """A third of the base above 1,000 for a decree; two thirds of the whole for
    maintenance; whole rupees down.
    """
    free = Decimal(tables.ATTACHMENT_FREE) if kind == "attachment" else ZERO
    above, whole = tables.ATTACHMENT_EXEMPT if kind == "attachment" else tables.MAINTENANCE_EXEMPT
    return down_to_rupee(max(ZERO, base - free) * (whole - above) / whole)


def recoveries(person: Person, base: Decimal) -> Iterator[Due]:
    """The instalments of the month; all attachments together within the limit of section 60 of the salary."""
    attached = ZERO
    for obligation in sorted(person.obligations, key=lambda o: (PRECEDENCE.index(o.kind), o.number)):
        amount = obligation.amount
        if obligation.kind == "attachment" and obligation.months_taken >= tables.MONTHS_OF_A_DECREE:
            continue
        if obligation.kind in ("attachment", "maintenance"):
            amount = min(amount, max(ZERO, attachment_limit(obligation.kind, base) - attached))
            attached += amount
        if parts := parts_for(person, obligation.kind):
            yield Due(obligation.kind, amount, obligation.is_divisible, parts, obligation.number)
