"""Benefits' legs that a signed answer rejects or returns: only then may their awards be paid again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vethanam.benefits.models import FilePart, Leg
from vethanam.payments.messages import DUPLICATE_CODES, Happening, Verdict
from vethanam.payments.models import Answer, BenefitAccount, FailedBenefit


def keep_failed_benefits(answer: Answer) -> None:
    """Keep the legs whose own account did not take or keep the money, by this answer."""
    legs = {leg.pk for leg in _failed(answer)}
    signed = BenefitAccount.objects.filter(leg__in=legs).values_list("leg", flat=True)
    FailedBenefit.objects.bulk_create(
        [FailedBenefit(leg_id=leg, answer=answer) for leg in sorted(signed)], ignore_conflicts=True
    )


def _failed(answer: Answer) -> list[Leg]:
    said: Mapping[str, Any] = answer.said
    told: list[Mapping[str, Any]] = []
    if answer.kind == Answer.Kind.REPORT and said["code"] not in DUPLICATE_CODES:
        if said["verdict"] == Verdict.REJECTED and not said["statuses"]:
            return _of_whole_part(said)
        told = [one for one in said["statuses"] if one["verdict"] == Verdict.REJECTED]
    elif answer.kind == Answer.Kind.NOTICE:
        told = [one for one in said["entries"] if one["happening"] == Happening.RETURNED]
    sums = {
        one["reference"]: one["amount"]
        for one in told
        if one["hop"] == 1 and one["code"] not in DUPLICATE_CODES
    }
    return [leg for leg in Leg.objects.filter(reference__in=sums) if leg.amount == sums[leg.reference]]


def _of_whole_part(said: Mapping[str, Any]) -> list[Leg]:
    sent = FilePart.objects.exclude(state=FilePart.State.WITHDRAWN)
    part = sent.filter(message=said["original"], legs_count=said["count"], total=said["total"]).first()
    return list(Leg.objects.filter(part=part)) if part else []
