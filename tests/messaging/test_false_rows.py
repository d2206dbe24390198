"""A row without its signatures keeps nobody from the honest act, and ``vethanam check`` names it.

The attacker has the web process: he writes rows and entries past the acts, and no officer's key.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.utils import timezone

from tests.messaging.test_rolls import made_by_worker
from tests.messaging.test_single_uses import recipient_of, reveal
from tests.messaging.test_witness_hold import PURPOSE, Officers, officers  # noqa: F401
from tests.messaging.town import Officer, Town, proposed_class
from tests.privacy.actions.test_purpose_proposals import form
from vethanam.acts.executor import Performed
from vethanam.acts.inbox import inbox_of
from vethanam.errors import Refused
from vethanam.evidence.rolls import rolls
from vethanam.journal.actions import append
from vethanam.journal.models import Staged
from vethanam.ledger.policies import SET
from vethanam.messaging.actions.campaign_queue import queue_use
from vethanam.messaging.actions.campaigns import asked_of
from vethanam.messaging.actions.single_uses import asked_for
from vethanam.messaging.campaigns import request_of
from vethanam.messaging.models import Campaign, CampaignUse
from vethanam.messaging.recipients import approvable_recipient
from vethanam.messaging.templates import values_hash
from vethanam.people.queries import hats_of
from vethanam.privacy.actions import (
    Filing,
    Position,
    file_restraint,
    propose_position,
    propose_purpose,
    request_use,
)
from vethanam.privacy.actions.approvals import approve
from vethanam.privacy.actions.purpose_proposals import asked_of_proposal
from vethanam.privacy.approval_proofs import Approvable, approval_findings, proven_approvals
from vethanam.privacy.current_restraints import asked_of_position
from vethanam.privacy.models import Approval, PolicyProposal, PolicySet, Roll, RollConfirmation, Use
from vethanam.privacy.policy_proofs import PolicyProofs, policy_set_findings
from vethanam.privacy.rolls import unproven_rolls
from vethanam.privacy.text_classes import asked_of_class


def false_approval(town: Town, by: Officer, subject: Approvable, role: str) -> None:
    """An approval in an officer's name and another role, with a signature that is none."""
    at, approves = by.authority.at, subject.commitment
    with town.house.world.role("web"):
        leaf = append(
            "approval.given",
            public={
                "of": subject.of, "reference": subject.reference, "approves": approves.hex(), "as": role,
                "office": "FIN", "key": by.key.reference, "signature": {"signature": "00" * 64},
            },
            private={"account": by.authority.account, "person": by.authority.person},
            at=at, is_sample=True,
        )  # fmt: skip
        Approval.objects.create(
            of=subject.of, reference=subject.reference, commitment=approves, role=role,
            account_id=by.authority.account, person=by.authority.person or 0, key=by.key, at=at,
            recorded_at=timezone.now(), leaf=leaf,
        )  # fmt: skip


def test_a_false_approval_keeps_no_officer_from_signing(town: Town) -> None:
    house, campaign = town.house, town.composed()
    house.sequence()
    for name, role in (("owner", "law_officer"), ("owner", "purpose_owner"), ("dpo", "purpose_owner")):
        false_approval(town, town[name], asked_of(campaign, town["desk"].authority.at), role)
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


def asked_of_message(town: Town) -> tuple[str, Approvable]:
    return "message", asked_of(town.composed(), town["desk"].authority.at)


def asked_of_reveal(town: Town) -> tuple[str, Approvable]:
    asked = reveal(town).asked
    assert asked is not None
    return "request", asked_for(asked, town["dpo"].authority)


def asked_of_purpose(town: Town) -> tuple[str, Approvable]:
    desk = town["desk"].authority
    proposal = propose_purpose(desk, form(valid_from=desk.at.date() + timedelta(days=5)))
    return "purpose", asked_of_proposal(proposal)


def asked_of_lifting(town: Town) -> tuple[str, Approvable]:
    law = town["law"].authority
    file_restraint(law, Filing("WPC-9", "court_order", law.at, case_number="W.P.(C) 9/2026"))
    return "position", asked_of_position(propose_position(law, Position("WPC-9", "vacated")))


def asked_of_text(town: Town) -> tuple[str, Approvable]:
    return "text_class", asked_of_class(proposed_class(town, None))


def asked_of_feed(town: Town) -> tuple[str, Approvable]:
    desk = replace(town["desk"], authority=replace(town["desk"].authority, office="CEO_DEO"))
    return "recipient", approvable_recipient(recipient_of(town, desk, X25519PrivateKey.generate()))


def inbox_keys(town: Town, name: str, kind: str) -> list[str]:
    """What the inbox of an officer lists of a kind, as her page reads it."""
    by = town[name].authority
    with town.house.world.role("web"):
        rows = inbox_of(by.account, hats_of(by.account, by.at), by.at, is_sample=True)
    return [row.key for row in rows if row.kind == kind]


@pytest.mark.parametrize(
    "made",
    [asked_of_message, asked_of_reveal, asked_of_purpose, asked_of_lifting, asked_of_text, asked_of_feed],
)
def test_a_false_approval_hides_no_request_from_an_inbox(
    town: Town, made: Callable[[Town], tuple[str, Approvable]]
) -> None:
    kind, subject = made(town)
    for by, role in (("owner", "dpo"), ("dpo", "dpo"), ("dpo", "law_officer")):
        false_approval(town, town[by], subject, role)
    town.house.sequence()
    assert inbox_keys(town, "dpo", kind) == [subject.reference]
    dpo = town["dpo"]
    with town.house.world.role("web"):
        approve(dpo.authority, subject, dpo.key, dpo.signs(subject.commitment, "dpo"))
    assert inbox_keys(town, "dpo", kind) == []
    town.house.sequence()
    assert inbox_keys(town, "dpo", kind) == []


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


def test_a_message_that_was_approved_once_goes_once(town: Town) -> None:
    """The worker asks again under the same approvals, beside the use that was allowed, and queues it."""
    campaign = town.approved()
    town.sent(campaign)
    town.house.dispatch()
    assert len(town.house.mailbox.received) == 3
    with town.house.world.role("worker"):
        again = asked_again(town, campaign)
        assert queue_use(again) == 3
    town.house.sequence()
    town.house.dispatch()
    assert len(town.house.mailbox.received) == 3


def asked_again(town: Town, campaign: Campaign) -> Use:
    """A further use of a campaign, allowed in the log, whose row says that it was not."""
    at = town["desk"].authority.at
    approvals = proven_approvals("campaign", campaign.reference, campaign.asked_by_persons)
    answered = request_use(
        town["desk"].authority, request_of(campaign, campaign.members, at, approvals),
        records={"values": [values_hash(campaign.values)] * len(campaign.members)},
        send_until=timezone.now() + (campaign.send_until - at),
    )  # fmt: skip
    assert answered.decision.is_allowed, answered.decision.says
    CampaignUse.objects.create(campaign=campaign, use_id=answered.use, is_allowed=False)
    return Use.objects.get(pk=answered.use)
