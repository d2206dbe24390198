"""Orders of payments that count for acts: the log proves the signature, or has not taken it yet.

A row proves nothing, since the web process can write one. A false order stands beside the true one of its
role and keeps no officer from ordering; the paymaster proves both orders itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from vethanam.benefits.models import IncentiveOrder, Leg, PaymentOrder, Release
from vethanam.benefits.payment_statements import Added, incentive_statement, payment_statement
from vethanam.benefits.queries.payments import LineNotDelivered, lines_not_delivered
from vethanam.errors import Finding
from vethanam.identity.authority import Authority
from vethanam.identity.signed_log import SignedLog
from vethanam.identity.signed_statements import fits
from vethanam.journal import keys
from vethanam.people.models import Role
from vethanam.periods import Month

type Order = PaymentOrder | IncentiveOrder
_PAYMENTS, _INCENTIVES = "release__scheme", "bill__advance__release__scheme"


def one_order_at_a_time(number: str) -> None:
    """Hold the lock of a release or an incentive until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 10))", [number])


def orders_of_release(release: Release) -> list[Order]:
    """The orders of a release that count."""
    rows = PaymentOrder.objects.filter(release=release)
    return standing_orders(rows.select_related("signed", _PAYMENTS).order_by("pk"))


def orders_of_incentive(bill: int) -> list[Order]:
    """The orders of an incentive that count."""
    rows = IncentiveOrder.objects.filter(bill=bill)
    return standing_orders(rows.select_related("signed", _INCENTIVES).order_by("pk"))


def counting_payment_orders(rows: Collection[int]) -> list[Order]:
    """Those of the payment orders with these ids that count."""
    found = PaymentOrder.objects.filter(pk__in=rows).select_related("signed", _PAYMENTS)
    return standing_orders(found) if rows else []


def counting_incentive_orders(rows: Collection[int]) -> set[int]:
    """The ids, among these, of the incentive orders that count."""
    found = IncentiveOrder.objects.filter(pk__in=rows).select_related("signed", _INCENTIVES)
    return {row.pk for row in standing_orders(found)} if rows else set()


def is_ordered_by_both(orders: Iterable[Order]) -> bool:
    """Whether both roles ordered, by orders that count and debit the same head."""
    heads: dict[str, set[tuple[str, str]]] = {}
    for row in orders:
        heads.setdefault(row.role, set()).add(_head(row))
    if heads.keys() != {Role.SCHEME_OFFICER, Role.FINANCE_OFFICER}:
        return False
    scheme, finance = heads.values()
    return any(one == other or not one[1] or not other[1] for one in scheme for other in finance)


def is_ordered_once(orders: Sequence[Order]) -> bool:
    """Whether a further order of the same role would say nothing new: one role ordered, or both agree."""
    return len({row.role for row in orders}) < 2 or is_ordered_by_both(orders)


def lines_of_order(row: Order) -> Sequence[int]:
    """The ids of the lines that an order pays a second time."""
    return row.again if isinstance(row, PaymentOrder) else ()


def lines_to_order(release: Release, orders: Sequence[Order], authority: Authority) -> list[LineNotDelivered]:
    """The lines not delivered of a release that no order of the officer's role pays a second time yet."""
    named = {line for row in orders if row.role == authority.role for line in lines_of_order(row)}
    month = Month.of(localdate(authority.at))
    return [one for one in lines_not_delivered(release, month) if one.leg not in named]


def lines_ordered_again(orders: Iterable[Order]) -> set[int]:
    """The ids of the lines that both roles ordered a second time, by orders that count."""
    named: dict[str, set[int]] = {}
    for row in orders:
        named.setdefault(row.role, set()).update(lines_of_order(row))
    return named.get(Role.SCHEME_OFFICER, set()) & named.get(Role.FINANCE_OFFICER, set())


def _head(row: Order) -> tuple[str, str]:
    return (row.department, row.head) if isinstance(row, PaymentOrder) else ("", "")


def standing_orders(rows: Iterable[Order]) -> list[Order]:
    """The orders that count: signed in the role and for the scheme of each, or still waiting for the log."""
    listed = {row.signed.leaf: row for row in rows if row.signed is not None}
    if not listed:
        return []
    log = SignedLog(keys.public_key(), for_money=True)
    waiting, signings = log.waiting(listed.keys()), log.signings(listed.keys())
    found = []
    for leaf, row in listed.items():
        signing, (act, says, scheme) = signings.get(leaf), _statement(row)
        scope = scheme if row.role == Role.SCHEME_OFFICER else None
        is_proven = (
            signing is not None
            and fits(signing, act, says)
            and signing.by.role == row.role
            and signing.by.holds(row.role, scope)
        )
        if is_proven or leaf in waiting:
            found.append(row)
    return found


def order_findings() -> Iterator[Finding]:
    """For ``vethanam check``: orders of payments that no signature proves."""
    payments = [*PaymentOrder.objects.select_related("signed", _PAYMENTS).order_by("pk")]
    incentives = [*IncentiveOrder.objects.select_related("signed", _INCENTIVES).order_by("pk")]
    good = {(type(row), row.pk) for row in standing_orders([*payments, *incentives])}
    for row in payments:
        if (PaymentOrder, row.pk) not in good:
            yield Finding(f"Release {row.release.number}", "order_unproven")
    for one in incentives:
        if (IncentiveOrder, one.pk) not in good:
            yield Finding(f"Incentive {one.bill.number}", "order_unproven")


def _statement(row: Order) -> tuple[str, Mapping[str, Any], str]:
    """Act, statement and scheme of an order. The database compared its hash with the drawals."""
    if isinstance(row, PaymentOrder):
        lines = list(Leg.objects.filter(pk__in=row.again).order_by("pk").values_list("reference", "amount"))
        again, owed = [reference for reference, _ in lines], sum(amount for _, amount in lines)
        added = Added(row.department, row.head, again, owed)
        says = payment_statement(row.release, bytes(row.content), row.sum, added)
        return "order_benefit_payment", says, row.release.scheme.code
    return "order_incentive", incentive_statement(row.bill), row.bill.advance.release.scheme.code
