"""Uses and refusals: the same counts and reasons for the officer, the public and the person."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from tests.conftest import World
from tests.web.confirming import confirmed
from tests.web.conftest import NOW, Town, sequence
from vethanam.acts.executor import perform
from vethanam.evidence.board_facts import drafts_of
from vethanam.identity.models import Account
from vethanam.journal.actions import append
from vethanam.journal.models import Staged
from vethanam.privacy.actions import ask, escalate, request_use
from vethanam.privacy.law.windows import IST
from vethanam.privacy.models import Duty, MadeFile, Use
from vethanam.privacy.permit import Request, Subject
from vethanam.privacy.purposes import load_catalogue
from vethanam.privacy.queries import use_shown, uses_of, uses_overview
from vethanam.privacy.queries.duties import duties_due
from vethanam.web.privacy import ledger_health
from vethanam.web.protection import desk
from vethanam.web.protection.views import use_page

FORBIDDEN = (
    "illegal",
    "unlawful",
    "misuse",
    "violation",
    "breach of trust",
    "abuse",
    "suspicious",
    "fraud",
    "fake",
)


def _text(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_the_list_of_uses_counts_what_the_register_counts(town: Town) -> None:
    text = _text(town.sign_in("dpo").get("/protection/uses/"))
    overview = uses_overview()
    assert "One request was refused in November 2026" in text
    assert f"{len(overview.refused)} request was refused." in text
    assert "Information and Public Relations Department" in text
    assert "CONTROLLER_MISMATCH" in text


def test_one_refusal_says_what_did_not_happen(town: Town) -> None:
    refused = Use.objects.get(outcome="deny")
    text = _text(town.sign_in("dpo").get(f"/protection/uses/{refused.reference}/"))
    assert "Nothing was sent. No number was opened." in text
    assert "CONTROLLER_MISMATCH" in text
    assert f"Register {load_catalogue().register_name('SPARK')} SPARK" in text
    with translation.override("ml"):
        shown = use_shown(refused.reference)
        assert shown is not None
        pairs = {pair.label: pair for pair in use_page(shown, is_public=True)["pairs"]}
        assert pairs["രജിസ്റ്റർ"].text == load_catalogue().register_name("SPARK", "ml")
    assert not any(word in text.lower() for word in FORBIDDEN)


def test_purposes_and_ledger_are_shown(town: Town) -> None:
    dpo = town.sign_in("dpo")
    assert "SAL-CREDIT" in _text(dpo.get("/protection/purposes/"))
    text = _text(dpo.get("/protection/ledger/"))
    assert "Entries" in text and "vethanam.example/town" in text


def test_a_small_request_is_no_part_of_the_public_register(town: Town) -> None:
    anybody = Client()
    refused = Use.objects.get(outcome="deny")
    assert "No request to message many people was made in" in _text(anybody.get("/messages/"))
    assert anybody.get(f"/messages/{refused.reference}/").status_code == 404


def test_only_the_officer_opens_the_desk(town: Town) -> None:
    for name in ("clerk", "treasurer", "emp-100234"):
        page = town.sign_in(name).get("/protection/")
        assert page.status_code == 403
        assert "This page is not open to this account" in _text(page)


def test_entries_that_wait_for_their_signature_are_said_above_every_page(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_health, "PATIENCE", timedelta(seconds=-1))
    append("event", public={"number": 1}, private=None, at=NOW, is_sample=True)
    page = town.sign_in("dpo").get("/protection/ledger/")
    assert "Messages are held since" in _text(page)
    assert "Entries wait for their signature" in _text(page)


def _looked_up(town: Town, count: int) -> None:
    """One officer requests many people, one by one, under a purpose that does not allow it."""
    people = [employment.person_id for employment in town.office.people.values()]
    authority = town.office.by("clerk", NOW)
    for n in range(count):
        subject = Subject(str(people[n % len(people)]))
        request_use(authority, Request(
            actor="clerk", org="PRD", purpose="SAL-CREDIT", subjects=[subject], mode="reveal",
            fields=("mobile",), channels=("portal",), reason_given="a letter came back",
        ))  # fmt: skip


def test_nothing_due_is_said(town: Town) -> None:
    october = {"month": "2026-10", "says": "Read."}
    assert perform("sign_review", Account.objects.get(username="dpo"), october, NOW, is_sample=True).ok
    text = _text(town.sign_in("dpo").get("/protection/"))
    assert "Nothing is due" in text and "No question waits for an answer" in text
    assert "Information and Public Relations Department" in text


#: CERT-In's form, filled in
AGENCY = {
    "incident": "Look-ups", "noticed": "In the morning", "systems": "One office", "effects": "None so far",
    "actions": "The account is closed",
}  # fmt: skip


def test_a_case_opens_by_itself_and_its_clocks_run(town: Town) -> None:
    _looked_up(town, 19)
    dpo = town.sign_in("dpo")
    assert "Reviews of months wait for your signature" in _text(dpo.get("/protection/"))
    _looked_up(town, 1)
    text = _text(dpo.get("/protection/"))
    assert "One thing is due" in text and "20 people asked about beyond a purpose" in text
    assert "0 of 6 hours gone" in text
    (case,) = duties_due(NOW)
    page = f"/protection/due/{case.reference}/"
    text = _text(dpo.get(page))
    assert "CERT-In directions 2022" in text and "DPDP Rule 7(2)" in text
    assert not any(word in text.lower() for word in FORBIDDEN)
    said = _text(dpo.post(f"{page}told_agency/", AGENCY, follow=True))
    assert "Recorded: Computer emergency agency told." in said
    (case,) = duties_due(NOW)
    assert [clock.step for clock in case.clocks] == ["told_board", "told_people", "told_board_in_full"]
    said = _text(dpo.post(page, {"step": "closed", "says": "Call +91 00000 12345."}, follow=True))
    assert "Not kept. This looks like a number or an address." in said
    dpo.post(page, {"step": "closed", "says": "The look-ups were a drill."})
    assert duties_due(NOW) == []


def test_the_board_is_told_on_forms_with_their_hours_and_may_be_asked_for_longer(town: Town) -> None:
    _looked_up(town, 20)
    dpo = town.sign_in("dpo")
    (case,) = duties_due(NOW)
    text = _text(dpo.get(f"/protection/due/{case.reference}/"))
    assert "Data Protection Board told at once" in text and "Longer given by the Board" not in text
    at_once, in_full = (
        f"/protection/due/{case.reference}/{step}/" for step in ("told_board", "told_board_in_full")
    )
    text = _text(dpo.get(in_full))
    assert "Findings about the person who caused it" in text and "28 Nov 2026" in text
    form = {"nature": "Look-ups", "extent": "Twenty people", "timing": "One morning", "place": "An office"}
    said = _text(dpo.post(at_once, form, follow=True))
    assert "Write your action or finding" in said and "Twenty people" in said  # typed text stays
    said = _text(dpo.post(at_once, {**form, "impact": "Write to a@b.example"}, follow=True))
    assert "This looks like a number or an address." in said
    twice = dpo.post(at_once, {**form, "nature": "Call 00000 00045", "impact": "a@b.example", "place": ""})
    summary = re.search(r'role="alert"[^>]*>(.*?)</div>', twice.content.decode(), re.DOTALL)
    assert summary is not None
    named = re.findall(r'<li><a href="#id_(\w+)">([^<]+)</a>: (\w+)', summary[1])
    assert named == [
        ("nature", "Nature of the breach", "This"), ("place", "Where it happened", "Write"),
        ("impact", "Likely consequences", "This"),
    ]  # fmt: skip
    assert twice.content.decode().count('aria-invalid="true"') == 3
    malayalam = _text(dpo.post(at_once, {**form, "impact": "a@b.example"}, headers={"accept-language": "ml"}))
    assert "ഉണ്ടാകാവുന്ന ഫലം : ഇത് " in re.sub(r"\s+", " ", malayalam) and "ബോർഡ" in malayalam
    on_case = _text(dpo.get(f"/protection/due/{case.reference}/", headers={"accept-language": "ml"}))
    assert "24 മണിക്കൂർ നമ്മുടെ നയമാണ്" in on_case and "without delay" not in on_case
    assert "Recorded: Data Protection Board told at once." in _text(
        dpo.post(at_once, {**form, "impact": "None was opened"}, follow=True)
    )
    text = _text(dpo.get(at_once))
    assert "Filed" in text and "None was opened" in text and "Record it" not in text
    asked, given = (f"/protection/due/{case.reference}/{step}/" for step in ("asked_longer", "given_longer"))
    longer = {"says": "In writing.", "until": "2026-12-05T10:00"}
    assert "asked in writing" in _text(dpo.post(given, longer, follow=True))
    assert "names a day" in _text(dpo.post(asked, {"why_longer": "Logs abroad"}, follow=True))
    dpo.post(asked, {"why_longer": "Logs are still read", "until": "2026-12-05T10:00"})
    assert duties_due(NOW)[0].clocks[-1].within == timedelta(hours=72)  # viewing changes nothing
    dpo.post(given, longer)
    (case,) = duties_due(NOW)
    assert case.clocks[-1].due(case.opened_at).astimezone(IST).isoformat() == "2026-12-05T10:00:00+05:30"
    leaf = json.loads(bytes(Staged.objects.order_by("id").last().leaf))  # type: ignore[union-attr]
    assert leaf["kind"] == "duty.given_longer" and leaf["public"]["until"] == "2026-12-05T04:30:00.000000Z"
    assert town.sign_in("clerk").get(at_once).status_code == 403


def test_a_form_opens_with_what_is_on_record_and_the_file_for_the_board_holds_it(
    town: Town, world: World
) -> None:
    _looked_up(town, 20)
    dpo = town.sign_in("dpo")
    (case,) = duties_due(NOW)
    page = f"/protection/due/{case.reference}/"
    text = _text(dpo.get(f"{page}told_agency/"))
    assert "Entered as: looked up beyond purpose." in text and "Known since 25 Nov 2026" in text
    text = _text(dpo.get(f"{page}told_board/"))
    assert "People concerned, as counted when the case opened: 20." in text
    assert "Fields asked for: mobile" in text and "20 requests, the first on 25 Nov 2026" in text
    text = _text(dpo.get(f"{page}told_board_in_full/"))
    assert "No notice to the people concerned is on record." in text
    drafts = drafts_of(Duty.objects.get(pk=case.id))
    assert set(drafts) >= {"nature", "extent", "timing", "place", "who", "facts", "notices"}
    assert not {"impact", "reasons", "remedy", "mitigation"} & set(drafts), "the officer alone knows"
    dpo.post(f"{page}told_agency/", AGENCY)
    shown = dpo.get(f"{page}told_board/").content.decode()
    begun = html.unescape(re.search(r'name="extent"[^>]*>([^<]*)<', shown)[1])  # type: ignore[index]
    dpo.post(f"{page}told_board/", {
        "nature": "Look-ups", "extent": begun.strip(), "timing": "One morning", "place": "An office",
        "impact": "None known",
    })  # fmt: skip
    assert duties_due(NOW)[0].clocks[0].step == "told_people", "what is on record is taken as it stands"
    sequence(world)
    given = {"kind": "case", "reference": case.number, "purpose": "AUDIT", "recipient": "board"}
    account = Account.objects.get(username="dpo")
    made = perform("make_evidence_file", account, given, NOW, is_sample=True)
    assert made.ok, made
    facts = MadeFile.objects.get(reference=made.state["file"]).content["facts"]
    said = [fact["says"]["en"] for fact in facts]
    assert any(one.startswith("Report to CERT-In within 6 hours: filed on") for one in said)
    assert "Action taken: The account is closed" in said and "Likely consequences: None known" in said
    assert any(
        one.startswith("Report to the Data Protection Board within 72 hours: not filed") for one in said
    )
    assert "Causes: nothing is on record. The officer writes it." in said
    linked = re.search(r'href="([^"]*recipient=board)"', dpo.get(page).content.decode())
    assert linked is not None
    form = dpo.get(html.unescape(linked[1])).content.decode()
    assert f'value="{case.number}"' in form and re.search(r'value="board"[^>]*(selected|checked)', form)
    assert town.sign_in("clerk").get(f"{page}told_board/").status_code == 403
    court = perform("make_evidence_file", account, {**given, "recipient": "court"}, NOW, is_sample=True)
    kept = MadeFile.objects.get(reference=court.state["file"]).content["facts"]
    assert not any(fact["code"].startswith("fact_board") for fact in kept), "a court's file has no forms"


def test_a_question_is_answered_and_the_person_reads_it(town: Town) -> None:
    me = town.sign_in("emp-100234")
    person = town.office.people["100234"].person_id
    refused = uses_of(person)[0]
    page = f"/pay/uses/{refused.reference}/"
    assert "Ask about this" in _text(me.get(page))
    assert "I did not agree to this." in _text(me.get(f"{page}ask/"))
    text = _text(me.post(f"{page}ask/", {"asked": "did_not_agree"}, follow=True))
    assert "Asked. The answer is owed within 30 days." in text and "Answer by 25 Dec 2026" in text
    again = _text(me.post(f"{page}ask/", {"asked": "too_often"}, follow=True))
    assert "This was asked before" in again
    dpo = town.sign_in("dpo")
    assert "day 1 of 30" in _text(dpo.get("/protection/"))
    (owed,) = duties_due(NOW)
    confirmed(
        dpo,
        f"/protection/due/{owed.reference}/",
        {"step": "answered", "says": "It was refused and nothing was sent."},
    )
    assert "It was refused and nothing was sent." in _text(me.get(page))
    assert duties_due(NOW) == []


def test_rights_and_complaints_stand_on_one_page(town: Town) -> None:
    me = town.sign_in("emp-100234")
    assert "You have asked nothing yet" in _text(me.get("/pay/questions/"))
    text = _text(me.post("/pay/questions/", {"asked": "told_after_stop"}, follow=True))
    assert "Answers you are owed: 1" in text and "Complaint" in text
    assert "none of the things that can be asked" in _text(
        me.post("/pay/questions/", {"asked": "looked_up_beyond_purpose"}, follow=True)
    )


def test_processors_are_listed_with_contract_country_and_what_their_gateways_carry(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    dpo = town.sign_in("dpo")
    text = _text(dpo.get("/protection/processors/"))
    assert "State IT Mission" in text and "No contract on record" in text and "India" in text
    assert "Messages it hands on" in text and "None India" in text
    catalogue = load_catalogue()
    carrying = replace(catalogue.processors["KSITM"], carries=("sms", "email"))
    monkeypatch.setattr(desk, "catalogue_now", lambda: replace(catalogue, processors={"KSITM": carrying}))
    assert "SMS, e-mail India" in _text(dpo.get("/protection/processors/"))


def test_the_head_of_the_office_gets_what_nobody_answered_and_nothing_else(town: Town) -> None:
    office = town.office
    office.appoint("owner", "purpose_owner", "FIN", office="FIN")
    office.appoint("other-owner", "purpose_owner", "PRD", office="PRD")
    person = office.people["100234"].person
    assert person.account_id is not None
    herself = replace(
        office.by("clerk", NOW - timedelta(days=81)), account=person.account_id, person=person.pk
    )
    old, fresh = ask(herself, "grievance", "contact_wrong"), ask(herself.later(NOW), "right", "summary")
    owner = town.sign_in("owner")
    assert "Nothing waits longer than 80 days" in _text(owner.get("/protection/escalated/"))
    assert owner.get(f"/protection/due/{old.reference}/").status_code == 404
    assert escalate(office.by("dpo", NOW)) == 1
    assert "Complaint" in _text(owner.get("/protection/escalated/"))
    assert "Gone to the head of the office" in _text(owner.get(f"/protection/due/{old.reference}/"))
    assert owner.get(f"/protection/due/{fresh.reference}/").status_code == 404
    account, given = Account.objects.get(username="owner"), {"number": fresh.number, "says": "Not ours."}
    assert perform("answer_duty", account, given, NOW).code == "duty_of_the_officer"
    assert town.sign_in("other-owner").get("/protection/escalated/").status_code == 404
    confirmed(
        owner, f"/protection/due/{old.reference}/", {"step": "answered", "says": "The number was taken off."}
    )
    assert "The number was taken off." in _text(town.sign_in("emp-100234").get("/pay/questions/"))


def test_a_case_is_opened_by_hand_for_what_was_noticed_and_its_clocks_run_from_then(town: Town) -> None:
    dpo = town.sign_in("dpo")
    assert "/protection/cases/new/" in dpo.get("/protection/").content.decode()
    noticed = (NOW - timedelta(hours=7)).astimezone(IST)
    form = {
        "asked": "device_lost",
        "noticed": f"{noticed:%Y-%m-%dT%H:%M}",
        "people": "40",
        "says": "A disk is missing.",
    }
    for wrong, said in (
        ({"noticed": "2026-12-01T10:00"}, "It was noticed before now."),
        ({"says": "Call +91 00000 12345"}, "This looks like a number or an address."),
        ({"people": "many"}, "is not a whole number"),
        ({"people": "-1"}, "in digits"),
        ({"asked": "looked_up_beyond_purpose"}, "is not known here"),
    ):
        assert said in _text(dpo.post("/protection/cases/new/", form | wrong))
    assert duties_due(NOW) == []
    text = _text(dpo.post("/protection/cases/new/", form, follow=True))
    assert (
        "A device or disk with data was lost" in text and "A disk is missing." in text and "Overdue" in text
    )
    (case,) = duties_due(NOW)
    page = f"/protection/due/{case.reference}/"
    dpo.post(f"{page}told_agency/", AGENCY)
    dpo.post(page, {"step": "closed", "says": "It was found in the store room."})
    assert "Not done when it was closed Data Protection Board told at once" in _text(dpo.get(page))
    ended = _text(dpo.get("/protection/ended/"))
    assert f"Case {case.number}: A device or disk with data was lost" in ended and "Closed" in ended
    assert town.sign_in("clerk").get("/protection/cases/new/").status_code == 403
