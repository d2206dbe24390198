"""The act of the bank at the other end of a sample: it answers a payment, signed with the sample bank's key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from pydantic import Field

from vethanam.acts.declaration import Answer, act
from vethanam.acts.fields import Code, Day, Given, MonthField, Rupees, Text, one_of
from vethanam.acts.payments import PaymentNamed
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payments.actions import settle_pending
from vethanam.payments.channel import Channel, open_channel
from vethanam.payments.findings import sentence_of
from vethanam.payments.messages import (
    Entry,
    Happening,
    Instruction,
    Notice,
    Report,
    Status,
    Transfer,
    Verdict,
    build_notice,
    build_report,
    read_instruction,
)
from vethanam.payments.models import FileBody, PaymentFinding, PaymentLeg
from vethanam.sample.bank_answers import send_signed

CREDITED, REJECTED, RETURNED, SILENT = "credited", "rejected", "returned", "silent"


class AnswerGiven(Given):
    """Of which payment the bank speaks, and how."""

    outcome: one_of(CREDITED, REJECTED, RETURNED, SILENT) = Field(title="What the bank says")  # type: ignore[valid-type]
    reference: Text | None = Field(None, title="Reference of the payment")
    employment: Code | None = Field(None, title="Employee number")
    institution: Text | None = Field(None, title="Institution")
    bill: Code | None = Field(None, title="Number of the bill")
    month: MonthField | None = Field(None, title="Month")
    hop: one_of("onward") | None = Field(  # type: ignore[valid-type]
        None, title="Which account", description="onward: the one it is sent on to."
    )
    amount: Rupees | None = Field(None, title="Amount, rupees", description="Where the bank paid another.")
    reason: Code | None = Field(None, title="The bank's code", description="Such as AC04.")
    booked: Day | None = Field(None, title="Booked on")
    unknown: Text | None = Field(None, title="A reference nobody instructed")


@act("answer", title="Have the sample's bank answer", roles=("treasury_officer",))
def answer(authority: Authority, given: AnswerGiven) -> Answer:
    """The bank answers a payment, signed with the sample bank's key, when the treasury officer asks it to.

    ``outcome`` is credited, rejected, returned, or silent: nothing comes, a round passes.
    """
    outcome = given.outcome
    folder, channel = _bank()
    settle_pending(channel, authority)
    rows = PaymentFinding.objects.filter(resolved_at__isnull=True).order_by("pk")
    if outcome == SILENT:
        legs, found = [], rows.filter(code="no_answer")
    else:
        known = list(PaymentFinding.objects.values_list("pk", flat=True))
        legs, found = [_answered(authority, given, folder, channel)], rows.exclude(pk__in=known)
    findings = [
        {
            "record": one.record,
            "code": one.code,
            "officer": one.officer,
            "says": str(sentence_of(one.code, one.facts)),
        }
        for one in found
    ]
    states = [
        {"reference": leg.end_to_end_id, "state": leg.state, "amount_paise": leg.amount} for leg in legs
    ]
    says = (
        f"{legs[0].employment or legs[0].party}: payment {legs[0].end_to_end_id} is {legs[0].state}."
        if legs
        else f"The bank is silent about {len(findings)} of our instructions for two working days."
    )
    return Answer(says, {"payments": states, "findings": findings})


def _answered(authority: Authority, given: AnswerGiven, folder: Path, channel: Channel) -> PaymentLeg:
    """The leg the bank spoke of, after its answer was put into our folder and taken."""
    leg, outcome, at = PaymentNamed.of(given).found(), given.outcome, authority.at
    instruction, transfer = _transfer(leg)
    if given.hop == "onward":
        if transfer.onward is None:
            raise Unsound("not_sent_on", leg=str(leg))
        transfer = replace(transfer, account=transfer.onward)
    if given.unknown:
        transfer = replace(transfer, reference=given.unknown)
    paid = transfer.amount if given.amount is None else given.amount
    said = _Said(outcome, paid, given.reason or "", at, given.booked or at.date())
    send_signed(
        folder / "bank" / "in",
        _bank_key(folder),
        f"{transfer.reference}.{outcome}-{at:%Y%m%d%H%M}.xml",
        _body(instruction, transfer, said),
    )
    settle_pending(channel, authority)
    leg.refresh_from_db()
    return leg


def _bank() -> tuple[Path, Channel]:
    folder = Path(settings.VETHANAM_STATE)
    return folder, open_channel(folder / "bank", folder / "keys" / "bank.pub")


def _bank_key(folder: Path) -> Ed25519PrivateKey:
    """The sample bank's own key: an act speaks as the bank only where this process may read it."""
    try:
        key = load_pem_private_key((folder / "keys" / "bank.key").read_bytes(), None)
    except OSError:
        raise Unsound("sample_bank_key_closed") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unsound("sample_bank_key_wrong")
    return key


def _transfer(leg: PaymentLeg) -> tuple[Instruction, Transfer]:
    if leg.file is None:
        raise Unsound("no_bank_file")
    instruction = read_instruction(bytes(FileBody.objects.get(pk=leg.file_id).body))
    return instruction, next(t for t in instruction.transfers if t.reference == leg.end_to_end_id)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the bank says of a transfer: outcome, amount in paise, its code, when it says so, and of which day."""

    outcome: str
    amount: int
    code: str
    at: datetime
    on: date


def _body(instruction: Instruction, transfer: Transfer, said: _Said) -> bytes:
    mark: dict[str, Any] = {
        "message": f"{transfer.reference[:24]}-{said.outcome[:3]}{said.at:%d%H%M}",
        "created_at": said.at,
    }
    if said.outcome == REJECTED:
        status = Status(
            transfer.reference, Verdict.REJECTED, said.amount, transfer.account, said.code or "AC01"
        )
        return build_report(
            Report(original=instruction.message, verdict=Verdict.IN_PART, statuses=(status,), **mark)
        )
    happening = Happening.CREDITED if said.outcome == CREDITED else Happening.RETURNED
    reason = "" if said.outcome == CREDITED else said.code or "AC04"
    entry = Entry(transfer.reference, happening, said.amount, said.on, transfer.account, reason)
    return build_notice(Notice(payer_account=instruction.payer_account, entries=(entry,), **mark))
