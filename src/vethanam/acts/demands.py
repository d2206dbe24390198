"""Acts on money of benefits paid too much: demand, answer, decision, stay, waiver, money repaid."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.benefit_fields import OFFICE, OFFICERS, SCHEME, SECRETARY, OfAward, OfOffice, award_of
from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Day, Flag, MonthField, Months, Rupees, at_most, one_of, prose
from vethanam.acts.orders import OrderGiven, entered
from vethanam.benefits.actions import demand_events, demands
from vethanam.benefits.actions.decisions import Words
from vethanam.benefits.actions.demand_events import Paper
from vethanam.benefits.models import Demand, DemandDecision, DemandEvent
from vethanam.benefits.queries.demands import state_of
from vethanam.errors import Unsound, typed
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.rules.interest import FORMS

PROSE, REFERENCE = 600, 60


class OfDemand(OfOffice):
    """A demand by its number."""

    demand: Code = Field(title=_("Demand"), description=_("Its number, such as D2600000001."))


class DemandGiven(OfAward):
    """An award, the months that were paid too much, why, and the notice."""

    for_months: Months = Field(title=_("For the months"), description=_("Approved months, each once."))
    cause: one_of(*Demand.Cause.values) = Field(title=_("Cause"))  # type: ignore[valid-type]
    of: one_of(*Demand.Addressee.values) = Field(title=_("Asked of"))  # type: ignore[valid-type]
    notice_on: Day = Field(title=_("Notice given on"))
    answer_by: Day = Field(title=_("Last day for an answer"))


class AnswerDemandGiven(OfDemand):
    """A demand, and the answer of the person."""

    words: prose(PROSE) = Field(title=_("What the person says"))  # type: ignore[valid-type]
    received_on: Day = Field(title=_("Received on"))
    is_heard: Flag = Field(False, title=_("Was it said at a hearing?"))


class DropDemandGiven(OfDemand):
    """A demand, the order that drops it, and words to the person."""

    order: OrderGiven = Field(title=_("Order"))
    words: prose(PROSE) = Field(title=_("Words to her"))  # type: ignore[valid-type]
    words_ml: prose(PROSE) = Field(title=_("Words to her in Malayalam"))  # type: ignore[valid-type]


class UpholdDemandGiven(DropDemandGiven):
    """A demand, the order that upholds it with its terms, and words to the person."""

    source: Code | None = Field(
        None,
        title=_("Kept back from award"),
        description=_("An award of the same person. Left out: repaid by challan only."),
    )
    from_month: MonthField | None = Field(None, alias="from", title=_("From"))
    instalment: Rupees | None = Field(None, title=_("Most of a month"))
    form: one_of(*FORMS) | None = Field(  # type: ignore[valid-type]
        None, title=_("Interest"), description=_("Its form, where the order names one.")
    )


class StayDemandGiven(OfDemand):
    """A demand, and the appeal or case that stays it."""

    by: one_of(*DemandEvent.By.values) = Field(title=_("Stayed by"))  # type: ignore[valid-type]
    reference: at_most(REFERENCE) = Field(title=_("Number of the appeal or case"))  # type: ignore[valid-type]
    day: Day = Field(title=_("On"))
    order: OrderGiven | None = Field(None, title=_("Order"))


class LiftStayGiven(OfDemand):
    """A stay of a demand, and the order that ends it."""

    by: one_of(*DemandEvent.By.values) = Field(title=_("Stayed by"))  # type: ignore[valid-type]
    day: Day = Field(title=_("On"))
    order: OrderGiven = Field(title=_("Order"))


class WaiveDemandGiven(OfDemand):
    """A demand, and the order that waives a sum of it."""

    amount: Rupees = Field(title=_("Amount"))
    day: Day = Field(title=_("On"))
    order: OrderGiven = Field(title=_("Order"))


class RepayDemandGiven(OfDemand):
    """A demand, and the challan or credit by which money came back."""

    amount: Rupees = Field(title=_("Amount"))
    reference: at_most(REFERENCE) = Field(  # type: ignore[valid-type]
        title=_("Number of the challan or credit")
    )
    day: Day = Field(title=_("On"))


class DemandDayGiven(OfDemand):
    """A demand, and a day."""

    day: Day = Field(title=_("On"))


class SetDemandAsideGiven(OfDemand):
    """A demand, and the order that sets it aside."""

    day: Day = Field(title=_("On"))
    order: OrderGiven = Field(title=_("Order"))


@act("demand", title=_("Demand money paid too much"), roles=(SCHEME,), scope=OFFICE, power="prepare")
def demand(authority: Authority, given: DemandGiven) -> Answer:
    """Ask back what was paid for some months above their due, with notice and time to answer.

    The sums are those of the approved months. Nothing is kept back before another officer has decided.
    """
    said = demands.DemandSaid(list(given.for_months), given.cause, given.of, given.notice_on, given.answer_by)
    row = demands.demand(authority, award_of(given.award), said)
    state = state_of(row)
    told = {"demand": row.number, "award": given.award, "principal_paise": state.principal}
    return Answer.of(
        "benefit_demanded", told, demand=row.number, sum=shown(state.principal), day=row.answer_by
    )


@act("answer_demand", title=_("Enter an answer to a demand"), roles=OFFICERS, scope=OFFICE, power="prepare")
def answer_demand(authority: Authority, given: AnswerDemandGiven) -> Answer:
    """Enter what the person says to a demand, in writing or at a hearing. It is decided after that."""
    row = demand_of(given.demand)
    demands.answer_demand(authority, row, given.words, given.received_on, is_heard=given.is_heard)
    state = {"demand": row.number, "on": given.received_on.isoformat()}
    return Answer.of("demand_answered", state, demand=row.number)


@act("uphold_demand", title=_("Uphold a demand"), roles=(SCHEME,), scope=OFFICE, power="present")
def uphold_demand(authority: Authority, given: UpholdDemandGiven) -> Answer:
    """Uphold a demand by an order, as another person than the one who made it.

    With an award, a month and an instalment, later releases keep back at most so much of a month of this
    person, within the limit of the rules. Interest follows a false statement, in the form of the order.
    """
    row = demand_of(given.demand)
    source = award_of(given.source) if given.source else None
    terms = demands.Terms(source, given.from_month, given.instalment, given.form or "")
    decision = demands.uphold_demand(
        authority, row, entered(authority, given.order), Words(given.words, given.words_ml), terms
    )
    return _decided(row, decision, "demand_upheld")


@act("drop_demand", title=_("Drop a demand"), roles=(SCHEME,), scope=OFFICE, power="present")
def drop_demand(authority: Authority, given: DropDemandGiven) -> Answer:
    """Drop a demand by an order, as another person than the one who made it: nothing is to be repaid."""
    row = demand_of(given.demand)
    decision = demands.drop_demand(
        authority, row, entered(authority, given.order), Words(given.words, given.words_ml)
    )
    return _decided(row, decision, "demand_dropped")


@act("stay_demand", title=_("Stay a demand"), roles=(SECRETARY, SCHEME), scope=OFFICE, power="prepare")
def stay_demand(authority: Authority, given: StayDemandGiven) -> Answer:
    """Stay a demand by an appeal or a court, at once: releases keep nothing back until the stay is lifted."""
    order = entered(authority, given.order) if given.order else None
    paper = Paper(given.day, order, given.reference)
    event = demand_events.stay_demand(authority, demand_of(given.demand), given.by, paper)
    return _changed(event, "demand_stayed")


@act("lift_stay", title=_("Lift the stay of a demand"), roles=(SCHEME,), scope=OFFICE, power="prepare")
def lift_stay(authority: Authority, given: LiftStayGiven) -> Answer:
    """Ask that a stay is lifted by an order; another person agrees (``check_entry``)."""
    paper = Paper(given.day, entered(authority, given.order))
    return _changed(demand_events.lift_stay(authority, demand_of(given.demand), given.by, paper))


@act("waive_demand", title=_("Waive a sum of a demand"), roles=(SCHEME,), scope=OFFICE, power="prepare")
def waive_demand(authority: Authority, given: WaiveDemandGiven) -> Answer:
    """Waive a sum of a demand by an order; another person agrees (``check_entry``)."""
    paper = Paper(given.day, entered(authority, given.order))
    return _changed(demand_events.waive_demand(authority, demand_of(given.demand), given.amount, paper))


@act("repay_demand", title=_("Enter money repaid"), roles=(SCHEME,), scope=OFFICE, power="prepare")
def repay_demand(authority: Authority, given: RepayDemandGiven) -> Answer:
    """Enter money that came back for a demand by challan, bank or society; another person agrees."""
    paper = Paper(given.day, reference=given.reference)
    return _changed(demand_events.repay_demand(authority, demand_of(given.demand), given.amount, paper))


@act(
    "fix_demand_interest",
    title=_("Enter interest that was held"),
    roles=(SCHEME,),
    scope=OFFICE,
    power="prepare",
)
def fix_demand_interest(authority: Authority, given: DemandDayGiven) -> Answer:
    """Enter the interest of an upheld demand that was held because no order of its form was read.

    Two officers of finance have entered the figure since (``enter_parameter``); the sum is the one of its
    form. Another person agrees (``check_entry``).
    """
    return _changed(demand_events.fix_interest(authority, demand_of(given.demand), given.day))


@act("set_demand_aside", title=_("Cancel a demand by order"), roles=(SCHEME,), scope=OFFICE, power="prepare")
def set_demand_aside(authority: Authority, given: SetDemandAsideGiven) -> Answer:
    """Set a demand aside by an order, such as one on an appeal; another person agrees (``check_entry``).

    Months from which something was kept back are due again.
    """
    paper = Paper(given.day, entered(authority, given.order))
    return _changed(demand_events.set_demand_aside(authority, demand_of(given.demand), paper))


def demand_of(number: str) -> Demand:
    """The demand of a number; Unsound without one."""
    rows = Demand.objects.select_related("award__scheme", "award__beneficiary__person")
    found = rows.filter(number=number).first()
    if found is None:
        raise Unsound("demand_unknown", number=typed(number, 16))
    return found


def _decided(row: Demand, decision: DemandDecision, code: str) -> Answer:
    state = state_of(row)
    told: dict[str, Any] = {
        "demand": row.number, "outcome": decision.outcome, "principal_paise": state.principal,
        "interest_paise": state.interest, "remaining_paise": state.remaining,
    }  # fmt: skip
    return Answer.of(code, told, demand=row.number, sum=shown(state.remaining, paise=True))


def _changed(event: DemandEvent, code: str = "demand_change_entered") -> Answer:
    told = {"demand": event.demand.number, "entry": event.pk, "change": event.kind}
    return Answer.of(code, told, demand=event.demand.number)
