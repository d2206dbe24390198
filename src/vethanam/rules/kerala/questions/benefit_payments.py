"""Payments of benefits: late proofs of life, home delivery, and amounts to repay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from vethanam.errors import Gathering, Sentence, Unsound
from vethanam.money import shown
from vethanam.periods import Month
from vethanam.rules import benefit_demand
from vethanam.rules.aadhaar import private
from vethanam.rules.benefit_demand import WrongPayment
from vethanam.rules.home_delivery import DeliveryList
from vethanam.rules.interest import FORMS
from vethanam.rules.kerala.questions.award_facts import (
    AWARD_KEYS,
    FACTS,
    PACK,
    in_month,
    scheme_of,
    window_given,
)
from vethanam.rules.kerala.questions.award_month import amount_in, sum_known
from vethanam.rules.life_proof import Window
from vethanam.rules.parameter_values import Figure, InForce, missing_figure
from vethanam.rules.parameters import Value
from vethanam.rules.questions import (
    NO_DATE,
    Answer,
    Given,
    Key,
    by_day,
    day,
    flag,
    money,
    month,
    number,
    one_of,
    optional,
    question,
    up_to,
    year,
)
from vethanam.rules.rulebook import load_pack
from vethanam.rules.scheme import RULE_NOT_READ, Scheme

#: lines of one list, and months in one of its payments
MOST_LINES, MOST_PAYMENTS = 100_000, 60
_GROUPS = ("paid", "lost", "arrears", "difference")
_OUTCOMES = ("not_found", "died", "refused", "moved", "absent")


@question(
    PACK,
    undated=NO_DATE,
    more={
        **AWARD_KEYS,
        "mustered_on": Key(private(day)),
        "scheme": optional(private(scheme_of)),
    },
    year=optional(year),
    until=optional(month),
    arrears_after_late=optional(flag),
)
def mustered_due(on: InForce, given: Given) -> Answer:
    """The months paid and lost after a proof of life, by the window of its year.

    ``mustering_extended_to`` is the last day of the window by a further order: the months it brings are
    ``difference``. ``arrears_after_late`` overrides whether a late proof brings the missed months. The months
    run up to the first one that is paid, or to ``until``. ``scheme`` is the old age pension unless it is
    named. A proof before the window or after a death is told in ``findings``.
    """
    given = {**given, "scheme": given["scheme"] or _usual_scheme()}
    mustered, of_year = given["mustered_on"], given["year"] or given["mustered_on"].year
    own = window_given(on, {**given, "mustering_extended_to": None}, of_year)
    if own is None:
        return _window_missing(on, of_year)
    window = window_given(on, given, of_year) or own
    if window.closes < own.closes:
        raise Unsound("window_not_shortened", day=window.closes, day_then=own.closes)
    first = own.paid_since(mustered)
    last = _last_month(own, first, given)
    months = [*own.first_unpaid.until(last)]
    after = {one: window.is_proven_by(mustered, one) for one in months}
    missed = [one for one in months if first is None or one < first]
    groups = {
        "paid": [one for one in months if after[one]],
        "lost": [one for one in months if not after[one]],
        "arrears": [one for one in missed if after[one]],
        "difference": [one for one in months if after[one] and not own.is_proven_by(mustered, one)],
    }
    paid = {one: amount_in(in_month(on, one), {**given, "mustered_on": None}) for one in months}
    is_met = window.is_met_by(mustered)
    due_from = own.first_unpaid if is_met else first
    return {
        "state": "not_proven" if first is None else "proven",
        "is_in_window": is_met,
        "due_from": None if due_from is None else str(due_from),
        "counts_on": _counts_on(window, first, mustered),
        **{f"{name}_months": [str(one) for one in some] for name, some in groups.items()},
        **{f"{name}_paise": sum_known([paid[one] for one in some]) for name, some in groups.items()},
        "findings": _findings(own, given),
        "held": [],
        "says": [],
    }


def _findings(window: Window, given: Given) -> list[str]:
    """The codes of a proof of life that cannot be right."""
    mustered, died = given["mustered_on"], given["died_on"]
    found = ["MUSTERED_BEFORE_WINDOW"] if mustered < window.opens else []
    return [*found, "MUSTERED_AFTER_DEATH"] if died is not None and mustered > died else found


def _window_missing(on: InForce, of_year: int) -> Answer:
    """The answer for a year without a window in the pack."""
    window = on.at(date(of_year, 12, 31)).benefits.folder("mustering").window
    missing = missing_figure(window.parameter, None, window.value(), date(of_year, 12, 31))
    names = ("is_in_window", "due_from", "counts_on", *(f"{name}_paise" for name in _GROUPS))
    held = {"state": "held", "findings": [], "held": [RULE_NOT_READ], "says": [missing.says]}
    return {**dict.fromkeys(names), **{f"{name}_months": [] for name in _GROUPS}, **held}


def _last_month(window: Window, first: Month | None, given: Given) -> Month:
    """The last month that is told: ``until``, or the first that is paid."""
    if given["until"] is not None:
        found: Month = given["until"]
        return found
    return first if first is not None and first >= window.first_unpaid else Month.of(given["mustered_on"])


def _counts_on(window: Window, first: Month | None, mustered_on: date) -> str | None:
    """The day on which a proof counts: its own, or the first of the next month."""
    if first is None:
        return None
    is_own = window.is_met_by(mustered_on) or Month.of(mustered_on) == first
    return (mustered_on if is_own else first.first).isoformat()


@question(
    PACK,
    lines=up_to(MOST_LINES),
    amount=optional(money),
    scheme=optional(private(scheme_of)),
    payments=optional(up_to(MOST_PAYMENTS), 1),
    delivered=up_to(MOST_LINES),
    more=dict.fromkeys(_OUTCOMES, optional(up_to(MOST_LINES), 0)),
    paid_until=optional(day),
    returned_on=optional(day),
    returned_after_days=optional(number),
    money_back=optional(money),
    returned=optional(by_day(money)),
    form=optional(one_of(*FORMS)),
)
def delivery_settled(on: InForce, given: Given) -> Answer:
    """A list of home deliveries settled: money delivered, back and in hand, days late, interest, incentive.

    ``amount`` is that of one month of a line (default: the scheme's rate on the day), ``payments`` the
    months paid together in a line. The money goes back on ``returned_on``, or ``returned_after_days``
    after ``paid_until`` (the last day of payment, default: the day of the question); ``money_back`` is
    less than all of it, and ``returned`` a map from days to parts. ``form`` is the form of interest if an
    order names it. The incentive is that of the figures known today; ``incentive_then_paise`` is the one
    known on the last day of payment.
    """
    one = _list_of(on, given)
    paid = _incentive(on, one.delivered)
    then = _incentive(_as_known(on, one.paid_until), one.delivered)
    return {
        "given_paise": one.given,
        "delivered_paise": one.paid,
        "undelivered_paise": one.undelivered,
        "returned_paise": one.given_back,
        "in_hand_paise": one.in_hand,
        "undelivered_lines": one.lines - one.delivered,
        **_delay(on, given, one),
        "incentive_agent_paise": paid["agent"],
        "incentive_society_paise": paid["society"],
        "incentive_paise": sum(paid.values()),
        "incentive_then_paise": sum(then.values()),
        "incentive_difference_paise": sum(paid.values()) - sum(then.values()),
    }


def _delay(on: InForce, given: Given, one: DeliveryList) -> dict[str, Any]:
    """The last day for the money, the days of delay, and interest in the form of the rule or in each form."""
    rule = on.benefits.folder("delivery").money_back
    value = rule.noted()
    fields = {} if value is None else value.fields
    allowed, rate, form = fields.get("days"), fields.get("rate"), given["form"] or fields.get("form")
    if allowed is None or rate is None:
        names = (
            "return_by",
            "days_late",
            "interest_paise",
            "interest_simple_paise",
            "interest_compound_paise",
        )
        said = missing_figure(rule.parameter, None, value, on.on).says
        return {**dict.fromkeys(names), "held": [RULE_NOT_READ], "says": [said]}
    late = max(one.late_days(allowed).values(), default=0)
    forms = {name: one.interest(allowed, rate, name) for name in FORMS}
    is_held = bool(late) and form is None
    return {
        "return_by": (one.paid_until + timedelta(days=allowed)).isoformat(),
        "days_late": late,
        "interest_paise": None if is_held else forms[form] if form else 0,
        "interest_simple_paise": forms["simple"],
        "interest_compound_paise": forms["compound"],
        "held": [RULE_NOT_READ] if is_held else [],
        "says": [Sentence("interest_form_not_read", {"order": str(_order(value))}).says] if is_held else [],
    }


def _order(value: Value | None) -> str:
    """The order of a figure."""
    return "" if value is None else str(value.citation)


def _as_known(on: InForce, known_at: date) -> InForce:
    return InForce(on.parameters, on.month, known_at, on.reading, on.day, [], on.scales)


def _incentive(on: InForce, deliveries: int) -> dict[str, int]:
    """The incentive of delivered lines; one for a line, however many months are in it."""
    figure = on.benefits.folder("delivery").incentive
    return {name: figure.content(name) * deliveries for name in ("agent", "society")}


def _list_of(on: InForce, given: Given) -> DeliveryList:
    """The list of a question; raises Unsound with everything that does not add up."""
    gathering = Gathering()
    lines, delivered = given["lines"], given["delivered"]
    told = sum(given[name] for name in _OUTCOMES)
    with gathering.one():
        if delivered + told > lines:
            raise Unsound("more_outcomes_than_lines", lines=lines, count=delivered + told)
    with gathering.one():
        if not given["payments"]:
            raise Unsound("payments_missing")
    paid_until = given["paid_until"] or on.on
    each = given["amount"] if given["amount"] is not None else _rate(on, given["scheme"] or _usual_scheme())
    found = DeliveryList(lines, each * given["payments"], delivered, paid_until)
    with gathering.one():
        found = DeliveryList(lines, found.each, delivered, paid_until, _returned(given, found))
    with gathering.one():
        if found.in_hand < 0 and delivered <= lines:
            most, back = (shown(one, symbol=False) for one in (found.undelivered, found.given_back))
            raise Unsound("more_back_than_left", most=most, back=back)
    gathering.tell()
    return found


def _usual_scheme() -> Scheme:
    """The scheme of a question that names none: the first of the pack."""
    return load_pack(PACK).pack.schemes[0]


def _rate(on: InForce, scheme: Scheme) -> int:
    """The amount of a line by the scheme's rate; raises Unsound if it was not read."""
    nobody = {name: key.default for name, key in FACTS.items()}
    amount = amount_in(on, {**nobody, "scheme": scheme})
    if amount is None:
        raise Unsound("amount_not_known", scheme=scheme.label, month=str(on.month))
    return amount


def _returned(given: Given, found: DeliveryList) -> dict[date, int]:
    """The money given back by day."""
    parts, on_day, after = given["returned"], given["returned_on"], given["returned_after_days"]
    if sum(one is not None for one in (parts, on_day, after)) > 1:
        raise Unsound("returned_twice")
    if parts is None:
        if on_day is None and after is None:
            if given["money_back"] is not None:
                raise Unsound("returned_when")
            return {}
        back = on_day or found.paid_until + timedelta(days=after or 0)
        parts = {back: given["money_back"] if given["money_back"] is not None else found.undelivered}
    elif given["money_back"] is not None:
        raise Unsound("returned_twice")
    early = [one for one in parts if one < found.paid_until]
    if early:
        raise Unsound("returned_before_paid", day=min(early), day_then=found.paid_until)
    return dict(parts)


@question(
    PACK,
    undated=NO_DATE,
    scheme=private(scheme_of),
    drawn=by_day(money),
    died_on=optional(day),
    cause=optional(one_of("false_statement", "death", "error")),
    demanded_on=optional(day),
    form=optional(one_of(*FORMS)),
    repaid=optional(money, 0),
    stayed=optional(flag, default=False),
)
def to_repay(on: InForce, given: Given) -> Answer:
    """The amount to repay: principal, interest by the scheme's rule, and what is left of it.

    ``drawn`` is a map from days of payment (or months) to amounts. After a death (``died_on``) later
    months are to be repaid; whether the month of death is, the rule says, or it is held. Interest on a
    false statement runs from each payment to ``demanded_on``; while the form of the rate is not read it
    is held, and told in each form. A court's stay (``stayed``) leaves nothing to pay now.
    ``most_of_month``, in hundredths of a per cent, is the most that a later month may lose; null: not read.
    """
    _check_demand(given)
    dated = on.at(given["demanded_on"] or max(given["drawn"]))
    cause = given["cause"] or ("death" if given["died_on"] else "false_statement")
    payments = [
        _payment(dated, given, cause, paid_on, amount) for paid_on, amount in sorted(given["drawn"].items())
    ]
    principal = benefit_demand.total(payments, "to_repay")
    told = _interest(dated, given, cause, payments)
    left = max(principal - given["repaid"], 0)
    return {
        "cause": cause,
        "principal_paise": principal,
        "held_paise": benefit_demand.total(payments, "held"),
        "stands_paise": benefit_demand.total(payments, "stands"),
        **told,
        "most_of_month": _most_of_month(dated, given),
        "repaid_paise": given["repaid"],
        "left_paise": left,
        "payable_now_paise": 0 if given["stayed"] else left,
        "by_payment": [
            {
                "month": str(one.month),
                "paid_on": one.paid_on.isoformat(),
                "amount_paise": one.amount,
                "state": one.standing,
            }
            for one in payments
        ],
    }


def _most_of_month(on: InForce, given: Given) -> int | None:
    value = on.benefits.folder("recovery").instalment.noted(given["scheme"].family)
    most: int | None = None if value is None else value.fields["most"]
    return most


def _check_demand(given: Given) -> None:
    """Check the days of a demand against each other."""
    gathering = Gathering()
    with gathering.one():
        if given["cause"] == "death" and given["died_on"] is None:
            raise Unsound("death_without_day")
    with gathering.one():
        latest, demanded = max(given["drawn"]), given["demanded_on"]
        if demanded is not None and demanded < latest:
            raise Unsound("demand_before_payment", day=demanded, day_then=latest)
    with gathering.one():
        paid = sum(given["drawn"].values())
        if given["repaid"] > paid:
            raise Unsound(
                "repaid_more", repaid=shown(given["repaid"], symbol=False), paid=shown(paid, symbol=False)
            )
    gathering.tell()


def _payment(on: InForce, given: Given, cause: str, paid_on: date, amount: int) -> WrongPayment:
    if cause != "death":
        return WrongPayment(Month.of(paid_on), paid_on, amount)
    figure = on.at(given["died_on"]).benefits.folder("death").month_of_death
    value = figure.noted(given["scheme"].family)
    due = None if value is None else value.fields["value"]
    return benefit_demand.after_death(Month.of(paid_on), paid_on, amount, given["died_on"], is_month_due=due)


def _interest(on: InForce, given: Given, cause: str, payments: list[WrongPayment]) -> dict[str, Any]:
    """Interest in the form of the rule, or held and told in each form."""
    held = [RULE_NOT_READ] if benefit_demand.total(payments, "held") else []
    said = [Sentence("death_month_not_read").says] if held else []
    forms: dict[str, int | None] = {f"interest_{form}_paise": None for form in FORMS}
    if cause == "death" or given["demanded_on"] is None:
        return {"interest_paise": None, **forms, "held": held, "says": said}
    figure: Figure = on.benefits.folder("recovery").interest
    value = figure.noted(given["scheme"].family)
    rate = None if value is None or cause != "false_statement" else value.fields["rate"]
    if rate is None or value is None:
        said = [missing_figure(figure.parameter, given["scheme"].family, value, on.on).says]
        return {"interest_paise": None, **forms, "held": [RULE_NOT_READ], "says": said}
    for form in FORMS:
        forms[f"interest_{form}_paise"] = benefit_demand.interest(payments, given["demanded_on"], rate, form)
    form = given["form"] or value.fields["form"]
    if form is None:
        said = [Sentence("interest_form_not_read", {"order": _order(value)}).says]
        return {"interest_paise": None, **forms, "held": [RULE_NOT_READ], "says": said}
    return {"interest_paise": forms[f"interest_{form}_paise"], **forms, "held": [], "says": []}
