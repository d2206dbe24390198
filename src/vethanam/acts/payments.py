"""Finds a payment by its usual names, and sends a failed one again.

The act is ``present`` (:mod:`vethanam.acts.bills`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from vethanam.acts.declaration import Answer, Prepared
from vethanam.acts.key_signatures import prepared_alone
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.worker_rights import is_worker
from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.payments.actions import reissue
from vethanam.payments.actions.reissues import ask_reissue
from vethanam.payments.models import InstitutionAccount, PaymentLeg
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount
from vethanam.service_book.queries import standing


@dataclass(frozen=True, slots=True)
class PaymentNamed:
    """A payment by its reference, its institution or its employee; bill and month narrow it."""

    reference: str | None = None
    employment: str | None = None
    institution: str | None = None
    bill: str | None = None
    month: Month | None = None

    @classmethod
    def of(cls, given: Any) -> PaymentNamed:
        """From the input fields of these names."""
        return cls(given.reference, given.employment, given.institution, given.bill, given.month)

    @classmethod
    def in_place_of_bills(cls, given: Any) -> PaymentNamed | None:
        """The payment named by an act in place of bills; None if there is none."""
        named = (getattr(given, name, None) for name in ("reference", "employment", "institution"))
        return cls.of(given) if any(named) else None

    def found(self) -> PaymentLeg:
        """The last matching payment."""
        rows = PaymentLeg.objects.select_related("employment", "file").filter(file__isnull=False)
        if self.reference:
            rows = rows.filter(end_to_end_id=self.reference)
        elif self.institution:
            rows = rows.filter(party=self.institution)
        elif self.employment:
            rows = rows.filter(employment=employment_of(self.employment))
        else:
            raise Unsound("payment_not_named")
        if self.bill:
            rows = rows.filter(bill__number=self.bill)
        if self.month:
            rows = rows.filter(for_month=int(self.month))
        gone = (PaymentLeg.State.REISSUED, PaymentLeg.State.WITHHELD)
        found = rows.exclude(state__in=gone).order_by("pk").last()
        if found is None:
            raise Unsound("no_such_payment")
        return found


def prepared_again(authority: Authority, named: PaymentNamed, seed: str) -> Prepared:
    """The signed statement for a repeated payment: payment, amount, and the entry of its account."""
    failed = named.found()
    account = _account_of(failed)
    says = {
        "payment": failed.end_to_end_id,
        "bill": failed.bill.number,
        "amount": failed.amount,
        "account": account,
        "is_changed": account not in (failed.account_fact_id, failed.institution_account_id),
    }
    summary = {
        "payment": failed.end_to_end_id,
        "amount_paise": failed.amount,
        "is_changed": says["is_changed"],
    }
    return prepared_alone(authority, "present", failed.end_to_end_id, says, summary, seed)


def _account_of(failed: PaymentLeg) -> int:
    """The id of the current account's entry; without a newer one, the same account."""
    accounts: QuerySet[Any] = (
        InstitutionAccount.objects.filter(institution__name=failed.party)
        if failed.schedule
        else standing(PayeeAccount).filter(employment=failed.employment_id, is_withdrawn=False)
    )
    holds = accounts.order_by("pk").values_list("pk", flat=True).last()
    return int(holds or failed.account_fact_id or failed.institution_account_id or 0)


def send_again(authority: Authority, named: PaymentNamed) -> Answer:
    """Send a failed payment again, to the current account, or to the same one if there is no newer."""
    failed = named.found()
    account = _account_of(failed)
    whom, old = str(failed.employment or failed.party), failed.end_to_end_id
    if not is_worker():
        ask_reissue(failed.pk, account, authority)
        return Answer.of("payment_asked_again", {"payments": [], "replaces": old}, whom=whom, old=old)
    reissue(failed.pk, account, authority)
    again = PaymentLeg.objects.get(replaces=failed)
    paid = {"reference": again.end_to_end_id, "state": again.state, "amount_paise": again.amount}
    state = {"payments": [paid], "replaces": old}
    return Answer.of("payment_sent_again", state, whom=whom, old=old, new=again.end_to_end_id)
