"""Schemes of benefits written a second time, from the orders, in plain Decimal.

It shares nothing with the pack: every figure stands here again. An answer is (state, first reason), the
amount in rupees, and each payer's part; None is held.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

RATES = (
    (date(2026, 3, 1), None),
    (date(2025, 11, 1), Decimal(2000)),
    (date(2021, 4, 1), Decimal(1600)),
    (date(2021, 1, 1), Decimal(1500)),
    (date(2020, 9, 1), Decimal(1400)),
    (date(2020, 4, 1), Decimal(1300)),
    (date(2019, 4, 1), Decimal(1200)),
)
WOMEN, REDUCED, LIMIT, BOUND = Decimal(1000), Decimal(600), Decimal(100000), Decimal(4000)
#: guidelines of the women's scheme
WOMEN_FROM = date(2025, 10, 29)
#: first months of the order on other pensions, of the reports that conflict, and of payment by the Centre
OTHERS_FROM, CONFLICT_FROM, CENTRE_FROM = date(2021, 1, 1), date(2022, 10, 1), date(2023, 4, 1)
#: reasons, the first of which is told
ORDER = (
    "DIED", "NOT_RESIDENT", "NOT_A_WOMAN", "NOT_OF_AGE", "ABOVE_AGE", "ONE_PENSION", "GOVERNMENT_SERVICE",
    "SERVICE_PENSION", "INCOME_TAX_PAYER", "INCOME_ABOVE", "NOT_WIDOWED", "REMARRIED", "NOT_UNMARRIED",
    "NOT_DISABLED", "NOT_A_LABOURER", "CARD_NOT_PRIORITY", "IN_CARE_HOME", "IN_PRISON", "LIFE_NOT_PROVEN",
)  # fmt: skip
AGES = {"IGNOAPS": 60, "AGRI": 60, "UNMARRIED50": 50}
OLD = 80


@dataclass(frozen=True, slots=True)
class Person:
    """One award of one person, as its facts stand in a month; None is not known."""

    scheme: str
    born: date | None
    died: date | None = None
    resident: bool | None = True
    sex: str | None = "woman"
    marital: str | None = None
    deserted: date | None = None
    remarried: bool | None = False
    income: Decimal | None = None
    certified: date | None = None
    valid_until: date | None = None
    tax: bool | None = False
    service_pension: bool | None = False
    government: bool | None = False
    board: bool | None = False
    epf: Decimal | None = Decimal(0)
    nps: Decimal | None = Decimal(0)
    ex_gratia: Decimal | None = Decimal(0)
    second: bool = False
    certificate: bool | None = None
    years: int | None = None
    member: bool | None = None
    plantation: bool | None = False
    card: str | None = None
    care_home: bool | None = False
    prison: date | None = None
    proven: bool | None = True
    listed: bool | None = True


type Truth = bool | None


def negative(value: Truth) -> Truth:
    """The opposite; not known stays not known."""
    return None if value is None else not value


def both(*values: Truth) -> Truth:
    """True if all are; false if one is; else not known."""
    if False in values:
        return False
    return None if None in values else True


def years_later(day: date, years: int) -> date:
    """The same day some years later; 28 February for the 29th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def month_later(day: date) -> date:
    """The same day of the next month, or its last."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month, last)
        except ValueError:
            continue
    raise AssertionError


def next_month(first: date) -> date:
    """The first day of the next month."""
    return month_later(first.replace(day=1))


def completed(born: date, on: date) -> int:
    """Completed years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def decided(one: Person, first: date) -> tuple[str, str | None]:
    """The decision in a month, given by its first day: state and first reason."""
    answers = list(_women(one, first) if one.scheme == "STHREE_SURAKSHA" else _pension(one, first))
    answers.sort(key=lambda answer: ORDER.index(answer[0]))
    for reason, holds, _ in answers:
        if holds is False:
            return "not_eligible", reason
    for _, holds, hold in answers:
        if holds is None:
            return "held", hold
    return "eligible", None


def _alive(one: Person, first: date, month_is_due: Truth) -> Truth:
    if one.died is None or one.died >= next_month(first):
        return True
    return False if one.died < first else month_is_due


def _common(one: Person, first: date, month_is_due: Truth) -> list[tuple[str, Truth, str]]:
    fact, rule = "CIRCUMSTANCE_NOT_VERIFIED", "RULE_NOT_READ"
    return [
        ("DIED", _alive(one, first, month_is_due), rule),
        ("NOT_RESIDENT", one.resident, fact),
        ("SERVICE_PENSION", negative(one.service_pension), fact),
        ("LIFE_NOT_PROVEN", one.proven, rule),
    ]


def _women(one: Person, first: date) -> list[tuple[str, Truth, str]]:
    fact, rule = "CIRCUMSTANCE_NOT_VERIFIED", "RULE_NOT_READ"
    age = None if one.born is None else completed(one.born, first)
    others = (one.epf, one.nps, one.ex_gratia)
    none = both(*(None if other is None else other == 0 for other in others))
    single = both(not one.second, none, negative(one.board))
    upper = None if age is None or age == 60 else age < 60
    return [
        *_common(one, first, False),
        ("NOT_A_WOMAN", None if one.sex is None else one.sex in ("woman", "trans_woman"), fact),
        ("NOT_OF_AGE", None if age is None else age >= 35, fact),
        ("ABOVE_AGE", upper, fact if age is None else rule),
        ("ONE_PENSION", single, fact),
        ("GOVERNMENT_SERVICE", negative(one.government), fact),
        ("CARD_NOT_PRIORITY", None if one.card is None else one.card in ("yellow", "pink"), fact),
        ("IN_PRISON", True if one.prison is None else month_later(one.prison) > first, rule),
    ]


def _pension(one: Person, first: date) -> list[tuple[str, Truth, str]]:
    fact = "CIRCUMSTANCE_NOT_VERIFIED"
    income, hold = _income(one, first)
    answers = [
        *_common(one, first, None),
        _one_pension(one, first),
        ("INCOME_TAX_PAYER", negative(one.tax), fact),
        ("INCOME_ABOVE", income, hold),
        ("IN_CARE_HOME", negative(one.care_home), fact),
    ]
    if one.scheme in AGES:
        reached = None if one.born is None else completed(one.born, first) >= AGES[one.scheme]
        answers.append(("NOT_OF_AGE", reached, fact))
    if one.scheme == "IGNWPS":
        answers += [_widowed(one, first), ("REMARRIED", negative(one.remarried), fact)]
    if one.scheme == "IGNDPS":
        answers.append(("NOT_DISABLED", one.certificate, fact))
    if one.scheme == "UNMARRIED50":
        answers.append(("NOT_A_WOMAN", None if one.sex is None else one.sex == "woman", fact))
        answers.append(("NOT_UNMARRIED", None if one.marital is None else one.marital == "unmarried", fact))
    if one.scheme == "AGRI":
        long = None if one.years is None else one.years >= 10
        answers.append(("NOT_A_LABOURER", both(long, one.member, negative(one.plantation)), fact))
    return answers


def _income(one: Person, first: date) -> tuple[Truth, str]:
    lacking = "INCOME_NOT_KNOWN"
    if one.valid_until is not None:
        good: Truth = one.valid_until >= first
    elif one.certified is None:
        return None, lacking
    elif one.certified > first:
        good = False
    else:
        good = True if month_later(one.certified) > first else None
    if good is False or one.income is None:
        return None, lacking
    return (None, "RULE_NOT_READ") if good is None else (one.income <= LIMIT, "")


def _one_pension(one: Person, first: date) -> tuple[str, Truth, str]:
    effect = other_effect(one, first)
    pensions = {"refused": False, "none": True, "reduced": True}.get(effect)
    holds = both(not one.second, pensions, negative(one.board))
    lacks = None in (one.epf, one.nps, one.ex_gratia, one.board)
    return "ONE_PENSION", holds, "CIRCUMSTANCE_NOT_VERIFIED" if lacks else "RULE_NOT_READ"


def _widowed(one: Person, first: date) -> tuple[str, Truth, str]:
    fact = "CIRCUMSTANCE_NOT_VERIFIED"
    if one.marital == "widowed" or one.remarried:
        return "NOT_WIDOWED", True, ""
    if one.marital == "deserted":
        since = one.deserted
        return "NOT_WIDOWED", None if since is None else years_later(since, 7) <= first, fact
    if one.marital in ("unmarried", "married"):
        return "NOT_WIDOWED", False, ""
    return "NOT_WIDOWED", None, fact if one.marital is None else "RULE_NOT_READ"


def other_effect(one: Person, first: date) -> str:
    """The effect of pensions from elsewhere on a social security pension."""
    effects = set()
    for kind, amount in (("epf", one.epf), ("nps", one.nps), ("ex_gratia", one.ex_gratia)):
        if amount is None:
            effects.add("unknown")
        elif amount == 0:
            continue
        elif first < OTHERS_FROM:
            effects.add("unread")
        elif kind != "epf":
            effects.add("reduced" if amount <= BOUND else "refused")
        elif amount > BOUND:
            effects.add("unread" if first >= CONFLICT_FROM else "reduced")
    for effect in ("refused", "unread", "unknown", "reduced"):
        if effect in effects:
            return effect
    return "none"


def rate_of(scheme: str, first: date) -> Decimal | None:
    """The monthly rate."""
    if scheme == "STHREE_SURAKSHA":
        return WOMEN if first >= WOMEN_FROM else None
    return next((rate for since, rate in RATES if first >= since), None)


def due_of(one: Person, first: date) -> Decimal | None:
    """The amount of a month by the kind of the award."""
    if one.scheme == "STHREE_SURAKSHA":
        return rate_of(one.scheme, first)
    effect = other_effect(one, first)
    if effect == "reduced":
        return REDUCED
    return rate_of(one.scheme, first) if effect == "none" else None


def parts_of(one: Person, first: date) -> tuple[Decimal, Decimal, Decimal] | None:
    """The State's and the Centre's part, and the part that nobody is known to pay."""
    due = due_of(one, first)
    if due is None:
        return None
    readings = {min(share, due) for share in _centre(one, first)}
    least, most = min(readings), max(readings)
    return due - most, least, most - least


def _centre(one: Person, first: date) -> set[Decimal]:
    """The Centre's share in every reading."""
    none = Decimal(0)
    if one.scheme in ("AGRI", "UNMARRIED50", "STHREE_SURAKSHA") or one.listed is False or first < CENTRE_FROM:
        return {none}
    shares = {Decimal(300)} if one.scheme in ("IGNWPS", "IGNDPS") else _by_age(one, first)
    return shares if one.listed else {none, *shares}


def _by_age(one: Person, first: date) -> set[Decimal]:
    young, old = Decimal(200), Decimal(500)
    if one.born is None:
        return {young, old}
    birthday, now = (one.born.year + OLD, one.born.month), (first.year, first.month)
    if birthday == now:
        return {young, old}
    return {old} if birthday < now else {young}


# --- payments


def first_paid_month(mustered: date, closes: date, opens: date) -> date | None:
    """The first month paid by a proof of life; ``opens`` where nothing was missed."""
    if mustered < opens:
        return None
    if mustered <= closes:
        return opens
    first = mustered.replace(day=1)
    return first if mustered.day <= 20 else next_month(first)


def paisa(amount: Decimal) -> Decimal:
    """To the paisa, half upwards."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def simple_interest(sums: list[tuple[Decimal, int]], per_cent: Decimal) -> Decimal:
    """Simple interest on sums for days, rounded once."""
    return paisa(sum((amount * per_cent * days for amount, days in sums), Decimal(0)) / 100 / 365)
