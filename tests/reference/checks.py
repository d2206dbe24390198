"""The contradictions in a person's record: the codes of the findings expected for her month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tests.reference import tables
from tests.reference.arithmetic import part, up_to_multiple
from tests.reference.facts import Person, Segment
from tests.reference.month import Outcome, expected_month_lines

ZERO = Decimal(0)
#: findings that set the employment aside: no line is paid before they are mended
BLOCKING = frozenset(
    {
        "unknown_scale",
        "not_a_stage",
        "outside_scale",
        "birth_contradicts_joining",
        "birth_not_sensible",
        "days_after_service",
    }
)
LEAST_AGE, NOBODY = 18, 100
CODES = BLOCKING | {
    "scale_not_in_pack", "sli_below_minimum", "gpf_below_minimum", "gpf_above_maximum", "gpf_not_stated",
    "scheme_contradicts_joining", "no_fund", "deductions_carried", "subsistence_varied_early",
    "least_net_not_set",
}  # fmt: skip


def codes_of(person: Person, outcome: Outcome) -> set[str]:
    """The codes of one person's findings; a blocking one leaves nothing to carry forward."""
    if service := set(service_codes(person)):
        return service
    found = {*pay_codes(person), *fund_codes(person), *insurance_codes(person), *joining_codes(person)}
    if not found & BLOCKING and any(line.carried for line in outcome.lines):
        found.add("deductions_carried")
    if not found & BLOCKING and tables.LEAST_NET is None and recoveries_leave_nothing(outcome):
        found.add("least_net_not_set")
    return found


def recoveries_leave_nothing(outcome: Outcome) -> bool:
    """Whether a part with a recovery has no net pay."""
    recovered = {line.part for line in outcome.lines if line.obligation is not None and line.amount}
    return any(outcome.net(number) <= 0 for number in recovered)


def service_codes(person: Person) -> Iterator[str]:
    """Who served as a child or past every age, and days after the end of service: nothing else
    is looked at then.
    """
    record = person.record
    first = min(segment.start for segment in person.segments)
    if age_on(record.born, min(record.joined or first, first)) < LEAST_AGE:
        yield "birth_contradicts_joining"
    if age_on(record.born, first) >= NOBODY:
        yield "birth_not_sensible"
    if record.ends_on is not None and any(s.until > record.ends_on for s in person.segments):
        yield "days_after_service"


# --- pay ---


def pay_codes(person: Person) -> Iterator[str]:
    """Pay must be a stage of the scale it is said to be held in, and subsistence not varied
    before it may be.
    """
    for segment in person.segments:
        if segment.pay_basis == "scale":
            yield from scale_codes(segment)
        if is_varied_early(segment):
            yield "subsistence_varied_early"


def is_varied_early(segment: Segment) -> bool:
    """Whether the first rate is departed from within the first months of suspension."""
    if segment.subsistence in (None, tables.SUBSISTENCE) or segment.absence_since is None:
        return False
    return segment.start < months_after(segment.absence_since, tables.SUBSISTENCE_FIRST_MONTHS)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def scale_codes(segment: Segment) -> Iterator[str]:
    """The scale must be known, the pay a stage of it or one of five stagnation increments above it."""
    if segment.category in ("ugc", "judicial", "all_india_service"):
        yield "scale_not_in_pack"
        return
    ladder = ladder_of(segment)
    if ladder is None:
        yield "unknown_scale"
    elif segment.basic_pay not in ladder:
        first, last = ladder[0], ladder[-1]
        pay = segment.basic_pay or ZERO
        is_inside = first <= pay <= last and pay in every_stage(segment)
        yield "outside_scale" if pay in every_stage(segment) and not is_inside else "not_a_stage"


def every_stage(segment: Segment) -> list[int]:
    """Every stage of the master scale of the revision."""
    return tables.stages(tables.MASTER_11 if segment.revision == 11 else tables.MASTER_10)


def ladder_of(segment: Segment) -> list[int] | None:
    """The pays that may be held in the scale of a segment."""
    if segment.category == "part_time_contingent":
        known = tables.PART_TIME_11 if segment.revision == 11 else tables.PART_TIME_10
        spans = {f"{s.split('-')[0]}-{s.split('-')[-1]}": s for s in known}
        return tables.stages(spans[segment.scale]) if segment.scale in spans else None
    scales = {11: tables.SCALES_11, 10: tables.SCALES_10}.get(segment.revision or 0, ())
    if segment.scale is None or segment.scale not in scales:
        return None
    first, last = tables.ends_of(segment.scale)
    steps = every_stage(segment)
    return steps[steps.index(first) : steps.index(last) + 1 + tables.STAGNATION_INCREMENTS]


# --- funds and insurance ---


def fund_codes(person: Person) -> Iterator[str]:
    """The subscription lies between six per cent of basic pay (part-time: three) and the whole of it."""
    record = person.record
    if record.pension_scheme != "gpf":
        return
    if record.gpf_subscription is None:
        yield "gpf_not_stated"
        return
    base = record.gpf_base if record.gpf_base is not None else last_segment(person).basic_pay
    if base is None:
        return
    is_part_time = last_segment(person).category == "part_time_contingent"
    least = part(base, tables.PART_TIME_PF_LEAST if is_part_time else tables.GPF_LEAST)
    if record.gpf_subscription < least:
        yield "gpf_below_minimum"
    if record.gpf_subscription > base:
        yield "gpf_above_maximum"


def insurance_codes(person: Person) -> Iterator[str]:
    """State life insurance of 1.5 per cent of pay and DA, up to the next hundred, below the age of fifty."""
    premium = person.record.sli_premium
    if premium is None or person.first < tables.SLI_FROM:
        return
    if age_on(person.record.born, person.first) >= tables.SLI_LAST_AGE:
        return
    lines = expected_month_lines(person)
    if last_segment(person).basic_pay is None or (
        "dearness_allowance" in lines and lines["dearness_allowance"] is None
    ):
        return
    pay = sum((lines.get(name) or ZERO for name in ("basic_pay", "dearness_allowance", "personal_pay")), ZERO)
    least = max(Decimal(tables.SLI_LEAST), up_to_multiple(part(pay, tables.SLI_PER_CENT), tables.SLI_STEP))
    if premium < least:
        yield "sli_below_minimum"


def joining_codes(person: Person) -> Iterator[str]:
    """Who joined on or after 2013-04-01 belongs to the contributory pension scheme."""
    joined = person.record.joined
    if joined is None or joined < tables.NPS_FROM:
        return
    if person.record.pension_scheme == "none" and any(map(is_regular, person.segments)):
        yield "no_fund"
    if person.record.pension_scheme == "gpf":
        yield "scheme_contradicts_joining"


def is_regular(segment: Segment) -> bool:
    """Whether pay is of a regular service; its members are all in a fund."""
    return segment.pay_basis in ("scale", "authorised") and segment.category not in (
        "part_time_contingent",
        "temporary",
    )


def last_segment(person: Person) -> Segment:
    """The last stretch of days."""
    return max(person.segments, key=lambda s: s.start)


def age_on(born: date, day: date) -> int:
    """Years completed on a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
