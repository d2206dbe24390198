"""Administrators are made at the machine while there are fewer than two; they invite everybody else."""

from __future__ import annotations

from datetime import date

import pytest

from tests.payroll.office import SmallOffice, at
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.first_codes import activate
from vethanam.identity.models import Account
from vethanam.identity.resets import close_account
from vethanam.people.accounts import (
    NewPerson,
    count_administrators,
    create_administrator,
    invite_employees,
    invite_officer,
    needs_second_factor,
)
from vethanam.people.models import Person
from vethanam.people.queries import authority_of

PASSWORD = "three plain words here"
ANITA = NewPerson("Anita Thomas", date(1978, 2, 3), "അനിത തോമസ്")
BIJU = NewPerson("Biju Varghese", date(1980, 4, 5))
CELINE = NewPerson("Celine Jose", date(1982, 6, 7))


@pytest.fixture
def machine(office: SmallOffice) -> Authority:
    account = Account.objects.create(username="service-machine", kind=Account.Kind.SERVICE)
    return Authority(account.pk, None, "DEPT", "service", at(20))


def test_two_administrators_are_made_at_the_machine_and_no_third(machine: Authority) -> None:
    first = create_administrator(machine, "anita", ANITA)
    assert count_administrators(at(20)) == 1
    create_administrator(machine, "biju", BIJU)
    with pytest.raises(Refused, match="two administrators"):
        create_administrator(machine, "celine", CELINE)
    assert first.person.name_ml == "അനിത തോമസ്" and len(first.issued.code) == 14
    acting = authority_of(first.issued.account, at(20), role="administrator")
    assert acting.person == first.person.pk and acting.office == "DEPT"


def test_a_closed_administrator_leaves_a_place_and_can_come_back(machine: Authority) -> None:
    anita = create_administrator(machine, "anita", ANITA)
    create_administrator(machine, "biju", BIJU)
    biju = Account.objects.get(username="biju")
    Account.objects.filter(pk=biju.pk).update(is_active=False)
    assert count_administrators(at(20)) == 1
    again = create_administrator(machine, "biju", BIJU)
    assert again.issued.account.pk == biju.pk and again.issued.account.is_active
    assert Person.objects.filter(name="Biju Varghese").count() == 1 and anita


def test_nobody_is_made_twice(machine: Authority) -> None:
    create_administrator(machine, "anita", ANITA)
    with pytest.raises(Refused, match="is taken"):
        create_administrator(machine, "Anita", BIJU)
    with pytest.raises(Refused, match="on record, with account or number anita"):
        create_administrator(machine, "anita.2", NewPerson("anita thomas", ANITA.born))


@pytest.mark.parametrize(
    ("name", "person", "says"),
    [
        ("a", ANITA, "2 to 60"),
        ("0000012345", ANITA, "2 to 60"),
        ("anita thomas", ANITA, "2 to 60"),
        ("anita", NewPerson(" ", ANITA.born), "Write the person's name"),
        ("anita", NewPerson("Anita +91 00000 12345", ANITA.born), "Write the person's name"),
        ("anita", NewPerson("Anita", date(2015, 1, 1)), "age of 11"),
        ("anita", NewPerson("Anita", date(1900, 1, 1)), "age of 126"),
    ],
)
def test_what_cannot_be_right_is_refused(machine: Authority, name: str, person: NewPerson, says: str) -> None:
    with pytest.raises(Unsound, match=says):
        create_administrator(machine, name, person)


def test_an_administrator_invites_officers_and_employees(office: SmallOffice, machine: Authority) -> None:
    admin = authority_of(create_administrator(machine, "anita", ANITA).issued.account, at(20))
    officer = invite_officer(admin, "celine", CELINE)
    assert officer.issued.account.kind == "officer"
    invited = invite_employees(admin, ["100234", "100235"])
    assert [one.issued.account.username for one in invited] == ["E100234", "E100235"]
    again = invite_employees(admin, ["100234"])
    assert again[0].issued.account == invited[0].issued.account
    assert Person.objects.get(account__username="E100234").pk == office.people["100234"].person_id


def test_an_officer_who_is_employed_has_one_account_under_the_name_of_her_office(
    office: SmallOffice, machine: Authority
) -> None:
    admin = authority_of(create_administrator(machine, "anita", ANITA).issued.account, at(20))
    (one,) = invite_employees(admin, ["100234"], account_name="ddo.kollam")
    assert (one.issued.account.username, one.number) == ("ddo.kollam", "100234")
    with pytest.raises(Refused, match=r"has the account ddo\.kollam"):
        invite_employees(admin, ["100234"], account_name="ddo.punalur")
    with pytest.raises(Unsound, match="for one employee"):
        invite_employees(admin, ["100234", "100235"], account_name="ddo.punalur")
    with pytest.raises(Refused, match="is taken"):
        invite_employees(admin, ["100235"], account_name="DDO.Kollam")


def test_two_employments_of_one_person_are_one_account(office: SmallOffice, machine: Authority) -> None:
    office.hire("100299", person=office.people["100234"].person)
    admin = authority_of(create_administrator(machine, "anita", ANITA).issued.account, at(20))
    (one,) = invite_employees(admin, ["100234", "100299"])
    assert (one.issued.account.username, one.number) == ("E100234", "100234")


def test_an_account_in_use_is_reset_and_not_invited(machine: Authority) -> None:
    admin = authority_of(create_administrator(machine, "anita", ANITA).issued.account, at(20))
    (one,) = invite_employees(admin, ["100234"])
    activate("E100234", one.issued.code, PASSWORD)
    with pytest.raises(Refused, match="in use"):
        invite_employees(admin, ["100234"])
    (other,) = invite_employees(admin, ["100235"])
    close_account(admin, other.issued.account)
    with pytest.raises(Refused, match="E100235 is closed"):
        invite_employees(admin, ["100235"])
    with pytest.raises(Refused, match="No employee has the number 9"):
        invite_employees(admin, ["9"])


def test_nobody_else_invites(office: SmallOffice) -> None:
    for name in ("clerk", "officer", "treasurer"):
        with pytest.raises(Refused, match="administrator"):
            invite_officer(office.by(name, at(20)), "celine", CELINE)


def test_who_moves_money_needs_a_second_factor_but_not_on_a_sample(office: SmallOffice) -> None:
    needed = {
        name: needs_second_factor(account.pk, at(20), is_sample=False)
        for name, account in office.officers.items()
    }
    assert needed == {name: name not in ("clerk", "second") for name in office.officers}
    assert not needs_second_factor(office.officers["officer"].pk, at(20), is_sample=True)
