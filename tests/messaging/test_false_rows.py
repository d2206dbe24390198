"""A row without its signatures keeps nobody from the honest act, and ``vethanam check`` names it.

The attacker has the web process: he writes rows and entries past the acts, and no officer's key.
"""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from tests.messaging.test_rolls import made_by_worker
from tests.messaging.test_witness_hold import PURPOSE, Officers, officers  # noqa: F401
from tests.messaging.town import Officer, Town
from vethanam.acts.executor import Performed
from vethanam.errors import Refused
from vethanam.evidence.rolls import rolls
from vethanam.journal.actions import append
from vethanam.journal.models import Staged
from vethanam.ledger.policies import SET
from vethanam.messaging.models import Campaign
from vethanam.privacy.approval_proofs import approval_findings, proven_approvals
from vethanam.privacy.models import Approval, PolicyProposal, PolicySet, Roll, RollConfirmation
from vethanam.privacy.policy_proofs import PolicyProofs, policy_set_findings
from vethanam.privacy.rolls import unproven_rolls


def false_approval(town: Town, by: Officer, campaign: Campaign, role: str) -> None:
    """An approval in an officer's name and another role, with a signature that is none."""
    at = by.authority.at
    with town.house.world.role("web"):
        leaf = append(
            "approval.given",
            public={
                "of": "campaign", "reference": campaign.reference,
                "approves": bytes(campaign.commitment).hex(), "as": role, "office": "FIN",
                "key": by.key.reference, "signature": {"signature": "00" * 64},
            },
            private={"account": by.authority.account, "person": by.authority.person},
            at=at, is_sample=True,
        )  # fmt: skip
        Approval.objects.create(
            of="campaign", reference=campaign.reference, commitment=campaign.commitment, role=role,
            account_id=by.authority.account, person=by.authority.person or 0, key=by.key, at=at,
            recorded_at=timezone.now(), leaf=leaf,
        )  # fmt: skip


def test_a_false_approval_keeps_no_officer_from_signing(town: Town) -> None:
    house, campaign = town.house, town.composed()
    house.sequence()
    for name, role in (("owner", "law_officer"), ("owner", "purpose_owner"), ("dpo", "purpose_owner")):
        false_approval(town, town[name], campaign, role)
    house.sequence()
    town["owner"].approves(campaign)
    town["dpo"].approves(campaign)
    house.sequence()
    key = house.log_key.verifier
    given = proven_approvals("campaign", campaign.reference, office="FIN", log_key=key)
    assert sorted(one.role for one in given) == ["dpo", "purpose_owner"]
    town.sent(campaign)
    house.dispatch()
    assert len(house.mailbox.received) == 3
    assert [one.code for one in approval_findings()] == ["approval_unproven"] * 3


def test_a_second_press_and_a_second_role_are_refused_as_before(town: Town) -> None:
    campaign = town.composed()
    town["owner"].approves(campaign)
    for _ in range(2):
        with pytest.raises(Refused, match="approved already as"):
            town["owner"].approves(campaign)
        town.house.sequence()


def false_roll(town: Town, subject: str, by: Officer) -> Roll:
    """A roll in a law officer's name, without her signature."""
    at = by.authority.at
    with town.house.world.role("web"):
        leaf = append(
            "roll.asked", public={"roll": "ROLL-FALSE", "of": "message", "subject": subject}, private=None,
            at=at, is_sample=True,
        )  # fmt: skip
        return Roll.objects.create(
            reference="ROLL-FALSE", of="message", subject=subject, by_id=by.authority.account,
            person=by.authority.person or 0, office="FIN", role="law_officer", at=at,
            recorded_at=timezone.now(), leaf=leaf,
        )  # fmt: skip


def false_confirmation(town: Town, roll: Roll, by: Officer) -> None:
    at = by.authority.at
    with town.house.world.role("web"):
        leaf = append("roll.confirmed", public={"roll": roll.reference}, private=None, at=at, is_sample=True)
        RollConfirmation.objects.create(
            roll=roll, by_id=by.authority.account, person=by.authority.person or 0, office="FIN",
            role="data_protection_officer", at=at, recorded_at=timezone.now(), leaf=leaf,
        )  # fmt: skip


def does(town: Town, name: str, act: str, **given: Any) -> Performed:
    """An act of an officer in the web process."""
    with town.house.world.role("web"):
        return town[name].does(act, **given)


def test_a_false_roll_keeps_no_honest_roll_out(town: Town) -> None:
    campaign = town.approved()
    town.sent(campaign)
    town.house.dispatch()
    subject = {"of": "message", "subject": campaign.reference}
    false = false_roll(town, campaign.reference, town["law"])
    false_confirmation(town, false, town["dpo"])
    town.house.sequence()
    asked = does(town, "law", "make_roll", **subject)
    assert asked.ok, asked.says
    assert does(town, "law", "make_roll", **subject).code == "roll_asked_before"
    honest = Roll.objects.get(reference=asked.state["roll"])
    false_confirmation(town, honest, town["dpo"])
    town.house.sequence()
    assert does(town, "dpo", "confirm_roll", roll=honest.reference).code == "roll_confirmed_falsely"
    asked = does(town, "law", "make_roll", **subject)
    assert asked.ok, asked.says
    assert does(town, "dpo", "confirm_roll", roll=asked.state["roll"]).ok
    assert made_by_worker(town) == 1
    assert [one.state for one in rolls()] == ["made", "asked"]
    assert [one.code for one in unproven_rolls()] == ["roll_unproven"] * 2
    assert does(town, "law", "make_roll", **subject).code == "roll_asked_before"


def test_a_false_setting_keeps_no_policy_from_counting(officers: Officers) -> None:  # noqa: F811
    house, at = officers.house, officers.at
    officers.set("one")
    number = officers.propose("nobody")
    row = PolicyProposal.objects.get(pk=number)
    public = json.loads(bytes(Staged.objects.get(pk=row.leaf).leaf))["public"]
    house.sequence()
    with house.world.role("web"):
        leaf = append(SET, public={**public, "proposed": None, "agreed": None}, private=None, at=at,
                      is_sample=True)  # fmt: skip
        PolicySet.objects.create(
            proposal=row, agreed_by=officers.officer, person=1, at=at, recorded_at=timezone.now(), leaf=leaf
        )
    house.sequence()
    officers.set("event")
    house.sequence()
    proofs = PolicyProofs(house.log_key.verifier)
    assert [one.name for one in proofs.all()[PURPOSE]] == ["one", "event"]
    assert [one.code for one in policy_set_findings()] == ["policy_unproven"]


#: tables with rows that mean nothing without a signature, and the columns of a row
_APPROVAL = (
    "INSERT INTO privacy_approval (id, of, reference, commitment, role, account_id, person, key_id, at,"
    " recorded_at, leaf) VALUES (%s, 'campaign', 'r', '', 'dpo', %s, 1, %s, now(), now(), %s)"
)


@pytest.mark.parametrize(("ahead", "further"), [(0, 1_000), (1_000, 0)])
def test_a_false_row_takes_neither_the_number_nor_the_entry_of_one_to_come(
    town: Town, ahead: int, further: int
) -> None:
    world, by = town.house.world, town["dpo"]
    (row,) = world.sql(
        "postgres",
        "SELECT nextval('privacy_approval_id_seq'), (SELECT last_value FROM journal_staged_id_seq)",
    )
    given: tuple[Any, ...] = (row[0] + ahead, by.authority.account, by.key.pk, row[1] + further)
    with pytest.raises(psycopg.errors.RestrictViolation, match="still to come"):
        world.sql("web", _APPROVAL, *given)


def test_nobody_chooses_the_number_of_an_entry(town: Town) -> None:
    for role in ("web", "worker", "dispatcher"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            town.house.world.sql(role, "INSERT INTO journal_staged (id, leaf) VALUES (10000000, '')")
