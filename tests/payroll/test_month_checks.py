"""The checks before a run name who is blocked, who is worth a look, and nobody else."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.payroll.office import OCTOBER, SmallOffice, at, small_office
from vethanam.orders.actions import record_order_effect
from vethanam.orders.models import Order
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import RunFinding
from vethanam.payroll.queries import differences
from vethanam.payroll.runs.month_checks import MonthChecks, month_checks
from vethanam.people.models import Employment, Office, Person
from vethanam.privacy.models import Contact
from vethanam.service_book.models import FACTS, PayeeAccount, Verification
from vethanam.service_book.reader import BookReader

NOVEMBER = OCTOBER.plus(1)
LATE = at(20, month=11)


@pytest.fixture
def small(desk_db: None) -> SmallOffice:
    """An office in a transaction, without people."""
    return small_office()


def checked(month: Any = OCTOBER, when: Any = None) -> MonthChecks:
    return month_checks(BookReader(), "0412", month, when or at(28))


def told(found: MonthChecks, code: str) -> list[tuple[str, str]]:
    """Record and sentence of each finding of a kind."""
    return [(one.record, one.says) for one in found.all if one.code == code]


def codes(found: MonthChecks) -> set[str]:
    return {one.code for one in found.all} - {"contact_missing"}


def test_nobody_is_named_without_a_reason(small: SmallOffice) -> None:
    small.hire("1", gpf=500_000)
    assert (checked().blocking, codes(checked())) == ((), set())


def test_the_same_people_block_before_the_run_and_in_it(small: SmallOffice) -> None:
    one, two = small.hire("1"), small.hire("2")
    small.note(one, "absence", date(2026, 10, 5), at(5), kind_of_absence="half_pay")
    small.record(two, "quarters", date(2026, 10, 1), at(6))
    found = checked()
    assert {(f.record, f.code) for f in found.blocking} == {
        ("Employee 1", "open_absence"),
        ("Employee 2", "unverified"),
    }
    run = compute_run(OCTOBER, "0412", small.by("clerk")).run
    rows = RunFinding.objects.filter(run=run, blocks=True).values_list("record", "code")
    assert set(rows) == {(f.record, f.code) for f in found.blocking}
    assert codes(checked()) == codes(found)  # said after the run too


def test_pay_that_is_not_by_the_accountant_generals_slip(small: SmallOffice) -> None:
    one, other = small.hire("1"), small.hire("2")
    slip = Order.objects.create(
        number="GE12/345", dated=date(2026, 8, 1), kind=Order.Kind.PAY_SLIP, recorded_at=at(1)
    )
    pay = {"basis": "scale", "revision": 11, "scale": "37400-79000", "reason": "increment"}
    small.note(one, "pay", date(2026, 8, 1), at(4), basic_pay=4_670_000, order=slip, **pay)
    small.note(other, "pay", date(2026, 8, 1), at(4), basic_pay=4_670_000, order=slip, **pay)
    small.note(one, "pay", date(2026, 10, 1), at(5), basic_pay=4_780_000, **pay)
    assert told(checked(), "pay_not_by_slip") == [
        (
            "Employee 1",
            (
                "The pay of ₹\u202f47,800 from 1 Oct 2026 is not the one of the Accountant General's pay "
                "slip GE12/345, which authorises ₹\u202f46,700 from 1 Aug 2026. Enter the later slip, or "
                "correct the pay."
            ),
        )
    ]


def test_a_stayed_recovery_with_its_case_and_balance(small: SmallOffice) -> None:
    one, other = small.hire("1"), small.hire("2")
    order = Order.objects.create(number="R-9/2026", dated=date(2026, 7, 1), recorded_at=at(1))
    due = {
        "kind_of_due": "government_due",
        "payee": "Government",
        "principal": 900_000,
        "instalment": 100_000,
    }
    for who in (one, other):
        small.note(who, "obligation", date(2026, 8, 1), at(4), order=order, instalments=9, **due)
    assert not {"recovery_stayed", "recovery_stopped"} & codes(checked())
    record_order_effect(
        small.by("clerk", at(6)), order, state="stayed", valid_from=date(2026, 10, 2), employment=one.pk,
        case_number="W.P.(C) 77/2026",
    )  # fmt: skip
    ((record, says),) = told(checked(), "recovery_stayed")
    assert record == "Employee 1"
    assert says == (
        "Government due for Government is not recovered: R-9/2026 dated 01 Jul 2026 is stayed since "
        "2 Oct 2026, case W.P.(C) 77/2026. ₹\u202f9,000 is left."
    )


def test_a_posting_within_a_leave(small: SmallOffice) -> None:
    one = small.hire("1")
    days = {"kind_of_absence": "earned", "valid_until": date(2026, 10, 20)}
    small.note(one, "absence", date(2026, 10, 5), at(5), **days)
    _posted(small, one, date(2026, 10, 12), small.place)
    assert told(checked(), "posted_on_leave") == [
        (
            "Employee 1",
            (
                "The posting begins on 12 Oct 2026, within the leave (earned) from 5 Oct 2026. "
                "Correct or end one of them."
            ),
        )
    ]


def test_two_postings_from_one_day(small: SmallOffice) -> None:
    one = small.hire("1")
    other = Office.objects.create(code="O9", name="Annexe", district="Ernakulam")
    _posted(small, one, date(2026, 10, 12), small.place)
    _posted(small, one, date(2026, 10, 12), other)
    ((record, says),) = told(checked(), "two_postings")
    assert record == "Employee 1" and "12 Oct 2026, at Office and at Annexe" in says


def _posted(small: SmallOffice, one: Employment, since: date, place: Office) -> None:
    small.note(
        one, "posting", since, at(6), post=small.post, office=place, drawing_code=small.code,
        bill_class=small.bill_class,
    )  # fmt: skip


def test_a_later_pay_contradicts_a_promotion_from_an_earlier_day(small: SmallOffice) -> None:
    one = small.hire("1", basic_pay=4_560_000)
    stage = {"basis": "scale", "revision": 11, "scale": "37400-79000"}
    small.note(one, "pay", date(2026, 10, 1), at(5), **stage, basic_pay=4_670_000, reason="increment")
    assert not told(checked(), "pay_falls")
    small.note(one, "pay", date(2026, 9, 1), at(8), **stage, basic_pay=4_900_000, reason="promotion")
    ((record, says),) = told(checked(), "pay_falls")
    assert record == "Employee 1"
    assert "from 1 Oct 2026 is ₹\u202f46,700, below the ₹\u202f49,000 from 1 Sep 2026" in says
    small.note(one, "pay", date(2026, 10, 1), at(9), **stage, basic_pay=5_000_000, reason="increment")
    assert told(checked(), "two_pays") and not told(checked(), "no_pay")


def test_entries_after_the_end_of_service(small: SmallOffice) -> None:
    one = small.hire("1")
    small.note(
        one, "absence", date(2026, 10, 5), at(5), kind_of_absence="earned", valid_until=date(2026, 11, 3)
    )
    spell = FACTS["service_spell"].rows().get(employment=one)
    small.amend(spell, at(6), valid_until=date(2026, 10, 31), end_cause="resignation")
    small.note(one, "pay", date(2026, 11, 1), at(7), basis="consolidated", basic_pay=4_000_000)
    assert {"leave_past_service", "entry_after_service"} <= codes(checked())


def test_an_increment_due_without_an_entry(small: SmallOffice) -> None:
    one = small.hire("1")
    pay = FACTS["pay"].rows().get(employment=one)
    small.amend(pay, at(5), increment_month=10)
    says = (
        "An increment is due since October 2026 and has no entry. Enter it, or the order that keeps the pay."
    )
    assert told(checked(), "increment_without_entry") == [("Employee 1", says)]


def test_people_without_account_or_contact(small: SmallOffice) -> None:
    one, two, three = small.hire("1"), small.hire("2"), small.hire("3")
    account = PayeeAccount.objects.defer("number", "onward_number", "holder").get(employment=one)
    small.amend(account, at(5), is_withdrawn=True)
    _contact(small, two, verified_on=date(2026, 9, 1))
    _contact(small, three)
    found = checked()
    assert [record for record, _ in told(found, "no_account")] == ["Employee 1"]
    assert [record for record, _ in told(found, "contact_missing")] == ["Employee 1"]
    assert [record for record, _ in told(found, "contact_unconfirmed")] == ["Employee 3"]


def _contact(small: SmallOffice, one: Employment, **fields: Any) -> None:
    Contact.objects.create(
        person=one.person_id, kind="email_official", recorded_at=at(1), entered_by=small.officers["clerk"],
        leaf=1, **fields,
    )  # fmt: skip


def test_a_balance_of_leave_below_zero(small: SmallOffice) -> None:
    one, two = small.hire("1"), small.hire("2")
    for employment, days in ((one, 5), (two, 12)):
        small.note(employment, "leave_account", date(2026, 1, 1), at(2), days=days, kind_of_leave="half_pay")
        small.note(
            employment, "absence", date(2026, 10, 5), at(5), kind_of_absence="commuted",
            valid_until=date(2026, 10, 10),
        )  # fmt: skip
    # an account that waits for the second person hides nothing
    small.record(one, "leave_account", date(2026, 2, 1), at(6), days=50, kind_of_leave="half_pay")
    ((record, says),) = told(checked(), "leave_below_zero")
    assert record == "Employee 1"
    assert says.startswith("Half pay: 12 days are taken since 1 Jan 2026, 7 more than the 5 entered.")


@pytest.mark.begins("october_drawn")
def test_pay_that_changes_by_more_than_a_fifth_is_named_with_its_cause(office: SmallOffice) -> None:
    for number, last in (("100234", 15), ("100235", 3)):
        office.note(
            office.people[number], "absence", date(2026, 11, 2), at(5, month=11),
            kind_of_absence="without_allowances", valid_until=date(2026, 11, last),
        )  # fmt: skip
    found = checked(NOVEMBER, LATE)
    ((record, says),) = told(found, "earnings_fall_much")
    assert record == "Employee 100234" and "in October 2026" in says
    (finding,) = [f for f in found.looks if f.code == "earnings_fall_much"]
    assert (finding.facts["cause"], finding.blocks) == ("leave", False)
    run = compute_run(NOVEMBER, "0412", office.by("clerk", LATE)).run
    causes = {row.change.cause for row in differences(BookReader(), run).explained}
    assert "leave" in causes and causes <= {"leave", "tax_of_year", "follows", "recovery_changed"}


def test_five_hundred_people_are_checked_in_as_many_queries_as_five(small: SmallOffice) -> None:
    _hire_many(small, 5)
    few = _queries()
    _hire_many(small, 495, since=5)
    assert len(told(checked(), "contact_missing")) == 500
    assert _queries() <= few


def _queries() -> int:
    with CaptureQueriesContext(connection) as captured:
        checked()
    return len(captured)


def _hire_many(small: SmallOffice, count: int, since: int = 0) -> None:
    """Copies of one person with all her facts but the account."""
    first = small.hire(str(900_000 + since), gpf=500_000)
    known = at(1)
    persons = Person.objects.bulk_create(
        Person(name=f"Person {n}", born=date(1985, 5, 5) + timedelta(days=n), recorded_at=known)
        for n in range(1, count)
    )
    employments = Employment.objects.bulk_create(
        Employment(person=person, number=str(900_000 + since + n), category="state", recorded_at=known)
        for n, person in enumerate(persons, 1)
    )
    for kind, model in FACTS.items():
        facts: list[Any] = []
        for fact in () if kind == "payee_account" else model.rows().filter(employment=first):
            for employment in employments:
                one = copy.copy(fact)
                one._state = copy.copy(fact._state)
                one._state.adding, one.pk, one.employment = True, None, employment
                facts.append(one)
        made = model.rows().bulk_create(facts)
        by = small.by("officer").account
        Verification.objects.bulk_create(
            Verification(kind=kind, fact=one.pk, verified_by_id=by, recorded_at=known) for one in made
        )


def test_a_suspension_that_ended_is_asked_after_until_it_is_settled(small: SmallOffice) -> None:
    one, two = small.hire("1"), small.hire("2")
    days = {"kind_of_absence": "suspension", "valid_until": date(2026, 10, 9)}
    first = small.note(one, "absence", date(2026, 9, 1), at(5), **days)
    small.note(two, "absence", date(2026, 9, 1), at(5), **days)
    small.note(two, "absence", date(2026, 10, 10), at(11), kind_of_absence="suspension")  # goes on
    says = (
        "The suspension from 1 Sep 2026 to 9 Oct 2026 ended, and no order says if its days were duty. "
        "Enter the order."
    )
    assert told(checked(), "suspension_not_settled") == [("Employee 1", says)]
    assert not checked().blocking
    small.amend(first, at(12), is_not_duty=True)
    assert told(checked(), "suspension_not_settled") == []
