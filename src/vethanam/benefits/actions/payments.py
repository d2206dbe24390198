"""Order the payment of a release by two persons' own keys; sign the accounts that its money goes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from vethanam.benefits.entering import entered, stage
from vethanam.benefits.models import Payer, PaymentOrder, Release, Route
from vethanam.benefits.order_proofs import (
    is_ordered_once,
    lines_to_order,
    one_order_at_a_time,
    orders_of_release,
)
from vethanam.benefits.payment_statements import Added
from vethanam.benefits.powers import SCHEME, require_scheme
from vethanam.benefits.queries.payments import (
    BENEFIT_ROUTE,
    LineNotDelivered,
    content_of,
    drawn_rows,
    drawn_sum,
    unsigned_routes,
)
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.resets import person_acting
from vethanam.people.models import Role
from vethanam.service_book.account_signatures import keep_account_signatures


@dataclass(frozen=True, slots=True)
class Ordering:
    """The statement of a payment order: a release, the drawals that it pays, the head that they are drawn
    from.

    ``again``: the lines not delivered that it pays a second time.
    """

    release: Release
    content: bytes
    sum: int
    awards: int
    again: Sequence[LineNotDelivered] = ()

    @property
    def added(self) -> Added:
        """The parts that are signed beside the release."""
        scheme = self.release.scheme
        again, owed = [one.reference for one in self.again], sum(one.amount for one in self.again)
        if self.release.compensation:
            return Added(again=again, again_sum=owed)
        return Added(scheme.department.code, scheme.head.code, again, owed)


def ordering_of(authority: Authority, release: Release) -> Ordering:
    """The payment order that this officer may give.

    Raises
    ------
    Refused
        The officer is of another scheme, the release is another payer's, or she or her role ordered it
        before, and no further line of it was not delivered.
    """
    if authority.role == SCHEME:
        require_scheme(authority, release.scheme)
    elif authority.role != Role.FINANCE_OFFICER:
        raise Refused("benefit_of_another_office")
    if release.payer != Payer.STATE:
        raise Refused("release_paid_elsewhere", release=release.number)
    person, orders = person_acting(authority), orders_of_release(release)
    again = lines_to_order(release, orders, authority)
    if any(row.role == authority.role for row in orders) and not again and is_ordered_once(orders):
        raise Refused("payment_ordered_before", release=release.number)
    for row in orders:
        is_hers = person == row.person_id or authority.account == row.entered_by_id
        if row.role != authority.role and is_hers:
            raise Refused("payment_ordered_by_oneself")
    awards = drawn_rows(release).values("award").distinct().count()
    return Ordering(release, content_of(release), drawn_sum(release), awards, again)


@transaction.atomic
def order_payment(authority: Authority, release: Release) -> PaymentOrder:
    """Order the payment of everything that a release draws. With the second order the worker writes files.

    Raises
    ------
    Refused
        The officer may not order it (:func:`ordering_of`).
    """
    one_order_at_a_time(release.number)
    ordering = ordering_of(authority, release)
    leaf = stage(
        authority, "benefit.payment_ordered",
        {
            "scheme": release.scheme.code, "release": release.number, "role": authority.role,
            "content": ordering.content.hex(), "sum": ordering.sum,
        },
    )  # fmt: skip
    added = ordering.added
    return PaymentOrder.objects.create(
        release=release, role=authority.role, content=ordering.content, sum=ordering.sum, leaf=leaf,
        department=added.department, head=added.head, again=[one.leg for one in ordering.again],
        signed_id=authority.signed.record if authority.signed else None, **entered(authority),
    )  # fmt: skip


@transaction.atomic
def sign_routes(authority: Authority, routes: Sequence[Route]) -> int:
    """Keep this officer's signature over routes of beneficiaries that another person entered.

    Raises
    ------
    Unsound
        One of them does not wait for her signature.
    """
    waiting = {one.pk for one in unsigned_routes(authority)}
    if any(one.pk not in waiting for one in routes):
        raise Unsound("account_not_to_sign")
    keep_account_signatures(authority, BENEFIT_ROUTE, [one.pk for one in routes])
    return len(routes)
