"""Findings for file parts of benefits without an answer; nothing of them is paid again meanwhile."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, Sum
from django.utils.timezone import localdate

from vethanam.benefits.models import FilePart, Leg
from vethanam.identity.authority import Authority
from vethanam.money import shown
from vethanam.payments.actions.bank_silence import SILENT_DAYS
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.models import PaymentFinding
from vethanam.payments.queries import listed_days
from vethanam.payments.working_days import working_days_after
from vethanam.service_book.rulebook import pack_in_use

_KEY = "part:"


def find_silent_parts(authority: Authority) -> int:
    """Record a finding per part without a full answer for two working days; returns how many are new."""
    sent = FilePart.objects.filter(state__in=(FilePart.State.HANDED_OVER, FilePart.State.ACKNOWLEDGED))
    is_open = Q(legs__state=Leg.State.INSTRUCTED)
    waiting = sent.filter(is_open).annotate(count=Count("legs"), amount=Sum("legs__amount")).order_by("id")
    new, silent = 0, set()
    for part in waiting:
        since = localdate(part.handed_over_at)
        if _days(since, authority) < SILENT_DAYS:
            continue
        silent.add(f"no_answer:{_KEY}{part.pk}")
        facts = {
            "file": part.message, "since": since.isoformat(), "count": part.count,
            "amount": shown(part.amount, paise=True),
        }  # fmt: skip
        new += find(authority, f"{_KEY}{part.pk}", str(part), "no_answer", facts)
    rows = PaymentFinding.objects.filter(key__startswith=f"no_answer:{_KEY}", resolved_at=None)
    keys = [key.removeprefix("no_answer:") for key in rows.values_list("key", flat=True) if key not in silent]
    settle_by_itself(authority, "no_answer", keys, "The bank has answered for every payment.")
    return new


def _days(since: date, authority: Authority) -> int:
    state = pack_in_use().public_holidays
    return working_days_after(since, localdate(authority.at), listed_days(authority.at), state)
