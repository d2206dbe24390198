"""Take a scan off the order to which it was attached by mistake; its row and its file stay.

Whoever attached it does so alone, until an entry by the order is verified. After that, and for a scan of
somebody else, one officer asks and another agrees (``guards/scan_withdrawals.sql``).
"""

from __future__ import annotations

from django.db import connection, transaction

from vethanam.errors import Refused
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.orders.models import Order, OrderScan, ScanWithdrawal
from vethanam.people.queries import own_accounts

Step = ScanWithdrawal.Step


def is_alone_enough(authority: Authority, scan: OrderScan) -> bool:
    """True if this officer takes the scan off without another."""
    return scan.attached_by_id == authority.account and not has_verified_entry(scan.order)


def has_verified_entry(order: Order) -> bool:
    """True once an entry by the order was verified."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT service_book_order_is_verified(%s)", [order.pk])
        (found,) = cursor.fetchone()
    return bool(found)


@transaction.atomic
def withdraw_scan(authority: Authority, scan: OrderScan, reason: str) -> ScanWithdrawal:
    """Take a scan off its order, or ask another officer to agree.

    Raises
    ------
    Refused
        It is off already, or another officer's agreement is asked for already.
    """
    last = _last_step(scan)
    if last and last.step == Step.ASKED:
        raise Refused("scan_withdrawal_waits", order=scan.order)
    step = Step.WITHDRAWN if is_alone_enough(authority, scan) else Step.ASKED
    return _stored(authority, scan, step, reason)


@transaction.atomic
def decide_scan_withdrawal(
    authority: Authority, scan: OrderScan, *, agrees: bool, reason: str
) -> ScanWithdrawal:
    """Agree that a scan is taken off, or decline with a reason; who asked may take the question back.

    Raises
    ------
    Refused
        Nobody asked, the same person asked, or a reason is missing.
    """
    last = _last_step(scan)
    if last is None or last.step != Step.ASKED:
        raise Refused("scan_withdrawal_not_asked", order=scan.order)
    if not agrees:
        if not reason:
            raise Refused("scan_declined_without_reason")
        return _stored(authority, scan, Step.DECLINED, reason)
    if is_own_step(authority, last):
        raise Refused("scan_withdrawn_by_two", order=scan.order)
    return _stored(authority, scan, Step.WITHDRAWN, reason or last.reason)


def _last_step(scan: OrderScan) -> ScanWithdrawal | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('orders_orderscan', %s))", [scan.pk])
    last = ScanWithdrawal.objects.filter(scan=scan).order_by("-pk").first()
    if last and last.step == Step.WITHDRAWN:
        raise Refused("scan_is_withdrawn", order=scan.order, reason=last.reason)
    return last


def is_own_step(authority: Authority, step: ScanWithdrawal) -> bool:
    """True if the acting person, the person she acts for, or an account of hers took this step."""
    oneself = {authority.person, authority.on_behalf_of} - {None}
    return step.person in oneself or (
        ScanWithdrawal.objects.filter(own_accounts("by", authority), pk=step.pk).exists()
    )


def _stored(authority: Authority, scan: OrderScan, step: Step, reason: str) -> ScanWithdrawal:
    """Write a step; its reason and the hash are in the private part of the entry."""
    done = ScanWithdrawal.objects.create(
        scan=scan, step=step, reason=reason, by_id=authority.account, person=authority.person,
        role=authority.role, drawing_code=authority.scope or "", recorded_at=authority.at,
    )  # fmt: skip
    append(
        f"scan_withdrawal_{step.value}",
        public={"order": scan.order.number, "dated": scan.order.dated.isoformat()},
        private={
            "sha256": bytes(scan.sha256).hex(), "reason": reason, "account": authority.account,
            "person": authority.person,
        },
        at=authority.at,
        is_sample=authority.is_sample,
    )  # fmt: skip
    return done
