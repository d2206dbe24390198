"""Accounts end with the service: by verified entries of the book, with appointments and tokens."""

from __future__ import annotations

from datetime import date

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account, Token
from vethanam.identity.tokens import issue_token
from vethanam.people.models import Appointment, Employment
from vethanam.people.queries import hats_of
from vethanam.service_book.ended_accounts import EndedService, close_ended, ended_services

LAST = date(2026, 9, 30)


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def with_account(office: SmallOffice, number: str) -> Account:
    employment = office.hire(number)
    account = Account.objects.create_user(f"E{number}", "three plain words here")
    employment.person.account = account
    employment.person.save(update_fields=["account"])
    return account


def ends(office: SmallOffice, number: str, cause: str = "retirement", last: date = LAST) -> None:
    office.note(
        office.people[number], "service_spell", date(2010, 6, 1), at(5), valid_until=last, end_cause=cause
    )


def worker(office: SmallOffice) -> Authority:
    account, _ = Account.objects.get_or_create(username="service-worker", kind=Account.Kind.SERVICE)
    return Authority(account.pk, None, "DEPT", "service", at(20))


def test_who_retired_is_closed_with_her_appointment_and_tokens(office: SmallOffice) -> None:
    account, other = with_account(office, "100234"), with_account(office, "100235")
    person = office.people["100234"].person
    Appointment.objects.create(
        account=account, person=person, role="clerk", scope="0412", office="DEPT", valid_from=date(2026, 1, 1),
        recorded_at=at(1),
    )  # fmt: skip
    issue_token(account, name="program")
    assert ended_services(worker(office)) == []
    ends(office, "100234")
    assert ended_services(worker(office)) == [EndedService(account, LAST, "retirement")]
    assert [close_ended(worker(office)), close_ended(worker(office))] == [1, 0]
    account.refresh_from_db()
    other.refresh_from_db()
    assert not account.is_active and other.is_active
    assert hats_of(account.pk, at(20)) == []
    assert Appointment.objects.get(ends__isnull=False).valid_until == LAST
    assert not Token.objects.filter(revoked_at=None).exists()


@pytest.mark.parametrize("last", [date(2026, 10, 20), date(2027, 3, 31)])
def test_the_last_day_itself_and_one_to_come_close_nothing(office: SmallOffice, last: date) -> None:
    with_account(office, "100234")
    ends(office, "100234", last=last)
    assert ended_services(worker(office)) == []


def test_an_end_that_nobody_verified_closes_nothing(office: SmallOffice) -> None:
    with_account(office, "100234")
    office.record(
        office.people["100234"], "service_spell", date(2010, 6, 1), at(5), valid_until=LAST, end_cause="death"
    )
    assert ended_services(worker(office)) == []


def test_who_serves_in_another_employment_keeps_the_account(office: SmallOffice) -> None:
    with_account(office, "100234")
    ends(office, "100234", cause="resignation")
    office.hire("200001", joined=date(2026, 10, 1), person=Employment.objects.get(number="100234").person)
    assert ended_services(worker(office)) == []
