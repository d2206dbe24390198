"""The legs of a file proven one by one: bill, pay-day, amount, account, and nothing of it paid before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q
from django.utils.timezone import localdate

from vethanam.errors import Sentence
from vethanam.journal.business_time import business_now
from vethanam.journal.epochs import is_restored
from vethanam.ledger.notes import VerifierKey
from vethanam.payments.accounts import Payee
from vethanam.payments.findings import FOUND_FILE_UNSIGNED
from vethanam.payments.found_transfers import may_be_paid
from vethanam.payments.institutions import accounts_of_institutions
from vethanam.payments.models import (
    FailedLeg,
    FoundTransfer,
    Institution,
    LegAccount,
    PaymentFile,
    PaymentLeg,
)
from vethanam.payments.paymaster.account_proofs import AccountProofs, ProvenAccount
from vethanam.payments.paymaster.bill_proofs import ProvenBill, leaves_signing, prove_bills
from vethanam.payments.paymaster.compensation_proofs import (
    compensation_waits,
    fault_of_compensation,
    is_held,
)
from vethanam.payments.paymaster.found_file_proofs import FoundFileProofs
from vethanam.payments.paymaster.pay_day_proofs import PayDayProofs
from vethanam.payments.paymaster.signature_proofs import SignedLog
from vethanam.payroll.bills.queries import accounts_at
from vethanam.service_book.models import PayeeAccount
from vethanam.service_book.queries.current_entries import counting


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

# Accounts of the payee of a leg that begin later than the leg's account, or were recorded later for the same
# day, by a day; without those that the leg's account corrects.
_LATER = """
WITH RECURSIVE chosen AS (
  SELECT l.id AS leg, a.id, a.employment_id, a.valid_from, a.recorded_at, a.supersedes_id
    FROM payments_paymentleg l JOIN service_book_payeeaccount a ON a.id = l.account_fact_id
   WHERE l.id = ANY(%s)),
corrected AS (
  SELECT c.leg, c.supersedes_id AS id FROM chosen c WHERE c.supersedes_id IS NOT NULL
  UNION
  SELECT c.leg, a.supersedes_id FROM corrected c JOIN service_book_payeeaccount a ON a.id = c.id
   WHERE a.supersedes_id IS NOT NULL)
SELECT c.leg, a.id FROM chosen c JOIN service_book_payeeaccount a ON a.employment_id = c.employment_id
 WHERE NOT a.is_withdrawn AND a.valid_from <= %s AND (a.valid_until IS NULL OR a.valid_until >= %s)
   AND (a.valid_from, a.recorded_at, a.id) > (c.valid_from, c.recorded_at, c.id)
   AND NOT EXISTS (SELECT FROM corrected x WHERE x.leg = c.leg AND x.id = a.id)
"""

type Prove = Callable[[PaymentFile, Sequence[PaymentLeg]], Proven]


@dataclass(slots=True)
class Proofs:
    """Proves files against the log of one key; keeps what it has proven."""

    log: SignedLog
    accounts: AccountProofs
    pay_days: PayDayProofs
    found_files: FoundFileProofs
    _prefetched: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, key: VerifierKey) -> Proofs:
        """Proofs under heads signed by a log key."""
        log = SignedLog(key)
        return cls(log, AccountProofs(log), PayDayProofs.of(log), FoundFileProofs.of(log))

    def __call__(self, file: PaymentFile, legs: Sequence[PaymentLeg]) -> Proven:
        """Each leg of a file, proven or with its fault."""
        self._prove_signers(file)
        bill = prove_bills([file.bill_id], self.log)[file.bill_id]
        if bill.waits or is_held(file.bill) or compensation_waits(file.bill, self.log):
            return Proven(waits=True)
        if (why := bill.why or fault_of_compensation(file.bill, self.log)) is not None:
            return Proven(faults=dict.fromkeys((leg.pk for leg in legs), why))
        pay_day = self.pay_days.of_bill(file.bill)
        if pay_day.day is not None and localdate(business_now()[0]) < pay_day.day:
            return Proven(waits=True, why=None if pay_day.waits else pay_day.unproven)
        employees = self.accounts.of_employees({leg.account_fact_id for leg in legs if leg.account_fact_id})
        institutions = self.accounts.of_institutions(
            {leg.institution_account_id for leg in legs if leg.institution_account_id}
        )
        left, replaced = _Left(bill, file.bill_id), _replaced(legs) | self._taken_back(legs)
        before, is_waiting = self._paid_before_restore(file, legs) if is_restored() else ({}, False)
        if is_waiting:
            return Proven(waits=True)
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
            why = Sentence(FOUND_FILE_UNSIGNED, {"file": before[leg.pk]}) if leg.pk in before else None
            why = why or _fault_of_account(leg, account, replaced) or left.take(leg)
            if why is not None or account is None or account.payee is None:
                faults[leg.pk] = why or Sentence("account_unsigned")
            else:
                payees[leg.pk] = account.payee
        return Proven(payees, faults)

    def _paid_before_restore(
        self, file: PaymentFile, legs: Sequence[PaymentLeg]
    ) -> tuple[dict[int, str], bool]:
        """The legs that a file of before a restore may have paid, each with that file; and whether a signed
        head is missing before that is known.
        """
        bills: dict[int, ProvenBill] = {}
        left: dict[int, _Left] = {}

        def pays(leg: PaymentLeg) -> bool:
            if leg.bill_id not in left:
                bills[leg.bill_id] = prove_bills([leg.bill_id], self.log)[leg.bill_id]
                left[leg.bill_id] = _Left(bills[leg.bill_id], leg.bill_id)
            return left[leg.bill_id].holds(leg)

        void, is_waiting = self.found_files.void()
        before = may_be_paid(file.bill, legs, void, pays)
        return before, bool(before) and (is_waiting or any(one.waits for one in bills.values()))

    def _taken_back(self, legs: Sequence[PaymentLeg]) -> set[int]:
        """The legs to an account behind a later one of the payee that two persons signed: no row that takes
        the later one back, or moves it, brings the earlier one back.
        """
        later = _later_accounts(legs)
        proven = self.accounts.of_employees({one for found in later.values() for one in found})
        signed = {one for one, account in proven.items() if account.payee is not None}
        return {leg for leg, found in later.items() if found & signed}

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


def _replaced(legs: Sequence[PaymentLeg]) -> set[int]:
    """The legs to an account that was signed once and is not the payee's any more.

    Told from rows: web and worker add some to hold a payment back, and remove none. For a payment that came
    back its officer chooses among the accounts that count.
    """
    at, _ = business_now()
    replaces = [leg.replaces_id for leg in legs if leg.replaces_id]
    back = {*FailedLeg.objects.filter(leg__in=replaces).values_list("leg", flat=True)}
    first = [leg for leg in legs if leg.replaces_id not in back]
    people = accounts_at(
        [leg.employment_id for leg in first if leg.account_fact_id and leg.employment_id], at
    )
    institutions = accounts_of_institutions(at)
    again = [leg.account_fact_id for leg in legs if leg.account_fact_id and leg.replaces_id in back]
    chosen = counting(PayeeAccount).filter(pk__in=again).values_list("pk", flat=True)
    good = {*people.values(), *chosen}
    return {
        leg.pk
        for leg in legs
        if (leg.account_fact_id and leg.account_fact_id not in good)
        or (leg.replaces_id not in back and not _is_in_force(leg, institutions))
    }


def _later_accounts(legs: Sequence[PaymentLeg]) -> dict[int, set[int]]:
    """For each leg to an employee's account the later ones that rows took out of force, without those that
    this account corrects and those from which this payment came back.
    """
    wanted = [leg.pk for leg in legs if leg.account_fact_id]
    day = localdate(business_now()[0])
    came_back = {leg.pk: _came_back_from(leg) for leg in legs if leg.replaces_id}
    with connection.cursor() as cursor:
        cursor.execute(_LATER, [wanted, day, day])
        found: dict[int, set[int]] = {}
        for leg, account in cursor.fetchall():
            if account not in came_back.get(leg, ()):
                found.setdefault(leg, set()).add(account)
    return found


def _came_back_from(leg: PaymentLeg) -> set[int]:
    """The accounts from which earlier attempts of a payment came back, as the bank signed."""
    found, before = set[int](), leg.replaces
    while before is not None:
        if before.account_fact_id and FailedLeg.objects.filter(leg=before).exists():
            found.add(before.account_fact_id)
        before = before.replaces
    return found


def _is_in_force(leg: PaymentLeg, institutions: Mapping[str, int]) -> bool:
    return bool(leg.account_fact_id) or institutions.get(leg.party) == leg.institution_account_id


def _fault_of_account(
    leg: PaymentLeg, account: ProvenAccount | None, replaced: Collection[int]
) -> Sentence | None:
    if not _is_of_one_payee(leg):
        return Sentence("account_of_another")
    if account is None:
        return Sentence("account_unsigned")
    if account.why is not None:
        return account.why
    owners = (
        [leg.employment_id]
        if leg.account_fact_id
        else list(Institution.objects.filter(name=leg.party).values_list("pk", flat=True))
    )
    if account.owner not in owners:
        return Sentence("account_of_another")
    return Sentence("account_not_in_force") if leg.pk in replaced else None


def _is_of_one_payee(leg: PaymentLeg) -> bool:
    """Whether a leg pays an employee into her own account, or a deduction into that of its institution.

    The database takes a mixed one, and a net or a deduction would then be paid to somebody else, or twice.
    """
    if leg.schedule:
        return leg.employment_id is None and leg.account_fact_id is None
    return leg.employment_id is not None and leg.institution_account_id is None and not leg.party


class _Left:
    """What a bill may still pay: as signed, less what is in signed files, those of before a
    restore included, and was not returned.
    """

    def __init__(self, bill: ProvenBill, bill_id: int) -> None:
        self._bill = bill
        failed = FailedLeg.objects.values("leg")
        signed = Q(pk__in=LegAccount.objects.values("leg"))
        signed |= Q(pk__in=FoundTransfer.objects.filter(leg__isnull=False).values("leg"))
        live = PaymentLeg.objects.filter(signed, bill=bill_id).exclude(pk__in=failed)
        self._paid: dict[_Key, int] = {}
        for leg in live.only("employment", "schedule", "party", "amount"):
            self._paid[_key(leg)] = self._paid.get(_key(leg), 0) + leg.amount

    def holds(self, leg: PaymentLeg) -> bool:
        """Whether the bill, as it was signed, pays everything that is in files for the payee of a leg."""
        return self._paid.get(_key(leg), 0) <= self._signed(leg)

    def take(self, leg: PaymentLeg) -> Sentence | None:
        """Take the amount of a leg; the fault if that much is not left."""
        signed, paid = self._signed(leg), self._paid.get(_key(leg), 0)
        if leg.amount > signed:
            return Sentence("amount_not_signed")
        if paid + leg.amount > signed:
            return Sentence("paid_before")
        self._paid[_key(leg)] = paid + leg.amount
        return None

    def _signed(self, leg: PaymentLeg) -> int:
        if leg.schedule:
            return self._bill.institutions.get((leg.schedule, leg.party), 0)
        return self._bill.nets.get(leg.employment_id or 0, 0)


type _Key = tuple[int | None, str, str]


def _key(leg: PaymentLeg) -> _Key:
    """What a leg pays: a deduction to its institution, or else the net of an employee."""
    return (None, leg.schedule, leg.party) if leg.schedule else (leg.employment_id, "", "")
