"""Keep what does not fit, once, and say what became of it."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.payments.models import PaymentFinding


def find(authority: Authority, key: str, code: str, record: str, says: str, **about: Any) -> bool:
    """Keep a finding unless the same one is kept already; whether it is new. ``about`` may name bill, file, leg, answer, facts."""
    _, is_new = PaymentFinding.objects.get_or_create(
        key=key, defaults={"code": code, "record": record, "says": says, "recorded_at": authority.at, **about}
    )
    return is_new


def settle_by_itself(authority: Authority, key: str, resolution: str) -> None:
    """Close an open finding whose cause is gone."""
    PaymentFinding.objects.filter(key=key, resolved_at__isnull=True).update(
        resolved_at=authority.at, resolved_by_id=authority.account, resolution=resolution
    )


@transaction.atomic
def resolve_finding(authority: Authority, finding_id: int, *, resolution: str) -> PaymentFinding:
    """Close a finding with what was done about it. No money moves by this.

    Raises
    ------
    Refused
        It has been closed already.
    Unsound
        It says nothing.
    """
    if not resolution.strip():
        raise Unsound("no_resolution", "Write what was done about the finding, in a sentence.")
    finding = PaymentFinding.objects.select_for_update().get(pk=finding_id)
    if finding.resolved_at is not None:
        raise Refused(
            "already_resolved",
            f"{finding.record}: this finding was closed on {finding.resolved_at:%Y-%m-%d}.",
        )
    finding.resolved_at, finding.resolved_by_id, finding.resolution = (
        authority.at,
        authority.account,
        resolution.strip()[:300],
    )
    finding.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    append(
        "payment.finding_resolved",
        public={"code": finding.code},
        private={"finding": finding.pk, "resolution": finding.resolution},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return finding
