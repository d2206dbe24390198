"""Officers are appointed and hand over; one human is registered once."""

from __future__ import annotations

from datetime import date

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from tests.people.lending import held, lend
from vethanam.errors import Refused, Unsound
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.people.actions import appoint, end_held, fault_of_birth
from vethanam.people.appointments import decide_appointment, nominate_successor
from vethanam.people.models import Appointment
from vethanam.people.queries import authority_of

NOVEMBER = date(2026, 11, 30)


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def test_an_appointment_is_recorded_with_a_leaf(office: SmallOffice) -> None:
    account = Account.objects.create(username="new-officer")
    before = Staged.objects.count()
    made = appoint(
        office.by("officer", at(20)), account=account.pk, person=None, role="clerk", scope="0412",
        office="DEPT",
        valid_from=date(2026, 10, 20),
    )  # fmt: skip
    assert (made.role, made.scope, made.recorded_at) == ("clerk", "0412", at(20))
    assert Staged.objects.count() == before + 1


def test_an_appointment_ends_once(office: SmallOffice) -> None:
    ending = held(office, "clerk")
    closed = end_held(office.by("clerk", at(20)), ending, last_day=date(2026, 10, 31))
    assert (closed.ends_id, closed.valid_until) == (ending.pk, date(2026, 10, 31))
    with pytest.raises(Refused, match="ended already"):
        end_held(office.by("clerk", at(21)), ending, last_day=date(2026, 10, 30))


def test_a_successor_holds_the_office_from_the_next_day_once_another_agrees(office: SmallOffice) -> None:
    ending, second = held(office, "officer"), office.appoint("arrives", "clerk", "0500")
    last = date(2026, 10, 31)
    asked = nominate_successor(office.by("officer", at(20)), ending, last_day=last, to=second)
    assert authority_of(office.officers["officer"], at(1, month=11), role="drawing_officer").person
    for by in ("officer", "arrives"):
        with pytest.raises(Refused):
            decide_appointment(office.by(by, at(20)), asked, is_agreed=True)
    decide_appointment(office.by("controller", at(21)), asked, is_agreed=True)
    opened = Appointment.objects.get(account=second, role="drawing_officer")
    assert (opened.scope, opened.valid_from) == ("0412", date(2026, 11, 1))
    assert authority_of(second, at(1, month=11), role="drawing_officer", scope="0412").person
    for account, day in ((second, at(31, 23)), (office.officers["officer"], at(1, 0, month=11))):
        with pytest.raises(Refused, match="does not act as drawing officer 0412"):
            authority_of(account, day, role="drawing_officer", scope="0412")


def test_an_office_is_handed_over_by_its_holder_to_another_person(office: SmallOffice) -> None:
    ending, last = held(office, "officer"), date(2026, 10, 31)
    nobody = Account.objects.create(username="nobody")
    again = office.appoint("again", "clerk", "0500", person=ending.person)
    for by, to, says in (("clerk", again, "Only the officer who holds"),
        ("officer", nobody, "No person stands behind"),
                         ("officer", again, "another person than its holder")):  # fmt: skip
        with pytest.raises(Refused, match=says):
            nominate_successor(office.by(by, at(20)), ending, last_day=last, to=to)
    with pytest.raises(Refused, match="Only the officer who holds"):
        end_held(office.by("clerk", at(20)), ending, last_day=last)
    assert end_held(office.by("controller", at(20)), ending, last_day=last).valid_until == last


def test_whoever_was_lent_a_power_of_the_controlling_officer_hands_no_office_over(
    office: SmallOffice,
) -> None:
    borrower = office.appoint("borrower", "clerk", "0500")
    office.appoint("head", "administrator", "")
    lent = lend(office, "borrower", "present", NOVEMBER, when=at(20), by="controller", agrees="head")
    borrowed = authority_of(borrower, at(20), role="countersigning_officer", scope="0412")
    assert borrowed.delegation == lent.pk
    with pytest.raises(Refused, match="Only the officer who holds"):
        end_held(borrowed, held(office, "officer"), last_day=date(2026, 10, 31))


def test_an_appointment_does_not_end_before_it_began(office: SmallOffice) -> None:
    with pytest.raises(Unsound, match="Choose a last day from then on"):
        end_held(office.by("clerk", at(20)), held(office, "clerk"), last_day=date(2020, 3, 31))


@pytest.mark.parametrize(
    ("born", "joined", "why"),
    [
        (date(1985, 5, 5), date(2010, 6, 1), None),
        (date(1992, 6, 1), date(2010, 6, 1), None),  # eighteen that very day
        (date(1992, 6, 2), date(2010, 6, 1), "was 17 on joining"),
        (date(1934, 6, 1), date(2010, 6, 2), "was 76 on joining"),
        (date(1925, 12, 31), date(1950, 1, 1), "before 1926"),
        (date(2010, 6, 1), date(2010, 6, 1), "not before joining"),
        (date(2099, 6, 1), date(2120, 6, 1), "after today"),
    ],
)
def test_birth_and_joining_fit_together(born: date, joined: date, why: str | None) -> None:
    wrong = fault_of_birth(born, joined, date(2026, 11, 28))
    assert why in wrong.says if wrong and why else (wrong, why) == (None, None)
