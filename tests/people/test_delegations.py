"""An officer delegates powers until a day, and takes them back."""

from __future__ import annotations

from datetime import date

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from vethanam.errors import Refused, Unsound
from vethanam.people.delegations import delegate, revoke
from vethanam.people.models import Appointment, Delegation

NOVEMBER = date(2026, 11, 30)


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def held(office: SmallOffice, name: str) -> Appointment:
    return Appointment.objects.get(account=office.officers[name], ends__isnull=True)


def lend(office: SmallOffice, to: str = "clerk", by: str = "officer", **changed: date) -> Delegation:
    borrower = held(office, to)
    days = {"valid_from": date(2026, 10, 22), "valid_until": NOVEMBER} | changed
    return delegate(
        office.by(by, at(22)),
        appointment=held(office, "officer"),
        account=borrower.account_id,
        person=borrower.person_id,
        power=Delegation.Power.PREPARE,
        **days,
    )


def test_a_power_is_lent_until_a_day(office: SmallOffice) -> None:
    lent = lend(office)
    assert (lent.power, lent.valid_until, lent.recorded_at) == ("prepare", NOVEMBER, at(22))


def test_nobody_lends_what_another_holds(office: SmallOffice) -> None:
    with pytest.raises(Refused, match="Only the officer who holds"):
        lend(office, by="second")


def test_nobody_lends_to_himself(office: SmallOffice) -> None:
    with pytest.raises(Refused, match="Choose another person"):
        lend(office, to="officer")


def test_a_power_is_not_lent_backwards(office: SmallOffice) -> None:
    with pytest.raises(Unsound, match="ends before it begins"):
        lend(office, valid_until=date(2026, 10, 21))


def test_a_lent_power_is_taken_back_once_and_by_its_lender(office: SmallOffice) -> None:
    lent = lend(office)
    with pytest.raises(Refused, match="Only the officer who delegated"):
        revoke(office.by("second", at(23)), lent)
    assert revoke(office.by("officer", at(23)), lent).revokes_id == lent.pk
    with pytest.raises(Refused, match="ended already"):
        revoke(office.by("officer", at(24)), lent)
