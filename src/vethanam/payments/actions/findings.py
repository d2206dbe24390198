"""Record findings once, and close them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from vethanam.errors import Refused, Unsound, as_json
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.payments.findings import OF_THE_OFFICE
from vethanam.payments.models import PaymentFinding
from vethanam.people.models import Role

BANK = "Answer of the bank"


def find(
    authority: Authority, key: str, record: str, code: str, facts: Mapping[str, Any], **about: Any
) -> bool:
    """Record a finding unless it exists; returns whether it is new.

    ``key`` with the code identifies it; ``about`` may name its bill, file, leg and answer. Its sentence
    follows from code and facts (:mod:`vethanam.payments.findings`), in any language.
    """
    _, is_new = PaymentFinding.objects.get_or_create(
        key=_key(code, key),
        defaults={
            "code": code,
            "record": record,
            "facts": as_json(facts),
            "officer": Role.DRAWING_OFFICER if code in OF_THE_OFFICE else Role.TREASURY_OFFICER,
            "recorded_at": authority.at,
            **about,
        },
    )
    return is_new


def settle_by_itself(authority: Authority, code: str, keys: Iterable[str], resolution: str) -> None:
    """Close open findings after their cause is gone."""
    PaymentFinding.objects.filter(key__in=[_key(code, key) for key in keys], resolved_at__isnull=True).update(
        resolved_at=authority.at, resolved_by_id=authority.account, resolution=resolution
    )


def _key(code: str, key: str) -> str:
    return f"{code}:{key}"


@transaction.atomic
def resolve_finding(authority: Authority, finding_id: int, *, resolution: str) -> PaymentFinding:
    """Close a finding with a resolution. No money moves by this.

    Raises
    ------
    Refused
        It is closed already.
    Unsound
        The resolution is empty.
    """
    says = " ".join(resolution.split())[:300]
    if not says:
        raise Unsound("no_resolution")
    finding = PaymentFinding.objects.select_for_update().get(pk=finding_id)
    if finding.resolved_at is not None:
        day = f"{finding.resolved_at:%Y-%m-%d}"
        raise Refused("already_resolved", record=finding.record, day=day)
    finding.resolved_at, finding.resolved_by_id, finding.resolution = authority.at, authority.account, says
    finding.save(update_fields=["resolved_at", "resolved_by", "resolution"])
    append(
        "payment.finding_resolved",
        public={"code": finding.code},
        private={"finding": finding.pk, "resolution": says},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    return finding
