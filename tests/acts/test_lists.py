"""Lists are paged, with each row once; another account sees none."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection

from tests.acts.keys import signs
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts.columns import columns_listed
from vethanam.acts.executor import Performed, look, perform
from vethanam.acts.registry import views
from vethanam.identity.models import Account
from vethanam.people.models import Person
from vethanam.privacy.actions.restraints import file_restraint
from vethanam.privacy.models import Use, UseSubject
from vethanam.privacy.restraint_input import read_filing


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    for number in ("1", "2", "3"):
        office.hire(number)
    return office


def shown(office: SmallOffice, name: str, by: str = "clerk", **given: Any) -> Performed:
    return shown_on(at(29), office, name, by, **given)


def shown_on(day: datetime, office: SmallOffice, name: str, by: str, **given: Any) -> Performed:
    found = look(name, office.officers[by], given, day, is_sample=True)
    for row in found.state.get(views()[name].rows, ()):
        flat = [key for key, value in row.items() if not isinstance(value, dict)]
        assert flat == list(columns_listed(name)), "an empty list has other columns"
    return found


def test_people_come_page_by_page(office: SmallOffice) -> None:
    given: dict[str, Any] = {"drawing_code": "0412", "month": "2026-10", "most": 2}
    first = shown(office, "people", **given).state
    second = shown(office, "people", **given, after=first["next"]).state
    assert [row["employment"] for row in (*first["people"], *second["people"])] == ["1", "2", "3"]
    assert second["next"] is None


def test_a_month_its_bills_and_the_register_are_shown(office: SmallOffice) -> None:
    month = {"month": "2026-10", "drawing_code": "0412"}
    assert shown(office, "month", **month).code == "no_run"
    for do, by in (("run", "clerk"), ("make", "clerk"), ("check", "officer"), ("present", "officer")):
        performed = perform(do, office.officers[by], month, at(28), is_sample=True, sign=signs)
        assert performed.ok, performed.says
    assert shown(office, "month", **month).state["people"] == 3
    assert [row["state"] for row in shown(office, "bills", drawing_code="0412").state["bills"]] == [
        "presented"
    ]
    (waits,) = shown(office, "register", by="treasurer", treasury="T07").state["bills"]
    assert (waits["bill"], waits["presentation"]) == ("2026/0412/1", 1)


def test_entries_that_wait_are_listed_with_who_entered_them(office: SmallOffice) -> None:
    perform(
        "record",
        office.officers["clerk"],
        {"fact": "membership", "employment": "1", "fund": "gpf", "amount": 5000, "valid_from": "2026-10-01"},
        at(20),
        is_sample=True,
    )
    (mine,) = shown(office, "entries", drawing_code="0412").state["entries"]
    assert (mine["fact"], mine["entered_oneself"]) == ("membership", True)
    (hers,) = shown(office, "entries", by="second", drawing_code="0412").state["entries"]
    assert hers["entered_oneself"] is False


def test_a_stranger_is_shown_no_list(office: SmallOffice) -> None:
    office.appoint("stranger", "drawing_officer", "0999")
    for name, given in (
        ("bills", {}),
        ("people", {"month": "2026-10"}),
        ("month", {"month": "2026-10"}),
        ("entries", {}),
    ):
        assert shown(office, name, by="stranger", drawing_code="0412", **given).code == "not_acting_as", name
    assert shown(office, "register", by="treasurer", treasury="T99").code == "not_acting_as"
    assert shown(office, "vouchers", month="2026-10").code == "not_acting_as"
    assert shown(office, "uses").code == "not_acting_as"


def test_uses_of_oneself_come_page_by_page(office: SmallOffice) -> None:
    """More rows than one page, each once, newest first."""
    person = office.people["1"].person
    account = Account.objects.create(username="emp-1", kind=Account.Kind.PERSON)
    Person.objects.filter(pk=person.pk).update(account=account)
    for number in range(5):
        use = Use.objects.create(
            reference=f"use-{number}", purpose_code="SVC-TERMS", mode="message",
            asked_by=office.officers["clerk"], office="FIN",
            role="clerk", subjects=1, allowed=0, outcome="deny", request={"sources": []}, rules_hash=b"x",
            leaf=10**9 + number,
            at=at(10 + number // 2), recorded_at=at(10),
        )  # fmt: skip
        UseSubject.objects.create(
            use=use,
            person=person.pk,
            outcome="deny",
            commitment=bytes(32),
            salt=bytes(16),
            record={},
        )
    seen: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = look("uses", account, {"most": 2, **after}, at(29), is_sample=True)
        assert page.ok, page.says
        seen += [row["use"] for row in page.state["uses"]]
        if page.state["next"] is None:
            break
        after = {"after": page.state["next"]}
    assert seen == [f"use-{number}" for number in (4, 3, 2, 1, 0)]
    assert look("uses", account, {"after": "none"}, at(29), is_sample=True).state["uses"] == []


@contextlib.contextmanager
def rows_of(table: str) -> Iterator[list[int]]:
    """How many rows of a table each statement within gave back to the program."""
    counts: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        if f'FROM "{table}"' in sql:
            counts.append(context["cursor"].rowcount)
        return done

    with connection.execute_wrapper(count):
        yield counts


def paged(office: SmallOffice, name: str, key: str, by: str, *, table: str, **given: Any) -> list[str]:
    """All keys of a list, two at a time; no statement gives back more than a page and the row after it."""
    seen: list[str] = []
    after: dict[str, Any] = {}
    while True:
        with rows_of(table) as counts:
            page = shown(office, name, by=by, most=2, **given, **after)
        assert page.ok, page.says
        assert 0 < max(counts) <= 3
        (rows,) = [value for value in page.state.values() if isinstance(value, list)]
        seen += [str(row[key]) for row in rows]
        if page.state["next"] is None:
            return seen
        after = {"after": page.state["next"]}


def test_entries_are_read_page_by_page(office: SmallOffice) -> None:
    for amount in range(5000, 5007):
        fact = {"fact": "membership", "employment": "1", "fund": "gpf", "amount": amount}
        assert perform(
            "record", office.officers["clerk"], {**fact, "valid_from": "2026-10-01"}, at(20), is_sample=True
        ).ok
    office.record(office.people["2"], "wage", at(1).date(), at(20), rate=80_000)
    given = {"drawing_code": "0412"}
    whole = [str(one["id"]) for one in shown(office, "entries", **given).state["entries"]]
    assert len(whole) == 8
    assert paged(office, "entries", "id", "clerk", table="service_book_membership", **given) == whole
    for strange in ("none", "membership-x", "thing-1"):
        assert shown(office, "entries", **given, after=strange).state["entries"] == []


def test_restraints_are_read_page_by_page(desk_db: None, office: SmallOffice) -> None:
    office.appoint("law", "law_officer", "", office="FIN")
    for number in range(5):
        given = {
            "id": f"r-{number}",
            "kind": "undertaking",
            "case_number": f"WP {number}/2026",
            "purposes": "PUBLICITY",
        }
        file_restraint(office.by("law", at(20)), read_filing(given, at=at(20)))
    seen = paged(office, "restraints", "restraint", "law", table="privacy_restraint")
    assert seen == [f"r-{number}" for number in reversed(range(5))]
    assert shown(office, "restraints", by="law", after="none").state["restraints"] == []


@pytest.fixture
def five(office: SmallOffice) -> SmallOffice:
    """Five offices, the bill of each at the treasury."""
    for code in ("0412", "0413", "0414", "0415", "0416"):
        its = office if code == "0412" else small_office(code)
        if its is not office:
            its.hire(code)
        month = {"month": "2026-10", "drawing_code": code}
        for do, by in (("run", "clerk"), ("make", "clerk"), ("check", "officer"), ("present", "officer")):
            when = at(28, hour=20 - int(code[-1]))
            done = perform(do, its.officers[by], month, when, is_sample=True, sign=signs)
            assert done.ok, done.says
    return office


def test_the_register_and_vouchers_are_read_page_by_page(five: SmallOffice) -> None:
    codes = ["0416", "0415", "0414", "0413", "0412"]
    bills = [f"2026/{code}/1" for code in codes]
    treasury = {"treasury": "T07"}
    assert paged(five, "register", "bill", "treasurer", table="payroll_bill", **treasury) == bills
    assert shown(five, "register", by="treasurer", **treasury, after="none").state["bills"] == []
    for bill in bills:
        given = {"bill": bill}
        assert perform("pass", five.officers["treasurer"], given, at(29), is_sample=True, sign=signs).ok
    five.appoint("money", "finance_officer", "", office="FIN")
    month = {"month": "2026-10"}
    assert paged(five, "vouchers", "bill", "money", table="payroll_presentation", **month) == bills
    assert shown(five, "vouchers", by="money", **month, after="none").state["vouchers"] == []
