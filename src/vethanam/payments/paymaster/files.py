"""Make, sign and hand over files: proven, signed, in the journal, at the bank, in this order.

After a restore nothing new is signed before the files from before are settled. A file that was signed before
is taken over with its bytes, from the folder beside the journal, and handed over again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from vethanam.benefits.models import FilePart
from vethanam.errors import Refused, Sentence, Unsound, VethanamError, as_json
from vethanam.journal.epochs import is_restored, is_settled, present_epoch
from vethanam.ledger.leaves import UNREADABLE, instant
from vethanam.ledger.notes import Signer
from vethanam.payments.accounts import Payee, account_hash, fresh_salt
from vethanam.payments.bill_mark import mark_of
from vethanam.payments.channel import SIGNATURE, Bank
from vethanam.payments.findings import ENTRY_UNREAD, TRIED_AGAIN
from vethanam.payments.messages import (
    OTHER,
    SALARY,
    Account,
    Instruction,
    Transfer,
    build_instruction,
    read_instruction,
)
from vethanam.payments.models import (
    FileBody,
    FoundFile,
    FoundTransfer,
    LegAccount,
    PaymasterRemark,
    PaymentFile,
    PaymentLeg,
)
from vethanam.payments.paymaster.file_proofs import Prove, Proven
from vethanam.payments.paymaster.journal import Journal
from vethanam.payroll.pay_calendar.queries import is_due

log = logging.getLogger("vethanam.paymaster")
#: the bank's folder or line has a file of this name with other bytes
_NAME_TAKEN = frozenset({"other_content", "other_content_here"})


@dataclass(slots=True)
class Paymaster:
    """The bank, the key, the journal, and the proof of a file's legs."""

    bank: Bank
    key: Signer
    journal: Journal
    prove: Prove
    #: message ids of the journal that the database knows too
    known: set[str] = field(default_factory=set)

    def pay(self, at: datetime) -> int:
        """Hand over every file that is released and proven; returns how many. ``at`` is business time.

        Each step commits by itself, so it may be killed anywhere and run again.

        Raises
        ------
        Unsound
            The bank cannot be reached; the file stays to be handed over.
        Refused
            The journal knows a file that the database does not: it was restored by other means.
        Broken
            The journal knows a file with other bytes.
        """
        self._require_every_file()
        if is_restored():
            self._take_over_further(at)
        done = 0
        leaving = PaymentFile.objects.filter(state=PaymentFile.State.LEAVING).order_by("id")
        for file in leaving.values_list("id", flat=True):
            if self._sign(file, at):
                done += self._hand_over(file, at)
        return done

    def _require_every_file(self) -> None:
        """Check that the database knows every file of the journal."""
        unknown = self.journal.messages - self.known
        if not unknown:
            return
        for model in (PaymentFile, FilePart, FoundFile):
            found = model._default_manager.filter(message__in=unknown)
            self.known.update(found.values_list("message", flat=True))
        if lost := sorted(unknown - self.known):
            raise Refused("signed_files_unknown", count=len(lost), message=lost[0])

    def _take_over_further(self, at: datetime) -> None:
        """Take over what bills explain since of files that were signed before the restore."""
        further = FoundTransfer.objects.filter(leg__isnull=False, leg__account__isnull=True)
        for file in sorted(set(further.values_list("leg__file", flat=True)) - {None}):
            with transaction.atomic():
                self._take_over(PaymentFile.objects.select_for_update(of=("self",)).get(pk=file), at)

    def _take_over(self, file: PaymentFile, at: datetime) -> bool:
        """Take over the bytes of a file that was signed before a restore; True if they are
        to be handed over.
        """
        kept = self.journal.bytes_of(file.message)
        legs = list(PaymentLeg.objects.filter(file=file, account__isnull=True).order_by("id"))
        transfers = self._transfers(*kept) if kept else {}
        if not transfers or any(
            leg.end_to_end_id not in transfers or transfers[leg.end_to_end_id].amount != leg.amount
            for leg in legs
        ):
            key = f"file_signed_before:{file.message}"
            _remark(key, "file_signed_before", {"message": file.message}, at, file)
            return False
        assert kept  # noqa: S101  (it has transfers)
        body, signature = kept
        FileBody.objects.get_or_create(file=file, defaults={"body": body, "signature": signature})
        _keep_accounts(legs, {leg.pk: transfers[leg.end_to_end_id] for leg in legs})
        if file.sha256 is None:
            file.sha256 = sha256(body).digest()
            file.save(update_fields=["sha256"])
        return True

    def _transfers(self, body: bytes, signature: bytes) -> dict[str, Transfer]:
        """The transfers of a file by reference; empty if this paymaster did not sign it."""
        try:
            self.key.public_key().verify(signature, body)
            return {one.reference: one for one in read_instruction(body).transfers}
        except (InvalidSignature, Unsound):
            return {}

    @transaction.atomic
    def _sign(self, file_id: int, at: datetime) -> bool:
        """Make and sign the bytes of a file, once, from its pay-day on; True if they are to be handed over.

        Raises
        ------
        NotTaken
            The bank cannot be reached now: nothing was signed.
        """
        file = PaymentFile.objects.select_for_update(of=("self",)).get(pk=file_id)
        if file.state != PaymentFile.State.LEAVING:
            return False
        if FileBody.objects.filter(pk=file.pk).exists():
            return True
        if self.journal.line_of(file.message) is not None or self.journal.bytes_of(file.message) is not None:
            return self._take_over(file, at)
        if _stopping().filter(file=file).exists() or not is_settled() or not is_due(file.bill_id):
            return False
        legs = list(
            PaymentLeg.objects.filter(file=file).select_related("employment", "replaces__file").order_by("id")
        )
        proven = self._proof(file, legs)
        if proven.why is not None:
            key = f"{proven.why.code}:{file.bill_id}:{proven.why.facts.get('day', '')}"
            _remark(key, proven.why.code, as_json(proven.why.facts), at, file)
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

    def _proof(self, file: PaymentFile, legs: Sequence[PaymentLeg]) -> Proven:
        """The proof of a file; it waits, with a finding, where an entry behind it has an unforeseen form."""
        try:
            return self.prove(file, legs)
        except (*UNREADABLE, VethanamError) as error:
            log.error("File %s is not proven: %s", file.message, type(error).__name__)
            return Proven(waits=True, why=Sentence(ENTRY_UNREAD, {"bill": file.bill.number}))

    def _hand_over(self, file_id: int, at: datetime) -> bool:
        """Keep the bytes, write the journal's line, deliver signature and file, and save
        that; safe to repeat.

        False, with a remark, if the bank has other bytes under this name.
        """
        file, kept = PaymentFile.objects.get(pk=file_id), FileBody.objects.get(pk=file_id)
        body, signature = bytes(kept.body), bytes(kept.signature or b"")
        digest = sha256(body).digest()
        epoch = present_epoch().code
        self.journal.keep_bytes(file.message, body, signature)
        self.journal.keep(file.message, digest, file.legs_count, file.total, epoch, instant(timezone.now()))
        self.known.add(file.message)
        try:
            self.bank.deliver(f"{file.message}.xml{SIGNATURE}", signature)
            self.bank.deliver(f"{file.message}.xml", body)
        except Unsound as error:
            if error.code not in _NAME_TAKEN:
                raise
            facts = {"file": file.message, "why": as_json(error.sentence)}
            _remark(f"file_name_taken:{file.message}", "file_name_taken", facts, at, file)
            return False
        PaymentFile.objects.filter(pk=file_id, state=PaymentFile.State.LEAVING).update(
            state=PaymentFile.State.HANDED_OVER, handed_over_at=at
        )
        return True


def give_back_unsigned() -> None:
    """Give files back to the worker while the bank cannot be reached: a death may still stop a payment.

    One with a remark stays, for the worker to act on that.
    """
    unsigned = PaymentFile.objects.filter(state=PaymentFile.State.LEAVING, sha256__isnull=True)
    remarks = _stopping().filter(file=OuterRef("pk"))
    unsigned.exclude(Exists(remarks)).update(state=PaymentFile.State.WRITTEN)


def _stopping() -> QuerySet[PaymasterRemark]:
    """The remarks that end the work on a file."""
    return PaymasterRemark.objects.exclude(code__in=TRIED_AGAIN)


def _unwritable(
    file: PaymentFile, legs: Sequence[PaymentLeg], payees: Mapping[int, Payee]
) -> dict[int, Sentence]:
    """The legs that no message can carry, such as one with a control character in the payee's name."""
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


def _keep_accounts(legs: Sequence[PaymentLeg], payees: Mapping[int, Payee | Transfer]) -> None:
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
        mark=mark_of(bill),
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
        employee=leg.employment.number if leg.employment and not leg.schedule else "",
    )


def _known_to_bank(leg: PaymentLeg) -> str | None:
    """The reference of the replaced leg, if the bank ever received it."""
    before = leg.replaces
    while before is not None and before.file is not None and before.file.state == PaymentFile.State.WITHDRAWN:
        before = before.replaces
    return before.end_to_end_id if before else None
