"""Read the bank's answers. Only a signed answer about a known leg, amount and account is trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payments.actions.bills import settle_bills
from vethanam.payments.actions.commitments import commit_persons
from vethanam.payments.actions.failures import find_failures
from vethanam.payments.actions.findings import BANK, find, settle_by_itself
from vethanam.payments.actions.instruction_delivery import save_handed_over
from vethanam.payments.actions.matches import DUPLICATE_CODES, Claim, keep_credits, match
from vethanam.payments.actions.recognition import waits_for_bill
from vethanam.payments.channel import Arrived, Bank
from vethanam.payments.messages import (
    CAMT_054,
    PAIN_002,
    Notice,
    Report,
    Verdict,
    kind_of,
    read_notice,
    read_report,
)
from vethanam.payments.models import Answer, AnswerBody, Credit, FoundFile, PaymentFile, PaymentLeg
from vethanam.people.models import Treasury

_TAKEN, _REFUSED = "taken", "refused"

#: Faults of an answer as a whole, with the remedy.


@dataclass(frozen=True, slots=True)
class Taken:
    """The result of reading answers: counts, findings, and answers that still wait for a signature."""

    answers: int = 0
    credited: int = 0
    rejected: int = 0
    returned: int = 0
    findings: int = 0
    waiting: int = 0

    def plus(self, other: Taken) -> Taken:
        """The sum of both."""
        return Taken(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


def take_answers(channel: Bank, authority: Authority) -> Taken:
    """Read every answer in the folder, each once, and save its content.

    An answer is identified by the hash of its bytes: after a crash it is read again and saved once. A bad
    signature, an unknown reference, another amount or account is a finding.
    """
    taken = Taken()
    for arrived in channel.arrived():
        taken = taken.plus(_take(arrived, channel, authority))
    return taken


def _take(arrived: Arrived, channel: Bank, authority: Authority) -> Taken:
    if arrived.signature is None:
        is_new = _found(arrived, "answer_unsigned", authority)
        return Taken(findings=int(is_new), waiting=1)
    is_verified = channel.is_signed(arrived)
    if Answer.objects.filter(sha256=_digest(arrived), is_verified=is_verified).exists():
        taken = Taken()
    elif is_verified and _waits(arrived):
        return Taken(waiting=1)
    else:
        taken = _read(arrived, authority) if is_verified else _refuse(arrived, authority)
    channel.put_away(arrived.name, _TAKEN if is_verified else _REFUSED)
    return taken


def _waits(arrived: Arrived) -> bool:
    """Whether an answer stays until the bill of its payments is made again after a restore."""
    if not FoundFile.objects.exists():
        return False
    said = _said(arrived.body)
    if isinstance(said, Report):
        return waits_for_bill(said.original, (status.reference for status in said.statuses))
    return isinstance(said, Notice) and waits_for_bill("", (entry.reference for entry in said.entries))


@transaction.atomic
def _refuse(arrived: Arrived, authority: Authority) -> Taken:
    answer = _kept(arrived, authority, is_verified=False, kind=Answer.Kind.UNREADABLE)
    return _closed_with(arrived, answer, "bad_signature", authority)


@transaction.atomic
def _read(arrived: Arrived, authority: Authority) -> Taken:
    settle_by_itself(authority, "answer_unsigned", [_digest(arrived).hex()], "The bank signed it.")
    said = _said(arrived.body)
    if isinstance(said, Report):
        return _take_report(arrived, said, authority)
    if isinstance(said, Notice):
        return _take_notice(arrived, said, authority)
    answer = _kept(arrived, authority, is_verified=True, kind=Answer.Kind.UNREADABLE)
    return _closed_with(arrived, answer, "answer_unreadable", authority, why=said.sentence)


def _said(body: bytes) -> Report | Notice | Unsound:
    """The content of an answer, or the fault that makes it unreadable."""
    try:
        kind = kind_of(body)
        if kind == PAIN_002:
            return read_report(body)
        if kind == CAMT_054:
            return read_notice(body)
    except Unsound as unsound:
        return unsound
    return Unsound("another_message", report=PAIN_002, notice=CAMT_054)


# -- pain.002: accepted or not -----------------------------------------------------------------------------


def _take_report(arrived: Arrived, report: Report, authority: Authority) -> Taken:
    ours = PaymentFile.objects.exclude(state=PaymentFile.State.WITHDRAWN)
    file = ours.select_for_update().filter(message=report.original).first()
    answer = _kept(
        arrived, authority, is_verified=True, kind=Answer.Kind.REPORT, message=report.message, file=file,
        dated_at=report.created_at,
    )  # fmt: skip
    if file is None:
        return _closed_with(arrived, answer, "unknown_message", authority, message=report.original)
    if report.code in DUPLICATE_CODES:
        return _closed_with(arrived, answer, "known_to_bank", authority, code=report.code)
    if _rejects_all(report) and (report.count, report.total) != (file.legs_count, file.total):
        return _closed_with(arrived, answer, "another_total", authority)
    _acknowledge(file, authority)
    matched = match(_rejections(report, file), answer, authority, file.bill.treasury)
    return _closed(answer, keep_credits(matched), matched.findings, authority)


def _rejects_all(report: Report) -> bool:
    return report.verdict == Verdict.REJECTED and not report.statuses


def _acknowledge(file: PaymentFile, authority: Authority) -> None:
    """Mark the file as acknowledged; after a crash before the hand-over was saved, save that first."""
    if file.state in (PaymentFile.State.WRITTEN, PaymentFile.State.LEAVING):
        save_handed_over(file, authority)
    if file.state == PaymentFile.State.HANDED_OVER:
        file.state, file.acknowledged_at = PaymentFile.State.ACKNOWLEDGED, authority.at
        file.save(update_fields=["state", "acknowledged_at"])


def _rejections(report: Report, file: PaymentFile) -> list[Claim]:
    """The transfers a report rejects: the named ones, or all of the file."""
    on, rejected = timezone.localdate(report.created_at), Credit.Kind.REJECTED
    if _rejects_all(report):
        legs = PaymentLeg.objects.filter(file=file).order_by("id").values_list("end_to_end_id", "amount")
        return [
            Claim(name, rejected, amount, on, None, report.code, is_whole_file=True) for name, amount in legs
        ]
    return [
        Claim(status.reference, rejected, status.amount, on, status.account, status.code)
        for status in report.statuses
        if status.verdict == Verdict.REJECTED
    ]


# -- camt.054: credited or returned -------------------------------------------------------------------------


def _take_notice(arrived: Arrived, notice: Notice, authority: Authority) -> Taken:
    answer = _kept(
        arrived, authority, is_verified=True, kind=Answer.Kind.NOTICE, message=notice.message,
        dated_at=notice.created_at,
    )  # fmt: skip
    claims = [
        Claim(one.reference, Credit.Kind(one.happening.value), one.amount, one.on, one.account, one.code)
        for one in notice.entries
    ]
    treasury = Treasury.objects.filter(code=notice.payer_account.branch).first()
    matched = match(claims, answer, authority, treasury)
    files = {credit.leg.file_id for credit in matched.credits if credit.leg.file_id}
    unsaved = (PaymentFile.State.WRITTEN, PaymentFile.State.LEAVING)
    written = PaymentFile.objects.filter(state__in=unsaved, pk__in=files).order_by("id")
    for file in written.select_for_update():
        save_handed_over(file, authority)
    return _closed(answer, keep_credits(matched), matched.findings, authority)


# -- both --------------------------------------------------------------------------------------------------


def _digest(arrived: Arrived) -> bytes:
    return sha256(arrived.body).digest()


def _kept(arrived: Arrived, authority: Authority, **fields: Any) -> Answer:
    answer = Answer.objects.create(
        sha256=_digest(arrived),
        name=arrived.name[:120],
        recorded_at=authority.at,
        taken_at=timezone.now(),
        **fields,
    )
    AnswerBody.objects.create(answer=answer, body=arrived.body, signature=arrived.signature or b"")
    return answer


def _found(
    arrived: Arrived, wrong: str, authority: Authority, answer: Answer | None = None, **facts: object
) -> bool:
    """Record a fault of an answer as a whole."""
    file = answer.file if answer else None
    about = {"answer": answer, "file": file, "bill_id": file.bill_id if file else None}
    facts["name"] = arrived.name[:120]
    return find(authority, _digest(arrived).hex(), str(file) if file else BANK, wrong, facts, **about)


def _closed_with(
    arrived: Arrived, answer: Answer, wrong: str, authority: Authority, **facts: object
) -> Taken:
    _found(arrived, wrong, authority, answer, **facts)
    return _closed(answer, (), 1, authority)


def _closed(answer: Answer, kept: Sequence[Credit], findings: int, authority: Authority) -> Taken:
    """Finish an answer: its leaf with everyone concerned, its counts, and the state of its bills."""
    public: dict[str, Json] = {
        "answer": answer.message,
        "kind": answer.kind,
        "is_verified": answer.is_verified,
    }
    commitments = commit_persons([(_record(credit), credit.leg, credit) for credit in kept]) if kept else None
    if commitments:
        public["persons"] = commitments.root
    answer.leaf = append(
        "payment.answered",
        public=public,
        private={"sha256": bytes(answer.sha256).hex(), "credits": len(kept), "findings": findings},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    if commitments:
        commitments.keep(answer.leaf)
    answer.credits_count, answer.findings_count = len(kept), findings
    answer.save(update_fields=["credits_count", "findings_count", "leaf"])
    find_failures(kept, authority)
    settle_bills({credit.leg.bill_id for credit in kept}, authority)
    kinds = Counter(str(credit.kind) for credit in kept)
    return Taken(1, kinds["credited"], kinds["rejected"], kinds["returned"], findings)


def _record(credit: Credit) -> dict[str, Json]:
    return {
        "payment": credit.leg.end_to_end_id,
        "event": credit.kind,
        "hop": credit.hop,
        "amount_paise": credit.amount,
        "on": credit.on.isoformat(),
    }
