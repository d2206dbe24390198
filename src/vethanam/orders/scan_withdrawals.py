"""Scans that were taken off their orders."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from vethanam.orders.models import OrderScan, ScanWithdrawal


def withdrawn_scans() -> QuerySet[OrderScan]:
    """The scans that were taken off their orders, by the last step of each."""
    steps = ScanWithdrawal.objects.filter(scan=OuterRef("pk")).order_by("-pk")
    last = Subquery(steps.values("step")[:1])
    return OrderScan.objects.alias(last_step=last).filter(last_step=ScanWithdrawal.Step.WITHDRAWN)


def last_steps(scans: Iterable[OrderScan]) -> dict[int, ScanWithdrawal]:
    """The last step of each of these scans that has one."""
    steps = ScanWithdrawal.objects.filter(scan__in=[one.pk for one in scans]).order_by("pk")
    return {step.scan_id: step for step in steps}
