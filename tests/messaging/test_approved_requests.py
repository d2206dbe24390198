"""Another body asks under a purpose with approvals: officers approve, then it goes, and not before."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tests.messaging.house import MAIL
from tests.messaging.test_evidence_files import judged, made_of
from tests.messaging.test_registers import Body
from tests.messaging.test_restraint import restrain
from tests.messaging.town import Town, officer
from tests.webhooks.receiver import receiving
from vethanam.acts.executor import look
from vethanam.evidence.made_files import Asked, file_in
from vethanam.identity.models import Account
from vethanam.journal.business_time import business_now
from vethanam.messaging.actions import queue_allowed, report_register_messages, send_approved_requests
from vethanam.messaging.actions.campaign_declines import decline_campaign
from vethanam.messaging.models import Campaign, CampaignUse
from vethanam.messaging.registers.links import decide_links, end_link, link_people, links_of, links_to_decide
from vethanam.messaging.registers.models import RegisterMessage, RegisterReport
from vethanam.messaging.registers.outcomes import Standing, standing_of
from vethanam.people.models import Department, Employment
from vethanam.privacy.models import Outbox, Use
from vethanam.webhooks.collector import collect_events
from vethanam.webhooks.deliveries import deliver_due, make_secret
from vethanam.webhooks.models import Webhook

ORDER = {"order_number": "G.O.(P) No.214/2026/Fin", "order_dated": "2026-10-30"}


class Desk(Body):
    """The pay desk of the Finance Department: a program that sends under SVC-TERMS."""

    def __init__(self, town: Town, **row: Any) -> None:
        self.town = town
        super().__init__(
            town.house,
            **{
                "code": "pay-desk", "office": "FIN", "scope": "FIN", "purpose": "SVC-TERMS",
                "name": "Pay desk", "name_ml": "ശമ്പളം", **row,
            },
        )  # fmt: skip

    def ask(self, *numbers: str, values: Any = None, **given: Any) -> Any:
        people = dict.fromkeys(numbers or ("T/0", "T/1", "T/9"), ORDER if values is None else values)
        return self.post({"purpose": "SVC-TERMS", "text": "pay-terms-changed", "people": people, **given})

    def campaign(self, taken: Any) -> Campaign:
        assert taken.status_code == 200, taken.content
        return Campaign.objects.get(reference=taken.json()["state"]["approval"]["message"])

    def round(self) -> list[str]:
        """The worker asks and queues, the dispatcher sends; the addresses reached."""
        house, before = self.house, len(self.house.mailbox.received)
        with house.world.role("worker"):
            send_approved_requests(replace(house.desk.service, at=business_now()[0]))
            queue_allowed()
        house.sequence()
        house.dispatch()
        return sorted(house.mailbox.addresses[before:])

    def approved(self, campaign: Campaign, *roles: str) -> None:
        for role in roles or ("owner", "dpo"):
            self.town[role].approves(campaign, business_now()[0])
        self.house.sequence()


@pytest.fixture
def desk(town: Town) -> Desk:
    house = town.house
    Department.objects.create(code="FIN", name="Finance")
    made = Desk(town)
    early = town["owner"].authority.later(house.desk.service.at - timedelta(days=2))
    other = officer(house, "fin-owner-2", "purpose_owner").authority.later(early.at)
    numbers = Employment.objects.order_by("pk").values_list("number", flat=True)
    with house.world.role("web"):
        link_people(early, {f"T/{n}": number for n, number in enumerate(numbers)})
        decide_links(other, [row.pk for row in links_to_decide(other)], is_agreed=True)
    house.sequence()
    return made


def test_it_waits_as_a_message_of_its_body_and_goes_once_officers_approved(desk: Desk, town: Town) -> None:
    taken = desk.ask()
    campaign, state = desk.campaign(taken), taken.json()["state"]
    assert "waits for its approvals" in taken.json()["says"]
    assert state["counts"] == {"accepted": 3, "delivered": 0, "failed": 0, "not_told": 0}
    assert (state["approval"]["state"], state["approval"]["missing"]) == ("waits", ["purpose_owner", "dpo"])
    assert (campaign.office, campaign.sender, campaign.asking_person) == ("FIN", "FIN", None)
    assert campaign.cohort == "people named by the register of FIN"
    assert sorted(campaign.members) == sorted(town.house.people[:2])
    owner = Account.objects.get(pk=town["owner"].authority.account)
    shown = look("messages", owner, {}, business_now()[0], is_sample=True)
    assert campaign.reference in json.dumps(shown.state, default=str), shown.says
    assert desk.round() == [] and not Outbox.objects.filter(use__purpose_code="SVC-TERMS").exists()
    desk.approved(campaign, "owner")
    assert desk.round() == [] and not CampaignUse.objects.exists()
    assert desk.get(state["delivery"])["approval"]["missing"] == ["dpo"]
    desk.approved(campaign, "dpo")
    assert desk.round() == [MAIL.format(n=0), MAIL.format(n=1)]
    assert desk.get(state["delivery"])["approval"]["state"] == "allowed"
    outcomes = desk.outcomes(state["delivery"])
    assert outcomes["T/0"][0] in ("accepted", "delivered") and outcomes["T/9"] == (
        "not_told",
        "NOT_REACHABLE",
    )
    assert desk.round() == [] and CampaignUse.objects.count() == 1 and desk.told_no_contact()


def test_a_declined_request_and_one_whose_time_is_past_are_never_sent(desk: Desk, town: Town) -> None:
    taken = desk.ask()
    campaign, delivery = desk.campaign(taken), taken.json()["state"]["delivery"]
    declining = town["dpo"].authority.later(business_now()[0])
    with desk.house.world.role("web"):
        decline_campaign(declining, campaign, "The order was set aside.")
    desk.house.sequence()
    assert desk.round() == []
    approval = desk.get(delivery)["approval"]
    assert (approval["state"], approval["missing"]) == ("declined", [])
    assert set(desk.outcomes(delivery).values()) == {("not_told", "APPROVAL_MISSING")}
    again = desk.ask(again="It is asked once more.", not_after=in_hours(1))
    second = desk.campaign(again)
    later = business_now()[0] + timedelta(hours=2)
    message = RegisterMessage.objects.get(campaign=second)
    assert standing_of(message, later) == Standing("past", reason="APPROVAL_MISSING")
    assert desk.told_no_contact()


def in_hours(hours: int) -> str:
    return (business_now()[0] + timedelta(hours=hours)).isoformat()


def test_what_is_not_one_text_with_one_set_of_values_is_refused(desk: Desk) -> None:
    other = {**ORDER, "order_number": "G.O.(P) No.215/2026/Fin"}
    people = {"T/0": ORDER, "T/1": other}
    differing = desk.post({"purpose": "SVC-TERMS", "text": "pay-terms-changed", "people": people})
    assert (differing.status_code, differing.json()["faults"][0]["code"]) == (422, "register_values_differ")
    unknown = desk.ask("T/0", values=other)
    assert (unknown.status_code, unknown.json()["faults"][0]["code"]) == (422, "register_order_unknown")
    more = desk.ask("T/0", values={**ORDER, "title": "Thank the Minister"})
    assert more.json()["faults"][0]["code"] == "register_value_unknown"
    assert desk.ask("T/0", values={}).json()["faults"][0]["code"] == "register_value_missing"
    assert desk.ask("T/0", text="salary-credited").json()["faults"][0]["code"] == "register_text_unknown"
    wrong = desk.ask("T/0", sanction="G.O. 1")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "not_a_mapping")
    assert not Campaign.objects.exists()
    taken = desk.ask("T/0")
    repeated = desk.ask("T/0")
    assert repeated.json()["faults"][0]["code"] == "told_before", repeated.content
    assert desk.ask("T/1").status_code == 200  # another person
    nobody = desk.ask("T/9").json()["state"]
    assert nobody["counts"]["not_told"] == 1 and nobody["approval"] is None
    assert taken.status_code == 200 and desk.told_no_contact()


def test_people_who_follow_from_an_order_are_named_by_no_body(desk: Desk, town: Town) -> None:
    advances = Desk(town, code="advances", purpose="ADV-LOAN")
    given = {"purpose": "ADV-LOAN", "text": "advance-decided", "people": {"T/0": ORDER}}
    refused = advances.post(given)
    assert (refused.status_code, refused.json()["code"]) == (403, "register_people_by_rule")
    assert not Campaign.objects.exists()


def test_a_restraint_after_the_approvals_refuses_it_and_nothing_resumes(desk: Desk, town: Town) -> None:
    taken = desk.ask("T/0", "T/1")
    delivery = taken.json()["state"]["delivery"]
    desk.approved(desk.campaign(taken))
    restrain(desk.house, scope={"purposes": ["SVC-TERMS"]})
    desk.house.sequence()
    assert desk.round() == [] and desk.round() == []
    assert CampaignUse.objects.get().is_allowed is False
    assert set(desk.outcomes(delivery).values()) == {("not_told", "COURT_RESTRAINT")}
    assert desk.get(delivery)["approval"]["state"] == "refused"
    late = desk.ask("T/2")
    assert (late.status_code, late.json()["code"]) == (403, "COURT_RESTRAINT")
    assert Use.objects.latest("pk").purpose_code == "SVC-TERMS"


def test_a_link_that_ends_between_approval_and_dispatch_leaves_its_person_out(desk: Desk, town: Town) -> None:
    taken = desk.ask("T/0", "T/1")
    desk.approved(desk.campaign(taken))
    person = desk.house.people[0]
    with desk.house.world.role("web"):
        herself = replace(town["owner"].authority, person=person, office="self", role="employee")
        (link,) = links_of(person)
        end_link(herself, link.link)
    assert desk.round() == [MAIL.format(n=1)]
    assert desk.outcomes(taken.json()["state"]["delivery"])["T/0"] == ("not_told", "NOT_REACHABLE")


def test_its_webhook_hears_each_state_and_both_verifiers_accept_its_file(desk: Desk, town: Town) -> None:
    with receiving() as receiver:
        hook = Webhook.objects.create(
            code="desk", name="Pay desk", url=f"{receiver.address}/hook", events=["delivery.outcomes"],
            within="department", scope="FIN",
        )  # fmt: skip
        make_secret(desk.house.desk.service, hook, ends_others=False)
        taken = desk.ask()
        campaign = desk.campaign(taken)
        with desk.house.world.role("worker"):
            assert report_register_messages(business_now()[0]) == 0
        desk.approved(campaign)
        assert len(desk.round()) == 2
        with desk.house.world.role("worker"):
            assert report_register_messages(business_now()[0]) == 1
        assert RegisterReport.objects.get().state == "allowed"
        for pk in collect_events(is_sample=True):
            deliver_due(pk, is_sample=True)
    (got,) = [json.loads(one.body) for one in receiver.got if b"delivery.outcomes" in one.body]
    assert got["data"]["state"] == "allowed" and got["data"]["counts"]["not_told"] == 1
    made = made_of(town, Asked("campaign", campaign.reference))
    assert judged(file_in(made, "json")).outcome == "verified"


def test_the_database_refuses_a_message_of_a_program_of_another_purpose(desk: Desk) -> None:
    campaign = desk.campaign(desk.ask("T/0"))
    forged = {"pk": None, "reference": "z" * 32, "commitment": b"x" * 32, "leaf": campaign.leaf + 1}
    for change in ({"purpose": "SURVEY"}, {"office": "GAD"}, {"asking_person": 1}):
        row = Campaign.objects.get(pk=campaign.pk)
        for name, value in {**forged, **change}.items():
            setattr(row, name, value)
        with pytest.raises(DatabaseError), desk.house.world.role("web"), transaction.atomic():
            row.save(force_insert=True)
