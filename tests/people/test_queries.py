"""An account's roles at an instant; a drawing code's masters on a day."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from tests.payroll.office import SmallOffice, at, small_office
from tests.people import lending
from tests.people.lending import held
from vethanam.errors import Refused
from vethanam.identity.models import Account
from vethanam.people.actions import end_held
from vethanam.people.delegations import decide_delegation, revoke
from vethanam.people.models import Delegation, Person
from vethanam.people.queries import Hat, authority_of, hats_of


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    return small_office()


def hats(office: SmallOffice, name: str, when: datetime) -> list[Hat]:
    return hats_of(office.officers[name].pk, when)


def lend(office: SmallOffice, power: str = "prepare") -> Delegation:
    """The officer delegates a power to a treasury officer, who holds nothing else in this office."""
    return lending.lend(office, "treasurer", power, date(2026, 11, 30), when=at(22))


def test_an_officer_acts_under_the_appointment(office: SmallOffice) -> None:
    authority = authority_of(office.officers["officer"], at(20), role="drawing_officer", scope="0412")
    assert (authority.role, authority.scope, authority.office) == ("drawing_officer", "0412", "DEPT")
    assert authority.person == held(office, "officer").person_id and authority.delegation is None


@pytest.mark.parametrize("wanted", [{"role": "treasury_officer"}, {"scope": "0499"}, {"power": "pass"}])
def test_what_was_not_given_is_refused(office: SmallOffice, wanted: dict[str, str]) -> None:
    with pytest.raises(Refused, match="officer does not act as"):
        authority_of(office.officers["officer"], at(20), **wanted)  # type: ignore[arg-type]


def test_before_the_appointment_nobody_acts(office: SmallOffice) -> None:
    with pytest.raises(Refused):
        authority_of(office.officers["officer"], at(20).replace(year=2020, month=3))


def test_who_handed_over_acts_to_the_last_day_and_not_after(office: SmallOffice) -> None:
    end_held(office.by("officer", at(20)), held(office, "officer"), last_day=date(2026, 10, 22))
    assert hats(office, "officer", at(22)) and not hats(office, "officer", at(23))


def test_a_handing_over_that_was_not_known_yet_ends_nothing(office: SmallOffice) -> None:
    end_held(office.by("officer", at(26)), held(office, "officer"), last_day=date(2026, 10, 22))
    assert hats(office, "officer", at(25)) and not hats(office, "officer", at(27))


def test_a_lent_power_is_worn_in_the_name_of_its_lender(office: SmallOffice) -> None:
    lent = lend(office)
    authority = authority_of(office.officers["treasurer"], at(25), role="drawing_officer", power="prepare")
    assert (authority.delegation, authority.on_behalf_of) == (lent.pk, held(office, "officer").person_id)
    assert authority.person == held(office, "treasurer").person_id


@pytest.mark.parametrize(
    ("power", "allowed"),
    [("view", {"view"}), ("prepare", {"view", "prepare"}), ("present", {"view", "prepare", "present"})]
)  # fmt: skip
def test_a_lent_power_reaches_as_far_as_it_says(office: SmallOffice, power: str, allowed: set[str]) -> None:
    lend(office, power)
    for wanted in ("view", "prepare", "present"):
        if wanted in allowed:
            authority_of(office.officers["treasurer"], at(25), role="drawing_officer", power=wanted)
        else:
            with pytest.raises(Refused):
                authority_of(office.officers["treasurer"], at(25), role="drawing_officer", power=wanted)


def test_a_lent_power_begins_ends_and_can_be_taken_back(office: SmallOffice) -> None:
    lent = lend(office)
    assert len(hats(office, "treasurer", at(21))) == 1
    assert len(hats(office, "treasurer", at(22))) == 2
    assert len(hats(office, "treasurer", at(1, month=12))) == 1
    revoke(office.by("officer", at(25)), lent)
    assert len(hats(office, "treasurer", at(24))) == 2
    assert len(hats(office, "treasurer", at(26))) == 1


def test_a_lent_power_counts_from_the_agreement_on_and_not_after_a_rejection(office: SmallOffice) -> None:
    until = date(2026, 11, 30)
    waits = lending.lend(office, "treasurer", "prepare", until, when=at(22), agrees=None)
    assert len(hats(office, "treasurer", at(23))) == 1
    decide_delegation(office.by("controller", at(23, hour=12)), waits, is_agreed=True)
    assert [len(hats(office, "treasurer", at(23, hour=hour))) for hour in (11, 12)] == [1, 2]
    refused = lending.lend(office, "treasurer", "view", until, when=at(24), agrees=None)
    decide_delegation(office.by("controller", at(24)), refused, is_agreed=False, reason="Not now.")
    assert {hat.delegation for hat in hats(office, "treasurer", at(25))} == {None, waits.pk}


def test_a_power_falls_with_the_appointment_it_was_lent_from(office: SmallOffice) -> None:
    lend(office)
    end_held(office.by("officer", at(24)), held(office, "officer"), last_day=date(2026, 10, 25))
    assert len(hats(office, "treasurer", at(25))) == 2
    assert len(hats(office, "treasurer", at(26))) == 1


def test_an_employee_acts_about_herself_alone(office: SmallOffice) -> None:
    account = Account.objects.create(username="emp-1")
    person = Person.objects.create(name="Person 1", born=date(1990, 1, 1), account=account, recorded_at=at(1))
    authority = authority_of(account, at(20))
    assert (authority.role, authority.person, authority.scope) == ("employee", person.pk, None)
    with pytest.raises(Refused):
        authority_of(account, at(20), role="clerk")
