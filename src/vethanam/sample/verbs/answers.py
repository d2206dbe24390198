"""Acts of the bank and of a person herself: an answer to a payment; a channel stopped."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.money import rupees
from vethanam.payments.actions.settling import settle_pending
from vethanam.payments.channel import Channel, open_channel
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
from vethanam.payments.models import FileBody, PaymentLeg
from vethanam.people.models import Person
from vethanam.privacy.actions import stop_channel
from vethanam.sample.acts import Act, Answer
from vethanam.sample.bank import send_signed
from vethanam.sample.verbs.service import employment_of

CREDITED, REJECTED, RETURNED = "credited", "rejected", "returned"


def answer(authority: Authority, act: Act) -> Answer:
    """``{reference | employment, outcome: credited | rejected | returned, amount, reason}``: the bank answers, signed.

    ``amount`` in rupees when the bank reports another than was instructed; ``reason`` is its code, such as AC04.
    """
    act.only("reference", "employment", "month", "outcome", "amount", "reason")
    outcome = str(act["outcome"])
    if outcome not in (CREDITED, REJECTED, RETURNED):
        raise Unsound(
            "unknown_outcome",
            f"“{outcome[:20]}” is no answer of a bank. Write credited, rejected or returned.",
        )
    folder, channel = _bank()
    settle_pending(channel, authority)
    leg = _leg(act)
    instruction, transfer = _transfer(leg)
    paid = rupees(act["amount"]) if act.get("amount") else transfer.amount
    body = _body(instruction, transfer, outcome, paid, str(act.get("reason", "")), act.at)
    send_signed(
        folder / "bank" / "in",
        _bank_key(folder),
        f"{leg.end_to_end_id}.{outcome}-{act.at:%Y%m%d%H%M}.xml",
        body,
    )
    settle_pending(channel, authority)
    leg.refresh_from_db()
    state = {"reference": leg.end_to_end_id, "state": leg.state, "amount_paise": leg.amount}
    return Answer(f"{leg.employment}: payment {leg.end_to_end_id} is {leg.state}.", {"payments": [state]})


def opt_out(authority: Authority, act: Act) -> Answer:
    """``{purpose, channel}``: a person stops a channel for messages of a purpose; with ``again: true`` she opens it."""
    act.only("purpose", "channel", "again")
    person = Person.objects.filter(account=authority.account).first()
    if person is None:
        raise Unsound("no_person", "Only a person about herself stops a channel. Act as emp- and her number.")
    is_stopped = not act.get("again")
    stop_channel(authority, person.pk, str(act["purpose"]), str(act["channel"]), is_stopped=is_stopped)
    how = "stopped" if is_stopped else "open again"
    return Answer(
        f"{act['channel']} is {how} for {act['purpose']}. The copy on the portal stays.",
        {"is_stopped": is_stopped},
    )


def _bank() -> tuple[Path, Channel]:
    folder = Path(settings.VETHANAM_STATE)
    return folder, open_channel(folder / "bank", folder / "keys" / "bank.pub")


def _bank_key(folder: Path) -> Ed25519PrivateKey:
    """The sample bank's own key: an act speaks as the bank only where this process may read it."""
    try:
        key = load_pem_private_key((folder / "keys" / "bank.key").read_bytes(), None)
    except OSError:
        says = "This process cannot read the sample bank's key. Play the act as root, or as the user of the demo."
        raise Unsound("not_the_bank", says) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise Unsound("not_the_bank", "The sample bank's key is of another kind. Make the sample anew.")
    return key


def _leg(act: Act) -> PaymentLeg:
    rows = PaymentLeg.objects.select_related("employment", "file")
    if act.get("reference"):
        rows = rows.filter(end_to_end_id=str(act["reference"]))
    else:
        rows = rows.filter(employment=employment_of(act["employment"]))
    if act.get("month"):
        rows = rows.filter(for_month=int(str(act["month"]).replace("-", "")))
    found = rows.exclude(state=PaymentLeg.State.REISSUED).order_by("pk").last()
    if found is None:
        raise Unsound(
            "no_such_payment", "No payment of this reference or employee was instructed. Pass the bill first."
        )
    return found


def _transfer(leg: PaymentLeg) -> tuple[Instruction, Transfer]:
    if leg.file is None:
        raise Unsound("no_bank_file", "This payment goes through no bank.")
    instruction = read_instruction(bytes(FileBody.objects.get(pk=leg.file_id).body))
    return instruction, next(t for t in instruction.transfers if t.reference == leg.end_to_end_id)


def _body(
    instruction: Instruction, transfer: Transfer, outcome: str, amount: int, code: str, at: datetime
) -> bytes:
    mark: dict[str, Any] = {
        "message": f"{transfer.reference[:24]}-{outcome[:3]}{at:%d%H%M}",
        "created_at": at,
    }
    if outcome == REJECTED:
        status = Status(transfer.reference, Verdict.REJECTED, amount, transfer.account, code or "AC01")
        return build_report(
            Report(original=instruction.message, verdict=Verdict.IN_PART, statuses=(status,), **mark)
        )
    happening = Happening.CREDITED if outcome == CREDITED else Happening.RETURNED
    reason = "" if outcome == CREDITED else code or "AC04"
    entry = Entry(transfer.reference, happening, amount, at.date(), transfer.account, reason)
    return build_notice(Notice(payer_account=instruction.payer_account, entries=(entry,), **mark))
