"""The legs of a file proven one by one: bill, pay-day, amount, account, and nothing of it paid before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils.timezone import localdate

from vethanam.errors import Sentence
from vethanam.journal.business_time import business_now
from vethanam.ledger.notes import VerifierKey
from vethanam.payments.accounts import Payee
from vethanam.payments.models import FailedLeg, Institution, LegAccount, PaymentFile, PaymentLeg
from vethanam.payments.paymaster.account_proofs import AccountProofs, ProvenAccount
from vethanam.payments.paymaster.bill_proofs import ProvenBill, leaves_signing, prove_bills
from vethanam.payments.paymaster.pay_day_proofs import PayDayProofs
from vethanam.payments.paymaster.signings import SignedLog


@dataclass(frozen=True, slots=True)
class Proven:
    """The payee of each proven leg, and the fault of every other; both by leg.

    ``waits``: look again later; ``why`` says what it waits for, where a person can act on it.
    """

    payees: Mapping[int, Payee] = field(default_factory=dict)
    faults: Mapping[int, Sentence] = field(default_factory=dict)
    waits: bool = False
    why: Sentence | None = None


#: files whose signers are proven together
TOGETHER = 50

type Prove = Callable[[PaymentFile, Sequence[PaymentLeg]], Proven]


@dataclass(slots=True)
class Proofs:
    """Proves files against the log of one key; keeps what it has proven."""

    log: SignedLog
    accounts: AccountProofs
    pay_days: PayDayProofs
    _prefetched: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, key: VerifierKey) -> Proofs:
        """Proofs under heads signed by a log key."""
        log = SignedLog(key)
        return cls(log, AccountProofs(log), PayDayProofs(log))

    def __call__(self, file: PaymentFile, legs: Sequence[PaymentLeg]) -> Proven:
        """Each leg of a file, proven or with its fault."""
        self._prove_signers(file)
        bill = prove_bills([file.bill_id], self.log)[file.bill_id]
        if bill.waits:
            return Proven(waits=True)
        if bill.why is not None:
            return Proven(faults=dict.fromkeys((leg.pk for leg in legs), bill.why))
        pay_day = self.pay_days.of_bill(file.bill)
        if pay_day.day is not None and localdate(business_now()[0]) < pay_day.day:
            return Proven(waits=True, why=None if pay_day.waits else pay_day.unproven)
        employees = self.accounts.of_employees({leg.account_fact_id for leg in legs if leg.account_fact_id})
        institutions = self.accounts.of_institutions(
            {leg.institution_account_id for leg in legs if leg.institution_account_id}
        )
        left = _Left(bill, file.bill_id)
        payees: dict[int, Payee] = {}
        faults: dict[int, Sentence] = {}
        for leg in legs:
            account = (
                employees.get(leg.account_fact_id)
                if leg.account_fact_id
                else institutions.get(leg.institution_account_id or 0)
            )
            if account is not None and account.waits:
                return Proven(waits=True)
            why = _fault_of_account(leg, account) or left.take(leg)
            if why is not None or account is None or account.payee is None:
                faults[leg.pk] = why or Sentence("account_unsigned")
            else:
                payees[leg.pk] = account.payee
        return Proven(payees, faults)

    def _prove_signers(self, file: PaymentFile) -> None:
        """Prove who signed for this file together with those of the next ones that wait to be signed."""
        if file.pk in self._prefetched:
            return
        waiting = PaymentFile.objects.filter(
            state=PaymentFile.State.LEAVING, sha256__isnull=True, pk__gt=file.pk
        )
        after = waiting.order_by("id").values_list("id", "bill")[: TOGETHER - 1]
        files = {file.pk: file.bill_id, **dict(after)}
        legs = PaymentLeg.objects.filter(file__in=files)
        accounts = [
            {*legs.filter(**{f"{name}__isnull": False}).values_list(name, flat=True).distinct()}
            for name in ("account_fact", "institution_account")
        ]
        self.log.signings(
            leaves_signing({*files.values()}, self.log) | self.accounts.leaves_signing(*accounts)
        )
        self._prefetched = {*files}


def _fault_of_account(leg: PaymentLeg, account: ProvenAccount | None) -> Sentence | None:
    if account is None:
        return Sentence("account_unsigned")
    if account.why is not None:
        return account.why
    owners = (
        [leg.employment_id]
        if leg.account_fact_id
        else list(Institution.objects.filter(name=leg.party).values_list("pk", flat=True))
    )
    return None if account.owner in owners else Sentence("account_of_another")


class _Left:
    """What a bill may still pay: as signed, less what is in signed files and was not returned."""

    def __init__(self, bill: ProvenBill, bill_id: int) -> None:
        self._bill = bill
        failed = FailedLeg.objects.values("leg")
        live = PaymentLeg.objects.filter(bill=bill_id, pk__in=LegAccount.objects.values("leg")).exclude(
            pk__in=failed
        )
        sums = live.values_list("employment", "schedule", "party").annotate(paid=Sum("amount"))
        self._paid = {tuple(key): paid for *key, paid in sums.order_by()}

    def take(self, leg: PaymentLeg) -> Sentence | None:
        """Take the amount of a leg; the fault if that much is not left."""
        key = (leg.employment_id, leg.schedule, leg.party)
        if leg.schedule:
            signed = self._bill.institutions.get((leg.schedule, leg.party), 0)
        else:
            signed = self._bill.nets.get(leg.employment_id or 0, 0)
        paid = self._paid.get(key, 0)
        if leg.amount > signed:
            return Sentence("amount_not_signed")
        if paid + leg.amount > signed:
            return Sentence("paid_before")
        self._paid[key] = paid + leg.amount
        return None
