"""Credits that came back, and the account that puts them right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from vethanam.errors import Unsound
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payments.actions import ask_reissue
from vethanam.payments.models import Credit, PaymentLeg, Reissue
from vethanam.payments.reasons import reason_of
from vethanam.payroll.models import Refund
from vethanam.people.models import Employment
from vethanam.service_book.actions import record
from vethanam.service_book.models import PayeeAccount, Verification
from vethanam.web.bills import employee


@dataclass(frozen=True, slots=True)
class Returned:
    """One payment that failed and waits for an account."""

    leg: int
    employment: int
    record: str
    amount: Paise
    tail: str
    on: date | None
    says: str
    found: int | None = None
    found_tail: str = ""
    is_verified: bool = False
    fault: str = ""

    def with_fault(self, fault: str) -> Returned:
        """The same with what was wrong with the form."""
        return replace(self, fault=fault)


def returned_of(bill: int) -> list[Returned]:
    """Failed payments to employees of a bill that nobody asked to send again, in order of employees."""
    legs = (
        PaymentLeg.objects.filter(bill=bill, payee=PaymentLeg.Payee.EMPLOYEE, state__in=PaymentLeg.FAILED)
        .exclude(pk__in=Reissue.objects.values("leg"))
        .exclude(
            employment__in=Refund.objects.filter(bill=bill)
            .exclude(state=Refund.State.REFUSED)
            .values("employment")
        )
        .order_by("employment__number")
    )
    tails = dict(
        PayeeAccount.objects.filter(pk__in=[leg.account_fact_id for leg in legs]).values_list("pk", "tail")
    )
    failed = {
        credit.leg_id: credit
        for credit in Credit.objects.filter(leg__in=legs).exclude(kind=Credit.Kind.CREDITED).order_by("id")
    }
    numbers = dict(Employment.objects.filter(pk__in=legs.values("employment")).values_list("pk", "number"))
    return [
        Returned(
            leg.pk,
            leg.pay.employment,
            employee(numbers[leg.pay.employment]),
            leg.amount,
            tails.get(leg.account_fact_id or 0, ""),
            failed[leg.pk].on if leg.pk in failed else None,
            _came_back(leg.state, failed.get(leg.pk)),
            *_new_account(leg),
        )
        for leg in legs
    ]


def _new_account(leg: PaymentLeg) -> tuple[int | None, str, bool]:
    """The account recorded since, its last digits, and whether another person verified it."""
    rows = PayeeAccount.objects.filter(
        employment=leg.employment_id, pk__gt=leg.account_fact_id or 0, is_withdrawn=False
    )
    row = rows.filter(superseded_by__isnull=True).order_by("-pk").values_list("pk", "tail").first()
    if row is None:
        return None, "", False
    return row[0], row[1], Verification.objects.filter(kind="payee_account", fact=row[0]).exists()


def _came_back(state: str, credit: Credit | None) -> str:
    first = (
        _("The bank did not take it.")
        if state == PaymentLeg.State.REJECTED
        else _("It came back from the bank.")
    )
    reason = reason_of(credit.code)[0] if credit else ""
    return f"{first} {_(reason)}".strip() if reason else first


@transaction.atomic
def correct_account(row: Returned, typed: Mapping[str, str], authority: Authority) -> None:
    """Record the right account as a fact of the service book; another person verifies it before money goes there.

    Raises
    ------
    Unsound
        The branch code or the account number cannot be right; neither is repeated in the sentence.
    """
    branch, number = typed.get("branch", "").strip().upper(), typed.get("number", "").replace(" ", "")
    if not (len(branch) == 11 and branch[:4].isalpha() and branch[4] == "0" and branch.isalnum()):
        raise Unsound("branch_code", _("A branch code has eleven letters and digits, such as TEST0000001."))
    if not (number.isalnum() and 6 <= len(number) <= 18):
        raise Unsound(
            "account_number", _("An account number has six to eighteen digits. What was typed is not kept.")
        )
    person = Employment.objects.select_related("person").get(pk=row.employment)
    record(
        authority,
        "payee_account",
        person,
        valid_from=timezone.localtime(authority.at).date(),
        kind_of_account=PayeeAccount.Kind.BANK,
        branch=branch,
        number=number,
        tail=number[-4:],
        holder=person.person.name,
    )


def send_again(row: Returned, authority: Authority) -> None:
    """Ask that the payment goes to the account recorded and verified since."""
    if row.found is None:
        raise Unsound("no_account_yet", _("Record the account first."))
    ask_reissue(row.leg, row.found, authority)
