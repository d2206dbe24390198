"""Views of a person's own record: leave, next increment, next month, loans, the year; her
objection to an entry.

The office that draws her reads the same views.
"""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_noop as _
from pydantic import Field

from vethanam.acts.consents import HERSELF
from vethanam.acts.declaration import Answer, act, view
from vethanam.acts.fields import Code, Given, MonthField, one_of, prose
from vethanam.acts.questions import own_employment
from vethanam.acts.readers import require_reader_of_book
from vethanam.acts.record_lookup import employment_of
from vethanam.acts.views import EmploymentAsOf
from vethanam.identity.authority import Authority
from vethanam.payroll.actions import object_to_entry as object_to
from vethanam.payroll.models import LineQuestion
from vethanam.payroll.occasions.leave_account import leave_accounts
from vethanam.payroll.payslips.expected_month import expected_month, next_month_of
from vethanam.payroll.payslips.loans import loans_of
from vethanam.payroll.payslips.question_actions import LONGEST
from vethanam.payroll.payslips.year_statement import year_statement
from vethanam.payroll.runs.increments import next_increment
from vethanam.periods import Month
from vethanam.service_book.queries import BookReader


class ExpectedGiven(EmploymentAsOf):
    """One employee, and a month."""

    month: MonthField | None = Field(
        None, title=_("Month"), description=_("Left out: the month after the last that was claimed.")
    )


class YearGiven(EmploymentAsOf):
    """One employee, and an account year."""

    account_year: Code | None = Field(
        None, title=_("Account year"), description=_("Such as 2026-27. Left out: the current one.")
    )


class ObjectionGiven(Given):
    """An entry of one's own record, and what is wrong with it."""

    employment: Code | None = Field(
        None, title=_("Employee number"), description=_("One of her own; left out: her only one.")
    )
    entry: Code = Field(
        title=_("Entry"),
        description=_(
            "Kind and id as in the view of the person, such as pay-12; person-name, person-born or "
            "person-number; book, where an entry is missing."
        ),
    )
    asked: one_of(*LineQuestion.Asked.values) = Field(  # type: ignore[valid-type]
        title=_("What looks wrong?")
    )
    says: prose(LONGEST) | None = Field(  # type: ignore[valid-type]
        None,
        title=_("In your words"),
        description=_("Optional: the order, the day, what it should say. No phone number and no address."),
    )


@view("leave_accounts", title=_("Leave account"), for_programs=True)
def leave_account(authority: Authority, given: EmploymentAsOf) -> dict[str, Any]:
    """The accounts of leave: days entered, days taken since, and the balance.

    Leave earned since is not in it.
    """
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_book(authority, employment)
    return {
        "accounts": [
            {
                "kind_of_leave": one.kind,
                "since": one.since.isoformat(),
                "entered_days": one.entered,
                "verified": one.is_verified,
                "taken": [
                    {"what": it.what, "from": it.first.isoformat(), "days": it.days, "bill": it.bill or None}
                    for it in one.taken
                ],
                "balance_days": one.balance,
            }
            for one in leave_accounts(employment.pk, localdate(known_at), known_at)
        ]
    }


@view("next_increment", title=_("Next increment"), for_programs=True)
def increment(authority: Authority, given: EmploymentAsOf) -> dict[str, Any]:
    """The next yearly increment as the book stands: its day, basic pay before and after,
    days that postpone it.
    """
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_book(authority, employment)
    found = next_increment(employment.pk, localdate(known_at))
    if found is None:
        return {"increment": None}
    return {
        "increment": {
            "from": found.month.first.isoformat(),
            "basic_pay_paise": found.now,
            "then_paise": found.then,
            "postponed_days": found.lost,
            "entered": found.is_entered,
            "overdue": found.is_overdue,
            "undecided_days": found.undecided,
        }
    }


@view("expected_pay", title=_("Next month, as the book stands"))
def expected_pay(authority: Authority, given: ExpectedGiven) -> dict[str, Any]:
    """An estimate of a month by the rules of a run, on the book as it stands. It binds nobody.

    Arrears, festival benefits and leave surrender are not in it.
    """
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_book(authority, employment)
    reader = BookReader()
    month = given.month or next_month_of(reader, employment.pk, known_at)
    found = expected_month(reader, employment.pk, month, known_at)
    return {
        "month": str(month),
        "known_at": known_at.isoformat(timespec="seconds"),
        "is_estimate": True,
        "lines": [
            {"component": line.component, "kind": line.kind, "amount_paise": line.amount}
            for line in found.lines
        ],
        "gross_paise": found.gross,
        "deductions_paise": found.deductions,
        "net_paise": found.net,
    }


@view("loans", title=_("Loans and recoveries"), for_programs=True)
def loans(authority: Authority, given: EmploymentAsOf) -> dict[str, Any]:
    """Loans, advances and other recoveries: what was owed, what was recovered, what is left."""
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_book(authority, employment)
    return {
        "loans": [
            {
                "entry": f"obligation-{one.id}",
                "kind_of_due": one.kind,
                "payee": one.payee,
                "reference": one.reference or None,
                "from": one.since.isoformat(),
                "order": one.order or None,
                "order_state": one.effect.state if one.effect else None,
                "case_number": (one.effect.case_number or None) if one.effect else None,
                "instalment_paise": one.instalment,
                "instalments": one.instalments,
                "instalments_drawn": one.drawn,
                "owed_paise": one.owed,
                "recovered_paise": one.recovered,
                "left_paise": one.left,
            }
            for one in loans_of(BookReader(), employment.pk, known_at)
        ]
    }


@view("year_statement", title=_("Statement of the year"), for_programs=True)
def year(authority: Authority, given: YearGiven) -> dict[str, Any]:
    """What was drawn in an account year: each line by month of its voucher, and the sums
    with the income tax.
    """
    known_at, employment = given.instant(authority), employment_of(given.employment)
    require_reader_of_book(authority, employment)
    year = given.account_year or Month.of(localdate(known_at)).account_year
    found = year_statement(employment.pk, year, known_at)
    sums = found.sums()
    return {
        "account_year": year,
        "lines": [
            {
                "paid_in": str(line.paid_in),
                "for_month": str(line.for_month),
                "component": line.component,
                "kind": line.kind,
                "amount_paise": line.amount,
                "paper": line.paper,
            }
            for line in found.lines
        ],
        "gross_paise": sums.gross,
        "deductions_paise": sums.deductions,
        "income_tax_paise": sums.tax,
        "net_paise": sums.net,
    }


@act("object_to_entry", title=_("Object to an entry of your record"), roles=HERSELF)
def object_to_entry(authority: Authority, given: ObjectionGiven) -> Answer:
    """Object to an entry of one's own service book or data.

    It reaches the inbox of the office that has the book, which answers within 30 days with
    ``answer_about_pay``. An entry changes only by ``correct``, with a second person.
    """
    employment = own_employment(authority, given.employment)
    asked = object_to(authority, employment, given.entry, given.asked, given.says or "")
    state = {"question": asked.reference, "drawing_code": asked.drawing_code.code}
    return Answer.of("asked_about_pay", state, drawing_code=asked.drawing_code.code)
