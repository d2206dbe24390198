"""After a demand: a stay, at once; its end, a waiver, money repaid, interest, a demand set aside, by two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.timezone import localdate

from vethanam.benefits.demand_rules import held_interest
from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Demand, DemandEvent
from vethanam.benefits.powers import SCHEME, SECRETARY, require_scheme
from vethanam.benefits.queries.demands import lines_of_demand, open_stays, state_of, waits_for_check
from vethanam.benefits.queries.reach import require_reach_of_award
from vethanam.errors import Refused, Unsound, holds_contact
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.orders.models import Order

Kind, By = DemandEvent.Kind, DemandEvent.By
_OVER = ("set_aside", "dropped")


@dataclass(frozen=True, slots=True)
class Paper:
    """The day of a change, and the paper that it rests on: an order, or a case or challan by its number."""

    on: date
    order: Order | None = None
    reference: str = ""


@transaction.atomic
def stay_demand(authority: Authority, row: Demand, by: str, paper: Paper) -> DemandEvent:
    """Stay a demand by an appeal or a court, at once: nothing is kept back until the stay is lifted.

    Raises
    ------
    Refused
        The officer is of another office, the demand is over, or stayed so already.
    Unsound
        The case is not named, or the day is ahead.
    """
    require_reach_of_award(authority, row.award, SECRETARY, SCHEME)
    if any(stay.by == by for stay in open_stays(row)):
        raise Refused("demand_stayed_before", demand=row.number)
    if not paper.reference.strip():
        raise Unsound("demand_stay_without_case")
    return _add(authority, row, Kind.STAYED, paper, by=by)


@transaction.atomic
def lift_stay(authority: Authority, row: Demand, by: str, paper: Paper) -> DemandEvent:
    """Ask that a stay is lifted by an order; another person agrees.

    Raises
    ------
    Refused
        The officer is of another scheme, or nothing stays the demand so.
    """
    require_scheme(authority, row.award.scheme)
    stay = next((one for one in open_stays(row) if one.by == by), None)
    if stay is None:
        raise Refused("demand_not_stayed_so", demand=row.number)
    return _add(authority, row, Kind.LIFTED, paper, lifts=stay)


@transaction.atomic
def waive_demand(authority: Authority, row: Demand, amount: int, paper: Paper) -> DemandEvent:
    """Waive an amount of a demand by an order; another person agrees.

    Raises
    ------
    Refused
        The officer is of another scheme, or it is more than remains.
    """
    return _amount(authority, row, Kind.WAIVED, amount, paper)


@transaction.atomic
def repay_demand(authority: Authority, row: Demand, amount: int, paper: Paper) -> DemandEvent:
    """Enter money that came back by challan or by the bank or society; another person agrees.

    Raises
    ------
    Refused
        The officer is of another scheme, or it is more than remains.
    Unsound
        The challan is not named.
    """
    if not paper.reference.strip():
        raise Unsound("demand_repaid_without_challan")
    return _amount(authority, row, Kind.REPAID, amount, paper)


@transaction.atomic
def set_demand_aside(authority: Authority, row: Demand, paper: Paper) -> DemandEvent:
    """Set a demand aside by an order, such as one on an appeal; another person agrees.

    Months from which something was kept back for it are due again, and drawn by the next release of them.

    Raises
    ------
    Refused
        The officer is of another scheme, or the demand is over.
    """
    require_scheme(authority, row.award.scheme)
    return _add(authority, row, Kind.SET_ASIDE, paper)


@transaction.atomic
def fix_interest(authority: Authority, row: Demand, on: date) -> DemandEvent:
    """Enter the interest that was held at the decision, by the form of the figure now; another agrees.

    Raises
    ------
    Refused
        The officer is of another scheme, nothing is held, or no order of the form is known.
    """
    require_scheme(authority, row.award.scheme)
    held = held_interest(row, lines_of_demand(row), state_of(row))
    if held is None:
        raise Refused("demand_interest_not_held", demand=row.number)
    if held.sum is None:
        raise Refused("demand_form_not_read", order=held.order)
    return _add(authority, row, Kind.INTEREST, Paper(on, reference=held.form), amount=held.sum)


def check_amount(event: DemandEvent) -> None:
    """Refuse to agree to more than remains of a demand by now, and to interest that is another by now."""
    if event.kind == Kind.INTEREST:
        held = held_interest(event.demand, lines_of_demand(event.demand), state_of(event.demand))
        if held is None or (held.sum, held.form) != (event.amount, event.reference):
            raise Refused("demand_interest_changed")
        return
    remaining = state_of(event.demand).remaining
    if event.amount is not None and event.amount > remaining:
        raise Refused("demand_above_rest", rest=shown(remaining, paise=True))


def _amount(authority: Authority, row: Demand, kind: str, amount: int, paper: Paper) -> DemandEvent:
    require_scheme(authority, row.award.scheme)
    remaining = state_of(row).remaining
    if not 0 < amount <= remaining:
        raise Refused("demand_above_rest", rest=shown(remaining, paise=True))
    return _add(authority, row, kind, paper, amount=amount)


def _add(
    authority: Authority, row: Demand, kind: str, paper: Paper, *, by: str = "", amount: int | None = None,
    lifts: DemandEvent | None = None,
) -> DemandEvent:  # fmt: skip
    if state_of(row).word in _OVER:
        raise Refused("demand_is_over", demand=row.number)
    if kind != Kind.STAYED and waits_for_check(row, kind):
        raise Refused("demand_change_waits", demand=row.number)
    if paper.on > localdate(authority.at):
        raise Unsound("benefit_day_ahead", day=paper.on)
    if holds_contact(paper.reference):
        raise Unsound("contact_in_words")
    leaf = stage(
        authority, "demand.changed",
        {
            "scheme": row.award.scheme.code, "change": kind, "by": by,
            "order": paper.order.number if paper.order else None,
        },
        {"demand": row.number, "amount": amount, "reference": paper.reference.strip()},
    )  # fmt: skip
    return DemandEvent.objects.create(
        demand=row, kind=kind, on=paper.on, by=by, order=paper.order, amount=amount,
        reference=paper.reference.strip(), lifts=lifts, leaf=leaf, **entered(authority),
    )  # fmt: skip
