"""Facts on record reach the permit through a real request, at submission and again at dispatch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.messaging.house import House
from tests.messaging.test_restraint import law_officer, queued, results
from tests.messaging.town import Town
from tests.signers import administrators, do, signs
from vethanam.acts.executor import Limit, perform
from vethanam.identity.authority import Authority
from vethanam.identity.models import Account
from vethanam.messaging.actions import ask_for_use
from vethanam.messaging.actions.campaigns import Draft, compose
from vethanam.messaging.subjects import subjects_of
from vethanam.orders.models import Order
from vethanam.people.models import Appointment, BillClass, DrawingCode, Employment, Office, Person, Post
from vethanam.privacy.actions import record_window
from vethanam.privacy.current_world import world_at
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Use, UseSubject
from vethanam.privacy.permit.subject_groups import as_alike
from vethanam.service_book.actions import correct, record, verify
from vethanam.service_book.models import Fact, ServiceSpell


def clerk(house: House) -> Authority:
    account, _ = Account.objects.get_or_create(username="clerk-0412", defaults={"kind": "officer"})
    person, _ = Person.objects.get_or_create(
        name="Clerk", born=date(1990, 1, 1), defaults={"recorded_at": house.desk.service.at}
    )
    return replace(house.desk.officer, account=account.pk, person=person.pk, role="service", scope=None)


def noted(house: House, facts: Sequence[Fact]) -> None:
    """A second person verifies them."""
    verify(replace(house.desk.officer, role="service", scope=None), facts)


def serves(house: House, which: int) -> Fact:
    employment = Employment.objects.get(person=house.people[which])
    spell = record(
        clerk(house), "service_spell", employment, valid_from=date(2010, 6, 1), order=an_order(house)
    )
    noted(house, [spell])
    return spell


def an_order(house: House) -> Any:
    return Order.objects.get_or_create(
        number="O 1", dated=date(2010, 5, 1), defaults={"recorded_at": house.desk.service.at}
    )[0]


def dies(house: House, spell: Fact) -> Fact:
    return correct(clerk(house), spell, valid_until=date(2026, 10, 30), end_cause=ServiceSpell.Cause.DEATH)


def test_a_death_recorded_between_queueing_and_dispatch_stops_the_message(house: House) -> None:
    spell = serves(house, 0)
    queued(house)
    noted(house, [dies(house, spell)])
    house.sequence()
    house.dispatch()
    assert house.states() == {"accepted": 2, "cancelled": 1}
    assert ("cancelled", "SUBJECT_DECEASED") in results(house)
    # the portal copy stays
    assert UseSubject.objects.get(person=house.people[0]).outcome == "allow"


def test_a_death_on_record_leaves_the_person_out(house: House) -> None:
    noted(house, [dies(house, serves(house, 0))])
    queued(house)
    house.dispatch()
    assert house.states() == {"accepted": 2}
    assert UseSubject.objects.get(person=house.people[0]).reason == "SUBJECT_DECEASED"


def test_a_death_after_service_is_an_entry_of_its_own(house: House) -> None:
    employment = Employment.objects.get(person=house.people[1])
    died = record(
        clerk(house), "death", employment, valid_from=date(2026, 10, 20), certificate="TVM/2026/417"
    )
    queued(house)
    noted(house, [died])
    house.sequence()
    house.dispatch()
    assert house.states() == {"accepted": 2, "cancelled": 1}


def test_one_clerk_alone_silences_nobody_and_brings_nobody_back(house: House) -> None:
    spell = serves(house, 0)
    death = dies(house, spell)
    queued(house)
    house.dispatch()
    assert house.states() == {"accepted": 3}
    noted(house, [death])
    correct(clerk(house), death, is_withdrawn=True)
    assert deceased(house) == [True, False, False, False]


def deceased(house: House, **at: Any) -> list[bool]:
    return [one.is_deceased for one in subjects_at(house)]


def subjects_at(house: House, **changes: Any) -> list[Any]:
    at = changes.pop("at", house.desk.service.at)
    found = as_alike(subjects_of(house.people, ("email", "portal"), "SAL-CREDIT", at=at))
    return [found.kinds[place] for place in found.places]


def posted(house: House, which: int, district: str) -> None:
    employment = Employment.objects.get(person=house.people[which])
    office = Office.objects.create(
        code=f"O{which}", name="Office", district=district, taluk="", local_body="Kochi",
        local_body_kind="corporation",
    )  # fmt: skip
    post, _ = Post.objects.get_or_create(code="HST", defaults={"designation": "Teacher"})
    posting = record(
        clerk(house), "posting", employment, valid_from=date(2020, 6, 1), order=an_order(house),
        post=post, office=office, drawing_code=DrawingCode.objects.get(), bill_class=BillClass.objects.get(),
    )  # fmt: skip
    noted(house, [posting])


SURVEY = {
    "purpose": "SURVEY", "cohort": "all employees", "channel": ["email"], "fields": ["email_official"],
    "source_register": ["SPARK"], "template": {"class": "neutral", "parts": ["facts"]},
    "recipient": ["employee_self"], "sender": "GAD",
}  # fmt: skip
EMERGENCY = {
    "purpose": "EMERG", "cohort": "all employees", "channel": ["sms"], "fields": ["mobile"], "suffix": "G",
    "source_register": ["SPARK"], "template": {"class": "neutral", "parts": ["hazard", "place", "action"]},
    "recipient": ["employee_self"],
    "event": {"id": "KL-FLOOD-1", "hazard": "flood", "area": ["Ernakulam"], "status": "open"},
    "sender": "KSDMA",
}  # fmt: skip


def asked_by(town: Town, office: str, asked: dict[str, Any]) -> dict[int, str | None]:
    """The first reason for each person."""
    authority = replace(town["desk"].authority, office=office, department="")
    return {int(one.id): one.reason for one in ask_for_use(authority, asked).decision.per_subject}


def test_a_bye_election_in_one_district_splits_a_cohort_and_the_unknown_are_inside(town: Town) -> None:
    house = town.house
    posted(house, 0, "Ernakulam")
    posted(house, 1, "Kollam")
    record_window(
        law_officer(house), "KL-BYE", "election", area=("Ernakulam",), starts_at=house.desk.service.at,
        source="press note (sample)",
    )  # fmt: skip
    places = [(one.district, one.taluk) for one in subjects_at(house)]
    assert places == [("Ernakulam", None), ("Kollam", None), (None, None), (None, None)]
    said = asked_by(town, "GAD", SURVEY)
    assert {said[house.people[n]] for n in (0, 2, 3)} == {"ELECTION_WINDOW"}
    assert said[house.people[1]] not in (None, "ELECTION_WINDOW")


@pytest.mark.parametrize(("more", "reason"), [(1, "MINOR_GUARD"), (0, "CONTACT_UNVERIFIED")])
def test_a_child_of_17_years_and_364_days_is_not_written_to(town: Town, more: int, reason: str) -> None:
    house = town.house
    today = house.desk.service.at.astimezone(IST).date()
    born = date(today.year - 18, today.month, today.day) + timedelta(days=more)
    house.world.sql("postgres", f"UPDATE people_person SET born = '{born}' WHERE id = {house.people[0]}")
    assert subjects_at(house)[0].age == (17 if more else None)
    on_record(house, "event", **FLOOD)
    assert asked_by(town, "KSDMA", EMERGENCY)[house.people[0]] == reason


def on_record(house: House, kind: str, **row: Any) -> None:
    """One administrator proposes it, another agrees: by the acts, as a page or a program does."""
    at, (first, second) = house.desk.service.at, administrators()
    proposed = do("propose_master", first, at, kind=kind, row=row)
    given = {"proposal": proposed["proposal"], "outcome": "agree"}
    assert not perform("decide_master", first, given, at, is_sample=True, sign=signs).ok
    do("decide_master", second, at, **given)
    house.sequence()


FLOOD = {"code": "KL-FLOOD-1", "hazard": "flood", "area": "Ernakulam", "begins_on": "2026-10-01"}


def test_an_emergency_is_one_on_record_whatever_the_office_claims(town: Town) -> None:
    assert set(asked_by(town, "KSDMA", EMERGENCY).values()) == {"OUT_OF_COHORT"}
    on_record(town.house, "event", **FLOOD)
    assert set(asked_by(town, "KSDMA", EMERGENCY).values()) == {"CONTACT_UNVERIFIED"}
    on_record(town.house, "event", **FLOOD, ends_on="2026-10-02")
    assert set(asked_by(town, "KSDMA", EMERGENCY).values()) == {"OUT_OF_COHORT"}


def test_a_judge_is_told_under_an_approval_of_the_high_court_for_this_very_text(town: Town) -> None:
    house = town.house
    house.world.sql(
        "postgres",
        f"UPDATE people_employment SET category = 'judicial' WHERE person_id = {house.people[0]}",
    )
    composed = town.composed()
    order = {"order_number": "HC 7/2026", "order_dated": "2026-10-20"}
    text = {"purpose": "SVC-TERMS", "text_hash": bytes(composed.text.hash).hex()}
    assert guarded(town) == 1
    on_record(house, "high_court_approval", **{**text, "text_hash": "0" * 64}, **order)
    assert guarded(town) == 1
    on_record(house, "high_court_approval", **text, **order)
    assert guarded(town) == 0
    on_record(house, "high_court_approval", **text, **order, until="2026-10-01")
    assert guarded(town) == 1


def guarded(town: Town) -> int:
    """How many are left out of a composed message by their class."""
    return int(town.composed().left_out.get("SUBJECT_CLASS_GUARD", 0))


def test_a_register_counts_as_notified_by_its_entry_in_the_gazette(town: Town) -> None:
    house = town.house
    at = house.desk.service.at.replace(year=2027, month=6)
    assert world_at(at).notified_registers == frozenset()
    with pytest.raises(AssertionError, match="Gazette number"):
        on_record(house, "notified_register", code="SPARK", gazette_number="", notified_on="2026-10-01")
    on_record(
        house, "notified_register", code="SPARK", gazette_number="S.O. 1/2026", notified_on="2026-10-01"
    )
    assert world_at(at).notified_registers == {"SPARK"}


def test_an_emergency_reaches_its_area_only(town: Town) -> None:
    house = town.house
    on_record(house, "event", **FLOOD)
    posted(house, 0, "Ernakulam")
    posted(house, 1, "Kollam")
    said = asked_by(town, "KSDMA", EMERGENCY)
    assert said[house.people[0]] == "CONTACT_UNVERIFIED"
    assert said[house.people[1]] == "OUT_OF_COHORT"


@pytest.mark.parametrize(
    ("is_strong", "hours", "reason"),
    [(True, 11, None), (True, 13, "ACTOR_NOT_AUTHENTICATED"), (False, 1, "ACTOR_NOT_AUTHENTICATED")],
)
def test_a_sign_in_by_password_alone_or_of_yesterday_asks_for_no_use(
    town: Town, is_strong: bool, hours: int, reason: str | None
) -> None:
    officer, at = town["desk"].authority, town.house.desk.service.at
    Appointment.objects.create(
        account_id=officer.account, person_id=officer.person, role="communicating_officer", scope="FIN",
        office="FIN", valid_from=date(2020, 1, 1), recorded_at=at,
    )  # fmt: skip
    limit = Limit(
        is_strong=is_strong, authenticator="password_and_code",
        authenticated_at=timezone.now() - timedelta(hours=hours),
    )  # fmt: skip
    asked = {**SURVEY, "purpose": "SVC-TERMS", "sender": "FIN"}
    account = Account.objects.get(pk=officer.account)
    done = perform("request_use", account, asked, at=at, is_sample=False, limit=limit)
    assert (Use.objects.latest("pk").reason == "ACTOR_NOT_AUTHENTICATED") is (reason is not None), done.says
    composed = compose(
        replace(officer, is_strong=is_strong, authenticated_at=limit.authenticated_at), Draft(town.order)
    )
    assert (composed.campaign is None) is (reason is not None)
