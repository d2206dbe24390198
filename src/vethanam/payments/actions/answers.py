"""Read what the bank answers. Only what a signed answer says of a known leg, its amount and its account is believed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.journal.actions import append
from vethanam.ledger.canonical import Json
from vethanam.payments.actions.bills import settle_bills
from vethanam.payments.actions.commitments import commit_persons
from vethanam.payments.actions.findings import find, settle_by_itself
from vethanam.payments.actions.hand_over import save_handed_over
from vethanam.payments.actions.matching import DUPLICATE_CODES, Claim, keep_credits, match
from vethanam.payments.channel import Arrived, Channel
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
from vethanam.payments.models import Answer, AnswerBody, Credit, PaymentFile, PaymentLeg

_TAKEN, _REFUSED = "taken", "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of reading the answers: counts, and what still waits for its signature."""

    answers: int = 0
    credited: int = 0
    rejected: int = 0
    returned: int = 0
    findings: int = 0
    waiting: int = 0

    def plus(self, other: Taken) -> Taken:
        """Both together."""
        return Taken(
            self.answers + other.answers, self.credited + other.credited, self.rejected + other.rejected,
            self.returned + other.returned, self.findings + other.findings, self.waiting + other.waiting,
        )  # fmt: skip


def take_answers(channel: Channel, authority: Authority) -> Taken:
    """Read every answer in the folder, each once, and keep what it says.

    An answer is known by the hash of its bytes: a crash between reading and saving lets it be read again, and
    what it says is saved once. A bad signature, an unknown reference, another amount or account is a finding.
    """
    taken = Taken()
    for arrived in channel.arrived():
        taken = taken.plus(_take(arrived, channel, authority))
    return taken


def _take(arrived: Arrived, channel: Channel, authority: Authority) -> Taken:
    digest = sha256(arrived.body).digest()
    if arrived.signature is None:
        return _unsigned(arrived, digest, authority)
    is_verified = channel.is_signed(arrived)
    if Answer.objects.filter(sha256=digest, is_verified=is_verified).exists():
        taken = Taken()
    else:
        taken = _read(arrived, digest, authority) if is_verified else _refuse(arrived, digest, authority)
    channel.put_away(arrived.name, _TAKEN if is_verified else _REFUSED)
    return taken


def _unsigned(arrived: Arrived, digest: bytes, authority: Authority) -> Taken:
    is_new = find(
        authority,
        f"unsigned:{digest.hex()}",
        "answer_unsigned",
        "Answer of the bank",
        "An answer lies in the bank's folder without a signature. It is not read. Ask the bank to sign it.",
        facts={"name": arrived.name[:120]},
    )
    return Taken(findings=int(is_new), waiting=1)


@transaction.atomic
def _refuse(arrived: Arrived, digest: bytes, authority: Authority) -> Taken:
    answer = _kept(arrived, digest, authority, is_verified=False, kind=Answer.Kind.UNREADABLE)
    find(
        authority,
        f"bad_signature:{digest.hex()}",
        "bad_signature",
        "Answer of the bank",
        "An answer is not signed by the bank's key. Nothing it says is believed. Find out who put it there.",
        answer=answer,
        facts={"name": arrived.name[:120]},
    )
    return _closed(answer, (), 1, authority)


@transaction.atomic
def _read(arrived: Arrived, digest: bytes, authority: Authority) -> Taken:
    settle_by_itself(authority, f"unsigned:{digest.hex()}", "The bank signed it.")
    said = _said(arrived.body)
    if isinstance(said, Report):
        return _take_report(arrived, digest, said, authority)
    if isinstance(said, Notice):
        return _take_notice(arrived, digest, said, authority)
    answer = _kept(arrived, digest, authority, is_verified=True, kind=Answer.Kind.UNREADABLE)
    find(
        authority,
        f"unreadable:{digest.hex()}",
        "answer_unreadable",
        "Answer of the bank",
        f"A signed answer cannot be read. {said.says}",
        answer=answer,
        facts={"name": arrived.name[:120]},
    )
    return _closed(answer, (), 1, authority)


def _said(body: bytes) -> Report | Notice | Unsound:
    """What an answer says, or why it cannot be read."""
    try:
        kind = kind_of(body)
        if kind == PAIN_002:
            return read_report(body)
        if kind == CAMT_054:
            return read_notice(body)
    except Unsound as unsound:
        return unsound
    return Unsound("another_message", f"It is neither {PAIN_002} nor {CAMT_054}.")


def _kept(arrived: Arrived, digest: bytes, authority: Authority, **fields: object) -> Answer:
    answer = Answer.objects.create(
        sha256=digest, name=arrived.name[:120], recorded_at=authority.at, taken_at=timezone.now(), **fields
    )
    AnswerBody.objects.create(answer=answer, body=arrived.body, signature=arrived.signature or b"")
    return answer


# -- pain.002: accepted or not ---------------------------------------------------------------------------------------


def _take_report(arrived: Arrived, digest: bytes, report: Report, authority: Authority) -> Taken:
    file = PaymentFile.objects.select_for_update().filter(message=report.original).first()
    answer = _kept(
        arrived,
        digest,
        authority,
        is_verified=True,
        kind=Answer.Kind.REPORT,
        message=report.message,
        file=file,
        dated_at=report.created_at,
    )
    if file is None:
        find(
            authority,
            f"unknown_message:{digest.hex()}",
            "unknown_message",
            "Answer of the bank",
            "The bank reports on an instruction that we never sent. Ask the bank whose it is.",
            answer=answer,
            facts={"message": report.original},
        )
        return _closed(answer, (), 1, authority)
    fault = _fault_of(report, file)
    if fault:
        code, says = fault
        find(
            authority,
            f"{code}:{digest.hex()}",
            code,
            str(file),
            says,
            answer=answer,
            file=file,
            bill=file.bill,
        )
        return _closed(answer, (), 1, authority)
    _acknowledge(file, authority)
    matched = match(_rejections(report, file), answer, authority)
    return _closed(answer, keep_credits(matched), matched.findings, authority)


def _fault_of(report: Report, file: PaymentFile) -> tuple[str, str] | None:
    """Why a report on the whole of an instruction is not acted on, or None."""
    if report.code in DUPLICATE_CODES:
        return "known_to_bank", (
            f"{file}: the bank says it has had this instruction before ({report.code}). Nobody is rejected by that; ask the bank what it paid."
        )
    if _is_rejected_whole(report) and (report.count, report.total) != (file.legs_count, file.total):
        return (
            "another_total",
            f"{file}: the bank rejects an instruction of another number or sum. Nobody is rejected by that; ask the bank.",
        )
    return None


def _is_rejected_whole(report: Report) -> bool:
    return report.verdict == Verdict.REJECTED and not report.statuses


def _acknowledge(file: PaymentFile, authority: Authority) -> None:
    """The bank has the file; if we fell over before saving that it was handed over, that is saved first."""
    if file.state == PaymentFile.State.WRITTEN:
        save_handed_over(file, authority)
    if file.state == PaymentFile.State.HANDED_OVER:
        file.state, file.acknowledged_at = PaymentFile.State.ACKNOWLEDGED, authority.at
        file.save(update_fields=["state", "acknowledged_at"])


def _rejections(report: Report, file: PaymentFile) -> list[Claim]:
    """The transfers a report rejects: those it names, or all of them."""
    on = timezone.localdate(report.created_at)
    if _is_rejected_whole(report):
        legs = PaymentLeg.objects.filter(file=file)
        return [
            Claim(
                leg.end_to_end_id, Credit.Kind.REJECTED, leg.amount, on, None, report.code, is_whole_file=True
            )
            for leg in legs
        ]
    return [
        Claim(status.reference, Credit.Kind.REJECTED, status.amount, on, status.account, status.code)
        for status in report.statuses
        if status.verdict == Verdict.REJECTED
    ]


# -- camt.054: credited or come back ---------------------------------------------------------------------------------


def _take_notice(arrived: Arrived, digest: bytes, notice: Notice, authority: Authority) -> Taken:
    answer = _kept(
        arrived,
        digest,
        authority,
        is_verified=True,
        kind=Answer.Kind.NOTICE,
        message=notice.message,
        dated_at=notice.created_at,
    )
    claims = [
        Claim(
            entry.reference,
            Credit.Kind(entry.happening.value),
            entry.amount,
            entry.on,
            entry.account,
            entry.code,
        )
        for entry in notice.entries
    ]
    matched = match(claims, answer, authority)
    written = PaymentFile.objects.filter(
        state=PaymentFile.State.WRITTEN,
        pk__in={credit.leg.file_id for credit in matched.credits if credit.leg.file_id},
    )
    for file in written.select_for_update():
        save_handed_over(file, authority)
    return _closed(answer, keep_credits(matched), matched.findings, authority)


# -- both ------------------------------------------------------------------------------------------------------------


def _closed(answer: Answer, credits: Sequence[Credit], findings: int, authority: Authority) -> Taken:
    """Finish an answer: its leaf with everyone it credits, its counts, and the bills it moves."""
    public: dict[str, Json] = {
        "answer": answer.message,
        "kind": answer.kind,
        "is_verified": answer.is_verified,
    }
    commitments = None
    if credits:
        commitments = commit_persons([(_record(credit), credit.leg, credit) for credit in credits])
        public["persons"] = commitments.root
    answer.leaf = append(
        "payment.answered",
        public=public,
        private={"sha256": bytes(answer.sha256).hex(), "credits": len(credits), "findings": findings},
        at=authority.at,
        is_sample=authority.is_sample,
    )
    if commitments:
        commitments.keep(answer.leaf)
    answer.credits_count, answer.findings_count = len(credits), findings
    answer.save(update_fields=["credits_count", "findings_count", "leaf"])
    settle_bills({credit.leg.bill_id for credit in credits}, authority)
    kinds = Counter(str(credit.kind) for credit in credits)
    return Taken(1, kinds["credited"], kinds["rejected"], kinds["returned"], findings)


def _record(credit: Credit) -> dict[str, Json]:
    return {
        "payment": credit.leg.end_to_end_id,
        "event": credit.kind,
        "hop": credit.hop,
        "amount_paise": credit.amount,
        "on": credit.on.isoformat(),
    }
