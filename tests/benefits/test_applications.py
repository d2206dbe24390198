"""From an application to an award: the normal case, each refusal, and the guards of the database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, transaction

from tests.benefits.bodies import FITTING, NOVEMBER, OLD_AGE, WIDOW, Bodies, at, with_vault
from vethanam.benefits.actions.applications import Applicant, assess_application
from vethanam.benefits.actions.checks import Named, check_entry
from vethanam.benefits.actions.decisions import Words, appeal, decide_appeal, refuse_application, sanction
from vethanam.benefits.actions.routes import RouteSaid
from vethanam.benefits.models import AwardNow, Circumstance, Decision, Route
from vethanam.benefits.queries.frames import circumstances_on
from vethanam.benefits.queries.waiting import waiting_entries
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.journal.models import Staged
from vethanam.people.models import Employment, Person
from vethanam.privacy.models import Contact
from vethanam.privacy.vault.number import parse
from vethanam.service_book.models import ServiceSpell, Verification

DAY = date(2026, 10, 28)
WORDS = Words("Your income is above the limit.", "വരുമാനം പരിധിക്ക് മുകളിലാണ്.")


def test_an_application_becomes_an_award(bodies: Bodies) -> None:
    award = bodies.awarded()
    now = AwardNow.objects.get(award=award)
    assert (award.number, award.from_month, now.state, now.since_month) == (
        "W2600000001",
        202611,
        "standing",
        202611,
    )
    kinds = [json.loads(bytes(row.leaf))["kind"] for row in Staged.objects.order_by("pk")]
    assert {"application.received", "application.assessed", "application.decided"} <= set(kinds)


def test_no_leaf_names_the_person_or_her_place(bodies: Bodies) -> None:
    award = bodies.awarded()
    public = " ".join(str(json.loads(bytes(row.leaf))["public"]) for row in Staged.objects.all())
    assert all(text not in public for text in ("Sarada", award.beneficiary.number, "221001", "00110022"))


def test_the_answer_is_owed_after_45_days(bodies: Bodies) -> None:
    assert bodies.applied().owed_by == date(2026, 12, 4)


def test_what_nobody_checked_holds_the_application(bodies: Bodies) -> None:
    found = assess_application(bodies.by("clerk"), bodies.applied(), DAY)
    assert (found.outcome, found.reasons[0]) == ("held", "CIRCUMSTANCE_NOT_VERIFIED")
    with pytest.raises(Refused, match="not known or not checked"):
        sanction(bodies.by("secretary"), found.application, NOVEMBER, bodies.order)


def test_the_tree_names_each_condition_with_its_facts(bodies: Bodies) -> None:
    application = bodies.applied()
    bodies.check_all()
    found = assess_application(bodies.by("clerk"), application, DAY)
    income = next(one for one in found.tree if one["reason"] == "INCOME_ABOVE")
    assert (found.outcome, income["holds"], income["facts"]["income"]) == ("eligible", True, 8_400_000)


def test_who_is_not_eligible_is_refused_with_the_reason_and_may_appeal(bodies: Bodies) -> None:
    application = bodies.applied(circumstances={"income": "120000"})
    bodies.check_all()
    found = assess_application(bodies.by("clerk"), application, DAY)
    assert (found.outcome, found.reasons) == ("not_eligible", ["INCOME_ABOVE"])
    with pytest.raises(Refused, match="not eligible by the rules"):
        sanction(bodies.by("secretary"), application, NOVEMBER, bodies.order)
    decision = refuse_application(bodies.by("secretary"), application, ["INCOME_ABOVE"], WORDS)
    assert decision.appeal_by == date(2026, 11, 27)
    appeal(bodies.by("clerk", at(2, month=11)), application, "The certificate is wrong.", date(2026, 11, 2))
    with pytest.raises(Refused, match="You refused this application"):
        decide_appeal(bodies.by("secretary", at(9, month=11)), application, bodies.order, is_allowed=True)
    decide_appeal(bodies.by("clerk", at(9, month=11)), application, bodies.order, is_allowed=True)
    award = sanction(bodies.by("secretary", at(10, month=11)), application, NOVEMBER, bodies.order)
    assert AwardNow.objects.get(award=award).state == "standing"


def test_the_clerk_who_entered_it_does_not_decide(bodies: Bodies) -> None:
    application = bodies.applied()
    bodies.check_all()
    assess_application(bodies.by("clerk"), application, DAY)
    own = replace(bodies.by("secretary"), person=bodies.by("clerk").person)
    with pytest.raises(Refused, match="Another officer decides it"):
        sanction(own, application, NOVEMBER, bodies.order)


def test_the_database_keeps_them_apart_too(bodies: Bodies) -> None:
    application = bodies.applied()
    assessment = assess_application(bodies.by("clerk"), application, DAY)
    clerk = bodies.by("clerk")
    with pytest.raises(DatabaseError, match="Another person than the one who entered"), transaction.atomic():
        Decision.objects.create(
            application=application, assessment=assessment, outcome="sanctioned", order=bodies.order,
            from_month=202611, leaf=1, recorded_at=at(),
            entered_by_id=clerk.account, person_id=clerk.person or 0,
        )  # fmt: skip


def test_an_entry_is_checked_by_another_person(bodies: Bodies) -> None:
    bodies.applied()
    row = Circumstance.objects.order_by("pk")[0]
    with pytest.raises(Refused, match="You entered this"):
        check_entry(bodies.by("clerk"), Named("circumstance", row.pk), is_agreed=True)
    assert all(one.is_ones_own for one in waiting_entries(bodies.by("clerk")))
    check_entry(bodies.by("clerk-2"), Named("circumstance", row.pk), is_agreed=True)
    with pytest.raises(Refused, match="decided this already"):
        check_entry(bodies.by("secretary"), Named("circumstance", row.pk), is_agreed=True)


def test_one_application_a_scheme_and_another_for_another(bodies: Bodies) -> None:
    first = bodies.awarded()
    again = Applicant(number=first.beneficiary.number)
    with pytest.raises(Refused, match="has an award of it"):
        bodies.applied(who=again)
    second = bodies.applied(
        WIDOW, who=again, circumstances={"marital_state": "widowed", "is_remarried": "no"}
    )
    bodies.check_all()
    found = assess_application(bodies.by("clerk"), second, DAY)
    assert second.beneficiary == first.beneficiary
    assert (found.outcome, found.reasons) == ("not_eligible", ["ONE_PENSION"])


def in_service(bodies: Bodies, number: str) -> Person:
    """An employee with a verified spell of service."""
    person = Person.objects.create(name=f"Person {number}", born=date(1985, 5, 5), recorded_at=at(1))
    employment = Employment.objects.create(person=person, number=number, category="state", recorded_at=at(1))
    clerk, second = bodies.officers["clerk"], bodies.officers["secretary"]
    spell = ServiceSpell.objects.create(
        employment=employment, valid_from=date(2010, 6, 1), recorded_at=at(1), entered_by=clerk
    )
    Verification.objects.create(kind="service_spell", fact=spell.pk, verified_by=second, recorded_at=at(1))
    return person


def test_an_employee_who_applies_is_one_person_and_the_service_book_answers(bodies: Bodies) -> None:
    person = in_service(bodies, "100234")
    who = Applicant(name="100234 Person", born=person.born, employment="100234")
    application = bodies.applied(who=who, circumstances={"in_government_service": "no"})
    bodies.check_all()
    assert application.beneficiary.person == person
    assert circumstances_on(application.beneficiary, DAY)["in_government_service"] is True
    with pytest.raises(Unsound, match="No employee with this name"):
        bodies.applied(who=replace(who, born=date(1985, 5, 6)))


@pytest.mark.parametrize("name", ["clerk-there", "old-age", "widows"])
def test_another_office_does_not_assess(bodies: Bodies, name: str) -> None:
    application = bodies.applied()
    with pytest.raises(Refused, match="belongs to another local body or scheme"):
        assess_application(bodies.by(name), application, DAY)


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"ward": "2345 6789 0124"}, "ward"),
        ({"evidence": ["card 234567890124"]}, "evidence.0"),
        ({"route": RouteSaid("bank", "SMPL0000012", "234567890124")}, "route.number"),
    ],
)
def test_an_aadhaar_number_enters_no_cell(bodies: Bodies, changes: dict[str, Any], where: str) -> None:
    with pytest.raises(UnsoundInput, match="looks like an Aadhaar number") as caught:
        bodies.applied(**changes)
    assert [fault.field for fault in caught.value.faults] == [where]
    assert "234567890124" not in str(caught.value)


def test_an_account_of_twelve_digits_is_taken_as_one_if_said_so(bodies: Bodies) -> None:
    bodies.applied(route=RouteSaid("bank", "SMPL0000012", "234567890124", is_account_number=True))
    assert Route.objects.get().tail == "0124"


def test_nobody_but_the_paymaster_reads_an_account(bodies: Bodies) -> None:
    bodies.applied()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        _ = Route.objects.get().number
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        list(Route.objects.values_list("mark", flat=True))


def test_contacts_are_sealed_into_the_register_of_the_scheme(
    bodies: Bodies, tmp_path: Path, settings: Any
) -> None:
    with_vault(tmp_path, settings)
    application = bodies.applied(contacts=[parse("mobile", "+91 00000 00045")])
    row = Contact.objects.get()
    assert (row.register, row.person, row.mask) == ("BEN-IGNOAPS", application.beneficiary.person_id, "45")


def test_impossible_input_is_refused(bodies: Bodies) -> None:
    with pytest.raises(Unsound, match="both the form of the consent"):
        bodies.applied(consented_on=None)
    with pytest.raises(Unsound, match="is not an amount in rupees"):
        bodies.applied(circumstances={"income": "a lot"})
    with pytest.raises(Unsound, match="is no value of"):
        bodies.applied(circumstances={"in_care_home": "perhaps"})
    with pytest.raises(Unsound, match="read no circumstance"):
        bodies.applied(circumstances={"height": "150"})
    with pytest.raises(Unsound, match="older than 120 years"):
        bodies.applied(who=Applicant(name="A", born=date(1900, 1, 1)))


def test_rows_are_appended_only(bodies: Bodies) -> None:
    application = bodies.applied()
    with pytest.raises((DatabaseError, psycopg.Error)), transaction.atomic():
        type(application).objects.filter(pk=application.pk).update(ward="13")
    assert OLD_AGE in bodies.schemes and FITTING
