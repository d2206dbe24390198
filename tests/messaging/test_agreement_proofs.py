"""Approvals of the High Court, clearances and notified registers count as two administrators signed them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests.forger import Forger
from tests.messaging.house import House
from tests.messaging.test_dispatch import superuser
from tests.messaging.test_facts_at_dispatch import QUESTIONS, SANCTION, Survey, mails, survey_of
from tests.messaging.test_known_facts import guarded, on_record
from tests.messaging.test_restraint import law_officer, results
from tests.messaging.town import Town
from tests.signers import administrators, do
from vethanam.acts.executor import perform
from vethanam.acts.masters import kinds
from vethanam.identity.agreements import AGREES, PROPOSES
from vethanam.identity.models import Account, SignedAct
from vethanam.identity.queries import keys_of
from vethanam.journal.actions import append
from vethanam.messaging.actions.campaigns import Composed, Draft, compose
from vethanam.messaging.models import Campaign
from vethanam.orders.models import Order
from vethanam.people.models import MasterChange, MasterDecision, MasterProposal
from vethanam.people.queries import authority_of
from vethanam.privacy import agreement_proofs
from vethanam.privacy.actions import record_window
from vethanam.privacy.agreement_proofs import agreement_findings
from vethanam.privacy.current_world import world_at
from vethanam.privacy.models import ElectionClearance, HighCourtApproval, NotifiedRegister

ORDER = {"order_number": "HC 7/2026", "order_dated": "2026-10-20"}
LETTER = {"order_number": "437/6/2026", "order_dated": "2026-10-20"}
TEXTS: dict[str, Any] = {"high_court_approval": HighCourtApproval, "election_clearance": ElectionClearance}
GAZETTE = {"code": "SPARK", "gazette_number": "S.O. 1/2026", "notified_on": "2026-10-01"}


@pytest.fixture
def judged(town: Town) -> Town:
    """A town in which the first person is a judge."""
    first = town.house.people[0]
    superuser(town.house, f"UPDATE people_employment SET category = 'judicial' WHERE person_id = {first}")
    return town


def text_of(campaign: Campaign) -> dict[str, str]:
    return {"purpose": "SVC-TERMS", "text_hash": bytes(campaign.text.hash).hex()}


def agreed_by_rows(house: House, kind: str, **row: Any) -> MasterProposal:
    """Proposal, agreement and entries in the names of two administrators, as the web process writes them."""
    at, (first, second) = house.desk.service.at, administrators()
    with house.world.role("web"), transaction.atomic():
        proposal = MasterProposal.objects.create(
            title="", source="", digest=b"\0" * 32, proposed_by=first,
            proposed_person_id=authority_of(first, at, role="administrator").person or 0, recorded_at=at,
        )  # fmt: skip
        order, _ = Order.objects.get_or_create(
            number="HC 7/2026", dated=date(2026, 10, 20), defaults={"recorded_at": at}
        )
        MasterChange.objects.create(
            proposal=proposal,
            place=1,
            row="",
            kind=kind,
            verb="enter",
            key="k",
            given={name: str(value) for name, value in row.items()},
            order=order,
        )
        MasterDecision.objects.create(
            proposal=proposal, outcome="agreed", reason="", decided_by=second,
            decided_person_id=authority_of(second, at, role="administrator").person or 0, recorded_at=at,
        )  # fmt: skip
        for step in ("proposed", "agreed"):
            append(f"masters.{step}", public={"proposal": proposal.pk}, private=None, at=at, is_sample=True)
        if kind in TEXTS:
            TEXTS[kind].objects.create(**row, order=order, recorded_at=at)
        else:
            NotifiedRegister.objects.create(**row, recorded_at=at)
    house.sequence()
    return proposal


def test_an_approval_by_row_alone_lets_nobody_tell_a_judge(judged: Town) -> None:
    house = judged.house
    agreed_by_rows(house, "high_court_approval", **text_of(judged.composed()))
    assert guarded(judged) == 1
    judged.sent(judged.approved())
    house.dispatch()
    assert sorted(house.mailbox.addresses) == mails(1, 2)
    assert [one.code for one in agreement_findings()] == ["agreement_unproven"]


def test_the_dispatcher_asks_for_the_signatures_itself(judged: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """A taken-over web process allows the judge; the dispatcher does not open her contact."""
    house = judged.house
    text = text_of(judged.composed())
    agreed_by_rows(house, "high_court_approval", **text)
    proven = agreement_proofs.agreed
    monkeypatch.setattr(agreement_proofs, "agreed", lambda kind, *_: [text] if kind else [])
    judged.sent(judged.approved())
    monkeypatch.setattr(agreement_proofs, "agreed", proven)
    house.dispatch()
    assert sorted(house.mailbox.addresses) == mails(1, 2)
    assert ("cancelled", "SUBJECT_CLASS_GUARD") in results(house)


def test_false_rows_do_not_keep_the_honest_approval_out(judged: Town) -> None:
    house = judged.house
    text = text_of(judged.composed())
    agreed_by_rows(house, "high_court_approval", **text)
    on_record(house, "high_court_approval", **text, **ORDER)
    agreed_by_rows(house, "high_court_approval", **text, until=date(2020, 1, 1))
    assert guarded(judged) == 0
    judged.sent(judged.approved())
    house.dispatch()
    assert sorted(house.mailbox.addresses) == mails(0, 1, 2)
    assert [one.code for one in agreement_findings()] == ["agreement_unproven"]


def test_a_notified_register_by_row_alone_is_none(town: Town) -> None:
    house, at = town.house, town.house.desk.service.at.replace(year=2027, month=6)
    agreed_by_rows(house, "notified_register", **{**GAZETTE, "notified_on": date(2026, 10, 1)})
    assert world_at(at).notified_registers == frozenset()
    assert [one.code for one in agreement_findings()] == ["agreement_unproven"]
    assert kinds()["notified_register"].standing() == {}
    on_record(house, "notified_register", **GAZETTE)
    assert world_at(at).notified_registers == {"SPARK"}
    assert list(agreement_findings()) == []
    assert world_at(house.desk.service.at.replace(year=2025)).notified_registers == frozenset()


def test_keys_that_the_web_process_made_itself_agree_to_nothing(town: Town) -> None:
    """It enrols two keys in the administrators' names and signs with both."""
    house, at = town.house, town.house.desk.service.at
    on_record(house, "notified_register", **{**GAZETTE, "code": "OTHER"})
    honest = SignedAct.objects.filter(act__in=(PROPOSES, AGREES)).order_by("pk")
    says = {"kind": "notified_register", **GAZETTE}
    with house.world.role("web"):
        for account, act in zip(administrators(), honest, strict=True):
            forger = Forger(authority_of(account, at, role="administrator", is_sample=True))
            forger.key = keys_of(forger.authority.person or 0)[0]
            also: dict[str, Any] = {"proposal": 77} if act.act == AGREES else {}
            forger.signs_act(act.act, "decision", says, "administrator", also)
    house.sequence()
    assert world_at(at.replace(year=2027)).notified_registers == {"OTHER"}


def test_a_false_decision_on_a_signed_proposal_costs_one_more_proposal(town: Town) -> None:
    house, at = town.house, town.house.desk.service.at
    first, second = administrators()
    proposed = do("propose_master", first, at, kind="notified_register", row=GAZETTE)
    with house.world.role("web"):
        MasterDecision.objects.create(
            proposal_id=proposed["proposal"], outcome="declined", reason="", decided_by=second,
            decided_person_id=authority_of(second, at, role="administrator").person or 0,
            recorded_at=timezone.now(),
        )  # fmt: skip
    on_record(house, "notified_register", **GAZETTE)
    assert world_at(at.replace(year=2027)).notified_registers == {"SPARK"}


def test_the_same_administrator_and_one_without_a_key_agree_to_nothing(town: Town) -> None:
    at, (first, _) = town.house.desk.service.at, administrators()
    given = {"kind": "notified_register", "row": GAZETTE}
    assert perform("propose_master", first, given, at, is_sample=True).code == "assertion_missing"
    proposed = do("propose_master", first, at, **given)
    decided = perform("decide_master", first, {"proposal": proposed["proposal"], "outcome": "agree"}, at)
    assert not decided.ok
    clerk = Account.objects.get(pk=town["desk"].authority.account)
    assert not perform("propose_master", clerk, given, at, is_sample=True).ok


# -- the election authority ----------------------------------------------------------------------------------


@pytest.fixture
def windowed(town: Town) -> Survey:
    """A survey with one consent, in an election window over the whole State."""
    survey, house = survey_of(town), town.house
    survey.records(0)
    record_window(
        law_officer(house), "KL-2027", "election", area=("state",), starts_at=house.desk.service.at,
        source="press note (sample)",
    )  # fmt: skip
    return survey


def clearance(survey: Survey, **changes: Any) -> dict[str, str]:
    """A clearance of the text that the window refused."""
    refused = composed_in_a_window(survey)
    return {"purpose": "SURVEY", "text_hash": refused.text_hash, "until": "2026-12-31", **LETTER, **changes}


def composed_in_a_window(survey: Survey, **words: Any) -> Composed:
    done = compose(
        survey.desk.authority,
        Draft(None, "SURVEY", {}, {**QUESTIONS, **words}, channels=("email",), sanction=SANCTION),
    )
    assert done.campaign is None
    assert "ELECTION_WINDOW" in {code for one in done.decision.per_subject for code in one.channels.values()}
    return done


def test_a_cleared_text_goes_in_an_election_window_and_no_other_does(windowed: Survey) -> None:
    house = windowed.town.house
    on_record(house, "election_clearance", **clearance(windowed))
    changed = {"en": {"subject": "Questions", "body": "Seven questions."}}
    composed_in_a_window(windowed, **changed)
    windowed.sends()
    assert windowed.told() == mails(0)
    assert {state for state, _ in results(house)} == {"accepted"}


def test_a_clearance_that_ended_or_was_shortened_meanwhile_lets_nothing_go(windowed: Survey) -> None:
    house = windowed.town.house
    cleared = clearance(windowed)
    on_record(house, "election_clearance", **{**cleared, "until": "2026-10-01"})
    composed_in_a_window(windowed)
    on_record(house, "election_clearance", **cleared)
    windowed.sends(lambda: on_record(house, "election_clearance", **{**cleared, "until": "2026-10-01"}))
    assert windowed.told() == []
    assert ("cancelled", "ELECTION_WINDOW") in results(house)


def test_a_clearance_by_rows_alone_is_none(windowed: Survey, monkeypatch: pytest.MonkeyPatch) -> None:
    """A taken-over web process allows the survey; the dispatcher asks for the signatures itself."""
    house = windowed.town.house
    text = clearance(windowed)
    row = {"purpose": "SURVEY", "text_hash": text["text_hash"], "until": date(2026, 12, 31)}
    agreed_by_rows(house, "election_clearance", **row)
    composed_in_a_window(windowed)
    proven = agreement_proofs.agreed
    monkeypatch.setattr(agreement_proofs, "agreed", lambda kind, *_: [text] if kind else [])
    windowed.sends()
    monkeypatch.setattr(agreement_proofs, "agreed", proven)
    assert windowed.told() == []
    assert ("cancelled", "ELECTION_WINDOW") in results(house)
    assert [one.code for one in agreement_findings()] == ["agreement_unproven"]
