"""The inbox lists what waits for an account, oldest first, and nothing that it cannot do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.acts.keys import signs
from tests.payroll.office import SmallOffice, at, small_office
from vethanam.acts.executor import look, perform
from vethanam.acts.inbox import inbox_of
from vethanam.acts.inbox_kinds import KINDS
from vethanam.errors import templates
from vethanam.identity.models import Account
from vethanam.people.models import Delegation, Person, Role
from vethanam.people.queries import Hat, hats_of

MONTH: dict[str, Any] = {"month": "2026-10", "drawing_code": "0412"}
BILL = "2026/0412/1"


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    office = small_office()
    for number in ("1", "2"):
        office.hire(number)
    return office


def does(office: SmallOffice, act: str, by: str, day: int = 28, **given: Any) -> None:
    done = perform(act, office.officers[by], given, at(day), is_sample=True, sign=signs)
    assert done.ok, done.says


def kinds(office: SmallOffice, by: str, day: int = 29) -> list[str]:
    shown = look("inbox", office.officers[by], {}, at(day), is_sample=True).state
    assert shown["count"] == len(shown["inbox"])
    since = [row["since"] for row in shown["inbox"]]
    assert since == sorted(since)
    return [row["kind"] for row in shown["inbox"]]


def presented(office: SmallOffice) -> None:
    does(office, "run", "clerk", **MONTH)
    does(office, "make", "clerk", **MONTH)
    assert kinds(office, "officer") == ["bill_to_check"]
    assert kinds(office, "clerk") == []
    does(office, "check", "officer", **MONTH)
    assert kinds(office, "officer") == ["bill_to_present"]
    does(office, "present", "officer", **MONTH)


def test_a_bill_that_the_treasury_sent_back_waits_for_the_drawing_officer(office: SmallOffice) -> None:
    presented(office)
    assert (kinds(office, "officer"), kinds(office, "treasurer")) == ([], ["bill_to_pass"])
    does(office, "object", "treasurer", bill=BILL, reason="The head is wrong.")
    assert kinds(office, "treasurer") == []
    shown = look("inbox", office.officers["officer"], {}, at(31), is_sample=True).state
    (row,) = shown["inbox"]
    assert (row["kind"], row["scope"], row["days"]) == ("bill_sent_back", "0412", 3)
    assert row["says"] == f"Bill {BILL} came back from the treasury: The head is wrong."
    does(office, "present", "officer", 29, bills=[BILL], answer="It is right.")
    assert kinds(office, "officer") == []


def test_an_entry_waits_for_everybody_but_who_made_it(office: SmallOffice) -> None:
    entry: dict[str, Any] = {
        "fact": "membership",
        "employment": "1",
        "fund": "gpf",
        "amount": 5000,
        "valid_from": "2026-10-01",
    }
    does(office, "record", "clerk", 20, **entry)
    assert kinds(office, "clerk") == []
    assert kinds(office, "second") == kinds(office, "officer") == ["entries"]
    shown = look("inbox", office.officers["second"], {}, at(21), is_sample=True).state
    assert (shown["inbox"][0]["employment"], shown["inbox"][0]["days"]) == ("1", 1)
    does(office, "verify", "second", 21, drawing_code="0412")
    assert kinds(office, "officer") == []


def test_the_work_of_another_office_is_never_listed(office: SmallOffice) -> None:
    office.appoint("stranger", "drawing_officer", "0999")
    office.appoint("elsewhere", "treasury_officer", "T99")
    presented(office)
    does(office, "record", "clerk", 20, fact="membership", employment="1", fund="gpf", amount=5000,
         valid_from="2026-10-01")  # fmt: skip
    assert kinds(office, "stranger") == kinds(office, "elsewhere") == []


def test_a_delegation_lists_only_what_it_lets_her_do(office: SmallOffice) -> None:
    presented(office)
    does(office, "object", "treasurer", bill=BILL, reason="The head is wrong.")
    lent = {power: Hat(Role.DRAWING_OFFICER, "0412", "DEPT", 99, 1, 2, powers) for power, powers in (
        (Delegation.Power.PREPARE, frozenset({"view", "prepare"})),
        (Delegation.Power.PRESENT, frozenset({"view", "prepare", "present"})),
    )}  # fmt: skip
    account = office.officers["second"].pk
    assert not inbox_of(account, [lent[Delegation.Power.PREPARE]], at(29))
    assert [row.kind for row in inbox_of(account, [lent[Delegation.Power.PRESENT]], at(29))] == [
        "bill_sent_back"
    ]


def test_what_two_roles_of_an_account_can_do_is_listed_once(office: SmallOffice) -> None:
    does(office, "record", "clerk", 20, fact="membership", employment="1", fund="gpf", amount=5000,
         valid_from="2026-10-01")  # fmt: skip
    roles = [Hat(role, "0412", "DEPT", 99) for role in (Role.CLERK, Role.DRAWING_OFFICER)]
    assert len(inbox_of(office.officers["second"].pk, roles, at(29))) == 1


def test_every_kind_of_every_role_is_read_in_one_statement(office: SmallOffice) -> None:
    hats = [Hat(role, "0412", "FIN", 99) for role in Role.values if role != Role.EMPLOYEE]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        inbox_of(office.officers["clerk"].pk, hats, at(29))
    assert len(asked) == 1
    assert {kind.code for kind in KINDS} <= {code.removeprefix("inbox_") for code in templates()} | {
        "payment_of_office", "bank_question", "duty", "message_declined",
    }  # fmt: skip


def test_hats_and_rows_name_the_same_role(office: SmallOffice) -> None:
    presented(office)
    treasurer = office.officers["treasurer"].pk
    rows = inbox_of(treasurer, hats_of(treasurer, at(29)), at(29))
    assert [(row.role, row.scope) for row in rows] == [("treasury_officer", "T07")]


def test_a_month_waits_until_it_is_on_a_bill_and_who_is_held_until_she_is_drawn(office: SmallOffice) -> None:
    does(office, "run", "clerk", **MONTH)
    does(office, "hold_back", "clerk", **MONTH, employment="2", reason="Her joining is in dispute.")
    does(office, "make", "clerk", **MONTH)
    shown = look("inbox", office.officers["clerk"], {}, at(29), is_sample=True).state["inbox"]
    assert [(row["kind"], row["key"], row["employment"]) for row in shown] == [
        ("held_person", "2026-10", "2")
    ]
    assert shown[0]["says"] == "Held back from the bill of October 2026: Her joining is in dispute."
    does(office, "cancel", "officer", bill=BILL, reason="A name is wrong.")
    assert set(kinds(office, "clerk")) == {"held_person", "month_without_bill"}
    does(office, "make", "clerk", **MONTH)
    does(office, "run", "clerk", 29, **MONTH)
    does(office, "make", "clerk", 29, **MONTH)
    assert kinds(office, "clerk") == []


def test_an_open_account_after_the_end_of_service_waits_for_the_office(office: SmallOffice) -> None:
    for number in ("1", "2"):
        employment = office.people[number]
        account = Account.objects.create_user(f"E{number}")
        Person.objects.filter(pk=employment.person_id).update(account=account)
    ends = {"valid_until": date(2026, 9, 30), "end_cause": "retirement"}
    office.record(office.people["1"], "service_spell", date(2010, 6, 1), at(5), **ends)
    assert "account_to_close" in kinds(office, "clerk")
    shown = look("inbox", office.officers["officer"], {}, at(29), is_sample=True).state["inbox"]
    assert [row["employment"] for row in shown if row["kind"] == "account_to_close"] == ["1"]
    does(office, "close_account", "clerk", account="E1")
    assert "account_to_close" not in kinds(office, "clerk")
