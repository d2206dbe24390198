"""The web process writes keys, appointments and a purpose of its own, by its own role and the real library:
nothing goes out, ``vethanam check`` tells it, and both verifiers reject the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.utils import timezone

from tests.forger import Forger
from tests.messaging.test_dispatch import superuser
from tests.messaging.town import Officer, Town
from tests.privacy.actions.test_purpose_proposals import form
from tests.signers import countersigned
from vethanam.evidence.bundles import whole_log
from vethanam.identity.actions import mark_of
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.ledger import signers, standalone
from vethanam.ledger.approvals import PURPOSE
from vethanam.ledger.canonical import canonical
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions import queue_allowed
from vethanam.messaging.actions.campaign_queue import send
from vethanam.messaging.actions.campaigns import asked_of
from vethanam.messaging.models import Campaign
from vethanam.people.actions import close_appointment
from vethanam.people.audit import broken_invariants
from vethanam.people.models import Appointment, Person
from vethanam.privacy.actions import approve_purpose, propose_purpose, publish_purpose
from vethanam.privacy.approval_proofs import proven_approvals
from vethanam.privacy.audit import broken_invariants as broken_purposes
from vethanam.privacy.models import Purpose, PurposeProposal, PurposePublication
from vethanam.privacy.purposes import load_catalogue, publications
from vethanam.privacy.purposes.purpose import plain, purpose_of
from vethanam.privacy.purposes.registry import catalogue_now

ROLES = {"purpose_owner": "FIN", "data_protection_officer": "FIN"}
WORDS = {"purpose_owner": "purpose_owner", "data_protection_officer": "dpo"}


@dataclass
class Approves:
    """An officer who approves a proposal on its page."""

    officer: Officer

    def approves(self, of: str, reference: str, commitment: bytes, role: str) -> None:
        proposal = PurposeProposal.objects.get(reference=reference)
        signature = self.officer.signs(commitment, role)
        approve_purpose(self.officer.authority, proposal, self.officer.key, signature)


def employee(town: Town, name: str) -> Forger:
    """Somebody without any appointment, whose account the attacker uses."""
    account = Account.objects.create(username=name, kind=Account.Kind.OFFICER)
    born, at = date(1980, 1, 1), town["desk"].authority.at
    person = Person.objects.create(name=name, born=born, account=account, recorded_at=at)
    return Forger(replace(town["desk"].authority, account=account.pk, person=person.pk))


def forged(town: Town, campaign: Campaign, forgers: Mapping[str, Forger]) -> None:
    """Approve a campaign as these officers, and let the office send it."""
    commitment = asked_of(campaign, town["desk"].authority.at).commitment
    for role, forger in forgers.items():
        forger.approves("campaign", campaign.reference, commitment, role)
    answered = send(town["desk"].authority, campaign)
    assert answered.decision.is_allowed, answered.decision.says  # the page believes the rows


def assert_nothing_went(town: Town, part: str = "approval") -> None:
    """Nothing is opened or sent; check tells it; both verifiers say the same."""
    assert queue_allowed() > 0  # the worker believes the rows too
    town.house.sequence()
    town.house.dispatch()
    assert town.house.mailbox.received == []
    assert town.house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [(0,)]
    with town.house.world.role("owner"):
        codes = [finding.code for finding in broken_invariants()]
    assert "entry_not_signed_so" in codes, codes
    log = whole_log()
    ours, theirs = verify(log), standalone.verify(log)
    assert (ours.outcome, ours.part) == ("tampered", part), ours.says
    assert (theirs["outcome"], theirs["part"], theirs["leaf"]) == ("tampered", part, ours.leaf)


def test_a_further_key_with_an_earlier_date_does_not_approve(town: Town) -> None:
    campaign = town.composed()
    with town.house.world.role("web"):
        forgers = {}
        for name, role in (("owner", "purpose_owner"), ("dpo", "dpo")):
            forgers[role] = Forger(town[name].authority)
            earlier = town[name].authority.later(town[name].authority.at - timedelta(days=3))
            forgers[role].confirms(forgers[role].enrols(earlier))
        forged(town, campaign, forgers)
    assert_nothing_went(town)


def test_first_keys_of_two_employees_do_not_approve_as_officers(town: Town) -> None:
    campaign = town.composed()
    with town.house.world.role("web"):
        two = employee(town, "first"), employee(town, "second")
        keys = [forger.enrols() for forger in two]
        two[0].confirms(keys[1])
        two[1].confirms(keys[0])
        forged(town, campaign, dict(zip(("purpose_owner", "dpo"), two, strict=True)))
    assert_nothing_went(town)


def test_a_counted_key_does_not_sign_in_a_role_that_nobody_gave_its_holder(town: Town) -> None:
    """The keys are countersigned, as those of clerks; the roles are written into leaves and rows."""
    campaign = town.composed()
    two = employee(town, "first"), employee(town, "second")
    for forger in two:
        countersigned(forger.enrols(), forger.authority.at)
    with town.house.world.role("web"):
        forged(town, campaign, dict(zip(("purpose_owner", "dpo"), two, strict=True)))
    assert_nothing_went(town)


def test_an_appointment_that_the_web_process_wrote_gives_no_role(town: Town) -> None:
    """Once without signatures, and once with those of the two appointed themselves."""
    campaign = town.composed()
    two = employee(town, "first"), employee(town, "second")
    for forger in two:
        countersigned(forger.enrols(), forger.authority.at)
    with town.house.world.role("web"):
        forged_rows = [
            forger.appoints(role, scope, "FIN", signer)
            for (role, scope), forger, other in zip(
                (("purpose_owner", "FIN"), ("data_protection_officer", "")), two, reversed(two), strict=True
            )
            for signer in (None, other)
        ]
        forged_rows.append(two[0].appoints("administrator", "", "FIN"))
        forged(town, campaign, dict(zip(("purpose_owner", "dpo"), two, strict=True)))
    assert_nothing_went(town)
    with town.house.world.role("owner"):
        found = {one.record for one in broken_invariants() if one.code == "appointment_not_signed"}
        assert {f"Appointment {one.pk}" for one in forged_rows} <= found


def test_an_ended_officer_does_not_approve(town: Town) -> None:
    campaign = town.composed()
    dpo = Appointment.objects.get(role="data_protection_officer", ends__isnull=True)
    at = town["desk"].authority.at
    close_appointment(town["desk"].authority, dpo, (at - timedelta(days=1)).date())
    town["owner"].approves(campaign)
    town["dpo"].approves(campaign)  # the session's authority is older than the end
    send(town["desk"].authority, campaign)
    assert_nothing_went(town)


@pytest.mark.parametrize("is_ended", [False, True])
def test_in_a_real_log_no_earlier_time_brings_an_ended_role_back(
    town: Town, monkeypatch: pytest.MonkeyPatch, is_ended: bool
) -> None:
    """Her last day was the day before yesterday by the log's time; she signs under a time before it."""
    monkeypatch.setattr(signers, "is_sample_log", lambda origin: False)
    monkeypatch.setattr(signers, "SOFTWARE", "")  # a program's keys count as passkeys do
    campaign, dpo = town.composed(), Appointment.objects.get(role="data_protection_officer", ends=None)
    last = timezone.localdate() - timedelta(days=2)
    assert dpo.valid_from <= town["dpo"].authority.at.date() <= last
    if is_ended:
        close_appointment(town["desk"].authority, dpo, last)
    town["owner"].approves(campaign)
    town["dpo"].approves(campaign)
    assert send(town["desk"].authority, campaign).decision.is_allowed
    queue_allowed()
    town.house.sequence()
    proven = proven_approvals("campaign", campaign.reference, log_key=town.house.log_key.verifier)
    assert {one.role for one in proven} == ({"purpose_owner"} if is_ended else {"purpose_owner", "dpo"})
    town.house.dispatch()
    assert town.house.mailbox.received == []  # the approvals are of now by the log's time, after the sending


def test_a_purpose_that_forged_officers_published_is_not_in_force(town: Town) -> None:
    """The web process publishes a version of a purpose that needs no approvals; the
    message needs them still.
    """
    at = town["desk"].authority.at
    former = load_catalogue().on("SVC-TERMS", at.date())
    assert former is not None
    content = {**former.content, "version": 99, "approvals": "rule_driven", "valid_from": at.date()}
    purpose = purpose_of(content, "forged")
    with town.house.world.role("web"):
        two = employee(town, "first"), employee(town, "second")
        keys = [forger.enrols() for forger in two]
        two[0].confirms(keys[1])
        two[1].confirms(keys[0])
        _published(town, purpose, plain(content), dict(zip(("purpose_owner", "dpo"), two, strict=True)))
        campaign = town.composed()
        answered = send(town["desk"].authority, campaign)
        assert answered.decision.is_allowed, answered.decision.says
    assert_nothing_went(town)


def test_a_purpose_that_two_officers_published_is_in_force(town: Town) -> None:
    desk, key = town["desk"].authority, town.house.log_key.verifier
    first = desk.at.date() + timedelta(days=5)
    proposal = propose_purpose(desk, form(valid_from=first))
    for name, role in (("owner", "purpose_owner"), ("dpo", "dpo")):
        signature = town[name].signs(bytes(proposal.commitment), role)
        approve_purpose(town[name].authority, proposal, town[name].key, signature)
    row = publish_purpose(desk, proposal)
    assert catalogue_now().on(row.code, first) is not None
    assert catalogue_now(key).on(row.code, first) is None  # no head covers it yet
    town.house.sequence()
    found = catalogue_now(key).on(row.code, first)
    assert found is not None and found.hash == bytes(row.hash).hex()
    assert verify(whole_log()).outcome == "verified"


@pytest.mark.parametrize("level", ["two_person", "rule_driven"])
def test_a_purpose_is_in_force_under_the_level_that_was_approved(town: Town, level: str) -> None:
    """Two officers approved this version; the web process registers it under a level that needs nobody."""
    at, key = town["desk"].authority.at, town.house.log_key.verifier
    publications._check.cache_clear()  # towns have the same key and numbers; a log has one leaf for a number
    former = load_catalogue().on("SVC-TERMS", at.date())
    assert former is not None and former.approvals == "two_person"
    content = {**former.content, "version": 99, "valid_from": at.date()}
    officers = {"purpose_owner": Approves(town["owner"]), "dpo": Approves(town["dpo"])}
    _published(town, purpose_of(content, "approved"), plain(content), officers, level=level)
    town.house.sequence()
    found = catalogue_now(key).on("SVC-TERMS", at.date())  # as the dispatcher reads it
    with town.house.world.role("owner"):
        is_found = "purpose_not_approved" in [finding.code for finding in broken_purposes()]
    is_as_approved = level == "two_person"
    assert found is not None and (found.version == 99, is_found) == (is_as_approved, not is_as_approved)


def test_check_tells_a_level_that_the_superuser_lowered_in_the_row(town: Town) -> None:
    at = town["desk"].authority.at
    former = load_catalogue().on("SVC-TERMS", at.date())
    assert former is not None
    content = {**former.content, "version": 99, "valid_from": at.date()}
    _published(town, purpose_of(content, "approved"), plain(content), {})
    with town.house.world.role("owner"):
        assert "purpose_not_approved" not in [finding.code for finding in broken_purposes()]
    lowered = "jsonb_set(content, '{approvals}', '\"rule_driven\"')"
    superuser(town.house, f"UPDATE privacy_purpose SET content = {lowered} WHERE version = 99")
    with town.house.world.role("owner"):
        assert [finding.code for finding in broken_purposes()] == ["purpose_not_approved"]


def test_a_purpose_without_any_approval_is_not_in_force(town: Town) -> None:
    at = town["desk"].authority.at
    former = load_catalogue().on("SVC-TERMS", at.date())
    assert former is not None
    content = {**former.content, "version": 99, "approvals": "rule_driven", "valid_from": at.date()}
    with town.house.world.role("web"):
        _published(town, purpose_of(content, "forged"), plain(content), {}, approved=False)
        campaign = town.composed()
        send(town["desk"].authority, campaign)
    assert queue_allowed() > 0
    town.house.sequence()
    town.house.dispatch()
    assert town.house.mailbox.received == []
    with town.house.world.role("owner"):
        assert "purpose_not_approved" in [finding.code for finding in broken_purposes()]


def _published(
    town: Town,
    purpose: Any,
    content: Mapping[str, Any],
    forgers: Mapping[str, Any],
    *,
    approved: bool = True,
    level: str = "",
) -> None:
    authority = town["desk"].authority
    said: dict[str, Any] = {
        "proposal": "f" * 32, "purpose": purpose.code, "version": purpose.version, "hash": purpose.hash,
        "office": "FIN", "in_force_from": str(purpose.valid_from),
    }  # fmt: skip
    commitment = sha256(PURPOSE + canonical(said)).digest()
    private = {"account": authority.account, "person": authority.person, "for_person": None}
    asked_by = [mark_of(authority.person or 0)]
    leaf = append(
        "purpose.proposed", public={**said, "commitment": commitment.hex(), "asked_by": asked_by,
        "approvals": ["purpose_owner", "dpo"]}, private=private, at=authority.at, is_sample=True,
    )  # fmt: skip
    proposal = PurposeProposal.objects.create(
        reference=said["proposal"], code=purpose.code, version=purpose.version, content=content,
        hash=bytes.fromhex(purpose.hash), office="FIN", proposed_by_id=authority.account,
        asking_person=authority.person or 0, for_person=None, commitment=commitment, at=authority.at,
        recorded_at=timezone.now(), leaf=leaf,
    )  # fmt: skip
    for role, forger in forgers.items():
        forger.approves("purpose", said["proposal"], commitment, role)
    public = {"purpose": purpose.code, "version": purpose.version, "hash": purpose.hash, "status": "active"}
    more = {"proposal": said["proposal"], "approved": commitment.hex()} if approved else {}
    leaf = append(
        "purpose.registered", public={**public, **more, "approvals": level or content["approvals"]},
        private=None,
        at=authority.at, is_sample=True,
    )  # fmt: skip
    row = Purpose.objects.create(
        code=purpose.code, version=purpose.version, content=content, hash=bytes.fromhex(purpose.hash),
        leaf=leaf, registered_at=authority.at,
    )  # fmt: skip
    PurposePublication.objects.create(
        proposal=proposal, purpose=row, published_by_id=authority.account, at=authority.at,
        recorded_at=timezone.now(),
    )  # fmt: skip
