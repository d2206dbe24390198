"""Views of a treasury on its bank: a payment, open findings, files with the paymaster."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import view
from vethanam.acts.fields import Code, Given, MonthField, Text
from vethanam.acts.lists import Page
from vethanam.acts.payments import PaymentNamed
from vethanam.acts.readers import require_reader_of_bill
from vethanam.identity.authority import Authority
from vethanam.payments.findings import sentence_of
from vethanam.payments.models import PaymentFile, PaymentFinding
from vethanam.payments.queries import open_finding_rows
from vethanam.people.models import Role

TREASURY = (Role.TREASURY_OFFICER,)


class PaymentGiven(Given):
    """A payment by its reference, its employee or its institution; bill and month narrow it."""

    reference: Text | None = Field(None, title=_("Reference of the payment"))
    employment: Code | None = Field(None, title=_("Employee number"))
    institution: Text | None = Field(None, title=_("Institution"))
    bill: Code | None = Field(None, title=_("Number of the bill"))
    month: MonthField | None = Field(None, title=_("Month"))


class NothingGiven(Given):
    """No fields."""


@view("with_paymaster", title=_("Files with the paymaster"), roles=TREASURY, for_programs=True)
def with_paymaster(authority: Authority, given: NothingGiven) -> dict[str, Any]:
    """The number of files that the paymaster has not handed over yet."""
    del given
    return {"files": PaymentFile.objects.filter(state=PaymentFile.State.LEAVING).count()}


@view("payment", title=_("Payment"), roles=TREASURY, for_programs=True)
def payment(authority: Authority, given: PaymentGiven) -> dict[str, Any]:
    """The last matching payment: reference, payee, amount, state."""
    leg = PaymentNamed.of(given).found()
    require_reader_of_bill(authority, leg.bill)
    return {
        "reference": leg.end_to_end_id,
        "whom": str(leg.employment or leg.party),
        "state": leg.state,
        "amount_paise": leg.amount,
        "bill": leg.bill.number,
    }


@view("payment_findings", title=_("Findings about payments"), roles=TREASURY, for_programs=True)
def payment_findings(authority: Authority, given: Page) -> dict[str, Any]:
    """What is open about payments, the oldest first: who can do something about it, and what to do."""
    rows = open_finding_rows(scope=authority.scope or "")

    def read(after: str | None, most: int) -> list[PaymentFinding]:
        if after is not None and not (after.isascii() and after.isdecimal()):
            return []
        return list((rows if after is None else rows.filter(pk__gt=int(after)))[:most])

    return given.read(
        "findings",
        read,
        lambda one: str(one.pk),
        lambda one: {
            "finding": one.pk,
            "record": one.record,
            "code": one.code,
            "officer": one.officer,
            "says": str(sentence_of(one.code, one.facts)),
        },
    )
