"""An account already used by other people is found while it is new, and its verifier sees their names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, transaction

from tests.conftest import World
from tests.payroll.office import OCTOBER, SmallOffice, at
from tests.web.test_findings import in_malayalam
from vethanam.payroll.actions import compute_run
from vethanam.payroll.models import RunFinding
from vethanam.people.models import Employment
from vethanam.periods import Month
from vethanam.service_book.models import PayeeAccount
from vethanam.service_book.queries import BookReader, accounts_named_twice, others_of_accounts

JOINT: dict[str, Any] = {"branch": "TEST0000001", "number": "77777770001", "tail": "0001", "holder": "Two"}


def named(office: SmallOffice, number: str, known: int = 5, **changes: Any) -> int:
    """An account of a person, entered and verified."""
    fact = office.note(
        office.people[number], "payee_account", date(2026, 10, 1), at(known), **{**JOINT, **changes}
    )
    return int(fact.pk)


def found(
    office: SmallOffice, month: Month = OCTOBER, when: int = 21, of: int = 10
) -> list[tuple[str, str, bool]]:
    run = compute_run(month, "0412", office.by("clerk", at(when, month=of)))
    rows = RunFinding.objects.filter(run=run.run, code__startswith="account_shared").order_by("pk")
    assert all("<span" not in in_malayalam(row) for row in rows)
    return [(row.record, row.says, row.blocks) for row in rows]


@pytest.mark.parametrize("few", [0, 5000], ids=["of everybody", "of a few"])
def test_an_account_of_two_people_is_found_in_the_run_of_each_and_not_every_month(
    world: World, office: SmallOffice, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("vethanam.payroll.runs.joint_accounts._FEW", few)
    with world.role("worker"):
        assert found(office) == []
        named(office, "100234")
        named(office, "100235")
        one, two = found(office, when=22)
        assert (one[0], two[0]) == ("Employee 100234", "Employee 100235") and not one[2]
        assert one[1].startswith(
            "The same account is named for 1 other person (100235). An account that spouses"
        )
        assert "7777" not in one[1]
        assert found(office, OCTOBER.plus(2), 20, 12) == []


def test_an_account_that_was_put_right_is_shared_no_more(world: World, office: SmallOffice) -> None:
    with world.role("worker"):
        fact = named(office, "100234")
        named(office, "100235")
        assert others_of_accounts(BookReader(), [fact], at(21)) == {fact: ["100235"]}
        assert others_of_accounts(BookReader(), [fact], at(4)) == {}
    with world.role("owner"):  # the worker reads no number
        theirs = PayeeAccount.objects.filter(employment=office.people["100235"]).latest("pk")
        office.amend(theirs, at(8), is_withdrawn=True)
    with world.role("worker"):
        assert others_of_accounts(BookReader(), [fact], at(7)) == {fact: ["100235"]}
        assert others_of_accounts(BookReader(), [fact], at(9)) == {}


def test_an_account_that_treasury_savings_are_sent_on_to_is_compared_too(
    world: World, office: SmallOffice
) -> None:
    savings: dict[str, Any] = {
        "kind_of_account": "treasury_savings", "branch": "T07", "holder": "Two",
        "onward_branch": "TEST0000001",
        "onward_number": "77777770001", "onward_tail": "0001",
    }  # fmt: skip
    with world.role("worker"):
        first = named(office, "100234")
        second = office.note(
            office.people["100235"], "payee_account", date(2026, 10, 1), at(5), number="7990000", tail="0000",
            **savings
        ).pk  # fmt: skip
        assert others_of_accounts(BookReader(), [first, second], at(21)) == {
            first: ["100235"],
            second: ["100234"],
        }
        assert accounts_named_twice(BookReader(), at(5), at(21)) == [first, second]
        assert accounts_named_twice(BookReader(), at(6), at(21)) == []


def test_two_services_of_one_person_share_an_account(world: World, office: SmallOffice) -> None:
    with world.role("owner"):
        one = office.people["100234"]
        Employment.objects.filter(pk=office.people["100235"].pk).update(person=one.person)
    with world.role("web"):
        fact = named(office, "100234")
        named(office, "100235")
        assert others_of_accounts(BookReader(), [fact], at(21)) == {}


def test_a_guessed_account_that_is_entered_and_rolled_back_tells_nothing(
    world: World, office: SmallOffice
) -> None:
    """A web process that was taken over: it enters a guess, asks by its own fact and by those on
    record, and rolls back.
    """
    with world.role("web"):
        theirs, before = named(office, "100234"), PayeeAccount.objects.count()
        with transaction.atomic():
            assert (
                others_of_accounts(BookReader(), [theirs], at(21)) == {}
            )  # asked before the transaction has written anything
            within_savepoint = named(office, "100235")
            assert others_of_accounts(BookReader(), [within_savepoint, theirs], at(21)) == {}
            transaction.set_rollback(True)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            accounts_named_twice(BookReader(), at(1), at(21))
        with transaction.atomic():
            guess = PayeeAccount.objects.create(
                employment=office.people["100235"], valid_from=date(2026, 10, 1), recorded_at=at(5),
                entered_by=office.officers["clerk"], **JOINT,
            )  # fmt: skip
            assert others_of_accounts(BookReader(), [guess.pk, theirs], at(21)) == {}
            transaction.set_rollback(True)
        assert PayeeAccount.objects.count() == before
        kept = named(office, "100235")
        assert others_of_accounts(BookReader(), [kept, theirs], at(21)) == {
            kept: ["100234"],
            theirs: ["100235"],
        }
    with world.role("worker"):
        assert accounts_named_twice(BookReader(), at(1), at(21)) == [theirs, kept]
