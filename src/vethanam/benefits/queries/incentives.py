"""Incentives of societies: the rate for a day, bills with their orders and payment, and those that wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from vethanam.benefits.models import IncentiveBill, IncentiveOrder, Leg
from vethanam.benefits.order_proofs import is_ordered_by_both, orders_of_incentive
from vethanam.benefits.powers import OF_SOCIETY, SCHEME
from vethanam.benefits.queries.deliveries import advances_of
from vethanam.benefits.queries.waiting_deliveries import ended_advances
from vethanam.identity.authority import Authority
from vethanam.people.models import Role
from vethanam.periods import Month
from vethanam.service_book.rulebook import rulebook_in_use

#: states of a bill, in order; those of its payment follow
CLAIMED, ORDERED_BY_ONE, ORDERED = "claimed", "ordered_by_one", "ordered"
#: the two roles that order a bill
ORDERING = (SCHEME, Role.FINANCE_OFFICER)
#: how many roles have ordered a bill: a false order beside a true one adds none
_ROLES = Count("orders__role", distinct=True)


@dataclass(frozen=True, slots=True)
class IncentiveRate:
    """Paise for each delivery, for the agent and for the society itself; ``figure`` cites its order."""

    agent: int
    own: int
    figure: str

    @property
    def both(self) -> int:
        """Paise for each delivery."""
        return self.agent + self.own


def incentive_rate(day: date) -> IncentiveRate | None:
    """The incentive in force on a day, as known now; None where no order with it was read."""
    value = rulebook_in_use().in_force(Month.of(day), on=day).benefits.folder("delivery").incentive.value()
    if value is None or value.is_unknown:
        return None
    figure = f"{value.citation}, from {value.with_effect_from.isoformat()}"
    return IncentiveRate(int(value.fields["agent"]), int(value.fields["society"]), figure[:200])


def incentives_of(authority: Authority) -> QuerySet[IncentiveBill]:
    """The bills of the officer's society or scheme, for finance all, the latest first."""
    rows = IncentiveBill.objects.select_related("advance__society", "advance__release__scheme").order_by(
        "-pk"
    )
    if authority.role == Role.FINANCE_OFFICER:
        return rows
    if authority.role in (*OF_SOCIETY, SCHEME):
        return rows.filter(advance__in=advances_of(authority).order_by().values("pk"))
    return rows.none()


def to_claim(authority: Authority) -> QuerySet[Any]:
    """Lists that are delivered to the end, with a delivery and without a bill; ``ended`` says since when."""
    claimed = IncentiveBill.objects.filter(advance=OuterRef("pk"))
    delivered = Leg.objects.filter(
        advance=OuterRef("pk"), kind=Leg.Kind.HOME, state=Leg.State.DELIVERED
    )  # fmt: skip
    return ended_advances(authority).filter(~Exists(claimed), Exists(delivered))


def to_order(authority: Authority) -> QuerySet[IncentiveBill]:
    """Bills with ``ordered``: the rows that say that this officer's role, or she in another role, has ordered
    it. Which of them count, :mod:`vethanam.benefits.order_proofs` tells.
    """
    oneself = [one for one in (authority.person, authority.on_behalf_of) if one is not None]
    own = Q(role=authority.role) | Q(entered_by=authority.account) | Q(person__in=oneself)
    orders = IncentiveOrder.objects.filter(own, bill=OuterRef("pk")).order_by("pk").values("pk")
    return incentives_of(authority).annotate(ordered=ArraySubquery(orders)).exclude(person__in=oneself)


def bills_to_pay() -> list[int]:
    """The bills with two orders that count and without a payment."""
    legs = Leg.objects.filter(advance=OuterRef("advance"), kind=Leg.Kind.BILL)
    rows = IncentiveBill.objects.filter(~Exists(legs)).annotate(count=_ROLES).filter(count=2)
    found = rows.order_by("pk").values_list("pk", flat=True)
    return [bill for bill in found if is_ordered_by_both(orders_of_incentive(bill))]


def with_states(rows: QuerySet[IncentiveBill]) -> QuerySet[Any]:
    """Bills with ``count`` of their orders, and ``payment``: the state of their latest payment."""
    legs = Leg.objects.filter(advance=OuterRef("advance"), kind=Leg.Kind.BILL).order_by("-attempt")
    paid = {"payment": Subquery(legs.values("state")[:1]), "paid_on": Subquery(legs.values("paid_on")[:1])}
    return rows.annotate(count=_ROLES, **paid)


def state_of(bill: Any) -> str:
    """The state of a bill of :func:`with_states`: its payment's, or how many have ordered it."""
    if bill.payment is not None:
        return str(bill.payment)
    return (CLAIMED, ORDERED_BY_ONE, ORDERED)[bill.count]


def difference_of(bill: IncentiveBill, paid_on: date) -> int | None:
    """Paise that the figure known today would add to a bill; below zero, it was claimed at a higher one."""
    rate = incentive_rate(paid_on)
    return None if rate is None else rate.both * bill.deliveries - bill.total
