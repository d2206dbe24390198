"""Failed credits, and the account that replaces the wrong one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from vethanam.acts.facts import RECORDS
from vethanam.identity.authority import Authority
from vethanam.money import Paise
from vethanam.payments.models import Credit, PaymentLeg
from vethanam.payments.queries import failed_pay
from vethanam.payments.reasons import reason_of
from vethanam.people.models import Employment
from vethanam.service_book.models import PayeeAccount
from vethanam.service_book.queries import counts, standing
from vethanam.web.drawing.new_entries import PAYEE_ACCOUNT, TWICE, UNSEEN
from vethanam.web.parts.forms import ActForm
from vethanam.web.parts.names import said
from vethanam.web.parts.people import PersonShown, people_named


@dataclass(frozen=True, slots=True)
class Returned:
    """One failed payment that waits for an account."""

    leg: int
    reference: str
    number: str
    record: PersonShown
    amount: Paise
    tail: str
    on: date | None
    says: str
    found: int | None = None
    found_words: str = ""
    is_verified: bool = False


def returned_of(bill: int) -> list[Returned]:
    """Failed payments to employees of a bill without a request to send again, by employee."""
    legs = failed_pay(bill=bill).order_by("employment__number")
    tails = dict(
        PayeeAccount.objects.filter(pk__in=[leg.account_fact_id for leg in legs]).values_list("pk", "tail")
    )
    failed = {
        credit.leg_id: credit
        for credit in Credit.objects.filter(leg__in=legs).exclude(kind=Credit.Kind.CREDITED).order_by("id")
    }
    numbers = dict(Employment.objects.filter(pk__in=legs.values("employment")).values_list("pk", "number"))
    whose = people_named(numbers.values())
    return [
        Returned(
            leg.pk,
            leg.end_to_end_id,
            numbers[leg.pay.employment],
            whose[numbers[leg.pay.employment]],
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
    rows = standing(PayeeAccount).filter(
        employment=leg.employment_id, pk__gt=leg.account_fact_id or 0, is_withdrawn=False
    )
    row = rows.only("pk", "kind_of_account", "branch", "tail").order_by("-pk").first()
    if row is None:
        return None, "", False
    if row.kind_of_account == PayeeAccount.Kind.MONEY_ORDER:
        told = _("A money order to post office %(pin)s") % {"pin": row.branch}
    else:
        told = _("A new account ending %(tail)s") % {"tail": row.tail}
    return row.pk, told, counts(row)


def _came_back(state: str, credit: Credit | None) -> str:
    first = (
        _("The bank did not take it.")
        if state == PaymentLeg.State.REJECTED
        else _("It came back from the bank.")
    )
    reason = reason_of(credit.code)[0] if credit else None
    return f"{first} {said(reason)}" if reason else first


def account_form(row: Returned, authority: Authority) -> ActForm:
    """The form of the right account, a fact of the service book; another person must
    verify it before payment.
    """
    form = ActForm(
        "record",
        model=RECORDS[PAYEE_ACCOUNT],
        fields=("kind_of_account", "branch", "number", "onward_branch", "onward_number"),
        fixed={
            "fact": PAYEE_ACCOUNT,
            "employment": row.number,
            "valid_from": timezone.localtime(authority.at).date(),
        },
        initial={"kind_of_account": PayeeAccount.Kind.BANK},
        unseen=UNSEEN,
        twice=TWICE,
    )
    form.auto_id = f"id_%s_{row.leg}"
    return form
