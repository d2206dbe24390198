"""The pack's figures about demands: interest on a false statement, and the most that a month may lose."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from vethanam.benefits.models import Demand, DemandDecision, DemandLine
from vethanam.benefits.queries.demands import DemandState, lines_of_demand, state_of
from vethanam.errors import Refused
from vethanam.money import Paise, Rate
from vethanam.periods import Month
from vethanam.rules.benefit_demand import WrongPayment, interest
from vethanam.rules.interest import FORMS
from vethanam.rules.parameter_values import Figure
from vethanam.rules.parameters import Value
from vethanam.service_book.rulebook import rulebook_in_use


@dataclass(frozen=True, slots=True)
class HeldInterest:
    """Interest without a form at the decision: its sum in each form, and the form that the figure names now.

    ``form`` empty: it is held, and ``order`` cites the order that would settle it.
    """

    forms: dict[str, Paise]
    form: str
    order: str

    @property
    def sum(self) -> Paise | None:
        """The interest by the form that is known now; None while it is held."""
        return self.forms[self.form] if self.form else None


def interests_of(demand: Demand, lines: Sequence[DemandLine]) -> dict[str, Paise] | None:
    """The interest in each form from the day of each payment to the notice; None where none is asked.

    None is asked without a false statement, without a rate that was read, and where a month was paid outside
    this system, so that its day is not known.
    """
    if demand.cause != Demand.Cause.FALSE_STATEMENT:
        return None
    value = _figure("interest", demand.award.scheme.code, demand.notice_on)
    rate: Rate | None = value["rate"] if value else None
    paid = [
        WrongPayment(Month.from_key(one.for_month), one.paid_on, one.amount)
        for one in lines
        if one.paid_on is not None
    ]
    if rate is None or len(paid) < len(lines):
        return None
    return {form: interest(paid, demand.notice_on, rate, form) for form in FORMS}


def form_of_pack(scheme: str, on: date) -> str | None:
    """The form of interest that the pack's order names; None where it was not read."""
    value = _figure("interest", scheme, on)
    return value.get("form") if value else None


def interest_decided(demand: Demand, lines: Sequence[DemandLine], named: str) -> tuple[Paise, str]:
    """The interest of a decision and its form: the pack's, or where that was not read the order's.

    Raises
    ------
    Refused
        The order names a form where no interest is asked, or another one than the pack.
    """
    forms = interests_of(demand, lines)
    if forms is None:
        if named:
            raise Refused("demand_without_interest", demand=demand.number)
        return 0, ""
    form = form_of_pack(demand.award.scheme.code, demand.notice_on)
    if form and named and named != form:
        raise Refused("demand_form_of_pack", form=form)
    chosen = form or named
    return (forms[chosen], chosen) if chosen else (0, "")


def held_interest(demand: Demand, lines: Sequence[DemandLine], state: DemandState) -> HeldInterest | None:
    """Interest of an upheld demand, held since no order named its form at the decision; else None.

    Nothing is held once it is entered, or where it is nothing in the form that is known now.
    """
    if state.outcome != DemandDecision.Outcome.UPHELD or state.is_set_aside or state.interest:
        return None
    forms = interests_of(demand, lines)
    scheme = demand.award.scheme.code
    value = _dated("interest", scheme, demand.notice_on)
    if not forms or value is None or demand.decision.form:
        return None
    form = value.fields.get("form") or ""
    return None if form and not forms[form] else HeldInterest(forms, form, str(value.citation))


def with_known_interest(numbers: Collection[str]) -> set[str]:
    """The demands among these that hold interest of a form that is known now."""
    found = Demand.objects.select_related("award__scheme", "decision").filter(number__in=numbers)
    held = {row.number: held_interest(row, lines_of_demand(row), state_of(row)) for row in found}
    return {number for number, one in held.items() if one is not None and one.sum is not None}


def most_of_month(scheme: str, on: date) -> Rate | None:
    """The most that a month may lose, in hundredths of a per cent; None where no order of it was read."""
    value = _figure("instalment", scheme, on)
    return value.get("most") if value else None


def _figure(name: str, scheme: str, on: date) -> dict[str, Any] | None:
    value = _dated(name, scheme, on)
    return None if value is None else dict(value.fields)


def _dated(name: str, scheme: str, on: date) -> Value | None:
    rulebook = rulebook_in_use()
    in_force = rulebook.in_force(Month.of(on), on=on)
    figure: Figure = getattr(in_force.benefits.folder("recovery"), name)
    return figure.value(rulebook.scheme(scheme).family)
