"""Credits that came back, and the account that puts them right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

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
from vethanam.people.models import Employment, Treasury
from vethanam.service_book.actions import record
from vethanam.service_book.branches import is_ifsc, is_pin
from vethanam.service_book.models import PayeeAccount, Verification
from vethanam.web.bills import employee
from vethanam.web.names import said


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
    found_words: str = ""
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
    """The account recorded since, in words, and whether another person verified it."""
    rows = PayeeAccount.objects.filter(
        employment=leg.employment_id, pk__gt=leg.account_fact_id or 0, is_withdrawn=False
    )
    row = (
        rows.filter(superseded_by__isnull=True)
        .only("pk", "kind_of_account", "branch", "tail")
        .order_by("-pk")
        .first()
    )
    if row is None:
        return None, "", False
    if row.kind_of_account == PayeeAccount.Kind.MONEY_ORDER:
        told = _("A money order to post office %(pin)s") % {"pin": row.branch}
    else:
        told = _("A new account ending %(tail)s") % {"tail": row.tail}
    return row.pk, told, Verification.objects.filter(kind="payee_account", fact=row.pk).exists()


def _came_back(state: str, credit: Credit | None) -> str:
    first = (
        _("The bank did not take it.")
        if state == PaymentLeg.State.REJECTED
        else _("It came back from the bank.")
    )
    reason = reason_of(credit.code)[0] if credit else None
    return f"{first} {said(reason)}" if reason else first


@transaction.atomic
def correct_account(row: Returned, typed: Mapping[str, str], authority: Authority) -> None:
    """Record the right account as a fact of the service book; another person verifies it before money goes there.

    Raises
    ------
    Unsound
        Branch, treasury, post office or number cannot be right; no number is repeated in the sentence.
    """
    account = account_of(typed)
    person = Employment.objects.select_related("person").get(pk=row.employment)
    record(
        authority,
        "payee_account",
        person,
        valid_from=timezone.localtime(authority.at).date(),
        holder=person.person.name,
        **account,
    )


def account_of(typed: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the account that was typed: a bank's, treasury savings with where they are sent on, or a post office."""
    kind = typed.get("kind") or PayeeAccount.Kind.BANK
    if kind == PayeeAccount.Kind.MONEY_ORDER:
        pin = typed.get("branch", "").strip()
        if not is_pin(pin):
            raise Unsound("post_office")
        if typed.get("number", "").strip():
            raise Unsound("number_of_money_order")
        return {"kind_of_account": kind, "branch": pin}
    if kind != PayeeAccount.Kind.TREASURY_SAVINGS:
        branch, number = _of_bank(typed, "branch", "number")
        return {
            "kind_of_account": PayeeAccount.Kind.BANK,
            "branch": branch,
            "number": number,
            "tail": number[-4:],
        }
    treasury, number = typed.get("branch", "").strip().upper(), _number(typed.get("number", ""))
    if not Treasury.objects.filter(code=treasury).exists():
        raise Unsound("treasury_not_known")
    account = {"kind_of_account": kind, "branch": treasury, "number": number, "tail": number[-4:]}
    if not (typed.get("onward_branch", "").strip() or typed.get("onward_number", "").strip()):
        return account
    branch, onward = _of_bank(typed, "onward_branch", "onward_number")
    return account | {"onward_branch": branch, "onward_number": onward, "onward_tail": onward[-4:]}


def _of_bank(typed: Mapping[str, str], branch_field: str, number_field: str) -> tuple[str, str]:
    branch = typed.get(branch_field, "").strip().upper()
    if not is_ifsc(branch):
        raise Unsound("branch_code")
    return branch, _number(typed.get(number_field, ""))


def _number(text: str) -> str:
    number = text.replace(" ", "")
    if not (number.isalnum() and 6 <= len(number) <= 18):
        raise Unsound("account_number")
    return number


def send_again(row: Returned, authority: Authority) -> None:
    """Ask that the payment goes to the account recorded and verified since."""
    if row.found is None:
        raise Unsound("no_account_yet")
    ask_reissue(row.leg, row.found, authority)
