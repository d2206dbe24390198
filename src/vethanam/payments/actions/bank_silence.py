"""Findings for instructions without an answer; the State's own list of bank working days."""

from __future__ import annotations

from django.db.models import Count, Q
from django.utils.timezone import localdate

from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.models import PaymentFile, PaymentFinding, PaymentLeg
from vethanam.payments.queries import listed_days
from vethanam.payments.working_days import working_days_after
from vethanam.service_book.rulebook import pack_in_use

SILENT_DAYS = 2


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
