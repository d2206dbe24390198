"""Make credits of the bank's answers, as the paymaster read them.

Only a signed answer about a known leg, amount and account is trusted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payments.actions.benefit_answers import (
    BenefitEvents,
    benefit_references,
    events_of_notice,
    events_of_report,
    part_of,
)
from vethanam.payments.actions.bills import settle_bills
from vethanam.payments.actions.commitments import commit_persons
from vethanam.payments.actions.failures import find_failures
from vethanam.payments.actions.file_release import save_handed_over
from vethanam.payments.actions.findings import BANK, find, settle_by_itself
from vethanam.payments.actions.matches import Claim, keep_credits, match
from vethanam.payments.messages import DUPLICATE_CODES, Verdict
from vethanam.payments.models import Answer, BenefitTree, Credit, PaymentFile, PaymentLeg
from vethanam.people.models import Treasury


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of reading answers: counts and findings."""

    answers: int = 0
    credited: int = 0
    rejected: int = 0
    returned: int = 0
    findings: int = 0

    def plus(self, other: Taken) -> Taken:
        """The sum of both."""
        return Taken(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def take_answers(authority: Authority) -> Taken:
    """Save the content of every answer that the paymaster read, each once.

    A bad signature, an unknown reference, another amount or account is a finding.
    """
    taken = Taken()
    for answer in Answer.objects.filter(leaf__isnull=True).order_by("id").values_list("id", flat=True):
        taken = taken.plus(_take(answer, authority))
    return taken


@transaction.atomic
def _take(answer_id: int, authority: Authority) -> Taken:
    answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer_id)
    if answer.leaf is not None:
        return Taken()
    if not answer.is_verified:
        return _closed_with(answer, "bad_signature", authority)
    settle_by_itself(authority, "answer_unsigned", [bytes(answer.sha256).hex()], "The bank signed it.")
    if answer.kind == Answer.Kind.REPORT:
        return _take_report(answer, authority)
    if answer.kind == Answer.Kind.NOTICE:
        return _take_notice(answer, authority)
    return _closed_with(answer, "answer_unreadable", authority, why=answer.said["why"])


# -- pain.002: accepted or not -----------------------------------------------------------------------------


def _take_report(answer: Answer, authority: Authority) -> Taken:
    said = answer.said
    file = PaymentFile.objects.select_for_update().get(pk=answer.file_id) if answer.file_id else None
    if file is None and (part := part_of(answer)) is not None:
        return _closed(answer, (), 0, authority, events_of_report(answer, part, authority))
    if file is None:
        return _closed_with(answer, "unknown_message", authority, message=said["original"])
    if said["code"] in DUPLICATE_CODES:
        return _closed_with(answer, "known_to_bank", authority, code=said["code"])
    if _rejects_all(said) and (said["count"], said["total"]) != (file.legs_count, file.total):
        return _closed_with(answer, "another_total", authority)
    _acknowledge(file, authority)
    matched = match(_rejections(said, file), answer, authority, file.bill.treasury)
    return _closed(answer, keep_credits(matched), matched.findings, authority)


def _rejects_all(said: Mapping[str, Any]) -> bool:
    return said["verdict"] == Verdict.REJECTED and not said["statuses"]


def _acknowledge(file: PaymentFile, authority: Authority) -> None:
    """Mark the file as acknowledged; if its hand-over was not logged yet, log that first."""
    if file.leaf is None:
        save_handed_over(file, authority)
    if file.state == PaymentFile.State.HANDED_OVER:
        file.state, file.acknowledged_at = PaymentFile.State.ACKNOWLEDGED, authority.at
        file.save(update_fields=["state", "acknowledged_at"])


def _rejections(said: Mapping[str, Any], file: PaymentFile) -> list[Claim]:
    """The transfers a report rejects: the named ones, or all of the file."""
    on, rejected = timezone.localdate(datetime.fromisoformat(said["created_at"])), Credit.Kind.REJECTED
    if _rejects_all(said):
        legs = PaymentLeg.objects.filter(file=file).order_by("id").values_list("end_to_end_id", "amount")
        return [Claim(name, rejected, amount, on, Credit.Hop.FIRST, said["code"]) for name, amount in legs]
    return [
        Claim(one["reference"], rejected, one["amount"], on, _hop(one), one["code"])
        for one in said["statuses"]
        if one["verdict"] == Verdict.REJECTED
    ]


def _hop(said: Mapping[str, Any]) -> Credit.Hop | None:
    return Credit.Hop(said["hop"]) if said["hop"] else None


# -- camt.054: credited or returned -------------------------------------------------------------------------


def _take_notice(answer: Answer, authority: Authority) -> Taken:
    of_benefits = benefit_references(answer)
    claims = [
        Claim(
            one["reference"], Credit.Kind(one["happening"]), one["amount"], date.fromisoformat(one["on"]),
            _hop(one), one["code"],
        )
        for one in answer.said["entries"]
        if one["reference"] not in of_benefits
    ]  # fmt: skip
    treasury = Treasury.objects.filter(code=answer.said["payer"]).first()
    matched = match(claims, answer, authority, treasury)
    files = {credit.leg.file_id for credit in matched.credits if credit.leg.file_id}
    for file in (
        PaymentFile.objects.filter(leaf__isnull=True, pk__in=files).order_by("id").select_for_update()
    ):
        save_handed_over(file, authority)
    events = events_of_notice(answer, of_benefits, authority) if of_benefits else BenefitEvents()
    return _closed(answer, keep_credits(matched), matched.findings, authority, events)


# -- both --------------------------------------------------------------------------------------------------


def _closed_with(answer: Answer, wrong: str, authority: Authority, **facts: object) -> Taken:
    """Record a fault of an answer as a whole."""
    file = answer.file
    about = {"answer": answer, "file": file, "bill_id": file.bill_id if file else None}
    facts["name"] = answer.name
    key = bytes(answer.sha256).hex()
    find(authority, key, str(file) if file else BANK, wrong, facts, **about)
    return _closed(answer, (), 1, authority)


def _closed(
    answer: Answer, kept: Sequence[Credit], findings: int, authority: Authority,
    benefits: BenefitEvents = BenefitEvents(),  # noqa: B008  (frozen)
) -> Taken:  # fmt: skip
    """Finish an answer: its leaf with everyone concerned, its counts, and the state of its bills."""
    public: dict[str, Json] = {
        "answer": answer.message,
        "kind": answer.kind,
        "is_verified": answer.is_verified,
    }
    commitments = commit_persons([(_record(credit), credit.leg, credit) for credit in kept]) if kept else None
    if commitments:
        public["persons"] = commitments.root
    if (tree := benefits.tree) is not None:
        public["benefits"] = tree.root
    count, findings = len(kept) + len(benefits.events), findings + benefits.findings
    answer.leaf = append(
        "payment.answered",
        public=public,
        private={"sha256": bytes(answer.sha256).hex(), "credits": count, "findings": findings},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    if commitments:
        commitments.keep(answer.leaf)
    if tree is not None:
        BenefitTree.objects.create(leaf=answer.leaf, secret=tree.secret, answer=answer)
    answer.credits_count, answer.findings_count = count, findings
    answer.save(update_fields=["credits_count", "findings_count", "leaf"])
    find_failures(kept, authority)
    settle_bills({credit.leg.bill_id for credit in kept}, authority)
    return _counted(kept, benefits, findings)


def _counted(kept: Sequence[Credit], benefits: BenefitEvents, findings: int) -> Taken:
    kinds = Counter(str(one.kind) for one in kept) + Counter(str(one.kind) for one in benefits.events)
    return Taken(1, kinds["credited"], kinds["rejected"], kinds["returned"], findings)


def _record(credit: Credit) -> dict[str, Json]:
    return {
        "payment": credit.leg.end_to_end_id,
        "event": credit.kind,
        "hop": credit.hop,
        "amount_paise": credit.amount,
        "on": credit.on.isoformat(),
    }
