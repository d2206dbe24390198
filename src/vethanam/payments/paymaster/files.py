"""Make, sign and hand over files: proven, signed, in the journal, at the bank, in this order."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from vethanam.errors import Sentence, Unsound, as_json
from vethanam.ledger.leaves import instant
from vethanam.ledger.notes import Signer
from vethanam.payments.accounts import Payee, account_hash, fresh_salt
from vethanam.payments.channel import SIGNATURE, Bank
from vethanam.payments.messages import OTHER, SALARY, Account, Instruction, Transfer, build_instruction
from vethanam.payments.models import FileBody, LegAccount, PaymasterRemark, PaymentFile, PaymentLeg
from vethanam.payments.paymaster.file_proofs import Prove
from vethanam.payments.paymaster.journal import Journal

log = logging.getLogger("vethanam.paymaster")
#: of the installation, until a restore begins another
EPOCH = 1


@dataclass(slots=True)
class Paymaster:
    """The bank, the key, the journal, and the proof of a file's legs."""

    bank: Bank
    key: Signer
    journal: Journal
    prove: Prove

    def pay(self, at: datetime) -> int:
        """Hand over every file that is released and proven; returns how many. ``at`` is business time.

        Each step commits by itself, so it may be killed anywhere and run again.

        Raises
        ------
        Unsound
            The bank cannot be reached; the file stays to be handed over.
        Broken
            The journal knows a file with other bytes.
        """
        done = 0
        leaving = PaymentFile.objects.filter(state=PaymentFile.State.LEAVING).order_by("id")
        for file in leaving.values_list("id", flat=True):
            if self._sign(file, at):
                self._hand_over(file, at)
                done += 1
        return done

    @transaction.atomic
    def _sign(self, file_id: int, at: datetime) -> bool:
        """Make and sign the bytes of a file, once; True if they are to be handed over.

        Raises
        ------
        NotTaken
            The bank cannot be reached now: nothing was signed.
        """
        file = PaymentFile.objects.select_for_update(of=("self",)).get(pk=file_id)
        if file.state != PaymentFile.State.LEAVING or PaymasterRemark.objects.filter(file=file).exists():
            return False
        if FileBody.objects.filter(pk=file.pk).exists():
            return True
        if self.journal.line_of(file.message) is not None:
            _remark(
                f"file_signed_before:{file.message}",
                "file_signed_before",
                {"message": file.message},
                at,
                file,
            )
            return False
        legs = list(
            PaymentLeg.objects.filter(file=file).select_related("employment", "replaces__file").order_by("id")
        )
        proven = self.prove(file, legs)
        if proven.waits or not legs:
            return False
        faults = proven.faults or _unwritable(file, legs, proven.payees)
        if faults:
            _hold(file, legs, faults, at)
            return False
        self.bank.reach()
        body = build_instruction(_instruction(file, legs, proven.payees))
        FileBody.objects.create(file=file, body=body, signature=self.key.sign(body))
        _keep_accounts(legs, proven.payees)
        file.sha256 = sha256(body).digest()
        file.save(update_fields=["sha256"])
        return True

    def _hand_over(self, file_id: int, at: datetime) -> None:
        """Write the journal's line, deliver signature and file, and save that; safe to repeat."""
        file, kept = PaymentFile.objects.get(pk=file_id), FileBody.objects.get(pk=file_id)
        body, signature = bytes(kept.body), bytes(kept.signature or b"")
        digest = sha256(body).digest()
        self.journal.keep(file.message, digest, file.legs_count, file.total, EPOCH, instant(timezone.now()))
        self.bank.deliver(f"{file.message}.xml{SIGNATURE}", signature)
        self.bank.deliver(f"{file.message}.xml", body)
        PaymentFile.objects.filter(pk=file_id, state=PaymentFile.State.LEAVING).update(
            state=PaymentFile.State.HANDED_OVER, handed_over_at=at
        )


def give_back_unsigned() -> None:
    """Give files back to the worker while the bank cannot be reached: a death may still stop a payment.

    One with a remark stays, for the worker to act on that.
    """
    unsigned = PaymentFile.objects.filter(state=PaymentFile.State.LEAVING, sha256__isnull=True)
    remarks = PaymasterRemark.objects.filter(file=OuterRef("pk"))
    unsigned.exclude(Exists(remarks)).update(state=PaymentFile.State.WRITTEN)


def _unwritable(
    file: PaymentFile, legs: Sequence[PaymentLeg], payees: Mapping[int, Payee]
) -> dict[int, Sentence]:
    """The legs that no message can carry, such as one whose payee's name has a control character."""
    try:
        build_instruction(_instruction(file, legs, payees))
    except Unsound:
        return {leg.pk: why for leg in legs if (why := _why_unwritable(file, leg, payees)) is not None}
    return {}


def _why_unwritable(file: PaymentFile, leg: PaymentLeg, payees: Mapping[int, Payee]) -> Sentence | None:
    try:
        build_instruction(_instruction(file, [leg], payees))
    except Unsound as unsound:
        return unsound.sentence
    return None


def _hold(
    file: PaymentFile, legs: Sequence[PaymentLeg], faults: Mapping[int, Sentence], at: datetime
) -> None:
    """Tell the worker which legs not to send."""
    for leg in legs:
        if (why := faults.get(leg.pk)) is not None:
            _remark(f"leg:{leg.pk}", "payment_not_proven", {"why": as_json(why)}, at, file, leg)


def _remark(
    key: str,
    code: str,
    facts: Mapping[str, object],
    at: datetime,
    file: PaymentFile,
    leg: PaymentLeg | None = None,
) -> None:
    PaymasterRemark.objects.get_or_create(
        key=key, defaults={"code": code, "facts": dict(facts), "file": file, "leg": leg, "recorded_at": at}
    )


def _keep_accounts(legs: Sequence[PaymentLeg], payees: Mapping[int, Payee]) -> None:
    rows = []
    for leg in legs:
        salt, payee = fresh_salt(), payees[leg.pk]
        onward = account_hash(salt, payee.onward) if payee.onward else None
        rows.append(
            LegAccount(leg=leg, salt=salt, account_hash=account_hash(salt, payee.account), onward_hash=onward)
        )
    LegAccount.objects.bulk_create(rows, batch_size=1000)


def _instruction(file: PaymentFile, legs: Sequence[PaymentLeg], payees: Mapping[int, Payee]) -> Instruction:
    """The instruction of a file: the treasury pays from its own account."""
    bill = file.bill
    treasury = bill.treasury
    return Instruction(
        message=file.message,
        created_at=timezone.localtime(file.created_at).replace(microsecond=0),
        execute_on=file.execute_on,
        payer=treasury.name,
        payer_account=Account(treasury.code, treasury.code),
        transfers=tuple(_transfer(bill.number, leg, payees[leg.pk]) for leg in legs),
    )


def _transfer(bill: str, leg: PaymentLeg, payee: Payee) -> Transfer:
    return Transfer(
        reference=leg.end_to_end_id,
        amount=leg.amount,
        payee=payee.holder,
        account=payee.account,
        onward=payee.onward,
        purpose=OTHER if leg.schedule else SALARY,
        remark=f"Bill {bill}, {leg.schedule.replace('_', ' ')}" if leg.schedule else "",
        replaces=_known_to_bank(leg),
    )


def _known_to_bank(leg: PaymentLeg) -> str | None:
    """The reference of the replaced leg, if the bank ever received it."""
    before = leg.replaces
    while before is not None and before.file is not None and before.file.state == PaymentFile.State.WITHDRAWN:
        before = before.replaces
    return before.end_to_end_id if before else None
