"""The view of a last pay certificate, for both offices and for the person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.declaration import view
from vethanam.acts.fields import Code
from vethanam.acts.readers import require_reader_of_person
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.views import EmploymentAsOf
from vethanam.identity.authority import Authority
from vethanam.payroll.payslips.last_pay import LastPay, last_pay_certificate
from vethanam.service_book.queries import HalfDay


class LastPayGiven(EmploymentAsOf):
    """One employee, and the office that she left."""

    drawing_code: Code | None = Field(
        None, title=_("Drawing code"), description=_("Left out: the one that she left last.")
    )


@view("last_pay_certificate", title=_("Last pay certificate"), for_programs=True)
def last_pay(authority: Authority, given: LastPayGiven) -> dict[str, Any]:
    """How far an office drew a person who left it, the rates of her pay, and the balances that go on:
    recoveries, leave, funds, income tax of the year.
    """
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_person(authority, employment)
    found = last_pay_certificate(employment, known_at, given.drawing_code or "")
    return {
        "employment": employment.number,
        "drawing_code": found.posting.drawing_code.code,
        "office": found.posting.office.name,
        "post": found.posting.post.designation,
        "since": half_shown(found.since),
        "relieved": half_shown(found.relieved),
        "paid_until": half_shown(found.paid_until) if found.paid_until else None,
        "month": str(found.month) if found.month else None,
        "bills": list(found.bills),
        "lines": [
            {
                "component": line.component,
                "kind": line.kind,
                "due_paise": line.due,
                "drawn_paise": line.drawn,
            }
            for line in found.lines
        ],
        "excess_paise": found.excess,
        **_pay_of(found),
        **_balances_of(found),
    }


def half_shown(half: HalfDay) -> dict[str, str]:
    """A half day as its day and session."""
    return {"day": half[0].isoformat(), "session": half[1]}


def _pay_of(found: LastPay) -> dict[str, Any]:
    return {
        "pay": [
            {
                "from": one.valid_from.isoformat(),
                "basic_pay_paise": one.basic_pay,
                "scale": one.scale or None,
                "reason": one.reason,
                "order": str(one.order) if one.order else None,
            }
            for one in found.pays
        ],
        "rates": [
            {"component": component, "amount_paise": amount} for component, amount in found.rates.items()
        ],
        "next_increment": found.increment.month.first.isoformat() if found.increment else None,
    }


def _balances_of(found: LastPay) -> dict[str, Any]:
    return {
        "funds": [
            {"fund": one.fund, "number": one.number or None, "amount_paise": one.amount}
            for one in found.memberships
        ],
        "recoveries": [
            {
                "kind_of_due": one.kind,
                "payee": one.payee,
                "reference": one.reference or None,
                "instalment_paise": one.instalment,
                "instalments": one.instalments,
                "instalments_drawn": one.drawn,
                "left_paise": one.left,
            }
            for one in found.loans
        ],
        "leave": [{"kind_of_leave": one.kind, "balance_days": one.balance} for one in found.leave],
        "account_year": found.account_year,
        "gross_of_year_paise": found.year.gross,
        "income_tax_of_year_paise": found.year.tax,
    }
