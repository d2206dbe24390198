"""A fact that changes after a message was approved and queued: the far side sees nothing of it.

Each test goes the whole way: request, approvals, queue, dispatcher, mail server or recipient's folder.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import DatabaseError, transaction
from django.utils import timezone

from tests.messaging.house import MAIL
from tests.messaging.test_dispatch import superuser
from tests.messaging.test_known_facts import (
    EMERGENCY,
    FLOOD,
    SURVEY,
    asked_by,
    guarded,
    on_record,
    posted,
)
from tests.messaging.test_restraint import law_officer, queued, results
from tests.messaging.test_single_uses import approved, confirmed, dispatched, recipient_of
from tests.messaging.town import Officer, Town, officer
from vethanam.journal.actions import append
from vethanam.messaging import permit_recheck
from vethanam.messaging.actions import ask_for_use, queue_allowed
from vethanam.messaging.actions.campaign_queue import send
from vethanam.messaging.actions.campaigns import Draft, compose
from vethanam.messaging.actions.single_uses import ask_feed, hand_over_feed
from vethanam.messaging.permit_recheck import still_allowed
from vethanam.orders.actions import record_order
from vethanam.privacy.actions import (
    Yes,
    live_consent,
    record_earlier_consent,
    record_window,
    withdraw_consent,
)
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Consent, Contact, Outbox, Use, UseSubject
from vethanam.privacy.permit import Decision, Request, permit
from vethanam.privacy.purposes import load_catalogue, registry
from vethanam.privacy.recorded_facts import declared_event, event_at

SANCTION = {"order": "G.O.(Rt) 9/2026/GAD", "head": "2052-00-090-99"}
QUESTIONS = {
    "en": {"subject": "Questions", "body": "Six questions."},
    "ml": {"subject": "ചോദ്യങ്ങൾ", "body": "ആറ് ചോദ്യങ്ങൾ."},
}
BEFORE_THE_ACT = datetime(2025, 3, 1, 11, 0, tzinfo=IST)


@dataclass
class Survey:
    """The General Administration Department with consents from before the Act, and a sanction."""

    town: Town
    desk: Officer
    owner: Officer

    def records(self, which: int, form: str = "own", channels: tuple[str, ...] = ("email",)) -> None:
        """The department records the paper on which a person once said yes."""
        person = self.town.house.people[which]
        yes = Yes(person, "SURVEY", "GAD", ("email_official",), channels)
        record_earlier_consent(self.desk.authority, yes, given_at=BEFORE_THE_ACT, form=form)

    def sends(
        self, between: Callable[[], object] = lambda: None, channels: tuple[str, ...] = ("email",)
    ) -> dict[str, int]:
        """Compose, approve by two, queue; the answer is how many are left out by each reason.

        ``between`` happens after the answer and before the worker queues.
        """
        draft = Draft(None, "SURVEY", {}, QUESTIONS, channels=channels, sanction=SANCTION)
        done = compose(self.desk.authority, draft)
        assert done.campaign is not None, done.decision.says
        for one in (self.owner, self.town["dpo"]):
            one.approves(done.campaign)
        self.town.house.sequence()
        answered = send(self.desk.authority, done.campaign)
        assert answered.decision.is_allowed, answered.decision.says
        between()
        queue_allowed()
        self.town.house.sequence()
        return dict(done.campaign.left_out)

    def told(self) -> list[str]:
        """Dispatch; the addresses at the mail server."""
        self.town.house.dispatch()
        return sorted(self.town.house.mailbox.addresses)


@pytest.fixture
def survey(town: Town) -> Survey:
    return survey_of(town)


def survey_of(town: Town) -> Survey:
    """A survey of the department, with its officers and the order of its sanction."""
    record_order(town.house.desk.officer, number=SANCTION["order"], dated=date(2026, 10, 1), kind="sanction")
    desk = officer(town.house, "gad-desk", "communicating_officer", "GAD")
    return Survey(town, desk, officer(town.house, "gad-owner", "purpose_owner", "GAD"))


def mails(*which: int) -> list[str]:
    return [MAIL.format(n=n) for n in which]


# -- a yes from before the Act -------------------------------------------------------------------------------


def test_a_yes_from_before_the_act_carries_a_message_to_the_end_and_a_bundled_one_none(
    survey: Survey,
) -> None:
    survey.records(0)
    survey.records(1, "bundled_preticked")
    assert survey.sends() == {"CONSENT_INVALID": 1, "CONSENT_MISSING": 2}
    assert survey.told() == mails(0)


def test_a_yes_reaches_on_the_channels_that_it_names(survey: Survey) -> None:
    """One from before the Act that names none counts for the channels of its purpose."""
    survey.records(0)
    survey.records(1, channels=("sms",))
    survey.records(2, channels=())
    assert survey.sends()["CHANNEL_OPTED_OUT"] == 1
    assert survey.told() == mails(0, 2)


def test_another_channel_that_is_open_does_not_stand_for_the_one_she_stopped(survey: Survey) -> None:
    """The stop reaches the record without cancelling: the letter waits for her by e-mail."""
    person = survey.town.house.people[0]
    survey.records(0, channels=("email", "sms"))
    superuser(
        survey.town.house, "UPDATE privacy_contact SET verified_on = '2026-10-01' WHERE kind = 'mobile'"
    )
    survey.sends(channels=("email", "sms"))
    assert survey.town.house.states() == {"queued": 1}
    superuser(
        survey.town.house,
        "INSERT INTO privacy_channelchoice (person, purpose, channel, sender, is_stopped, recorded_at, leaf)"
        f" VALUES ({person}, 'SURVEY', 'email', '', true, now(), 1)",
    )
    assert survey.told() == []


def test_nobody_is_queued_or_allowed_for_without_a_yes_that_stands(survey: Survey) -> None:
    """She takes it back before the worker queues; then web and worker write rows past the actions."""
    for which in (0, 1):
        survey.records(which)
    world, person = survey.town.house.world, survey.town.house.people[1]
    herself = replace(survey.town.house.desk.service, person=person, role="employee")
    survey.sends(lambda: withdraw_consent(herself, _consent(person)))
    assert survey.town.house.states() == {"queued": 1}
    message = Outbox(
        use=Use.objects.get(outcome="partial"), person=person, channel="email", queued_at=timezone.now(),
        contact=Contact.objects.get(person=person, kind="email_official"),
    )  # fmt: skip
    subject = UseSubject.objects.get(use=message.use, person=person)
    with pytest.raises(DatabaseError, match="under a consent that was taken back"), world.role("worker"):
        message.save()
    for role in ("web", "worker"):
        with (
            pytest.raises(DatabaseError, match="without a consent that stands"),
            world.role(role),
            transaction.atomic(),
        ):
            use = Use.objects.get(pk=message.use_id)
            leaf = append("use.allowed", public={}, private=None, at=use.at, is_sample=True)
            use.pk, use.reference, use.leaf = None, f"{role:x<32}", leaf
            use.save(force_insert=True)
            subject.pk, subject.use = None, use
            subject.save(force_insert=True)


def _consent(person: int) -> Consent:
    found = live_consent(person, "SURVEY", "GAD")
    assert found is not None
    return found


def test_a_yes_from_before_the_act_that_is_taken_back_meanwhile_carries_none(survey: Survey) -> None:
    for which in (0, 1):
        survey.records(which)
    survey.sends()
    person = survey.town.house.people[1]
    herself = replace(survey.town.house.desk.service, person=person, role="employee")
    consent = _consent(person)
    assert consent.is_pre_act
    withdraw_consent(herself, consent)
    assert survey.told() == mails(0)
    assert survey.town.house.states() == {"accepted": 1, "cancelled": 1}


def test_a_withdrawal_that_reached_the_record_without_cancelling_is_met_at_dispatch(survey: Survey) -> None:
    """The permit asks for the consent again: the queue alone is not trusted."""
    for which in (0, 1):
        survey.records(which)
    survey.sends()
    superuser(
        survey.town.house,
        "INSERT INTO privacy_consentwithdrawal (consent_id, withdrawn_at, cancelled, recorded_at, "
        "recorded_by_id, leaf) SELECT id, given_at, 0, now(), recorded_by_id, leaf FROM privacy_consent "
        f"WHERE person = {survey.town.house.people[1]}",
    )
    assert survey.told() == mails(0)
    assert ("cancelled", "CONSENT_WITHDRAWN") in results(survey.town.house)


# -- the place of duty ---------------------------------------------------------------------------------------


def test_a_bye_election_announced_meanwhile_stops_its_district_and_the_unknown(survey: Survey) -> None:
    house = survey.town.house
    for which in range(3):
        survey.records(which)
    posted(house, 0, "Ernakulam")
    posted(house, 1, "Kollam")
    survey.sends()
    record_window(
        law_officer(house), "KL-BYE", "election", area=("Ernakulam",), starts_at=house.desk.service.at,
        source="press note (sample)",
    )  # fmt: skip
    assert survey.told() == mails(1)
    assert ("cancelled", "ELECTION_WINDOW") in results(house)


# -- the High Court ------------------------------------------------------------------------------------------


def test_a_judge_is_not_told_once_the_approval_of_the_high_court_is_over(town: Town) -> None:
    house = town.house
    superuser(
        house, f"UPDATE people_employment SET category = 'judicial' WHERE person_id = {house.people[0]}"
    )
    entry = {
        "purpose": "SVC-TERMS", "text_hash": bytes(town.composed().text.hash).hex(),
        "order_number": "HC 7/2026", "order_dated": "2026-10-20",
    }  # fmt: skip
    on_record(house, "high_court_approval", **entry)
    assert guarded(town) == 0
    town.sent(town.approved())
    on_record(house, "high_court_approval", **entry, until="2026-10-01")
    house.dispatch()
    assert sorted(house.mailbox.addresses) == mails(1, 2)
    assert ("cancelled", "SUBJECT_CLASS_GUARD") in results(house)


def test_a_judge_is_told_while_the_approval_of_the_high_court_lasts(town: Town) -> None:
    house = town.house
    superuser(
        house, f"UPDATE people_employment SET category = 'judicial' WHERE person_id = {house.people[0]}"
    )
    entry = {"purpose": "SVC-TERMS", "text_hash": bytes(town.composed().text.hash).hex()}
    on_record(house, "high_court_approval", **entry, order_number="HC 7/2026", order_dated="2026-10-20")
    town.sent(town.approved())
    house.dispatch()
    assert sorted(house.mailbox.addresses) == mails(0, 1, 2)


# -- a processor ---------------------------------------------------------------------------------------------


def under_contract_until(monkeypatch: pytest.MonkeyPatch, day: date, carries: tuple[str, ...] = ()) -> None:
    """The register of processors names the last day of the State IT Mission's contract."""
    catalogue = load_catalogue()
    one = replace(catalogue.processors["KSITM"], contract="KSITM/7", contract_until=day, carries=carries)
    known = replace(catalogue, processors={**catalogue.processors, "KSITM": one})
    monkeypatch.setattr(registry, "load_catalogue", lambda: known)


@pytest.mark.parametrize("days", [0, 1])
def test_a_processor_whose_contract_ended_meanwhile_hands_nothing_over(
    town: Town, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    at = town.house.desk.service.at
    under_contract_until(monkeypatch, at.astimezone(IST).date())
    authority = officer(town.house, "deo", "purpose_owner", "CEO_DEO")
    recipient = confirmed(town, recipient_of(town, authority, X25519PrivateKey.generate()))
    processor = officer(town.house, "ksitm", "communicating_officer", "KSITM")
    given = {
        "requisition": "Requisition 4/2026", "reason_given": "Poll of 2026, requisition 4/2026",
        "on_behalf_of": "CEO_DEO",
    }  # fmt: skip
    done = ask_feed(processor.authority, "ELEC-DUTY", recipient, ["pen", "name", "mobile"], given)
    answered = hand_over_feed(processor.authority, approved(town, done.asked))
    assert answered.decision.is_allowed, answered.decision.says
    superuser(
        town.house, f"UPDATE privacy_use SET recorded_at = recorded_at - interval '{days} days' "
        f"WHERE reference = '{answered.reference}'"
    )  # fmt: skip
    dispatched(town)
    files = list((town.house.state / "recipients").glob("*/*"))
    assert bool(files) is (days == 0)
    assert ("cancelled", "RECIPIENT_NOT_ALLOWED") in results(town.house) or days == 0


def test_a_processor_whose_contract_is_over_asks_in_vain(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    at = town.house.desk.service.at
    under_contract_until(monkeypatch, at.astimezone(IST).date() - timedelta(days=1))
    said = asked_by(town, "KSITM", {**EMERGENCY, "on_behalf_of": "KSDMA"})
    assert set(said.values()) == {"RECIPIENT_NOT_ALLOWED"}


@pytest.mark.parametrize("days", [0, 1])
def test_a_gateway_whose_contract_ended_meanwhile_carries_no_message(
    town: Town, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    house = town.house
    under_contract_until(monkeypatch, house.desk.service.at.astimezone(IST).date(), carries=("email",))
    queued(house)
    moved = f"UPDATE privacy_use SET recorded_at = recorded_at - interval '{days} days'"
    superuser(house, f"{moved}, send_until = send_until + interval '{days} days'")
    house.dispatch()
    assert len(house.mailbox.received) == (0 if days else 3)
    assert results(house) == [("cancelled", "RECIPIENT_NOT_ALLOWED")] or days == 0


def test_a_gateway_whose_contract_is_over_leaves_the_other_channels(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = town.house
    yesterday = house.desk.service.at.astimezone(IST).date() - timedelta(days=1)
    under_contract_until(monkeypatch, yesterday, carries=("sms", "email"))
    queued(house)
    (use,) = Use.objects.all()
    assert (use.outcome, use.left_out) == ("allow", {"RECIPIENT_NOT_ALLOWED": 4})
    house.dispatch()
    assert house.mailbox.received == [] and house.states() == {}
    under_contract_until(monkeypatch, yesterday, carries=("sms",))
    assert town.composed(channels=("email", "sms", "portal")).left_out == {"CONTACT_UNVERIFIED": 1}


# -- an emergency --------------------------------------------------------------------------------------------


def test_no_event_of_the_masters_counts_at_dispatch(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The permit is asked about the event whatever the purpose; here a survey names one."""
    house, seen, asks = town.house, list[Request](), permit
    on_record(house, "event", **FLOOD)
    at, key = house.desk.service.at, house.log_key.verifier
    assert event_at("KL-FLOOD-1", at) is not None and declared_event("KL-FLOOD-1", at, key) is None
    asked_by(town, "GAD", {**SURVEY, "event": EMERGENCY["event"]})
    use = Use.objects.latest("pk")
    assert use.purpose_code == "SURVEY" and use.request["event"]["id"] == "KL-FLOOD-1"

    def noted(request: Request, *given: Any, **named: Any) -> Decision:
        seen.append(request)
        return asks(request, *given, **named)

    monkeypatch.setattr(permit_recheck, "permit", noted)
    still_allowed(use, house.people[:1], at=at, log_key=key)
    assert [one.event for one in seen] == [None]


def test_people_allowed_under_an_event_of_the_masters_alone_are_not_told(town: Town) -> None:
    house = town.house
    on_record(house, "event", **FLOOD)
    posted(house, 0, "Ernakulam")
    superuser(house, "UPDATE privacy_contact SET verified_on = '2026-10-01' WHERE kind = 'mobile'")
    assert asked_by(town, "KSDMA", EMERGENCY)[house.people[0]] is None
    use, at = Use.objects.latest("pk"), house.desk.service.at
    assert still_allowed(use, house.people[:1], at=at) == {house.people[0]: "OUT_OF_COHORT"}


# -- benefits of the State -----------------------------------------------------------------------------------

ELIGIBILITY = {
    "purpose": "SCHEME-ELIG", "cohort": "all employees", "channel": ["sms"], "fields": ["mobile"],
    "source_register": ["WPC-REGISTER"], "recipient": ["beneficiary_self"], "sender": "WPC", "act": "provide",
    "template": {"class": "neutral", "parts": ["facts"]}, "second_schedule_checklist": "complete",
}  # fmt: skip


def of_benefits(town: Town, **asked: Any) -> Sequence[str | None]:
    """The first reason for each person, in a request after section 7(b) began."""
    at = datetime(2027, 6, 1, 11, 0, tzinfo=IST)
    authority = replace(town["desk"].authority, office="WPC", department="").later(at)
    per_subject = ask_for_use(authority, {**ELIGIBILITY, **asked}).decision.per_subject
    by_person = {int(one.id): one.reason for one in per_subject}
    return [by_person[person] for person in town.house.people]


def test_an_eligibility_rests_on_a_notified_register_or_an_earlier_consent(town: Town) -> None:
    unmet = "BASIS_7B_UNMET"
    assert set(of_benefits(town)) == {unmet}
    board = officer(town.house, "wpc-desk", "communicating_officer", "WPC").authority
    yes = Yes(town.house.people[0], "BEN-CREDIT", "WPC", (), ())
    record_earlier_consent(board, yes, given_at=BEFORE_THE_ACT)
    first, *others = of_benefits(town)
    assert first != unmet and set(others) == {unmet}
    on_record(
        town.house, "notified_register", code="WPC-REGISTER", gazette_number="S.O. 1/2026",
        notified_on="2026-10-01",
    )  # fmt: skip
    assert unmet not in of_benefits(town)
    assert set(of_benefits(town, second_schedule_checklist="incomplete")) == {unmet}


# -- the account it is sent from -----------------------------------------------------------------------------


def test_a_message_from_an_account_of_another_owner_is_refused(town: Town) -> None:
    asked = {**EMERGENCY, "purpose": "SVC-TERMS", "channel": ["email"], "fields": ["email_official"],
        "sender": "FIN", "suffix": "S"}  # fmt: skip
    del asked["event"]
    authority = replace(town["desk"].authority, office="FIN", department="")
    for owner, is_refused in (("FIN", False), ("CMO", True)):
        decision = ask_for_use(authority, {**asked, "account_owner": owner}).decision
        assert ("SENDER_MISMATCH" in {decision.reason, *decision.also}) is is_refused
