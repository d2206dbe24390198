"""Findings for instructions without an answer; the State's own list of bank working days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Count, Q
from django.utils.timezone import localdate

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.money import shown
from vethanam.orders.models import Order
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.models import BankDay, PaymentFile, PaymentFinding, PaymentLeg
from vethanam.payments.queries import listed_days
from vethanam.payments.working_days import working_days_after
from vethanam.service_book.rulebook import pack_in_use

SILENT_DAYS = 2


@transaction.atomic
def list_days(
    authority: Authority, *, closed: Iterable[date] = (), opened: Iterable[date] = (), order: Order
) -> int:
    """Enter days on which an order closes or opens the banks against the calendar; returns how many.

    Raises
    ------
    Unsound
        The list is empty, or a day is both open and closed.
    """
    days = {**dict.fromkeys(closed, False), **dict.fromkeys(opened, True)}
    if both := sorted(set(closed) & set(opened)):
        raise Unsound("open_and_closed", day=both[0])
    if not days:
        raise Unsound("no_day")
    BankDay.objects.bulk_create(
        [
            BankDay(
                day=day,
                is_open=is_open,
                order=order,
                entered_by_id=authority.account,
                recorded_at=authority.at,
            )
            for day, is_open in sorted(days.items())
        ]
    )
    append(
        "bank_days_listed",
        public={day.isoformat(): "open" if is_open else "closed" for day, is_open in sorted(days.items())},
        private={"order": str(order), "by": authority.account},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return len(days)


def find_silence(authority: Authority) -> int:
    """Record a finding per file without a full answer for two working days; returns how many are new."""
    today, listed = localdate(authority.at), listed_days(authority.at)
    state = pack_in_use().public_holidays
    is_open = Q(legs__state=PaymentLeg.State.INSTRUCTED)
    files = (
        PaymentFile.objects.exclude(state__in=(*PaymentFile.UNSENT, PaymentFile.State.LEAVING))
        .filter(is_open)
        .annotate(waiting=Count("legs", filter=is_open))
        .order_by("id")
    )
    new, silent = 0, set()
    for file in files:
        since = localdate(file.handed_over_at)
        if working_days_after(since, today, listed, state) < SILENT_DAYS:
            continue
        silent.add(file.pk)
        amounts = PaymentLeg.objects.filter(file=file, state=PaymentLeg.State.INSTRUCTED).values_list(
            "amount", flat=True
        )
        facts = {
            "file": file.message,
            "since": since.isoformat(),
            "count": file.waiting,
            "amount": shown(sum(amounts), paise=True),
        }
        new += find(
            authority, f"file:{file.pk}", str(file), "no_answer", facts, file=file, bill_id=file.bill_id
        )
    answered = PaymentFinding.objects.filter(code="no_answer", resolved_at__isnull=True).exclude(
        file__in=silent
    )
    keys = [f"file:{file}" for file in answered.values_list("file", flat=True)]
    settle_by_itself(authority, "no_answer", keys, "The bank has answered for every payment.")
    return new
