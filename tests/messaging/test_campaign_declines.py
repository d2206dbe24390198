"""A declined message is never sent, and its office can read who declined it and why."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from tests.messaging.test_dispatch import superuser
from tests.messaging.town import Officer, Town, officer
from vethanam.errors import Refused
from vethanam.journal.models import Staged
from vethanam.journal.queries import opening_of
from vethanam.messaging.actions import queue_allowed
from vethanam.messaging.actions.campaign_declines import decline_campaign
from vethanam.messaging.actions.campaign_queue import send
from vethanam.messaging.actions.campaigns import Draft, asked_to_sign, compose
from vethanam.messaging.campaign_views import declined_of, shown, unsent_campaigns
from vethanam.messaging.models import Campaign, CampaignDecline
from vethanam.privacy.models import Outbox, Use

WHY = "The order is not printed yet."


def declined(officer: Officer, campaign: Campaign, **changes: Any) -> CampaignDecline:
    return decline_campaign(replace(officer.authority, **changes), campaign, WHY)


def test_a_declined_message_is_neither_approved_nor_sent(town: Town) -> None:
    campaign, desk = town.approved(), town["desk"].authority
    assert unsent_campaigns(desk.at).filter(pk=campaign.pk).exists()
    declined(town["dpo"], campaign)
    with pytest.raises(Refused, match="An officer declined this message") as refused:
        send(desk, campaign)
    assert refused.value.code == "message_declined"
    with pytest.raises(Refused, match="An officer declined this message"):
        asked_to_sign(campaign, desk.at)
    assert (queue_allowed(), Outbox.objects.count(), Use.objects.count()) == (0, 0, 0)
    assert not unsent_campaigns(desk.at).filter(pk=campaign.pk).exists()
    town.house.sequence()
    town.house.dispatch()
    assert town.house.mailbox.received == []


def test_nobody_approves_a_declined_message(town: Town) -> None:
    campaign = town.composed()
    town["owner"].approves(campaign)
    declined(town["owner"], campaign)
    with pytest.raises(Refused, match="An officer declined this message"):
        town["dpo"].approves(campaign)


def test_the_office_reads_who_declined_it_when_and_why(town: Town) -> None:
    campaign, dpo = town.composed(), town["dpo"]
    declined(dpo, campaign)
    again = Campaign.objects.select_related("text", "order").get(pk=campaign.pk)
    assert shown(again, dpo.authority.at).state == "declined"
    found = declined_of(again)
    assert found is not None
    assert (found.role, found.name, found.at, found.reason) == ("dpo", "fin-dpo", dpo.authority.at, WHY)
    assert declined_of(town.composed(send_until=dpo.authority.at + timedelta(days=9))) is None


def test_the_log_has_the_decline_and_neither_name_nor_reason(town: Town) -> None:
    campaign, dpo = town.composed(), town["dpo"].authority
    row = declined(town["dpo"], campaign)
    leaf = json.loads(bytes(Staged.objects.get(pk=row.leaf).leaf))
    assert (leaf["kind"], leaf["public"]) == (
        "campaign.declined",
        {
            "campaign": campaign.reference, "declines": bytes(campaign.commitment).hex(), "as": "dpo",
            "office": "FIN",
        },
    )  # fmt: skip
    opening = opening_of(row.leaf)
    assert opening is not None
    assert dict(opening.private) == {"account": dpo.account, "person": dpo.person, "reason": WHY}


def test_an_officer_who_has_approved_may_still_decline(town: Town) -> None:
    campaign = town.composed()
    town["owner"].approves(campaign)
    assert declined(town["owner"], campaign).role == "purpose_owner"


def test_a_message_is_declined_once(town: Town) -> None:
    campaign = town.composed()
    declined(town["dpo"], campaign)
    with pytest.raises(Refused, match="An officer declined this message"):
        declined(town["owner"], campaign)


def test_whoever_asked_does_not_decline_her_own(town: Town) -> None:
    owner, desk = town["owner"], town["desk"]
    lent = replace(desk.authority, delegation=1, on_behalf_of=owner.authority.person)
    for asked_by in (owner.authority, lent):
        own = compose(asked_by, Draft(town.order, again="A test sends it once more.")).campaign
        assert own is not None
        with pytest.raises(Refused, match="you asked for it, or it was asked in your name"):
            declined(owner, own)
    assert not CampaignDecline.objects.exists()


def test_an_officer_who_writes_declines_nothing(town: Town) -> None:
    with pytest.raises(Refused, match="You act as another"):
        declined(officer(town.house, "fin-second-desk", "communicating_officer"), town.composed())


def test_the_owner_of_another_office_does_not_decline(town: Town) -> None:
    other = officer(town.house, "prd-owner", "purpose_owner", "PRD")
    with pytest.raises(Refused, match="purpose owner"):
        declined(other, town.composed())


def test_declining_is_not_delegated(town: Town) -> None:
    with pytest.raises(Refused, match="not delegated"):
        declined(town["dpo"], town.composed(), delegation=1)


def test_an_account_without_a_person_declines_nothing(town: Town) -> None:
    with pytest.raises(Refused, match="no person"):
        declined(town["dpo"], town.composed(), person=None)


def test_a_role_that_this_message_does_not_ask_for_declines_nothing(town: Town) -> None:
    with pytest.raises(Refused, match="purpose owner"):
        declined(town["law"], town.composed())


def test_a_message_whose_time_is_past_is_not_declined(town: Town) -> None:
    dpo = town["dpo"]
    with pytest.raises(Refused, match="Its time ended"):
        declined(dpo, town.composed(), at=dpo.authority.at + timedelta(days=4))


def test_a_message_that_was_allowed_is_stopped_and_not_declined(town: Town) -> None:
    campaign = town.approved()
    town.sent(campaign)
    with pytest.raises(Refused, match="on its way"):
        declined(town["dpo"], campaign)


# -- below the program ---------------------------------------------------------------------------------------

DECLINE = (
    "INSERT INTO messaging_campaigndecline"
    " (campaign_id, role, declined_by_id, person, reason, at, recorded_at, leaf)"
    " SELECT id, 'dpo', asked_by_id, 1, 'No.', now(), now(), 77000000 FROM messaging_campaign"
)  # fmt: skip


def test_the_database_refuses_an_allowed_use_of_a_declined_message(town: Town) -> None:
    campaign = town.approved()
    answered = send(town["desk"].authority, town.approved(send_from=town["desk"].authority.at))
    declined(town["dpo"], campaign)
    with (
        pytest.raises(psycopg.errors.RestrictViolation, match="A declined message is not allowed"),
        town.house.world.connect("web") as web,
    ):
        web.execute(
            "INSERT INTO messaging_campaignuse (campaign_id, use_id, is_allowed) VALUES (%s, %s, true)",
            [campaign.pk, answered.use],
        )


def test_the_database_refuses_to_decline_what_was_allowed(town: Town) -> None:
    town.sent(town.approved())
    with (
        pytest.raises(psycopg.errors.RestrictViolation, match="stop its sending"),
        town.house.world.connect("web") as web,
    ):
        web.execute(DECLINE)


def test_a_decline_is_neither_changed_nor_deleted(town: Town) -> None:
    declined(town["dpo"], town.composed())
    for statement in (
        "UPDATE messaging_campaigndecline SET reason = 'None.'",
        "DELETE FROM messaging_campaigndecline",
    ):
        with (
            pytest.raises(psycopg.errors.RestrictViolation, match="appended to"),
            town.house.world.connect("owner") as owner,
        ):
            owner.execute(statement)


def test_the_dispatcher_opens_nothing_for_a_message_declined_behind_the_guard(town: Town) -> None:
    town.sent(town.approved())
    superuser(town.house, DECLINE)
    town.house.dispatch()
    assert town.house.mailbox.received == []
    assert town.house.states() == {"queued": 3}
