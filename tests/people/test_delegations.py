"""An officer lends a power until a day, a superior agrees, and the officer takes it back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.payroll.office import SmallOffice, at, small_office
from tests.people import lending
from tests.people.lending import held
from vethanam.errors import Refused, Unsound
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.people.actions import end_held
from vethanam.people.delegations import (
    decidable_delegations,
    decide_delegation,
    delegate,
    may_decide_delegation,
    revoke,
    waiting_delegations,
)
from vethanam.people.models import Appointment, Delegation, DelegationDecision
from vethanam.people.queries import authority_of, hats_of

NOVEMBER = date(2026, 11, 30)


@pytest.fixture
def office(desk_db: None) -> SmallOffice:
    made = small_office()
    for name in ("anita", "biju"):
        made.appoint(name, "administrator", "")
    return made


def lend(
    office: SmallOffice,
    to: str = "clerk",
    by: str = "officer",
    power: str = "prepare",
    *,
    until: date = NOVEMBER,
    when: int = 22,
    agrees: str | None = None,
) -> Delegation:
    return lending.lend(office, to, power, until, when=at(when), by=by, agrees=agrees)


def agree(office: SmallOffice, by: str, lent: Delegation, when: int = 22) -> DelegationDecision:
    return decide_delegation(office.by(by, at(when)), lent, is_agreed=True)


def lends_of(office: SmallOffice, name: str, when: int = 25) -> set[int | None]:
    return {hat.delegation for hat in hats_of(office.officers[name].pk, at(when)) if hat.delegation}


def test_a_power_is_lent_until_a_day(office: SmallOffice) -> None:
    lent = lend(office)
    assert (lent.power, lent.valid_until, lent.recorded_at) == ("prepare", NOVEMBER, at(22))
    assert lent.person_id == held(office, "clerk").person_id
    assert not lends_of(office, "clerk")


@pytest.mark.parametrize("superior", ["controller", "anita"])
def test_it_counts_once_a_superior_agrees(office: SmallOffice, superior: str) -> None:
    lent = lend(office)
    assert [one.pk for one in waiting_delegations(at(22))] == [lent.pk]
    authority = office.by(superior, at(22))
    assert may_decide_delegation(authority, lent) and [*decidable_delegations(authority)] == [lent]
    before = Staged.objects.count()
    decision = agree(office, superior, lent)
    assert (decision.decided_by_person_id, decision.is_agreed) == (held(office, superior).person_id, True)
    assert Staged.objects.count() == before + 1 and not waiting_delegations(at(22)).exists()
    assert lends_of(office, "clerk") == {lent.pk}
    with pytest.raises(Refused, match="decided on before"):
        agree(office, "biju", lent)


@pytest.mark.parametrize("by", ["officer", "clerk", "second", "treasurer"])
def test_nobody_else_agrees(office: SmallOffice, by: str) -> None:
    lent = lend(office)
    assert not may_decide_delegation(office.by(by, at(22)), lent)
    assert not decidable_delegations(office.by(by, at(22))).exists()
    with pytest.raises(Refused, match="decides on this"):
        agree(office, by, lent)


@pytest.mark.parametrize(("by", "to"), [("officer", "both"), ("both", "clerk")])
def test_nobody_agrees_to_her_own(office: SmallOffice, by: str, to: str) -> None:
    """Somebody who lends or borrows, and is an administrator too, under the same account or another."""
    role = "clerk" if to == "both" else "drawing_officer"
    office.appoint("both", role, "0412")
    person = held(office, "both").person
    seat = {"office": "DEPT", "valid_from": date(2020, 4, 1), "recorded_at": at(1, month=1)}
    own = Appointment(account=office.officers["both"], person=person, role="administrator", scope="", **seat)
    office.appoint("other-account", "administrator", "", person=person)
    lent = lending.lend(office, to, "view", NOVEMBER, when=at(22), by=by, agrees=None)
    own.save()
    for account in ("both", "other-account"):
        authority = office.by(account, at(22), role="administrator")
        assert not may_decide_delegation(authority, lent)
        assert not decidable_delegations(authority).exists()
        with pytest.raises(Refused, match="Neither the officer who lends"):
            decide_delegation(authority, lent, is_agreed=True)


def test_whoever_was_lent_the_superiors_role_agrees_to_nothing(office: SmallOffice) -> None:
    lend(office, "second", "controller", "present", agrees="anita")
    lend(office, "treasurer", "anita", "present", agrees="biju")
    lent = lend(office)
    for name, role in (("second", "countersigning_officer"), ("treasurer", "administrator")):
        borrowed = office.by(name, at(22), role=role)
        assert borrowed.delegation and not may_decide_delegation(borrowed, lent)
        assert not decidable_delegations(borrowed).exists()
        with pytest.raises(Refused, match="decides on this"):
            decide_delegation(borrowed, lent, is_agreed=True)


def test_a_power_of_the_controlling_officer_is_agreed_to_by_an_administrator(office: SmallOffice) -> None:
    office.appoint("deputy", "countersigning_officer", "0412")
    lent = lend(office, "second", "controller")
    with pytest.raises(Refused, match="decides on this"):
        agree(office, "deputy", lent)
    agree(office, "anita", lent)
    assert lends_of(office, "second") == {lent.pk}


def test_two_officers_who_lend_each_other_their_roles_act_for_each_other_once(office: SmallOffice) -> None:
    office.appoint("other", "drawing_officer", "0413")
    lend(office, "other", "officer", agrees="anita")
    lend(office, "officer", "other", agrees="anita")
    assert [hat.scope for hat in hats_of(office.officers["other"].pk, at(25))] == ["0413", "0412"]
    end_held(office.by("officer", at(23)), held(office, "officer"), last_day=at(23).date())
    assert not lends_of(office, "other") and len(lends_of(office, "officer")) == 1


def test_a_rejection_has_a_reason_and_the_power_can_be_lent_again(office: SmallOffice) -> None:
    lent = lend(office)
    controller = office.by("controller", at(22))
    with pytest.raises(Unsound, match="Write why"):
        decide_delegation(controller, lent, is_agreed=False)
    decide_delegation(controller, lent, is_agreed=False, reason="She is on leave.")
    assert not lends_of(office, "clerk") and not waiting_delegations(at(22)).exists()
    again = lend(office, agrees="controller")
    assert lends_of(office, "clerk") == {again.pk}


def test_nobody_lends_what_another_holds(office: SmallOffice) -> None:
    with pytest.raises(Refused, match="Only the officer who holds"):
        delegate(
            office.by("second", at(22)), appointment=held(office, "officer"), to=office.officers["clerk"],
            power="view", valid_from=at(22).date(), valid_until=NOVEMBER,
        )  # fmt: skip


def test_nobody_lends_to_herself_or_to_nobody(office: SmallOffice) -> None:
    office.appoint("officer-again", "clerk", "0500", person=held(office, "officer").person)
    for name in ("officer", "officer-again"):
        with pytest.raises(Refused, match="Choose another person"):
            lend(office, name)
    office.officers["nobody"] = Account.objects.create(username="nobody")
    with pytest.raises(Refused, match="No person stands behind nobody"):
        lend(office, "nobody")


def test_a_power_is_not_lent_backwards_or_twice(office: SmallOffice) -> None:
    with pytest.raises(Unsound, match="ends before it begins"):
        lend(office, until=date(2026, 10, 21))
    lent = lend(office)
    with pytest.raises(Refused, match="is lent to that person until 30 Nov 2026"):
        lend(office, until=date(2026, 12, 1))
    revoke(office.by("officer", at(22)), lent)
    with pytest.raises(Unsound, match="Choose another first or last day"):
        lend(office)
    assert lend(office, until=date(2026, 12, 1))


def test_a_lent_power_is_taken_back_once_and_by_its_lender(office: SmallOffice) -> None:
    lent = lend(office, agrees="controller")
    with pytest.raises(Refused, match="Only the officer who delegated"):
        revoke(office.by("second", at(23)), lent)
    assert revoke(office.by("officer", at(23)), lent).revokes_id == lent.pk
    with pytest.raises(Refused, match="ended already"):
        revoke(office.by("officer", at(24)), lent)


def test_a_power_taken_back_while_it_waits_or_over_is_not_agreed_to(office: SmallOffice) -> None:
    lent = lend(office)
    revoke(office.by("officer", at(22)), lent)
    short = lend(office, "second", until=at(23).date())
    assert not waiting_delegations(at(24)).exists()
    for one in (lent, short):
        with pytest.raises(Refused, match="ended already"):
            agree(office, "controller", one, 24)


# -- the guard, without the action -------------------------------------------------------------------------


def decide_by_row(office: SmallOffice, by: Authority, lent: Delegation, when: int = 22) -> None:
    """A decision as the web process may write it."""
    with transaction.atomic():
        DelegationDecision.objects.create(
            delegation=lent, is_agreed=True, decided_by_id=by.account, decided_by_person_id=by.person or 0,
            decided_at=at(when), leaf=-lent.pk,
        )  # fmt: skip


def test_no_row_makes_a_delegation_count_by_oneself_on_a_loan_or_after_the_end(office: SmallOffice) -> None:
    other = office.appoint("officer-2", "administrator", "", person=held(office, "officer").person)
    lend(office, "second", "controller", "present", agrees="anita")
    lent = lend(office)
    refused = [
        (office.by("officer", at(22)), "Another person than the lender"),
        (authority_of(other, at(22)), "Another person than the lender"),
        (office.by("clerk", at(22)), "Another person than the lender"),
        (office.by("second", at(22), role="countersigning_officer"), "A superior officer decides"),
        (office.by("treasurer", at(22)), "A superior officer decides"),
    ]
    end_held(office.by("biju", at(20)), held(office, "biju"), last_day=at(21).date())
    refused.append((office.by("biju", at(19)), "A superior officer decides"))
    for by, says in refused:
        with pytest.raises(IntegrityError, match=says):
            decide_by_row(office, by, lent)
    revoke(office.by("officer", at(22)), lent)
    with pytest.raises(IntegrityError, match="that ended is not decided"):
        decide_by_row(office, office.by("controller", at(22)), lent)


def test_the_guard_takes_the_controlling_officer_of_the_same_code(office: SmallOffice) -> None:
    for name, scope in (("elsewhere", "0413"), ("here", "0412")):
        office.appoint(name, "countersigning_officer", scope)
    lent = lend(office)
    with pytest.raises(IntegrityError, match="A superior officer decides"):
        decide_by_row(office, office.by("elsewhere", at(22)), lent)
    of_treasury = lend(office, "second", "treasurer")
    with pytest.raises(IntegrityError, match="A superior officer decides"):
        decide_by_row(office, office.by("here", at(22)), of_treasury)
    decide_by_row(office, office.by("here", at(22)), lent)
    assert lends_of(office, "clerk") == {lent.pk}


@pytest.mark.parametrize("table", ["payroll_billact", "payroll_run", "payments_reissue"])
def test_no_act_rests_on_a_delegation_that_nobody_agreed_to(office: SmallOffice, table: str) -> None:
    lent = lend(office)
    refused = lend(office, "second")
    decide_delegation(office.by("controller", at(22)), refused, is_agreed=False, reason="Not now.")

    def insert(delegation: Delegation) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} (delegation_id) VALUES (%s)", [delegation.pk])

    for one in (lent, refused):
        with pytest.raises(IntegrityError, match="that no superior agreed to"):
            insert(one)
    agree(office, "controller", lent)
    with pytest.raises(IntegrityError, match="null value"):  # the row has nothing else
        insert(lent)
