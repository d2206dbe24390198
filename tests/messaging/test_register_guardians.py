"""A request of another body's program about a ward, and in an election window: seen at the far side."""

# ruff: noqa: F811 - fixtures of other modules

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.messaging.house import MAIL
from tests.messaging.test_approved_requests import Desk
from tests.messaging.test_benefit_intimations import GUARDIANS, Told, smsc, told  # noqa: F401 - fixtures
from tests.messaging.test_facts_at_dispatch import SANCTION, Survey, survey  # noqa: F401 - a fixture
from tests.messaging.test_known_facts import posted
from tests.messaging.test_registers import Body, board, linked, request  # noqa: F401 - a fixture
from tests.messaging.test_restraint import law_officer
from tests.messaging.test_smpp import Running
from tests.messaging.town import officer
from vethanam.benefits.actions.circumstances import GuardianSaid, add_guardian
from vethanam.benefits.models import Award
from vethanam.journal.business_time import business_now
from vethanam.messaging.models import FactNotice
from vethanam.messaging.registers.links import decide_links, link_people, links_to_decide
from vethanam.people.models import Department, Employment
from vethanam.privacy.actions import record_window
from vethanam.privacy.law.windows import IST


def ward(told: Told, *, years: int = 15, more: int = 0) -> Award:
    """A beneficiary of so many years and days, with her guardian's number and a proof that two checked."""
    award = told.awarded(number=GUARDIANS, kind="guardian_mobile")
    day = told.house.desk.service.at.astimezone(IST).date()
    born = date(day.year - years, day.month, day.day) - timedelta(days=more)
    person = award.beneficiary.person_id
    told.house.world.sql("postgres", f"UPDATE people_person SET born = '{born}' WHERE id = {person}")
    said = GuardianSaid("Example mother", "court", "OP 4/2026")
    add_guardian(told.bodies.by("clerk"), award.beneficiary, said, date(2026, 10, 1))
    told.bodies.check_all()
    linked(told, PB_1=award.beneficiary.number)
    return award


def proof_ended_yesterday(told: Told) -> None:
    day = business_now()[0].astimezone(IST).date() - timedelta(days=1)
    told.house.world.sql("postgres", "ALTER TABLE benefits_guardian DISABLE TRIGGER ALL")
    told.house.world.sql("postgres", f"UPDATE benefits_guardian SET valid_until = '{day}'")


def test_a_register_reaches_the_guardian_of_a_ward(told: Told, board: Body, smsc: Running) -> None:
    ward(told)
    taken = board.post(request(PB_1=None)).json()["state"]
    assert taken["people"] == [{"id": "PB/1", "outcome": "accepted", "reason": None}]
    assert board.goes(smsc) == {GUARDIANS} and board.told_no_contact()


def test_question_14(told: Told, board: Body, smsc: Running) -> None:
    """A girl of 17 whose guardian's proof ended yesterday: nobody is told, and her page has the copy."""
    award = ward(told, years=17, more=364)
    proof_ended_yesterday(told)
    taken = board.post(request(PB_1=None)).json()["state"]
    assert taken["people"] == [{"id": "PB/1", "outcome": "not_told", "reason": "NOT_REACHABLE"}]
    assert board.goes(smsc) == set() and board.told_no_contact()
    assert FactNotice.objects.get().person_id == award.beneficiary.person_id


def test_a_proof_that_ends_while_the_message_waits_stops_it(told: Told, board: Body, smsc: Running) -> None:
    ward(told)
    taken = board.post({**request(PB_1=None)}).json()["state"]
    assert taken["counts"]["accepted"] == 1
    proof_ended_yesterday(told)
    assert board.goes(smsc) == set()
    assert board.outcomes(taken["delivery"])["PB/1"] == ("not_told", "NOT_REACHABLE")


@pytest.mark.parametrize("is_announced_before", [True, False])
def test_an_election_window_splits_a_request_of_a_register(
    survey: Survey, *, is_announced_before: bool
) -> None:
    town, house = survey.town, survey.town.house
    Department.objects.create(code="GAD", name="General Administration")
    desk = Desk(town, code="survey-desk", office="GAD", scope="GAD", purpose="SURVEY")
    early = survey.owner.authority.later(house.desk.service.at - timedelta(days=2))
    other = officer(house, "gad-owner-2", "purpose_owner", "GAD").authority.later(early.at)
    numbers = Employment.objects.order_by("pk").values_list("number", flat=True)
    with house.world.role("web"):
        link_people(early, {f"T/{n}": number for n, number in enumerate(numbers)})
        decide_links(other, [row.pk for row in links_to_decide(other)], is_agreed=True)
    for which in range(3):
        survey.records(which)
    posted(house, 0, "Palakkad")
    posted(house, 1, "Kollam")
    house.sequence()
    if is_announced_before:
        announced(survey)
    given = {"purpose": "SURVEY", "text": "survey-open", "sanction": SANCTION}
    taken = desk.post({**given, "people": {f"T/{n}": {} for n in range(3)}})
    campaign = desk.campaign(taken)
    survey.owner.approves(campaign, business_now()[0])
    desk.approved(campaign, "dpo")
    if not is_announced_before:
        announced(survey)
    assert desk.round() == [MAIL.format(n=1)]
    outcomes = desk.outcomes(taken.json()["state"]["delivery"])
    assert outcomes["T/0"] == outcomes["T/2"] == ("not_told", "ELECTION_WINDOW")
    assert outcomes["T/1"][0] in ("accepted", "delivered") and desk.told_no_contact()


def announced(survey: Survey) -> None:
    """A bye-election in one district; who has no place of duty on record counts as inside."""
    record_window(
        law_officer(survey.town.house), "KL-BYE", "election", area=("Palakkad",),
        starts_at=survey.town.house.desk.service.at, source="press note (sample)",
    )  # fmt: skip
