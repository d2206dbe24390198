"""A declared emergency: a safety message reaches the phones of its place at once, and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.messaging.house import MOBILE, House, register_with_operators
from tests.messaging.test_guardian_delivery import told
from tests.messaging.test_known_facts import posted
from tests.messaging.test_lawful_and_not import codes
from tests.messaging.test_restraint import law_officer, results
from tests.messaging.test_smpp import Running
from tests.messaging.town import Officer, Town, officer
from vethanam.acts.executor import perform
from vethanam.errors import Refused, Unsound, UnsoundInput
from vethanam.evidence.bundles import whole_log
from vethanam.identity.models import Account
from vethanam.identity.signatures import Approved, keep_signature
from vethanam.journal.actions import append
from vethanam.journal.queries import leaf_content
from vethanam.ledger.leaves import instant
from vethanam.ledger.signed_acts import SignedList
from vethanam.ledger.verifier import verify
from vethanam.messaging.actions import queue_allowed
from vethanam.messaging.actions.campaign_queue import send
from vethanam.messaging.actions.campaigns import Draft, compose
from vethanam.messaging.models import Campaign
from vethanam.messaging.queries import common_values
from vethanam.privacy.actions import Filing, file_restraint, seal_contacts
from vethanam.privacy.actions.events import close_event, declare_event, review_use
from vethanam.privacy.event_proofs import code_of, event_findings, is_declared, statement_of_event
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import EventDeclaration, Use, UseReview
from vethanam.privacy.queries import use_shown
from vethanam.privacy.vault.number import parse
from vethanam.web.restraint.views_sending import _text as sending_text

THANKS = {
    "en": {"subject": "{hazard}", "body": "{hazard} in {place}. Thank the Government for its care."},
    "ml": {"subject": "{hazard}", "body": "{place}: {hazard}. സർക്കാരിന് നന്ദി."},
}


@pytest.fixture
def smsc() -> Iterator[Running]:
    running = Running()
    yield running
    running.end()


@pytest.fixture
def alert(town: Town) -> Officer:
    """An officer of the disaster authority; four people with confirmed numbers, three in Ernakulam."""
    house = town.house
    register_with_operators(house.world, "KSDMA")
    numbers = [(person, parse("mobile", MOBILE.format(n=n))) for n, person in enumerate(house.people)]
    seal_contacts(house.desk.service, numbers, verified_on=date(2026, 10, 1))
    for n in range(4):
        posted(house, n, "Kollam" if n == 1 else "Ernakulam")
    return officer(house, "ksdma-desk", "communicating_officer", "KSDMA")


def declared(alert: Officer, **changes: Any) -> EventDeclaration:
    ends_at = (alert.authority.at + timedelta(days=2)).isoformat()
    done = alert.does(
        "declare_event", **{"hazard": "flood", "place": "ernakulam", "ends_at": ends_at, **changes}
    )
    assert done.ok, done.says
    return EventDeclaration.objects.get(code=done.state["event"])


def composed(alert: Officer, event: EventDeclaration, **changes: Any) -> Campaign:
    draft = {"purpose": "EMERG", "event": event, "words": "emergency-move", "channels": ("sms",), **changes}
    done = compose(alert.authority, Draft(None, **draft))
    assert done.campaign is not None, done.decision.says
    return done.campaign


def test_a_safety_message_goes_at_once_to_the_phones_of_its_place(
    town: Town, alert: Officer, smsc: Running
) -> None:
    house = town.house
    event = declared(alert)
    assert event.place == "Ernakulam"
    house.sequence()
    campaign = composed(alert, event)
    assert campaign.cohort == f"employees in service; event: {event.code}"
    assert len(campaign.members) == 3
    answered = send(alert.authority, campaign)
    assert answered.decision.is_allowed, answered.decision.says
    assert [one.kind for one in answered.decision.tasks] == ["dpo_review"]
    queue_allowed()
    house.sequence()
    reached = told(house, smsc)
    assert len(reached) == 3 and "910000040001" not in {one.lstrip("+") for one in reached}
    said = b"".join(part.short_message for part in smsc.parts)
    assert b"Flood in Ernakulam" in said or "Flood".encode("utf-16-be") in said
    assert verify(whole_log()).outcome == "verified"
    use = Use.objects.get(reference=answered.reference)
    assert common_values(use.reference, "en")["place"] == "Ernakulam"
    shown = use_shown(use.reference)
    assert shown is not None and "[" not in sending_text(shown) and "Ernakulam" in sending_text(shown)
    with pytest.raises(Refused, match="asked for"):
        review_use(alert.authority, use, "It was due.", was_due=True)
    review_use(town["dpo"].authority, use, "A flood stood in the town.", was_due=True)
    assert UseReview.objects.get().was_due


def test_a_closed_event_ends_what_waits_for_it(town: Town, alert: Officer, smsc: Running) -> None:
    event = declared(alert)
    town.house.sequence()
    answered = send(alert.authority, composed(alert, event))
    assert answered.decision.is_allowed, answered.decision.says
    queue_allowed()
    close_event(alert.authority, event)
    town.house.sequence()
    assert told(town.house, smsc) == set()
    assert results(town.house) == [("cancelled", "OUT_OF_COHORT")]
    refused = compose(alert.authority, Draft(None, purpose="EMERG", event=event, channels=("sms",)))
    assert "OUT_OF_COHORT" in codes(refused)
    with pytest.raises(Refused, match="closed already"):
        close_event(alert.authority, event)


def test_an_event_that_the_log_does_not_show_opens_no_contact(
    town: Town, alert: Officer, smsc: Running
) -> None:
    event = declared(alert)
    town.house.sequence()
    answered = send(alert.authority, composed(alert, event))
    assert answered.decision.is_allowed
    queue_allowed()
    town.house.sequence()
    with town.house.world.connect("postgres") as connection:
        connection.execute("ALTER TABLE privacy_eventdeclaration DISABLE TRIGGER only_appended")
        connection.execute("UPDATE privacy_eventdeclaration SET place = 'state'")
    assert told(town.house, smsc) == set()


def declared_by_row(alert: Officer, house: House, code: str, **also: Any) -> EventDeclaration:
    """Declare an event as the web process can, without its act."""
    at = alert.authority.at
    ends_at = at + timedelta(days=2)
    public = {
        "event": code, "office": "KSDMA", "hazard": "flood", "place": "Ernakulam",
        "begins_at": instant(at), "ends_at": instant(ends_at), **also,
    }  # fmt: skip
    with house.world.role("web"):
        leaf = append("event.declared", public=public, private=None, at=at, is_sample=True)
    house.world.sql(
        "web",
        "INSERT INTO privacy_eventdeclaration (code, office, hazard, place, begins_at, ends_at,"
        " declared_by_id, person, at, recorded_at, leaf)"
        " VALUES (%s, 'KSDMA', 'flood', 'Ernakulam', %s, %s, %s, %s, %s, now(), %s)",
        code, at, ends_at, alert.authority.account, alert.authority.person, at, leaf,
    )  # fmt: skip
    house.sequence()
    return EventDeclaration.objects.get(code=code)


def sent_for(town: Town, alert: Officer, event: EventDeclaration, smsc: Running) -> set[str]:
    """The phones that a safety message about an event reaches."""
    answered = send(alert.authority, composed(alert, event))
    assert answered.decision.is_allowed, answered.decision.says
    queue_allowed()
    town.house.sequence()
    return told(town.house, smsc)


def test_the_web_process_alone_declares_no_event(town: Town, alert: Officer, smsc: Running) -> None:
    event = declared_by_row(alert, town.house, "20261124-0badc0de")
    assert sent_for(town, alert, event, smsc) == set()
    assert results(town.house) == [("cancelled", "OUT_OF_COHORT")]
    assert [one.code for one in event_findings()] == ["event_unproven"]
    assert town.house.world.sql("postgres", "SELECT count(*) FROM privacy_opengrant") == [(0,)]


def test_a_signature_declares_one_event_and_none_after_its_end(
    town: Town, alert: Officer, smsc: Running
) -> None:
    honest = declared(alert)
    close_event(alert.authority, honest)
    town.house.sequence()
    assert list(event_findings()) == []
    signed = leaf_content(honest.leaf)["public"]["signed"]
    again = declared_by_row(alert, town.house, "20261124-0badc0de", signed=signed)
    assert sent_for(town, alert, again, smsc) == set()
    refused = alert.does(
        "declare_event", hazard="flood", place="ernakulam", ends_at=honest.ends_at.isoformat()
    )
    assert refused.code == "event_as_before"


def test_an_officer_of_no_disaster_authority_proves_no_event(town: Town, alert: Officer) -> None:
    row, desk, key = declared(alert, hazard="landslide"), town["desk"], town.house.log_key.verifier
    town.house.sequence()
    assert is_declared(row, key)
    row.office = "FIN"
    assert not is_declared(row, key)
    day = row.begins_at.astimezone(IST).date().isoformat()
    says = statement_of_event(
        office="KSDMA", hazard="flood", place="Ernakulam", begins_at=None,
        ends_at=alert.authority.at + timedelta(days=2), day=day,
    )  # fmt: skip
    signed = SignedList("declare_event", (says,))
    over = Approved("declare_event", "decision", signed.commitment, desk.authority.role)
    by = replace(desk.authority, is_sample=True)
    keep_signature(by, over, desk.key, desk.signs(signed.commitment, desk.authority.role), {})
    town.house.sequence()
    false = declared_by_row(alert, town.house, code_of(says), signed=signed.parts()[0])
    assert not is_declared(false, key)


def test_thanks_in_a_safety_message_are_refused(town: Town, alert: Officer) -> None:
    event = declared(alert)
    refused = compose(
        alert.authority, Draft(None, purpose="EMERG", event=event, words=THANKS, channels=("sms",))
    )
    assert refused.decision.reason == "TEMPLATE_PUBLICITY"


@pytest.mark.parametrize("is_carved_out", [True, False])
def test_a_restraint_covers_a_safety_message_unless_the_order_carves_it_out(
    town: Town, alert: Officer, *, is_carved_out: bool
) -> None:
    house = town.house
    law = law_officer(house)
    filing = Filing(
        "WPC-9", "court_order", law.at, {"kinds": ("all_messages",)}, case_number="W.P.(C) 9/2026",
        dated=law.at.date(), excepts=("EMERG",) if is_carved_out else (),
    )  # fmt: skip
    file_restraint(law, filing)
    done = compose(
        alert.authority,
        Draft(None, purpose="EMERG", event=declared(alert), words="emergency-stay", channels=("sms",)),
    )
    if is_carved_out:
        assert done.campaign is not None, done.decision.says
    else:
        assert "COURT_RESTRAINT" in codes(done)


def test_only_a_disaster_authority_declares_and_only_what_is_known(town: Town, alert: Officer) -> None:
    with pytest.raises(Refused, match="declares no emergencies"):
        declare_event(
            town["desk"].authority, hazard="flood", place="Kollam",
            ends_at=alert.authority.at + timedelta(days=1),
        )  # fmt: skip
    with pytest.raises(UnsoundInput) as caught:
        declare_event(alert.authority, hazard="good news", place="Nowhere", ends_at=alert.authority.at)
    assert [fault.field for fault in caught.value.faults] == ["hazard", "place", "ends_at"]
    with pytest.raises(Unsound, match="declared event"):
        compose(alert.authority, Draft(None, purpose="EMERG", channels=("sms",)))
    strange = replace(alert.authority, person=None)
    with pytest.raises(Refused):
        declare_event(strange, hazard="flood", place="Kollam", ends_at=strange.at + timedelta(days=1))


def test_the_acts_of_an_event(town: Town, alert: Officer) -> None:
    at = alert.authority.at
    given = {"hazard": "landslide", "place": "Vythiri", "ends_at": (at + timedelta(days=1)).isoformat()}
    account = Account.objects.get(pk=alert.authority.account)

    def does(name: str, **given: Any) -> Any:
        return perform(name, account, given, authority=alert.authority)

    assert does("declare_event", **given).code == "no_key_to_sign"
    done = alert.does("declare_event", **given)
    assert done.ok, done.says
    event = done.state["event"]
    asked = {"purpose": "EMERG", "event": event, "text": "emergency-move", "channel": ["sms"]}
    assert not does("compose", **asked).ok, "nobody of the town is in Vythiri"
    assert does("close_event", event=event).ok
