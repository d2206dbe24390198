"""Read the bank's answers: their content without account numbers goes to the worker, which
makes credits of it.

An entry keeps the *hop* of its account in place of the number: 1 the leg's account, 2 its onward account, 0
neither. A leg that a signed answer rejects or returns is kept as failed: only then may it be paid again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import DataError, transaction
from django.utils import timezone

from vethanam.errors import Sentence, Unsound, as_json, typed
from vethanam.ledger.canonical import Json
from vethanam.payments.accounts import is_same_account
from vethanam.payments.channel import Arrived, Bank, Unread
from vethanam.payments.found_transfers import is_too_early
from vethanam.payments.messages import (
    CAMT_054,
    DUPLICATE_CODES,
    PAIN_002,
    Account,
    Entry,
    Happening,
    Notice,
    Report,
    Status,
    Verdict,
    kind_of,
    read_notice,
    read_report,
)
from vethanam.payments.models import (
    Answer,
    AnswerBody,
    BenefitAccount,
    Credit,
    FailedLeg,
    LegAccount,
    PaymasterRemark,
    PaymentFile,
    PaymentLeg,
)
from vethanam.payments.paymaster.benefit_failures import keep_failed_benefits

_TAKEN, _REFUSED = "taken", "refused"


def read_answers(bank: Bank, at: datetime) -> int:
    """Read every answer that has arrived, each once; returns how many. ``at`` is business time.

    An answer is identified by the hash of its bytes: after a crash it is read again and saved once. A
    file that cannot be read is set aside, or stays where only its rights are missing, and a remark tells
    of it once.
    """
    return sum(_read(found, bank, at) for found in bank.arrived())


def _read(found: Arrived | Unread, bank: Bank, at: datetime) -> int:
    if isinstance(found, Unread):
        _tell_unread(found, bank, at)
        return 0
    digest = sha256(found.body).digest()
    if found.signature is None:
        _remark(digest.hex(), "answer_unsigned", {"name": name_of(found.name)}, at)
        return 0
    is_verified = bank.is_signed(found)
    is_new = not Answer.objects.filter(sha256=digest, is_verified=is_verified).exists()
    if is_new and is_verified and _waits(found.body):
        return 0
    try:
        if is_new:
            _keep(found, digest, at, is_verified=is_verified)
    except DataError:
        _tell_unread(Unread(found.name, Sentence("not_kept"), digest.hex()), bank, at)
        return 0
    bank.put_away(found.name, _TAKEN if is_verified else _REFUSED)
    return int(is_new)


def _waits(body: bytes) -> bool:
    """Whether an answer stays until the bill of its payments is made again after a restore."""
    said = _said(body)
    if isinstance(said, Report):
        return is_too_early(said.original, (one.reference for one in said.statuses))
    return isinstance(said, Notice) and is_too_early("", (one.reference for one in said.entries))


def _tell_unread(unread: Unread, bank: Bank, at: datetime) -> None:
    if not unread.stays:
        bank.put_away(unread.name, _REFUSED)
    key = sha256(ascii((unread.name, unread.mark, unread.why.code)).encode()).hexdigest()
    code = "answer_stays" if unread.stays else "answer_refused"
    _remark(key, code, {"name": name_of(unread.name), "why": as_json(unread.why)}, at)


def _remark(key: str, code: str, facts: Mapping[str, Json], at: datetime) -> None:
    PaymasterRemark.objects.get_or_create(
        key=key, defaults={"code": code, "facts": dict(facts), "recorded_at": at}
    )


def name_of(name: str) -> str:
    """The name of a file of the bank for a row and a page: printable, at most 120 letters, and no contact."""
    return typed("".join(letter if letter.isprintable() else "?" for letter in name), 120)


@transaction.atomic
def _keep(arrived: Arrived, digest: bytes, at: datetime, *, is_verified: bool) -> None:
    said = _said(arrived.body) if is_verified else None
    columns: dict[str, Any] = {"kind": Answer.Kind.UNREADABLE}
    if isinstance(said, Unsound):
        columns["said"] = {"why": as_json(said.sentence)}
    elif isinstance(said, Report):
        ours = PaymentFile.objects.exclude(state=PaymentFile.State.WITHDRAWN)
        columns = {
            "kind": Answer.Kind.REPORT, "message": said.message, "dated_at": said.created_at,
            "file": ours.filter(message=said.original).first(), "said": _of_report(said),
        }  # fmt: skip
    elif isinstance(said, Notice):
        columns = {
            "kind": Answer.Kind.NOTICE, "message": said.message, "dated_at": said.created_at,
            "said": _of_notice(said),
        }  # fmt: skip
    answer = Answer.objects.create(
        sha256=digest, is_verified=is_verified, name=name_of(arrived.name), recorded_at=at,
        taken_at=timezone.now(), **columns,
    )  # fmt: skip
    AnswerBody.objects.create(answer=answer, body=arrived.body, signature=arrived.signature or b"")
    _keep_failures(answer)


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


def _of_report(report: Report) -> dict[str, Json]:
    hops = _Hops(report.statuses)
    return {
        "original": report.original,
        "created_at": report.created_at.isoformat(),
        "verdict": report.verdict,
        "code": report.code,
        "count": report.count,
        "total": report.total,
        "statuses": [
            {
                "reference": one.reference, "verdict": one.verdict, "amount": one.amount, "code": one.code,
                "hop": hops.of(one.reference, one.account),
            }
            for one in report.statuses
        ],
    }  # fmt: skip


def _of_notice(notice: Notice) -> dict[str, Json]:
    hops = _Hops(notice.entries)
    return {
        "payer": notice.payer_account.branch,
        "entries": [
            {
                "reference": one.reference, "happening": one.happening, "amount": one.amount,
                "on": one.on.isoformat(), "code": one.code, "hop": hops.of(one.reference, one.account),
            }
            for one in notice.entries
        ],
    }  # fmt: skip


class _Hops:
    """The accounts of the legs that an answer names, as salted hashes."""

    def __init__(self, told: Iterable[Status | Entry]) -> None:
        named = list(told)
        legs = LegAccount.objects.filter(leg__end_to_end_id__in={one.reference for one in named})
        sent = legs.exclude(leg__file__state=PaymentFile.State.WITHDRAWN).select_related("leg")
        self._known: dict[str, LegAccount | BenefitAccount] = {one.leg.end_to_end_id: one for one in sent}
        benefits = BenefitAccount.objects.filter(leg__reference__in={one.reference for one in named})
        self._known |= {one.leg.reference: one for one in benefits.select_related("leg")}

    def of(self, reference: str, account: Account | None) -> int:
        """The hop of an account: 1, 2, or 0 for neither."""
        known = self._known.get(reference)
        if known is None:
            return 0
        salt = bytes(known.salt)
        if is_same_account(salt, bytes(known.account_hash), account):
            return Credit.Hop.FIRST.value
        onward = known.onward_hash if isinstance(known, LegAccount) else None
        if onward is not None and is_same_account(salt, bytes(onward), account):
            return Credit.Hop.ONWARD.value
        return 0


def _keep_failures(answer: Answer) -> None:
    """Keep the legs whose own account did not take or keep the money, by this answer."""
    legs = {leg.pk: leg for leg in _failed(answer)}
    signed = set(LegAccount.objects.filter(leg__in=list(legs)).values_list("leg", flat=True))
    FailedLeg.objects.bulk_create(
        [FailedLeg(leg_id=leg, answer=answer) for leg in sorted(signed)], ignore_conflicts=True
    )
    keep_failed_benefits(answer)


def _failed(answer: Answer) -> list[PaymentLeg]:
    said: Mapping[str, Any] = answer.said
    if answer.kind == Answer.Kind.REPORT:
        if answer.file is None or said["code"] in DUPLICATE_CODES:
            return []
        if said["verdict"] == Verdict.REJECTED and not said["statuses"]:
            is_whole = (said["count"], said["total"]) == (answer.file.legs_count, answer.file.total)
            return list(PaymentLeg.objects.filter(file=answer.file)) if is_whole else []
        told = [one for one in said["statuses"] if one["verdict"] == Verdict.REJECTED]
    elif answer.kind == Answer.Kind.NOTICE:
        told = [one for one in said["entries"] if one["happening"] == Happening.RETURNED]
    else:
        return []
    sums = {
        one["reference"]: one["amount"]
        for one in told
        if one["hop"] == Credit.Hop.FIRST and one["code"] not in DUPLICATE_CODES
    }
    legs = PaymentLeg.objects.filter(end_to_end_id__in=sums)
    return [leg for leg in legs if leg.amount == sums[leg.end_to_end_id]]
