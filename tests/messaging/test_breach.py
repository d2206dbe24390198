"""A breach notice reaches all affected people and nobody else, once the data
protection officer approved it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.messaging.house import MAIL
from tests.messaging.test_dispatch import superuser
from tests.messaging.town import Town
from vethanam.errors import Unsound, UnsoundInput
from vethanam.evidence.bundles import whole_log
from vethanam.identity.models import Account
from vethanam.journal.models import Staged
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions.audience_counts import count_people
from vethanam.messaging.actions.campaigns import Draft, compose
from vethanam.messaging.campaign_views import startable
from vethanam.privacy.actions import Filing, file_restraint, request_use, take_step
from vethanam.privacy.models import Duty
from vethanam.privacy.permit import Request, Subject
from vethanam.privacy.queries.duties import cases, duties_due


@pytest.fixture
def case(town: Town) -> Duty:
    """An officer asks for the first two people many times; nobody asks for the third."""
    asking = replace(
        town.house.desk.officer,
        account=Account.objects.create(username="prd-clerk", kind=Account.Kind.OFFICER).pk,
        office="PRD",
        role="officer",
    )
    for n in range(20):
        request_use(asking, Request(
            actor="clerk", org="PRD", purpose="SAL-CREDIT", subjects=[Subject(str(town.house.people[n % 2]))],
            mode="reveal", fields=("mobile",), channels=("portal",), reason_given="a letter came back",
        ))  # fmt: skip
    return Duty.objects.get()


def breach(town: Town, number: str, **changes: Any) -> Draft:
    return Draft(None, **{"purpose": "BREACH-INT", "rule": {"case": [number]}, **changes})


def test_all_whom_it_concerns_and_nobody_else_are_told_in_five_parts(town: Town, case: Duty) -> None:
    desk = town["desk"].authority
    done = compose(desk, breach(town, case.number))
    campaign = done.campaign
    assert campaign is not None, done.decision.says
    assert campaign.cohort == f"people concerned by case: {case.number}"
    assert (done.decision.outcome, done.decision.reason) == ("hold", "APPROVAL_MISSING")
    town["dpo"].approves(campaign)
    town.house.sequence()
    superuser(
        town.house,
        "ALTER TABLE service_book_servicespell DISABLE TRIGGER ALL;"
        " UPDATE service_book_servicespell SET valid_from = valid_from + 9000",
    )  # none in service
    town.sent(campaign)
    town.house.dispatch()
    assert sorted(town.house.mailbox.addresses) == [MAIL.format(n=n) for n in (0, 1)]
    letter = town.house.mailbox.received[0][1].decode()
    for part in (
        "What happened",
        "What it can mean",
        "What is done",
        "What you can do",
        "Who answers",
        case.number,
    ):
        assert part in letter
    (told,) = case.steps.all()
    assert (told.kind, campaign.reference in told.says) == ("told_people", True)
    leaf = json.loads(bytes(Staged.objects.get(pk=told.leaf).leaf))
    assert (leaf["kind"], leaf["public"]["duty"]) == ("duty.told_people", case.reference)
    assert "told_people" not in [clock.step for clock in duties_due(desk.at)[0].clocks]
    assert verify(whole_log()).outcome == "verified"


def test_nobody_is_told_without_the_officer_or_without_a_case(town: Town, case: Duty) -> None:
    desk = town["desk"].authority
    assert "BREACH-INT" in [purpose.code for purpose in startable("FIN", desk.at)]
    rules: tuple[dict[str, list[str]], ...] = (
        {}, {"case": []}, {"case": ["2026/999999"]}, {"category": ["state"]},
    )  # fmt: skip
    for rule in rules:
        with pytest.raises(UnsoundInput):
            compose(desk, breach(town, case.number, rule=rule))
        with pytest.raises(UnsoundInput):
            count_people(desk, "BREACH-INT", rule)
    with pytest.raises(UnsoundInput):
        count_people(desk, "SVC-TERMS", {"case": cases()})  # no other purpose reaches people by a case
    campaign = compose(desk, breach(town, case.number)).campaign
    assert campaign is not None
    with pytest.raises(AssertionError, match="approval"):
        town.sent(campaign)
    assert town.house.states() == {} and not case.steps.exists()


def test_two_cases_are_two_messages(town: Town, case: Duty) -> None:
    take_step(town["dpo"].authority, case, "closed", "A drill.")
    asking = replace(
        town.house.desk.officer, account=town["law"].authority.account, office="PRD", role="officer"
    )
    for _ in range(20):
        request_use(asking, Request(
            actor="law", org="PRD", purpose="SAL-CREDIT", subjects=[Subject(str(town.house.people[2]))],
            mode="reveal", fields=("mobile",), channels=("portal",), reason_given="a letter came back",
        ))  # fmt: skip
    numbers = cases()
    assert len(numbers) == 2
    with pytest.raises(Unsound, match="one breach case"):
        compose(town["desk"].authority, breach(town, "", rule={"case": numbers}))
    later = compose(town["desk"].authority, breach(town, numbers[0])).campaign
    assert later is not None and later.members == [town.house.people[2]]


def test_a_restraint_that_names_it_stops_it_and_one_that_does_not_lets_it_go(town: Town, case: Duty) -> None:
    law = town["law"].authority
    for purpose, reason in (("SVC-TERMS", "APPROVAL_MISSING"), ("BREACH-INT", "COURT_RESTRAINT")):
        scope = {"purposes": (purpose,)}
        file_restraint(
            law,
            Filing(
                f"WPC-{purpose}",
                "court_order",
                law.at,
                scope,
                case_number="W.P.(C) 7/2026",
                dated=law.at.date(),
            ),
        )
        assert compose(town["desk"].authority, breach(town, case.number)).decision.reason == reason
