"""One fact told lawfully and told as publicity: in normal times, under a restraint, in the windows before a
poll, on its day.

Sent messages are counted at the mail server; refused ones are in the register with their reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.messaging.town import Officer, Town, officer, proposed_class, signs_class
from vethanam.messaging.actions import ask_for_use, intimate_credits
from vethanam.messaging.actions.campaigns import Composed, Draft, compose
from vethanam.messaging.campaign_views import shown, startable
from vethanam.orders.actions import record_order
from vethanam.orders.models import Order
from vethanam.privacy.actions import Filing, Yes, file_restraint, give_consent, publish_notices, record_window
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Use
from vethanam.privacy.queries import uses_of

FACTS = {
    "en": {
        "subject": "Dearness allowance",
        "body": "The rate is 35 per cent from 1 July 2026 ({order_number}).",
    },
    "ml": {"subject": "ക്ഷാമബത്ത", "body": "2026 ജൂലൈ 1 മുതൽ നിരക്ക് 35 ശതമാനം ({order_number})."},
}
NEWS = {
    "en": {"subject": "Roads", "body": "Nine roads were opened this year."},
    "ml": {"subject": "റോഡുകൾ", "body": "ഈ വർഷം ഒമ്പത് റോഡുകൾ തുറന്നു."},
}


def in_the_ministers_name(words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The same facts, signed by an office holder."""
    signed = {"en": "With the photo of the Chief Minister.", "ml": "മുഖ്യമന്ത്രിയുടെ ചിത്രത്തോടെ."}
    return {
        language: {**part, "body": f"{part['body']} {signed[language]}"} for language, part in words.items()
    }


@pytest.fixture
def information(town: Town) -> Officer:
    """An officer of the information office with everybody's consent and a sanction."""
    publish_notices(town.house.desk.service)
    for person in town.house.people:
        herself = replace(town.house.desk.service, person=person, role="employee")
        give_consent(herself, Yes(person, "PUBLICITY", "PRD", ("email_personal",), ("email",)))
    record_order(
        town.house.desk.officer,
        number="G.O.(Rt) 9/2026/I&PRD",
        dated=date(2026, 10, 1),
        kind=Order.Kind.SANCTION,
    )
    return officer(town.house, "prd-desk", "communicating_officer", "PRD")


def publicity(who: Officer, at: datetime | None = None, **changes: Any) -> Composed:
    """From the pay register, as if it served this purpose; ``test_publicity`` uses the opt-in list."""
    sanction = {"order": "G.O.(Rt) 9/2026/I&PRD", "head": "2220-60-101-99"}
    draft = Draft(
        None,
        **{
            "purpose": "PUBLICITY",
            "source": "SPARK",
            "words": NEWS,
            "channels": ("email",),
            "sanction": sanction,
            **changes,
        },
    )
    return compose(who.authority.later(at or who.authority.at), draft)


def codes(done: Composed) -> set[str]:
    assert done.refused is not None and done.campaign is None
    answers = done.decision.per_subject
    said = {code for answer in answers for code in answer.channels.values()}
    return {done.decision.reason, *done.decision.also, *said} - {None, "allow"}  # type: ignore[return-value]


def told_of_pay(town: Town, at: datetime | None = None) -> int:
    """The number of letters about pay at the mail server."""
    before = len(town.house.mailbox.received)
    town.house.credit()
    service = town.house.desk.service
    intimate_credits(service.later(at or service.at))
    town.house.sequence()
    town.house.dispatch()
    return len(town.house.mailbox.received) - before


def told_of_terms(town: Town, *also: str, at: datetime | None = None) -> int:
    """The number of letters about pay terms at the mail server, approved by two officers and others."""
    before = len(town.house.mailbox.received)
    at = at or town["desk"].authority.at
    done = compose(town["desk"].authority.later(at), Draft(town.order, again="A test sends it once more."))
    assert done.campaign is not None, done.decision.says
    for name in ("owner", "dpo", *also):
        town[name].approves(done.campaign, at)
    town.house.sequence()
    later = replace(town["desk"], authority=town["desk"].authority.later(at))
    replace(town, officers={**town.officers, "desk": later}).sent(done.campaign)
    town.house.dispatch()
    return len(town.house.mailbox.received) - before


# -- in normal times -----------------------------------------------------------------------------------------


def test_the_same_facts_go_from_the_office_and_are_refused_in_an_office_holders_name(town: Town) -> None:
    assert told_of_terms(town) == 3
    refused = compose(town["desk"].authority, Draft(town.order, words=in_the_ministers_name(FACTS)))
    assert codes(refused) == {"TEMPLATE_PUBLICITY"}
    assert refused.decision.says == (
        "Refused. The text does more than state the facts of the event. No contact was opened."
    )
    as_sender = compose(town["desk"].authority, Draft(town.order, sender="CMO"))
    assert "SENDER_MISMATCH" in codes(as_sender)
    assert len(town.house.mailbox.received) == 3
    (latest, before, *_) = uses_of(town.house.people[0])
    assert [use.state for use in (latest, before)] == ["refused", "refused"]


def test_the_lawful_notice_needs_nothing_but_its_order(town: Town, information: Officer) -> None:
    """All else follows from it; every other purpose needs words in both languages, and
    publicity a sanction too.
    """
    assert told_of_terms(town) == 3
    with pytest.raises(Exception, match="cannot be"):
        publicity(information, words=None)
    assert "SANCTION_MISSING" in codes(publicity(information, sanction=None))


def test_publicity_is_refused_from_the_register_of_pay_whoever_said_yes(
    town: Town,
    information: Officer,
) -> None:
    assert [one.code for one in startable("PRD", information.authority.at)] == ["PUBLICITY"]
    assert codes(publicity(information)) == {"CONTROLLER_MISMATCH"}
    assert codes(publicity(information, words=in_the_ministers_name(NEWS))) == {
        "CONTROLLER_MISMATCH", "TEMPLATE_PUBLICITY",
    }  # fmt: skip
    assert "SENDER_MISMATCH" in codes(publicity(information, sender="FIN"))
    assert "CHANNEL_NOT_ALLOWED" in codes(publicity(information, channels=("letter",)))
    other = replace(information, authority=replace(information.authority, office="GAD"))
    assert {"CONTROLLER_MISMATCH", "CONSENT_INVALID"} <= codes(publicity(other))
    assert Use.objects.filter(outcome="deny", purpose_code="PUBLICITY").count() == 5
    assert town.house.mailbox.received == []


# -- restrained ----------------------------------------------------------------------------------------------


def test_under_a_restraint_on_publicity_pay_and_pay_terms_are_told(town: Town, information: Officer) -> None:
    law = town["law"].authority
    file_restraint(
        law,
        Filing("WPC-7", "court_order", law.at, {"kinds": ("achievements",)}, case_number="W.P.(C) 7/2026",
            dated=law.at.date()),
    )  # fmt: skip
    refused = publicity(information)
    assert refused.decision.reason == "COURT_RESTRAINT"
    praising = compose(town["desk"].authority, Draft(town.order, words=in_the_ministers_name(FACTS)))
    assert praising.decision.reason == "COURT_RESTRAINT"
    assert told_of_pay(town) == 3
    assert compose(town["desk"].authority, Draft(town.order)).decision.reason == "COURT_RESTRAINT"
    row = proposed_class(town, None)
    signs_class(town["law"], row)
    signs_class(town["dpo"], row)
    assert told_of_terms(town) == 3


# -- windows -------------------------------------------------------------------------------------------------


def window(town: Town, kind: str) -> None:
    law = town["law"].authority
    record_window(
        law,
        code=f"W-{kind}",
        kind=kind,
        area=("state",),
        starts_at=law.at - timedelta(days=1),
        source="sample",
    )


def test_in_an_election_window_neutral_facts_go_and_nothing_else(town: Town, information: Officer) -> None:
    window(town, "election")
    assert "ELECTION_WINDOW" in codes(publicity(information))
    praising = compose(town["desk"].authority, Draft(town.order, words=in_the_ministers_name(FACTS)))
    assert {"TEMPLATE_PUBLICITY", "ELECTION_WINDOW"} <= codes(praising)
    assert told_of_pay(town) == 3
    assert told_of_terms(town) == 3


def test_in_a_caution_window_a_third_person_approves(town: Town, information: Officer) -> None:
    window(town, "caution")
    assert "CAUTION_WINDOW" in codes(publicity(information))
    with pytest.raises(AssertionError, match="approval is missing"):
        told_of_terms(town)
    assert town.house.mailbox.received == []
    assert told_of_terms(town, "law") == 3
    assert told_of_pay(town) == 3


def test_on_the_day_of_a_poll_salary_is_told_and_publicity_is_not(town: Town, information: Officer) -> None:
    """The shipped window of 2026, on its polling day, 9 April."""
    polling_day = datetime(2026, 4, 9, 12, 0, tzinfo=IST)
    asked = {"purpose": "PUBLICITY", "cohort": "all employees", "channel": "email",
        "fields": ["email_personal"], "sender": "PRD",
             "recipient": "subject_self", "suffix": "P"}  # fmt: skip
    answered = ask_for_use(information.authority.later(polling_day), asked)
    met = {code for one in answered.decision.per_subject for code in one.channels.values()}
    assert answered.decision.outcome == "deny"
    assert "ELECTION_WINDOW" in {*met, answered.decision.reason, *answered.decision.also}
    assert told_of_pay(town, polling_day) == 3


# -- before it is sent ---------------------------------------------------------------------------------------


def test_who_would_be_left_out_is_known_before_it_is_sent(town: Town) -> None:
    """Three have a confirmed address; the fourth gets the portal copy, in a hidden small count."""
    campaign = town.composed()
    one = shown(campaign, town["desk"].authority.at)
    assert campaign.left_out == {"CONTACT_UNVERIFIED": 1}
    assert one.left_out == {"CONTACT_UNVERIFIED": "fewer than 20"}
