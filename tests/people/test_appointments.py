"""An appointment is proposed by one person and approved by another; nobody proposes
or decides about oneself.
"""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import World
from tests.payroll.office import SmallOffice, at
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.people.accounts import NewPerson, create_administrator, invite_officer
from vethanam.people.appointments import (
    Seat,
    decide_appointment,
    end_appointment,
    holders_of,
    may_decide,
    propose_appointment,
    waiting_proposals,
)
from vethanam.people.models import Appointment, AppointmentProposal
from vethanam.people.queries import authority_of

NEXT_MONTH = date(2026, 11, 1)


@pytest.fixture
def two(office: SmallOffice) -> tuple[Authority, Authority]:
    """Two administrators."""
    machine = Authority(Account.objects.create(username="m").pk, None, "DEPT", "service", at(20))
    made = [
        create_administrator(machine, name, NewPerson(f"Admin {name}", date(1970, 1, 1))).issued.account
        for name in ("anita", "biju")
    ]
    first, second = (authority_of(account, at(20)) for account in made)
    return first, second


@pytest.fixture
def arriving(two: tuple[Authority, Authority]) -> Account:
    return invite_officer(two[0], "celine", NewPerson("Celine", date(1980, 1, 1))).issued.account


def seat(account: Account, role: str = "drawing_officer", scope: str = "0412", **more: object) -> Seat:
    return Seat(account, role, scope, **({"valid_from": NEXT_MONTH} | more))  # type: ignore[arg-type]


def test_one_proposes_another_agrees(two: tuple[Authority, Authority], arriving: Account) -> None:
    proposal = propose_appointment(two[0], seat(arriving, "treasury_officer", "T07", order="G.O.(Rt) 1/2026"))
    assert [one.pk for one in waiting_proposals()] == [proposal.pk]
    assert not may_decide(two[0], proposal) and may_decide(two[1], proposal)
    decision = decide_appointment(two[1], proposal, is_agreed=True)
    assert decision.appointment and decision.appointment.office == "TRY" and waiting_proposals() == []
    assert authority_of(arriving, at(1, month=11), role="treasury_officer", scope="T07")
    with pytest.raises(Refused, match="does not act"):
        authority_of(arriving, at(31), role="treasury_officer", scope="T07")


def test_an_officer_is_replaced_in_the_middle_of_a_month(
    office: SmallOffice, two: tuple[Authority, Authority], arriving: Account
) -> None:
    (held,) = holders_of("drawing_officer", "0412", at(20))
    proposal = propose_appointment(two[0], seat(arriving, valid_from=date(2026, 10, 17), replaces=held))
    decide_appointment(two[1], proposal, is_agreed=True)
    later = at(20, hour=11)
    assert [one.account for one in holders_of("drawing_officer", "0412", later)] == [arriving]
    with pytest.raises(Refused, match="does not act"):
        authority_of(office.officers["officer"], later, role="drawing_officer")
    assert Appointment.objects.get(ends=held).valid_until == date(2026, 10, 16)


def test_the_controlling_officer_proposes_and_decides_for_the_code_alone(
    office: SmallOffice, two: tuple[Authority, Authority], arriving: Account
) -> None:
    controller = office.by("controller", at(20))
    proposal = propose_appointment(controller, seat(arriving))
    with pytest.raises(Refused, match="Neither"):
        decide_appointment(controller, proposal, is_agreed=True)
    decide_appointment(two[0], proposal, is_agreed=True)
    with pytest.raises(Refused, match="An administrator proposes"):
        propose_appointment(controller, seat(arriving, "treasury_officer", "T07"))
    with pytest.raises(Refused, match="An administrator proposes"):
        propose_appointment(controller, seat(arriving, "countersigning_officer"))
    other = propose_appointment(two[0], seat(arriving, "clerk"))
    assert decide_appointment(controller, other, is_agreed=True).appointment


def test_nobody_proposes_or_decides_about_oneself(
    two: tuple[Authority, Authority], arriving: Account
) -> None:
    own = Account.objects.get(pk=two[0].account)
    with pytest.raises(Refused, match="of oneself"):
        propose_appointment(two[0], seat(own, "finance_officer", ""))
    about_second = Account.objects.get(pk=two[1].account)
    proposal = propose_appointment(two[0], seat(about_second, "finance_officer", ""))
    with pytest.raises(Refused, match="Neither"):
        decide_appointment(two[1], proposal, is_agreed=True)
    with pytest.raises(Refused, match="Neither"):
        decide_appointment(two[0], proposal, is_agreed=True)


def test_a_rejection_has_a_reason_and_is_once(two: tuple[Authority, Authority], arriving: Account) -> None:
    proposal = propose_appointment(two[0], seat(arriving))
    with pytest.raises(Refused, match="waits for its decision"):
        propose_appointment(two[1], seat(arriving))
    with pytest.raises(Unsound, match="Write why"):
        decide_appointment(two[1], proposal, is_agreed=False)
    decide_appointment(two[1], proposal, is_agreed=False, reason="The order names another officer.")
    with pytest.raises(Refused, match="decided on before"):
        decide_appointment(two[1], proposal, is_agreed=True)
    assert not Appointment.objects.filter(account=arriving).exists()


@pytest.mark.parametrize(
    ("role", "scope", "more", "says"),
    [
        ("service", "", {}, "no role that an officer"),
        ("employee", "", {}, "no role that an officer"),
        ("clerk", "9999", {}, "no drawing code 9999"),
        ("treasury_officer", "X", {}, "no treasury X"),
        ("law_officer", "FIN", {}, "Leave its scope empty"),
        ("purpose_owner", "", {}, "Write the office"),
        ("clerk", "0412", {"valid_until": date(2026, 10, 1)}, "before the first"),
        ("clerk", "0412", {"order": "Call 00000 12345"}, "number and date of the order"),
    ],
)
def test_a_seat_that_does_not_fit_is_refused(
    two: tuple[Authority, Authority],
    arriving: Account,
    role: str,
    scope: str,
    more: dict[str, object],
    says: str,
) -> None:
    with pytest.raises(Unsound, match=says):
        propose_appointment(two[0], seat(arriving, role, scope, **more))


def test_only_an_open_account_of_a_person_is_appointed(
    two: tuple[Authority, Authority], arriving: Account
) -> None:
    with pytest.raises(Refused, match="No person stands behind m"):
        propose_appointment(two[0], seat(Account.objects.get(username="m")))
    Account.objects.filter(pk=arriving.pk).update(is_active=False)
    arriving.refresh_from_db()
    with pytest.raises(Refused, match="is closed"):
        propose_appointment(two[0], seat(arriving))


def test_what_is_replaced_fits_and_still_holds(
    office: SmallOffice, two: tuple[Authority, Authority], arriving: Account
) -> None:
    (held,) = holders_of("drawing_officer", "0412", at(20))
    with pytest.raises(Unsound, match="another role or scope"):
        propose_appointment(two[0], seat(arriving, "clerk", replaces=held))
    with pytest.raises(Unsound, match="begins after that day"):
        propose_appointment(two[0], seat(arriving, valid_from=held.valid_from, replaces=held))
    proposal = propose_appointment(two[0], seat(arriving, replaces=held))
    end_appointment(two[1], held, date(2026, 10, 25))
    with pytest.raises(Refused, match="ended already"):
        decide_appointment(two[1], proposal, is_agreed=True)
    assert not AppointmentProposal.objects.filter(decision__isnull=False).exists()


def test_an_administrator_ends_an_appointment_and_names_no_successor_alone(
    office: SmallOffice, two: tuple[Authority, Authority]
) -> None:
    (held,) = holders_of("countersigning_officer", "0412", at(20))
    end_appointment(two[0], held, date(2026, 10, 25))
    with pytest.raises(Refused, match="ended already"):
        end_appointment(two[0], held, date(2026, 10, 26))
    with pytest.raises(Refused, match="Only the officer who holds"):
        end_appointment(
            office.by("clerk", at(20)), holders_of("drawing_officer", "0412", at(20))[0], date(2026, 10, 25)
        )


def test_the_database_compares_the_persons(
    office_world: World, two: tuple[Authority, Authority], arriving: Account
) -> None:
    proposal = propose_appointment(two[0], seat(arriving))
    row = (
        "INSERT INTO people_appointmentdecision (proposal_id, is_agreed, reason, decided_by_id,"
        " decided_by_person_id, decided_at, leaf) VALUES (%s, %s, 'x', %s, %s, now(), 1)"
    )
    for account, person in (
        (two[0].account, two[0].person), (two[0].account, two[1].person), (two[1].account, two[0].person),
        (arriving.pk, proposal.person_id), (arriving.pk, two[1].person), (two[1].account, proposal.person_id),
    ):  # fmt: skip
        with pytest.raises(Exception, match="Another person decides"):
            office_world.sql("web", row, proposal.pk, False, account, person)
    with pytest.raises(Exception, match="follows an agreement"):
        office_world.sql("web", row, proposal.pk, True, two[1].account, two[1].person)
    with pytest.raises(Exception, match="never changed"):
        office_world.sql("postgres", "UPDATE people_appointmentproposal SET role = 'administrator'")
